"""check_layer and check_loss: they pass what is right, find every planted mistake, and repeat noise; bad calls."""

import copy
import re

import numpy as np
import pytest
from bad_calls import NAN, Y, dense, each_call
from helpers import refused

from course_nn import (
    BatchNorm,
    CrossEntropy,
    Dense,
    Dropout,
    GaussianNoise,
    Layer,
    Parameter,
    ReLU,
    Sequential,
    Sigmoid,
    SquaredError,
    Tanh,
    check_layer,
    check_loss,
)
from course_nn.gradient_check import GradientCheck, numeric_gradient

X = np.random.default_rng(0).normal(size=(5, 3))


class Square(Layer):
    """y = (x W)² , with a mistake to plant."""

    def __init__(self, mistake=""):
        self.W = Parameter(np.random.default_rng(1).normal(size=(3, 3)))
        self.mistake = mistake

    def forward(self, x, train=False):
        W, mistake = self.W.value, self.mistake
        if mistake == "changes its input":
            x += 1e-3
        z = x @ W
        self.last = x
        y = z * z

        def backward(dy):
            if mistake == "changes the upstream gradient":
                dy *= 2 * z
                dz = dy
            else:
                dz = 2 * z * dy
            dW, dx = (self.last if mistake == "remembers the last call" else x).T @ dz, dz @ W.T
            if mistake == "wrong sign":
                dW = -dW
            if mistake == "factor":
                dx = dx / 2
            if mistake == "transposed":
                dW = dW.T
            if mistake == "mean":
                dW = dW / len(x)
            if mistake == "not finite":
                dx = dx * np.nan
            if mistake == "shape":
                dx = dx.sum(axis=0)
            if mistake == "one entry":
                dx[0, 0] += 1e-3
            if mistake == "tiny":
                dx *= 1 + 1e-6
            if mistake == "one off":
                dW = dW * (1 + 1 / (x.size - 1))
            if mistake == "replaces":
                self.W.grad = dW
            elif mistake != "forgets":
                self.W.grad += dW
            return dx

        return y, backward


def test_what_is_right_passes_in_either_type():
    for x in (X, X.astype(np.float32), X.tolist()):
        report = check_layer(Square(), x)
        assert report and report.largest < 1e-8 and not report.problems
        assert [name for name, _ in report.rows] == ["x", "W"]
        assert "ok" in str(report) and "WRONG" not in str(report)


@pytest.mark.parametrize(
    ("mistake", "words"),
    [
        ("wrong sign", "W is off .* sign is flipped"),
        ("factor", "x is off .* 2 times as large"),
        ("transposed", "W is off .* looks transposed"),
        ("mean", "W is off .* 5 times as large"),
        ("forgets", "W is off .* all zeros"),
        ("not finite", "x is off .* not finite"),
        ("shape", r"x has shape \(3,\), expected \(5, 3\)"),
        ("one entry", "x is off"),
        ("tiny", "x is off by 5.0e-07$"),
        ("one off", "W is off .* 0.9333 times as large"),
        ("replaces", "must add up"),
        ("remembers the last call", "W is off"),
        ("changes its input", "input was changed"),
        ("changes the upstream gradient", "upstream gradient was changed"),
    ],
)
def test_every_planted_mistake_is_found(mistake, words):
    x = X.copy()
    report = check_layer(Square(mistake), x)
    assert not report
    np.testing.assert_array_equal(x, X)  # whatever the layer does to it

    assert any(re.search(words, problem) for problem in report.problems), report
    assert "look:" in str(report)


class Scaled(Layer):
    """y = c x W with a gradient that is ``wrong`` times too large."""

    def __init__(self, c, wrong=1.0, replaces=False):
        self.W = Parameter(np.random.default_rng(1).normal(size=(3, 3)))
        self.c, self.wrong, self.replaces = c, wrong, replaces

    def forward(self, x, train=False):
        W, c = self.W.value, self.c

        def backward(dy):
            dW = self.wrong * c * (x.T @ dy)
            self.W.grad = dW if self.replaces else self.W.grad + dW
            return c * (dy @ W.T)

        return c * (x @ W), backward


