"""Bounds as a picture: q over the posterior that it stands for, and how far below ln p(x) each bound lies."""

import math

import numpy as np

from ...plots.style import BLUE, GREY, INK, ORANGE
from .bounds import GUESSES

DEEPEST = 100.0
CIRCLE = np.linspace(0, 2 * np.pi, 100)


def draw_bounds(figure, result):
    """``result`` of `bounds.compare_bounds`: ellipses of two standard deviations, and gaps against the samples k."""
    plane, gaps = figure.subplots(1, 2, width_ratios=[1, 1.4])
    for name, (mean, covariance), style in (
        ("$p(z|x)$", result["posterior"], {"color": GREY, "lw": 3.5, "alpha": 0.7}),
        ("$q(z)$", result["guess"], {"color": ORANGE, "lw": 1.8, "ls": "--"}),
    ):
        outline = mean[:, None] + 2 * np.linalg.cholesky(covariance) @ np.array([np.cos(CIRCLE), np.sin(CIRCLE)])
        plane.plot(*outline, **style, label=name)
        plane.plot(*mean, "+", color=style["color"], ms=7)
    plane.set(xlim=(-2.6, 2.9), ylim=(-2.6, 2.9), aspect="equal", xlabel="$z_1$", ylabel="$z_2$")
    plane.legend(loc="lower left", handlelength=1.6)
    plane.set_title(f"Columns of W {result['angle']:.0f}° apart")
    gaps.plot(result["samples"], result["gaps"], "o-", color=BLUE, ms=4, lw=1.5, clip_on=False, zorder=3)
    gaps.plot(1, result["gap"], "D", mfc="none", mec=INK, ms=11, mew=1.3, clip_on=False, zorder=4)
    gaps.axhline(0, color=INK, lw=1.2, ls="--")
    gaps.set_xscale("log", base=2)
    gaps.set_yscale("symlog", linthresh=0.01, linscale=0.5)
    gaps.set(xlim=(0.9, 1100), ylim=(DEEPEST, -0.008), xlabel="samples $k$", ylabel="nats below ln p(x)")
    gaps.set_xticks([1, 4, 16, 64, 256, 1024], ["1", "4", "16", "64", "256", "1024"])
    gaps.set_yticks([0, 0.01, 0.1, 1, 10, 100], ["0", "0.01", "0.1", "1", "10", "100"])
    gaps.minorticks_off()
    gaps.grid(axis="y")
    gaps.set_title(f"The ELBO is {nats(result['gap'])} below ln p(x)")


def nats(value):
    """A distance in nats: with two decimals, and what would read as 0 without being it as less than 0.01."""
    value = float(value)
    if value < 1e-9:
        return "0"
    return "under 0.01" if value < 0.01 else f"{value:.2f}"


def describe_bounds(result):
    """The gap of the ELBO and that of the bound with 1,024 samples, in nats below ln p(x).

    The latter is an estimate, whose noise may lift it above ln p(x): how far it may be off is said with it.
    """
    read = next(text for text, name in GUESSES.items() if name == result["q"])
    said = f"With columns {result['angle']:.0f}° apart, σ = {result['sigma']:.2f} and the {read} as q"
    exact = f"{result['exact']:.2f}".replace("-", "−")
    if result["gap"] < 1e-9:
        return f"{said}, the ELBO is ln p(x) = {exact} itself: q is the posterior, and every sample says the same."
    last, error = result["gaps"][-1], result["error"]
    below = f"the ELBO lies {nats(result['gap'])} nats below ln p(x) = {exact}"
    if abs(last) + error < 0.01:
        return f"{said}, {below}, the bound of 1,024 samples within 0.01 of it."
    # Rounded up, with what is lost by rounding the estimate itself.
    margin = math.ceil(100 * (error + abs(last - round(last, 2)))) / 100
    return f"{said}, {below}, the bound of 1,024 samples {_signed(last)}, give or take {margin:.2f}."


def _signed(value):
    """With two decimals and a true minus, which 0 has not."""
    return f"{value:z.2f}".replace("-", "−")
