"""A chapter's notebook as the book shows it: the stored one, with what works without a kernel."""

import ast
import re

from nbformat.v4 import new_markdown_cell, new_output

from course_nn.chapters.playground.lesson import TASKS
from course_nn.exercises import EXERCISES
from course_nn.widgets import INSTRUMENTS

from . import folded, links, stored

FETCH = "fetch-course"
IMPORTS = "# Run this cell before any section below"
#: The tag of a cell that speaks of the notebook itself, such as of its keys.
APART = "not-in-book"
#: What MyST-NB writes on the fold of a cell, and what of a stored output it may show.
FOLDS = {FETCH: "Where the package is missing, this cell fetches it", IMPORTS: "What this chapter imports"}
SHOWN = ("text/html", "text/latex", "text/markdown", "text/plain")


def instrument_of(source):
    """The name of the instrument that a cell shows as it is, without arguments, in its last line; "" otherwise."""
    try:
        lines = ast.parse(source).body
    except SyntaxError:
        return ""
    call = lines[-1].value if lines and isinstance(lines[-1], ast.Expr) else None
    if not isinstance(call, ast.Call) or call.args or call.keywords:
        return ""
    called = call.func
    name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
    if isinstance(called, ast.Attribute) and getattr(called.value, "id", "") != "widgets":
        return ""
    return name if name in INSTRUMENTS.rooms else ""


def call_of(source):
    """The call that makes what a cell shows in its last line, without ``widgets.`` before it; "" where there is none.

    Where the last line is a name, it is the call of which this cell has made it.
    """
    try:
        lines = ast.parse(source).body
    except SyntaxError:
        return ""
    shown = lines[-1].value if lines and isinstance(lines[-1], ast.Expr) else None
    if isinstance(shown, ast.Name):
        made = [one.value for one in lines if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == shown.id]
        shown = made[-1] if made else None
    return ast.unparse(shown).removeprefix("widgets.") if isinstance(shown, ast.Call) else ""


def exercises_of(number):
    """The exercises of a chapter, by its number."""
    return [EXERCISES[name] for name in EXERCISES.rooms if EXERCISES.chapter(name) == number]


#: What is asked before an instrument begins so, and an exercise with its number.
QUESTION, EXERCISE = re.compile(r"(?m)^\*\*Predict first"), re.compile(r"(?m)^\*\*\d+\. ")
HEADING = re.compile(r"(?m)^#+ ")


def anchor(kind, name):
    """HTML that an index can point at. Names of instruments and exercises are Python's, so they need no quoting."""
    return f'<span id="{kind}-{name}"></span>'


