"""Many weights, one function: hidden units permuted, turned around, scaled, or doubled."""

import numpy as np

from ... import _checks
from ...core import Sequential
from ...layers import Dense, ReLU, Tanh


def _hidden(network, kind=None):
    """A copy of Sequential(Dense, activation, Dense), and its two dense layers."""
    layers = network.layers if isinstance(network, Sequential) else ()
    if [type(layer) for layer in layers[::2]] != [Dense, Dense] or len(layers) != 3:
        raise ValueError(f"expected Sequential(Dense, activation, Dense), got {network!r}")
    if kind is not None and type(layers[1]) is not kind:
        raise ValueError(f"expected the activation {kind.__name__} between the dense layers, got {layers[1]!r}")
    twin = network.copy()
    return twin, twin[0], twin[2]


def _rescaled(network, kind, unit, factor):
    """A copy of a network with activation ``kind``: weights into the unit times ``factor``, out of it divided."""
    twin, first, last = _hidden(network, kind)
    unit = _unit(unit, first)
    first.W.value[:, unit] *= factor
    first.b.value[unit] *= factor
    last.W.value[unit] /= factor
    return twin


def _unit(unit, layer):
    return _checks.whole(unit, "unit", low=0, high=layer.d_out - 1)


def permuted(network, order):
    """A copy of a one-hidden-layer network with its hidden units in another ``order``: the same function."""
    twin, first, last = _hidden(network)
    order = _checks.as_array(order, "order", shape=(first.d_out,))
    if sorted(order.tolist()) != list(range(first.d_out)):
        raise ValueError(f"order: expected every unit 0 to {first.d_out - 1} once, got {order.tolist()}")
    first.W.value[:] = first.W.value[:, order]
    first.b.value[:] = first.b.value[order]
    last.W.value[:] = last.W.value[order]
    return twin


def flipped(network, unit):
    """A copy of a tanh network with all signs of one hidden unit turned: tanh(−z) = −tanh(z), the same function."""
    return _rescaled(network, Tanh, unit, -1)


def scaled(network, unit, factor):
    """A copy of a ReLU network with weights into a unit times ``factor`` > 0, out of it divided: the same function."""
    return _rescaled(network, ReLU, unit, _checks.number(factor, "factor", above=0))


def doubled(network, unit, share=0.5):
    """A network with one hidden unit more: ``unit`` twice, its output weight split. The same function for any share."""
    twin, first, last = _hidden(network)
    unit = _unit(unit, first)
    share = _checks.number(share, "share")
    order = [*range(first.d_out), unit]
    dtype = first.W.value.dtype
    wider = Dense(first.d_in, len(order), init="zeros", dtype=dtype)
    out = Dense(len(order), last.d_out, init="zeros", dtype=dtype)
    wider.W.value[:], wider.b.value[:] = first.W.value[:, order], first.b.value[order]
    out.W.value[:], out.b.value[:] = last.W.value[order], last.b.value
    out.W.value[unit] *= share
    out.W.value[-1] *= 1 - share
    return Sequential(wider, twin[1], out)


def between(network, other, loss, X, y, n=101):
    """The cost on the straight way from one network's θ to another's: shares (n,) of the way, costs (n,)."""
    walker, shares = network.copy(), np.linspace(0, 1, n)
    start, end = network.theta.copy(), other.theta.copy()
    if start.shape != end.shape:
        raise ValueError(f"between: expected networks of one size, got {start.size} and {end.size} parameters")
    costs = []
    for share in shares:
        walker.theta[:] = (1 - share) * start + share * end
        costs.append(loss(walker(X), y)[0])
    return shares, np.array(costs)
