"""Three real data sets, each with a network that learns it: the same starts and the same batches for every optimizer.

The examples of a data set are split into three parts. The network learns from the first, its rate is chosen by the
loss on the second (validation), and the third (test) is looked at once, by networks from fresh seeds. A seed fixes the
starting weights and the order of the batches.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from ... import _checks, data
from ...losses import BinaryCrossEntropy, CrossEntropy, SquaredError
from ...models.mlp import mlp
from ...training import TrainingDiverged, batches, train

#: What loads the data, the loss, and the sizes of the network's layers.
_MADE_OF = {
    "digits": (data.digits, CrossEntropy, (64, 32, 10)),
    "breast cancer": (data.breast_cancer, BinaryCrossEntropy, (30, 16, 1)),
    "diabetes": (data.diabetes, SquaredError, (10, 16, 1)),
}
PROBLEMS = tuple(_MADE_OF)


class Problem(NamedTuple):
    """A data set in three parts (X, y), standardized by the first, and the network that learns it."""

    name: str
    learning: tuple
    validation: tuple
    test: tuple
    loss: object
    sizes: tuple
    size: int  # of a batch
    epochs: int

    def network(self, seed):
        """A network and the Generator that drew it, which goes on to shuffle the batches."""
        rng = np.random.default_rng(_checks.whole(seed, "seed", low=0))
        return mlp(self.sizes, rng, activation="relu", init="he"), rng

    def steps(self, epochs, size=None):
        """How many steps that many epochs take."""
        return epochs * -(-len(self.learning[0]) // (size or self.size))

    @property
    def classifies(self):
        """Whether what counts in the end is the share of right answers, not of the variance."""
        return hasattr(self.loss, "accuracy")


@cache
def problem(name):
    """ "digits" (64-32-10), "breast cancer" (30-16-1) or "diabetes" (10-16-1), in float32."""
    load, loss, sizes = _MADE_OF[_checks.one_of(name, PROBLEMS, "problem")]
    rest, test = load().split(0.25, seed=0)
    learning, validation = rest.split(0.2, seed=1)
    mean, spread = learning.X.mean(axis=0), 1 if name == "digits" else learning.X.std(axis=0)
    parts = []
    for part in (learning, validation, test):
        y = part.y
        if name == "diabetes":  # in units of its spread, so that an untrained network is wrong by about 1
            y = (y - learning.y.mean()) / learning.y.std()
        X, y = ((part.X - mean) / spread).astype(np.float32), y if name == "digits" else y.astype(np.float32)
        X.flags.writeable = y.flags.writeable = False
        parts.append((X, y))
    return Problem(name, *parts, loss(), sizes, size=32, epochs=20)


def score(chosen, network):
    """What counts in the end, on the test part: the share of right answers, or of the variance that is explained."""
    X, y = chosen.test
    if chosen.classifies:
        return chosen.loss.accuracy(network(X), y)
    return 1 - chosen.loss(network(X), y)[0] / float(np.var(y))


def learn(chosen, optimizer, seed, *, epochs=None, size=None, often=1):
    """Train the network of a `Problem` from ``seed`` and measure ``often`` times an epoch, as well as before the first.

    Returns arrays "epoch", "loss" (on the whole learning part) and "validation" (k,), and the numbers "score" and
    "diverged". A training that ran off its numbers has the loss inf from there on and the score nan.
    """
    epochs = chosen.epochs if epochs is None else _checks.whole(epochs, "learn: epochs", low=1)
    network, rng = chosen.network(seed)
    feed = batches(*chosen.learning, size or chosen.size, rng)
    marks = {max(1, round(k * len(feed) / often)) for k in range(1, often * epochs + 1)}
    seen = [(0.0, *losses(chosen, network))]
    done = False
    with np.errstate(over="ignore", invalid="ignore"):
        try:
            for step in train(network, chosen.loss, optimizer, feed, epochs):
                if step.index + 1 in marks:
                    seen.append(((step.index + 1) / len(feed), *losses(chosen, network)))
            done = np.isfinite(seen[-1]).all()
        except TrainingDiverged:
            pass
    while len(seen) <= len(marks):
        seen.append((sorted(marks)[len(seen) - 1] / len(feed), np.inf, np.inf))
    epoch, loss, validation = np.array(seen).T
    # Finite, but worse than at the start: that is no learning either.
    lost = not done or validation[-1] > validation[0]
    return {
        "epoch": epoch,
        "loss": loss,
        "validation": validation,
        "diverged": bool(lost),
        "score": score(chosen, network) if done else np.nan,
    }


def losses(chosen, network):
    """The loss on the learning and on the validation part; inf where it is not finite."""
    values = []
    for X, y in (chosen.learning, chosen.validation):
        output = network.forward(X)[0]
        value = chosen.loss(output, y)[0] if np.isfinite(output).all() else np.inf
        values.append(value if np.isfinite(value) else np.inf)
    return values
