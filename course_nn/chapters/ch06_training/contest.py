"""Fair comparisons: a network against other methods, each tuned with the same budget on the same folds.

Nested cross-validation: every outer training part is searched anew (random search, inner cross-validation), the best
values are fitted on the whole part, and only then the outer test part is looked at, once. Scales are measured inside
the folds. Compared with paired differences and the interval of Nadeau and Bengio (Inference for the generalization
error, Machine Learning 52, 2003), since training parts overlap and the plain t interval is far too narrow.

Two of the six tasks were looked for, one that the network wins and one that it loses; see `task`. Why it does was then
asked of two of the methods again, with more time; see `more_time`.
"""

import warnings
from dataclasses import dataclass

import numpy as np

from ... import _checks, data
from ...data.measured import measurements
from ...search import random_search
from . import contestants

PROTOCOL = {"folds": 5, "inner_folds": 3, "trials": 8, "seed": 0}
#: Outer cross-validations, each with other folds. Completing digits is slow: 32 models of each kind but the networks.
REPEATS = {"completing digits": 1, "digits": 1, "breast cancer": 2, "wine": 2, "diabetes": 3, "photograph": 2}
CONTESTANTS = tuple(contestants.CONTESTANTS)
TASKS = tuple(REPEATS)


@dataclass(frozen=True)
class Task:
    """Inputs ``X`` (n, d) and targets ``y``: labels (n,), or quantities (n, k)."""

    name: str
    X: np.ndarray
    y: np.ndarray
    image: bool

    @property
    def classes(self):
        return self.y.dtype.kind == "i"


def task(name):
    """One of `TASKS`: a data set of the course, or one of two tasks made of real images.

    "completing digits": the lower half of each digit from its upper half. "photograph": how bright a pixel of a Chinese
    temple is, from its row and column; every 13th of both (``china.jpg`` of scikit-learn: danielbuechele, CC BY 2.0).

    These two were looked for: several tasks were tried, and the two kept in which a difference showed. What a network
    may choose (`contestants`) was settled while the first was tried. So they show that a network can win and lose,
    not how often it does; and a difference that was picked is likely to look larger than it is.
    """
    _checks.one_of(name, TASKS, "task")
    if name == "photograph":
        from sklearn.datasets import load_sample_image

        bright = load_sample_image("china.jpg").mean(axis=2)[6::13, 6::13] / 255
        return Task(name, np.argwhere(bright > -1).astype(float), bright.reshape(-1, 1), False)
    if name == "completing digits":
        X = data.digits().X
        return Task(name, X[:, :32], X[:, 32:], True)
    found = getattr(data, name.replace(" ", "_"))()
    y = found.y if found.is_classification else found.y[:, None]
    return Task(name, found.X, y, found.image_shape is not None)


def error(y, prediction, trained_on):
    """The share of wrong labels; for quantities the squared error, as a share of that of always saying the mean.

    Both are 0 for perfect predictions; the second is 1 − R², with the mean of the training targets ``trained_on``.
    """
    if y.dtype.kind == "i":
        return float(np.mean(prediction != y))
    return float(np.sum((prediction - y) ** 2) / np.sum((trained_on.mean(axis=0) - y) ** 2))


def outer_splits(task):
    """(training rows, test rows) of each outer split; the classes keep their shares in both."""
    repeats = REPEATS[task.name]
    return [split for r in range(repeats) for split in _folds(task.y, PROTOCOL["folds"], PROTOCOL["seed"] + r)]


def compete(task, contestant, split, trials=None):
    """Tune ``contestant`` on the training part of outer ``split`` and test it: its error and the values chosen.

    ``trials`` is the budget of the search, the course's 8 if not given.
    """
    play = contestants.CONTESTANTS[_checks.one_of(contestant, CONTESTANTS, "contestant")]
    train, test = _split(task, split)
    folds = list(_folds(task.y[train], PROTOCOL["inner_folds"], PROTOCOL["seed"]))

    def objective(rng, **values):
        return np.mean([_fitted(play.predict, rng, task, train[a], train[b], values) for a, b in folds])

    trials = PROTOCOL["trials"] if trials is None else trials
    search = random_search(objective, play.space(task), trials, rng=_seed(split), progress=False)
    rng = np.random.default_rng(_seed(split))
    return _fitted(play.predict, rng, task, train, test, search.best), search.best


