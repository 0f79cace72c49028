"""Chapter 04: answers to its exercises as students write them, right and wrong."""

import pytest
from answers import answered, rows, told

from course_nn.chapters.ch04_backpropagation.bug_hunt import KINDS
from course_nn.exercises import check


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_NN_HOME", str(tmp_path))


SOFTSIGN = (
    "softsign_backward",
    [
        "return da / (1 + np.abs(z)) ** 2",
        "return np.where(z > 0, da / (1 + z * (z > 0)) ** 2, da / (1 - z * (z < 0)) ** 2).tolist()",
        "a = z / (1 + np.abs(z))\nreturn da * (1 - np.abs(a)) ** 2",
        "z = z.astype(np.float32)\nreturn da.astype(np.float32) / np.square(1 + np.abs(z))",
        "d = 1 + np.abs(z)\nreturn da * (d - z * np.sign(z)) / d**2",
    ],
    [
        ("np.abs(z)", "z", "no absolute value"),
        ("np.abs(z)", "np.clip(np.abs(z), 0, 5)", "value"),
        ("", "return np.where(z > 0, da / (1 + z) ** 2, np.where(z < 0, da / (1 - z) ** 2, 0))", "nothing at zero"),
        ("da /", "np.sign(z) ** 2 * da /", "nothing at zero"),
        ("", "a = z / (1 + np.abs(z))\nreturn da * (a / z) ** 2", "NaN"),
        ("da /", "np.where(z > 0, da, -da) /", "sign of z, zero negative"),
        ("da /", "np.where(z < 0, -da, da) /", "sign of z, zero positive"),
        ("** 2", "** 2 / len(z)", "mean twice"),
        (" ** 2", "", "not squared"),
        ("", "a = z / (1 + np.abs(z))\nreturn da * (1 - np.abs(a))", "not squared"),
        ("(1 + np.abs(z)) ** 2", "(1 + np.abs(z) ** 2)", "value"),
        ("(1 + np.abs(z)) ** 2", "1 + np.abs(z) ** 2", "value"),
        ("", "a = z / (1 + np.abs(z))\nreturn da * (1 - a**2)", "tanh"),
        ("", "d = 1 + np.abs(z)\nreturn da * (d + z * np.sign(z)) / d**2", "tanh"),
        ("", "d = 1 + np.abs(z)\nreturn da * (d - z) / d**2", "no sign in the quotient rule"),
        ("da /", "1 /", "no upstream"),
        ("da /", "np.sign(z) * da /", "sign of z"),
        ("da /", "da * z /", "value"),
        ("", "return da * z / (1 + np.abs(z))", "forward"),
        ("", "return da", "value"),
        ("da /", "-da /", "sign"),
        ("da /", "2 * da /", "factor"),
        ("da /", "da + 1 /", "value"),
        ("da / (1 + np.abs(z)) ** 2", "np.sum(da / (1 + np.abs(z)) ** 2)", "shape"),
        ("da / (1 + np.abs(z)) ** 2", "da @ (1 / (1 + np.abs(z)) ** 2)", "shape"),
        ("", "if z > 0:\n    return da / (1 + z) ** 2\nreturn da / (1 - z) ** 2", "error"),
        ("", "da /= (1 + np.abs(z)) ** 2\nreturn da", "changes its input"),
    ],
)
DENSE = (
    "dense_backward",
    [
        "return dy @ W.T, x.T @ dy, dy.sum(axis=0)",
        """
        dx = [[sum(dy[i, k] * W[j, k] for k in range(W.shape[1])) for j in range(len(W))] for i in range(len(x))]
        return [dx, sum(np.outer(row, d) for row, d in zip(x, dy)), list(np.ones(len(dy)) @ dy)]
        """,
        """
        x, W, dy = (a.astype(np.float32) for a in (x, W, dy))
        return np.einsum("ij,kj->ik", dy, W), np.einsum("ij,ik->jk", x, dy), np.sum(dy, 0)
        """,
    ],
    [
        ("dy @ W.T", "dy @ W", "W not transposed"),
        ("dy @ W.T", "dy * W.T", "error"),
        ("dy @ W.T", "W @ dy", "error"),
        ("dy @ W.T", "W @ dy.T", "transposed"),
        ("x.T @ dy", "x @ dy", "error"),
        ("x.T @ dy", "dy.T @ x", "dW transposed"),
        ("x.T @ dy", "x.T @ dy / len(x)", "mean twice"),
        ("dy.sum(axis=0)", "dy.sum(axis=1)", "shape"),
        ("dy.sum(axis=0)", "dy.sum(axis=0, keepdims=True)", "shape"),
        ("dy.sum(axis=0)", "dy.mean(axis=0)", "mean twice"),
        ("dy @ W.T", "len(x) * dy @ W.T", "missing mean"),
        ("x.T @ dy", "(x.T @ dy).T", "dW transposed"),
        ("dy.sum(axis=0)", "dy.sum()", "all in one db"),
        ("dy.sum(axis=0)", "dy", "db not summed"),
        ("dy.sum(axis=0)", "dy[0]", "value"),
        ("x.T @ dy, dy.sum(axis=0)", "x.T @ dy / len(x), dy.mean(axis=0)", "mean"),
        ("dy @ W.T, x.T @ dy", "x.T @ dy, dy @ W.T", "dx and dW exchanged"),
        ("", "return dy.sum(axis=0), x.T @ dy, dy @ W.T", "order of results"),
        (", dy.sum(axis=0)", "", "number of values"),
        ("", "return {'dx': dy @ W.T, 'dW': x.T @ dy, 'db': dy.sum(axis=0)}", "one instead of several"),
    ],
)


@pytest.mark.parametrize(("name", "body", "kind"), rows(SOFTSIGN, DENSE))
def test_an_answer_is_told(name, body, kind):
    assert told(name, body) == kind


def test_a_factor_is_said_by_the_argument_whose_length_it_is():
    message = answered("dense_backward", "return len(x) * dy @ W.T, x.T @ dy, dy.sum(axis=0)").message
    assert "`dx` is too large by the factor len(x)." in message
    message = answered("dense_backward", "return dy @ W.T, (x.T @ dy).T, dy.sum(axis=0)").message
    assert "`dW` is transposed" in message and "x.T" not in message  # it does come first
    message = answered("softsign_backward", "return da / (1 + np.abs(z)) ** 2 / len(z)").message
    assert "is too small by the factor len(z)." in message


def test_shapes_that_do_not_meet_are_told_with_their_names():
    message = answered("dense_backward", "return dy @ W.T, x @ dy, dy.sum(axis=0)").message
    assert "the inner sides of this product do not meet" in message and "`x` has shape (2, 1)" in message


def test_culprits():
    right = dict(zip("ABCDE", [KINDS[4], KINDS[3], KINDS[1], KINDS[2], KINDS[0]], strict=True))
    assert check("culprits", right).passed
    assert check("culprits", {k: v.upper() for k, v in right.items()}).passed
    assert check("culprits", right | {"A": KINDS[0], "E": KINDS[4]}).mistake == "A and E exchanged"
    assert "none of the five kinds" in repr(check("culprits", right | {"B": "bad luck"}))
    one_wrong = repr(check("culprits", right | {"E": KINDS[4]}))
    assert not any(kind in one_wrong for kind in KINDS), "the report gives the answer away"
    assert "letters A to E" in repr(check("culprits", ["A"]))
