"""Two estimates of one gradient: both held to the exact gradient, and their variances to the exact ones."""

import numpy as np
import pytest
from scipy.stats import norm

from course_nn.chapters.ch10_autoencoders import digit_vae
from course_nn.chapters.ch10_autoencoders.instruments_of_vae import reparametrization
from course_nn.chapters.ch10_autoencoders.reparametrization import (
    COSTS,
    DIMENSIONS,
    in_a_vae,
    moments,
    reparametrized,
    score_function,
)

CASES = [(g, m, s) for g in COSTS.values() for m in (-2, 0.5, 1.3) for s in (0.1, 0.5, 2)]


def expected(g, mean, spread):
    """∂ E g(z) / ∂μ: of (z − 1)², sin 5z and the step."""
    wave = 5 * np.cos(5 * mean) * np.exp(-12.5 * spread**2)
    return {"square": 2 * (mean - 1), "wave": wave, "step": norm.pdf(mean / spread) / spread}[g]


@pytest.mark.parametrize(("g", "mean", "spread"), CASES)
@pytest.mark.parametrize("with_baseline", [False, True])
def test_means_and_variances_are_those_of_many_draws(g, mean, spread, with_baseline):
    n, rng = 60_000, np.random.default_rng(3)
    for k in (1, 4):
        found = moments(g, mean, spread, k, with_baseline)
        assert found["gradient"] == pytest.approx(expected(g, mean, spread), abs=2e-3)
        eps = rng.standard_normal((n, k))
        draws = {
            "reparametrized": reparametrized(g, eps, mean, spread),
            "score function": score_function(g, eps, mean, spread, found["baseline"]),
        }
        for name, one in draws.items():
            average, variance = found[name]
            assert one.mean() == pytest.approx(average, abs=5 * np.sqrt(variance / n) + 1e-3)
            assert one.var() == pytest.approx(variance, rel=0.08, abs=5e-3)


def test_both_have_the_gradient_as_their_mean_but_not_of_a_step():
    for g, mean, spread in CASES:
        found = moments(g, mean, spread)
        assert found["score function"][0] == found["gradient"]
        if g == "step":
            assert found["reparametrized"] == (0, 0)
        else:
            assert found["reparametrized"][0] == pytest.approx(found["gradient"], abs=1e-6)


def variances(*case):
    found = moments(*case)
    return found["reparametrized"][1], found["score function"][1]


def test_the_variance_of_the_score_function_grows_with_the_dimensions_and_the_other_does_not():
    for g in ("square", "wave"):
        for spread in (0.1, 0.5, 2):
            for with_baseline in (False, True):
                both = np.array([variances(g, 0.5, spread, k, with_baseline) for k in DIMENSIONS])
                assert np.ptp(both[:, 0]) == 0 and (np.diff(both[:, 1]) > 0).all()


def test_which_is_less_noisy_depends_on_the_cost():
    for mean in np.linspace(-2, 2, 9):
        for spread in (0.1, 0.5, 1, 2):
            ours, score = variances("square", mean, spread)
            assert ours == pytest.approx(4 * spread**2) and score > ours
        # A steep wave: slopes are large, values are not.
        for spread in (0.5, 1, 2):
            ours, score = variances("wave", mean, spread)
            assert score < ours
            # In 64 dimensions it is the other way around again, unless z is spread over several waves.
            assert (variances("wave", mean, spread, 64)[1] > ours) == (spread <= 1)


def test_a_baseline_does_not_always_help():
    """E f as a baseline: far from the least it takes most of the variance away; elsewhere it may add some."""
    assert variances("square", -2, 0.5, 1, True)[1] < 0.3 * variances("square", -2, 0.5)[1]
    assert variances("square", 1, 0.5, 1, True)[1] < variances("square", 1, 0.5)[1]
    with_it, without = (
        [
            variances(g, mean, s, k, b)[1]
            for g in COSTS.values()
            for mean in (-1, 0, 1)
            for s in (0.1, 1)
            for k in (4, 64)
        ]
        for b in (True, False)
    )
    assert np.mean(np.array(with_it) < np.array(without) + 1e-9) > 0.9


def test_in_a_vae_the_reparametrized_one_is_far_less_noisy():
    X = digit_vae.images()[1]
    for vae in (digit_vae.untrained(), digit_vae.train_vae(epochs=5)):
        before = vae.theta.copy()
        for i in range(5):
            found = in_a_vae(vae, X[i], draws=1000)
            ours = found["reparametrized"][1].sum()
            assert found["with baseline"][1].sum() > 3 * ours and found["score function"][1].sum() > 8 * ours
            mean, variance = found["with baseline"]
            np.testing.assert_allclose(mean, found["reparametrized"][0], atol=6 * np.sqrt(variance.max() / 1000))
        np.testing.assert_array_equal(vae.theta, before)


def test_the_reparametrized_gradient_in_a_vae_is_that_of_finite_differences():
    vae, x = digit_vae.train_vae(epochs=1), digit_vae.images()[1][0]
    mean, log_variance = (part.astype(np.float64) for part in vae.encode(x[None]))
    eps = np.random.default_rng(0).standard_normal((2000, 8)).astype(np.float32)
    found = []
    for sign in (1, -1):
        moved = mean.copy()
        moved[0, 3] += sign * 0.01
        z = (moved + np.exp(log_variance / 2) * eps).astype(np.float32)
        y = vae.decoder(z).astype(np.float64)
        found.append(-0.5 * np.square((x - y) / 0.15).sum(axis=1).mean())
    assert in_a_vae(vae, x)["reparametrized"][0][3] == pytest.approx((found[0] - found[1]) / 0.02, rel=0.02)


@pytest.mark.long
def test_a_density_that_goes_on_beyond_the_axes_is_marked():
    one = reparametrization()
    for mean in (-2.0, 0.0, 2.0):
        for spread in (0.1, 1.0, 2.0):
            one.set(mean=mean, spread=spread)
            marks = {text.get_text() for text in one.figure.axes[0].texts}
            left, right = norm.cdf(-4.5, mean, spread), norm.sf(4.5, mean, spread)
            expected = {f"◂ {100 * left:.1f}%"} if left > 0.001 else set()
            assert marks == expected | ({f"{100 * right:.1f}% ▸"} if right > 0.001 else set())
            assert marks or spread <= 1


@pytest.mark.long
def test_the_sentence_says_which():
    one = reparametrization()
    assert "the reparametrized one is the less noisy" in one.description
    one.set(cost="wave", spread=1.0)
    assert "the score function one is the less noisy" in one.description
    one.set(cost="step")
    assert "without variance, but not the gradient" in one.description
    one.set(mean=2.0, spread=0.1)
    assert "gradient 0;" in one.description and "without variance, and here that is the gradient" in one.description
    for corner in list(one.corners())[::7]:
        one.set(**corner)
        ax = one.figure.axes[1]
        points = np.concatenate([line.get_xdata() for line in ax.lines[:-1]])
        assert np.abs(points).max() < ax.get_xlim()[1]
