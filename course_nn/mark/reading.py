"""Which of a student's statements make an answer: its own cell, and what that needs from other cells.

Cells that nothing needs are not run: those that train for a minute, that stop with an error, or that call ``check``.
Runs in the worker, since even to parse a stranger's text may end Python.
"""

import ast
import builtins
import io
import re
import symtable
import tokenize
import warnings
from functools import cache, cached_property

from ..my_course import answers

#: Characters of all of a notebook's code, of one answer's cell, and tokens that are compared.
MOST, LONGEST, TOKENS = 2**20, 2**15, 1500
_MAGIC = re.compile(
    r"(?m)^[ \t]*(?:(?:[\w., ]+=[ \t]*)?[%!](?:[^\n]*\\\n)*[^\n]*"  # %magic, !command, and what they give a name
    r"|\?{1,2}[ \t]*[%\w.*]+[ \t]*|[%\w.*]+\?{1,2}[ \t]*)$"  # ?name and name?
)
# They show, and answer nothing.
_SHOWING = {"check", "hint", "solution", "my_answer", "progress", "print", "display"}


def read(cells, names, course):
    """What is known of the answers in the code ``cells`` of one notebook, each cell told once: for `unpacked`.

    A dict: the ``cells``' sources, what the cells of answers are compared by (``looks``), and by exercise the number of
    its ``cell``, its ``program`` (see `program`), ``problem`` if it is no Python, whether it is ``short``, and whether
    the notebook ``asked`` for it.
    """
    cells = [cell | {"source": clean(answers.source(cell))} for cell in cells]
    looked, numbers = [_Cell(answers.source(cell)) for cell in cells], {id(cell): k for k, cell in enumerate(cells)}
    asked = answers.asked(cells, course)
    where = {name: numbers[id(cell)] for name, cell in answers.chosen(cells, dict.fromkeys(names), course).items()}
    found, told, looks = {}, set(), {}
    for name, number in where.items():
        one = found[name] = {"cell": number, "asked": name in asked, "problem": looked[number].problem(name)}
        told.add(number)
        if len(looked[number].source) > LONGEST:
            continue
        if number not in looks:
            looks[number] = alike(looked[number].source, name, {other for other in where if where[other] == number})
        one["short"] = is_short(looked[number].source, name)
        if not one["problem"]:
            try:
                one["program"] = program(looked, number, name)
                told |= {cell for cell, _ in one["program"]}
            except Exception as error:  # it is this answer's alone
                one["problem"] = f"The cell is too much for Python ({type(error).__name__})."
    sources = [cell.source if number in told else "" for number, cell in enumerate(looked)]
    return {"cells": sources, "looks": {str(number): look for number, look in looks.items()}, "answers": found}


def unpacked(told):
    """Exercise → its answer's ``source`` and ``program`` with sources, and the rest of what `read` told of it."""
    found = {}
    for name, one in told["answers"].items():
        look = told["looks"].get(str(one["cell"]), {})
        found[name] = look | one | {"source": told["cells"][one["cell"]][:LONGEST]}
        if "program" in one:
            found[name]["program"] = [[told["cells"][cell], numbers] for cell, numbers in one["program"]]
    return found


def clean(text):
    """A cell without what is IPython's own; its lines keep their numbers."""
    text = text.removeprefix("\ufeff")
    if answers.tree_of(text) is None:
        indent = re.match(r"(?:[ \t]*\n)*([ \t]*)", text)[1]  # IPython takes a cell that is indented as a whole
        without = _MAGIC.sub(_passing, re.sub(rf"(?m)^{indent}", "", text))
        return without if answers.tree_of(without) is not None else text
    return text


def _passing(found):
    """What stands for a magic: as far to the right, and over as many lines."""
    return " " * (len(found[0]) - len(found[0].lstrip())) + "pass" + "\n" * found[0].count("\n")


