"""The instruments of chapter 01, Perceptron.

Those that show points take points of your own, ``X`` (n, 2) and ``y`` (n,): up to 500, with two labels of any kind, of
which the first in order is 0. Within ±3 they stay as they are; others are standardized, as their axes say.
`mistake_bound` takes none: its points are moved apart, which yours can't be.
"""

from ...widgets.controls import Choice, Slider
from ...widgets.instrument import Instrument
from ...widgets.player import Steps
from .decision_line import STRONGEST, classify
from .decision_line_figure import describe_decision_line, draw_decision_line
from .learning_rule import last_step, replay
from .learning_rule_figure import describe_learning_rule, draw_learning_rule
from .mistake_bound import GAPS, RUNS, mistakes_and_bounds
from .mistake_bound_figure import describe_mistake_bound, draw_mistake_bound
from .not_separable import last_correction, replay_with_pocket
from .not_separable_figure import describe_not_separable, draw_not_separable
from .point_sets import SETS, choices, legend, own_set

SIZE = (6.6, 3.5)
#: Points to draw a line through by hand.
BY_HAND = ("AND", "OR", "NAND", "XOR", "two clouds")
#: Among these are lines for AND, OR and NAND, the first line twice as steep, and level and upright ones.
BY_HAND_STORY = [
    {"name": list(BY_HAND[:3]), "w1": [-1, 1], "w2": [-0.4, 0.4], "b": [-1.2, -0.3, 1.2]},
    {"name": "XOR", "w1": [-1, 1], "b": [-1.2, -0.3, 1.2]},
    {"w1": 2, "w2": 0.8, "b": -1.2},
    {"w1": [0, 1], "w2": [0, 0.4, 2]},
]


def decision_line(X=None, y=None):
    """Move a neuron's weights and bias, and watch its line cut the plane: on gates, or on points X, y of your own."""
    own = own_set(X, y, "decision_line")
    return Instrument(
        classify,
        draw_decision_line,
        [
            Choice("name", "points", choices(BY_HAND, own), own or "AND"),
            Slider("w1", "weight w₁", -STRONGEST, STRONGEST, 0.1, 1.0),
            Slider("w2", "weight w₂", -STRONGEST, STRONGEST, 0.1, 0.4),
            Slider("b", "bias b", -STRONGEST, STRONGEST, 0.1, -0.6),
        ],
        describe_decision_line,
        title="A neuron's line",
        caption="Squares should be silent (0), circles should fire (1). A ring marks a point on the wrong side."
        + legend(own),
        size=SIZE,
        story=BY_HAND_STORY if own is None else {"name": [own], "w1": ..., "w2": ...},
    )


def learning_rule(X=None, y=None):
    """Replay Rosenblatt's rule correction by correction: on gates and flowers, or on points X, y of your own."""
    own = own_set(X, y, "learning_rule")
    return Instrument(
        replay,
        draw_learning_rule,
        [
            Choice("name", "points", choices(SETS, own), own or "two clouds"),
            Steps("step", "corrections made", 0, lambda v: last_step(v["name"]), 0 if own else 2, interval_ms=700),
        ],
        describe_learning_rule,
        title="Learning, one correction at a time",
        caption="Ring: the point just corrected. Dashed: the line before it. A step is one mistake. "
        "The points of gates come in the order 00, 01, 10, 11, all others in a new random order in every epoch."
        + legend(own),
        size=SIZE,
        story=[{"name": ..., "step": ...}, {"step": ...}],
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


def not_separable(X=None, y=None):
    """Watch the rule on data that no line separates, and what the pocket keeps; or on points X, y of your own."""
    own, sets = own_set(X, y, "not_separable"), ("versicolor and virginica", "XOR")
    return Instrument(
        replay_with_pocket,
        draw_not_separable,
        [
            Choice("name", "points", choices(sets, own), own or sets[0]),
            Steps("step", "corrections made", 0, lambda v: last_correction(v["name"]), 20, interval_ms=200),
        ],
        describe_not_separable,
        title="No line, no rest: the pocket" if own is None else "The rule, and its pocket",
        caption="The learning goes on as without a pocket. In every epoch the points come in a new random order."
        + legend(own),
        size=SIZE,
    )
