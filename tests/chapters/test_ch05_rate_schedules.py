"""Schedules and the noise floor: the expected cost is that of many runs, and falls below the floor."""

import numpy as np
import pytest

from course_nn.chapters.ch05_optimizers.rate_schedules import CURVATURES, KINDS, schedule, scheduled_descent
from course_nn.chapters.ch05_optimizers.rate_schedules_figure import draw_rate_schedules
from course_nn.plots import picture
from course_nn.widgets import rate_schedules


def test_expected_cost_is_the_mean_of_many_runs():
    rng = np.random.default_rng(2)
    theta = np.tile([-2.0, 2.0], (4000, 1))
    result = scheduled_descent("cosine", 0.5, 100, 40, 0.5)
    for alpha in result["rates"]:
        theta -= alpha * (CURVATURES * theta + 0.5 * rng.standard_normal(theta.shape))
    costs = (CURVATURES * theta**2).sum(axis=1) / 2
    assert result["expected"][-1] == pytest.approx(costs.mean(), abs=4 * costs.std() / np.sqrt(4000))
    assert len(result["run"]) == 401


def test_floor_is_where_a_constant_rate_settles_and_schedules_go_below_it():
    constant = scheduled_descent("constant", 0.5, 100, 40, 0.5)
    assert constant["expected"][-1] == pytest.approx(constant["floor"], rel=1e-6)
    np.testing.assert_array_equal(constant["expected"], constant["constant"])
    for kind in KINDS[1:]:
        result = scheduled_descent(kind, 0.5, 100, 40, 0.5)
        assert result["expected"][-1] < constant["floor"] / 4, kind
        assert result["rates"].max() == pytest.approx(0.5, rel=2e-3), kind
        assert result["rates"][-1] == pytest.approx(0.005, rel=0.05), kind
    with pytest.raises(ValueError, match="schedule: rate: expected a finite number above 0 and below 2"):
        schedule("step", 2.5, 10, 5)


@pytest.mark.long
def test_the_title_without_noise_is_true_of_every_schedule():
    for kind in KINDS:
        result = scheduled_descent(kind, 0.02, 1000, 40, 0.0)
        figure = picture(draw_rate_schedules, result, "-").figure
        assert figure.axes[1].get_title("left") == "No noise, no floor" and result["floor"] == 0


def test_without_noise_a_run_is_what_is_expected():
    for kind in KINDS:
        result = scheduled_descent(kind, 0.5, 10, 40, 0.0)
        np.testing.assert_allclose(result["run"], result["expected"], rtol=1e-9)
        assert result["floor"] == 0 and result["run"][0] == pytest.approx((4 + 0.4) / 2)


def test_what_is_said_of_a_schedule():
    it = rate_schedules(kind="constant", rate=0.5, noise=0.5)
    assert it.description == "After 400 steps J is 0.074 on average; at the constant rate it would settle at 0.074."
    assert it.set(noise=0).description.endswith("; without noise a constant rate has no floor.")
    told = it.set(kind="cosine", noise=0.5)
    end = told.result["expected"][-1]
    assert end < 0.074 / 4 and f"J is {end:.2g} on average" in told.description


def test_the_floor_is_proportional_to_small_rates_only():
    floor = {rate: scheduled_descent("constant", rate, 10, 40, 0.5)["floor"] for rate in (1.0, 0.5, 0.1, 0.05)}
    assert floor[0.1] / floor[0.05] == pytest.approx(2, rel=0.05) and floor[1.0] / floor[0.5] > 2.5


@pytest.mark.parametrize("rate", [0.02, 0.1, 0.5, 1.0])
@pytest.mark.parametrize("drop", [1, 10, 1000])
def test_without_noise_every_decay_costs_time(rate, drop):
    ends = {kind: scheduled_descent(kind, rate, drop, 40, 0.0)["expected"][-1] for kind in KINDS}
    assert min(ends.values()) >= 0.999 * ends["constant"]


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("rate", [0.02, 1.0])
@pytest.mark.parametrize("noise", [0.0, 0.1, 2.0])
def test_no_cost_and_no_rate_leaves_the_picture(kind, rate, noise):
    for drop, warm in ((1, 1), (1000, 200)):
        figure = picture(draw_rate_schedules, scheduled_descent(kind, rate, drop, warm, noise), "-").figure
        for ax in figure.axes:
            low, high = ax.get_ylim()
            for line in ax.lines:
                assert low <= line.get_ydata().min() and line.get_ydata().max() < high


def test_it_opens_with_the_rate_kept():
    it = rate_schedules()
    assert it.values["kind"] == "constant" and it.figure.axes[1].get_title("left") == "The rate kept"
