"""Several chains: alike in however many processes, interrupted and going on, bad input."""

import numpy as np
import pytest
from helpers import refused

from course_nn import interrupts
from course_nn.bayes import chains as module
from course_nn.bayes.chains import Chains
from course_nn.bayes.priors import ShallowPrior
from course_nn.bayes.shallow import ShallowSampler


def rng(seed=0):
    return np.random.default_rng(seed)


X = rng(1).normal(size=(12, 2))
PRIOR = ShallowPrior(2, 2)
Y = PRIOR.functions(X, rng(2), 1)[0]


def four(seed=0, chains=4, **settings):
    return Chains(PRIOR, X, Y, rng(seed), chains=chains, **settings)


def test_each_chain_is_a_sampler_of_its_own():
    chains = four()
    alone = [ShallowSampler(PRIOR, X, Y, own).sample(30).beta[0] for own in rng().spawn(4)]
    draws = chains.run(30)
    assert draws.beta.shape == (4, 30, 2) and np.array_equal(draws.beta, alone)
    assert len({float(chain[0, 0]) for chain in alone}) == 4


@pytest.mark.long
def test_as_many_processes_as_one_likes_give_the_same():
    one, two = four(), four()
    assert np.array_equal(one.run(25, thin=2).gamma, two.run(25, thin=2, workers=2).gamma)
    assert np.array_equal(one.run(3).gamma, two.run(3).gamma), "and go on alike"


def test_runs_end_to_end_are_one_long_run():
    whole, parts = four().run(30), four()
    assert parts.run(13, keep=False) is None
    assert np.array_equal(parts.run(17).beta, whole.beta[:, 13:])


def test_interrupted_they_keep_what_all_have_and_go_on(monkeypatch):
    whole, chains = four().run(40), four()
    real, calls = module._part, []

    def stopped(*job):
        calls.append(job)
        if len(calls) == 4 * 5 + 3:  # in the sixth part, at the third chain
            raise KeyboardInterrupt
        return real(*job)

    monkeypatch.setattr(module, "_part", stopped)
    first = chains.run(40)
    assert first.interrupted and len(first) == 10
    second = chains.run(30)
    assert not second.interrupted
    assert np.array_equal(np.concatenate([first.beta, second.beta], axis=1), whole.beta)
    calls[:] = [None] * 22
    nothing = chains.run(40)
    assert nothing.interrupted and nothing.beta.shape == (4, 0, 2)
    calls[:] = [None] * 22
    with pytest.raises(KeyboardInterrupt), interrupts.one_piece():
        chains.run(40)


def test_settings_reach_the_samplers():
    chains = four(order="printed", step=0.5)
    assert all((s.order, s.step) == ("printed", 0.5) for s in chains.samplers)
    assert four(chains=1).run(2).chains == 1


def test_the_bar_counts_the_sweeps_of_a_chain(capsys):
    four(chains=2).run(6, thin=2, progress=True)
    assert "12/12" in capsys.readouterr().err


def test_without_joblib_one_process_is_enough(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "joblib", None)
    assert len(four(chains=2).run(3)) == 3
    with pytest.raises(ImportError, match="need joblib; install it, or take workers=1"):
        four(chains=2).run(3, workers=2)


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: Chains(PRIOR, X, Y, 3), "rng: expected a numpy.random.Generator"),
        (lambda: four(chains=0), "chains: expected a whole number at least 1"),
        (lambda: four(order="other"), "order: unknown name"),
        (lambda: four().run(0), "n: expected"),
        (lambda: four().run(1, thin=0), "thin: expected"),
        (lambda: four().run(1, workers=0), "workers: expected"),
        (lambda: four().run(1, keep=1), "keep: expected True or False"),
        (lambda: four().run(1, progress="yes"), "progress: expected True or False"),
    ],
)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()
