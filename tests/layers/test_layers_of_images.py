"""Every layer of images beside PyTorch and SciPy, over strides, paddings, dilations, remainders, ties, odd sizes."""

import numpy as np
import pytest
from helpers import against, close, image_cases
from scipy.signal import convolve2d, correlate2d

import course_nn


def cases(*names):
    """A test of ``name``, ``settings`` and ``given`` for every stored case, or for those of some layers."""
    some = [
        pytest.param(*case, id=f"{case[0]}-{i}")
        for i, case in enumerate(image_cases())
        if case[0] in names or not names
    ]
    return pytest.mark.parametrize(("name", "settings", "given"), some)


def made(name, settings):
    learns = {"init": "zeros", "dtype": np.float64} if "c_in" in settings else {}
    return getattr(course_nn, name)(**settings, **learns)


def batch_innermost(x):
    """An equal array whose batch is the innermost axis in memory."""
    return np.moveaxis(np.moveaxis(x, 0, -1).copy(), -1, 0)


@pytest.mark.parametrize("order", [np.array, batch_innermost])
@cases()
def test_pytorch_says_the_same(name, settings, given, order):
    against({key: order(a) if key in ("x", "dy") else a for key, a in given.items()}, made(name, settings))


def spread_out(a, steps):
    """The entries of the last two axes ``steps`` apart, with zeros between them."""
    (h, w), (s, t) = a.shape[-2:], steps
    wide = np.zeros((*a.shape[:-2], (h - 1) * s + 1, (w - 1) * t + 1))
    wide[..., ::s, ::t] = a
    return wide


@cases("Conv2D")
def test_scipy_correlates_alike(name, settings, given):
    (high, wide), (s, t) = settings["padding"], settings["stride"]
    images = np.pad(given["x"], ((0, 0), (0, 0), (high, high), (wide, wide)))
    filters = spread_out(given["W"], settings.get("dilation", (1, 1)))
    layer = made(name, settings | {"bias": False})
    layer.W.value = given["W"]
    c_out, c = filters.shape[:2]
    for (n, o), y in zip(
        np.ndindex(len(images), c_out), layer(given["x"]).reshape(-1, *given["y"].shape[2:]), strict=True
    ):
        seen = images[n, o // (c_out // layer.groups) * c :][:c]  # the channels of its group
        parts = [correlate2d(image, part, mode="valid") for image, part in zip(seen, filters[o], strict=True)]
        close(y, sum(parts)[::s, ::t], 1e-12)


@cases("ConvTranspose2D")
def test_scipy_convolves_alike(name, settings, given):
    """The pixels of x the stride apart, convolved with the filters: the stamps, without their margin."""
    (high, wide), more = settings["padding"], settings.get("output_padding", (0, 0))
    images = np.pad(spread_out(given["x"], settings["stride"]), ((0, 0), (0, 0), (0, more[0]), (0, more[1])))
    filters = spread_out(given["W"], settings.get("dilation", (1, 1)))
    layer = made(name, settings | {"bias": False})
    layer.W.value = given["W"]
    c, per_group = len(filters) // layer.groups, filters.shape[1]
    outputs = layer(given["x"]).reshape(-1, *given["y"].shape[2:])
    for (n, o), y in zip(np.ndindex(len(images), layer.c_out), outputs, strict=True):
        group = slice(o // per_group * c, (o // per_group + 1) * c)
        parts = zip(images[n, group], filters[group, o % per_group], strict=True)
        stamped = sum(convolve2d(image, part) for image, part in parts)
        close(y, stamped[high : len(stamped) - high, wide : stamped.shape[1] - wide], 1e-12)


@cases("ConvTranspose2D")
def test_the_transposed_convolution_is_the_adjoint(name, settings, given):
    """⟨conv(u), x⟩ = ⟨u, transposed(x)⟩ of the `Conv2D` with the same W, without biases."""
    rng = np.random.default_rng(1)
    same = {key: value for key, value in settings.items() if key != "output_padding"} | {"bias": False}
    transposed = made(name, settings | {"bias": False})
    conv = made("Conv2D", same | {"c_in": settings["c_out"], "c_out": settings["c_in"]})
    transposed.W.value = conv.W.value = rng.normal(size=conv.W.value.shape)
    x, u = rng.normal(size=given["x"].shape), rng.normal(size=given["y"].shape)
    # An output padding as large as the stride, which a dilation allows, has room for windows more than x has pixels.
    seen, stamped = conv(u)[:, :, : x.shape[2], : x.shape[3]], transposed(x)
    scale = np.linalg.norm(seen) * np.linalg.norm(x) + np.linalg.norm(u) * np.linalg.norm(stamped)
    assert abs(np.vdot(seen, x) - np.vdot(u, stamped)) <= 1e-13 * scale


def test_the_cases_cover_what_matters():
    """A reference that is made again keeps what it is for."""

    def of(name, key):
        return [settings[key] for which, settings, _ in image_cases() if which == name and key in settings]

    transposed = [settings for name, settings, _ in image_cases() if name == "ConvTranspose2D"]
    rests = {(s["stride"][i], s["output_padding"][i]) for s in transposed if "output_padding" in s for i in (0, 1)}
    assert rests >= {(1, 0), (2, 0), (2, 1), (3, 0), (3, 1), (3, 2)}
    for name in ("Conv2D", "ConvTranspose2D"):
        assert {True, False} <= set(of(name, "bias")) and len(of(name, "groups")) >= 3
        for key in ("kernel", "stride", "padding", "dilation"):
            assert len({tuple(value) for value in of(name, key)}) >= 3, (name, key)
    pooled = [given["x"] for name, _, given in image_cases() if name == "MaxPool2D"]
    assert sum(np.isneginf(x).any() for x in pooled) > 30 and sum((x < 0).all() for x in pooled) > 60
    assert sum(p != [0, 0] for p in of("MaxPool2D", "padding")) > 30 and len(of("AveragePool2D", "padding")) > 30
