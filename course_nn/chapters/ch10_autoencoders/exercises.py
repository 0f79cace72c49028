"""The exercises of chapter 10, autoencoders and variational autoencoders."""

from .exercise_averaged_kl import AVERAGED_KL
from .exercise_gaussian_kl import GAUSSIAN_KL
from .exercise_principal_subspace import PRINCIPAL_SUBSPACE
from .exercise_reparametrize import REPARAMETRIZE

__all__ = ["AVERAGED_KL", "GAUSSIAN_KL", "PRINCIPAL_SUBSPACE", "REPARAMETRIZE"]
