"""The sum behind convolutions: adjoints, blocks, memory, memory order, and every combination beside plain loops."""

import platform
import subprocess
import sys
import tracemalloc
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from helpers import close, orders
from hypothesis import assume, given
from hypothesis import strategies as st

from course_nn import Conv2D, ConvTranspose2D
from course_nn.layers import correlation

PAIRS = st.tuples(st.integers(1, 3), st.integers(1, 3))


def by_loops(x, W, b, stride, padding, dilation, groups):
    """y, and dx, dW and db for dy = y, with one loop for each letter of the formula."""
    n, c_in, h, w = x.shape
    c_out, c, kh, kw = W.shape
    (ph, pw), part = padding, c_out // groups
    wide = np.zeros((n, c_in, h + 2 * ph, w + 2 * pw))
    wide[:, :, ph : ph + h, pw : pw + w] = x
    high = (h + 2 * ph - dilation[0] * (kh - 1) - 1) // stride[0] + 1
    broad = (w + 2 * pw - dilation[1] * (kw - 1) - 1) // stride[1] + 1
    terms = []
    for o, i, j, k, p, q in np.ndindex(c_out, high, broad, c, kh, kw):
        pixel = np.s_[:, o // part * c + k, stride[0] * i + dilation[0] * p, stride[1] * j + dilation[1] * q]
        terms.append((np.s_[:, o, i, j], np.s_[o, k, p, q], pixel))
    y = np.zeros((n, c_out, high, broad)) + b[:, None, None]
    for out, weight, pixel in terms:
        y[out] += W[weight] * wide[pixel]
    dx, dW = np.zeros_like(wide), np.zeros_like(W)
    for out, weight, pixel in terms:
        dx[pixel] += W[weight] * y[out]
        dW[weight] += (wide[pixel] * y[out]).sum()
    return y, dx[:, :, ph : ph + h, pw : pw + w], dW, y.sum(axis=(0, 2, 3))


COMBINATIONS = list(
    product([(1, 1), (2, 3), (3, 1)], [(1, 1), (2, 1), (1, 3), (5, 4)], [(0, 0), (1, 2)], [(1, 1), (2, 1), (1, 3)])
)


@pytest.mark.long
@pytest.mark.parametrize("groups", [1, 2])
@pytest.mark.parametrize(("kernel", "stride", "padding", "dilation"), COMBINATIONS)
def test_every_combination_beside_loops(kernel, stride, padding, dilation, groups):
    rng = np.random.default_rng(1)
    settings = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    layer = Conv2D(4, 6, kernel, rng, dtype=np.float64, **settings)
    layer.b.value = rng.normal(size=6)
    x = rng.normal(size=(2, 4, 6, 7))
    y, backward = layer.forward(x)
    dx = backward(y)
    for ours, theirs in zip(
        (y, dx, layer.W.grad, layer.b.grad), by_loops(x, layer.W.value, layer.b.value, **settings), strict=True
    ):
        close(ours, theirs)


@given(PAIRS, PAIRS, PAIRS, st.tuples(st.integers(0, 2), st.integers(0, 2)), st.integers(1, 2), st.data())
def test_the_transposed_convolution_is_the_adjoint(kernel, stride, dilation, padding, groups, data):
    """⟨conv(x), y⟩ = ⟨x, transposed(y)⟩, for images of every height that the convolution brings to the same one."""
    h, w, n = data.draw(st.integers(1, 9)), data.draw(st.integers(1, 9)), data.draw(st.integers(1, 3))
    rests = []
    for side, k, s, p, d in zip((h, w), kernel, stride, padding, dilation, strict=True):
        assume(side + 2 * p >= d * (k - 1) + 1)
        rests.append((side + 2 * p - d * (k - 1) - 1) % s)
    rng = np.random.default_rng(h)
    settings = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups} | {"bias": False}
    conv = Conv2D(2, 4, kernel, rng, dtype=np.float64, **settings)
    transposed = ConvTranspose2D(4, 2, kernel, rng, output_padding=tuple(rests), dtype=np.float64, **settings)
    transposed.W.value = conv.W.value
    x = rng.normal(size=(n, 2, h, w))
    forward, backward = conv.forward(x)
    y = rng.normal(size=forward.shape)
    back = transposed(y)
    assert back.shape == x.shape
    scale = np.linalg.norm(forward) * np.linalg.norm(y)
    assert abs((forward * y).sum() - (x * back).sum()) <= 1e-13 * max(1, scale)
    np.testing.assert_allclose(back, backward(y), rtol=0, atol=1e-13)


def everything(make, x):
    """y, dx and dW of a new layer."""
    layer = make(np.random.default_rng(0))
    y, backward = layer.forward(x)
    dx = backward(np.cos(np.arange(y.size)).reshape(y.shape))
    return [y, dx, layer.W.grad, layer.b.grad]


LAYERS = [
    lambda rng: Conv2D(2, 4, 3, rng, padding=1, dtype=np.float64),
    lambda rng: Conv2D(2, 4, (2, 3), rng, stride=(3, 2), dilation=(2, 1), groups=2, dtype=np.float64),
    lambda rng: Conv2D(2, 3, 1, rng, stride=4, dtype=np.float64),
    lambda rng: ConvTranspose2D(2, 4, 3, rng, stride=2, padding=1, output_padding=1, dtype=np.float64),
]


