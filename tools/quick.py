"""Run what a change most likely breaks, in 30 seconds, and say what was left out.

    python tools/quick.py              what differs from the last commit; without git, what is newer than .venv
    python tools/quick.py FILE ...     as if these files had changed

First the tests that mirror what was changed, then the ones of form, which are short, then what is tested for every
layer, exercise, instrument or notebook, for the changed ones alone, and last the tests of what imports them.
"""

import ast
import collections
import functools
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path, PurePosixPath

from run_tests import ROOT, surroundings

SECONDS = 30
#: Seconds before the end from which on no test is begun, so that the last ones come to theirs.
RESERVE = 3
#: So many tests of each later file before the rest of any: what is broken shows in one of them.
TASTE = 12
SETTINGS = "COURSE_NN_QUICK"
FORM = ("tests/test_mirror.py", "tests/chapters/test_rooms.py", "tests/test_hygiene.py", "tests/test_imports.py")
OF_INSTRUMENTS = "tests/chapters/test_every_instrument.py"
OF_NOTEBOOKS = ("tests/notebooks/test_notebooks_stored.py", "tests/notebooks/test_any_order.py")
OF_EXERCISES = tuple(
    f"tests/exercises/test_{name}.py" for name in ("every_exercise", "frequent_mistakes", "wrong_answers", "mutants")
)


# What to run


def chosen(changed, sources):
    """Test file → the parameters it is run for, or None for all of it; both in the order of running.

    ``sources`` are the texts of all modules and test files by their names, as those in ``changed``.
    """
    names = [PurePosixPath(name) for name in changed]
    mirrored = [(test, None) for name in names for test in tests_of(name, sources)]
    batteries = [choice for name in names for choice in batteries_of(name, sources)]
    users = [name for name in sources if uses(name, sources) & {module_of(one) for one in names} - {None}]
    users = [name for name in users if not name.endswith("/instruments.py")]  # which joins all that a room has
    users.sort(key=lambda name: ("chapters/" in name, name.startswith("tests/")))
    dependents = [(test, None) for name in users for test in tests_of(PurePosixPath(name), sources)]
    dependents += [choice for name in users for choice in batteries_of(PurePosixPath(name), sources)]
    plan = {}
    for test, words in [*mirrored, *((test, None) for test in FORM), *batteries, *dependents]:
        if test in sources:
            known = plan.setdefault(test, words and sorted(words))
            plan[test] = None if None in (known, words) else [*known, *sorted(set(words) - set(known))]
    return plan


def tests_of(name, sources):
    """The test files that mirror a file; of a file that is no module, those that speak of it."""
    if name.parts[0] == "tests" and name.name.startswith("test_"):
        return [str(name)]
    if name.parts[:2] == ("course_nn", "chapters") and len(name.parts) > 3:
        theme = "exercises" if name.stem.startswith("exercise") else name.stem.removesuffix("_figure")
        return [f"tests/chapters/test_{name.parts[2][:4]}_{theme}.py"]
    if name.parts[0] == "course_nn" and name.suffix == ".py":
        stem = name.parent.name if name.stem == "__init__" else name.stem.strip("_")
        return [str(PurePosixPath("tests", *name.parts[1:-1], f"test_{stem}.py"))]
    if name.suffix == ".ipynb":
        return []
    word = re.compile(rf"\b{re.escape(name.stem if name.suffix == '.py' else name.name)}\b")
    return [test for test in sources if test.startswith("tests/") and "/test_" in test and word.search(sources[test])]


