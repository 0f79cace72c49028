"""A picture of two equivalent minima: the cost on the straight way between them."""

import numpy as np

from ...plots.style import BLUE, GREY


def draw_between(figure, result):
    """``result`` of `equivalent_minima.between`: (shares of the way, costs) between two networks of one function."""
    shares, costs = result
    ax = figure.subplots()
    ax.plot(shares, costs, color=BLUE)
    ax.plot(shares[[0, -1]], costs[[0, -1]], "o", color=BLUE, markersize=7, markeredgecolor="white", clip_on=False)
    top = int(np.argmax(costs))
    ax.annotate(
        f"{costs[top]:.2f}", (shares[top], costs[top]), (0, 5), ha="center", textcoords="offset points", color=GREY
    )
    ax.set(
        xlabel=r"share of the way from $\theta$ to the permuted $\theta'$",
        ylabel=r"$J$",
        ylim=(0, costs[top] * 1.15),
        title="Between two equal networks stands a hill",
    )
    ax.grid(axis="y")
