"""Answers that are alike in rare ways: long pieces that only a few students have, and neither the course nor its hints.

That two answers are alike proves nothing. A right answer of one statement is never reported, and nothing that is as in
the reference, whatever its names are.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from itertools import combinations

from . import reading

#: A piece is so many tokens in a row. It is rare if so many students have it at most, or such a share of all.
PIECE, FEW, SHARE = 8, 4, 0.04
#: So many rare pieces two answers have in common at least: as written, and with their own names put aside.
AS_WRITTEN, RENAMED = 20, 36


@dataclass(frozen=True)
class Pair:
    """Two students whose answers to one exercise are alike, how (in words), and how many rare pieces they share."""

    exercise: str
    one: str
    other: str
    how: str
    shared: int


def pairs(exercise, answered):
    """The `Pair`s among ``answered``, student → (what `reading` tells, whether it is right); the most alike first."""
    looked = {}
    for student, (answer, right) in answered.items():
        # What differs from the course in its names alone is nobody's either.
        if answer.get("tokens") and not (right and answer.get("short")):
            if len(_pieces(answer["renamed"], "renamed") - _of_the_course(exercise, "renamed")) >= AS_WRITTEN:
                looked[student] = answer
    found = {}
    for key, least, how in (("renamed", RENAMED, "but for the names"), ("tokens", AS_WRITTEN, "as written")):
        common = _of_the_course(exercise, key)
        pieces = {student: _pieces(answer[key], key) - common for student, answer in looked.items()}
        count = Counter(piece for ones in pieces.values() for piece in ones)
        rare = max(FEW, int(SHARE * len(answered)))
        holders = {}
        for student, ones in pieces.items():
            for piece in ones:
                if 2 <= count[piece] <= rare:
                    holders.setdefault(piece, []).append(student)
        shared = Counter(pair for students in holders.values() for pair in combinations(sorted(students), 2))
        found |= {pair: Pair(exercise.name, *pair, how, many) for pair, many in shared.items() if many >= least}
    return sorted(found.values(), key=lambda pair: (-pair.shared, pair.one, pair.other))


@cache
def _of_the_course(exercise, key):
    """The pieces of everything that a student may have read: stub, hints, solution and the catalog."""
    sources = [exercise.stub, exercise.solution, *exercise.hints, *(one.source for one in exercise.mistakes)]
    return set().union(*(_pieces(reading.alike(source, exercise.name)[key], key) for source in sources))


def _pieces(tokens, key):
    """So many tokens in a row each; names that are put aside are numbered anew in each."""
    pieces = (tuple(tokens[k : k + PIECE]) for k in range(len(tokens) - PIECE + 1))
    return set(pieces) if key == "tokens" else {_renumbered(piece) for piece in pieces}


def _renumbered(piece):
    numbers = {}
    return tuple(f"v{numbers.setdefault(one, len(numbers))}" if _NUMBERED.fullmatch(one) else one for one in piece)


_NUMBERED = re.compile(r"v\d+")
