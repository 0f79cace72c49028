"""Chapter 03, exercises: wrong answers written by hand, not taken from the catalog."""

import numpy as np
import pytest

from course_nn.exercises import check


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_NN_HOME", str(tmp_path))


def diagnosis(answer, name=None):
    result = check(answer) if name is None else check(name, answer)
    return "passed" if result.passed else result.mistake


@pytest.mark.parametrize(
    "weights, kind",
    [
        (([[5, -5], [-5, 5]], [-2.5, -2.5], [1, 1], 1), "passed"),  # x1 and not x2, or x2 and not x1
        ((np.full((2, 2), 20.0), np.array([-10.0, -30.0]), np.array([3.0, -3.0]), -3.0), "passed"),
        (([[1, 1], [1, 1]], [0, -1], [1, -2], 0), "weights of the ReLU network"),
        (([[5, -5], [-5, 5]], [-2.5, -2.5], [-1, -1], -1), "XNOR"),
        (([[0, 0], [0, 0]], [0, 0], [0, 0], 0), "output bias too low"),
        (([[9, 0], [9, 0]], [-13, 0], [1, 0], 0), "AND"),
        (([[9, 0], [9, 0]], [-4, 0], [1, 0], 0), "OR"),
        (([[2, 2], [2, 2]], [-1, -3], [1, -1]), "error"),  # no output bias
        (([[2, 2]], [-1, -3], [1, -1], -1), "error"),
        (7, "error"),
    ],
)
def test_xor_with_tanh(home, weights, kind):
    assert diagnosis(weights, "xor_tanh") == kind


def test_shape_messages_read_well(home):
    result = check("xor_tanh", ([[2, 2]], [-1, -3], [1, -1], -1))
    assert "W should have shape (2, 2), it has shape (1, 2)" in result.message
    result = check("xor_tanh", ([[2, 2], [2, 2]], [-1, -3], [1, -1], [-1]))
    assert "b should be a single number, it has shape (1,)" in result.message


def test_counting(home):
    def count_parameters(sizes):
        total = 0
        for k in range(len(sizes) - 1):
            total += (sizes[k] + 1) * sizes[k + 1]
        return total

    assert diagnosis(count_parameters) == "passed"

    def count_parameters(sizes):
        total = 0
        for k in range(1, len(sizes)):
            total += sizes[k] * sizes[k - 1]
        return total

    assert diagnosis(count_parameters) == "no biases"

    def count_parameters(sizes):
        total = 0
        for k in range(len(sizes) - 2):
            total += (sizes[k] + 1) * sizes[k + 1]
        return total

    assert diagnosis(count_parameters) == "last layer left out"

    def count_parameters(sizes):
        total = sizes[0]
        for k in range(1, len(sizes)):
            total += sizes[k] * sizes[k - 1] + sizes[k]
        return total

    assert diagnosis(count_parameters) == "biases of the input"


def s(z):
    return 0.5 + 0.5 * np.tanh(z / 2)


@pytest.mark.parametrize(
    "bump, kind",
    [
        (lambda x, left, right, k: s(k * x - k * left) - s(k * (x - right)), "passed"),
        (lambda x, left, right, k: s(k * (x - left)) + s(k * (right - x)) - 1, "passed"),
        (lambda x, left, right, k: s(k * (x - left)) + s(k * (x - right)), "sum"),
        (lambda x, left, right, k: s(k * (right - x)) * s(k * (x - left)), "product"),
        (lambda x, left, right, k: s((x - left) / k) - s((x - right) / k), "steepness divides"),
        (lambda x, left, right, k: s(x - left) - s(x - right), "steepness left out"),
        (lambda x, left, right, k: -s(k * (x - left)) + s(k * (x - right)), "upside down"),
    ],
)
def test_bumps(home, bump, kind):
    assert diagnosis(bump, "bump") == kind


def test_the_bug_hunt(home):
    def xor_forward(X, W, c, w, b):
        return np.array([sum(max(0, x @ W[:, j] + c[j]) * w[j] for j in range(len(w))) + b for x in X])

    assert diagnosis(xor_forward) == "passed"

    def xor_forward(X, W, c, w, b):
        hidden = X @ W
        hidden[hidden < 0] = 0
        return (hidden + c) @ w + b

    assert diagnosis(xor_forward) == "still outside"

    def xor_forward(X, W, c, w, b):
        return (X @ W + c) @ w + b

    assert diagnosis(xor_forward) == "no ReLU"

    def xor_forward(X, W, c, w, b):
        return relu(relu(X @ W) + c) @ w + b

    assert diagnosis(xor_forward) == "ReLU twice"


def relu(z):
    return np.where(z > 0, z, 0)
