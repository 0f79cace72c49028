"""Exercises that answer: ``check``, ``hint``, ``solution`` and ``progress``.

    from course_nn.exercises import check, hint, progress, solution

A chapter's exercises stand in ``chapterNN.py`` beside this file, each with its stub, hints, reference
solution, test inputs and a catalog of likely mistakes. Everything works without a network.
"""

from .exercise import Exercise, Mistake
from .registry import EXERCISES
from .session import check, hint, progress, solution

__all__ = ["EXERCISES", "Exercise", "Mistake", "check", "hint", "progress", "solution"]
