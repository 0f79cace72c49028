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
    verdict = {"right": ", right", "another": ", wrong", "none": ", no digit", "some": ""}
    kind = verdict[_kind(result["wrote"], result["right"])]
    draw_spelled(steps, result, LONGEST + 2, f"It writes {_quoted(result['wrote'])}{kind}", result["right"])
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


def _kind(name, right):
    """What a name is: "right" or that of "another" digit, of a mix that of "some" digit; or of "none"."""
    if name not in NAMES:
        return "none"
    return "some" if right is None else "right" if name == right else "another"


def _draw_way(ax, result):
    rows = list(dict.fromkeys(name for _, name, _ in result["way"]))
    met = set()
    for share, name, right in result["way"]:
        if share <= result["share"] + 1e-9:
            kind = _kind(name, right)
            look = {"color": BLUE} if kind in ("right", "some") else {"color": VERMILION}
            look |= {"mfc": "white", "mew": 1.6} if kind == "another" else {}
            ax.plot(share, rows.index(name), "X" if kind == "none" else "s", markersize=6, clip_on=False, **look)
            met.add(name)
    ax.axvline(result["share"], color=INK, lw=1, zorder=0)
    ax.set(xlim=(0, 1), ylim=(max(len(rows), 6) - 0.5, -0.7), xlabel="share of the second image")
    ax.set_yticks(range(len(rows)), map(_quoted, rows), fontsize=min(9, 147 / len(rows)))
    ax.tick_params(axis="y", length=0, pad=8)  # beside the mark at share 0
    for name, label in zip(rows, ax.get_yticklabels(), strict=True):  # names to come take their room, unseen
        label.set(color=BLUE if name in NAMES else VERMILION, alpha=1 if name in met else 0)
    ax.set_title("Written on the way")


def describe_digit_names(result):
    """What is written of the mix, and how sure of it, in a sentence."""
    p = result["p"][np.arange(len(result["tokens"])), result["tokens"]]
    step = int(p.argmin())
    told = {"right": "which is right", "another": "the name of another digit", "none": "no digit's name"}
    kind = told.get(_kind(result["wrote"], result["right"]), "the name of a digit")
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
