"""One battery over every layer: its contract, call by call. A class that has no case fails the first test."""

import importlib
import pkgutil

import numpy as np
import pytest
from helpers import attention_cases, image_cases, orders, reference, reference_cases, refused, sequence_cases, told
from layer_cases import CASES, TOKEN_CASES, run, same

from course_nn import Dense, Layer, SequenceLayer, Sequential, Tanh, check_layer
from course_nn.layers import ACTIVATION_LAYERS
from course_nn.layers.activations import Elementwise
from course_nn.models import NextTokenModel

ABSTRACT = {Layer, SequenceLayer, Elementwise, NextTokenModel}
#: These only draw noise, reshape or join other layers.
WITHOUT_VALUES_FROM_OUTSIDE = {
    *("Dropout", "GaussianNoise", "Flatten", "Reshape", "Sequential", "Branches", "Residual"),
    *("LanguageModel", "SequenceClassifier", "EncoderDecoder", "VectorDecoder"),
}


def public_layers():
    """Every public subclass of Layer that the package defines; those of a chapter are tested with it."""
    for name in ("course_nn", "course_nn.layers", "course_nn.models"):
        for module in pkgutil.iter_modules(importlib.import_module(name).__path__):
            if not module.ispkg and module.name != "__main__":
                importlib.import_module(f"{name}.{module.name}")
    found, ahead = set(), [Layer]
    while ahead:
        cls = ahead.pop()
        ahead += cls.__subclasses__()
        room = (*cls.__module__.split("."), "")
        if room[0] == "course_nn" and room[1] != "chapters" and not cls.__name__.startswith("_"):
            found.add(cls)
    return found - ABSTRACT


def test_every_layer_has_a_case():
    covered = {type(case.layer()).__name__ for case in (CASES | TOKEN_CASES).values()}
    public = {cls.__name__ for cls in public_layers()}
    assert not public - covered, f"give a Case in tests/layer_cases.py to each of {sorted(public - covered)}"
    assert not covered - public, (
        f"tests/layer_cases.py has cases of what is no public layer: {sorted(covered - public)}"
    )
    assert {Dense, Sequential, Tanh} <= public_layers()  # the search itself finds something


def test_every_layer_is_held_to_values_from_outside():
    given = {name.split("/")[0].split("-")[0] for name in reference()}
    given |= {cls.__name__.lower() for name, cls in ACTIVATION_LAYERS.items() if f"activation/{name}/a" in reference()}
    given |= {name.lower().removesuffix("2d") for name, _, _ in image_cases()}
    recurrent = [settings for settings, _ in sequence_cases("recurrent")]
    transformers = [settings for settings, _ in attention_cases("transformer")]
    for name, some in (
        ("embedding", sequence_cases("embedding")),
        ("stacked", [s for s in recurrent if s["layers"] > 1]),
        ("bidirectional", [s for s in recurrent if s["directions"] > 1]),
        ("gaussiansample", reference_cases("vae")),
        ("vae", reference_cases("vae")),
        ("attention", attention_cases("function")),
        ("multiheadattention", attention_cases("layer")),
        ("transformerblock", attention_cases("block")),
        ("sinusoidalpositions", [s for s in transformers if s["positions"] == "sinusoidal"]),
        ("learnedpositions", [s for s in transformers if s["positions"] == "learned"]),
        ("transformer", transformers),
        ("transformerstack", transformers),
        ("transformerencoderdecoder", attention_cases("translator")),
    ):
        given |= {name} if some else set()
    given.add("restrictedboltzmannmachine")  # scikit-learn's, in its own test
    lacking = {cls.__name__ for cls in public_layers() if cls.__name__.lower().removesuffix("2d") not in given}
    lacking -= WITHOUT_VALUES_FROM_OUTSIDE
    assert not lacking, (
        f"store PyTorch's values for {sorted(lacking)} with tests/reference/make_reference.py, under the name in small "
        "letters, and compare with them in the test file of its module (helpers.against)"
    )


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
def test_other_types_are_converted(learning, dtype):
    for came in (np.float64, np.float32, np.float16, np.int64, np.uint8, bool):
        with told(f"from {came.__name__}"):
            _is_converted(learning, dtype, came)


def _is_converted(learning, dtype, came):
    layer, x = learning.layer(dtype), (learning.x() > 0).astype(came)
    y, backward = layer.forward(x)
    assert y.dtype == dtype
    same(y, layer.forward(x.astype(dtype))[0])
    dx = backward(learning.dy(np.float64 if dtype == np.float32 else np.float32))
    assert dx.dtype.kind == "f" and all(p.grad.dtype == dtype for p in layer.parameters().values())
    reference = layer.forward(x.astype(np.float64))[1](learning.dy())
    half = came is np.float16  # which Flatten passes on as it is, and back
    same(dx, reference, rtol=2e-3 if half else 1e-5, atol=1e-4 if half else 1e-6)  # also where x is whole numbers


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


def test_what_backward_returns_is_the_callers(case):
    """What is written into it, as into what was given, changes nothing that comes later."""
    layer, dy = case.layer(), case.dy()
    _, expected, gradients = run(layer, case.x(), dy)
    layer.zero_grad()
    _, backward = layer.forward(case.x())
    given = dy.copy()
    backward(given)[...] = np.nan
    given[...] = np.nan
    layer.zero_grad()
    same(backward(dy), expected)
    for name, p in layer.parameters().items():
        same(p.grad, gradients[name])


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


def test_wrong_types_are_refused(case):
    for value in ("picture", None, [["a"]], object(), np.array(["a", "b"]), 1j * np.ones((5, 3))):
        with told(repr(value)):
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
