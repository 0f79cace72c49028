"""The sampler of unknown size: the joint distribution test, exact ranks, quadrature, and an interrupted chain."""

import copy
import math

import numpy as np
import pytest
from helpers import refused
from scipy import stats

from course_nn.bayes import (
    ArchitecturePrior,
    VariablePrior,
    VariableSampler,
    VariableSimulator,
    conditionals,
    exact_architecture,
    rank_test,
)
from course_nn.bayes.joint_test import joint_test

X = np.column_stack([np.ones(6), np.random.default_rng(0).normal(size=6)])
PRIOR = VariablePrior(2, 3, (4, 2), c_gamma=10.0)


def joint(seed, chains=60):
    model = VariableSimulator(PRIOR, X)
    return joint_test(model, model.functions(), np.random.default_rng(seed), chains=chains, sweeps=10, independent=1000)


@pytest.mark.long
def test_the_joint_distribution_stays():
    """Sixteen functions: a right sampler has some |z| above 4.5 for one seed in two thousand."""
    found = joint(0)
    assert len(found.names) >= 10 and np.abs(found.z).max() < 4.5, found


@pytest.mark.long
def test_a_wrong_rate_fails_the_joint_distribution_test(monkeypatch):
    """The squares of the residual without their half."""

    def with_a_wrong_rate(prior, residual, rng):
        total = prior.s * prior.S + 2 * float(residual @ residual)
        return total / (2 * rng.standard_gamma((prior.s + len(residual)) / 2))

    monkeypatch.setattr(conditionals, "draw_sigma2", with_a_wrong_rate)
    found = joint(0, chains=20)
    assert np.abs(found.z).max() > 6 and found.worst[0] in ("log σ²", "log |y − f|²")


@pytest.mark.long
def test_without_data_the_chain_draws_from_the_prior():
    """M by a χ² test of draws four sweeps apart; a right chain fails for one seed in a thousand."""
    prior = VariablePrior(1, 2, (3, 2), S_gamma=4.0, mu_gamma=0.0)
    sampler = VariableSampler(prior, np.empty((0, 1)), np.empty(0), np.random.default_rng(0))
    draws = list(sampler.sweeps(250, thin=4))
    counts = np.bincount([draw.units for draw in draws], minlength=3)
    assert stats.chisquare(counts, 250 * prior.architecture.probabilities()).pvalue > 1e-3
    assert stats.kstest([draw.alpha for draw in draws], stats.beta(3, 2).cdf).pvalue > 1e-3
    assert stats.kstest([draw.sigma2 for draw in draws], stats.invgamma(5, scale=0.5).cdf).pvalue > 1e-3


@pytest.mark.long
def test_the_posterior_of_the_number_of_units_is_that_of_quadrature():
    """All hyper-parameters held fixed, α of a Beta distribution; within 4.5 standard errors from 25 batches."""
    rng = np.random.default_rng(3)
    X = rng.uniform(-2, 2, size=(8, 1))
    y = 2 / (1 + np.exp(-3 * X[:, 0])) + 0.4 * rng.standard_normal(8)
    held = {"mu_beta": -0.3, "var_beta": 4.0, "mu_gamma": 0.0, "S_gamma": 4.0, "sigma2": 0.15}
    prior = VariablePrior(1, 3, (2, 2), mu_a=0.2, **held)
    exact = exact_architecture(X, y, prior.architecture, given=(0.2, 1.0, -0.3, 4.0, 0.15), var_gamma=4.0)
    sampler = VariableSampler(prior, X, y, np.random.default_rng(0))
    units = np.array([draw.units for draw in sampler.sweeps(1000)])
    batches = (units[:, None] == np.arange(4)).reshape(25, -1, 4).mean(axis=1)
    found, error = batches.mean(axis=0), batches.std(axis=0, ddof=1) / 5
    assert (exact.probabilities[1:] > 0.1).all() and error.max() < 0.04
    assert (np.abs(found - exact.probabilities)[1:] < 4.5 * error[1:]).all()


