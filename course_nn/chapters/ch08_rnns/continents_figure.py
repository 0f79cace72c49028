"""A place name in a picture: the probability of every region after each letter, and what a bag of n-grams says."""

import numpy as np

from ...plots.points import label_line_end, label_shifts
from ...plots.style import BLUE, CLASS_COLORS, CLASS_MARKERS, GREY, INK, ORANGE, picture
from ...plots.words import drawn, said


def draw_continents(figure, result):
    """``result`` of `continents.read_names`: left lines over the letters read, right bars for the whole name."""
    # Room for the names in bold between the two.
    steps, bars = figure.subplots(1, 2, width_ratios=[1.9, 1], gridspec_kw={"wspace": 0.06})
    p, classes, word = result["p"], result["classes"], result["word"]
    names = names_of(classes, drawn)
    places = np.arange(1, len(p) + 1)
    lines = [
        steps.plot(places, p[:, k], color=color, marker=marker, markersize=4.5, lw=1.6, clip_on=False)[0]
        for k, (color, marker) in enumerate(zip(CLASS_COLORS, CLASS_MARKERS, strict=False))
        if k < len(classes)
    ]
    steps.set(ylim=(0, 1), xlim=(0.7, max(len(p), 4) + 0.3), ylabel="p after these letters")
    steps.set_xticks(places, [drawn(letter) for letter in word])
    steps.grid(axis="y")
    _name_lines(steps, lines, p[-1], names)
    steps.set_title(f"The network reads “{drawn(word)}”: {names[p[-1].argmax()]}")
    rows = np.arange(len(classes))
    bars.barh(rows - 0.19, p[-1], 0.36, color=CLASS_COLORS[: len(classes)])
    bars.barh(rows + 0.19, result["bag"], 0.36, color="white", edgecolor=CLASS_COLORS[: len(classes)], hatch="////")
    bars.set_yticks(rows, names)
    if result["region"] in classes:
        bars.get_yticklabels()[classes.index(result["region"])].set(color=INK, fontweight="bold")
    bars.set(xlim=(0, 1), ylim=(len(classes) - 0.5, -0.5))
    bars.set_xlabel("p; full: network, hatched: bag", color=GREY)
    bars.tick_params(axis="y", length=0)
    bars.set_title("The whole word")


def _name_lines(ax, lines, ends, names):
    """Each name beside its line's end, the lowest above the axis with the letters."""
    points = ax.bbox.height * 72 / ax.figure.dpi
    shifts = label_shifts(ax, ends)
    shifts += max(0, 7 - (ends * points + shifts).min())
    for line, name, shift in zip(lines, names, shifts, strict=True):
        label_line_end(ax, line, name, dy=float(shift))


def names_of(classes, show=str):
    """The classes as ``show`` writes them: at most 12 characters, numbered where two would look alike."""
    if _alike(classes):
        return [f"{k}. {show(_cut(name, 9))}" for k, name in enumerate(classes, 1)]
    return [show(_cut(name)) for name in classes]


def about_labels(compute):
    """What a caption has to say of the labels, and of the word with which the instrument opens."""
    if not compute.words:
        return "Bold: the region that the name is listed under, where it is among the names."
    told = "Bold: the label that you gave the word, where it is one of yours and has one label."
    if _alike(compute.labels):
        told += " The labels are numbered as they are sorted."
    if compute.first not in compute.words:
        told += " It opens with the first letters of a longer word of yours."
    return told


def _alike(classes):
    """Whether some classes can't be told apart by what a picture shows of them."""
    return len({drawn(_cut(name)) for name in classes}) < len(classes)


def _cut(name, most=12):
    return name if len(name) <= most else name[: most - 1] + "…"


def describe_continents(result):
    """What both say of the word, and what is known of it, in a sentence."""
    classes, p, bag = result["classes"], result["p"][-1], result["bag"]
    names, known = names_of(classes, _in_sentence), ""
    if result["region"] is not None:
        about = "Its label is" if result["own"] else "It is listed under"
        learned = "both" if result["learned"] else "neither"
        known = f" {about} {names[classes.index(result['region'])]}, and {learned} learned from it"
    told, bagged = (f"{names[one.argmax()]}, {_sure(one.max())}" for one in (p, bag))
    return f"At the end of {said(result['word'])} the network says {told}, the bag of n-grams {bagged}.{known}"


def _in_sentence(name):
    """A class without quotes, or with them and signs where something of it can't be seen."""
    quoted = said(name)
    return name if quoted == f"“{name}”" else quoted


def _sure(p):
    return f"p = {p:.2f}" if p < 0.995 else "p over 0.99"


def draw_standings(figure, found):
    """``found`` of `continents.standings`: the accuracy of each method on each split, and their means."""
    ax = figure.subplots()
    order = np.argsort(found["largest class"], kind="stable")
    places = np.arange(1, len(order) + 1)
    looks = {"largest class": (GREY, "_"), "bag of n-grams": (ORANGE, "s"), "GRU": (BLUE, "o")}
    for name, (color, marker) in looks.items():
        mean = found[name].mean()
        ax.axhline(mean, color=color, lw=1, ls=":")
        ax.plot(places, found[name][order], marker, color=color, markersize=7, mew=2, ls="none")
    ax.set(xlim=(0.4, len(order) + 0.6), ylim=(0.2, 0.62), xticks=places, ylabel="accuracy on new names")
    shifts = label_shifts(ax, [found[name].mean() for name in looks], gap=13)
    for (name, (color, _)), shift in zip(looks.items(), shifts, strict=True):
        mean = found[name].mean()
        ax.annotate(
            f"{name}: {mean:.2f}",
            (len(order) + 0.6, mean),
            (5, shift),
            textcoords="offset points",
            va="center",
            color=color,
            annotation_clip=False,
        )
    ax.set(xlabel="ten splits, in the order of the largest class's share; dotted: means")
    ax.set_title(_finding(found))


def _finding(found):
    difference = found["GRU"] - found["bag of n-grams"]
    error = difference.std(ddof=1) / len(difference) ** 0.5
    if abs(difference.mean()) < 2 * error:
        return "Network and bag of n-grams: no clear winner"
    return f"The {'network' if difference.mean() > 0 else 'bag of n-grams'} wins"


def describe_standings(found):
    """The means, and who is ahead on how many splits, in a sentence."""
    bag, network = found["bag of n-grams"], found["GRU"]
    means = ", ".join(f"{name} {one.mean():.2f}" for name, one in found.items())
    return (
        f"Mean accuracy over {len(bag)} splits: {means}; the GRU is ahead of the bag on {(network > bag).sum()}, "
        f"behind it on {(network < bag).sum()}."
    )


def show_standings(found):
    """`draw_standings` as a figure with its sentence."""
    return picture(draw_standings, found, describe_standings(found), size=(8.4, 3.2))
