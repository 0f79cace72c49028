"""The Ising model as a picture: the lattice now, its magnetization on the way and by T, cumulants that cross."""

import numpy as np

from ...plots.style import BLUE, GREY, INK, ORANGE, VERMILION, WEIGHT_CMAP
from .ising_model import BINDER_SIZES, BINDER_T, CURVE_T, SIZE, SWEEPS

LOOKS = ((BLUE, "o"), (ORANGE, "s"), (VERMILION, "^"))


def draw_ising_model(figure, result):
    """``result`` of `ising_model.show_lattice`: spins, m by the sweep, |m| by T, Binder's U by T."""
    grid = figure.add_gridspec(2, 12)
    places = grid[:, :4], grid[0, 4:8], grid[0, 8:], grid[1, 4:]
    ax, way, curve, cumulants = (figure.add_subplot(place) for place in places)
    ax.imshow(result["spins"], cmap=WEIGHT_CMAP, vmin=-1.6, vmax=1.6, interpolation="nearest")
    ax.set(xticks=[], yticks=[])
    ax.set_title(f"T = {result['temperature']:.2f}: m = {signed(result['m'][-1])}")
    way.plot(np.arange(1, SWEEPS + 1), result["m"], color=BLUE, lw=1.2)
    way.axhline(0, color=GREY, lw=0.8)
    for sign in (-1, 1):
        way.axhline(sign * result["infinite"], color=INK, lw=1, ls="--")
    way.set(xlim=(0, SWEEPS), ylim=(-1.08, 1.08), xlabel="sweep", ylabel="$m$")
    way.set_title("On the way")
    T = np.linspace(CURVE_T[0], CURVE_T[-1], 400)
    curve.plot(T, yang(T), color=INK, lw=1.2, ls="--")
    curve.plot(CURVE_T, result["curve"], ".", color=BLUE, ms=6)
    curve.axvline(result["temperature"], color=ORANGE, lw=2, alpha=0.7)
    curve.set(xlim=(0.97, 3.53), ylim=(-0.02, 1.05), xlabel="$T$", ylabel="$|m|$")
    curve.set_title("Order ends at 2.269")
    for size, (color, marker), U in zip(BINDER_SIZES, LOOKS, result["binder"], strict=True):
        cumulants.plot(BINDER_T, U, marker + "-", color=color, ms=3.5, lw=1.2, label=f"{size} × {size}")
    cumulants.axvline(result["critical"], color=INK, lw=1, ls="--")
    cumulants.set(xlim=(2.18, 2.36), ylim=(0.48, 0.67), xlabel="$T$", ylabel="$U$")
    cumulants.legend(loc="lower left", fontsize=8)
    cumulants.set_title("Cumulants cross there")


def yang(T):
    """|m| of the infinite lattice at temperatures T of 1 and more."""
    with np.errstate(invalid="ignore"):
        inside = 1 - np.sinh(2 / T) ** -4.0
    return np.where(inside > 0, np.abs(inside) ** 0.125, 0.0)


def signed(value):
    return f"{value:z.2f}".replace("-", "−")


def describe_ising_model(result):
    """m at the end, m of the infinite lattice, the energy, and the side of the critical temperature."""
    T = result["temperature"]
    side = "below" if T < result["critical"] else "above"
    return (
        f"T = {T:.2f}, {side} the critical 2.269: after {SWEEPS} sweeps from {start(result)} a {SIZE} × {SIZE} torus "
        f"has m = {signed(result['m'][-1])} and energy {signed(result['energy'])} a spin; |m| of the infinite lattice "
        f"is {result['infinite']:.3f}."
    )


def start(result):
    return "all up" if result["start"] == "up" else "random spins"