class Transform:
    """The way from the stored ``chapter`` to its page.

    ``pictures`` keeps its stored pictures (`stored.Pictures`), ``files`` is a dict from chapters' numbers to names, and
    ``figure`` a function that gives an instrument's HTML by its name, or "" where only the stored picture is there;
    ``recorded`` is HTML to be shown before everything else, and ``recordings`` a dict from calls to the HTML of what
    was recorded of them. Afterwards ``instruments`` and ``exercises`` name what the page shows, in its order.
    """

    def __init__(self, chapter, pictures, files, figure=lambda name: "", recorded="", recordings=None):
        self.chapter, self.pictures, self.files = chapter, pictures, files
        self.figure, self.recorded, self.recordings = figure, recorded, recordings or {}
        self.own = exercises_of(chapter.number) if chapter.number is not None else []
        self.tasks = {}  # the name of a playground → its task
        self.instruments, self.exercises = {}, []
        self.places = []  # (kind, name, how its words begin), of the cell that is looked at

    def notebook(self):
        """A copy of the notebook, transformed; the chapter's own is left as it is."""
        notebook = type(self.chapter.notebook)(self.chapter.notebook)
        first, *rest = self.chapter.notebook.cells
        title, _, text = self.words(first.source).partition("\n")
        head = f"{title}\n\n{links.where_it_runs(self.chapter.name)}\n{text}"
        notebook.cells = [new_markdown_cell(head + (f"\n\n{self.recorded}" if self.recorded else ""), id=first.id)]
        for cell in rest:
            if APART in cell.metadata.get("tags", ()):
                continue
            if cell.cell_type == "markdown":
                notebook.cells.append(new_markdown_cell(self.words(cell.source), id=cell.id))
            else:
                new = self.code(cell)
                self.lead_to(new, notebook.cells)
                notebook.cells += new
        kernel = self.chapter.notebook.metadata.get("kernelspec", {})
        notebook.metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
        return notebook

    def lead_to(self, new, before):
        """Put the places that an index points at where a reader begins: above the question, or the exercise's words.

        Where nothing is asked since the last place, it is where the thing itself stands.
        """
        for kind, name, words in self.places:
            mark = anchor(kind, name)
            for cell in reversed(before):
                if cell.cell_type == "code":
                    continue
                if "<span id=" in cell.source:
                    break
                if found := [*words.finditer(cell.source)]:
                    at = found[-1].start()
                    cell.source, mark = cell.source[:at] + mark + cell.source[at:], ""
                if not mark or HEADING.search(cell.source):
                    break
            if mark:
                new.insert(0, new_markdown_cell(mark))
        self.places = []

    def words(self, text):
        return links.to_reading(links.to_chapters(text, self.files, self.chapter.number))

    def code(self, cell):
        """The cells that stand in the place of a code cell: none for what only a kernel could answer."""
        self.tasks |= {found[1]: found[2] for found in folded.TASK.finditer(cell.source)}
        if (exercise := folded.exercise_of_stub(cell.source, self.own)) is not None:
            self.exercises.append(exercise.name)
            self.places.append(("exercise", exercise.name, EXERCISE))
            return [self.shown(cell)]
        name = folded.checked(cell.source)
        if (exercise := next((one for one in self.own if one.name == name), None)) is not None:
            if not cell.source.strip().startswith("check"):
                return [self.shown(cell)] if cell.source.startswith("#") else []
            return [new_markdown_cell(folded.of_exercise(exercise), id=cell.id)]
        check = folded.TASK_CHECK.fullmatch(cell.source.strip())
        if check and check[1] in self.tasks:
            return [new_markdown_cell(folded.of_task(TASKS[self.tasks[check[1]]]), id=cell.id)]
        return [self.shown(cell)]

    def shown(self, cell):
        """A code cell with what it stores, or with an instrument that moves without a kernel."""
        cell = type(cell)(cell)
        cell.outputs = [shown for output in cell.outputs if (shown := self.output(output)) is not None]
        cell.metadata = {"tags": []}
        name, recorded = instrument_of(cell.source), self.recordings.get(call_of(cell.source), "")
        if name:
            self.instrument(cell, name, recorded)
        elif recorded:
            cell.outputs = [new_output("display_data", {"text/html": recorded})]
        for sign, prompt in FOLDS.items():
            if cell.get("id") == sign or cell.source.startswith(sign):
                cell.metadata = {"tags": ["hide-input"], "mystnb": {"code_prompt_show": prompt}}
        return cell

    def instrument(self, cell, name, recorded=""):
        """Put the instrument's HTML in the place of its stored picture; where it stands first is its place."""
        sentence = "".join(cell.outputs[0].data.get("text/plain", "")) if cell.outputs else ""
        stored = "".join(cell.outputs[0].data["text/html"]) if cell.outputs else ""
        inside = recorded or self.figure(name) or stored
        if name not in self.instruments:
            self.places.append(("instrument", name, QUESTION))
        self.instruments.setdefault(name, sentence)
        cell.outputs = [new_output("display_data", {"text/html": inside, "text/plain": sentence})]

    def output(self, output):
        """A stored output as the page shows it; None for what it doesn't show."""
        if output.output_type == "stream":
            return output if output.name == "stdout" else None
        if output.output_type not in ("display_data", "execute_result"):
            return None
        data = {kind: output.data[kind] for kind in SHOWN if kind in output.data}
        if "text/html" in data:
            text = self.pictures.unpacked("".join(data["text/html"]))
            data["text/html"] = text if "<img" in text else stored.with_formulas(for_a_page(text))
        return new_output("display_data", data) if data else None


def for_a_page(text):
    """Stored HTML without what is meant for a running notebook: a page announces nothing, and its tables scroll.

    Between cells of a table comes a space, for the search, which shows them as one line.
    """
    text = re.sub(r"(</t[dh]>)(?=<)", r"\1 ", text.replace(' role="status"', ""))
    return re.sub(r"<table", '<div class="wide"><table', text).replace("</table>", "</table></div>")
