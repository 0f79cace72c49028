"""Run the project's tests, one part after the other, and say at the end how many passed and failed.

    python tools/run_tests.py unit long notebooks browser book frameworks     any of the parts
    python tools/run_tests.py --summary                   only the summary of the parts that have run

Each part is one call of pytest; its results are kept as JUnit XML in build/tests, and beside them, as JSON, the
machine, the versions, the day and the commit. A part that breaks down counts as failed. The notebooks run with the
package as it is installed elsewhere: from a wheel, built for them.
"""

import argparse
import importlib.metadata
import importlib.util
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as xml
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "build" / "tests"
INSTALLED = ROOT / "build" / "installed"
#: Three processes for two cores: an eighth of the time is waiting, for servers and kernels.
UNIT = ["tests", "--ignore=tests/browser", "--ignore=tests/frameworks", "-n", "3", "--dist", "worksteal"]
#: A cell is a test: it runs, and gives what is stored. loadscope keeps the cells of a notebook in one process. The
#: plugin holds the limits.
NBVAL = ["--nbval", "--nbval-current-env", "-p", "nbval_limits", "-n", "2", "--dist", "loadscope"]
#: A page may wait for an answer that never comes: after a quarter of an hour that is a failure, and the others go on.
BROWSER = ["tests/browser", "-n", "3", "--dist", "loadscope", "--timeout=900", "--timeout-method=thread"]
OF_THE_BOOK = [f"tests/browser/test_{name}.py" for name in ("book", "book_instruments", "slides")]
BOOK = ROOT / "build" / "book-of-ends"
FRAMEWORKS = ("torch", "keras", "onnx", "onnxruntime", "safetensors", "dask", "distributed", "nbgrader")
PARTS = {
    "unit": [*UNIT, "-m", "not long"],
    # What takes more than half a second or so each: most of the time of all.
    "long": [*UNIT, "-m", "long"],
    "notebooks": ["notebooks", *NBVAL],
    # Half of the time a browser waits for its kernel, and the other way round: three processes keep two cores busy.
    "browser": [*BROWSER, *(f"--ignore={path}" for path in OF_THE_BOOK)],
    # Of each control of the book's instruments the ends alone are made for it, a quarter of all pictures.
    "book": [*OF_THE_BOOK, *BROWSER[1:]],
    # Chapter 14 with what it is about; the other parts run it without. Its cells then start fifteen programs, and Keras
    # alone takes seconds to be imported: hence another limit.
    "frameworks": ["tests/frameworks", "notebooks/14_frameworks.ipynb", "--notebook-seconds=600", *NBVAL],
}


def install_wheel():
    """Build the package's wheel and unpack it into build/installed, all anew; True if a kernel finds it there."""
    shutil.rmtree(INSTALLED, ignore_errors=True)
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(INSTALLED)]
    if subprocess.call(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL):
        return False
    (wheel,) = INSTALLED.glob("*.whl")
    shutil.unpack_archive(wheel, INSTALLED, "zip")
    where = [sys.executable, "-c", "import course_nn; print(course_nn.__file__)"]
    place = ROOT / "notebooks"  # where the kernels run
    found = subprocess.run(where, cwd=place, env=surroundings("", INSTALLED), capture_output=True, text=True).stdout
    return Path(found.strip()).is_relative_to(INSTALLED)


def surroundings(home, *paths):
    """One thread per process, errors of instruments raised, and the reader's own progress left alone."""
    settings = {
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "COURSE_NN_STRICT": "1",
        "COURSE_NN_HOME": home,
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # no advice from kernels about debugging
        "PYTHONPATH": os.pathsep.join(
            filter(None, [*map(str, paths), str(ROOT / "tests"), os.environ.get("PYTHONPATH")])
        ),
    }
    return os.environ | settings


def git(*command):
    """What git says in this folder; "" where it can't, as outside a repository."""
    try:
        done = subprocess.run(["git", *command], cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    except OSError:
        return ""
    return "" if done.returncode else done.stdout.strip()


def processor():
    """The processor's name, as far as the system tells it."""
    table = Path("/proc/cpuinfo")
    if table.is_file():
        lines = table.read_text(encoding="utf-8", errors="replace").splitlines()
        return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.machine())
    if sys.platform == "darwin":
        command = ["sysctl", "-n", "machdep.cpu.brand_string"]
        return subprocess.run(command, capture_output=True, text=True).stdout.strip() or platform.machine()
    return platform.processor() or platform.machine()


