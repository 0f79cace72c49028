"""Targets in the plane, side by side."""

import numpy as np

from ...plots.style import BLUE

SHOWN = 300


def draw_mixtures(figure, mixtures):
    """300 examples of each `Mixture`, in its own square window, with the number of its centers."""
    axes = figure.subplots(1, len(mixtures), squeeze=False)[0]
    for ax, mixture in zip(axes, mixtures, strict=True):
        x = mixture.sample(SHOWN, np.random.default_rng(0))
        half = 1.1 * float(np.abs(x).max())
        ax.plot(*x.T, "o", color=BLUE, ms=4, mec="white", mew=0.3, alpha=0.8)
        ax.set(xlim=(-half, half), ylim=(-half, half), aspect="equal", xlabel="$x_1$")
        k = len(mixture.centers)
        ax.set_title(f"{k} mode{'s' * (k > 1)}")
    axes[0].set_ylabel("$x_2$")


def describe_mixtures(mixtures):
    """What they are, in their order, with centers and σ."""
    parts = [f"{one.name}, {len(one.centers)} modes with σ = {one.sigma:g}" for one in mixtures]
    return f"{SHOWN} examples each of " + "; ".join(parts) + "."
