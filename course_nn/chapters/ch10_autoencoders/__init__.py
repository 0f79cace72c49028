"""Chapter 10: autoencoders and variational autoencoders."""

from ...windows import themes

INSTRUMENTS = (
    "linear_autoencoder",
    "bottleneck",
    "latent_plane",
    "denoising",
    "sparse_codes",
    "anomaly",
    "reparametrization",
    "kl_term",
    "elbo",
    "latent_grid",
    "bounds",
    "beta",
    "posterior_collapse",
    "sample_judges",
)
EXERCISES = ("principal_subspace", "reparametrize", "gaussian_kl", "averaged_kl")

__getattr__, __dir__ = themes(__name__)
