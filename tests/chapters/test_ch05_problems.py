"""The three problems: parts that share nothing, and trainings that are gradient descent by hand."""

import numpy as np
import pytest

from course_nn import SGD, Adam, mlp
from course_nn.chapters.ch05_optimizers.problems import PROBLEMS, learn, losses, problem, score
from course_nn.chapters.ch05_optimizers.problems_figure import about, corner_words, draw_losses, loss_axis
from course_nn.plots import course_style, new_figure
from course_nn.widgets import INSTRUMENTS


@pytest.mark.parametrize("name", PROBLEMS)
def test_three_parts_share_no_example(name):
    one = problem(name)
    rows = [{tuple(x) for x in X.tolist()} for X, _ in (one.learning, one.validation, one.test)]
    assert not (rows[0] & rows[1] or rows[0] & rows[2] or rows[1] & rows[2])
    assert all(len(X) == len(y) and X.dtype == np.float32 for X, y in (one.learning, one.validation, one.test))
    X, _ = one.learning
    assert X.mean(axis=0) == pytest.approx(0, abs=1e-5)  # scaled by what is learned from, and by that alone
    assert abs(one.validation[0].mean(axis=0)).max() > 0.01
    if name != "digits":
        assert X.std(axis=0) == pytest.approx(1, abs=1e-4)
    assert one.network(0)[0].theta.size == sum(a * b + b for a, b in zip(one.sizes, one.sizes[1:], strict=False))


def test_the_digits_are_all_there():
    parts = [part[1] for part in problem("digits")[1:4]]
    assert [len(y) for y in parts] == [1078, 270, 449]
    assert np.bincount(np.concatenate(parts)).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


def test_a_training_is_gradient_descent_by_hand():
    """Two epochs of SGD on the digits, written out in NumPy alone."""
    chosen = problem("digits")
    run = learn(chosen, SGD(0.3), 5, epochs=2)
    rng = np.random.default_rng(5)
    W1, b1, W2, b2 = (
        p.value.astype(float) for p in mlp([64, 32, 10], rng, activation="relu", init="he").parameters().values()
    )
    X, y = chosen.learning

    def cost(X, y):
        z = np.maximum(X @ W1 + b1, 0) @ W2 + b2
        return np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(y)), y])

    seen = [cost(*chosen.validation)]
    for _ in range(2):
        order = rng.permutation(len(X))
        for rows in np.split(order, range(32, len(X), 32)):
            h = np.maximum(X[rows] @ W1 + b1, 0)
            p = np.exp(h @ W2 + b2)
            d2 = (p / p.sum(axis=1, keepdims=True) - np.eye(10)[y[rows]]) / len(rows)
            d1 = d2 @ W2.T * (h > 0)
            for value, slope in ((W1, X[rows].T @ d1), (b1, d1.sum(0)), (W2, h.T @ d2), (b2, d2.sum(0))):
                value -= 0.3 * slope
        seen.append(cost(*chosen.validation))
    assert run["validation"] == pytest.approx(seen, rel=1e-3)
    assert run["loss"][-1] == pytest.approx(cost(X, y), rel=1e-3)
    z = np.maximum(chosen.test[0] @ W1 + b1, 0) @ W2 + b2
    assert run["score"] == pytest.approx(np.mean(z.argmax(axis=1) == chosen.test[1]), abs=0.003)
    assert run["epoch"].tolist() == [0, 1, 2] and not run["diverged"]


def test_the_score_of_a_regression_is_the_share_of_variance():
    from sklearn.metrics import r2_score

    chosen = problem("diabetes")
    network, _ = chosen.network(0)
    assert score(chosen, network) == pytest.approx(r2_score(chosen.test[1], network(chosen.test[0])[:, 0]), rel=1e-5)


def test_running_off_is_reported_and_not_warned_about():
    off = learn(problem("breast cancer"), SGD(10.0), 0)
    assert off["diverged"] and np.isinf(off["validation"][-1]) and np.isnan(off["score"])
    assert off["epoch"].tolist() == list(range(21)) and np.isfinite(off["validation"][0])
    worse = learn(problem("digits"), Adam(10.0), 0)  # finite, but worse than it began
    assert worse["diverged"] and np.isfinite(worse["validation"]).all()
    assert not learn(problem("digits"), Adam(0.01), 0)["diverged"]


