"""Run notebooks from top to bottom in a fresh kernel and store their outputs, cleaned.

python tools/run_notebooks.py [NOTEBOOK ...]     default: every notebook in notebooks/
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from nb_clean import ROOT, Refused, clean
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from run_tests import surroundings


def run(path):
    """Run the notebook at ``path`` and write it back; it stays as it was if a cell fails."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=300,
        kernel_name="python3",
        store_widget_state=False,
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.execute()
    path.write_text(nbformat.writes(clean(notebook)) + "\n", encoding="utf-8", newline="\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("notebooks", nargs="*", type=Path, help="default: every notebook in notebooks/")
    options = parser.parse_args()
    failed = 0
    with tempfile.TemporaryDirectory() as home:
        os.environ |= surroundings(home)  # as in the tests: more threads may round differently
        for path in options.notebooks or sorted((ROOT / "notebooks").glob("*.ipynb")):
            start = time.perf_counter()
            try:
                run(path.resolve())
            except (CellExecutionError, Refused) as error:
                failed += 1
                print(f"{path.name}: not stored\n{error}", file=sys.stderr)
            else:
                print(f"{path.name}: {time.perf_counter() - start:.1f} s", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
