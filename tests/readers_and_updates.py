"""A reader who works, a course that changes, and a power cut at any moment, all at random: for `my_course`."""

import copy
import json
import os
import re
import shutil
from pathlib import Path

from course_nn import _files
from course_nn.my_course import answers, working_copy

#: Every text of the reader holds a word like this, and no text of the course does.
WRITTEN = re.compile(rb'[^"\\\n]*reader_\d+')


class Killed(BaseException):
    """The process is no more: no further step of it reaches the disk."""


class PowerCut:
    """Counts the steps that change something on the disk, and lets none happen from step ``after`` on."""

    STEPS = ("open", "mkdir", "replace", "rename", "unlink", "fsync")

    def __init__(self, monkeypatch):
        self.after = None
        for name in self.STEPS:
            monkeypatch.setattr(os, name, self._guarded(getattr(os, name)))
        monkeypatch.setattr(os, "fsync", self._guarded(lambda file: None))  # what holds is the order
        monkeypatch.setattr(_files, "open", self._guarded(open), raising=False)

    def _guarded(self, step):
        def guarded(*arguments, **named):
            if self.after is not None:
                self.after -= 1
                if self.after < 0:
                    raise Killed
            return step(*arguments, **named)

        return guarded

    def update(self, *arguments, after=None):
        """Whether the update went through."""
        self.after = after
        try:
            self.said = working_copy.update(*arguments)
        except Killed:
            return False
        finally:
            self.after = None
        return True


def cell(source, kind="code", **more):
    one = {"cell_type": kind, "id": more.pop("id", None), "metadata": {}, "source": source} | more
    return one | {"outputs": [], "execution_count": None} if kind == "code" else one


def write(path, cells):
    text = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    Path(path).write_text(text, encoding="utf-8")


