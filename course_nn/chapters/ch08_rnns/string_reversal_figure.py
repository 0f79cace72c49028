"""String reversal in a picture: what is written step by step, and how often whole strings are right, by length."""

import numpy as np

from ...plots.points import label_line_ends
from ...plots.style import BLUE, GREEN, GRID, VERMILION, picture
from .decoding_figure import agreement, draw_shares, draw_spelled
from .string_reversal import COUNTED, LONGEST, TRAINED


def draw_string_reversal(figure, result):
    """``result`` of `string_reversal.reverse`: left each step's probabilities, right the share of strings right."""
    steps, lengths = figure.subplots(1, 2, width_ratios=[1.55, 1])
    verdict = "right" if result["wrote"] == result["right"] else "wrong"
    draw_spelled(steps, result, LONGEST + 2, f"“{result['word']}” comes out {verdict}", result["right"])
    n = len(result["exact"])
    gray, name = (0.5, min(result["longest"], LONGEST) + 0.5), f"letters in the string; gray: {result['learned']}"
    draw_shares(lengths, np.arange(1, n + 1), result["exact"], n, gray, name)
    lengths.set(xlim=(0.5, LONGEST + 0.5), xticks=range(2, LONGEST + 1, 2))
    lengths.set_title("Strings right to the last letter")


def describe_string_reversal(result):
    """What is written instead of what, and how often strings of this length are right, in a sentence."""
    word, wrote, right = result["word"], result["wrote"] or "nothing", result["right"]
    told = "right" if wrote == right else f"right would be {right}, {agreement(result['wrote'], right)} letters agree"
    many = f"random strings of {len(word)} letters" if len(word) > 1 else "draws of j or t"
    was = "it was trained on" if result["learned"] == "trained" else "it is made for"
    known = "" if len(word) <= result["longest"] else f", more than {was} ({result['longest']}),"
    return (
        f"Of {word} the network writes {wrote}: {told}. Of {COUNTED} {many}{known} "
        f"{100 * result['exact'][-1]:.3g} % come out right"
    )


_KINDS = {
    "forced by length": ("letters, each right one fed in", GREEN, "--"),
    "free by length": ("letters, running free", BLUE, "-"),
    "exact by length": ("whole strings", VERMILION, "-"),
}


def draw_forced_and_free(figure, found):
    """``found`` of `string_reversal.measured`: the mean over the seeds, and a dot for each, by length."""
    ax = figure.subplots()
    ax.axvspan(0.5, TRAINED + 0.5, color=GRID, alpha=0.6, lw=0)
    lengths = np.arange(1, LONGEST + 1)
    lines = []
    for name, (_, color, style) in _KINDS.items():
        lines.append(ax.plot(lengths, found[name].mean(axis=0), style, color=color, clip_on=False)[0])
        ax.plot(lengths, found[name].T, "o", color=color, markersize=3, alpha=0.5, clip_on=False)
    ax.set(xlim=(0.5, LONGEST), ylim=(0, 1), xticks=lengths, xlabel="letters in the string; gray: trained")
    ax.set(ylabel="share that is right")
    ax.grid(axis="y")
    label_line_ends(ax, lines, [words for words, _, _ in _KINDS.values()], gap=13)
    ax.set_title("Fed with the right letters it seems to do better than it does")


def describe_forced_and_free(found):
    """The three shares at the longest trained length, one and two letters beyond, in a sentence."""
    told = [
        f"{length} letters: {', '.join(f'{100 * found[name].mean(axis=0)[length - 1]:.1f}' for name in _KINDS)} %"
        for length in (TRAINED, TRAINED + 1, TRAINED + 2)
    ]
    return f"Right are letters fed with the right ones, letters running free, and whole strings, at {'; '.join(told)}"


def show_forced_and_free(found):
    """`draw_forced_and_free` as a figure with its sentence."""
    return picture(draw_forced_and_free, found, describe_forced_and_free(found) + ".", size=(8.4, 3.2))
