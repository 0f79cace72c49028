"""Settings stay as they were checked: changes, misspelled names and arguments of other frameworks get a sentence."""

import copy
import pickle

import numpy as np
import pytest
from helpers import check_sentence, refused

from course_nn import (
    SGD,
    Adam,
    BatchNorm,
    CosineDecay,
    Dense,
    Dropout,
    L2Penalty,
    Layer,
    Optimizer,
    Parameter,
    Sequential,
    SquaredError,
    Tanh,
    mlp,
)
from course_nn.settings import _ELSEWHERE, near_name

RNG = np.random.default_rng(0)


def dense():
    return Dense(2, 3, np.random.default_rng(0))


@pytest.mark.parametrize(
    ("made", "name", "value"),
    [
        (SGD(0.1), "momentum", 0.9),
        (Adam(), "beta1", 2),
        (Dropout(0.2, RNG), "rate", 50),
        (BatchNorm(3), "epsilon", -1),
        (dense(), "d_in", 7),
        (L2Penalty(0.1), "strength", -3),
        (CosineDecay(0.1, 10), "steps", 0),
    ],
)
def test_a_setting_stays(made, name, value):
    before = getattr(made, name)
    for one in (made, copy.deepcopy(made), pickle.loads(pickle.dumps(made))):
        with pytest.raises(AttributeError) as caught:
            setattr(one, name, value)
        check_sentence(caught.value)
        assert f"{name} is given when it is made" in str(caught.value) and getattr(one, name) == before


@pytest.mark.parametrize(
    ("made", "name", "meant"),
    [
        (SGD(0.1), "lr", "learning_rate"),
        (SGD(0.1), "learning_rat", "learning_rate"),
        (Adam(), "beta_1", "beta1"),
        (Dropout(0.2, RNG), "p", "rate"),
        (L2Penalty(0.1), "strengths", "strength"),
    ],
)
def test_a_name_that_means_nothing_is_refused_with_the_one_that_is_meant(made, name, meant):
    with pytest.raises(AttributeError) as caught:
        setattr(made, name, 0.5)
    check_sentence(caught.value)
    assert f"nothing here is called {name}; did you mean {meant}?" in str(caught.value) and name not in vars(made)


def test_the_learning_rate_may_be_set_and_is_checked():
    optimizer = Adam(0.1)
    optimizer.learning_rate = 0.01
    assert optimizer.learning_rate == 0.01
    with refused("learning_rate: expected a finite number above 0"):
        optimizer.learning_rate = -1


def test_classes_of_ones_own_keep_what_they_like():
    class Own(Layer):
        def forward(self, x, train=False):
            self.seen = x  # as layers elsewhere do
            return x, lambda dy: dy

    layer = Own()
    layer(np.ones((2, 2)))
    layer.anything = 3
    assert layer.seen.shape == (2, 2) and layer.anything == 3


def test_an_optimizer_of_ones_own_changes_what_it_has_and_gets_nothing_new():
    class Own(Optimizer):
        def __init__(self, learning_rate):
            super().__init__(learning_rate)
            self.count = 0

        def update(self, theta, g, u):
            self.count += 1
            return self.learning_rate * g

    own = Own(0.1)
    own.step(np.ones(2), np.ones(2))
    assert own.count == 1
    with pytest.raises(AttributeError, match="nothing here is called lr; did you mean learning_rate"):
        own.lr = 3


def test_a_parameter_is_written_into_and_never_lost():
    layer = dense()
    for value in (np.ones((2, 3)), 1.0, "W"):
        with refused("Dense: W is a Parameter, .* write into it: layer.W.value = ..."):
            layer.W = value
    with refused("BatchNorm: running_mean is a Buffer"):
        norm = BatchNorm(2)
        norm.running_mean = np.ones(2)
    layer.W.value = np.full((2, 3), 5.0)
    assert (layer.parameters()["W"].value == 5).all()
    other = dense()
    other.W = layer.W  # tied
    assert other.parameters()["W"] is layer.W


def test_a_parameter_of_ones_own_layer_is_not_lost_either():
    class Own(Layer):
        def __init__(self):
            self.w = Parameter([1.0])

    own = Own()
    with refused("Own: w is a Parameter"):
        own.w = np.ones(1)


def test_a_generator_may_be_changed_for_another():
    layer = Dropout(0.5, np.random.default_rng(0))
    layer.rng = np.random.default_rng(1)
    with pytest.raises(AttributeError):
        layer.rng = 1


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Adam(dense().parameters(), lr=0.1), "lr, did you mean learning_rate.* made without the network"),
        (
            lambda: Adam(mlp([2, 1], RNG), 0.05),
            "learning_rate: expected a number or a schedule, got Sequential; .* fit",
        ),
        (lambda: SGD(dense().parameters()), "got dict; an optimizer is made without the network"),
        (lambda: Dense(8), r"Dense: missing 'd_out'; it is made as Dense\(d_in, d_out, rng=None"),
        (lambda: Dense(in_features=2, out_features=3), "in_features, did you mean d_in"),
        (lambda: Dense(2, 3, RNG, activation="relu"), "activation; it is made as .*; an activation is a layer of its"),
        (lambda: Dropout(p=0.2), "no argument is called p, did you mean rate"),
        (lambda: Adam(0.1, 0.9, 0.99, 1e-8, 3, 4), r"too many arguments; it is made as Adam\("),
        (lambda: CosineDecay(0.1, T_max=3), "T_max, did you mean steps"),
    ],
)
def test_arguments_of_others_are_answered_with_ours(call, words):
    with refused(words):
        call()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: mlp([2, 1], RNG).fit, r"has no fit; write fit\(network, X, y, loss, optimizer\)"),
        (lambda: mlp([2, 1], RNG).predict, r"has no predict; a network is called: network\(X\)"),
        (lambda: SquaredError().backward, "the loss gives a number and the gradient beside it"),
        (lambda: Adam().zero_grad, r"write network.zero_grad\(\)"),
        (lambda: Tanh.predict, "Tanh: has no predict"),
    ],
)
def test_methods_of_others_are_answered_with_ours(call, words):
    with pytest.raises(AttributeError, match=words) as caught:
        call()
    check_sentence(caught.value)


def test_what_is_elsewhere_is_not_suggested():
    network = Sequential(dense())
    assert "fit" not in dir(network) and not hasattr(network, "fit")
    assert {"forward", "theta", "parameters"} <= set(dir(network))


def test_an_error_inside_is_not_taken_for_a_wrong_call():
    class Broken(Layer):
        def __init__(self):
            len(3)

    with pytest.raises(TypeError, match="has no len"):
        Broken()


def test_names_of_others_lead_to_ours():
    for ours, theirs in _ELSEWHERE.items():
        assert all(near_name(name, [ours]) == ours for name in theirs)
    assert near_name("zzz", ["learning_rate"]) is None