def trial(task, predict, split, values):
    """The error on outer ``split`` of a contestant's ``predict`` with given ``values``: nothing is searched."""
    train, test = _split(task, split)
    return _fitted(predict, np.random.default_rng(_seed(split)), task, train, test, values)


def _split(task, split):
    splits = outer_splits(task)
    return splits[_checks.whole(split, "split", low=0, high=len(splits) - 1)]


def _seed(split):
    return 1000 * PROTOCOL["seed"] + split  # the same for all contestants


def _fitted(predict, rng, task, train, test, values):
    X, X_new = scale(task.X[train], task.X[test], task.image)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a method that says it has not converged is a poor trial, no more
        prediction = predict(rng, X, task.y[train], X_new, **values)
    return error(task.y[test], prediction, task.y[train])


def scale(X, X_new, image):
    """Both with mean 0 and spread 1 as measured on X: pixels of an image by one common spread, else each column."""
    middle = X.mean(axis=0)
    spread = (X - middle).std() if image else X.std(axis=0)
    spread = np.where(spread > 0, spread, 1)
    return (X - middle) / spread, (X_new - middle) / spread


def interval(values, sizes, level=0.95):
    """Mean and half-width of the interval for values from J overlapping splits (Nadeau and Bengio, 2003, equation 9).

    s² (1/J + n_test / n_train) in place of s² / J, with Student's t of J − 1 degrees of freedom. ``sizes`` is the
    pair (n_train, n_test), or one for each split.
    """
    from scipy.stats import t

    values = _checks.as_array(values, "interval: values", ndim=1)
    if len(values) < 2:
        raise ValueError(f"interval: expected at least 2 values, got {len(values)}")
    n_train, n_test = np.mean(np.reshape(sizes, (-1, 2)), axis=0)
    variance = values.var(ddof=1) * (1 / len(values) + n_test / n_train)
    half = t.ppf((1 + _checks.number(level, "interval: level", above=0, below=1)) / 2, len(values) - 1)
    return float(values.mean()), float(half * np.sqrt(variance))


def standings(measured=None):
    """For each task a dict from contestant to what was measured; without an argument, what the course has stored.

    ``error`` and ``difference`` (to the network, on the same splits: positive is worse) are pairs (mean, half-width of
    the 95% interval); ``verdict`` is "better" or "worse" where that interval leaves out 0, else "no difference seen".
    """
    tasks = (measurements(__package__, "contest") if measured is None else measured)["tasks"]
    result = {}
    for name, found in tasks.items():
        network = np.asarray(found["errors"]["network"])
        result[name] = {
            contestant: standing(np.asarray(errors), network, found["sizes"])
            for contestant, errors in found["errors"].items()
        }
        result[name]["network"]["verdict"] = ""
    return result


def standing(errors, rival, sizes):
    """``errors`` (J,) beside those of a ``rival`` on the same splits: what `standings` has for each contestant."""
    lead, half = interval(errors - rival, sizes)
    verdict = "worse" if lead > half else "better" if -lead > half else "no difference seen"
    return {"error": interval(errors, sizes), "difference": (lead, half), "verdict": verdict}


def table(result):
    """`standings` as text: errors, and after them − where better than the network and + where worse."""
    signs = {"better": " −", "worse": " +"}
    heads = [name.rpartition(" ")[::2] for name in next(iter(result.values()))]  # in two lines: a page is narrow
    lines = [["", *line] for line in zip(*heads, strict=True)]
    for name, found in result.items():
        cells = [f"{one['error'][0]:.1%}{signs.get(one['verdict'], '  ')}" for one in found.values()]
        lines.append([name, *cells])
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join(
        " ".join([line[0].ljust(widths[0]), *(cell.rjust(w) for cell, w in zip(line[1:], widths[1:], strict=True))])
        for line in lines
    )


def _folds(y, folds, seed):
    from sklearn.model_selection import KFold, StratifiedKFold

    kind = StratifiedKFold if y.dtype.kind == "i" else KFold
    return list(kind(folds, shuffle=True, random_state=seed).split(y, y if y.dtype.kind == "i" else None))
