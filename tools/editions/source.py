"""What stands in a chapter's notebook: its stubs, its checks, its instruments and what is asked about them."""

import ast
from typing import NamedTuple

from course_nn.exercises import EXERCISES
from course_nn.my_course import answers
from course_nn.widgets import INSTRUMENTS

from . import blocks

#: A page of its own, and no instrument by the library's count; in a class it is one.
PLAYGROUND = "playground"


class Shown(NamedTuple):
    """An instrument where it stands: what is asked before it moves, and what is to be noticed after (Markdown).

    ``asked`` and ``told`` are the words before both where the next text has them, above and below; "" elsewhere.
    """

    cell: int
    name: str
    ask: str
    expect: str
    asked: str = ""
    told: str = ""


def stubs(cells):
    """Exercise → the number of the cell that holds its stub, in the notebook's order."""
    found = answers.stubs(cells)
    return {name: found[name] for name in sorted(found, key=found.get) if name in EXERCISES}


def checks(cells):
    """Exercise → the number of the last cell that checks it and does nothing else."""
    found = {}
    for number, cell in enumerate(cells):
        if called(cell) == "check" and (arguments := _call(cell).args):
            first = arguments[0]
            found[getattr(first, "id", None) or getattr(first, "value", None)] = number
    return {name: found[name] for name in stubs(cells) if name in found}


def instruments(cells):
    """The instruments of a notebook, each `Shown`."""
    at = [(number, name) for number, cell in enumerate(cells) if (name := instrument(cell))]
    found = []
    for place, (number, name) in enumerate(at):
        before = at[place - 1][0] if place else -1
        after = at[place + 1][0] if place + 1 < len(at) else len(cells)
        above, below = _prose(cells[before + 1 : number]), _prose(cells[number + 1 : after])
        ask, expect = blocks.asked(above), blocks.expected(below)
        asked, told = _word(blocks.ASK, above[-1:]) if ask else "", _word(blocks.EXPECT, below[:1]) if expect else ""
        found.append(Shown(number, name, ask, expect, asked, told))
    return found


def instrument(cell):
    """The name of the instrument that a cell shows last, "" for none; a playground is one."""
    call = _call(cell, last=True) if cell.cell_type == "code" else None
    return name if call is not None and ((name := _name(call)) in INSTRUMENTS or name == PLAYGROUND) else ""


def called(cell):
    """The name of what a cell calls, and does nothing else; "" for any other cell."""
    call = _call(cell) if cell.cell_type == "code" else None
    return "" if call is None else _name(call)


def plainly(cell):
    """Whether a cell calls its instrument without arguments, and so shows what its pictures show."""
    call = _call(cell)
    return call is not None and not call.args and not call.keywords


def tree(text):
    """The syntax tree of a cell, None for one with magics or a mistake."""
    try:
        return ast.parse(text)
    except SyntaxError:
        return None


def _prose(cells):
    return [cell.source for cell in cells if cell.cell_type == "markdown"]


def _word(mark, texts):
    """The words of a ``mark`` in these texts, as "Predict first"; "" where there is none."""
    found = mark.search("\n".join(texts))
    return found[0].strip("*.:") if found else ""


def _call(cell, last=False):
    """The call that a cell consists of, or (``last``) ends in."""
    body = getattr(tree(cell.source), "body", [])
    if not body or (len(body) > 1 and not last):
        return None
    value = getattr(body[-1], "value", None) if isinstance(body[-1], ast.Expr) else None
    return value if isinstance(value, ast.Call) else None


def _name(call):
    return getattr(call.func, "attr", None) or getattr(call.func, "id", "")
