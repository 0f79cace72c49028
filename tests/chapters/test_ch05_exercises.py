"""The exercises of chapter 05: what the notebook says of the answers, and the room's door."""

import numpy as np
import pytest
from answers import answered, rows, told

from course_nn import SGD
from course_nn.chapters.ch05_optimizers.bug_hunt import KINDS, steps_of, suspects
from course_nn.chapters.ch05_optimizers.exercise_faults import FAULTS
from course_nn.chapters.ch05_optimizers.exercises import ADAM, LARGEST_STABLE_RATE, MOMENTUM
from course_nn.chapters.ch05_optimizers.trajectories import walk


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_NN_HOME", str(tmp_path))


MOMENTUM_ANSWERS = (
    "momentum_step",
    [
        "v = beta * v + g\nreturn theta - rate * v, v",
        "v = beta * v + g\nreturn np.array([theta - rate * v, v])",
        "v = [beta * a + b for a, b in zip(v, g)]\nreturn [t - rate * a for t, a in zip(theta, v)], v",
        """
        theta, v, g = (a.astype(np.float32) for a in (theta, v, g))
        v = np.float32(beta) * v + g
        return theta - np.float32(rate) * v, v
        """,
    ],
    [
        ("return theta - rate * v", "theta -= rate * v\nreturn theta", "changes its input"),
        ("theta - rate * v, v", "v, theta - rate * v", "swapped"),
        ("+ g", "- g", "minus in the velocity and in the step"),
        ("beta * v + g", "beta * (v + g)", "bracket around v + g"),
        ("beta * v + g", "v * beta + beta * g", "bracket around v + g"),
        ("beta * v + g", "(1 - beta) * v + g", "one minus beta on the velocity"),
        ("beta * v + g", "v + g", "never fades"),
        ("beta * v + g", "beta + v + g", "value"),
        ("rate * v", "v", "no rate"),
        ("theta - rate * v, v", "theta - rate * v", "one instead of several"),
        ("theta - rate * v", "-rate * v", "input missing"),
        ("theta - rate * v", "theta - rate * g", "step along the gradient"),
        ("theta - rate * v", "theta", "no step"),
        ("theta - rate * v", "theta + rate * v", "uphill"),
        ("v = beta * v + g\nreturn theta - rate * v, v", "return theta - rate * v, beta * v + g", "old velocity"),
        ("", "return theta", "one instead of several"),
    ],
)
ADAM_ANSWERS = (
    "adam_step",
    [
        """
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        mh, vh = m / (1 - beta1**t), v / (1 - beta2**t)
        return theta - rate * mh / (np.sqrt(vh) + epsilon), m, v
        """,
        """
        m, v = m + (1 - beta1) * (g - m), v + (1 - beta2) * (g * g - v)
        c1, c2 = 1 - beta1**t, np.sqrt(1 - beta2**t)
        return [theta - rate * m * c2 / c1 / (np.sqrt(v) + epsilon * c2), list(m), v]
        """,
        """
        f = np.float32
        theta, m, v, g = (a.astype(f) for a in (theta, m, v, g))
        m, v = f(beta1) * m + f(1 - beta1) * g, f(beta2) * v + f(1 - beta2) * g * g
        return theta - f(rate) * (m / f(1 - beta1**t)) / (np.sqrt(v / f(1 - beta2**t)) + f(epsilon)), m, v
        """,
    ],
    [
        ("g**2", "g^2", "error"),
        ("(np.sqrt(vh) + epsilon)", "np.sqrt(vh) + epsilon", "no bracket under m"),
        ("(1 - beta1**t), v / (1 - beta2**t)", "1 - beta1**t, v / 1 - beta2**t", "no bracket in the correction"),
        ("+ epsilon", "+ 1e-8", "epsilon of its own"),
        ("+ epsilon", "+ 1e-10", "value"),
        ("(np.sqrt(vh) + epsilon)", "np.sqrt(vh)", "no epsilon"),
        (", m, v\n        ", ", v, m\n        ", "order of results"),
        ("(1 - beta2) * g**2", "(1 - beta2) * g", "gradient itself in v"),
        ("(1 - beta2) * g**2", "(1 - beta2) * m**2", "v of the average"),
        ("mh / (np.sqrt(vh) + epsilon)", "mh * (np.sqrt(vh) + epsilon)", "multiplied by the root"),
        ("(1 - beta2**t)", "(1 - beta2 * t)", "beta times t"),
        ("(1 - beta1) * g\n", "g\n", "whole gradient in m"),
        ("(1 - beta2) * g**2", "g**2", "whole square in v"),
        ("beta1 * m + (1 - beta1)", "(1 - beta1) * m + beta1", "shares exchanged in m"),
        ("beta2 * v + (1 - beta2)", "(1 - beta2) * v + beta2", "shares exchanged in v"),
        ("m / (1 - beta1**t), v / (1 - beta2**t)", "m / (1 - beta2**t), v / (1 - beta1**t)", "corrections exchanged"),
        ("epsilon), m, v", "epsilon), mh, v", "corrected m kept"),
        ("epsilon), m, v", "epsilon), m, vh", "corrected v kept"),
        ("return theta -", "return theta - 0.01 * theta -", "value"),
        ("return theta -", "return theta - rate * 0.01 * theta -", "value"),
        ("mh, vh = m", "m, v = mh, vh = m", "corrected moments kept"),
        ("mh, vh =", "vh, mh =", "m and v exchanged in the step"),
        ("rate * mh", "mh", "no rate"),
        ("m = beta1 * m + (1 - beta1) * g\n", "m *= beta1\n        m += (1 - beta1) * g\n", "changes its input"),
        ("m / (1 - beta1**t)", "m", "only v corrected"),
        ("**t", "*t", "beta times t"),
    ],
)
BEST = """best = {}
for _ in range(halvings):
    m = (low + high) / 2
    if stable(m):
        low = best = m
    else:
        high = m
return best"""
RATE_ANSWERS = (
    "largest_stable_rate",
    [
        """
        for _ in range(halvings):
            m = (low + high) / 2
            if stable(m):
                low = m
            else:
                high = m
        return low
        """,
        """
        if halvings == 0:
            return low
        m = low + (high - low) / 2
        return largest_stable_rate(stable, *((m, high) if stable(m) else (low, m)), halvings - 1)
        """,
        """
        while halvings > 0:
            m, halvings = np.float32((low + high) / 2), halvings - 1
            low, high = (m, high) if stable(m) else (low, m)
        return low
        """,
    ],
    [
        ("stable(m)", "stable", "never asks"),
        ("stable(m)", "not stable(m)", "halves exchanged"),
        ("return low", "return low, high", "several instead of one"),
        ("return low", "return high", "returns high"),
        ("return low", "return m", "returns the last try"),
        ("low + high", "high - low", "half the width"),
        ("(low + high) / 2", "low + high / 2", "no bracket"),
        ("        return low", "            return low", "only once"),
        ("range(halvings)", "range(halvings + 1)", "one too many"),
        ("for _ in range(halvings)", "while high - low > 1e-6", "error"),  # asks far too often
        ("", "return max(r for r in np.linspace(low, high, 2**halvings + 1) if stable(r))", "error"),
        ("for _ in range(halvings)", "while high - low > 0.5**halvings", "value"),
        ("range(halvings)", "range(halvings - 1)", "one too few"),
        ("range(halvings)", "range(halvings - 2)", "value"),
        ("range(halvings)", "range(halvings // 2 + 1)", "value"),
        ("range(halvings)", "range(int(np.log2(halvings)) + 1)", "value"),
        ("range(halvings)", "range(min(halvings, 3))", "value"),
        ("m = (low", "if high - low < 0.01:\n                break\n            m = (low", "value"),
        ("if stable(m)", "if m", "never asks"),
        ("            else:\n                high = m\n", "", "high stays"),
        ("high = m", "break", "high stays"),
        (
            "",
            "w = (high - low) / 2\nfor _ in range(halvings):\n    if stable(low + w):\n        low += w\n"
            "    else:\n        w /= 2\nreturn low",
            "value",
        ),
        ("", BEST.format("0"), "value"),
        ("", BEST.format("None"), "no return"),
        ("", BEST.format("low"), "passed"),
        ("", "return low", "low untouched"),
        ("", "return high", "high untouched"),
        ("", "return high / 2**halvings", "value"),
        ("", "return max(r for r in np.linspace(low, high, halvings) if stable(r))", "value"),
    ],
)


