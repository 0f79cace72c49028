"""The chapter's network beside other methods, on digits parted at random and on digits of other writers.

Each method's settings are chosen with the same budget: 18 settings are tried by the same three folds of the training
part. Nearest neighbor has none to choose, and the network as `digit_cnn` trains it stands beside its tuned form. Then
the method learns from the whole training part, the networks from ten seeds, and only then the test part is looked at.
The dense network has as many parameters as the convolutional one, as nearly as one hidden layer allows.

The 1,797 images are by 13 people (E. Alpaydin and C. Kaynak, 1998), and the file keeps their order: 14 times the labels
run through one and the same form of 130 digits, some with up to eight missing. Its last 449 are the last three forms
and half of the one before. `by_form` leaves out each of the forms in turn.
"""

from functools import cache
from itertools import product

import numpy as np

from ... import _checks, data
from ...core import Sequential
from ...data.measured import measurements
from ...layers import Conv2D, Dense, Dropout, Flatten, MaxPool2D, ReLU
from .digit_cnn import EPOCHS, RATE, SIZE, as_images, learn_images

#: How the images are parted into 1,348 to learn from and 449 to test.
SPLITS = ("random", "last 449")
#: The rows at which a new form begins.
FORMS = (0, 130, 256, 386, 516, 646, 776, 906, 1029, 1157, 1287, 1415, 1545, 1667)
FOLDS, SEEDS = 3, 10
_NETWORK = [
    {"epochs": epochs, "rate": rate, "dropout": dropout}
    for epochs, rate, dropout in product((20, 60), (0.005, 0.01, 0.03), (0.0, 0.2, 0.4))
]
#: Method → the settings that are tried.
TRIED = {
    "CNN": _NETWORK,
    "dense network": _NETWORK,
    "RBF SVM": [{"C": C, "gamma": gamma} for C, gamma in product((1, 3, 10), (0.02, 0.05, 0.1, 0.2, 0.3, 0.4))],
    "nearest neighbor": [{}],
    "CNN, 20 epochs": [{"epochs": EPOCHS, "rate": RATE, "dropout": 0.0}],
}
NETWORKS = ("CNN", "dense network", "CNN, 20 epochs")


@cache
def parted(split):
    """``(X, y), (X_test, y_test)`` of one of `SPLITS`, 1,348 and 449 images (n, 1, 8, 8), read-only.

    "random" is that of the chapter; "last 449" keeps the order of the file.
    """
    digits = data.digits()
    if _checks.one_of(split, SPLITS, "parted") == "random":
        return tuple(map(as_images, digits.split()))
    return as_images(digits._rows(slice(0, -449))), as_images(digits._rows(slice(-449, None)))


def convolutional(rng, dropout):
    """`digit_cnn.network`, with dropout before its last layer where it is asked for."""
    return Sequential(
        Conv2D(1, 16, 3, rng, padding=1),
        ReLU(),
        MaxPool2D(2),
        Conv2D(16, 32, 3, rng, padding=1),
        ReLU(),
        MaxPool2D(2),
        Flatten(),
        *_dropout(dropout, rng),
        Dense(128, 10, rng),
    )


def dense(rng, dropout, hidden=81):
    """64-81-10 with ReLU, 6,085 parameters: five fewer than the convolutional network has."""
    return Sequential(
        Flatten(), Dense(64, hidden, rng, init="he"), ReLU(), *_dropout(dropout, rng), Dense(hidden, 10, rng)
    )


def _dropout(rate, rng):
    return [Dropout(rate, rng)] if rate else []


def predict(method, X, y, X_new, seed=0, **setting):
    """The classes of X_new (m, 1, 8, 8) by a method that learned from X (n, 1, 8, 8), y with one of its settings."""
    if method in NETWORKS:
        return _learned(method, X, y, seed, **setting)(X_new).argmax(axis=1)
    from sklearn.neighbors import KNeighborsClassifier
    from sklearn.svm import SVC

    model = SVC(**setting) if method == "RBF SVM" else KNeighborsClassifier(1)
    return model.fit(X.reshape(len(X), -1), y).predict(X_new.reshape(len(X_new), -1))


def _learned(method, X, y, seed, epochs, rate, dropout):
    rng = np.random.default_rng(seed)
    net = (dense if method == "dense network" else convolutional)(rng, dropout)
    learn_images(net, X, y, rng, epochs, rate, SIZE)
    return net


def validation_errors(method, X, y, setting):
    """How many of all training images are wrong when each third is predicted by what learned from the others."""
    from sklearn.model_selection import StratifiedKFold

    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0).split(X.reshape(len(X), -1), y)
    return sum(
        int(np.sum(predict(method, X[learn], y[learn], X[rest], seed=1000 + k, **setting) != y[rest]))
        for k, (learn, rest) in enumerate(folds)
    )


def compete(method, split, seeds=SEEDS, settings=None):
    """What `measured` keeps of a method on a split: "setting", "validation" (its error there) and "errors" by seed.

    The test part is looked at with the chosen setting alone; of equals the first is chosen.
    """
    (X, y), (X_test, y_test) = parted(split)
    settings = TRIED[method] if settings is None else settings
    wrong = [validation_errors(method, X, y, setting) for setting in settings]
    best = int(np.argmin(wrong))
    tested = [
        int(np.sum(predict(method, X, y, X_test, seed, **settings[best]) != y_test))
        for seed in range(seeds if method in NETWORKS else 1)
    ]
    return {"setting": settings[best], "validation": wrong[best], "tried": wrong, "errors": tested}


def by_form(method, setting):
    """The errors of 1,797 when each form is predicted by what learned from the 13 others, and by chance instead.

    "forms" (14,): errors by form. "random" (14,): the same with parts of the same sizes, but drawn at random.
    """
    X, y = as_images(data.digits())
    order = np.random.default_rng(0).permutation(len(y))
    rows = np.arange(len(y))
    return {"forms": _left_out(method, setting, X, y, rows), "random": _left_out(method, setting, X, y, order)}


def _left_out(method, setting, X, y, rows):
    errors = []
    for k, part in enumerate(np.split(rows, FORMS[1:])):
        rest = np.setdiff1d(rows, part)
        errors.append(int(np.sum(predict(method, X[rest], y[rest], X[part], seed=k, **setting) != y[part])))
    return errors


def standings(measured=None):
    """Split → method → "accuracy" by seed, "errors" by seed, "validation" (its accuracy there) and its "setting".

    Without an argument, what the course has stored.
    """
    measured = measurements(__package__, "digit_comparison")["splits"] if measured is None else measured
    return {
        split: {
            method: {
                "accuracy": 1 - np.asarray(found["errors"]) / 449,
                "errors": np.asarray(found["errors"]),
                "validation": 1 - found["validation"] / 1348,
                "setting": found["setting"],
            }
            for method, found in methods.items()
        }
        for split, methods in measured.items()
    }


def standings_by_form(measured=None):
    """Method → {"forms", "random"}: the share of the 1,797 that is right, as `by_form` counts; stored or given."""
    measured = measurements(__package__, "digit_comparison")["by form"] if measured is None else measured
    return {
        method: {how: 1 - np.sum(errors) / 1797 for how, errors in found.items()} for method, found in measured.items()
    }
