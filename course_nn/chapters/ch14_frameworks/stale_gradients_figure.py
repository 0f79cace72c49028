"""θ with late gradients beside prompt ones, the roots in the complex plane, and the largest rate by delay."""

import numpy as np

from ...plots.powers import with_power
from ...plots.style import BLUE, GREEN, GREY, INK, ORANGE
from .stale_gradients import MOST_DELAY, STEPS

#: θ beyond this is cut.
REACH = 2.5


def draw_stale_gradients(figure, result):
    """``result`` of `stale_gradients.late_gradients`."""
    way, plane, by_delay = figure.subplots(1, 3, width_ratios=[1.35, 1, 1.1])
    _draw_paths(way, result)
    _draw_roots(plane, result)
    _draw_bound(by_delay, result)


def _draw_paths(ax, result):
    steps = np.arange(STEPS + 1)
    # Without a delay the two are one.
    for name, color, width in (("prompt", GREY, 1.2), ("late", BLUE, 1.8))[result["delay"] == 0 :]:
        theta = np.where(np.abs(result[name]) <= REACH, result[name], np.nan)
        ax.plot(steps, theta, color=color, lw=width, marker=".", ms=3)
    ax.axhline(0, color=INK, lw=0.6)
    ax.text(0.97, 0.95, f"{result['delay']} late", transform=ax.transAxes, color=BLUE, ha="right", va="top")
    if result["delay"]:
        ax.text(0.97, 0.85, "prompt", transform=ax.transAxes, color=GREY, ha="right", va="top")
    ax.set(xlim=(-1, STEPS + 1), ylim=(-REACH, REACH), xlabel="step", ylabel="θ")
    what = "the swing" if result["swings"] else "each step"
    ax.set_title(f"{what} times {with_power(result['growth'], 3)} in the end")


def _draw_roots(ax, result):
    turn = np.linspace(0, 2 * np.pi, 121)
    ax.plot(np.cos(turn), np.sin(turn), color=GREY, lw=1)
    ax.plot(result["roots"].real, result["roots"].imag, "o", color=BLUE, ms=6, mec="white", mew=0.6, clip_on=False)
    ax.axhline(0, color=INK, lw=0.5)
    ax.axvline(0, color=INK, lw=0.5)
    ax.set(xlim=(-1.45, 1.45), ylim=(-1.45, 1.45), aspect="equal", xlabel="real part", ylabel="imaginary part")
    outside = int((np.abs(result["roots"]) > 1).sum())
    ax.set_title("no root outside" if outside == 0 else f"{outside} root{'s' * (outside > 1)} outside")


def _draw_bound(ax, result):
    # Delays up to this one: what comes is to be predicted.
    seen = result["delays"] <= result["delay"]
    ax.plot(result["delays"][seen], result["largest"][seen], "-o", color=ORANGE, ms=4, lw=1.5)
    ax.plot(result["delays"][seen], result["best"][seen], "--o", color=GREEN, ms=3, lw=1.2)
    ax.plot(result["delay"], result["rate"], "s", mfc="none", mec=INK, ms=10, mew=1.4, zorder=4)
    ax.text(0.97, 0.95, "largest", transform=ax.transAxes, color=ORANGE, ha="right", va="top")
    ax.text(0.97, 0.86, "quickest", transform=ax.transAxes, color=GREEN, ha="right", va="top")
    # Room for the words above the largest rate.
    ax.set(xlim=(-0.7, MOST_DELAY + 0.7), ylim=(0.02, 12), yscale="log")
    ax.set(xlabel="delay $\\tau$ in steps", ylabel="rate $αλ$")
    ax.set_yticks([0.03, 0.1, 0.3, 1, 2], ["0.03", "0.1", "0.3", "1", "2"])
    ax.minorticks_off()
    ax.grid()
    ax.set_title(f"largest rate {result['bound']:.3f}")


def describe_stale_gradients(result):
    """Whether θ comes to rest, how quickly, and the largest rate at this delay."""
    if abs(result["growth"] - 1) < 1e-9:
        end = "neither comes to rest nor grows"
    else:
        end = "comes to rest" if result["growth"] < 1 else "grows without bound"
    factor = with_power(result["growth"], 3)
    how = f"the swing times {factor} a step" if result["swings"] else f"each step times {factor}"
    steps = "1 step" if result["delay"] == 1 else f"{result['delay']} steps"
    return (
        f"Gradients {steps} late, rate times curvature {result['rate']:g}: θ {end}, in the end {how}; "
        f"the largest rate at this delay is {result['bound']:.3f}."
    )
