"""What is stored in this chapter: letters of 10 × 10, digits of 8 × 8 in black and white, and random patterns."""

from functools import cache

import numpy as np

from ... import data
from ...models.hopfield import Hopfield

_DRAWN = """
A...##.....  ...####...  ..##..##..  ..##..##..  .##....##.  .########.  .########.  .##....##.  .##....##.  .##....##.
C...#####..  .#######..  .##....#..  .##.......  .##.......  .##.......  .##.......  .##....#..  .#######..  ...#####..
T##########  ##########  ....##....  ....##....  ....##....  ....##....  ....##....  ....##....  ....##....  ....##....
X##......##  .##....##.  ..##..##..  ...####...  ....##....  ....##....  ...####...  ..##..##..  .##....##.  ##......##
N##.....##.  ###....##.  ####...##.  ##.##..##.  ##.##..##.  ##..##.##.  ##..##.##.  ##...####.  ##....###.  ##.....##.
Z##########  ##########  .......##.  ......##..  .....##...  ....##....  ...##.....  ..##......  ##########  ##########
H.##....##.  .##....##.  .##....##.  .##....##.  .########.  .########.  .##....##.  .##....##.  .##....##.  .##....##.
L.##.......  .##.......  .##.......  .##.......  .##.......  .##.......  .##.......  .##.......  .########.  .########.
"""
LETTERS = "".join(line[0] for line in _DRAWN.split("\n") if line)


@cache
def letters():
    """The patterns of `LETTERS`, (8, 100): +1 is ink. They are no random ones: paper is white in most of them."""
    rows = ["".join(line[1:].split()) for line in _DRAWN.split("\n") if line]
    return _kept([[1.0 if c == "#" else -1.0 for c in row] for row in rows])


@cache
def digits():
    """The ten mean digits, (10, 64): +1 where a pixel has at least half of the ink on average."""
    images = data.digits()
    return _kept([np.where(images.X[images.y == k].mean(axis=0) >= 0.5, 1.0, -1.0) for k in range(10)])


def random_patterns(p, n, rng):
    """(p, n) of −1 and +1, each bit by itself."""
    return rng.choice([-1.0, 1.0], size=(p, n))


def silent_network(patterns, rule="hebb", **how):
    """A `Hopfield` network that is not told when it is too full: here it is meant to be."""
    return Hopfield(patterns, rule, warn=False, **how)


def _kept(rows):
    array = np.array(rows)
    array.setflags(write=False)
    return array


def stored(kind):
    """The patterns of "letters", "digits", or ten "random" ones of 100 units (seed 0), and their names."""
    if kind == "letters":
        return letters(), tuple(LETTERS)
    if kind == "digits":
        return digits(), tuple("0123456789")
    return random_patterns(10, 100, np.random.default_rng(0)), tuple("abcdefghij")
