"""Forecasts of the sunspot numbers: what a window may see, iterated forecasts, and the instrument's picture."""

import math

import numpy as np
import pytest
from helpers import refused
from sklearn.linear_model import LinearRegression

from course_nn.chapters.ch08_rnns import sunspots as sun
from course_nn.chapters.ch08_rnns.sunspots_figure import describe_sunspots, draw_sunspots, in_digits
from course_nn.plots.style import course_style, cut_off, figure_png, new_figure
from course_nn.widgets import sunspots, watch

YEARS, NUMBERS = sun.series()


def upto(year):
    return NUMBERS[: year - 1699]


def test_what_is_said_of_the_constant():
    for year, variance in ((1979, 1496), (1980, 1531), (1920, 1169)):
        assert round(upto(year).var()) == variance
    assert sun.VARIANCE == 1535 and YEARS[0] == 1700 and YEARS[-1] == 2008


def test_periods_follow_one_another_and_every_window_of_the_first_is_whole():
    ends = list(sun.PERIODS.values())
    assert [first for first, _ in ends[1:]] == [last + 1 for _, last in ends[:-1]] and ends[-1][1] == YEARS[-1]
    assert ends[0] == (1700 + sun.MOST_YEARS + sun.HORIZONS, sun.LAST)


def test_windows_end_before_the_year_that_is_asked_for():
    X, y = sun.windows(np.arange(10), 3)
    assert X.tolist() == [[k, k + 1, k + 2] for k in range(7)] and y.tolist() == [k + 3 for k in range(7)]


@pytest.mark.parametrize("model", sun.MODELS)
def test_no_later_year_is_learned_from(model, monkeypatch):
    """Other numbers after 1920 leave every learned function as it is."""
    rng, setting = np.random.default_rng(0), ({"epochs": 5} if "linear" not in model else {})
    last = rng.uniform(0, 150, (20, 6))
    order = 1 if model in sun.MODELS[:2] else 6
    before = sun.learn(model, 6, **setting)
    monkeypatch.setattr(sun, "series", lambda: (YEARS, np.where(YEARS > 1920, 7.0, NUMBERS)))
    after = sun.learn(model, 6, **setting)
    assert before.order == after.order == order
    np.testing.assert_array_equal(before.next(last[:, -order:]), after.next(last[:, -order:]))
    assert (before.mean, before.spread) == (after.mean, after.spread)
    monkeypatch.setattr(sun, "series", lambda: (YEARS, np.where(YEARS == 1920, 7.0, NUMBERS)))
    if model != "persistence":
        assert (sun.learn(model, 6, **setting).next(last[:, -order:]) != before.next(last[:, -order:])).any()


@pytest.mark.parametrize("steps", [1, 4, 11])
@pytest.mark.parametrize("model", ["persistence", "linear √"])
def test_a_forecast_sees_the_numbers_up_to_its_horizon_and_no_further(model, steps, monkeypatch):
    forecaster = sun.learn(model, 9)
    _, numbers, whole = sun.forecasts(forecaster, "1956–79", steps)
    np.testing.assert_array_equal(numbers, NUMBERS[256:280])
    for year in (1956, 1970, 1979):
        for unseen, same in ((year - steps, True), (year - steps - 1, False)):
            monkeypatch.setattr(sun, "series", lambda unseen=unseen: (YEARS, np.where(YEARS > unseen, 1.0, NUMBERS)))
            again = sun.forecasts(forecaster, "1956–79", steps)[2][year - 1956]
            assert (again == whole[year - 1956]) is np.True_ if same else again != whole[year - 1956]


def test_several_steps_are_iterated():
    forecaster = sun.linear(4, root=True)
    _, _, found = sun.forecasts(forecaster, "1980–2008", 5)
    for year in (1980, 1995, 2008):
        seen = list(upto(year - 5))
        for _ in range(5):
            seen.append(forecaster.next(np.array([seen[-4:]]))[0])
        assert math.isclose(seen[-1], found[year - 1980], rel_tol=1e-12)
    ahead = forecaster.ahead(upto(1975)[None, -4:], 5)
    assert math.isclose(ahead[0, -1], found[0], rel_tol=1e-12)


@pytest.mark.parametrize("root", [False, True])
@pytest.mark.parametrize("order", [1, 9])
def test_a_linear_autoregression_is_that_of_scikit_learn(order, root):
    g = np.sqrt(upto(1920)) if root else upto(1920)
    X = np.array([g[k : k + order] for k in range(len(g) - order)])
    model = LinearRegression().fit(X, g[order:])
    last = np.random.default_rng(1).uniform(0, 150, (30, order))
    expected = np.maximum(model.predict(np.sqrt(last) if root else last), 0)
    np.testing.assert_allclose(sun.linear(order, root).next(last), expected**2 if root else expected, rtol=1e-9)


