"""The induction task in a picture: the string with what was foreseen, and where one head looks."""

from ...plots.style import BLUE, GREY, INK, SEQUENTIAL_CMAP, VERMILION


def draw_induction(figure, result):
    """``result`` of `induction.watch_heads`: letters by what the model foresaw of them, and the map of a head."""
    above, below = figure.subplots(2, 1, height_ratios=[1, 6])
    letters = result["letters"]
    for k, letter in enumerate(letters):
        known = k > 0 and result["known"][k - 1]
        right = k > 0 and result["right"][k - 1]
        color = GREY if not known else BLUE if right else VERMILION
        above.text(
            k, 0.62, letter, ha="center", va="center", color=color, fontsize=11, weight="bold" if known else None
        )
        if known:
            above.text(k, 0.05, "•" if right else "×", ha="center", va="center", color=color, fontsize=9)
    above.set(xlim=(-0.7, len(letters) - 0.3), ylim=(-0.3, 1.1))
    above.axis("off")
    above.set_title(f"{result['model'].capitalize()}: {result['share']:.0%} of the letters asked for foreseen")
    t = len(letters) - 1
    below.imshow(result["map"], cmap=SEQUENTIAL_CMAP, vmin=0, vmax=1, interpolation="nearest", aspect="auto")
    below.set_xticks(range(t), list(letters[:-1]), fontsize=7.5)
    below.set_yticks(range(t), list(letters[:-1]), fontsize=6)
    below.tick_params(length=0)
    below.set(xlabel="looked at", ylabel="looks from")
    below.set_title(f"Block {result['block']}, head {result['head']}", color=INK)


def describe_induction(result):
    """The share foreseen, and how far back the head looks most on the repeated part."""
    rows = result["known"].nonzero()[0]
    back = rows - result["map"][rows].argmax(axis=1)
    places, counts = _counted(back)
    return (
        f"With period {result['period']} the model foresees {result['share']:.0%} of the letters asked for. In "
        f"their rows head {result['head']} of block {result['block']} looks most often {places} "
        f"{'place' if places == 1 else 'places'} back, in {counts} of {len(rows)} rows."
    )


def _counted(values):
    found = {}
    for value in values.tolist():
        found[value] = found.get(value, 0) + 1
    best = max(found, key=found.get)
    return best, found[best]
