"""The folded derivations: closed, whole, and with words that say what the symbols in them are."""

import re

import numpy as np
import pytest

from course_nn.chapters.ch04_backpropagation.layer_derivations import LAYERS, FoldedDerivations
from course_nn.layers import GELU
from course_nn.symbolic import derivation


@pytest.mark.long
def test_every_layer_is_folded_away_and_whole():
    shown = FoldedDerivations()._repr_html_()
    assert shown.count("<details>") == shown.count("</details>") == len(LAYERS) and "<details open" not in shown
    for name in LAYERS:
        (part,) = re.findall(rf"<b>{name}</b>.*?</summary>\n(.*?)\n</details>", shown, re.S)
        assert part.replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">") == derivation(name)._repr_latex_()
    tags = {"<details>", "</details>", "<summary>", "</summary>", "<b>", "</b>"}
    assert set(re.findall(r"<[^>]*>", shown)) == tags, "mathematics is text, not HTML"
    assert repr(FoldedDerivations({"RNN": "a cell"})) == "Folded derivations of RNN"


@pytest.mark.long
def test_most_are_longer_than_those_shown_before_and_some_lines_join_several_links():
    lines = {name: derivation(name)._repr_latex_().split(r"\\[4pt]") for name in LAYERS}
    before = max(derivation(name)._repr_latex_().count(r"\\[4pt]") for name in ("Tanh", "CrossEntropy")) + 1
    assert sum(len(these) > before for these in lines.values()) > len(LAYERS) / 2
    joined = [line for line in lines["GELU"] if "da" in line and "1 - t^2" in line]
    assert len(joined) == 1, "∂a/∂t and ∂t/∂z in one line"


@pytest.mark.parametrize(
    ("name", "matrix", "named"),
    [("LSTM", "z", {"i": 1, "f": 3, "g": 5, "o": 7}), ("GRU", "u", {"r": 1, "z": 3, "n": 5})],
)
def test_the_columns_of_the_gates_are_those_named(name, matrix, named):
    d = derivation(name)
    for gate, column in named.items():
        _, expressions = d.named[f"{gate}2"]
        for unit in (0, 1):
            names = {s.name for s in expressions[0, unit].free_symbols}
            assert f"{matrix}2_1_{column + unit}" in names, f"{gate}: {names}"
        first, last = column, column + 1
        assert re.search(
            rf"{first} and {last} (of \S+ (and v )?feed the gate |of u and v feed )?{gate}\b", LAYERS[name]
        )


def test_the_constant_of_gelu_is_the_one_named():
    k = float(re.search(r"k = ([\d.]+);", LAYERS["GELU"])[1])
    z = np.array([[-1.5, 0.3, 2.0]])
    t = np.tanh(np.sqrt(2 / np.pi) * (z + k * z**3))
    np.testing.assert_allclose(GELU()(z), z / 2 * (1 + t), rtol=1e-12)
