"""The battery for layers and models that take tokens: whole numbers, of which there is no gradient."""

import numpy as np
import pytest
from helpers import refused
from layer_cases import run, same

from course_nn import check_layer, load, save


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("train", [False, True])
def test_shapes_and_types(of_tokens, dtype, train):
    layer, x = of_tokens.layer(dtype), of_tokens.x()
    y, backward = layer.forward(x, train)
    assert type(y) is np.ndarray and y.shape == of_tokens.out and y.dtype == dtype and np.isfinite(y).all()
    assert layer.can_skip_dx
    assert backward(of_tokens.dy(dtype), need_dx=False) is None
    for p in layer.parameters().values():
        assert p.grad.dtype == dtype and p.grad.shape == p.value.shape and p.grad.any()
    same(layer(x), layer.forward(x)[0])


@pytest.mark.long
@pytest.mark.parametrize("train", [False, True])
def test_gradients(of_tokens, train):
    report = check_layer(of_tokens.layer(), of_tokens.x(), train=train)
    assert report, report
    assert report.largest <= 1e-7 and [name for name, _ in report.rows] == list(of_tokens.layer().parameters())


def test_called_twice_before_anything_flows_back(of_tokens):
    xs, dys = [of_tokens.x(2), of_tokens.x(7, n=3)], [of_tokens.dy(seed=3), of_tokens.dy(seed=8, n=3)]
    alone = [run(of_tokens.layer(), x, dy) for x, dy in zip(xs, dys, strict=True)]
    layer = of_tokens.layer()
    kept = [x.copy() for x in xs]
    calls = [layer.forward(x) for x in xs]
    for (y, backward), dy, (expected, _, _) in zip(calls, dys, alone, strict=True):
        same(y, expected)
        backward(dy)
    for name, p in layer.parameters().items():
        same(p.grad, alone[0][2][name] + alone[1][2][name])
    for x, before in zip(xs, kept, strict=True):
        np.testing.assert_array_equal(x, before)


def test_batch_of_one_is_a_row_of_the_batch(of_tokens):
    x, dy = of_tokens.x(), of_tokens.dy()
    y, _, gradients = run(of_tokens.layer(), x, dy)
    rows = [run(of_tokens.layer(), x[i : i + 1], dy[i : i + 1]) for i in range(len(x))]
    same(np.concatenate([row[0] for row in rows]), y)
    for name in gradients:
        same(sum(row[2][name] for row in rows), gradients[name])


@pytest.mark.parametrize("kind", [np.int16, np.uint8, np.uint64])
def test_tokens_of_any_whole_type_in_any_order_of_memory(of_tokens, kind):
    layer, x = of_tokens.layer(), of_tokens.x()
    same(layer(np.asfortranarray(x.astype(kind))), layer(x))


def test_what_is_no_batch_of_tokens_is_refused(of_tokens):
    x = of_tokens.x()
    for wrong in (x - 10, x + 10**6, x[:0], x[..., None, None], "adm", None):
        for call in (of_tokens.layer(), of_tokens.layer().forward):
            with refused("expected"):
                call(wrong)
    for dy in (of_tokens.dy()[:-1], None, "dy"):
        with refused("gradient"):
            of_tokens.layer().forward(x)[1](dy)


def test_save_load_and_copies(of_tokens, tmp_path):
    layer, x = of_tokens.layer(seed=1), of_tokens.x()
    save(layer, tmp_path / "layer.npz")
    other = load(of_tokens.layer(seed=11), tmp_path / "layer.npz")
    np.testing.assert_array_equal(other(x), layer(x))
    twin = layer.copy(np.float32)
    assert twin(x).dtype == np.float32 and not np.shares_memory(twin.theta, layer.theta)
    same(twin(x), layer(x), rtol=1e-4, atol=1e-5)
