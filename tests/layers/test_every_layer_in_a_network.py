"""The second half of the battery: every layer's place in θ and in networks, its copies, its file, its summary."""

import copy
import pickle

import numpy as np
import pytest
from helpers import refused, told
from layer_cases import run, same

from course_nn import Branches, Dense, PReLU, Residual, Sequential, Tanh, load, save


def test_save_and_load(case, tmp_path):
    layer = case.layer(seed=1)
    save(layer, tmp_path / "layer.npz")
    other = case.layer(seed=11)
    theta = other.theta
    assert load(other, tmp_path / "layer.npz") is other
    np.testing.assert_array_equal(other(case.x()), layer(case.x()))
    np.testing.assert_array_equal(theta, layer.theta)  # the views are not broken


TWINS = {
    "copy": lambda layer: layer.copy(),
    "deepcopy": copy.deepcopy,
    "pickle": lambda layer: pickle.loads(pickle.dumps(layer)),
    "copy into float64": lambda layer: layer.copy(np.float64),
}


@pytest.mark.parametrize("gathered", [False, True])
def test_copies_are_equal_and_independent(case, gathered):
    for way, twin in TWINS.items():
        with told(way):
            _is_equal_and_independent(case, twin, gathered)


def _is_equal_and_independent(case, twin, gathered):
    layer, x, dy = case.layer(), case.x(), case.dy()
    if gathered:
        assert layer.theta.size == sum(p.value.size for p in layer.parameters().values())
    other = twin(layer)
    expected = run(layer, x, dy)
    got = run(other, x, dy)
    same(got[0], expected[0])
    same(got[1], expected[1])
    assert list(other.parameters()) == list(layer.parameters())
    assert not np.shares_memory(other.theta, layer.theta)
    before = layer(x).copy()
    other.theta[...] = 0.77
    other.grad[...] = 9.0
    np.testing.assert_array_equal(layer(x), before)
    for name, p in layer.parameters().items():
        same(p.grad, expected[2][name])


def test_copy_into_another_type(learning):
    layer = learning.layer(np.float64)
    small = layer.copy(np.float32)
    assert small.theta.dtype == small.grad.dtype == np.float32 and layer.theta.dtype == np.float64
    same(small(learning.x()), layer(learning.x()), rtol=1e-4, atol=1e-5)


def test_theta_and_grad_are_views(learning):
    layer, x, dy = learning.layer(), learning.x(), learning.dy()
    before = np.concatenate([p.value.ravel() for p in layer.parameters().values()])
    expected = run(layer, x, dy)
    theta, grad = layer.theta, layer.grad
    np.testing.assert_array_equal(theta, before)
    np.testing.assert_array_equal(grad, np.concatenate([g.ravel() for g in expected[2].values()]))
    for p in layer.parameters().values():
        assert np.shares_memory(p.value, theta) and np.shares_memory(p.grad, grad)
    rng = np.random.default_rng(6)
    theta[...] = rng.normal(size=theta.shape)
    fresh = learning.layer()
    start = 0
    for p in fresh.parameters().values():
        p.value[...] = theta[start : start + p.value.size].reshape(p.value.shape)
        start += p.value.size
    same(layer(x), fresh(x))
    run(layer, x, dy)
    np.testing.assert_array_equal(layer.grad, grad)
    assert np.shares_memory(layer.grad, grad) and np.shares_memory(layer.theta, theta)


def test_values_that_are_assigned_arrive_in_theta(learning):
    """``layer.W.value = array`` and ``parameter.grad = array`` write into the network, they do not leave it."""
    layer = learning.layer()
    theta, grad = layer.theta, layer.grad
    for p in layer.parameters().values():
        p.value = np.full(p.value.shape, 0.5)
        p.grad = np.full(p.value.shape, 2.0)
    np.testing.assert_array_equal(theta, 0.5)
    np.testing.assert_array_equal(grad, 2.0)
    with refused("expected shape"):
        next(iter(layer.parameters().values())).value = np.ones((7, 7))
    with refused("expected shape"):
        next(iter(layer.parameters().values())).grad = np.ones((7, 7))


def test_a_gradient_vector_in_the_hand_is_cleared(learning):
    """``g = network.grad`` once before a loop: zero_grad and backward are seen in it without asking again."""
    layer, x, dy = learning.layer(), learning.x(), learning.dy()
    g = layer.grad
    expected = np.concatenate([v.ravel() for v in run(learning.layer(), x, dy)[2].values()])
    layer.forward(x)[1](dy)
    same(g, expected)
    layer.zero_grad()
    assert not g.any()
    g += 1
    layer.forward(x)[1](dy)
    same(g, expected + 1)


def test_a_layer_used_twice_counts_once(learning):
    layer, x = learning.layer(), learning.x()
    twice = Branches(layer, layer)
    assert len(twice.parameters()) == len(layer.parameters())
    assert twice.theta.size == sum(p.value.size for p in layer.parameters().values())
    dy, dy2 = learning.dy(seed=3), learning.dy(seed=4)
    y, dx, gradients = run(twice, x, np.concatenate([dy, dy2], axis=-1))
    one, two = run(learning.layer(), x, dy), run(learning.layer(), x, dy2)
    same(y, np.concatenate([one[0], two[0]], axis=-1))
    same(dx, one[1] + two[1])
    for got, a, b in zip(gradients.values(), one[2].values(), two[2].values(), strict=True):
        same(got, a + b)


def test_a_part_of_a_network_sees_its_stretch_of_theta(learning):
    layer = learning.layer()
    whole = Sequential(Residual(Tanh()), layer, PReLU(dtype=np.float64))
    theta, part = whole.theta, layer.theta
    assert np.shares_memory(theta, part) and part.size == theta.size - 1
    part[...] = 0.25
    np.testing.assert_array_equal(theta[:-1], 0.25)
    layer.grad[...] = 3.0
    np.testing.assert_array_equal(whole.grad[:-1], 3.0)


def test_two_networks_that_overlap_are_refused(learning):
    layer = learning.layer()
    one, two = (
        Sequential(Dense(2, 2, np.random.default_rng(0)), Tanh()),
        Sequential(layer, PReLU(dtype=np.float64)),
    )
    assert one.theta.size == 6
    theta = two.theta
    three = Sequential(PReLU(dtype=np.float64), layer)
    for ask in (lambda: three.theta, lambda: three.grad):
        with refused("already lives in the θ of another network"):
            ask()
    assert np.shares_memory(theta, layer.theta)
    apart = Sequential(PReLU(dtype=np.float64), layer.copy())
    assert not np.shares_memory(apart.theta, theta)


def test_names_and_pictures_in_words(case):
    layer = case.layer()
    assert repr(layer).startswith(type(layer).__name__) and "\n" not in repr(layer)
    table = layer.summary(case.shape[1:])
    assert table.total == sum(p.value.size for p in layer.parameters().values())
    assert table.rows[-1][2] == case.out[1:]
    assert f"{table.total:,} parameters" in str(table)


def test_a_skipped_dx_changes_nothing_else(case):
    layer, x, dy = case.layer(), case.x(), case.dy()
    if not layer.can_skip_dx:
        with pytest.raises(TypeError):
            layer.forward(x)[1](dy, need_dx=False)
        return
    twin = case.layer()  # it draws the same noise
    twin.forward(x, True)[1](dy)
    assert layer.forward(x, True)[1](dy, need_dx=False) is None
    for p, other in zip(layer.parameters().values(), twin.parameters().values(), strict=True):
        same(p.grad, other.grad)
