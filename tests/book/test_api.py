"""The pages of the library: what is public, with its signature, and docstrings as Markdown."""

import ast

import pytest

from tools.book import api, docstrings

SOURCE = '''
"""A module. It has more to say."""
from typing import NamedTuple

class Thing(Base):
    """A thing: y = x * w_1."""

    def __init__(self, d_in, rng=None, *, bias=True):
        pass

    @property
    def size(self):
        """How large."""

    def grow(self, by: int = 2) -> int:
        """Larger."""

    def _inner(self):
        """Not shown."""

class Row(NamedTuple):
    """A row."""
    name: str
    count: int = 0

def make(a, /, b=1, *rest, **more):
    """Make it."""

def silent():
    pass
'''


def test_a_module_is_read_without_being_imported(tmp_path):
    (tmp_path / "m.py").write_text(SOURCE)
    module = api.read(tmp_path / "m.py", "course_nn.m")
    assert [(one.kind, one.name, one.signature) for one in module.members] == [
        ("class", "Thing", "(d_in, rng=None, *, bias=True)"),
        ("class", "Row", "(name, count=0)"),
        ("function", "make", "(a, /, b=1, *rest, **more)"),
    ]
    inside = module.members[0].members
    assert [(one.kind, one.name, one.signature) for one in inside] == [
        ("property", "size", ""),
        ("method", "grow", "(by=2)"),
    ]
    assert module.lead == "A module."
    text = api.page(module)
    assert ":::{py:method} grow(by=2)" in text and r"y = x \* w\_1" in text and "silent" not in text


def test_every_public_name_of_the_package_has_its_place():
    """What `import course_nn` shows stands on a page, but for plain values and what a docstring is missing of."""
    import course_nn

    found = api.modules()
    names = {member.name for module in found for member in module.members}
    lacking = [name for name in course_nn.__all__ if name not in names]
    assert {name for name in lacking if name not in ("ACTIVATIONS", "INITIALIZERS")} == set(), lacking
    pages = [module.page for module in found]
    assert len(pages) == len(set(pages)) > 150
    listed = api.index(found)
    assert all(f"](page:{module.name}.html)" in listed for module in found)


def test_nothing_inner_has_a_page():
    names = {module.name for module in api.modules()}
    assert not any("._" in name or ".chapters" in name or ".programs" in name for name in names)
    assert "course_nn.names" not in names and "course_nn.losses" in names


@pytest.mark.parametrize(
    "text, expected",
    [
        ("y = x * w_1 over `rows`, ``a[0]``", r"y = x \* w\_1 over `rows`, `a[0]`"),
        ("the weights *after* it", "the weights *after* it"),
        ("It **keeps its state**: f(**how), x**2 + y**2", r"It **keeps its state**: f(\*\*how), x\*\*2 + y\*\*2"),
        ("(n, *sides) and 2 * 3 * 4", r"(n, \*sides) and 2 \* 3 \* 4"),
        ("first\nline\n\nsecond", "first line\n\nsecond"),
        ("As in::\n\n    x = 1\n    y = 2", "As in:\n\n```python\nx = 1\ny = 2\n```"),
        ("So\n\n    w ← w + s x", "So\n\n```text\nw ← w + s x\n```"),
        (">>> 1 + 1\n2\n\nThen", "```pycon\n>>> 1 + 1\n2\n```\n\nThen"),
        ("- one\n  more\n- two", "- one\n  more\n- two"),
        ("rate : how far\n    to go\nsteps : how often", "- `rate`: how far to go\n- `steps`: how often"),
        ("f(x)   -> y: a value\ng(x, y)  draws it\n     well", "- `f(x)`: y: a value\n- `g(x, y)`: draws it well"),
        ("Parameters\n----------\nrate : how far", "**Parameters**\n\n- `rate`: how far"),
    ],
)
def test_docstrings_become_markdown(text, expected):
    assert docstrings.markdown(text) == expected


def test_shapes_that_are_a_list_become_a_table():
    done = docstrings.markdown("Shapes: x (n, d_in), W (d_in, d_out), y (n, d_out). The rest.")
    rows = ["| Array | Shape |", "|:--|:--|", r"| x | (n, d\_in) |", r"| W | (d\_in, d\_out) |", r"| y | (n, d\_out) |"]
    assert done == "\n".join(rows) + "\n\nThe rest."
    told = "Shapes: output (n, 1) or (n, k), for k questions; a target (n,) for (n, 1)."
    assert docstrings.markdown(told) == docstrings.escaped(told)


def test_every_page_is_markdown_whose_fences_are_closed():
    for module in api.modules():
        text = api.page(module)
        assert text.count("```") % 2 == 0, module.name
        assert text.count("\n::::{") == text.count("\n::::\n"), module.name
        assert text.startswith("---\norphan: true\n---\n\n# course_nn")
        for member in module.members:
            assert not member.signature or ast.parse(f"lambda {member.signature[1:-1]}: 0")
