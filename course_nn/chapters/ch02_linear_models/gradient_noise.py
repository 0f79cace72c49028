"""Gradient noise: how far the gradient of a random mini-batch lies from that of all rows, and what a step costs."""

import numpy as np

from ... import _checks


def noise_by_batch_size(X, y, w, sizes, draws=2000, rng=None):
    """The noise of one step's gradient at ``w`` for every batch size, measured and as theory has it.

    The noise is the root mean square of ‖∇J_batch − ∇J‖ over ``draws`` batches, drawn without repetition. Theory:
    σ √((1 − m/n) / m), with σ² = the summed variance of one row's gradient (n/(n − 1) for a sample).
    """
    _checks.generator(rng)
    each = 2 * (X @ w - y)[:, None] * X  # (n, d): the gradient of one row's squared error
    n, mean = len(X), each.mean(axis=0)
    measured = []
    for size in sizes:
        batches = np.array([each[rng.choice(n, size, replace=False)].mean(axis=0) for _ in range(draws)])
        measured.append(np.sqrt(np.mean(np.sum((batches - mean) ** 2, axis=1))))
    sizes = np.asarray(sizes)
    sigma = np.sqrt(np.sum((each - mean) ** 2) / (n - 1))
    return {
        "sizes": sizes,
        "measured": np.array(measured),
        "theory": sigma * np.sqrt((1 - sizes / n) / sizes),
        "gradient": float(np.linalg.norm(mean)),
        "operations": 2 * sizes * X.shape[1],
        "n": n,
    }
