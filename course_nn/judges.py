"""Judges of generated images: samples are compared with real images, since a generator's loss says little about them.

Each judge alone can be fooled. A classifier is sure of many images that nobody would call a digit; copies of the
training images pass every test of quality; a Fréchet distance of few images is large for real ones, too. So there are
several, and all but the shares of the classes stand beside what real images get: held-out ones, from which the
generator did not learn, or training images where samples are compared with the held-out ones.
"""

from functools import cache
from importlib.resources import as_file, files
from typing import NamedTuple

import numpy as np

from . import _checks, data
from .core import Layer, Sequential
from .functions import _softmax
from .layers import Conv2D, Dense, Flatten, MaxPool2D, ReLU
from .losses import CrossEntropy
from .optimizers import Adam
from .schedules import CosineDecay
from .training import fit

#: An image counts as confident where the classifier gives its likeliest class at least this probability.
CONFIDENT = 0.9
#: Samples are copies, or nearly, where they lie nearer to training images than this part of the held-out distance.
NEAR = 0.9
#: Of the draws of training and held-out images: one whose Fréchet distances are about the mean ones.
DRAWN = 24


class Judgment(NamedTuple):
    """What `judge_digits` finds about samples, beside what held-out real images get.

    ``confident`` is the share of samples of which the classifier is sure (p ≥ 0.9), ``held_out_confident`` that of the
    held-out images; ``shares`` (k,) is the share of each class among all samples. ``neighbor_accuracy`` is
    `nearest_neighbor_test` of n samples against n held-out images, and ``real_neighbor_accuracy`` of n training images
    against them. ``distance`` is the median `nearest_distance` of the samples to the training images, and
    ``held_out_distance`` that of the held-out ones: samples below 0.9 of it are copies, or nearly; slightly smoothed
    ones come a little nearer without being copies. ``frechet`` is the `frechet_distance` of the classifier's features
    from n samples to n held-out images, and ``frechet_floor`` from n training images to them: what real images get
    here, by one draw of them, always the same.
    """

    confident: float
    held_out_confident: float
    shares: np.ndarray
    neighbor_accuracy: float
    distance: float
    held_out_distance: float
    frechet: float
    frechet_floor: float
    n: int
    real_neighbor_accuracy: float


def judge_digits(samples, train=None, held_out=None, *, network=None):
    """A `Judgment` of generated digits.

    ``samples`` (n, …) are square images of numbers from 0 (paper) to 1 (ink), in no order: where there are more than
    held-out images, the first are compared. ``train`` are those that the generator learned from, ``held_out`` others,
    in any order; without them the two parts of ``data.digits().split()``. ``network`` is a classifier of images
    (m, 1, h, h) that ends in a layer of its own for the logits; without it the `classifier` of 8×8 digits.
    """
    known, fresh = data.digits().split()
    sets = {"samples": samples, "train": known.X if train is None else train}
    sets["held_out"] = fresh.X if held_out is None else held_out
    samples, train, held_out = (_rows(images, name) for name, images in sets.items())
    for name, images in (("train", train), ("held_out", held_out)):
        if images.shape[1] != samples.shape[1]:
            raise ValueError(
                f"{name}: expected images of the samples' {samples.shape[1]} pixels, got {images.shape[1]}; give "
                "train, held_out and network together"
            )
    n = min(len(samples), len(train), len(held_out))
    if n < 2:
        raise ValueError(f"judge_digits: expected at least 2 images of each kind, got {n}")
    p = probabilities(samples, network)
    some = {"samples": samples[:n], "train": _drawn(train, n), "held_out": _drawn(held_out, n)}
    seen = {name: features(images, network) for name, images in some.items()}
    return Judgment(
        confident=_confident(p),
        held_out_confident=_confident(probabilities(held_out, network)),
        shares=np.bincount(p.argmax(axis=1), minlength=p.shape[1]) / len(p),
        neighbor_accuracy=nearest_neighbor_test(some["samples"], some["held_out"]),
        distance=float(np.median(nearest_distance(samples, train))),
        held_out_distance=float(np.median(nearest_distance(held_out, train))),
        frechet=frechet_distance(seen["samples"], seen["held_out"]),
        frechet_floor=frechet_distance(seen["train"], seen["held_out"]),
        n=n,
        real_neighbor_accuracy=nearest_neighbor_test(some["train"], some["held_out"]),
    )


