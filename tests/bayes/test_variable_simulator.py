"""The model of unknown size for the proofs: its data are the model's, its chain the sampler's, its functions finite."""

import math

import numpy as np
import pytest
from helpers import refused
from scipy import stats

from course_nn.bayes import VariablePrior, VariableSampler, VariableSimulator
from course_nn.bayes.calibration import calibration

X = np.random.default_rng(0).normal(size=(5, 1))
PRIOR = VariablePrior(1, 2, (2, 2))


def test_its_data_are_the_models():
    """Whitened, standard normal: fails for one seed in a thousand."""
    model, rng = VariableSimulator(PRIOR, X), np.random.default_rng(0)
    z = [
        (model.data(t, rng) - PRIOR.predict(t, X)) / math.sqrt(t.sigma2) for t in (model.prior(rng) for _ in range(200))
    ]
    assert stats.kstest(np.concatenate(z), stats.norm.cdf).pvalue > 1e-3


def test_its_chain_is_the_samplers_and_chains_do_not_touch_each_other():
    model, start, y = VariableSimulator(PRIOR, X, jumps=2), PRIOR.draw(np.random.default_rng(1)), np.arange(5.0)
    sampler = VariableSampler(PRIOR, X, y, np.random.default_rng(2), jumps=2, start=start)
    one, other = (model.chain(start, y, np.random.default_rng(seed)) for seed in (2, 3))
    for _ in range(5):
        next(other)
        for a, b in zip(next(one), next(sampler.sweeps(1)), strict=True):
            np.testing.assert_array_equal(a, b)


def test_its_functions_are_finite_also_without_units():
    model, rng = VariableSimulator(PRIOR, X), np.random.default_rng(0)
    draws = [model.prior(rng) for _ in range(20)]
    assert {draw.units for draw in draws} == {0, 1, 2}
    for draw in draws:
        found = [g(draw, model.data(draw, rng)) for g in model.functions().values()]
        assert np.isfinite(found).all() and len(found) >= 10


def test_calibration_takes_it():
    model = VariableSimulator(PRIOR, X)
    found = calibration(model, model.functions(), np.random.default_rng(0), replications=2, draws=3, thin=1, burn_in=1)
    assert found.ranks.shape == (2, len(model.functions())) and found.ranks.max() <= 3


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (
            lambda: VariableSimulator(PRIOR, X, sampler=dict),
            "sampler: expected a class of samplers, got the class dict",
        ),
        (lambda: VariableSimulator(PRIOR, np.ones(3)), "X: expected an array with 2"),
        (lambda: VariableSimulator(3, X), "expected a VariablePrior"),
        (lambda: VariableSimulator(PRIOR, X, jumps=0), "jumps: expected"),
    ],
)
def test_bad_calls(call, words):
    with refused(words):
        call()
