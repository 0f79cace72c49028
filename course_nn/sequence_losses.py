"""Losses of sequences: one answer at each step, and steps that don't count."""

import numpy as np

from . import _checks
from .layers.steps import steps_as_rows
from .losses import CrossEntropy, Pair


class SequenceCrossEntropy(CrossEntropy):
    """J = −(1/m) Σ log p[label] over the m steps that count, with p = softmax(z) at each step; ∂J/∂z = (p − y) / m.

    Shapes: logits z (n, t, k), labels (n, t) of 0 … k−1, or ``ignore`` where a step doesn't count, such as behind the
    end of a shorter sequence: such a step adds nothing to J, and its gradient is 0. All steps that count weigh alike,
    in however long a sequence they stand. exp(J) is the perplexity. (PyTorch: ``CrossEntropyLoss(ignore_index=-1)``,
    whose own default is −100, on logits with the classes in axis 1; Keras: ``ignore_class=-1``. Its ``sample_weight``
    of 0 would leave a step among the m.)

    >>> import numpy as np
    >>> from course_nn import SequenceCrossEntropy
    >>> logits = np.zeros((2, 3, 4))
    >>> value, gradient = SequenceCrossEntropy()(logits, np.zeros((2, 3), int))
    >>> bool(np.isclose(value, np.log(4))), gradient.shape
    (True, (2, 3, 4))
    """

    def __init__(self, ignore=-1):
        self.ignore = _checks.whole(ignore, f"{type(self).__name__}: ignore")

    def __call__(self, output, target):
        z, labels, sequences, counts = self._steps(output, target)
        value, d_counting = super().__call__(z, labels)
        if counts is None:
            return Pair((value, sequences(d_counting)))
        dz = np.zeros((counts.size, z.shape[1]), z.dtype)
        dz[counts] = d_counting
        return Pair((value, sequences(dz)))

    def accuracy(self, output, target):
        """The share of the steps that count whose largest logit is that of the true class."""
        z, labels, *_ = self._steps(output, target)
        return super().accuracy(z, labels)

    def _steps(self, output, target):
        """The logits and labels of the steps that count, as rows; the way back, and which count (None: all)."""
        z = self._output(output)
        if z.ndim != 3 or z.shape[2] < 2:
            mend = "; for one answer to each sequence use CrossEntropy" if z.ndim == 2 else ""
            raise ValueError(f"{self!r}: expected logits of shape (n, t, k) with k at least 2, got {z.shape}{mend}")
        labels = _checks.as_array(target, f"{self!r}: target")
        if labels.shape != z.shape[:2] or labels.dtype.kind not in "iu":
            raise ValueError(
                f"{self!r}: expected whole-number labels of shape {z.shape[:2]}, got {_checks.describe(labels)}"
            )
        rows, sequences = steps_as_rows(z)
        z, labels = rows(z), rows(labels)
        counts = labels != self.ignore
        if counts.all():
            return z, labels, sequences, None
        if not counts.any():
            raise ValueError(
                f"{self!r}: expected at least one step that counts, got labels {self.ignore} alone, which are ignored"
            )
        return z[counts], labels[counts], sequences, counts

    def __repr__(self):
        return f"{type(self).__name__}({'' if self.ignore == -1 else f'ignore={self.ignore}'})"
