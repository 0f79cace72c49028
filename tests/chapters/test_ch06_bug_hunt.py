"""The bug hunt: each script has its own mistake and no other, and none of them looks it on real data."""

import numpy as np
import pytest

from course_nn import data
from course_nn.chapters.ch06_training.bug_hunt import SCRIPTS, interrogate


@pytest.mark.long
def test_each_script_has_its_own_mistake_and_no_other():
    told = {letter: interrogate(script) for letter, script in SCRIPTS.items()}
    flips = {letter: one["on coin flips"] for letter, one in told.items()}
    assert flips["D"] > 0.9 > flips["C"] > 0.65 > flips["A"] > 0.55
    assert abs(flips["B"] - 0.5) < 0.05 and abs(flips["E"] - 0.5) < 0.05
    assert [one["same answer twice"] for one in told.values()] == [True, True, True, True, False]
    assert [one["same answer alone"] for one in told.values()] == [True, False, True, True, None]


def test_on_real_data_they_all_look_fine():
    X, y = data.breast_cancer()
    for script in SCRIPTS.values():
        accuracy, predict = script(X, y, np.random.default_rng(0))
        assert 0.85 < accuracy <= 1 and predict(X).shape == (len(X),)


def test_an_honest_script_answers_every_question_well():
    def honest(X, y, rng):
        def predict(rows):
            return rows[:, 0] > 0

        return np.mean(predict(X) == y), predict

    told = interrogate(honest, draws=200)
    assert abs(told["on coin flips"] - 0.5) < 0.02
    assert told["same answer twice"] is told["same answer alone"] is True
    assert told == interrogate(honest, draws=200) != interrogate(honest, draws=200, seed=1)
