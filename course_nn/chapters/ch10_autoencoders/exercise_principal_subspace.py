"""An exercise of chapter 10: the principal directions, from what a linear autoencoder has learned."""

import numpy as np

from ...exercises import draws
from ...exercises.comparison import kind_of, numbers, parts
from ...exercises.exercise import Exercise, Mistake
from ...exercises.running import Unusable


def cloud(rng, n, d, center=0.0):
    """Examples (n, d), n above d, whose spread is clearly another in each principal direction; all lie aslant."""
    X = rng.normal(size=(n, d))
    X -= X.mean(axis=0)
    left, _, _ = np.linalg.svd(X, full_matrices=False)
    turn, _ = np.linalg.qr(rng.normal(size=(d, d)))
    return np.round(left * np.sqrt(n) * 2.0 ** np.arange(d)[::-1] @ turn + center * np.cos(np.arange(d)), 3)


def trained(X, mixture):
    """A decoder (k, d) whose rows are mixtures of the first k principal directions."""
    mixture = np.array(mixture, dtype=float)
    directions = np.linalg.svd(X - X.mean(axis=0))[2][: len(mixture)]
    return mixture @ directions


def _decoders():
    rng = np.random.default_rng(7)
    flat = np.array([[3.0, 4.0], [-3.0, -4.0], [0.8, -0.6], [-0.8, 0.6]])
    cases = [
        (flat, np.array([[6.0, 8.0]])),
        (flat + np.array([10.0, -3.0]), np.array([[1.0, 0.5], [1.0, -0.25]])),
    ]
    X = cloud(rng, 5, 3, 2.0)
    cases.append((X, trained(X, [[1.0, 0.4], [0.3, -2.0]])))
    X = cloud(rng, 6, 3)
    cases.append((X, np.array([[1.0, 1.0, 0.0]])))  # hardly trained
    X = cloud(rng, 7, 4, 10.0)
    # Of these np.linalg.eig finds the third direction first, then the first and the second.
    cases.append((X, trained(X, [[0.02, 20.0, 3.0], [3.0, 0.0, 0.01], [3.0, 2.0, 0.0]])))
    X = cloud(rng, 8, 4)
    cases.append((X, np.round(rng.normal(size=(2, 4)), 2)))
    X = cloud(rng, 9, 5, -1.0)
    cases.append((X, np.array([[1.0, 0.0], [0.95, 0.2]]) @ trained(X, np.eye(2))))  # rows that are nearly parallel
    return cases


def _any_decoder(rng):
    """Trained or not; the variances in its subspace apart, and no direction that a rounding turns."""
    while True:
        d = rng.integers(2, 6)
        X, k = cloud(rng, d + rng.integers(2, 6), d, float(rng.choice([0, 1, 10]))), rng.integers(1, d + 1)
        decoder = trained(X, draws.floats(rng, k, k)) if rng.random() < 0.5 else draws.floats(rng, k, d)
        if np.linalg.cond(decoder) < 100:
            directions, variances = PRINCIPAL_SUBSPACE.reference(X, decoder)
            apart = (variances[:-1] > 1.1 * variances[1:]).all()
            if apart and np.abs(directions @ np.cos(1 + 2.0 * np.arange(d))).min() > 0.05:
                return X, decoder


def _one_way(answer, X, decoder):
    """What the answer returns, each row of length 1 turned so that its numbers, weighted alike, add up to more than 0.

    Other rows are no directions: they are shown as they came.
    """
    came = answer(X, decoder)
    if came is None:
        return came
    k, d = decoder.shape
    several = parts((np.empty((k, d)), np.empty(k)), came)
    if several is None or len(several) != 2:
        what = kind_of(came) if several is None else f"{len(several)} value{'s' if len(several) != 1 else ''}"
        raise Unusable(f"two results were expected, the directions and the variances; what came is {what}")
    directions = numbers(several[0])
    if directions is None or directions.shape != (k, d):
        return several
    weights = np.cos(1 + 2.0 * np.arange(d))
    is_direction = np.abs(np.linalg.norm(directions, axis=1) - 1) < 1e-4
    signs = np.where(is_direction & (directions @ weights < 0), -1, 1).astype(directions.dtype)
    return directions * signs[:, None], several[1]


