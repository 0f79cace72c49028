"""Activation functions with their slope, what one costs, and a single unit that uses it."""

import numpy as np

from ... import _checks
from ...activations import ACTIVATIONS

REACH = 4.0  # activations are shown for z from -4 to 4

#: What one call costs beside the multiplications of the layer itself.
COST = {
    "heaviside": "a comparison",
    "sigmoid": "an exponential, a division",
    "tanh": "an exponential, a division",
    "relu": "a comparison",
    "leaky_relu": "a comparison, a product",
    "prelu": "a comparison, a product, a slope to learn",
    "elu": "an exponential for z < 0",
    "softplus": "an exponential, a logarithm",
    "hard_tanh": "two comparisons",
    "gelu": "a tanh, five products",
    "cosine": "a cosine",
    "radial_basis": "an exponential, a product",
}


def curves():
    """Every activation and its derivative over z: a list of dicts with ``name, z, a, slope`` (801,)."""
    z = np.linspace(-REACH, REACH, 801)
    return [{"name": name, "z": z, "a": g(z), "slope": g.derivative(z)} for name, g in ACTIVATIONS.items()]


def unit(activation="tanh", z=1.0, w=1.0, b=0.0, parameter=0.25):
    """One activation around ``z``, and a unit a = g(w x + b) with it.

    ``parameter`` is the slope of a (leaky or parametric) ReLU, or the α of an ELU; the others have none. Returns a
    dict: the curves ``a``, ``slope`` over ``zs``; the point's ``a_here, slope_here``; the unit's ``answer`` over ``xs``
    and the input ``x_here`` that gives this z (None if w = 0 or if it is outside the picture).
    """
    g = ACTIVATIONS[_checks.one_of(activation, ACTIVATIONS, "activation")]
    z, w, b = (_checks.number(value, name) for name, value in (("z", z), ("w", w), ("b", b)))
    settings = {name: _checks.number(parameter, "parameter") for name in g.parameters}
    zs, xs, here = np.linspace(-REACH, REACH, 401), np.linspace(-REACH, REACH, 401), np.array([z])
    x_here = (z - b) / w if w else None
    return {
        "name": g.name,
        "settings": settings,
        "zs": zs,
        "a": g(zs, **settings),
        "slope": g.derivative(zs, **settings),
        "z": z,
        "a_here": float(g(here, **settings)[0]),
        "slope_here": float(g.derivative(here, **settings)[0]),
        "xs": xs,
        "answer": g(w * xs + b, **settings),
        "w": w,
        "b": b,
        "x_here": x_here if x_here is not None and abs(x_here) <= REACH else None,
    }