def batteries_of(name, sources):
    """What is tested for each of many, and the changed ones of them."""
    if name.suffix == ".ipynb":
        yield OF_NOTEBOOKS[0], {name.stem}
        for door in sources:
            if re.fullmatch(rf"course_nn/chapters/ch{name.stem[:2]}_\w+/__init__\.py", door):
                yield OF_EXERCISES[0], at_the_door(sources[door], "EXERCISES")
        yield OF_NOTEBOOKS[1], {name.stem}  # as long as the notebook itself
    elif name.parts[:2] == ("course_nn", "chapters") and len(name.parts) == 4:
        door = sources.get(str(name.with_name("__init__.py")), "")
        instruments, exercises = at_the_door(door, "INSTRUMENTS"), at_the_door(door, "EXERCISES")
        if name.stem.startswith("exercise"):
            own = exercises & {name.stem.removeprefix("exercise_")} or exercises
            yield from ((test, own) for test in OF_EXERCISES)
        else:
            own = instruments if name.stem == "instruments" else instruments & {name.stem.removesuffix("_figure")}
            yield from [(OF_INSTRUMENTS, own)] * bool(own)
    elif name.parts[0] == "course_nn" and name.suffix == ".py":
        folder = "/".join(("tests", *name.parts[1:-1], "test_every_"))
        if folder != "tests/test_every_":
            yield from ((test, None) for test in sources if test.startswith(folder))


