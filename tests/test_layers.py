"""One battery over every layer. A layer class that has no case here fails the first test."""

import copy
import importlib
import pickle
import pkgutil
from dataclasses import dataclass, field

import numpy as np
import pytest
from helpers import orders, refused

import course_nn
from course_nn import (
    ELU,
    GELU,
    GRU,
    LSTM,
    RNN,
    AveragePool2D,
    BatchNorm,
    Branches,
    Conv2D,
    Cosine,
    Dense,
    Dropout,
    Flatten,
    GaussianNoise,
    HardTanh,
    Heaviside,
    Layer,
    LayerNorm,
    LeakyReLU,
    MaxPool2D,
    PReLU,
    RadialBasis,
    ReLU,
    Residual,
    Sequential,
    Sigmoid,
    Softplus,
    Tanh,
    check_layer,
    load,
    save,
)
from course_nn.layers.activations import Elementwise

ABSTRACT = {Layer, Elementwise}


@dataclass
class Case:
    """How to make a layer, what goes in, what comes out, and what must be refused."""

    make: object  # make(rng, dtype) -> layer
    shape: tuple
    out: tuple
    wrong: list = field(default_factory=list)  # shapes that do not fit

    def layer(self, dtype=np.float64, seed=1):
        layer = self.make(np.random.default_rng(seed), dtype)
        for p in layer.parameters().values():  # no parameter stays 0: a forgotten one would not be seen
            p.value += np.random.default_rng(seed + 1).uniform(0.1, 0.4, p.value.shape).astype(dtype)
        for buffer in layer.buffers().values():  # nor is any as it was made
            buffer.value += np.random.default_rng(seed + 2).uniform(0.1, 0.4, buffer.value.shape).astype(dtype)
        return layer

    def x(self, dtype=np.float64, seed=2, n=None):
        shape = self.shape if n is None else (n, *self.shape[1:])
        x = np.random.default_rng(seed).normal(0, 1.5, shape)
        for kink in (-1.0, 0.0, 1.0):
            x[np.abs(x - kink) < 0.02] += 0.05  # a difference quotient across a kink says nothing
        return x.astype(dtype)

    def dy(self, dtype=np.float64, seed=3, n=None):
        shape = self.out if n is None else (n, *self.out[1:])
        return np.random.default_rng(seed).normal(0, 1, shape).astype(dtype)


def dense(d_in, d_out, **kwargs):
    return lambda rng, dtype: Dense(d_in, d_out, rng, dtype=dtype, **kwargs)


def plain(layer, **kwargs):
    return Case(lambda rng, dtype: layer(**kwargs), (5, 3), (5, 3), [()])


