"""Programs of the frameworks: run apart, or shown as stored where the framework is missing; what goes wrong is said."""

import sys

import numpy as np
import pytest
from helpers import refused

from course_nn.chapters.ch14_frameworks import elsewhere
from course_nn.chapters.ch14_frameworks.elsewhere import Elsewhere, frameworks, run_elsewhere, source_of, store

DOUBLE = """
import os, sys
import numpy as np
given = np.load(sys.argv[1])
x = given["x"]
np.savez(sys.argv[2], twice=2 * x, threads=os.environ["OMP_NUM_THREADS"], backend=os.environ.get("KERAS_BACKEND", ""),
    times=given["times"] if "times" in given else 0)
"""
X = {"x": np.arange(6.0).reshape(2, 3)}


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Writes a program of that text, and gives its name."""
    for name in ("PROGRAMS", "MEASURED"):
        monkeypatch.setattr(elsewhere, name, tmp_path / name)
        (tmp_path / name).mkdir()
    monkeypatch.setattr(elsewhere, "version_of", lambda name: f"1.{len(name)}")

    def write(text, name="small"):
        (tmp_path / "PROGRAMS" / f"{name}.py").write_text(text, encoding="utf-8")
        return name

    return write


def test_a_program_runs_in_a_process_of_its_own(program):
    found = run_elsewhere(program(DOUBLE), X, times=3)
    np.testing.assert_array_equal(found["twice"], 2 * X["x"])
    assert found["times"] == 3 and found["threads"] == "1" and found["backend"] == "" and "small" not in sys.modules


@pytest.fixture
def without(monkeypatch, program):
    """Takes away a framework, after the program was stored with one that has no such import."""

    def without(text, import_line="import torch", blocked="torch"):
        monkeypatch.setitem(sys.modules, blocked, None)
        return program(f"{import_line}\n{text}")

    return without


def test_what_is_stored_is_shown_without_the_framework(program, without, capsys):
    path = store(program(DOUBLE), X, network="dense")
    assert path.name == "small_dense.npz" and capsys.readouterr().out == ""
    found = run_elsewhere(without(DOUBLE), X, network="dense")
    np.testing.assert_array_equal(found["twice"], 2 * X["x"])
    assert set(found) == {"twice", "threads", "backend", "times"}
    assert capsys.readouterr().out == (
        'small: torch is not here: pip install "course_nn[frameworks]"; what follows was stored with numpy 1.5.\n'
    )


@pytest.mark.parametrize(
    ("other", "differs"),
    [
        ({"x": X["x"] * (1 + 1e-7)}, None),
        ({"x": X["x"] + np.eye(2, 3)}, "x"),
        ({"x": X["x"].T}, "x"),
        ({"x": X["x"], "y": np.ones(2)}, "y"),
        ({"x": np.array("x")}, "x"),
        ({}, "x"),
        ({"x": X["x"][:, ::-1]}, "x"),
    ],
)
def test_other_inputs_than_the_stored_ones_are_refused(other, differs, program, without):
    store(program(DOUBLE), X, network="dense")
    name = without(DOUBLE)
    if differs is None:
        assert np.array_equal(run_elsewhere(name, other, network="dense")["twice"], 2 * X["x"])
        return
    with pytest.raises(Elsewhere, match=f"torch is not here: .*what is stored is of another '{differs}', and nothing"):
        run_elsewhere(name, other, network="dense")


def test_what_is_stored_may_be_less_than_what_came_back(program, without):
    store(program(DOUBLE), X, thinned=lambda found: {"first": found["twice"][0]})
    assert list(run_elsewhere(without(DOUBLE), X)) == ["first"]


def test_where_nothing_is_stored_a_sentence_stops_the_cell(program, without):
    store(program(DOUBLE), X, network="dense")
    with pytest.raises(Elsewhere, match=r"small: torch is not here: pip .*; nothing is stored for these settings") as e:
        run_elsewhere(without(DOUBLE), X, network="cnn")
    assert e.value._render_traceback_() == [str(e.value)]


def test_the_back_end_of_keras_is_needed_told_and_part_of_the_name(program, monkeypatch, capsys):
    assert store(program(DOUBLE), X, network="dense").name == "small_dense.npz"
    monkeypatch.setitem(sys.modules, "tensorflow", None)
    with pytest.raises(Elsewhere, match="small: tensorflow is not here"):
        run_elsewhere("small", X, backend="tensorflow", network="dense")
    monkeypatch.setitem(sys.modules, "keras", None)
    with pytest.raises(Elsewhere, match="small: tensorflow and keras are not here"):
        run_elsewhere(program("from keras import layers\n" + DOUBLE), X, backend="tensorflow")
    monkeypatch.setattr(elsewhere, "frameworks", lambda *_: [])
    assert run_elsewhere(program(DOUBLE), X, backend="torch")["backend"] == "torch"
    assert store("small", X, backend="torch", network="dense").name == "small_torch_dense.npz"
    assert capsys.readouterr().out == ""


@pytest.mark.long
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x = 1\nx.y", "small: ended with AttributeError: 'int' object has no attribute 'y'"),
        ("import os; os._exit(7)", "small: ended with code 7 and no word"),
        ("while True: pass", "small: expected it to end within 1 s"),
        ("", "small: expected it to write arrays into the npz it was told, and found none"),
        ("import sys; open(sys.argv[2], 'w').write('no npz')", "small: expected it to write arrays"),
        ("import sys; open(sys.argv[2], 'wb').write(b'PK' + bytes(99))", "small: expected it to write arrays"),
        ("def", "small: ended with SyntaxError"),
    ],
)
def test_a_program_that_fails_gets_a_sentence(text, words, program, monkeypatch):
    monkeypatch.setattr(elsewhere, "frameworks", lambda *_: [])
    with pytest.raises(Elsewhere, match=words):
        run_elsewhere(program(text), X, seconds=1 if "while" in text else 60)


def test_nothing_is_stored_of_a_program_that_fails(program):
    path = store(program(DOUBLE), X)
    kept = path.read_bytes()
    with pytest.raises(Elsewhere):
        store(program("1 / 0"), X)
    assert path.read_bytes() == kept


def test_bad_calls_get_a_sentence(program):
    program(DOUBLE)
    for words, wrong in [
        ("program: unknown name 'smallx'; did you mean 'small'", lambda: run_elsewhere("smallx", X)),
        ("small: expected a dict of arrays by name, got list", lambda: run_elsewhere("small", [])),
        ("small: expected 'x' as numbers or text, got object array", lambda: run_elsewhere("small", {"x": {}})),
        ("small: backend: unknown name 'jax'", lambda: run_elsewhere("small", X, backend="jax")),
        ("small: seconds: expected a number above 0, got 'long'", lambda: run_elsewhere("small", X, seconds="long")),
        ("small: seconds: expected a finite number above 0, got 0", lambda: run_elsewhere("small", X, seconds=0)),
    ]:
        with refused(words):
            wrong()


def test_the_rooms_programs_import_frameworks_and_what_is_stored_belongs_to_one():
    programs = [path.stem for path in elsewhere.PROGRAMS.glob("*.py")]
    assert programs
    for name in programs:
        needed = frameworks(name, None) or name == "cost_course"  # the course beside them, in a process as theirs
        assert needed, f"{name} needs no framework: compute it here"
        assert "sys.argv" in source_of(name)
    for path in elsewhere.MEASURED.glob("*.npz"):
        assert any(path.stem.startswith(name) for name in programs), f"{path.name} belongs to no program"


@pytest.mark.long
def test_a_version_is_found_by_the_name_of_the_import():
    assert elsewhere.version_of("numpy") == np.__version__
    assert elsewhere.version_of("no_such_module") == "of unknown version"
