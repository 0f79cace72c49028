"""A bug hunt in a line-up: suspects A to E, one of the named kinds of mistake for each."""

from .exercise import Exercise, Mistake


def bug_hunt(name, title, *, suspect, truth, kinds, example, advice, hints, mistakes):
    """The exercise whose answer is a dict from the letter of each ``suspect`` to one of ``kinds``.

    ``truth`` is the right dict and ``example`` the kind that the stub shows. ``mistakes`` are (title, what is answered
    otherwise than in truth, sentence); ``advice`` is said of any other wrong letter.
    """

    def named(answer, letter):
        if not isinstance(answer, dict) or letter not in answer:
            raise ValueError(f"a dict with the letters A to E was expected, and {letter!r} is not in it")
        kind = str(answer[letter]).strip().lower()
        if kind not in kinds:
            raise ValueError(f"{answer[letter]!r} is none of the five kinds: {', '.join(kinds)}")
        return kind == truth[letter]  # not the kind itself: a report shows what was expected

    return Exercise(
        name=name,
        title=title,
        stub=f"{name} = ...  # {{'A': {example!r}, 'B': ..., 'C': ..., 'D': ..., 'E': ...}}",
        hints=hints,
        solution=f"{name} = {truth!r}",
        cases=lambda: [(letter,) for letter in truth],
        arguments=(suspect,),
        probe=named,
        compare=lambda expected, got: None if expected == got else advice,
        measure="right",
        mistakes=tuple(
            Mistake(title, f"{name} = {truth | changes!r}", sentence) for title, changes, sentence in mistakes
        ),
    )
