"""What holds for every notebook as it is stored: see the rules, each a function from a notebook to complaints."""

import ast
import html
import itertools
import re
import statistics
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from notebook_cells import FETCH_COURSE, setup_cells

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tools"))
import nb_clean  # noqa: E402

from course_nn import widgets  # noqa: E402

BOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
INSTRUMENTS = set(widgets.INSTRUMENTS)
OUTSIDE = {"subprocess", "socket", "urllib", "requests", "http", "ftplib", "shutil", "webbrowser"}

#: What stands above the imports in every chapter.
IMPORTS = "# Run this cell before any section below: they all use what it imports."
#: What a reader calls in a cell of their own, or by taking away a #.
ASIDE = {"hint", "solution", "my_answer", "export_progress", "import_progress", "begin_anew"}


def code_cells(book):
    return [cell for cell in book.cells if cell.cell_type == "code"]


def outputs(book):
    return [(number, output) for number, cell in enumerate(code_cells(book), 1) for output in cell.outputs]


def trees(book):
    """(number, syntax tree) of every code cell, without the one magic that is allowed."""
    for number, cell in enumerate(code_cells(book), start=1):
        yield number, ast.parse(re.sub(r"(?m)^%matplotlib inline$", "", cell.source))


def canonical(book):
    """Stored as nb_clean stores it: no errors, nothing on stderr, no widget state, counts in order."""
    text = nbformat.writes(book, version=nbformat.NO_CONVERT) + "\n"
    try:
        if nb_clean.canonical(text) != text:
            yield "not in its canonical form; run make clean-notebooks"
    except (nb_clean.Refused, nbformat.ValidationError) as error:
        yield str(error)


def ran_in_order(book):
    counts = [cell.execution_count for cell in code_cells(book)]
    if counts != list(range(1, len(counts) + 1)):
        yield f"its cells have the counts {counts}; run it with make notebooks"


def short_cells(book):
    lines = sorted(len(cell.source.splitlines()) for cell in code_cells(book) if cell.id != FETCH_COURSE)
    if lines[-1] > 25:
        yield f"a cell of {lines[-1]} lines; none has more than 25: move code into the chapter's room"
    if sum(count <= 15 for count in lines) < 0.9 * len(lines):
        yield f"fewer than nine in ten cells have at most 15 lines: {lines}"
    if statistics.median(lines) > 5:
        yield f"the middle cell has {statistics.median(lines)} lines, more than 5: move code into the chapter's room"


def prose_between_code(book):
    longest = max(
        (len(list(run)) for kind, run in itertools.groupby(c.cell_type for c in book.cells) if kind == "code"),
        default=0,
    )
    if longest > 3:
        yield f"{longest} code cells in a row; never more than three: write prose between them"


def plain_python(book):
    """No magics and no shell commands: what is left is Python."""
    for number, cell in enumerate(code_cells(book), start=1):
        if re.search(r"(?m)^\s*(?!%matplotlib inline$)[%!?]|^\s*\w+\?+$", cell.source):
            yield f"code cell {number} holds a magic or a shell command: write it in Python"
        if {"raises-exception", "nbval-skip"} & set(cell.metadata.get("tags", [])):
            yield f"code cell {number} is tagged so that its failure is not seen: take the tag away"


def imports_by_name_in_the_first_cell(book):
    setup = len(setup_cells(book.cells))
    for number, tree in trees(book):
        for node in ast.walk(tree):
            if isinstance(node, (ast.Import, ast.ImportFrom)):
                names = [alias.name for alias in node.names]
                modules = {name.split(".")[0] for name in names if isinstance(node, ast.Import)}
                modules |= {(getattr(node, "module", None) or "").split(".")[0]}
                if number > setup:
                    yield f"code cell {number} imports {names}: move that to the cell of imports"
                if "*" in names:
                    yield f"code cell {number} imports everything from {node.module}: name what is used"
                if modules & OUTSIDE:
                    yield f"code cell {number} imports {sorted(modules & OUTSIDE)}, which a notebook does without"


def the_cell_of_imports_says_so(book):
    """Who leaves it out meets a NameError: it says in one same line that all the others need it."""
    first = next((cell.source for cell in code_cells(book) if re.search(r"(?m)^from course_nn", cell.source)), None)
    if first is not None and first.splitlines()[0] != IMPORTS:
        yield f"the cell of imports does not begin with {IMPORTS!r}: write that line above it"


def assertions_say_what_they_claim(book):
    """A bare AssertionError would read as "the course is wrong"."""
    for number, tree in trees(book):
        for node in ast.walk(tree):
            if isinstance(node, ast.Assert) and not node.msg:
                yield f"code cell {number}: {ast.unparse(node)[:60]!r} has no message: say what is claimed"


def questions_before_instruments(book):
    """The reader is asked to predict before there is something to move."""
    prose = ""
    for cell in book.cells:
        if cell.cell_type == "markdown":
            prose = cell.source
        elif names := INSTRUMENTS & set(re.findall(r"(?m)^(?:\w+\.)?(\w+)\(\)", cell.source)):
            if "Predict first" not in prose:
                yield f"no question before {', '.join(names)}: write 'Predict first' and one in the cell above"


def nothing_from_outside(book):
    """No addresses and no absolute paths in code."""
    for number, tree in trees(book):
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if re.match(r"(https?|ftp|file)://|[/~]\w+/|[A-Za-z]:\\", node.value):
                    yield f"code cell {number} names {node.value[:40]!r}: take what comes with the package"


