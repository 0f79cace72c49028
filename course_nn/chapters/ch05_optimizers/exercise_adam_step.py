"""The exercise adam_step: Adam with its bias correction."""

import numpy as np

from ...exercises import draws
from ...exercises.exercise import Exercise, Mistake


def _moments():
    rng = np.random.default_rng(6)
    cases = [
        (np.array([1.0]), np.zeros(1), np.zeros(1), 1, np.array([2.0]), 0.1, 0.9, 0.99, 1e-3),
        (np.array([1.0]), np.array([0.5]), np.array([0.3]), 2, np.array([-1.0]), 0.1, 0.9, 0.99, 1e-3),
        (np.array([1.0]), np.zeros(1), np.zeros(1), 1, np.array([1e-4]), 0.1, 0.9, 0.99, 1e-3),
        # A rate of 1, so that a weight decay that nobody asked for shows as more than a rounding.
        (np.array([4.0]), np.array([0.5]), np.array([0.3]), 2, np.array([1.0]), 1.0, 0.9, 0.99, 1e-3),
        (np.array([1.0, 2.0]), np.zeros(2), np.zeros(2), 1, np.array([0.0, 3.0]), 0.1, 0.9, 0.99, 1e-3),
    ]
    for d, t, size, digits in ((2, 3, 1, 1), (3, 10, 1, 1), (4, 100, 20, 3)):
        theta, m, g = np.round(size * rng.normal(size=(3, d)), digits)
        cases.append((theta, m, np.round(size * rng.uniform(0.1, 2, d), 1), t, g, 0.05, 0.8, 0.95, 1e-2))
    return cases


