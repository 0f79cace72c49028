"""Chapter 05: surfaces, the race, and what each optimizer adds, held to formulas and to values from outside."""

import inspect

import numpy as np
import pytest
import scipy.optimize
import sympy

from course_nn import SGD, Adam
from course_nn.chapters.ch05_optimizers import basins, broken_steps, noise_floor, race, surfaces, what_they_add
from course_nn.chapters.ch05_optimizers import race_figure as plot_race
from course_nn.chapters.ch05_optimizers.relief_figure import Relief
from course_nn.plots import course_style, new_figure
from course_nn.widgets import optimizer_race

SURFACES = surfaces.SURFACES
NAMES = list(SURFACES)
VIEW = {"elevation": 40, "turn": 30}


def run(surface, across=0.0, up=0.0, step=race.STEPS, **knobs):
    result = race.race(surface, across, up, **(race.DEFAULTS | knobs), **VIEW, step=step)
    return {runner["name"]: runner for runner in result["runners"]}


# --- Surfaces


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
    with pytest.raises(ValueError, match="place: a share of the window: expected a finite number at least -1"):
        surface.place(-1.1, 0)


def test_what_leaves_the_window_is_drawn_to_its_border():
    surface = SURFACES["Rosenbrock"]  # x from -2 to 2, y from -1 to 3
    path = np.array([[0.0, 0], [4, 2], [9, 1], [1, 1], [1, -5]])
    assert surface.to_border(path).tolist() == [[0, 0], [2, 1], [2, 1], [1, 1], [1, -1]]


# --- The race


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


@pytest.mark.parametrize("name", race.NAMES)
@pytest.mark.parametrize("surface", ["long valley", "Beale"])
def test_runners_follow_their_formulas(name, surface):
    np.testing.assert_allclose(run(surface)[name]["path"][:61], by_hand(name, surface, 60), rtol=1e-8, atol=1e-10)


def test_every_runner_has_its_own_knobs_and_no_others():
    plain = run("long valley", step=10)
    for knob, value in {
        "rate": 0.01,
        "pace": 0.01,
        "momentum": 0.5,
        "rho": 0.5,
        "beta1": 0.5,
        "beta2": 0.9,
        "decay": 0.5,
    }.items():
        changed = run("long valley", step=10, **{knob: value})
        for name in race.NAMES:
            same = np.array_equal(changed[name]["path"], plain[name]["path"])
            assert same == (knob not in race.KNOBS[name]), (knob, name)


def test_who_has_arrived_diverged_left_or_got_stuck():
    valley = run("long valley")
    assert valley["momentum"]["state"] == "arrived"
    when, path = valley["momentum"]["arrived"], valley["momentum"]["path"]
    away = np.linalg.norm(path, axis=1) <= race.NEAR * np.hypot(7, 3.5)
    assert away[when:].all() and not away[when - 1]
    assert run("long valley", step=when - 1)["momentum"]["state"] == "on its way"
    assert valley["AdaGrad"]["state"] == "on its way"
    far = run("long valley", rate=0.5)["gradient descent"]  # the limit is 2 / 12
    assert far["state"] == "diverged"
    assert np.abs(far["path"][-1]).max() > race.FAR >= np.abs(far["path"][-2]).max()
    before = run("long valley", rate=0.5, step=far["diverged"] - 1)["gradient descent"]
    assert (before["state"], run("long valley", rate=0.5, step=0)["momentum"]["state"]) == (
        "outside",
        "on its way",
    )
    rugged = run("rugged")
    assert [rugged[name]["state"] for name in ("gradient descent", "momentum", "Adam")] == [
        "in a local minimum",
        "arrived",
        "in a local minimum",
    ]
    saddle = run("saddle")  # y = 0: nobody leaves the ridge
    assert abs(saddle["gradient descent"]["path"][:, 1]).max() < 1e-15
    assert {saddle[name]["state"] for name in ("gradient descent", "momentum", "Nesterov", "AdaGrad")} == {
        "at a saddle"
    }
    assert run("Rosenbrock")["gradient descent"]["state"] == "on its way", "slow is not at rest"


def test_the_race_is_told_in_words():
    it = optimizer_race(surface="rugged", step=0)
    assert it.description == "On the way: all."
    it.set(step=300, rate=1.0)
    assert it.description.startswith("Outside the window:") or it.description.startswith("Diverged:")
    it.set(rate=0.06)
    assert "Arrived: momentum" in it.description
    assert "at rest elsewhere: gradient descent, Nesterov" in it.description


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


