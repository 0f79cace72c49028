"""The whole table: its limits, its looks, other numbers, wrong layers that it finds, and its time; bad input."""

import re
import subprocess
import sys

import numpy as np
import pytest
from helpers import refused

from course_nn import BatchNorm, Dense, Tanh
from course_nn.symbolic import ENTRIES, LIMITS, derivation, gradient_table, register
from course_nn.symbolic import table as symbolic_table
from course_nn.symbolic.witness import autodiff_gradients


@pytest.fixture(scope="module")
def table():
    return gradient_table()


def test_the_limits():
    assert LIMITS == {"forward": 1e-10, "derived": 1e-10, "autodiff": 1e-10, "numeric": 1e-7}


@pytest.mark.long
def test_the_table(table):
    assert table and not table.problems
    assert [row[0] for row in table.rows] == list(ENTRIES)
    assert all(count > 0 for _, count, _ in table.rows)
    assert 0 < table.largest("derived") <= 1e-10 and 0 < table.largest("numeric") <= 1e-7
    text = str(table)
    assert "derived" in text and text.count(" ok") == len(ENTRIES) and "WRONG" not in text
    html = table._repr_html_()
    assert html.count("<tr>") == len(ENTRIES) + 2 and "LSTM" in html


@pytest.mark.long
def test_other_numbers_agree_as_well():
    for seed in (1, 2):
        rng = np.random.default_rng(seed)
        assert gradient_table(["Dense", "HardTanh", "BatchNorm", "MaxPool2D", "LSTM", "CrossEntropy"], rng=rng)


class _NoMean(BatchNorm):
    """The bug hunt's classic: the mean of the gradient is forgotten."""

    def forward(self, x, train=False):
        y, backward = super().forward(x, train)
        deviation = np.sqrt(x.var(axis=0) + self.epsilon)
        return y, lambda dy: backward(dy) + (dy * self.gamma.value).mean(axis=0) / deviation


class _Transposed(Dense):
    def forward(self, x, train=False):
        y, backward = super().forward(x, train)
        return y, lambda dy: backward(dy) @ self.W.value


class _OtherForward(Tanh):
    """Forward and backward agree with each other, and with finite differences, but it is not the tanh."""

    def forward(self, x, train=False):
        y, backward = super().forward(2 * x, train)
        return y, lambda dy: 2 * backward(dy)


class _OneEntryOfForward(Tanh):
    def forward(self, x, train=False):
        y, backward = super().forward(x, train)
        wrong = y.copy()
        wrong.flat[-1] += 1e-6
        return wrong, backward


class _OneEntryOfBackward(Dense):
    """All gradients but one entry of W's are right."""

    def forward(self, x, train=False):
        y, backward = super().forward(x, train)

        def other(dy):
            dx = backward(dy)
            self.W.grad[0, -1] *= 1 + 1e-5
            return dx

        return y, other


class _OneSide(Tanh):
    """Right for negative numbers only."""

    def forward(self, x, train=False):
        y, backward = super().forward(x, train)
        return y, lambda dy: backward(dy) * np.where(x > 0, 1.001, 1)


class _NaN(Dense):
    """A gradient that is no number, beside others that are right."""

    def __init__(self, *args, where, **kwargs):
        super().__init__(*args, **kwargs)
        self.where = where

    def forward(self, x, train=False):
        y, backward = super().forward(x, train)

        def other(dy):
            dx = backward(dy)
            {"x": dx, "W": self.W.grad, "b": self.b.grad}[self.where][..., -1] = np.nan
            return dx

        return (y * np.nan if self.where == "y" else y), backward if self.where == "y" else other


class _Small(Dense):
    """A gradient of 1e-15 that is 7 times as large as it should be."""

    def forward(self, x, train=False):
        y, backward = super().forward(x, train)
        return 1e-15 * y, lambda dy: 7 * backward(1e-15 * dy)


def _nudged(array, entry):
    """Off by twice the limit, in one entry only."""
    array.flat[entry] += 2e-10 * np.abs(array).max()


