"""Chapter 03: answers to its exercises as students write them, right and wrong."""

import itertools

import numpy as np
import pytest
from answers import rows, told

from course_nn.exercises import EXERCISES, check


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_NN_HOME", str(tmp_path))


COUNT = (
    "count_parameters",
    [
        "total = 0\nfor a, b in zip(sizes[:-1], sizes[1:]):\n    total += (a + 1) * b\nreturn total",
        "return int(np.dot(sizes[:-1], sizes[1:]) + np.sum(sizes[1:]))",
        "return float(sum(sizes[k] * sizes[k + 1] + sizes[k + 1] for k in range(len(sizes) - 1)))",
    ],
    [
        ("", "return 33", "value"),
        ("", "return 0", "value"),
        ("", "return sizes", "several instead of one"),
        ("(a + 1) * b", "a * b", "no biases"),
        ("(a + 1) * b", "a * b + a", "bias per input"),
        ("(a + 1) * b", "a * b + 1", "one bias per layer"),
        ("total = 0", "total = sizes[0]", "biases of the input"),
        ("total += ", "total = ", "last layer only"),
        ("return total", "    return total", "first layer only"),
        ("sizes[:-1], sizes[1:]", "sizes[:-2], sizes[1:-1]", "last layer left out"),
        ("sizes[:-1], sizes[1:]", "sizes[1:-1], sizes[2:]", "first layer left out"),
        ("", "return sum((sizes[k] + 1) * sizes[k + 1] for k in range(len(sizes)))", "error"),
        ("", "return [(a + 1) * b for a, b in zip(sizes, sizes[1:])]", "several instead of one"),
        ("(a + 1) * b", "(a + 1) * (b + 1)", "a bias on both sides"),
        ("", "return sum(sizes)", "units"),
        ("total = 0", "total, sizes[0] = 0, 1", "value"),
    ],
)
BUMP = (
    "bump",
    [
        "return sigmoid(steepness * (x - left)) - sigmoid(steepness * (x - right))",
        "return 1 / (1 + np.exp(-steepness * (x - left))) - 1 / (1 + np.exp(-steepness * (x - right)))",
        "return [float(sigmoid(steepness * (v - left)) - sigmoid(steepness * (v - right))) for v in x]",
        """
        x, left, right, steepness = x.astype("f"), np.float32(left), np.float32(right), np.float32(steepness)
        return sigmoid(steepness * (x - left)) - sigmoid(steepness * (x - right))
        """,
        "return np.tanh(steepness / 2 * (x - left)) / 2 - np.tanh(steepness / 2 * (x - right)) / 2",
    ],
    [
        (")) - sigmoid", ")) + sigmoid", "sum"),
        (" - sigmoid(steepness * (x - right))", " + sigmoid(-steepness * (x - right))", "down step added"),
        (" - sigmoid(steepness * (x - right))", " * sigmoid(-steepness * (x - right))", "product"),
        (" - sigmoid(steepness * (x - right))", "", "one step"),
        ("x - right", "x - left", "both steps at left"),
        ("steepness * (x - left)", "steepness * x - left", "value"),
        ("steepness * (x - left)", "x - left", "steepness at right only"),
        ("steepness * (x - right)", "(x - right)", "steepness at left only"),
        ("right))", "(1 - left)))", "value"),  # these are right for bumps about 1/2 alone
        ("left))", "(1 - right)))", "value"),
        ("x - ", "1 - x - ", "value"),
        (
            "",
            "w = (left - right) / 2\nreturn sigmoid(steepness * (x - 0.5 - w)) - sigmoid(steepness * (x - 0.5 + w))",
            "value",
        ),
        ("", "return (sigmoid(steepness * (x - left)) - sigmoid(steepness * (x - right)))[::-1]", "reversed"),
        ("", "return sigmoid(steepness * x - left) - sigmoid(steepness * x - right)", "steepness on x alone"),
        ("steepness * ", "", "steepness left out"),
        ("steepness * (", "1 / steepness * (", "steepness divides"),
        ("(x", "(-x", "value"),
        ("", "return sigmoid(steepness * (left - x)) - sigmoid(steepness * (right - x))", "upside down"),
        ("", "return ((x >= left) & (x <= right)) * 1.0", "hard box"),
        ("x - right", "x - max(right, 0)", "value"),
        ("x - right", "x - abs(right)", "value"),
        ("steepness * ", "max(steepness, 1) * ", "value"),
        ("x - ", "x + ", "places added"),
        ("", "return steepness * (sigmoid(x - left) - sigmoid(x - right))", "steepness outside"),
        ("", "return 1 - (sigmoid(steepness * (x - left)) - sigmoid(steepness * (x - right)))", "hole"),
        ("", "return sigmoid(steepness * (x - left)) - sigmoid(steepness * (x - right)) + 1", "down step added"),
        ("", "return np.round(sigmoid(steepness * (x - left)) - sigmoid(steepness * (x - right)))", "value"),
        ("", "return 1 if left < x < right else 0", "shape"),
        ("sigmoid", "np.tanh", "value"),
    ],
)
FORWARD = (
    "xor_forward",
    [
        "z = X @ W + c\nh = np.maximum(z, 0)\nreturn h @ w + b",
        "return [float(sum(max(0, float(x @ W[:, j] + c[j])) * w[j] for j in range(len(w))) + b) for x in X]",
        "z = X.astype('f') @ W.astype('f') + c.astype('f')\nreturn (z * (z > 0)) @ w.astype('f') + np.float32(b)",
    ],
    [
        ("h @ w + b", "(h @ w + b > 0.5).astype(int)", "decides already"),
        ("h @ w + b", "np.maximum(h @ w + b, 0)", "ReLU at the output"),
        ("h @ w + b", "h @ w", "no output bias"),
        ("h @ w + b", "h @ w - b", "output bias taken away"),
        ("X @ W + c\nh = np.maximum(z, 0)", "X @ W\nh = np.maximum(z, c)", "maximum with the bias"),
        ("X @ W + c", "X @ W", "no hidden bias"),
        ("X @ W + c", "X @ W - c", "bias taken away"),
        ("np.maximum(z, 0)", "np.minimum(z, 0)", "minimum"),
        ("X @ W", "W @ X.T", "shape"),
        ("X @ W", "X @ W.T", "error"),
        ("np.maximum(z, 0)", "z", "no ReLU"),
        ("np.maximum(z, 0)", "z > 0", "value"),
        ("np.maximum(z, 0)", "np.maximum(z)", "error"),
        ("np.maximum(z, 0)", "max(z, 0)", "error"),
        ("np.maximum(z, 0)", "np.maximum(z, 0) + c", "bias twice"),
        ("", "h = X @ W\nh[h < 0] = 0\nreturn (h + c) @ w + b", "still outside"),
        ("", "h = np.maximum(X @ W, 0) + c\nreturn np.maximum(h, 0) @ w + b", "ReLU twice"),
        ("h @ w", "(h * w).sum()", "shape"),
        ("", "return X[:, 0] != X[:, 1]", "value"),
    ],
)


