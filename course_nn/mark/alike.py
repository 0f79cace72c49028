"""Answers that are alike in rare ways: long pieces that only a few students have, and neither the course nor its hints.

That two answers are alike proves nothing. A right answer of one statement is never reported, nothing that is as in the
reference, whatever its names are, and no short answer: a few lines are written alike by many, of whom a class has few.
Short ones count where they share a remark of their own.
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
#: Tokens of an answer that is no longer short.
LONG = 80


@dataclass(frozen=True)
class Group:
    """Students whose answers to one exercise are alike: how (in words), and how many rare pieces two of them share."""

    exercise: str
    students: tuple
    how: str
    shared: int


def groups(exercise, answered):
    """The `Group`s among ``answered``, student → (what `reading` tells, whether it is right); the most alike first.

    Whoever is like one of a group is in it.
    """
    found = []
    for pair, how, shared in _pairs(exercise, answered):
        near = [one for one in found if set(pair) & set(one.students)]
        together = tuple(sorted({*pair, *(student for one in near for student in one.students)}))
        loosest = max([how, *(one.how for one in near)], key=_HOW.index)
        group = Group(exercise.name, together, loosest, max([shared, *(one.shared for one in near)]))
        found = [*(one for one in found if one not in near), group]
    return sorted(found, key=lambda group: (-group.shared, group.students))


_HOW = ("as written", "but for the names")


def _pairs(exercise, answered):
    """(two students, how, how many rare pieces they share)."""
    looked = {}
    for student, (answer, right) in answered.items():
        # What differs from the course in its names alone is nobody's either.
        if answer.get("tokens") and not (right and answer.get("short")):
            if len(_pieces(answer["renamed"], "renamed") - _of_the_course(exercise, "renamed")) >= AS_WRITTEN:
                looked[student] = answer
    found = {}
    remarks = {student: _remarks(answer, exercise) for student, answer in looked.items()}
    for key, least, how in (("renamed", RENAMED, _HOW[1]), ("tokens", AS_WRITTEN, _HOW[0])):
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
        for (one, other), many in shared.items():
            long = min(len(looked[one]["tokens"]), len(looked[other]["tokens"])) >= LONG
            if many >= least and (long or remarks[one] & remarks[other]):
                found[one, other] = how, many
    return [(pair, *told) for pair, told in found.items()]


def _remarks(answer, exercise):
    """The remarks of an answer that stand nowhere in the course."""
    given = " ".join(_sources(exercise))
    return {one for one in answer["tokens"] if one.startswith("#") and one not in given}


def _sources(exercise):
    """Everything that a student may have read: stub, hints, solution and the catalog."""
    return [exercise.stub, exercise.solution, *exercise.hints, *(one.source for one in exercise.mistakes)]


@cache
def _of_the_course(exercise, key):
    """The pieces of everything that a student may have read."""
    return set().union(*(_pieces(reading.alike(source, exercise.name)[key], key) for source in _sources(exercise)))


def _pieces(tokens, key):
    """So many tokens in a row each; names that are put aside are numbered anew in each."""
    pieces = (tuple(tokens[k : k + PIECE]) for k in range(len(tokens) - PIECE + 1))
    return set(pieces) if key == "tokens" else {_renumbered(piece) for piece in pieces}


def _renumbered(piece):
    numbers = {}
    return tuple(f"v{numbers.setdefault(one, len(numbers))}" if _NUMBERED.fullmatch(one) else one for one in piece)


_NUMBERED = re.compile(r"v\d+")