_FIND = '''
def principal_subspace(X, decoder):
    """The principal directions within the subspace that a linear autoencoder has learned, and the variances there.

    X (n, d) holds n examples, one in each row, and `decoder` (k, d) the decoder's weights: it makes c @ decoder of a
    code c, and then adds the mean of X. Its k rows span the subspace; they may have any lengths and angles, but none
    is a mixture of the others. The subspace need not be the best one: the training may have been short.

    What is returned is `directions` (k, d) and `variances` (k,). The directions have length 1, are perpendicular to
    each other and lie in the subspace; each may point either way. The coordinates of X along two of them are
    uncorrelated, and the variances of these coordinates, the mean of their squares about their mean, come with the
    largest one first.
    """
%s
'''
_BASIS = "    Q, _ = np.linalg.qr(decoder.T)\n"
_CENTERED = "    centered = X - X.mean(axis=0)\n"
_WITHIN = (
    "    codes = centered @ Q\n"
    "    variances, V = np.linalg.eigh(codes.T @ codes / len(X))\n"
    "    order = np.argsort(variances)[::-1]\n"
)
_FOUND = _BASIS + _CENTERED + _WITHIN
_RIGHT = "    return (Q @ V[:, order]).T, variances[order]"


def _mistake(name, body, message):
    return Mistake(name, _FIND % body, message)