@pytest.mark.parametrize("entry", range(4))
@pytest.mark.parametrize("where", ["output", "gradient", "output of the engine", "gradient of the engine"])
def test_a_difference_of_one_entry_is_seen(where, entry, monkeypatch):
    right, original = derivation("Dense"), autodiff_gradients

    def witness(d, numbers, dy):
        y, gradients = original(d, numbers, dy)
        _nudged(y if where.startswith("output") else gradients["W"], entry)
        return y, gradients

    def evaluate(**arrays):
        y, gradients = type(right).evaluate(right, **arrays)
        _nudged(y if where.startswith("output") else gradients["W"], entry)
        return y, gradients

    if where.endswith("engine"):
        monkeypatch.setattr(symbolic_table, "autodiff_gradients", witness)
    else:
        monkeypatch.setattr(right, "evaluate", evaluate)
    seen = {re.search(r"the (\w+) difference", problem)[1] for problem in gradient_table("Dense").problems}
    assert (
        seen
        == {
            "output": {"forward"},
            "gradient": {"derived", "autodiff"},
            "output of the engine": {"forward"},
            "gradient of the engine": {"autodiff"},
        }[where]
    )


@pytest.mark.parametrize(
    ("like", "make", "columns"),
    [
        ("BatchNorm", lambda rng: _NoMean(2, dtype=np.float64), {"derived", "numeric"}),
        ("Dense", lambda rng: _Transposed(2, 2, rng, dtype=np.float64), {"derived", "numeric"}),
        ("Tanh", lambda rng: _OtherForward(), {"forward", "derived"}),
        ("Tanh", lambda rng: _OneEntryOfForward(), {"forward"}),
        ("Dense", lambda rng: _OneEntryOfBackward(2, 2, rng, dtype=np.float64), {"derived", "numeric"}),
        ("Tanh", lambda rng: _OneSide(), {"derived", "numeric"}),
        ("Dense", lambda rng: _NaN(2, 2, rng, where="x", dtype=np.float64), {"derived", "numeric"}),
        ("Dense", lambda rng: _NaN(2, 2, rng, where="W", dtype=np.float64), {"derived", "numeric"}),
        ("Dense", lambda rng: _NaN(2, 2, rng, where="b", dtype=np.float64), {"derived", "numeric"}),
        ("Dense", lambda rng: _NaN(2, 2, rng, where="y", dtype=np.float64), {"forward", "numeric"}),
    ],
)
def test_a_wrong_layer_is_found(entries, like, make, columns):
    right = ENTRIES[like]
    x = (2, 2) if like == "Dense" else right.x
    register(
        "Broken",
        make,
        right.formula,
        x=x,
        input=right.input,
        output=right.output,
        train=right.train,
        constants=right.constants,
    )
    table = gradient_table("Broken")
    assert not table
    assert {re.search(r"the (\w+) difference", problem)[1] for problem in table.problems} == columns
    assert "WRONG" in str(table) and "WRONG" in table._repr_html_()


def test_a_small_gradient_is_compared_relatively(entries):
    register(
        "Small",
        lambda rng: _Small(2, 2, rng, dtype=np.float64),
        lambda x, W, b, c: c * (x @ W + b),
        x=(2, 2),
        constants={"c": 1e-15},
    )
    assert {re.search(r"the (\w+) difference", p)[1] for p in gradient_table("Small").problems} == {
        "derived",
        "numeric",
    }


def test_numbers_are_drawn_away_from_kinks():
    class OnTheKink(np.random.Generator):
        def normal(self, loc, scale, shape):
            return np.full(shape, float(self.integers(-1, 2)))

    assert gradient_table(["ReLU", "HardTanh", "ELU", "L1Penalty"], rng=OnTheKink(np.random.PCG64(0)))


@pytest.mark.long
def test_all_derivations_proofs_and_the_table_take_20_seconds():
    """Processor time of a fresh process: SymPy remembers what it did before."""
    code = (
        "import time; from course_nn import symbolic as s\n"
        "for name in s.ENTRIES:\n"
        "    before = time.process_time(); s.derivation(name)._repr_latex_(); s.prove(name)\n"
        "    assert time.process_time() - before < 8, name\n"
        "assert s.gradient_table(); print(time.process_time())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert float(done.stdout) < 20


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("unknown name 'Dence'", lambda: gradient_table(["Dence"])),
        ("numpy.random.Generator", lambda: gradient_table("Dense", rng=3)),
        ("unknown name 'best'", lambda: gradient_table("Dense").largest("best")),
    ],
)
def test_bad_input_gets_a_sentence(words, wrong):
    with refused(words):
        wrong()
