"""Words of a reader's own, in pictures and sentences: letters as they are, and a sign or a name for what is unseen.

A blank is seen between two letters only: at an end, or beside another one, it is "␣".
"""

import unicodedata
from functools import cache

from matplotlib.font_manager import FontProperties, findfont, get_font

#: Stands for a blank that wouldn't be seen, and for a character that can't be shown.
BLANK, UNSHOWN = "␣", "□"
#: What the most frequent unseen characters are called; `said_symbol` knows the others by their Unicode names.
_CALLED = {" ": "blank", "\t": "tab", "\n": "line break", "\r": "carriage return"}


def drawn(word):
    """A word as Matplotlib has to get it: "$" begins no formula, and what the course's font lacks is a "□"."""
    return "".join(UNSHOWN if unshown(letter) else letter for letter in _with_blanks(word)).replace("$", r"\$")


def said(word):
    """A word in quotes as a sentence has it: what can't be seen stands as ⟨tab⟩, or with its code as ⟨U+00A0⟩."""
    signs = (one if one.isprintable() else f"⟨{_CALLED.get(one, _code(one))}⟩" for one in word)
    return f"“{_with_blanks(''.join(signs))}”"


def said_symbol(symbol):
    """One character as a sentence has it: in quotes, or by its name, as in "a blank", if it can't be seen alone."""
    if symbol.isprintable() and symbol != " " and not unicodedata.category(symbol).startswith("M"):  # M: accents
        return f"“{symbol}”"
    name = _CALLED.get(symbol) or unicodedata.name(symbol, "").lower()
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}" if name else f"the character {_code(symbol)}"


def unshown(letters):
    """The characters among ``letters`` that a picture can't show, as a string: control characters, other scripts."""
    return "".join(letter for letter in letters if ord(letter) not in _in_font() or not letter.isprintable())


def _with_blanks(word):
    """The word with "␣" for each blank at an end or beside another one."""
    inside = [0 < k < len(word) - 1 and " " not in (word[k - 1], word[k + 1]) for k in range(len(word))]
    return "".join(BLANK if one == " " and not seen else one for one, seen in zip(word, inside, strict=True))


def _code(symbol):
    return f"U+{ord(symbol):04X}"


@cache
def _in_font():
    """The code points that the course's font has, in the weight of text and in that of titles."""
    fonts = (FontProperties(family="DejaVu Sans", weight=weight) for weight in ("normal", "bold"))
    return frozenset.intersection(*(frozenset(get_font(findfont(font)).get_charmap()) for font in fonts))
