"""The Dirac-GAN: its gradients are the library's, its factors what is played, and who comes to rest."""

import math
from itertools import product

import numpy as np
import pytest
from scipy.integrate import quad

from course_nn import SGD, Dense
from course_nn.chapters.ch09_gans.dirac_gan import (
    GAMES,
    MENDS,
    START,
    dirac_gan,
    gradients,
    linearization,
    play,
    step_factor,
)
from course_nn.chapters.ch09_gans.dirac_gan_figure import describe_dirac_gan
from course_nn.chapters.ch09_gans.instruments_of_dynamics import dirac_gan as instrument
from course_nn.games import Minimax, NonSaturating, Wasserstein
from course_nn.plots.style import cut_off
from course_nn.training.adversarial import Adversaries
from course_nn.training.gradient_penalty import GradientPenalty

LIBRARY = {"minimax": Minimax(), "non-saturating": NonSaturating(), "Wasserstein": Wasserstein()}
ORDERS = ("simultaneous", "alternating")
PLACES = [(1.0, 0.5), (-0.7, 1.3), (0.2, -2.0), (-3.0, -0.1)]


def distance(*args, **more):
    return np.linalg.norm(play(*args, **more), axis=1)


@pytest.mark.parametrize("game", GAMES)
@pytest.mark.parametrize("sigma", [0.0, 0.5])
def test_the_gradients_are_those_of_the_librarys_games(game, sigma):
    """With noise: the mean over many draws."""
    real = sigma * np.random.default_rng(0).standard_normal((400_000 if sigma else 1, 1))
    for theta, psi in PLACES:
        fake = theta + real[::-1]
        _, d_real, d_fake = LIBRARY[game].critic(psi * real, psi * fake)
        on_psi = float((d_real * real).sum() + (d_fake * fake).sum())
        on_theta = float(LIBRARY[game].generator(psi * fake)[1].sum() * psi)
        found = gradients(game, theta, psi, "instance noise" if sigma else "nothing", sigma)
        np.testing.assert_allclose(
            found, (on_theta, on_psi), rtol=1e-10 if not sigma else 0.02, atol=0.003 * bool(sigma)
        )


@pytest.mark.parametrize("game", GAMES)
@pytest.mark.parametrize("mend", ["nothing", "zero-centered penalty", "one-centered penalty", "clipping"])
def test_alternating_steps_are_those_of_the_librarys_training(game, mend):
    """A generator that is one bias, a critic that is one weight."""
    rate, strength = 0.1, 0.4
    centers = {"zero-centered penalty": 0, "one-centered penalty": 1}
    rng = np.random.default_rng(0)
    G, D = Dense(1, 1, rng, dtype=np.float64), Dense(1, 1, rng, dtype=np.float64, bias=False)
    G.W.value[:], G.b.value[:], D.W.value[:] = 0, START[0], START[1]
    penalty = GradientPenalty(strength / 2, center=centers[mend], at="fake") if mend in centers else None
    clip = {"clip_weights": strength} if mend == "clipping" else {}
    options = {"latent": lambda n, rng: np.zeros((n, 1)), "rng": rng, "gradient_penalty": penalty, **clip}
    pair = Adversaries(G, D, LIBRARY[game], (SGD(rate), SGD(rate)), **options)
    for theta, psi in play(game, rate, "alternating", mend, strength, steps=40)[1:]:
        pair.critic_step(np.zeros((1, 1)))
        pair.generator_step(1)
        np.testing.assert_allclose([G.b.value[0], D.W.value[0, 0]], [theta, psi], rtol=1e-9)


@pytest.mark.parametrize("game", GAMES)
@pytest.mark.parametrize(
    ("mend", "strength"), [("nothing", 0), ("instance noise", 0.7), ("zero-centered penalty", 0.6)]
)
def test_the_linearization_is_the_derivative_and_the_factor_what_is_played(game, mend, strength):
    J, small = linearization(game, mend, strength), 1e-5
    for k, place in enumerate(np.eye(2) * small):
        np.testing.assert_allclose(-np.array(gradients(game, *place, mend, strength)) / small, J[:, k], atol=1e-4)
    for order in ORDERS:
        for rate in (0.05, 0.2, 0.5):
            away = distance(game, rate, order, mend, strength, start=(3e-5, 2e-5), steps=300)
            measured = math.exp(np.polyfit(np.arange(301), np.log(away), 1)[0])
            assert measured == pytest.approx(step_factor(game, rate, order, mend, strength), rel=2e-3), (order, rate)


