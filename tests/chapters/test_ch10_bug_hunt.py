"""The bug hunt: every suspect has its own fault and no other, and what hints and sentences say of them is so."""

import numpy as np
import pytest
from helpers import refused

from course_nn import check_loss
from course_nn.chapters.ch10_autoencoders.bug_hunt import KINDS, suspects
from course_nn.elbo import gaussian_kl
from course_nn.exercises import EXERCISES

SHAPES = pytest.mark.parametrize(("d", "k"), [(6, 3), (1, 2), (5, 1), (4, 4)])


def output(d=6, k=3, n=4, seed=0, mean=1.0, log_variance=1.0):
    rng = np.random.default_rng(seed)
    parts = rng.normal(size=(n, d)), mean * rng.normal(size=(n, k)), log_variance * rng.normal(size=(n, k))
    return np.hstack(parts), (rng.random((n, d)) > 0.5).astype(float)


def right(given):
    """The letters of those whose value is that of their original."""
    return "".join(
        letter
        for letter, (one, original) in suspects().items()
        if np.isclose(one(*given)[0], original(*given)[0], rtol=1e-12)
    )


def shares(d, k):
    """What of the original's KL each gives, with the value at a KL of 0 subtracted."""
    there, x = output(d, k)
    flat = np.hstack([there[:, :d], np.zeros((len(x), 2 * k))])
    return {
        letter: (one(there, x)[0] - one(flat, x)[0]) / (original(there, x)[0] - original(flat, x)[0])
        for letter, (one, original) in suspects().items()
    }


@SHAPES
def test_where_the_kl_is_0_one_is_wrong(d, k):
    everyone = "BCDE" if d > 1 else "ABCDE"  # a likelihood of one pixel is its own mean
    assert right(output(d, k, mean=0, log_variance=0)) == everyone


@SHAPES
def test_where_only_the_mean_adds_to_the_kl(d, k):
    wrong = ("A" if d > 1 else "") + ("B" if k > 1 else "") + ("E" if d > 1 else "")
    assert set(right(output(d, k, log_variance=0))) == set("ABCDE") - set(wrong)


@SHAPES
def test_two_give_a_constant_share_of_the_kl(d, k):
    """Below 1, and two others all of it, as the hint says."""
    assert "Two suspects give a constant share below 1" in EXERCISES["averaged_kl"].hints[1]
    found = shares(d, k)
    np.testing.assert_allclose([found["B"], found["E"], found["A"], found["C"]], [1 / k, 1 / d, 1, 1])
    assert abs(found["D"] - 1) > 0.1
    others = [suspects()["D"][0](*output(d, k, seed=s))[0] for s in range(2)]
    assert others[0] != others[1]


@pytest.mark.parametrize("log_variance", [-30.0, -2.0, -0.1, 0.1, 2.0, 30.0])
def test_at_any_other_log_variance_the_kl_of_one_is_wrong(log_variance):
    """Two of those that are right at 0 are right everywhere: the hint tells them apart."""
    assert "and a wrong one at any other log_variance" in EXERCISES["averaged_kl"].hints[2]
    for letter, (one, _) in suspects().items():
        at, of = np.ones((3, 2)), np.full((3, 2), log_variance)
        wrong = not np.allclose(one.kl(at, of, 3)[0], gaussian_kl(at, of), rtol=1e-6)
        assert wrong == (letter in "BDE")


def test_one_gives_every_value_right():
    for seed in range(5):
        assert right(output(seed=seed)) == "C"


@SHAPES
def test_the_gradient_check_finds_fault_with_one(d, k):
    there, x = output(d, k)
    assert [letter for letter, (one, _) in suspects().items() if not check_loss(one, there, x)] == ["C"]
    for one, original in suspects().values():
        assert check_loss(original, there, x) and one(there, x)[1].shape == there.shape


def test_the_gradient_that_is_left_out_is_that_of_the_kl_alone():
    there, x = output()
    one, original = suspects()["C"]
    np.testing.assert_allclose(one(there, x)[1][:, :6], original(there, x)[1][:, :6])
    assert (one(there, x)[1][:, 6:] == 0).all() and np.abs(original(there, x)[1][:, 6:]).min() > 0


def test_they_are_made_anew_and_say_what_their_originals_say():
    assert len(set(KINDS)) == len(suspects()) == 5
    for one, original in suspects().values():
        assert repr(one) == repr(original) == "NegativeElbo('bernoulli', beta=1)"


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("pixels that are 0 or 1", lambda one: one(output()[0], 0.5 * np.ones((4, 6)))),
        (
            r"expected an output \(n, 6 \+ 2k\) for 6 pixels, got \(4, 7\)",
            lambda one: one(np.ones((4, 7)), np.ones((4, 6))),
        ),
        (r"expected shape \(4, n\), got \(3, 8\)", lambda one: one(np.ones((3, 8)), np.ones((4, 6)))),
    ],
)
def test_bad_input_gets_a_sentence(words, wrong):
    with refused(words):
        wrong(suspects()["A"][0])
