"""W₁ on a line: sorting held to SciPy, the best critic, the one that learns, and what it says of the distance."""

import itertools
import re

import numpy as np
import pytest
from helpers import refused
from scipy.optimize import linear_sum_assignment
from scipy.stats import wasserstein_distance

from course_nn.chapters.ch09_gans.wasserstein_line import (
    CONSTRAINTS,
    STEPS,
    WIDTHS,
    best_critic,
    learn,
    learned,
    penalized_best,
    samples,
    sorted_and_said,
    wasserstein_1,
)
from course_nn.chapters.ch09_gans.wasserstein_line_figure import written
from course_nn.functions import sigmoid
from course_nn.widgets import wasserstein_line

CLIPPED = [name for name, (kind, _) in CONSTRAINTS.items() if kind == "clip"]
FIRM = "penalty, λ = 10"


@pytest.mark.parametrize("seed", range(4))
def test_sorting_gives_scipys_distance_and_the_best_of_all_matchings(seed):
    rng = np.random.default_rng(seed)
    a, b, c = rng.normal(size=30), 2 + rng.standard_cauchy(30), rng.normal(size=17)
    assert wasserstein_1(a, b) == pytest.approx(wasserstein_distance(a, b))
    assert wasserstein_1(a, c) == pytest.approx(wasserstein_distance(a, c)) == pytest.approx(wasserstein_1(c, a))
    cost = np.abs(a[:, None] - b)
    assert wasserstein_1(a, b) == pytest.approx(cost[linear_sum_assignment(cost)].mean())
    assert wasserstein_1(a, rng.permutation(a)) == 0
    assert wasserstein_1(a, a + 3) == pytest.approx(3) == pytest.approx(wasserstein_1(a, a - 3))
    with refused("1 dimension"):
        wasserstein_1(a[:, None], b)


def test_the_best_critic_reaches_the_distance_with_slope_1_and_no_other_does():
    for distance, width, seed in itertools.product((0.5, 2.0, 4.0), WIDTHS, range(3)):
        real, fake = samples(distance, width, seed)
        x, f = best_critic(real, fake)
        assert np.abs(np.diff(f)).max() <= np.diff(x)[np.abs(np.diff(f)).argmax()] * (1 + 1e-9)
        said = np.interp(real, x, f).mean() - np.interp(fake, x, f).mean()
        assert said == pytest.approx(wasserstein_1(real, fake))
        for other in (np.sin, lambda t: -t, np.abs, lambda t: -4 * sigmoid(t - 1)):
            assert other(real).mean() - other(fake).mean() <= said + 1e-12


def test_between_disjoint_samples_the_distance_grows_where_the_jsd_stays():
    a = np.linspace(0, 1, 50)
    assert [wasserstein_1(a, a + d) for d in (2, 5, 9)] == pytest.approx([2, 5, 9])


@pytest.mark.long
def test_over_its_steepest_slope_every_critic_is_a_lower_bound():
    for constraint, width, steps in itertools.product(CONSTRAINTS, WIDTHS[::2], STEPS):
        found = sorted_and_said(constraint, 2.0, width, steps)
        assert found["bound"] <= found["w1"] * (1 + 1e-9)
        assert np.abs(np.diff(found["f"])).max() <= np.diff(found["x"]).max() * (1 + 1e-9)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2))
def test_clipped_weights_say_a_number_of_the_clipping(seed):
    """From a thirtieth of the distance to several times it: the same points, other limits of the weights."""
    for distance, width in ((0.5, 1.0), (2.0, 2.0), (4.0, 0.5)):
        w1 = wasserstein_1(*samples(distance, width, seed))
        said = [learned(name, distance, width, seed)[1][-1] / w1 for name in CLIPPED]
        assert 0.01 < said[0] < 0.1 and 0.1 < said[1] < 0.6 and 3 < said[2] < 12


@pytest.mark.parametrize("seed", range(3))
def test_a_firm_penalty_says_nearly_the_distance_and_slightly_more(seed):
    """For shifted samples of one width, λ = 10: about 1 + W₁/(2 λ) times, as where the objective is highest."""
    for distance in (1.0, 2.0, 4.0):
        real, fake = samples(distance, 1.0, seed)
        w1, said = wasserstein_1(real, fake), learned(FIRM, distance, 1.0, seed)[1][-1]
        best = penalized_best(real, fake, 10.0)
        assert 0.95 * best < said < 1.01 * best
        assert best / w1 == pytest.approx(1 + w1 / 20, rel=0.02)
    assert learned(FIRM, 4.0, 1.0, seed)[1].max() > 1.1 * best, "on its way a critic may say more"
    assert penalized_best(real, fake, 1.0) > 2.5 * w1, "a soft penalty lets the slopes grow"
    assert penalized_best(real, fake, 1e6) == pytest.approx(w1, rel=1e-5)


