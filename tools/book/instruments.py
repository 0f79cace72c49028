"""Instruments in the book: the pictures that `pictures` makes of them, or nothing where there are none."""

from course_nn.widgets import INSTRUMENTS

from . import pictures
from .figure import figure_html

#: Where a page finds them.
PLACE = "_static/pictures"


def figure(name):
    """The HTML of an instrument that moves without a kernel, "" where no pictures of it were made."""
    try:
        return figure_html(pictures.read(name), PLACE)
    except ValueError:
        return ""


def stories():
    """Name → story (`making.made`), of the instruments with pictures."""
    found = {}
    for name in INSTRUMENTS.rooms:
        try:
            found[name] = pictures.read(name)
        except ValueError:
            continue
    return found
