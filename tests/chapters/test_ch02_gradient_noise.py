"""Gradient noise: one case by hand, the theory for every batch size, and nothing left when all rows are read."""

import numpy as np
import pytest

from course_nn.chapters.ch02_linear_models.gradient_noise import noise_by_batch_size
from course_nn.chapters.ch02_linear_models.gradient_noise_figure import draw_gradient_noise
from course_nn.chapters.ch02_linear_models.least_squares import gradient, patients, with_one
from course_nn.plots import picture


def test_two_rows_by_hand():
    X, y = np.array([[1.0], [1.0]]), np.array([1.0, 3.0])
    noise = noise_by_batch_size(X, y, np.zeros(1), [1, 2], draws=5, rng=np.random.default_rng(0))
    # The rows' gradients are −2 and −6, so either lies 2 from their mean −4.
    assert noise["measured"].tolist() == [2, 0] and noise["theory"] == pytest.approx([2, 0])
    assert noise["gradient"] == 4 and noise["operations"].tolist() == [2, 4]


def test_noise_follows_the_theory_and_ends_at_zero():
    rng = np.random.default_rng(3)
    X, y = with_one(rng.normal(size=(30, 3))), rng.normal(size=30)
    noise = noise_by_batch_size(X, y, np.zeros(4), [1, 3, 10, 30], rng=np.random.default_rng(0))
    assert noise["measured"] == pytest.approx(noise["theory"], rel=0.06, abs=1e-12)
    assert noise["operations"].tolist() == [8, 24, 80, 240]
    assert noise["gradient"] == pytest.approx(np.linalg.norm(gradient(X, np.zeros(4), y)))


def test_it_needs_a_generator():
    with pytest.raises(TypeError, match=r"expected a numpy\.random\.Generator"):
        noise_by_batch_size(np.ones((2, 1)), np.ones(2), np.zeros(1), [1])


def test_the_figure_is_drawn():
    x, y = patients()
    noise = noise_by_batch_size(with_one(x), y, np.zeros(2), [1, 16, 442], draws=50, rng=np.random.default_rng(0))
    shown = picture(draw_gradient_noise, noise, "A sentence.")
    assert shown.png()[:4] == b"\x89PNG" and all(ax.has_data() for ax in shown.figure.axes)


def test_half_the_noise_for_four_times_the_cost_as_long_as_a_batch_is_a_small_part():
    x, y = patients()
    noise = noise_by_batch_size(with_one(x), y, np.zeros(2), [1, 4, 16, 64, 256], draws=2, rng=np.random.default_rng(0))
    halves = noise["theory"][1:] / noise["theory"][:-1]
    assert halves[:2] == pytest.approx(0.5, abs=0.01) and halves[-1] < 0.4
