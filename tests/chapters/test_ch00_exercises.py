"""Chapter 00: answers to its exercises that are written otherwise than the solutions."""

import numpy as np

from course_nn.exercises import check


def test_answers_written_otherwise():
    assert check("weighted_sum", lambda x, w, b: b + sum(i * j for i, j in zip(x, w, strict=True))).passed
    assert check("weighted_sum", lambda x, w, b: np.dot(w, x)).mistake == "no bias"
    assert check("weighted_sum", lambda x, w, b: np.sum(x * w) - b).mistake == "bias subtracted"
    assert check("output_shape", lambda n, d_in, d_out: np.zeros((n, d_out)).shape).passed
    assert check("output_shape", lambda n, d_in, d_out: np.zeros((d_out, n)).shape).mistake == "columns"
    assert check("mean_squared_error", lambda p, t: float(np.mean(np.square(t - p)))).passed
    assert check("mean_squared_error", lambda p, t: np.sum((t - p) ** 2)).mistake == "sum"
    assert check("mean_squared_error", lambda p, t: np.mean(t - p) ** 2).mistake == "still cancels"
