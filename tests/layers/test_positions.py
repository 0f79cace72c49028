"""Positions: the formulas written out, PyTorch's values, what turning keeps, later beginnings, bad calls."""

import numpy as np
import pytest
from bad_calls import SEQUENCES, each_call, of_generator, of_layer, of_width
from helpers import attention_cases, close, refused

from course_nn import LearnedPositions, SinusoidalPositions, check_layer
from course_nn.layers.positions import rotated, sinusoids

RNG = np.random.default_rng(0)
X = RNG.normal(size=(3, 5, 4))


@pytest.mark.parametrize("d", [1, 4, 7])
def test_the_waves_are_those_of_the_formula(d):
    P = sinusoids(6, d, start=3)
    assert P.shape == (6, d) and P.dtype == np.float64
    for p in range(6):
        for i in range(d):
            angle = (p + 3) / 10_000 ** (2 * (i // 2) / d)
            assert P[p, i] == pytest.approx(np.cos(angle) if i % 2 else np.sin(angle), abs=1e-13)
    close(sinusoids(9, d)[3:], P, 1e-13)
    close(sinusoids(6, d, 3, np.float32), P, 1e-6)


def test_the_code_some_steps_on_is_a_turn_of_each_pair():
    """One matrix for all places: P[p + k] = P[p] R, with R made of the angles k ωᵢ alone."""
    d, P = 6, sinusoids(40, 6)
    for k in (1, 7, 20):
        R = np.zeros((d, d))
        for i in range(d // 2):
            a = k * 10_000 ** (-2 * i / d)
            R[2 * i : 2 * i + 2, 2 * i : 2 * i + 2] = [[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]]
        close(P[:-k] @ R, P[k:], 1e-12)


def test_rotary_positions_are_products_of_complex_numbers():
    ((_, given),) = attention_cases("rotary")
    close(rotated(given["x"]), given["y"], 1e-12)
    close(rotated(given["dy"], back=True), given["dx"], 1e-12)
    close(rotated(given["x"][:, 2:], start=2), given["y"][:, 2:], 1e-12)
    close(rotated(rotated(given["x"], 7), 7, back=True), given["x"], 1e-13)
    np.testing.assert_array_equal(rotated([[3, 4]]), [[3.0, 4.0]])
    assert (
        rotated(np.ones((2, 2), int)).dtype == np.float64 and rotated(np.ones((2, 2), np.float32)).dtype == np.float32
    )
    close(rotated(np.array([[1, 0], [1, 0]]))[1], [np.cos(1), np.sin(1)], 1e-14)


def test_turning_keeps_lengths_and_products_depend_on_the_distance():
    q, k = RNG.normal(size=(2, 6))
    turned_q, turned_k = rotated(np.tile(q, (9, 1))), rotated(np.tile(k, (9, 1)))
    close(np.linalg.norm(turned_q, axis=1), np.full(9, np.linalg.norm(q)), 1e-13)
    scores = turned_q @ turned_k.T
    for distance in range(-8, 9):
        close(np.diag(scores, distance), np.diag(scores, distance)[0], 1e-12)
    assert np.ptp(scores[0]) > 0.1


@pytest.mark.parametrize(
    "make", [lambda: SinusoidalPositions(4, dtype=np.float64), lambda: learned()], ids=["waves", "W"]
)
def test_a_layer_adds_its_places_from_a_later_one_on(make):
    layer = make()
    places = sinusoids(6, 4) if isinstance(layer, SinusoidalPositions) else layer.W.value
    close(layer(X), X + places[:5], 1e-14)
    y, backward = layer.run(X[:, :2], start=4)
    close(y, X[:, :2] + places[4:6], 1e-14)
    layer.zero_grad()
    dy = RNG.normal(size=(3, 2, 4))
    np.testing.assert_array_equal(backward(dy), dy)
    if layer.parameters():
        close(layer.W.grad[4:], dy.sum(axis=0), 1e-14)
        assert not layer.W.grad[:4].any()
    assert check_layer(layer, X)


def learned():
    return LearnedPositions(6, 4, np.random.default_rng(0), dtype=np.float64)


def test_learned_places_begin_small():
    W = LearnedPositions(400, 100, np.random.default_rng(0)).W.value
    assert W.dtype == np.float32 and abs(W.mean()) < 5 * 0.02 / 200 and abs(W.std() - 0.02) < 5 * 0.02 / 280
    assert "a spread of 0.02" in LearnedPositions.__doc__


BAD_CALLS = {
    "SinusoidalPositions": [
        *of_layer(SinusoidalPositions(3), SEQUENCES),
        *of_width(SinusoidalPositions),
        (lambda: SinusoidalPositions(4)(X[..., :3]), r"expected input of shape \(n, t, 4\), got \(3, 5, 3\)"),
        (lambda: SinusoidalPositions(4).run(X, 1.5), "start: expected a whole number, got 1.5"),
    ],
    "LearnedPositions": [
        *of_layer(LearnedPositions(9, 3, RNG), SEQUENCES),
        *of_width(lambda d, **k: LearnedPositions(9, d, RNG, **k)),
        *of_generator(lambda rng: LearnedPositions(9, 3, rng)),
        (lambda: LearnedPositions(0, 3, RNG), "LearnedPositions: longest: expected a whole number at least 1, got 0"),
        (lambda: LearnedPositions(9, 3), r"expected a Generator .* LearnedPositions\(64, 16, rng="),
        (
            lambda: learned()(RNG.normal(size=(3, 7, 4))),
            r"LearnedPositions\(6, 4\): expected at most 6 steps, .* got 7",
        ),
        (lambda: learned().run(X, 2), "expected at most 6 steps, as many places as it learns, got 7; sinusoidal"),
        (lambda: learned().run(X, -1), "start: expected a whole number at least 0, got -1"),
    ],
}


@each_call(BAD_CALLS)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: sinusoids(0, 4), "sinusoids: length: expected a whole number at least 1, got 0"),
        (lambda: sinusoids(5, 0), "sinusoids: d: expected a whole number at least 1, got 0"),
        (lambda: sinusoids(5, 4, "one"), "sinusoids: start: expected a whole number, got 'one'"),
        (lambda: sinusoids(5, 4, dtype=int), "sinusoids: dtype: expected np.float32 or np.float64"),
        (lambda: rotated(X[..., :3]), r"rotated: expected x of shape \(…, t, d\) with an even d, got \(3, 5, 3\)"),
        (lambda: rotated(X[0, 0]), r"rotated: expected x of shape \(…, t, d\) with an even d, got \(4,\)"),
        (lambda: rotated("abc"), "rotated: x: expected real numbers, got 'abc'"),
        (lambda: rotated(X, 0.5), "rotated: start: expected a whole number, got 0.5"),
        (lambda: rotated(X, back=1), "rotated: back: expected True or False, got 1"),
    ],
)
def test_bad_calls_of_the_functions_get_a_sentence(call, words):
    with refused(words):
        call()