CASES = {
    "Dense": Case(dense(3, 4), (5, 3), (5, 4), [(), (3,), (5, 4), (5, 2, 3), (3, 5), (5, 3, 1)]),
    "Dense-no-bias": Case(dense(3, 2, bias=False), (5, 3), (5, 2), [(5, 2)]),
    "Dense-1-1": Case(dense(1, 1), (4, 1), (4, 1), [(4,), (4, 2)]),
    "Flatten": Case(lambda rng, dtype: Flatten(), (5, 2, 3), (5, 6), [()]),
    "Flatten-vectors": Case(lambda rng, dtype: Flatten(), (5, 3), (5, 3), [()]),
    "Heaviside": plain(Heaviside),
    "Sigmoid": plain(Sigmoid),
    "Tanh": plain(Tanh),
    "ReLU": plain(ReLU),
    "LeakyReLU": plain(LeakyReLU),
    "LeakyReLU-0.3": plain(LeakyReLU, slope=0.3),
    "PReLU": Case(lambda rng, dtype: PReLU(dtype=dtype), (5, 3), (5, 3), [()]),
    "PReLU-3": Case(lambda rng, dtype: PReLU(3, dtype=dtype), (5, 3), (5, 3), [(), (3,), (5, 2)]),
    "PReLU-maps": Case(lambda rng, dtype: PReLU(3, dtype=dtype), (4, 2, 3), (4, 2, 3), [(4, 3, 2)]),
    "ELU": plain(ELU),
    "ELU-0.5": plain(ELU, alpha=0.5),
    "Softplus": plain(Softplus),
    "HardTanh": plain(HardTanh),
    "GELU": plain(GELU),
    "Cosine": plain(Cosine),
    "RadialBasis": plain(RadialBasis),
    "Sequential": Case(
        lambda rng, dtype: Sequential(Dense(3, 4, rng, dtype=dtype), Tanh(), Dense(4, 2, rng, dtype=dtype)),
        (5, 3),
        (5, 2),
        [(), (5, 4), (3,)],
    ),
    "Sequential-nested": Case(
        lambda rng, dtype: Sequential(
            Flatten(), Sequential(Dense(6, 3, rng, dtype=dtype), Sigmoid()), PReLU(dtype=dtype)
        ),
        (5, 2, 3),
        (5, 3),
        [(5, 2, 2)],
    ),
    "Residual": Case(
        lambda rng, dtype: Residual(Dense(3, 4, rng, dtype=dtype), Tanh(), Dense(4, 3, rng, dtype=dtype)),
        (5, 3),
        (5, 3),
        [(), (5, 4)],
    ),
    "Residual-plain": Case(lambda rng, dtype: Residual(Tanh()), (5, 3), (5, 3), [()]),
    "Branches": Case(
        lambda rng, dtype: Branches(Dense(3, 2, rng, dtype=dtype), Residual(Dense(3, 3, rng, dtype=dtype))),
        (5, 3),
        (5, 5),
        [(), (5, 4)],
    ),
}
CASES |= {
    "BatchNorm": Case(lambda rng, dtype: BatchNorm(3, dtype=dtype), (5, 3), (5, 3), [(), (3,), (3, 5), (5, 3, 1)]),
    "BatchNorm-images": Case(
        lambda rng, dtype: BatchNorm(2, dtype=dtype), (4, 2, 3, 2), (4, 2, 3, 2), [(4, 3, 2, 2), (2, 3, 2)]
    ),
    "LayerNorm": Case(lambda rng, dtype: LayerNorm(3, dtype=dtype), (5, 3), (5, 3), [(), (3,), (3, 5)]),
    "LayerNorm-steps": Case(lambda rng, dtype: LayerNorm(3, dtype=dtype), (4, 2, 3), (4, 2, 3), [(4, 3, 2)]),
    "Conv2D": Case(
        lambda rng, dtype: Conv2D(2, 3, 3, rng, dtype=dtype),
        (3, 2, 5, 4),
        (3, 3, 3, 2),
        [(), (2, 5, 4), (3, 3, 5, 4), (3, 5, 4, 2), (3, 2, 2, 4), (3, 2, 5, 2)],
    ),
    "Conv2D-everything": Case(
        lambda rng, dtype: Conv2D(
            1, 2, (3, 2), rng, stride=(2, 1), padding=(1, 2), dilation=(1, 3), bias=False, dtype=dtype
        ),
        (2, 1, 6, 4),
        (2, 2, 3, 5),
        [(6, 4), (2, 6, 4)],
    ),
    "Conv2D-1": Case(lambda rng, dtype: Conv2D(2, 1, 1, rng, dtype=dtype), (2, 2, 3, 3), (2, 1, 3, 3), [()]),
    "MaxPool2D": Case(lambda rng, dtype: MaxPool2D(2), (3, 2, 4, 5), (3, 2, 2, 2), [(), (4, 5), (3, 2, 1, 5)]),
    "MaxPool2D-overlapping": Case(
        lambda rng, dtype: MaxPool2D(3, stride=(1, 2)), (2, 2, 4, 5), (2, 2, 2, 2), [(2, 4, 5)]
    ),
    "AveragePool2D": Case(
        lambda rng, dtype: AveragePool2D((2, 3)), (3, 2, 4, 6), (3, 2, 2, 2), [(), (4, 6), (3, 2, 4, 2)]
    ),
    "AveragePool2D-overlapping": Case(
        lambda rng, dtype: AveragePool2D(3, stride=1), (2, 2, 4, 5), (2, 2, 2, 3), [(2, 4, 5)]
    ),
    "RNN": Case(
        lambda rng, dtype: RNN(3, 2, rng, dtype=dtype),
        (4, 5, 3),
        (4, 5, 2),
        [(), (5, 3), (4, 5, 2), (4, 5, 3, 1)],
    ),
    "LSTM": Case(lambda rng, dtype: LSTM(3, 2, rng, dtype=dtype), (4, 5, 3), (4, 5, 2), [(), (5, 3), (4, 3, 5)]),
    "GRU": Case(lambda rng, dtype: GRU(3, 2, rng, dtype=dtype), (4, 5, 3), (4, 5, 2), [(), (5, 3), (4, 3, 5)]),
    "RNN-last": Case(lambda rng, dtype: RNN(2, 3, rng, return_last=True, dtype=dtype), (4, 5, 2), (4, 3), [()]),
    "LSTM-last": Case(lambda rng, dtype: LSTM(2, 3, rng, return_last=True, dtype=dtype), (4, 1, 2), (4, 3), [()]),
    "GRU-last": Case(lambda rng, dtype: GRU(2, 3, rng, return_last=True, dtype=dtype), (4, 5, 2), (4, 3), [()]),
}
CASES |= {
    "Dropout": Case(lambda rng, dtype: Dropout(0.4, rng), (5, 3), (5, 3), [()]),
    "Dropout-maps": Case(lambda rng, dtype: Dropout(0.4, rng), (4, 2, 3, 2), (4, 2, 3, 2), [()]),
    "GaussianNoise": Case(lambda rng, dtype: GaussianNoise(0.5, rng), (5, 3), (5, 3), [()]),
    "Residual-noisy": Case(
        lambda rng, dtype: Residual(GaussianNoise(0.1, rng), Dense(3, 3, rng, dtype=dtype), Dropout(0.5, rng)),
        (5, 3),
        (5, 3),
        [(5, 4)],
    ),
}
WITH_PARAMETERS = [name for name, case in CASES.items() if case.layer().parameters()]


