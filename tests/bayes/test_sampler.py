"""How samplers go on: in sweeps, thinned, stopped and taken up again; by one that adds up whole numbers."""

from types import SimpleNamespace

import numpy as np
import pytest

from course_nn.bayes.sampler import Sampler, progress_bar


class Adding(Sampler):
    """Its draw is the sum of random numbers 0 … 9, one for each sweep; ``stops`` is the sweep that is interrupted."""

    collection = SimpleNamespace(of=lambda prior, kept, interrupted: (prior, kept, interrupted))

    def __init__(self, stops=None):
        self.prior, self.rng = "a prior", np.random.default_rng(0)
        self.draw, self.swept, self.stops = 0, 0, stops

    def _sweep(self):
        self.swept += 1
        if self.swept == self.stops:
            raise KeyboardInterrupt
        self.draw += int(self.rng.integers(10))

    def _kept(self, draw):
        return draw, self.swept


EVERY = list(Adding().sweeps(30))


def test_draws_come_sweep_by_sweep_or_thinned():
    assert list(Adding().sweeps(10, thin=3)) == EVERY[2::3]
    assert list(Adding().sweeps(0)) == []
    endless = Adding().sweeps()
    assert [next(endless) for _ in range(30)] == EVERY


def test_a_sample_is_kept_after_the_burn_in():
    prior, kept, interrupted = Adding().sample(5, burn_in=4, thin=2)
    assert (prior, interrupted) == ("a prior", False)
    assert kept == [(EVERY[swept - 1], swept) for swept in (6, 8, 10, 12, 14)]


def test_interrupted_it_keeps_its_draws_and_goes_on():
    one = Adding(stops=4)
    _, kept, interrupted = one.sample(10)
    assert interrupted and [draw for draw, _ in kept] == EVERY[:3]
    _, rest, interrupted = one.sample(7)
    assert not interrupted and [draw for draw, _ in rest] == EVERY[3:10]


def test_a_twin_goes_on_as_this_one_would_and_leaves_it():
    one = Adding()
    list(one.sweeps(5))
    twin = one.twin()
    assert list(twin.sweeps(5)) == EVERY[5:10] and one.draw == EVERY[4]
    assert list(one.sweeps(5)) == EVERY[5:10]


def test_the_bar_moves_by_sweeps(capsys):
    Adding().sample(4, burn_in=3, thin=2, progress=True)
    assert "11/11" in capsys.readouterr().err
    with progress_bar(3, False) as bar:
        bar(3)
    assert capsys.readouterr().err == ""


def test_without_tqdm_there_is_no_bar(monkeypatch, capsys):
    monkeypatch.setitem(__import__("sys").modules, "tqdm.auto", None)
    with progress_bar(3, True) as bar:
        bar(3)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda one: one.sweeps(-1), "sweeps: n: expected a whole number at least 0"),
        (lambda one: one.sweeps(3, thin=0), "sweeps: thin: expected a whole number at least 1"),
        (lambda one: one.sample(0), "sample: n: expected a whole number at least 1"),
        (lambda one: one.sample(3, burn_in=-1), "sample: burn_in: expected a whole number at least 0"),
        (lambda one: one.sample(3, thin=0.5), "sample: thin: expected"),
        (lambda one: one.sample(3, progress="yes"), "sample: progress: expected True or False"),
    ],
)
def test_bad_calls(call, words):
    with pytest.raises((TypeError, ValueError), match=words):
        call(Adding())
