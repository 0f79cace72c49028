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

from ..my_course import answers

#: Characters of all of a notebook's code, of one answer's cell, and tokens that are compared.
MOST, LONGEST, TOKENS = 2**20, 2**15, 1500
_MAGIC = re.compile(
    r"(?m)^[ \t]*(?:(?:[\w., ]+=[ \t]*)?[%!][^\n]*"  # %magic, !command, and what they give a name
    r"|\?{1,2}[ \t]*[%\w.*]+[ \t]*|[%\w.*]+\?{1,2}[ \t]*)$"  # ?name and name?
)
# They show, and answer nothing.
_SHOWING = {"check", "hint", "solution", "my_answer", "progress", "print", "display"}


def read(cells, names, course):
    """Exercise → what is known of its answer in the code ``cells`` of one notebook.

    A dict with its cell's ``source``, its ``program`` (see `program`), ``problem`` if it is no Python, and for
    comparisons its ``tokens`` as written and ``renamed``, and whether it is ``short``.
    """
    cells = [cell | {"source": clean(answers.source(cell))} for cell in cells]
    looked, found = [_Cell(answers.source(cell)) for cell in cells], {}
    for name, cell in answers.chosen(cells, dict.fromkeys(names), course).items():
        text = answers.source(cell)
        if len(text) > LONGEST:
            found[name] = {"source": text[:LONGEST], "problem": f"The cell is longer than {LONGEST} characters."}
            continue
        found[name] = {"source": text, "problem": _problem(text, name)} | alike(text, name)
        if not found[name]["problem"]:
            number = next(k for k, one in enumerate(cells) if one is cell)
            try:
                found[name]["program"] = program(looked, number, name)
            except Exception as error:  # it is this answer's alone
                found[name]["problem"] = f"The cell is too much for Python ({type(error).__name__})."
    return found


def clean(text):
    """A cell without what is IPython's own; its lines keep their numbers."""
    if answers.tree_of(text) is None:
        without = _MAGIC.sub(lambda found: " " * (len(found[0]) - len(found[0].lstrip())) + "pass", text)
        return without if answers.tree_of(without) is not None else text
    return text


def _problem(text, name):
    """Why Python does not come to where the name gets its value: as IPython, statement by statement; "" if it does."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about what is written strangely
            for statement in ast.parse(text).body:
                tree = ast.Module([statement], [])
                compile(tree, "<cell>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
                if name in answers.bound_in(statement):
                    break
    except SyntaxError as error:
        lines = text.splitlines()
        line = lines[error.lineno - 1].strip()[:100] if error.lineno and error.lineno <= len(lines) else ""
        quoted = f" at line {error.lineno}: `{line}`" if line and "`" not in line else ""
        return f"The cell is no Python{quoted} ({error.msg})."
    except (ValueError, RecursionError, MemoryError) as error:
        return f"The cell is no Python ({error})."
    return ""


class _Cell:
    """A cell as it is looked at for each of its notebook's answers: its statements, what each makes and changes."""

    def __init__(self, source):
        self.source, self.body = source, getattr(answers.tree_of(source), "body", [])
        self.made, self.changed = [makes(one) for one in self.body], [changes(one) for one in self.body]


def program(looked, number, name):
    """What defines ``name`` in cell ``number``: (source, numbers of its statements) by cell, as they are to run."""
    trees, made, changed = ([getattr(cell, key) for cell in looked] for key in ("body", "made", "changed"))
    own = [k for k, statement in enumerate(trees[number]) if _is_work(statement, trees[number])]
    needed = {number: set(own)}
    missing = set().union(*(used(trees[number][k]) for k in own)) - {name}
    done = _known(trees[number]) | {name}
    if _is_made_of_itself(name, trees[number]):
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
                missing |= set().union(*(used(trees[cell][k]) for k in parts))
    others = [cell for cell in needed if cell != number]
    order = [
        *sorted(cell for cell in others if cell < number),
        *sorted(cell for cell in others if cell > number),
        number,
    ]
    return [[looked[cell].source, sorted(needed[cell])] for cell in order]


def _is_work(statement, body):
    """Whether a statement may have a share in the answer. Bare calls have one where they change what the cell made."""
    if isinstance(statement, ast.Assert):
        return False
    if not isinstance(statement, ast.Expr):
        return True
    made = set().union(*map(answers.bound_in, body))
    return bool(changes(statement) & made - _SHOWING)


def _is_made_of_itself(name, body):
    """Whether a cell takes what stood under the name before: ``f = wrapped(f)``."""
    first = next((one for one in body if name in makes(one)), None)
    return isinstance(first, ast.Assign) and name in used(first)


def makes(statement):
    """The names that a statement of another cell gives: functions, classes, imports and assignments, also inside of
    ``if``, ``try``, ``for``, ``while`` and ``with``.
    """
    names = set()
    for part in answers.parts(statement):
        if isinstance(part, (ast.Import, ast.ImportFrom)):
            names.update(alias.asname or alias.name.partition(".")[0] for alias in part.names)
        names |= answers.bound_by(part)
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


def _known(body):
    return set(dir(builtins)).union(*(makes(statement) for statement in body))


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


def alike(text, name):
    """What two answers are compared by: their tokens as written, and with their own names put aside."""
    written, renamed, numbers = [], [], {}
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type in (tokenize.NAME, tokenize.OP, tokenize.NUMBER, tokenize.STRING, tokenize.COMMENT):
                attribute = written and written[-1] == "."
                written.append(token.string)
                if token.type == tokenize.NAME and not attribute and token.string not in _KEPT | {name}:
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
