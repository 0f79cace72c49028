"""Other inputs than an exercise's own, drawn from what its text speaks of."""

import copy

import numpy as np

from course_nn.chapters.ch05_optimizers.exercise_largest_stable_rate import _Limit
from course_nn.chapters.ch07_cnn_filters.exercise_vertical_edges import edge
from course_nn.chapters.ch10_autoencoders.exercise_principal_subspace import PRINCIPAL_SUBSPACE, cloud, trained
from course_nn.chapters.ch13_energy_models.exercise_contrastive_divergence_step import batch as energy_batch
from course_nn.chapters.ch13_energy_models.exercise_hopfield_energy import symmetric
from course_nn.chapters.ch14_frameworks.exercise_averaged_gradient import parts_of
from course_nn.chapters.ch14_frameworks.exercise_from_state_dict import state_of
from course_nn.chapters.ch14_frameworks.exercise_keras_parameters import drawn_rows
from course_nn.exercises.comparison import numbers


def drawn(exercise, count):
    """``count`` of them, the same every time: as the exercise's are drawn here, or else its cases, changed."""
    rng = np.random.default_rng(2026)
    if exercise.name in DRAW:
        return [DRAW[exercise.name](rng) for _ in range(count)]
    cases = exercise.cases()
    return [tuple(map(_changed, cases[k % len(cases)], [rng] * 99)) for k in range(count)]


def _changed(value, rng):
    """An array of other numbers of the same signs; anything else as it is."""
    array = numbers(value)
    if isinstance(value, np.ndarray) and array is not None and array.dtype.kind == "f":
        return np.round(array * rng.uniform(0.5, 1.5, array.shape), 3)
    return copy.deepcopy(value)


def _floats(rng, *shape):
    """Small ones, whole ones (with ties and zeros), large ones."""
    kind = rng.integers(3)
    if kind == 0:
        return rng.integers(-3, 4, shape).astype(float)
    return np.round(rng.normal(size=shape), 2) if kind == 1 else rng.normal(size=shape) * 4


def _float(rng):
    return float(_floats(rng))


def _separated(rng):
    """Rows with labels, a line that separates them, and that not too narrowly."""
    while True:
        n, d = rng.integers(2, 10), rng.integers(1, 4)
        X, w, b = _floats(rng, n, d), _floats(rng, d), _float(rng)
        z = X @ w + b
        if min(abs(z)) > 0.1 and (1 + np.max(np.sum(X**2, axis=1))) * (w @ w + b * b) < 500 * min(abs(z)) ** 2:
            return X, (z > 0).astype(int), w, b


def _crowd(rng):
    n = rng.integers(2, 9)
    X = rng.integers(-1, 4, (n, 1)).astype(float) if rng.random() < 0.6 else _floats(rng, n, 2)
    return X, rng.integers(0, 2, n), int(rng.integers(1, 5))


def _batches(rng):
    n, d = rng.integers(1, 10), rng.integers(1, 4)
    rate, size = 0.05 * int(rng.integers(1, 5)), int(rng.integers(1, n + 2))
    return _floats(rng, n, d), _floats(rng, n), _floats(rng, d), rate, size, rng.permutation(n)


def _logits(rng):
    z = _floats(rng, *rng.integers(1, 6, 2)) + rng.choice([-1000.0, 0.0, 1000.0])
    return (z + rng.choice([-1000.0, 0.0, 1000.0], (len(z), 1)) * (rng.random() < 0.5),)


def _moments(rng):
    d, first = rng.integers(1, 5), rng.random() < 0.3
    m, v = (np.zeros(d), np.zeros(d)) if first else (_floats(rng, d), rng.uniform(0.01, 2, d))
    rest = (float(rng.choice(some)) for some in ((0.01, 1.0), (0.5, 0.9), (0.9, 0.99), (1e-8, 1e-3, 0.1)))
    return _floats(rng, d), m, v, 1 if first else int(rng.integers(2, 50)), _floats(rng, d), *rest


def _interval(rng):
    low, width = float(rng.choice([0, 0.1, 3])), float(rng.choice([0.1, 1, 7]))
    return _Limit(low + width * rng.uniform(0.001, 0.999)), low, low + width, int(rng.integers(0, 12))


def _dropout(rng):
    shape = rng.integers(1, 5, 2)
    rate = float(rng.choice([0, 0.1, 0.25, 0.5, 0.75]))
    return _floats(rng, *shape), rate, rng.choice([rng.random(), rate, 0.9], shape), bool(rng.random() < 0.7)


def _losses(rng):
    n = rng.integers(1, 10)
    some = rng.integers(1, 6, n).astype(float) if rng.random() < 0.5 else np.abs(_floats(rng, n)) + 0.5
    return some * float(rng.choice([1, 1000])), int(rng.integers(1, 6))


