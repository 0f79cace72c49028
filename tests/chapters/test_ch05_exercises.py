"""The exercises of chapter 05: what the notebook says of the answers, and the room's door."""

import numpy as np
import pytest

from course_nn import SGD
from course_nn.chapters.ch05_optimizers.bug_hunt import KINDS, suspects
from course_nn.chapters.ch05_optimizers.exercise_faults import FAULTS
from course_nn.chapters.ch05_optimizers.exercises import ADAM, LARGEST_STABLE_RATE, MOMENTUM
from course_nn.chapters.ch05_optimizers.trajectories import walk


def solved(exercise):
    """What the reference solution defines."""
    names = {"np": np}
    exec(exercise.solution, names)
    return names[exercise.name]


@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_the_largest_stable_rate_of_the_valley_is_found(momentum):
    """2 (1 + β) / λ_max with λ_max = 12, as close as 300 steps can tell."""

    def stable(rate):
        optimizer = SGD(rate, momentum=momentum) if momentum else SGD(rate)
        return np.abs(walk("long valley", optimizer, (1, 1), 300)[-1]).max() < 1

    assert solved(LARGEST_STABLE_RATE)(stable, 0.01, 1.0, 12) == pytest.approx(2 * (1 + momentum) / 12, rel=0.01)


def test_momentum_and_adam_steps_are_the_packages():
    theta, v = np.array([-4.2, 1.2]), np.zeros(2)
    own = [theta]
    for _ in range(20):
        theta, v = solved(MOMENTUM)(theta, v, theta * [0.3, 12], 0.05, 0.9)
        own.append(theta)
    np.testing.assert_allclose(own, walk("long valley", SGD(0.05, momentum=0.9), own[0], 20), rtol=1e-10)
    theta, m, v = solved(ADAM)(np.array([1.0]), np.zeros(1), np.zeros(1), 1, np.array([-3.0]), 0.1, 0.9, 0.999, 1e-8)
    assert theta[0] == pytest.approx(1.1) and m[0] == pytest.approx(-0.3) and v[0] == pytest.approx(0.009)


def test_each_suspect_has_one_of_the_faults():
    faults = solved(FAULTS)
    assert set(faults) == set(suspects()) and sorted(faults.values()) == sorted(KINDS)
    assert (faults["B"], faults["D"]) == ("decay through the gradient", "velocity forgotten")
