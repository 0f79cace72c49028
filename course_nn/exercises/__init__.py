"""Exercises that answer: ``check``, ``hint``, ``solution`` and ``progress``.

    from course_nn.exercises import check, hint, progress, solution

A chapter's exercises stand in its room, `course_nn.chapters`, each with its stub, hints, reference solution, test
inputs and a catalog of likely mistakes; a room is loaded when one of them is asked for (`course_nn.windows`).
Everything works without a network. ``check`` keeps the answers it sees, and ``my_answer`` shows them; ``predictions``
shows what you wrote before an instrument moved, beside what happened; ``export_progress`` writes all of it into one
file, for ``import_progress`` on another machine, and ``begin_anew`` puts it aside.
"""

from .exercise import Exercise, Mistake
from .predictions import predictions
from .running import Unusable
from .session import EXERCISES, check, hint, my_answer, progress, solution
from .transfer import begin_anew, export_progress, import_progress

__all__ = [
    "EXERCISES",
    "Exercise",
    "Mistake",
    "Unusable",
    "begin_anew",
    "check",
    "export_progress",
    "hint",
    "import_progress",
    "my_answer",
    "predictions",
    "progress",
    "solution",
]
