"""The maps of the heads: what they show is what the model computed, and a head that is off is off."""

import re

import numpy as np
import pytest

from course_nn.chapters.ch11_attention.head_maps import TASKS, answer, expected, look, lost, mirrored
from course_nn.chapters.ch11_attention.head_maps_figure import most
from course_nn.chapters.ch11_attention.instruments import head_maps
from course_nn.chapters.ch11_attention.token_tasks import ALPHABET, BLOCKS, HEADS, trained


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
    look("reverse", "123", 2, 3)
    lost.cache_clear()
    assert lost("reverse") == before


def test_the_loss_with_a_head_off_is_told_beside_the_whole():
    for task in TASKS:
        found = look(task, "2718", 1, 0)
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


@pytest.mark.long
def test_every_number_that_lights_up_is_the_layers():
    """Of rows, cells and words: read back from the page, and held to what the model's attention computed."""
    it = head_maps()
    for task, question in (("reverse", "31415"), ("copy", "7"), ("sort", "98765432")):
        it.set(task=task, question=question)
        line = it.result["line"]
        seen, t = [], len(line) + 1
        trained(task).run(np.concatenate([[0], ALPHABET.encode([line])[0]])[None], seen=seen)
        weights = np.array(seen)[:, 0].reshape(BLOCKS * HEADS, t, t)
        groups = it._layer.value.split("<div>")[1:]
        assert len(groups) == t, "a group a place"
        for i, group in enumerate(groups):
            strips = [cells for box in group.split("<b ")[1:] if len(cells := re.findall(r'title="([^"]*)"', box)) > 1]
            said = re.findall(r'data-said="([^"]*)"', group)
            assert len(strips) == len(said) == BLOCKS * HEADS, "every head lights up"
            for cells, words, head in zip(strips, said, weights, strict=True):
                assert cells[i + 1 :] == ["hidden"] * (t - 1 - i) and len(cells) == t
                shown = [float(cell.split(": ")[1]) for cell in cells[: i + 1]]
                assert shown == pytest.approx(head[i, : i + 1], abs=0.0006)
                assert words.replace("&gt;", ">") == most(head[i], "·" + line)
                top = float(words.split(", ")[0].split(" ")[-1])
                assert top == pytest.approx(head[i].max(), abs=0.0051)


@pytest.mark.long
def test_it_opens_with_another_task_than_the_one_that_is_asked_about():
    assert head_maps().values["task"] == "copy"


@pytest.mark.long
def test_the_sentence_tells_where_each_head_looks_most():
    it = head_maps().set(row=9, off=8)
    rows = it.result["maps"][:, 8]
    places = re.search(r"most at places ([0-9, ]+);", it.description)[1]
    assert [int(place) for place in places.split(", ")] == (rows.argmax(axis=1) + 1).tolist()
    assert f"Loss {it.result['losses'][7]:.2g} without 2.4" in it.description
    for corner in it.corners():
        assert len(it.set(**corner).description) <= 220
