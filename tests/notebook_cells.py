"""A notebook's cells out of order: each section alone, and every cell once more after the end.

    python tests/notebook_cells.py NOTEBOOK      prints what went wrong, one line of JSON

Cells run as in a kernel, but without one: the value of a cell's last line is told by its ``repr``, which for a picture
is its sentence. So no picture is painted (`make notebook-tests` does that), and two runs take less than one in Jupyter.
"""

import ast
import contextlib
import io
import json
import linecache
import re
import sys
import types
from pathlib import Path

FETCH_COURSE = "fetch-course"  # the id that tools/first_cell.py gives its cell


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
    complaints = []

    def run(kernel, cell, where):
        try:
            return kernel.run(cell)
        except Exception as error:
            complaints.append((where, cell.source[:60], f"{type(error).__name__}: {error}"[:300]))

    kernel = Kernel()
    names, before = vars(kernel.module), {cell.id: run(kernel, cell, "imports") for cell in setup_cells(cells)}
    imported, end = dict(names), dict(names)
    for heading, own in sections(cells):
        names.clear()
        names.update(imported)
        before |= {cell.id: run(kernel, cell, f"alone: {heading}") for cell in own}
        end |= names
    # As after the last cell: functions of every section see the names of all, since they share one dictionary.
    names.update(end)
    for cell in reversed(code):
        again = run(kernel, cell, "once more after the end")
        if None not in (again, before[cell.id]) and again != before[cell.id]:
            what = f"says {again[:120]!r}, said {before[cell.id][:120]!r}"
            complaints.append(("once more after the end", cell.source[:60], what))
    return complaints


def paint_nothing():
    """Figures are filled as ever, but neither laid out nor painted, nor asked whether anything is cut off."""
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

    Figure.draw = lambda *_: None
    Figure.get_tightbbox = lambda *_, **__: Bbox.null()


if __name__ == "__main__":
    paint_nothing()
    # Without nbformat, whose import takes longer than many a chapter.
    cells = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["cells"]
    cells = [types.SimpleNamespace(**cell | {"source": "".join(cell["source"])}) for cell in cells]
    print(json.dumps(out_of_order(cells)), flush=True)
