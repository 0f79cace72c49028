"""The exercises' diagnoses, for answers that a student may write."""

import numpy as np

from course_nn.chapters.ch04_backpropagation.bug_hunt import KINDS
from course_nn.exercises import check


def test_softsign_written_otherwise():
    def by_cases(z, da):
        slope = np.where(z > 0, 1 / (1 + z * (z > 0)) ** 2, 1 / (1 - z * (z < 0)) ** 2)
        return da * slope

    assert check("softsign_backward", by_cases).passed
    assert check("softsign_backward", lambda z, da: (1 + abs(z)) ** -2.0).mistake == "no upstream"
    assert check("softsign_backward", lambda z, da: da / (1 + abs(z))).mistake == "not squared"
    assert check("softsign_backward", lambda z, da: -da / (1 + abs(z)) ** 2).status == "not yet"


def test_dense_written_otherwise():
    def loops(x, W, dy):
        dx = np.array(
            [[sum(dy[i, k] * W[j, k] for k in range(W.shape[1])) for j in range(len(W))] for i in range(len(x))]
        )
        dW = sum(np.outer(row, d) for row, d in zip(x, dy, strict=True))
        return dx, dW, np.ones(len(dy)) @ dy

    assert check("dense_backward", loops).passed
    mean = check("dense_backward", lambda x, W, dy: (dy @ W.T, x.T @ dy / len(x), dy.sum(0) / len(x)))
    assert mean.mistake == "mean"
    swapped = check("dense_backward", lambda x, W, dy: (np.dot(x.T, dy), np.dot(dy, W.T), dy.sum(0)))
    assert swapped.mistake == "order"
    flat = check("dense_backward", lambda x, W, dy: (dy @ W.T, x.T @ dy, np.sum(dy)))
    assert flat.mistake == "all in one db"


def test_culprits():
    right = dict(zip("ABCDE", [KINDS[3], KINDS[4], KINDS[1], KINDS[2], KINDS[0]], strict=True))
    assert check("culprits", right).passed
    assert check("culprits", {k: v.upper() for k, v in right.items()}).passed
    assert check("culprits", right | {"A": KINDS[0], "E": KINDS[3]}).mistake == "A and E exchanged"
    assert "none of the five kinds" in repr(check("culprits", right | {"B": "bad luck"}))
    one_wrong = repr(check("culprits", right | {"E": KINDS[4]}))
    assert not any(kind in one_wrong for kind in KINDS), "the report gives the answer away"
    assert "letters A to E" in repr(check("culprits", ["A"]))