@pytest.mark.parametrize(("name", "body", "kind"), rows(MOMENTUM_ANSWERS, ADAM_ANSWERS, RATE_ANSWERS))
def test_an_answer_is_told(name, body, kind):
    assert told(name, body) == kind


def test_a_return_whose_value_is_none_is_not_told_to_be_missing():
    said = answered("largest_stable_rate", BEST.format("None")).message
    assert "what it returns is None" in said and "every path" not in said


def test_the_cause_is_named_before_what_follows_from_it():
    """A wrong moment makes a wrong step: the moment is named, though theta is returned first."""
    body = ADAM_ANSWERS[1][0]
    assert answered("adam_step", body.replace("(1 - beta1) * g\n", "g * theta\n")).message.startswith("`m` is")
    assert answered("adam_step", body.replace("* g**2", "* g**4")).message.startswith("`v` is")
    assert answered("momentum_step", "v = beta + v + g\nreturn theta - rate * v, v").message.startswith("`v` is")


def solved(exercise):
    """What the reference solution defines."""
    names = {"np": np}
    exec(exercise.solution, names)
    return names[exercise.name]


@pytest.mark.parametrize("momentum", [0.0, 0.9])
def test_the_largest_stable_rate_of_the_valley_is_found(momentum):
    """2 (1 + β) / λ_max with λ_max = 12, as close as 300 steps can tell."""

    def stable(rate):
        optimizer = SGD(rate, momentum=momentum) if momentum else SGD(rate)
        return np.abs(walk("long valley", optimizer, (1, 1), 300)[-1]).max() < 1

    assert solved(LARGEST_STABLE_RATE)(stable, 0.01, 1.0, 12) == pytest.approx(2 * (1 + momentum) / 12, rel=0.01)


