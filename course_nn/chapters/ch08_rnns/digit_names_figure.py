"""Names of digits in a picture: the image, the probability of every letter, and what is written on the way."""

import numpy as np

from ...plots.style import BLUE, INK, VERMILION
from .decoding_figure import draw_spelled
from .digit_names import LONGEST, NAMES


def draw_digit_names(figure, result):
    """``result`` of `digit_names.write_names`: the image, each step's probabilities, and the names up to this mix."""
    image, steps, way = figure.subplots(1, 3, width_ratios=[0.75, 1.15, 1.1])
    image.imshow(result["image"], cmap="gray_r", vmin=0, vmax=1)
    image.set(xticks=[], yticks=[])
    image.spines[:].set_visible(True)
    image.set_anchor("N")
    image.set_title(_sum_of(result))
    known = "" if result["wrote"] in NAMES else ", no digit"
    draw_spelled(steps, result, LONGEST + 2, f"It writes {_quoted(result['wrote'])}{known}")
    _draw_way(way, result)


def _sum_of(result):
    """What the image is made of, as a formula; 6′ is another image of a 6."""
    (first, second), share = result["digits"], result["share"]
    if result["same"]:
        return f"An image of {_a(first)}"
    return f"{1 - share:.2f} · {first} + {share:.2f} · {second}{'′' if first == second else ''}"


def _a(digit):
    return f"an {digit}" if digit == 8 else f"a {digit}"


def _quoted(name):
    return f"“{name}”" if name else "nothing"


def _draw_way(ax, result):
    rows = list(dict.fromkeys(name for _, name in result["way"]))
    met = {}
    for share, name in result["way"]:
        if share <= result["share"] + 1e-9:
            known, row = name in NAMES, rows.index(name)
            color = BLUE if known else VERMILION
            ax.plot(share, row, "s" if known else "X", color=color, markersize=6, clip_on=False)
            met.setdefault(name, (share, row, color))
    ax.axvline(result["share"], color=INK, lw=1, zorder=0)
    for name, (share, row, color) in met.items():
        side = "left" if share < 0.7 else "right"
        how = {"textcoords": "offset points", "ha": side, "va": "bottom", "color": color}
        ax.annotate(_quoted(name), (share, row), (0, 6), bbox={"facecolor": "white", "lw": 0, "pad": 1}, **how)
    ax.set(xlim=(0, 1), ylim=(max(len(rows), 6) - 0.5, -0.7), xlabel="share of the second image", yticks=[])
    ax.set_title("Written on the way")


def describe_digit_names(result):
    """What is written of the mix, and how sure of it, in a sentence."""
    p = result["p"][np.arange(len(result["tokens"])), result["tokens"]]
    step = int(p.argmin())
    kind = "the name of a digit" if result["wrote"] in NAMES else "no digit's name"
    letter = result["symbols"][result["tokens"][step]]
    letter = "the end" if letter == "·" else letter
    sure = f"it is least sure of step {step + 1}, {letter}, with p = {p[step]:.2f}"
    if p[step] >= 0.995:
        sure = "it is sure of every step, with p over 0.99"
    return f"Of an image {_mix_of(result)} the network writes {_quoted(result['wrote'])}, {kind}; {sure}"


def _mix_of(result):
    (first, second), share = result["digits"], 100 * result["share"]
    if result["same"]:
        return f"of {_a(first)}"
    one, other = (f"one {first}", f"another {first}") if first == second else (_a(first), _a(second))
    return f"that is {100 - share:.0f} % {one} and {share:.0f} % {other}"
