"""The instrument of chapter 09 that goes on by itself."""

from ...widgets import Choice, IntSlider, Live, LogSlider, Marks, Slider, Toggle
from .live_game import DRAWING, GAMES, HALF, MOST_POINTS, NOISE, OWN, RATE, TARGETS, PlaneGame
from .live_game_figure import describe_live_game, draw_live_game, scene_live_game


def live_game():
    """The game in the plane, live: G and D take their steps before your eyes, together or one alone."""
    return Live(
        PlaneGame,
        draw_live_game,
        [
            Choice("target", "target", list(TARGETS), TARGETS[0]),
            Marks("drawing", OWN, DRAWING, -HALF, HALF, most=MOST_POINTS, when=lambda v: v["target"] == OWN),
            Choice("game", "game", list(GAMES), "non-saturating"),
            LogSlider("rate_g", "rate of G", 1e-4, 0.1, RATE),
            LogSlider("rate_d", "rate of D", 1e-4, 0.1, RATE),
            Slider("noise", "instance noise σ", 0, 1, 0.05, NOISE),
            IntSlider("critic_steps", "steps of D for each of G", 1, 5, 1),
            Toggle("fading", "rates and noise fall to 0", True),
            IntSlider("seed", "seed", 0, 9, 0),
        ],
        describe_live_game,
        scene_live_game,
        {"One step": "step", "D only": "critic_step", "G only": "generator_step"},
        title="The game, live",
        caption="Another target or seed begins a new game; everything else changes on the way. Good: within 3σ of the "
        "nearest center. Covered: a quarter of its fair share of 2,500 samples, of which 400 are shown.",
        size=(6.6, 4.2),
    )
