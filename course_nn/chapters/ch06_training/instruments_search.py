"""Chapter 06's instruments on hyper-parameter search."""

from ...widgets.controls import IntSlider, LogSlider, Slider
from ...widgets.instrument import Instrument
from . import budget_figure as plots
from . import search as demo


def grid_or_random():
    """The same number of trials on a grid and at random, for an axis that matters little or much."""
    return Instrument(
        demo.grid_and_random,
        plots.draw_grid_and_random,
        [
            IntSlider("points", "points on each axis of the grid", 2, 10, 5),
            Slider("importance", "importance of the other axis", 0, 1, 0.05, 0.05),
            IntSlider("seed", "problem", 0, 30, 0),
        ],
        _describe_search,
        title="Grid or random, on the same budget",
        caption=(
            "Star: where the loss is 0. Above each map: the loss along the important axis, and the values of it that "
            "were tried. Right: the share of 1,000 such problems in which random search finds less than the grid."
        ),
        size=(9.4, 3.9),
    )


def _describe_search(result):
    found, distinct = result["found"], result["distinct"]
    return (
        f"{result['points'] ** 2} trials each: the grid tries {distinct['grid']} values of the important axis and "
        f"finds {found['grid']:.2f}, random tries {distinct['random']} and finds {found['random']:.2f}; "
        f"random wins {result['win']:.0%} of 1,000 such problems."
    )


def curse_of_dimensionality():
    """What a budget of trials is worth in more and more dimensions."""
    return Instrument(
        lambda dimensions, budget: demo.curse(dimensions, round(budget)),
        plots.draw_curse,
        [
            IntSlider("dimensions", "number of axes", 1, 20, 6),
            LogSlider("budget", "trials", 10, 1_000_000, 64),
        ],
        _describe_curse,
        title="A budget in many dimensions",
        caption=(
            "Edge: how much of each axis a tenth of the volume takes. Near a face: within 5% of one. "
            "Random hits: the chance that a random trial falls into the best 5% of the volume."
        ),
        size=(9.2, 3.4),
    )


def _describe_curse(result):
    here = result["here"]
    return (
        f"{result['budget']:,} trials on {result['dimensions']} axes: a grid has {_count(here['per_axis'])} values on "
        f"each, {here['shell']:.0%} of the volume lies near a face; with a chance of {result['hit']:.1%} one of as "
        "many random trials is among the best 5%."
    )


def _count(number):
    return f"{number:,.0f}" if number > 9.95 else f"{number:.1f}"
