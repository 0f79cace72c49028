"""A penalty in the cost and decay beside it: what theory says, on weights alone and on a training."""

import numpy as np
import pytest
from helpers import refused

from course_nn import SGD, AdamW, L2Penalty, SquaredError, mlp, train
from course_nn.chapters.ch06_training.weight_decay import RATE, STEPS, fading, penalty_and_decay
from course_nn.chapters.ch06_training.weight_decay_figure import describe_weight_decay


@pytest.mark.parametrize("strength", [0.1, 0.5])
def test_weights_that_get_noise_follow_the_theory(strength):
    """SGD: w (1 − αλ)ᵗ, with penalty and decay alike, up to the noise; AdamW as well. Adam with a penalty does not."""
    theory = (1 - RATE * strength) ** STEPS
    for optimizer, kind in (("SGD", "L2 penalty"), ("SGD", "decay"), ("Adam", "decay")):
        left = fading(optimizer, kind, strength)[-1]
        assert left == pytest.approx([theory] * 3, abs=0.05), (optimizer, kind)
    left = fading("Adam", "L2 penalty", strength)[-1]
    assert left[0] < left[1] + 1e-3 < left[2] and left[0] < theory / 3


def test_sgd_makes_no_difference_between_penalty_and_decay():
    """On a real training, too: the two networks are equal to rounding."""
    X, y = np.random.default_rng(0).normal(size=(2, 40, 3))
    rate, strength = 0.05, 0.3
    penalized = mlp([3, 5, 3], np.random.default_rng(1), dtype=np.float64)
    decayed = penalized.copy()
    weights = [p for p in decayed.parameters().values() if p.value.ndim > 1]
    other = iter(train(decayed, SquaredError(), SGD(rate), [(X, y)], 50))
    for _ in train(penalized, SquaredError(), SGD(rate), [(X, y)], 50, penalty=L2Penalty(strength)):
        old = [p.value.copy() for p in weights]
        next(other)
        for p, w in zip(weights, old, strict=True):
            p.value -= rate * strength * w
    np.testing.assert_allclose(penalized.theta, decayed.theta, rtol=1e-10)


def test_adamw_without_gradients_only_decays():
    theta, optimizer = np.array([1.0, -2.0]), AdamW(0.1, weight_decay=0.5)
    for _ in range(10):
        optimizer.step(theta, np.zeros(2))
    np.testing.assert_allclose(theta, np.array([1.0, -2.0]) * 0.95**10, rtol=1e-12)


def test_both_kinds_side_by_side():
    sgd, adam = (penalty_and_decay(0.3, name) for name in ("SGD", "Adam"))
    np.testing.assert_allclose(sgd["kinds"]["decay"], sgd["kinds"]["L2 penalty"], rtol=1e-9)
    assert np.ptp(adam["left"]["decay"]) < 0.03 and np.ptp(adam["left"]["L2 penalty"]) > 0.3
    for result in (sgd, adam):
        assert result["theory"][:3] == pytest.approx([1, 0.9985, 0.9985**2]) and len(result["theory"]) == 601
        assert all(means.shape == (601, 3) and (means[0] == 1).all() for means in result["kinds"].values())


def test_under_adam_with_a_penalty_large_gradients_decay_least_at_every_strength():
    for strength in (0.01, 0.02, 0.05, 0.1, 0.2, 0.32, 0.5, 1, 2):
        adam = penalty_and_decay(strength, "Adam")["left"]
        assert adam["L2 penalty"].argmax() == 2 and adam["L2 penalty"][0] < adam["L2 penalty"][1] + 2e-3
        assert np.ptp(adam["decay"]) < 0.03


def test_without_a_strength_nothing_fades():
    assert np.abs(fading("SGD", "decay", 0)[-1] - 1).max() < 0.05
    np.testing.assert_array_equal(fading("Adam", "decay", 0), fading("Adam", "L2 penalty", 0))
    with refused("fading: optimizer: unknown name 'RMSProp'"):
        fading("RMSProp")
    with refused("fading: kind: unknown name 'decoy'; did you mean 'decay'"):
        fading(kind="decoy")


def test_the_sentence():
    left = {"L2 penalty": np.array([-0.02, 0.004, 0.5]), "decay": np.array([0.382, 0.386, 1.0])}
    said = describe_weight_decay(penalty_and_decay(0.32) | {"left": left})
    assert said == (
        "Adam, λ = 0.32: weights with gradients of size 0.01, 0.1 and 1 keep 0 %, 0 %, 50 % with the penalty and "
        "38 %, 39 %, 100 % with decay."
    )