@pytest.fixture(params=CASES)
def case(request):
    return CASES[request.param]


@pytest.fixture(params=WITH_PARAMETERS)
def learning(request):
    return CASES[request.param]


def public_layers():
    """Every public subclass of Layer that the package defines; those of a chapter are tested with it."""
    for room in (course_nn, course_nn.layers, course_nn.models):
        for module in pkgutil.iter_modules(room.__path__):
            if not module.ispkg:
                importlib.import_module(f"{room.__name__}.{module.name}")
    found, ahead = set(), [Layer]
    while ahead:
        cls = ahead.pop()
        ahead += cls.__subclasses__()
        room = (*cls.__module__.split("."), "")
        if room[0] == "course_nn" and room[1] != "chapters" and not cls.__name__.startswith("_"):
            found.add(cls)
    return found - ABSTRACT


def same(a, b, **kwargs):
    np.testing.assert_allclose(a, b, **({"rtol": 1e-12, "atol": 1e-14} | kwargs))


def run(layer, x, dy):
    """Output, gradient of the input and of every parameter, from a clean start."""
    layer.zero_grad()
    y, backward = layer.forward(x)
    dx = backward(dy)
    return y, dx, {name: p.grad.copy() for name, p in layer.parameters().items()}


def test_every_layer_has_a_case():
    covered = {type(case.layer()) for case in CASES.values()}
    assert {cls.__name__ for cls in public_layers()} == {cls.__name__ for cls in covered}
    assert {Dense, Sequential, Tanh} <= public_layers()  # the search itself finds something


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("train", [False, True])
def test_shapes_and_types(case, dtype, train):
    layer, x, dy = case.layer(dtype), case.x(dtype), case.dy(dtype)
    y, backward = layer.forward(x, train)
    assert type(y) is np.ndarray and y.shape == case.out and y.dtype == dtype
    dx = backward(dy)
    assert type(dx) is np.ndarray and dx.shape == case.shape and dx.dtype == dtype
    assert np.isfinite(y).all() and np.isfinite(dx).all()
    for p in layer.parameters().values():
        assert p.value.dtype == p.grad.dtype == dtype and p.value.shape == p.grad.shape


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("came", [np.float64, np.float32, np.float16, np.int64, np.uint8, bool])
def test_other_types_are_converted(learning, dtype, came):
    layer, x = learning.layer(dtype), (learning.x() > 0).astype(came)
    y, backward = layer.forward(x)
    assert y.dtype == dtype
    same(y, layer.forward(x.astype(dtype))[0])
    dx = backward(learning.dy(np.float64 if dtype == np.float32 else np.float32))
    assert dx.dtype.kind == "f" and all(p.grad.dtype == dtype for p in layer.parameters().values())
    reference = layer.forward(x.astype(np.float64))[1](learning.dy())
    same(dx, reference, rtol=2e-3, atol=1e-4)  # also where x is whole numbers


