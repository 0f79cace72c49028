"""check_layer and check_loss: they pass what is right, find every planted mistake, and repeat noise; bad calls."""

import copy
import re

import numpy as np
import pytest
from bad_calls import NAN, Y, dense, each_call
from helpers import refused

from course_nn import (
    CrossEntropy,
    Dense,
    Dropout,
    GaussianNoise,
    Layer,
    Parameter,
    Sequential,
    SquaredError,
    Tanh,
    check_layer,
    check_loss,
)
from course_nn.gradient_check import numeric_gradient

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
        ("tiny", "x is off by 5.0e-07"),
        ("replaces", "must add up"),
        ("remembers the last call", "W is off"),
        ("changes its input", "input was changed"),
        ("changes the upstream gradient", "upstream gradient was changed"),
    ],
)
def test_every_planted_mistake_is_found(mistake, words):
    report = check_layer(Square(mistake), X)
    assert not report

    assert any(re.search(words, problem) for problem in report.problems), report
    assert "look:" in str(report)


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


def test_losses():
    assert check_loss(SquaredError(), X, np.zeros((5, 3)))
    assert check_loss(CrossEntropy(), X.astype(np.float32), np.array([0, 1, 2, 0, 1]))

    def no_mean(output, target):
        return float(np.sum((output - target) ** 2)) / 5, 2 * (output - target)

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
    scalar = np.array(2.0)
    assert numeric_gradient(lambda: float(scalar**3), scalar) == pytest.approx(12, rel=1e-8)


def test_what_is_no_layer_is_refused():
    class NoPair(Layer):
        def forward(self, x, train=False):
            return x

    with refused("pair y, backward"):
        check_layer(NoPair(), X)
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
