"""Losses: one number for how wrong a batch is, and the gradient that starts the way back.

``value, d_output = loss(output, target)``. The value is the cost J: the mean over the batch of the loss L of one
example; ``d_output`` is ∂J/∂output, in the shape and type of ``output``. Classification losses take *logits* z, the
network's output before any sigmoid or softmax; so they stay finite where p would round to 0 or 1.
"""

import math

import numpy as np

from . import _checks
from .functions import _constant, _ones, _softmax


class Loss:
    """What the losses share: how output and target are checked."""

    def __call__(self, output, target):
        raise NotImplementedError(
            f"{type(self).__name__}: a loss needs __call__(self, output, target) that returns value, d_output"
        )

    def _output(self, output):
        if type(output) is not np.ndarray or output.dtype.kind != "f" or not output.size or not output.ndim:
            if isinstance(output, np.ndarray) and output.ndim and output.size and output.dtype.kind in "iub":
                return output.astype(np.float64)
            raise TypeError(
                f"{self!r}: expected the network's output, floats of shape (n, …), got {_checks.describe(output)}"
            )
        return output

    def _target(self, target, output):
        """``target`` in the output's shape and type; labels (n,) may stand for a column (n, 1)."""
        if type(target) is not np.ndarray:
            target = _checks.as_array(target, f"{self!r}: target")
        elif target.dtype == output.dtype and target.shape == output.shape:
            return target
        if target.shape != output.shape:
            if target.shape != output.shape[:1] or output.size != len(output):
                raise ValueError(
                    f"{self!r}: expected a target of the output's shape {output.shape}, got {target.shape}"
                )
            target = target.reshape(output.shape)
        if target.dtype != output.dtype:
            if target.dtype.kind not in "fiub":
                raise TypeError(f"{self!r}: expected a target of numbers, got {_checks.describe(target)}")
            target = target.astype(output.dtype)
        return target

    def __repr__(self):
        return f"{type(self).__name__}()"


def _total(losses):
    """Their sum: of few as a product with ones, which is quicker, of many in pairs, which is more exact."""
    if losses.size > 1024:
        return float(losses.sum())
    return float(losses.ravel().dot(_ones(losses.size, losses.dtype)))


class SquaredError(Loss):
    """L = Σ (ŷ − y)² over the outputs of one example; ∂J/∂ŷ = 2 (ŷ − y) / n.

    Shapes: output and target (n, …); a target (n,) for an output (n, 1). The mean is over examples alone: with d
    outputs the value is d times that of Keras's ``MeanSquaredError`` and PyTorch's ``MSELoss``, which also average over
    outputs.
    """

    def __call__(self, output, target):
        output = self._output(output)
        error = output - self._target(target, output)
        n = len(output)
        value = float(np.vdot(error, error)) / n
        if not math.isfinite(value):
            _checks.as_array(target, f"{self!r}: target")  # a NaN in the data is no fault of the training
        error *= _constant(2 / n, error.dtype)
        return value, error


class BinaryCrossEntropy(Loss):
    """L = −y log σ(z) − (1 − y) log(1 − σ(z)) = log(1 + eᶻ) − y z, from logits z; ∂J/∂z = (σ(z) − y) / n.

    Shapes: output and target (n, 1) or (n, k), for k yes-or-no questions whose losses add up; a target (n,) for (n, 1).
    Targets are 0 or 1, or a probability between. (PyTorch: ``BCEWithLogitsLoss``; Keras: ``from_logits=True``.)
    """

    def __call__(self, output, target):
        z = self._output(output)
        y = self._target(target, z)
        if not (y.item(y.argmin()) >= 0 and y.item(y.argmax()) <= 1):
            raise ValueError(f"{self!r}: expected targets from 0 to 1, got {y.min():g} to {y.max():g}")
        n, half = len(z), _constant(0.5, z.dtype)
        # With h = ½ z:  L = h + |h| − y z + log(1 + e^−2|h|),  ∂L/∂z = ½ + ½ tanh h − y.  No exponent is positive, and
        # the logarithm comes last, so that a tiny loss is not rounded off.
        h = half * z
        size = np.abs(h)
        loss = h + size
        loss -= y * z
        size *= _constant(-2, z.dtype)
        loss += np.log1p(np.exp(size, size), size)
        dz = np.tanh(h, h)
        dz *= half
        dz += half
        dz -= y
        dz *= _constant(1 / n, z.dtype)
        return _total(loss) / n, dz

    def accuracy(self, output, target):
        """The share of answers on the right side: z > 0 where y = 1."""
        z = self._output(output)
        return float(np.mean((z > 0) == (self._target(target, z) > 0.5)))