def running_all_spoils_nothing(book):
    """No answer is given away, no hint counted, no file of the reader's written: what would do that is a comment."""
    for number, tree in trees(book):
        called = {ast.unparse(node.func).split(".")[-1] for node in ast.walk(tree) if isinstance(node, ast.Call)}
        if called & ASIDE:
            yield f"code cell {number} calls {', '.join(sorted(called & ASIDE))}; put a # before it"


def pictures_have_words(book):
    """Every picture has a sentence as its alternative, in the page and as text."""
    for number, output in outputs(book):
        data = output.get("data", {})
        if any(kind.startswith("image/") for kind in data):
            yield f"code cell {number} stores a picture that has no alternative in the page: plots.show gives it one"
        for image in re.findall("<img [^>]*>", data.get("text/html", "")):
            words = html.unescape((re.search(' alt="([^"]*)"', image) or ["", ""])[1])
            if len(words.split()) < 4 or words != data.get("text/plain"):
                yield f"code cell {number} shows a picture with {words!r} as its alternative"


def of_reasonable_size(book):
    size = len(nbformat.writes(book).encode())
    if size > 3e6:
        yield f"{size / 1e6:.1f} MB; at most 3: show fewer pictures, or smaller ones"


RULES = (
    canonical,
    ran_in_order,
    short_cells,
    prose_between_code,
    plain_python,
    imports_by_name_in_the_first_cell,
    the_cell_of_imports_says_so,
    assertions_say_what_they_claim,
    questions_before_instruments,
    nothing_from_outside,
    running_all_spoils_nothing,
    pictures_have_words,
    of_reasonable_size,
)


def test_there_are_notebooks():
    assert {"00", "01", "03"} <= {path.name[:2] for path in BOOKS}, "notebooks/ lacks chapters"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("path", BOOKS, ids=[path.stem for path in BOOKS])
def test_stored_notebook(path, rule):
    book = nbformat.read(path, as_version=nbformat.NO_CONVERT)
    complaints = list(rule(book))
    assert not complaints, "\n".join(["", *(f"notebooks/{path.name}: {complaint}" for complaint in complaints)])


def book_of(*sources, output=None, tags=()):
    """A notebook of code cells that ran, the last with an output."""
    cells = [new_code_cell(source, id=f"c{count}", execution_count=count) for count, source in enumerate(sources, 1)]
    cells[-1].outputs = [output] if output else []
    cells[-1].metadata = nbformat.from_dict({"tags": list(tags)} if tags else {})
    return nb_clean.clean(new_notebook(cells=cells))


def picture(words, kind="text/html", alt=' alt="A line parts 2 &amp; 3."'):
    data = {"text/html": f'<img src="data:image/png;base64,iVBORw=="{alt}>', "image/png": "iVBORw=="}
    return book_of("figure", output=new_output("display_data", data={kind: data[kind], "text/plain": words}))


TOLD = "A line parts 2 & 3."
GOOD = new_notebook(cells=[*book_of("import numpy as np").cells, new_markdown_cell("So.", id="m1")])
WRONG = [
    (canonical, new_notebook(cells=[new_code_cell("1", id="c1", execution_count=3)])),
    (
        canonical,
        new_notebook(cells=[new_code_cell("1", id="c1", execution_count=1, metadata={"scrolled": True})]),
    ),
    (ran_in_order, new_notebook(cells=[new_code_cell("1", execution_count=2)])),
    (ran_in_order, new_notebook(cells=[new_code_cell("1")])),
    (short_cells, book_of("1", "2", "\n".join(["x = 1"] * 26))),
    (short_cells, book_of(*["1"] * 5, "\n".join(["x = 1"] * 16))),
    (short_cells, book_of("\n".join(["x = 1"] * 6))),
    (prose_between_code, book_of("1", "2", "3", "4")),
    (plain_python, book_of("%timeit 1")),
    (plain_python, book_of("if True:\n    !ls")),
    (plain_python, book_of("int?")),
    (plain_python, book_of("1/0", tags=["raises-exception"])),
    (imports_by_name_in_the_first_cell, book_of("1", "import numpy")),
    (imports_by_name_in_the_first_cell, book_of("from numpy import *")),
    (imports_by_name_in_the_first_cell, book_of("import urllib.request")),
    (the_cell_of_imports_says_so, book_of("1", "import numpy\nfrom course_nn import data")),
    (assertions_say_what_they_claim, book_of("if True:\n    assert 1 + 1 == 2")),
    (questions_before_instruments, book_of("1", "widgets.decision_line()")),
    (nothing_from_outside, book_of("open('/home" + "/me/x')")),
    (nothing_from_outside, book_of("get('https://example.com')")),
    (running_all_spoils_nothing, book_of("solution(update)")),
    (running_all_spoils_nothing, book_of("if True:\n    exercises.hint('update')")),
    (running_all_spoils_nothing, book_of("print(export_progress())")),
    (pictures_have_words, picture("<Figure size 640x480>", "image/png")),
    (pictures_have_words, picture(TOLD, "image/png")),
    (pictures_have_words, picture(TOLD, alt="")),
    (pictures_have_words, picture("A line.", alt=' alt="A line."')),
    (pictures_have_words, picture("Another line parts 2 & 3.")),
    (of_reasonable_size, book_of("x", output=new_output("stream", text="x" * 4_000_000))),
]


@pytest.mark.parametrize("rule, book", WRONG, ids=lambda value: getattr(value, "__name__", ""))
def test_each_rule_bites(rule, book):
    assert list(rule(book))


@pytest.mark.parametrize("book", [nb_clean.clean(GOOD), book_of("%matplotlib inline\nassert 1, 'one'"), picture(TOLD)])
def test_good_notebooks_pass(book):
    assert [complaint for rule in RULES for complaint in rule(book)] == []
