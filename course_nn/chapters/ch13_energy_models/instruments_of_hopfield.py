"""The instruments of chapter 13 about Hopfield's networks, old and modern."""

from ...widgets import Steps
from ...widgets.controls import Choice, IntSlider, Ladder, Toggle
from ...widgets.instrument import Instrument
from ...widgets.player import OpenSlider
from . import basins as basin
from . import capacity as capacities
from . import energy_descent as descent
from . import hebbian_storage as storage
from . import modern_recall as modern
from . import one_step_error as one_step
from . import spurious_states as spurious
from . import two_cycles as cycles
from .basins_figure import describe_basins, draw_basins
from .capacity_figure import describe_capacity, draw_capacity
from .energy_descent_figure import describe_energy_descent, draw_energy_descent
from .hebbian_storage_figure import describe_hebbian_storage, draw_hebbian_storage
from .modern_recall_figure import describe_modern_recall, draw_modern_recall
from .one_step_error_figure import describe_one_step_error, draw_one_step_error
from .spurious_states_figure import describe_spurious_states, draw_spurious_states
from .two_cycles_figure import describe_two_cycles, draw_two_cycles

_RULES = {"Hebb's": "hebb", "pseudo-inverse": "pseudo-inverse"}


def hebbian_storage():
    """Patterns go into the weights one by one, and those that still rest there."""
    return Instrument(
        storage.store_patterns,
        draw_hebbian_storage,
        [
            Choice("kind", "patterns", ["letters", "digits", "random"], "letters"),
            IntSlider("count", "stored", 1, storage.MOST, 3),
            Choice("rule", "rule", _RULES, "hebb"),
        ],
        describe_hebbian_storage,
        title="Into the weights",
        caption="Blue: weights above 0, vermilion: below. Orange: this unit wants to change. Letters of 10 × "
        "10, mean digits of 8 × 8, random patterns of 100 units.",
        size=(9.4, 3.6),
    )


def energy_descent():
    """A damaged letter or digit is let go, and comes back change by change while the energy falls."""
    return Instrument(
        descent.let_go,
        draw_energy_descent,
        [
            Choice("kind", "patterns", ["letters", "digits"], "letters"),
            IntSlider("which", "pattern", 0, descent.STORED - 1, 0),
            IntSlider("damage", "damage", 0, 50, 25, step=5, unit="%"),
            Choice("rule", "rule", _RULES, "hebb"),
            Toggle("together", "all units at once", False),
            Steps("step", "changes", 0, descent.last_step),
        ],
        describe_energy_descent,
        title="Let go",
        caption="Five patterns are stored. Orange: bits that are wrong. Dotted: the energies of all that is stored.",
        size=(9.4, 3.0),
        story=[
            {"step": [0, 1, 2, 4, 8, 12, 16, 20, 24, 100]},
            {"kind": ..., "rule": ..., "step": [0, 10, 20, 100]},
            {"together": True, "step": [0, 1, 2, 4]},
            {"which": [0, 1, 2], "damage": [10, 40, 50], "step": 100},
        ],
    )


def two_cycles():
    """All units at once: how a start ends, what the energies do, and how many starts end between two states."""
    return Instrument(
        cycles.update_together,
        draw_two_cycles,
        [
            Ladder("count", "patterns", {str(c): c for c in cycles.COUNTS}, 20),
            IntSlider("start", "random start", 0, 11, 0),
            Steps("step", "updates", 0, cycles.last_step),
            Toggle("often", "how often, of all starts", False),
        ],
        describe_two_cycles,
        title="All at once",
        caption="Random patterns in 64 units by Hebb's rule. Orange: units that this update changes. "
        "How often: 100 random starts in each of 40 networks.",
        size=(9.4, 3.0),
        story=[{"step": range(11), "often": ...}, {"count": [1, 4, 10, 20, 32], "start": [0, 3, 6], "step": 100}],
    )