class CrossEntropy(Loss):
    """L = −Σₖ yₖ log pₖ with p = softmax(z), from logits z (n, k); ∂J/∂z = (p − y) / n.

    ``target`` is labels 0 … k−1 of shape (n,), or rows of probabilities (one-hot codes) of shape (n, k) that add up
    to 1.
    (PyTorch: ``CrossEntropyLoss``; Keras: ``SparseCategoricalCrossentropy(from_logits=True)`` for labels.)
    """

    def __call__(self, output, target):
        z = self._logits(output)
        if not isinstance(target, np.ndarray):
            target = _checks.as_array(target, f"{self!r}: target")
        return self._labels(z, target) if target.ndim == 1 else self._rows(z, target)

    def accuracy(self, output, target):
        """The share of examples whose largest logit is that of the true class."""
        z, labels = self._logits(output), _checks.as_array(target, f"{self!r}: target")
        if labels.ndim != 1:
            labels = np.argmax(self._target(labels, z), axis=1)
        if labels.shape != z.shape[:1]:
            raise ValueError(f"{self!r}: expected {len(z)} labels, got {_checks.describe(labels)}")
        return float(np.mean(np.argmax(z, axis=1) == labels))

    def _logits(self, output):
        z = self._output(output)
        if z.ndim != 2 or z.shape[1] < 2:
            mend = "; for one yes-or-no output use BinaryCrossEntropy" if z.ndim < 2 or z.shape[1] == 1 else ""
            raise ValueError(f"{self!r}: expected logits of shape (n, k) with k at least 2, got {z.shape}{mend}")
        return z

    def _labels(self, z, labels):
        n, k = z.shape
        if labels.shape != (n,) or labels.dtype.kind not in "iu":
            raise ValueError(
                f"{self!r}: expected {n} whole-number labels of shape ({n},), got {_checks.describe(labels)}"
            )
        if labels.item(labels.argmin()) < 0 or labels.item(labels.argmax()) >= k:
            raise ValueError(
                f"{self!r}: expected labels 0 to {k - 1} for {k} outputs, got {labels.min()} to {labels.max()}"
            )
        if labels.dtype.kind == "u":
            labels = labels.astype(np.int64)
        p = np.subtract(z, np.maximum.reduce(z, 1, None, None, True), order="C")
        line = p.reshape(-1)  # p itself, its rows laid in one line: NumPy's quickest way to pick and change entries
        true = labels + np.arange(0, n * k, k)
        z_true = line.take(true)
        np.exp(p, p)
        total = np.add.reduce(p, 1)
        value = _total(np.log(total) - z_true) / n  # log Σ e^z − z of the true class
        total *= _constant(n, z.dtype)
        p /= total[:, None]
        line[true] -= 1 / n
        return value, p

    def _rows(self, z, y):
        y = self._target(y, z)
        if not (y.min() >= 0 and np.abs(y.sum(axis=1) - 1).max() <= 1e-3):
            raise ValueError(f"{self!r}: expected rows of probabilities that add up to 1, got rows that do not")
        shifted = z - z.max(axis=1, keepdims=True)
        log_total = np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        value = float((y * (log_total - shifted)).sum()) / len(z)
        return value, (_softmax(z) - y) * z.dtype.type(1 / len(z))


class Penalty:
    """What L1 and L2 share: ``value, gradient = penalty(weights)``, to be added to J and ∇J; weights of any shape."""

    def __init__(self, strength):
        self.strength = _checks.number(strength, f"{type(self).__name__}: strength", low=0)

    def __call__(self, weights):
        raise NotImplementedError(
            f"{type(self).__name__}: a penalty needs __call__(self, weights) that returns value, gradient"
        )

    def _weights(self, weights):
        weights = _checks.as_array(weights, f"{self!r}: weights")
        return weights if weights.dtype.kind == "f" else weights.astype(np.float64)

    def __repr__(self):
        return f"{type(self).__name__}({self.strength:g})"


class L1Penalty(Penalty):
    """λ Σ |w|, with the gradient λ sign(w), 0 at 0: it draws every weight to zero with the same force.

    λ is ``strength``. (Keras: ``regularizers.L1``.) As the lasso: Tibshirani, 1996.
    """

    def __call__(self, weights):
        w = self._weights(weights)
        return self.strength * float(np.abs(w).sum()), self.strength * np.sign(w)


class L2Penalty(Penalty):
    """½ λ Σ w², with the gradient λ w: weight decay, as long as the optimizer is plain SGD.

    λ is ``strength``. (Keras's ``regularizers.L2`` has no ½; PyTorch's ``weight_decay`` adds the same λ w.) As ridge
    regression: Hoerl and Kennard, 1970; in networks: Krogh and Hertz, 1991.
    """

    def __call__(self, weights):
        w = self._weights(weights)
        return 0.5 * self.strength * float(np.vdot(w, w)), self.strength * w
