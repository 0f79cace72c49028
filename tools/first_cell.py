"""The cell before a notebook's imports: it fetches the course's package on Colab and Kaggle, where it is missing.

It is the same in every notebook of the course. `nb_clean.py` puts it there, and so do make clean-notebooks and make
notebooks; its address is the repository's in pyproject.toml. It installs the package without the extra "course": Colab
has what the extra names, in versions that its pages depend on. Elsewhere nothing is installed unasked; a kernel without
the package gets a sentence.
"""

import tomllib
from pathlib import Path

from nbformat.v4 import new_code_cell

ROOT = Path(__file__).resolve().parent.parent
ID = "fetch-course"
SOURCE = """\
# Where the course's package is missing, on Colab and Kaggle, this fetches it; elsewhere it does nothing.
import os
from importlib.util import find_spec

at = "@ git+ADDRESS"
if not find_spec("course_nn") and {"COLAB_RELEASE_TAG", "KAGGLE_KERNEL_RUN_TYPE"} & {*os.environ}:
    get_ipython().run_line_magic("pip", f"install --quiet 'course_nn {at}'")
assert find_spec("course_nn"), f'Choose the kernel .venv or %pip install "course_nn[course] {at}"; Kaggle: Internet on.'
"""


def source(root=ROOT):
    """What the cell says, with the repository's address."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return SOURCE.replace("ADDRESS", project["urls"]["Repository"]).rstrip()


def put(cells):
    """``cells`` of a notebook with this one before the first code cell, if the notebook uses the course at all."""
    own = [cell for cell in cells if cell.get("id") != ID]
    code = [cell for cell in own if cell.cell_type == "code"]
    if not any("course_nn" in cell.source for cell in code):
        return cells
    ran = code[0].execution_count is not None
    new = new_code_cell(source(), id=ID, execution_count=0 if ran else None)  # counted with the others, in order
    place = own.index(code[0])
    return [*own[:place], new, *own[place:]]