def test_trails_end_where_their_runners_stand():
    result = race.race("Beale", 0.0, 0.0, **race.DEFAULTS, **VIEW, step=40)
    with course_style():
        kept = plot_race.draw_race(new_figure(9.2, 3.9), result)
        artists = plot_race.move_race(result, kept)
    assert len(set(map(id, artists))) == 7 * 7
    for one, runner in zip(kept, result["runners"], strict=True):
        trail = np.column_stack(one.trails[0].get_data())
        np.testing.assert_array_equal(trail, runner["shown"][:41])
        np.testing.assert_array_equal(np.ravel(one.heads[0].get_data()), trail[-1])
        behind, before = (np.column_stack(line.get_data()) for line in one.trails[1:])
        assert (np.isfinite(behind) | np.isfinite(before)).all()
        ahead = plot_race.move_race({**result, "step": 3}, kept)
        assert len(one.trails[0].get_data()[0]) == 4 and ahead == artists
        plot_race.move_race(result, kept)


# --- What they add


@pytest.mark.parametrize(
    ("rate", "beta", "kappa"), [(0.5, 0.0, 4), (1.5, 0.0, 4), (1.0, 0.5, 10), (2.5, 0.8, 25), (3.0, 0.3, 5)]
)
def test_factor_is_the_spectral_radius_and_what_is_measured(rate, beta, kappa):
    radius = max(np.abs(np.linalg.eigvals([[1 - rate * c, -rate * beta], [c, beta]])).max() for c in (1 / kappa, 1.0))
    factor = float(what_they_add.slowest(rate, beta, kappa))
    assert factor == pytest.approx(radius, rel=1e-6)
    theta, optimizer, curvature, sizes = (
        np.array([1.0, 1.0]),
        SGD(rate, momentum=beta),
        np.array([1 / kappa, 1]),
        [],
    )
    for _ in range(200):
        optimizer.step(theta, curvature * theta)
        sizes.append(np.linalg.norm(theta))
    assert (sizes[-1] / sizes[99]) ** (1 / 100) == pytest.approx(factor, rel=0.03)


def test_no_pair_beats_the_best_momentum():
    for kappa in (2, 10, 100):
        rate, beta, factor = what_they_add.best_momentum(kappa)
        assert what_they_add.slowest(rate, beta, kappa) == pytest.approx(factor, abs=1e-4)
        grid = what_they_add.slowest(what_they_add.RATES[None, :], what_they_add.BETAS[:, None], kappa)
        assert factor <= grid.min() + 1e-9
        assert grid.min() < factor + 0.03
    with pytest.raises(ValueError, match="best_momentum: kappa: expected a finite number at least 1"):
        what_they_add.best_momentum(0.5)


def test_momentum_diverges_beyond_two_times_one_plus_beta():
    for beta in (0.0, 0.5, 0.9):
        limit = 2 * (1 + beta)
        assert what_they_add.slowest(limit - 1e-3, beta, 10) < 1 < what_they_add.slowest(limit + 1e-3, beta, 10)


def test_adagrad_helps_the_rare_weight_and_size_does_not_matter():
    result = what_they_add.own_rates("AdaGrad", 3, 10)
    exact = [np.sum(1 / np.sqrt(np.arange(1, n + 1))) for n in (200, 20)]
    np.testing.assert_allclose(result["moved"][-1], exact, rtol=1e-8)
    for kind in ("AdaGrad", "RMSProp", "Adam"):
        small, large = (what_they_add.own_rates(kind, scale, 10)["moved"] for scale in (0.1, 100.0))
        np.testing.assert_allclose(small, large, rtol=1e-5, atol=1e-6)
    assert result["moved"][9, 1] == 0 < result["moved"][10, 1], "its first gradient comes in the tenth step"
    plain = what_they_add.own_rates("gradient descent", 3.0, 10)["moved"][-1]
    assert plain.tolist() == pytest.approx([600, 60])


def test_adams_correction_is_the_packages():
    result = what_they_add.first_steps(0.9, 0.999, 0.5)
    theta, optimizer, seen = np.zeros(1), Adam(1.0), []
    for g in result["g"]:
        before = theta.copy()
        optimizer.step(theta, np.array([g]))
        seen.append(float(before[0] - theta[0]))
    np.testing.assert_allclose(result["corrected"], seen, rtol=1e-7)
    still = what_they_add.first_steps(0.9, 0.999, 0.0)
    np.testing.assert_allclose(still["corrected"], 1, atol=1e-7)
    assert still["plain"][0] == pytest.approx(0.1 / np.sqrt(0.001), rel=1e-6)


# --- Schedules and the noise floor


def test_expected_cost_is_the_mean_of_many_runs():
    rng = np.random.default_rng(2)
    theta = np.tile([-2.0, 2.0], (4000, 1))
    result = noise_floor.scheduled_descent("cosine", 0.5, 100, 40, 0.5)
    for alpha in result["rates"]:
        theta -= alpha * (noise_floor.CURVATURES * theta + 0.5 * rng.standard_normal(theta.shape))
    costs = (noise_floor.CURVATURES * theta**2).sum(axis=1) / 2
    assert result["expected"][-1] == pytest.approx(costs.mean(), abs=4 * costs.std() / np.sqrt(4000))
    assert len(result["run"]) == 401


