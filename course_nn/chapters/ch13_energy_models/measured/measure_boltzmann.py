"""Train and measure the Boltzmann machines of the chapter; about two minutes on one core.

    OMP_NUM_THREADS=1 python -m course_nn.chapters.ch13_energy_models.measured.measure_boltzmann

Writes ``digit_machines.npz`` and ``ising_model``, ``contrastive_divergence``, ``digit_features``, ``halves`` and
``annealed_likelihood`` (.json) beside it, which are part of the course: rounded. With names behind it, those alone.
"""

import json
import os
import platform
import sys
from itertools import product
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from .. import annealed_likelihood, contrastive_divergence, digit_features, digit_machines, halves, ising_model

FOLDER = Path(__file__).resolve().parent
MADE_WITH = f"Python {platform.python_version()}, NumPy {np.__version__}, {platform.machine()}"


def keep(name, **result):
    text = json.dumps({"made_with": MADE_WITH, **result})
    (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8", newline="\n")
    print(name, "kept", flush=True)


def rounded(values, digits=4):
    return np.round(np.asarray(values, float), digits).tolist()


def machines():
    found, rbm = {}, digit_machines.untrained()
    per_epoch = -(-len(digit_machines.images()[0]) // digit_machines.SIZE)
    found["pcd0"] = rbm.theta.astype(np.float16)
    for step in digit_machines.learning(rbm):
        epoch, left = divmod(step.index + 1, per_epoch)
        if not left and epoch in digit_machines.LOOKS:
            found[f"pcd{epoch}"] = rbm.theta.astype(np.float16)
    for name, k, settings in (
        ("cd100", digit_machines.HIDDEN, {"chains": None}),
        ("small", digit_machines.SMALL, {}),
        ("coarse", digit_machines.HIDDEN, {"epochs": 200, "rate": 0.3}),
    ):
        rbm = digit_machines.untrained(k)
        for _ in digit_machines.learning(rbm, **settings):
            pass
        found[name] = rbm.theta.astype(np.float16)
    np.savez_compressed(FOLDER / "digit_machines.npz", **found)


def features():
    found = {name: rounded(digit_features.judged(name)) for name in digit_features.NAMES}
    at_once = {way: rounded([digit_features.coarse(way, s) for s in range(3)], 2) for way in digit_features.COARSE}
    keep("digit_features", **found, **{"rate 0.3": at_once})


def missing():
    keep("halves", **{half: rounded(halves.errors(half)) for half in halves.HALVES.values()})


def divergence():
    thetas, at = [contrastive_divergence.untrained().theta.copy()], contrastive_divergence.MOMENTS
    for index, rbm in enumerate(contrastive_divergence.likelihood_steps()):
        if index + 1 in at:
            thetas.append(rbm.theta.copy())
    found = {"thetas": rounded(thetas, 5)}
    seeds, ways = range(contrastive_divergence.SEEDS), (contrastive_divergence.TRAINED, (False, True), (False, True))
    for k, persistent, falling in product(*ways):
        name = contrastive_divergence.way(k, persistent, falling)
        paths = [contrastive_divergence.follow(k, s, persistent=persistent, falling=falling) for s in seeds]
        found[name] = rounded(paths)
        print("CD", name, [one[0][-1] for one in found[name]], flush=True)
    keep("contrastive_divergence", **found)


def ising():
    binder = [ising_model.cumulants(size) for size in ising_model.BINDER_SIZES]
    curve = np.abs(ising_model.sampled(ising_model.CURVE_SIZE, ising_model.CURVE_T, 4, 1500, skip=500)).mean(axis=1)
    m = np.abs(ising_model.sampled(64, [2.0], 8, 1500, skip=200)).reshape(8, -1, order="F").mean(axis=1)
    two = [m.mean(), m.std(ddof=1) / np.sqrt(8)]
    keep("ising_model", binder=rounded(binder, 5), curve=rounded(curve), two=rounded(two, 5))


def annealed():
    found = {}
    for machine in annealed_likelihood.MACHINES.values():
        for start in annealed_likelihood.BASES.values():
            parts = {"forward": [], "careful": []} | ({"above": []} if machine == "small" else {})
            for betas in annealed_likelihood.BETAS:
                seeds = range(annealed_likelihood.SEEDS)
                forward = [annealed_likelihood.forward(machine, start, betas, s) for s in seeds]
                parts["forward"].append(rounded(np.maximum(forward, -999)))
                parts["careful"].append(rounded(annealed_likelihood.careful(machine, start, betas)))
                if machine == "small":
                    parts["above"].append(rounded(annealed_likelihood.above(start, betas)))
            found[f"{machine}, {start}"] = parts
            print(machine, start, flush=True)
    keep("annealed_likelihood", **found)


ALL = {
    "machines": machines,
    "features": features,
    "missing": missing,
    "divergence": divergence,
    "ising": ising,
    "annealed": annealed,
}

if __name__ == "__main__":
    for name in sys.argv[1:] or ALL:
        ALL[name]()