@pytest.mark.parametrize("make", LAYERS)
@pytest.mark.parametrize("block", [1, 60, 150, 1000])
def test_blocks_are_the_whole(monkeypatch, make, block):
    x = np.random.default_rng(2).normal(size=(3, 2, 9, 11))
    whole = everything(make, x)
    monkeypatch.setattr(correlation, "BLOCK", block)
    for a, b in zip(whole, everything(make, x), strict=True):
        close(a, b, 1e-12)


@pytest.mark.parametrize(
    ("block", "high", "wide"), [(1, 1, 1), (90, 1, 5), (9 * 7 * 2, 1, 7), (500, 3, 7), (5000, 4, 7)]
)
def test_a_block_is_rows_or_a_part_of_one(monkeypatch, block, high, wide):
    """Each pixel of y, in images of 4 × 7, takes 9 numbers for each of 2 images."""
    monkeypatch.setattr(correlation, "BLOCK", block)
    seen, blocks = np.zeros((4, 7), int), list(Conv2D(1, 1, 3, init="zeros")._blocks(1, np.zeros((1, 1, 4, 7, 2))))
    for which in blocks:
        seen[which] += 1
    assert (seen == 1).all() and seen[blocks[0]].shape == (high, wide)


def test_one_window_of_all_images_is_never_parted():
    """64 channels, 7 × 7 and 256 images pass the bound by half; 512 channels, 3 × 3 and 512 take 19 MB in float64."""
    for c, kernel, n, times in ((64, 7, 256, 1.53), (512, 3, 512, 4.5), (8, 3, 256, 1)):
        layer = Conv2D(c, 1, kernel, init="zeros")
        blocks = list(layer._blocks(c, np.zeros((1, 1, 3, 30, 1)).repeat(n, axis=4)))
        most = max((rows.stop - rows.start) * (columns.stop - columns.start) for rows, columns in blocks)
        assert most * c * kernel**2 * n / correlation.BLOCK == pytest.approx(times, abs=0.02)
        assert most == 1 or times <= 1
    assert "one window of all images" in Path(correlation.__file__).read_text(encoding="utf-8")


@pytest.mark.parametrize("make", LAYERS)
def test_the_memory_order_does_not_matter(make):
    x = np.random.default_rng(2).normal(size=(3, 2, 9, 11))
    whole = everything(make, x)
    innermost = np.moveaxis(np.moveaxis(x, 0, -1).copy(), -1, 0)
    for same in (innermost, *(other for _, other in orders(x))):
        for a, b in zip(whole, everything(make, same), strict=True):
            close(a, b, 1e-12)


def test_the_batch_is_innermost_in_memory():
    layer = Conv2D(2, 4, 3, np.random.default_rng(0))
    x = np.ones((5, 2, 8, 8), np.float32)
    y, backward = layer.forward(x)
    for images in (y, backward(y), ConvTranspose2D(2, 4, 3, np.random.default_rng(0))(x)):
        assert images.strides[0] == 4 and images.transpose(1, 2, 3, 0).flags.c_contiguous
    y, backward = Conv2D(2, 4, 3, np.random.default_rng(0), padding=1).forward(x)
    dx = backward(y)
    for images, whole in ((y, True), (dx, False)):  # dx is the inner part: the same order, with gaps
        assert tuple(np.argsort(images.strides)) == (0, 3, 2, 1)
        assert images.transpose(1, 2, 3, 0).flags.c_contiguous == whole
    assert "with padding dx is the inner part" in sys.modules[Conv2D.__module__].__doc__


@pytest.mark.long
@pytest.mark.parametrize(
    ("shape", "settings"),
    [
        ((1, 8, 427, 640), {"kernel": 7, "padding": 3}),
        ((1, 8, 427, 640), {"kernel": 3, "dilation": 9}),
        ((64, 8, 5, 2000), {"kernel": 5, "padding": 2}),  # the columns of a single row would take 100 MB
        ((1, 8, 427, 640), {"kernel": (1, 9), "stride": (50, 1)}),
    ],
)
def test_memory_beside_what_comes_and_goes(shape, settings):
    """Beside images (of x, y and their gradients, with margins) stand 64 MB at most, forward and back."""
    layer = Conv2D(8, 8, rng=np.random.default_rng(0), **settings)
    x = np.zeros(shape, np.float32)
    tracemalloc.start()
    try:
        y, backward = layer.forward(x)
        forward = tracemalloc.get_traced_memory()[1]
        dx = backward(y)
        back = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    margin = np.prod([side + 2 * p for side, p in zip(shape[2:], layer.padding, strict=True)]) / np.prod(shape[2:])
    padded = x.nbytes * margin
    assert dx.shape == x.shape
    assert forward <= padded + y.nbytes + 64e6 / 4
    assert back <= 2 * padded + 2 * y.nbytes + 64e6 / 4


STEPS = """
import resource
import numpy as np
from course_nn import Adam, Conv2D, CrossEntropy, Dense, Flatten, ReLU, Sequential, train
rng = np.random.default_rng(0)
network = Sequential(Conv2D(1, 8, 3, rng), ReLU(), Conv2D(8, 8, 3, rng), ReLU(), Flatten(), Dense(4608, 10, rng))
batch = rng.random((64, 1, 28, 28)).astype(np.float32), rng.integers(0, 10, 64)
for step in train(network, CrossEntropy(), Adam(0.001), [batch], epochs=30):
    if step.index == 9:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
print((resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before) // 20)
"""


@pytest.mark.long
def test_freed_memory_is_used_again():
    """On Linux a step fetches no pages anew; it would be thousands, and half of the time."""
    if platform.libc_ver()[0] == "glibc":
        answer = subprocess.run([sys.executable, "-c", STEPS], capture_output=True, text=True, check=True)
        assert int(answer.stdout) < 100
