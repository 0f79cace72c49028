"""The student edition of a notebook: stubs, stored pictures, and nothing of a solution."""

import copy

from course_nn.exercises import EXERCISES

from . import leaks, source


def edition(notebook):
    """A copy in which every exercise is as it was handed out: its stub, and no answer that somebody has tried.

    ValueError, in one sentence, if something of a solution would stand in it.
    """
    book = copy.deepcopy(notebook)
    answered = {}
    for name, number in source.stubs(book.cells).items():
        answered.setdefault(number, []).append(name)
    for number, names in answered.items():
        stub = "\n\n\n".join(EXERCISES[name].stub for name in names)
        if book.cells[number].source != stub:
            book.cells[number].update(source=stub, outputs=[], execution_count=None)
    refuse_solutions(book)
    return book


def refuse_solutions(book):
    """ValueError if a cell of ``book``, or an output, shows something of any solution of the course."""
    exercises = [EXERCISES[name] for name in EXERCISES.rooms]
    texts = ["\n".join([cell.source, *map(str, cell.get("outputs", []))]) for cell in book.cells]
    if not leaks.found("\n".join(texts), exercises):
        return
    for number, text in enumerate(texts):
        if said := leaks.found(text, exercises):
            raise ValueError(f"cell {number} can't be handed to students, {said[0]}: take it out of the notebook")
