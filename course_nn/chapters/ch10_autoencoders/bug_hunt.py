"""A bug hunt: five losses that claim to be −ELBO of a VAE with Bernoulli pixels, each with a fault of its own."""

import numpy as np

from ... import _checks
from ...elbo import NegativeElbo
from ...functions import sigmoid, softplus

#: What the faults are, in no particular order.
KINDS = (
    "gradient of the KL left out",
    "KL averaged over the latent dimensions",
    "KL divided by the number of pixels",
    "likelihood averaged over the pixels",
    "logarithm of the variance taken for that of sigma",
)


class _Claimed(NegativeElbo):
    """Claims to be the `NegativeElbo` of Bernoulli pixels, and computes it by itself."""

    def __init__(self):
        super().__init__("bernoulli")

    def kl(self, mean, log_variance, d):
        """The KL of each example (n,) with a code of k numbers and d pixels, and its slopes by both (n, k)."""
        value = 0.5 * (mean**2 + np.exp(log_variance) - 1 - log_variance).sum(axis=1)
        return value, mean, 0.5 * (np.exp(log_variance) - 1)

    def likelihood_of(self, x, y):
        """log p(x|z) of each example (n,), and its slope by the logits y (n, d)."""
        return (x * y - softplus(y)).sum(axis=1), x - sigmoid(y)

    def __call__(self, output, target):
        x = self.images(target)
        output = _checks.as_array(output, f"{self!r}: output", shape=(len(x), None)).astype(float)
        d = x.shape[1]
        k, odd = divmod(output.shape[1] - d, 2)
        if odd or k < 1:
            raise ValueError(f"{self!r}: expected an output (n, {d} + 2k) for {d} pixels, got {output.shape}")
        y, mean, log_variance = np.split(output, (d, d + k), axis=1)
        kl, *slopes = self.kl(mean, log_variance, d)
        log_p, slope = self.likelihood_of(x, y)
        return float((kl - log_p).mean()), np.hstack([-slope, *slopes]) / len(x)


class SuspectA(_Claimed):
    def likelihood_of(self, x, y):
        return tuple(one / x.shape[1] for one in super().likelihood_of(x, y))


class SuspectB(_Claimed):
    def kl(self, mean, log_variance, d):
        return tuple(one / mean.shape[1] for one in super().kl(mean, log_variance, d))


class SuspectC(_Claimed):
    def kl(self, mean, log_variance, d):
        value, *slopes = super().kl(mean, log_variance, d)
        return value, *(0 * one for one in slopes)


class SuspectD(_Claimed):
    def kl(self, mean, log_variance, d):
        value, by_mean, by_sigma = super().kl(mean, 2 * log_variance, d)
        return value, by_mean, 2 * by_sigma


class SuspectE(_Claimed):
    def kl(self, mean, log_variance, d):
        return tuple(one / d for one in super().kl(mean, log_variance, d))


def suspects():
    """The five suspects by letter, each beside the package's loss that it claims to be: pairs (suspect, original).

    Both are called with a VAE's output [logits of d pixels | mean | log_variance] (n, d + 2k) and pixels x (n, d) that
    are 0 or 1, and give the value and its gradient by the output.
    """
    kinds = (SuspectA, SuspectB, SuspectC, SuspectD, SuspectE)
    return {kind.__name__[-1]: (kind(), NegativeElbo("bernoulli")) for kind in kinds}
