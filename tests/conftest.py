"""What holds for every test: one thread, no pictures on a screen, no trace in the reader's own folders."""

import os
import tempfile

# Before NumPy is imported anywhere: small products are slower, and results less alike, with more threads.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")
os.environ.setdefault("COURSE_NN_STRICT", "1")
os.environ["MPLBACKEND"] = "agg"

from hypothesis import settings  # noqa: E402

# The same examples every time, and no limit per example: a busy machine must not fail a test.
settings.register_profile("course", derandomize=True, deadline=None, max_examples=50, database=None)
settings.load_profile("course")


def pytest_configure(config):
    """Progress of exercises goes to a folder of this run."""
    home = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
    os.environ["COURSE_NN_HOME"] = home.name
    config.add_cleanup(home.cleanup)
