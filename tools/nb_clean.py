"""Put notebooks into one canonical form, and refuse those that should not be stored.

    python tools/nb_clean.py [--check] [NOTEBOOK ...]     default: every notebook in notebooks/

Outputs stay, because GitHub shows them and a reader without a kernel sees them. What goes: the state of
widgets (a stored widget without a kernel shows an error; the picture stored beside it shows), progress bars,
times of execution, versions, empty code cells, all but 256 colors of a picture. Counts become 1, 2, 3, ...
and every cell keeps or gets an id. The cell that fetches the course where it is missing stands before the imports.
A notebook with an error, with text on stderr, with memory addresses, or with cells not run in order is
refused: it has to be mended and run again. --check writes nothing and fails if anything would change.
"""

import argparse
import base64
import hashlib
import io
import re
import sys
from pathlib import Path

import first_cell
import nbformat

ROOT = Path(__file__).resolve().parent.parent
KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
}
NOTEBOOK_METADATA = {"title", "authors"}  # kept, besides the two above
CELL_METADATA = {"tags", "editable", "deletable", "slideshow", "nbgrader"}
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
PROGRESS_BAR = re.compile(r"\d+%\|.*\|\s*\d+/\d+")
PICTURE = re.compile(r"(?<=data:image/png;base64,)[\w+/=]+")
ADDRESS = re.compile(r"\bat 0x[0-9a-f]{6,}")


class Refused(ValueError):
    """The notebook can't be cleaned: it must be mended and run again."""


def clean(notebook):
    """``notebook`` in its canonical form, changed in place and returned; ``Refused`` if it has none."""
    if notebook.nbformat != 4:
        raise Refused(f"notebook format {notebook.nbformat}, expected 4: open and save it in JupyterLab")
    notebook.nbformat_minor = 5
    kept = {key: notebook.metadata[key] for key in NOTEBOOK_METADATA & set(notebook.metadata)}
    notebook.metadata = nbformat.from_dict(kept | {"kernelspec": KERNELSPEC, "language_info": LANGUAGE})
    notebook.cells = [c for c in notebook.cells if c.cell_type != "code" or c.source.strip()]
    give_ids(notebook.cells)
    notebook.cells = first_cell.put(notebook.cells)
    refuse_disorder(notebook)
    count = 0
    for number, cell in enumerate(notebook.cells, start=1):
        cell.metadata = nbformat.from_dict({k: v for k, v in cell.metadata.items() if k in CELL_METADATA})
        cell.source = cell.source.rstrip()
        if cell.cell_type != "code":
            continue
        count += 1
        if cell.execution_count is not None:
            cell.execution_count = count
        cell.outputs = clean_outputs(cell, number)
    nbformat.validate(notebook)
    return notebook


def give_ids(cells):
    """Cells without an id of their own get one made from what they say, the same each time."""
    seen = set()
    for cell in cells:
        if cell.get("id") in seen or not re.fullmatch(r"[\w-]{1,64}", cell.get("id") or ""):
            text, tries = cell.cell_type + cell.source, 0
            while (name := hashlib.sha256(f"{text}{tries}".encode()).hexdigest()[:8]) in seen:
                tries += 1
            cell["id"] = name
        seen.add(cell["id"])


def refuse_disorder(notebook):
    """All code cells run, top to bottom, or none."""
    counts = [cell.execution_count for cell in notebook.cells if cell.cell_type == "code"]
    ran = [count for count in counts if count is not None]
    if ran and len(ran) < len(counts):
        raise Refused(f"{len(counts) - len(ran)} of {len(counts)} code cells were not run: run all, top to bottom")
    if ran != sorted(set(ran)):
        raise Refused("the cells were not run from top to bottom: restart the kernel and run all")


def clean_outputs(cell, number):
    """The outputs of a code cell that are worth keeping, with neighbors on stdout joined."""
    kept = []
    for output in cell.outputs:
        refuse_output(output, number)
        if output.output_type == "stream":
            if kept and kept[-1].output_type == "stream":
                kept[-1].text += output.text
                continue
        elif output.data.pop(WIDGET_VIEW, None) is not None:
            if not output.data or PROGRESS_BAR.search(output.data.get("text/plain", "")):
                continue
        if "text/html" in output.get("data", {}):
            output.data["text/html"] = PICTURE.sub(lambda found: few_colors(found[0]), output.data["text/html"])
        if output.output_type == "execute_result":
            output.execution_count = cell.execution_count
        kept.append(output)
    return kept


def few_colors(picture):
    """A PNG in base64 with at most 256 colors, which figures hardly need more than: a third of the size or less.

    The colors are those that cover the picture best; white stays white. What has a palette already stays as it is.
    """
    data = base64.b64decode(picture)
    if len(data) < 30 or data[:4] != b"\x89PNG" or data[25] != 2:  # 2: each pixel has its red, green and blue
        return picture
    from PIL import Image  # Matplotlib brings it

    with Image.open(io.BytesIO(data)) as image:
        small = image.convert("RGB").quantize(
            256, method=Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE
        )
    out = io.BytesIO()
    small.save(out, "PNG", optimize=True)
    return min(picture, base64.b64encode(out.getvalue()).decode(), key=len)


def refuse_output(output, number):
    """Errors, text on stderr and memory addresses are not stored."""
    if output.output_type == "error":
        raise Refused(f"cell {number} holds an error ({output.ename}): mend it and run all")
    stream = output.output_type == "stream"
    text = output.text if stream else output.data.get("text/plain", "")
    if stream and output.name != "stdout":
        raise Refused(f"cell {number} wrote on {output.name} ({text.strip()[:50]!r}): mend it and run all")
    if ADDRESS.search(text):
        raise Refused(f"cell {number} shows a memory address: begin its last line with `_ =` or print less")


def canonical(text):
    """The canonical text of a notebook given as text."""
    notebook = nbformat.reads(text, as_version=nbformat.NO_CONVERT)
    return nbformat.writes(clean(notebook), version=nbformat.NO_CONVERT) + "\n"


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", type=Path, help="default: every notebook in notebooks/")
    parser.add_argument("--check", action="store_true", help="write nothing, fail if anything would change")
    options = parser.parse_args(arguments)
    bad = 0
    for path in options.notebooks or sorted((ROOT / "notebooks").glob("*.ipynb")):
        before = path.read_text(encoding="utf-8")
        try:
            after = canonical(before)
        except (Refused, nbformat.ValidationError, nbformat.reader.NotJSONError) as error:
            print(f"{path.name}: {str(error).splitlines()[0]}", file=sys.stderr)
            bad += 1
            continue
        if after == before:
            continue
        if options.check:
            print(f"{path.name}: not in its canonical form; run make clean-notebooks", file=sys.stderr)
            bad += 1
        else:
            path.write_text(after, encoding="utf-8", newline="\n")
            print(f"{path.name}: cleaned")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
