"""The Dirac-GAN: the same game with simultaneous and with alternating steps, in the plane of θ and ψ."""

import numpy as np

from ...plots.powers import with_power
from ...plots.style import BLUE, GREY, INK
from .bilinear_game_figure import TICKS, WINDOW, mark_end, note_outside
from .dirac_gan import STEPS

SYMBOLS = {
    "instance noise": "σ",
    "zero-centered penalty": "γ",
    "one-centered penalty": "γ",
    "clipping": "c",
}


def draw_dirac_gan(figure, result):
    """The two paths over the field of what both want."""
    axes = figure.subplots(1, 2, sharex=True, sharey=True)
    for ax, (order, found) in zip(axes, result["orders"].items(), strict=True):
        theta, psi, field = result["field"]
        longest = np.linalg.norm(field, axis=2).max()
        arrows = {"color": "#B9C0C8", "angles": "xy", "scale_units": "xy", "width": 0.006, "zorder": 1}
        ax.quiver(theta, psi, *np.moveaxis(field, 2, 0), scale=2 * longest, **arrows)
        if result["mend"] == "clipping" and result["strength"] < WINDOW:
            for border in (-result["strength"], result["strength"]):
                ax.axhline(border, color=GREY, lw=0.9, ls=(0, (4, 3)))
        places = found["places"]
        ax.plot(*np.clip(places, -50, 50).T, color=BLUE, lw=0.9, zorder=3)
        arrow = mark_end(ax, places, BLUE, "o")
        if arrow is not None:
            note_outside(ax, [arrow], _short(found["distances"].max()))
        ax.plot(*places[0], "o", color=INK, ms=7, mec="white", zorder=4)
        ax.plot(0, 0, "*", color="white", ms=13, mec=INK, zorder=5)
        ax.set(
            xlim=(-WINDOW, WINDOW),
            ylim=(-WINDOW, WINDOW),
            aspect="equal",
            xticks=TICKS,
            yticks=TICKS,
            xlabel=r"generator's $\theta$",
        )
        ax.set_title(f"{order.capitalize()}: {_short(found['distances'][-1])} away")
    axes[0].set_ylabel(r"critic's $\psi$")


def _short(distance):
    return with_power(distance) if distance > 1e-12 else "0"


def describe_dirac_gan(result):
    """How far both orders of steps are from the equilibrium, and what the linearization says about small distances."""
    mend, orders = result["mend"], result["orders"]
    what = "no mend" if mend == "nothing" else f"{mend} {SYMBOLS[mend]} = {result['strength']:g}"
    ends = ", ".join(f"{order} {_short(found['distances'][-1])}" for order, found in orders.items())
    factors = [found["factor"] for found in orders.values()]
    if factors[0] is None:
        near = "at (0, 0) the penalty has a kink, and no linearization"
    else:
        where = "far below c" if mend == "clipping" else "near it"
        near = f"in the end a step {where} multiplies the distance by {_factor(factors[0])} and {_factor(factors[1])}"
        if result["game"] != "Wasserstein":  # that one is linear; the others are only near (0, 0)
            near += ", elsewhere by others"
    return f"{result['game'].capitalize()} game, {what}: after {STEPS} steps {ends} from the equilibrium; {near}."


def _factor(factor):
    """Three digits behind the point, and as many more as tell it from 1; 1 itself is the number that alternates."""
    if abs(factor - 1) < 1e-9:
        return "1"
    digits = next(d for d in range(3, 10) if f"{factor:.{d}f}" != f"{1:.{d}f}")
    return f"{factor:.{digits}f}"
