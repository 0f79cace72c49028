"""What holds for every test: one thread, no pictures on a screen, no trace in the reader's own folders."""

import gc
import os
import signal
import tempfile
import threading

# Before NumPy is imported anywhere: small products are slower, and results less alike, with more threads.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")
os.environ.setdefault("COURSE_NN_STRICT", "1")
os.environ["MPLBACKEND"] = "agg"

from hypothesis import settings  # noqa: E402

# The same examples every time, and no limit per example: a busy machine must not fail a test.
settings.register_profile("course", derandomize=True, deadline=None, max_examples=50, database=None)
settings.load_profile("course")


def hear_interrupts():
    """A process started with & ignores SIGINT by inheritance, and so do its children; tests interrupt themselves."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_configure(config):
    """Progress of exercises goes to a folder of this run; an interrupt is heard however the run was started."""
    hear_interrupts()
    home = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
    os.environ["COURSE_NN_HOME"] = home.name
    config.add_cleanup(home.cleanup)


def pytest_collection_finish():
    """Whatever there is before the first test stays: the collector of garbage leaves it alone, and comes more seldom.

    A picture is a hundred thousand small objects, and the collector came ten times for each.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 2, 2)
