"""Instruments of the dynamics of two players' steps."""

from ...widgets.controls import Choice, LogSlider, Slider
from ...widgets.instrument import Instrument
from ...widgets.player import Steps
from . import bilinear_game as bilinear
from . import dirac_gan as dirac
from .bilinear_game_figure import describe_bilinear_game, draw_bilinear_game
from .dirac_gan_figure import describe_dirac_gan, draw_dirac_gan


def bilinear_game(way="simultaneous", rate=0.1, angle=45, step=10):
    """Two players on V = xy: where four ways to take steps lead, and where the average of all places does."""
    return Instrument(
        bilinear.bilinear_game,
        draw_bilinear_game,
        [
            Choice("way", "steps", list(bilinear.WAYS), way),
            Slider("rate", "rate α", 0.01, 2.1, 0.01, rate),
            Slider("angle", "start, on the unit circle", 0, 345, 15, angle, unit="°"),
            Steps("step", "step", 0, bilinear.STEPS, step, interval_ms=100),
        ],
        describe_bilinear_game,
        title="The bilinear game",
        caption="Arrows: where both want to go. Star: the equilibrium. Dark dot: start. Blue: place; pink: mean of all "
        "places so far. Dashed, with alternating steps: what they conserve.",
        story=[
            {"way": ..., "step": [0, 5, 10, 20, 30, 40, 60, 80, 100]},
            {"way": ..., "rate": [0.5, 0.6, 1.1], "step": 100},
        ],
    )


def dirac_gan(game="Wasserstein", mend="nothing", strength=0.5, rate=0.1):
    """The smallest GAN, with simultaneous and with alternating steps: which mends bring it to rest, in which game?"""
    return Instrument(
        dirac.dirac_gan,
        draw_dirac_gan,
        [
            Choice("game", "game", list(dirac.GAMES), game),
            Choice("mend", "mend", list(dirac.MENDS), mend),
            Slider("strength", "its strength: σ, γ, or c", 0.05, 1, 0.05, strength),
            LogSlider("rate", "rate α of both", 0.01, 1, rate),
        ],
        describe_dirac_gan,
        title="The Dirac-GAN",
        caption="Real examples: 0. Generated: θ. Critic: ψx. Penalties: γ/2 (|ψ| − center)². Clipping: |ψ| ≤ c. Noise "
        "in the mean. Alternating: the critic first. Arrows: where both want to go.",
        story=[{"game": ..., "mend": ...}, {"mend": ..., "strength": [0.05, 0.2, 0.5, 1]}],
    )