def test_the_eigenvalues_are_those_of_the_paper():
    """Mescheder and others: f″(0) σ² ± √(f″(0)² σ⁴ − f′(0)²) with f′(0) = ½, f″(0) = −¼; −γ/2 ± √(γ²/4 − f′(0)²)."""
    for strength in (0.2, 1.0, 1.8):
        noise = -0.25 * strength**2 + np.array([-1, 1]) * np.sqrt(complex(strength**4 / 16 - 0.25))
        penalty = -strength / 2 + np.array([-1, 1]) * np.sqrt(complex(strength**2 / 4 - 0.25))
        for mend, roots in (("instance noise", noise), ("zero-centered penalty", penalty)):
            for game in ("minimax", "non-saturating"):
                found = np.linalg.eigvals(linearization(game, mend, strength))
                np.testing.assert_allclose(np.sort_complex(found), np.sort_complex(roots), atol=1e-9)
    for game in GAMES:
        roots = np.linalg.eigvals(linearization(game))
        np.testing.assert_allclose(roots.real, 0, atol=1e-15)
        assert abs(roots.imag).min() > 0.4, "without a mend they turn and don't come nearer"


@pytest.mark.long
@pytest.mark.parametrize("game", ["minimax", "non-saturating"])
@pytest.mark.parametrize(
    ("mend", "strength", "brake"),
    [("instance noise", s, s**2 / 2) for s in (0.3, 0.6, 1.0)]
    + [("zero-centered penalty", g, g) for g in (0.1, 0.4, 1.0)],
)
def test_noise_and_zero_centered_penalties_come_to_rest(game, mend, strength, brake):
    """Alternating at every rate up to 1, simultaneous below b / a² = 4 b."""
    for rate in (0.05, 0.1, 0.3, 1.0):
        for order in ORDERS if rate < 0.8 * 4 * brake else ("alternating",):
            factor = step_factor(game, rate, order, mend, strength)
            assert factor < 1
            steps = min(round(14 / -math.log(factor)), 6000)
            assert distance(game, rate, order, mend, strength, steps=steps)[-1] < 0.03, (rate, order)
        if rate > 1.2 * 4 * brake:
            assert step_factor(game, rate, "simultaneous", mend, strength) > 1
            away = distance(game, rate, "simultaneous", mend, strength, start=(0.01, 0), steps=2000)
            assert away[-500:].min() > 0.01, "at larger rates simultaneous steps are driven away"


@pytest.mark.parametrize("rate", [0.03, 0.1, 0.3, 1.0])
def test_the_wasserstein_game_alone_is_the_bilinear_one_and_noise_changes_nothing(rate):
    for order in ORDERS:
        plain = play("Wasserstein", rate, order)
        np.testing.assert_allclose(play("Wasserstein", rate, order, "instance noise", 0.8), plain, rtol=1e-6)
    away = distance("Wasserstein", rate, "simultaneous")
    np.testing.assert_allclose(away[1:] / away[:-1], math.sqrt(1 + rate**2))
    theta, psi = play("Wasserstein", rate, "alternating", steps=3000).T
    np.testing.assert_allclose(theta**2 + psi**2 - rate * theta * psi, START[0] ** 2 + START[1] ** 2 - rate / 2)
    for strength in (0.1, 0.4, 1.0):
        factor = step_factor("Wasserstein", rate, "alternating", "zero-centered penalty", strength)
        end = distance("Wasserstein", rate, "alternating", "zero-centered penalty", strength, steps=6000)[-1]
        assert factor < 1 and end < 1e-3
        factor = step_factor("Wasserstein", rate, "simultaneous", "zero-centered penalty", strength)
        assert (factor < 1) == (rate < strength) or rate == strength, "simultaneous: below γ / a² = γ"


@pytest.mark.parametrize("mend", ["one-centered penalty", "clipping"])
@pytest.mark.parametrize("rate", [0.03, 0.1, 0.3, 1.0])
@pytest.mark.parametrize("strength", [0.1, 0.5, 1.0])
def test_clipping_and_one_centered_penalties_do_not_bring_the_wasserstein_game_to_rest(mend, rate, strength):
    for order in ORDERS:
        end = distance("Wasserstein", rate, order, mend, strength, steps=800)[-200:]
        assert end.max() > 0.09, order


@pytest.mark.parametrize("rate", [0.03, 0.1, 0.3, 1.0])
def test_without_a_mend(rate):
    """Minimax: simultaneous steps move away, every one; alternating ones keep turning. Non-saturating: alternating ones
    come nearer, but like 1/√t, slower than any factor below 1; simultaneous ones keep turning.
    """
    away = distance("minimax", rate, "simultaneous", steps=2000)
    assert (np.diff(away) > 0).all()
    turning = distance("minimax", rate, "alternating", steps=4000)
    assert turning[-1000:].max() > 0.9 and (rate == 1.0 or turning.max() < 1.5)
    creeping = distance("non-saturating", rate, "alternating", steps=8000)
    time = rate * 8000
    assert 0.5 < np.median(creeping[-800:]) * math.sqrt(time / 32) < 2
    cycling = distance("non-saturating", rate, "simultaneous", steps=8000)
    assert cycling[-1000:].min() > 0.1 * math.sqrt(rate)


def test_the_linearization_speaks_of_small_distances():
    """A factor below 1 that near starts keep, and the usual start doesn't."""
    far = ("minimax", 1.0, "simultaneous", "zero-centered penalty", 2.0)
    assert step_factor(*far) == pytest.approx(math.sqrt(0.75)) and distance(*far)[-1] > 1e6
    assert distance(*far, start=(0.01, 0.01))[-1] < 1e-6


