"""The exercises of chapter 05, SGD against Adam."""

import numpy as np

from .chapter05_faults import FAULTS
from .exercise import Exercise, Mistake

# --- Momentum


def _velocities():
    rng = np.random.default_rng(5)
    cases = [(np.array([1.0]), np.array([0.5]), np.array([2.0]), 0.1, 0.9)]
    for d in (2, 3, 5):
        theta, v, g = np.round(rng.normal(size=(3, d)), 1)
        cases.append((theta, v, g, 0.2, 0.7))
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
    chapter=5,
    title="One step with momentum",
    stub=_MOMENTUM % "...",
    hints=(
        "Two lines, one for each arrow. The velocity comes first, because the step uses the new one.",
        "The new velocity is beta * v + g: what is left of the old one, and the whole new gradient.",
        "Return theta - rate * v and v, with the new v in both. Write v = beta * v + g, not v *= beta.",
    ),
    solution=_MOMENTUM % "v = beta * v + g\n    return theta - rate * v, v",
    cases=_velocities,
    returns=("theta", "v"),
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
            "This is Keras's form, with the rate inside the velocity. Here v has no rate in it: θ ← θ − α v.",
        ),
        Mistake(
            "Nesterov",
            _MOMENTUM % "v = beta * v + g\n    return theta - rate * (g + beta * v), v",
            "This is Nesterov's step, which looks one velocity ahead. Momentum walks along v itself.",
        ),
        Mistake(
            "no velocity",
            _MOMENTUM % "return theta - rate * g, v",
            "This is plain gradient descent: the velocity is neither used nor updated.",
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
    ),
)

# --- Adam


def _moments():
    rng = np.random.default_rng(6)
    cases = [
        (np.array([1.0]), np.zeros(1), np.zeros(1), 1, np.array([2.0]), 0.1, 0.9, 0.99, 1e-3),
        (np.array([1.0]), np.array([0.5]), np.array([0.3]), 2, np.array([-1.0]), 0.1, 0.9, 0.99, 1e-3),
    ]
    for d, t in ((2, 3), (3, 10), (4, 100)):
        theta, m, g = np.round(rng.normal(size=(3, d)), 1)
        cases.append((theta, m, np.round(rng.uniform(0.1, 2, d), 1), t, g, 0.05, 0.8, 0.95, 1e-2))
    return cases


_ADAM = '''
def adam_step(theta, m, v, t, g, rate, beta1, beta2, epsilon):
    """The weights theta and the moments m and v, each (d,), after step number t = 1, 2, ... of Adam.

    m and v are the moments before the step, g is the gradient. What is returned are m and v themselves;
    the step is made with the corrected ones, m / (1 − β₁ᵗ) and v / (1 − β₂ᵗ), and ε stands outside the root.
    """
    %s
'''
_BODY = """m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return theta - rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v"""


def _adam(old, new):
    assert old in _BODY, old
    return _ADAM % _BODY.replace(old, new)


ADAM = Exercise(
    name="adam_step",
    chapter=5,
    title="Adam with its bias correction",
    stub=_ADAM % "...",
    hints=(
        "First the two moving averages: m of the gradient with beta1, v of its square with beta2.",
        "Then m_hat = m / (1 - beta1**t) and v_hat = v / (1 - beta2**t); keep m and v themselves for the return.",
        "The new weights are theta - rate * m_hat / (np.sqrt(v_hat) + epsilon); return them with m and v.",
    ),
    solution=_ADAM % _BODY,
    cases=_moments,
    returns=("theta", "m", "v"),
    mistakes=(
        Mistake(
            "no correction",
            _adam("m / (1 - beta1**t), v / (1 - beta2**t)", "m, v"),
            "The moments are right, but the step uses them uncorrected: divide by 1 − β₁ᵗ and 1 − β₂ᵗ first.",
        ),
        Mistake(
            "corrected moments kept",
            _ADAM % _BODY.replace("epsilon), m, v", "epsilon), m_hat, v_hat"),
            "It returns the corrected moments, so the next step would correct them again: return m and v.",
        ),
        Mistake(
            "t from zero",
            _ADAM % _BODY.replace("**t", "**(t + 1)"),
            "The correction uses t + 1: the first step has t = 1 already.",
        ),
        Mistake(
            "beta times t",
            _ADAM % _BODY.replace("beta1**t", "beta1 * t").replace("beta2**t", "beta2 * t"),
            "It multiplies β by t: the correction has β to the power of t, beta1**t.",
        ),
        Mistake(
            "epsilon inside the root",
            _adam("np.sqrt(v_hat) + epsilon", "np.sqrt(v_hat + epsilon)"),
            "Here ε stands inside the root. In the paper it is added to the root, outside.",
        ),
        Mistake(
            "no square root",
            _adam("(np.sqrt(v_hat) + epsilon)", "(v_hat + epsilon)"),
            "It divides by v̂ without its root: v averages squares, so the root brings back the gradient's own size.",
        ),
        Mistake(
            "no square",
            _adam("(1 - beta2) * g**2", "(1 - beta2) * np.abs(g)"),
            "Here v averages the size of the gradient: it should average its square, g**2.",
        ),
        Mistake(
            "betas exchanged",
            _ADAM % _BODY.replace("beta1", "b").replace("beta2", "beta1").replace("b *", "beta2 *")
            .replace("(1 - b)", "(1 - beta2)").replace("b**t", "beta2**t"),
            "The two β are exchanged: β₁ belongs to the average of the gradient, β₂ to that of its square.",
        ),
        Mistake(
            "whole gradient",
            _ADAM % _BODY.replace("(1 - beta1) * g", "g").replace("(1 - beta2) * g", "g"),
            "The new gradient comes in whole, as in momentum. Adam averages: (1 - beta) times the new one.",
        ),
        Mistake(
            "uphill",
            _adam("theta - rate", "theta + rate"),
            "It walks uphill: the step is subtracted.",
        ),
        Mistake(
            "gradient for m",
            _adam("rate * m_hat /", "rate * g /"),
            "The step goes along the newest gradient: that is RMSProp. Adam goes along its average, m_hat.",
        ),
    ),
)  # fmt: skip

