"""The count of modes as a picture: good samples by mode against the fair share and a quarter of it."""

import numpy as np

from ...plots.style import BLUE, GREY, INK, VERMILION
from .mode_count import PART, WITHIN, perfect_share
from .mode_plane_figure import PAPER, percent

MOST_NAMED = 12


def draw_mode_count(figure, result):
    """Left the samples, good ones as blue circles, the others as vermilion squares; right the good ones by mode."""
    left, right = figure.subplots(1, 2, width_ratios=(1, 1.3))
    mixture, count, samples = result["mixture"], result["count"], result["samples"]
    half = 1.25 * float(np.abs(mixture.centers).max()) + 4 * mixture.sigma
    inside = (np.abs(samples) < half).all(axis=1)
    for chosen, marker, color in ((count.is_good, "o", BLUE), (~count.is_good, "s", VERMILION)):
        left.plot(*samples[chosen & inside].T, marker, color=color, ms=4, mec="white", mew=0.3)
    left.set(xlim=(-half, half), ylim=(-half, half), aspect="equal", xlabel="$x_1$", ylabel="$x_2$")
    left.set_title(f"{percent(count.good)} good; perfect: {100 * perfect_share():.1f} %")
    if not inside.all():
        word = f"{percent((~inside).mean())} outside"
        left.text(0.02, 0.02, word, transform=left.transAxes, color=INK, fontsize=8.5, bbox=PAPER)
    k = np.arange(len(mixture.centers)) + 1
    right.bar(k, count.good_by_mode, color=BLUE, width=0.7)
    for part, style, name in ((1, "--", "fair share"), (PART, ":", "a quarter of it: covered")):
        right.step(np.r_[k - 0.5, k[-1] + 0.5], part * np.r_[mixture.weights, mixture.weights[-1]], style, where="post")
        right.lines[-1].set(color=INK if part == 1 else GREY, lw=1.4, label=name)
    top = 1.35 * max(float(count.good_by_mode.max()), float(mixture.weights.max()))
    right.set(xlabel="mode", ylabel="good samples, share of all", ylim=(0, top), xlim=(0.4, k[-1] + 0.6))
    if len(k) <= MOST_NAMED:
        right.set_xticks(k)
    right.legend(loc="upper right", ncols=2)
    right.set_title(f"{count.covered} covered, {count.reached} reached, of {len(k)}")


def describe_mode_count(result):
    """Both counts, the share of good samples and the reverse KL."""
    count, modes = result["count"], len(result["mixture"].centers)
    return (
        f"Of {len(result['samples']):,} samples {percent(count.good)} lie within {WITHIN:g}σ of a center; "
        f"{count.covered} of {modes} modes get a quarter of their fair share or more, {count.reached} at least one "
        f"good sample; the reverse KL is {count.reverse_kl:.3f}."
    )
