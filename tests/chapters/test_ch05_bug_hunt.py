"""The bug hunt: every suspect is wrong, in a way that the chapter's tool shows."""

import numpy as np
import pytest

from course_nn import SGD
from course_nn.chapters.ch05_optimizers.bug_hunt import KINDS, steps_of, suspects


@pytest.mark.parametrize("letter", "ABCDE")
def test_every_suspect_is_wrong_and_found_by_the_chapters_tool(letter):
    """By the gradients that the hints name, and by nothing that would give the others away."""
    telling = {"A": [10, 10, 10], "B": [1, 1, 1], "C": [1, 1, 1], "D": [1, 1, 1], "E": [1, 1, 1]}[letter]
    suspect, original = suspects()[letter]
    theta = 10 if letter == "B" else 0
    got, right = (steps_of(one, telling, theta) for one in (suspect, original))
    assert np.abs(got / right - 1).max() > 0.05
    if letter == "B":
        again = suspects()["B"]
        np.testing.assert_allclose(*(steps_of(one, telling) for one in again), rtol=0.02)


def test_steps_of_the_package_follow_from_their_gradients():
    assert steps_of(SGD(0.1, momentum=0.5), [1, 1, 1]) == pytest.approx([0.1, 0.15, 0.175])
    assert steps_of(SGD(0.1), [[1, 2], [3, 4]]) == pytest.approx(np.array([[0.1, 0.2], [0.3, 0.4]]))
    with pytest.raises(TypeError, match="steps_of: gradients"):
        steps_of(SGD(0.1), "one")


def test_each_kind_of_mistake_shows_in_its_own_way():
    """What the answers of the exercise rest on: gradients ten times as large, one repeated, weights that are large."""
    made = {
        letter: [steps_of(suspects()[letter][0], gradients) for gradients in ([1, 1, 1], [10, 10, 10])]
        for letter in "ABCDE"
    }
    assert made["A"][1] == pytest.approx(made["A"][0] / 10), "no square root: a tenth of the step for ten times g"
    assert made["C"][0] == pytest.approx([0.1] * 3), "squares forgotten: AdaGrad's steps stay one α long"
    assert made["D"][0] == pytest.approx([0.1] * 3), "velocity forgotten: it gets no faster"
    assert made["E"][0][0] == pytest.approx(0.1 * 0.1 / np.sqrt(0.001)), "no bias correction: 3.2 α at once"
    still = steps_of(suspects()["B"][0], [0, 0, 0], theta=10)
    assert still[0] == pytest.approx(0.1, rel=1e-6), "decay through the gradient: one whole α, however large the weight"
    assert len(set(KINDS)) == 5
