"""A jump's terms against the whole formula; detailed balance; quadrature; the exact rank test, and planted errors."""

import copy
import math

import numpy as np
import pytest

from course_nn.bayes import ArchitecturePrior, NormalRegression, exact_architecture, rank_test, reversible_jump
from course_nn.bayes.hidden_units import HiddenUnits
from course_nn.bayes.reversible_jump import birth_probability, death_probability, jump

#: μ_a, σ_a², μ_β, σ_β², σ²; and the standard deviation of γ ~ N(0, τ²).
GIVEN, TAU = (0.2, 1.0, -0.3, 4.0, 0.15), 2.0


def weights(rng):
    return TAU * rng.standard_normal(1)


def case(n=8):
    """One input and a steep step: the posterior of M is far from its prior, and no M of 1 to 3 is unlikely."""
    rng = np.random.default_rng(3)
    X = rng.uniform(-2, 2, size=(n, 1))
    return X, 2 / (1 + np.exp(-3 * X[:, 0])) + math.sqrt(0.15) * rng.standard_normal(n)


def units_of(X, y, gamma):
    units = HiddenUnits(X, y, gamma)
    units.condition(*GIVEN)
    return units


def evidence(X, y, gamma):
    """log p(y | Γ) by the regression in closed form."""
    Phi, units = np.hstack([X, 1 / (1 + np.exp(-X @ gamma))]), gamma.shape[1]
    prior = NormalRegression(np.r_[0.2, [-0.3] * units], np.r_[1.0, [4.0] * units])
    return prior.log_evidence(Phi, y, GIVEN[-1])


@pytest.mark.parametrize("largest", [1, 2, 3])
def test_what_is_tried_and_how_likely(largest):
    both = [(birth_probability(m, largest), death_probability(m, largest)) for m in range(largest + 1)]
    assert both == [(1.0, 0.0), *[(0.5, 0.5)] * (largest - 1), (0.0, 1.0)]


@pytest.mark.parametrize("largest", [1, 2, 3])
@pytest.mark.parametrize("alpha", [0.2, 0.8])
def test_the_ratio_is_the_whole_formula(largest, alpha):
    """With p(γ′) and the choice of place and unit written out, which cancel in the code."""
    (X, y), prior, rng, seen = case(2), ArchitecturePrior(largest, alpha), np.random.default_rng(0), set()
    units, drawn = units_of(X, y, np.zeros((1, 0))), []

    def remembered(rng):
        drawn.append(weights(rng))
        return drawn[-1]

    for _ in range(60):
        before, p = units.gamma, np.log(prior.probabilities())
        tried = jump(units, prior, alpha, remembered, rng)
        after = units.gamma
        seen.add((tried.birth, tried.accepted, before.shape[1]))
        if not tried.accepted:
            assert after is before
            continue
        few, many = (before, after) if tried.birth else (after, before)
        m = few.shape[1]
        assert many.shape[1] == m + 1 and set(few[0]) < set(many[0])
        born = (set(many[0]) - set(few[0])).pop()
        assert not tried.birth or born == drawn[-1]
        density = -0.5 * (born / TAU) ** 2 - math.log(TAU * math.sqrt(2 * math.pi))
        there = math.log(birth_probability(m, largest)) - math.log(m + 1) + density
        back = math.log(death_probability(m + 1, largest)) - math.log(m + 1)
        log_r = evidence(X, y, many) - evidence(X, y, few) + p[m + 1] + density - p[m] + back - there
        assert tried.evidence == pytest.approx(evidence(X, y, many) - evidence(X, y, few), abs=1e-9)
        assert tried.log_ratio == pytest.approx(log_r if tried.birth else -log_r, abs=1e-9)
    assert {birth for birth, accepted, _ in seen if accepted} == {True, False}


