"""The layers of a network one by one: their outputs for images, and which pixels a place of an output can see."""

from dataclasses import dataclass

import numpy as np

from ...core import Layer, Sequential
from ...layers import BatchNorm, Conv2D, Dense, Dropout, Flatten, GaussianNoise, PReLU
from ...layers.activations import Elementwise
from .own_network import own_network

#: Layers that make each number of their output from the number at the same place.
IN_PLACE = (Elementwise, PReLU, Dropout, GaussianNoise, BatchNorm)
#: More images than these take more than a moment.
MOST = 1000


@dataclass(frozen=True, eq=False)
class Layers:
    """A network as a tuple of ``layers`` in float64, its images ``X`` (n, c, h, w), and their labels or None.

    ``shapes`` holds the shape of the input and of each layer's output, for one image. The layers are copies: a network
    that learns on is looked at as it was.
    """

    layers: tuple
    shapes: list
    X: np.ndarray
    y: np.ndarray | None

    def __post_init__(self):
        self.X.flags.writeable = False

    def outputs(self, X, last=None):
        """The images X and the output of each layer for them, up to and with layer ``last`` (from 1 on)."""
        found = [X]
        for layer in self.layers[:last]:
            found.append(layer(found[-1]))
        return found

    def name(self, k):
        """Layer k in a word: 0 is the image."""
        return f"{k} {type(self.layers[k - 1]).__name__}" if k else "0 image"

    def names(self, wanted=lambda layer: True):
        """Name → number of the layers that are ``wanted``."""
        return {self.name(k): k for k, layer in enumerate(self.layers, 1) if wanted(layer)}

    def places(self, k):
        """How many channels, rows and columns the output of layer k has; a vector has one row and one column."""
        return (*self.shapes[k], 1, 1)[:3]


def layers_of(network=None, X=None, y=None, *, who):
    """`Layers` of a network and images (n, c, h, w); of the stored one and the test digits without them.

    A sentence, which begins with ``who``, for a network without Conv2D and for what `own_network` refuses.
    """
    network, X, y = own_network(network, X, y, who=who, labels=False)
    if len(X) > MOST:
        raise ValueError(f"{who}: expected at most {MOST} images, got {len(X)}; take some of them, as X[:{MOST}]")
    layers = finite_copy(network, who)
    if not any(isinstance(layer, Conv2D) for layer in layers):
        raise ValueError(f"{who}: expected a Sequential network with a Conv2D layer in it, got {network!r}")
    found = Layers(layers, [], X.astype(np.float64), y)
    for output in found.outputs(found.X[:1]):
        if output.ndim not in (2, 4):
            raise ValueError(f"{who}: expected layers that give maps or vectors, got an output of {output.shape}")
        found.shapes.append(output.shape[1:])
    return found


def last_place(net, axis):
    """The function from the chosen layer to the last channel (axis 0), row (1) or column (2) of its output."""
    return lambda values: net.places(values["layer"])[axis] - 1


def redrawn(net, seed=0):
    """The same layers with weights drawn anew (He, biases 0): what the architecture does before it has learned."""
    rng, fresh = np.random.default_rng(seed), []
    for layer in net.layers:
        layer = BatchNorm(layer.d, dtype=np.float64) if isinstance(layer, BatchNorm) else layer.copy()
        for parameter in layer.parameters().values() if isinstance(layer, (Conv2D, Dense)) else ():
            W = parameter.value
            fan_in = W[0].size if W.ndim == 4 else len(W)
            W[...] = rng.normal(0, np.sqrt(2 / fan_in), W.shape) if W.ndim > 1 else 0
        fresh.append(layer)
    return Layers(tuple(fresh), net.shapes, net.X, net.y)


def finite_copy(network, who):
    """The layers of a network in a `chain`, copied in float64; a sentence if a weight is NaN or infinite."""
    for name, parameter in network.parameters().items():
        if not np.isfinite(parameter.value).all():
            raise ValueError(f"{who}: expected a network with finite weights, got NaN or infinite ones in {name}")
    return chain(network.copy(np.float64))


def chain(network: Layer):
    """The layers of a network one after the other, also those of a `Sequential` within it."""
    if type(network) is not Sequential:
        return (network,)
    return tuple(inner for layer in network.layers for inner in chain(layer))


def sliding(layer):
    """(size, stride, padding, dilation) of a layer with a window that slides, each a pair; None for others."""
    size = getattr(layer, "kernel", getattr(layer, "size", None))
    if size is None or not hasattr(layer, "stride") or hasattr(layer, "output_padding"):
        return None
    return size, layer.stride, getattr(layer, "padding", (0, 0)), getattr(layer, "dilation", (1, 1))


def window_start(layer, row, column):
    """Row and column of the input at which the window for this place of the output begins; before 0 is padding."""
    _, stride, padding, _ = sliding(layer)
    return row * stride[0] - padding[0], column * stride[1] - padding[1]


def seen(net, k, row, column):
    """(top, left, bottom, right) of the box that holds what this place of layer k can see, ends not included.

    With padding the corners may lie outside of the image. A place of a vector sees the whole image, and so does one
    behind a layer that is not known.
    """
    low, high = np.array([row, column]), np.array([row, column])
    for layer in net.layers[k - 1 :: -1] if k else ():
        if isinstance(layer, IN_PLACE):
            continue
        if sliding(layer) is None:
            return 0, 0, *net.shapes[0][1:]
        size, stride, padding, dilation = map(np.array, sliding(layer))
        low = low * stride - padding
        high = high * stride - padding + dilation * (size - 1)
    return *map(int, low), *map(int, high + 1)


def position(net, k, unit):
    """What unit ``unit`` of a vector, layer k, was before Flatten: (channel, row, column), or None."""
    before = k
    while before and len(net.shapes[before]) == 1 and isinstance(net.layers[before - 1], (*IN_PLACE, Flatten)):
        before -= 1
    if before == k or len(net.shapes[before]) == 1:
        return None
    return tuple(map(int, np.unravel_index(unit, net.shapes[before])))