@pytest.mark.parametrize(("name", "body", "kind"), rows(COUNT, BUMP, FORWARD))
def test_an_answer_is_told(name, body, kind):
    assert told(name, body) == kind


def diagnosis(answer, name):
    result = check(name, answer)
    return "passed" if result.passed else result.mistake


@pytest.mark.parametrize("table", list(itertools.product((0, 1), repeat=4)))
def test_upside_down_is_said_of_one_truth_table_only(table):
    """Sixteen truth tables, by weights found by trial: XNOR alone is XOR upside down."""
    rng = np.random.default_rng(0)
    corners = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    for _ in range(5000):
        W, c, w, b = rng.normal(0, 4, (2, 2)), rng.normal(0, 4, 2), rng.normal(0, 4, 2), rng.normal(0, 2)
        if tuple((np.tanh(corners @ W + c) @ w + b > 0).astype(int)) == table:
            break
    else:
        pytest.fail("no weights found for this truth table")
    result = check("xor_tanh", (W, c, w, b))
    assert ("upside down" in result.message) == (table == (1, 0, 0, 1))
    assert result.passed == (table == (0, 1, 1, 0))


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
        (([[2, 2], [2, 2]], [-1, -3], [1, -1], float("nan")), "error"),
        (([[2, None], [2, 2]], [-1, -3], [1, -1], -1), "error"),
        (([[2, 2], [2, 2]], [-1, float("inf")], [1, -1], -1), "error"),
        (([["2", "2"], ["2", "2"]], ["-1", "-3"], ["1", "-1"], "-1"), "error"),
    ],
)
def test_xor_with_tanh(weights, kind):
    assert diagnosis(weights, "xor_tanh") == kind


