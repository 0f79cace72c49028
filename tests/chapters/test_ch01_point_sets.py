"""Chapter 01: the point sets are what their names say, and their windows show all of them."""

import numpy as np
import pytest
from own_data import OWN, move_everywhere

from course_nn import widgets
from course_nn.chapters.ch01_perceptron.point_sets import SETS, choices, irises, legend, own_set, points
from course_nn.models import Perceptron, best_separator


@pytest.mark.parametrize("name", SETS)
def test_every_point_lies_in_a_square_window(name):
    X, y, window, _ = points(name)
    assert set(y.tolist()) == {0, 1} and X.shape == (len(y), 2)
    # Square: a right angle looks like one.
    assert window[1] - window[0] == pytest.approx(window[3] - window[2])
    assert (X >= [window[0], window[2]]).all() and (X <= [window[1], window[3]]).all()


@pytest.mark.parametrize(
    "name, outputs", [("AND", [0, 0, 0, 1]), ("OR", [0, 1, 1, 1]), ("NAND", [1, 1, 1, 0]), ("XOR", [0, 1, 1, 0])]
)
def test_a_gate_is_its_truth_table(name, outputs):
    X, y, _, labels = points(name)
    assert X.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]] and y.tolist() == outputs
    assert labels == ("$x_1$", "$x_2$")


def test_no_line_separates_two_of_the_sets():
    hopeless = {name for name in SETS if best_separator(*points(name)[:2]) is None}
    assert hopeless == {"XOR", "versicolor and virginica"}


def test_the_whole_numbers_of_the_irises_make_learning_exact():
    X, y = irises("versicolor", "virginica")
    assert np.array_equal(X, np.rint(X)) and X.min() > 20
    assert len(X) == 100 and y.sum() == 50
    assert points("versicolor and virginica")[3] == ("sepal length (mm)", "petal length (mm)")


def test_an_unknown_name_gets_one_sentence():
    with pytest.raises(ValueError, match="data set: unknown name 'AN'; did you mean 'AND'"):
        points("AN")


# Points of the reader's own


@pytest.mark.parametrize("name", OWN)
def test_own_points_lie_in_a_square_window_of_their_own(name):
    X, y, window, _ = points(own_set(*OWN[name], "show"))
    assert set(y.tolist()) == {0, 1} and len(X) == len(OWN[name][0])
    assert window[1] - window[0] == pytest.approx(window[3] - window[2])
    assert (X > [window[0], window[2]]).all() and (X < [window[1], window[3]]).all()
    assert np.ptp(X, axis=0).max() > 0.6 * (window[1] - window[0]), "the limits follow the data"


@pytest.mark.parametrize(
    "name, kept", [("a gate", True), ("one row in many", True), ("flowers", False), ("two points", False)]
)
def test_own_points_stay_where_the_sliders_reach_them_and_are_standardized_elsewhere(name, kept):
    given, own = np.asarray(OWN[name][0], dtype=float), own_set(*OWN[name], "show")
    if kept:
        assert np.array_equal(own.X, given) and own.labels == ("$x_1$", "$x_2$")
    else:
        assert own.X.mean(axis=0) == pytest.approx(0, abs=1e-9) and own.X.std(axis=0).max() == pytest.approx(1)
        assert own.labels == ("$x_1$, standardized", "$x_2$, standardized")


def test_own_points_come_first_and_the_sets_stay():
    own = own_set(*OWN["flowers"], "show")
    assert list(choices(SETS, own)) == ["yours", *SETS] and list(choices(SETS, None)) == list(SETS)
    assert legend(own) == " Yours: 0 is setosa, 1 is versicolor."
    assert legend(None) == "" == legend(own_set([[0, 0], [1, 1]], [0, 1], "show"))


@pytest.mark.long
@pytest.mark.parametrize("instrument", ["decision_line", "learning_rule", "not_separable"])
@pytest.mark.parametrize("name", OWN)
def test_an_instrument_shows_own_points_in_every_corner(instrument, name):
    shown = getattr(widgets, instrument)(*OWN[name])
    own = shown.values["name"]
    assert len(shown.result.X) == len(OWN[name][0]) and own is shown.controls[0].value
    corners = list(move_everywhere(shown, name=own))
    assert {corner["name"] for corner in corners} > {own, "XOR"}
    assert shown.set(name="XOR").result.X.shape == (4, 2)


@pytest.mark.parametrize("instrument", ["decision_line", "learning_rule", "not_separable"])
def test_own_points_that_cannot_be_shown_get_one_sentence(instrument):
    show = getattr(widgets, instrument)
    with pytest.raises(TypeError, match=f"^{instrument}: expected X and y together, got X without y$"):
        show([[0, 1], [1, 0]])
    with pytest.raises(ValueError, match=f"^{instrument}: expected two different labels in y, got 3: a, b, c$"):
        show([[0, 1], [1, 0], [1, 1]], ["a", "b", "c"])


@pytest.mark.long
def test_the_rule_learns_own_points_in_a_new_order_in_every_epoch():
    X, y = OWN["one row in many"]
    shown = widgets.learning_rule(X, y)
    corrected = [shown.set(step=k).result.index for k in range(1, 20)]
    for rng, same in ((np.random.default_rng(0), True), (None, False)):
        updates = Perceptron(epochs=100, rng=rng).fit(X, y.astype(int)).history_
        assert (corrected == [one.index for one in updates[:19]]) == same


def test_where_a_line_separates_own_points_the_pocket_s_learning_ends_with_it():
    shown = widgets.not_separable(*OWN["flowers"])
    last = shown.values["step"]
    assert last < 20 and shown.result.converged and "100 of 100 points right, the pocket 100" in shown.description
