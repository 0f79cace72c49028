"""The instruments of chapter 09: each joins a theme, its figure and its controls."""

from .instruments_of_digits import (  # noqa: F401 (found here by the door)
    conditional_digits,
    digit_gan,
    judging,
    latent_walk,
)
from .instruments_of_dynamics import bilinear_game, dirac_gan  # noqa: F401 (found here by the door)
from .instruments_of_live import live_game  # noqa: F401 (found here by the door)
from .instruments_of_the_plane import mode_collapse, mode_plane  # noqa: F401 (found here by the door)
from .instruments_of_theory import (  # noqa: F401 (found here by the door)
    best_discriminator,
    generator_losses,
    wasserstein_line,
)
