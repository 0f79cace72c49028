"""What of a reference solution stands in a text. No edition for students holds any of it.

A line of a solution is looked for if it tells something: the stub has not got it, the chapters don't teach it, and it
is more than a name or two. Lines are compared without spaces, quotes, marks and remarks, so that a solution in JSON, in
HTML or set anew is found as well.
"""

import ast
import html
import re
from functools import cache

DESCRIBED = (ast.Module, ast.ClassDef, ast.FunctionDef)
SHORTEST = 11  # letters without spaces
#: Lines of solutions that a chapter has taught, or asks for again: they tell nothing that is not there to be read.
TAUGHT = {
    "update": ("if s * (x @ w + b) <= 0:", "w, b = w + s * x, b + s"),  # chapter 01: the rule, a later stub has it
    "xor_forward": ("h = np.maximum(z, 0)",),  # chapter 03, the same pass step by step
    "softmax_by_hand": ("e = np.exp(z - z.max(axis=1, keepdims=True))", "return e / e.sum(axis=1, keepdims=True)"),
    "causal_weights": ("return e / e.sum(axis=1, keepdims=True)",),  # both chapter 04, whose network has a softmax
    "Swish": ("def backward(dy):", "return y, backward"),  # chapter 04: what every layer has
    "contrastive_divergence_step": (
        "def sigmoid(z):",  # chapter 04
        "return 1 / (1 + np.exp(-z))",
        "p = sigmoid(c + X @ W)",  # chapter 13, where the step is derived
        "q = sigmoid(c + v @ W)",
    ),
}


def squeezed(text):
    """``text`` without what differs between a notebook, its JSON and a page: spaces, escapes, marks, quotes."""
    text = re.sub(r"base64,[^\"'\\]*", "", text)  # pictures
    text = re.sub(r"\\n\",\s*\"", "\n", text)  # between the lines of a cell in JSON
    text = re.sub(r"  # [^\n\"\\<]*", " ", text)  # remarks
    text = html.unescape(re.sub(r"</?(?:span|code|pre|div|em|strong)\b[^<>]*>", "", text))
    return re.sub(r"\\[nrtu\"']|[\s\"'\\]", "", text)


@cache
def telling(exercise):
    """The squeezed lines by which the solution of an exercise is known, and all of it at once."""
    written = (*_lines(exercise.solution), *exercise.solution.splitlines())
    given = squeezed("\n".join([exercise.stub, *_lines(exercise.stub)]))
    known = {*_squeezed(TAUGHT.get(exercise.name, ())), *_squeezed(_described(exercise.solution))}
    own = [line for line in _squeezed(written) if len(line) >= SHORTEST and line not in known and line not in given]
    return [*dict.fromkeys(own), squeezed("\n".join(_lines(exercise.solution))), squeezed(exercise.solution)]


def _squeezed(lines):
    return [squeezed(re.sub(r"\s#\s.*", "", line)) for line in lines]


def _described(source):
    """The lines of the descriptions in a source."""
    texts = (ast.get_docstring(one, clean=False) for one in ast.walk(ast.parse(source)) if isinstance(one, DESCRIBED))
    return [line for text in texts if text for line in text.splitlines()]


def found(text, exercises):
    """Sentences: which of the ``exercises`` have something of their solution in ``text``."""
    text = squeezed(text)
    return [
        f"{one.name}: {line[:60]!r} of its solution stands there"
        for one in exercises
        for line in telling(one)
        if line in text
    ]


def _lines(source):
    """A source as Python writes it, a statement a line, without remarks and descriptions."""
    parsed = ast.parse(source)
    for node in ast.walk(parsed):
        body = getattr(node, "body", None)
        first = body[0] if isinstance(body, list) and len(body) > 1 else None
        if isinstance(first, ast.Expr) and isinstance(getattr(first.value, "value", None), str):
            del body[0]
    return ast.unparse(parsed).splitlines()
