"""The bug hunt: every suspect has its own fault and no other, and each shows in one experiment that others pass."""

import numpy as np
import pytest

from course_nn.chapters.ch09_gans.bug_hunt import KINDS, STRENGTH, Steps, suspects
from course_nn.exercises import EXERCISES
from course_nn.games import Wasserstein
from course_nn.optimizers import SGD
from course_nn.training.adversarial import Adversaries
from course_nn.training.gradient_penalty import GradientPenalty

SEEDS = pytest.mark.parametrize("seed", range(3))
D = pytest.mark.parametrize("d", [2, 3, 5])


def real(seed=0, n=4, d=3):
    return np.random.default_rng(50 + seed).normal(size=(n, d))


def letters(true):
    """The letters of the suspects for which it is true of the suspect and its original."""
    return "".join(letter for letter, pair in suspects().items() if true(*pair))


@SEEDS
@D
def test_mixed_shows_the_epsilons_of_two(seed, d):
    for letter, pair in suspects(d, seed=seed).items():
        for steps in pair:
            shown = steps.mixed(np.zeros((4, d)), np.ones((4, d)))
            assert shown.shape == (4, d) and (shown >= 0).all() and (shown <= 1).all()
            within = np.ptp(shown, axis=1).max() == 0
            between = np.ptp(shown[:, 0]) > 0
            suspect = steps is pair[0]
            assert within == (not suspect or letter != "A") and between == (not suspect or letter != "D")
            a, b = real(seed, d=d), real(seed + 9, d=d)
            low, high = np.minimum(a, b) - 1e-12, np.maximum(a, b) + 1e-12
            mixed = steps.mixed(a, b)
            assert (mixed >= low).all() and (mixed <= high).all()


@SEEDS
def test_the_penalty_of_gradients_of_norm_one_is_zero_but_in_one(seed):
    g = np.random.default_rng(seed).normal(size=(3, 4))
    g /= np.linalg.norm(g, axis=1, keepdims=True)
    assert letters(lambda one, _: one.penalty(g) > 1e-12) == "E"
    assert letters(lambda one, _: one.penalty(np.eye(3)[[0, 0, 1]]) > 1e-12) == "E", "as the hint says"
    assert all(original.penalty(2 * g) == pytest.approx(STRENGTH) for _, original in suspects().values())


@SEEDS
def test_the_generators_step_moves_the_critic_in_one_and_leaves_its_gradient_in_all(seed):
    def moves(one, _):
        before = one.critic.theta.copy()
        one.generator_step(4)
        return not np.array_equal(before, one.critic.theta)

    assert letters(moves) == "B"
    assert letters(lambda one, original: moves(original, None)) == ""


@SEEDS
def test_a_critics_step_is_right_in_two_until_a_generators_step_comes_first(seed):
    def right(one, original, before=0):
        for _ in range(before):
            for steps in (one, original):
                steps.generator_step(4)
        for steps in (one, original):
            steps.critic_step(real(seed))
        return np.allclose(one.critic.theta, original.critic.theta, rtol=1e-12, atol=1e-14)

    assert letters(right) == "BC"
    assert letters(lambda *pair: right(*pair, before=1)) == ""
    assert letters(lambda *pair: right(*pair) and right(*pair)) == "BC", "two critic's steps in a row"


@SEEDS
def test_a_gradient_is_left_in_every_critic_and_one_adds_to_it(seed):
    """So the kind speaks of the critic's step: what is left after the generator's is no fault."""
    for letter, pair in suspects(seed=seed).items():
        for steps in pair:
            steps.generator_step(4)
        left = pair[0].critic.grad.copy()
        assert np.abs(left).max() > 0.1 and np.array_equal(left, pair[1].critic.grad)
        for steps in pair:
            steps.critic_step(real(seed))
        if letter == "C":
            apart = pair[0].critic.theta - pair[1].critic.theta
            np.testing.assert_allclose(apart, -pair[0].rate * left, rtol=1e-9, atol=1e-14)
    assert "critic's step adds to the gradient left over" in KINDS


@SEEDS
def test_a_right_critics_step_depends_on_the_random_numbers_as_the_hint_says(seed):
    (_, one), (_, other) = list(suspects(seed=seed).values())[:2]
    one.rng.random()
    for steps in (one, other):
        steps.critic_step(real(seed))
    assert not np.allclose(one.critic.theta, other.critic.theta)
    assert "the random numbers alone" in EXERCISES["broken_steps"].hints[0]


@SEEDS
def test_the_generators_steps_are_right_in_all(seed):
    def right(one, original):
        for steps in (one, original):
            steps.generator_step(4)
        return np.allclose(one.generator.theta, original.generator.theta, rtol=1e-12)

    assert letters(right) == "ABCDE"


@SEEDS
def test_the_originals_steps_are_the_librarys(seed):
    """With the same draws: z first, then ε."""
    n, d, rate = 4, 3, 0.01
    original = Steps(d, rate, seed)
    twin = Steps(d, rate, seed)

    class Draws:
        """The generator's noise and the epsilons that the original draws, in its order."""

        def __init__(self):
            self.rng = np.random.default_rng(7)

        def standard_normal(self, shape):
            return self.rng.normal(size=shape)

        def random(self, shape):
            return self.rng.uniform(size=shape)

    original.rng, draws = Draws(), Draws()
    optimizers = SGD(rate), SGD(rate)
    penalty = GradientPenalty(STRENGTH)
    pair = Adversaries(
        twin.generator,
        twin.critic,
        Wasserstein(),
        optimizers,
        latent=lambda n, rng: draws.standard_normal((n, 2)),
        rng=np.random.default_rng(0),
        gradient_penalty=penalty,
    )
    draws.rng = np.random.default_rng(7)  # the pair has drawn once, to see the shapes
    penalty.points = lambda real, fake, rng: (epsilon := draws.random((n, 1))) * real + (1 - epsilon) * fake
    for step in range(5):
        x = real(step, n, d)
        original.critic_step(x)
        pair.critic_step(x)
        original.generator_step(n)
        pair.generator_step(n)
        np.testing.assert_allclose(original.critic.theta, twin.critic.theta, rtol=1e-9)
        np.testing.assert_allclose(original.generator.theta, twin.generator.theta, rtol=1e-9)


def test_all_have_the_same_networks_and_their_own_copies_of_them():
    assert len(set(KINDS)) == len(suspects()) == 5
    thetas = [steps.critic.theta for pair in suspects(4, seed=3).values() for steps in pair]
    assert all(np.array_equal(thetas[0], theta) for theta in thetas)
    assert not any(np.shares_memory(thetas[0], theta) for theta in thetas[1:])


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: suspects(1), "suspects: d: expected a whole number at least 2, got 1"),
        (lambda: suspects(rate=0), "suspects: rate: expected a finite number above 0"),
        (lambda: suspects(seed=-1), "suspects: seed: expected a whole number at least 0, got -1"),
    ],
)
def test_bad_input_is_told_in_a_sentence(call, words):
    with pytest.raises((ValueError, TypeError), match=words):
        call()
