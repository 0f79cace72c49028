"""Words of a reader's own in a picture: letters as they are, a dollar sign too, and a mark for what no font draws."""

from functools import cache

from matplotlib.font_manager import FontProperties, findfont, get_font

#: Stands for a blank that is read alone, and for a character that can't be shown.
BLANK, UNSHOWN = "␣", "□"


def drawn(word):
    """A word as Matplotlib has to get it: "$" begins no formula, and what the course's font lacks is a "□"."""
    return "".join(UNSHOWN if unshown(letter) else letter for letter in word).replace("$", r"\$")


def drawn_symbol(symbol):
    """`drawn` for a character that stands alone: a blank is "␣"."""
    return BLANK if symbol == " " else drawn(symbol)


def unshown(letters):
    """The characters among ``letters`` that a picture can't show, as a string: control characters, other scripts."""
    return "".join(letter for letter in letters if ord(letter) not in _in_font() or not letter.isprintable())


@cache
def _in_font():
    """The code points that the course's font has, in the weight of text and in that of titles."""
    fonts = (FontProperties(family="DejaVu Sans", weight=weight) for weight in ("normal", "bold"))
    return frozenset.intersection(*(frozenset(get_font(findfont(font)).get_charmap()) for font in fonts))
