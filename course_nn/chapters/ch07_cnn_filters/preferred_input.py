"""The input that one unit likes best: gradient ascent on the pixels, with a bound, from several starts.

x ← x + step · g / ‖g‖ with g = ∂f/∂x, and then back into the bound. f is a unit's output, or the mean of a channel.
"""

from functools import lru_cache

import numpy as np

from ...functions import softmax
from ...layers import Conv2D, Dense
from .layer_maps import layers_of, redrawn

STEPS, STARTS = 60, 10
#: How the pixels are held: each from 0 to 1, or all together at the norm of an average image.
BOUNDS = {"each pixel from 0 to 1": "box", "all of an average image's norm": "norm"}


def own_layers(network=None, X=None, y=None):
    """What `preferred_input` looks at, as a pair: the network with its images, and the same with random weights."""
    net = layers_of(network, X, y, who="preferred_input")
    return {"trained": net, "random": redrawn(net)}


def units(net):
    """Name → number of the layers to choose from: those with weights, before their activation."""
    return net.names(lambda layer: isinstance(layer, (Conv2D, Dense)))


def value_and_gradient(net, layer, unit, X):
    """f of each image in X, the unit's output or the mean of its map, and ∂f/∂X."""
    output, backs = X, []
    for one in net.layers[:layer]:
        output, back = one.forward(output)
        backs.append(back)
    d = np.zeros_like(output)
    d[:, unit] = 1 / max(1, np.prod(output.shape[2:]))
    value = (output * d).reshape(len(X), -1).sum(axis=1)
    for back in reversed(backs):
        d = back(d)
    return value, d


def ascend(net, layer, unit, X, bound, steps=STEPS):
    """``path, values``: all images on the way up from X, (steps + 1, n, c, h, w), and f of them, (steps + 1, n).

    The step is a tenth of an average image's norm at first and shrinks like 1/√t.
    """
    length = _norms(net.X).mean() or 1.0
    x = _held(X, bound, length)
    path, values = [], []
    for t in range(steps + 1):
        value, g = value_and_gradient(net, layer, unit, x)
        path.append(x)
        values.append(value)
        norms = _norms(g)[:, None, None, None]
        x = _held(x + 0.1 * length / np.sqrt(t + 1) * g / np.where(norms > 0, norms, 1), bound, length)
    return np.array(path), np.array(values)


def _norms(X):
    return np.sqrt((X.reshape(len(X), -1) ** 2).sum(axis=1))


def _held(X, bound, length):
    if bound == "box":
        return X.clip(0, 1)
    norms = _norms(X)[:, None, None, None]
    return X * length / np.where(norms > 0, norms, 1)


def starts(shape, numbers, bound):
    """The images to start from, one for each number: every pixel at random, from 0 to 1 or about 0."""
    rngs = [np.random.default_rng(number) for number in numbers]
    return np.array([rng.random(shape) if bound == "box" else rng.normal(size=shape) for rng in rngs])


@lru_cache(maxsize=256)
def _climbed(net, layer, unit, bound, numbers):
    return ascend(net, layer, unit, starts(net.shapes[0], numbers, bound), bound)


@lru_cache(maxsize=8)
def image_values(net, bound):
    """Layer → f of all images for all its units, (n, units); the images are held by the bound, too."""
    X, found = _held(net.X, bound, _norms(net.X).mean()), []
    for start in range(0, len(X), 64):
        outputs = net.outputs(X[start : start + 64])[1:]
        found.append([output.reshape(*output.shape[:2], -1).mean(axis=2) for output in outputs])
    return {k + 1: np.concatenate(part) for k, part in enumerate(zip(*found, strict=True))}


def correlation(x, z):
    """The correlation of two images' pixels; 0 where one of them is flat."""
    x, z = x - x.mean(), z - z.mean()
    norms = np.sqrt((x**2).sum() * (z**2).sum())
    return float((x * z).sum() / norms) if norms > 0 else 0.0


def preferred_input(pair):
    """The function of layer, unit, bound, start and step that gives the arrays of the picture.

    Three climbs: the network from this start and from the next one, and the same with random weights from this start.
    "images" (3, c, h, w) at the step, "values" (3, steps + 1) of f, "step"; "best": the image of the data, held by the
    bound as well, with the largest f in the network, "best_image" its number and "best_value" that f. "alike" is the
    correlation of the first two images; "stopped" (3,): the gradient is 0, nothing moves on. For a unit of the last
    layer "p" (3,) are its softmax probabilities, and where labels are known "to_mean" (3,) the correlations with the
    mean image of that class; None otherwise.
    """
    net, other = pair["trained"], pair["random"]
    for one in (net, other):  # now, so that no slider has to wait for it
        image_values(one, "box")

    def compute(layer, unit, bound, start, step):
        two, up = _climbed(net, layer, unit, bound, (start, start + 1))
        one, up_random = _climbed(other, layer, unit, bound, (start,))
        images = np.concatenate([two[step], one[step]])
        of_images = image_values(net, bound)[layer][:, unit]
        last, p, to_mean = layer == len(net.layers), None, None
        if last:
            p = np.concatenate([softmax(m.outputs(x[step])[-1])[:, unit] for m, x in ((net, two), (other, one))])
        if last and net.y is not None and (net.y == unit).any():
            mean = net.X[net.y == unit].mean(axis=0)
            to_mean = np.array([correlation(image, mean) for image in images])
        slopes = [_norms(value_and_gradient(m, layer, unit, x[step])[1]) for m, x in ((net, two), (other, one))]
        best = int(of_images.argmax())
        best_image = _held(net.X[[best]], bound, _norms(net.X).mean())[0]
        return {
            "name": net.name(layer),
            "map": len(net.shapes[layer]) == 3,
            "unit": unit,
            "bound": bound,
            "start": start,
            "step": step,
            "images": images,
            "limit": float(max(np.abs(two[-1]).max(), np.abs(one[-1]).max(), np.abs(best_image).max())) or 1.0,
            "values": np.concatenate([up, up_random], axis=1).T,
            "best": best_image,
            "best_image": best,
            "best_value": float(of_images[best]),
            "alike": correlation(images[0], images[1]),
            "stopped": np.concatenate(slopes) == 0,
            "p": p,
            "to_mean": to_mean,
        }

    return compute