def capacity():
    """How many patterns Hebb's rule keeps, by load and size: let go at a pattern, and looked where it rests."""
    return Instrument(
        capacities.recall_by_load,
        draw_capacity,
        [
            Ladder("n", "units, n", {f"{n:,}": n for n in capacities.NETWORKS}, 1000),
            Ladder("load", "load, α", {f"{a:.2f}": a for a in capacities.LOADS}, 0.10),
            Choice("counted", "what counts", capacities.COUNTED, "found"),
        ],
        describe_capacity,
        title="Too much to keep",
        caption="40 starts in each of 160, 80, 40 and 10 networks of random patterns; bars: two standard errors.",
        size=(9.2, 3.8),
    )


def one_step_error():
    """What one update does to stored patterns: the noise of all others, and the share of bits that it turns."""
    return Instrument(
        one_step.look_at_fields,
        draw_one_step_error,
        [
            Ladder("load", "load, α", {f"{a:g}": a for a in one_step.LOADS}, 0.075),
            Ladder("n", "units, n", {f"{n:,}": n for n in one_step.UNITS}, 1000),
        ],
        describe_one_step_error,
        title="Noise of the others",
        caption="Orange: units that want to change. The curve is the normal density with mean 1 and variance α. A "
        "triangle at the lower edge: none of the bits was wrong. Seed 0.",
        size=(9.2, 3.8),
    )


def spurious_states():
    """Everything that rests in a small network, and where random starts of a larger one end."""
    return Instrument(
        spurious.count_spurious,
        draw_spurious_states,
        [
            Ladder("count", "patterns", {str(c): c for c in spurious.COUNTS}, 2),
            IntSlider("seed", "seed", 0, spurious.SEEDS - 1, 0),
            OpenSlider("which", "state", 0, spurious.last_state),
        ],
        describe_spurious_states,
        title="What else rests",
        caption="Random patterns, Hebb's rule. The strip is the chosen state, unit by unit. Right: 200 random starts "
        "in each of ten networks, an overlap of 0.9 counts. With 14 patterns and more a state is a mixture of some "
        "three often by chance.",
        size=(9.4, 3.8),
        story=[
            {"count": [1, 2, 3, 5, 10, 20], "seed": [0, 1, 2, 3]},
            {"count": 3, "which": [0, 1, 2, 3, 4, 5, 6, 7]},
        ],
    )


def basins():
    """How much damage is undone, by load, for Hebb's rule and the pseudo-inverse."""
    return Instrument(
        basin.undo_damage,
        draw_basins,
        [
            Ladder("load", "load, α", {f"{a:.2f}": a for a in basin.LOADS}, 0.08),
            Ladder("damage", "damage", {f"{100 * d:.0f} %": d for d in basin.DAMAGES}, 0.2),
            Choice("counted", "it is back with", basin.COUNTED, "found"),
            Toggle("kept", "a third: diagonal kept", False),
        ],
        describe_basins,
        title="How far a basin reaches",
        caption="200 units; 20 damaged patterns in each of ten networks, at rest. Right: where the left curve, "
        "straight from point to point, falls to one half.",
        size=(9.2, 3.8),
        story=[
            {"load": [0.02, 0.08, 0.5, 0.9], "counted": ..., "kept": ...},
            {"load": [0.08, 0.5, 0.9], "damage": [0.0, 0.35, 0.5]},
        ],
    )


def modern_recall():
    """How many patterns the modern network finds again in one update, by β, and what it keeps for it."""
    return Instrument(
        modern.recall_by_beta,
        draw_modern_recall,
        [
            Ladder("beta", "β", {f"{b:g}": b for b in modern.BETAS}, 0.125),
            Ladder("count", "patterns", {f"{c:,}": c for c in modern.COUNTS}, 1000),
            Choice("damage", "bits turned", {f"{100 * d:.0f} %": d for d in modern.DAMAGES}, 0.1),
        ],
        describe_modern_recall,
        title="Every pattern is kept",
        caption="Up to 1,000 damaged patterns each. Right: median and 5 to 95 % of the weights. "
        "Hebb's rule in 64 units: mean of 100 networks.",
        size=(9.2, 3.8),
        story=[
            {"beta": list(modern.BETAS), "count": [16, 1000, 10_000, 100_000]},
            {"beta": [0.125, 0.5], "count": [1000, 100_000], "damage": ...},
            {"count": list(modern.COUNTS)},
        ],
    )
