"""The bug hunt: every suspect passes the gradient check, and is wrong in a way that one experiment shows."""

import numpy as np
import pytest
from scipy.signal import correlate2d

from course_nn import check_layer
from course_nn.chapters.ch07_cnn_filters.bug_hunt import BLUR, KINDS, suspects

UNLIKE = 1.0 + np.arange(18).reshape(1, 2, 3, 3)
#: Its flipped, its transposed and its other forms: filters that hide one mistake or both.
CENTERED = np.array([[[[1.0, 2, 3], [4, 9, 4], [3, 2, 1]]] * 2])
DIAGONAL = np.array([[[[1.0, 2, 3], [2, 5, 6], [3, 6, 9]]] * 2])


def photograph(seed=0, n=2, h=6, w=7):
    return np.random.default_rng(seed).random((n, 2, h, w))


def wrong(W, x):
    """The letters of the suspects that differ from their original."""
    return "".join(letter for letter, (suspect, original) in suspects(W).items() if not agree(suspect, original, x))


def agree(suspect, original, x):
    return np.allclose(suspect(x), original(x), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("letter", "ABCDE")
@pytest.mark.parametrize("W", [BLUR, UNLIKE, np.random.default_rng(1).normal(size=(3, 4, 3, 3))])
def test_all_of_them_pass_the_gradient_check(letter, W):
    x = np.random.default_rng(2).normal(size=(2, W.shape[1], 5, 6))
    report = check_layer(suspects(W)[letter][0], x)
    assert report and [name for name, _ in report.rows] == ["x", "W"]


@pytest.mark.parametrize("seed", range(3))
def test_the_original_is_what_scipy_computes(seed):
    x = photograph(seed)
    (_, original) = suspects(UNLIKE)["A"]
    for image, y in zip(x, original(x), strict=True):
        both = [correlate2d(channel, W, "same") for channel, W in zip(image, UNLIKE[0], strict=True)]
        np.testing.assert_allclose(y[0], sum(both), rtol=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_symmetric_filters_hide_mistakes_on_every_image(seed):
    x = photograph(seed)
    assert wrong(BLUR, x) == "BDE", "flipped and transposed, the blur is the same"
    assert wrong(DIAGONAL, x) == "BCDE", "transposed, this filter is the same"
    assert wrong(CENTERED, x) == "ABDE", "flipped, this filter is the same"
    assert wrong(UNLIKE, x) == "ABCDE"


def test_a_lit_pixel_shows_each_mistake():
    x = np.zeros((1, 2, 5, 5))
    x[0, 0, 2, 2] = 1
    F = UNLIKE[0, 0]
    seen = {letter: suspect(x)[0, 0] for letter, (suspect, _) in suspects(UNLIKE).items()}
    np.testing.assert_array_equal(suspects(UNLIKE)["A"][1](x)[0, 0, 1:4, 1:4], F[::-1, ::-1])
    np.testing.assert_array_equal(seen["A"][1:4, 1:4], F[::-1, ::-1].T)
    np.testing.assert_array_equal(seen["B"][:3, :3], F[::-1, ::-1])
    np.testing.assert_array_equal(seen["C"][1:4, 1:4], F)
    np.testing.assert_allclose(seen["D"][1:4, 1:4], F[::-1, ::-1] / 9)
    np.testing.assert_array_equal(seen["E"][1:4, 1:4], F[::-1, ::-1])
    assert wrong(UNLIKE, x) == "ABCD", "the first channel is the one that E does not leave out"
    assert not suspects(UNLIKE)["E"][0](x[:, ::-1]).any()
    W = np.zeros((1, 2, 3, 3))
    W[0, 0, 0, 0] = 1
    assert "A" not in wrong(W, x) and "C" in wrong(W, x)


def test_an_even_surface_shows_the_factor_and_neither_turns_nor_places():
    x = np.ones((1, 2, 6, 6))
    inside = (slice(None), slice(None), slice(2, -2), slice(2, -2))
    ratio = {letter: np.ptp(s(x)[inside]) + (s(x) / o(x))[inside] for letter, (s, o) in suspects(UNLIKE).items()}
    for letter, expected in {"A": 1, "B": 1, "C": 1, "D": 1 / 9, "E": UNLIKE[0, 0].sum() / UNLIKE.sum()}.items():
        np.testing.assert_allclose(ratio[letter], expected)


def test_shifting_the_image_shows_nothing_in_the_interior():
    """All five are equivariant: a wrong filter, laid everywhere alike, is still laid everywhere alike."""
    x = np.zeros((1, 2, 12, 12))
    x[:, :, 4:7, 4:7] = photograph()[:1, :, :3, :3]
    for suspect, _ in suspects(UNLIKE).values():
        np.testing.assert_allclose(suspect(np.roll(x, (1, 2), (2, 3))), np.roll(suspect(x), (1, 2), (2, 3)), atol=1e-12)


def test_three_of_them_are_the_original_under_other_weights():
    """So they would learn as well as it does; it shows when weights come from elsewhere."""
    x, W = photograph(), np.random.default_rng(3).normal(size=(2, 2, 3, 3))
    for letter, learned in {"A": W.transpose(0, 1, 3, 2), "C": W[:, :, ::-1, ::-1], "D": 9 * W}.items():
        assert agree(suspects(learned)[letter][0], suspects(W)[letter][1], x)


def test_bad_filters_are_told_in_a_sentence():
    assert len(set(KINDS)) == len(suspects()) == 5
    for W in (np.ones((1, 1, 3, 3)), np.ones((1, 2, 5, 5))):
        with pytest.raises(ValueError, match=r"expected filters W of shape \(c_out, c_in, 3, 3\).* got shape \(1, "):
            suspects(W)
    with pytest.raises(ValueError, match="suspects: W: expected an array with 4 dim"):
        suspects(np.ones((3, 3)))
    with pytest.raises(ValueError, match=r"expected input of shape \(n, 2, h, w\)"):
        suspects()["A"][0](np.ones((2, 5, 5)))


def test_a_suspect_has_weights_of_its_own():
    W = UNLIKE.copy()
    suspect, original = suspects(W)["C"]
    suspect.W.value[...] = 0
    assert original.W.value.any() and W.any() and UNLIKE.any()
