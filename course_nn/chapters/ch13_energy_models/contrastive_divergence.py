"""What CD-k follows: on bars and stripes, small enough that its gradient on average, and the true one, are exact.

The 3 × 3 patterns are bars, stripes, all and nothing: 14 of 512. With P the matrix of one round of Gibbs sampling,
P[v, v'] = Σₕ p(h|v) p(v'|h), the chains of CD-k end at v with the probabilities (p_data Pᵏ)(v), so that no draw is
needed to say what CD-k does on average (Carreira-Perpiñán and Hinton, 2005).
"""

from functools import cache

import numpy as np

from ...data.measured import measurements
from ...models.boltzmann_machine import all_states
from ...models.restricted_boltzmann import RestrictedBoltzmannMachine, contrastive_divergence
from ...optimizers import SGD
from ...schedules import CosineDecay

SIDE, HIDDEN, RATE = 3, 8, 0.1
STEPS, EVERY, SEEDS = 10_000, 250, 3
#: Steps along the true gradient after which the two gradients are compared.
MOMENTS = (0, 300, 1000, 3000, 10_000)
#: Rounds k of the chains, of the comparison; and those with which was trained.
ROUNDS = (1, 2, 3, 5, 10, 20, 50, 100, 200, 500)
TRAINED = (1, 10)
#: Chains of the persistent way.
CHAINS = 64


@cache
def patterns():
    """The 14 bars and stripes, (14, 9) of 0 and 1."""
    rows = all_states(SIDE)
    found = np.unique(np.concatenate([np.repeat(rows, SIDE, axis=1), np.tile(rows, SIDE)]), axis=0)
    found.setflags(write=False)
    return found


def untrained(seed=0):
    return RestrictedBoltzmannMachine(SIDE**2, HIDDEN, np.random.default_rng(seed), dtype=np.float64)


def of_theta(theta):
    rbm = untrained()
    rbm.theta[...] = theta
    return rbm


def likelihood_steps(seed=0, steps=MOMENTS[-1]):
    """The machine after each step along the true gradient of the mean log-likelihood; rate 0.1."""
    rbm = untrained(seed)
    for _ in range(steps):
        rbm.theta[...] += RATE * rbm.log_likelihood_gradient(patterns())
        yield rbm


def transition(rbm):
    """P (2ᵈ, 2ᵈ): the probabilities of one round of Gibbs sampling from each visible state to each."""
    V, H = all_states(rbm.d), all_states(rbm.k)
    return _products(rbm.hidden(V), H) @ _products(rbm.visible(H), V)


def _products(p, states):
    """The probability of each state (columns) where the units are 1 with the probabilities of each row of p."""
    log_on, log_off = np.log(np.maximum(p, 1e-300)), np.log(np.maximum(1 - p, 1e-300))
    return np.exp(log_on @ states.T + log_off @ (1 - states).T)


def expected_gradients(rbm, X, rounds):
    """What CD-k moves θ along on average for each k in ``rounds``, (len(rounds), |θ|), and the true gradient (|θ|,)."""
    V, P = all_states(rbm.d), transition(rbm)
    code = (X @ 2.0 ** np.arange(rbm.d - 1, -1, -1)).astype(int)
    p = np.bincount(code, minlength=len(V)) / len(X)
    hidden = rbm.hidden(V)

    def statistics(p):
        return np.concatenate([(V.T @ (p[:, None] * hidden)).ravel(), p @ V, p @ hidden])

    data, found = statistics(p), []
    for k in range(1, max(rounds) + 1):
        p = p @ P
        if k in rounds:
            found.append(data - statistics(p))
    return np.array(found), rbm.log_likelihood_gradient(X)


def compare(found, exact):
    """``bias, angle`` of each estimate: ‖found − exact‖ / ‖exact‖, and the degrees between them."""
    size = np.linalg.norm(exact)
    cosine = found @ exact / np.maximum(np.linalg.norm(found, axis=1) * size, 1e-300)
    return np.linalg.norm(found - exact, axis=1) / size, np.degrees(np.arccos(np.clip(cosine, -1, 1)))


def asymmetry(rbm, X, k=None, step=1e-5):
    """The largest |Jᵢⱼ − Jⱼᵢ| of the slopes J = ∂gᵢ/∂θⱼ of what CD-k follows on average, g; without k, of the gradient.

    Second derivatives don't depend on their order, so a g that is the gradient of some function has 0.
    """
    slopes, copy = [], rbm.copy()
    for j in range(len(rbm.theta)):
        sides = []
        for sign in (1, -1):
            copy.theta[...] = rbm.theta
            copy.theta[j] += sign * step
            found, exact = expected_gradients(copy, X, (k or 1,))
            sides.append(exact if k is None else found[0])
        slopes.append((sides[0] - sides[1]) / (2 * step))
    J = np.array(slopes).T
    return float(np.abs(J - J.T).max())


def follow(k, seed=0, steps=STEPS, persistent=False, falling=False):
    """Training by CD-k on all 14 at once: mean log p every 250 steps, exact, and the mean reconstruction error.

    ``persistent``: with 64 chains that go on from step to step; ``falling``: the rate falls from 0.1 to 0 by `STEPS`.
    """
    rbm, X, errors, found = untrained(seed), patterns(), [], []
    rule, draws = SGD(CosineDecay(RATE, STEPS) if falling else RATE), np.random.default_rng([3, seed])
    chains = CHAINS if persistent else None
    for step in contrastive_divergence(rbm, rule, [(X, X)], steps, rng=draws, k=k, chains=chains):
        errors.append(step.reconstruction)
        if (step.index + 1) % EVERY == 0:
            found.append((rbm.log_likelihood(X).mean(), np.mean(errors)))
            errors = []
    return np.array(found).T


def way(k, persistent=False, falling=False):
    """The name of a training in the measurements: "1", or "10, persistent, falling"."""
    return f"{k}{', persistent' * persistent}{', falling' * falling}"


@cache
def measured():
    """ "thetas" (moments, |θ|) of the true gradient's path; by the `way` (seeds, 2, looks) of `follow`."""
    return measurements(__package__, "contrastive_divergence")


@cache
def _compared(moment):
    return compare(*expected_gradients(of_theta(measured()["thetas"][MOMENTS.index(moment)]), patterns(), ROUNDS))


@cache
def at_first():
    """Mean log p before the first step, mean of the seeds."""
    return float(np.mean([untrained(seed).log_likelihood(patterns()).mean() for seed in range(SEEDS)]))


def compare_rounds(k, moment, persistent=False, falling=False):
    """The instrument's compute: bias and angle of CD-k at a moment of learning, and what training by it came to.

    Likelihood and error are those up to that moment, every 250 steps; the likelihood also before the first one.
    """
    bias, angle = _compared(moment)
    near = min(TRAINED, key=lambda one: abs(np.log(one / k)))
    likelihood, error = measured()[way(near, persistent, falling)].mean(axis=0)[:, : moment // EVERY]
    likelihood = np.append(at_first(), likelihood)
    return {
        "k": k,
        "moment": moment,
        "rounds": np.array(ROUNDS),
        "bias": bias,
        "angle": angle,
        "trained": near,
        "persistent": persistent,
        "falling": falling,
        "steps": EVERY * np.arange(moment // EVERY + 1),
        "likelihood": likelihood,
        "error": error,
        "best": -float(np.log(len(patterns()))),
    }
