"""The proof is an identity in all symbols: what is wrong, however little, is not proven."""

import numpy as np
import pytest
import sympy as sp

from course_nn.symbolic import derivation, derive, exp, mean, sqrt


@pytest.mark.parametrize(
    ("name", "key", "wrong"),
    [
        ("Sigmoid", "z", lambda d: d["da"] * d["a"] * (1 + d["a"])),
        ("Dense", "W", lambda d: d["x"].T @ d["dy"] / 2),
        ("Dense", "x", lambda d: d["dy"] @ d["W"]),  # another shape
        ("CrossEntropy", "z", lambda d: d["p"] / 2),
        ("BatchNorm", "x", lambda d: (d["dxhat"] - mean(d["dxhat"], 0)) / d["s"]),
        ("LSTM", "c2", lambda d: d["dh2"] * d["o2"] * (1 - d["s2"] ** 2)),
        ("MaxPool2D", "x", lambda d: np.repeat(np.repeat(d["dy"], 2, axis=2), 2, axis=3)),
    ],
)
def test_a_wrong_textbook_is_not_proven(name, key, wrong):
    d = derivation(name)
    try:
        claimed = wrong(d)
    except ValueError:  # dy @ W does not even fit
        claimed = d["dy"]
    assert not d.equals(key, claimed)


def test_roots_are_told_apart():
    """The proof does not take √v for v: a wrong power of the deviation is seen."""
    d = derive(lambda x, let: x / let("s", sqrt(mean(x**2, 0) + 1)), x=(2,))
    assert d.equals("x", d["dx"])
    assert not d.equals("x", d["dy"] / d["s"] ** 2)
    assert not d.equals("x", d["dy"] / exp(d["s"]))


@pytest.mark.parametrize("entry", range(6))
def test_one_wrong_entry_is_enough(entry):
    d = derivation("Dense")
    claimed = d["x"].T @ d["dy"]
    claimed.flat[entry] += sp.Rational(1, 10**15)
    assert not d.equals("W", claimed)


def test_the_proof_is_more_than_numbers():
    """A claim that is wrong by less than any rounding error is still not proven."""
    d = derivation("Sigmoid")
    right = d["da"] * d["a"] * (1 - d["a"])
    assert d.equals("z", right) and not d.equals("z", right + sp.Rational(1, 10**15))
