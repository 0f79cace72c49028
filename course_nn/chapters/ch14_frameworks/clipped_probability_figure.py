"""Two losses of one logit as a picture: from logits and from clipped probabilities, and what comes back of each."""

import numpy as np

from ...plots.powers import with_power
from ...plots.style import BLUE, GREY, INK, VERMILION
from .clipped_probability import LOGITS

HIGHEST = 128.0


def draw_clipped_probability(figure, result):
    """``result`` of `clipped_probability.compare_losses`: losses on the left, gradients on the right."""
    axes = figure.subplots(1, 2)
    for ax, part, limits in zip(axes, (0, 1), ((-6, HIGHEST), (-1.25, 0.08)), strict=True):
        ours, theirs = (np.asarray(result[name][part], float) for name in ("logits", "probabilities"))
        ax.plot(result["grid"], ours, color=BLUE, lw=2.6)
        ax.plot(result["grid"], np.where(np.isfinite(theirs), theirs, np.nan), color=VERMILION, lw=1.8, ls="--")
        _mark_what_is_not_finite(ax, result["grid"], theirs, np.mean(limits))
        ax.axvline(result["z"], color=GREY, lw=0.8, ls=":")
        here, there = (result[name][part] for name in ("logits here", "probabilities here"))
        ax.plot(result["z"], here, "o", color=BLUE, ms=9, mec="white", clip_on=False, zorder=4)
        if np.isfinite(there):
            ax.plot(result["z"], there, "s", mec=VERMILION, mfc="none", mew=2, ms=12, clip_on=False, zorder=4)
        ax.set(xlim=LOGITS, ylim=limits, xlabel="$z$, logit of the true class less the other's")
    loss, slope = axes
    loss.set_ylabel("loss")
    slope.set_ylabel(r"$\partial\,$loss$/\partial z$")
    loss.text(0.97, 0.93, "from logits", transform=loss.transAxes, color=BLUE, ha="right", va="top", weight="bold")
    loss.text(
        0.97, 0.84, "from probabilities", transform=loss.transAxes, color=VERMILION, ha="right", va="top", weight="bold"
    )
    texts = _told(result)
    loss.set_title(f"Loss {texts[0]} from logits, {texts[1]} from p")
    slope.set_title(f"Gradient {texts[2]} from logits, {texts[3]} from p")


def _mark_what_is_not_finite(ax, grid, values, middle):
    """A band where a curve is infinite or no number, with the word."""
    for bad, word in ((np.isinf(values), "infinite"), (np.isnan(values), "no number")):
        if bad.any():
            low, high = grid[bad].min(), grid[bad].max()
            ax.axvspan(low, high, facecolor="none", edgecolor=VERMILION, hatch="///", alpha=0.35, lw=0)
            ax.text(
                (low + high) / 2, middle, word, color=INK, rotation=90, ha="center", va="center",
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 2},
            )  # fmt: skip


def _told(result):
    """Losses and derivatives in words: from logits, from probabilities."""
    (loss, slope), (clipped, flat) = result["logits here"], result["probabilities here"]
    return [*map(_amount, (loss, clipped, slope, flat))]


def _amount(value):
    if np.isnan(value):
        return "no number"
    if np.isinf(value):
        return "infinite"
    return f"{value:.2f}".replace("-", "−") if abs(value) >= 0.1 else with_power(value)


def describe_clipped_probability(result):
    """p, and loss and gradient from logits and from probabilities."""
    loss, clipped, slope, flat = _told(result)
    how = f"clipped at {with_power(result['clip'])}" if result["clip"] else "not clipped"
    p = with_power(result["p"]) if result["rest"] > 0.01 else f"1 − {with_power(result['rest'])}"
    return (
        f"p of the true class is {p}. In {result['dtype']}: loss {loss} from logits, {clipped} "
        f"from probabilities {how}; gradient {slope} and {flat}."
    )
