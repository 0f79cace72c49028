"""A function of x as a reader types it, "2 * sin(x)": read by its grammar, never run as code."""

import ast
import math
from dataclasses import dataclass
from typing import Any

import numpy as np

NAMES = {"x": None, "pi": math.pi, "e": math.e}
FUNCTIONS = {
    "sin": np.sin,
    "cos": np.cos,
    "tan": np.tan,
    "tanh": np.tanh,
    "exp": np.exp,
    "log": np.log,
    "sqrt": np.sqrt,
    "abs": np.abs,
    "min": np.minimum,
    "max": np.maximum,
}
TWO = ("min", "max")
OPERATORS = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
    ast.Pow: np.power,
}
MOST = 200
HELP = f"use x, numbers, + - * / **, brackets, pi, e and {', '.join(FUNCTIONS)}"


@dataclass(frozen=True)
class Rule:
    """f as ``text``; ``rule(x)`` are its values at the places x, NaN or infinite where f has none."""

    text: str
    tree: Any

    def __call__(self, x):
        x = np.asarray(x, np.float64)
        with np.errstate(all="ignore"):
            return np.broadcast_to(_value(self.tree, x), x.shape).astype(np.float64)


def as_rule(text):
    """The `Rule` of a text, or one sentence that says what can't be read in it. "^" is the power, as on paper."""
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"f(x): expected a formula such as 2 * sin(x); {HELP}")
    text = " ".join(text.split())
    if len(text) > MOST:
        raise ValueError(f"f(x): expected at most {MOST} characters, got {len(text)}")
    try:
        tree = ast.parse(text.replace("^", "**"), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise ValueError(f"f(x): {text!r} can't be read; {HELP}") from None
    _check(tree, text)
    return Rule(text, tree)


def _check(node, text):
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return
    if isinstance(node, ast.Name) and node.id in NAMES:
        return
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.UAdd, ast.USub)):
        return _check(node.operand, text)
    if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
        _check(node.left, text)
        return _check(node.right, text)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FUNCTIONS:
        name, wanted = node.func.id, 2 if node.func.id in TWO else 1
        if node.keywords or len(node.args) != wanted:
            raise ValueError(f"f(x): {name} takes {wanted} number{'s' if wanted > 1 else ''} in its brackets")
        for argument in node.args:
            _check(argument, text)
        return None
    part = ast.get_source_segment(text.replace("^", "**"), node) or text
    raise ValueError(f"f(x): {part!r} can't be read; {HELP}")


def _value(node, x):
    if isinstance(node, ast.Constant):
        return float(node.value) if abs(node.value) < 1e300 else math.inf
    if isinstance(node, ast.Name):
        return x if node.id == "x" else NAMES[node.id]
    if isinstance(node, ast.UnaryOp):
        value = _value(node.operand, x)
        return -value if isinstance(node.op, ast.USub) else value
    if isinstance(node, ast.BinOp):
        return OPERATORS[type(node.op)](_value(node.left, x), _value(node.right, x))
    return FUNCTIONS[node.func.id](*(_value(argument, x) for argument in node.args))