def at_the_door(source, what):
    """The names in a chapter's INSTRUMENTS or EXERCISES."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == what:
            return set(ast.literal_eval(node.value))
    return set()


def module_of(name):
    """`course_nn/layers/dense.py` → course_nn.layers.dense; None for what is no module of the package."""
    if name.parts[0] == "course_nn" and name.suffix == ".py":
        return ".".join(name.with_suffix("").parts).removesuffix(".__init__")


def uses(name, sources):
    """The modules that a file imports from, by their full names."""
    return _uses(name, sources[name])


@functools.cache
def _uses(name, source):
    found, package = set(), PurePosixPath(name).parts[:-1]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join((*base, *([node.module] if node.module else [])))
            found |= {module, *(f"{module}.{alias.name}" for alias in node.names)}
    return found


# What has changed


def changed(root=ROOT):
    """Names of the files that differ from the last commit or are new; without git, that are newer than .venv."""
    try:
        found = git(root, "diff", "--name-only", "--relative", "-z", "HEAD")
        return sorted({*found, *git(root, "ls-files", "--others", "--exclude-standard", "-z")})
    except (OSError, subprocess.CalledProcessError):  # downloaded as an archive
        import lint

        made = (root / ".venv" / "pyvenv.cfg").stat().st_mtime if (root / ".venv" / "pyvenv.cfg").exists() else 0
        newer = [path for path in lint.project_files(root) if path.stat().st_mtime > made]
        return [path.relative_to(root).as_posix() for path in newer]


def git(root, *words):
    command = ["git", "-c", "core.quotePath=off", *words]
    said = subprocess.run(command, cwd=root, capture_output=True, encoding="utf-8", check=True).stdout
    return [name for name in said.split("\0") if name]


def texts(root=ROOT):
    """The package and its tests by their names, but for the tests that want a browser or the frameworks."""
    paths = sorted(path for folder in ("course_nn", "tests") for path in (root / folder).rglob("*.py"))
    named = {path.relative_to(root).as_posix(): path for path in paths}
    apart = ("tests/browser/", "tests/frameworks/")
    return {name: path.read_text(encoding="utf-8") for name, path in named.items() if not name.startswith(apart)}


# Inside pytest, as a plugin


def settings():
    return json.loads(os.environ[SETTINGS])


def pytest_collection_modifyitems(items):
    """Keep the tests that were chosen, in the order of the plan."""
    plan, root = settings()["plan"], Path(settings()["root"])
    order, kept = {test: place for place, test in enumerate(plan)}, []
    for item in items:
        test = item.path.relative_to(root).as_posix()
        values = item.callspec.params.values() if hasattr(item, "callspec") else ()
        names = {getattr(value, "stem", value) for value in values if isinstance(value, (str, Path))}
        if plan[test] is None or names & set(plan[test]):
            first = min(map(plan[test].index, names & set(plan[test]))) if plan[test] else 0
            kept.append((order[test], first, item))
            note(test, "chosen")
    kept.sort(key=lambda one: one[:2])
    seen = collections.Counter()
    for place, _, item in kept:
        seen[place] += 1
        item.late = settings()["taste"] and seen[place] > TASTE
    items[:] = sorted((item for _, _, item in kept), key=lambda item: item.late)


def pytest_runtest_protocol(item):
    """No new test is begun when the time is over."""
    return True if time.time() > settings()["end"] else None


def pytest_runtest_logreport(report):
    if report.when == "call" or report.outcome != "passed":
        note(report.nodeid.split("::")[0], "failed" if report.outcome == "failed" else "ran")


def note(test, what):
    """Written down at once, so that it is known of a process that is stopped."""
    with open(settings()["notes"], "a", encoding="utf-8") as file:
        file.write(json.dumps([test, what]) + "\n")


# All together


def begin(plan, folder, number, end, root=ROOT):
    """Start pytest on a plan; what it says goes to a file."""
    told = {"plan": plan, "root": str(root), "notes": str(Path(folder, "notes")), "end": end - RESERVE}
    told["taste"] = number > 0
    command = [sys.executable, "-m", "pytest", "-q", "--no-header", "-p", "no:xdist", "-p", "quick", *plan]
    environment = surroundings(folder, Path(__file__).parent) | {SETTINGS: json.dumps(told)}
    with open(Path(folder, f"said{number}"), "w", encoding="utf-8") as said:
        return subprocess.Popen(
            command, cwd=root, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT
        )


def ended(process, end):
    """The code of a process; None if it had to be stopped at the end of the time."""
    try:
        return process.wait(max(end - time.time(), 0))
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def run(plan, end, root=ROOT):
    """Run the plan's first tests and its later ones side by side; returns pytest's codes and the notes that it took.

    So the first ones wait for nothing that the later ones import.
    """
    halves = [
        {test: words for test, words in plan.items() if (test in first_of(plan)) == first} for first in (True, False)
    ]
    with tempfile.TemporaryDirectory() as folder:
        processes = [begin(half, folder, number, end, root) for number, half in enumerate(halves) if half]
        codes = []
        for number, process in enumerate(processes):
            codes.append(ended(process, end))
            print(Path(folder, f"said{number}").read_text(encoding="utf-8").strip(), flush=True)
        notes = Path(folder, "notes")
        lines = notes.read_text(encoding="utf-8").splitlines() if notes.exists() else []
    return codes, collections.Counter(tuple(json.loads(line)) for line in lines)


def first_of(plan):
    """The files of a plan up to the last that is about form."""
    tests = list(plan)
    return tests[: max((place for place, test in enumerate(tests) if test in FORM), default=len(tests)) + 1]


def summary(plan, codes, notes, seconds):
    """Lines that say what was run and what was not."""
    chosen, failed = ({t: notes[t, what] for t in plan} for what in ("chosen", "failed"))
    ran = {test: notes[test, "ran"] + failed[test] for test in plan}
    whole = [short(test) for test in plan if ran[test] and ran[test] >= chosen[test]]
    left = [f"{short(test)} ({ran[test]} of {chosen[test]})" for test in plan if ran[test] < chosen[test]]
    left += [short(test) for test in plan if not chosen[test] and None in codes]
    yield f"Ran {sum(ran.values())} tests in {seconds:.0f} s, {sum(failed.values())} failed."
    yield f"Whole: {listed(whole) or 'no file'}."
    if left:
        yield f"Left out after {SECONDS - RESERVE} s: {listed(left)}."
    yield "Not run: what is not touched, browser, frameworks, and notebooks in their kernels; `make test` runs most."


def listed(names):
    return ", ".join(names if len(names) < 13 else [*names[:11], f"and {len(names) - 11} files more"])


def short(name):
    return name.removeprefix("tests/")


def main(names=(), root=ROOT):
    start = time.time()
    names = [Path(name).resolve().relative_to(root).as_posix() for name in names] or changed(root)
    if not names:
        print("Nothing has changed since the last commit, so there is nothing to run; `make test` runs everything.")
        return 0
    print(f"{len(names)} changed: {', '.join(names[:6])}{' ...' if len(names) > 6 else ''}", flush=True)
    plan = chosen(names, texts(root))
    codes, notes = run(plan, start + SECONDS, root)
    print(*summary(plan, codes, notes, time.time() - start), sep="\n", flush=True)
    failed = any(what == "failed" for _, what in notes) or set(codes) - {0, None, 5}  # 5: no test was chosen
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
