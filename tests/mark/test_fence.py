"""The fence from inside: what a worker sees of the world. What an answer tries is in `test_sandbox`."""

import json
import subprocess
import sys

import pytest

from course_nn.mark import fence


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="namespaces are Linux's")
def test_what_can_not_be_done_is_one_line_and_the_end(ground):
    """A place that is not there can't be made a root."""
    settings = ground.settings(0, ground.limits)
    settings["fence"] = dict(settings["fence"] or {}, root="/nowhere/at/all")
    script = str(ground.package / "course_nn" / "mark" / "fence.py")
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-B", script, json.dumps(settings)], capture_output=True, text=True, check=False
    )
    (line,) = done.stdout.splitlines()
    assert json.loads(line)["refused"]


@pytest.mark.long
def test_answers_live_in_a_world_of_their_own(fenced):
    with fenced.worker() as worker:
        lines, died = worker.ask("attempt", what="neighbors", marker=1)
        assert not died and json.loads(lines[0])["succeeded"] is True  # its first process is the worker itself
    assert fence.WORK == "/place"


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="namespaces are Linux's")
def test_no_memory_is_kept_that_is_no_process_s(ground):
    """Neither shared segments nor semaphores, even where a filter of calls would not help."""
    try:
        worker = ground.worker()
    except OSError as error:
        pytest.skip(f"no fence here: {error}")
    with worker:
        lines, died = worker.ask("attempt", what="memory", seconds=30.0, memory=ground.limits.memory)
    assert not died and json.loads(lines[0])["succeeded"] is False