@pytest.mark.parametrize("c", [1e-200, 1e-14, 1.0, 1e14, 1e150])
def test_a_gradient_of_any_size_is_compared_relatively(c):
    assert check_layer(Scaled(c), X)
    report = check_layer(Scaled(c, wrong=7.0), X)
    assert [name for name, difference in report.rows if difference > 0.7] == ["W"]
    assert "W is off by 7.5e-01: it should be 0.1429 times as large" in str(report)
    assert "must add up" in str(check_layer(Scaled(c, replaces=True), X))


@pytest.mark.parametrize("c", [1e-14, 1.0, 1e14])
def test_the_gradient_of_a_loss_is_compared_relatively(c):
    def loss(output, target, wrong=1.0):
        return c * float(np.sum((output - target) ** 2)), wrong * 2 * c * (output - target)

    assert check_loss(loss, X, np.zeros((5, 3)))
    report = check_loss(lambda output, target: loss(output, target, 7.0), X, np.zeros((5, 3)))
    assert not report and "0.1429 times as large" in str(report)


def test_what_is_small_is_not_taken_for_transposed():
    class Tiny(Square):
        def forward(self, x, train=False):
            y, backward = super().forward(x, train)

            def other(dy):
                dx = backward(1e-9 * dy)
                self.W.grad *= np.arange(1.0, 10.0).reshape(3, 3)
                return dx

            return 1e-9 * y, other

    assert str(check_layer(Tiny(), X).problems[0]).startswith("the gradient of W is off by")
    assert check_layer(Tiny(), X).problems[0][-1].isdigit()  # and no kind of mistake is claimed


def test_a_bias_before_a_normalization_has_no_gradient_and_passes():
    """The mean takes it out: zero on paper, rounding on both sides here."""
    network = Sequential(Dense(3, 4, generator()), BatchNorm(4))
    report = check_layer(network, X, train=True)
    assert report and dict(report.rows)["0.b"] == 0, report


def test_the_largest_difference_is_nan_where_one_is():
    report = check_layer(Square("not finite"), X)
    assert np.isnan(report.largest) and np.isnan(report.rows[0][1]) and not np.isnan(report.rows[1][1])
    report = GradientCheck("f", 1e-7)
    assert report.largest == 0
    report.compare("fine", np.ones(2), np.ones(2))
    report.compare("of another shape", np.ones(3), np.ones(2))
    assert np.isnan(report.largest)


def test_zero_up_to_rounding_is_zero_in_every_entry():
    report, numeric = GradientCheck("f", 1e-7), np.array([1e-11, -1e-11])
    report.compare("zero", np.array([0.0, 7e-15]), numeric, rounding=1e-15)
    assert report and report.rows == [("zero", 0)]
    report.compare("one entry is not", np.array([0.0, 1e-12]), numeric, rounding=1e-15)
    assert "the gradient of one entry is not is too small to tell, 1.0e-12 where" in str(report)


def test_a_kind_of_mistake_is_claimed_only_where_undoing_it_makes_every_entry_right():
    def said(derived):
        report = GradientCheck("f", 1e-7)
        report.compare("W", derived, numeric)
        return report.problems[0].partition("off by ")[2]

    numeric = np.array([[1.0, -2.0], [3.0, 0.01]])
    spoiled = np.where(numeric == 0.01, 0, numeric)
    assert said(2 * numeric).endswith(": it should be 0.5 times as large")
    assert said(-numeric).endswith(": its sign is flipped") and said(numeric.T).endswith(": it looks transposed")
    for wrong in (2 * spoiled, -spoiled, spoiled.T, spoiled):
        assert ":" not in said(wrong)


def test_the_size_of_a_losss_value_is_no_fault_of_its_gradient():
    """Beside a million, a difference is known to fewer digits; a wrong factor still shows."""
    assert check_loss(lambda z, y: (1e6 + float(np.sum(z**2)), 2 * z), X, X)
    report = check_loss(lambda z, y: (1e6 + float(np.sum(z**2)), 2.02 * z), X, X)
    assert not report and "0.9901 times as large" in str(report)


