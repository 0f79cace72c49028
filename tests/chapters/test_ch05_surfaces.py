"""The test surfaces: gradients from SymPy, known values, borders; and their relief."""

import inspect

import numpy as np
import pytest
import scipy.optimize
import sympy

from course_nn.chapters.ch05_optimizers.surfaces import SURFACES
from course_nn.chapters.ch05_optimizers.surfaces_figure import Relief, contours
from course_nn.plots import course_style, new_figure

NAMES = list(SURFACES)


@pytest.mark.parametrize("name", NAMES)
def test_gradients_are_those_that_sympy_derives(name):
    surface = SURFACES[name]
    x, y = sympy.symbols("x y")
    source = inspect.getsource(surface.value).split("return ")[1].replace("np.cos", "cos").strip()
    formula = sympy.sympify(source)
    exact = [sympy.lambdify((x, y), sympy.diff(formula, one)) for one in (x, y)]
    for place in np.random.default_rng(1).uniform(surface.window[::2], surface.window[1::2], (50, 2)):
        got = surface.gradient(*place)
        np.testing.assert_allclose(got, [f(*place) for f in exact], rtol=1e-11, atol=1e-11)


def test_a_flat_place_is_found_close_by_and_none_on_a_slope():
    for name, flat in (("saddle", (0.0, 0.0)), ("Beale", (0.0, 1.0)), ("rugged", (0.0, 0.0)), ("Rosenbrock", (1, 1))):
        surface = SURFACES[name]
        reach = np.array([[0.0, 0.0], [0.004, 0.004], [0.05, 0.05]]) * surface.diagonal
        np.testing.assert_array_equal(surface.flat_near(flat + reach), [True, True, False])


@pytest.mark.parametrize("name", NAMES)
def test_the_named_minima_are_the_lowest_places(name):
    surface = SURFACES[name]
    for place in surface.minima:
        assert surface.value(*place) == pytest.approx(0, abs=1e-30)
        np.testing.assert_allclose(surface.gradient(*place), 0, atol=1e-15)
        assert (np.linalg.eigvalsh(surface.hessian(*place)) > 0).all()
    assert surface.grid()[2].min() >= 0
    height = surface.height(surface.grid()[2])
    assert height.min() >= 0
    assert height.max() == pytest.approx(1)
    np.testing.assert_allclose(np.diff(surface.height(surface.levels)), 1 / 13)


def test_known_values_of_rosenbrock_and_beale():
    assert 50 * SURFACES["Rosenbrock"].value(-1.2, 1.0) == pytest.approx(24.2)  # Rosenbrock's own start
    x = np.array([-1.2, 1.0])
    assert 50 * SURFACES["Rosenbrock"].value(*x) == pytest.approx(scipy.optimize.rosen(x))
    np.testing.assert_allclose(
        50 * np.array(SURFACES["Rosenbrock"].gradient(*x)), scipy.optimize.rosen_der(x), rtol=1e-13
    )
    assert 10 * SURFACES["Beale"].value(1.0, 1.0) == pytest.approx(14.203125)  # Moré, Garbow and Hillstrom (1981)


def test_starts_are_shares_of_the_window():
    surface = SURFACES["Rosenbrock"]
    assert surface.place(0, 0).tolist() == [-1.2, 1]
    assert surface.place(-1, 1).tolist() == [-2, 3]
    assert surface.place(0.5, -0.5) == pytest.approx([0.4, 0])
    for name in NAMES:
        window = np.reshape(SURFACES[name].window, (2, 2)).T
        for share, border in zip((-1, 1), window, strict=True):
            place = SURFACES[name].place(share, share)
            assert SURFACES[name].inside(place) and place == pytest.approx(border)
    with pytest.raises(ValueError, match="place: a share of the window: expected a finite number at least -1"):
        surface.place(-1.1, 0)


def test_what_leaves_the_window_is_drawn_to_its_border():
    surface = SURFACES["Rosenbrock"]  # x from -2 to 2, y from -1 to 3
    path = np.array([[0.0, 0], [4, 2], [9, 1], [1, 1], [1, -5]])
    assert surface.to_border(path).tolist() == [[0, 0], [2, 1], [2, 1], [1, 1], [1, -1]]


