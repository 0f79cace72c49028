"""A penalty on the critic's gradient by its input, for critics that are linear piece by piece."""

import numpy as np

from .. import _checks
from ..core import Layer, Sequential
from ..layers import (
    AveragePool2D,
    Conv2D,
    ConvTranspose2D,
    Dense,
    Flatten,
    GlobalAveragePool2D,
    HardTanh,
    LeakyReLU,
    ReLU,
    Reshape,
)
from ..parameters import theta_of
from ..settings import Settled


class GradientPenalty(Settled):
    """λ E (‖g‖ − center)² with g = ∂D/∂x̂, added to what the critic makes small; λ is ``strength``.

    ``at`` says at which x̂: "mixed", ε·real + (1 − ε)·fake with one uniform ε for each example, "real" or "fake".
    ``center=1, at="mixed"`` is that of Gulrajani and others, 2017 (λ = 10 there), for the Wasserstein game;
    ``center=0`` at "real" or at "fake" are R₁ and R₂ of Mescheder, Geiger and Nowozin, 2018, whose γ/2 is λ.
    """

    def __init__(self, strength, center=1, at="mixed"):
        self.strength = _checks.number(strength, "GradientPenalty: strength", low=0)
        self.center = _checks.number(center, "GradientPenalty: center", low=0)
        self.at = _checks.one_of(at, ("mixed", "real", "fake"), "GradientPenalty: at")

    def points(self, real, fake, rng):
        """x̂ (n, …) from as many real and fake examples."""
        if self.at != "mixed":
            return real if self.at == "real" else fake
        if real.shape != fake.shape:
            raise ValueError(
                "GradientPenalty: expected as many fake examples as real ones, of one shape, got "
                f"{real.shape} real and {fake.shape} fake"
            )
        one_each = (len(real), *[1] * (real.ndim - 1))
        _checks.generator(rng, "GradientPenalty: rng")
        epsilon = rng.random(one_each, dtype=np.float32).astype(real.dtype, copy=False)
        return fake + epsilon * (real - fake)

    def add(self, critic, real, fake, rng, counting=None):
        """The penalty; its gradient is added to that of the critic's parameters.

        ``counting`` (d,) is 1 for the inputs that count in g and 0 for others, such as conditions.
        """
        g, back = input_gradient(critic, self.points(real, fake, rng))
        if counting is not None:
            g = g * counting.astype(g.dtype)
        n, c = len(g), self.center
        norm = np.sqrt(np.square(g).sum(axis=tuple(range(1, g.ndim)), keepdims=True))  # one for each example
        value = self.strength * float(np.square(norm - c).mean(dtype=np.float64))
        # ∂/∂g of λ/n (‖g‖ − c)² is 2 λ/n (‖g‖ − c) g/‖g‖; at g = 0 it is taken as 0
        pull = 1 - c / np.where(norm > 0, norm, np.inf)
        back((2 * self.strength / n * pull * g).astype(g.dtype, copy=False))
        return value

    def __repr__(self):
        return f"GradientPenalty({self.strength:g}, center={self.center:g}, at={self.at!r})"


def input_gradient(critic, x):
    """``g, backward``: the gradient g = ∂D/∂x of each example, and the way from ∂P/∂g to the critic's parameters.

    Within one piece D is linear, s = (… (x W₁) ∘ m₁ …) W_L + const, with the slopes m of its activations held fixed:

        g = (… (1 W_Lᵀ) … ∘ m₁) W₁ᵀ            the way back, from u = 1

    For v = ∂P/∂g the sum of v·g over the examples is D's linear part once more, on v in the place of x. So
    ``backward(v)`` takes one more pass forth with the same slopes, t = v, v W₁, (v W₁) ∘ m₁, …, and adds tᵀ u to the
    gradient of each W: t as it comes in, u as it came back. Biases have no part in g, and get no gradient.
    """
    links = []
    for layer in layers_of(critic):
        x, link = _link(layer, x)
        links.append(link)
    if x.ndim != 2 or x.shape[1] != 1:
        raise ValueError(
            f"GradientPenalty: expected a critic that gives one number for each example, shape (n, 1), got {x.shape}"
        )
    u, us = np.ones_like(x), []
    with theta_of(critic).held():  # this way back is no share of the critic's gradient
        for link in reversed(links):
            us.append(u)
            u = link.back(u)

    def backward(v):
        t = v
        for link, u in zip(links, reversed(us), strict=True):
            t = link.forth(t, u)

    return u, backward


class _Slopes:
    """An activation's slopes m at the point: u ∘ m on the way back, t ∘ m on the way forth."""

    def __init__(self, m):
        self.m = m

    def back(self, u):
        return u * self.m

    def forth(self, t, u):
        return t * self.m


class _Weights:
    """A dense layer's W: u Wᵀ on the way back, t W on the way forth."""

    def __init__(self, W):
        self.W = W

    def back(self, u):
        return u.dot(self.W.value.T)

    def forth(self, t, u):
        self.W.add_product(t.T, u)
        return t.dot(self.W.value)


class _Affine:
    """Any layer f with f(x) = A x + b, such as a convolution: A t = f(t) − f(0), and so its share of the gradient."""

    def __init__(self, layer, back):
        self.layer, self.back = layer, back

    def forth(self, t, u):
        at_t, back_t = self.layer.forward(t)
        at_0, back_0 = self.layer.forward(np.zeros_like(t))
        back_t(u)
        back_0(-u)  # takes back what the bias got
        return at_t - at_0


PIECEWISE = (ReLU, LeakyReLU, HardTanh)
AFFINE = (Dense, Flatten, Reshape, Conv2D, ConvTranspose2D, AveragePool2D, GlobalAveragePool2D)


def _link(layer, x):
    """``y, link``: the layer's output at x, and its linear part there."""
    y, back = layer.forward(x)
    if type(layer) in PIECEWISE:
        return y, _Slopes(layer.activation.slope(x, y, **layer.settings))
    if type(layer) is Dense and x.ndim == 2:
        return y, _Weights(layer.W)
    return y, _Affine(layer, back)


def layers_of(critic):
    """The layers of a critic one after the other, or a sentence if it isn't linear piece by piece."""
    if type(critic) is Sequential:
        return [layer for part in critic.layers for layer in layers_of(part)]
    if type(critic) not in (*PIECEWISE, *AFFINE):
        known = ", ".join(kind.__name__ for kind in (*AFFINE, *PIECEWISE))
        came = repr(critic) if isinstance(critic, Layer) else _checks.describe(critic)
        raise TypeError(
            f"GradientPenalty: expected a critic that is linear piece by piece, made of {known}, got one with "
            f"{came}; its second derivative is not known here"
        )
    return [critic]
