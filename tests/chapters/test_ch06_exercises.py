"""Chapter 06: answers to its exercises as students write them, right and wrong."""

import numpy as np
import pytest
from answers import answered, rows, told

from course_nn import Layer, Parameter, check_layer
from course_nn.chapters.ch06_training.bug_hunt import KINDS
from course_nn.chapters.ch06_training.exercise_swish import SWISH
from course_nn.exercises import check
from course_nn.exercises.report import show
from course_nn.functions import sigmoid


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_NN_HOME", str(tmp_path))


DROPOUT = (
    "inverted_dropout",
    [
        "if train:\n    return x * (u >= rate) / (1 - rate)\nreturn x",
        "return np.where(u < rate, 0, x / (1 - rate)) if train else x",
        "if not train:\n    return x.tolist()\ny = x.copy()\ny[u < rate] = 0\nreturn y / (1 - rate)",
        "return x.astype('f') * (u >= rate) / np.float32(1 - rate) if train else x",
    ],
    [
        ("", "if train:\n    x[u < rate] = 0\n    return x / (1 - rate)\nreturn x", "changes its input"),
        (">=", ">", "drops u = rate as well"),
        (" / ", " // ", "whole numbers"),
        ("(1 - rate)", "1 - rate", "no bracket"),
        (" / (1 - rate)", " - rate", "no bracket"),
        (" / (1 - rate)", "", "mean not kept"),
        ("/ (1 - rate)", "* (1 - rate)", "multiplied"),
        ("u >= rate", "u < rate", "keeps what should go, scaled for the others"),
        ("u >= rate", "u < 1 - rate", "keeps the other end"),
        ("u >= rate", "u[0] >= rate", "value"),
        ("u >= rate", "np.random.rand(*x.shape) >= rate", "value"),
        ("", "return x", "nothing dropped"),
        ("", "return x * (u >= rate) / (1 - rate)", "always on"),
        ("if train", "if not train", "upside down"),
        ("x * (u >= rate)", "x[u >= rate]", "shape"),
        ("x * (u >= rate)", "x * u", "value"),
        ("\nreturn x", "", "no return"),
        ("", "if u < rate:\n    return 0\nreturn x / (1 - rate)", "error"),
        ("", "return None", "no return"),
    ],
)
STOP = (
    "stop_at",
    [
        """
        best = 0
        for epoch in range(len(losses)):
            if losses[epoch] < losses[best]:
                best = epoch
            if epoch - best >= patience:
                return best, epoch
        return best, len(losses) - 1
        """,
        """
        for last in range(len(losses)):
            best = int(np.argmin(losses[: last + 1]))
            if last - best == patience:
                break
        return np.array([best, last])
        """,
        """
        best, least, wait = None, float("inf"), 0
        for e, loss in enumerate(losses):
            wait += 1
            if loss < least:
                best, least, wait = e, loss, 0
            if wait == patience:
                return [best, e]
        return [np.float32(best), e]
        """,
    ],
    [
        ("len(losses) - 1", "len(losses)", "one past the end"),
        ("epoch - best >=", "epoch - best >", "one too many"),
        ("epoch - best >=", "epoch - best + 1 >=", "one too few"),
        ("\n        return best, len(losses) - 1", "", "no return"),
        ("losses[epoch] < losses", "losses[epoch] <= losses", "ties count"),
        ("losses[epoch] < losses[best]", "losses[epoch] < losses[epoch - 1]", "compares neighbors"),
        ("losses[epoch] < losses", "losses[epoch] > losses", "largest"),
        ("if losses[epoch] < losses[best]", "if best == 0 or losses[epoch] < losses[best]", "value"),
        ("if losses[epoch] < losses[best]", "if losses[epoch] < losses[epoch]", "value"),
        ("return best, epoch", "return best, epoch - patience", "value"),
        ("return best, len(losses) - 1", "return epoch, epoch", "the end is the best"),
        ("return best, ", "return int(np.argmin(losses)), ", "the best of all"),
        ("return best, len(losses) - 1", "return best, best", "the best is the end"),
        ("losses[epoch] < losses[best]", "losses[epoch] < losses[best] - 0.01", "a little is not enough"),
        ("losses[epoch] < losses[best]", "losses[epoch] < 0.99 * losses[best]", "a little is not enough"),
        ("losses[epoch] < losses[best]", "round(losses[epoch], 2) < round(losses[best], 2)", "a little is not enough"),
        ("losses[epoch] < losses[best]", "losses[epoch] < losses[best] - 1e-6", "a little is not enough"),
        ("epoch - best >= patience", "epoch - best >= max(patience, 2)", "waits for two at least"),
        ("epoch - best >= patience", "epoch - best >= max(patience - 1, 1)", "one too few, but at least one"),
        ("range(len(losses))", "range(1, len(losses))", "passed"),
        (
            "",
            """
            best, waited = 0, 0
            for epoch in range(1, len(losses)):
                if losses[epoch] < losses[best]:
                    best, waited = epoch, 0
                elif losses[epoch] > losses[best]:
                    waited += 1
                if waited >= patience:
                    return best, epoch
            return best, len(losses) - 1
            """,
            "ties pass",
        ),
        (
            "",
            """
            best, waited = 0, 0
            for epoch in range(1, len(losses)):
                waited = 0 if losses[epoch] <= losses[best] else waited + 1
                if losses[epoch] < losses[best]:
                    best = epoch
                if waited >= patience:
                    return best, epoch
            return best, len(losses) - 1
            """,
            "value",
        ),
        (
            "",
            """
            best, least = 0, 9999
            for epoch in range(len(losses)):
                if losses[epoch] < least:
                    best, least = epoch, losses[epoch]
                if epoch - best >= patience:
                    return best, epoch
            return best, len(losses) - 1
            """,
            "value",
        ),
        (
            "",
            """
            best = 0
            for epoch in range(1, len(losses)):
                if losses[epoch] < losses[best]:
                    best = epoch
                if epoch - best >= patience:
                    return best, epoch
            return best, epoch
            """,
            "error",
        ),
        ("", "return np.argmin(losses)", "one instead of several"),
        ("", "return int(np.argmin(losses)), len(losses) - 1", "never stops"),
        ("", "best = np.argmin(losses)\nreturn best, best + patience", "value"),
        ("", "return 1, 3", "value"),
        (
            "",
            """
            best = 0
            for epoch in range(len(losses)):
                if losses[epoch] < losses[best]:
                    best = epoch
                if epoch - best >= patience:
                    return epoch, best
            return len(losses) - 1, best
            """,
            "swapped",
        ),
        (
            "",
            """
            best = 0
            for epoch in range(len(losses)):
                if losses[epoch] < losses[best]:
                    best = epoch
                if epoch - best >= patience:
                    return best + 1, epoch + 1
            return best + 1, len(losses)
            """,
            "counts from 1",
        ),
    ],
)