def test_a_gradient_that_drowns_in_rounding_is_neither_right_nor_wrong():
    def behind(sigmoids):
        layers = [layer for _ in range(sigmoids) for layer in (Dense(4, 4, rng), Sigmoid())]
        return check_layer(Sequential(*layers), X[:, :1] * np.ones(4))

    rng = generator(5)
    assert behind(8)  # a gradient of 1e-5, which is known to rounding, not to the tolerance
    report = behind(20)
    assert not report and len(report.problems) == 1
    assert re.search("gradient of .* is too small to tell, .* fewer layers", report.problems[0])
    assert "WRONG" not in str(report) and str(report).count("too small to tell") > 5


def test_the_layer_is_not_touched():
    layer = Sequential(Dense(3, 2, np.random.default_rng(0)), Tanh())
    layer.grad[...] = 3
    theta, x = layer.theta.copy(), X.copy()
    assert check_layer(layer, x)
    np.testing.assert_array_equal(layer.theta, theta)
    np.testing.assert_array_equal(layer.grad, 3)
    np.testing.assert_array_equal(x, X)
    assert layer.theta.dtype == np.float32


def test_tolerance_step_and_generator():
    assert check_layer(Square("tiny"), X, tolerance=1e-5)
    assert not check_layer(Tanh(), X, step=0.1)  # so coarse a difference is no derivative
    one, two = (check_layer(Square(), X, rng=np.random.default_rng(k)).rows for k in (1, 2))
    assert one != two


def test_a_step_grows_with_its_entry_and_reaches_a_kink_further_off():
    rectified = Sequential(Dense(3, 1, init="zeros"), ReLU())
    rectified.theta[:] = 1, 1, 1, -3
    x = np.array([[1, 1, 1.00002]])  # the kink is 2e-5 off: only the nudge of the bias, 3e-5, reaches it
    (problem,) = check_layer(rectified, x).problems
    assert problem.startswith("the gradient of 0.b is off")
    assert check_layer(rectified, x, step=3e-6)


def test_losses():
    assert check_loss(SquaredError(), X, np.zeros((5, 3)))
    assert check_loss(CrossEntropy(), X.astype(np.float32), np.array([0, 1, 2, 0, 1]))

    def no_mean(output, target):
        return float(np.sum((output - target) ** 2)) / 5, 2 * (output - target)

    assert check_loss(lambda z, y: (np.array(np.sum(z**2)), 2 * z), X, X)

    report = check_loss(no_mean, X, np.zeros((5, 3)))
    assert not report and "0.2 times as large" in str(report)

    def in_place(output, target):
        output -= target
        return float(np.sum(output**2)), 2 * output

    assert "changed in place" in str(check_loss(in_place, X, np.ones((5, 3))))


def test_numeric_gradient():
    x = np.array([[1.0, 2.0], [3.0, 1e3]])
    kept = x.copy()
    got = numeric_gradient(lambda: float(np.sum(x**2)), x, 1e-4)
    np.testing.assert_allclose(got, 2 * x, rtol=1e-6)
    np.testing.assert_array_equal(x, kept)
    large = np.array([123456789.0])  # where a step of 1e-5 would drown
    np.testing.assert_allclose(numeric_gradient(lambda: float(np.sum(large**2)), large), 2 * large, rtol=1e-9)
    scalar = np.array(2.0)
    assert numeric_gradient(lambda: float(scalar**3), scalar) == pytest.approx(12, rel=1e-8)


