"""The instruments of chapter 02, linear models and gradient descent."""

from ...widgets.controls import Choice, IntSlider, LogSlider, Slider
from ...widgets.instrument import Instrument
from ...widgets.player import Steps
from . import descent, linear
from . import descent_figure as plot_descent
from . import linear_figure as plot_linear

SIZE = (6.6, 3.5)


def line_on_cost():
    """Move a line through 442 patients by hand, and see where it stands on the cost."""
    return Instrument(
        descent.line_fit,
        plot_descent.draw_line_fit,
        [
            Slider("w0", "intercept w₀", 0, 300, 2, 80),
            Slider("w1", "slope w₁", -120, 180, 2, -40),
        ],
        _describe_line,
        title="A line and its cost",
        caption="Thin lines: errors. Star: least cost. Dashed arrow: downhill, a third of the gradient's length.",
        size=SIZE,
    )


def descent_path(rate=0.32, size=442, steps=30):
    """Walk down the cost of a line: choose the rate, the batch, and the shape of the valley. It starts as given."""
    batches = {f"{m}" if m < 442 else "all 442": m for m in descent.BATCHES}
    return Instrument(
        descent.descent_path,
        plot_descent.draw_descent,
        [
            LogSlider("rate", "learning rate α", 0.005, 1.25, rate),
            Choice("size", "batch size", batches, size),
            Slider("shift", "mean of x", 0, 2, 0.1, 1.0),
            IntSlider("steps", "steps", 1, descent.MOST_STEPS, steps),
        ],
        _describe_path,
        title="Walking downhill",
        caption="Without momentum, which is chapter 05. Lines of equal cost; the star is the closed form's answer.",
        size=SIZE,
    )


def handmade_features():
    """Fit a curve with features made by hand, few or many, and watch the error on new points."""
    return Instrument(
        linear.handmade,
        plot_linear.draw_handmade,
        [
            Choice("curve", "curve", list(linear.CURVES), "wave"),
            Choice("kind", "features", list(linear.KINDS), "powers"),
            IntSlider("k", "number of features", 0, linear.MOST, 3),
            IntSlider("n", "training points", 10, 100, 15, step=5),
        ],
        _describe_features,
        title="Features made by hand",
        caption="Dashed green: the true curve. Dots: what the fit has seen. The test error is measured on 400 others.",
        size=SIZE,
    )


def smooth_step():
    """Smooth the step into a sigmoid, and give its cost a slope."""
    return Instrument(
        linear.smooth_step,
        plot_linear.draw_smooth_step,
        [
            LogSlider("steepness", "steepness", 0.4, 40, 3.2),
            Slider("place", "place", 3, 7, 0.05, 4.0, unit="cm"),
        ],
        _describe_step,
        title="A step and a sigmoid",
        caption="Petals of 50 versicolor (squares, 0) and 50 virginica (circles, 1). Dashed: the step of chapter 01.",
        size=SIZE,
    )


def two_losses():
    """One example, one neuron that is wrong about it, and two losses to learn from."""
    return Instrument(
        linear.two_losses,
        plot_linear.draw_two_losses,
        [
            Slider("z", "start z", -8, 4, 0.5, -5),
            LogSlider("rate", "learning rate α", 0.1, 10, 1),
            Steps("steps", "steps", 0, linear.RACE, 20),
        ],
        _describe_losses,
        title="Two losses for a sigmoid",
        caption="The same example (y = 1), the same start, the same rate. Pale: the steps still to come.",
        size=SIZE,
    )


def softmax_regions():
    """Three classes share the plane: softmax regression on iris, from the first step to the last."""
    return Instrument(
        linear.softmax_regions,
        plot_linear.draw_regions,
        [
            Choice("pair", "inputs", list(linear.PAIRS), "petal length and width"),
            Steps("step", "stage of training", 0, len(linear.SEEN) - 1, 10, interval_ms=500),
            LogSlider("scale", "logits times", 0.1, 10, 1),
        ],
        _describe_regions,
        title="Softmax regression on iris",
        caption="Squares setosa, circles versicolor, triangles virginica. Mixed colors: probability. Rings: wrong.",
        size=SIZE,
    )


def _describe_line(result):
    excess = result["cost"] / result["least"] - 1
    if excess < 0.002:
        return f"This is the bottom: no line has a smaller mean squared error than {result['least']:,.0f}."
    w0, w1 = result["downhill"]
    ways = (
        f"{'raise' if w0 > 0 else 'lower'} w₀" if abs(w0) > 4 else "",
        f"{'raise' if w1 > 0 else 'lower'} w₁" if abs(w1) > 4 else "",
    )
    return f"J = {result['cost']:,.0f}, {excess:.0%} above the least; downhill is: {' and '.join(filter(None, ways))}."


def _describe_path(result):
    made = len(result["path"]) - 1
    limit = f"the limit 2/λ_max = {result['limit']:.2g}"
    if result["away"]:
        return f"With α = {result['rate']:g} ({limit}) the path runs away: after {made} steps it is beyond 100,000."
    excess = result["costs"][-1] / result["least"] - 1
    rows = f"{made} steps on {result['size']} row{'s' if result['size'] > 1 else ''} each"
    return f"After {rows}, J is {_percent(excess)} above the least; α = {result['rate']:g}, {limit}."


def _percent(share):
    return "less than 0.1 %" if share < 0.001 else f"{100 * share:,.1f} %" if share < 1 else f"{100 * share:,.0f} %"


def _describe_features(result):
    train, test, k, n = result["train"], result["test"], result["k"], result["n"]
    many = "1 feature" if k == 1 else f"{k} features"
    first = f"With {many} the error is {train:.2f} on the {n} points and {test:.2g} on new ones"
    if k + 1 >= n:
        return f"{first}: as many weights as points, and the noise is learned by heart."
    if test > 1.8 * train and test > 1.3 * result["errors"][:, 1].min():
        return f"{first}: overfitting."
    if train > 1.5 * result["noise"]:
        return f"{first}: the features can't follow the curve."
    return f"{first}; the noise itself is {result['noise']:g}."


def _describe_step(result):
    wrong = round(100 * result["error"])
    slope = result["slope"]
    way = "right" if slope < 0 else "left"
    hill = f"falls to the {way}" if abs(slope) >= 0.005 else "is almost flat here"
    return (
        f"At {result['place']:.2f} cm the step has {wrong} of 100 flowers wrong and slope 0; the sigmoid's cost "
        f"{result['cost']:.2f} {hill} (slope {slope:.3f} per cm)."
    ).replace("-", "−")


def _describe_losses(result):
    k = result["steps"]
    squared, cross = (result["losses"][name]["p"][k] for name in ("squared error", "cross-entropy"))
    after = f"After {k} step{'' if k == 1 else 's'} from z = {result['start']:g}".replace("-", "−")
    return f"{after}, p is {squared:.3f} with squared error and {cross:.3f} with cross-entropy."


def _describe_regions(result):
    steps = linear.SEEN[result["step"]]
    return (
        f"After {steps:,} steps {result['right']} of {len(result['y'])} flowers are named right, "
        f"with {result['sure']:.0%} certainty on average; J = {result['cost']:.2f} for these logits."
    )
