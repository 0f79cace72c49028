"""The Dirac-GAN: the smallest GAN there is, and what makes it come to rest (Mescheder, Geiger and Nowozin, 2018).

All real examples are 0, all generated ones θ, and the critic is the line D(x) = ψ x. The game rests at θ = ψ = 0.
"""

import math

import numpy as np

from ... import _checks

STEPS = 400
START = (1.0, 0.5)


def _sigmoid(s):
    return 0.5 + 0.5 * (math.tanh(s / 2) if isinstance(s, float) else np.tanh(s / 2))


def _one(s):
    return 1 + 0 * s


def _sign(s):
    return (s > 0) - (s < 0)


#: Of each game of `course_nn.games`, by s = D(fake): the slope of what the critic makes small, and of the generator's.
#: On real examples the critic's is −σ(−s), or −1: the first one at −s, with the other sign.
GAMES = {
    "minimax": (_sigmoid, lambda s: -_sigmoid(s)),
    "non-saturating": (_sigmoid, lambda s: -_sigmoid(-s)),
    "Wasserstein": (_one, lambda s: -_one(s)),
}
MENDS = ("nothing", "instance noise", "zero-centered penalty", "one-centered penalty", "clipping")
# The mean over ε ~ N(0, 1) by the rule of rectangles, to 1e-9 as long as σ|ψ|, how steep σ(ψx) is, stays below 30.
_NODES = np.linspace(-8, 8, 601)
_WEIGHTS = np.exp(-0.5 * _NODES**2)
_WEIGHTS /= _WEIGHTS.sum()


def gradients(game, theta, psi, mend="nothing", strength=0.0):
    """∂/∂θ of what the generator makes small, and ∂/∂ψ of what the critic does.

    Instance noise N(0, ``strength``²) lies on real and generated examples, in the mean (for |ψ| up to 30/``strength``,
    far above what any game here comes to). Penalties are
    γ/2 (|ψ| − center)² with γ = ``strength``, as |ψ| is the norm of the critic's gradient everywhere.
    """
    of_critic, of_generator = GAMES[game]
    theta, psi = float(theta), float(psi)
    if mend == "instance noise":
        real = strength * _NODES
        fake = theta + real
        on_theta = psi * (_WEIGHTS @ of_generator(psi * fake))
        on_psi = _WEIGHTS @ (of_critic(psi * fake) * fake - of_critic(-psi * real) * real)
    else:  # at the real examples, 0, ψx doesn't depend on ψ
        on_theta, on_psi = psi * of_generator(psi * theta), theta * of_critic(psi * theta)
    if mend == "zero-centered penalty":
        on_psi += strength * psi
    elif mend == "one-centered penalty":
        on_psi += strength * (psi - _sign(psi))
    return float(on_theta), float(on_psi)


def play(game, rate, order, mend="nothing", strength=0.0, start=START, steps=STEPS):
    """The places (θ, ψ) (steps + 1, 2) of gradient descent by both.

    In ``order`` "alternating" the generator answers to the critic's new ψ, as in `train_adversarial`.
    """
    _checks.one_of(game, GAMES, "play: game")
    _checks.one_of(mend, MENDS, "play: mend")
    _checks.one_of(order, ("simultaneous", "alternating"), "play: order")
    theta, psi = map(float, start)
    places = [(theta, psi)]
    for _ in range(steps):
        on_theta, on_psi = gradients(game, theta, psi, mend, strength)
        psi -= rate * on_psi
        if mend == "clipping":
            psi = min(max(psi, -strength), strength)
        if order == "alternating":
            on_theta, _ = gradients(game, theta, psi, mend, strength)
        theta -= rate * on_theta
        places.append((theta, psi))
    return np.array(places)


def linearization(game, mend="nothing", strength=0.0):
    """The matrix of (θ, ψ) ↦ −gradients near (0, 0), [[0, a], [−a, −b]]; None where a penalty has a kink.

    a is how strongly the two pull at each other, ½ or 1 (Wasserstein). b is what brakes the critic: γ for a
    zero-centered penalty; for noise σ²/2, but 0 in the Wasserstein game, whose mean is the same with noise and without.
    """
    if mend == "one-centered penalty" and strength:
        return None
    a = 1.0 if game == "Wasserstein" else 0.5
    b = 0.0
    if mend == "zero-centered penalty":
        b = strength
    elif mend == "instance noise" and game != "Wasserstein":
        b = strength**2 / 2
    return np.array([[0, a], [-a, -b]])


def step_factor(game, rate, order, mend="nothing", strength=0.0):
    """What a step multiplies a small distance with, in the long run: the size of its largest eigenvalue near (0, 0).

    One step by itself may do otherwise. Small is near 0, and with clipping far below c, where nothing is clipped.
    """
    J = linearization(game, mend, strength)
    if J is None:
        return None
    critic = np.array([[1, 0], rate * J[1] + [0, 1]])  # ψ moves, θ stays
    generator = np.array([[1, rate * J[0, 1]], [0, 1]])  # θ moves by the new ψ
    step = generator @ critic if order == "alternating" else np.eye(2) + rate * J
    return float(np.abs(np.linalg.eigvals(step)).max())


def dirac_gan(game, mend, strength, rate):
    """Both orders of steps from `START`: places, distances, the factor of the linearization, and the field."""
    theta, psi = np.meshgrid(*2 * [np.linspace(-1.75, 1.75, 8)])
    field = [gradients(game, t, p, mend, strength) for t, p in zip(theta.ravel(), psi.ravel(), strict=True)]
    orders = {}
    for order in ("simultaneous", "alternating"):
        places = play(game, rate, order, mend, strength)
        orders[order] = {
            "places": places,
            "distances": np.linalg.norm(places, axis=1),
            "factor": step_factor(game, rate, order, mend, strength),
        }
    return {
        "game": game,
        "mend": mend,
        "strength": strength,
        "rate": rate,
        "orders": orders,
        "field": (theta, psi, -np.array(field).reshape(*theta.shape, 2)),
    }
