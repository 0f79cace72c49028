"""Schedules on trial: they span their trainings, are true to what is stored, and told in words."""

import numpy as np
import pytest

from course_nn import SGD, widgets
from course_nn.chapters.ch05_optimizers.problems import PROBLEMS, learn, problem
from course_nn.chapters.ch05_optimizers.rate_tuning import RATES
from course_nn.chapters.ch05_optimizers.schedule_trial import (
    AIMS,
    CANDIDATES,
    SCHEDULES,
    beside_constant,
    gains,
    learn_scheduled,
    tried,
    tuned,
)
from course_nn.chapters.ch05_optimizers.schedule_trial_figure import draw_gains, draw_schedule_trial, gain_color
from course_nn.plots import picture
from course_nn.plots.style import GREEN, GREY, VERMILION

# Float32 sums come out differently on other processors; 20 epochs make a little more of it.
SAME = {"rel": 0.03, "abs": 1e-4}


def test_a_schedule_spans_all_steps_of_its_training():
    run = {k: learn_scheduled("diabetes", "SGD", k, 0.02, 0, epochs=2) for k in SCHEDULES}
    assert {len(one["rates"]) for one in run.values()} == {2 * 34}  # 266 examples by 8
    assert [one["rates"].max() for one in run.values()] == pytest.approx([0.02] * len(run), rel=0.001)
    assert {k: one["rates"][-1] < 0.002 for k, one in run.items()} == dict.fromkeys(run, True) | {
        "constant": False,
        "warm-up": False,
    }
    assert run["warm-up"]["rates"][:7] == pytest.approx(0.02 * np.minimum(np.arange(1, 8) / 6, 1))
    assert run["cosine"]["rates"][34] == pytest.approx(0.01)
    by_hand = learn(
        problem("diabetes"),
        SGD(lambda t: run["cosine"]["rates"][min(t, 67)] or 0.0),
        0,
        epochs=2,
        size=8,
    )
    assert by_hand["loss"] == pytest.approx(run["cosine"]["loss"], rel=1e-6)


@pytest.mark.long
def test_stored_schedules_come_out_again():
    for k, name in enumerate(PROBLEMS):
        for who in CANDIDATES:
            for aim in AIMS:
                best = tuned(name, who, aim)
                kind = list(best)[(2 * k + len(who)) % len(best)]
                again = learn_scheduled(name, who, kind, 0.01, 1)[aim][-1]
                row = RATES.index(0.01)
                assert again == pytest.approx(tried(name, who, aim)[kind][row, 1], **SAME)
        bought = gains(name, "SGD")
        fresh = [
            learn_scheduled(name, "SGD", k, bought[k]["rate"], 10)["validation"][-1] for k in ("cosine", "constant")
        ]
        assert fresh[0] / fresh[1] == pytest.approx(bought["cosine"]["ratios"][0], rel=0.05)


def test_schedules_lower_the_cost_only_where_the_noise_does_not_end():
    cost = {name: gains(name, "SGD", "loss") for name in PROBLEMS}
    for kind in ("cosine", "one-cycle"):
        assert cost["diabetes"][kind]["better"] == 10 and cost["diabetes"][kind]["middle"] < 0.9
        assert cost["digits"][kind]["better"] <= 1 and cost["breast cancer"][kind]["better"] <= 1
    for name in ("digits", "diabetes"):
        validation = gains(name, "SGD")["cosine"]
        assert 0.9 < validation["middle"] < 1.1


def test_a_constant_schedule_is_the_one_beside_which_others_stand():
    best = tuned("diabetes", "SGD", "loss")["constant"]
    result = beside_constant("diabetes", "SGD", "constant", best)
    np.testing.assert_array_equal(result["run"]["loss"], result["constant"]["loss"])
    assert result["best"] == best and result["start"] == result["run"]["validation"][0]
    assert (gains("diabetes", "SGD")["constant"]["ratios"] == 1).all()


def test_refused_with_a_sentence():
    with pytest.raises(ValueError, match="did you mean 'cosine'"):
        learn_scheduled("digits", "SGD", "cosin", 0.1, 0)
    with pytest.raises(ValueError, match="unknown name 'test'"):
        tried("digits", "SGD", "test")
    with pytest.raises(ValueError, match="unknown name 'AdaGrad'"):
        learn_scheduled("digits", "AdaGrad", "cosine", 0.1, 0)


