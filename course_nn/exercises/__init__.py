"""Exercises that answer: ``check``, ``hint``, ``solution`` and ``progress``.

    from course_nn.exercises import check, hint, progress, solution

A chapter's exercises stand in its room, `course_nn.chapters`, each with its stub, hints, reference solution, test
inputs and a catalog of likely mistakes; a room is loaded when one of them is asked for (`course_nn.windows`).
Everything works without a network.
"""

from .exercise import Exercise, Mistake
from .running import Unusable
from .session import EXERCISES, check, hint, progress, solution

__all__ = ["EXERCISES", "Exercise", "Mistake", "Unusable", "check", "hint", "progress", "solution"]
