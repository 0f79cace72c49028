"""Measure the GAN of the plane over its seeds, and record what the instruments replay; about a quarter of an hour.

    OMP_NUM_THREADS=1 python -m course_nn.chapters.ch09_gans.measured.measure_plane

Writes ``plane_gan.json``, ``mode_collapse.npz`` and ``mode_plane.npz`` beside it, which are part of the course. With
names behind it, those alone.
"""

import json
import os
import platform
import sys
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from .. import mode_collapse, mode_plane, plane_gan

FOLDER = Path(__file__).resolve().parent
MADE_WITH = f"Python {platform.python_version()}, NumPy {np.__version__}, {platform.machine()}"


def of_plane_gan():
    """Each task from twenty seeds: the counts of 2,500 samples, and the seconds of the training."""
    found = {}
    for task in plane_gan.TASKS:
        rows = []
        for seed in range(plane_gan.SEEDS):
            start = time.process_time()
            pair = plane_gan.train_task(task, seed)
            seconds = time.process_time() - start
            rows.append({**plane_gan.counts_of(pair, task), "seconds": round(seconds, 1)})
            print(task, seed, rows[-1], flush=True)
        found[task] = {name: [row[name] for row in rows] for name in rows[0]}
    text = json.dumps({"made_with": MADE_WITH, **found})
    (FOLDER / "plane_gan.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def of_mode_collapse():
    """Every mend at every balance of the players, ten seeds each."""
    kept = {name: [] for name in (*mode_collapse.COUNTS, "samples")}
    for mend in mode_collapse.MENDS:
        for name in mode_collapse.BALANCES:
            for seed in range(mode_collapse.SEEDS):
                samples, count = mode_collapse.collapse_run(name, mend, seed)
                for one, value in mode_collapse.kept_of(samples, count).items():
                    kept[one].append(value)
            recent = {one: np.array(kept[one][-mode_collapse.SEEDS :]) for one in mode_collapse.COUNTS}
            print(mend, name, {one: values.round(2).tolist() for one, values in recent.items()}, flush=True)
    shape = len(mode_collapse.MENDS), len(mode_collapse.BALANCES), mode_collapse.SEEDS
    arrays = {name: np.array(values) for name, values in kept.items()}
    arrays = {name: values.reshape(*shape, *values.shape[1:]) for name, values in arrays.items()}
    np.savez_compressed(FOLDER / "mode_collapse.npz", **arrays)


def of_mode_plane():
    """The recorded runs, one after the other."""
    arrays = {}
    for k, run in enumerate(mode_plane.RUNS):
        replay = mode_plane.record_run(run)
        print(run, {name: replay[name][-1] for name in ("steps", "good", "covered")}, flush=True)
        arrays |= {f"{name}_{k}": array for name, array in mode_plane.packed(replay).items()}
    np.savez_compressed(FOLDER / "mode_plane.npz", **arrays)


WORK = {"plane_gan": of_plane_gan, "mode_collapse": of_mode_collapse, "mode_plane": of_mode_plane}

if __name__ == "__main__":
    for name in sys.argv[1:] or WORK:
        WORK[name]()
