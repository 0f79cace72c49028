"""What comes to the loss and its gradient: penalties on the weights, and clipping."""

import numpy as np
import pytest
from bad_calls import each_call, fitting, training
from example_training import data, net
from helpers import refused

from course_nn import (
    SGD,
    Adam,
    CrossEntropy,
    Dense,
    L1Penalty,
    L2Penalty,
    PReLU,
    Sequential,
    SquaredError,
    Tanh,
    fit,
    mlp,
    train,
)


def by_hand(network, X, y, penalty=None, change=None, rate=0.1, steps=4):
    """Gradient descent with a penalty on every W, written out; the values of J."""
    costs = []
    for _ in range(steps):
        network.zero_grad()
        output, backward = network.forward(X, True)
        value, d_output = CrossEntropy()(output, y)
        backward(d_output)
        for name, p in network.parameters().items():
            if penalty and name.endswith("W"):
                share, pull = penalty(p.value.copy())
                value, p.grad = value + share, p.grad + pull
        g = network.grad.copy()
        network.theta[...] -= rate * (g if change is None else change(g))
        costs.append(value)
    return costs


@pytest.mark.parametrize("penalty", [L1Penalty(0.01), L2Penalty(0.3), lambda w: (float((w**4).sum()), 4 * w**3)])
def test_a_penalty_acts_on_weights_and_is_part_of_the_cost(penalty):
    X, y = data()
    network, other, third = net(), net(), net()
    for each in (network, other, third):
        each[0].b.value += 0.5
    steps = list(train(network, CrossEntropy(), SGD(0.1), [(X, y)], epochs=4, penalty=penalty))
    costs = by_hand(other, X, y, penalty)
    np.testing.assert_allclose([step.loss for step in steps], costs, rtol=1e-13)
    np.testing.assert_allclose(network.theta, other.theta, rtol=1e-12, atol=1e-14)
    assert steps[0].loss > CrossEntropy()(net()(X), y)[0]
    options = {"epochs": 4, "batch_size": 99, "validation": (X, y), "progress": False, "penalty": penalty}
    history = fit(third, X, y, CrossEntropy(), SGD(0.1), **options)
    np.testing.assert_allclose(history.loss, costs, rtol=1e-13)
    assert history.validation_loss[-1] == pytest.approx(CrossEntropy()(third(X), y)[0], rel=1e-13)


def test_weight_decay_and_the_penalty_are_one_under_plain_descent():
    """θ ← (1 − αλ) θ − α ∇L: with a rate of one half and λ = 1, weights without a gradient halve at each step."""
    network = Sequential(Dense(3, 2, np.random.default_rng(0), dtype=np.float64))
    W = network[0].W.value.copy()
    X, y = np.zeros((4, 3)), np.zeros((4, 2))
    list(train(network, SquaredError(), SGD(0.5), [(X, y)], epochs=3, penalty=L2Penalty(1.0)))
    np.testing.assert_allclose(network[0].W.value, W / 8, rtol=1e-15)


@pytest.mark.parametrize(
    ("returned", "came"),
    [
        (lambda w: (None, w), r"got \(None, float32 array"),
        (lambda w: ("a", w), r"got \('a', float32 array"),
        (lambda w: (w, w), r"got \(float32 array of shape \(3, 5\), float32"),
        (lambda w: (1j, w), r"got \(complex, "),
        (lambda w: ([[1], [2, 3]], w), r"got \(list, "),
        (lambda w: (0.0, None), r"got \(0.0, None\)"),
        (lambda w: (0.0, [[1], [2, 3]]), r"got \(0.0, list\)"),
        (lambda w: (0.0, w > 0), r"got \(0.0, bool array"),
        (lambda w: (0.0, w) if len(w) == 3 else (None, w), r"weights \(5, 4\), got \(None, "),
        (lambda w: (0.0, w, w), r"got \(0.0, .*, .*\)"),
        (lambda w: 3, "got 3"),
    ],
)
def test_what_is_no_penalty_is_refused_before_anything_is_learned(returned, came):
    X, y = data()
    network = mlp([3, 5, 4], np.random.default_rng(0))
    before = network.theta.copy()
    with refused("a penalty that returns value, gradient, .*" + came):
        fit(network, X, y, CrossEntropy(), Adam(0.01), penalty=returned, progress=False)
    np.testing.assert_array_equal(network.theta, before)


