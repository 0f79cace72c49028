"""Chapter 09: GANs."""

from ...windows import themes

INSTRUMENTS = (
    "best_discriminator",
    "generator_losses",
    "wasserstein_line",
    "mode_plane",
    "live_game",
    "mode_collapse",
    "bilinear_game",
    "dirac_gan",
    "digit_gan",
    "judging",
    "conditional_digits",
    "latent_walk",
)
EXERCISES = ("game_losses", "covered_modes", "mend_collapse", "broken_steps")

__getattr__, __dir__ = themes(__name__)
