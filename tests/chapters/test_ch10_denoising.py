"""Denoisers beside a plain autoencoder and the best linear filter."""

import numpy as np
import pytest

from course_nn.chapters.ch10_autoencoders import denoising as theme
from course_nn.chapters.ch10_autoencoders.digit_codes import digit_axes
from course_nn.chapters.ch10_autoencoders.digit_vae import images
from course_nn.chapters.ch10_autoencoders.instruments_of_codes import denoising


@pytest.mark.parametrize("spread", theme.LEARNED)
def test_the_stored_networks_have_the_measured_errors(spread):
    np.testing.assert_allclose(theme.errors(theme.trained(spread)), theme.measured()[f"{spread:g}"][0], rtol=2e-3)


def test_what_the_chapter_may_say_of_all_seeds():
    plain, *denoisers = (theme.measured()[f"{s:g}"] for s in theme.LEARNED)
    left, linear = theme.curves()["left as it is"], theme.curves()["best linear"]
    assert len(plain) == theme.SEEDS == 11
    worse = plain > left
    assert worse[:, 1:3].all(), "what learned without noise makes 0.1 and 0.2 worse"
    assert (0 < worse[:, 3:].sum(axis=0)).all() and not worse[:, 3:].all(axis=0).any(), "at more it depends on the seed"
    assert (plain[:, 1:] > 0.7 * left[1:]).all(), "and little is taken away in any case"
    assert (plain[:, 0] < np.min([one[:, 0].min() for one in denoisers])).all(), "and is the best without any"
    for spread, one in zip(theme.LEARNED[1:], denoisers, strict=True):
        at = theme.NOISES.index(spread)
        others = [other[:, at].min() for other in denoisers if other is not one]
        assert one[:, at].max() < min(others), "at each noise the denoiser that learned with it"
    for spread, one, better in zip(theme.LEARNED[1:], denoisers, (False, True, True), strict=True):
        at = theme.NOISES.index(spread)
        assert ((one[:, at] < linear[at]) == better).all(), "the linear filter is beaten from 0.4 on"


def test_the_filter_is_the_textbooks():
    X, s = images()[0][:50].astype(float), 0.3
    S = np.cov(images()[0].astype(float).T, bias=True)
    mean = digit_axes().mean
    expected = mean + (X - mean) @ np.linalg.solve(S + s**2 * np.eye(64), S)
    np.testing.assert_allclose(theme.wiener(X, s), expected, atol=1e-10)


def test_no_linear_map_near_it_is_better_where_it_was_fitted():
    """On the training digits, in the mean over the noise: E‖x̂ − x‖² = ‖(A − I) S^½‖² + σ² ‖A‖²."""
    S, s = np.cov(images()[0].astype(float).T, bias=True), 0.4
    best = np.linalg.solve(S + s**2 * np.eye(64), S)

    def expected(A):
        return np.trace((A - np.eye(64)).T @ S @ (A - np.eye(64))) + s**2 * np.square(A).sum()

    for seed in range(5):
        assert expected(best + 0.01 * np.random.default_rng(seed).normal(size=(64, 64))) > expected(best)


@pytest.mark.long
def test_a_denoiser_learns_to_take_noise_away():
    network = theme.train_denoiser(0.4, seed=1)
    np.testing.assert_allclose(theme.errors(network), theme.measured()["0.4"][1], rtol=0.1)


def test_an_error_of_0_is_marked_at_the_end_of_the_axis():
    it = denoising()
    ax = next(one for one in it.figure.axes if one.get_xlabel())
    low, _ = ax.get_ylim()
    for line in ax.lines:
        y = np.atleast_1d(line.get_ydata())
        assert np.isfinite(y.astype(float)).all() and (line.get_linestyle() == "-" or y.min() >= low)
    assert [line.get_ydata()[0] for line in ax.lines if line.get_marker() == "v"] == [low]
    assert [text.get_text() for text in ax.texts] == ["0"]
    assert (theme.curves()["left as it is"][0], theme.curves()["best linear"][0] < 1e-20) == (0, True)
