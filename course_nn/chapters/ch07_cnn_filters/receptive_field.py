"""The receptive field: which pixels a unit can see, by a recurrence over the layers and by counting paths."""

from dataclasses import dataclass
from functools import cache, partial

import numpy as np

from ... import _checks, data
from ...core import Layer, Sequential
from ...layers import Conv2D
from .layer_maps import IN_PLACE, chain, layers_of, sliding
from .own_network import as_picture

SIDE = 64  # pixels of the photograph that is looked at
KERNELS, DEPTHS = (1, 3, 5, 7), (1, 2, 3, 4, 5, 6)
DILATIONS = ("1", "2", "1, 2, 4, …")
SUBSAMPLINGS = (
    "none",
    "stride 2 in the first layer",
    "stride 2 in every layer",
    "2×2 pool after every layer",
)


@dataclass(frozen=True)
class Window:
    """How a layer slides: kernel, stride, padding and dilation, each a pair for height and width."""

    name: str
    kernel: tuple
    stride: tuple = (1, 1)
    padding: tuple = (0, 0)
    dilation: tuple = (1, 1)

    def side(self, n, axis):
        """How many units there are on n pixels: ⌊(n + 2p − d(k − 1) − 1) / s⌋ + 1."""
        k, s, p, d = (pair[axis] for pair in (self.kernel, self.stride, self.padding, self.dilation))
        return (n + 2 * p - d * (k - 1) - 1) // s + 1


@dataclass(frozen=True)
class Field:
    """The receptive field after a layer, in pixels: unit i sees ``size`` of them from ``start`` + i·``jump`` on.

    Each is a pair for height and width. A negative start is in the padding.
    """

    name: str
    size: tuple
    jump: tuple
    start: tuple


def window(name, kernel, stride=1, padding=0, dilation=1):
    """A square `Window`."""
    return Window(name, *((side, side) for side in (kernel, stride, padding, dilation)))


#: The layers up to pool5 of AlexNet (Krizhevsky, Sutskever and Hinton, 2012) and VGG-16 (Simonyan and Zisserman, 2015).
ALEXNET = (
    window("conv1", 11, 4),
    window("pool1", 3, 2),
    window("conv2", 5, padding=2),
    window("pool2", 3, 2),
    *(window(f"conv{k}", 3, padding=1) for k in (3, 4, 5)),
    window("pool5", 3, 2),
)
VGG16 = tuple(
    one
    for block, convolutions in enumerate((2, 2, 3, 3, 3), 1)
    for one in (
        *(window(f"conv{block}_{k + 1}", 3, padding=1) for k in range(convolutions)),
        window(f"pool{block}", 2, 2),
    )
)


def windows_of(network):
    """The `Window` of each layer of a network, or of several layers, before the first that looks at everything.

    A layer that works pixel by pixel is a window of 1 × 1. `Flatten`, `GlobalAveragePool2D` and `Dense` look at
    everything. A layer inside of which several ways lead on, or that is not known, is refused.
    """
    found = []
    for layer in chain(network) if isinstance(network, Layer) else network:
        if isinstance(layer, IN_PLACE):
            found.append(window(type(layer).__name__, 1))
        elif (slides := sliding(layer)) is not None:
            found.append(Window(type(layer).__name__, *slides))
        elif type(layer).__name__ in ("Flatten", "GlobalAveragePool2D", "Dense"):
            break
        else:
            raise ValueError(f"receptive field: expected layers with one window each, as Conv2D, got {layer!r}")
    return tuple(found)


def receptive_fields(windows):
    """The `Field` after each layer, by the recurrence: r ← r + d(k − 1)·j, start ← start − p·j, then j ← s·j.

    ``windows`` are `Window` s, as `windows_of` gives for a network. At the input r = j = 1 and start = 0.
    """
    size, jump, start = (np.array([one, one]) for one in (1, 1, 0))
    fields = []
    for one in windows:
        k, s, p, d = map(np.array, (one.kernel, one.stride, one.padding, one.dilation))
        size, start, jump = size + d * (k - 1) * jump, start - p * jump, jump * s
        fields.append(Field(one.name, *(tuple(map(int, pair)) for pair in (size, jump, start))))
    return fields


def sides(windows, n, axis=0):
    """How many units there are along an axis: of the input, ``n``, and after each layer."""
    found = [n]
    for one in windows:
        found.append(one.side(found[-1], axis))
        if found[-1] < 1:
            raise ValueError(
                f"receptive field: expected an image that every window fits into; {one.name} with a kernel of "
                f"{one.kernel[axis]} needs more than the {found[-2]} that come to it"
            )
    return found


def path_counts(windows, n, unit, axis=0):
    """Along one axis, by how many paths each place leads to ``unit``: of the input (n,), and after each layer.

    Only places inside the image and inside the maps count: no path leads through the padding.
    """
    lengths = sides(windows, n, axis)
    counts = [np.zeros(lengths[-1])]
    counts[0][unit] = 1
    for one, length in zip(windows[::-1], lengths[-2::-1], strict=True):
        k, s, p, d = (pair[axis] for pair in (one.kernel, one.stride, one.padding, one.dilation))
        below = np.zeros(length)
        for t in range(k):
            places = np.arange(len(counts[0])) * s - p + t * d
            inside = (places >= 0) & (places < length)
            below[places[inside]] += counts[0][inside]
        counts.insert(0, below)
    return counts


