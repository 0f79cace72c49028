"""Chapter 02, regression: a line through patients, the cost over its two weights, and the ways down."""

from functools import lru_cache

import numpy as np

from ... import _checks, data

#: What the sliders may reach, (w0 low, w0 high, w1 low, w1 high), in points of progression.
WINDOW = (-30.0, 320.0, -150.0, 200.0)
START = (290.0, -90.0)
BATCHES = (1, 4, 16, 64, 442)
MOST_STEPS = 100
FAR = 1e5  # a path this far away has diverged, and is followed no further


def standardize(X, like=None):
    """``X`` (n, d) with mean 0 and standard deviation 1 in every column, measured on ``like`` (by default X itself)."""
    X = _checks.as_array(X, "standardize: X", ndim=2)
    like = X if like is None else _checks.as_array(like, "standardize: like", shape=(None, X.shape[1]))
    spread = like.std(axis=0)
    if (spread == 0).any():
        column = int(np.argmin(spread))
        raise ValueError(f"standardize: column {column} is the same in every row, so it has no spread to divide by")
    return (X - like.mean(axis=0)) / spread


@lru_cache(maxsize=1)
def patients():
    """The diabetes data by body mass index alone, standardized: x (442,), and the progression y (442,)."""
    patients = data.diabetes().features("body mass index")
    x, y = standardize(patients.X)[:, 0], patients.y
    x.flags.writeable = y.flags.writeable = False
    return x, y


def with_one(x):
    """The inputs with x0 = 1 in front: x (n,) or (n, d) becomes (n, 1 + d), so that w0 is a weight like the others."""
    x = _checks.as_array(x, "with_one", ndim=(1, 2))
    return np.column_stack([np.ones(len(x)), x])


def cost(X, w, y):
    """The mean squared error J(w) = 1/n Σ (x w − y)² of weights w (d,) or, at once, of the columns of w (d, k)."""
    error = X @ w - (y if np.ndim(w) == 1 else y[:, None])
    return np.mean(error**2, axis=0)


def gradient(X, w, y):
    """∇J(w) = 2/n Xᵀ(X w − y)."""
    return 2 / len(X) * X.T @ (X @ w - y)


def curvature(X):
    """The Hessian of J, 2/n XᵀX (d, d): how fast the gradient changes. It is the same at every w."""
    X = _checks.as_array(X, "curvature: X", ndim=2)
    return 2 / len(X) * X.T @ X


def rate_limit(X):
    """2 / λ_max: gradient descent on J comes to rest for every learning rate below it and for none above."""
    return 2 / np.linalg.eigvalsh(curvature(X))[-1]


def closed_form(X, y):
    """The weights of least J, from ∇J = 0."""
    X = _checks.as_array(X, "closed_form: X", ndim=2)
    y = _checks.as_array(y, "closed_form: y", shape=(len(X),))
    return np.linalg.lstsq(X, y, rcond=None)[0]


def descend(X, y, start, rate, steps, size=None, rng=None):
    """The weights (steps + 1, d) on a path of gradient descent from ``start``, each step on ``size`` random rows.

    Without ``size``, or with all n rows, each step uses all of them. A path that runs beyond 10⁵ ends there.
    """
    X = _checks.as_array(X, "descend: X", ndim=2)
    n, rate = len(X), _checks.number(rate, "descend: rate", above=0)
    size = n if size is None else _checks.whole(size, "descend: size", low=1, high=n)
    if size < n:
        _checks.generator(rng)
    order, path = [], [np.array(start, dtype=float)]
    for _ in range(steps):
        if len(order) < size:  # a new pass over the rows, shuffled
            order = np.arange(n) if size == n else rng.permutation(n)
        rows, order = order[:size], order[size:]
        path.append(path[-1] - rate * gradient(X[rows], path[-1], y[rows]))
        if np.abs(path[-1]).max() > FAR:
            break
    return np.array(path)


# --- Instruments


def line_fit(w0, w1):
    """What the line ŷ = w0 + w1 x does for the patients: its errors, its cost, and the cost of all lines around."""
    x, y = patients()
    X = with_one(x)
    best = closed_form(X, y)
    w = np.array([_checks.number(w0, "w0"), _checks.number(w1, "w1")])
    return {
        "x": x,
        "y": y,
        "w": w,
        "prediction": X @ w,
        "cost": float(cost(X, w, y)),
        "best": best,
        "least": float(cost(X, best, y)),
        "downhill": -gradient(X, w, y),
        **_surface(0.0),
    }


def descent_path(rate, size, shift, steps):
    """A path over the cost of a line, on mini-batches of ``size``, for x with mean ``shift`` and spread 1."""
    x, y = patients()
    X = with_one(x + _checks.number(shift, "shift"))
    path = descend(X, y, START, rate, steps, size, np.random.default_rng(5))
    best = closed_form(X, y)
    return {
        "path": path,
        "costs": cost(X, path.T, y),
        "best": best,
        "least": float(cost(X, best, y)),
        "rate": rate,
        "limit": float(rate_limit(X)),
        "size": size,
        "n": len(y),
        "steps": steps,
        "away": len(path) <= steps,
        **_surface(shift),
    }


@lru_cache(maxsize=64)
def _surface(shift):
    """J on a grid over the window."""
    x, y = patients()
    X = with_one(x + shift)
    w0, w1 = np.linspace(*WINDOW[:2], 70), np.linspace(*WINDOW[2:], 60)
    grid = data.grid_points(w0, w1).T
    best = closed_form(X, y)
    away = grid - best[:, None]  # J(w) = J(w*) + ½ (w − w*)ᵀ H (w − w*)
    J = cost(X, best, y) + 0.5 * np.einsum("ik,ij,jk->k", away, curvature(X), away)
    return {"axis0": w0, "axis1": w1, "surface": J.reshape(len(w1), len(w0))}


# --- Figures


def rates_around_the_limit(shift=1.0, steps=60, shares=(0.1, 0.5, 0.95, 1.02)):
    """J − J(w*) along full-batch paths whose rates are given shares of the limit 2/λ_max."""
    x, y = patients()
    X = with_one(x + shift)
    best, limit = closed_form(X, y), rate_limit(X)
    excess = {}
    for share in shares:
        path = descend(X, y, START, share * limit, steps)
        excess[share] = cost(X, path.T, y) - cost(X, best, y)
    return {"excess": excess, "limit": limit}


def raw_and_standardized(steps=40):
    """Two valleys of one problem: body mass index in units of 10 kg/m², and standardized, each with a path.

    Both paths take half of the largest rate that is safe, 1 / λ_max.
    """
    x, y = patients()
    raw = data.diabetes().features("body mass index").X[:, 0] / 10
    panels = []
    for name, X in (("in units of 10 kg/m²", with_one(raw)), ("standardized", with_one(x))):
        best, values = closed_form(X, y), np.linalg.eigvalsh(curvature(X))
        start = best + np.array([150.0, -110.0])
        path = descend(X, y, start, 1 / values[-1], steps)
        w0, w1 = best[0] + np.linspace(-190, 190, 90), best[1] + np.linspace(-190, 190, 80)
        grid = data.grid_points(w0, w1).T
        panels.append(
            {
                "name": name,
                "path": path,
                "best": best,
                "axis0": w0,
                "axis1": w1,
                "ratio": values[-1] / values[0],
                "surface": cost(X, grid, y).reshape(len(w1), len(w0)),
                "left": cost(X, path[-1], y) - cost(X, best, y),
            }
        )
    return panels


def gradient_noise(X, y, w, sizes, draws=2000, rng=None):
    """How far the gradient of a random mini-batch lies from the gradient of all rows, for each size.

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
