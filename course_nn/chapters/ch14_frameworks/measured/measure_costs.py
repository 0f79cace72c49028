"""Measure what the frameworks cost; about five minutes, with them installed, and a C++ compiler.

    OMP_NUM_THREADS=1 python -m course_nn.chapters.ch14_frameworks.measured.measure_costs

Writes ``costs.json`` beside it, which is part of the course. Times and memory are medians over three rounds, in each
of which every way has its turn in a process of its own. ``first`` is of the first round alone; what PyTorch compiled
for the first size may serve the second.
"""

import importlib.metadata
import json
import os
import platform
import tempfile
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from .. import costs
from ..elsewhere import run_elsewhere, version_of

FOLDER = Path(__file__).resolve().parent
PACKAGE = FOLDER.parents[2]
ROUNDS = 3
VERSIONS = ("numpy", "sklearn", "torch", "keras", "tensorflow")


def bytes_of(names, deep):
    """Bytes of the files of distributions, with ``deep`` of all that they need, without what Python compiles."""
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    open_, seen = [canonicalize_name(name) for name in names], set()
    while open_:
        name = open_.pop()
        if name in seen:
            continue
        seen.add(name)
        needs = [Requirement(line) for line in importlib.metadata.requires(name) or () if deep]
        open_ += [canonicalize_name(one.name) for one in needs if not one.marker or one.marker.evaluate({"extra": ""})]
    files = (file.locate() for name in seen for file in importlib.metadata.files(name) or ())
    return sum(file.stat().st_size for file in files if file.suffix != ".pyc" and file.is_file())


def on_disk(way):
    """Bytes of its own distributions, and of all. course_nn runs from its folder, and has one of its own."""
    if way.program == "cost_course":
        own = sum(file.stat().st_size for file in PACKAGE.rglob("*") if file.is_file() and file.suffix != ".pyc")
        return own, own + bytes_of(way.needs, True)
    return bytes_of(way.needs, False), bytes_of(way.needs, True)


def processor():
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def measured():
    runs = {name: {size: [] for size in costs.SIZES} for name in costs.WAYS}
    with tempfile.TemporaryDirectory() as folder:
        os.environ["TORCHINDUCTOR_CACHE_DIR"] = folder
        for turn in range(ROUNDS):
            for name, way in costs.WAYS.items():
                for size in costs.SIZES:
                    found = run_elsewhere(way.program, costs.arrays_of(size, way.mode), backend=way.backend)
                    runs[name][size].append(found)
                    print(turn, name, size, {key: value.tolist() for key, value in found.items()}, flush=True)
    return runs


def summed_up(name, by_size):
    every = [found for rows in by_size.values() for found in rows]
    own, whole = on_disk(costs.WAYS[name])
    return {
        "own": own,
        "whole": whole,
        "imported": round(float(np.median([found["imported"] for found in every])), 3),
        "memory": 1024 * int(np.median([found["memory"] for found in every])),
        "step": {s: round(float(np.median([f["step"] for f in rows])), 6) for s, rows in by_size.items()},
        "first": {s: round(float(rows[0]["first"]), 4) for s, rows in by_size.items()},
    }


def main():
    found = {name: summed_up(name, by_size) for name, by_size in measured().items()}
    versions = ", ".join(f"{name} {version_of(name)}" for name in VERSIONS)
    found["made_with"] = (
        f"{processor()}, one thread (TensorFlow has its own); Python {platform.python_version()}, {versions}"
    )
    (FOLDER / "costs.json").write_text(json.dumps(found) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