def paths(windows, shape, unit):
    """By how many paths each pixel of an image (h, w) leads to ``unit`` (row, column): (h, w); 0 where it can't see."""
    down, right = (path_counts(windows, shape[axis], unit[axis], axis)[0] for axis in (0, 1))
    return np.outer(down, right)


def gradient_of_ones(windows, shape, unit):
    """∂ unit / ∂ pixel (h, w) of a network of convolutions with these windows, one channel and weights 1.

    As 1 is positive, nothing cancels; an average stands where a network has a maximum, which sees one pixel at a time.
    """
    layers = []
    for one in windows:
        how = {"stride": one.stride, "padding": one.padding, "dilation": one.dilation}
        layers.append(Conv2D(1, 1, one.kernel, init="zeros", bias=False, dtype=np.float64, **how))
        layers[-1].W.value[...] = 1
    return pixel_gradient(Sequential(*layers), np.zeros((1, 1, *shape)), unit)[0, 0]


def pixel_gradient(network, X, unit, channel=0):
    """∂ unit / ∂ X for images X (n, c, h, w) and the unit (row, column) in a channel of the last map: X's shape."""
    y, backward = network.copy().forward(X)
    dy = np.zeros_like(y)
    dy[:, channel, unit[0], unit[1]] = 1
    return backward(dy)


def half_of_paths(counts):
    """The fewest pixels with at least half of all paths, as truths (h, w); those with equally many go together.

    None where there are no paths, at a unit that sees padding alone.
    """
    if not counts.any():
        return np.zeros(counts.shape, bool)
    values, first = np.unique(counts.ravel(), return_counts=True)
    shares = np.cumsum((values * first)[::-1]) / counts.sum()
    return counts >= values[::-1][np.argmax(shares >= 0.5 - 1e-12)]


def stack(depth, kernel, dilation="1", subsampling="none"):
    """The `Window` s of ``depth`` equal convolutions, padded so that only the stride makes the map smaller."""
    windows = []
    for k in range(_checks.whole(depth, "stack: depth", low=1)):
        d = {"1": 1, "2": 2, "1, 2, 4, …": 2**k}[_checks.one_of(dilation, DILATIONS, "stack: dilation")]
        every = _checks.one_of(subsampling, SUBSAMPLINGS, "stack: subsampling")
        stride = 2 if every == SUBSAMPLINGS[2] or (every == SUBSAMPLINGS[1] and k == 0) else 1
        windows.append(window("conv", kernel, stride, d * (kernel - 1) // 2, d))
        if every == SUBSAMPLINGS[3]:
            windows.append(window("pool", 2, 2))
    return tuple(windows)


def field_of_stack(depth, kernel, dilation, subsampling, down, right):
    """What a unit of a `stack` sees of a photograph: the unit ``down`` and ``right`` in the map, as shares of it."""
    return field_of(stack(depth, kernel, dilation, subsampling), _photograph(), down, right)


def field_of(windows, image, down, right):
    """The `Field` of a unit and the paths to it over an ``image`` (h, w) or (h, w, 3).

    ``counts`` holds for height and width the paths along it, level by level; ``paths`` (h, w) those of every pixel;
    ``half`` the fewest pixels with at least half of them.
    """
    shape = image.shape[:2]
    last = [sides(windows, shape[axis], axis)[-1] for axis in (0, 1)]
    unit = tuple(round(share * (n - 1)) for share, n in zip((down, right), last, strict=True))
    counts = [path_counts(windows, shape[axis], unit[axis], axis) for axis in (0, 1)]
    total = np.outer(counts[0][0], counts[1][0])
    return {
        "windows": windows,
        "fields": receptive_fields(windows),
        "image": image,
        "map": tuple(last),
        "unit": unit,
        "counts": counts,
        "paths": total,
        "half": half_of_paths(total),
    }


def fields_of_network(network, X):
    """Name → number of the layers with a window, and `field_of` after one of them, or after the last, for image X[0].

    A sentence for what is no network of images with a Conv2D in it, or begins with a layer that sees everything.
    """
    net = layers_of(network, X, who="receptive_field")
    windows = windows_of(net.layers)
    names = net.names(lambda layer: sliding(layer) is not None)
    names = {name: k for name, k in names.items() if k <= len(windows)}
    if not names:
        raise ValueError(f"receptive_field: expected a Conv2D before the first dense layer, got {network!r}")
    return names, partial(_field_of_layer, windows[: max(names.values())], as_picture(net.X[0]))


def _field_of_layer(windows, image, down, right, layer=None):
    return field_of(windows[:layer], image, down, right)


@cache
def _photograph():
    """A square of the tower, small enough to see its pixels: (64, 64)."""
    block = 6
    part = data.photograph("china", gray=True)[20 : 20 + SIDE * block, 130 : 130 + SIDE * block]
    small = part.reshape(SIDE, block, SIDE, block).mean(axis=(1, 3))
    small.flags.writeable = False
    return small
