"""What flows back: ∂J/∂w of every weight, and one example on its way forward and back, number by number."""

from typing import Any, NamedTuple

import numpy as np

from ... import _checks
from .features import featured
from .network import blocks, build, loss_of, target_of


class Example(NamedTuple):
    """One example's way through the network and back.

    place           (x, y) in the plane
    x, y            the features that go in, and the target: a class, or a number
    z, a            for each layer: what its units are given, and what they hand on; the last a is the output
    dz              for each layer ∂L/∂z, the error signal δ of its units
    dW, db          for each layer ∂L/∂W (d_in, d_out) and ∂L/∂b (d_out,)
    loss            L of this example
    """

    place: tuple
    x: np.ndarray
    y: float
    z: list
    a: list
    dz: list
    dW: list
    db: list
    loss: float

    def plain(self):
        """All of it as lists of numbers, None where one is not finite."""
        return {name: _listed(value) for name, value in self._asdict().items()}


def _listed(value: Any):
    if isinstance(value, (list, tuple, np.ndarray)):
        return [_listed(part) for part in value]
    return float(value) if np.isfinite(value) else None


def gradient_flow(run):
    """[(|∂J/∂W|, |∂J/∂b|), …] of each layer, for all training data, without dropout. The run stays as it is."""
    network = _twin(run)
    x, target, _ = run._sets[0]
    if not len(x):
        return [(np.zeros_like(b.dense.W.value), np.zeros_like(b.dense.b.value)) for b in blocks(network)]
    with np.errstate(all="ignore"):
        output, backward = network.forward(x)
        network.zero_grad()
        backward(loss_of(run.settings)(output, target)[1])
    return [(np.abs(b.dense.W.grad), np.abs(b.dense.b.grad)) for b in blocks(network)]


def _twin(run):
    """A network like that of the run, to differentiate; its numbers may be not finite."""
    network = build(run.settings)
    network.theta[:] = run.network.theta
    return network


def one_example(run, index):
    """The `Example` number ``index`` of the training data."""
    X, y = run.data.X_train, run.data.y_train
    if not len(X):
        raise ValueError("example: there are no points to show one of")
    index = _checks.whole(index, "example: index", low=0, high=len(X) - 1)
    settings, network = run.settings, _twin(run)
    x = featured(X[index : index + 1], settings.features)
    with np.errstate(all="ignore"):
        z, a, dz, loss = _there_and_back(network, x, loss_of(settings), target_of(settings, y[index : index + 1]))
    grads = [(block.dense.W.grad.copy(), block.dense.b.grad.copy()) for block in blocks(network)]
    dW, db = (list(part) for part in zip(*grads, strict=True))
    place = tuple(float(side) for side in X[index])
    return Example(place, x[0], float(y[index]), z, a, dz, dW, db, float(loss))


def _there_and_back(network, x, loss_of_output, target):
    """z, a and ∂L/∂z of each layer, and L; the gradients of the weights are then in the network."""
    z, a, backs, h = [], [], [], x
    for block in blocks(network):
        h, back = block.dense.forward(h)
        z.append(h[0].copy())
        backs.append([back])
        if block.activation is not None:
            h, back = block.activation.forward(h)
            backs[-1].append(back)
        a.append(h[0].copy())
    loss, d = loss_of_output(h, target)
    network.zero_grad()
    dz = []
    for through in backs[::-1]:
        for back in through[:0:-1]:
            d = back(d)
        dz.append(d[0].copy())
        d = through[0](d)
    return z, a, dz[::-1], loss
