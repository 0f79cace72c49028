"""A convolutional network for the digits: two convolutions, each with ReLU and a pool, and one dense layer."""

from functools import cache
from importlib.resources import as_file, files

import numpy as np

from ... import _checks, data
from ...core import Sequential
from ...layers import Conv2D, Dense, Dropout, Flatten, MaxPool2D, ReLU
from ...losses import CrossEntropy
from ...optimizers import Adam
from ...schedules import CosineDecay
from ...training import fit

#: Epochs, learning rate and batch size; the rate was chosen on the training images alone (`digit_comparison`).
EPOCHS, RATE, SIZE = 20, 0.01, 32
#: The same for MNIST, where the images are there.
MNIST_EPOCHS, MNIST_RATE, MNIST_SIZE = 12, 0.003, 64
#: The seeds whose θ is stored.
STORED = (0, 1, 2)


@cache
def images():
    """``(X, y), (X_test, y_test)``: 1,348 digits to train and 449 to test, as ``data.digits().split()`` parts them.

    X (n, 1, 8, 8) float32 from 0 (paper) to 1 (ink), y (n,) int64. They are read-only: each call gives the same arrays.
    """
    return tuple(as_images(part) for part in data.digits().split())


def as_images(dataset):
    """``(X, y)`` of a `Dataset` of gray images, with X (n, 1, height, width) float32; both read-only."""
    X = dataset.X.reshape(-1, 1, *dataset.image_shape).astype(np.float32)
    y = dataset.y.view()
    X.flags.writeable = y.flags.writeable = False
    return X, y


def network(rng):
    """The network of the chapter for images (n, 1, 8, 8): 6,090 parameters, drawn from ``rng``; it gives logits."""
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


def untrained(seed=0):
    """The `network` as it is before `train_digits` with that seed."""
    return network(np.random.default_rng(_checks.whole(seed, "untrained: seed", low=0)))


def train_digits(seed=0, *, epochs=EPOCHS, progress=False):
    """``network, history``: the `network` trained on the digits from the start that ``seed`` draws, in seconds.

    Adam at 0.01 with cosine decay, batches of 32. The history's validation is the test set: it is looked at after
    each epoch, and nothing is chosen by it.
    """
    rng = np.random.default_rng(_checks.whole(seed, "train_digits: seed", low=0))
    epochs = _checks.whole(epochs, "train_digits: epochs", low=1)
    learn, test = images()
    net = network(rng)
    return net, learn_images(net, *learn, rng, epochs, RATE, SIZE, test=test, progress=progress)


def mnist_images():
    """``(X, y), (X_test, y_test)``: the first 8,500 of MNIST's test images to train, and the last 1,500 to test.

    X (n, 1, 28, 28) float32, as in `images`. They are read from the folder ``mnist`` in `data.folder()`, which
    ``COURSE_NN_DATA`` names; FileNotFoundError where they are not there.
    """
    place = data.folder() / "mnist"
    names = (place / f"t10k-{part}-ubyte.gz" for part in ("images-idx3", "labels-idx1"))
    X, y = as_images(data.idx_images(*names, name="MNIST test images"))
    return (X[:8500], y[:8500]), (X[8500:], y[8500:])


def mnist_network(rng):
    """The `network` for images (n, 1, 28, 28), with dropout before its last layer: 20,490 parameters."""
    return Sequential(
        Conv2D(1, 16, 3, rng, padding=1),
        ReLU(),
        MaxPool2D(2),
        Conv2D(16, 32, 3, rng, padding=1),
        ReLU(),
        MaxPool2D(2),
        Flatten(),
        Dropout(0.3, rng),
        Dense(32 * 7 * 7, 10, rng),
    )


def train_mnist(seed=0, *, epochs=MNIST_EPOCHS, progress=False):
    """``network, history``: the `mnist_network` trained on the first of `mnist_images`, in about a minute."""
    rng = np.random.default_rng(_checks.whole(seed, "train_mnist: seed", low=0))
    epochs = _checks.whole(epochs, "train_mnist: epochs", low=1)
    learn, test = mnist_images()
    net, how = mnist_network(rng), (rng, epochs, MNIST_RATE, MNIST_SIZE)
    return net, learn_images(net, *learn, *how, test=test, progress=progress)


def learn_images(net, X, y, rng, epochs, rate, size, *, test=None, progress=False):
    """Train ``net`` as the networks of this chapter are, by Adam with cosine decay; the history."""
    adam = Adam(CosineDecay(rate, epochs * -(-len(X) // size)))
    how = {"epochs": epochs, "batch_size": size, "rng": rng, "validation": test, "progress": progress}
    return fit(net, X, y, CrossEntropy(), adam, **how)


def trained(seed=0):
    """A new copy of the `network` that `train_digits` gave for ``seed``, one of `STORED`; it takes no training."""
    seed = _checks.whole(seed, "trained: seed", low=0, high=max(STORED))
    net = untrained(seed)
    net.theta[...] = _thetas()[STORED.index(seed)]
    return net


@cache
def _thetas():
    """θ of each of `STORED`, (3, 6090), as `measured/measure.py` left them."""
    with as_file(files(__package__).joinpath("measured", "digit_cnn.npz")) as path, np.load(path) as stored:
        return stored["theta"]


def errors(network, X, y):
    """How many of the images X (n, c, h, w) the network gives another class than y (n,)."""
    return int(np.sum(network(X).argmax(axis=1) != y))
