"""From a notebook with slide metadata to a page of slides, and what such pages load, all of it from this machine."""

import importlib.metadata
import re
from pathlib import Path

import nbformat
from nbconvert import SlidesExporter
from traitlets.config.loader import PyFileConfigLoader

from ..book import figure, pictures

HERE = Path(__file__).resolve().parent / "slides_folder"
BOOK = Path(pictures.__file__).resolve().parent
BASE = "static/pictures"
#: Package → where it keeps what, and which of it a deck loads.
BORROWED = {
    "sphinx-revealjs": (
        ("sphinx_revealjs/_static/revealjs/", "static/reveal/"),
        r"LICENSE|dist/(reset|reveal)\.css|dist/reveal\.js|dist/theme/white\.css|dist/theme/fonts/source-sans-pro/.*"
        r"|plugin/notes/notes\.js",
    ),
    "sphinx-mathjax-offline": (("sphinx-mathjax-offline/static/mathjax/", "static/mathjax/"), r"tex-svg-full\.js"),
}


def page(notebook, folder=HERE):
    """The HTML of the slides in ``notebook``, as `jupyter nbconvert` makes it in the slides' ``folder``."""
    config = PyFileConfigLoader("jupyter_nbconvert_config.py", str(folder)).load_config()
    return SlidesExporter(config=config).from_notebook_node(nbformat.from_dict(notebook))[0]


def files():
    """What every deck needs beside it: path in the slides' folder → bytes."""
    found = {path.relative_to(HERE).as_posix(): path.read_bytes() for path in sorted(HERE.rglob("*")) if path.is_file()}
    found |= {f"static/{name}": (BOOK / name).read_bytes() for name in ("player.js", "player.css")}
    for package, ((begin, place), wanted) in BORROWED.items():
        found |= borrowed(package, begin, place, wanted)
    return {name: content for name, content in found.items() if "__pycache__" not in name}


def borrowed(package, begin, place, wanted):
    """Files of an installed package; a sentence where it is missing, or brings something else."""
    try:
        paths = importlib.metadata.files(package) or []
    except importlib.metadata.PackageNotFoundError:
        raise ValueError(
            f'slides need the package {package}, which is not installed: python -m pip install -e ".[book]"'
        ) from None
    named = {path.as_posix().removeprefix(begin): path for path in paths if path.as_posix().startswith(begin)}
    found = {place + name: path.read_binary() for name, path in named.items() if re.fullmatch(wanted, name)}
    if not any(name.endswith(".js") for name in found):
        raise ValueError(f"slides need scripts of the package {package}, and this version brings none in {begin}")
    return found


class Moving:
    """The pictures of instruments that move, as the book has them: ``files`` are those that the decks asked for."""

    def __init__(self, root=pictures.PICTURES):
        self.root, self.files, self.still = Path(root), {}, []

    def figure(self, name):
        """The HTML of an instrument; "" where its pictures are not made, and the stored one stands."""
        try:
            story = pictures.read(name, self.root)
            names = [f"stories/{name}.js", *(f"png/{one}" for one in story["pictures"])]
            self.files |= {f"{BASE}/{one}": (self.root / one).read_bytes() for one in names}
        except (ValueError, FileNotFoundError):
            self.still.append(name)
            return ""
        return figure.figure_html(story, BASE)