def nearest_neighbor_test(a, b):
    """The share of two sets of one size, (n, …) each, whose nearest neighbor among all others is of their own set.

    Where both come from one distribution it is (n − 1) / (2n − 1) on average, near ½ but for small n; near 1 where they
    can be told apart, and near 0 where each example of one set is almost one of the other. Distances are Euclidean.
    (Nearest neighbors as a test of two samples: Lopez-Paz and Oquab, 2017, who part both into training and test halves;
    leaving one out, for GANs: Xu and others, 2018.)
    """
    a, b = _two(a, b, "nearest_neighbor_test")
    if len(a) != len(b):
        raise ValueError(f"nearest_neighbor_test: expected two sets of one size, got {len(a)} and {len(b)}")
    both = np.concatenate([a, b])
    of_a = np.arange(len(both)) < len(a)
    return float((of_a[_nearest(both, both, itself=False)] == of_a).mean())


def nearest_distance(samples, known):
    """The Euclidean distance of each sample to the nearest of the known: (n,) from (n, …) and (m, …); 0 for a copy."""
    samples, known = _two(samples, known, "nearest_distance")
    return np.linalg.norm(samples - known[_nearest(samples, known)], axis=1)


def frechet_distance(a, b):
    """‖μa − μb‖² + tr(Σa + Σb − 2 (Σa Σb)^½) from the means and covariances of two sets, (n, …) and (m, …).

    It is the squared Fréchet distance (or 2-Wasserstein distance) between the Gaussians that have them (Dowson and
    Landau, 1982; of an Inception network's features it is the FID of Heusel and others, 2017). Of few examples it is
    too large: compare distances of equally many, and with that of two real sets.
    """
    a, b = _two(a, b, "frechet_distance")
    if min(len(a), len(b)) < 2:
        raise ValueError(f"frechet_distance: expected at least 2 examples in each set, got {len(a)} and {len(b)}")
    roots = []
    for x in (a, b):
        values, vectors = np.linalg.eigh(np.atleast_2d(np.cov(x.T)))
        roots.append(vectors * np.sqrt(np.maximum(values, 0)))  # R with R Rᵀ = Σ
    # tr (Σa Σb)^½ is the sum of the singular values of Raᵀ Rb.
    shared = np.linalg.svd(roots[0].T @ roots[1], compute_uv=False).sum()
    total = sum(np.square(root).sum() for root in roots)
    return max(0.0, float(np.square(a.mean(axis=0) - b.mean(axis=0)).sum() + total - 2 * shared))


def probabilities(images, network=None):
    """The probability of each class, (n, k), that the classifier gives square images (n, …) from 0 to 1."""
    return _softmax(_classifier(network)(_square(images)))


def features(images, network=None):
    """What the classifier's last layer reads, (n, d), of square images (n, …) from 0 to 1."""
    return Sequential(*_classifier(network).layers[:-1])(_square(images))


@cache
def classifier():
    """The network that judges digits: two convolutions and a dense layer, as `train_classifier` gave it.

    It makes 5 errors in 449 held-out digits. Its θ is stored with the package, so that it judges everywhere alike.
    """
    network = _network(np.random.default_rng(0))
    with as_file(_stored()) as path, np.load(path) as stored:
        network.theta[...] = stored["theta"]
    return network


def _stored():
    """Where θ of the classifier is."""
    return files(data).joinpath("tables", "digit_classifier.npz")


