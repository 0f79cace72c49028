"""What of a chapter stands on slides, what goes to the speaker notes, and what a class doesn't need: cell by cell.

A slide shows headings, formulas, pictures, lists, tables, questions and code, and of prose what is short, opens a
section or leads to one of them. All prose goes to the notes. Imports, checks, code that only asserts, and further
reading are left out.
"""

import ast
import re
from typing import NamedTuple

from . import blocks, source

SHORT = 170  # letters of prose that may stand on a slide
WIDE = 92  # letters on its line
LINE, CODE, FORMULA, HEADING = 38, 23, 100, 90  # pixels high
TALLEST = 1000  # pixels: longer listings nobody could read from a wall
MOST_ROWS = 14  # of a table on a slide
LEFT_OUT = ("Further reading",)
DESK = ("check", "hint", "solution", "progress", "my_answer", "export_progress")  # of a reader's own desk
TASK = re.compile(r"\*\*\d+\. ")


class Piece(NamedTuple):
    """Kinds: section, subsection, show, question, task, caption, figure, code, note, skip; line and lead are prose.

    A line is short or opens a section, a lead leads to what follows.
    ``cell`` is there for code, ``text`` for all else, ``height`` is in pixels.
    """

    kind: str
    text: str = ""
    cell: object = None
    height: float = 0.0
    number: int = 0  # of the cell in the notebook


def pieces(cells):
    """The pieces of a notebook in their order."""
    maker = _Maker(cells)
    for number, cell in enumerate(cells):
        maker.number = number
        if cell.cell_type == "markdown":
            maker.text(cell)
        elif cell.cell_type == "code":
            maker.code(cell)
    return maker.pieces


class _Maker:
    def __init__(self, cells):
        self.cells, self.number, self.pieces = cells, 0, []
        self.stubs = set(source.stubs(cells).values())
        self.section, self.shown = "", set()  # the sentences that the section has shown

    def add(self, kind, text="", cell=None, height=0.0):
        self.pieces.append(Piece(kind, text, cell, height, self.number))

    def text(self, cell):
        parts = blocks.blocks(cell.source)
        asking = False
        for place, block in enumerate(parts):
            before = parts[place - 1].kind if place else ""
            after = parts[place + 1].kind if place + 1 < len(parts) else self._after()
            if block.kind == "heading":
                self.heading(block)
            elif self.section in LEFT_OUT:
                self.add("skip", block.text)
            elif block.kind == "caption" and self._last() == "figure":
                self.add("caption", block.text, height=lines(block.text) * LINE)
                self.add("note", block.text)
            elif asking and block.kind in ("prose", "list", "formula"):
                question = self.pieces.pop()
                text, tall = f"{question.text}\n\n{block.text}", question.height + height(block)
                self.add("question", text, height=tall)
            elif block.kind in ("prose", "caption", "quote", "html"):
                asking = self.prose(block.text, before, after)
            else:
                self.add("show", block.text, height=height(block))

    def heading(self, block):
        name = block.text.lstrip("# ")
        if block.level <= 2:
            self.section, kind = name, "section"
        else:
            kind = "subsection"
        self.shown = set()
        self.add("skip" if name in LEFT_OUT else kind, block.text, height=HEADING)

    def prose(self, text, before, after):
        """Whether what follows is still part of a question."""
        self.add("note", text)
        ask = blocks.ASK.search(text)
        if ask or (self.section == "Exercises" and TASK.match(text)):
            self.add("question" if ask else "task", onward(text), height=lines(text) * LINE)
            return bool(ask)
        if self.number == 0 and not text.startswith("**The question"):
            return False  # goals and needs are for the notes
        said = blocks.sentences(text)
        chosen = [said[0]] if not self.shown and not blocks.EXPECT.match(text) else []
        chosen += [said[0]] if before == "formula" and text[0].islower() else []
        chosen += [said[-1]] if after == "formula" or (after == "code" and text.rstrip().endswith(":")) else []
        if len(text) <= SHORT and not blocks.EXPECT.match(text):
            chosen = said
        new = [one for one in dict.fromkeys(chosen) if one not in self.shown and len(one) <= 2 * SHORT]
        self.shown |= {*new, ""}
        if new:
            text, leads = " ".join(new), after in ("code", "formula", "list", "table") and said[-1] in new
            self.add(
                "lead" if leads else "line", text if leads else re.sub(r":$", ".", text), height=lines(text) * LINE
            )
        return False

    def code(self, cell):
        kind = self.kind(self.number)
        self.add(kind, cell=cell, height=code_height(cell) if kind == "code" else 0)

    def kind(self, number):
        """What becomes of a code cell: skip, figure or code."""
        cell = self.cells[number]
        if number in self.stubs:
            return "code"
        if self.section in LEFT_OUT or is_machinery(cell) or source.called(cell) in DESK:
            return "skip"
        if pages := [
            "".join(one.data["text/html"]) for one in cell.get("outputs", []) if "text/html" in one.get("data", {})
        ]:
            return "skip" if any(page.count("<tr") > MOST_ROWS or "<details" in page for page in pages) else "figure"
        return "skip" if only_proves(cell) or code_height(cell) > TALLEST else "code"

    def _last(self):
        kinds = [one.kind for one in self.pieces if one.kind not in ("note", "skip")]
        return kinds[-1] if kinds else ""

    def _after(self):
        """What the next cell becomes."""
        number = self.number + 1
        code = number < len(self.cells) and self.cells[number].cell_type == "code"
        return self.kind(number) if code else ""


def onward(text):
    """A question as it stands on a slide, where what is asked about is on the next one."""
    text = re.sub(r"\bBelow(?=,| you| is )", "On the next slide", text)
    return re.sub(r"\b(instrument|data|logits) below\b", r"\1 on the next slide", text)


def lines(text):
    """How many lines a text takes on a slide."""
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    plain = re.sub(r"\\[a-zA-Z]+|[{}*`]", "", plain)
    paragraphs = re.split(r"\n(?=[-*+] |\d+[.)] |\|)", plain)
    return sum(-(-len(" ".join(one.split())) // WIDE) for one in paragraphs)


def height(block):
    """How many pixels a block takes on a slide."""
    if block.kind == "formula":
        return FORMULA + 50 * block.text.count(r"\\")
    if block.kind == "code":
        return CODE * block.text.count("\n")
    return LINE * lines(block.text) * (1.2 if block.kind == "table" else 1.0)


def code_height(cell):
    """How many pixels a cell and what it printed take."""
    printed = 0
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        if "text/latex" in data or "text/html" in data:
            printed += FORMULA * (1 + "".join(data.get("text/html", "")).count("<tr") / 3)
        else:
            printed += CODE * (1 + ("".join(output.get("text", "")) or "".join(data.get("text/plain", ""))).count("\n"))
    return CODE * (1 + cell.source.count("\n")) + printed + 20


def is_machinery(cell):
    """Whether a cell only fetches the course, imports, or holds remarks."""
    body = getattr(source.tree(cell.source), "body", [None])
    return cell.id == "fetch-course" or all(isinstance(one, (ast.Import, ast.ImportFrom)) for one in body)


def only_proves(cell):
    """Whether a cell asserts, and neither shows nor defines anything: it proves what the text tells."""
    parsed = source.tree(cell.source) or ast.Module([], [])
    defines = any(isinstance(one, (ast.FunctionDef, ast.ClassDef)) for one in parsed.body)
    asserts = any(isinstance(one, ast.Assert) for one in ast.walk(parsed))
    return asserts and not defines and not cell.get("outputs")
