"""The exercises of chapter 05, SGD against Adam."""

import numpy as np

from ...exercises import draws
from ...exercises.exercise import Exercise, Mistake
from .exercise_adam_step import ADAM
from .exercise_faults import FAULTS
from .exercise_largest_stable_rate import LARGEST_STABLE_RATE

__all__ = ["ADAM", "FAULTS", "LARGEST_STABLE_RATE", "MOMENTUM"]

# --- Momentum


def _velocities():
    rng = np.random.default_rng(5)
    cases = [(np.array([1.0]), np.array([0.5]), np.array([2.0]), 0.1, 0.9)]
    for d, size, rate, beta in ((2, 1, 0.2, 0.7), (3, 1, 0.2, 0.7), (5, 10, 1.5, 0.4)):
        theta, v, g = size * np.round(rng.normal(size=(3, d)), 3 if size > 1 else 1)
        theta[1:2], v[2:3] = 0, 0  # numbers that nothing can be divided by
        cases.append((theta, v, g, rate, beta))
    return cases


_MOMENTUM = '''
def momentum_step(theta, v, g, rate, beta):
    """The weights and the velocity, each (d,), after one step of momentum.

    v and g are the velocity before the step and the gradient at theta: v ← β v + g, then θ ← θ − α v.
    """
    %s
'''

MOMENTUM = Exercise(
    name="momentum_step",
    title="One step with momentum",
    stub=_MOMENTUM % "...",
    hints=(
        "Two lines, one for each arrow. The velocity comes first, because the step uses the new one.",
        "The new velocity is beta * v + g: what is left of the old one, and the whole new gradient.",
        "Return theta - rate * v and v, with the new v in both. Write v = beta * v + g, not v *= beta.",
    ),
    solution=_MOMENTUM % "v = beta * v + g\n    return theta - rate * v, v",
    cases=_velocities,
    unseen=draws.case("d d d", draws.one_of(0.01, 0.3, 1.5), draws.one_of(0.0, 0.5, 0.9)),
    returns=("theta", "v"),
    causes=("v", "theta"),
    mistakes=(
        Mistake(
            "old velocity",
            _MOMENTUM % "return theta - rate * v, beta * v + g",
            "The step uses the velocity from before: update v first, then walk with the new one.",
        ),
        Mistake(
            "uphill",
            _MOMENTUM % "v = beta * v + g\n    return theta + rate * v, v",
            "It walks uphill: v adds up gradients, so it is subtracted, as the gradient is.",
        ),
        Mistake(
            "moving average",
            _MOMENTUM % "v = beta * v + (1 - beta) * g\n    return theta - rate * v, v",
            "This averages the gradients with 1 − β, as Adam does. Momentum takes the whole new gradient: β v + g.",
        ),
        Mistake(
            "rate twice",
            _MOMENTUM % "v = beta * v + rate * g\n    return theta - rate * v, v",
            "The rate comes in twice, in the velocity and in the step: here it belongs to the step alone.",
        ),
        Mistake(
            "rate in the velocity",
            _MOMENTUM % "v = beta * v + rate * g\n    return theta - v, v",
            "This form has the rate inside the velocity. Here v has no rate in it: θ ← θ − α v.",
        ),
        Mistake(
            "no rate",
            _MOMENTUM % "v = beta * v + g\n    return theta - v, v",
            "The rate is missing: the step is the rate times the velocity, α v.",
        ),
        Mistake(
            "bracket around v + g",
            _MOMENTUM % "v = beta * (v + g)\n    return theta - rate * v, v",
            "The factor β multiplies the new gradient as well. It belongs to the old velocity alone: β v + g.",
        ),
        Mistake(
            "minus in the velocity and in the step",
            _MOMENTUM % "v = beta * v - g\n    return theta - rate * v, v",
            "The gradient enters v with a minus, and v is subtracted: together that walks uphill. Here v ← β v + g.",
        ),
        Mistake(
            "Nesterov",
            _MOMENTUM % "v = beta * v + g\n    return theta - rate * (g + beta * v), v",
            "This is Nesterov's step, which looks one velocity ahead. Momentum walks along v itself.",
        ),
        Mistake(
            "no velocity",
            _MOMENTUM % "return theta - rate * g, v",
            "This is plain gradient descent: the step does not use the velocity, and the old one is returned.",
        ),
        Mistake(
            "returns the old velocity",
            _MOMENTUM % "new = beta * v + g\n    return theta - rate * new, v",
            "The weights are right, but it returns the velocity from before the step, so nothing is remembered.",
        ),
        Mistake(
            "beta on the gradient",
            _MOMENTUM % "v = v + beta * g\n    return theta - rate * v, v",
            "The factor β stands at the gradient. It belongs to the old velocity, which should fade: β v + g.",
        ),
        Mistake(
            "velocity downhill",
            _MOMENTUM % "v = beta * v - rate * g\n    return theta + v, v",
            "This is Keras's form, with rate and minus inside v. Here v adds up gradients, v ← β v + g, and both "
            "stand in the step: θ ← θ − α v.",
        ),
        Mistake(
            "velocity downhill without the rate",
            _MOMENTUM % "v = beta * v - g\n    return theta + rate * v, v",
            "The minus is inside the velocity. Here v adds up gradients, v ← β v + g, and the step subtracts it.",
        ),
        Mistake(
            "downhill twice",
            _MOMENTUM % "v = beta * v - rate * g\n    return theta - v, v",
            "The minus comes in twice, in the velocity and in the step, so it walks uphill: v ← β v + g, θ ← θ − α v.",
        ),
        Mistake(
            "beta exchanged",
            _MOMENTUM % "v = (1 - beta) * v + beta * g\n    return theta - rate * v, v",
            "This averages, with the shares exchanged. Momentum keeps the share β of the old velocity and all of g.",
        ),
        Mistake(
            "one minus beta on the velocity",
            _MOMENTUM % "v = (1 - beta) * v + g\n    return theta - rate * v, v",
            "The share 1 − β of the old velocity is kept. It should be the share β: β v + g.",
        ),
        Mistake(
            "never fades",
            _MOMENTUM % "v = v + g\n    return theta - rate * v, v",
            "The old velocity is kept whole and never fades: only the share β of it is kept, β v + g.",
        ),
        Mistake(
            "step along the gradient",
            _MOMENTUM % "return theta - rate * g, beta * v + g",
            "The velocity is right, but the step goes along the gradient alone: it goes along the new velocity.",
        ),
        Mistake(
            "no step",
            _MOMENTUM % "return theta, beta * v + g",
            "The velocity is right, but the weights stay where they were: θ ← θ − α v.",
        ),
    ),
)