def test_a_window_has_a_diagonal_and_a_valley_its_two_curvatures():
    valley = SURFACES["long valley"]
    assert valley.diagonal == pytest.approx(np.sqrt(7**2 + 3.5**2))
    np.testing.assert_allclose(valley.hessian(-3.0, 1.0), [[0.3, 0], [0, 12]], atol=1e-7)
    assert valley.inside(np.array([[0, 0], [2, 1.75], [2.1, 0], [0, -2]])).tolist() == [True, True, False, False]


def test_contour_lines_lie_at_their_levels_and_stars_at_the_minima():
    surface = SURFACES["saddle"]
    with course_style():
        ax = new_figure().subplots()
        contours(ax, surface, labels=False)
    lines = ax.collections[0].get_segments()
    for line in lines:
        J = surface.value(*np.array(line).T)
        assert np.abs(J[:, None] - surface.levels).min(axis=1).max() < 0.02 * surface.levels[-1]
    assert [tuple(np.ravel(star.get_data())) for star in ax.lines] == list(surface.minima)
    assert not ax.get_xlabel() and ax.get_xlim() == (-2, 2)


def test_nothing_is_hidden_from_above_and_the_far_side_of_a_hill_is():
    def hill(x, y):
        return np.exp(-4 * (x**2 + y**2))

    window = (-1, 1, -1, 1)
    front, back, top = np.array([[0, -0.5], [0, 0.5], [0, 0]])
    low = Relief(hill, window, 10, 0)
    assert low.hidden(np.array([front, back, top])).tolist() == [False, True, False]
    assert not Relief(hill, window, 90, 0).hidden(np.array([front, back, top])).any()
    assert Relief(hill, window, 10, 180).hidden(np.array([front, back])).tolist() == [True, False]
    flat = Relief(lambda x, y: 0 * x, window, 90, 90).project(np.array([[1.0, 0], [0, 1]]))
    np.testing.assert_allclose(flat, [[0, 1], [-1, 0]], atol=1e-15)


def test_the_relief_is_drawn_from_behind():
    with course_style():
        ax = new_figure().subplots()
        Relief(lambda x, y: 0 * x, (-1, 1, -1, 1), 30, 0).draw(ax, n=5)
    quads = [path.vertices for path in ax.collections[0].get_paths()]
    heights = [quad[:, 1].mean() for quad in quads]
    assert len(heights) == 16 and heights == sorted(heights, reverse=True)


@pytest.mark.parametrize("name", NAMES)
def test_hessians_of_many_places_are_those_of_each(name):
    surface = SURFACES[name]
    x, y = np.random.default_rng(2).uniform(surface.window[::2], surface.window[1::2], (6, 2)).T.reshape(2, 2, 3)
    many = surface.hessian(x, y)
    assert many.shape == (2, 3, 2, 2)
    np.testing.assert_allclose(many[1, 2], surface.hessian(x[1, 2], y[1, 2]), rtol=1e-9, atol=1e-9)
    np.testing.assert_array_equal(many, np.swapaxes(many, -1, -2))


def test_the_surfaces_have_the_formulas_of_the_text():
    x, y = np.random.default_rng(0).uniform(-2, 2, (2, 20))
    formulas = {
        "long valley": 0.5 * (0.3 * x**2 + 12 * y**2),
        "Rosenbrock": ((1 - x) ** 2 + 100 * (y - x**2) ** 2) / 50,
        "Beale": sum((c - x + x * y**k) ** 2 for k, c in enumerate((1.5, 2.25, 2.625), 1)) / 10,
        "saddle": 2 * x**2 + (y**2 - 1) ** 2 / 2,
        "rugged": 0.2 * (x**2 + y**2) + 1 - np.cos(3 * x) / 2 - np.cos(3 * y) / 2,
    }
    assert list(formulas) == list(SURFACES)
    for name, J in formulas.items():
        np.testing.assert_allclose(SURFACES[name].value(x, y), J)
