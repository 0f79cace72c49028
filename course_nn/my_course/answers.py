"""Which cell of a notebook is the answer to which exercise, and how answers come along into a new version.

An exercise stands in a notebook where ``check(name)`` or ``check("name", name)`` is called; its cell is the last one
before that in which the name gets its value. Notebooks are read as the JSON that they are.
"""

import ast
import copy
import functools
import json
import re
import warnings
from typing import NamedTuple

# For cells that are no Python: not finished, or with magics of IPython.
_BOUND = re.compile(r"(?m)^(?:(?:async )?def +|class +)?([^\W\d]\w*) *(?:[(:]|=[^=])")
_CHECKED = re.compile(r"\bcheck\( *[\"']?([^\W\d]\w*)")


class Carried(NamedTuple):
    """A new version with the reader's answers, and what became of the rest of the reader's cells."""

    notebook: dict
    came: list  # names of the exercises whose answers came along
    gone: list  # names of those that were answered and are no more
    others: int  # further cells that were changed or added


def notebook(content):
    """The notebook in these bytes, or None if they hold none."""
    try:
        found = json.loads(content)
        good = found["nbformat"] == 4 and isinstance(found["cells"], list) and all(map(is_cell, found["cells"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return found if good else None


def is_cell(cell):
    source = cell["source"]
    lines = source if isinstance(source, list) else [source]
    return cell["cell_type"] in ("code", "markdown", "raw") and all(isinstance(line, str) for line in lines)


def source(cell):
    return "".join(cell["source"]).replace("\r\n", "\n")


def content(cell):
    """What a person wrote in a cell: neither what running it gave, nor what a front end notes about it."""
    return cell["cell_type"], source(cell), json.dumps(cell.get("attachments") or {}, sort_keys=True)


def contents(cells):
    """The same of all cells, but for empty ones: JupyterLab adds one when the last cell is run."""
    return [content(cell) for cell in cells if source(cell).strip()]


def stubs(cells):
    """Exercise → the number of the cell in which it is to be answered."""
    places, found = {}, {}
    for number, cell in enumerate(cells):
        if cell["cell_type"] == "code":
            places.update(dict.fromkeys(bound(source(cell)), number))
            for name in _checked(source(cell)):
                if name in places:
                    found.setdefault(name, places[name])
    return found


def carry(new, mine, handed_out=None):
    """`Carried`: the answers in the reader's cells ``mine`` put into the notebook ``new``.

    ``handed_out`` are the cells that the reader was given; where that isn't known, an empty stub is no answer.
    """
    given = handed_out or []
    answers = _answers(new["cells"], mine, given)
    targets = stubs(new["cells"])
    result, texts = copy.deepcopy(new), {}
    for name in (name for name in answers if name in targets):
        texts.setdefault(targets[name], {})[source(answers[name])] = name
    for number, answered in texts.items():  # one text, unless two exercises share a cell
        lines = "\n\n\n".join(answered).splitlines(keepends=True)
        result["cells"][number].update(source=lines, outputs=[], execution_count=None)
    told = {*map(content, given), *map(content, new["cells"]), *map(content, answers.values())}
    return Carried(
        result,
        [name for name in answers if name in targets],
        [name for name in answers if name not in targets],
        sum(one not in told for one in contents(mine)),
    )


def _answers(new, mine, given):
    """Exercise → the reader's cell that answers it, in the notebook's order."""
    known = course_of(new, given)
    names = dict.fromkeys([*stubs(given or new), *stubs(mine)])
    return chosen(mine, names, known, empty_too=bool(given))


class Course(NamedTuple):
    """What tells the course's own cells from a reader's."""

    contents: set  # of all of them
    places: dict  # exercise → the ids of its cell
    elsewhere: set  # ids of the other cells, in which an answer is not looked for
    heads: set = frozenset()  # of what the other cells define, see `_head`


def course_of(*versions):
    """The `Course` of the cells of one version or several."""
    places, ids = {}, {cell.get("id") for cells in versions for cell in cells}
    for cells in versions:
        for name, number in stubs(cells).items():
            places.setdefault(name, set()).add(cells[number].get("id"))
    contents = {content(cell) for cells in versions for cell in cells}
    stub_heads, heads = set(), set()
    for cells in versions:
        numbers = stubs(cells).values()
        for number, cell in enumerate(cells):
            if cell["cell_type"] == "code":
                (stub_heads if number in numbers else heads).update(map(_head, _statements(source(cell))))
    return Course(contents, places, ids.difference(*places.values()) - {None}, heads - stub_heads - {()})


def asked(cells, course):
    """The exercises that a notebook asks for: it checks them, or has the cells of their stubs."""
    checked = {name for cell in cells if cell["cell_type"] == "code" for name in _checked(source(cell))}
    ids = {cell.get("id") for cell in cells} - {None}
    return checked | {name for name, places in course.places.items() if places & ids}


def chosen(mine, names, course, empty_too=False):
    """Exercise → that of the reader's cells ``mine`` which answers it: the last one in its place, or else at all.

    An empty stub answers only where ``empty_too``, and nothing else does. What the course itself defines elsewhere, as
    its ``learn, test = ...`` in another chapter, is no answer, whatever a reader changed behind it.
    """
    own = [cell for cell in mine if cell["cell_type"] == "code" and content(cell) not in course.contents]
    own = [cell for cell in own if source(cell).strip()]
    given = {id(cell): bound(source(cell), course.heads) for cell in own}
    # What says nothing, as a stub with a remark in it, counts only if nothing else answers.
    worked = [cell for cell in own if not _is_empty_stub(source(cell))]
    found = {}
    for name in names:
        for cells in (worked, own) if empty_too else (worked,):
            binding = [cell for cell in cells if name in given[id(cell)] and cell.get("id") not in course.elsewhere]
            in_place = [cell for cell in cells if cell.get("id", "") in course.places.get(name, ())]
            unnamed = [cell for cell in in_place if not names.keys() & given[id(cell)]]
            if best := [cell for cell in binding if cell in in_place] or binding or unnamed:
                found.setdefault(name, best[-1])
    return found


@functools.lru_cache(maxsize=1024)
def tree_of(text):
    """The syntax tree of a cell, or None if it is no Python."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about the reader's strings
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None


def bound(text, but=()):
    """The names that get their value at the top level of a cell, but by statements whose head is in ``but``."""
    if tree_of(text) is None:
        return set(_BOUND.findall(text))
    return set().union(*(bound_by(one) for one in _statements(text) if _head(one) not in but))


def _statements(text):
    """All statements of a cell outside of functions and classes; none where it is no Python."""
    return [part for statement in getattr(tree_of(text), "body", []) for part in parts(statement)]


def _head(statement):
    """What a statement defines: a function with its arguments, or several names at once; () if neither."""
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
        arguments = statement.args
        listed = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
        return f"{statement.name}()", *(one.arg for one in listed)
    if isinstance(statement, ast.Assign):
        names = [part.id for target in statement.targets for part in ast.walk(target) if _is_stored(part)]
        return tuple(names) if len(names) > 1 else ()
    return ()


def bound_in(statement):
    """The names that a statement or one in it gives a value."""
    return set().union(*map(bound_by, parts(statement)))


def parts(statement):
    """A statement, and those in a compound one as `if`, `for` or `with`; what is in a function or class is its own."""
    waiting = [statement]
    while waiting:
        one = waiting.pop()
        yield one
        if isinstance(one, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            continue
        for block in (one, *getattr(one, "handlers", []), *getattr(one, "cases", [])):
            for key in ("body", "orelse", "finalbody"):
                waiting += getattr(block, key, [])


def bound_by(statement):
    """The names that a statement gives a value; those of an import are none."""
    names = set()
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        names.add(statement.name)
    for target in getattr(statement, "targets", None) or [getattr(statement, "target", statement)]:
        if isinstance(statement, (ast.Assign, ast.AnnAssign)):
            names.update(part.id for part in ast.walk(target) if _is_stored(part))
    return names


def _is_stored(node):
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def _checked(text):
    """The exercises that a cell checks."""
    if "check" not in text:
        return []
    tree = tree_of(text)
    if tree is None:
        return _CHECKED.findall(text)
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args)
    first = [
        call.args[0] for call in calls if (getattr(call.func, "id", "") or getattr(call.func, "attr", "")) == "check"
    ]
    names = (getattr(argument, "id", None) or getattr(argument, "value", None) for argument in first)
    return [name for name in names if isinstance(name, str)]


def _is_empty_stub(text):
    """A function, class or value of which nothing but a description was written."""
    tree = tree_of(text)
    return tree is not None and all(map(_says_nothing, tree.body))


def _says_nothing(statement):
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return all(map(_says_nothing, statement.body))
    if isinstance(statement, (ast.Expr, ast.Assign, ast.AnnAssign, ast.Return)):
        return statement.value is None or (
            isinstance(statement.value, ast.Constant)
            and (statement.value.value in (None, Ellipsis) or isinstance(statement, ast.Expr))
        )
    return isinstance(statement, ast.Pass)