@pytest.mark.long
def test_what_the_notebook_says_of_all_that_the_instrument_can_show():
    """After two steps less than W₁; in the end the shares of W₁ that clipped and penalized critics are sure of."""
    shares = {"clip": [], "penalty": []}
    for (name, (kind, _)), width, distance in itertools.product(CONSTRAINTS.items(), WIDTHS, (0.5, 1.0, 2.0, 4.0)):
        w1 = wasserstein_1(*samples(distance, width))
        kept, values, _ = learned(name, distance, width)
        assert values[kept == 2][0] < w1, (name, width, distance)
        shares[kind].append(sorted_and_said(name, distance, width, STEPS[-1])["bound"] / w1)
    clipped, penalized = map(np.array, shares.values())
    assert np.mean((clipped > 1 / 3) & (clipped < 0.8)) > 0.8 and clipped.max() < 1
    assert np.mean(penalized > 0.8) > 0.7 and penalized.min() > 0.6


def test_two_digits_are_written_also_where_the_second_is_0():
    numbers = (1.036, 1.0, 0.996, 0.99, 0.15, 2.04, 9.94, 9.96, 12.0, 0.0012)
    assert [written(one) for one in numbers] == [
        "1.0",
        "1.0",
        "1.0",
        "0.99",
        "0.15",
        "2.0",
        "9.9",
        "10",
        "12",
        "1.2·10⁻³",
    ]


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2))
def test_after_few_steps_no_critic_says_the_distance(seed):
    for name, (distance, width) in itertools.product(CONSTRAINTS, ((0.5, 1.0), (2.0, 2.0), (4.0, 0.5))):
        kept, values, _ = learned(name, distance, width, seed)
        assert values[kept == 2][0] < 0.8 * wasserstein_1(*samples(distance, width, seed)), name


@pytest.mark.long
def test_a_slope_of_the_wrong_sign_is_held_there_by_the_penalty():
    """The same critics and points, started as usual or flat: between samples of one center some never turn."""
    ends = {}
    for start in (1.0, 0.0):
        found = []
        for seed in range(4):
            values = learned(FIRM, 0.5, 2.0, seed, start)[1]
            found.append(values[-1] / wasserstein_1(*samples(0.5, 2.0, seed)))
        ends[start] = np.array(found)
    assert ends[1.0].min() < 0.6 and ends[0.0].min() > 0.75, ends


def test_without_the_penalty_the_same_slopes_turn():
    """The share of W₁ where the slope has the wrong sign, of critics started as usual: by constraint and seed."""
    wrong = {}
    for name, seed in itertools.product((FIRM, CLIPPED[-1]), (0, 2)):
        x, best = best_critic(*samples(0.5, 2.0, seed))
        lost = np.diff(best) * np.sign(np.diff(learned(name, 0.5, 2.0, seed, 1.0)[2][200])) < 0
        real, fake = samples(0.5, 2.0, seed)
        middles = (x[1:] + x[:-1]) / 2
        lead = np.abs((real[:, None] < middles).mean(axis=0) - (fake[:, None] < middles).mean(axis=0))
        wrong[name, seed] = lead[lost] @ np.diff(x)[lost] / wasserstein_1(real, fake)
    assert all((share > 0.15) == (name == FIRM) for (name, _), share in wrong.items()), wrong


def test_what_is_kept_is_what_was_learned():
    real, fake = samples(1.0, 1.0, 2)
    D = next(D for step, D in learn(real, fake, FIRM, seed=2) if step == 20)
    kept, values, critics = learned(FIRM, 1.0, 1.0, 2)
    said = [D(one[:, None].astype(np.float32)).mean() for one in (real, fake)]
    assert values[kept == 20][0] == pytest.approx(said[0] - said[1], abs=1e-5)
    f = critics[20]
    np.testing.assert_allclose(f, D(np.sort(np.r_[real, fake])[:, None].astype(np.float32))[:, 0], atol=1e-5)
    with refused("unknown name"):
        next(learn(real, fake, "none"))


@pytest.mark.long
def test_everything_lies_inside_or_is_marked_and_the_words_are_the_numbers():
    it, marked = wasserstein_line(), 0
    for corner in list(it.corners())[::3]:
        it.set(**corner)
        for ax in it.figure.axes:
            for line in ax.lines:
                x, y = (np.asarray(part, float) for part in line.get_data())
                ok = np.isfinite(y)
                assert (x[ok] <= ax.get_xlim()[1]).all() and (x[ok] >= ax.get_xlim()[0]).all(), corner
                assert (y[ok] <= ax.get_ylim()[1]).all() and (y[ok] >= ax.get_ylim()[0]).all(), corner
        right = it.figure.axes[2]
        below = next(line for line in right.lines if line.get_marker() == "v").get_xdata()
        assert len(below) == np.sum(it.result["values"] <= 2.6e-3)
        marked += len(below) > 0
        w1, said, bound = (written(it.result[key]) for key in ("w1", "said", "bound"))
        assert f"is {w1};" in it.description and f"says {said}, " in it.description and f"is {bound}," in it.description
        assert right.get_title(loc="left") == f"The critic says {said}"
        assert it.figure.axes[0].get_title(loc="left").endswith(f"= {w1}")
        assert float(re.sub("[⁰-⁹⁻·].*", "", bound)) >= 0
    assert marked
