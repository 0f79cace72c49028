"""The learning curves: a panel for each quantity, and a sentence that says what happened."""

import numpy as np
import pytest
from example_training import data, net
from helpers import refused

from course_nn import Adam, History, SquaredError, fit, plots


def test_history_of_regression(monkeypatch):
    X, _ = data()
    history = fit(net(sizes=(3, 4, 1)), X, X[:, 0], SquaredError(), Adam(0.01), epochs=2, progress=False)
    assert list(history.records) == ["loss"]
    figure = history.plot()
    assert f"{history.loss[0]:.3g}" in figure.alt and len(figure.figure.axes) == 1
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda data, **_: shown.extend(data))
    history._ipython_display_()
    assert shown == ["text/html", "text/plain"]


def test_a_history_with_numbers_of_ones_own_draws_itself():
    history = History()
    for epoch in range(3):
        history.append(loss=1.0 / (1 + epoch), validation_f1=0.1 * epoch, norm=np.nan if epoch else 2.0)
    history.append(late=1.0)
    figure = history.plot()
    assert [ax.get_ylabel() for ax in figure.figure.axes] == ["cost $J$", "f1", "norm", "late"]
    assert "f1 rose from 0 to 0.2" in figure.alt


def panels(**records):
    return plots.show_history(records).figure.axes


def test_a_cost_that_falls_far_gets_a_logarithmic_axis():
    assert panels(loss=[10.0, 0.5])[0].get_yscale() == "log"
    assert panels(loss=[10.0, 1.5])[0].get_yscale() == "linear"
    assert panels(loss=[10.0, -0.5])[0].get_yscale() == "linear"


def test_training_and_validation_stand_in_one_panel_and_differ_in_color_and_dashes():
    (ax,) = panels(loss=[3.0, 1.0], validation_loss=[2.0, 2.0])
    train, validation = ax.lines
    assert train.get_ydata().tolist() == [3, 1] and validation.get_ydata().tolist() == [2, 2]
    assert train.get_xdata().tolist() == [1, 2] and ax.get_xlabel() == "epoch"
    assert train.get_color() != validation.get_color() and train.get_linestyle() != validation.get_linestyle()
    assert {text.get_text() for text in ax.texts} == {"train", "validation"}


@pytest.mark.parametrize(
    ("records", "sentence"),
    [
        ({"loss": [2.0, 1.0]}, "The cost fell from 2 to 1."),
        ({"loss": [1.0, 1.0]}, "The cost did not change from 1 to 1."),
        ({"loss": [0.5]}, "After one epoch the cost is 0.5."),
        ({"validation_f1": [0.1, 0.4]}, "The f1 rose from 0.1 to 0.4."),
        ({"loss": [2.0, 1.0], "accuracy": [0.5, 0.7]}, "The cost fell from 2 to 1. The accuracy rose from 0.5 to 0.7."),
    ],
)
def test_the_sentence_says_what_happened(records, sentence):
    assert plots.show_history(records).alt == sentence


NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("records", "sentence"),
    [
        ({"loss": [NAN, NAN]}, "The cost was never a finite number (2 of 2 numbers not finite)."),
        ({"loss": [INF]}, "The cost was never a finite number (1 of 1 numbers not finite)."),
        ({"loss": [INF, 2.0, 1.0, NAN]}, "The cost fell from 2 to 1 (2 of 4 numbers not finite)."),
        ({"loss": [NAN, 1.0]}, "The cost was finite in one epoch: 1 (1 of 2 numbers not finite)."),
        (
            {"loss": [NAN, NAN], "validation_loss": [2.0, 1.0]},
            "The cost was never a finite number in training (2 of 4 numbers not finite).",
        ),
        (
            {"loss": [2.0, 1.0], "validation_loss": [NAN, INF]},
            "The cost fell from 2 to 1 (2 of 4 numbers not finite).",
        ),
        (
            {"loss": [NAN], "accuracy": [0.5]},
            "The cost was never a finite number (1 of 1 numbers not finite). After one epoch the accuracy is 0.5.",
        ),
        ({"loss": [1e300, 1e-300]}, "The cost fell from 1e+300 to 1e-300."),
    ],
)
def test_what_is_not_finite_is_said_and_the_rest_is_drawn(records, sentence):
    figure = plots.show_history(records)
    assert figure.alt == sentence
    assert "<img " in figure._repr_mimebundle_()["text/html"]
    for ax in figure.figure.axes:
        lines = [line.get_ydata() for line in ax.lines]
        assert all(np.isfinite(values).any() for values in lines)
        assert lines or [text.get_text() for text in ax.texts] == ["nothing to draw"]


def test_a_number_between_two_gaps_is_a_dot():
    (ax,) = panels(loss=[2.0, NAN, 1.0])
    assert ax.lines[0].get_marker() == "o" and ax.get_xlabel() == "epoch (1 of 3 numbers not finite)"


def test_three_quantities_leave_no_empty_panel():
    axes = panels(loss=[1.0], accuracy=[0.5], norm=[2.0])
    assert [ax.get_ylabel() for ax in axes] == ["cost $J$", "accuracy", "norm"]
    assert axes[0].lines[0].get_marker() == "o", "one epoch alone is a dot, not an invisible line"


def test_nothing_to_draw_is_said():
    with refused("show_history: expected at least one epoch, got an empty history"):
        plots.show_history({})
