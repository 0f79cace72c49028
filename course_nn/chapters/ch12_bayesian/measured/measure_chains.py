"""Run the chains of the chapter that take long; about five minutes on one core.

    OMP_NUM_THREADS=1 python -m course_nn.chapters.ch12_bayesian.measured.measure_chains

Writes ``sampler_order.json``, ``chain_of_networks.npz`` and ``label_switching.npz`` beside it, which are part of the
course: rounded. With names behind it, those alone.
"""

import json
import os
import platform
import sys
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from ....bayes.diagnostics import rhat
from .. import chain_of_networks, label_switching, sampler_order

FOLDER = Path(__file__).resolve().parent
MADE_WITH = f"Python {platform.python_version()}, NumPy {np.__version__}, {platform.machine()}"


def rounded(values, digits=4):
    return np.round(np.asarray(values, float), digits).tolist()


def orders():
    theme = sampler_order
    values = {"prior": theme.independent(theme.INDEPENDENT, np.random.default_rng([12, 2, 0]))}
    for k, order in enumerate(theme.ORDERS):
        values[order] = theme.in_turn(order, theme.CHAINS, np.random.default_rng([12, 2, 1, k]))
        print(order, "done", flush=True)
    together = np.concatenate([one.reshape(-1, len(theme.FUNCTIONS)) for one in values.values()])
    low, high = np.quantile(together, [0.0005, 0.9995], axis=0)
    edges = np.round(np.linspace(low, high, theme.BINS + 1).T, 4)
    found = {"made_with": MADE_WITH, "edges": edges.tolist()}
    for name, one in values.items():
        told = {key: rounded(value) for key, value in theme.told(one).items()}
        found[name] = told | {"counts": counted(one, edges)}
    text = json.dumps(found, ensure_ascii=False)
    (FOLDER / "sampler_order.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def counted(values, edges):
    """Histograms (…, functions, bins); what lies beyond the edges is counted in the outermost bins."""
    if values.ndim == 3:
        return [counted(one, edges) for one in values]
    inside = np.clip(values.T, edges[:, :1], edges[:, -1:])
    return [np.histogram(one, edge)[0].tolist() for one, edge in zip(inside, edges, strict=True)]


def networks():
    theme = chain_of_networks
    chains = np.array([theme.followed(chain) for chain in range(theme.CHAINS)])
    long = np.array([theme.long_chain(chain) for chain in range(theme.LONG["chains"])])
    found = {"chains": chains, "long_means": long.mean(axis=1), "long_rhat": rhat(long)}
    np.savez_compressed(
        FOLDER / "chain_of_networks.npz", **{name: one.astype(np.float32) for name, one in found.items()}
    )


def labels():
    theme, found = label_switching, {}
    for units in theme.UNITS:
        chains = [theme.one_chain(units, chain) for chain in range(theme.CHAINS)]
        weights = [np.stack([one.gamma[0, :, 0], one.gamma[0, :, 1], one.beta[0]]) for one in chains]
        found[f"units{units}"] = np.stack(weights, 1).astype(np.float16)
        print(units, "units done", flush=True)
    np.savez_compressed(FOLDER / "label_switching.npz", **found)


MEASURED = {"sampler_order": orders, "chain_of_networks": networks, "label_switching": labels}

if __name__ == "__main__":
    for name in sys.argv[1:] or MEASURED:
        MEASURED[name]()
        print(name, "kept", flush=True)
