"""How long it takes to mark a class: made submissions, and what that comes to for 300 of them.

    python benchmarks/marking.py [STUDENTS] [CHAPTERS ...]

Each submission has as many notebooks as there are chapters (by default 01 to 05, 20 exercises): of its answers three in
five are right, one in four is a mistake of the catalog, one in twenty nothing, and one in a hundred never ends.
"""

import copy
import json
import os
import random
import sys
import tempfile
import time
from pathlib import Path

from course_nn.exercises import EXERCISES
from course_nn.mark.desk import mark_folder
from course_nn.my_course import answers, working_copy

CLASS, MINUTES = 300, 20


def answer(name, rng):
    """A student's answer, or None for the stub."""
    exercise, chance = EXERCISES[name], rng.random()
    if chance < 0.6:
        return exercise.solution
    if chance < 0.85:
        return rng.choice(exercise.mistakes).source
    if chance < 0.9:
        return None
    if chance > 0.99:
        return f"while True:\n    pass\n{name} = None"
    return f"def {name}(*inputs):\n    return inputs[0]"


def write(folder, students, chapters, rng):
    """Made submissions, a folder a student; returns the number of exercises of each."""
    books = {}
    for chapter in chapters:
        (path,) = working_copy.course().glob(f"{chapter:02d}_*.ipynb")
        books[path.name] = json.loads(path.read_text(encoding="utf-8"))
    for student in range(students):
        place = Path(folder, f"student {student:03d}")
        place.mkdir()
        for file, given in books.items():
            book = copy.deepcopy(given)
            for name, number in answers.stubs(book["cells"]).items():
                if (source := answer(name, rng)) is not None:
                    book["cells"][number]["source"] = source
            (place / file).write_text(json.dumps(book), encoding="utf-8")
    return sum(len(answers.stubs(book["cells"])) for book in books.values())


def main(students=20, *chapters):
    chapters = chapters or (1, 2, 3, 4, 5)
    with tempfile.TemporaryDirectory() as folder:
        count = write(folder, students, chapters, random.Random(0))
        begin, used = time.perf_counter(), os.times()
        mark_folder(folder, chapters=list(chapters), seed=0, say=lambda _: None)
        seconds = time.perf_counter() - begin
        now = os.times()
    cpu = now.user + now.system + now.children_user + now.children_system
    cpu -= used.user + used.system + used.children_user + used.children_system
    print(f"{students} submissions of {count} exercises: {seconds:.1f} s, {cpu:.1f} s of processor time")
    for what, one in (("by the clock, as busy as this computer is", seconds), ("2 processors to itself", cpu / 2)):
        minutes = one / students * CLASS / 60
        print(f"{CLASS} of them, {what}: {minutes:.1f} minutes; the target is {MINUTES}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
