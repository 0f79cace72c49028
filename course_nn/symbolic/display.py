"""A derivation as mathematics: the formula, one entry of every named value, one entry of every gradient."""

import re

import numpy as np
import sympy as sp

LETTERS = {"epsilon": r"\varepsilon", "lam": r"\lambda", "mean": r"\mu", "variance": "v"}


def letter(name):
    r"""LaTeX of a name: ``gamma`` is \gamma, ``xhat`` \hat{x}, ``h2`` (step 2) h^{(2)}, ``dmu`` d\mu."""
    stem, step = re.fullmatch(r"(.*?)(\d*)", name).groups()
    if stem in LETTERS:
        return LETTERS[stem]
    if len(stem) > 1 and stem[0] == "d" and stem != "delta":
        return "d" + letter(name[1:])
    return sp.latex(sp.Symbol(stem)) + (f"^{{({step})}}" if step else "")


def latex(expression):
    """LaTeX of an expression in indexed symbols: ``W_1_2`` is W_{12}."""
    names = {}
    for symbol in expression.free_symbols:
        stem, *index = symbol.name.split("_")
        names[symbol] = letter(stem) + (f"_{{{''.join(index)}}}" if index else "")
    terms = expression.as_ordered_terms() if expression.is_Add else []
    if len(terms) > 6:  # a long sum shows how it goes on
        return latex(sp.Add(*terms[:4])) + r" + \dots"
    return sp.latex(expression, symbol_names=names, mul_symbol=r"\,")


def equations(derivation, longest=400):
    """The derivation as aligned LaTeX equations."""
    lines = [derivation.latex or None]
    shown = derivation.show
    for name, (symbols, expressions) in derivation.named.items():
        if not (name == derivation.output and derivation.latex) and (shown is None or name in shown):
            lines.append(_entry(symbols, expressions, longest))
    for name, expressions in derivation.gradients.items():
        if name in derivation.inputs or shown is None or name in shown:
            lines += _gradient(derivation, name, expressions, longest)
    body = r" \\[4pt] ".join(line.replace("=", "&=", 1) for line in lines if line)
    return rf"$$\begin{{aligned}} {body} \end{{aligned}}$$"


def _entry(symbols, expressions, longest):
    left, right = latex(symbols.flat[0]), latex(expressions.flat[0])
    return f"{left} = {right}" if len(right) <= longest else None


def _gradient(derivation, name, expressions, longest):
    """The gradient as books print it, and one entry of it: on one line if that fits a narrow page, else on two."""
    base = letter(name)
    line = rf"\frac{{\partial J}}{{\partial {base}}} = "
    textbook = derivation.textbook[name][0] if derivation.proven.get(name) else ""
    line += textbook
    index = "".join(str(i + 1) for i in np.unravel_index(0, expressions.shape))
    entry = latex(expressions.flat[0])
    if not index and not textbook:
        return [line + entry]
    if len(entry) > longest:
        return [line if textbook else line + r"\dots"]
    subscript = f"_{{{index}}}" if index else ""
    if not textbook:
        return [rf"\frac{{\partial J}}{{\partial {base}{subscript}}} = {entry}"]
    written_out = rf"d{base}{subscript} = {entry}"
    if _width(textbook) + _width(written_out) > 44:
        return [line, written_out]
    return [line + rf", \qquad {written_out}"]


def _width(text):
    """About how many letters wide a formula is."""
    return len(re.sub(r"\\[a-zA-Z]+|[\\{}_^,; ]", "", text))
