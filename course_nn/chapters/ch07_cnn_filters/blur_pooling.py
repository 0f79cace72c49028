"""Accuracy and confidence against shift, with and without a blur before pooling subsamples (Zhang, 2019)."""

from functools import cache, partial

import numpy as np

from ... import _checks
from ...core import Layer, Sequential, upstream
from ...data.measured import measurements
from ...functions import softmax
from ...layers import Conv2D, Dense, Flatten, GlobalAveragePool2D, MaxPool2D, ReLU
from .digit_cnn import images, learn_images
from .own_network import own_network

CANVAS, MOST = 16, 4  # pixels of the black canvas around a digit of 8 × 8; the farthest that it goes from the middle
SHIFTS = np.arange(-MOST, MOST + 1)
POOLS = ("max pool", "max, blur, subsample")
HEADS = ("flatten", "average")
SEEDS = 5
EPOCHS, RATE, SIZE = 30, 0.005, 32


class BlurPool2D(Layer):
    """Each channel blurred with [1, 2, 1]/4 in height and width, and every second row and column of that kept.

    x (n, c, h, w) → (n, c, ⌈h/2⌉, ⌈w/2⌉); at the border the nearest pixel goes on. Nothing is learned.
    """

    def forward(self, x, train=False):
        x = self.admit(x, ("c", "h", "w"))
        shape = x.shape
        for axis in (2, 3):
            x = _blurred(x, axis)

        def backward(dy):
            dy = upstream(dy, x, self)
            for axis in (3, 2):
                dy = _spread(dy, axis, shape[axis])
            return dy

        return x, backward


def _blurred(x, axis):
    x = np.moveaxis(x, axis, 0)
    between, y = x[1::2], 0.5 * x[::2]
    y[1:] += 0.25 * between[: len(y) - 1]
    y[: len(between)] += 0.25 * between
    y[0] += 0.25 * x[0]
    if len(between) < len(y):
        y[-1] += 0.25 * x[-1]
    return np.moveaxis(y, 0, axis)


def _spread(dy, axis, length):
    dy = np.moveaxis(dy, axis, 0)
    dx = np.zeros_like(dy, shape=(length, *dy.shape[1:]))
    between, kept = dx[1::2], dx[::2]
    kept += 0.5 * dy
    between[: len(dy) - 1] += 0.25 * dy[1:]
    between += 0.25 * dy[: len(between)]
    kept[0] += 0.25 * dy[0]
    if len(between) < len(dy):
        kept[-1] += 0.25 * dy[-1]
    return np.moveaxis(dx, 0, axis)


def pool_layers(pool):
    """What halves a map: the largest of 2 × 2, or the largest of 2 × 2 at every place and then `BlurPool2D`."""
    _checks.one_of(pool, POOLS, "blur_pooling: pool")
    return (MaxPool2D(2),) if pool == POOLS[0] else (MaxPool2D(2, stride=1), BlurPool2D())


