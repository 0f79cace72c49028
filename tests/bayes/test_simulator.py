"""The model as the proofs want it: draws, data and chains are those of the prior and of the sampler."""

import numpy as np
import pytest
from helpers import close, refused

from course_nn.bayes.priors import ShallowPrior
from course_nn.bayes.shallow import ShallowSampler
from course_nn.bayes.simulator import ShallowSimulator


def rng(seed=0):
    return np.random.default_rng(seed)


X = rng(1).normal(size=(5, 2))
PRIOR = ShallowPrior(2, 3)


def test_data_are_the_networks_with_noise():
    model = ShallowSimulator(PRIOR, X)
    t = model.prior(rng(2))
    assert np.array_equal(t.gamma, PRIOR.draw(rng(2)).gamma)
    f = PRIOR.features(X, t.gamma) @ t.beta
    close(model.data(t, rng(3)), f + np.sqrt(t.sigma2) * rng(3).normal(size=5))


def test_a_chain_is_the_samplers_from_there_on():
    model = ShallowSimulator(PRIOR, X, order="printed", step=0.5)
    t = model.prior(rng(2))
    y = model.data(t, rng(3))
    own = ShallowSampler(PRIOR, X, y, rng(4), order="printed", step=0.5, start=t)
    one, other = model.chain(t, y, rng(4)), model.chain(model.prior(rng(8)), -y, rng(5))
    for _ in range(3):
        next(other)  # chains of one model don't disturb each other
        assert np.array_equal(next(one).beta, next(own.sweeps(1)).beta)


def test_the_functions_are_at_least_ten_and_tell_every_part():
    model = ShallowSimulator(PRIOR, X)
    t = model.prior(rng(2))
    y = model.data(t, rng(3))
    functions = model.functions()
    assert len(functions) >= 10
    before = {name: g(t, y) for name, g in functions.items()}
    changed = {"y": {name for name, g in functions.items() if g(t, y + 0.1) != before[name]}}
    for name, value in t._asdict().items():
        other = t._replace(**{name: value * 1.1})
        changed[name] = {function for function, g in functions.items() if g(other, y) != before[function]}
    assert all(changed.values()), changed


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: ShallowSimulator(PRIOR, X, sampler=3), "expected a class of samplers"),
        (lambda: ShallowSimulator(PRIOR, np.ones((3, 4))), r"X: expected shape \(n, 2\)"),
        (lambda: ShallowSimulator(3, X), "expected a ShallowPrior"),
        (lambda: ShallowSimulator(PRIOR, X).chain(PRIOR.draw(rng()), np.ones(3), rng()), r"y: expected shape \(5,\)"),
        (lambda: ShallowSimulator(PRIOR, X).chain(PRIOR.draw(rng()), np.ones(5), 3), "Generator"),
    ],
)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()