class World:
    """A course with its notebooks, and a reader with a working copy."""

    def __init__(self, place, rng):
        self.rng, self.count = rng, 0
        self.course, self.mine = Path(place, "notebooks"), Path(place, "my_course")
        self.course.mkdir(parents=True)
        self.books = {}
        self.new_notebook()

    def number(self):
        self.count += 1
        return self.count

    # The course

    def new_notebook(self):
        name = f"{len(self.books):02d}"
        cells = [cell(f"# Words {self.number()}", "markdown", id="a"), cell("from x import check", id="b")]
        self.books[name] = cells
        for _ in range(2):
            self.add_exercise(name)

    def add_exercise(self, name):
        new = f"f{self.number()}"
        stub = cell(f"def {new}(x):\n    ...", id=f"s{new}")
        self.books[name] += [stub, cell(f"check({new})", id=f"c{new}")]

    def change_course(self):
        name = self.rng.choice(list(self.books))
        cells, rng = self.books[name], self.rng
        exercises = list(answers.stubs(cells).items())
        what = rng.randrange(7)
        if what == 0:
            self.new_notebook() if len(self.books) < 3 else self.add_exercise(name)
        elif what == 1 or not exercises:
            cells[0] = cell(f"# Words {self.number()}", "markdown", id="a")
        elif what == 2:
            exercise, at = rng.choice(exercises)
            cells[at] = cell(f"def {exercise}(x, y={self.number()}):\n    ...", id=rng.choice([cells[at]["id"], "new"]))
        elif what == 3:
            exercise, at = rng.choice(exercises)
            for one in cells[at : at + 2]:
                one["source"] = re.sub(rf"\b{exercise}\b", f"{exercise}a", one["source"])
        elif what == 4:
            _, at = rng.choice(exercises)
            del cells[at : at + 2]
        elif what == 5:
            cells[1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": str(self.number())}]
        else:
            cells.insert(1, cell(f"Section {self.number()}", "markdown", id=f"t{self.count}"))

    def publish(self):
        for name, cells in self.books.items():
            write(self.course / f"{name}.ipynb", cells)

    # The reader

    def work(self):
        there = sorted(self.mine.glob("*.ipynb"))
        if not there:
            return
        path, rng = self.rng.choice(there), self.rng
        text = f"reader_{self.number()}"
        book = answers.notebook(path.read_bytes())
        what = rng.randrange(12)
        if what == 0:
            path.write_text(f'{{"cells": ["{text}')
        elif what == 1:
            path.unlink()
        elif what == 2 and rng.random() < 0.3:
            shutil.rmtree(self.mine / ".course_nn", ignore_errors=True)
        elif book is not None:
            self._work_in(book["cells"], what, text)
            write(path, book["cells"])

    def _work_in(self, cells, what, text):
        rng, exercises = self.rng, list(answers.stubs(cells).items())
        at = rng.randrange(len(cells)) if cells else 0
        if what in (3, 4, 5) and exercises:
            name, at = rng.choice(exercises)
            answer = f"def {name}(x): return {text}"
            if what == 5:
                cells.insert(at + 1, cell(answer, id=text))
            else:
                cells[at]["source"] = answer
        elif what == 6 and cells:
            cells[at]["source"] = f"{text} is mine"
        elif what == 7:
            cells.insert(at, cell(f"# {text}", rng.choice(["code", "markdown"]), id=text))
        elif what == 8 and cells:
            del cells[at]
        elif what == 9 and cells:
            cells.insert(rng.randrange(len(cells)), cells.pop(at))
        elif what == 10:
            for one in cells:
                one.pop("id", None)
        else:
            for one in cells:
                if one["cell_type"] == "code":
                    one.update(execution_count=1, metadata={"trusted": True}, outputs=[])
            cells.append(cell("", id=f"e{self.number()}"))

    # What must hold

    def written(self):
        """Every text of the reader that is in a notebook of the working copy, or was kept from one."""
        files = (path for path in self.mine.rglob("*.ipynb") if ".course_nn" not in path.parts)
        return {text for path in files for text in WRITTEN.findall(path.read_bytes())}

    def look(self):
        """By notebook: the reader's cells, and what the course noted that it had handed out."""
        notes = {path.stem: json.loads(path.read_bytes())["versions"] for path in self.mine.glob(".course_nn/*.json")}
        books = {path.stem: answers.notebook(path.read_bytes()) for path in self.mine.glob("*.ipynb")}
        return {name: (book and book["cells"], notes.get(name)) for name, book in books.items()}

    def check_followed(self, before):
        """After an update that went through: the course's notebooks with the reader's answers."""
        for name, given in self.books.items():
            mine, handed_out = before.get(name, (None, None))
            new = [one for one in self.look()[name][0] if answers.source(one).strip()]
            if mine is None:
                assert answers.contents(new) == answers.contents(given)
            elif handed_out is None or list(map(answers.contents, handed_out)) != [answers.contents(given)]:
                kept = {answers.source(one) for one in mine if WRITTEN.search(answers.source(one).encode())}
                came = [answers.source(one) for one in new if answers.source(one) in kept]
                certain = handed_out is not None and len(handed_out) == 1
                found, expected, elsewhere = answers.contents(new), copy.deepcopy(given), []
                for exercise, at in answers.stubs(given).items():
                    if any(text.startswith(f"def {exercise}(") for text in kept):
                        expected[at]["source"] = next(one for one in came if one.startswith(f"def {exercise}("))
                    elif certain and answers.source(new[at]) in came:
                        expected[at]["source"] = new[at]["source"]  # the reader's cell in that place
                    elif came:
                        elsewhere.append(answers.content(expected[at]))
                wanted = answers.contents(expected)
                if handed_out is None:  # the reader's notebook may have been found to be the course's, and more
                    assert {*wanted} - {*elsewhere} <= {*found}
                elif len(handed_out) > 1:  # of which version it is had to be guessed
                    assert {*wanted} - {*elsewhere} <= {*found} or found == answers.contents(mine)
                else:
                    assert found == wanted
