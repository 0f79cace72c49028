"""The confusion matrix: how often each class was taken for each other one."""

import numpy as np

from ... import _checks


def count_confusions(y, said, classes):
    """How many examples of class i (row) were said to be class j (column): whole numbers (classes, classes)."""
    y = _checks.as_array(y, "count_confusions: y", ndim=1)
    said = _checks.as_array(said, "count_confusions: said", shape=y.shape)
    counts = np.zeros((_checks.whole(classes, "count_confusions: classes", low=2),) * 2, dtype=int)
    np.add.at(counts, (y, said), 1)
    return counts
