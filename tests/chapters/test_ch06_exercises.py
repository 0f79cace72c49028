"""The exercises of chapter 06, answered otherwise than in the reference solutions."""

import numpy as np

from course_nn import Layer, Parameter, check_layer
from course_nn.chapters.ch06_training.bug_hunt import KINDS
from course_nn.exercises import check
from course_nn.functions import sigmoid


def test_leaks():
    right = {letter: text for letter, text in zip("ABCDE", (KINDS[k] for k in (0, 4, 3, 1, 2)), strict=True)}
    assert check("leaks", right).passed
    assert check("leaks", right | {"C": KINDS[1], "D": KINDS[3]}).mistake == "C and D exchanged"
    one_wrong = repr(check("leaks", right | {"E": KINDS[1]}))
    assert not any(kind in one_wrong for kind in KINDS), "the report gives the answer away"
    assert "none of the five kinds" in repr(check("leaks", right | {"B": "bad luck"}))


def test_dropout_written_otherwise():
    def by_where(x, rate, u, train):
        return np.where(u >= rate, x / (1 - rate), 0) if train else x

    assert check("inverted_dropout", by_where).passed
    assert check("inverted_dropout", lambda x, rate, u, train: (x * (u >= rate)) / (1 - rate)).mistake == "always on"
    assert check("inverted_dropout", lambda x, rate, u, train: None).status == "not attempted"


def test_stopping_written_otherwise():
    def by_minimum(losses, patience):
        for last in range(len(losses)):
            best = int(np.argmin(losses[: last + 1]))
            if last - best >= patience:
                break
        return best, last

    assert check("stop_at", by_minimum).passed
    assert check("stop_at", lambda losses, patience: (int(np.argmin(losses)), len(losses) - 1)).mistake == "never stops"


def test_a_layer_written_otherwise():
    class Swish(Layer):
        def __init__(self):
            self.beta = Parameter(np.ones(1))

        def forward(self, x, train=False):
            beta = self.beta.value[0]
            s = sigmoid(beta * x)
            slope = s * (1 - s)

            def backward(dy):
                self.beta.grad[0] += np.vdot(dy, x**2 * slope)
                return dy * s + dy * beta * x * slope

            return x * s, backward

    assert check("Swish", Swish).passed
    assert check_layer(Swish(), np.random.default_rng(0).normal(size=(3, 2)))
    assert "the class Swish was expected, not function" in repr(check("Swish", lambda: 3))
    assert "Layer with a Parameter named beta" in repr(check("Swish", type("Swish", (), {})))