def test_floor_is_where_a_constant_rate_settles_and_schedules_go_below_it():
    constant = noise_floor.scheduled_descent("constant", 0.5, 100, 40, 0.5)
    assert constant["expected"][-1] == pytest.approx(constant["floor"], rel=1e-6)
    np.testing.assert_array_equal(constant["expected"], constant["constant"])
    for kind in noise_floor.KINDS[1:]:
        result = noise_floor.scheduled_descent(kind, 0.5, 100, 40, 0.5)
        assert result["expected"][-1] < constant["floor"] / 4, kind
        assert result["rates"].max() == pytest.approx(0.5, rel=2e-3), kind
        assert result["rates"][-1] == pytest.approx(0.005, rel=0.05), kind
    with pytest.raises(ValueError, match="schedule: rate: expected a finite number above 0 and below 2"):
        noise_floor.schedule("step", 2.5, 10, 5)


# --- Convex and not


def test_the_basin_of_gradient_descent_ends_where_the_slope_turns():
    result = basins.basins("rugged", "gradient descent", 0.05, 0.9, 0.0)
    ridge = scipy.optimize.brentq(lambda x: 0.4 * x + 1.5 * np.sin(3 * x), 0.8, 1.4)
    inside = np.abs(result["x"]) < ridge
    np.testing.assert_array_equal(result["where"] == 0, inside[:, None] & inside[None, :])
    assert sum(result["shares"]) == pytest.approx(1)


def test_in_a_convex_valley_every_start_arrives_and_on_a_ridge_none():
    assert basins.basins("long valley", "gradient descent", 0.1, 0.9, 0.0)["shares"] == [1, 0, 0]
    assert basins.basins("long valley", "gradient descent", 0.2, 0.9, 0.0)["shares"][2] > 0.9
    saddle = basins.basins("saddle", "gradient descent", 0.05, 0.9, 0.0)
    ridge = np.abs(saddle["y"]) < 1e-12
    np.testing.assert_array_equal(saddle["where"].T, np.tile(ridge, (41, 1)))
    assert basins.basins("saddle", "gradient descent", 0.05, 0.9, 0.3)["shares"][0] > 0.99, "noise leaves the ridge"


def test_a_little_noise_helps_and_much_does_not():
    shares = [basins.basins("rugged", "momentum", 0.05, 0.9, noise)["shares"][0] for noise in (0, 1, 3)]
    assert 0.25 < shares[0] < 0.4 < 0.6 < shares[1] < 0.75
    assert shares[2] < 0.15


def test_one_start_among_many_goes_its_own_way():
    ground, paths = basins.two_paths("rugged", ("Adam",), start=(-4.0, 4.0), steps=basins.STEPS, pace=0.05)
    many = basins.basins("rugged", "Adam", 0.05, 0.9, 0.0)
    np.testing.assert_allclose(many["ends"][:, -1, 0], paths["Adam"][-1], rtol=1e-9)
    assert ground.name == "rugged"


def test_minima_are_rare_among_random_matrices():
    result = basins.minima_among_critical_points((1, 2, 3), 20_000, np.random.default_rng(4))
    exact = np.array([1 / 2, (2 - np.sqrt(2)) / 4])
    np.testing.assert_allclose(result["shares"][:2], exact, atol=4 * np.sqrt(0.25 / 20_000))
    assert 0 < result["shares"][2] < 0.04


# --- The bug hunt


@pytest.mark.parametrize("letter", "ABCDE")
def test_every_suspect_is_wrong_and_found_by_the_chapters_tool(letter):
    """By the gradients that the hints name, and by nothing that would give the others away."""
    telling = {"A": [10, 10, 10], "B": [1, 1, 1], "C": [1, 1, 1], "D": [1, 1, 1], "E": [1, 1, 1]}[letter]
    suspect, original = broken_steps.suspects()[letter]
    theta = 10 if letter == "B" else 0
    got, right = (broken_steps.steps_of(one, telling, theta) for one in (suspect, original))
    assert np.abs(got / right - 1).max() > 0.05
    if letter == "B":
        again = broken_steps.suspects()["B"]
        np.testing.assert_allclose(*(broken_steps.steps_of(one, telling) for one in again), rtol=0.02)


def test_steps_of_the_package_follow_from_their_gradients():
    assert broken_steps.steps_of(SGD(0.1, momentum=0.5), [1, 1, 1]) == pytest.approx([0.1, 0.15, 0.175])
    assert broken_steps.steps_of(SGD(0.1), [[1, 2], [3, 4]]) == pytest.approx(np.array([[0.1, 0.2], [0.3, 0.4]]))
    with pytest.raises(TypeError, match="steps_of: gradients"):
        broken_steps.steps_of(SGD(0.1), "one")
