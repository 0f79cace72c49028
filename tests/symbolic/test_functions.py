"""The pieces that formulas are made of."""

import sympy as sp

from course_nn.symbolic import functions, if_positive, mean


def test_pieces_of_formulas():
    x = functions.symbols("x", (2, 2))
    assert x[1, 0].name == "x_2_1" and functions.symbols("x").name == "x"
    assert mean(x, 1).shape == (2, 1) and mean(x, 1)[1, 0] == (x[1, 0] + x[1, 1]) / 2
    assert mean(x, (0, 1)).item() == sum(x.ravel()) / 4
    piece = if_positive(x[0, 0], 5, 7)
    assert piece.subs(x[0, 0], 1) == 5 and piece.subs(x[0, 0], -1) == 7
    s = functions.sigma(x[0, 0])
    assert sp.diff(s, x[0, 0]) == s * (1 - s) and r"\sigma^{2}" in sp.latex(s**2)
