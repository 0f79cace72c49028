"""The stand-in for many machines: jobs in order, nothing changed here."""

import numpy as np
import pytest
from helpers import refused

from course_nn import Dense
from course_nn.cluster import OneProcess
from course_nn.cluster.one_process import check_machines
from course_nn.search import Uniform, random_search


def test_jobs_come_back_in_order_and_change_nothing_here():
    def add(held, x):
        held.append(x)
        return len(held), 2 * x

    held = []
    assert OneProcess(3).run(add, [(1,), (5,)], held) == [(1, 2), (2, 10)] and held == []


@pytest.mark.parametrize("seed", range(3))
def test_a_search_has_the_rows_of_one_process(seed):
    def objective(rng, x):
        return x + rng.random()

    one, other = (
        random_search(objective, {"x": Uniform(0, 1)}, 5, seed, workers=w, progress=False) for w in (1, OneProcess(2))
    )
    assert one.rows == other.rows


def test_what_are_no_machines():
    with refused("expected a whole number at least 1"):
        OneProcess(0)
    with refused(r"expected what `with cluster\(\) .*; write machines=OneProcess\(2\)"):
        check_machines(2)
    with refused("got Dense"):
        check_machines(Dense(2, 3, np.random.default_rng(0)))
    assert "2 workers" in repr(OneProcess())
