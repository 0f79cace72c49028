"""The bilinear game: every rate of growth is that of the eigenvalues, and what is played."""

import numpy as np
import pytest

from course_nn.chapters.ch09_gans.bilinear_game import (
    OPTIMISTIC_LIMIT,
    WAYS,
    bilinear_game,
    conserved,
    growth,
    growth_by_rate,
    play,
    running_average,
    step_matrix,
)
from course_nn.chapters.ch09_gans.bilinear_game_figure import describe_growth_by_rate, draw_growth_by_rate
from course_nn.chapters.ch09_gans.instruments_of_dynamics import bilinear_game as instrument
from course_nn.plots import picture
from course_nn.plots.style import cut_off

RATES = [0.01, 0.1, 0.3, 0.5, 0.57, 0.6, 0.9, 1.0, 1.3, 1.9, 2.1]
STARTS = [(1, 0), (0, 1), (0.6, -0.8)]


@pytest.mark.parametrize("way", WAYS)
def test_growth_is_the_largest_eigenvalue_and_what_is_played(way):
    for rate in (*RATES, 0.25, OPTIMISTIC_LIMIT):
        radius = np.abs(np.linalg.eigvals(step_matrix(way, rate))).max()
        assert growth(way, rate) == pytest.approx(radius, abs=2e-8), rate  # two roots meet at optimism's ½
    np.testing.assert_allclose(growth(way, np.array(RATES)), [growth(way, rate) for rate in RATES])
    for rate in (0.1, 0.3, 0.7, 1.3):
        for start in STARTS:
            distances = np.linalg.norm(play(way, rate, start, 240), axis=1)
            # a turning ellipse, or two roots: the mean over many steps
            measured = np.exp(np.polyfit(np.arange(120, 241), np.log(distances[120:]), 1)[0])
            assert measured == pytest.approx(float(growth(way, rate)), rel=2e-3), (rate, start)


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("start", STARTS)
def test_each_simultaneous_and_extragradient_step_grows_alike(rate, start):
    for way, factor in (("simultaneous", np.sqrt(1 + rate**2)), ("extragradient", np.sqrt(1 - rate**2 + rate**4))):
        distances = np.linalg.norm(play(way, rate, start, 30), axis=1)
        np.testing.assert_allclose(distances[1:] / distances[:-1], factor, rtol=1e-9)


def test_the_players_step_down_and_up_their_gradients_of_xy():
    x, y, rate = 0.3, -0.7, 0.25
    assert WAYS["simultaneous"](x, y, rate, None) == (x - rate * y, y + rate * x)
    new_x = x - rate * y
    assert WAYS["alternating"](x, y, rate, None) == (new_x, y + rate * new_x)
    ahead = x - rate * y, y + rate * x
    assert WAYS["extragradient"](x, y, rate, None) == (x - rate * ahead[1], y + rate * ahead[0])
    places = play("optimistic", rate, (x, y), 2)
    np.testing.assert_allclose(places[1], (x - rate * y, y + rate * x))
    g, before = np.array([-places[1, 1], places[1, 0]]), np.array([-y, x])
    np.testing.assert_allclose(places[2], places[1] + rate * (2 * g - before))


@pytest.mark.parametrize("start", STARTS)
def test_alternating_steps_conserve_an_ellipse_below_two_and_leave_it_beyond(start):
    for rate in (0.01, 0.5, 1.0, 1.7, 1.99):
        places = play("alternating", rate, start, 3000)
        np.testing.assert_allclose(conserved(places, rate), conserved(places[0], rate), rtol=1e-9)
        # the ellipse's longest axis bounds them
        assert (places**2).sum(axis=1).max() <= conserved(places[0], rate) / (1 - rate / 2) * (1 + 1e-9)
    assert np.linalg.norm(play("alternating", 2.0, start, 3000)[-1]) > 1000, "at 2 it grows with the number of steps"
    assert np.linalg.norm(play("alternating", 2.05, start, 300)[-1]) > 1e6


def test_optimism_comes_to_rest_up_to_one_over_root_three():
    """At 1/√3 an eigenvalue is e^{±iπ/3}, of size 1; below it all are smaller, above one is larger."""
    turn = np.exp(-1j * np.pi / 3)
    assert abs(turn**2 - (1 - 2j * OPTIMISTIC_LIMIT) * turn - 1j * OPTIMISTIC_LIMIT) < 1e-15
    rates = np.linspace(0.001, 2.1, 2100)
    radii = np.array([np.abs(np.linalg.eigvals(step_matrix("optimistic", rate))).max() for rate in rates])
    assert (radii[rates < OPTIMISTIC_LIMIT] < 1).all() and (radii[rates > OPTIMISTIC_LIMIT] > 1).all()
    assert OPTIMISTIC_LIMIT == pytest.approx(0.577, abs=5e-4)
    below, above = (np.linalg.norm(play("optimistic", rate, (1, 0), 4000)[-1]) for rate in (0.57, 0.585))
    assert below < 1e-6 and above > 1e6


