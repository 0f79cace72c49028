"""The tests mirror the package: a test file for each module of the library and of the kit, and a module for each file.

`layers/dense.py` is tested in `tests/layers/test_dense.py`, `_checks.py` in `tests/test_checks.py`. What a package does
in its `__init__.py` is tested in a file of the folder's name, where it does something: `callbacks/test_callbacks.py`.
Chapters have their own folder and rule (`chapters/test_rooms.py`).
"""

import collections
import importlib
from pathlib import Path

import course_nn

TESTS = Path(__file__).resolve().parent
PACKAGE = TESTS.parent / "course_nn"
#: Folders of tests that are not about rooms of the library or the kit.
APART = {"book", "browser", "chapters", "editions", "frameworks", "notebooks", "reference"}
#: Test files that are about the whole, or about all modules of a room.
CROSS_CUTTING = {
    "test_hygiene.py",
    "test_imports.py",
    "test_mirror.py",
    "test_project.py",
    "test_quick.py",
    "test_teaching.py",
    "test_wheel.py",
    "layers/test_every_layer.py",
    "layers/test_every_layer_in_a_network.py",
    "layers/test_every_layer_of_tokens.py",
    "layers/test_layers_of_images.py",
    "layers/test_layers_of_sequences.py",
    "exercises/test_every_exercise.py",
    "exercises/test_frequent_mistakes.py",
    "exercises/test_mutants.py",
    "exercises/test_wrong_answers.py",
}
MOVE_IT = "name it as its module, or, if it is about many, enter it in CROSS_CUTTING of tests/test_mirror.py"
#: What the package fills in itself, and nobody calls.
RECORDS = {"GameDiverged", "GameStep", "Step", "TrainingDiverged"}


def modules(package):
    """The modules of the library and the kit, by their paths within the package."""
    paths = [path.relative_to(package) for path in package.rglob("*.py")]
    return [path for path in paths if path.parts[0] != "chapters"]


def wanted(package):
    """The test files that there must be, and those that there may be for what a package does itself."""
    must, may = set(), set()
    for path in modules(package):
        if path.name == "__init__.py":
            may.add((path.parent / f"test_{path.parent.name}.py").as_posix())
        else:
            must.add(path.with_name(f"test_{path.stem.strip('_')}.py").as_posix())
    return must, may


def written(tests):
    """The test files that there are in the mirrored folders."""
    paths = [path.relative_to(tests) for path in tests.rglob("test_*.py")]
    return {path.as_posix() for path in paths if path.parts[0] not in APART}


def test_every_module_has_its_test_file():
    must, _ = wanted(PACKAGE)
    assert len(must) > 50
    missing = must - written(TESTS)
    assert not missing, "\n".join(["", *(f"write tests/{name}, the test of its module" for name in sorted(missing))])
    empty = [name for name in must if "\ndef test_" not in (TESTS / name).read_text(encoding="utf-8")]
    assert not empty, "\n".join(["", *(f"tests/{name} holds no test: write one" for name in sorted(empty))])


def test_every_test_file_has_its_module():
    must, may = wanted(PACKAGE)
    stray = written(TESTS) - must - may - CROSS_CUTTING
    assert not stray, "\n".join(["", *(f"tests/{name} has no module: {MOVE_IT}" for name in sorted(stray))])
    gone = CROSS_CUTTING - written(TESTS)
    assert not gone, f"in tests/test_mirror.py, take out of CROSS_CUTTING what is no more: {sorted(gone)}"


def test_the_mirror_sees_what_is_missing_and_what_is_stray(tmp_path):
    package, tests = tmp_path / "package", tmp_path / "tests"
    for name in ("__init__", "__main__", "_checks", "layers/__init__", "layers/dense", "chapters/ch01_x/theme"):
        (package / f"{name}.py").parent.mkdir(parents=True, exist_ok=True)
        (package / f"{name}.py").touch()
    for name in ("helpers", "test_checks", "layers/test_conv", "chapters/test_ch01_theme", "browser/test_lab"):
        (tests / f"{name}.py").parent.mkdir(parents=True, exist_ok=True)
        (tests / f"{name}.py").touch()
    must, may = wanted(package)
    assert must == {"test_main.py", "test_checks.py", "layers/test_dense.py"} and "layers/test_layers.py" in may
    assert written(tests) == {"test_checks.py", "layers/test_conv.py"}


def test_every_public_name_has_bad_calls():
    """Everything public refuses bad input with one sentence; the rows stand in the test files (`bad_calls.py`)."""
    named = collections.Counter()
    for name in sorted(written(TESTS)):
        if "\nBAD_CALLS = " in (TESTS / name).read_text(encoding="utf-8"):
            module = importlib.import_module(f"tests.{name.removesuffix('.py').replace('/', '.')}")
            empty = [what for what, rows in module.BAD_CALLS.items() if not rows]
            assert not empty, f"tests/{name}: BAD_CALLS has no row for {empty}"
            named.update(module.BAD_CALLS.keys())
    public = set(course_nn.__all__) - RECORDS
    lacking = [f"{what}: add its rows to BAD_CALLS in {told_file(what)}" for what in sorted(public - set(named))]
    assert not lacking, "\n".join(["", *lacking])
    assert not set(named) - public, f"take out of BAD_CALLS what course_nn does not show: {sorted(set(named) - public)}"
    twice = {name for name, times in named.items() if times > 1} - {"fit", "train"}  # their additions stand apart
    assert not twice, f"{sorted(twice)}: BAD_CALLS of one test file is enough"


def told_file(name):
    """The test file of the module that defines a public name."""
    _, *parts = getattr(getattr(course_nn, name), "__module__", "course_nn").split(".")
    return "/".join(("tests", *parts[:-1], f"test_{parts[-1].strip('_')}.py")) if parts else "its module's test file"


def test_the_test_file_of_a_name_is_told():
    assert told_file("Dense") == "tests/layers/test_dense.py" and told_file("train") == "tests/training/test_loop.py"
    assert told_file("ACTIVATIONS") == "its module's test file"
