"""The size of a batch: how noisy its gradient is, and what training makes of it."""

from functools import cache, lru_cache

import numpy as np

from ... import _checks
from ...optimizers import SGD
from ...training import batches, train
from .problems import learn, problem

N = 1078  # digits to learn from
SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, N)
STAGES = {"before the first step": 0, "after 1 epoch": 1, "after 20 epochs": 20}
BASE, BASE_RATE = 32, 0.5  # SGD at rest: the size and the rate from which the other rates are scaled
RULES = {
    "the same for all": lambda size: BASE_RATE,
    "∝ size": lambda size: BASE_RATE * size / BASE,
    "∝ √size": lambda size: BASE_RATE * float(np.sqrt(size / BASE)),
}
DRAWS = 200
EPOCHS = 2  # of the instrument's curves
SMALLEST = 4  # with which the instrument trains: smaller ones take too many steps for a slider


@lru_cache(maxsize=2)  # 40 MB a seed
def example_gradients(seed=0):
    """∇L of every single digit, (n, |θ|) float32, for the network 64-32-10 at each of the `STAGES` of SGD."""
    chosen = problem("digits")
    network, rng = chosen.network(seed)
    feed, done, found = batches(*chosen.learning, BASE, rng), 0, {}
    for stage in STAGES.values():
        for _ in train(network, chosen.loss, SGD(BASE_RATE), feed, epochs=stage - done):
            pass
        found[stage], done = _each_gradient(network, chosen), stage
    return found


def _each_gradient(network, chosen):
    X, y = chosen.learning
    each = np.empty((len(X), network.theta.size), np.float32)
    for i in range(len(X)):
        output, backward = network.forward(X[i : i + 1], train=True)
        network.zero_grad()
        backward(chosen.loss(output, y[i : i + 1])[1])
        each[i] = network.grad
    return each


@cache
def _spreads():
    """By stage: the mean gradient's length, every example's place in a plane, the products of all pairs of deviations.

    The plane holds the gradient itself and, at right angles, the direction in which the examples disagree most.
    """
    found = {}
    for stage, each in example_gradients().items():
        mean = each.mean(axis=0)
        length = np.linalg.norm(mean)
        away = each - mean
        pairs = (away @ away.T).astype(float)
        along = (each @ mean / length).astype(float)
        left = pairs - np.outer(along - length, along - length)  # the products of what is left across the gradient
        across = left[0]
        for _ in range(50):  # power iteration: √λ v, with λ and v the first eigenvalue and vector
            across = left @ across / np.linalg.norm(across)
        across = across / np.sqrt(np.linalg.norm(across))
        found[stage] = float(length), np.column_stack([along, across]), pairs
    return found


@lru_cache(maxsize=64)
def gradient_noise(size, stage):
    """Gradients of 200 random batches of the digits, drawn without repetition, beside the gradient of all.

    "noise": the root mean square of ‖∇J_batch − ∇J‖; "theory": σ √((1 − m/n) / m), where σ² is the summed variance
    of one example's gradient (with n − 1); "gradient": ‖∇J‖; "places" (200, 2): the batches' gradients seen in a
    plane, first along ∇J, in units of its length; "downhill": the share of batches whose step goes down at all,
    ∇J_batch · ∇J > 0.
    """
    size = _checks.whole(size, "gradient_noise: size", low=1, high=N)
    length, plane, pairs = _spreads()[stage]
    rng = np.random.default_rng(7)
    chosen = np.zeros((DRAWS, N))
    order = np.argsort(rng.random((DRAWS, N)), axis=1)
    np.put_along_axis(chosen, order[:, :size], 1 / size, axis=1)
    squares = np.sum(chosen @ pairs * chosen, axis=1)  # ‖Σ aᵢ (gᵢ − ḡ)‖² = aᵀ K a
    sigma = np.sqrt(np.trace(pairs) / (N - 1))
    places = chosen @ plane / length
    return {
        "size": size,
        "stage": stage,
        "noise": float(np.sqrt(np.maximum(squares, 0).mean())),
        "theory": float(sigma * np.sqrt((1 - size / N) / size)),
        "gradient": float(length),
        "places": places,
        "downhill": float(np.mean(places[:, 0] > 0)),
    }


def noise_by_size():
    """`gradient_noise` of every size: "sizes", and for each stage arrays "noise", "theory" and "gradient"."""
    found = {
        stage: {part: np.array([gradient_noise(m, stage)[part] for m in SIZES]) for part in ("noise", "theory")}
        | {"gradient": gradient_noise(1, stage)["gradient"]}
        for stage in STAGES.values()
    }
    return {"sizes": np.array(SIZES), "stages": found}


@lru_cache(maxsize=128)
def learned_with(size, rule):
    """The cost of the digits over two epochs of SGD, measured six times an epoch, with a rate by a rule."""
    rate = RULES[_checks.one_of(rule, RULES, "learned_with: rule")](size)
    run = learn(problem("digits"), SGD(rate), 0, epochs=EPOCHS, size=size, often=6)
    return {"rate": rate, **run}


def batch_gradients(size, stage, rule):
    """The cloud of the gradients of some batches, and the cost over the same number of examples, by a rate's rule."""
    trained = max(size, SMALLEST)
    return {
        "cloud": gradient_noise(size, stage),
        "run": learned_with(trained, rule),
        "base": learned_with(BASE, rule),
        "rule": rule,
        "trained": trained,
        "steps": problem("digits").steps(1, trained),
    }


def uphill_shares(stage, seed=0, draws=2000):
    """By batch size, the share of random batches whose gradient points uphill, seen from the mean of all examples."""
    each = example_gradients(seed)[stage]
    along = each @ each.mean(axis=0)
    orders = np.random.default_rng(4).permuted(np.tile(along, (draws, 1)), axis=1)
    shares = np.mean(np.cumsum(orders, axis=1) < 0, axis=0)
    return {m: float(shares[m - 1]) for m in SIZES}