def test_what_is_no_layer_is_refused():
    class NoPair(Layer):
        def forward(self, x, train=False):
            return x

    class NoArray(Layer):
        def forward(self, x, train=False):
            return 1.0, lambda dy: dy

    with refused("pair y, backward"):
        check_layer(NoPair(), X)
    with refused("forward to return an array y, got 1.0"):
        check_layer(NoArray(), X)
    with refused("expected it to return a pair value, d_output, got 0.5"):
        check_loss(lambda output, target: 0.5, X, X)
    with refused("value: expected a finite number, got nan"):
        check_loss(lambda output, target: (np.nan, output), X, X)
    with refused("value: expected a number, got float64 array"):
        check_loss(lambda output, target: (output, output), X, X)
    with refused("expected a layer"):
        check_layer(Tanh, X)
    with refused("expected a loss"):
        check_loss(SquaredError, X, X)


MAKERS = {
    "dropout": lambda strength, rng: Dropout(strength, rng),
    "noise": lambda strength, rng: GaussianNoise(strength, rng),
}


@pytest.fixture(params=MAKERS)
def make(request):
    return MAKERS[request.param]


def test_check_layer_sees_the_same_noise_at_every_evaluation(make):
    network = Sequential(make(0.4, generator(1)), Dense(3, 4, generator()), Tanh(), make(0.6, generator(2)))
    states = [copy.deepcopy(g.bit_generator.state) for g in network.generators().values()]
    report = check_layer(network, generator(3).normal(size=(5, 3)), train=True)
    assert report and report.largest < 1e-8, report
    assert [g.bit_generator.state for g in network.generators().values()] == states  # and leaves them alone


@pytest.mark.parametrize("bit_generator", [np.random.MT19937, np.random.Philox, np.random.SFC64])
def test_check_layer_with_any_kind_of_generator(bit_generator):
    assert check_layer(Dropout(0.5, np.random.Generator(bit_generator(1))), np.ones((5, 4)), train=True)


def test_check_layer_finds_noise_that_it_cannot_repeat():
    hidden = generator(8)

    class Hidden(Layer):
        def forward(self, x, train=False):
            return x + hidden.normal(size=x.shape), lambda dy: dy.copy()

    report = check_layer(Hidden(), np.ones((3, 2)))
    assert not report and "another output for the same input" in str(report)


def test_check_layer_finds_a_wrong_dropout():
    class Unscaled(Dropout):
        def forward(self, x, train=False):
            y, backward = super().forward(x, train)
            return y, lambda dy: backward(dy) * (1 - self.rate)

    report = check_layer(Unscaled(0.75, generator()), np.ones((6, 5)), train=True)
    assert not report and "4 times as large" in str(report)


def generator(seed=0):
    return np.random.default_rng(seed)


BAD_CALLS = {
    "check_layer": [
        (lambda: check_layer("net", X), "check_layer: expected a layer, got 'net'"),
        (lambda: check_layer(Dense, X), "check_layer: expected a layer"),
        (lambda: check_layer(dense(), NAN), "x: expected finite"),
        (lambda: check_layer(dense(), []), "x: expected at least one number"),
        (lambda: check_layer(dense(), "abc"), "x: expected real numbers"),
        (lambda: check_layer(dense(), X[:, :2]), "expected input of shape"),
        (lambda: check_layer(dense(), X, rng=0), "rng: expected a numpy.random.Generator"),
        (
            lambda: check_layer(dense(), X, tolerance=0),
            "tolerance: expected a finite number above 0, got 0",
        ),
        (lambda: check_layer(dense(), X, step=-1), "step: expected a finite number above 0, got -1"),
    ],
    "check_loss": [
        (lambda: check_loss("mse", X, X), "check_loss: expected a loss such as"),
        (lambda: check_loss(SquaredError, X, X), "check_loss: expected a loss"),
        (lambda: check_loss(SquaredError(), NAN, X), "output: expected finite"),
        (lambda: check_loss(SquaredError(), X, NAN), "target: expected finite"),
        (lambda: check_loss(SquaredError(), X, Y), "expected a target of the output's shape"),
        (lambda: check_loss(SquaredError(), [], []), "output: expected at least one number"),
        (lambda: check_loss(SquaredError(), X, X, step=0), "step"),
        (lambda: check_loss(SquaredError(), X, X, tolerance="fine"), "tolerance: .* got 'fine'"),
    ],
}


@each_call(BAD_CALLS)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()
