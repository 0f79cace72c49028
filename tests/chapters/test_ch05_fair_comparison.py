"""A fair comparison: tuned rates, fresh seeds, and clocks that tell times."""

import numpy as np
import pytest

from course_nn.chapters.ch05_optimizers.fair_comparison import compare, seconds_per_step
from course_nn.chapters.ch05_optimizers.fair_comparison_figure import draw_fair_comparison, draw_scores
from course_nn.chapters.ch05_optimizers.problems import problem
from course_nn.chapters.ch05_optimizers.rate_tuning import FRESH_SEEDS, OPTIMIZERS, TUNING_SEEDS, trial, tuned
from course_nn.plots import picture


@pytest.fixture(scope="module")
def diabetes():
    return compare("diabetes", seeds=(10, 11))


def test_everyone_runs_at_the_tuned_rate_from_seeds_not_tuned_on(diabetes):
    assert not set(FRESH_SEEDS) & set(TUNING_SEEDS)
    assert {who: run["rate"] for who, run in diabetes["optimizers"].items()} == tuned("diabetes")
    for who, run in diabetes["optimizers"].items():
        alone = trial("diabetes", who, run["rate"], 11)
        np.testing.assert_array_equal(run["validation"][1], alone["validation"])
        assert run["score"][1] == alone["score"] and run["loss"].shape == (2, 21)
    starts = [run["validation"][:, 0] for run in diabetes["optimizers"].values()]
    np.testing.assert_array_equal(starts, [starts[0]] * len(OPTIMIZERS))
    assert diabetes["steps"] == 9 and diabetes["tested"] == len(problem("diabetes").test[1]) == 110  # 266 by 32
    assert not diabetes["classes"]


def test_clocks_tell_times():
    steps = seconds_per_step("diabetes", rounds=2, steps=5)
    assert set(steps) == set(OPTIMIZERS) and 0 < min(steps.values()) < max(steps.values()) < 0.1


def test_curves_stand_against_epochs_and_against_time(diabetes):
    seconds = dict.fromkeys(OPTIMIZERS, 1e-4) | {"AdamW": 2e-4}
    shown = picture(lambda f, r: draw_fair_comparison(f, r, seconds), diabetes, "-", size=(9.2, 3.8))
    by_epoch, by_time = shown.figure.axes
    assert by_time.get_title("left") == "AdamW's step takes 2.00 × the shortest"
    for who, left, right in zip(OPTIMIZERS, by_epoch.lines, by_time.lines, strict=True):
        assert left.get_xdata().tolist() == list(range(21))
        assert right.get_xdata()[-1] == pytest.approx(20 * 9 * 1000 * seconds[who])  # milliseconds
        np.testing.assert_array_equal(left.get_ydata(), right.get_ydata())
    assert len(shown.png()) > 5000


def test_scores_are_shown_by_problem(diabetes):
    shown = picture(draw_scores, [diabetes, diabetes | {"name": "digits", "classes": True}], "-", size=(9.2, 3.8))
    means = [100 * run["score"].mean() for run in diabetes["optimizers"].values()]
    variance, right = shown.figure.axes
    assert variance.get_title("left") == f"Diabetes: {min(means):.1f} to {max(means):.1f} %"
    assert variance.get_xlabel() == "variance explained, 110 tested" and right.get_xlabel() == "right, 110 tested"
    assert len(right.patches) == len(variance.patches) + 1, "the chance error is that of a share"
    assert len(shown.png()) > 5000
