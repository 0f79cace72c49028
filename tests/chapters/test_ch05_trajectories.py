"""Paths over the surfaces follow the update formulas, written out."""

import numpy as np
import pytest

from course_nn import SGD
from course_nn.chapters.ch05_optimizers.surfaces import SURFACES
from course_nn.chapters.ch05_optimizers.trajectories import DEFAULTS, FAR, KNOBS, NAMES, optimizer, walk, walks
from course_nn.chapters.ch05_optimizers.trajectories_figure import LOOKS, draw_trajectories
from course_nn.plots import course_style, new_figure


def by_hand(name, surface, steps, rate=0.06, pace=0.1, momentum=0.9, rho=0.9, beta1=0.9, beta2=0.999, decay=0.05):
    """The seven update formulas in plain Python, number by number."""
    theta, path = list(SURFACES[surface].start), [SURFACES[surface].start]
    memory = [[0.0, 0.0], [0.0, 0.0]]
    for t in range(1, steps + 1):
        for i, g in enumerate(SURFACES[surface].gradient(*path[-1])):
            a, b = memory[i]
            if name == "gradient descent":
                step = rate * g
            elif name in ("momentum", "Nesterov"):
                a = momentum * a + g
                step = rate * (g + momentum * a if name == "Nesterov" else a)
            elif name == "AdaGrad":
                a += g * g
                step = pace * g / (a**0.5 + 1e-10)
            elif name == "RMSProp":
                a = rho * a + (1 - rho) * g * g
                step = pace * g / (a**0.5 + 1e-8)
            else:
                a, b = beta1 * a + (1 - beta1) * g, beta2 * b + (1 - beta2) * g * g
                step = pace * (a / (1 - beta1**t)) / ((b / (1 - beta2**t)) ** 0.5 + 1e-8)
                if name == "AdamW":
                    step += pace * decay * theta[i]
            theta[i] -= step
            memory[i] = [a, b]
        path.append(tuple(theta))
    return np.array(path)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("surface", ["long valley", "Beale"])
def test_walks_follow_their_formulas(name, surface):
    path = walk(surface, optimizer(name), SURFACES[surface].start, 60)
    np.testing.assert_allclose(path, by_hand(name, surface, 60), rtol=1e-8, atol=1e-10)


def test_a_walk_that_runs_away_ends_there():
    path = walk("long valley", SGD(0.5), (1, 1), 100)  # the limit is 2 / 12
    assert len(path) < 20 and np.abs(path[-1]).max() > FAR >= np.abs(path[-2]).max()
    assert walk("long valley", SGD(0.05), (1, 1), 7).shape == (8, 2)


def test_several_walks_start_at_one_place_with_the_knobs_given():
    ground, paths = walks("long valley", ("gradient descent", "AdamW"), rate=0.15, decay=0.3)
    assert ground is SURFACES["long valley"]
    np.testing.assert_array_equal(paths["gradient descent"], walk("long valley", SGD(0.15), ground.start, 60))
    np.testing.assert_allclose(paths["AdamW"], by_hand("AdamW", "long valley", 60, decay=0.3), rtol=1e-8, atol=1e-10)
    assert walks("Beale", ("Adam",), start=(1.0, 1.0), steps=3)[1]["Adam"].shape == (4, 2)


def test_no_momentum_is_gradient_descent():
    for name in ("momentum", "Nesterov"):
        path = walk("Beale", optimizer(name, momentum=0), (1, 1), 20)
        np.testing.assert_array_equal(path, walk("Beale", optimizer("gradient descent"), (1, 1), 20))


def test_every_optimizer_has_knobs_a_color_and_a_marker_of_its_own():
    assert set(KNOBS) == set(LOOKS) == set(NAMES)
    assert {knob for knobs in KNOBS.values() for knob in knobs} == set(DEFAULTS)
    assert len({color for color, _ in LOOKS.values()}) == len({marker for _, marker in LOOKS.values()}) == len(NAMES)


def test_unknown_names_are_refused():
    with pytest.raises(ValueError, match="did you mean 'Adam'"):
        optimizer("adam")
    with pytest.raises(ValueError, match="did you mean 'Beale'"):
        walk("beale", SGD(0.1), (0, 0))
    with pytest.raises(ValueError, match="did you mean 'saddle'"):
        walks("sadle", ("Adam",))


def test_the_figure_shows_every_path_up_to_the_border():
    ground, paths = walks("long valley", ("gradient descent", "Adam"), rate=0.2)
    with course_style():
        figure = new_figure()
        draw_trajectories(figure, (ground, paths))
    (ax,) = figure.axes
    shown = {line.get_label(): np.column_stack(line.get_data()) for line in ax.lines}
    np.testing.assert_array_equal(shown["Adam"], paths["Adam"])
    assert not ground.inside(paths["gradient descent"]).all() and ground.inside(shown["gradient descent"]).all()
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["gradient descent", "Adam"]


def test_nesterov_is_asked_for_at_the_place_ahead():
    """Sutskever's form: gradient at φ − αβv, step on φ. The package's θ is that place; φ itself goes another way."""
    for surface, rate, beta in (("long valley", 0.05, 0.9), ("Beale", 0.03, 0.8), ("Rosenbrock", 0.05, 0.5)):
        start = SURFACES[surface].start
        phi, v, weights, ahead = np.array(start), np.zeros(2), [], []
        for _ in range(40):
            v = beta * v + SURFACES[surface].gradient(*(phi - rate * beta * v))
            phi = phi - rate * v
            weights.append(phi)
            ahead.append(phi - rate * beta * v)
        path = walk(surface, SGD(rate, momentum=beta, nesterov=True), start, 40)[1:]
        np.testing.assert_allclose(path, ahead, rtol=1e-10, atol=1e-12)
        assert np.abs(path - weights).max() > 0.05


@pytest.mark.parametrize("beta", [0.3, 0.9, 0.95])
def test_the_largest_stable_rate_with_nesterov(beta):
    limit = 2 * (1 + beta) / (12 * (1 + 2 * beta))
    for share, stable in ((0.98, True), (1.02, False)):
        path = walk("long valley", SGD(share * limit, momentum=beta, nesterov=True), (1, 1), 800)
        assert (np.abs(path[-1]).max() < 1) == stable


@pytest.mark.parametrize("rate", [0.03, 0.04, 0.05, 0.06, 0.08, 0.1])
def test_nesterovs_swings_die_out_sooner(rate):
    _, paths = walks("long valley", ("momentum", "Nesterov"), rate=rate)
    swing = {name: np.abs(path[10:, 1]).max() for name, path in paths.items()}
    assert swing["Nesterov"] < 0.1 * swing["momentum"]