@pytest.mark.long
def test_every_corner_is_whole_and_says_what_leaves_the_picture():
    it = instrument()
    outside = 0
    for corner in [*it.corners()][::5]:
        axes = it.set(**corner).figure.axes
        assert not cut_off(it.figure) and len(it.description) < 220, corner
        for ax, found in zip(axes, it.result["orders"].values(), strict=True):
            far = np.abs(found["places"]).max() > 2
            outside += far
            assert far == any(text.get_text().startswith("up to ") for text in ax.texts), corner
    assert outside >= 3


def test_what_is_said():
    it = instrument()
    assert it.description == (
        "Wasserstein game, no mend: after 400 steps simultaneous 8.2, alternating 1.1 from the equilibrium; "
        "in the end a step near it multiplies the distance by 1.005 and 1."
    )
    assert " a step far below c multiplies the distance by 1.005 and 1" in it.set(mend="clipping").description
    it.set(mend="nothing")
    said = it.set(game="minimax", mend="instance noise", strength=0.6).description
    assert said.startswith("Minimax game, instance noise σ = 0.6: after 400 steps ")
    said = it.set(mend="one-centered penalty").description
    assert said.endswith("at (0, 0) the penalty has a kink, and no linearization.")
    assert it.set(mend="nothing", rate=0.01).description.endswith("by 1.00001 and 1, elsewhere by others."), (
        "what grows isn't told as 1"
    )
    found = it.set(game="non-saturating", rate=0.1)
    assert found.result["orders"]["simultaneous"]["distances"][-1] < 0.6, (
        "nearer than at the start, by a factor above 1"
    )
    assert found.description.endswith("multiplies the distance by 1.001 and 1, elsewhere by others.")


def test_a_single_step_may_do_otherwise_than_the_factor():
    factor = ("Wasserstein", 1.0, "alternating", "zero-centered penalty", 1.0)
    away = distance(*factor, steps=3)
    assert step_factor(*factor) == pytest.approx(0, abs=1e-7) and away[1] > 0.5 * away[0] and away[2] < 1e-12


def test_where_the_game_is_not_linear_it_is_told_that_the_factor_is_not_that_of_everywhere():
    for game, mend, rate in product(GAMES, MENDS[:3], (0.01, 0.1, 1.0)):
        said = describe_dirac_gan(dirac_gan(game, mend, 0.3, rate))
        assert said.endswith(", elsewhere by others.") == (game != "Wasserstein")


def test_small_noise_brakes_hardly():
    assert 1 - 1e-5 < step_factor("minimax", 0.01, "alternating", "instance noise", 0.05) < 1
    assert 0.4 < distance("minimax", 0.1, "alternating", "instance noise", 0.1, steps=3000)[-1] < 0.7


@pytest.mark.parametrize("rate", [0.03, 0.1, 0.3])
def test_clipped_the_non_saturating_game_creeps_in_as_it_does_unmended(rate):
    """With alternating steps: inside |ψ| < c nothing is clipped."""
    creeping = distance("non-saturating", rate, "alternating", "clipping", 0.5, steps=8000)[-800:]
    assert 0.4 < np.median(creeping) * math.sqrt(rate * 8000 / 32) < 2


@pytest.mark.parametrize("game", ["minimax", "non-saturating"])
@pytest.mark.parametrize("psi", [0.5, 30, -30])
def test_the_mean_over_the_noise_is_the_integral(game, psi):
    of_critic, of_generator = GAMES[game]

    def mean(f):
        found = quad(lambda e: math.exp(-e * e / 2) * f(e), -9, 9, points=(-0.7, 0), limit=500, epsabs=1e-11)
        return found[0] / math.sqrt(2 * math.pi)

    on_theta = mean(lambda e: psi * of_generator(psi * (0.7 + e)))
    on_psi = mean(lambda e: of_critic(psi * (0.7 + e)) * (0.7 + e) - of_critic(-psi * e) * e)
    np.testing.assert_allclose(gradients(game, 0.7, psi, "instance noise", 1.0), (on_theta, on_psi), atol=1e-9)


def test_bad_calls_and_the_result():
    for bad, name in (
        (("poker", 0.1, "alternating"), "game"),
        (("minimax", 0.1, "both"), "order"),
        (("minimax", 0.1, "alternating", "hope"), "mend"),
    ):
        with pytest.raises(ValueError, match=f"play: {name}: unknown name"):
            play(*bad)
    result = dirac_gan("minimax", MENDS[2], 0.5, 0.1)
    np.testing.assert_array_equal(
        result["orders"]["alternating"]["places"], play("minimax", 0.1, "alternating", MENDS[2], 0.5)
    )
    theta, psi, field = result["field"]
    np.testing.assert_allclose(field[2, 5], -np.array(gradients("minimax", theta[2, 5], psi[2, 5], MENDS[2], 0.5)))
