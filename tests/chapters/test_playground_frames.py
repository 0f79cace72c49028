"""A picture of a run as bytes for the page, read again as the page reads them."""

import numpy as np
import pytest

from course_nn.chapters.playground.frames import frame, points
from course_nn.chapters.playground.maps import maps
from course_nn.chapters.playground.network import blocks
from course_nn.chapters.playground.run import Run
from course_nn.chapters.playground.settings import OWN, Settings

CASES = [
    {},
    {"hidden": ()},
    {"hidden": ((3, "relu"), (5, "sigmoid")), "features": ("x", "x²", "sin y")},
    {"data": "spiral", "classes": 4},
    {"problem": "regression", "data": "plane"},
    {"data": OWN},
]


def read(head, data):
    """Maps, weights, flow and curve, as `readFrame` of the page takes them apart."""
    area, at = head["places"] ** 2, 0

    def some(count, kind):
        nonlocal at
        size = np.dtype(kind).itemsize * count
        at += size
        return np.frombuffer(data[at - size : at], kind)

    pictures = [some(area, np.uint8) for _ in range(len(head["features"]) + sum(head["layers"]))]
    at += -at % 4
    stores = []
    for _ in range(2 if head["flow"] else 1):
        layers, inputs = [], len(head["features"])
        for units in head["layers"]:
            layers.append((some(inputs * units, np.float32).reshape(inputs, units), some(units, np.float32)))
            inputs = units
        stores.append(layers)
    curve = some(3 * head["curve"], np.float32).reshape(3, -1)
    assert at == len(data)
    return pictures, stores, curve


@pytest.mark.parametrize("settings", CASES, ids=str)
@pytest.mark.parametrize("with_flow", [False, True])
def test_all_there_is_comes_out_again(settings, with_flow):
    run = Run(Settings(**settings))
    run.step(40)
    flow = [(np.abs(b.dense.W.value), np.abs(b.dense.b.value)) for b in blocks(run.network)] if with_flow else None
    head, data = frame(run, 7, 11, flow)
    pictures, stores, curve = read(head, data)
    assert head["number"] == 7 and head["features"] == list(run.settings.features)
    for (W, b), block in zip(stores[0], blocks(run.network), strict=True):
        assert np.allclose(W, block.dense.W.value, rtol=1e-6) and np.allclose(b, block.dense.b.value, rtol=1e-6)
    if with_flow:
        assert np.allclose(stores[1][0][0], flow[0][0], rtol=1e-6)
    assert np.allclose(curve[1], run.history.train, rtol=1e-6) and np.allclose(curve[0], run.history.epochs, rtol=1e-6)
    found = maps(run, 11)
    for values, told in zip(found.features, pictures, strict=False):
        most = max(1, np.abs(values).max())
        assert told / 255 * 2 * most - most == pytest.approx(values.ravel(), abs=(1 + 1e-9) * most / 255)
    assert (head["places"], head["flow"]) == (11, with_flow)
    shown = pictures[len(head["features"]) :]
    for values, ends in zip(
        [one for units in (*found.units, found.outputs) for one in units],
        [ends for layer in head["ranges"] for ends in layer],
        strict=True,
    ):
        low, high = ends
        assert low == -high and high >= 1
        told = low + shown.pop(0) / 255 * (high - low)
        assert high == max(1, np.abs(values).max())
        assert told == pytest.approx(values.ravel(), abs=(1 + 1e-9) * (high - low) / 255)
    assert head["ranges"][-1] == [[-1, 1]] * len(found.outputs)
    assert not shown


def test_weights_that_are_not_finite_are_told_and_their_maps_are_white():
    run = Run(Settings())
    run.network.theta[:] = np.nan
    head, data = frame(run, 1, 5)
    pictures, stores, _ = read(head, data)
    assert np.isnan(stores[0][0][0]).all() and set(pictures[-1]) == {127}


def test_numbers_too_large_for_the_page_are_infinite_there(recwarn):
    run = Run(Settings(hidden=((2, "relu"),)))
    run.network.theta[:] = 1e300
    head, data = frame(run, 1, 5)
    pictures, stores, _ = read(head, data)
    assert np.isinf(stores[0][0][0]).all()
    assert all(np.isfinite(head["ranges"][0]).ravel())
    assert {len(one) for one in pictures} == {25}
    assert not recwarn.list


@pytest.mark.parametrize("settings", CASES[:-1], ids=str)
def test_points(settings):
    run = Run(Settings(**settings))
    head, data = points(run)
    rows = np.frombuffer(data, np.float32).reshape(-1, 3)
    assert len(rows) == head["train"] + head["test"] == 500
    assert np.allclose(rows[: head["train"], :2], run.data.X_train, rtol=1e-6)
    assert np.allclose(rows[head["train"] :, 2], run.data.y_test, rtol=1e-6)


def test_no_points():
    assert points(Run(Settings(data=OWN))) == ({"train": 0, "test": 0, "k": 2}, b"")