@pytest.mark.parametrize("size, often, count", [(32, 1, 3), (32, 4, 9), (1078, 1, 3), (1078, 6, 3), (512, 6, 7)])
def test_measured_so_often(size, often, count):
    run = learn(problem("digits"), SGD(0.1), 0, epochs=2, size=size, often=often)
    assert len(run["epoch"]) == len(run["loss"]) == count
    assert (np.diff(run["epoch"]) > 0).all() and run["epoch"][-1] == 2 and np.isfinite(run["loss"]).all()


def test_a_network_of_zeros_costs_what_guessing_costs():
    """log 10 and log 2; the target in units of its spread has the mean square 1."""
    for name, guess in (("digits", np.log(10)), ("breast cancer", np.log(2)), ("diabetes", 1)):
        network, _ = problem(name).network(0)
        network.theta[:] = 0
        assert losses(problem(name), network)[0] == pytest.approx(guess, rel=1e-5)
        network.theta[-1] = np.nan
        assert losses(problem(name), network) == [np.inf, np.inf]


def test_steps_of_an_epoch_count_the_last_short_batch():
    digits = problem("digits")  # 1,078 examples by 32
    assert [digits.steps(1), digits.steps(3), digits.steps(2, 1078), digits.steps(1, 1)] == [34, 102, 2, 1078]
    assert [problem(name).classifies for name in PROBLEMS] == [True, True, False]


def test_bad_input_gets_a_sentence():
    with pytest.raises(ValueError, match="did you mean 'digits'"):
        problem("digit")
    with pytest.raises(ValueError, match="at least 1, got 0"):
        learn(problem("digits"), SGD(0.1), 0, epochs=0)


def test_axes_of_losses_have_numbers_and_corners_have_words():
    with course_style():
        long, short = new_figure().subplots(1, 2)
        loss_axis(long, (0.001, 8))
        loss_axis(short, (0.3, 12))
        corner_words(long, ("first", "#000000"), ("second", "#0072B2"))
    assert long.get_yticks().tolist() == [0.001, 0.01, 0.1, 1] and short.get_yticks().tolist() == [0.3, 1, 3, 10]
    assert long.get_ylim() == (0.001, 8) and long.get_yscale() == "log"
    first, second = long.texts
    assert (first.get_text(), second.get_text(), second.get_color()) == ("first", "second", "#0072B2")
    assert first.get_position()[1] > second.get_position()[1] + 0.05, "one below the other"


@pytest.mark.parametrize(
    "end, marker, words", [(1.0, "o", []), (500.0, "^", ["500"]), (np.inf, "^", ["∞"]), (2e-5, "v", ["2e-05"])]
)
def test_a_loss_outside_the_axis_has_an_arrow_and_its_number(end, marker, words):
    with course_style():
        ax = new_figure().subplots()
        loss_axis(ax, (0.001, 100))
        draw_losses(ax, np.arange(3), np.array([1.0, 0.1, end]), (0.001, 100), "#0072B2", linewidth=1)
    curve, dot = ax.lines
    assert dot.get_marker() == marker and [text.get_text() for text in ax.texts] == words
    assert 0.001 <= min(curve.get_ydata()) and max(curve.get_ydata()) <= 100


def test_a_measured_number_has_so_many_digits():
    assert [about(v) for v in (0.1149, 0.96, 11.3, 1270.0, np.inf)] == ["0.1", "1", "10", "1,000", "∞"]
    assert [about(v, 2) for v in (0.4493, 3297.0)] == ["0.45", "3,300"] and about(3e9) == "10^9"


@pytest.mark.long
@pytest.mark.parametrize("name", ["batch_size", "schedule_trial", "rate_tuning"])
@pytest.mark.parametrize("nudge", [2e-6, -3e-6])
def test_what_an_instrument_says_at_first_is_not_decided_by_rounding(name, nudge, monkeypatch):
    """Another processor adds in another order; the notebook's stored sentence must hold there, too."""
    import importlib

    theme = importlib.import_module(f"{problem.__module__.rpartition('.')[0]}.{name}")
    caches = [one for one in vars(theme).values() if hasattr(one, "cache_clear") and one is not problem]
    said = INSTRUMENTS[name]().description

    def nudged(which):
        chosen = problem(which)
        X, y = chosen.learning
        return chosen._replace(learning=(X * np.float32(1 + nudge), y))

    for cache in caches:
        cache.cache_clear()
    monkeypatch.setattr(theme, "problem", nudged)
    try:
        assert INSTRUMENTS[name]().description == said
    finally:
        for cache in caches:
            cache.cache_clear()
