"""Linear probes: how well a linear classifier does on the activations of each layer, learned or random.

If the layers of a network build "a hierarchy of abstractions", lines should part the classes better and better from
layer to layer, and better than in the same network with the filters it began with (Alain and Bengio, Understanding
intermediate layers using linear classifier probes, 2016). The layers differ in their number of activations, and more
numbers make a linear classifier stronger whatever they mean: so each is probed twice, by all of its activations, and by
64 random directions of them, as many as there are pixels.
"""

from collections import Counter

import numpy as np

from ... import _checks, data
from ...data.measured import measurements
from ...layers import Flatten
from .digit_cnn import EPOCHS, RATE, SIZE, as_images, learn_images, network
from .own_network import own_network

#: Of the classifier's penalty, from strong to weak: scikit-learn's C, chosen for each probe in validation.
STRENGTHS = (0.01, 0.1, 1.0, 10.0)
DIRECTIONS = 64
SEEDS = 20


def three_parts(seed=0):
    """Three pairs (X, y) of the digits: 1,011 to learn from, 337 to choose by, 449 to test; others for each seed."""
    learn, test = data.digits().split(seed=seed)
    return tuple(map(as_images, (*learn.split(seed=seed), test)))


def activations(network, X):
    """``{name: array (n, d)}``: the images themselves, and then what each layer makes of them, all flat.

    Layers of one kind are counted, "Conv2D 1", "Conv2D 2". `Flatten`, and what predicts what it is given as `Dropout`
    does, are left out.
    """
    found, a, many = {"pixels": X.reshape(len(X), -1)}, X, Counter()
    for layer in network.layers if hasattr(network, "layers") else [network]:
        before, a = a, layer(a)
        if not isinstance(layer, Flatten) and not (a.shape == before.shape and np.array_equal(a, before)):
            kind = type(layer).__name__
            many[kind] += 1
            found[f"{kind} {many[kind]}"] = a.reshape(len(a), -1)
    return found


def probe(learn, choose, test):
    """``(accuracy, C)`` on ``test`` of a multinomial logistic regression fitted to ``learn``; C chosen on ``choose``.

    Each is a pair, activations (n, d) and classes (n,). Their mean is subtracted, and they are scaled in common to an
    average squared length of 64, so that a strength means the same for any d. Of equal strengths the smaller C.
    """
    from sklearn.linear_model import LogisticRegression

    middle = learn[0].mean(axis=0, dtype=np.float64)
    length = np.sqrt(np.mean(np.sum((learn[0] - middle) ** 2, axis=1)) / DIRECTIONS) or 1.0
    (A, y), (B, v), (T, t) = (((a - middle) / length, labels) for a, labels in (learn, choose, test))
    models = [LogisticRegression(C=C, tol=1e-3, max_iter=1000).fit(A, y) for C in STRENGTHS]
    best = int(np.argmax([model.score(B, v) for model in models]))
    return float(models[best].score(T, t)), STRENGTHS[best]


def probe_layers(network=None, parts=None, *, directions=None, seed=0):
    """``{layer: accuracy}`` of a probe on each of the `activations`, from the pixels on.

    ``parts`` are three pairs (X, y) to learn from, to choose by and to test, without it those of `three_parts`; with a
    number of ``directions`` the probe sees only that many random ones, drawn by ``seed``, of layers that have more.
    """
    parts = three_parts() if parts is None else parts
    if not isinstance(parts, (tuple, list)) or len(parts) != 3:
        raise TypeError(f"probe_layers: expected parts as three pairs (X, y), got {_checks.describe(parts)}")
    checked = [own_network(network, *part, who="probe_layers") for part in parts]
    network, labels = checked[0][0], [y for _, _, y in checked]
    layers = [activations(network, X) for _, X, _ in checked]
    rng = np.random.default_rng(_checks.whole(seed, "probe_layers: seed", low=0))
    accuracy = {}
    for name, learned in layers[0].items():
        seen = [layer[name] for layer in layers]
        if directions is not None and learned.shape[1] > directions:
            turn = rng.normal(size=(learned.shape[1], directions)) / np.sqrt(directions)
            seen = [a @ turn for a in seen]
        accuracy[name] = probe(*zip(seen, labels, strict=True))[0]
    return accuracy


def learned_and_random(seed):
    """Of one seed, with its own start and its own `three_parts`: {"learned", "random"} × {"all", "64"} → accuracies.

    The network learns from the first part only, so that the other two are new to it and to the probes.
    """
    parts = three_parts(seed)
    rng = np.random.default_rng(seed)
    begun = network(rng)
    random = begun.copy()
    learn_images(begun, *parts[0], rng, EPOCHS, RATE, SIZE)
    return {
        who: {
            "all": probe_layers(net, parts),
            "64": probe_layers(net, parts, directions=DIRECTIONS, seed=seed),
        }
        for who, net in (("learned", begun), ("random", random))
    }


def standings(measured=None):
    """{"learned", "random"} × {"all", "64"} → "mean", "error" (its standard error) and "accuracy" by seed and layer;
    "layers" are their names; "gain" → {"all", "64"}: of learned over random on the same images, mean and error.

    Without an argument, what the course has stored.
    """
    measured = measurements(__package__, "linear_probes") if measured is None else measured
    result = {"layers": [str(name) for name in measured["layers"]], "gain": {}}
    for who in ("learned", "random"):
        result[who] = {kind: _summary(np.asarray(found)) for kind, found in measured[who].items()}
    for kind, learned in result["learned"].items():
        result["gain"][kind] = _summary(learned["accuracy"] - result["random"][kind]["accuracy"])
    return result


def _summary(accuracy):
    error = accuracy.std(axis=0, ddof=1) / np.sqrt(len(accuracy))
    return {"mean": accuracy.mean(axis=0), "error": error, "accuracy": accuracy}
