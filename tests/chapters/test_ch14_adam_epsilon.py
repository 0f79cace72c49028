"""Where Adam's ε stands."""

import re

import numpy as np
import pytest

from course_nn import Adam
from course_nn.chapters.ch14_frameworks import adam_epsilon as theme
from course_nn.chapters.ch14_frameworks.adam_epsilon import AdamHat, beside_corrected, beside_raw
from course_nn.chapters.ch14_frameworks.instruments_of_steps import adam_epsilon


def walk(make, gradients):
    """θ after each step, with an optimizer whose memory goes on while its ε changes."""
    theta, optimizer, seen = np.zeros(3), make(), []
    for g in gradients:
        optimizer.step(theta, g)
        seen.append(theta.copy())
    return np.array(seen)


@pytest.mark.parametrize("seed", range(3))
def test_the_hat_is_keras_formula(seed):
    gradients = 1e-6 * np.random.default_rng(seed).standard_normal((50, 3))
    theta, m, v, expected = np.zeros(3), 0.0, 0.0, []
    for t, g in enumerate(gradients, start=1):
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
        theta = theta - 0.01 * np.sqrt(1 - 0.999**t) / (1 - 0.9**t) * m / (np.sqrt(v) + 1e-7)
        expected.append(theta)
    found = walk(lambda: AdamHat(0.01, epsilon=1e-7), gradients)
    np.testing.assert_allclose(found, expected, rtol=1e-10, atol=1e-15)
    other = walk(lambda: Adam(0.01, epsilon=1e-7), gradients)
    assert np.abs(other - found).max() > 1e-3, "where the gradient is small, the same ε at the other place is another"


def test_one_step_is_adam_with_the_other_epsilon():
    g = [np.array([1e-7, 1e-5, -1e-3])]
    hat = walk(lambda: AdamHat(0.01, epsilon=1e-7), g)
    np.testing.assert_allclose(hat, walk(lambda: Adam(0.01, epsilon=beside_corrected(1e-7, 1)), g), rtol=1e-10)
    assert beside_corrected(1.0, 1) == pytest.approx(31.62, abs=0.01)
    assert beside_raw(beside_corrected(1e-7, 7), 7) == pytest.approx(1e-7)


class Changing(Adam):
    """Adam whose ε is told anew before each step."""

    def update(self, theta, g, u, M, V):
        self.epsilon = EPSILONS[self.steps]
        return super().update(theta, g, u, M, V)


class ChangingHat(AdamHat):
    def update(self, theta, g, u, M, V):
        self.epsilon = EPSILONS[self.steps]
        return super().update(theta, g, u, M, V)


EPSILONS = beside_raw(1e-7, np.arange(1, 201))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("size", [1e-8, 1e-6, 1e-3])
def test_translated_in_every_step_the_two_are_one(seed, size):
    """While the memory goes on, and for gradients that change. With the last step's ε alone they are not."""
    gradients = size * np.random.default_rng(seed).standard_normal((200, 3))
    ours = walk(lambda: Adam(0.01, epsilon=1e-7), gradients)
    np.testing.assert_allclose(walk(lambda: ChangingHat(0.01), gradients), ours, rtol=1e-9, atol=1e-14)
    at_once = walk(lambda: AdamHat(0.01, epsilon=EPSILONS[-1]), gradients)
    assert np.abs(at_once - ours).max() > 20 * np.abs(ours).max() * 1e-9


@pytest.mark.parametrize("told", theme.TOLD)
@pytest.mark.parametrize("gradient", theme.GRADIENTS.values())
@pytest.mark.parametrize("epsilon", theme.EPSILONS.values())
def test_the_instruments_ways_are_the_optimizers(told, gradient, epsilon):
    found = theme.compare_epsilons(epsilon, gradient, 200, told)
    gradients = np.full((200, 3), gradient)
    ours = walk(lambda: Adam(1.0, epsilon=epsilon), gradients)
    np.testing.assert_allclose(found["ways"][0], -ours[:, 0], rtol=1e-9)
    if told == theme.TOLD[0]:
        theirs = walk(lambda: AdamHat(1.0, epsilon=epsilon), gradients)
        np.testing.assert_allclose(found["ways"][1], -theirs[:, 0], rtol=1e-9)
    else:
        np.testing.assert_allclose(found["ways"][1], found["ways"][0], rtol=1e-12)
    for length, way in zip(found["lengths"], found["ways"], strict=True):
        np.testing.assert_allclose(np.diff(way), length[1:], rtol=1e-9)


def test_it_opens_where_both_agree_and_shows_what_was_visited():
    one = adam_epsilon()
    ours, theirs = one.result["ways"]
    assert abs(ours[-1] - theirs[-1]) < 1e-4 and round(ours[-1], 3) == 100
    one.set(steps=7)
    assert one.result["t"].tolist() == list(range(1, 8)) and len(one.figure.axes[0].get_lines()[0].get_xdata()) == 7


def test_one_number_in_titles_and_sentence():
    one = adam_epsilon()
    for corner in one.corners():
        one.set(**corner)
        way, beside = one.figure.axes
        ours, theirs = re.search(r"θ went (\S+) with .*, (\S+) with", one.description).groups()
        here, there = re.search(r"In the last one (\S+) and (\S+) stand", one.description).groups()
        assert way.get_title(loc="left") == f"Way {ours} here, {theirs} there"
        steps = one.values["steps"]
        assert beside.get_title(loc="left") == f"In step {steps}: {here} here, {there} there"
        assert way.get_ylim() == pytest.approx((0, 1.4 * max(pair[-1] for pair in one.result["ways"])))
        for ax in one.figure.axes:
            for line in ax.get_lines():
                y = np.asarray(line.get_ydata(), float)
                assert (y >= ax.get_ylim()[0]).all() and (y <= ax.get_ylim()[1]).all()


@pytest.mark.parametrize("epsilon", theme.EPSILONS.values())
@pytest.mark.parametrize("gradient", theme.GRADIENTS.values())
def test_where_one_way_is_much_shorter_the_picture_shows_it(epsilon, gradient):
    """After the first step and after the last; ways that differ by a tenth end apart in the panel."""
    one = adam_epsilon()
    for steps in (1, theme.MOST_STEPS):
        one.set(epsilon=epsilon, gradient=gradient, steps=steps)
        ours, theirs = (way[-1] for way in one.result["ways"])
        assert theirs < ours
        if theirs < 0.9 * ours:
            assert (ours - theirs) / one.figure.axes[0].get_ylim()[1] > 0.07
