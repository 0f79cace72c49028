"""Losses: one number for how wrong a batch is, and the gradient that starts the way back.

``value, d_output = loss(output, target)``. The value is the cost J: the mean over the batch of the loss L of one
example; ``d_output`` is ∂J/∂output, in the shape and type of ``output`` (float32 for float16). Classification losses
take *logits* z, the network's output before any sigmoid or softmax; so they stay finite where p would round to 0 or 1.
"""

import math

import numpy as np

from . import _checks
from .functions import _constant, _ones, _softmax
from .names import answered, sentence
from .settings import Settled

#: To who gives the target first, as Keras wants it: said only where the shapes, or the numbers, tell.
_SWAPPED = "; the output comes first: loss(output, target)"


@answered
class Pair(tuple):
    """What a loss returns: ``value, d_output``."""

    __slots__ = ()


@answered
class Loss(Settled):
    """What the losses share: how output and target are checked."""

    mends = (
        ("from_logits", "it takes logits, always"),
        ("reduction", "the value is the mean over the batch"),
        ("label_smoothing", "the target may be rows of probabilities, smoothed before"),
        ("weight", "all examples count alike"),
    )

    def __call__(self, output, target):
        raise NotImplementedError(
            f"{type(self).__name__}: a loss needs __call__(self, output, target) that returns value, d_output"
        )

    def _output(self, output):
        if type(output) is not np.ndarray or output.dtype.kind != "f" or not output.size or not output.ndim:
            if type(output) is np.ndarray and output.ndim and output.size and output.dtype.kind in "iub":
                return output.astype(np.float64)
            raise TypeError(
                f"{self!r}: expected the network's output, floats of shape (n, …), got {_checks.describe(output)}"
            )
        return output if output.itemsize > 2 else output.astype(np.float32)  # sums leave the range of float16

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
                    f"{_SWAPPED if (output.ndim, target.ndim) == (1, 2) and len(target) == len(output) else ''}"
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
    """Their sum: of few as a product with ones, which is quicker, of many in double precision."""
    if losses.size > 1024:
        return float(losses.sum(dtype=np.float64))
    return float(losses.ravel().dot(_ones(losses.size, losses.dtype)))


def _sum_of_squares(x):
    """Σ x² as a float. Of many in stretches: one long product in float32 loses up to two digits."""
    if x.size <= 8192:
        return float(np.vdot(x, x))
    x = x.ravel()
    return sum(float(np.vdot(part, part)) for part in np.split(x, range(8192, x.size, 8192)))


class SquaredError(Loss):
    """L = Σ (ŷ − y)² over the outputs of one example; ∂J/∂ŷ = 2 (ŷ − y) / n.

    Shapes: output and target (n, …); a target (n,) for an output (n, 1). The mean is over examples alone: with d
    outputs the value is d times that of Keras's ``MeanSquaredError`` and PyTorch's ``MSELoss``, which also average over
    outputs.

    >>> import numpy as np
    >>> from course_nn import SquaredError
    >>> value, gradient = SquaredError()(np.array([[1.0], [4.0]]), np.array([[1.0], [2.0]]))
    >>> value, gradient.ravel()
    (2.0, array([0., 2.]))
    """

    def __call__(self, output, target):
        output = self._output(output)
        error = output - self._target(target, output)
        n = len(output)
        value = _sum_of_squares(error) / n
        if not math.isfinite(value):
            _checks.as_array(target, f"{self!r}: target")  # a NaN in the data is no fault of the training
        error *= _constant(2 / n, error.dtype)
        return Pair((value, error))


