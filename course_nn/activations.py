"""Activations a = g(z), each beside its derivative g′(z).

An activation is called on an array, and knows its derivative::

    tanh(z)              # g(z)
    tanh.derivative(z)   # g'(z)

Both keep the shape and the floating type of ``z``. Every slope is written with ``a`` where that is cheaper than ``z``:
that is what a layer has at hand on its way back. At a kink the derivative is the one from the left unless the note of
the activation says otherwise (PyTorch's choice as well).
"""

import numpy as np

from . import _checks
from .functions import _constant, _sigmoid, _softplus, real

_GELU = float(np.sqrt(2 / np.pi))


class Activation:
    """A function of one number with its derivative, applied to every entry of an array.

    ``function(z, **parameters)`` is g; ``slope(z, a, **parameters)`` is g′ from the input z and the output a.
    ``formula`` and ``derivative_formula`` are LaTeX, ``range`` is in words, ``source`` says who used it first, ``note``
    what it costs or spares.

    >>> import numpy as np
    >>> from course_nn.activations import relu
    >>> x = np.array([-2.0, 0.5])
    >>> relu(x)
    array([0. , 0.5])
    """

    def __init__(self, name, function, slope, /, *, formula, derivative_formula, range, source, note, **parameters):
        self.name, self.function, self.slope = name, function, slope
        self.formula, self.derivative_formula = formula, derivative_formula
        self.range, self.source, self.note = range, source, note
        self.parameters = parameters

    def __call__(self, z, **parameters):
        return self.function(real(z), **self._settings(parameters))

    def derivative(self, z, **parameters):
        """g′(z), of the shape and type of ``z``."""
        z, settings = real(z), self._settings(parameters)
        return np.asarray(self.slope(z, self.function(z, **settings), **settings), dtype=z.dtype)

    def _settings(self, parameters):
        settings = dict(self.parameters)
        for name, value in parameters.items():
            _checks.one_of(name, self.parameters, f"{self.name}: parameter")
            settings[name] = _checks.number(value, f"{self.name}: {name}")  # a float, not a NumPy float64
        return settings

    def _repr_latex_(self):
        return f"$g(z) = {self.formula}, \\quad g'(z) = {self.derivative_formula}$"

    def __repr__(self):
        return f"<activation {self.name}>"


def _gelu(z):
    z = np.maximum(z, -10)  # below, and above 10, the tanh is ±1 to the last bit; the cube could overflow
    near = np.minimum(z, 10)
    return 0.5 * z * (1 + np.tanh(_GELU * (near + 0.044715 * near**3)))


def _gelu_slope(z, a):
    z = np.clip(z, -10, 10)
    t = np.tanh(_GELU * (z + 0.044715 * z**3))
    return 0.5 * (1 + t) + 0.5 * z * (1 - t * t) * _GELU * (1 + 0.134145 * z * z)


def _radial_basis(z):
    near = np.clip(z, -40, 40)  # beyond, the bump is 0 and the square could overflow
    return np.exp(-near * near)


def _radial_basis_slope(z, a):
    return -2 * np.clip(z, -40, 40) * a


def _elu(z, alpha):
    return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))


def _relu(z):
    # Of many numbers NumPy takes the larger of two arrays up to three times as fast as that of an array and a number.
    many = z.size > 512 and z.flags.c_contiguous
    return np.maximum(z, np.zeros(z.shape, z.dtype) if many else _constant(0.0, z.dtype))


def _leaky_relu(z, slope):
    if not 0 < slope <= 1:
        return np.where(z > 0, z, slope * z)
    return np.maximum(z, _constant(slope, z.dtype) * z)  # the larger of the two: four times as fast as np.where


def _leaky_relu_slope(z, a, slope):
    one, s = _constant(1.0, z.dtype), _constant(slope, z.dtype)
    if not 0 <= slope <= 1:
        return np.where(z > 0, one, s)
    m = (z > 0).astype(z.dtype)
    m *= one - s
    m += s  # 1 exactly where z > 0: for s from 0 to 1 the rounding of 1 − s is too small to show
    return m


