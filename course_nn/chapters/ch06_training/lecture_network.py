"""The lecture's network, d-128-10 with ReLU, on images: Adam, batches of 32, five epochs."""

import numpy as np

from ... import _checks, data
from ...functions import softmax
from ...losses import CrossEntropy
from ...models.mlp import mlp
from ...optimizers import Adam
from ...training import fit

#: Test accuracies of the same network, the same optimizer, batches and epochs, as they were reported elsewhere.
REPORTED = {"fashion-mnist": 0.879}
#: What `lecture_images` knows. The last two are files of your own in `data.folder()`; the others need no name.
IMAGES = ("digits", "fashion-mnist", "mnist", "mnist-10000", "fashion-mnist-900")


def lecture_images(name=None):
    """``train, test``, two `Dataset`: Fashion-MNIST where it was downloaded, otherwise the embedded digits.

    ``name`` is one of `IMAGES`. "mnist-10000": MNIST's test images, the first 8,500 to train and the last 1,500 to
    test. "fashion-mnist-900": 900 images, 720 to train. FileNotFoundError where the files are not there.
    """
    if name is None:
        name = "fashion-mnist" if data.downloaded("fashion-mnist") else "digits"
    name = _checks.one_of(name, IMAGES, "lecture_images")
    place = data.folder()
    if name == "digits":
        return data.digits().split()
    if name == "mnist-10000":
        files = (place / "mnist" / f"t10k-{part}-ubyte.gz" for part in ("images-idx3", "labels-idx1"))
        whole = data.idx_images(*files, name=name)
        return whole._rows(slice(0, 8500)), whole._rows(slice(8500, None))
    if name == "fashion-mnist-900":
        files = (place / name / f"{part}-ubyte.gz" for part in ("images-idx3", "labels-idx1"))
        return data.idx_images(*files, name=name, classes=data.CLOTHES).split(0.2)
    return data.mnist() if name == "mnist" else data.fashion_mnist()


def lecture_demo(train, test, *, hidden=128, epochs=5, batch_size=32, seed=0, progress=False):
    """Train d-128-10 on ``train`` and look at ``test``; the same call for 8 x 8 and for 28 x 28 pixels.

    A dict: "network" and "history" (its validation is the test set, by which nothing is chosen); "accuracy" on the
    test set, "interval" (its 95 % interval, Wilson's, for so many images), and "reported", the accuracy reported
    elsewhere or None; of the test images "label", "predicted" and "certainty" (the largest probability), all (n,), and
    "wrong", the rows of the mistakes, the surest first; and the data sets themselves.
    """
    rng = np.random.default_rng(_checks.whole(seed, "lecture_demo: seed", low=0))
    network = mlp([train.X.shape[1], hidden, len(train.target_names)], rng, activation="relu")
    history = fit(
        network,
        train.X,
        train.y,
        CrossEntropy(),
        Adam(0.001),
        epochs=epochs,
        batch_size=batch_size,
        rng=rng,
        validation=tuple(test),
        progress=progress,
    )
    p = softmax(network(test.X))
    predicted, certainty = p.argmax(axis=1), p.max(axis=1)
    wrong = np.flatnonzero(predicted != test.y)
    return {
        "network": network,
        "history": history,
        "train": train,
        "test": test,
        "label": test.y,
        "predicted": predicted,
        "certainty": certainty,
        "wrong": wrong[np.argsort(-certainty[wrong], kind="stable")],
        "accuracy": float(np.mean(predicted == test.y)),
        "interval": _wilson(len(test) - len(wrong), len(test)),
        "reported": REPORTED.get(train.name.removesuffix(" train")),
    }


def _wilson(right, n, z=1.959964):
    """The interval of shares that ``right`` of ``n`` does not speak against, with 95 % (E. B. Wilson, 1927)."""
    share, extra = right / n, z * z / n
    half = z * np.sqrt(share * (1 - share) / n + extra / (4 * n))
    return float((share + extra / 2 - half) / (1 + extra)), float((share + extra / 2 + half) / (1 + extra))
