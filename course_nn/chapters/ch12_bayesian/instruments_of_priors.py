"""The instruments of chapter 12 about priors, and about posteriors that have a closed form."""

from ...widgets import Steps
from ...widgets.controls import IntSlider, Ladder, LogSlider, Slider, Toggle
from ...widgets.instrument import Instrument
from . import known_units as unit_theme
from . import penalty_as_prior as penalty_theme
from . import prior_functions as function_theme
from . import wide_limit as limit_theme
from .known_units_figure import describe_known_units, draw_known_units
from .penalty_as_prior_figure import describe_penalty_as_prior, draw_penalty_as_prior
from .prior_functions_figure import describe_prior_functions, draw_prior_functions
from .wide_limit_figure import describe_wide_limit, draw_wide_limit


def penalty_as_prior():
    """Prior, likelihood and posterior of the one weight of a line, and the penalty that the prior is."""
    return Instrument(
        penalty_theme.compare_beliefs,
        draw_penalty_as_prior,
        [
            LogSlider("tau", "prior's spread τ", *penalty_theme.SPREADS, 0.5),
            LogSlider("sigma", "noise σ", *penalty_theme.NOISES, 0.5),
            IntSlider("n", "points n", 1, penalty_theme.MOST, 5),
        ],
        describe_penalty_as_prior,
        title="A penalty is a prior",
        caption="y = w x + noise. Square: maximum likelihood; dot: maximum a posteriori, where the penalty λ w² leads. "
        "Right: both lines; the band holds w ± 2 posterior spreads.",
        size=(9.2, 3.6),
        story={"tau": [0.1, 0.25, 0.5, 1, 10], "sigma": [0.1, 0.5, 1, 3]},
    )


def prior_functions():
    """Functions from the prior of a shallow network, and what each of its scales does to them."""
    return Instrument(
        function_theme.draw_functions,
        draw_prior_functions,
        [
            LogSlider("units", "units m", 1, function_theme.MOST_UNITS, 10, whole=True),
            LogSlider("beta", "spread of β", *function_theme.BETAS, 1),
            Toggle("shared", "divided by √m", False),
            LogSlider("gamma", "spread of γ", *function_theme.GAMMAS, 3.2),
            LogSlider("bias", "spread of the bias", *function_theme.BIASES, 3.2),
            IntSlider("seed", "seed", 0, function_theme.SEEDS - 1, 0),
        ],
        describe_prior_functions,
        title="Networks before any data",
        caption="f(x) = Σ β ψ(γ x + bias), ψ logistic, all weights normal with mean 0; six of 100 functions. A turn "
        "counts where the curve comes back by 2 % of its range. Right: 16 and more stand together.",
        size=(9.2, 3.6),
        story=[
            {"gamma": [1, 3.2, 10, 30], "bias": [1, 3.2, 10, 30]},
            {"units": [1, 10, 32, 100, 300], "shared": ...},
        ],
    )


def known_units():
    """The posterior of β in closed form while points come one by one: bands that shrink where they are."""
    return Instrument(
        unit_theme.see_points,
        draw_known_units,
        [
            LogSlider("sigma", "noise σ", *unit_theme.NOISES, 0.2),
            LogSlider("spread", "spread of β, σ_β", *unit_theme.SPREADS, 3.2),
            Steps("n", "points", 0, unit_theme.MOST, 2),
        ],
        describe_known_units,
        title="Only β is unknown",
        caption="20 logistic units with known γ. Blue: mean of f, and two deviations of f; dotted: of a new y. Green: "
        "the truth. The first 24 points lie outside of the two thin lines, the last six between them.",
        size=(9.4, 3.6),
        story=[
            {"n": [0, 1, 2, 4, 8, 16, 24, 25, 26, 27, 28, 29, 30]},
            {"sigma": [0.05, 0.2, 2], "n": [0, 1, 2, 4, 8, 24, 30]},
            {"spread": [0.1, 1, 3.2], "n": [0, 1, 2, 4, 8, 24, 30]},
            {"sigma": 2, "spread": 0.1, "n": [0, 2]},
        ],
    )


def wide_limit():
    """Networks of m units at two inputs, beside the normal process that they become: kernel, ellipses, kurtosis."""
    return Instrument(
        limit_theme.compare_with_limit,
        draw_wide_limit,
        [
            Ladder("units", "units m", {str(m): m for m in limit_theme.UNITS}, 300),
            Slider("left", "x", -3, 0, 0.5, -1),
            Slider("right", "x′", 0.5, 3, 0.5, 1),
            IntSlider("seed", "seed", 0, limit_theme.SEEDS - 1, 0),
            Toggle("shown", "the best kernel of the distance", False),
        ],
        describe_wide_limit,
        title="More units, each with less to say",
        caption="β has variance 1/m. Orange: 1,000 networks; right, a million of each m down to yours, ± 2 standard "
        "errors. Blue: the limit, and ellipses that hold 50 and 95 % of it; diamonds lie beyond. Dashed: the best "
        "kernel of the distance alone.",
        size=(9.4, 3.6),
        story=[
            {"left": [-3, -1, 0], "right": [0.5, 1, 3], "shown": ...},
            {"units": [1, 3, 10, 30, 300]},
        ],
    )
