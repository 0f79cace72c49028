"""Covariate shift: what comes of BatchNorm's gain with the shift switched on again."""

import numpy as np
import pytest
from helpers import refused

from course_nn import check_layer
from course_nn.chapters.ch06_training.covariate_shift import (
    KINDS,
    RATES,
    Shift,
    accuracy,
    averages,
    deep_network,
)
from course_nn.data.measured import measurements
from course_nn.layers import BatchNorm


def test_the_shift_is_new_in_every_step_and_off_at_prediction():
    x = np.random.default_rng(0).normal(size=(400, 3))
    layer = Shift(np.random.default_rng(1))
    np.testing.assert_array_equal(layer(x), x)
    means, spreads = [], []
    for _ in range(300):
        y, backward = layer.forward(x, train=True)
        spread, mean = np.polyfit(x[:, 0], y[:, 0], 1)
        np.testing.assert_allclose(y[:, 0], spread * x[:, 0] + mean, atol=1e-9)
        np.testing.assert_allclose(backward(np.ones_like(x))[:, 0], spread)
        means.append(mean)
        spreads.append(spread)
    assert -0.5 <= min(means) < -0.45 and 0.45 < max(means) <= 0.5
    assert 0.5 <= min(spreads) < 0.55 and 1.45 < max(spreads) <= 1.5
    assert layer.forward(x.astype(np.float32), train=True)[0].dtype == np.float32
    assert check_layer(Shift(np.random.default_rng(2)), x[:4])


@pytest.mark.parametrize("depth", [1, 3])
def test_what_stands_before_each_relu(depth):
    block = {"without": ["Dense"], "BatchNorm": ["Dense", "BatchNorm"]}
    block["BatchNorm and shift"] = [*block["BatchNorm"], "Shift"]
    for kind in KINDS:
        network = deep_network(kind, np.random.default_rng(0), depth)
        assert [type(one).__name__ for one in network.layers] == [*block[kind], "ReLU"] * depth + ["Dense"]
    with refused("deep_network: unknown name 'BatchNrom'; did you mean 'BatchNorm'"):
        deep_network("BatchNrom", np.random.default_rng(0), 2)


def test_all_kinds_start_with_the_same_weights():
    weights = [
        [p.value for p in deep_network(kind, np.random.default_rng(5), 2).parameters().values() if p.value.ndim == 2]
        for kind in ("without", "BatchNorm")
    ]
    for a, b in zip(*weights, strict=True):
        np.testing.assert_array_equal(a, b)


def kept(plain, normalized, again):
    return (again - plain) / (normalized - plain)


def test_with_the_shift_on_again_most_of_the_gain_is_left():
    shallow = [averages(kind, 2)[0.03] for kind in KINDS]
    assert shallow[1] > shallow[0] + 0.25 and 0.9 < kept(*shallow) < 1
    deep = [max(averages(kind, 8).values()) for kind in KINDS]
    assert deep[1] > deep[0] + 0.2 and 0.65 < kept(*deep) < 0.78
    assert kept(*(averages(kind, 8)[0.1] for kind in KINDS)) < 0.1


@pytest.mark.long
def test_what_is_stored_is_what_is_measured():
    """Four of the 20 draws, computed anew: their mean lies within three standard deviations."""
    stored = measurements("course_nn.chapters.ch06_training", "covariate_shift")
    for kind in KINDS:
        for depth, rate in ((2, 0.03), (8, 0.1), (8, 0.3)):
            k = RATES.index(rate)
            spread = stored[f"{kind}, {depth}"]["error"][k] * np.sqrt(20)
            found = np.mean([accuracy(kind, rate, depth, draw) for draw in range(4)])
            assert averages(kind, depth)[rate] == stored[f"{kind}, {depth}"]["mean"][k]
            assert abs(found - averages(kind, depth)[rate]) < 3 * spread / 2
    with refused("averages: unknown name 'with'"):
        averages("with", 2)


def test_a_training_that_diverges_knows_nothing():
    assert accuracy("without", 1e6, 2) == pytest.approx(0.1, abs=0.05)


def test_weights_before_batchnorm_may_be_scaled():
    rng = np.random.default_rng(0)
    x, W = rng.normal(size=(32, 5)), rng.normal(size=(5, 3))
    outputs = [BatchNorm(3, dtype=np.float64).forward(x @ (c * W), train=True)[0] for c in (1, 0.3, 10, 1000)]
    for one in outputs[1:]:
        np.testing.assert_allclose(one, outputs[0], atol=2e-4)
