"""Write diagnostics.npz: what ArviZ's array functions say of some chains.

    python tests/reference/make_diagnostics.py           where arviz-stats 0.8.0 is installed

Nothing of course_nn is used here. Each `case` is draws (chains, draws) beside their R-hat and effective sample sizes.
ArviZ calls constant draws effective, every one of them, and has no R-hat of one chain: such cases are left out.
"""

from pathlib import Path

import numpy as np
from arviz_stats.base import array_stats


def chains(rng, m, n, rho, apart=0.0, wider=1.0, steps=None):
    """m chains xᵢ = ρ xᵢ₋₁ + ε of length n, the last shifted by ``apart`` and stretched by ``wider``; maybe rounded."""
    x = rng.normal(size=(m, n))
    for i in range(1, n):
        x[:, i] += rho * x[:, i - 1]
    x[-1] = apart + wider * x[-1]
    return np.round(x * 8 if steps is None else x * steps) / (8 if steps is None else steps)


def main():
    rng = np.random.default_rng(0)
    cases = {
        "independent": chains(rng, 4, 100, 0.0, steps=2**20),
        "sticky": chains(rng, 4, 400, 0.9, steps=2**20),
        "anti": chains(rng, 3, 200, -0.7, steps=2**20),
        "odd": chains(rng, 2, 101, 0.5, steps=2**20),
        "ties": chains(rng, 4, 60, 0.5, steps=2),
        "apart": chains(rng, 4, 100, 0.3, apart=2.0),
        "wider": chains(rng, 4, 100, 0.3, wider=5.0),
        "heavy": np.tan(chains(rng, 4, 150, 0.0, steps=2**20)),
        "tiny": chains(rng, 2, 8, 0.0, steps=2**20),
        "six": chains(rng, 2, 6, 0.9, steps=2**20),
        "four": chains(rng, 3, 4, 0.0, steps=2**20),
        "trend": np.linspace(0, 1, 50)[None] + chains(rng, 2, 50, 0.0) / 8,
        "short and sticky": chains(rng, 2, 20, 0.99, steps=2**20),
    }
    found = {}
    for name, x in cases.items():
        sizes = [
            array_stats.ess(x, method=kind, prob=[0.05, 0.95] if kind == "tail" else None)
            for kind in ("bulk", "mean", "tail")
        ]
        told = [array_stats.rhat(x, method="rank"), *sizes, array_stats.mcse(x, method="mean")]
        found[f"draws of {name}"] = x
        found[f"told of {name}"] = np.array(told, dtype=np.float64)
    np.savez_compressed(Path(__file__).with_name("diagnostics.npz"), **found)


if __name__ == "__main__":
    main()
