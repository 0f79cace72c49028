"""Hamiltonian Monte Carlo: what leapfrog keeps, exact posteriors, the rank test that planted errors fail, bad input."""

import numpy as np
import pytest
from helpers import close, refused

from course_nn.bayes.classes import ShallowClasses
from course_nn.bayes.diagnostics import effective_sample_size
from course_nn.bayes.hamiltonian import hamiltonian_step, leapfrog, tuned_step
from course_nn.bayes.rank_test import rank_test

X = np.column_stack([np.ones(6), np.linspace(-2, 2, 6)])
PRECISION = np.array([[2.0, 0.6], [0.6, 0.5]])


def model(y=(0, 1, 0, 1, 1, 1)):
    return ShallowClasses(X, np.array(y), 2, mean_gamma=1.0, sigma2_beta=4.0)


def normal(theta):
    return -0.5 * theta @ PRECISION @ theta, -PRECISION @ theta


def energy(theta, r, target):
    return 0.5 * r @ r - target(theta)[0]


@pytest.mark.parametrize("target", [normal, model().target])
@pytest.mark.parametrize("seed", range(3))
def test_leapfrog_leads_back(target, seed):
    rng = np.random.default_rng(seed)
    size = 2 if target is normal else model().size
    theta, r = rng.normal(size=(2, size))
    there, momentum, value = leapfrog(theta, r, target, 0.1, 30)
    assert np.abs(there - theta).max() > 0.1 and value == target(there)[0]
    back, opposite, _ = leapfrog(there, -momentum, target, 0.1, 30)
    close(back, theta)
    close(opposite, -r)


def test_leapfrog_keeps_volume():
    """The map (θ, r) → (θ′, r′) of a normal is linear: its matrix has the determinant 1."""
    for step, steps in ((0.1, 1), (0.5, 7), (np.array([0.2, 0.9]), 4)):
        ends = [np.concatenate(leapfrog(e[:2], e[2:], normal, step, steps)[:2]) for e in np.eye(4)]
        assert np.linalg.det(np.array(ends)) == pytest.approx(1, abs=1e-10)
    theta, r = np.random.default_rng(1).normal(size=(2, model().size))  # and that of the classes, whose slope bends

    def ends(z):
        half = len(z) // 2
        return np.concatenate(leapfrog(z[:half], z[half:], model().target, 0.3, 5)[:2])

    z, h = np.concatenate([theta, r]), 1e-5
    J = [(ends(z + h * e) - ends(z - h * e)) / (2 * h) for e in np.eye(len(z))]
    assert np.linalg.det(np.array(J)) == pytest.approx(1, abs=1e-6)


def test_the_oscillator_keeps_the_energy_that_leapfrog_has_in_mind():
    """For N(0, 1), (1 − ε²/4) θ² + r² is kept exactly, so H's error never grows with the number of steps."""
    for step in (0.1, 1.0, 1.9):
        start = np.array([0.7]), np.array([-1.1])
        kept = (1 - step**2 / 4) * start[0] ** 2 + start[1] ** 2
        for steps in (1, 10, 1000):
            theta, r, _ = leapfrog(*start, lambda t: (-0.5 * t @ t, -t), step, steps)
            close((1 - step**2 / 4) * theta**2 + r**2, kept, 1e-8)


@pytest.mark.parametrize("seed", range(4))
def test_the_energy_error_is_of_second_order(seed):
    """A quarter, at half the step and twice the number of steps."""
    theta, r = np.random.default_rng(seed).normal(size=(2, model().size))
    errors = []
    for halved in range(3):
        there, momentum, _ = leapfrog(theta, r, model().target, 0.1 / 2**halved, 20 * 2**halved)
        errors.append(energy(there, momentum, model().target) - energy(theta, r, model().target))
    np.testing.assert_allclose(np.array(errors[:2]) / errors[1:], 4, rtol=0.05)


def draw(rng):
    theta = model().draw_prior(rng)
    return theta, model(model().draw_labels(theta, rng))


def right(theta, one, rng):
    return hamiltonian_step(theta, one.target, rng, step=0.9, steps=3).theta


def never_refused(theta, one, rng):
    """Planted: the end of the walk, whatever the error of its energy."""
    return leapfrog(theta, rng.standard_normal(theta.shape), one.target, 1.3, 3)[0]


def without_kinetic_energy(theta, one, rng):
    """Planted: an acceptance of the heights alone."""
    there, _, value = leapfrog(theta, rng.standard_normal(theta.shape), one.target, 0.9, 3)
    return there if np.log(rng.random()) < value - one.target(theta)[0] else theta


