"""A penalty is a prior: the least penalized error is the most probable θ. And AdamW's decay, which is no prior."""

import numpy as np

from ... import _checks
from ...bayes import NormalRegression
from ...losses import L2Penalty, SquaredError
from ...models.mlp import mlp
from ...optimizers import SGD, AdamW
from ...schedules import CosineDecay
from ...training import train

#: The instrument's data: y = 1.5 x + noise of spread 0.5.
TRUE_WEIGHT, TRUE_NOISE, MOST = 1.5, 0.5, 50
WEIGHTS = np.linspace(-3, 4, 2801)
SPREADS, NOISES = (0.1, 10.0), (0.1, 3.0)
#: Of both trainings of a network.
RATE, STEPS = 0.1, 4000


def penalty_strength(sigma, tau, n):
    """λ = σ² / (n τ²), with which 1/n Σ (ŷ − y)² + λ Σ w² is least where the posterior is largest.

    The posterior is that of y ~ N(ŷ, σ²) and w ~ N(0, τ²): −log p = Σ (ŷ − y)² / 2σ² + Σ w² / 2τ² + const, and times
    2σ²/n this is the penalized error. `L2Penalty` has a ½ that `SquaredError` has not, so it takes 2λ.
    """
    sigma = _checks.number(sigma, "penalty_strength: sigma", above=0)
    tau = _checks.number(tau, "penalty_strength: tau", above=0)
    return sigma**2 / (_checks.whole(n, "penalty_strength: n", low=1) * tau**2)


def ridge(X, y, strength):
    """The w of least 1/n Σ (X w − y)² + λ Σ w², from its gradient: (XᵀX/n + λ I) w = Xᵀy/n; X (n, d), y (n,)."""
    X = _checks.as_array(X, "ridge: X", ndim=2)
    y = _checks.as_array(y, "ridge: y", shape=(len(X),))
    strength = _checks.number(strength, "ridge: strength", low=0)
    return np.linalg.solve(X.T @ X / len(X) + strength * np.eye(X.shape[1]), X.T @ y / len(X))


def small_problem(seed=0, n=20):
    """x (n, 1), y (n, 1): a noisy wave; and a network 1-2-1 with tanh, in float64, that has not learned yet."""
    rng = np.random.default_rng(_checks.whole(seed, "small_problem: seed", low=0))
    x = np.sort(rng.uniform(-1, 1, (n, 1)), axis=0)
    return x, np.sin(3 * x) + rng.normal(0, 0.3, (n, 1)), mlp([1, 2, 1], rng, dtype=np.float64)


def train_by_penalty(network, x, y, sigma, tau, steps=STEPS):
    """Train in place, by the library: the mean squared error and λ Σ w² over the weights, with momentum 0.9."""
    penalty = L2Penalty(2 * penalty_strength(sigma, tau, len(x)))
    for _ in train(network, SquaredError(), SGD(RATE, momentum=0.9), [(x, y)], steps, penalty=penalty):
        pass
    return network


def log_posterior(network, x, y, sigma, tau, *, biases_too=False):
    """log p(y | x, θ) + log p(θ), up to a constant, and its gradient in θ: noise N(0, σ²), weights N(0, τ²).

    The biases have a flat prior, as they have no penalty; with ``biases_too`` they have that of the weights.
    """
    output, backward = network.forward(x)
    error = y - output
    network.zero_grad()
    backward(error / sigma**2)
    value = -np.sum(error**2) / (2 * sigma**2)
    for parameter in network.parameters().values():
        if parameter.value.ndim > 1 or biases_too:
            value -= np.sum(parameter.value**2) / (2 * tau**2)
            parameter.grad -= parameter.value / tau**2
    return float(value), network.grad.copy()


def train_by_prior(network, x, y, sigma, tau, steps=STEPS, *, biases_too=False):
    """Train in place, by hand: climb `log_posterior`, which is −n/2σ² times the penalized error, with momentum 0.9.

    The rate is 2σ²/n times that of `train_by_penalty`, so that each step is the same one.
    """
    rate, velocity = RATE * 2 * sigma**2 / len(x), 0
    for _ in range(steps):
        velocity = 0.9 * velocity + log_posterior(network, x, y, sigma, tau, biases_too=biases_too)[1]
        network.theta[:] += rate * velocity
    return network


def linear_problem(seed=0, n=40, d=5):
    """X (n, d) and y (n,): a linear model with weights of spread 1 and noise of spread 0.5."""
    rng = np.random.default_rng(_checks.whole(seed, "linear_problem: seed", low=0))
    X = rng.standard_normal((n, d))
    return X, X @ rng.standard_normal(d) + rng.normal(0, 0.5, n)


def adamw_end(X, y, decay, scale=1.0, steps=3000):
    """Where AdamW ends that gets the gradient of ``scale`` times the mean squared error of X w, on all rows; w (d,).

    Its rate falls to 0 as half a cosine; β₂ = β₁ = 0.9, so that its memory is shorter than the descent. At rest
    Adam's quotient m̂/√v̂ is the sign of the gradient, at most 1, and it has to equal −λ w. So where λ |w| < 1 for each
    weight the gradient itself must be as small as Adam's ε: as good as 0. So it ends at the maximum likelihood, and no
    weight ever ends beyond 1/λ. Xie and Li, 2024, Implicit bias of AdamW: ℓ∞-norm constrained optimization.
    """
    w = np.zeros(X.shape[1])
    optimizer = AdamW(CosineDecay(0.05, steps), beta2=0.9, weight_decay=decay)
    for _ in range(steps):
        optimizer.step(w, scale * 2 / len(X) * X.T @ (X @ w - y))
    return w


def line_data(n):
    """The first n of 50 points x, y of the instrument."""
    rng = np.random.default_rng(4)
    x = rng.uniform(0.2, 1, MOST) * rng.choice([-1, 1], MOST)
    return x[:n], (TRUE_WEIGHT * x + rng.normal(0, TRUE_NOISE, MOST))[:n]


def compare_beliefs(tau, sigma, n):
    """The instrument's compute: prior, likelihood and posterior of w in y = w x + ε, and where each is largest."""
    x, y = line_data(n)
    found = NormalRegression(0.0, tau**2).posterior(x[:, None], y, sigma**2)
    likeliest, wide = float(x @ y / (x @ x)), float(sigma / np.sqrt(x @ x))
    strength = penalty_strength(sigma, tau, n)
    middle, narrow = float(found.mean[0]), float(1 / found.L[0, 0])
    return {
        "x": x,
        "y": y,
        "n": n,
        "sigma": sigma,
        "tau": tau,
        "strength": strength,
        "ridge": float(ridge(x[:, None], y, strength)[0]),
        "ml": likeliest,
        "map": middle,
        "spread": narrow,
        "prior": _normal(0.0, tau),
        "likelihood": _normal(likeliest, wide),
        "posterior": _normal(middle, narrow),
    }


def _normal(mean, spread):
    """The density of N(mean, spread²) over `WEIGHTS`."""
    return np.exp(-0.5 * ((WEIGHTS - mean) / spread) ** 2) / (np.sqrt(2 * np.pi) * spread)
