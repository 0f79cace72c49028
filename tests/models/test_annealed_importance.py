"""Annealed importance sampling: the exact Z where it is known, its ends, unbiasedness, and the walk backward."""

import numpy as np
import pytest
from helpers import close, refused

from course_nn.models.annealed_importance import annealed_log_Z, base_biases, estimated, reverse_annealed
from course_nn.models.boltzmann_machine import all_states
from course_nn.models.restricted_boltzmann import RestrictedBoltzmannMachine


def rng(seed=0):
    return np.random.default_rng(seed)


def machine(d=6, k=4, seed=0, scale=1.0):
    draw = rng(seed)
    one = RestrictedBoltzmannMachine(d, k, draw, dtype=np.float64)
    one.W.value, one.b.value, one.c.value = (scale * draw.normal(size=shape) for shape in ((d, k), d, k))
    return one


def test_without_weights_every_run_has_the_exact_z():
    one = machine()
    one.W.value = np.zeros((6, 4))
    exact = np.logaddexp(0, one.b.value).sum() + np.logaddexp(0, one.c.value).sum()
    assert one.log_Z() == pytest.approx(exact)
    one.c.value = np.zeros(4)
    found = annealed_log_Z(one, rng(), runs=5, betas=3)
    close(found.log_weights, np.full(5, one.log_Z()))
    close(reverse_annealed(one, all_states(6), rng(), betas=3), one.log_likelihood(all_states(6)))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("of_data", [False, True])
def test_the_exact_z_lies_within_the_bounds(seed, of_data):
    one = machine(12, 8, seed, scale=1.5)
    base = base_biases(one.exact_samples(200, rng(1))) if of_data else None
    found = annealed_log_Z(one, rng(seed), runs=200, betas=300, base=base)
    assert found.low < one.log_Z() < found.high and found.low < found.value < found.high
    assert found.high - found.low < 0.5 and found.log_weights.shape == (200,)


@pytest.mark.parametrize("betas", [1, 2, 5])
def test_the_mean_of_the_weights_is_z_whatever_the_steps(betas):
    one = machine(4, 3, seed=1)
    w = np.exp(annealed_log_Z(one, rng(2), runs=100_000, betas=betas).log_weights - one.log_Z())
    assert abs(w.mean() - 1) < 5 * w.std() / np.sqrt(len(w))
    assert np.log(w).mean() < -0.02, "and the mean of the logarithms is below"


def test_the_ends_of_the_walk_backward_have_probabilities_that_add_up_to_one():
    """What is estimated of each state is a distribution, and with one step it is known."""
    one, V = machine(3, 2, seed=3), all_states(3)
    found = np.exp(reverse_annealed(one, V, rng(4), betas=2, runs=40_000))
    assert found.sum() == pytest.approx(1, abs=0.01)
    one_step = np.exp(reverse_annealed(one, V, rng(5), betas=1, runs=40_000))
    a = one.b.value
    q = 1 / (1 + np.exp(-a))
    first = np.prod(np.where(V > 0, q, 1 - q), axis=1)  # v of f₀, then one round of Gibbs sampling at β = 1
    hidden, visible = one.hidden(V), one.visible(all_states(2))
    H = all_states(2)
    to_h = np.array([[np.prod(np.where(h > 0, p, 1 - p)) for h in H] for p in hidden])
    to_v = np.array([[np.prod(np.where(v > 0, p, 1 - p)) for v in V] for p in visible])
    np.testing.assert_allclose(one_step, first @ to_h @ to_v, rtol=0.03)


@pytest.mark.long
def test_log_z_lies_between_the_walk_forward_and_the_walk_backward():
    """On average, and the closer the finer the steps."""
    for seed in range(3):
        one = machine(12, 8, seed, scale=1.5)
        v, gaps = one.exact_samples(1000, rng(6)), []
        for betas in (3, 30, 300):
            below = annealed_log_Z(one, rng(7), runs=1000, betas=betas).log_weights.mean()
            above = (-one.free_energy(v) - reverse_annealed(one, v, rng(8), betas=betas)).mean()
            assert below < one.log_Z() + 0.03 and above > one.log_Z() - 0.03
            gaps.append(above - below)
        assert gaps[0] > gaps[1] > gaps[2] and gaps[2] < 0.2


def test_more_runs_raise_the_low_estimate_on_average():
    one = machine(6, 4, seed=2, scale=2.0)
    v = one.exact_samples(400, rng(9))
    found = [reverse_annealed(one, v, rng(10), betas=5, runs=runs).mean() for runs in (1, 10, 100)]
    assert all(np.diff(found) > 0) and found[0] < one.log_likelihood(v).mean() - 0.1


def test_the_estimate_of_equal_weights_and_of_one_that_outweighs_all():
    same = estimated(np.full(10, 3.0))
    assert same[:3] == pytest.approx((3, 3, 3))
    lone = estimated([0.0, -50, -50, -50])
    assert lone.low == -np.inf and lone.value == pytest.approx(-np.log(4)) and len(lone.log_weights) == 4
    w = rng(11).normal(size=50)
    found, z = estimated(w + 1000), np.exp(w)
    error = 3 * z.std(ddof=1) / np.sqrt(50)
    close([*found[:3]], np.log([z.mean(), z.mean() - error, z.mean() + error]) + 1000)


def test_base_biases_are_log_odds_with_one_more_of_each():
    X = np.array([[1, 0], [1, 0], [0, 0.0]])
    close(base_biases(X), np.log([3 / 2, 1 / 4]))


ONE = machine()


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("annealed_log_Z: expected a RestrictedBoltzmannMachine, got None", lambda: annealed_log_Z(None, rng())),
        ("expected a numpy.random.Generator", lambda: annealed_log_Z(ONE, 0)),
        ("runs: expected a whole number at least 2, got 1", lambda: annealed_log_Z(ONE, rng(), runs=1)),
        ("betas: expected a whole number at least 1, got 0", lambda: annealed_log_Z(ONE, rng(), betas=0)),
        (r"base: expected shape \(6,\), got \(5,\)", lambda: annealed_log_Z(ONE, rng(), base=np.zeros(5))),
        ("reverse_annealed: expected a Restricted", lambda: reverse_annealed(1, np.ones((2, 6)), rng())),
        ("runs: expected a whole number at least 1", lambda: reverse_annealed(ONE, np.ones((2, 6)), rng(), runs=0)),
        ("visible units of 0 and 1", lambda: reverse_annealed(ONE, 2 * np.ones((2, 6)), rng())),
        (r"visible units of shape \(n, 6\)", lambda: reverse_annealed(ONE, np.ones((2, 5)), rng())),
        ("X: expected numbers from 0 to 1, got 0 to 16", lambda: base_biases([[0, 16]])),
        ("log_weights: expected at least one", lambda: estimated([])),
    ],
)
def test_bad_calls_get_a_sentence(words, wrong):
    with refused(words):
        wrong()
