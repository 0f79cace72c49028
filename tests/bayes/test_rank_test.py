"""The exact rank test: even for a right step, whatever the chain; what a wrong step gives."""

import math

import numpy as np
import pytest
from helpers import close, refused
from scipy import stats

from course_nn.bayes import rank_test, sequential_rank_test
from course_nn.bayes.rank_test import evenness

FUNCTIONS = {
    "theta": lambda theta, y: theta,
    "round": lambda theta, y: round(theta),
    "likelihood": lambda theta, y: -((y - theta) ** 2),
    "prior": lambda theta, y: -(theta**2),
    "product": lambda theta, y: theta * y,
}


def draw(rng):
    """θ ~ N(0, 1), y | θ ~ N(θ, 1)."""
    theta = rng.normal()
    return theta, theta + rng.normal()


def metropolis(theta, y, rng, prior=True, until_accepted=False, scale=1.0):
    while True:
        new = theta + scale * rng.normal()
        log_ratio = ((theta - y) ** 2 - (new - y) ** 2 + prior * (theta**2 - new**2)) / 2
        if math.log(rng.random()) < log_ratio:
            return new
        if not until_accepted:
            return theta


def exact(theta, y, rng):
    return y / 2 + rng.normal() / math.sqrt(2)


def stays(theta, y, rng):
    return theta


@pytest.mark.parametrize("step", [metropolis, exact, stays])
def test_a_right_step_passes(step):
    """With these seeds; a right step fails for one seed in a hundred."""
    found = rank_test(draw, step, FUNCTIONS, repetitions=300, rng=np.random.default_rng(0), length=6)
    assert found.p_value > 0.01
    assert set(found.counts) == set(found.p_values) == set(FUNCTIONS)
    assert all(counts.sum() == 300 and len(counts) == 6 for counts in found.counts.values())


def test_its_p_values_are_even_themselves():
    """The share of p values below 0.05 and 0.5 in 200 tests, within 4 standard errors."""
    rng, theta = np.random.default_rng(1), {"theta": FUNCTIONS["theta"]}
    p = np.array([rank_test(draw, metropolis, theta, repetitions=40, rng=rng, length=4).p_value for _ in range(200)])
    for level in (0.05, 0.5):
        assert abs((p <= level).mean() - level) < 4 * math.sqrt(level * (1 - level) / 200)


def without_its_prior(theta, y, rng):
    return metropolis(theta, y, rng, prior=False)


def until_it_accepts(theta, y, rng):
    return metropolis(theta, y, rng, until_accepted=True, scale=4.0)


def from_too_wide_a_posterior(theta, y, rng):
    return y / 2 + rng.normal()


def drifts(theta, y, rng):
    return theta + 0.3


@pytest.mark.long
@pytest.mark.parametrize("step", [without_its_prior, until_it_accepts, from_too_wide_a_posterior, drifts])
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_wrong_step_fails(step, seed):
    """One that is right would fail so for one seed in a thousand."""
    many = 2000 if step is until_it_accepts else 400
    assert rank_test(draw, step, FUNCTIONS, repetitions=many, rng=np.random.default_rng(seed), length=10).p_value < 1e-3


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_functions_of_the_state_alone_may_miss_what_differs_from_data_to_data(seed):
    """Without its prior, θ becomes too large where y > 0, and too small where y < 0."""
    theta = {name: FUNCTIONS[name] for name in ("theta", "round")}
    found = rank_test(draw, without_its_prior, theta, repetitions=400, rng=np.random.default_rng(seed), length=10)
    assert found.p_value > 1e-3


def test_the_sequential_test_passes_a_right_step_and_fails_a_wrong_one():
    for seed in range(3):
        rng = np.random.default_rng(seed)
        assert sequential_rank_test(draw, metropolis, FUNCTIONS, repetitions=60, rng=rng)[0]
        passed, found = sequential_rank_test(draw, without_its_prior, FUNCTIONS, repetitions=200, rng=rng, error=1e-3)
        assert not passed and found.p_value < 1e-3


def test_the_sequential_test_looks_again_with_more_where_it_can_not_tell():
    """Steps from the wrong posterior N(y/2 + 0.1, ½): 200 repetitions don't show it, and 800 do."""

    def a_little_off(theta, y, rng):
        return exact(theta, y, rng) + 0.1

    theta, looks = {"theta": FUNCTIONS["theta"]}, []
    for seed in range(8):
        rng = np.random.default_rng(seed)
        passed, found = sequential_rank_test(
            draw, a_little_off, theta, repetitions=200, rng=rng, length=4, error=1e-2, stages=3
        )
        looks.append((int(found.counts["theta"].sum()), passed))
    assert {many for many, _ in looks} == {200, 800}
    assert (800, False) in looks


def test_thinning_takes_so_many_steps_from_place_to_place():
    taken = []

    def counts(theta, y, rng):
        taken.append(theta)
        return theta

    rank_test(draw, counts, FUNCTIONS, repetitions=20, rng=np.random.default_rng(0), length=4, thin=3)
    assert len(taken) == 20 * 3 * 3


def test_the_evenness_is_scipys():
    for counts in ([5, 5], [3, 9, 4], [120, 80, 95, 105, 100]):
        close(evenness(counts), stats.chisquare(counts).pvalue, 1e-12)


def run(**changed):
    settings = {"repetitions": 50, "rng": np.random.default_rng(0), "functions": FUNCTIONS} | changed
    return rank_test(draw, stays, settings.pop("functions"), **settings)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: run(length=1), "length: expected a whole number at least 2, got 1"),
        (lambda: run(repetitions=49), "repetitions: expected a whole number at least 50, got 49"),
        (lambda: run(thin=0), "thin: expected a whole number at least 1"),
        (lambda: run(rng=3), "rng: expected a numpy.random.Generator"),
        (lambda: run(functions={}), "functions: expected a dict"),
        (lambda: run(functions=[len]), "functions: expected a dict of name → function, got list"),
        (lambda: run(functions={"none": lambda t, y: math.nan}), "got NaN of 'none'"),
        (lambda: sequential_rank_test(draw, stays, FUNCTIONS, repetitions=50, rng=None, error=1), "error: expected"),
        (lambda: evenness([3]), "expected two or more counts"),
        (lambda: evenness([0, 0]), "not all of them 0"),
    ],
)
def test_bad_calls(call, words):
    with refused(words):
        call()
