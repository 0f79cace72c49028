"""Spots over a picture that light up together while one points at any of them, and say what stands there.

HTML and plain CSS, without a script: a picture as ever, and over it a layer of empty elements. So it works wherever a
page shows styles, also in a stored page; where they are taken away, as from a notebook that isn't trusted, the picture
alone is left. The layer says nothing that isn't told otherwise, by the instrument's controls and sentence: it is hidden
from screen readers, and the Tab key passes it by.
"""

import html
from dataclasses import dataclass
from typing import Any

from .. import _checks

CSS = """
.course-nn-spots { position: absolute; inset: 0; container-type: inline-size; pointer-events: none; }
.course-nn-spots b { position: absolute; display: flex; pointer-events: auto; }
.course-nn-spots i { flex: 1 1 0; }
.course-nn-spots div:hover b { outline: 2px solid #56B4E9; outline-offset: -1px; }
.course-nn-spots i:hover { background: #56B4E980; outline: 2px solid #56B4E9; }
.course-nn-spots s { position: absolute; display: none; align-items: center; justify-content: center;
  background: #DDF0FB; color: #2B2F36; text-decoration: none; white-space: nowrap; overflow: hidden;
  font: 11px/1 sans-serif; font-size: 1.5cqw; }
.course-nn-spots div:hover s { display: flex; }
.course-nn-spots s::after { content: attr(data-said); }
"""


@dataclass
class Spot:
    """A box of a figure, ``(left, right, bottom, top)`` as shares of its sides (`box_of`).

    ``cells`` are sentences, each shown while one points at its part of the box, from left to right. A spot that is
    ``said`` has none, and shows these words while its group is lit.
    """

    box: tuple
    cells: Any = ()
    said: str = ""

    def __post_init__(self):
        self.box = tuple(_checks.as_array(self.box, "Spot: box", shape=(4,)).tolist())
        if not (self.box[0] < self.box[1] and self.box[2] < self.box[3]):
            raise ValueError(
                f"Spot: expected a box (left, right, bottom, top) with left < right and bottom < top, got {self.box}"
            )
        if self.said and len(self.cells):
            raise ValueError("Spot: expected either cells or what is said, got both")


def box_of(ax, x, y, within=None):
    """The box of a drawn figure from x[0] to x[1] and y[0] to y[1] of ``ax``, in its data or ``within`` a transform."""
    corners = (within or ax.transData).transform([(x[0], y[0]), (x[1], y[1])])
    shares = ax.figure.transFigure.inverted().transform(corners)
    (left, bottom), (right, top) = shares.min(axis=0), shares.max(axis=0)
    return left, right, bottom, top


def layer(groups):
    """The HTML of ``groups``, lists of `Spot` each of which lights up as a whole."""
    inside = "".join(f"<div>{''.join(map(_element, group))}</div>" for group in groups)
    return f'<div class="course-nn-spots" aria-hidden="true">{inside}</div>'


def _element(spot):
    left, right, bottom, top = (100 * share for share in spot.box)
    where = f"left:{left:.2f}%;top:{100 - top:.2f}%;width:{right - left:.2f}%;height:{top - bottom:.2f}%"
    if spot.said:
        return f'<s style="{where}" data-said="{html.escape(spot.said)}"></s>'
    cells = "".join(f'<i title="{html.escape(cell)}"></i>' for cell in spot.cells)
    return f'<b style="{where}">{cells}</b>'


def over(picture, groups):
    """A stored picture (HTML) with the layer of ``groups`` over it, and the style that it needs."""
    whole = "position:relative;display:inline-block;line-height:0;max-width:100%"
    return f'<style>{CSS}</style><div style="{whole}">{picture}{layer(groups)}</div>'
