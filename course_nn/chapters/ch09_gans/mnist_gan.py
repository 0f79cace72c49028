"""Digits of 28×28 pixels from noise, a longer run: the game of `digit_gan`, wider, on MNIST where its files are.

G: z (32) + digit (10) → 256 → 256 → 784; D: 784 + 10 → 256 → 256 → one logit; 10,000 steps of Adam from 0.002.
"""

import numpy as np

from ... import data
from ...core import Sequential
from ...data.measured import measurements
from ...judges import judge_digits, probabilities
from ...layers import Conv2D, Dense, Dropout, Flatten, MaxPool2D, ReLU
from ...losses import CrossEntropy
from ...optimizers import Adam
from ...schedules import CosineDecay
from ...training import fit
from .conditional_digits import ONE_HOT
from .digit_gan import image_game, plain_numbers, stored

#: Latent dimensions, units of each hidden layer, steps, learning rate at first.
LATENT, WIDTH, STEPS, RATE = 32, 256, 10_000, 0.002
FILES = ("t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz")


def missing():
    """A sentence that says how to get MNIST's images, or "" where they are there."""
    place = data.folder() / "mnist"
    if all((place / name).is_file() for name in FILES):
        return ""
    return (
        f"MNIST: expected {FILES[0]} and {FILES[1]} in {place}; data.mnist(download=True) fetches them, or name the "
        "folder that holds mnist/ in COURSE_NN_DATA"
    )


def mnist_images():
    """``(X, y), (X_test, y_test)``: 8,500 of MNIST's 10,000 test images to learn from, and the other 1,500.

    Shuffled before they are parted: the last images of the file are by other writers than the first. X (n, 784) float32
    from 0 (paper) to 1 (ink). FileNotFoundError, with what to do, where the files are not there.
    """
    if sentence := missing():
        raise FileNotFoundError(sentence)
    found = data.idx_images(*(data.folder() / "mnist" / name for name in FILES), name="MNIST test images")
    return tuple((part.X, part.y) for part in found.split(test=0.15))


def mnist_game(seed=0, steps=STEPS):
    """``pair, steps`` of the images to learn from with their digits as conditions: about a minute, to be watched."""
    (X, y), _ = mnist_images()
    return image_game(X, ONE_HOT[y], seed, steps=steps, latent=LATENT, width=WIDTH, rate=RATE)


def reader(seed=0, epochs=6):
    """A convolutional network of the kind of chapter 07 that reads 28×28 digits, trained in half a minute."""
    rng = np.random.default_rng(seed)
    net = Sequential(
        Conv2D(1, 16, 3, rng, padding=1),
        ReLU(),
        MaxPool2D(2),
        Conv2D(16, 32, 3, rng, padding=1),
        ReLU(),
        MaxPool2D(2),
        Flatten(),
        Dropout(0.3, rng),
        Dense(32 * 7 * 7, 64, rng),
        ReLU(),
        Dense(64, 10, rng),
    )
    X, y = mnist_images()[0]
    adam = Adam(CosineDecay(0.003, epochs * -(-len(X) // 64)))
    fit(net, X.reshape(-1, 1, 28, 28), y, CrossEntropy(), adam, epochs=epochs, batch_size=64, rng=rng, progress=False)
    return net


def judge(network, samples, asked=None):
    """The `judge_digits` of images (n, 784) by a `reader` and the held-out images, as a dict of plain numbers.

    With the digits ``asked`` (n,) for, "obeyed" is the share that is read so.
    """
    (X, _), (fresh, _) = mnist_images()
    found = plain_numbers(judge_digits(samples, X, fresh, network=network))
    if asked is not None:
        found["obeyed"] = float(np.mean(probabilities(samples, network).argmax(axis=1) == asked))
    return found


def samples():
    """40 images (40, 784) from 0 to 1 of the measured run, in the order of the digits 0 to 9, four times."""
    return stored("mnist_gan")["images"] / np.float32(255)


def measured():
    """What `measured/measure_mnist.py` found, of one run."""
    return measurements(__package__, "mnist_gan")