PRINCIPAL_SUBSPACE = Exercise(
    name="principal_subspace",
    title="PCA from a linear autoencoder",
    stub=_FIND % "    ...",
    hints=(
        "Two steps. First k perpendicular directions of length 1 that span what the decoder's rows span. Then turn "
        "them within the subspace until the coordinates of X along them are uncorrelated.",
        "The first output of np.linalg.qr(decoder.T), say Q (d, k), has such directions as its columns. The "
        "coordinates of the centered examples along them are (X - X.mean(axis=0)) @ Q, an array (n, k): make its PCA.",
        "Of the covariance C (k, k) of these coordinates, np.linalg.eigh(C) gives the variances, the smallest first, "
        "and as columns of V the directions within the subspace: Q @ V leads back to d dimensions. Turn the order "
        "round, and make the columns rows.",
    ),
    solution=_FIND % (_FOUND + _RIGHT),
    cases=_decoders,
    unseen=_any_decoder,
    probe=_one_way,
    returns=("directions", "variances"),
    mistakes=(
        _mistake(
            "principal directions of X",
            _CENTERED + "    V = np.linalg.svd(centered, full_matrices=False)[2]\n    return V[: len(decoder)], ...",
            "It finds the principal directions of X in the whole space, and the decoder has no say. They lie in the "
            "subspace only where the training was long enough: look for them within it.",
        ),
        _mistake(
            "principal directions of X, not centered",
            "    V = np.linalg.svd(X, full_matrices=False)[2]\n    return V[: len(decoder)], ...",
            "It finds directions of X in the whole space, without subtracting the mean, and the decoder has no say: "
            "center X, and look for the directions within the subspace.",
        ),
        _mistake(
            "decoder's rows at length 1",
            _CENTERED + "    rows = decoder / np.linalg.norm(decoder, axis=1, keepdims=True)\n    return rows, ...",
            "The directions are the decoder's rows, divided by their lengths. They span the subspace, but they are "
            "neither perpendicular to each other nor the directions of the largest variance: nothing in the loss asks "
            "for that.",
        ),
        _mistake(
            "decoder's rows in order",
            _CENTERED + "    rows = decoder / np.linalg.norm(decoder, axis=1, keepdims=True)\n"
            "    order = np.argsort((centered @ rows.T).var(axis=0))[::-1]\n    return rows[order], ...",
            "The directions are the decoder's rows at length 1, the largest variance first: an order does not turn "
            "them, and they are neither perpendicular nor uncorrelated.",
        ),
        _mistake(
            "perpendicular and in order, not turned",
            _BASIS + _CENTERED + "    order = np.argsort((centered @ Q).var(axis=0))[::-1]\n    return Q.T[order], ...",
            "The directions are those of np.linalg.qr, the largest variance first: an order does not turn them. The "
            "coordinates of X along them are still correlated, so make their PCA.",
        ),
        _mistake(
            "decoder's rows",
            "    return decoder, ...",
            "The directions are the decoder's rows as they are: these span the subspace, but have neither length 1 nor "
            "right angles.",
        ),
        _mistake(
            "perpendicular, not turned",
            "    Q, _ = np.linalg.qr(decoder.T)\n    return Q.T, ...",
            "The directions are perpendicular, have length 1 and span the right subspace, but the coordinates of X "
            "along them are correlated: turn them within the subspace, by the PCA of these coordinates.",
        ),
        _mistake(
            "singular vectors of the decoder",
            "    return np.linalg.svd(decoder, full_matrices=False)[2], ...",
            "The directions are the singular vectors of the decoder. They span the right subspace, but their order and "
            "their angles come from the weights: the variances are those of X, so X must decide.",
        ),
        _mistake(
            "smallest first",
            _FOUND + "    return (Q @ V).T, variances",
            "The smallest variance comes first, as np.linalg.eigh has them: the largest one is to come first, with its "
            "direction.",
        ),
        _mistake(
            "directions in the other order",
            _FOUND + "    return (Q @ V).T, variances[order]",
            "The variances are right, but the directions come the other way round: the first one belongs to the first "
            "variance.",
        ),
        _mistake(
            "variances in the other order",
            _FOUND + "    return (Q @ V[:, order]).T, variances",
            "The directions are right, but their variances come the other way round: the first one belongs to the "
            "first direction.",
        ),
        _mistake(
            "rows of V",
            _FOUND + "    return (Q @ V.T[:, order]).T, variances[order]",
            "The rows of V are taken for its columns: np.linalg.eigh gives the directions as columns, V[:, i].",
        ),
        _mistake(
            "rows of svd",
            _BASIS + _CENTERED + "    _, s, V = np.linalg.svd(centered @ Q, full_matrices=False)\n"
            "    return (Q @ V).T, ...",
            "The rows of what np.linalg.svd gives last are taken for its columns: its directions are rows, and those "
            "in d dimensions V @ Q.T.",
        ),
        _mistake(
            "rows in another order",
            _FOUND + "    return (Q @ V[order]).T, variances[order]",
            "The order is applied to the rows of V: np.linalg.eigh gives the directions as columns, V[:, order].",
        ),
        _mistake(
            "directions in columns",
            _FOUND + "    return Q @ V[:, order], ...",
            "The directions stand in the columns: in what is returned each is a row, so that it has the shape of the "
            "decoder.",
        ),
        _mistake(
            "variances first",
            _FOUND + "    return variances[order], (Q @ V[:, order]).T",
            "The two results are swapped: the directions come first, and then the variances.",
        ),
        _mistake(
            "divided by n - 1",
            _FOUND + "    return (Q @ V[:, order]).T, variances[order] * len(X) / (len(X) - 1)",
            "The directions are right. The variances are divided by n - 1, as np.cov does: the mean of the squares is "
            "asked for, divided by n.",
        ),
        _mistake(
            "sums of squares",
            _FOUND + "    return (Q @ V[:, order]).T, variances[order] * len(X)",
            "The directions are right. The variances are n times too large: they are sums of squares, and their mean "
            "is asked for.",
        ),
        _mistake(
            "standard deviations",
            _FOUND + "    return (Q @ V[:, order]).T, np.sqrt(variances[order])",
            "The directions are right. The variances are their roots, the standard deviations: take the squares.",
        ),
        _mistake(
            "singular values",
            _FOUND + "    return (Q @ V[:, order]).T, np.sqrt(variances[order] * len(X))",
            "The directions are right. The variances are the singular values of the coordinates: a variance is the "
            "square of one, divided by n.",
        ),
        _mistake(
            "shares of the variance",
            _FOUND + "    return (Q @ V[:, order]).T, variances[order] / variances.sum()",
            "The directions are right. The variances are divided by their sum: they themselves are asked for, and no "
            "shares.",
        ),
        _mistake(
            "shares of the variance of X",
            _FOUND + "    return (Q @ V[:, order]).T, variances[order] / centered.var(axis=0).sum()",
            "The directions are right. The variances are divided by the whole variance of X: they themselves are asked "
            "for, and no shares.",
        ),
        _mistake(
            "not centered",
            _BASIS + "    centered = X\n" + _WITHIN + _RIGHT,
            "The mean of X is not subtracted: where it is not 0, what is found are mean squares about 0, and the "
            "directions in which these are large.",
        ),
        _mistake(
            "one mean for all",
            _BASIS + "    centered = X - X.mean()\n" + _WITHIN + _RIGHT,
            "One mean is subtracted from all numbers: each of the d columns has its own, X.mean(axis=0).",
        ),
        _mistake(
            "codes of the decoder's rows",
            "    Q = decoder.T\n" + _CENTERED + _WITHIN + "    back = (Q @ V[:, order]).T\n"
            "    return back / np.linalg.norm(back, axis=1, keepdims=True), ...",
            "The coordinates are products with the decoder's own rows, which are not perpendicular: what is "
            "uncorrelated there is not perpendicular in X. Make perpendicular directions of the rows first.",
        ),
        _mistake(
            "total variance of X",
            _FOUND + "    full = np.linalg.eigvalsh(centered.T @ centered / len(X))[::-1]\n"
            "    return (Q @ V[:, order]).T, full[: len(decoder)]",
            "The directions are right. The variances are the largest of the whole space: those along the directions "
            "are asked for, which are smaller where the training was short.",
        ),
    ),
)
