"""Posterior collapse as a picture: eigenvalues against β σ², the KL of each direction, and the count of those kept."""

import numpy as np

from ...plots.style import BLUE, GREY, INK, ORANGE
from .posterior_collapse import KEPT, LATENT, VARIANCES


def draw_posterior_collapse(figure, result):
    """``result`` of `posterior_collapse.count_directions`: the spectrum, the KL by direction, the count by σ²."""
    spectrum, kl, count = figure.subplots(1, 3, width_ratios=[1, 1, 1.15])
    _draw_spectrum(spectrum, result)
    k = np.arange(1, LATENT + 1)
    kl.plot(k, result["predicted"], "_", color=INK, ms=15, mew=1.6, label="predicted")
    for trained in result["trained"]:
        kl.plot(k, trained, "o", color=ORANGE, ms=4.5, alpha=0.7, mew=0)
    kl.plot([], [], "o", color=ORANGE, label="trained")
    kl.axhline(KEPT, color=GREY, lw=0.8, ls=":")
    kl.set_yscale("symlog", linthresh=0.01, linscale=0.5)
    kl.set(xlim=(0.3, LATENT + 0.7), ylim=(-0.002, 6), xlabel="latent dimension, sorted", ylabel="mean KL (nats)")
    kl.set_yticks([0, 0.01, 0.1, 1], ["0", "0.01", "0.1", "1"])
    kl.set_xticks([1, 4, 7, 10])
    kl.minorticks_off()
    kl.legend(loc="upper right", handlelength=1)
    kl.set_title(f"Trained: {counted(result['counted'])} kept")
    _draw_count(count, result)


def _draw_spectrum(ax, result):
    values, threshold = result["eigenvalues"], result["beta"] * result["variance"]
    place = np.arange(1, len(values) + 1)
    above = values > threshold
    ax.vlines(place, 0.01, values, color=np.where(above, BLUE, GREY), lw=3, alpha=0.6)
    ax.plot(place[above], values[above], "o", color=BLUE, ms=5)
    ax.plot(place[~above], values[~above], "o", mfc="white", mec=GREY, ms=5)
    ax.axhline(threshold, color=INK, lw=1.2, ls="--")
    ax.axvspan(LATENT + 0.5, len(values) + 1, color=GREY, alpha=0.1, lw=0)
    ax.set(yscale="log", xlim=(0, len(values) + 1), ylim=(0.01, 8), xlabel="principal axis", ylabel=r"$\lambda$")
    ax.set_yticks([0.01, 0.1, 1], ["0.01", "0.1", "1"])
    ax.minorticks_off()
    name = "βσ²" if result["beta"] != 1 else "σ²"
    ax.set_title(f"{result['count']} of {LATENT} exceed {name} = {threshold:.3g}")


def _draw_count(ax, result):
    every = result["every"]
    ax.plot(every["variances"], every["counts"], color=INK, lw=1.2, label="predicted")
    for variance, counts in zip(VARIANCES, result["every_trained"], strict=False):
        now = variance == result["variance"]
        style = {"color": ORANGE, "mec": INK if now else "white", "ms": 9 if now else 5, "zorder": 4 if now else 3}
        for number, times in zip(*np.unique(counts, return_counts=True), strict=True):
            ax.plot(variance, number, "o", **style, clip_on=False)
            if times < len(counts) and now:
                ax.annotate(f"{times}×", (variance, number), (7, 0), textcoords="offset points", va="center", color=INK)
    ax.set(xscale="log", xlim=(VARIANCES[0] / 1.4, VARIANCES[-1] * 1.4), ylim=(-0.9, LATENT + 0.9))
    ax.set(xlabel="variance σ² of a pixel", ylabel="dimensions kept")
    ax.set_xticks([0.1, 0.3, 1], ["0.1", "0.3", "1"])
    ax.set_yticks([0, 2, 4, 6, 8, 10])
    ax.minorticks_off()
    ax.grid(axis="y")
    ax.set_title(f"Kept against σ², at β = {result['beta']:g}")


def counted(counts):
    """The counts of all seeds in words: 5, or 4 to 5."""
    low, high = int(np.min(counts)), int(np.max(counts))
    return f"{low}" if low == high else f"{low} to {high}"


def describe_posterior_collapse(result):
    """How many directions are predicted to be kept, how many the trainings kept, and what the exact likelihood does."""
    threshold, kept = result["beta"] * result["variance"], counted(result["counted"])
    said = (
        f"σ² = {result['variance']:g}, β = {result['beta']:g}: {result['count']} of {LATENT} directions "
        f"{'has' if result['count'] == 1 else 'have'} λ above {threshold:.3g}; {len(result['counted'])} trainings kept "
        f"{kept}"
    )
    if (result["counted"] < result["count"]).any():  # not collapsed: no dimension alone has enough of it
        shares = result["trained"].sum(axis=1)
        said += (
            f", with {shares.min():.3f} to {shares.max():.3f} nats in all ({result['predicted'].sum():.3f} predicted)"
        )
    if result["beta"] == 1:
        return f"{said}, and the exact likelihood, without any KL, {result['exact']}."
    return f"{said}."