def _bump(rng):
    left = _float(rng)
    return _floats(rng, rng.integers(1, 7)), left, left + abs(_float(rng)) + 0.1, int(rng.integers(1, 20)) / 2


def _windows(rng):
    kernel, stride, dilation = (int(one) for one in rng.integers(1, 6, 3))
    padding, span = int(rng.integers(0, 4)), dilation * (kernel - 1) + 1
    return max(span - 2 * padding, 1) + int(rng.integers(0, 15)), kernel, stride, padding, dilation


def _filters(rng):
    c_in, c_out, k_h, k_w = rng.integers(1, 4, 4)
    h, w = np.array([k_h, k_w]) + rng.integers(0, 4, 2)
    return _floats(rng, c_in, h, w), _floats(rng, c_out, c_in, k_h, k_w)


def _scene(rng):
    """Columns that are all equal, or two even surfaces with a vertical edge between them."""
    if rng.random() < 0.5:
        rows, columns = rng.integers(3, 8, 2)
        return (np.repeat(_floats(rng, rows, 1), columns, axis=1),)
    return (edge(*rng.permutation([-2, 0, 1, 3])[:2], *rng.integers(2, 5, 2), rng.integers(3, 6)),)


def _masked(rng):
    """Sequences of unequal length, padded with token 0 or with holes; p may be 0 but for a right token that counts."""
    n, t, k = rng.integers(1, 5, 3)
    mask = np.arange(t) < rng.integers(1, t + 1, (n, 1)) if rng.random() < 0.5 else rng.random((n, t)) < 0.6
    mask[:, 0] |= ~mask.any(axis=1)
    p, y = rng.dirichlet(np.ones(k), (n, t)), rng.integers(0, k, (n, t)) * (mask if rng.random() < 0.5 else 1)
    sure = rng.random((n, t)) < 0.2
    p[sure] = np.eye(k)[np.where(mask, y, 0)][sure]
    if rng.random() < 0.2:
        p[mask & ~sure] *= 1e-25
    return p, y, mask


def _gradients(rng):
    shapes = (rng.integers(1, 4, rng.integers(1, 4)) for _ in range(rng.integers(1, 5)))
    return [_floats(rng, *shape) * rng.choice([0.0, 1, 1, 1]) for shape in shapes], float(rng.choice([0.3, 1, 5, 20]))


def _sampling(rng):
    tau = float(rng.choice([0.1, 0.5, 1, 2, 5]))
    z = _floats(rng, rng.integers(1, 7)) * rng.choice([1.0, 1.0, 1000.0]) + rng.choice([-1000.0, 0.0, 1000.0])
    return z, tau, float(rng.choice([0.0, 1e-307, rng.random(), rng.random()]))


def _subspace(rng):
    """A decoder that is trained or not; the variances in its subspace apart, and no direction that a rounding turns."""
    while True:
        d = rng.integers(2, 6)
        X, k = cloud(rng, d + rng.integers(2, 6), d, float(rng.choice([0, 1, 10]))), rng.integers(1, d + 1)
        decoder = trained(X, _floats(rng, k, k)) if rng.random() < 0.5 else _floats(rng, k, d)
        if np.linalg.cond(decoder) < 100:
            directions, variances = PRINCIPAL_SUBSPACE.reference(X, decoder)
            apart = (variances[:-1] > 1.1 * variances[1:]).all()
            if apart and np.abs(directions @ np.cos(1 + 2.0 * np.arange(d))).min() > 0.05:
                return X, decoder


def _vectors(many, *choices):
    """A way to draw some arrays (d,), and a number out of each of the choices."""

    def draw(rng):
        d = rng.integers(1, 5)
        return *(_floats(rng, d) for _ in range(many)), *(float(rng.choice(some)) for some in choices)

    return draw


def _shaped(shapes, sides):
    """A way to draw arrays whose shapes are given by letters, each letter a side."""

    def draw(rng):
        length = dict(zip(sides, rng.integers(1, 6, len(sides)), strict=True))
        return tuple(_floats(rng, *(length[side] for side in shape)) for shape in shapes)

    return draw


def _with(draw, *more):
    return lambda rng: (*draw(rng), *(one(rng) for one in more))


def _labeled(rng):
    (X, w) = _shaped(("ni", "i"), "ni")(rng)
    return X, rng.integers(0, 2, len(X)), w, _float(rng), 0.1 * int(rng.integers(1, 10))


def _critic_numbers(rng):
    return tuple(_floats(rng, k) * float(rng.choice([1, 1, 20, 1000])) for k in rng.integers(1, 7, 2))


