"""The bug hunt: every suspect is wrong, in a way that one experiment with the chapter's tool shows, and no other."""

import numpy as np
import pytest

from course_nn import SGD
from course_nn.chapters.ch05_optimizers.bug_hunt import KINDS, steps_of, suspects

#: Gradients and a θ that tell: who makes other steps than the original. The claim alone tells nothing about A, B, C, E.
EXPERIMENTS = {
    "constant": ([1, 1, 1], 0, "AD"),
    "tenfold": ([10, 10, 10], 0, "ACD"),
    "a large one first": ([10, 1, 1], 0, "ACDE"),
    "weights alone": ([0, 0, 0], 10, "B"),
}


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_each_experiment_of_the_hints_shows_its_suspects_and_no_other(name):
    gradients, theta, wrong = EXPERIMENTS[name]
    found = ""
    for letter, (suspect, original) in suspects().items():
        got, right = (steps_of(one, gradients, theta) for one in (suspect, original))
        apart = np.abs(got - right).max() / np.abs(right).max() if right.any() else np.abs(got).max()
        assert apart > 0.05 or apart < 0.02, f"{letter} should differ clearly or not at all"
        found += letter if apart > 0.05 else ""
    assert found == wrong


def test_four_claim_the_same():
    claims = [repr(original) for _, original in suspects().values()]
    assert len(set(claims)) == 2 and claims.count(claims[0]) == 4


def test_steps_of_the_package_follow_from_their_gradients():
    assert steps_of(SGD(0.1, momentum=0.5), [1, 1, 1]) == pytest.approx([0.1, 0.15, 0.175])
    assert steps_of(SGD(0.1), [[1, 2], [3, 4]]) == pytest.approx(np.array([[0.1, 0.2], [0.3, 0.4]]))
    with pytest.raises(TypeError, match="steps_of: gradients"):
        steps_of(SGD(0.1), "one")


def test_each_kind_of_mistake_shows_in_its_own_way():
    """What the answers of the exercise rest on: gradients ten times as large, one repeated, weights that are large."""
    made = {letter: steps_of(suspects()[letter][0], [1, 1, 1]) for letter in "ABCDE"}
    assert made["A"][0] == pytest.approx(0.1 * 0.1 / np.sqrt(0.001)), "no bias correction: 3.2 α at once"
    assert made["D"] == pytest.approx([0.1] * 3), "velocity forgotten: it gets no faster"
    tenfold = steps_of(suspects()["C"][0], [10, 10, 10])
    assert tenfold == pytest.approx(made["C"] / 10, rel=0.02), "no square root: a tenth of the step for ten times g"
    suspect, original = (steps_of(one, [10, 1, 1])[1] for one in suspects()["E"])
    assert suspect > 4 * original, "squares forgotten: after a large gradient the next step is as bold as ever"
    still = steps_of(suspects()["B"][0], [0, 0, 0], theta=10)
    assert still[0] == pytest.approx(0.1, rel=1e-6), "decay through the gradient: one whole α, however large the weight"
    assert len(set(KINDS)) == 5
