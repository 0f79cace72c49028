"""Where a run stands, in words and numbers."""

import numpy as np
import pytest

from course_nn.chapters.playground.run import Run
from course_nn.chapters.playground.settings import OWN, Settings
from course_nn.chapters.playground.standing import facts_of, sentence


def test_the_sentence_and_the_facts_are_those_of_the_run():
    run = Run(Settings())
    run.step(25)
    train, test = run.losses()
    facts = facts_of(run)
    assert facts == {
        "epoch": 1.0,
        "updates": 25,
        "train_loss": train,
        "test_loss": test,
        "test_accuracy": run.accuracies()[1],
    }
    assert sentence(run).startswith(f"After 1 epoch: loss {train:.3g} on the training data and {test:.3g} on the test")
    assert f"{facts['test_accuracy'] * 1000 // 1 / 10} % of the test points are on the right side." in sentence(run)
    run.step(5)
    assert sentence(run).startswith("After 1.2 epochs: ")


def test_all_is_said_of_all_alone(monkeypatch):
    run = Run(Settings())
    for share, said in ((2499 / 2500, "99.9 %"), (1.0, "100.0 %"), (0.0, "0.0 %"), (0.57, "57.0 %")):
        monkeypatch.setattr(Run, "accuracies", lambda run, share=share: (share, share))
        assert f"; {said} of the test points" in sentence(run)


def test_a_regression_has_no_sides_and_one_point_no_test():
    plane = Run(Settings(problem="regression", data="plane"))
    assert "right side" not in sentence(plane) and facts_of(plane)["test_accuracy"] is None
    one = Run(Settings(data=OWN, own=((1.0, 1.0, 0),)))
    assert "test" not in sentence(one) and facts_of(one)["test_loss"] is None


def test_without_points_and_diverged():
    assert sentence(Run(Settings(data=OWN))).startswith("There are no points")
    run = Run(Settings())
    run.network.theta[:] = np.nan
    run.step()
    assert run.diverged and sentence(run) == run.diverged
    assert facts_of(run)["train_loss"] is None
    assert facts_of(run)["updates"] == pytest.approx(0)