def test_the_best_rates():
    """Extragradient: √¾ at 1/√2; optimistic: 1/√2 at ½, where it has one gradient for each step, not two."""
    rates = np.linspace(0, 2.1, 21001)
    for way, rate, least in (("extragradient", np.sqrt(0.5), np.sqrt(0.75)), ("optimistic", 0.5, np.sqrt(0.5))):
        values = growth(way, rates)
        assert rates[values.argmin()] == pytest.approx(rate, abs=1e-4) and values.min() == pytest.approx(least)
    assert (growth("extragradient", rates[(rates > 0) & (rates < 1)]) < 1).all()
    assert (growth("extragradient", rates[rates > 1]) > 1).all() and (growth("simultaneous", rates[1:]) > 1).all()


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("rate", [0.05, 0.1, 0.5, 1.0, 1.5, 1.9])
def test_averaging_mends_alternating_steps_only(rate, start):
    """Their average comes nearer like 1/T; that of simultaneous steps gets lost as they do.

    A step is a matrix A, and the sum of the first T places is (I − A)⁻¹ (w₀ − w_T).
    """
    steps = 40_000
    places = play("alternating", rate, start, steps)
    average = np.linalg.norm(running_average(places), axis=1)
    inverse = np.linalg.norm(np.linalg.inv([[0, rate], [-rate, rate**2]]), 2)
    bound = 2 * inverse * np.linalg.norm(places, axis=1).max() / np.arange(1, steps + 2)
    assert (average <= bound).all() and average[-1] < 0.01
    many = round(40 / np.log1p(rate**2))  # √(1 + α²) to this power is e²⁰
    away = np.linalg.norm(running_average(play("simultaneous", rate, start, many)), axis=1)
    assert away[-1] > 1000 and away[-1] > away[many // 2] > away[many // 4]


@pytest.mark.parametrize("way", ["extragradient", "optimistic"])
@pytest.mark.parametrize("rate", [0.1, 0.3, 0.5])
def test_where_the_places_come_to_rest_the_average_lags_behind(way, rate):
    places = play(way, rate, (1, 0), 3000)
    assert np.linalg.norm(places[-1]) < 1e-6 < np.linalg.norm(running_average(places)[-1]) < 0.01


def test_the_result_is_what_is_played():
    result = bilinear_game("alternating", 0.5, 90, 7)
    np.testing.assert_allclose(result["places"], play("alternating", 0.5, (0, 1), 7), atol=1e-15)
    np.testing.assert_allclose(result["averages"][-1], result["places"].mean(axis=0))
    assert len(result["distances"]) == 8 and result["conserved"] == pytest.approx(1)
    assert bilinear_game("alternating", 2.0, 90, 7)["conserved"] is None, "beyond 2 it is no ellipse"
    with pytest.raises(ValueError, match="play: way: unknown name"):
        play("sideways", 0.1, (1, 0), 1)


@pytest.mark.long
def test_every_corner_is_whole_and_says_what_leaves_the_picture():
    it = instrument()
    outside = 0
    for corner in [*[*it.corners()][1::3], {"way": "alternating", "rate": 2.0, "angle": 135, "step": 100}]:
        left, right = it.set(**corner).figure.axes
        assert not cut_off(it.figure), corner
        far = np.abs(it.result["places"]).max() > 2
        outside += far
        assert far == any(text.get_text().startswith("up to ") for text in left.texts), corner
        for line in right.lines:
            y = np.asarray(line.get_ydata())
            assert y.size == 0 or right.get_ylim()[0] < y.min() <= y.max() < right.get_ylim()[1], corner
    assert outside >= 4


@pytest.mark.parametrize("rate", [0.1, 1.0, 1.9])
def test_the_dashed_ellipse_goes_through_the_places(rate):
    it = instrument(way="alternating", rate=rate, step=100)
    ellipse = it.figure.axes[0].lines[0].get_xydata()
    np.testing.assert_allclose(conserved(ellipse, rate), conserved(it.result["places"][0], rate), rtol=1e-9)


def test_what_is_said():
    it = instrument()
    assert it.description == (
        "After 10 simultaneous steps at α = 0.1 the distance from the equilibrium is 1.05, that of the average 0.975."
    )
    assert it.set(way="alternating", rate=1.0, angle=45, step=5).description == (
        "After 5 alternating steps at α = 1 the distance from the equilibrium is 0.707, that of the average 0; "
        "x² + y² − αxy is 0.5, as at the start: the dashed ellipse."
    )
    assert it.set(step=0).description == "Before the first step: distance 1 from the equilibrium."
    assert it.set(step=1).description.startswith("After 1 alternating step at")
    assert it.set(way="simultaneous", rate=2.0, step=100).figure.axes[1].get_xlabel() == "step   (axis widened to 10⁶⁴)"


def test_the_picture_of_all_rates_and_what_is_said_of_it():
    result = growth_by_rate()
    said = describe_growth_by_rate(result)
    shown = picture(draw_growth_by_rate, result, said, size=(6.6, 3.4))
    assert not cut_off(shown.figure) and "at a rate above 0, up to 1.2," in said
    marks = [line for line in shown.figure.axes[0].lines if line.get_marker() == "^"]
    assert len(marks) == sum(values.max() > 1.58 for values in result["growth"].values()) == 1
    for line in shown.figure.axes[0].lines:
        assert np.max(line.get_ydata()) < 1.6 and np.min(line.get_ydata()) > 0.65
    rates = result["rates"]
    grown = {way: values[rates > 0] for way, values in result["growth"].items()}
    rates = rates[rates > 0]
    assert (grown["simultaneous"] > 1).all() and (grown["alternating"] == 1).all()
    assert ((grown["extragradient"] < 1 - 1e-12) == (rates < 1 - 1e-12)).all()
    assert ((grown["optimistic"] < 1) == (rates < 1 / np.sqrt(3))).all()
    assert rates[grown["optimistic"].argmin()] == pytest.approx(0.5)
