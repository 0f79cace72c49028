"""The instruments of chapter 01, Perceptron."""

from ...widgets.controls import Choice, Slider
from ...widgets.instrument import Instrument
from ...widgets.player import Steps
from .decision_line import STRONGEST, classify
from .decision_line_figure import describe_decision_line, draw_decision_line
from .learning_rule import last_step, replay
from .learning_rule_figure import describe_learning_rule, draw_learning_rule
from .mistake_bound import GAPS, RUNS, mistakes_and_bounds
from .mistake_bound_figure import describe_mistake_bound, draw_mistake_bound
from .not_separable import SHOWN, replay_with_pocket
from .not_separable_figure import describe_not_separable, draw_not_separable
from .point_sets import SETS

SIZE = (6.6, 3.5)
#: Points to draw a line through by hand.
BY_HAND = ("AND", "OR", "NAND", "XOR", "two clouds")


def decision_line():
    """Move a neuron's weights and bias, and watch its line cut the plane."""
    return Instrument(
        classify,
        draw_decision_line,
        [
            Choice("name", "points", list(BY_HAND), "AND"),
            Slider("w1", "weight w₁", -STRONGEST, STRONGEST, 0.1, 1.0),
            Slider("w2", "weight w₂", -STRONGEST, STRONGEST, 0.1, 0.4),
            Slider("b", "bias b", -STRONGEST, STRONGEST, 0.1, -0.6),
        ],
        describe_decision_line,
        title="A neuron's line",
        caption="Squares should be silent (0), circles should fire (1). A ring marks a point on the wrong side.",
        size=SIZE,
    )


def learning_rule():
    """Replay Rosenblatt's rule correction by correction."""
    return Instrument(
        replay,
        draw_learning_rule,
        [
            Choice("name", "points", list(SETS), "two clouds"),
            Steps("step", "corrections made", 0, lambda v: last_step(v["name"]), 2, interval_ms=700),
        ],
        describe_learning_rule,
        title="Learning, one correction at a time",
        caption="Ring: the point just corrected. Dashed: the line before it. A step is one mistake. "
        "The points of gates come in the order 00, 01, 10, 11, all others in a new random order in every epoch.",
        size=SIZE,
    )


def mistake_bound():
    """Widen the gap between two classes, and compare the mistakes made with the most that are possible."""
    return Instrument(
        mistakes_and_bounds,
        draw_mistake_bound,
        [Slider("gap", "distance to the line", float(GAPS[0]), float(GAPS[-1]), 0.05, 0.6)],
        describe_mistake_bound,
        title="The margin and the mistakes",
        caption=f"Each small dot: one of {RUNS} runs on the same 40 points, shuffled anew in every epoch.",
        size=SIZE,
    )


def not_separable():
    """Watch the rule on data that no line separates, and what the pocket keeps."""
    return Instrument(
        replay_with_pocket,
        draw_not_separable,
        [
            Choice("name", "points", ["versicolor and virginica", "XOR"], "versicolor and virginica"),
            Steps("step", "corrections made", 0, SHOWN, 20, interval_ms=200),
        ],
        describe_not_separable,
        title="No line, no rest: the pocket",
        caption="The learning goes on as without a pocket. In every epoch the points come in a new random order.",
        size=SIZE,
    )
