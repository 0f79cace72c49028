"""Run the scripts in benchmarks/ one after the other: nothing else should be running meanwhile.

python tools/run_benchmarks.py [NAME ...] [--option ...]     default: all; options go to the scripts

A script whose peers are not installed says so itself. What a script prints is kept in build/health/benchmarks, below a
line of JSON: the machine, the versions, the day and the commit.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

from run_tests import circumstances

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = ROOT / "benchmarks"
KEPT = ROOT / "build" / "health" / "benchmarks"


def run(script, options):
    """Run one script, show what it prints and keep it; returns its exit code."""
    about, lines = circumstances(options), []
    environment = os.environ | {"PYTHONIOENCODING": "utf-8", "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, str(script), *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8", env=environment) as process:
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line)
    about["code"] = process.returncode
    if lines or not process.returncode:  # what could not begin leaves what was measured before
        KEPT.mkdir(parents=True, exist_ok=True)
        (KEPT / f"{script.stem}.txt").write_text(json.dumps(about) + "\n" + "".join(lines), encoding="utf-8")
    return process.returncode


def main():
    scripts = {path.stem: path for path in sorted(SCRIPTS.glob("[!_]*.py"))}
    first = next((k for k, word in enumerate(sys.argv) if word.startswith("-")), len(sys.argv))
    names, options = sys.argv[1:first], sys.argv[first:]
    unknown = [name for name in names if name not in scripts]
    if unknown:
        print(f"unknown benchmark {unknown[0]!r}; choose from {', '.join(scripts)}", file=sys.stderr)
        return 1
    code = 0
    for name in names or scripts:
        print(f"\n{name}", flush=True)
        code = run(scripts[name], options) or code
    return code


if __name__ == "__main__":
    sys.exit(main())