# --- The largest stable learning rate


class _Limit:
    """Whether training comes to rest: it does below a limit. Looks like a function to the exercise's messages."""

    def __init__(self, limit):
        self.limit = limit
        self.__name__ = f"stable up to {limit:g}"

    def __call__(self, rate):
        return bool(rate <= self.limit)

    def __eq__(self, other):
        return isinstance(other, _Limit) and other.limit == self.limit

    __hash__ = None


def _limits():
    return [
        (_Limit(0.3), 0.0, 1.0, 1),
        (_Limit(0.65), 0.0, 1.0, 3),
        (_Limit(0.0137), 1e-3, 0.1, 8),
        (_Limit(5.5), 2.0, 6.0, 20),
    ]


_RATE = '''
def largest_stable_rate(stable, low, high, halvings):
    """The largest learning rate that is known to be stable, after some halvings of the interval.

    stable(rate) says whether a training with this rate comes to rest. It does for low, and does not for high.
    """
    %s
'''
_HALVE = """for _ in range(halvings):
        middle = (low + high) / 2
        if stable(middle):
            low = middle
        else:
            high = middle
    return low"""

RATE = Exercise(
    name="largest_stable_rate",
    chapter=5,
    title="Find the largest stable learning rate",
    stub=_RATE % "...",
    hints=(
        "Try the middle between low and high. Whatever happens, one half of the interval is out of question.",
        "If the middle is stable, it is the new low, otherwise the new high. Repeat this `halvings` times in a loop.",
        "After the loop return low: the largest rate that was tried and was stable (or the low of the beginning).",
    ),
    solution=_RATE % _HALVE,
    cases=_limits,
    measure="rate",
    mistakes=(
        Mistake(
            "returns high",
            _RATE % _HALVE.replace("return low", "return high"),
            "It returns high, the smallest rate known to diverge. The stable one is low.",
        ),
        Mistake(
            "returns the middle",
            _RATE % _HALVE.replace("return low", "return (low + high) / 2"),
            "It returns the middle of the last interval, which was never tried: return low.",
        ),
        Mistake(
            "returns the last try",
            _RATE % _HALVE.replace("return low", "return middle"),
            "It returns the last rate that was tried, whether it was stable or not.",
        ),
        Mistake(
            "halves exchanged",
            _RATE % _HALVE.replace("if stable", "if not stable"),
            "The halves are exchanged: a stable middle is the new low, since the limit lies above it.",
        ),
        Mistake(
            "one too few",
            _RATE % _HALVE.replace("range(halvings)", "range(halvings - 1)"),
            "It halves once too little: range(halvings) counts from 0 and leaves out its end already.",
        ),
        Mistake(
            "one too many",
            _RATE % _HALVE.replace("range(halvings)", "range(halvings + 1)"),
            "It halves once too often: range(halvings) runs `halvings` times.",
        ),
        Mistake(
            "even steps",
            _RATE
            % """step = (high - low) / halvings
    rates = [low + k * step for k in range(halvings)]
    return max(rate for rate in rates if rate == low or stable(rate))""",
            "It tries evenly spaced rates. Halving knows more after as many trainings: 20 of them leave a millionth.",
        ),
        Mistake(
            "geometric middle",
            _RATE % _HALVE.replace("(low + high) / 2", "np.sqrt(low * high)"),
            "It halves on a logarithmic scale, a good idea for rates; here the middle is (low + high) / 2.",
        ),
        Mistake(
            "only once",
            _RATE % "middle = (low + high) / 2\n    return middle if stable(middle) else low",
            "It halves only once, whatever `halvings` says: put it into a loop.",
        ),
    ),
)

EXERCISES = [MOMENTUM, ADAM, RATE, FAULTS]
