"""Links that the book sets: from chapter to chapter, to what can be read further, and to where a notebook runs."""

import re
import tomllib
from functools import cache
from pathlib import Path

from .chapters import ROOT

#: What a link must not be set into: code, formulas, links, HTML.
TAKEN = re.compile(r"(```.*?```|``[^`]*``|`[^`]*`|\$\$.*?\$\$|\$[^$\n]*\$|\[[^\]]*\]\([^)]*\)|<[^>]*>)", re.DOTALL)
ALONE = re.compile(r"\b([Cc]hapter\s)(\d\d)\b")
SEVERAL = re.compile(
    r"\b[Cc]hapters\s\d\d\b(?:(?:\s\([^()]*\))?(?:,\sand|,|\sand|\sto|\sor)\s(?:chapter\s)?\d\d\b)*",
)
TITLE = re.compile(r"\*([^*\n]+(?:\n[^*\n]+)?)\*")
ARXIV = re.compile(r"arXiv:(\d{4}\.\d{4,5})")
READING = "## Further reading"
LINKS = Path(__file__).with_name("links.toml")


def to_chapters(text, files, own=None):
    """The Markdown ``text`` in which "chapter 05" and "chapters 02, 03 and 04" lead there.

    ``files`` is a dict from a chapter's number to its notebook's name; the ``own`` number stays as it is.
    """
    text, reading, rest = text.partition(READING)  # books have chapters, too

    def alone(found):
        number = int(found[2])
        return f"[{found[0]}]({files[number]}.ipynb)" if number in files and number != own else found[0]

    def several(found):
        return re.sub(r"\b\d\d\b", lambda one: f"[{one[0]}]({files[int(one[0])]}.ipynb)", found[0])

    def several_known(found):
        numbers = {int(one) for one in re.findall(r"\b\d\d\b", found[0])}
        return several(found) if numbers <= set(files) else found[0]

    pieces = TAKEN.split(text)
    pieces[::2] = [ALONE.sub(alone, SEVERAL.sub(several_known, piece)) for piece in pieces[::2]]
    return "".join(pieces) + reading + rest


@cache
def further_reading():
    """Title, in small letters → address."""
    return tomllib.loads(LINKS.read_text(encoding="utf-8"))["titles"]


def plain(title):
    """A title as it stands in links.toml: small letters, one space."""
    return " ".join(title.lower().split())


def to_reading(text):
    """The Markdown ``text`` in whose part "Further reading" known titles and numbers of arXiv are links."""
    before, heading, text = text.partition(READING)
    known = further_reading()

    def titled(found):
        address = known.get(plain(found[1]))
        return f"[*{found[1]}*]({address})" if address else found[0]

    text = TITLE.sub(titled, text)
    return before + heading + ARXIV.sub(r"[arXiv:\1](https://arxiv.org/abs/\1)", text)


@cache
def repository(root=ROOT):
    """OWNER/name, from the one place where it stands: pyproject.toml."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project["urls"]["Repository"].removeprefix("https://github.com/")


def where_it_runs(name):
    """A paragraph of HTML: where the notebook of this name runs, and itself to take along."""
    at, file = repository(), f"notebooks/{name}.ipynb"
    places = (
        ("Run on Binder", f"https://mybinder.org/v2/gh/{at}/main?urlpath=lab/tree/{file}"),
        ("Open in Colab", f"https://colab.research.google.com/github/{at}/blob/main/{file}"),
        ("Download the notebook", f"_static/{file}"),
    )
    links = " ".join(f'<a href="{address}">{words}</a>' for words, address in places)
    note = (
        '<p class="nothing-runs">In this book nothing runs: instruments move through pictures that were made '
        "beforehand. To run cells, write answers and have them checked, take the notebook.</p>"
    )
    return f'<p class="where-it-runs">{links}</p>\n{note}'
