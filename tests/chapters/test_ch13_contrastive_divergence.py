"""CD-k on bars and stripes: its average exact against draws, its bias by k, and that it follows no likelihood."""

from itertools import product

import numpy as np
import pytest

from course_nn import SGD
from course_nn.chapters.ch13_energy_models import contrastive_divergence as theme
from course_nn.chapters.ch13_energy_models.contrastive_divergence_figure import LOWEST, describe_contrastive_divergence
from course_nn.models.boltzmann_machine import all_states
from course_nn.models.restricted_boltzmann import contrastive_divergence


def at(moment):
    return theme.of_theta(theme.measured()["thetas"][theme.MOMENTS.index(moment)])


def test_there_are_fourteen_patterns():
    X = theme.patterns().reshape(-1, 3, 3)
    assert len(X) == 14
    assert all((x == x[:1]).all() or (x == x[:, :1]).all() for x in X), "each is of equal rows or of equal columns"


@pytest.mark.parametrize("moment", [0, 1000, 10_000])
def test_the_transition_keeps_the_model(moment):
    rbm = at(moment)
    P, p = theme.transition(rbm), np.exp(rbm.log_likelihood(all_states(9)))
    np.testing.assert_allclose(P.sum(axis=1), 1, atol=1e-9)
    np.testing.assert_allclose(p @ P, p, atol=1e-9)


@pytest.mark.parametrize("k", [1, 3])
def test_the_average_is_that_of_many_draws(k):
    rbm, X = at(1000), theme.patterns()
    expected = theme.expected_gradients(rbm, X, (k,))[0][0]
    many, copy = np.repeat(X, 3000, axis=0), rbm.copy()
    next(contrastive_divergence(copy, SGD(1.0), [(many, many)], rng=np.random.default_rng(0), k=k))
    np.testing.assert_allclose(copy.theta - rbm.theta, expected, atol=0.015)


def test_more_rounds_have_less_bias_at_every_moment_that_is_shown():
    for moment in theme.MOMENTS:
        bias, _ = theme.compare(*theme.expected_gradients(at(moment), theme.patterns(), theme.ROUNDS))
        assert (np.diff(bias) < 1e-9).all(), moment


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2])
def test_by_other_seeds_more_than_ten_rounds_help_and_a_few_may_not(seed):
    for step, rbm in enumerate(theme.likelihood_steps(seed), 1):
        if step in theme.MOMENTS:
            bias, _ = theme.compare(*theme.expected_gradients(rbm, theme.patterns(), theme.ROUNDS))
            assert (np.diff(bias[theme.ROUNDS.index(10) :]) < 1e-9).all(), step
    assert (bias[theme.ROUNDS.index(3)] > bias[0]) == (seed == 2), "seed 2: in the end CD-3 errs more than CD-1"
    assert bias[-1] > 0.1 and bias[0] > 0.8


def test_the_bias_grows_as_the_weights_do():
    """CD-1 is all but exact with the first weights, and most of it is bias in the end."""
    first = [theme.compare_rounds(1, moment)["bias"][0] for moment in theme.MOMENTS]
    assert first[0] < 0.05 < 0.4 < first[-1]
    last = [theme.compare_rounds(100, moment)["bias"][theme.ROUNDS.index(100)] for moment in theme.MOMENTS]
    assert last[0] < 1e-6 < last[-1]


def test_the_likelihood_stands_still_while_the_reconstruction_error_falls():
    """Of each of the three seeds, in the second half of training by CD-1; CD-10 ends higher, and reconstructs alike."""
    one, ten = theme.measured()["1"], theme.measured()["10"]
    assert one.shape == ten.shape == (theme.SEEDS, 2, theme.STEPS // theme.EVERY)
    middle, last = one[..., 20:30].mean(axis=2), one[..., 30:].mean(axis=2)
    assert np.abs(last - middle)[:, 0].max() < 0.08 and (last[:, 1] < 0.6 * middle[:, 1]).all()
    assert one[:, 0].max() < ten[:, 0, -1].min() - 0.15, "CD-10 ends higher than CD-1 ever is"
    assert max(one[:, 1, -1].max(), ten[:, 1, -1].max()) < 0.001, "their reconstruction errors tell nothing of it"


@pytest.mark.parametrize("seed", range(3))
def test_what_contrastive_divergence_follows_is_the_gradient_of_no_function(seed):
    rng = np.random.default_rng(seed)
    rbm = theme.RestrictedBoltzmannMachine(3, 2, rng, dtype=np.float64)
    rbm.theta[...] = rng.normal(size=rbm.theta.size)
    X = rng.integers(0, 2, (4, 3)).astype(float)
    assert theme.asymmetry(rbm, X) < 1e-8
    for k in (1, 2):
        assert theme.asymmetry(rbm, X, k) > 1e-4


def test_a_training_again():
    found, stored = theme.follow(1, seed=1, steps=1000), theme.measured()["1"][1, :, :4]
    assert (np.abs(found - stored) < [[0.15], [0.02]]).all()
    *_, rbm = theme.likelihood_steps(0, 300)
    np.testing.assert_allclose(rbm.theta, theme.measured()["thetas"][1], atol=1e-3)


def test_the_sentence_and_the_axes_have_the_numbers():
    for moment, k, persistent, falling in product(theme.MOMENTS, (1, 500), (False, True), (False, True)):
        result = theme.compare_rounds(k, moment, persistent, falling)
        assert result["trained"] == (1 if k == 1 else 10) and result["bias"].max() < 3
        said = describe_contrastive_divergence(result)
        assert f"CD-{k} after {moment:,} steps" in said and f"Trained with CD-{result['trained']}" in said
        assert ("go on" in said) == persistent and ("falls" in said) == falling and len(said) <= 220
        assert f"log p {result['likelihood'][-1]:.2f}".replace("-", "−") in said
        assert LOWEST < result["likelihood"].min() and result["error"].max(initial=0) < 0.3
        assert len(result["likelihood"]) == len(result["steps"]) == 1 + len(result["error"])
        assert result["steps"][-1] <= moment < result["steps"][-1] + theme.EVERY, "nothing of what comes later"


def test_chains_that_go_on_need_a_rate_that_falls():
    """Of k = 1: at a constant rate they end below CD-1, by every seed, and with a falling rate above it."""
    ends = {way: theme.measured()[theme.way(1, *way)][:, 0, -1] for way in product((False, True), (False, True))}
    assert ends[True, False].max() < ends[False, False].min() - 0.3
    assert (
        ends[True, True].min() > ends[False, True].max() + 0.25
        and ends[True, True].min() > ends[False, False].max() + 0.2
    )
    assert np.abs(ends[False, True] - ends[False, False]).max() < 0.1, "to CD-1 itself the falling rate does little"
    ten = [theme.measured()[theme.way(10, *way)][:, 0, -1].mean() for way in ends]
    assert max(ten) - min(ten) < 0.15, "with ten rounds a step all four end alike"


@pytest.mark.long
def test_a_persistent_training_again():
    for falling in (False, True):
        found = theme.follow(1, seed=0, steps=1000, persistent=True, falling=falling)
        stored = theme.measured()[theme.way(1, True, falling)][0, :, :4]
        assert (np.abs(found - stored) < [[0.15], [0.02]]).all()