def _any_moments(rng):
    theta, m, g = draws.case("d d d")(rng)
    v, first = rng.uniform(0.01, 2, len(m)), rng.random() < 0.3
    if first:
        m, v = np.zeros_like(m), np.zeros_like(v)
    rest = (float(rng.choice(some)) for some in ((0.01, 1.0), (0.5, 0.9), (0.9, 0.99), (1e-8, 1e-3, 0.1)))
    return theta, m, v, 1 if first else int(rng.integers(2, 50)), g, *rest


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
    title="Adam with its bias correction",
    stub=_ADAM % "...",
    hints=(
        "First the two moving averages: m of the gradient with beta1, v of its square with beta2.",
        "Then m_hat = m / (1 - beta1**t) and v_hat = v / (1 - beta2**t); keep m and v themselves for the return.",
        "The new weights are theta - rate * m_hat / (np.sqrt(v_hat) + epsilon); return them with m and v.",
    ),
    solution=_ADAM % _BODY,
    cases=_moments,
    unseen=_any_moments,
    returns=("theta", "m", "v"),
    causes=("m", "v", "theta"),
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
            "After the first step the weights are NaN. Perhaps β is multiplied by t, so that 1 − β₂ t is negative and "
            "v̂ has no root: the correction has β to the power of t, beta2**t.",
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
            "gradient itself in v",
            _adam("(1 - beta2) * g**2", "(1 - beta2) * g"),
            "Here v averages the gradient itself: it should average its square, g**2.",
        ),
        Mistake(
            "shares exchanged",
            _ADAM
            % _BODY.replace("beta1 * m + (1 - beta1) * g", "(1 - beta1) * m + beta1 * g").replace(
                "beta2 * v + (1 - beta2) * g**2", "(1 - beta2) * v + beta2 * g**2"
            ),
            "The shares of the averages are exchanged: β is kept of the old one, 1 − β comes from the new gradient.",
        ),
        Mistake(
            "moments from before",
            _ADAM
            % _BODY.replace("m = beta1", "new_m = beta1")
            .replace("v = beta2", "new_v = beta2")
            .replace("epsilon), m, v", "epsilon), new_m, new_v"),
            "The moments are right, but the step is made with those from before: update m and v first.",
        ),
        Mistake(
            "m and v exchanged in the step",
            _adam(
                "m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)",
                "v_hat, m_hat = m / (1 - beta1**t), v / (1 - beta2**t)",
            ),
            "The two moments are exchanged in the step: it goes along m̂ and is divided by the root of v̂.",
        ),
        Mistake(
            "no rate",
            _adam("theta - rate * m_hat", "theta - m_hat"),
            "The rate is missing: the step is the rate times m̂ / (√v̂ + ε).",
        ),
        Mistake(
            "betas exchanged",
            _ADAM
            % _BODY.replace("beta1", "b")
            .replace("beta2", "beta1")
            .replace("b *", "beta2 *")
            .replace("(1 - b)", "(1 - beta2)")
            .replace("b**t", "beta2**t"),
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
            "The step goes along the newest gradient. Adam goes along the average, m_hat.",
        ),
        Mistake(
            "only m corrected",
            _adam("v / (1 - beta2**t)", "v"),
            "Only m is corrected: v begins at zero, too, so divide it by 1 − β₂ᵗ, and add ε to the root of v̂.",
        ),
        Mistake(
            "only v corrected",
            _adam("m / (1 - beta1**t)", "m"),
            "Only v is corrected: m begins at zero as well, so divide it by 1 − β₁ᵗ.",
        ),
        Mistake(
            "epsilon beside the uncorrected root",
            _adam("(np.sqrt(v_hat) + epsilon)", "(np.sqrt(v) + epsilon) * np.sqrt(1 - beta2**t)"),
            "Here ε is added to √v before the correction, as in Keras: correct v first, then add ε to the root of v̂.",
        ),
        Mistake(
            "root not corrected as such",
            _adam("np.sqrt(v_hat)", "np.sqrt(v) / (1 - beta2**t)"),
            "It divides the root by 1 − β₂ᵗ: v itself is divided by it, and then the root is taken.",
        ),
        Mistake(
            "no epsilon",
            _adam("(np.sqrt(v_hat) + epsilon)", "np.sqrt(v_hat)"),
            "The ε is missing: without it a weight that never had a gradient is divided by zero.",
        ),
        Mistake(
            "epsilon of its own",
            _adam("epsilon)", "1e-8)"),
            "It has 1e-8 where ε stands, whatever `epsilon` is: use the argument.",
        ),
        Mistake(
            "no bracket under m",
            _adam("(np.sqrt(v_hat) + epsilon)", "np.sqrt(v_hat) + epsilon"),
            "Here ε is added to the weights: it is added to the root, in brackets, before m̂ is divided by it.",
        ),
        Mistake(
            "no bracket in the correction",
            _adam("m / (1 - beta1**t), v / (1 - beta2**t)", "m / 1 - beta1**t, v / 1 - beta2**t"),
            "It subtracts βᵗ from the moments, as without brackets: m is divided by the whole of (1 - beta1**t), v by "
            "that of (1 - beta2**t).",
        ),
        Mistake(
            "no bracket in the averages",
            _ADAM % _BODY.replace("(1 - beta1) * g", "1 - beta1 * g").replace("(1 - beta2) * g", "1 - beta2 * g"),
            "The averages have 1 - beta * g in them, as without brackets: g is multiplied by the whole of (1 - beta1), "
            "its square by that of (1 - beta2).",
        ),
        Mistake(
            "t minus one",
            _ADAM % _BODY.replace("**t", "**(t - 1)"),
            "The correction uses t − 1, and with t = 1 it divides by zero: t counts from 1 already.",
        ),
        Mistake(
            "power of the bracket",
            _ADAM % _BODY.replace("beta1**t)", "beta1)**t").replace("beta2**t)", "beta2)**t"),
            "The power stands outside the bracket, (1 − β)ᵗ: it belongs to β, as in 1 - beta1**t.",
        ),
        Mistake(
            "no t",
            _ADAM % _BODY.replace("**t", ""),
            "It divides by 1 − β in every step, whatever t: the correction fades, so β has the power t.",
        ),
        Mistake(
            "multiplied",
            _ADAM % _BODY.replace("m / (1", "m * (1").replace("v / (1", "v * (1"),
            "It multiplies by 1 − βᵗ: the moments begin too small, so they are divided by it.",
        ),
        Mistake(
            "corrections exchanged",
            _adam(
                "m / (1 - beta1**t), v / (1 - beta2**t)",
                "m / (1 - beta2**t), v / (1 - beta1**t)",
            ),
            "The moments are right, but the corrections are exchanged: m is divided by 1 − β₁ᵗ and v by 1 − β₂ᵗ.",
        ),
        Mistake(
            "corrected m kept",
            _ADAM % _BODY.replace("epsilon), m, v", "epsilon), m_hat, v"),
            "It returns the corrected m, so the next step would correct it again: return m itself.",
        ),
        Mistake(
            "corrected v kept",
            _ADAM % _BODY.replace("epsilon), m, v", "epsilon), m, v_hat"),
            "It returns the corrected v, so the next step would correct it again: return v itself.",
        ),
        Mistake(
            "whole gradient in m",
            _adam("(1 - beta1) * g", "g"),
            "The new gradient comes into m whole, as in momentum. Adam averages: (1 - beta1) times the new one.",
        ),
        Mistake(
            "whole square in v",
            _adam("(1 - beta2) * g**2", "g**2"),
            "The new square comes into v whole. Adam averages: (1 - beta2) times the new one.",
        ),
        Mistake(
            "shares exchanged in m",
            _adam("beta1 * m + (1 - beta1) * g", "(1 - beta1) * m + beta1 * g"),
            "The shares in m are exchanged: β₁ is kept of the old one, 1 − β₁ comes from the new gradient.",
        ),
        Mistake(
            "shares exchanged in v",
            _adam("beta2 * v + (1 - beta2) * g**2", "(1 - beta2) * v + beta2 * g**2"),
            "The shares in v are exchanged: β₂ is kept of the old one, 1 − β₂ comes from the new square.",
        ),
        Mistake(
            "one beta for both",
            _adam("v / (1 - beta2**t)", "v / (1 - beta1**t)"),
            "Both corrections use β₁: v was averaged with β₂, so it is corrected with β₂.",
        ),
        Mistake(
            "multiplied by the root",
            _adam("m_hat / (np.sqrt(v_hat) + epsilon)", "m_hat * (np.sqrt(v_hat) + epsilon)"),
            "It multiplies by √v̂ + ε, so that large gradients make even larger steps: divide by it.",
        ),
        Mistake(
            "v of the average",
            _adam("(1 - beta2) * g**2", "(1 - beta2) * m**2"),
            "Here v averages the square of m: it should average the square of the gradient, g**2.",
        ),
    ),
)
