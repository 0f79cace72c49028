"""The variational autoencoder: an encoder gives a Gaussian of codes z for each x, a decoder the distribution of x."""

import math

import numpy as np

from .. import _checks
from ..contract import output_and_backward
from ..core import Layer, Sequential, upstream
from ..elbo import Elbo, NegativeElbo, _kl
from ..functions import _sigmoid
from ..layers import Dense, Flatten, HardTanh, ReLU, Reshape, Sigmoid, Softplus, Tanh
from ..layers.sampling import GaussianSample

#: From where to where goes what these layers give: a decoder that ends in one gives no image beyond.
_LIMITS = {Sigmoid: (0, 1), Tanh: (-1, 1), HardTanh: (-1, 1), ReLU: (0, math.inf), Softplus: (0, math.inf)}


class VAE(Layer):
    """A variational autoencoder of an ``encoder``, (n, d) to [μ | log σ²] (n, 2k), and a ``decoder``, (n, k) to (n, d).

    The model is p(z) = N(0, I) and p(x|z); the encoder's q(z|x) = N(μ, diag σ²) stands for p(z|x). The decoder gives
    the mean of x for the "gaussian" likelihood, whose spread is ``sigma``, and logits for the "bernoulli" one, whose
    pixels are 0 or 1. Images may have any shape that the encoder takes; the decoder gives as many numbers. It learns by

        for step in train(vae, vae.loss, Adam(1e-3), batches(X, X, 64, rng), epochs=20):
            ...

    with `NegativeElbo`, −ELBO with ``beta`` before its KL, as ``vae.loss``. As a layer it gives what that loss reads,
    [decoder's output | μ | log σ²] (n, d + 2k), with z drawn from ``rng`` in training, and z = μ in prediction.
    Kingma and Welling, 2014; Rezende, Mohamed and Wierstra, 2014.
    """

    def __init__(self, encoder, decoder, rng=None, *, likelihood="gaussian", sigma=1.0, beta=1.0):
        for name, part in (("encoder", encoder), ("decoder", decoder)):
            if not isinstance(part, Layer):
                raise TypeError(f"VAE: {name}: expected a network of layers, got {_checks.describe(part)}")
        if rng is None:
            raise TypeError("VAE: expected a Generator that draws z: VAE(encoder, decoder, np.random.default_rng(0))")
        self.encoder, self.draw, self.decoder = encoder, GaussianSample(rng), decoder
        last = _last_maker(decoder)
        if likelihood == "bernoulli" and type(last) in _LIMITS:
            raise ValueError(
                f"VAE: decoder: expected one that gives logits, of any size and sign, but it ends in {last!r}; leave "
                "that away: the likelihood takes the sigmoid"
            )
        self.loss = NegativeElbo(likelihood, sigma=sigma, beta=beta, limits=_LIMITS.get(type(last)))
        ends = _end(encoder, 0), _end(encoder, -1), last
        if isinstance(ends[1], Dense):
            self._check_codes(ends[1].d_out)
        if isinstance(ends[0], Dense) and isinstance(last, Dense):
            self._check_images(ends[0].d_in, last.d_out)

    @property
    def latent(self):
        """k, the number of latent dimensions, where the decoder begins with a Dense layer; else None."""
        into = _end(self.decoder, 0)
        return into.d_in if isinstance(into, Dense) else None

    def forward(self, x, train=False):
        h, back_encoder = output_and_backward(self.encoder, x, train)
        self._check_codes(*h.shape[1:])
        z, back_draw = self.draw.forward(h, train)
        y, back_decoder = output_and_backward(self.decoder, z, train)
        self._check_images(x[0].size, y[0].size)
        output = np.hstack([y.reshape(len(y), -1), h])
        d = output.shape[1] - h.shape[1]

        def backward(dy, need_dx=True):
            dy = upstream(dy, output, self)
            # The codes go two ways: into the draw, and into the KL.
            dh = back_draw(back_decoder(dy[:, :d].reshape(y.shape))) + dy[:, d:]
            return back_encoder(dh) if need_dx or not self.can_skip_dx else back_encoder(dh, need_dx=False)

        return output, backward

    @property
    def can_skip_dx(self):
        return self.encoder.can_skip_dx

    def encode(self, x):
        """``mean, log_variance`` of q(z|x), (n, k) each."""
        h = self.encoder(x)
        self._check_codes(*h.shape[1:])
        return tuple(np.hsplit(h, 2))

    def decode(self, z):
        """The mean of x for codes z (n, k): with the "bernoulli" likelihood the probability that a pixel is 1."""
        y = self.decoder(z)
        return _sigmoid(y) if self.loss.likelihood == "bernoulli" else y

    def sample(self, n, rng=None):
        """The mean of x for ``n`` codes from N(0, I), drawn by ``rng`` (by default a new ``default_rng(0)``).

        Images are commonly shown so. A draw from the model has the likelihood's noise on top.
        """
        n, rng = _checks.whole(n, "sample: n", low=1), _generator(rng)
        if self.latent is None:
            raise ValueError(
                f"sample: expected a decoder that begins with Dense, got {_end(self.decoder, 0)!r}; "
                "write vae.decode(rng.standard_normal((n, k)))"
            )
        return self.decode(rng.standard_normal((n, self.latent), dtype=np.float32))

    def elbo(self, x, samples=1, rng=None):
        """The `Elbo` of images x: the reconstruction as the mean of ``samples`` draws of z, the KL exact, β left out.

        ``rng`` draws, by default a new ``default_rng(0)``.
        """
        mean, log_variance = self.encode(x)
        draws = self._draws(x, mean, log_variance, samples, rng)
        reconstruction = float(np.mean([log_p.mean(dtype=np.float64) for log_p, _, _ in draws]))
        kl = float(_kl(mean, log_variance).mean(dtype=np.float64))
        return Elbo(reconstruction - kl, reconstruction, kl)

    def log_likelihood(self, x, samples=100, rng=None):
        """log p(x) of each image, (n,) float64, by importance sampling: log 1/S Σ p(x|z) p(z) / q(z|x) with z ~ q.

        The mean over S = ``samples`` draws estimates p(x) without bias; its logarithm is too small on average, by less
        the more samples there are: on average it is the ELBO for one, and grows with each (Burda, Grosse and
        Salakhutdinov, 2016). ``rng`` as in `elbo`.
        """
        mean, log_variance = self.encode(x)
        total = np.full(len(mean), -np.inf)
        for log_p, z, e in self._draws(x, mean, log_variance, samples, rng):
            log_ratio = 0.5 * (e * e - z * z + log_variance).sum(axis=1, dtype=np.float64)  # log p(z) − log q(z|x)
            total = np.logaddexp(total, log_p + log_ratio)
        return total - math.log(samples)

    def _draws(self, x, mean, log_variance, samples, rng):
        """Of each draw from q(z|x): log p(x|z) (n,), z and its ε (n, k)."""
        samples, rng = _checks.whole(samples, "samples", low=1), _generator(rng)
        x = self.loss.images(x)
        for _ in range(samples):
            e = rng.standard_normal(mean.shape, dtype=np.float32).astype(mean.dtype, copy=False)
            z = mean + np.exp(0.5 * log_variance) * e
            y = self.decoder(z)
            self._check_images(x.shape[1], y[0].size)
            yield self.loss.log_likelihood(y.reshape(x.shape), x), z, e

    def _check_codes(self, *width):
        """The encoder gives k means and k logarithms of variances for the k numbers that the decoder takes."""
        k = self.latent
        if len(width) != 1 or width[0] % 2 or not width[0] or (k is not None and width[0] != 2 * k):
            wanted = f"(n, {2 * k}), since the decoder takes {k} number(s)" if k else "(n, 2k), k at least 1"
            came = ", ".join(["n", *map(str, width)])
            raise ValueError(
                f"VAE: expected an encoder that gives [μ | log σ²] of shape {wanted}, got ({came}): "
                f"{_end(self.encoder, -1)!r} meets {_end(self.decoder, 0)!r}"
            )

    def _check_images(self, d, given):
        """The decoder gives as many numbers as the encoder takes."""
        if d != given:
            raise ValueError(
                f"VAE: expected a decoder that gives {d} numbers for an image of {d}, got {given}: "
                f"it ends in {_end(self.decoder, -1)!r}"
            )

    def __repr__(self):
        return f"VAE({self.encoder!r}, {self.decoder!r}, likelihood={self.loss.likelihood!r})"


def _layers(network):
    """The layers of a network in their order, those of chains within it too."""
    if type(network) is Sequential:  # a Residual adds to what its last layer gives
        return [layer for part in network.layers for layer in _layers(part)]
    return [network]


def _end(network, place):
    """The first (0) or the last (−1) layer of a network."""
    return _layers(network)[place]


def _last_maker(network):
    """The last layer that makes numbers: those after it, Flatten and Reshape, only shape them."""
    layers = _layers(network)
    return next((layer for layer in reversed(layers) if not isinstance(layer, (Flatten, Reshape))), layers[-1])


def _generator(rng):
    return np.random.default_rng(0) if rng is None else _checks.generator(rng)
