"""The instruments of chapter 12 about what is predicted: counts of units, bands, classes, and years ahead."""

from ...widgets import Steps
from ...widgets.controls import Choice, IntSlider, Ladder, Slider, Toggle
from ...widgets.instrument import Instrument
from . import class_uncertainty as class_theme
from . import line_and_units as line_theme
from . import predictive_bands as band_theme
from . import sunspot_bands as sun_theme
from . import unit_count as count_theme
from .class_uncertainty_figure import describe_class_uncertainty, draw_class_uncertainty
from .line_and_units_figure import describe_line_and_units, draw_line_and_units
from .methods_compared import TRUTHS
from .predictive_bands_figure import describe_predictive_bands, draw_predictive_bands
from .sunspot_bands_figure import describe_sunspot_bands, draw_sunspot_bands
from .unit_count_figure import describe_unit_count, draw_unit_count


def unit_count():
    """A chain over networks of different numbers of units, before data of a network with a known number."""
    return Instrument(
        count_theme.count_units,
        draw_unit_count,
        [
            IntSlider("truth", "units of the truth", 0, 3, 2),
            Choice("place", "data", {"two inputs": "plane", "one input": "line"}, "plane"),
            Ladder("alpha", "prior: one more unit, α", {f"{alpha:g}": alpha for alpha in count_theme.ALPHAS}, 0.5),
            Toggle("long", "the long run", False),
            Steps("step", "five sweeps", 0, count_theme.STEPS, 4, interval_ms=100),
        ],
        describe_unit_count,
        title="A chain that adds and removes units",
        caption="300 points of a known network with noise 0.1; at most 6 units. Left: M of one chain, which begins at "
        "a draw from the prior. Right: 16,000 draws of four others as the long run.",
        size=(9.4, 3.5),
        story=[
            {"step": [0, 4, 10, 20, 40, 60, 100, 150, 200]},
            {"truth": [0, 1, 2, 3], "place": ..., "alpha": [0.5, 0.9], "long": True},
            {"place": "line", "alpha": 0.7, "long": True},
            {"place": "line", "step": [0, 4, 20, 60, 100, 200]},
            {"alpha": [0.1, 0.7, 0.9], "step": [0, 4, 20, 100, 200]},
            {"long": True, "step": [0, 4, 20, 100, 200]},
        ],
    )


def predictive_bands():
    """Bands of one of six methods for new observations, on two clusters of data with a gap between them."""
    return Instrument(
        band_theme.compare_bands,
        draw_predictive_bands,
        [
            Choice("method", "method", list(band_theme.METHODS), "one network"),
            Choice("truth", "the truth is", list(TRUTHS), TRUTHS[0]),
            IntSlider("seed", "data", 0, band_theme.SEEDS - 1, 0),
            Toggle("shown", "truth and new points", False),
        ],
        describe_predictive_bands,
        title="How sure, where nothing was seen?",
        caption="Blue: mean, and the bands that should hold 50 and 90 % of new points; dotted: 90 % for f alone. "
        "Right: the share of 200 new points in the band of 90 %, with Wilson's interval of 95 %.",
        size=(9.4, 3.6),
        story=[
            {"method": ..., "truth": ..., "shown": ...},
            {"method": ..., "seed": [0, 1, 2], "shown": True},
        ],
    )


def class_uncertainty():
    """Classes of iris over the plane of two features: single networks, their mean, and where they disagree."""
    return Instrument(
        class_theme.look_at_flower,
        draw_class_uncertainty,
        [
            IntSlider("number", "draw (0: the plug-in)", 0, class_theme.SHOWN, 0),
            Choice("kind", "map", ["mutual information", "spread of p"], "mutual information"),
            Slider("length", "petal's length", 0, 9, 0.2, 4, unit="cm"),
            Slider("width", "petal's width", 0, 3.6, 0.1, 1.2, unit="cm"),
            Toggle("shown", "the mean, and where draws disagree", False),
        ],
        describe_class_uncertainty,
        title="Each is sure, together they are not",
        caption="Colors: the classes of iris, mixed as p says (squares setosa, dots versicolor, triangles virginica). "
        "Dark line: the likeliest class has 95 %. Third map: how far 400 draws disagree, in bits or as the "
        "largest standard deviation of a p.",
        size=(9.4, 3.5),
        story=[
            {"number": [0, 1, 2, 5, 10, 20, 30, 40], "shown": ...},
            {"number": [0, 10, 20], "length": 8.6, "width": 0.6, "shown": ...},
            {"length": 5.0, "width": 1.7, "kind": ..., "shown": True},
            {"length": 2.6, "width": 0.7, "kind": ..., "shown": True},
        ],
    )


def sunspot_bands():
    """Sunspot numbers in bands from simulated futures, by one linear autoregression and by a Bayesian network."""
    return Instrument(
        sun_theme.forecast_years,
        draw_sunspot_bands,
        [
            Choice("method", "autoregression", list(sun_theme.METHODS), sun_theme.METHODS[0]),
            IntSlider("horizon", "years ahead", 1, sun_theme.HORIZONS, 1),
            Choice("period", "period", list(sun_theme.PERIODS), "1921–55"),
        ],
        describe_sunspot_bands,
        title="Years that nobody has seen yet",
        caption="Learned from 1700–1920. Bands hold 50 and 90 % of simulated futures, each from the numbers known so "
        "many years before; crosses: years outside. Right: the share inside, for horizons up to yours.",
        size=(9.4, 3.6),
    )


def line_and_units():
    """A line with units beside it: the effect of one input on each part, and on both together, with bands."""
    inputs = {
        f"{case}: {name}": (case, k) for case, names in line_theme.CASES.items() for k, name in enumerate(names, 1)
    }
    return Instrument(
        line_theme.part_effects,
        draw_line_and_units,
        [
            Choice("which", "input", inputs, ("simulated", 2)),
            Toggle("shown", "the truth, where simulated", False),
        ],
        describe_line_and_units,
        title="A line, and what is left for units",
        caption="Scaled inputs; the others stay at their means. Lines: medians; bands hold 90 % of the draws. "
        "Simulated: 200 points, f is a line in three inputs and one step in x₁.",
        size=(9.4, 3.4),
    )