class _Cell:
    """A cell, looked at once for all of its notebook's answers: its statements, what each makes, changes and uses."""

    def __init__(self, source):
        self.source, self.body = source, getattr(answers.tree_of(source), "body", [])
        self.made, self.changed = [makes(one) for one in self.body], [changes(one) for one in self.body]
        self.imported = {one for statement in self.body for part in answers.parts(statement) for one in imports(part)}
        self.own = set().union(*map(answers.bound_in, self.body)) - _SHOWING
        self.used = cache(lambda number: used(self.body[number]))

    def problem(self, name):
        """Why Python does not come to where the name gets its value; "" if it does."""
        if len(self.source) > LONGEST:
            return f"The cell is longer than {LONGEST} characters."
        reached, sentence = self._reached
        return "" if name in reached else sentence

    @cached_property
    def _reached(self):
        """The names that get a value as IPython runs a cell, statement by statement; and what stops it, or ""."""
        reached = set()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # about what is written strangely
                for statement in ast.parse(self.source).body:
                    tree = ast.Module([statement], [])
                    compile(tree, "<cell>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
                    reached |= answers.bound_in(statement)
        except SyntaxError as error:
            lines = self.source.splitlines()
            line = lines[error.lineno - 1].strip()[:100] if error.lineno and error.lineno <= len(lines) else ""
            quoted = f" at line {error.lineno}: `{line}`" if line and "`" not in line else ""
            return reached, f"The cell is no Python{quoted} ({error.msg})."
        except (ValueError, RecursionError, MemoryError) as error:
            return reached, f"The cell is no Python ({error})."
        return reached, ""

    def work(self, name, imported):
        """The numbers of the statements that may have a share in an answer. Bare calls have one where they change what
        the cell made, or before the answer something ``imported``: ``sys.setrecursionlimit(10**6)``.
        """
        first = self._first(name)
        return [number for number in range(len(self.body)) if self._is_work(number, imported if number < first else ())]

    def is_made_of_itself(self, name):
        """Whether the cell takes what stood under the name before: ``f = wrapped(f)``."""
        first = self._first(name)
        return isinstance(self.body[first], ast.Assign) and name in self.used(first)

    def _first(self, name):
        """The number of the first statement that makes a name; 0 where none does."""
        return next((number for number, made in enumerate(self.made) if name in made), 0)

    def _is_work(self, number, imported):
        if isinstance(self.body[number], ast.Assert):
            return False
        return not isinstance(self.body[number], ast.Expr) or bool(self.changed[number] & self.own.union(imported))


def is_aside(statement, body):
    """Whether a cell may do without a statement: an import, or a bare call on what the cell did not make itself."""
    if isinstance(statement, ast.Expr):
        return not changes(statement) & set().union(*map(answers.bound_in, body))
    return isinstance(statement, (ast.Import, ast.ImportFrom))


def program(looked, number, name):
    """What defines ``name`` in cell ``number``: (its number, those of its statements) by cell, as they are to run."""
    trees, made, changed = ([getattr(cell, key) for cell in looked] for key in ("body", "made", "changed"))
    imported = set().union(*(cell.imported for cell in looked)) - _SHOWING
    needed = {number: set(looked[number].work(name, imported))}
    missing = set().union(*map(looked[number].used, needed[number])) - {name}
    done = {name, *dir(builtins)}.union(*made[number])
    if looked[number].is_made_of_itself(name):
        missing, done = missing | {name}, done - {name}
    # The last one before the answer, or else the first one after it: cells may have been moved.
    elsewhere = [*range(number - 1, -1, -1), *range(number + 1, len(trees))]
    while missing := missing - done:
        one = missing.pop()
        done.add(one)
        cells = [next((cell for cell in elsewhere if any(one in names for names in made[cell])), None)]
        if cells == [None]:  # an import of all names may give it
            one, cells = "*", elsewhere
        for cell in cells:
            parts = [k for k in range(len(trees[cell])) if one in made[cell][k] or one in changed[cell][k]]
            if parts:
                needed.setdefault(cell, set()).update(parts)
                missing |= set().union(*map(looked[cell].used, parts))
    for cell in range(number):  # what is told to Python itself holds for the cells behind
        if future := [k for k, one in enumerate(trees[cell]) if is_future(one)]:
            needed.setdefault(cell, set()).update(future)
    others = [cell for cell in needed if cell != number]
    order = [
        *sorted(cell for cell in others if cell < number),
        *sorted(cell for cell in others if cell > number),
        number,
    ]
    return [[cell, sorted(needed[cell])] for cell in order]


def is_future(statement):
    """Whether it is an import ``from __future__``."""
    return isinstance(statement, ast.ImportFrom) and statement.module == "__future__"


def makes(statement):
    """The names that a statement of another cell gives: functions, classes, imports and assignments, also ``:=`` and
    those of ``for`` and ``with``, and inside of ``if``, ``try``, ``for``, ``while`` and ``with``.
    """
    names = set()
    for part in answers.parts(statement):
        names |= imports(part) | answers.bound_by(part) | _stored(part)
    return names


def imports(part):
    """The names that a statement imports."""
    if not isinstance(part, (ast.Import, ast.ImportFrom)):
        return set()
    return {alias.asname or alias.name.partition(".")[0] for alias in part.names}


def _stored(part):
    """The names that ``for``, ``with`` and ``:=`` give in a statement, but for what is in others or in functions."""
    names = set()
    waiting = [] if isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.AugAssign)) else [part]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        own = node.target if isinstance(node, ast.comprehension) else None
        inside = [one for one in ast.iter_child_nodes(node) if one is not own]
        waiting += [one for one in inside if not isinstance(one, (ast.stmt, ast.ExceptHandler, ast.Lambda))]
    return names