@pytest.mark.parametrize(("name", "body", "kind"), rows(DROPOUT, STOP))
def test_an_answer_is_told(name, body, kind):
    assert told(name, body) == kind


def test_leaks():
    right = {letter: text for letter, text in zip("ABCDE", (KINDS[k] for k in (0, 4, 3, 1, 2)), strict=True)}
    assert check("leaks", right).passed
    assert check("leaks", right | {"C": KINDS[1], "D": KINDS[3]}).mistake == "C and D exchanged"
    one_wrong = repr(check("leaks", right | {"E": KINDS[1]}))
    assert not any(kind in one_wrong for kind in KINDS), "the report gives the answer away"
    assert "none of the five kinds" in repr(check("leaks", right | {"B": "bad luck"}))


def test_what_is_said_is_true_of_every_way_to_write_it():
    """One sentence for two mistakes that give the same numbers."""
    for body in ("return x * (u >= rate) - rate if train else x", "return x * (u >= rate) / 1 - rate if train else x"):
        assert "`rate` is subtracted from every entry" in repr(answered("inverted_dropout", body))


class Swish(Layer):
    """Right; its ways back differ below."""

    def __init__(self):
        self.beta = Parameter(np.ones(1))

    def forward(self, x, train=False):
        beta = self.beta.value
        s = sigmoid(beta * x)

        def backward(dy):
            self.share(np.sum(dy * x * x * s * (1 - s)))
            return dy * (s + x * beta * s * (1 - s))

        return [x * s, backward]

    def share(self, share):
        self.beta.grad += share


def test_swish_may_return_a_list_which_check_layer_refuses():
    assert check("Swish", Swish).passed
    with pytest.raises(TypeError, match="list"):
        check_layer(Swish(), np.ones((3, 2)))


def _puts(into, what):
    class Puts(Swish):
        def forward(self, x, train=False):
            y, backward = super().forward(x)

            def wrong(dy):
                dx = backward(dy)
                into(self.beta, what(dx))
                return dx

            return y, wrong

    return check("Swish", Puts).message


def _add(beta, share):
    beta.grad += share


def _assign(beta, share):
    beta.grad = beta.grad + share


def _change(beta, share):
    beta.value -= share


@pytest.mark.parametrize("into", [_add, _assign])
@pytest.mark.parametrize("what", [lambda dx: dx, lambda dx: np.sum(dx, keepdims=True)])
def test_a_share_of_another_shape_is_told_by_the_shape(into, what):
    said = _puts(into, what)
    assert "puts into the gradient of β does not have the shape (1,) of β" in said
    assert "many entries" not in said and "something new" not in said


