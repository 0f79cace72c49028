"""The bug hunt: every suspect has its own fault and no other, and each shows in one experiment that others pass."""

import numpy as np
import pytest

from course_nn import check_layer
from course_nn.chapters.ch08_rnns.bug_hunt import KINDS, suspects

SEEDS = pytest.mark.parametrize("seed", range(3))


def batch(seed=0, n=3, t=5, d=2):
    return np.random.default_rng(100 + seed).normal(size=(n, t, d))


def agree(one, other):
    return np.allclose(one, other, rtol=1e-12, atol=1e-12)


def right(x, seed=0, before=()):
    """The letters of those that give what the original gives for x, after other batches."""
    letters = ""
    for letter, (suspect, original) in suspects(seed=seed).items():
        for earlier in before:
            suspect(earlier)
        letters += letter if agree(suspect(x), original(x)) else ""
    return letters


@SEEDS
def test_two_are_right_on_the_first_batch_and_one_of_them_on_the_second(seed):
    x = batch(seed)
    assert right(x, seed) == "AC"
    assert right(x, seed, before=[x]) == "A"
    assert right(x, seed, before=[batch(seed + 7)]) == "A"


@SEEDS
def test_the_same_batch_again_gives_the_same_but_for_one(seed):
    x = batch(seed)
    assert [agree(one(x), one(x)) for one, _ in suspects(seed=seed).values()] == [True, True, False, True, True]


@SEEDS
def test_one_step_and_one_sequence(seed):
    x = batch(seed)
    assert right(x[:, :1], seed) == "ACE", "no cell state can be lost yet"
    assert right(x[:1], seed) == "AC"
    assert right(x[:1, :1], seed) == "ABCE", "nothing to exchange but gates"


@SEEDS
def test_another_order_of_the_sequences_changes_their_outputs_in_one(seed):
    x = batch(seed)
    moves = [agree(one(x)[::-1], suspects(seed=seed)[k][0](x[::-1])) for k, (one, _) in suspects(seed=seed).items()]
    assert moves == [True, False, True, True, True]
    x[1] = x[0]
    same = [agree(*one(x)[:2]) for one, _ in suspects(seed=seed).values()]
    assert same == [True, False, True, True, True], "two equal sequences"


@SEEDS
def test_gates_that_have_equal_weights_hide_their_exchange(seed):
    x, (suspect, original) = batch(seed), suspects(seed=seed)["D"]
    for layer in (suspect, original):
        for one in (layer.W, layer.U, layer.b):
            one.value[..., 3:6] = one.value[..., :3]
    assert agree(suspect(x), original(x))


@pytest.mark.long
@SEEDS
def test_the_gradient_check_finds_the_gradient_that_is_cut_and_the_output_that_is_never_the_same(seed):
    x = batch(seed)
    reports = {letter: check_layer(suspect, x) for letter, (suspect, _) in suspects(seed=seed).items()}
    assert "".join(letter for letter, report in reports.items() if report) == "BDE"
    assert "another output for the same input" in str(reports["C"])
    assert "another output" not in str(reports["A"])
    reports = {letter: check_layer(suspect, x[:, :1]) for letter, (suspect, _) in suspects(seed=seed).items()}
    assert "".join(letter for letter, report in reports.items() if report) == "ABDE", "one step has nothing to cut"


@SEEDS
def test_the_cut_gradient_is_that_of_each_step_alone(seed):
    x, (suspect, original) = batch(seed), suspects(seed=seed)["A"]
    for dy, same in ((np.eye(5)[0], True), (np.eye(5)[-1], False)):  # at the first step, at the last one
        dy = np.ones((3, 5, 3)) * dy[:, None]
        dx, wanted = suspect.forward(x)[1](dy), original.forward(x)[1](dy)
        assert agree(dx, wanted) == same
    assert agree(dx[:, :-1], 0) and agree(dx[:, -1], wanted[:, -1])


def test_what_is_kept_ends_with_a_batch_of_another_size():
    suspect, original = suspects()["C"]
    for x in (batch(1), batch(2, n=4), batch(3, n=2)):
        assert agree(suspect(x), original(x))


def test_all_have_the_weights_of_one_lstm_and_their_own_copies_of_them():
    assert len(set(KINDS)) == len(suspects()) == 5
    for suspect, original in suspects(3, 4, 1).values():
        for name in ("W", "U", "b"):
            mine, given = getattr(suspect, name).value, getattr(original, name).value
            assert np.array_equal(mine, given) and not np.shares_memory(mine, given)
            assert np.array_equal(mine, getattr(suspects(3, 4, 1)["A"][1], name).value)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: suspects(0), "suspects: d_in: expected a whole number at least 1, got 0"),
        (lambda: suspects(2, 1.5), "suspects: d_hidden: expected a whole number at least 1, got 1.5"),
        (lambda: suspects(seed=-1), "suspects: seed: expected a whole number at least 0, got -1"),
        (lambda: suspects()["B"][0](np.ones((2, 5))), r"expected input of shape \(n, t, 2\)"),
    ],
)
def test_bad_input_is_told_in_a_sentence(call, words):
    with pytest.raises((ValueError, TypeError), match=words):
        call()
