"""An exercise of chapter 13: what one step of CD-1 moves the parameters along, from random numbers that are given."""

import numpy as np

from ...exercises.exercise import Exercise, Mistake


def chances(X, W, b, c, u_h, u_v):
    """The probabilities that the given numbers are compared with: of h and of v."""
    p = 1 / (1 + np.exp(-(c + X @ W)))
    return p, 1 / (1 + np.exp(-(b + (u_h < p) @ W.T)))


def batch(rng, n, d, k, close=False):
    """Inputs of these sizes, in which no number lies so near to its probability that a rounding decides.

    No example comes back as it was, so that no difference is 0. Where they are ``close``, all lie within 0.04.
    """
    while True:
        X = rng.integers(0, 2, (n, d)).astype(float)
        W, b, c = (np.round(2 * rng.normal(size=shape), 2) for shape in ((d, k), d, k))
        u_h, u_v = (np.round(rng.random(shape), 2) for shape in ((n, k), (n, d)))
        if close:
            u_h = beside(rng, chances(X, W, b, c, u_h, u_v)[0])
            u_v = beside(rng, chances(X, W, b, c, u_h, u_v)[1])
        p, q = chances(X, W, b, c, u_h, u_v)
        if min(np.abs(p - u_h).min(), np.abs(q - u_v).min()) > 0.002 and ((u_v < q) != X).any(axis=1).all():
            return X, W, b, c, u_h, u_v


def beside(rng, p):
    """Numbers a little below or above each probability, within 0 and 1."""
    u = np.round(p + 0.03 * rng.choice([-1, 1], p.shape), 2)
    return np.where((u < 0) | (u >= 1), 0.5, u)


def _batches():
    def of(*rows):
        return tuple(np.array(row, dtype=float) for row in rows)

    rng = np.random.default_rng(13)
    return [
        of([[1.0]], [[2.0]], [-1.0], [0.5], [[0.3]], [[0.9]]),
        of([[1.0, 0.0]], [[1.5], [-1.0]], [0.5, -0.5], [-0.25], [[0.6]], [[0.4, 0.1]]),
        *(batch(rng, *sizes) for sizes in ((1, 2, 2), (2, 3, 2), (4, 2, 3), (3, 3, 3))),
        batch(rng, 5, 4, 2, close=True),
        batch(rng, 6, 3, 4, close=True),
    ]


_STEP = '''
def contrastive_divergence_step(X, W, b, c, u_h, u_v):
    """What CD-1 moves W, b and c along, to raise the log-likelihood: dW, db and dc, of their shapes.

    X (n, d) are n visible states of 0 and 1; W (d, k) are the weights, b (d,) the visible biases, c (k,) the hidden
    ones. u_h (n, k) and u_v (n, d) are uniform random numbers: a unit is drawn as 1 where its number is below its
    probability. Draw hidden states given X, then visible states v given them. The statistics of X less those of v, mean
    over the n examples, are what is returned; in both, the probabilities of the hidden units stand for their states.
    """
%s
'''
_SIGMOID = """
    def sigmoid(z):
        return 1 / (1 + np.exp(-z))

"""
_PARTS = {
    "p": "sigmoid(c + X @ W)",
    "h": "1.0 * (u_h < p)",
    "v": "1.0 * (u_v < sigmoid(b + h @ W.T))",
    "q": "sigmoid(c + v @ W)",
    "dW": "(X.T @ p - v.T @ q) / n",
    "db": "(X - v).sum(axis=0) / n",
    "dc": "(p - q).sum(axis=0) / n",
}


def _source(**changes):
    lines = [f"    {name} = {formula}\n" for name, formula in (_PARTS | changes).items()]
    return _STEP % (_SIGMOID + "    n = len(X)\n" + "".join(lines) + "    return dW, db, dc")


def _mistake(name, message, **changes):
    return Mistake(name, _source(**changes), message)


