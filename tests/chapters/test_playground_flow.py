"""What flows back is the derivative: held to finite differences, and to the sum of all examples."""

import json

import numpy as np
import pytest
from playground_runs import ALL_KINDS, SMALL, same

from course_nn.chapters.playground.flow import gradient_flow, one_example
from course_nn.chapters.playground.network import blocks
from course_nn.chapters.playground.run import Run
from course_nn.chapters.playground.settings import Settings

KINDS = [
    *ALL_KINDS,
    SMALL.but(data="Gaussians", classes=4, loss="squared error"),
    SMALL.but(problem="regression", hidden=((3, "gelu"), (2, "linear"))),
    SMALL.but(hidden=tuple((3, name) for name in ("cosine", "softplus", "radial_basis", "elu"))),
]
ALL = pytest.mark.parametrize("settings", KINDS, ids=range(len(KINDS)))


def trained(settings):
    run = Run(settings)
    run.step(5)
    return run


def slopes(network, loss, x, target):
    """∂L/∂θ by differences, for what is predicted: without dropout."""
    theta, step = network.theta, 1e-6
    found = np.zeros_like(theta)
    for i, value in enumerate(theta.copy()):
        ends = []
        for way in (1, -1):
            theta[i] = value + way * step
            ends.append(loss(network.forward(x)[0], target)[0])
        theta[i] = value
        found[i] = (ends[0] - ends[1]) / (2 * step)
    return found


def in_layers(network, theta):
    """(W, b) of each layer, of a vector like θ."""
    twin = network.copy()
    twin.theta[:] = theta
    return [(block.dense.W.value, block.dense.b.value) for block in blocks(twin)]


@ALL
def test_the_flow_is_the_size_of_the_gradient(settings):
    run = trained(settings)
    before = run.copy()
    flow = gradient_flow(run)
    same(run, before)
    x, target, _ = run._sets[0]
    wanted = in_layers(run.network, slopes(run.network, run._loss, x, target))
    for (W, b), (dW, db) in zip(flow, wanted, strict=True):
        np.testing.assert_allclose(W, np.abs(dW), rtol=1e-5, atol=1e-8)
        np.testing.assert_allclose(b, np.abs(db), rtol=1e-5, atol=1e-8)
    run.step(3)
    before.step(3)
    same(run, before)


@ALL
def test_one_example_forward_and_back(settings):
    run = trained(settings)
    before = run.copy()
    found = one_example(run, 7)
    same(run, before)
    x, target, y = (part[7:8] for part in run._sets[0])
    assert found.place == tuple(run.data.X_train[7])
    assert found.y == y[0]
    np.testing.assert_array_equal(found.x, x[0])
    output = run.network.forward(x)[0]
    np.testing.assert_allclose(found.a[-1], output[0], rtol=1e-12, atol=1e-15)
    assert found.loss == pytest.approx(run._loss(output, target)[0], rel=1e-12)
    layers, h = blocks(run.network), x[0]
    wanted = in_layers(run.network, slopes(run.network, run._loss, x, target))
    for k, (block, (dW, db)) in enumerate(zip(layers, wanted, strict=True)):
        np.testing.assert_allclose(found.z[k], h @ block.dense.W.value + block.dense.b.value, rtol=1e-12, atol=1e-14)
        np.testing.assert_allclose(found.dz[k], db, rtol=1e-4, atol=1e-7)
        np.testing.assert_allclose(found.db[k], db, rtol=1e-4, atol=1e-7)
        np.testing.assert_allclose(found.dW[k], dW, rtol=1e-4, atol=1e-7)
        np.testing.assert_allclose(found.dW[k], np.outer(h, found.dz[k]), rtol=1e-12, atol=1e-15)
        if block.activation is None:
            np.testing.assert_array_equal(found.a[k], found.z[k])
        h = found.a[k]


@ALL
def test_the_flow_is_the_mean_of_all_examples(settings):
    run = trained(settings)
    each = [one_example(run, i) for i in range(len(run.data.X_train))]
    for k, (W, b) in enumerate(gradient_flow(run)):
        np.testing.assert_allclose(W, np.abs(np.mean([one.dW[k] for one in each], axis=0)), atol=1e-12)
        np.testing.assert_allclose(b, np.abs(np.mean([one.db[k] for one in each], axis=0)), atol=1e-12)


def test_without_points_nothing_flows():
    run = Run(Settings(data="your points"))
    assert [(W.shape, b.shape) for W, b in gradient_flow(run)] == [((2, 4), (4,)), ((4, 2), (2,)), ((2, 1), (1,))]
    assert not any(W.any() or b.any() for W, b in gradient_flow(run))
    with pytest.raises(ValueError, match="there are no points"):
        one_example(run, 0)


@pytest.mark.parametrize("index", [-1, 30])
def test_an_example_that_is_not_there(index):
    with pytest.raises(ValueError, match="example: index"):
        one_example(Run(SMALL), index)


def test_plain_values_are_those_that_json_has():
    run = trained(SMALL)
    plain = one_example(run, 0).plain()
    again = json.loads(json.dumps(plain, allow_nan=False))
    assert again == plain
    np.testing.assert_array_equal(again["dW"][1], one_example(run, 0).dW[1])
    run.network.theta[:] = np.nan
    assert one_example(run, 0).plain()["loss"] is None
    assert one_example(run, 0).plain()["z"][0] == [None] * 4
    assert np.isnan(gradient_flow(run)[0][0]).all()