def test_shape_messages_read_well():
    result = check("xor_tanh", ([[2, 2]], [-1, -3], [1, -1], -1))
    assert "W should have shape (2, 2), it has shape (1, 2)" in result.message
    result = check("xor_tanh", ([[2, 2], [2, 2]], [-1, -3], [1, -1], [-1]))
    assert "b should be a single number, it has shape (1,)" in result.message


@pytest.mark.parametrize(
    "weights, sentence",
    [
        (([[2, 2], [2, 2]], [-1, -3], [5, -1], 0), "This is OR: 11 gets 1 as well."),  # the second unit does take back
        (([[1, 1], [1, 1]], [0, 0], [0, 0], 1), "if they are apart at all"),  # 1 everywhere, and no b helps
        (([[2, 2], [2, 2]], [-1, -1], [0, -1], 0), "those at 01 and 10 have to rise"),  # NOR by the second unit alone
        (([[9, 1], [1, 9]], [-4, -9], [1, 0], 0), "If not, print the four outputs."),  # x1, though no row is zero
        (([[1, 1], [0, 0]], [0, 0], [1, -1], 0), "if they are apart at all"),
    ],
)
def test_what_is_advised_is_not_done_already(weights, sentence):
    assert sentence in check("xor_tanh", weights).message


def test_xnor_with_outputs_of_exactly_0_is_mended_as_said():
    W, c, w = np.array([[20, 20], [20, 20]]), np.array([-10, -30]), np.array([-1.0, 1.0])
    b = float(-(np.tanh([10, -10]) @ w))  # 01 and 10 are at exactly 0
    result = check("xor_tanh", (W, c, w, b))
    assert result.mistake == "XNOR" and "lower b a little first" in result.message
    assert not check("xor_tanh", (W, c, -w, -b)).passed
    assert check("xor_tanh", (W, c, -w, -(b - 0.1))).passed


def _leaky_decides(X, W, c, w, b):
    z = X @ W + c
    return (np.where(z > 0, z, 1e-6 * z) @ w + b > 0.5).astype(int)


@pytest.mark.parametrize(
    ("name", "answer", "kind", "sentence"),
    [  # each is found by its numbers, and so can be written in more ways than one
        (
            "xor_forward",
            _leaky_decides,  # its hidden layer is wrong
            "decides already",
            "The output is made 0 or 1: the number itself is asked for, h @ w + b.",
        ),
        (
            "xor_forward",
            lambda X, W, c, w, b: np.maximum(X @ W, 0) @ w + c @ w + b,  # its h is not negative
            "still outside",
            "The bug is still there: a number is added after the ReLU.",
        ),
        ("bump", lambda x, left, right, steepness: 0 * x, "both steps at left", "It is 0 everywhere: if both steps"),
        (
            "bump",
            lambda x, left, right, k: 1 / (1 + np.exp(k * (x - left))) - 1 / (1 + np.exp(k * (x - right))),
            "upside down",
            "from a step up at left a step up at right has to be taken away.",
        ),
        (
            "count_parameters",
            lambda sizes: sum((a + 1) * b for a, b in itertools.pairwise(sizes[:-1])),
            "last layer left out",
            "numbers in the list, len(sizes) - 1.",
        ),
    ],
)
def test_what_is_said_is_true_of_every_answer_with_these_numbers(name, answer, kind, sentence):
    result = check(name, answer)
    assert result.mistake == kind and sentence in result.message


def test_every_table_of_a_network_with_tanh_has_its_sentence():
    """The four answers that the sentence names are those that the network gives."""
    tables = {tuple(one.value for one in four): mistake for mistake, four in EXERCISES["xor_tanh"].known}
    assert len(tables) == 15 and (0, 1, 1, 0) not in tables
    for table, mistake in tables.items():
        if mistake.name.startswith("1 at "):
            said = mistake.message[: mistake.message.index(";")]
            assert [corner in said for corner in ("00", "01", "10", "11")] == [bool(one) for one in table]