def test_births_come_at_every_place_and_every_unit_dies():
    X, y = np.empty((0, 1)), np.empty(0)
    start, places, survivors = np.array([[1.0, 2.0, 3.0]]), set(), set()
    for seed in range(200):
        units = units_of(X, y, start)
        tried = jump(units, ArchitecturePrior(5), 0.5, lambda rng: np.zeros(1), np.random.default_rng(seed))
        if tried.accepted and tried.birth:
            places.add(units.gamma[0].tolist().index(0.0))
        elif tried.accepted:
            survivors.add(tuple(units.gamma[0].tolist()))
    assert places == {0, 1, 2, 3} and survivors == {(1.0, 2.0), (1.0, 3.0), (2.0, 3.0)}


def transitions(prior, alpha):
    """The matrix of P(M → M′) without data, where the acceptance depends on M alone, from the jumps' own ratios."""
    T = np.zeros((prior.largest + 1, prior.largest + 1))
    for m in range(prior.largest + 1):
        for seed in range(40):  # until both a birth and a death were tried
            units = units_of(np.empty((0, 1)), np.empty(0), np.zeros((1, m)))
            tried = jump(units, prior, alpha, weights, np.random.default_rng(seed))
            to = m + 1 if tried.birth else m - 1
            how_likely = (birth_probability if tried.birth else death_probability)(m, prior.largest)
            T[m, to] = how_likely * min(1.0, math.exp(tried.log_ratio))
    return T + np.diag(1 - T.sum(axis=1))


@pytest.mark.parametrize("largest", [1, 2, 3, 5])
@pytest.mark.parametrize("alpha", [0.2, 0.5, 0.8])
def test_without_data_the_number_of_units_is_in_detailed_balance_with_its_prior(largest, alpha):
    prior = ArchitecturePrior(largest, alpha)
    flow = prior.probabilities()[:, None] * transitions(prior, alpha)
    np.testing.assert_allclose(flow, flow.T, atol=1e-14)
    assert (flow.diagonal(1) > 0).all()


def test_without_the_deaths_probability_the_prior_is_another(monkeypatch):
    prior = ArchitecturePrior(3, 0.5)
    monkeypatch.setattr(reversible_jump, "death_probability", birth_probability_of_the_birth)
    flow = prior.probabilities()[:, None] * transitions(prior, 0.5)
    assert np.abs(flow - flow.T).max() > 0.01


def birth_probability_of_the_birth(units, largest):
    """In d_{M+1}'s place, b_M: their ratio is 1, as if it had been forgotten."""
    return birth_probability(units - 1, largest)


def walk(units, rng):
    """Steps of Metropolis for the weights, so that the chain does not depend on births alone."""
    for place in range(units.count):
        old = units.gamma[:, place]
        new = old + TAU * 10 ** rng.uniform(-1.5, 0.3) * rng.standard_normal(1)
        change = units.moved(new, place)
        log_prior = 0.5 * float(old @ old - new @ new) / TAU**2
        if math.log1p(-rng.random()) < change.log_evidence - units.log_evidence + log_prior:
            units.take(change)


@pytest.fixture(scope="module")
def by_quadrature():
    return exact_architecture(*case(), ArchitecturePrior(3, 0.5), given=GIVEN, var_gamma=TAU**2).probabilities


def shares(sweeps, seed):
    """The share of each M in a chain, and its standard errors from 25 batches."""
    rng, prior = np.random.default_rng(seed), ArchitecturePrior(3, 0.5)
    units, found = units_of(*case(), np.zeros((1, 0))), []
    for _ in range(sweeps):
        for _ in range(3):
            jump(units, prior, 0.5, weights, rng)
        walk(units, rng)
        found.append(units.count)
    batches = (np.array(found)[:, None] == np.arange(4)).reshape(25, -1, 4).mean(axis=1)
    return batches.mean(axis=0), batches.std(axis=0, ddof=1) / 5


@pytest.mark.long
def test_the_posterior_of_the_number_of_units_is_that_of_quadrature(by_quadrature):
    """Within 4.5 standard errors (24 degrees of freedom): beyond with a probability below one in 2,000 for three M."""
    found, error = shares(2500, 0)
    assert by_quadrature[0] < 1e-6 and found[0] < 0.01
    assert (by_quadrature[1:] > 0.1).all()
    assert (np.abs(found - by_quadrature)[1:] < 4.5 * error[1:]).all()
    assert error.max() < 0.02


