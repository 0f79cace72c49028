"""The three attentions of an encoder and a decoder: what each sees, and what it looks at."""

import numpy as np

from .head_maps_figure import draw_map, later, most, row_of_spots

KINDS = ("encoder", "decoder", "cross")
TITLES = ("Encoder", "Decoder", "Cross attention")


def _parts(result):
    """Of each kind: its weights (heads, t, s), which of them are hidden, the letters of its rows and columns."""
    source, written = result["source"], "·" + result["written"]
    padding = np.broadcast_to(result["padding"], (len(source), len(source)))
    hidden = padding, later(result["decoder"][0]), padding[:1].repeat(len(written), axis=0)
    letters = (source, source), (written, written), (written, source)
    return list(zip((result[kind] for kind in KINDS), hidden, letters, strict=True))


def draw_cross_attention(figure, result):
    """``result`` of `cross_attention.look`: a column an attention, a row a head; gray is hidden."""
    axes = figure.subplots(len(result["cross"]), len(KINDS))
    for kind, column, title, (weights, hidden, letters) in zip(KINDS, axes.T, TITLES, _parts(result), strict=True):
        row = None if kind == "encoder" else result["row"]
        for head, (ax, one) in enumerate(zip(column, weights, strict=True)):
            draw_map(ax, one, hidden, *letters, row)
            ax.set_title(title if head == 0 else "", pad=14, fontsize=9)
            ax.set_ylabel(f"head {head + 1}" if kind == "encoder" else "")


def spots_cross_attention(figure, result):
    """A group for each place that is written, in the decoder's maps and the cross maps, and for each of the source."""
    parts = _parts(result)

    def group(i, kinds):
        return [
            spot
            for kind in kinds
            for head, weights in enumerate(parts[kind][0])
            for spot in row_of_spots(
                figure.axes[len(KINDS) * head + kind], weights, *parts[kind][1:2], *parts[kind][2], i
            )
        ]

    sources, rows = range(len(result["source"])), range(len(result["written"]) + 1)
    return [group(i, (0,)) for i in sources] + [group(i, (1, 2)) for i in rows]


def describe_cross_attention(result):
    """What the marked row of the cross maps looks at most, and what was written."""
    row, source = result["row"], result["source"]
    looks = "; ".join(f"head {k + 1}: {most(weights[row - 1], source)}" for k, weights in enumerate(result["cross"]))
    following = (result["written"] + "·")[row - 1]
    asked = f"digit {row} ({following})" if following != "·" else "the end"
    right = "right" if result["written"] == result["wanted"] else f"and {result['wanted']} is right"
    padding = int(result["padding"].sum())
    return (
        f"To write {asked}, the decoder looks at the source so: {looks}. It wrote {result['written'] or 'nothing'}, "
        f"{right}. Places of padding: {padding}."
    )
