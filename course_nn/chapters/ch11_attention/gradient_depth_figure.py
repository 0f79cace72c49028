"""Gradients by depth in a picture: their length below each block, on a logarithmic axis."""

import numpy as np

from ...plots.style import BLUE, GREEN, ORANGE, PINK, VERMILION
from .gradient_depth import KINDS

_LOOKS = dict(zip(KINDS, ((VERMILION, "s"), (PINK, "P"), (ORANGE, "^"), (GREEN, "D"), (BLUE, "o")), strict=True))
LOW, HIGH = 1e-12, 1e14


def draw_gradient_depth(figure, result):
    """``result`` of `gradient_depth.come_down`: the chosen kind strong, the others pale."""
    ax = figure.subplots()
    for kind, norms in result["norms"].items():
        color, marker = _LOOKS[kind]
        chosen = kind == result["kind"]
        ax.plot(
            np.arange(len(norms)),
            np.clip(norms, LOW, HIGH),
            color=color,
            marker=marker,
            ms=6 if chosen else 3,
            lw=2.4 if chosen else 0.8,
            alpha=1 if chosen else 0.7,
            label=kind,
        )
    ax.set(yscale="log", ylim=(LOW, HIGH), xlim=(-0.3, result["depth"] + 0.3), xlabel="blocks below")
    ax.set_ylabel("length of the gradient,\nthat at the top being 1")
    ax.grid(axis="y")
    ax.legend(loc="center left", bbox_to_anchor=(1.01, 0.5))
    ax.set_title(f"{result['depth']} block{'s' * (result['depth'] > 1)}: {result['kind']}")


def describe_gradient_depth(result):
    """What arrives at the bottom, for each kind."""
    found = "; ".join(f"{kind} {norms[0]:.2g}" for kind, norms in result["norms"].items())
    below = f"all {result['depth']} blocks" if result["depth"] > 1 else "1 block"
    return f"What is left of a gradient of length 1 below {below}: {found}."