def pooled_network(pool, head, rng):
    """Two convolutions with ``pool`` after each, for digits on a canvas (n, 1, 16, 16); both pools have equal θ.

    The head is a dense layer on all places ("flatten"), or on each map's average ("average").
    """
    _checks.one_of(head, HEADS, "blur_pooling: head")
    body = [Conv2D(1, 16, 3, rng, padding=1), ReLU(), *pool_layers(pool)]
    body += [Conv2D(16, 32, 3, rng, padding=1), ReLU(), *pool_layers(pool)]
    if head == "average":
        return Sequential(*body, GlobalAveragePool2D(), Dense(32, 10, rng))
    return Sequential(*body, Flatten(), Dense(32 * (CANVAS // 4) ** 2, 10, rng))


def on_canvas(X, down=0, right=0, canvas=CANVAS):
    """Images X (n, 1, h, w) on a black canvas, so many pixels down and to the right of its middle."""
    n, c, h, w = X.shape
    top, left = (canvas - h) // 2 + down, (canvas - w) // 2 + right
    if min(top, left) < 0 or top + h > canvas or left + w > canvas:
        raise ValueError(f"on_canvas: expected images that stay on the {canvas} × {canvas} canvas, got {X.shape}")
    result = np.zeros((n, c, canvas, canvas), X.dtype)
    result[:, :, top : top + h, left : left + w] = X
    return result


def learned(pool, head, seed=0, epochs=EPOCHS):
    """A `pooled_network` trained on digits in the middle of the canvas alone."""
    rng = np.random.default_rng(_checks.whole(seed, "learned: seed", low=0))
    network = pooled_network(pool, head, rng)
    X, y = images()[0]
    learn_images(network, on_canvas(X), y, rng, epochs, RATE, SIZE)
    return network


def answers(network, X, y, downs=SHIFTS, rights=SHIFTS, canvas=CANVAS):
    """For every shift the ``predicted`` class and the ``confidence``, the probability of the right one: (d, r, n)."""
    predicted = np.empty((len(downs), len(rights), len(X)), np.int64)
    confidence = np.empty(predicted.shape)
    for a, down in enumerate(downs):
        for b, right in enumerate(rights):
            p = softmax(network(on_canvas(X, down, right, canvas)).astype(np.float64))
            predicted[a, b], confidence[a, b] = p.argmax(axis=1), p[np.arange(len(y)), y]
    return {"predicted": predicted, "confidence": confidence}


def summed_up(found, y):
    """Of `answers`: ``accuracy`` and mean ``confidence`` by shift (d, r), and the share of classes that ``change``
    from one shift to the next to the right (d, r − 1)."""
    predicted = found["predicted"]
    return {
        "accuracy": (predicted == y).mean(axis=2),
        "confidence": found["confidence"].mean(axis=2),
        "change": (predicted[:, 1:] != predicted[:, :-1]).mean(axis=2),
    }


@cache
def measured(pool, head):
    """`summed_up` of `learned` networks on the test digits as measured once: each (5 seeds, 9 down, 9 or 8 right)."""
    _checks.one_of(pool, POOLS, "blur_pooling: pool")
    _checks.one_of(head, HEADS, "blur_pooling: head")
    return measurements(__package__, "shifts")[f"{pool}, {head}"]


def against_shift(down, right, head):
    """The measured networks with one head, for digits ``down`` and at every shift to the right.

    ``curves`` holds for each pool the mean "accuracy" and "confidence" by shift, with two standard errors over the
    seeds, and the mean share of answers that one more pixel to the right changes ("change").
    """
    row = int(np.flatnonzero(SHIFTS == down)[0])
    curves = {
        pool: {name: _mean_and_doubt(runs[:, row]) for name, runs in measured(pool, head).items()} for pool in POOLS
    }
    return _shown(on_canvas(images()[1][0][:1], down, right)[0, 0], down, right, curves)


def own_against_shift(network, X, y):
    """`against_shift` for a network of one's own and up to 200 images, which it sees moved on its own canvas.

    The images move on black by up to 4 pixels; what leaves the canvas is lost.
    """
    network, X, y = own_network(network, X, y, who="blur_pooling")
    return partial(_own_curves, cache(partial(_own_answers, network.copy(), X[:200], y[:200])), X)


def _own_answers(network, X, y, down):
    margin = ((0, 0), (0, 0), (MOST, MOST), (MOST, MOST))
    h, w = X.shape[2:]
    wide = np.pad(X, margin)
    predicted, confidence = [], []
    for right in SHIFTS:
        p = softmax(network(wide[:, :, MOST - down : MOST - down + h, MOST - right : MOST - right + w]))
        predicted.append(p.argmax(axis=1))
        confidence.append(p[np.arange(len(y)), y])
    return summed_up({"predicted": np.array(predicted)[None], "confidence": np.array(confidence)[None]}, y)


def _own_curves(found, X, down, right):
    curve = {name: (values[0], np.zeros(values.shape[1])) for name, values in found(down).items()}
    h, w = X.shape[2:]
    image = np.pad(X[0].mean(axis=0), MOST)[MOST - down : MOST - down + h, MOST - right : MOST - right + w]
    return _shown(image, down, right, {"your network": curve})


def _shown(image, down, right, curves):
    """As far as the image was moved: the rest is for the reader to find."""
    shown = np.abs(SHIFTS) <= abs(right)
    cut = {"accuracy": shown, "confidence": shown, "change": shown[1:] & shown[:-1]}
    curves = {
        pool: {name: tuple(part[cut[name]] for part in found) for name, found in curve.items()}
        for pool, curve in curves.items()
    }
    return {"image": image, "down": down, "right": right, "shifts": SHIFTS[shown], "curves": curves}


def _mean_and_doubt(runs):
    """Mean and two standard errors over the first axis."""
    return runs.mean(axis=0), 2 * runs.std(axis=0, ddof=1) / np.sqrt(len(runs))
