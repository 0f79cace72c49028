"""A page for each public module: what stands in its docstrings, read from the source, so that nothing is imported."""

import ast
from pathlib import Path
from typing import NamedTuple

from .chapters import ROOT
from .docstrings import escaped, markdown

PACKAGE = ROOT / "course_nn"
#: The rooms in the order in which CONTRIBUTING tells of them; what isn't named here comes after, by its name.
ROOMS = (
    "functions activations initializers parameters summary core layers losses sequence_losses elbo games conventions "
    "schedules optimizers history archive checkpoint callbacks training gradient_check bayes symbolic autodiff "
    "forward_mode models estimators export safetensors search cluster data judges text plots widgets exercises "
    "my_course"
).split()
#: What only the package itself calls.
INNER = {"__main__", "names", "settings", "contract", "interrupts", "numpy_guard", "windows"}


class Member(NamedTuple):
    """A public class, function or method, with its signature and docstring."""

    kind: str
    name: str
    signature: str
    text: str
    members: tuple = ()


class Module(NamedTuple):
    """A public module by its dotted ``name``."""

    name: str
    text: str
    members: tuple

    @property
    def page(self):
        return f"api/{self.name}"

    @property
    def lead(self):
        """The first sentence, or what stands before its colon."""
        first = " ".join(self.text.split("\n\n")[0].split())
        return first.split(". ")[0].split("::")[0].rstrip(".:") + "."


def modules(package=PACKAGE):
    """The public modules of the library and the teaching kit, room by room, the rest of the rooms at the end."""
    found = []
    for path in sorted(package.rglob("*.py")):
        parts = path.relative_to(package).with_suffix("").parts
        if parts[0] in ("chapters", "__init__") or parts[0] in INNER or any(p.startswith("_") for p in parts[:-1]):
            continue
        if (parts[-1].startswith("_") and parts[-1] != "__init__") or "programs" in parts:
            continue
        if parts[-1] == "__init__":
            parts = parts[:-1]
        module = read(path, ".".join((package.name, *parts)))
        if module.text and (module.members or path.name == "__init__.py"):
            found.append(module)
    order = {room: place for place, room in enumerate(ROOMS)}
    return sorted(found, key=lambda one: (order.get(one.name.split(".")[1], len(order)), one.name))


def read(path, name):
    """The `Module` in the file at ``path``."""
    tree = ast.parse(Path(path).read_text(encoding="utf-8"))
    return Module(name, ast.get_docstring(tree) or "", tuple(members(tree, "function")))


def members(node, kind):
    """What of a module or a class is public and says what it is."""
    for one in node.body:
        if getattr(one, "name", "_").startswith("_") or not isinstance(one, (ast.FunctionDef, ast.ClassDef)):
            continue
        text = ast.get_docstring(one)
        if not text:
            continue
        if isinstance(one, ast.ClassDef):
            yield Member("class", one.name, of_class(one), text, tuple(members(one, "method")))
        else:
            marks = {ast.unparse(mark).rpartition(".")[2] for mark in one.decorator_list}
            yield Member("property" if "property" in marks else kind, one.name, of_function(one, kind, marks), text)


def of_function(node, kind, marks):
    """Its signature; a property has none, and a method doesn't show what it is bound to."""
    if "property" in marks or "cached_property" in marks:
        return ""
    arguments = node.args
    for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
        one.annotation = None
    if kind == "method" and "staticmethod" not in marks:
        arguments = ast.parse(f"lambda {ast.unparse(arguments)}: 0", mode="eval").body.args
        (arguments.posonlyargs or arguments.args).pop(0)
        while len(arguments.defaults) > len(arguments.args) + len(arguments.posonlyargs):
            arguments.defaults.pop(0)
    return f"({ast.unparse(arguments)})"


def of_class(node):
    """The signature with which it is made; of a record, its fields."""
    for one in node.body:
        if isinstance(one, ast.FunctionDef) and one.name == "__init__":
            return of_function(one, "method", set())
    record = "NamedTuple" in map(ast.unparse, node.bases)
    record = record or any("dataclass" in ast.unparse(mark) for mark in node.decorator_list)
    if not record:
        return ""
    fields = [one for one in node.body if isinstance(one, ast.AnnAssign) and "field(init=False" not in ast.unparse(one)]
    named = ("*" if one.target.id == "_" else ast.unparse(one.target) for one in fields)  # `_: KW_ONLY`
    valued = (f"={ast.unparse(one.value)}" if one.value else "" for one in fields)
    return "(" + ", ".join(name + value for name, value in zip(named, valued, strict=True)) + ")"


def page(module):
    """The page of a module, in MyST's Markdown."""
    parts = [
        "---",
        "orphan: true",
        "---",
        "",
        f"# {module.name}",
        "",
        '<p><a href="index.html">All modules</a></p>',
        "",
    ]
    parts += [f"```{{py:module}} {module.name}", "```", "", markdown(module.text), ""]
    for member in module.members:
        parts += directive(member, "::::", "")
    return "\n".join(parts)


def directive(member, fence, owner):
    """A member as a directive of Sphinx's Python domain, its own members inside it."""
    lines = [f"{fence}{{py:{member.kind}}} {owner}{member.name}{member.signature}", "", markdown(member.text), ""]
    for one in member.members:
        lines += directive(one, ":::", "")
    return [*lines, fence, ""]


def index(found):
    """The page that lists all modules: those that are one file, then room by room."""
    rooms = {}
    for module in found:
        rooms.setdefault(module.name.split(".")[1], []).append(module)
    alone = [module for room in rooms.values() if len(room) == 1 for module in room]
    parts = ["# The library", "", "Every public module, from what needs nothing to what needs most. The examples in it"]
    parts[-1] += " are run by the tests."
    for heading, inside in (("Single files", alone), *((name, room) for name, room in rooms.items() if len(room) > 1)):
        parts += ["", f"## {heading}", "", "| Module | What it holds |", "|:--|:--|"]
        for module in inside:
            link = f"[`{module.name.removeprefix('course_nn.')}`](page:{module.name}.html)"
            parts.append(f"| {link} | {escaped(module.lead)} |")
    return "\n".join([*parts, ""])