def changes(statement):
    """The names of which a statement changes what they stand for: ``a += 1``, ``a[0] = 1``, ``a.append(1)``."""
    names = set()
    for part in answers.parts(statement):
        if isinstance(part, ast.Assign):
            names.update(map(_root, part.targets))
        elif isinstance(part, ast.AugAssign):
            names.add(_root(part.target))
        elif isinstance(part, ast.Expr) and isinstance(part.value, ast.Call):
            if isinstance(part.value.func, ast.Attribute):
                names.add(_root(part.value))
    return names - {""}


def _root(node):
    """The name that attributes, items and calls begin with, or ""."""
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def used(statement):
    """The names that a statement takes from outside: not those of its functions' own variables."""
    try:
        names, tables = set(), [symtable.symtable(ast.unparse(statement), "<statement>", "exec")]
    except (
        SyntaxError,
        ValueError,
        RecursionError,
    ):  # what can be parsed is not always Python: all names that there are
        return {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
    while tables:
        table = tables.pop()
        tables += table.get_children()
        outside = (one for one in table.get_symbols() if one.is_referenced())
        names.update(one.get_name() for one in outside if table.get_type() == "module" or one.is_global())
    return names


def alike(text, name, others=frozenset()):
    """What two answers are compared by: their tokens as written, and with names put aside other than the stubs'."""
    written, renamed, numbers, kept = [], [], {}, _KEPT | {name} | others
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type in (tokenize.NAME, tokenize.OP, tokenize.NUMBER, tokenize.STRING, tokenize.COMMENT):
                attribute = written and written[-1] == "."
                written.append(token.string)
                if token.type == tokenize.NAME and not attribute and token.string not in kept:
                    renamed.append(f"v{numbers.setdefault(token.string, len(numbers))}")
                elif token.type != tokenize.COMMENT:
                    renamed.append(token.string)
    except (tokenize.TokenError, SyntaxError, IndentationError):  # of what there is up to there
        pass
    return {"tokens": written[:TOKENS], "renamed": renamed[:TOKENS], "short": is_short(text, name)}


_KEPT = {*dir(builtins), "np", "numpy", "def", "class", "return", "for", "in", "if", "else", "elif", "while", "lambda"}
_KEPT |= {"not", "and", "or", "is", "import", "from", "as", "with", "try", "except", "raise", "yield", "pass", "break"}


def is_short(text, name):
    """Whether an answer is one statement, as a one-liner of a `return` is: such are alike by themselves."""
    tree = answers.tree_of(text)
    parts = [part for statement in (tree.body if tree else []) for part in answers.parts(statement)]
    for part in reversed(parts):
        if name in answers.bound_by(part):
            inside = [one for one in getattr(part, "body", []) if not answers._says_nothing(one)]
            return len(inside) <= 1
    return False