def test_the_figure_shows_what_each_schedule_buys():
    bought = {name: gains(name, "SGD") for name in PROBLEMS}
    shown = picture(draw_gains, bought, "-", size=(9.2, 3.8))
    for ax, (name, table) in zip(shown.figure.axes, bought.items(), strict=True):
        assert ax.get_title("left") == f"{name.capitalize()}: cosine {table['cosine']['middle']:.2g} ×"
    rows = [label.get_text() for label in shown.figure.axes[0].get_yticklabels()]
    assert rows == [kind for kind in SCHEDULES if kind != "constant"]
    assert len(shown.png()) > 5000


@pytest.mark.long
def test_what_is_said_of_a_trial():
    trial = widgets.schedule_trial()
    assert trial.description.startswith("SGD on diabetes, constant, α = 0.0215: cost about 0.45 ")
    assert trial.description.endswith("; this is the tuned constant rate itself."), "it opens with the question open"
    assert "times the tuned constant rate's" in trial.set(kind="cosine", rate=0.1).description
    assert trial.set(rate=4.0).description.endswith(": it has diverged.")
    worse = trial.set(name="breast cancer", who="Adam").description
    assert "cost about 0.0" in worse and worse.endswith("the validation loss ends worse than it began.")


@pytest.mark.long
@pytest.mark.parametrize("kind", SCHEDULES)
@pytest.mark.parametrize("name", PROBLEMS)
@pytest.mark.parametrize("who, rate", [("SGD", 4.0), ("Adam", 0.1), ("Adam", 1.0)])
def test_no_curve_ends_below_the_axis(name, who, kind, rate):
    result = beside_constant(name, who, kind, rate)
    ax = picture(draw_schedule_trial, result, "-", size=(6.6, 3.5)).figure.axes[1]
    low, _ = ax.get_ylim()
    runs = result["run"], result["constant"]
    assert all(one["loss"].min() >= low and one["validation"][-1] > 0 for one in runs)
    numbers = [text for text in ax.texts if text.get_position()[0] == 20]
    assert len({text.xyann for text in numbers}) == len(numbers), "numbers of what is outside are beside each other"


def test_a_schedule_that_loses_a_start_is_not_green():
    assert gain_color(1.0, 0.9) == gain_color(0.9, 1.2) == GREEN
    assert gain_color(0.9, 2e9) == gain_color(0.5, 2.0) == GREY and gain_color(0.1, 2e9) == VERMILION
    bought = gains("diabetes", "SGD", "loss")["warm-up, cosine"]
    assert (bought["ratios"] > 1e6).sum() == 1, "one start of ten is lost"


def test_one_start_misleads():
    """From the start of the instrument a larger constant rate brings half of the cosine's gain; on average none."""
    costs = {
        (kind, rate): learn_scheduled("diabetes", "SGD", kind, rate, 0)["loss"][-1]
        for kind, rate in (("constant", 0.0215), ("constant", 0.05), ("cosine", 0.05), ("cosine", 0.1))
    }
    assert costs["cosine", 0.1] < 0.9 * costs["constant", 0.0215]
    gained = [costs["constant", 0.0215] - costs[which] for which in (("constant", 0.05), ("cosine", 0.1))]
    assert 0.4 < gained[0] / gained[1] < 0.7
    mean = dict(zip(RATES, tried("diabetes", "SGD", "loss")["constant"].mean(axis=1), strict=True))
    assert mean[0.0464] > 1.05 * mean[0.0215] == 1.05 * min(mean.values())


def test_with_adam_it_is_another_story():
    """Where cosine raises SGD's cost it lowers Adam's, and on diabetes, where it lowers SGD's, it does nothing."""
    digits, diabetes, breast = (gains(name, "Adam", "loss") for name in ("digits", "diabetes", "breast cancer"))
    assert digits["cosine"]["middle"] < 0.75 and digits["one-cycle"]["middle"] < 0.5
    assert digits["cosine"]["better"] >= 8 and digits["one-cycle"]["better"] >= 8
    assert diabetes["cosine"]["middle"] == pytest.approx(1, abs=0.03) and breast["cosine"]["middle"] > 2


def test_what_lies_beyond_the_axis_is_a_triangle():
    bought = {"diabetes": gains("diabetes", "SGD", "loss")}
    (ax,) = picture(draw_gains, bought, "-", size=(9.2, 3.2)).figure.axes
    triangles = [line for line in ax.lines if line.get_marker() == ">" and len(line.get_xdata())]
    dots = [line for line in ax.lines if line.get_marker() == "o"]
    assert len(triangles) == 1 and sum(np.isfinite(line.get_xdata()).sum() for line in dots) == 59