@pytest.mark.long
@pytest.mark.parametrize("units", [0, 1, 2, 3])
def test_known_units_are_found(units):
    """Two inputs, steps in three directions. It begins at a draw from the prior, of whatever number of units."""
    rng = np.random.default_rng(0)
    X = np.column_stack([np.ones(150), rng.uniform(-2, 2, size=(150, 2))])
    angles = 0.3 + 2 * math.pi / 3 * np.arange(units)
    gamma = 4 * np.array([np.zeros(units), np.cos(angles), np.sin(angles)])
    f = X @ [0.5, -0.5, 0.3] + 1 / (1 + np.exp(-X @ gamma)) @ np.array([2.0, -2.0, 3.0])[:units]
    draws = VariableSampler(VariablePrior(3, 5), X, f + 0.1 * rng.standard_normal(150), rng).sample(400, burn_in=200)
    (p,) = draws.probabilities()
    assert p[:units].sum() < 0.01 and units in np.argsort(-p)[:2]
    assert np.abs(draws.mean(X) - f).mean() < 0.05


ONE = VariablePrior(1, 1, 0.5, mu_beta=1.0, var_beta=4.0, mu_gamma=0.0, S_gamma=4.0, sigma2=0.5)
ONE_X = np.array([[-1.0], [0.5], [2.0]])
ONE_FUNCTIONS = {
    "γ": lambda state, y: state[0].gamma[0, 0],
    "γ²": lambda state, y: state[0].gamma[0, 0] ** 2,
    "log evidence": lambda state, y: state[0].log_evidence,
}


def one_unit(rng):
    """A network with one unit, data, and a sampler that stands there."""
    draw = next(draw for draw in iter(lambda: ONE.draw(rng), None) if draw.units)
    y = ONE.predict(draw, ONE_X) + math.sqrt(draw.sigma2) * rng.standard_normal(3)
    sampler = VariableSampler(ONE, ONE_X, y, rng, start=draw, step=4.0)
    units = sampler._state[0]
    units.condition(0.0, 1.0, 1.0, 4.0, 0.5)
    return (units, sampler), y


def step(kind, times=5, spread=2.0, jacobian=True):
    """Steps of Metropolis for the one unit; what else is said plants errors."""

    def take(state, y, rng):
        units, sampler = copy.copy(state[0]), state[1]
        propose = sampler._propose
        if not jacobian:
            sampler._propose = lambda units, new, log_factors, mu, Q: propose(units, new, 0 * log_factors, mu, Q)
        for _ in range(times):
            getattr(sampler, kind)(units, np.zeros(1), np.array([[spread]]))
        sampler._propose = propose
        return units, sampler

    return take


def ranks(take, seed=0, repetitions=150):
    rng = np.random.default_rng(seed)
    return rank_test(one_unit, take, ONE_FUNCTIONS, rng=rng, repetitions=repetitions, length=5)


@pytest.mark.parametrize("kind", ["_walk", "_stretch"])
def test_a_step_for_the_weights_passes_the_exact_rank_test(kind):
    """A right one fails for one seed in a hundred."""
    assert ranks(step(kind)).p_value > 0.01


@pytest.mark.long
@pytest.mark.parametrize(
    "what",
    [{"kind": "_walk", "spread": 6.0}, {"kind": "_stretch", "spread": 6.0}, {"kind": "_stretch", "jacobian": False}],
)
def test_a_step_with_another_prior_or_without_its_jacobian_does_not(what):
    """A right one would fail so for one seed in a thousand."""
    assert ranks(step(**what), repetitions=250).p_value < 1e-3


def sampler_of(n=30, **how):
    rng = np.random.default_rng(1)
    X = np.column_stack([np.ones(n), rng.uniform(-2, 2, size=n)])
    y = np.tanh(3 * X[:, 1]) + 0.2 * rng.standard_normal(n)
    return VariableSampler(VariablePrior(2, 4, (1, 1)), X, y, np.random.default_rng(2), **how)


def same(one, other):
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_the_same_seed_gives_the_same_chain_and_sweeps_go_on():
    first, second = sampler_of(), sampler_of()
    at_once = list(first.sweeps(6))
    in_parts = [*second.sweeps(2), *second.sweeps(4)]
    assert all(same(a, b) for a, b in zip(at_once, in_parts, strict=True))
    assert same(first.draw, at_once[-1])
    assert same(list(sampler_of().sweeps(3, thin=2))[-1], at_once[-1])


