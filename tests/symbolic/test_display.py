"""A derivation as mathematics: every row shows itself, and only what is proven is printed."""

import re

import pytest

from course_nn import Tanh
from course_nn.symbolic import ENTRIES, derivation, derive, prove, register, tanh


@pytest.mark.long
@pytest.mark.parametrize("name", ENTRIES)
def test_every_row_shows_itself_as_mathematics(name):
    latex = derivation(name)._repr_latex_()
    assert latex.startswith(r"$$\begin{aligned}") and latex.endswith(r"\end{aligned}$$")
    assert latex.count("{") == latex.count("}") and latex.count(r"\left") == latex.count(r"\right")
    assert r"\frac{\partial J}{\partial " in latex
    assert "Heaviside" not in latex and r"\theta" not in latex
    assert not re.search(r"\w_\d_", latex), "an index without its braces"
    assert len(latex) < 8_000
    for key, (printed, _) in ENTRIES[name].textbook.items():
        shown = ENTRIES[name].show
        if key in derivation(name).inputs or shown is None or key in shown:
            assert printed in latex


def test_mathematics_of_names():
    latex = derive(lambda x2, gamma: gamma * x2, x2=(2,), gamma=(2,))._repr_latex_()
    assert r"\gamma_{1}" in latex and "x^{(2)}_{1}" in latex and r"\partial \gamma_{1}" in latex


def test_what_is_not_proven_is_not_printed(entries):
    register(
        "Claimed",
        lambda rng: Tanh(),
        tanh,
        x=(),
        input="z",
        output="a",
        textbook={"z": (r"\text{so they say}", lambda d: d["da"] * d["a"])},
    )
    assert "so they say" not in derivation("Claimed")._repr_latex_()
    assert prove("Claimed") == {"z": False}


def test_a_long_entry_stands_on_a_line_of_its_own():
    def lines(name):
        return derivation(name)._repr_latex_().split(r"\\[4pt]")

    assert any("qquad dz" in line for line in lines("Tanh"))  # short: beside what books print
    (alone,) = [line for line in lines("RNN") if line.strip().startswith("dW_{11} &=")]
    assert "partial" not in alone and "qquad" not in alone
