"""Geweke's joint test: the sampler passes, planted errors don't, and on a model of closed form its z is normal.

There are 13 functions and two cases. With a right sampler some |z| is above 5 in one run of 10,000 (Student's t,
59 and 99 degrees of freedom, Bonferroni).
"""

import numpy as np
import pytest
import scipy.stats
from helpers import refused

from course_nn.bayes.joint_test import joint_test
from course_nn.bayes.priors import ShallowPrior
from course_nn.bayes.simulator import ShallowSimulator
from tests.bayes.planted_errors import PLANTED


def rng(seed=0):
    return np.random.default_rng(seed)


def simulator(d=1, m=2, n=4, **settings):
    X = 2 * rng(7).normal(size=(n, d))
    return ShallowSimulator(ShallowPrior(d, m, C_b=50.0, s=6.0, S=0.02), X, step=4.0, **settings)


@pytest.mark.long
@pytest.mark.parametrize("chains, d, m, n", [(100, 1, 2, 4), (60, 2, 3, 5)])
def test_the_sampler_is_right(chains, d, m, n):
    model = simulator(d, m, n)
    found = joint_test(model, model.functions(), rng(d), chains=chains, sweeps=25, independent=1000)
    assert len(found.z) == 13
    assert abs(found.worst[1]) < 5, found


@pytest.mark.long
@pytest.mark.parametrize("what, where", [("the printed order", "σ²"), ("no prior in the acceptance", "γ"),
                                         ("a wrong rate", "σ²")])  # fmt: skip
def test_planted_errors_are_found(what, where):
    model = simulator(**PLANTED[what])
    found = joint_test(model, model.functions(), rng(1), chains=60, sweeps=30, independent=500)
    assert abs(found.worst[1]) > 6 and where in found.worst[0], found


class Normal:
    """θ ~ N(0, 1), y ~ N(θ, 1): a draw from the posterior is N(y/2, ½), of which ``factor`` spoils the variance."""

    def __init__(self, factor=1.0):
        self.factor = factor

    def prior(self, rng):
        return rng.standard_normal()

    def data(self, theta, rng):
        return theta + rng.standard_normal()

    def chain(self, theta, y, rng):
        while True:
            yield y / 2 + np.sqrt(self.factor / 2) * rng.standard_normal()


FUNCTIONS = {"θ": lambda t, y: t, "θ²": lambda t, y: t * t, "θy": lambda t, y: t * y}


def test_z_is_standard_normal_if_the_sampler_is_right():
    found = [joint_test(Normal(), FUNCTIONS, rng(k), chains=40, sweeps=5, independent=200) for k in range(80)]
    z = np.array([one.z for one in found])
    for column in z.T:
        assert scipy.stats.kstest(column, scipy.stats.norm.cdf).pvalue > 0.001
    assert np.mean([one.independent for one in found], axis=0) == pytest.approx([0, 1, 1], abs=0.05)


def test_a_wrong_variance_is_found_and_named():
    found = joint_test(Normal(2.0), FUNCTIONS, rng(), chains=100, sweeps=30, independent=1000)
    assert found.worst[1] > 6 and abs(found.z[0]) < 4.5
    # θ and y in turn: Var θ = ¼ (Var θ + 1) + 1, so that it is 5/3, and E θy is the same.
    assert found.chained[1:] == pytest.approx([5 / 3, 5 / 3], abs=0.2)
    lines = repr(found).splitlines()
    assert len(lines) == 4 and lines[2].startswith("θ²") and lines[2].split()[-1] == f"{found.z[1]:.1f}"


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: joint_test(Normal(), {}, rng()), "dictionary of names and functions"),
        (lambda: joint_test(Normal(), [len], rng()), "dictionary of names and functions"),
        (lambda: joint_test(Normal(), {"θ": 3}, rng()), "dictionary of names and functions"),
        (
            lambda: joint_test(Normal(), {"bad": lambda t, y: np.inf}, rng()),
            "expected finite numbers, got inf of 'bad'",
        ),
        (lambda: joint_test(Normal(), FUNCTIONS, 3), "Generator"),
        (lambda: joint_test(Normal(), FUNCTIONS, rng(), chains=1), "chains"),
        (lambda: joint_test(Normal(), FUNCTIONS, rng(), sweeps=0), "sweeps"),
        (lambda: joint_test(Normal(), FUNCTIONS, rng(), independent=1), "independent"),
    ],
)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()