def test_mean_and_persistence():
    last = np.array([[3.0], [80.0]])
    assert sun.learn("persistence").ahead(last, 3).tolist() == [[3, 3, 3], [80, 80, 80]]
    np.testing.assert_allclose(sun.learn("mean").ahead(last, 2), np.full((2, 2), upto(1920).mean()))
    by_hand = np.mean((NUMBERS[221:256] - NUMBERS[218:253]) ** 2) / 1535
    assert math.isclose(sun.errors(sun.persistence(), "1921–55")[2], by_hand)


@pytest.mark.parametrize("model", ["feed-forward", "recurrent √"])
def test_a_network_learns_from_every_window_and_knows_what_it_has_learned_so_far(model, capsys):
    forecaster, steps = sun.training(model, 6, hidden=4, epochs=60, seed=1)
    losses, before = [], None
    run = watch(steps, total=20)
    losses += run.losses["loss"].tolist()
    scaled = forecaster.scale(upto(1920))
    X, y = sun.windows(scaled, 6)
    error = np.mean((forecaster.function(X) - y) ** 2)
    before = sun.errors(forecaster, "1921–55")
    rest = watch(steps)
    assert run.steps == 20 and rest.steps == 40
    assert math.isclose(rest.losses["loss"][0], error, rel_tol=1e-4), "the next step's loss, on all 215 windows"
    assert rest.losses["loss"][-1] < losses[-1] < losses[0]
    assert (sun.errors(forecaster, "1921–55") != before).all()
    assert abs(scaled.mean()) < 1e-12 and math.isclose(scaled.std(), 1)


def test_the_same_seed_is_the_same_network():
    one, same, other = (sun.learn("recurrent", 5, epochs=3, seed=seed) for seed in (0, 0, 1))
    last = NUMBERS[None, :5]
    assert one.next(last) == same.next(last) != other.next(last)


def test_refusals():
    with refused("model: unknown name"):
        sun.learn("lstm", 3)
    with refused("period"):
        sun.forecasts(sun.persistence(), "1900–10")
    with refused("network: unknown name"):
        sun.training("linear", 3)
    with refused("sunspots: expected a Forecaster, as training"):
        sunspots(sun.linear)
    with refused("sunspots: expected an order up to 12, got 15"):
        sunspots(sun.linear(15))


def test_the_instrument_shows_what_is_computed():
    it = sunspots()
    it.set(model="linear √", order=9, steps=1, period="1956–79")
    error = sun.errors(sun.linear(9, True), "1956–79")[0]
    assert (
        f"{in_digits(error)} (persistence: 0.94)" in it.description
        and "years it has not learned from" in it.description
    )
    it.set(period="1723–1920")
    assert "the years it learned from" in it.description
    assert it.values == {"model": "linear √", "order": 9, "steps": 1, "period": "1723–1920"}


def test_the_instrument_shows_a_forecaster_of_the_readers_own():
    forecaster, steps = sun.training("feed-forward", 3, epochs=10)
    next(steps)
    it = sunspots(forecaster)
    assert it.values == {"steps": 1, "period": "1921–55"} and it.description.startswith("Your own, one year ahead")
    before = it.description
    for _ in steps:
        pass
    assert it.set(steps=1).description != before, "as it is now"


def test_everything_is_drawn_or_marked():
    """At every model's ends all lies inside the axes; what does not would get an arrow with its number."""
    for model in sun.MODELS:
        for order in (1, 12):
            for steps in (1, 11):
                for period in sun.PERIODS:
                    result = sun.shown(model, order, steps, period)
                    for ax in drawn(result).axes:
                        assert not any("↑" in text.get_text() or "↓" in text.get_text() for text in ax.texts)
    far = result._replace(forecast=np.where(result.years == 1990, 1234.0, result.forecast), errors=100 * result.errors)
    figure = drawn(far)
    figure_png(figure, 1)
    assert cut_off(figure) == ""
    marks = [text.get_text() for ax in figure.axes for text in ax.texts if "↑" in text.get_text()]
    assert "↑ 1.23e+03" in marks and len(marks) == 3
    assert "farthest off in 1990, by +" in describe_sunspots(far)


def drawn(result):
    figure = new_figure(6.6, 4.3)
    with course_style():
        draw_sunspots(figure, result)
    for ax in figure.axes:
        low, high = ax.get_ylim()
        for line in ax.lines:
            assert ((line.get_ydata() >= low) & (line.get_ydata() <= high)).all()
    return figure


def test_digits():
    assert [in_digits(x) for x in (0.0816, 0.4, 6.07, 12.3)] == ["0.082", "0.40", "6.1", "12"]
