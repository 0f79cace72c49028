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
    rng, setting = np.random.default_rng(0), ({"epochs": 5} if model in sun.MODELS[4:] else {})
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
    with refused("training: model: unknown name 'linear'; choose from 'feed-forward', 'feed-forward √', 'recurrent'"):
        sun.training("linear", 3)
    with refused("learn: expected no hidden for linear √, which is no network"):
        sun.learn("linear √", 3, hidden=4)
    with refused("an order and steps that add up to at most 23, as the series begins in 1700, got 15 and 9"):
        sun.errors(sun.linear(15), "1723–1920")
    with refused("sunspots: steps: expected a whole number at least 1, got 0"):
        sun.forecasts(sun.persistence(), "1921–55", 0)
    with refused("sunspots: expected a Forecaster, as training"):
        sunspots(sun.linear)
    with refused("sunspots: expected an order up to 12, got 15"):
        sunspots(sun.linear(15))


@pytest.mark.parametrize("learn", [lambda order: sun.training("recurrent", order), sun.linear])
def test_an_order_that_the_numbers_cannot_fill_is_refused(learn):
    for order in (0, 221, 2.5):
        with refused(f"sunspots: order: expected a whole number at least 1 and at most 220, got {order}"):
            learn(order)
    with refused("Forecaster: order: expected a whole number at least 1, got 0"):
        sun.Forecaster(0, False, 0.0, 1.0, lambda z: z[:, -1])


@pytest.mark.parametrize("model", ["linear", "feed-forward √"])
def test_numbers_that_nothing_can_be_learned_from_are_refused(model):
    with refused("sunspots: expected numbers that differ, got 30 times 7"):
        sun.learn(model, 3, numbers=np.full(30, 7))
    with refused("sunspots: expected numbers of at least 0, got -1"):
        sun.learn(model, 3, numbers=[3, 5, -1, 4, 2])
    with refused("sunspots: numbers: expected finite numbers"):
        sun.learn(model, 3, numbers=[3, 5, math.nan, 4, 2])


def own(function, order=1, **settings):
    return sun.Forecaster(order, **({"root": False, "mean": 0.0, "spread": 1.0} | settings), function=function)


def test_a_forecaster_of_the_readers_own_that_gives_no_numbers_is_refused():
    with refused("Forecaster: what its function gives: expected numbers, got 35 NaN among 35"):
        own(lambda z: z[:, -1] * math.nan).next(np.ones((35, 1)))
    with refused("Forecaster: what its function gives: expected numbers, got 4 NaN among 198"):
        sunspots(own(lambda z: np.sqrt(z[:, -1] - 2)))
    with refused(r"Forecaster: what its function gives: expected shape \(198,\), got \(198, 1\)"):
        sunspots(own(lambda z: z))
    with refused("sunspots: expected a Forecaster with a function from windows .*, got None as its function"):
        sunspots(own(None))
    with refused(r"sunspots: expected a Forecaster, as training\(...\) gives one, got 'linear'"):
        sunspots("linear")
    for first, last, words in (
        (1990, 2010, "last year: .*, got 2010"),
        (2010, 2012, "first year: .*, got 2010"),
        (1990, 1980, "last year: .*, got 1980"),
        (1990.5, 2000, "first year: expected a whole number.*, got 1990.5"),
    ):
        with refused(f"sunspots: {words}"):
            sun.ahead_of(sun.linear(3), first, last, 1)
    with refused(r"Forecaster: windows: expected shape \(n, 2\), got \(5, 3\)"):
        sun.linear(2).next(np.ones((5, 3)))


@pytest.mark.parametrize("root", [False, True])
def test_a_forecast_that_explodes_stays_a_number(root):
    """Cubed eleven times it would be infinite; it is a million, which is drawn as an arrow and said."""
    forecaster = own(lambda z: z[:, -1] ** 3, root=root)
    assert own(lambda z: np.exp(z[:, -1])).next(np.array([[800.0]])) == sun.LARGEST == 1e6
    it = sunspots(forecaster).set(steps=11, period="1956–79")
    assert it.failure is None and "mean square error over 1,535 is 6.5·10⁸ (persistence: 1.3)" in it.description
    assert it.description.endswith("in 1964, by +999,990 from 10.")


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
    assert it.set(model="feed-forward").description.startswith("Feed-forward, order 9, one year ahead, 1723–1920, the")


@pytest.mark.long
def test_nothing_is_said_of_what_persistence_or_a_forecaster_of_the_readers_own_learned():
    """The one learned nothing, the other nobody knows what."""
    it, yours = sunspots().set(model="persistence"), sunspots(sun.linear(3, numbers=NUMBERS))
    for period in sun.PERIODS:
        for one, name in ((it, "Persistence"), (yours, "Your own")):
            assert one.set(period=period).description.startswith(f"{name}, one year ahead, {period}: mean square error")
    assert "persistence" not in it.set(period="1956–79").description, "beside itself"
    assert "All but persistence have learned from 1700–1920" in it.caption
    assert yours.caption == "Your forecaster, as it is now."


def test_the_instrument_shows_a_forecaster_of_the_readers_own():
    forecaster, steps = sun.training("feed-forward", 3, epochs=10)
    next(steps)
    it = sunspots(forecaster)
    assert it.values == {"steps": 1, "period": "1921–55"} and it.description.startswith("Your own, one year ahead")
    before = it.description
    for _ in steps:
        pass
    assert it.set(steps=1).description != before, "as it is now"


@pytest.mark.long
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
    assert "↑ 1,234" in marks and len(marks) == 3
    assert "farthest off in 1990, by +1,0" in describe_sunspots(far)


@pytest.mark.parametrize("year", [1921, 1924, 1938, 1952, 1955])
def test_numbers_beside_arrows_lie_inside_and_on_nothing_else_that_is_written(year):
    result = sun.shown("linear", 3, 1, "1921–55")
    far = result.years == year
    errors = np.where(np.arange(1, 12) == 1 + (year - 1921) * 10 // 34, 12345.0, 0.001)
    figure = drawn(result._replace(forecast=np.where(far, 4321.0, result.forecast), errors=errors))
    figure_png(figure, 1)
    for ax in figure.axes:
        frame, boxes = ax.get_window_extent(), [text.get_window_extent() for text in ax.texts]
        assert any("↑" in text.get_text() for text in ax.texts)
        for text, box in zip(ax.texts, boxes, strict=True):
            assert frame.x0 <= box.x0 and box.x1 <= frame.x1 and frame.y0 <= box.y0 and box.y1 <= frame.y1, text
        assert sum(one.overlaps(other) for one in boxes for other in boxes) == len(boxes)


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
    told = {0.0816: "0.082", 0.4: "0.40", 6.07: "6.1", 12.3: "12", 99.4: "99", 123: "120", 4.2e8: "4.2·10⁸", 0: "0"}
    assert {x: in_digits(x) for x in told} == told
