"""A typical instrument, for tests and measurements: a field of 100 by 100 with 200 points beside a curve."""

import numpy as np

from course_nn.plots import INK, draw_field, draw_points, label_line_end
from course_nn.widgets import Choice, Instrument, LogSlider, Slider, Steps, Toggle

_rng = np.random.default_rng(0)
POINTS = _rng.uniform(-2.4, 2.4, size=(200, 2))
LABELS = (POINTS[:, 0] + 0.5 * POINTS[:, 1] > 0.2).astype(int)
SIDE = np.linspace(-2.5, 2.5, 100)
XX, YY = np.meshgrid(SIDE, SIDE)
STEP = np.arange(101)


def compute(w1, w2, b, rate, curve, marks, step):
    bend = 0.3 if curve == "curved" else 0.0
    score = w1 * XX + w2 * YY + bend * YY**2 + b
    mine = POINTS @ np.array([w1, w2]) + bend * POINTS[:, 1] ** 2 + b
    return {
        "probability": 1 / (1 + np.exp(-3 * score)),
        "right": int(((mine > 0) == LABELS).sum()),
        "cost": np.exp(-rate * STEP),
        "step": step,
        "marks": marks,
    }


def draw(figure, result):
    left, right = figure.subplots(1, 2)
    draw_field(left, XX, YY, result["probability"], 0, 1, boundary=0.5)
    draw_points(left, POINTS, LABELS)
    left.set(xlabel="$x_1$", ylabel="$x_2$", title="The line is where the score is zero")
    (line,) = right.plot(STEP, result["cost"])
    right.plot(result["step"], result["cost"][result["step"]], "o", color=INK)
    right.set(xlim=(0, 118), ylim=(0, 1.05), xlabel="step", ylabel=r"$J(\theta)$", title="The cost falls")
    if result["marks"]:
        right.grid(axis="y")
    label_line_end(right, line, "train")


def describe(result):
    cost = result["cost"][result["step"]]
    return f"{result['right']} of 200 points right; after {result['step']} steps the cost is {cost:.2f}."


def example():
    """Every kind of control once."""
    return Instrument(
        compute,
        draw,
        [
            Slider("w1", "weight w₁", -3, 3, 0.1, 1.0),
            Slider("w2", "weight w₂", -3, 3, 0.1, 0.5),
            Slider("b", "bias b", -2, 2, 0.1, 0.0),
            LogSlider("rate", "learning rate α", 0.001, 1, 0.05),
            Choice("curve", "boundary", ["straight", "curved"], "straight"),
            Toggle("marks", "show the grid", True),
            Steps("step", "step", 0, 100, 20, interval_ms=60),
        ],
        describe,
        title="A neuron's boundary",
        caption="Move the weights until the points are on their side of the line.",
    )


def fragile():
    """Fails at the right end of its slider, and only there."""

    def halve(a):
        if a == 1:
            raise ValueError("expected a below 1, got 1")
        return a / 2

    def curve(figure, result):
        figure.subplots().plot([0, 1], [0, result])

    return Instrument(halve, curve, [Slider("a", "a", 0, 1, 0.1, 0.5)], lambda r: f"Half is {r:.2f}", size=(4, 2))