class BinaryCrossEntropy(Loss):
    """L = −y log σ(z) − (1 − y) log(1 − σ(z)) = log(1 + eᶻ) − y z, from logits z; ∂J/∂z = (σ(z) − y) / n.

    Shapes: output and target (n, 1) or (n, k), for k yes-or-no questions whose losses add up; a target (n,) for (n, 1).
    Targets are 0 or 1, or a probability between. (PyTorch: ``BCEWithLogitsLoss``; Keras: ``from_logits=True``.)

    >>> import numpy as np
    >>> from course_nn import BinaryCrossEntropy
    >>> value, gradient = BinaryCrossEntropy()(np.array([[0.0]]), np.array([[1.0]]))
    >>> round(value, 4), gradient
    (0.6931, array([[-0.5]]))
    """

    def __call__(self, output, target):
        z = self._output(output)
        y = self._probabilities(target, z)
        n, half = len(z), _constant(0.5, z.dtype)
        # With e = exp(−|z|), q = e / (1 + e) = σ(−|z|), and t = 1 where z > 0, 0 where z < 0, else ½:
        #   L = (t − y) z + log(1 + e),   ∂L/∂z = (t − y) − q sign z.
        # No exponent is positive; and where a sure answer is right, the tiny rest is added to t − y = 0, exactly.
        e = np.abs(z)
        np.negative(e, e)
        np.exp(e, e)
        loss = np.log1p(e)
        spare = e + _constant(1.0, z.dtype)
        e /= spare
        dz = np.sign(z)
        e *= dz
        dz *= half
        dz += half
        dz -= y
        loss += np.multiply(dz, z, spare)
        dz -= e
        dz *= _constant(1 / n, z.dtype)
        return Pair((_total(loss) / n, dz))

    def accuracy(self, output, target):
        """The share of answers on the right side: z > 0 where y = 1."""
        z = self._output(output)
        return float(np.mean((z > 0) == (self._probabilities(target, z) > 0.5)))

    def _probabilities(self, target, z):
        y = self._target(target, z)
        if not (y.item(y.argmin()) >= 0 and y.item(y.argmax()) <= 1):
            swapped = np.isin(z, (0, 1)).all()
            raise ValueError(
                f"{self!r}: expected targets from 0 to 1, got {y.min():g} to {y.max():g}{_SWAPPED if swapped else ''}"
            )
        return y