def test_whole_numbers_become_floats(case):
    x = (case.x() > 0).astype(int)
    same(case.layer()(x), case.layer()(x.astype(float)))


@pytest.mark.parametrize("train", [False, True])
def test_gradients(case, train):
    layer = case.layer()
    report = check_layer(layer, case.x(), train=train)
    assert report, report
    assert report.largest <= 1e-7
    assert [name for name, _ in report.rows] == ["x", *layer.parameters()]


def test_gradients_along_a_line(case):
    """Independent of check_layer: J(x + t·u, θ + t·v) along random directions, against the gradient's share of them."""
    rng = np.random.default_rng(5)
    layer, x, dy = case.layer(), case.x(), case.dy()
    _, dx, gradients = run(layer, x, dy)
    u = rng.normal(size=x.shape)
    v = {name: rng.normal(size=g.shape) for name, g in gradients.items()}
    slope = np.vdot(dx, u) + sum(np.vdot(gradients[name], v[name]) for name in v)

    def cost(t):
        moved = layer.copy()
        for name, p in moved.parameters().items():
            p.value += t * v[name]
        return np.vdot(moved.forward(x + t * u)[0], dy)

    h = 1e-5
    assert slope == pytest.approx((cost(h) - cost(-h)) / (2 * h), rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_called_twice_before_anything_flows_back(case, order):
    xs, dys = [case.x(seed=2), case.x(seed=7, n=3)], [case.dy(seed=3), case.dy(seed=8, n=3)]
    alone = [run(case.layer(), x, dy) for x, dy in zip(xs, dys, strict=True)]
    layer = case.layer()
    calls = [layer.forward(x) for x in xs]
    dxs = {i: calls[i][1](dys[i]) for i in order}
    for i in range(2):
        same(calls[i][0], alone[i][0])
        same(dxs[i], alone[i][1])
    for name, p in layer.parameters().items():
        same(p.grad, alone[0][2][name] + alone[1][2][name])


def test_gradients_add_up_and_are_forgotten(case):
    layer, x, dy = case.layer(), case.x(), case.dy()
    _, dx, once = run(layer, x, dy)
    _, backward = layer.forward(x)
    same(backward(dy), dx)
    same(backward(2 * dy), 2 * dx)  # the same closure may be used again
    for name, p in layer.parameters().items():
        same(p.grad, 4 * once[name])
    layer.zero_grad()
    assert not any(p.grad.any() for p in layer.parameters().values())


def test_gradients_do_not_depend_on_what_stood_in_their_memory(case):
    layer, x, dy = case.layer(), case.x(), case.dy()
    _, _, once = run(layer, x, dy)
    layer.grad[...] = np.nan
    _, _, again = run(layer, x, dy)
    for name in once:
        same(again[name], once[name])


def test_nothing_that_came_in_is_changed(case):
    layer, x, dy = case.layer(), case.x(), case.dy()
    theta = [p.value.copy() for p in layer.parameters().values()]
    kept = x.copy(), dy.copy()
    y, backward = layer.forward(x, True)
    y_kept = y.copy()
    dx = backward(dy)
    dx_kept = dx.copy()
    backward(np.ones_like(dy))
    layer.forward(2 * x, True)[1](dy)
    for now, before in zip((x, dy, y, dx), (*kept, y_kept, dx_kept), strict=True):
        np.testing.assert_array_equal(now, before)
    for p, before in zip(layer.parameters().values(), theta, strict=True):
        np.testing.assert_array_equal(p.value, before)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_any_memory_order(case, dtype):
    x, dy = case.x(dtype), case.dy(dtype)
    expected = run(case.layer(dtype), x, dy)
    close = {"rtol": 1e-12} if dtype == np.float64 else {"rtol": 2e-5, "atol": 1e-5}
    for (name, x_other), (_, dy_other) in zip(orders(x), orders(dy), strict=True):
        for got in (run(case.layer(dtype), x_other, dy), run(case.layer(dtype), x, dy_other)):
            same(got[0], expected[0], err_msg=name, **close)
            same(got[1], expected[1], err_msg=name, **close)
            assert got[0].dtype.newbyteorder("=") == got[1].dtype.newbyteorder("=") == dtype, name
            for key in expected[2]:
                same(got[2][key], expected[2][key], err_msg=name, **close)
        same(case.layer(dtype)(x_other), expected[0], err_msg=name, **close)


def test_one_upstream_number_for_all(case):
    """A gradient made by np.broadcast_to has strides of 0."""
    expected = run(case.layer(), case.x(), np.ones(case.out))
    got = run(case.layer(), case.x(), np.broadcast_to(1.0, case.out))
    same(got[1], expected[1])
    for key in expected[2]:
        same(got[2][key], expected[2][key])


def test_batch_of_one_is_a_row_of_the_batch(case):
    x, dy = case.x(), case.dy()
    y, dx, gradients = run(case.layer(), x, dy)
    rows = [run(case.layer(), x[i : i + 1], dy[i : i + 1]) for i in range(len(x))]
    same(np.concatenate([row[0] for row in rows]), y)
    same(np.concatenate([row[1] for row in rows]), dx)
    for name in gradients:
        same(sum(row[2][name] for row in rows), gradients[name])


def test_backward_is_linear(case):
    _, backward = case.layer().forward(case.x())
    one, two = case.dy(seed=3), case.dy(seed=4)
    same(backward(2 * one - 3 * two), 2 * backward(one) - 3 * backward(two), atol=1e-12)


def test_empty_batch_is_refused(case):
    with refused("at least one"):
        case.layer().forward(np.zeros((0, *case.shape[1:])))
    with refused("at least one"):
        case.layer()(np.zeros((0, *case.shape[1:])))


def test_wrong_shapes_are_refused(case):
    assert case.wrong
    for shape in case.wrong:
        with refused("expected"):
            case.layer().forward(np.ones(shape))
        with refused("expected"):
            case.layer()(np.ones(shape))


@pytest.mark.parametrize("value", ["picture", None, [["a"]], object(), np.array(["a", "b"]), 1j * np.ones((5, 3))])
def test_wrong_types_are_refused(case, value):
    with refused("expected"):
        case.layer().forward(value)
    with refused("expected"):
        case.layer()(value)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_predicting_from_nan_is_refused(case, bad):
    x = case.x()
    x.flat[1] = bad
    with refused("finite"):
        case.layer()(x)


def test_prediction_is_the_forward_pass_and_takes_lists(case):
    layer, x = case.layer(), case.x()
    same(layer(x), layer.forward(x)[0])
    same(layer(x.tolist()), layer.forward(x)[0])


def test_wrong_upstream_gradient_is_refused(case):
    _, backward = case.layer().forward(case.x())
    bad = [case.dy()[:-1], case.dy()[..., None], case.dy().ravel(), 1.0, None, case.dy().tolist(), "dy"]
    for dy in [*bad, np.ones(case.out[::-1]) if case.out != case.out[::-1] else None]:
        with refused("gradient"):
            backward(dy)


def test_save_and_load(case, tmp_path):
    layer = case.layer(seed=1)
    save(layer, tmp_path / "layer.npz")
    other = case.layer(seed=11)
    theta = other.theta
    assert load(other, tmp_path / "layer.npz") is other
    np.testing.assert_array_equal(other(case.x()), layer(case.x()))
    np.testing.assert_array_equal(theta, layer.theta)  # the views are not broken


@pytest.mark.parametrize(
    "twin",
    [
        lambda layer: layer.copy(),
        copy.deepcopy,
        lambda layer: pickle.loads(pickle.dumps(layer)),
        lambda layer: layer.copy(np.float64),
    ],
    ids=["copy", "deepcopy", "pickle", "copy-float64"],
)
@pytest.mark.parametrize("gathered", [False, True])
def test_copies_are_equal_and_independent(case, twin, gathered):
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
    _, _, gradients = run(layer, x, dy)
    layer.zero_grad()
    assert layer.forward(x, True)[1](dy, need_dx=False) is None
    for name, p in layer.parameters().items():
        same(p.grad, gradients[name])