def test_without_the_deaths_probability_the_posterior_is_not_that_of_quadrature(by_quadrature, monkeypatch):
    monkeypatch.setattr(reversible_jump, "death_probability", birth_probability_of_the_birth)
    found, error = shares(1000, 0)
    assert (np.abs(found - by_quadrature) / np.maximum(error, 1e-3)).max() > 6


X_SMALL, PRIOR, ALPHA = np.random.default_rng(0).uniform(-2, 2, size=(3, 1)), ArchitecturePrior(3, 0.8), 0.8
FUNCTIONS = {
    "M": lambda units, y: units.count,
    "0 < M < m*": lambda units, y: 0 < units.count < 3,
    "M = m*": lambda units, y: units.count == 3,
    "log evidence": lambda units, y: units.log_evidence,
    "largest weight": lambda units, y: np.abs(units.gamma).max(initial=0.0),
}


def from_the_joint_distribution(rng):
    """M, Γ from the prior, y given them, with noise of variance 1."""
    units = HiddenUnits(X_SMALL, np.zeros(3), TAU * rng.standard_normal((1, PRIOR.draw(rng))))
    mu_a, var_a, mu_beta, var_beta, _ = GIVEN
    a = mu_a + math.sqrt(var_a) * rng.standard_normal(1)
    beta = mu_beta + math.sqrt(var_beta) * rng.standard_normal(units.count)
    y = rng.standard_normal(3) - units.residual(a, beta)
    units = HiddenUnits(X_SMALL, y, units.gamma)
    units.condition(*GIVEN[:4], 1.0)
    return units, y


def jumps(units, y, rng):
    """Six jumps: what is reversible stays so when it is repeated."""
    units = copy.copy(units)
    for _ in range(6):
        jump(units, PRIOR, ALPHA, weights, rng)
    return units


def ranks(seed, repetitions=300):
    rng = np.random.default_rng(seed)
    return rank_test(from_the_joint_distribution, jumps, FUNCTIONS, repetitions=repetitions, rng=rng, length=5)


@pytest.mark.parametrize("seed", [0, 1])
def test_jumps_pass_the_exact_rank_test(seed):
    """Right ones fail for one seed in a hundred."""
    assert ranks(seed).p_value > 0.01


def without_p_of_m(self, units, alpha):
    return 0.0


def into_the_largest_as_elsewhere(self, units, alpha):
    return math.log(alpha)


class Miscounted(HiddenUnits):
    """The unit's place is counted, and the units to choose from are not: r has the factor M + 1 too many."""

    def added(self, weights, place):
        change = super().added(weights, place)
        return change._replace(log_evidence=change.log_evidence + math.log(self.count + 1))

    def dropped(self, place):
        change = super().dropped(place)
        return change._replace(log_evidence=change.log_evidence - math.log(self.count))


#: What is put in whose place; the last two in this file.
PLANTED = {
    "a birth without its death's probability": (reversible_jump, "death_probability", birth_probability_of_the_birth),
    "no prior of M": (ArchitecturePrior, "log_ratio", without_p_of_m),
    "α in the place of α/(1 − α) into m*": (ArchitecturePrior, "log_ratio", into_the_largest_as_elsewhere),
    "weights from twice as wide a distribution": (None, "weights", lambda rng: 2 * TAU * rng.standard_normal(1)),
    "the places counted, the units not": (None, "HiddenUnits", Miscounted),
}


@pytest.mark.long
@pytest.mark.parametrize("what", PLANTED)
def test_a_planted_error_fails_the_exact_rank_test(what, monkeypatch):
    """A right jump would fail so for one seed in a thousand."""
    owner, name, wrong = PLANTED[what]
    if owner is None:
        monkeypatch.setitem(globals(), name, wrong)
    else:
        monkeypatch.setattr(owner, name, wrong)
    assert ranks(0, 600 if "death" in what else 250).p_value < 1e-3