def test_nothing_is_said_of_the_gradient_where_another_array_does_not_fit():
    for into in (_change, lambda beta, share: np.add(np.zeros(1), share, out=np.zeros(1))):
        said = _puts(into, lambda dx: dx)
        assert "what is put in has another shape" in said and "gradient" not in said


def test_a_way_back_that_changes_beta_is_told_so():
    said = _puts(lambda beta, share: _change(beta, 0.1), lambda dx: dx)
    assert "it changes β itself: backward only adds to beta.grad" in said


def test_a_gradient_that_is_set_to_0_first_is_told_so_and_not_to_write_what_is_written():
    class Clears(Swish):
        def share(self, share):
            self.beta.grad[:] = 0
            self.beta.grad += share

    told_so = check("Swish", Clears)
    assert told_so.mistake == "replaces" and "only the second one's share" in repr(told_so)
    assert "+=" not in repr(told_so)


IN_SELF = """
class Swish(Layer):
    def __init__(self):
        self.beta = Parameter(np.ones(1))

    def forward(self, x, train=False):
        beta = self.beta.value
        self.x, self.s = x, sigmoid(beta * x)
        s, self.y = self.s, x * self.s

        def backward(dy):
            self.beta.grad += np.sum(dy * DBETA)
            return dy * (DX)

        return self.y, backward
"""
RIGHT_DX, RIGHT_DBETA = "s + x * beta * s * (1 - s)", "x * x * s * (1 - s)"


@pytest.mark.parametrize(
    ("dx", "dbeta"),
    [
        (RIGHT_DX.replace("x", "self.x"), RIGHT_DBETA.replace("x", "self.x")),
        (RIGHT_DX.replace("s", "self.s"), RIGHT_DBETA.replace("s", "self.s")),
        (RIGHT_DX, RIGHT_DBETA.replace("x", "self.x")),
        (RIGHT_DX.replace("x", "self.x"), RIGHT_DBETA),
        (RIGHT_DX, RIGHT_DBETA.replace("s", "self.s")),
        ("s + beta * self.y * (1 - s)", RIGHT_DBETA),
        (RIGHT_DX, "x * self.y * (1 - s)"),
    ],
)
def test_a_layer_that_is_right_until_it_is_called_again_is_told_so(dx, dbeta):
    """Whatever it is that is kept in self; no number is shown that the way back by itself does not give."""
    answer = SWISH.define(IN_SELF.replace("DX", dx).replace("DBETA", dbeta))
    said = check("Swish", answer)
    assert "right here by themselves, but not if forward is called once more" in said.message
    assert not any(word.startswith("got") for word, _ in said.details)


def test_what_is_kept_in_self_does_not_hide_another_mistake():
    """What came is what a call and its way back give."""
    dx = "self.s + self.x * self.s * (1 - self.s)"
    answer = SWISH.define(IN_SELF.replace("DX", dx).replace("DBETA", RIGHT_DBETA.replace("x", "self.x")))
    assert check("Swish", answer).mistake == "no beta in dx"
    dx = "self.s - self.x * beta * self.s * (1 - self.s)"
    answer = SWISH.define(IN_SELF.replace("DX", dx).replace("DBETA", RIGHT_DBETA))
    (_, x), (_, _), (_, got) = check("Swish", answer).details
    layer = answer()
    layer.beta.value[:] = 2
    assert "x = [[1.]]" in x and show(layer.forward(np.ones((1, 1)))[1](np.ones((1, 1)))) in got


def test_a_gradient_that_forward_adds_is_told_as_that():
    source = IN_SELF.replace("DX", RIGHT_DX).replace("DBETA", RIGHT_DBETA)
    early = "        self.beta.grad += np.sum(x * x * s * (1 - s))\n        def backward"
    said = check("Swish", SWISH.define(source.replace("        def backward", early)))
    assert "forward itself adds to the gradient" in said.message


def test_any_shape_means_any():
    class Tables(Swish):
        def forward(self, x, train=False):
            assert x.ndim == 2
            return super().forward(x)

    assert not check("Swish", Tables).passed


def test_a_layer_written_otherwise():
    class Swish(Layer):
        def __init__(self):
            self.beta = Parameter(np.ones(1))

        def forward(self, x, train=False):
            beta = self.beta.value[0]
            s = sigmoid(beta * x)
            slope = s * (1 - s)

            def backward(dy):
                self.beta.grad[0] += np.vdot(dy, x**2 * slope)
                return dy * s + dy * beta * x * slope

            return x * s, backward

    assert check("Swish", Swish).passed
    assert check_layer(Swish(), np.random.default_rng(0).normal(size=(3, 2)))
    assert "the class Swish was expected, not function" in repr(check("Swish", lambda: 3))
    assert "Layer with a Parameter named beta" in repr(check("Swish", type("Swish", (), {})))
