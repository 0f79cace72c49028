"""The instruments of chapter 12 for chains: walks that are refused, orders that are wrong, modes that are missed."""

from ...widgets.controls import Choice, IntSlider, Ladder, Toggle
from ...widgets.instrument import Instrument
from ...widgets.player import Steps
from . import chain_of_networks as network_theme
from . import label_switching as label_theme
from . import metropolis_walk as walk_theme
from . import missed_mode as mode_theme
from . import sampler_order as order_theme
from .chain_of_networks_figure import (
    describe_chain_of_networks,
    draw_chain_of_networks,
    move_chain_of_networks,
)
from .label_switching_figure import describe_label_switching, draw_label_switching
from .metropolis_walk_figure import describe_metropolis_walk, draw_metropolis_walk, move_metropolis_walk
from .missed_mode_figure import describe_missed_mode, draw_missed_mode
from .sampler_order_figure import WORDS, describe_sampler_order, draw_sampler_order


def metropolis_walk():
    """A Metropolis walk over the posterior of one unit's weights, with steps of one size."""
    return Instrument(
        walk_theme.metropolis_steps,
        draw_metropolis_walk,
        [
            Ladder("scale", "step size", {f"{scale:g}": scale for scale in walk_theme.SCALES}, 0.12),
            IntSlider("seed", "seed", 0, walk_theme.SEEDS - 1, 0),
            Toggle("whole", f"what all {walk_theme.STEPS:,} are worth", False),
            Steps("step", "proposals so far", 0, walk_theme.SHOWN, 40, interval_ms=60),
        ],
        describe_metropolis_walk,
        title="A walk that may be refused",
        caption="Lines hold 50, 90 and 99 % of the posterior of γ; β is integrated out. Blue: where the walk was; "
        "crosses: what it refused of its last 25 proposals. Right: all 2,000 proposals.",
        size=(9.4, 3.8),
        move=move_metropolis_walk,
        story=[
            {"step": [0, 5, 10, 20, 40, 60, 80, 100, 125, 150]},
            {"scale": [0.03, 0.12, 0.5, 2, 8], "step": [0, 20, 40, 80, 150]},
            {"scale": [0.03, 0.12, 0.5, 2, 8], "step": [40, 150], "whole": ...},
        ],
    )


def sampler_order():
    """Geweke's test of two orders of one sweep: draws from the prior beside chains that take sweeps and new data."""
    return Instrument(
        order_theme.two_histograms,
        draw_sampler_order,
        [
            Choice("order", "a sweep draws", {WORDS[one]: one for one in order_theme.ORDERS}, "printed"),
            Choice("function", "function", list(order_theme.FUNCTIONS), "mean of β"),
            Ladder("sweeps", "sweeps", {str(n): n for n in order_theme.SWEEPS}, 0),
        ],
        describe_sampler_order,
        title="A test of the whole sampler",
        caption="Filled: 2,000 chains, each with new data after every sweep. Outline: 20,000 draws of parameters and "
        "data without any chain. Lines: means. The outermost bars hold what lies beyond.",
        size=(9.4, 3.7),
        story=[{"order": ..., "sweeps": ...}, {"function": ..., "sweeps": ...}],
    )


def chain_of_networks():
    """A chain of networks, one after the other: its function, its units, and the mean of the functions so far."""
    return Instrument(
        network_theme.network_now,
        draw_chain_of_networks,
        [
            Steps("draw", "network", 0, network_theme.DRAWS, 3, interval_ms=80),
            IntSlider("chain", "chain", 1, network_theme.CHAINS, 1),
            Toggle("without_start", "mean without the first 20", False),
        ],
        describe_chain_of_networks,
        title="A chain of networks",
        caption="Blue: the function of this network; thin: its four units; dashed: the mean of the functions so far. "
        "The axis is logarithmic far from 0. Away: root mean square, from the mean of a long run.",
        size=(9.4, 3.8),
        move=move_chain_of_networks,
        story=[
            {"draw": [0, 1, 2, 3, 4, 5, 8, 12, 20, 40, 80, 150, 300]},
            {"chain": [1, 2, 3, 4], "draw": [0, 5, 60, 300]},
            {"without_start": True, "draw": [20, 40, 80, 150, 300]},
        ],
    )


def label_switching():
    """Four chains of a small network: what R-hat says of a unit's weight, and of the function."""
    return Instrument(
        label_theme.unit_and_function,
        draw_label_switching,
        [
            IntSlider("units", "units", label_theme.UNITS[0], label_theme.UNITS[-1], 2),
            Ladder("length", "kept draws of each chain", {str(n): n for n in label_theme.LENGTHS}, 50),
            Toggle("in_order", "units sorted by γ₀", False),
        ],
        describe_label_switching,
        title="Units that trade places",
        caption="Of every 50 sweeps one draw is kept. Right: the network each chain ends with, and dashed what "
        "its unit 1, or the one with the lowest γ₀, adds to it.",
        size=(9.4, 3.5),
    )


def missed_mode():
    """Four chains on a posterior with two modes: R-hat, and the share of the mass that they never saw."""
    return Instrument(
        mode_theme.chains_on_two_modes,
        draw_missed_mode,
        [
            IntSlider("falling", "chains that begin where it falls", 0, mode_theme.CHAINS, 1),
            Ladder("length", "draws of each chain", {f"{n:,}": n for n in mode_theme.LENGTHS}, 250),
            Toggle("turned", "every tenth proposal turns γ₁ around", False),
            IntSlider("seed", "seed", 0, mode_theme.SEEDS - 1, 0),
            Toggle("shown", "share and mean of the posterior", False),
        ],
        describe_missed_mode,
        title="Chains that agree",
        caption="One unit for a rise and a fall: it can make the one, or the other. Lines hold 50, 90 and 99.5 % of "
        "the posterior of γ, by quadrature. Each chain begins at a mode.",
        size=(9.4, 3.5),
        story=[
            {"falling": [0, 1, 2, 4], "length": [250, 1000, 4000], "shown": ...},
            {"falling": [0, 1, 2], "length": [250, 4000], "turned": True, "shown": True},
        ],
    )
