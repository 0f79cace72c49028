"""The instruments of chapter 09 that look at modes in the plane: a training replayed, and its collapse."""

from ...widgets.controls import Choice, IntSlider, Ladder
from ...widgets.instrument import Instrument
from ...widgets.player import Steps
from .mode_collapse import BALANCES, MENDS, SEEDS, collapsed
from .mode_collapse_figure import describe_mode_collapse, draw_mode_collapse
from .mode_plane import moments_in, replays
from .mode_plane_figure import describe_mode_plane, draw_mode_plane, move_mode_plane


def mode_plane(replay=None):
    """A GAN's training in the plane, moment by moment: samples, the field of D, and G's map of the latent grid.

    Without arguments four runs of the chapter; or one of your own, as ``record(target)`` of this theme gives it.
    """
    compute = replays(replay)
    runs = list(compute.runs)
    return Instrument(
        compute,
        draw_mode_plane,
        [
            *([Choice("run", "run", runs, runs[0])] if len(runs) > 1 else []),
            Steps("moment", "moment", 0, moments_in(compute.runs) - 1, 0 if replay is None else 1, interval_ms=200),
        ],
        describe_mode_plane,
        title="A generator learns the plane",
        caption="Left: blue circles are real, vermilion squares are G's, 150 each; where the field is blue D takes "
        "examples for real. Right: G's images of nine lines z₁ = const. (green) and nine z₂ = const. (orange, "
        "dashed), at the deciles of the noise: 1 % of the noise lies in each mesh inside. Lines end where they "
        "leave the window.",
        size=(6.6, 3.5),
        move=move_mode_plane,
    )


def mode_collapse():
    """What the balance of the players does to the ring, from ten seeds, and which change of the setting mends it.

    Where D is too fast G loses modes; where it is too slow hardly any sample is good, from most seeds.
    """
    return Instrument(
        collapsed,
        draw_mode_collapse,
        [
            Ladder("balance", "D", list(BALANCES), "3 steps for one"),
            Choice("mend", "changed", list(MENDS), "nothing"),
            IntSlider("seed", "seed drawn on the left", 0, SEEDS - 1, 1),
        ],
        describe_mode_collapse,
        title="Which modes are missing?",
        caption="Circles: the modes, drawn far wider than they are (σ = 0.02). Right: a mark for each of ten seeds, "
        "framed the one on the left; a mode is covered from a quarter of its fair share on. Triangles point to samples "
        "out of sight. Ring of eight, 3,000 steps of G, whose rate goes from 2e-3 to 0.",
        size=(6.6, 3.3),
    )
