"""The suspects of the bug hunt: right forward, and wrong backward in one gradient each."""

import numpy as np
import pytest

from course_nn import check_layer
from course_nn.chapters.ch04_backpropagation.bug_hunt import KINDS, suspects

WRONG = {"A": "x", "B": "gamma", "C": "x", "D": "W", "E": "b"}


@pytest.mark.parametrize("letter", WRONG)
def test_each_suspect_is_wrong_in_one_gradient_only(letter):
    report = check_layer(suspects()[letter], np.random.default_rng(0).standard_normal((4, 3)))
    assert [name for name, difference in report.rows if difference > 1e-7] == [WRONG[letter]]
    assert len(suspects()) == len(KINDS) == 5


def test_forward_is_what_the_docstring_says():
    x, layers = np.random.default_rng(0).standard_normal((4, 3)), suspects()
    A, B, D, E = (layers[letter] for letter in "ABDE")
    expected = {
        "A": x @ A.W.value + A.b.value,
        "B": B.gamma.value * x + B.beta.value,
        "C": x - x.mean(axis=0),
        "D": np.tanh(x @ D.W.value) @ D.W.value,
        "E": x @ E.W.value + E.b.value,
    }
    for letter, layer in layers.items():
        np.testing.assert_allclose(layer(x), expected[letter], rtol=1e-12)
