"""The activations of `course_nn.activations` as layers: a = g(z), dz = da · g′(z), entry by entry."""

import numpy as np

from .. import _checks, activations
from ..core import ANY, Layer, Parameter, upstream


class Elementwise(Layer):
    """A layer from an `Activation`: any shape in, the same shape and floating type out."""

    activation = None

    def __init__(self):
        self.settings = dict(self.activation.parameters)

    def forward(self, z, train=False):
        g = self.activation
        z = self.admit(z)
        a = g.function(z, **self.settings)

        def backward(da):
            return upstream(da, a, self) * g.slope(z, a, **self.settings)

        return a, backward

    def __repr__(self):
        settings = ", ".join(f"{name}={value:g}" for name, value in self.settings.items())
        return f"{type(self).__name__}({settings})"


class Heaviside(Elementwise):
    """1 where z ≥ 0, else 0. No gradient passes."""

    activation = activations.heaviside


class Sigmoid(Elementwise):
    """1 / (1 + e⁻ᶻ)."""

    activation = activations.sigmoid


class Tanh(Elementwise):
    """tanh z."""

    activation = activations.tanh


class ReLU(Elementwise):
    """max(0, z), with slope 0 at 0 (as in PyTorch and Keras)."""

    activation = activations.relu


class LeakyReLU(Elementwise):
    """z where z > 0, else ``slope``·z. Keras's default slope is 0.3, PyTorch's 0.01 as here."""

    activation = activations.leaky_relu

    def __init__(self, slope=0.01):
        self.settings = {"slope": _checks.number(slope, "LeakyReLU: slope")}


class ELU(Elementwise):
    """z where z > 0, else ``alpha``·(eᶻ − 1)."""

    activation = activations.elu

    def __init__(self, alpha=1.0):
        self.settings = {"alpha": _checks.number(alpha, "ELU: alpha", low=0)}


class Softplus(Elementwise):
    """log(1 + eᶻ)."""

    activation = activations.softplus


class HardTanh(Elementwise):
    """z cut off at −1 and 1, with slope 0 at both ends."""

    activation = activations.hard_tanh


class GELU(Elementwise):
    """The Gaussian error linear unit in its tanh form (PyTorch: ``approximate="tanh"``)."""

    activation = activations.gelu


class Cosine(Elementwise):
    """cos z."""

    activation = activations.cosine


class RadialBasis(Elementwise):
    """exp(−z²)."""

    activation = activations.radial_basis


class PReLU(Layer):
    """z where z > 0, else s·z with a learned slope s (He, Zhang, Ren and Sun, 2015).

    One slope for the whole layer (``n_slopes=1``, PyTorch's default) or one for each entry of the last axis.
    """

    activation = activations.prelu

    def __init__(self, n_slopes=1, *, slope=0.25, dtype=np.float32):
        n_slopes = _checks.whole(n_slopes, "PReLU: n_slopes", low=1)
        slope = _checks.number(slope, "PReLU: slope")
        self.s = Parameter(np.full(n_slopes, slope, _checks.float_type(dtype, "PReLU: dtype")))

    def forward(self, z, train=False):
        s = self.s.value
        z = self.admit(z, ANY if s.size == 1 else (..., s.size), s.dtype)
        a = np.where(z > 0, z, s * z)

        def backward(da):
            da = upstream(da, a, self)
            ds = da * np.minimum(z, 0)  # ∂a/∂s = z where z < 0
            self.s.grad += ds.sum() if s.size == 1 else ds.reshape(-1, s.size).sum(axis=0)
            return da * np.where(z > 0, s.dtype.type(1), s)

        return a, backward

    def __repr__(self):
        return f"PReLU({self.s.value.size})"


#: The name of each activation → its layer.
ACTIVATION_LAYERS = {
    layer.activation.name: layer
    for layer in (
        Heaviside,
        Sigmoid,
        Tanh,
        ReLU,
        LeakyReLU,
        PReLU,
        ELU,
        Softplus,
        HardTanh,
        GELU,
        Cosine,
        RadialBasis,
    )
}