def test_a_penalty_may_return_any_number():
    X, y = data()
    for kind in (int, np.float32, np.float64, np.array):
        fit(
            net(),
            X,
            y,
            CrossEntropy(),
            SGD(0.1),
            epochs=1,
            progress=False,
            penalty=lambda w, k=kind: (k(1), w),
        )


def test_ridge_regression():
    """The network's minimum with L2Penalty(2 λ / n) on mean squared errors is scikit-learn's with alpha = λ."""
    from sklearn.linear_model import Ridge

    rng = np.random.default_rng(0)
    X = rng.normal(size=(50, 3))
    y = X @ [1.0, -2, 0.5] + 3 + rng.normal(size=50)
    network = Sequential(Dense(3, 1, rng, dtype=np.float64))
    list(train(network, SquaredError(), SGD(0.2), [(X, y)], epochs=400, penalty=L2Penalty(2 * 7.0 / 50)))
    theirs = Ridge(alpha=7.0).fit(X, y)
    np.testing.assert_allclose(network[0].W.value[:, 0], theirs.coef_, rtol=1e-9)
    np.testing.assert_allclose(network[0].b.value, theirs.intercept_, rtol=1e-9)


def test_shared_weights_are_penalized_once():
    layer = Dense(3, 3, np.random.default_rng(0), dtype=np.float64)
    X, y = np.ones((4, 3)), np.ones((4, 3))
    plain, penalized = (
        next(train(Sequential(layer, Tanh(), layer), SquaredError(), SGD(1e-9), [(X, y)], penalty=penalty)).loss
        for penalty in (None, L2Penalty(1.0))
    )
    assert penalized - plain == pytest.approx(0.5 * (layer.W.value**2).sum(), rel=1e-6)


def test_clipping():
    X, y = data()
    X = 100 * X
    network, other = net(), net()
    list(train(network, CrossEntropy(), SGD(0.1), [(X, y)], epochs=4, clip_norm=0.3, penalty=L2Penalty(0.1)))
    lengths = []

    def shorten(g):
        lengths.append(np.linalg.norm(g))
        return g * min(1, 0.3 / lengths[-1])

    by_hand(other, X, y, L2Penalty(0.1), shorten)
    assert min(lengths) > 0.3
    np.testing.assert_allclose(network.theta, other.theta, rtol=1e-11)
    network, other = net(), net()
    list(train(network, CrossEntropy(), SGD(0.1), [(X, y)], epochs=4, clip_value=0.01))
    by_hand(other, X, y, None, lambda g: np.clip(g, -0.01, 0.01))
    np.testing.assert_allclose(network.theta, other.theta, rtol=1e-11)


def of_extras(learn):
    """Rows for the options that `train` and `fit` share."""
    biases = Sequential(PReLU())
    return [
        (learn(penalty=1e-3), r"penalty: expected a penalty such as .* got 0.001; write L2Penalty\(0.001\)"),
        (learn(penalty=L2Penalty), r"penalty: .* write L2Penalty\(strength\)"),
        (learn(penalty=np.sum), "penalty: expected a penalty that returns value, gradient"),
        (learn(penalty=lambda w: (0.0, w[:1])), "penalty: expected a penalty that returns value, gradient"),
        (
            learn(penalty=L2Penalty(1), network=biases),
            "penalty: expected weights of two or more dimensions",
        ),
        (learn(clip_norm=0), "clip_norm: expected a finite number above 0, got 0"),
        (learn(clip_norm="short"), "clip_norm: .* got 'short'"),
        (learn(clip_value=-1), "clip_value: .* got -1"),
        (learn(clip_value=np.nan), "clip_value: .* got nan"),
        (learn(clip_norm=1, clip_value=1), "expected clip_norm or clip_value, got both"),
    ]


#: The rest of what `train` and `fit` refuse stands in test_refusals.py and test_fitting.py.
BAD_CALLS = {"train": of_extras(training), "fit": of_extras(fitting)}


@each_call(BAD_CALLS)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()