FUNCTIONS = {
    "γ": lambda theta, one: theta[0],
    "|θ|²": lambda theta, one: theta @ theta,
    "β": lambda theta, one: theta[-1],
    "log p": lambda theta, one: one.target(theta)[0],
}


@pytest.mark.long
def test_the_step_passes_the_exact_rank_test():
    """A right step falls below 0.0001 one time in 10,000 at most, with the correction for four functions."""
    rng = np.random.default_rng(0)
    found = rank_test(draw, right, FUNCTIONS, repetitions=300, rng=rng, length=5)
    assert found.p_value > 1e-4, found
    accepted = [hamiltonian_step(*draw_target(rng), rng, step=0.9, steps=3).accepted for _ in range(200)]
    assert 0.5 < np.mean(accepted) < 0.95, "and it does refuse"


def draw_target(rng):
    theta, one = draw(rng)
    return theta, one.target


@pytest.mark.long
@pytest.mark.parametrize("wrong", [never_refused, without_kinetic_energy])
def test_planted_errors_fail_it(wrong):
    rng = np.random.default_rng(0)
    found = rank_test(draw, wrong, FUNCTIONS, repetitions=200, rng=rng, length=5)
    assert found.p_value < 1e-6, found


@pytest.mark.parametrize("step", [0.6, np.array([0.5, 1.0])])
def test_a_normal_is_drawn_with_its_mean_and_covariance(step):
    rng, theta, draws = np.random.default_rng(3), np.zeros(2), []
    for _ in range(2000):
        theta = hamiltonian_step(theta, normal, rng, step=step, steps=4).theta
        draws.append(theta)
    draws, exact = np.array(draws), np.linalg.inv(PRECISION)
    worth = effective_sample_size(draws[None], "mean")
    assert (worth > 300).all()
    assert (np.abs(draws.mean(axis=0)) < 4 * np.sqrt(np.diag(exact) / worth)).all()
    np.testing.assert_allclose(np.cov(draws.T), exact, atol=0.15 * exact.max())


def test_a_refused_walk_gives_the_old_state_once_more():
    theta, rng = np.array([1.0, -1.0]), np.random.default_rng(0)
    for step in (5.0, 1e200):
        move = hamiltonian_step(theta, normal, rng, step=step, steps=50)
        assert not move.accepted and (move.theta == theta).all() and move.theta is not theta
        assert move.energy_error > 1000 and move.log_density == normal(theta)[0]
    far = hamiltonian_step(np.zeros(model().size), model().target, rng, step=1e200, steps=3)
    assert not far.accepted


@pytest.mark.parametrize("start", [1e-3, 30.0])
def test_the_tuned_step_is_accepted_as_often_as_asked(start):
    rng = np.random.default_rng(4)
    step, theta = tuned_step(np.zeros(model().size), model().target, rng, step=start, steps=5)
    moves = []
    for _ in range(300):
        moves.append(hamiltonian_step(theta, model().target, rng, step=step, steps=5))
        theta = moves[-1].theta
    rate = np.mean([np.exp(-max(m.energy_error, 0)) for m in moves])
    assert 0.65 < rate < 0.95 and 0.05 < step < 3


def test_bad_input():
    rng, two = np.random.default_rng(0), np.ones(2)
    for call in (
        lambda **c: hamiltonian_step(c.pop("theta", two), c.pop("target", normal), rng, **{"step": 1, "steps": 2} | c),
        lambda **c: leapfrog(c.pop("theta", two), two, c.pop("target", normal), **{"step": 1, "steps": 2} | c),
    ):
        with refused("step: expected a number above 0, .* got 0"):
            call(step=0)
        with refused(r"step: expected .* an array of them of shape \(2,\), got float64 array of shape \(3,\)"):
            call(step=np.ones(3))
        with refused("steps: expected a whole number at least 1, got 0"):
            call(steps=0)
        with refused("theta: expected a place of finite log density and slope, got log p = -inf"):
            call(target=lambda t: (-np.inf, t))
        with refused("the gradient: expected shape"):
            call(target=lambda t: (0.0, np.ones(3)))
        with refused("theta: expected finite numbers"):
            call(theta=[np.nan, 1.0])
    with refused("r: expected shape"):
        leapfrog(two, np.ones(3), normal, 0.1, 2)
    with refused("jitter: expected .* below 1"):
        hamiltonian_step(two, normal, rng, step=1, steps=1, jitter=1)
    with refused("rng: expected a numpy.random.Generator"):
        hamiltonian_step(two, normal, 3, step=1, steps=1)
    with refused("acceptance: expected"):
        tuned_step(two, normal, rng, step=1, steps=1, acceptance=1)
    with refused("rounds: expected"):
        tuned_step(two, normal, rng, step=1, steps=1, rounds=0)
