"""Dask's errors in our words, and what a worker holds; the rest needs Dask (`tests/frameworks/test_cluster.py`)."""

import pytest
from helpers import check_sentence

from course_nn.cluster import machines


class KilledWorker(Exception):
    """Named as Dask's."""


@pytest.mark.parametrize(
    "error, kind, said",
    [
        (KilledWorker("task-1", "tcp://a"), RuntimeError, "ended its worker each time"),
        (None, RuntimeError, "ended its worker each time"),
        (TypeError("cannot pickle '_thread.lock' object"), TypeError, "without open files or locks"),
        (OSError("Timed out"), ConnectionError, "is lost"),
    ],
)
def test_errors_about_machines_are_one_sentence(error, kind, said):
    told = machines.in_our_words(error)
    assert type(told) is kind and said in str(told)
    check_sentence(told)


def test_an_error_of_the_job_itself_stays():
    error = ZeroDivisionError("mine")
    assert machines.in_our_words(error) is error


def test_what_a_worker_does_not_hold_is_asked_for(monkeypatch):
    monkeypatch.setattr(machines, "_HELD", {})
    assert machines._work("a", max, None, (1,)) == ("missing", None)
    assert machines._work("a", max, (5,), (1,)) == ("done", 5) == machines._work("a", max, None, (1,))
    for key in "bcde":
        machines._work(key, max, (0,), (1,))
    assert machines._work("a", max, None, (1,)) == ("missing", None), "the last four alone are kept"
