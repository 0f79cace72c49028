"""A bug hunt in a line-up: suspects A to E, one of the named kinds of mistake for each."""

from .exercise import Exercise, Mistake
from .running import Unusable


def bug_hunt(name, title, *, suspect, truth, kinds, example, advice, hints, mistakes=(), exchanges=None):
    """The exercise whose answer is a dict from the letter of each ``suspect`` to one of ``kinds``.

    ``truth`` is the right dict and ``example`` the kind that the stub shows for A, another one than A's. ``mistakes``
    are (title, what is answered otherwise than in truth, sentence), and ``exchanges`` those in which the answers to two
    letters are exchanged, {"AB": what helps}; ``advice`` is said of any other wrong letter.
    """
    if example == truth["A"]:
        raise ValueError(f"{name}: expected an example that gives nothing away, got the truth about A, {example!r}")

    def named(answer, letter):
        if not isinstance(answer, dict) or letter not in answer:
            raise Unusable(f"a dict with the letters A to E was expected, and {letter!r} is not in it")
        if strange := [one for one in answer if one not in truth]:
            raise Unusable(f"a dict with the letters A to E was expected, and {strange[0]!r} is none of the suspects")
        if answer[letter] is ...:
            raise Unusable(f"{letter!r} is still `...`: name one of the five kinds for each letter")
        kind = {one.lower(): one for one in kinds}.get(str(answer[letter]).strip().lower())
        if kind is None:
            raise Unusable(f"{answer[letter]!r} is none of the five kinds: {', '.join(kinds)}")
        return kind

    exchanged = [
        (
            f"{one} and {other} exchanged",
            {one: truth[other], other: truth[one]},
            f"{one} and {other} are exchanged: {sentence}",
        )
        for (one, other), sentence in (exchanges or {}).items()
    ]
    return Exercise(
        name=name,
        title=title,
        stub=f"{name} = ...  # {{'A': {example!r}, 'B': ..., 'C': ..., 'D': ..., 'E': ...}}",
        hints=hints,
        solution=f"{name} = {truth!r}",
        cases=lambda: [(letter,) for letter in truth],
        arguments=(suspect,),
        probe=named,
        advice=advice,
        mistakes=tuple(
            Mistake(title, f"{name} = {truth | changes!r}", sentence)
            for title, changes, sentence in (*mistakes, *exchanged)
        ),
    )