def train_classifier(seed=0):
    """A classifier of the 8×8 digits, trained in seconds as in chapter 07 on the first part of ``digits().split()``.

    For images (n, 1, 8, 8): 6,090 parameters, Adam at 0.01 with cosine decay, 20 epochs in batches of 32.
    """
    rng = np.random.default_rng(_checks.whole(seed, "train_classifier: seed", low=0))
    network, (X, y), epochs, size = _network(rng), data.digits().split()[0], 20, 32
    adam = Adam(CosineDecay(0.01, epochs * -(-len(X) // size)))
    fit(network, _square(X), y, CrossEntropy(), adam, epochs=epochs, batch_size=size, rng=rng, progress=False)
    return network


def _network(rng):
    return Sequential(
        Conv2D(1, 16, 3, rng, padding=1),
        ReLU(),
        MaxPool2D(2),
        Conv2D(16, 32, 3, rng, padding=1),
        ReLU(),
        MaxPool2D(2),
        Flatten(),
        Dense(128, 10, rng),
    )


def _classifier(network):
    if network is None:
        return classifier()
    if not isinstance(network, Sequential) or len(network) < 2:
        kind = repr(network) if isinstance(network, Layer) else _checks.describe(network)
        raise TypeError(f"network: expected a Sequential whose last layer gives the logits, got {kind}")
    return network


def _drawn(images, n):
    """n of the images, in their order: the same ones everywhere, by the raw stream of PCG64, which never changes."""
    if n == len(images):
        return images
    return images[np.sort(np.argsort(np.random.PCG64(DRAWN).random_raw(len(images)), kind="stable")[:n])]


def _confident(p):
    return float((p.max(axis=1) >= CONFIDENT).mean())


def _nearest(a, b, itself=True):
    """For each row of a the place of the nearest in b; with ``itself=False``, where b is a, of the nearest other."""
    found, step = np.empty(len(a), int), 512
    lengths = np.square(b).sum(axis=1)
    for start in range(0, len(a), step):
        some = a[start : start + step]
        square = lengths - 2 * some @ b.T  # but for ‖a‖², which is the same in a row
        if not itself:
            square[np.arange(len(some)), start + np.arange(len(some))] = np.inf
        found[start : start + step] = square.argmin(axis=1)
    return found


def _two(a, b, name):
    """Two sets of examples of one shape as rows, in float64."""
    a, b = (_checks.as_array(x, f"{name}: {which} set") for which, x in (("first", a), ("second", b)))
    if a.ndim < 2 or a.shape[1:] != b.shape[1:]:
        raise ValueError(f"{name}: expected two sets (n, …) of examples alike, got {a.shape} first, then {b.shape}")
    return a.reshape(len(a), -1).astype(np.float64), b.reshape(len(b), -1).astype(np.float64)


def _rows(images, name="images"):
    """Square images from 0 to 1 as rows (n, h²) in float32."""
    images = _checks.as_array(images, name)
    side = int(images[0].size ** 0.5 + 0.5) if images.ndim > 1 else 0
    if not side or side**2 != images[0].size:
        raise ValueError(f"{name}: expected square images of shape (n, h²) or (n, h, h), got {images.shape}")
    if images.min() < 0 or images.max() > 1:
        raise ValueError(
            f"{name}: expected images from 0 (paper) to 1 (ink), got {images.min():.3g} to {images.max():.3g}; write "
            "np.clip(images, 0, 1), or, where a generator ends in Tanh, (images + 1) / 2"
        )
    return images.reshape(len(images), -1).astype(np.float32)


def _square(images):
    """Square images as what a convolution reads, (n, 1, h, h)."""
    rows = _rows(images)
    side = int(rows.shape[1] ** 0.5 + 0.5)
    return rows.reshape(-1, 1, side, side)


if __name__ == "__main__":  # python -m course_nn.judges stores θ
    np.savez(_stored(), theta=train_classifier().theta)
