"""The bug hunt: what is wrong with five losses that claim to be −ELBO of a VAE."""

from ...exercises.bug_hunt import bug_hunt
from .bug_hunt import KINDS

_TRUTH = dict(zip("ABCDE", (KINDS[3], KINDS[1], KINDS[0], KINDS[4], KINDS[2]), strict=True))


AVERAGED_KL = bug_hunt(
    "averaged_kl",
    "Bug hunt: five losses that claim to be −ELBO",
    suspect="loss",
    truth=_TRUTH,
    kinds=KINDS,
    example="KL divided by the number of pixels",
    advice="Something else is wrong with this one: compare it with its original where the KL is 0, where log_variance "
    "alone is 0, for other numbers of pixels and of latent dimensions, and in its gradients.",
    hints=(
        "Take the loss apart. With mean and log_variance at 0 the KL is 0, and what is left is the likelihood: who is "
        "wrong there? At log_variance 0 and a mean of your own, only the mean adds to the KL.",
        "Subtract the likelihood, which is the value at a KL of 0, and divide what is left by the original's. Two "
        "suspects give a constant share below 1 of the KL: see whether it changes with the number of pixels, or with "
        "that of latent dimensions.",
        "One suspect gives every value right: check_loss compares its gradient with differences. And one has the right "
        "KL wherever log_variance is 0, whatever the mean is, and a wrong one at any other log_variance.",
    ),
    exchanges={
        "AB": "one of them is wrong already where the KL is 0.",
        "AC": "one of them gives the value of its original on every input.",
        "AD": "set log_variance to 0. One of them is right then, whatever logits and mean are.",
        "AE": "with several pixels one of them is right wherever the KL is 0, and wrong elsewhere.",
        "BC": "one of them gives the value of its original on every input.",
        "BD": (
            "in several latent dimensions set log_variance to 0, and mean not. One of them is right then, and the "
            "other is not."
        ),
        "BE": (
            "take one latent dimension, several pixels and a KL above 0. One of them is right then, and the other "
            "is not."
        ),
        "CD": "one of them gives the value of its original on every input.",
        "CE": (
            "where the mean is not 0, check_loss finds fault with the gradient of one of them, and with that of the "
            "other it does not."
        ),
        "DE": (
            "with several pixels set log_variance to 0, and mean not. One of them is right then, and the other is not."
        ),
    },
)
