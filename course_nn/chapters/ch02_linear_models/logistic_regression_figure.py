"""The probability that logistic regression gives, over the plane of two lengths."""

from ...plots.field import add_colorbar, draw_field
from ...plots.points import draw_points


def draw_logistic_regression(figure, result):
    """The probability of virginica over the plane, and the flowers, with rings around those that are wrong."""
    ax = figure.subplots()
    colors = draw_field(ax, *result["axes"], result["p"], low=0, high=1, boundary=0.5)
    draw_points(ax, result["X"], result["y"], size=5.5, ring=result["wrong"])
    ax.set(xlabel=result["labels"][0], ylabel=result["labels"][1])
    add_colorbar(figure, colors, ax, "probability of virginica", ticks=[0, 0.5, 1])
    ax.set_title(f"{int((~result['wrong']).sum())} of {len(result['y'])} flowers on their side, and a measure of doubt")