heaviside = Activation(
    "heaviside",
    lambda z: (z >= 0).astype(z.dtype),
    lambda z, a: np.zeros_like(z),
    formula=r"[z \geq 0]",
    derivative_formula=r"0",
    range="0 or 1",
    source="McCulloch and Pitts, 1943; Rosenblatt, 1958",
    note="Its derivative is 0 wherever it exists, so no gradient passes; at the jump itself 0 is returned.",
)
sigmoid = Activation(
    "sigmoid",
    _sigmoid,
    lambda z, a: a * (1 - a),
    formula=r"\frac{1}{1 + e^{-z}}",
    derivative_formula=r"a\,(1 - a)",
    range="between 0 and 1",
    source="the logistic curve of Verhulst, 1838; in backpropagation, Rumelhart, Hinton and Williams, 1986",
    note="Reads as a probability. Its slope is at most 1/4, so gradients shrink through many layers.",
)
tanh = Activation(
    "tanh",
    np.tanh,
    lambda z, a: _constant(1.0, a.dtype) - a * a,
    formula=r"\tanh z",
    derivative_formula=r"1 - a^2",
    range="between −1 and 1",
    source="recommended over the sigmoid by LeCun, Bottou, Orr and Müller, 1998",
    note="A sigmoid centered at zero: 2σ(2z) − 1. Its slope reaches 1, and vanishes on both sides.",
)
relu = Activation(
    "relu",
    _relu,
    lambda z, a: z > _constant(0.0, z.dtype),
    formula=r"\max(0, z)",
    derivative_formula=r"[z > 0]",
    range="0 and above",
    source="Fukushima, 1969; Nair and Hinton, 2010; Glorot, Bordes and Bengio, 2011",
    note="One comparison. A unit that is negative for every example gets no gradient: it is dead.",
)
leaky_relu = Activation(
    "leaky_relu",
    _leaky_relu,
    _leaky_relu_slope,
    formula=r"\max(0, z) + s\,\min(0, z)",
    derivative_formula=r"1 \text{ if } z > 0 \text{, else } s",
    range="all numbers, for s > 0",
    source="Maas, Hannun and Ng, 2013",
    note="A slope s > 0 on the left keeps units alive; with s = 0 it is the ReLU, with s = 1 the identity.",
    slope=0.01,
)
prelu = Activation(
    "prelu",
    leaky_relu.function,
    leaky_relu.slope,
    formula=leaky_relu.formula,
    derivative_formula=leaky_relu.derivative_formula,
    range="all numbers, for s > 0",
    source="He, Zhang, Ren and Sun, 2015",
    note="The leaky ReLU whose slope s is learned like a weight; it starts at 0.25.",
    slope=0.25,
)
elu = Activation(
    "elu",
    _elu,
    lambda z, a, alpha: np.where(z > 0, z.dtype.type(1), a + alpha),
    formula=r"z \text{ if } z > 0 \text{, else } \alpha\,(e^z - 1)",
    derivative_formula=r"1 \text{ if } z > 0 \text{, else } a + \alpha",
    range="above −α, for α > 0",
    source="Clevert, Unterthiner and Hochreiter, 2016",
    note="Smooth at zero for α = 1, with outputs nearer to mean zero; costs an exponential.",
    alpha=1.0,
)
softplus = Activation(
    "softplus",
    _softplus,
    lambda z, a: _sigmoid(z),
    formula=r"\log(1 + e^z)",
    derivative_formula=r"\sigma(z)",
    range="above 0",
    source="Dugas, Bengio, Bélisle, Nadeau and Garcia, 2001",
    note="The ReLU with a rounded corner; its derivative is the sigmoid.",
)
hard_tanh = Activation(
    "hard_tanh",
    lambda z: np.clip(z, -1, 1),
    lambda z, a: (z > -1) & (z < 1),
    formula=r"\max(-1, \min(1, z))",
    derivative_formula=r"[-1 < z < 1]",
    range="−1 to 1",
    source="Collobert, 2004",
    note="The tanh drawn with a ruler: no exponential, and no gradient at all outside −1 to 1.",
)
gelu = Activation(
    "gelu",
    _gelu,
    _gelu_slope,
    formula=r"\tfrac{z}{2}\left(1 + \tanh\left(\sqrt{2/\pi}\,(z + 0.044715\,z^3)\right)\right)",
    derivative_formula=r"\tfrac{1 + t}{2} + \tfrac{z}{2}(1 - t^2)\sqrt{2/\pi}\,(1 + 0.134145\,z^2)",
    range="about −0.17 and above",
    source="Hendrycks and Gimpel, 2016",
    note="z times the normal distribution function, nearly: the authors' tanh form (PyTorch: approximate='tanh').",
)
cosine = Activation(
    "cosine",
    lambda z: np.cos(z),
    lambda z, a: -np.sin(z),
    formula=r"\cos z",
    derivative_formula=r"-\sin z",
    range="−1 to 1",
    source="a rising half of it as a squasher, Gallant and White, 1988",
    note="Turns a hidden layer into a sum of waves whose frequencies are learned.",
)
radial_basis = Activation(
    "radial_basis",
    _radial_basis,
    _radial_basis_slope,
    formula=r"e^{-z^2}",
    derivative_formula=r"-2\,z\,a",
    range="above 0, at most 1",
    source="Broomhead and Lowe, 1988",
    note="A bump: the unit answers near z = 0 only, so it acts locally.",
)

ACTIVATIONS = {
    g.name: g
    for g in (
        heaviside,
        sigmoid,
        tanh,
        relu,
        leaky_relu,
        prelu,
        elu,
        softplus,
        hard_tanh,
        gelu,
        cosine,
        radial_basis,
    )
}
