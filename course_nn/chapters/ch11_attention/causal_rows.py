"""One row of a causal model is many examples: at each place, what comes next after all that stands to its left."""

import numpy as np

from ...text import Alphabet

#: What can be typed: letters and a blank.
LETTERS = Alphabet(["ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz "])
LONGEST = 12


def examples(word):
    """(what is read, what comes next) at each place of a word; · is the boundary before and behind it."""
    line = f"·{word}·"
    return [(line[: t + 1], line[t + 1]) for t in range(len(word) + 1)]


def ask(word, row):
    """The instrument's compute: the causal mask of a word's row, and the example at place ``row`` (from 1)."""
    t = len(word) + 1
    row = min(int(row), t)
    read, following = examples(word)[row - 1]
    return {"word": word, "row": row, "mask": np.tri(t, dtype=bool), "read": read, "next": following}
