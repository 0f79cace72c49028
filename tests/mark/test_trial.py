"""What is held is found out by trying: nothing gets through behind the fence, and much without one."""

import handed_in
import pytest

from course_nn.exercises import EXERCISES
from course_nn.mark import sandbox, trial
from course_nn.mark.limits import KEPT

pytestmark = pytest.mark.long


def test_behind_the_fence_nothing_gets_through(fenced, tmp_path):
    assert trial.not_held(fenced, tmp_path) == []


def test_without_a_fence_much_does(tmp_path):
    with sandbox.Ground([EXERCISES["weighted_sum"]], handed_in.SMALL, fence=False) as ground:
        missing = trial.not_held(ground, tmp_path)
    assert {"files", "writing", "network", "neighbors"} <= set(missing) <= set(KEPT)
    assert not {"time", "answer"} & set(missing)


def test_a_python_that_does_not_start_is_no_proof(fenced, tmp_path, monkeypatch):
    monkeypatch.setattr(fenced, "packages", [])
    with pytest.raises(OSError, match="Python does not start there"):
        trial.not_held(fenced, tmp_path)


def test_a_worker_that_is_gone_counts_as_not_held(fenced, tmp_path, monkeypatch):
    def gone(self, *_, **__):
        raise sandbox.Lost("exit")

    monkeypatch.setattr(sandbox.Worker, "ask", gone)
    assert trial.not_held(fenced, tmp_path) == list(KEPT)
