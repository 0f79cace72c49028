"""The connection to many machines: a few processes of this one, or a Dask cluster by its address."""

import contextlib
import os
import platform
import subprocess
import sys

import numpy as np

from .. import _checks
from .handshake import check_scheduler
from .machines import Machines
from .one_process import OneProcess

#: Seconds: for a scheduler to answer, and for workers of this machine to be there.
ANSWER, START = 8, 60
#: One thread of BLAS for each worker: as many as there are processors would be too many.
THREADS = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
INSTALL = 'cluster: many machines need dask.distributed, which is not installed; pip install "course_nn[cluster]"'


@contextlib.contextmanager
def cluster(address=None, workers=2):
    """``with cluster() as machines:`` a number of ``workers`` on this machine, or all those of a Dask scheduler.

    - ``address``, such as ``"tcp://10.0.0.5:8786"``, is that of a scheduler that runs already (``dask scheduler`` and,
      on each machine, ``dask worker ADDRESS --nthreads 1``); then ``workers`` is not looked at. By default it is what
      the environment variable ``COURSE_NN_SCHEDULER`` says, and if that says nothing, one of this machine is made.
      **Whoever reaches a scheduler's address can run any code on all its machines, and they on yours**: connect to
      machines that you trust, over a network that strangers can't reach.
    - Workers of this machine are processes of one thread each, which end with the ``with``. They are started as
      programs of their own, so that it works in a script as in a notebook, without ``if __name__ == "__main__":``.

    Functions defined in a notebook or script travel with their call; a module of your own must be on all machines, and
    so must course_nn, Python and NumPy in the versions that are here.
    """
    address = os.environ.get("COURSE_NN_SCHEDULER") or None if address is None else address
    if address is not None and not isinstance(address, str):
        mend = f"; write workers={address}" if type(address) is int else ""
        raise TypeError(
            f"cluster: expected an address such as 'tcp://10.0.0.5:8786', got {_checks.describe(address)}{mend}"
        )
    workers = _checks.whole(workers, "cluster: workers", low=1)
    try:
        import distributed
    except ImportError:
        raise ImportError(INSTALL) from None
    with contextlib.ExitStack() as end:
        if address is None:
            client = _local(distributed, workers, end)
        else:
            client = _remote(distributed, address, end)
        check_versions(_versions(client))
        machines = Machines(client)
        end.callback(machines.close)
        yield machines


@contextlib.contextmanager
def cluster_or_stand_in(workers=2):
    """`cluster` without an address; without Dask a sentence says what to install, and a `OneProcess` does the work."""
    try:
        import distributed  # noqa: F401
    except ImportError:
        print(f"{INSTALL}. What follows is computed by one process, part after part: the same numbers, nothing faster.")
        yield OneProcess(workers)
        return
    with cluster(workers=workers) as machines:
        yield machines


def _local(distributed, workers, end):
    """The client of a scheduler in this process and of workers in processes of their own, which end with ``end``."""
    made = distributed.LocalCluster(
        n_workers=0,
        processes=False,
        protocol="tcp://",
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        silence_logs=50,
    )
    end.callback(made.close)
    command = [sys.executable, "-m", "distributed.cli.dask_worker", made.scheduler_address, "--nthreads", "1"]
    command += ["--no-dashboard", "--death-timeout", "20", "--host", "127.0.0.1", "--memory-limit", "0"]
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    # In a session of their own: Ctrl-C stops what is asked for here, not them.
    apart = {"creationflags": 0x200} if os.name == "nt" else {"start_new_session": True}
    for _ in range(workers):
        process = subprocess.Popen(command, env=os.environ | THREADS | {"PYTHONPATH": _path()}, **quiet, **apart)
        end.callback(_end, process)
    client = distributed.Client(made, direct_to_workers=True, set_as_default=False)
    end.callback(client.close)
    try:
        client.wait_for_workers(workers, timeout=START)
    except TimeoutError:
        raise RuntimeError(
            f"cluster: expected {workers} workers on this machine within {START} seconds, but they did not come"
        ) from None
    return client


def _path():
    """Where workers look for modules: where this process does."""
    return os.pathsep.join(path for path in sys.path if path and not path.endswith(".zip"))


def _end(process):
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _remote(distributed, address, end):
    """The client of a scheduler that runs already and has workers."""
    check_scheduler(address, ANSWER)
    try:
        client = distributed.Client(address, timeout=ANSWER, set_as_default=False, direct_to_workers=False)
    except Exception as error:
        raise ConnectionError(
            f"cluster: expected the Dask scheduler at {address} to accept this client, but the connection failed "
            f"({type(error).__name__})"
        ) from None
    end.callback(client.close)
    if not client.nthreads():
        raise RuntimeError(
            f"cluster: expected workers at the scheduler {address}, but it has none; start one on each machine: "
            f"dask worker {address} --nthreads 1"
        )
    return client


#: Asked on each worker: what an import of course_nn gives there. As text: a function of this module would need it.
_OWN = """
def own():
    try:
        import course_nn
        return getattr(course_nn, "__version__", None)
    except ImportError:
        return None
"""


def _versions(client):
    """What Dask knows of its workers' packages, and what they say of course_nn."""
    found, names = client.get_versions(), {"__name__": "__main__"}
    exec(_OWN, names)
    for address, version in client.run(names["own"]).items():
        if address in found["workers"]:
            found["workers"][address]["packages"]["course_nn"] = version
    return found


def check_versions(found):
    """Refuse workers without course_nn, or with another course_nn, Python or NumPy; ``found`` by Dask's client."""
    from .. import __version__

    here = {"course_nn": __version__, "NumPy": np.__version__, "Python": platform.python_version()}
    for address, worker in found["workers"].items():
        packages = worker["packages"]
        there = {"course_nn": packages.get("course_nn"), "NumPy": packages["numpy"]}
        # Not the third number: a function travels between 3.12.1 and 3.12.7, and not between 3.12 and 3.13.
        there["Python"] = ".".join(packages["python"].split(".")[:3])
        for name, version in here.items():
            a, b = version, there[name]
            if name == "Python":
                a, b = (one.rsplit(".", 1)[0] for one in (a, b))
            if a != b:
                got = f"{name} {there[name]}" if there[name] else f"no {name}"
                raise RuntimeError(
                    f"cluster: expected {name} {version} on every worker, as here, but the worker at "
                    f"{address} has {got}"
                )
