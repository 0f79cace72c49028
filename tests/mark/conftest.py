"""A place for workers, made once, since it takes a second or two."""

import shutil

import pytest
from handed_in import SMALL

from course_nn.exercises import EXERCISES
from course_nn.mark import trial
from course_nn.mark.exam import Exam
from course_nn.mark.sandbox import Ground


@pytest.fixture(scope="session")
def ground():
    with Ground([EXERCISES[name] for name in EXERCISES.rooms], SMALL) as made:
        yield made


@pytest.fixture(scope="session")
def fenced(ground, tmp_path_factory):
    """The same, where this computer can hold answers back; other computers skip what needs it."""
    try:
        missing = trial.not_held(ground, tmp_path_factory.mktemp("theirs"))
    except OSError as error:
        pytest.skip(f"no fence here: {error}")
    if missing:
        pytest.skip(f"not enforced here: {missing}")
    return ground


@pytest.fixture(scope="session")
def exam(ground):
    return Exam([EXERCISES[name] for name in EXERCISES.rooms], ground.probes, seed=5)


@pytest.fixture(scope="session")
def small_exam(ground):
    """Of two exercises of chapter 00."""
    return Exam([EXERCISES[name] for name in ("weighted_sum", "output_shape")], ground.probes, seed=5)


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "class"
    made.mkdir()
    yield made
    shutil.rmtree(made, ignore_errors=True)
