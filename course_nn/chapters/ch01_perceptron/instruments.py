"""The instruments of chapter 01, Perceptron."""

from ...widgets.controls import Choice, Slider
from ...widgets.instrument import Instrument
from ...widgets.player import Steps
from . import perceptron as demo
from . import perceptron_figure as plot

SIZE = (6.6, 3.5)


def decision_line():
    """Move a neuron's weights and bias, and watch its line cut the plane."""
    return Instrument(
        demo.decision_line,
        plot.draw_decision_line,
        [
            Choice("name", "points", list(demo.BY_HAND), "AND"),
            Slider("w1", "weight w₁", -demo.STRONGEST, demo.STRONGEST, 0.1, 1.0),
            Slider("w2", "weight w₂", -demo.STRONGEST, demo.STRONGEST, 0.1, 0.4),
            Slider("b", "bias b", -demo.STRONGEST, demo.STRONGEST, 0.1, -0.6),
        ],
        _describe_line,
        title="A neuron's line",
        caption="Squares should be silent (0), circles should fire (1). A ring marks a point on the wrong side.",
        size=SIZE,
    )


def learning_replay():
    """Replay Rosenblatt's rule correction by correction."""
    return Instrument(
        demo.learning_replay,
        plot.draw_replay,
        [
            Choice("name", "points", list(demo.SETS), "two clouds"),
            Steps("step", "corrections made", 0, lambda v: demo.last_step(v["name"]), 3, interval_ms=700),
        ],
        _describe_replay,
        title="Learning, one correction at a time",
        caption="Ring: the point just corrected. Dashed: the line before it. A step is one mistake.",
        size=SIZE,
    )


def margin_and_bound():
    """Widen the gap between two classes, and compare the mistakes made with the most that are possible."""
    return Instrument(
        demo.margin_and_mistakes,
        plot.draw_margin,
        [Slider("gap", "distance to the line", float(demo.GAPS[0]), float(demo.GAPS[-1]), 0.05, 0.3)],
        _describe_margin,
        title="The margin and the mistakes",
        caption=f"Each small dot: the mistakes in one of {demo.ORDERS} random orders of the same 40 points.",
        size=SIZE,
    )


def no_line():
    """Watch the rule on data that no line separates, and what the pocket keeps."""
    return Instrument(
        demo.no_line,
        plot.draw_no_line,
        [
            Choice("name", "points", ["versicolor and virginica", "XOR"], "versicolor and virginica"),
            Steps("step", "corrections made", 0, demo.NEVER, 65, interval_ms=200),
        ],
        _describe_no_line,
        title="No line, no rest: the pocket",
        caption="The learning itself goes on unchanged; the pocket only remembers its best line.",
        size=SIZE,
    )


def _describe_line(line):
    right = f"{int(line.right.sum())} of {len(line.y)} points are on their side"
    if line.distance is None:
        return f"{right}; with w = 0 there is no line, and every point gets {int(line.b >= 0)}."
    return f"{right}; the line lies {line.distance:.2f} from the origin."


def _describe_replay(state):
    right = f"{int(state.rights[state.step])} of {len(state.y)} points are right"
    bound = "no line exists, so it never ends" if state.bound is None else f"the bound is {state.bound:.0f}"
    made = f"{state.step} mistake{'' if state.step == 1 else 's'} so far"
    if state.step == state.steps and state.converged:
        return f"Done: {right} after {made.removesuffix(' so far')}; {bound}."
    return f"{right}; {made}, and {bound}."


def _describe_margin(result):
    mistakes, bound = result.mistakes[result.now], result.bounds[result.now]
    return (
        f"With the nearest points {result.gaps[result.now]:.2f} away, {len(mistakes)} orders make "
        f"{mistakes.min()} to {mistakes.max()} mistakes; the bound is {bound:.0f}."
    )


def _describe_no_line(state):
    n, now, kept = len(state.y), int(state.rights[state.step]), int(state.bests[state.step])
    return f"After {state.step} corrections the line of the moment has {now} of {n} points right, the pocket {kept}."