def circumstances(options=()):
    """What a result hangs on, as JSON takes it; ``options`` are those of the command that is to give it."""
    return {
        "system": f"{platform.system()} {platform.machine()}",
        "processor": processor(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "numpy": importlib.metadata.version("numpy"),
        "date": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "commit": git("describe", "--always", "--exclude=*", "--abbrev=10", "--dirty= with changes") or "unknown",
        "options": list(options),
    }


def run(part, extra):
    """Run one part; returns pytest's exit code."""
    print(f"\n{part} tests", flush=True)
    result = RESULTS / f"{part}.xml"
    result.unlink(missing_ok=True)
    RESULTS.mkdir(parents=True, exist_ok=True)
    result.with_suffix(".json").write_text(json.dumps(circumstances(extra), indent=1) + "\n", encoding="utf-8")
    paths = ()
    if part == "frameworks" and any(importlib.util.find_spec(name) is None for name in FRAMEWORKS):
        return broken(part, "the frameworks are not installed here: make frameworks")
    if part == "notebooks":
        if not install_wheel():
            return broken(part, "the wheel could not be built and used")
        paths = (INSTALLED,)
    settings = {}
    if part == "book":
        settings = {"COURSE_NN_STATES": "ends", "COURSE_NN_BOOK": str(BOOK)}
        command = [sys.executable, "-m", "tools.book", "--out", str(BOOK)]
        if subprocess.call(command, cwd=ROOT, env=os.environ | settings, stdin=subprocess.DEVNULL):
            return broken(part, "the book could not be built")
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={result}", *PARTS[part], *extra]
        code = subprocess.call(command, cwd=ROOT, env=surroundings(home, *paths) | settings, stdin=subprocess.DEVNULL)
    if not result.exists():
        return broken(part, f"pytest ended with code {code}")
    return code


def broken(part, why):
    """Count a part that could not run as one failure; returns an exit code."""
    (RESULTS / f"{part}.xml").write_text(
        f'<testsuite name="{part}" tests="1" failures="1"><testcase classname="{part}" '
        f'name="{why}"><failure/></testcase></testsuite>',
        encoding="utf-8",
    )
    return 1


def summary(parts):
    """Print what passed and failed in the parts that have results; returns the number that failed."""
    passed = failed = 0
    print("\nSummary")
    for part in parts:
        cases = list(xml.parse(RESULTS / f"{part}.xml").iter("testcase"))
        bad = [case for case in cases if case.find("failure") is not None or case.find("error") is not None]
        skipped = [case for case in cases if case.find("skipped") is not None]
        good = len(cases) - len(bad) - len(skipped)
        seconds = sum(float(case.get("time", 0)) for case in cases)
        print(f"  {part:10} {good} passed, {len(bad)} failed, {len(skipped)} skipped ({seconds:.0f} s)")
        for case in bad:
            print(f"    FAILED {case.get('classname')} {case.get('name')}")
        passed, failed = passed + good, failed + len(bad)
    print(f"{passed} passed, {failed} failed", flush=True)
    return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", help=f"any of {', '.join(PARTS)}")
    parser.add_argument("--summary", action="store_true", help="only sum up what has run")
    # What is not ours goes to pytest: python tools/run_tests.py unit -x -k perceptron
    arguments, extra = parser.parse_known_args()
    parts = arguments.parts or list(PARTS)
    unknown = [part for part in parts if part not in PARTS]
    if unknown:
        parser.error(f"unknown part {unknown[0]!r}; choose from {', '.join(PARTS)}")
    if arguments.summary:
        done = [part for part in parts if (RESULTS / f"{part}.xml").exists()]
        return 1 if summary(done) or not done else 0
    start = time.perf_counter()
    codes = [run(part, extra) for part in parts]
    print(f"\n{time.perf_counter() - start:.0f} s in all")
    failed = summary(parts)
    return 1 if failed or any(codes) else 0


if __name__ == "__main__":
    sys.exit(main())
