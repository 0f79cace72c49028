"""steps_as_rows: there and back without a copy, in whichever order the steps lie in memory."""

import numpy as np
import pytest

from course_nn.layers.steps import steps_as_rows

SEQUENCES = np.arange(24.0).reshape(2, 4, 3)


@pytest.mark.parametrize("steps_first", [False, True])
def test_rows_are_views_in_the_order_of_memory(steps_first):
    x = SEQUENCES if not steps_first else SEQUENCES.swapaxes(0, 1).copy().swapaxes(0, 1)
    rows, sequences = steps_as_rows(x)
    assert rows(x).shape == (8, 3) and np.shares_memory(rows(x), x)
    np.testing.assert_array_equal(rows(x)[1], x[1, 0] if steps_first else x[0, 1])
    np.testing.assert_array_equal(sequences(rows(x)), x)
    assert np.shares_memory(sequences(rows(x)), x)


def test_labels_follow_their_logits():
    """An array of the same n and t in another order of memory comes into the order of the first."""
    x = SEQUENCES.swapaxes(0, 1).copy().swapaxes(0, 1)
    rows, sequences = steps_as_rows(x)
    labels = np.arange(8).reshape(2, 4)
    np.testing.assert_array_equal(rows(labels), labels.T.ravel())
    np.testing.assert_array_equal(sequences(rows(labels)), labels)
    assert sequences(np.ones((8, 5))).shape == (2, 4, 5)