def test_momentum_and_adam_steps_are_the_packages():
    theta, v = np.array([-4.2, 1.2]), np.zeros(2)
    own = [theta]
    for _ in range(20):
        theta, v = solved(MOMENTUM)(theta, v, theta * [0.3, 12], 0.05, 0.9)
        own.append(theta)
    np.testing.assert_allclose(own, walk("long valley", SGD(0.05, momentum=0.9), own[0], 20), rtol=1e-10)
    theta, m, v = solved(ADAM)(np.array([1.0]), np.zeros(1), np.zeros(1), 1, np.array([-3.0]), 0.1, 0.9, 0.999, 1e-8)
    assert theta[0] == pytest.approx(1.1) and m[0] == pytest.approx(-0.3) and v[0] == pytest.approx(0.009)


def test_each_suspect_has_one_of_the_faults():
    faults = solved(FAULTS)
    assert set(faults) == set(suspects()) and sorted(faults.values()) == sorted(KINDS)
    assert (faults["B"], faults["D"]) == ("decay through the gradient", "velocity forgotten")


def test_a_middle_that_is_made_once_is_told_as_it_is():
    """The sentence is true of a loop as well: there may be one, with its `return` or its middle in the wrong place."""
    loop = RATE_ANSWERS[1][0]
    inside = loop.replace("        return low", "            return low")
    before = (
        "m = (low + high) / 2\nfor _ in range(halvings):\n    if stable(m): low = m\n    else: high = m\nreturn low"
    )
    for body in (inside, before, "m = (low + high) / 2\nreturn m if stable(m) else low"):
        found = answered("largest_stable_rate", body)
        assert found.mistake == "only once" and "put it into a loop" not in found.message


def test_a_last_middle_that_was_never_asked_about_is_not_called_tried():
    body = """
        width, rate = (high - low) / 2, (low + high) / 2
        for _ in range(halvings - 1):
            width /= 2
            rate = rate + width if stable(rate) else rate - width
        return rate
    """
    found = answered("largest_stable_rate", body)
    assert found.mistake == "returns the last try" and "tried" not in found.message


def test_what_the_hints_of_the_hunt_say():
    """Of the four that claim to be AdamW, A alone begins with another step; B goes wrong from its second on."""
    lines = {
        letter: [steps_of(one, [1.0, 1.0, 1.0]) for one in pair] for letter, pair in suspects().items() if letter != "D"
    }
    begins = {letter for letter, (own, original) in lines.items() if not np.isclose(own[0], original[0], rtol=1e-6)}
    assert begins == {"A"}
    assert {k for k, (own, original) in lines.items() if not np.allclose(own, original, rtol=1e-6)} == {"A", "B"}
    decay = {k: steps_of(suspects()[k][0], [0.0], theta=10.0)[0] for k in "BE"}
    assert decay == pytest.approx({"B": 0.1, "E": 0.1 * 0.01 * 10}, rel=1e-4), "a whole α, and α λ θ"


def test_keras_is_named_where_the_form_is_its_own():
    """Its velocity holds the minus and the rate: v ← β v − α g, θ ← θ + v."""
    found = answered("momentum_step", "v = beta * v - rate * g\nreturn theta + v, v")
    assert "Keras's form" in found.message
    found = answered("momentum_step", "v = beta * v + rate * g\nreturn theta - v, v")
    assert found.mistake == "rate in the velocity" and "Keras" not in found.message


def test_a_step_along_the_newest_gradient_is_not_called_rmsprop():
    """RMSProp divides by the root of an uncorrected average; here v is corrected."""
    body = """
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        return theta - rate * g / (np.sqrt(v / (1 - beta2**t)) + epsilon), m, v
    """
    found = answered("adam_step", body)
    assert found.mistake == "gradient for m" and "RMSProp" not in found.message
