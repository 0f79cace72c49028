"""What is said of an answer that stops: where, and why, without NumPy's words from inside."""

import numpy as np
import pytest
from helpers import NOISE

from course_nn import Parameter
from course_nn.exercises.running import Outcome
from course_nn.exercises.stops import stop_sentence

X, W = np.ones((4, 3)), np.ones((2, 3))


def _assigned():
    X[0] = np.ones(7)


def _in_place():
    y = np.ones(3)
    y += X


def _into_whole_numbers():
    n = np.arange(3)
    n += 0.5


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda: X @ W, "the inner sides of this product do not meet"),
        (lambda: np.dot(X, W), "the inner sides of this product do not meet"),
        (lambda: X @ 3, "a matrix product needs an array on both sides"),
        (lambda: np.linalg.eigh(np.cov(X[:, 0])), "np.atleast_2d makes it a matrix"),
        (lambda: X + W, "these shapes do not go together"),
        (lambda: np.einsum("ni,io->no", X, W), "`einsum` gives the same letter"),
        (_assigned, "another shape than the place"),
        (lambda: np.array([X, W[0, :1], X[:, 0]][::2], dtype=object), "or arrays of different shapes are made one"),
        (_in_place, "another shape than the place"),
        (lambda: 1 if X > 0 else 0, "a single yes or no is needed here"),
        (lambda: float(X), "a single number is needed here"),
        (lambda: np.array([1, [2, 3]]), "the rows have different lengths"),
        (_into_whole_numbers, "an array of whole numbers can't take up"),
        (lambda: X ^ W, "write `**`"),
        (lambda: 2.0 ^ 2, "write `**`"),
        (lambda: Parameter(np.ones(1)) * X[0], "its `.value` is"),
        (lambda: np.exp("1"), "numbers are needed here"),
    ],
)
def test_numpys_words_are_put_into_a_readers(act, words):
    with pytest.raises(Exception) as caught:
        act()
    message = str(caught.value).split("\n")[0]
    outcome = Outcome(error=caught.type.__name__, message=message, line="line 2: `y = X @ W`", shapes=(("X", (4, 3)),))
    said = stop_sentence(outcome)
    assert words in said and not NOISE.search(said)
    assert said.startswith("Your code stops at line 2: `y = X @ W`: ")
    without = ("write `**`", "its `.value` is", "numbers are needed here")  # it is not about shapes
    assert said.endswith("; `X` has shape (4, 3).") == (words not in without)


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (
            Outcome(error="unusable", message="a dict was expected"),
            "Your answer could not be used: a dict was expected.",
        ),
        (
            Outcome(error="NameError", message="name 'y' is not defined", line="line 2: `y`"),
            "Your code stops with NameError: name 'y' is not defined, at line 2: `y`.",
        ),
        (Outcome(error="ZeroDivisionError"), "Your code stops with ZeroDivisionError."),
        (Outcome(error="RecursionError", message="too deep"), "Your code stops with RecursionError: too deep."),
        (Outcome(error="NotImplementedError"), "It still raises NotImplementedError: put your code in its place."),
        (
            Outcome(error="ValueError", message="operands could not be broadcast together with shapes (2,) (3,)"),
            "Your code stops: these shapes do not go together, entry by entry.",
        ),
    ],
)
def test_one_sentence_for_every_error(outcome, said):
    assert stop_sentence(outcome) == said


def test_shapes_are_listed_as_in_a_sentence():
    shapes = (("a", (1,)), ("b", (2, 2)), ("c", ()))
    said = stop_sentence(Outcome(error="ValueError", message="core dimension", shapes=shapes))
    assert said.endswith("`a` has shape (1,), `b` has shape (2, 2) and `c` has shape ().")
