"""A folder of the test's own for progress, and a kernel that knows of none."""

import pytest
from helpers import forget_the_kernel


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_NN_HOME", str(tmp_path / "home"))
    forget_the_kernel(monkeypatch)
    return tmp_path / "home"
