"""What lies beside the pages: MathJax with its fonts, pictures, and the notebooks to take along."""

import importlib.util
import os
import shutil
from pathlib import Path

#: Of the 24 MB of MathJax 3 what a page may ask for: the script, its fonts, and rarer commands of TeX.
MATHJAX = ("tex-chtml.js", "output/chtml/fonts/woff-v2", "input/tex/extensions")


def mathjax():
    """The folder of MathJax that sphinx-mathjax-offline brings."""
    found = importlib.util.find_spec("sphinx-mathjax-offline")
    if found is None:
        raise ValueError("the book needs sphinx-mathjax-offline: make book installs it, or pip install it here")
    return Path(found.origin).parent / "static" / "mathjax"


def mirror(source, target):
    """Make the folder or file ``target`` hold what ``source`` holds, copying only what changed.

    Files are told apart by size and time. Where both are on one disk a file lies there once (a hard link).
    """
    if source.is_file():
        if not same(source, target):
            target.parent.mkdir(parents=True, exist_ok=True)
            target.unlink(missing_ok=True)
            try:
                os.link(source, target)
            except OSError:  # another disk, or a file system without links
                shutil.copy2(source, target)
        return
    target.mkdir(parents=True, exist_ok=True)
    wanted = {path.name for path in source.iterdir()}
    for path in target.iterdir():
        if path.name not in wanted:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for path in source.iterdir():
        mirror(path, target / path.name)


def same(source, target):
    try:
        there = target.stat()
    except FileNotFoundError:
        return False
    here = source.stat()
    return here.st_ino == there.st_ino or (here.st_size, here.st_mtime_ns) == (there.st_size, there.st_mtime_ns)


def tidy(book, sources):
    """Remove the pages whose source is no more; Sphinx leaves them. The search has a page without a source."""
    wanted = {path.relative_to(sources).with_suffix("") for path in sources.rglob("*.*")} | {Path("search")}
    for page in book.rglob("*.html"):
        if page.relative_to(book).with_suffix("") not in wanted:
            page.unlink()


def megabytes(folder):
    """How much the files below a folder hold."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


def beside(static, folders):
    """Bring everything into the folder ``static`` of the site; ``folders`` is a dict from names there to paths."""
    source = mathjax()
    for part in MATHJAX:
        mirror(source / part, static / "mathjax" / part)
    for name, folder in folders.items():
        if folder.exists():
            mirror(folder, static / name)
