"""Features as a picture: the weights of a hundred units, the eight that a digit turns on, and what comes back of it."""

from ...plots.style import BLUE
from .digit_features import BEST
from .digit_machines_figure import draw_digit, draw_sheet


def draw_digit_features(figure, result):
    """``result`` of `digit_features.show_features`: the sheet of weights, the image, its units, the image again."""
    grid = figure.add_gridspec(4, 26)
    ax, image, came = (figure.add_subplot(place) for place in (grid[:, :14], grid[:2, 14:20], grid[:2, 20:]))
    draw_sheet(ax, result["filters"], 10, signed=True, framed=set(result["best"].tolist()))
    ax.set_title(f"Weights after {epochs(result)}")
    draw_digit(image, result["image"], "image")
    draw_digit(came, result["came"], f"back, with {on(result)} units on", BLUE)
    parts = [figure.add_subplot(grid[2 + k // 4, 14 + 3 * (k % 4) : 17 + 3 * (k % 4)]) for k in range(BEST)]
    for ax, unit in zip(parts, result["best"], strict=True):
        draw_sheet(ax, result["filters"][unit : unit + 1], 1, signed=True)
        ax.set_title(f"{result['on'][unit]:.2f}", fontsize=8.5)


def epochs(result):
    return "1 epoch" if result["look"] == 1 else f"{result['look']} epochs"


def on(result):
    """How many units are on with a probability above ½."""
    return int((result["on"] > 0.5).sum())


def describe_digit_features(result):
    """How many units a digit turns on, the test digits' log p, and their reconstruction error."""
    return (
        f"After {epochs(result)} test image {result['digit']} turns on {on(result)} of 100 units with a probability "
        f"above ½; over all test digits log p is about {result['likelihood']:.1f} nats, and the squared error of a "
        f"pixel that came back {result['error']:.3f}."
    ).replace("-", "−")
