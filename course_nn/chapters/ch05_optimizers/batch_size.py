"""Chapter 05, the size of a batch: how noisy its gradient is, what an epoch costs with it, and the rate it needs."""

import time
from functools import cache, lru_cache
from itertools import pairwise

import numpy as np

from ... import _checks
from ...data.measured import measurements
from ...optimizers import SGD
from ...training import batches, train
from . import tuning

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


# --- The noise of a batch's gradient


@cache
def example_gradients():
    """∇L of every single digit, (n, |θ|) float32, for the network 64-32-10 at each of the `STAGES` of SGD."""
    chosen = tuning.problem("digits")
    network, rng = chosen.network(0)
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
def noise(size, stage=0, draws=DRAWS):
    """Gradients of ``draws`` random batches of the digits, drawn without repetition, beside the gradient of all.

    "noise": the root mean square of ‖∇J_batch − ∇J‖; "theory": σ √((1 − m/n) / m), where σ² is the summed variance
    of one example's gradient (with n − 1); "gradient": ‖∇J‖; "places" (draws, 2): the batches' gradients seen in a
    plane, first along ∇J, in units of its length; "downhill": the share of batches whose step goes down at all,
    ∇J_batch · ∇J > 0.
    """
    size = _checks.whole(size, "noise: size", low=1, high=N)
    length, plane, pairs = _spreads()[stage]
    rng = np.random.default_rng(7)
    chosen = np.zeros((draws, N))
    order = np.argsort(rng.random((draws, N)), axis=1)
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
    """`noise` of every size, for the figure: "sizes", and for each stage arrays "noise", "theory" and "gradient"."""
    found = {
        stage: {part: np.array([noise(m, stage)[part] for m in SIZES]) for part in ("noise", "theory")}
        | {"gradient": noise(1, stage)["gradient"]}
        for stage in STAGES.values()
    }
    return {"sizes": np.array(SIZES), "stages": found}


# --- What an epoch costs


def multiplications(sizes=SIZES, widths=(64, 32, 10)):
    """Multiplications in one epoch of SGD on the digits, by batch size: "examples" forward and back, "steps" in θ.

    A dense layer multiplies d_in · d_out times for its output, as often for ∂J/∂W, and, unless it is the first, as
    often for ∂J/∂x; a step of SGD multiplies once for each number in θ.
    """
    layers = [a * b for a, b in pairwise(widths)]
    theta = sum(layers) + sum(widths[1:])
    each = 3 * sum(layers) - layers[0]
    return {
        "sizes": np.array(sizes),
        "examples": np.full(len(sizes), N * each),
        "steps": np.array([-(-N // m) * theta for m in sizes]),
    }


def seconds_per_epoch(sizes=SIZES, rounds=5):
    """The time of one epoch by batch size, on this machine and now: the least of several, in alternating order."""
    chosen = tuning.problem("digits")
    feeds = {}
    for m in sizes:
        network, rng = chosen.network(0)
        feeds[m] = network, batches(*chosen.learning, m, rng)
    seconds = {m: [] for m in sizes}
    for k in range(rounds):
        for m in sizes if k % 2 == 0 else sizes[::-1]:
            network, feed = feeds[m]
            start = time.perf_counter()
            for _ in train(network, chosen.loss, SGD(0.01), feed):
                pass
            seconds[m].append(time.perf_counter() - start)
    return {"sizes": np.array(sizes), "seconds": np.array([min(seconds[m]) for m in sizes])}


# --- The rate that a size needs

SCALED_SIZES = (4, 8, 16, 32, 64, 128, 256, 512)
SCALED_RATES = {"SGD": tuple(2.0**k for k in range(-8, 5)), "Adam": tuple(2.0**k for k in range(-13, 0))}
SCALED_EPOCHS = 5
SCALED_SEEDS = (0, 1, 2)


def best_rates(who):
    """For each batch size the rate that lowers the cost of the digits most in 5 epochs, as it was measured.

    "cost" (sizes, rates) is the mean over seeds; "best" (sizes,); "slope": of log best against log size, up to the
    size after which the best rate rises no further.
    """
    _checks.one_of(who, SCALED_RATES, "best_rates")
    cost = measurements(__package__, "sizes")[who].mean(axis=2)
    sizes, rates = np.array(SCALED_SIZES), np.array(SCALED_RATES[who])
    best = rates[np.argmin(cost, axis=1)]
    last = int(np.argmax(best)) + 1
    slope = float(np.polyfit(np.log(sizes[:last]), np.log(best[:last]), 1)[0])
    return {
        "who": who,
        "sizes": sizes,
        "rates": rates,
        "cost": cost,
        "best": best,
        "slope": slope,
        "upto": int(sizes[last - 1]),
    }


def along_the_rule(result, base=SCALED_SIZES[0]):
    """Of `best_rates`: the cost of each size at the best rate of the size ``base``, kept, and scaled with the size.

    inf where the scaled rate lies outside those tried.
    """
    sizes, rates = result["sizes"], result["rates"]
    anchor = result["best"][list(sizes).index(base)]

    def at(rate, row):
        near = int(np.argmin(np.abs(np.log(rates / rate))))
        return row[near] if abs(np.log2(rates[near] / rate)) < 0.51 else np.inf

    rows = list(zip(sizes, result["cost"], strict=True))
    return {
        "sizes": sizes,
        "kept": np.array([at(anchor, row) for _, row in rows]),
        "scaled": np.array([at(anchor * m / base, row) for m, row in rows]),
        "best": result["cost"].min(axis=1),
    }


# --- Instrument


@lru_cache(maxsize=128)
def learned_with(size, rule):
    """The cost of the digits over two epochs of SGD, measured six times an epoch, with a rate by a rule."""
    rate = RULES[_checks.one_of(rule, RULES, "learned_with: rule")](size)
    run = tuning.learn(tuning.problem("digits"), SGD(rate), 0, epochs=EPOCHS, size=size, often=6)
    return {"rate": rate, **run}


def batch(size, stage, rule):
    """What the batch-size instrument shows: the gradients' cloud, and the cost over the same number of examples."""
    trained = max(size, SMALLEST)
    return {
        "cloud": noise(size, stage),
        "run": learned_with(trained, rule),
        "base": learned_with(BASE, rule),
        "rule": rule,
        "trained": trained,
        "steps": -(-N // trained),
    }