def test_a_sweep_tells_what_it_tried():
    sampler = sampler_of(jumps=4)
    births = set()
    for draw in sampler.sweeps(20):
        assert len(sampler.tried) == 4 and len(sampler.moved) == draw.units
        births |= {tried.birth for tried in sampler.tried}
    assert births == {True, False}


def test_an_interrupted_chain_keeps_its_draws_stands_at_a_whole_sweep_and_goes_on(monkeypatch):
    calls, whole = [], conditionals.draw_sigma2

    def interrupted(prior, residual, rng):
        calls.append(1)
        if len(calls) == 8:
            raise KeyboardInterrupt
        return whole(prior, residual, rng)

    monkeypatch.setattr(conditionals, "draw_sigma2", interrupted)
    sampler = sampler_of()
    draws = sampler.sample(50)
    assert draws.interrupted and len(draws) == 7 and same(draws[0, 6], sampler.draw)
    assert sampler.draw.gamma.shape == sampler._state[0].gamma.shape
    again = sampler.sample(5)
    assert not again.interrupted and len(again) == 5


def test_it_begins_where_it_is_told_and_is_placed_before_other_data():
    start = PRIOR.draw(np.random.default_rng(5))
    sampler = VariableSampler(PRIOR, X, np.zeros(6), np.random.default_rng(0), start=start)
    assert same(sampler.draw, start)
    sampler.place(start, np.ones(6))
    assert (sampler._state[0].y == 1).all()
    sampler.place(start)
    assert (sampler._state[0].y == 1).all()


def test_a_twin_goes_on_as_the_sampler_would_without_moving_it():
    one, other = sampler_of(), sampler_of()
    list(one.sweeps(3)), list(other.sweeps(3))
    ahead = list(one.twin().sweeps(4))
    assert same(one.draw, other.draw)
    assert all(same(a, b) for a, b in zip(ahead, one.sweeps(4), strict=True))


def test_what_a_reader_does_to_a_draw_leaves_the_chain_as_it_is():
    one, other = sampler_of(), sampler_of()
    for _ in range(5):
        draw = next(one.sweeps(1))
        copied = copy.deepcopy(draw)
        for part in (draw.gamma, draw.beta, draw.a, draw.mu_gamma, draw.S_gamma):
            part[...] = 1e3
        assert same(next(other.sweeps(1)), copied)


def test_few_observations_work_and_are_told():
    with pytest.warns(UserWarning, match="1 observations of 2 inputs"):
        sampler = VariableSampler(PRIOR, np.ones((1, 2)), np.ones(1), np.random.default_rng(0))
    assert len(list(sampler.sweeps(5))) == 5


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (
            lambda: VariableSampler(ArchitecturePrior(2), X, np.ones(6), np.random.default_rng(0)),
            "a VariablePrior, got",
        ),
        (lambda: VariableSampler(PRIOR, X[:, :1], np.ones(6), np.random.default_rng(0)), "X: expected shape"),
        (lambda: VariableSampler(PRIOR, X, np.ones(5), np.random.default_rng(0)), "y: expected shape"),
        (lambda: VariableSampler(PRIOR, X, np.full(6, np.nan), np.random.default_rng(0)), "y: expected finite"),
        (lambda: VariableSampler(PRIOR, X, np.ones(6), 0), "rng: expected a numpy.random.Generator"),
        (lambda: sampler_of(jumps=0), "jumps: expected a whole number at least 1"),
        (lambda: sampler_of(step=0.0), "step: expected a finite number above 0"),
        (lambda: sampler_of(start=3), "expected a VariableDraw"),
        (lambda: sampler_of().sweeps(-1), "n: expected a whole number at least 0"),
        (lambda: sampler_of().sweeps(3, thin=0), "thin: expected a whole number at least 1"),
        (lambda: sampler_of().sample(0), "n: expected a whole number at least 1"),
        (lambda: sampler_of().sample(1, burn_in=-1), "burn_in: expected"),
        (lambda: sampler_of().sample(1, progress="yes"), "progress: expected True or False"),
    ],
)
def test_bad_calls(call, words):
    with refused(words):
        call()
