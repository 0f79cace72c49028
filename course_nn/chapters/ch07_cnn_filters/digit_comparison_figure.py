"""The methods side by side: accuracy on a random split, and on digits of other writers."""

import numpy as np
from matplotlib.ticker import MultipleLocator, PercentFormatter

from ...plots.style import BLUE, GREY, VERMILION, picture

_WORDS = {"random": "at random", "last 449": "the last 449"}


def draw_digit_comparison(figure, splits, by_form):
    """``splits`` and ``by_form`` of `digit_comparison`: on the left a point for each seed, on the right all images."""
    left, right = figure.subplots(1, 2, sharex=True, sharey=True)
    methods = list(by_form)
    for (split, found), color, marker, lift in zip(splits.items(), (BLUE, VERMILION), "os", (-0.2, 0.2), strict=True):
        for row, method in enumerate(methods):
            accuracy = np.sort(found[method]["accuracy"])
            fan = _stacked(accuracy)
            left.plot(accuracy, row + lift + fan, marker, color=color, markersize=4.5, mec="white", mew=0.5)
            left.plot(accuracy.mean(), row + lift, "|", color=color, markersize=15, mew=2)
        _name(left, np.mean(found[methods[0]]["accuracy"]), _WORDS[split], color)
    for row, method in enumerate(methods):
        right.plot([by_form[method]["forms"], by_form[method]["random"]], [row, row], color=GREY, lw=1)
    for how, word, color, marker in (("random", "random parts", BLUE, "o"), ("forms", "forms", VERMILION, "s")):
        shares = [by_form[method][how] for method in methods]
        right.plot(shares, range(len(methods)), marker, color=color, markersize=7)
        _name(right, shares[0], word, color)
    for ax in (left, right):
        ax.xaxis.set_major_locator(MultipleLocator(0.01))
        ax.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
        ax.grid(axis="x")
        ax.tick_params(axis="y", length=0)
    left.set_yticks(range(len(methods)), methods)
    left.set(ylim=(len(methods) - 0.5, -0.75), xlim=(0.928, 1.0), xlabel="accuracy on 449 images, each seed; bar: mean")
    right.set(xlabel="accuracy on all 1,797, each of 14 parts left out")
    flattered = sum(
        found["accuracy"].mean() > splits["last 449"][method]["accuracy"].mean()
        for method, found in splits["random"].items()
    )
    left.set_title(f"A random split flatters {flattered} of {len(methods)}")
    flattered = sum(found["random"] > found["forms"] for found in by_form.values())
    right.set_title(f"Form by form, {flattered} of {len(methods)} as well")


def _stacked(values, gap=0.08):
    """For sorted values how far each is moved, so that equal ones stand beside each other."""
    first = np.searchsorted(values, values)
    many = np.searchsorted(values, values, side="right") - first
    return gap * (np.arange(len(values)) - first - (many - 1) / 2)


def _name(ax, x, word, color):
    ax.annotate(word, (x, -0.7), color=color, ha="center", va="top", fontsize=9)


def describe_digit_comparison(splits, by_form):
    """The mean accuracies on both splits in a sentence."""
    told = [
        f"{method} {100 * splits['random'][method]['accuracy'].mean():.1f} and "
        f"{100 * splits['last 449'][method]['accuracy'].mean():.1f} %"
        for method in by_form
    ]
    return f"Accuracy on a random split and on the last 449 images: {'; '.join(told)}."


def show_digit_comparison(splits, by_form):
    """`draw_digit_comparison` as a figure with its sentence."""
    alt = describe_digit_comparison(splits, by_form)
    return picture(lambda figure, found: draw_digit_comparison(figure, *found), (splits, by_form), alt, size=(9.4, 3.4))
