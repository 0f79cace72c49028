"""Notebooks as students hand them in: the course's own, with answers in the place of stubs, and changed as they are."""

import copy
import json
from dataclasses import replace

from course_nn.exercises import EXERCISES
from course_nn.mark.limits import MB, Limits
from course_nn.my_course import answers, working_copy

#: Limits that end soon whoever goes beyond.
SMALL = Limits(seconds=3.0, memory=512 * MB, disk=4 * MB, files=100, answer=MB)
#: The same with the time that an honest answer takes on a machine that has much else to do.
PATIENT = replace(SMALL, seconds=10.0)

#: An answer to the exercise update as hardly anybody writes it.
HEAD = "def update(w, b, x, y):\n"
STRANGE = HEAD + (
    "    # first the sum of everything, then look at it\n"
    "    banana = 0.0\n    for kiwi in range(len(x)):\n        banana = banana + w[kiwi] * x[kiwi]\n"
    "    banana = banana + b\n    melon = [-1, 1][y]\n    if banana * melon > 0:\n        return w, b\n"
    "    return np.array([w[k] + melon * x[k] for k in range(len(w))]), b + melon\n"
)


def code(source, **more):
    """A code cell."""
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None} | more


def notebook(*cells, **more):
    """A notebook of code cells, given as text or as cells."""
    made = [code(one) if isinstance(one, str) else one for one in cells]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made} | more


def course(chapter):
    """The course's own notebook of a chapter."""
    (path,) = working_copy.course().glob(f"{chapter:02d}_*.ipynb")
    return answers.notebook(path.read_bytes())


def answered(chapter, **sources):
    """The chapter's notebook with these answers in the places of the stubs."""
    book = course(chapter)
    for name, number in answers.stubs(book["cells"]).items():
        if name in sources:
            book["cells"][number]["source"] = sources[name].splitlines(keepends=True)
    return book


def solved(chapter):
    """The chapter's notebook with all its solutions."""
    names = [name for name in EXERCISES.rooms if EXERCISES.chapter(name) == chapter]
    return answered(chapter, **{name: EXERCISES[name].solution for name in names})


def as_colab_saves(book):
    """Without ids, sources as text, with its own metadata, and outputs."""
    book = copy.deepcopy(book) | {"nbformat_minor": 0}
    for number, cell in enumerate(book["cells"]):
        cell.pop("id", None)
        cell["metadata"] = {"id": f"Xy{number}", "colab": {"base_uri": "https://localhost:8080/"}}
        cell["source"] = "".join(cell["source"])
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "1\n"}]
    return book


def write(path, book):
    """Put a notebook, or text, there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(book if isinstance(book, str) else json.dumps(book), encoding="utf-8")
    return path
