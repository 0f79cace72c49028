"""A notebook's cells out of order: each section alone, and every cell once more after the end.

    python tests/notebook_cells.py NOTEBOOK      prints what went wrong, one line of JSON

Cells run as in a kernel, but without one: the value of a cell's last line is told by its ``repr``, which for a picture
is its sentence. So no picture is painted (`make notebook-tests` does that). A cell that took longer than a quarter of a
second, as a training does, is not run once more where all that it reads is as it was before it ran: it would only say
the same. (What it may find in a module instead, such as an object that the package keeps, is not looked into.)
"""

import ast
import builtins
import contextlib
import io
import json
import linecache
import marshal
import pickle
import re
import sys
import time
import types
from pathlib import Path

FETCH_COURSE = "fetch-course"  # the id that tools/first_cell.py gives its cell
LONG = 0.25  # seconds


class Kernel:
    """Runs cells in a namespace of its own, which is ``__main__`` meanwhile, as the reader's is."""

    def __init__(self):
        self.module = types.ModuleType("__main__")

    def run(self, cell):
        """What the cell prints and shows, as text."""
        name = f"<cell {cell.id}>"
        tree = ast.parse(cell.source.replace("%matplotlib inline", ""))
        # What inspect.getsource finds, which the checks of exercises read.
        linecache.cache[name] = (len(cell.source), None, cell.source.splitlines(keepends=True), name)
        shown = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        sys.modules["__main__"], said = self.module, io.StringIO()
        with contextlib.redirect_stdout(said):
            exec(compile(tree, name, "exec"), vars(self.module))
            if shown:
                value = eval(compile(ast.Expression(shown.value), name, "eval"), vars(self.module))
                if value is not None:
                    print(repr(value))
        return said.getvalue()

    def read_by(self, cell, known):
        """What a cell reads of the ``known`` names, as bytes; None if its state can't be seen, as a generator's."""
        names, seen = vars(self.module), {}
        code = [compile(cell.source.replace("%matplotlib inline", ""), "", "exec")]
        while code:
            one = code.pop()
            code += [part for part in one.co_consts if isinstance(part, types.CodeType)]
            for name in set(one.co_names) & (known | set(dir(builtins))) & set(names) - set(seen):
                value = seen[name] = names[name]
                if isinstance(value, types.ModuleType):
                    seen[name] = value.__name__
                elif isinstance(value, types.FunctionType) and value.__module__ == "__main__":
                    seen[name] = marshal.dumps(value.__code__), value.__defaults__, value.__closure__
                    code.append(value.__code__)  # a function of the notebook reads as well
        file = io.BytesIO()
        with contextlib.suppress(Exception):
            Whole(file).dump(sorted(seen.items()))
            return file.getvalue()


class Whole(pickle.Pickler):
    """Refuses what pickle would store by its name alone though a cell may change it."""

    def persistent_id(self, value):
        if isinstance(value, (type, types.FunctionType)) and value.__module__ == "__main__":
            raise pickle.PicklingError(value)


def setup_cells(cells):
    """The code cells that all sections need: the imports, and before them what fetches the course on Colab."""
    code = [cell for cell in cells if cell.cell_type == "code"]
    return code[: 2 if code[0].id == FETCH_COURSE else 1]


def sections(cells):
    """(heading, its code cells) of every section, without those of the setup."""
    setup = [cell.id for cell in setup_cells(cells)]
    heading, found = "before the first heading", {}
    for cell in cells:
        if cell.cell_type == "markdown":
            heading = (re.findall(r"(?m)^## .*", cell.source) or [heading])[-1]
        elif cell.cell_type == "code" and cell.id not in setup:
            found.setdefault(heading, []).append(cell)
    return list(found.items())


def out_of_order(cells):
    """Complaints about the cells of a notebook: (where, the cell's beginning, what went wrong)."""
    code = [cell for cell in cells if cell.cell_type == "code"]
    complaints, read = [], {}

    def run(kernel, cell, where):
        known, start = set(names), time.process_time()
        given = kernel.read_by(cell, known)
        try:
            return kernel.run(cell)
        except Exception as error:
            complaints.append((where, cell.source[:60], f"{type(error).__name__}: {error}"[:300]))
        finally:
            if time.process_time() - start > LONG:
                read[cell.id] = known, given

    kernel = Kernel()
    names = vars(kernel.module)
    before = {cell.id: run(kernel, cell, "imports") for cell in setup_cells(cells)}
    imported, end = dict(names), dict(names)
    for heading, own in sections(cells):
        names.clear()
        names.update(imported)
        before |= {cell.id: run(kernel, cell, f"alone: {heading}") for cell in own}
        end |= names
    # As after the last cell: functions of every section see the names of all, since they share one dictionary.
    names.update(end)
    for cell in reversed(code):
        known, given = read.get(cell.id, (None, None))  # it ran without the names that have come since
        if given and given == kernel.read_by(cell, known):
            continue
        again = run(kernel, cell, "once more after the end")
        if None not in (again, before[cell.id]) and again != before[cell.id]:
            what = f"says {again[:120]!r}, said {before[cell.id][:120]!r}"
            complaints.append(("once more after the end", cell.source[:60], what))
    return complaints


def paint_nothing():
    """Figures are filled as ever, but neither laid out nor painted, nor asked whether anything is cut off.

    Those of instruments are not even filled: their sentences come from elsewhere.
    """
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

    from course_nn.widgets.instrument import Instrument

    Instrument._painted = lambda *_: b""
    Figure.draw = lambda *_: None
    Figure.get_tightbbox = lambda *_, **__: Bbox.null()


if __name__ == "__main__":
    paint_nothing()
    # Without nbformat, whose import takes longer than many a chapter.
    cells = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["cells"]
    cells = [types.SimpleNamespace(**cell | {"source": "".join(cell["source"])}) for cell in cells]
    print(json.dumps(out_of_order(cells)), flush=True)
