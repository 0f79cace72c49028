"""The instruments of chapter 10: each joins a theme, its figure and its controls."""

from .instruments_of_codes import (  # noqa: F401 (found here by the door)
    anomaly,
    bottleneck,
    denoising,
    latent_plane,
    linear_autoencoder,
    sparse_codes,
)
from .instruments_of_vae import (  # noqa: F401 (found here by the door)
    beta,
    bounds,
    elbo,
    kl_term,
    latent_grid,
    posterior_collapse,
    reparametrization,
    sample_judges,
)
