"""The maps of the heads: what they show is what the model computed, and a head that is off is off."""

import numpy as np
import pytest

from course_nn.chapters.ch11_attention.head_maps import TASKS, answer, expected, look, lost, mirrored
from course_nn.chapters.ch11_attention.token_tasks import BLOCKS, HEADS, trained


@pytest.mark.parametrize("task", TASKS)
def test_the_maps_are_weights_that_see_no_later_place(task):
    line, weights = answer(task, "31415")
    t = len(line) + 1
    assert weights.shape == (BLOCKS, HEADS, t, t)
    assert weights.sum(axis=-1) == pytest.approx(np.ones((BLOCKS, HEADS, t)), abs=1e-5)
    assert not np.triu(weights, 1).any()
    assert line == f"31415>{expected(task, '31415')}"


def test_expected():
    assert [expected(task, "3021") for task in ("copy", "reverse", "sort")] == ["3021", "1203", "0123"]


@pytest.mark.parametrize("task", TASKS)
def test_a_head_that_is_off_is_as_if_its_output_weights_were_0(task):
    for block, head in ((0, 0), (1, 2)):
        model = trained(task)
        width = model.stack.d // HEADS
        model.stack.blocks[block].attention.W_o.value[head * width : (head + 1) * width] = 0
        tokens = np.random.default_rng(0).integers(0, 12, (3, 9))
        plain = model(tokens)
        other = trained(task)
        on = np.ones(HEADS, bool)
        on[head] = False
        other.stack.blocks[block].attention.heads_on = on
        assert other(tokens) == pytest.approx(plain, abs=1e-4)


def test_looking_with_a_head_off_leaves_the_stored_model_whole():
    before = lost("reverse")
    look("reverse", "123", 3, 2, True)
    lost.cache_clear()
    assert lost("reverse") == before


def test_the_loss_with_a_head_off_is_told_beside_the_whole():
    for task in TASKS:
        found = look(task, "2718", 1, 1, False)
        assert found["losses"].shape == (BLOCKS * HEADS,)
        assert found["whole"] == lost(task)[0]
        assert not found["wrong"]
        assert found["losses"].max() > found["whole"] + 0.1, "at least one head matters"


def test_the_mirrored_digit_is_the_one_that_is_written():
    found = []
    for question in ("314159", "271828"):
        line, weights = answer("reverse", question)
        for i in range(6):
            place = 6 - i  # of the question's digit, after the boundary
            assert ("·" + line)[place] == line[len(question) + 1 + i]
            found.append(weights[1, :, len(question) + 1 + i, place])
    assert np.mean(found, axis=0) == pytest.approx(mirrored(20), abs=0.15)
    assert mirrored()[3] > 0.8
