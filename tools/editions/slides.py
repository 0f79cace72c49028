"""The slides of a chapter, as a notebook with nbconvert's own slide metadata: re-cut it in Jupyter, convert it again.

A section (`##`) begins a new column; a subsection, an instrument, a picture and a question have a slide of their own.
`pieces` tells what stands on slides, and what in the notes; what is left out is still there, as cells of type "skip".
"""

import copy
import re

from nbformat.v4 import new_markdown_cell, new_notebook, new_output

from . import printed, source, student
from .pieces import HEADING, pieces

ROOM = 610  # pixels
HIDE = "hide-input"
#: Above these kinds a new slide begins; and behind them, whatever comes.
OPENING = ("section", "subsection", "question", "task", "figure")


def edition(notebook, figure=None):
    """The slides of ``notebook``. ``figure(name)`` is the HTML of an instrument that moves, "" where there is none."""
    book = student.edition(notebook)
    cutter = _Cutter({one.cell: one.expect for one in source.instruments(book.cells)}, figure or (lambda name: ""))
    for piece in pieces(book.cells):
        cutter.take(piece)
    cutter.close()
    cells = [cell for cell in cutter.cells if cell.source or cell.metadata.slideshow.slide_type != "notes"]
    title = re.sub(r"^# ", "", book.cells[0].source.partition("\n")[0])
    return new_notebook(cells=cells, metadata={"kernelspec": book.metadata.kernelspec, "title": title})


class _Cutter:
    """Pieces in, slides out: ``cells`` is what was cut so far."""

    def __init__(self, expectations, figure):
        self.expectations, self.figure = expectations, figure
        self.cells, self.section, self.ids = [], "", set()
        self.kind, self.slide, self.notes, self.used, self.full = "slide", [], [], 0.0, False
        self.noted = None  # the notes of the slide before

    def take(self, piece):
        if piece.kind == "note":
            self.notes.append(piece.text)
            return
        if piece.kind == "skip":
            self.slide.append(("skip", self.cell(piece, "skip"), 0))
            return
        opens, lead = piece.kind in OPENING, []
        if not opens and piece.kind != "caption" and (self.full or self.used + piece.height > ROOM):
            lead = self.lead(piece)
            opens = lead is not None
        if opens:
            own = lead or piece.kind in ("question", "task", "line", "lead")  # whose text was noted last
            notes = [self.notes.pop()] if self.notes and own else []
            self.close()
            self.kind, self.notes, self.slide = "slide" if piece.kind == "section" else "subslide", notes, lead
            self.used = sum(height for *_, height in lead)
        if piece.kind == "section":
            self.section = piece.text.lstrip("# ")
        self.used += piece.height + (HEADING if not self.used and piece.kind != "section" else 0)
        self.full = piece.kind in ("figure", "question") or (self.full and piece.kind == "caption")
        self.slide.append((piece.kind, self.cell(piece, ""), piece.height))
        if piece.kind == "question" and (expected := self.expected(piece.number)):
            self.notes.append(f"**Expect.** {expected}")

    def lead(self, piece):
        """What goes along to a new slide: words that lead to ``piece``, and the formula that a sentence began with.

        Where that is all of the slide it stays: None if ``piece`` is such a sentence, and stays with its formula.
        """
        goes_on, place, formula = _goes_on(piece.text), len(self.slide), False
        while place:
            kind, cell, _ = self.slide[place - 1]
            begun = cell.source.startswith("$$") and (goes_on or re.search(r",[$ ]*$", cell.source))
            if not (kind == "lead" or begun):
                break
            formula, goes_on, place = formula or kind != "lead", _goes_on(cell.source), place - 1
        if formula and all(kind in ("skip", "section", "subsection") for kind, *_ in self.slide[:place]):
            return None if _goes_on(piece.text) else []
        lead = self.slide[place:]
        del self.slide[place:]
        return lead

    def expected(self, number):
        """What is to be noticed at the instrument that comes next."""
        following = [cell for cell in self.expectations if cell > number]
        return self.expectations[min(following)] if following else ""

    def close(self):
        """The slide is whole: its first cell opens it, the notes end it."""
        shown = [cell for kind, cell, _ in self.slide if kind != "skip"]
        if {kind for kind, *_ in self.slide} <= {"skip", "line", "lead"} and self.noted is not None:
            # Prose alone makes no slide: it is in the notes, and they go on.
            self.cells += [cell for kind, cell, _ in self.slide if kind == "skip"]
            self.noted.source = "\n\n".join([self.noted.source, *self.notes]).strip()
        elif shown:
            data = {} if shown[0].source.startswith("#") else {"data": {"section": self.section}}
            shown[0].metadata["slideshow"] = {"slide_type": self.kind, **data}
            self.noted = self.markdown("\n\n".join(self.notes), "notes", f"notes-{shown[0].id}")
            last = max(place for place, (kind, *_) in enumerate(self.slide) if kind != "skip") + 1
            cells = [cell for _, cell, _ in self.slide]
            self.cells += [*cells[:last], self.noted, *cells[last:]]
        self.slide, self.notes, self.used, self.full = [], [], 0.0, False

    def cell(self, piece, kind):
        if piece.cell is None:
            cell = self.markdown(piece.text, kind, f"cell-{piece.number}")
            if piece.kind == "caption":
                cell.metadata["tags"] = ["caption"]
            return cell
        cell = copy.deepcopy(piece.cell)
        cell.id = self.new_id(cell.id)
        cell.metadata["slideshow"] = {"slide_type": kind or "-"}
        if piece.kind == "code":
            printed.wrap(cell)
        if piece.kind == "figure":
            cell.metadata["tags"] = [*cell.metadata.get("tags", []), HIDE]
            name = source.instrument(cell)
            moving = self.figure(name) if name and source.plainly(cell) else ""
            if moving:
                cell.outputs = [new_output("display_data", {"text/html": moving, "text/plain": name})]
        return cell

    def markdown(self, text, kind, name):
        cell = new_markdown_cell(text, id=self.new_id(name))
        cell.metadata["slideshow"] = {"slide_type": kind or "-"}
        return cell

    def new_id(self, name):
        name, number = name[:56], 0
        while (new := f"{name}-{number}" if number else name) in self.ids:
            number += 1
        self.ids.add(new)
        return new


def _goes_on(text):
    """Whether a text goes on with a sentence that has begun before it."""
    return text[:1].islower()