def _around_centers(rng):
    """Samples near some of the centers, far ones, and some on a border; circles of 3σ overlap at times."""
    k, sigma = int(rng.integers(1, 6)), float(rng.choice([0.25, 0.5, 1.0]))
    centers = np.stack([4.0 * np.arange(k), rng.integers(-2, 3, k)], axis=1) * float(rng.choice([0.5, 1.0]))
    around = centers[rng.integers(0, k, rng.integers(2, 30))]
    steps = rng.normal(size=around.shape) * sigma * float(rng.choice([0.5, 2.0]))
    steps[rng.random(len(steps)) < 0.2] = np.eye(2)[0] * 3 * sigma
    return around + np.round(steps, 3), centers, sigma


def _scores(rng):
    """Small or large ones, in rows that are far from each other or not."""
    t = int(rng.integers(1, 6))
    far = rng.choice([-1000.0, 0.0, 1000.0], (t, 1)) * (rng.random() < 0.5)
    return ((_floats(rng, t, t) + far) * float(rng.choice([1, 1, 300])),)


def _queries(rng):
    """Queries, keys and values; the products of some are so large that their exponentials overflow."""
    Q, K, V = _shaped(("td", "sd", "sc"), "tsdc")(rng)
    return Q * float(rng.choice([1, 1, 1000])), K, V


def _plus_minus(rng):
    return (rng.choice([-1, 1], size=rng.integers(1, 6, 2)),)


def _energies(rng):
    n = int(rng.integers(2, 7))
    return symmetric(_floats(rng, n, n)), _floats(rng, n), rng.choice([-1, 1], size=n)


def _state(rng):
    """One to three dense layers, some without a bias, their names in any order."""
    numbers = sorted(int(one) for one in rng.choice(15, rng.integers(1, 4), replace=False))
    widths, biases = rng.integers(1, 5, len(numbers) + 1), [one for one in numbers if rng.random() < 0.7]
    state = state_of(rng, widths, numbers, biases)
    return ({str(name): state[name] for name in rng.permutation(list(state))},)


def _parts(rng):
    """One to four parts, of which some may be empty, but not all."""
    sizes = [int(one) for one in rng.integers(0, 6, rng.integers(1, 5))]
    return parts_of(rng, sizes if any(sizes) else [2], int(rng.integers(1, 4)))


DRAW = {
    "weighted_sum": lambda rng: (*_vectors(2)(rng), _float(rng)),
    "mean_squared_error": _vectors(2),
    "output_shape": lambda rng: tuple(int(one) for one in rng.integers(1, 40, 3)),
    "update": lambda rng: ((x := _vectors(2)(rng))[0], _float(rng), x[1], int(rng.integers(2))),
    "learn": lambda rng: _separated(rng)[:2],
    "most_mistakes": _separated,
    "pocket": _crowd,
    "third_gradient": lambda rng: (_float(rng), _float(rng), _float(rng), *_vectors(3)(rng)),
    "one_epoch": _batches,
    "fit_line": lambda rng: (*((x := _vectors(2)(rng))[0][:, None], x[1]), 0.1, int(rng.integers(1, 6))),
    "logistic_step": _labeled,
    "softmax_by_hand": _logits,
    "count_parameters": lambda rng: ([int(one) for one in rng.integers(1, 12, rng.integers(2, 6))],),
    "bump": _bump,
    "xor_forward": _with(_shaped(("ni", "io", "o", "o"), "nio"), _float),
    "softsign_backward": _shaped(("ni", "ni"), "ni"),
    "dense_backward": _shaped(("ni", "io", "no"), "nio"),
    "momentum_step": _vectors(3, (0.01, 0.3, 1.5), (0.0, 0.5, 0.9)),
    "adam_step": _moments,
    "largest_stable_rate": _interval,
    "inverted_dropout": _dropout,
    "stop_at": _losses,
    "conv_output_size": _windows,
    "correlate": _filters,
    "vertical_edges": _scene,
    "rnn_step": _shaped(("ni", "nh", "ih", "hh", "h"), "nih"),
    "masked_loss": _masked,
    "clip_global_norm": _gradients,
    "sample_with_temperature": _sampling,
    "reparametrize": _shaped(("nk", "nk", "nk", "nk"), "nk"),
    "gaussian_kl": _shaped(("nk", "nk"), "nk"),
    "principal_subspace": _subspace,
    "Swish": _with(_shaped(("ni", "ni"), "ni"), _float),
    "game_losses": _critic_numbers,
    "covered_modes": _around_centers,
    "attention": _queries,
    "causal_weights": _scores,
    "transformer_parameters": lambda rng: tuple(int(one) for one in rng.integers(1, 60, 4)),
    "hebb_rule": _plus_minus,
    "hopfield_energy": _energies,
    "from_state_dict": _state,
    "averaged_gradient": _parts,
    "keras_parameters": drawn_rows,
    "contrastive_divergence_step": lambda rng: energy_batch(rng, *rng.integers(1, 6, 3)),
}