CONTRASTIVE_DIVERGENCE_STEP = Exercise(
    name="contrastive_divergence_step",
    title="One step of contrastive divergence",
    stub=_STEP % "    ...",
    hints=(
        "Four arrays come one after the other: the probabilities p of the hidden units given X, their states h, the "
        "states v of the visible units given h, and the probabilities q of the hidden units given v.",
        "`p` is sigmoid(c + X @ W), and h is 1 where u_h < p. The visible units see h through W.T: v is 1 where u_v < "
        "sigmoid(b + h @ W.T). Then q is made of v as p is of X.",
        "For W it is (X.T @ p - v.T @ q) / n, for b the mean of X - v over the examples, for c that of p - q.",
    ),
    solution=_source(),
    cases=_batches,
    unseen=lambda rng: batch(rng, *rng.integers(1, 6, 3)),
    returns=("dW", "db", "dc"),
    causes=("db", "dc", "dW"),
    mistakes=(
        _mistake(
            "the wrong way",
            "All three have the wrong sign: this makes the data less likely. The statistics of the data are added, "
            "those of the reconstruction subtracted.",
            dW="(v.T @ q - X.T @ p) / n",
            db="(v - X).sum(axis=0) / n",
            dc="(q - p).sum(axis=0) / n",
        ),
        _mistake(
            "sums",
            "All three are sums over the examples: divide by n, so that a larger batch takes no larger step.",
            dW="X.T @ p - v.T @ q",
            db="(X - v).sum(axis=0)",
            dc="(p - q).sum(axis=0)",
        ),
        _mistake(
            "dW is a sum",
            "Only `dW` is wrong: it is a sum over the examples. Divide by n, as in the other two.",
            dW="X.T @ p - v.T @ q",
        ),
        _mistake(
            "dW the wrong way",
            "Only `dW` is wrong: it has the wrong sign.",
            dW="(v.T @ q - X.T @ p) / n",
        ),
        _mistake(
            "probabilities of the visible units",
            "The visible units are not drawn: it takes their probabilities for v. Compare them with u_v; without the "
            "noise the chain is another one.",
            v="sigmoid(b + h @ W.T)",
        ),
        _mistake(
            "probabilities passed on",
            "The hidden units are not drawn: it passes their probabilities on to the visible ones. With more than one "
            "bit in each of them, the units could tell more of X than states of 0 and 1 can.",
            h="p",
        ),
        _mistake(
            "nothing drawn",
            "Nothing is drawn: it takes the probabilities for h and for v. Compare them with u_h and u_v.",
            h="p",
            v="sigmoid(b + h @ W.T)",
        ),
        _mistake(
            "drawn the other way around",
            "Both sides are drawn the other way around: a unit is 1 where its number is below its probability, so that "
            "a probability of 1 gives 1.",
            h="1.0 * (u_h > p)",
            v="1.0 * (u_v > sigmoid(b + h @ W.T))",
        ),
        _mistake(
            "hidden units drawn the other way around",
            "The hidden units are drawn the other way around: 1 where u_h is below p.",
            h="1.0 * (u_h > p)",
        ),
        _mistake(
            "visible units drawn the other way around",
            "The visible units are drawn the other way around: 1 where u_v is below the probability.",
            v="1.0 * (u_v > sigmoid(b + h @ W.T))",
        ),
        _mistake(
            "rounded",
            "It draws no random states, but takes 1 where the probability is above 0.5: compare with u_h and u_v.",
            h="1.0 * (p > 0.5)",
            v="1.0 * (sigmoid(b + h @ W.T) > 0.5)",
        ),
        _mistake(
            "without the visible biases",
            "The biases b are missing where the visible units are drawn.",
            v="1.0 * (u_v < sigmoid(h @ W.T))",
        ),
        _mistake(
            "without the hidden biases",
            "The biases c are missing in the probabilities of the hidden units.",
            p="sigmoid(X @ W)",
            q="sigmoid(v @ W)",
        ),
        _mistake(
            "states in the data's statistics",
            "`dW` and `dc` take the drawn states h for the data: take their probabilities p, which have less noise and "
            "the same mean.",
            dW="(X.T @ h - v.T @ q) / n",
            dc="(h - q).sum(axis=0) / n",
        ),
        _mistake(
            "states in dW",
            "Only `dW` is wrong: it takes the drawn states h for the data. Take their probabilities p.",
            dW="(X.T @ h - v.T @ q) / n",
        ),
        _mistake(
            "the old probabilities",
            "`dW` takes p for the reconstruction as well: its hidden probabilities q are those given v.",
            dW="(X.T @ p - v.T @ p) / n",
        ),
        _mistake(
            "the old states",
            "`dW` takes the states h for the reconstruction: they were drawn given X. Its hidden probabilities are "
            "those given v.",
            dW="(X.T @ p - v.T @ h) / n",
        ),
        _mistake(
            "products of differences",
            "`dW` is the product of the differences X - v and p - q: it is the difference of two products.",
            dW="(X - v).T @ (p - q) / n",
        ),
        _mistake(
            "the data alone",
            "`dW` is the data's statistics alone: without those of the reconstruction the weights grow without end.",
            dW="X.T @ p / n",
        ),
        _mistake(
            "the product of the means",
            "`dW` is made of means over the examples: first the product of each example's units, then the mean.",
            dW="np.outer(X.mean(axis=0), p.mean(axis=0)) - np.outer(v.mean(axis=0), q.mean(axis=0))",
        ),
        _mistake(
            "dc of the states",
            "Only `dc` is wrong: it takes the drawn states h for the data. Take their probabilities p.",
            dc="(h - q).sum(axis=0) / n",
        ),
        _mistake(
            "no hidden biases",
            "Only `dc` is wrong: it is 0, as if the hidden biases did not learn.",
            dc="0 * c",
        ),
        _mistake(
            "no visible biases",
            "Only `db` is wrong: it is 0, as if the visible biases did not learn.",
            db="0 * b",
        ),
        _mistake(
            "db of the probabilities",
            "Only `db` is wrong: it takes the probabilities of the visible units in the place of the states v.",
            db="(X - sigmoid(b + h @ W.T)).sum(axis=0) / n",
        ),
    ),
)