class CrossEntropy(Loss):
    """L = −Σₖ yₖ log pₖ with p = softmax(z), from logits z (n, k); ∂J/∂z = (p − y) / n.

    ``target`` is labels 0 … k−1 of shape (n,), or rows of probabilities (one-hot codes) of shape (n, k) that add up
    to 1, within 0.001.
    (PyTorch: ``CrossEntropyLoss``; Keras: ``SparseCategoricalCrossentropy(from_logits=True)`` for labels.)
    """

    def __call__(self, output, target):
        z = self._logits(output, target)
        target = self._classes(z, target)
        return self._of_labels(z, target) if target.ndim == 1 else self._of_rows(z, target)

    def accuracy(self, output, target):
        """The share of examples whose largest logit is that of the true class."""
        z = self._logits(output, target)
        target = self._classes(z, target)
        labels = target if target.ndim == 1 else np.argmax(target, axis=1)
        return float(np.mean(np.argmax(z, axis=1) == labels))

    def _logits(self, output, target):
        z = self._output(output)
        if z.ndim != 2 or z.shape[1] < 2:
            mend = "; for one yes-or-no output use BinaryCrossEntropy" if z.ndim < 2 or z.shape[1] == 1 else ""
            if z.ndim == 1 and np.ndim(target) == 2 and len(target) == len(z):
                mend = _SWAPPED
            raise ValueError(f"{self!r}: expected logits of shape (n, k) with k at least 2, got {z.shape}{mend}")
        return z

    def _classes(self, z, target):
        """Labels (n,) as whole numbers with a sign, or rows of probabilities (n, k) in the type of z."""
        n, k = z.shape
        if type(target) is not np.ndarray:
            target = _checks.as_array(target, f"{self!r}: target")
        if target.ndim != 1:
            y = self._target(target, z)
            if not (y.min() >= 0 and np.abs(y.sum(axis=1) - 1).max() <= 1e-3):
                swapped = z.min() >= 0 and np.abs(z.sum(axis=1) - 1).max() <= 1e-3
                raise ValueError(
                    f"{self!r}: expected rows of probabilities that add up to 1, got rows that do not"
                    f"{_SWAPPED if swapped else ''}"
                )
            return y
        if target.shape != (n,) or target.dtype.kind not in "iu":
            words = "; number the classes: np.unique(labels, return_inverse=True)" if target.dtype.kind in "UO" else ""
            raise ValueError(
                f"{self!r}: expected {n} whole-number labels of shape ({n},), got {_checks.describe(target)}{words}"
            )
        if target.item(target.argmin()) < 0 or target.item(target.argmax()) >= k:
            raise ValueError(
                f"{self!r}: expected labels 0 to {k - 1} for {k} outputs, got {target.min()} to {target.max()}"
            )
        return target.astype(np.int64) if target.dtype.kind == "u" else target

    def _of_labels(self, z, labels):
        n, k = z.shape
        p = np.subtract(z, np.maximum.reduce(z, 1, None, None, True), order="C")
        line = p.reshape(-1)  # p itself, its rows laid in one line: NumPy's quickest way to pick and change entries
        true = labels + np.arange(0, n * k, k)
        z_true = line.take(true)
        np.exp(p, p)
        e_true = line.take(true)
        line[true] = 0
        rest = np.add.reduce(p, 1)  # Σ e^z of the other classes, which keeps its digits where it is tiny
        total = rest + e_true
        e_true -= _constant(1.0, z.dtype)
        e_true += rest
        loss = np.log1p(e_true, e_true)  # log Σ e^z − z of the true class
        loss -= z_true
        value = _total(loss) / n
        total *= _constant(n, z.dtype)
        p /= total[:, None]
        line[true] = np.divide(rest, -total, rest)  # (p − 1) / n
        return Pair((value, p))

    def _of_rows(self, z, y):
        shifted = z - z.max(axis=1, keepdims=True)
        log_total = np.log(np.exp(shifted).sum(axis=1, keepdims=True))
        value = float((y * (log_total - shifted)).sum()) / len(z)
        # Rows may miss the sum 1 by a rounding; the factor keeps this the gradient of that value.
        d = _softmax(z) * y.sum(axis=1, keepdims=True) - y
        return Pair((value, d * z.dtype.type(1 / len(z))))


class Penalty(Settled):
    """What L1 and L2 share: ``value, gradient = penalty(weights)``, to be added to J and ∇J; weights of any shape."""

    def __init__(self, strength):
        self.strength = _checks.number(strength, f"{type(self).__name__}: strength", low=0)

    def __call__(self, weights):
        raise NotImplementedError(
            f"{type(self).__name__}: a penalty needs __call__(self, weights) that returns value, gradient"
        )

    def _weights(self, weights):
        weights = _checks.as_array(weights, f"{self!r}: weights")
        if weights.dtype.kind != "f":
            return weights.astype(np.float64)
        return weights if weights.itemsize > 2 else weights.astype(np.float32)

    def __repr__(self):
        return f"{type(self).__name__}({self.strength:g})"


class L1Penalty(Penalty):
    """λ Σ |w|, with the gradient λ sign(w), 0 at 0: it draws every weight to zero with the same force.

    λ is ``strength``. (Keras: ``regularizers.L1``.) As the lasso: Tibshirani, 1996.
    """

    def __call__(self, weights):
        w = self._weights(weights)
        return self.strength * float(np.abs(w).sum(dtype=np.float64)), self.strength * np.sign(w)


class L2Penalty(Penalty):
    """½ λ Σ w², with the gradient λ w: weight decay, as long as the optimizer is plain SGD.

    λ is ``strength``. (Keras's ``regularizers.L2`` has no ½; PyTorch's ``weight_decay`` adds the same λ w.) As ridge
    regression: Hoerl and Kennard, 1970; in networks: Krogh and Hertz, 1991.
    """

    def __call__(self, weights):
        w = self._weights(weights)
        return 0.5 * self.strength * _sum_of_squares(w), self.strength * w


def __getattr__(name):
    raise AttributeError(sentence(name, [one for one in globals() if one[0].isupper()], __name__))
