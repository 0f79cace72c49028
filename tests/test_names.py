"""What others call otherwise: each habit, as one types it, is answered with the name here, or with what to write."""

import copy
import importlib
import pickle
import re
import sys

import numpy as np
import pytest
from helpers import check_sentence

import course_nn
from course_nn import (
    GRU,
    LSTM,
    SGD,
    Adam,
    AdamW,
    BinaryCrossEntropy,
    Conv2D,
    CrossEntropy,
    Dense,
    Dropout,
    Flatten,
    LeakyReLU,
    Loss,
    MaxPool2D,
    Optimizer,
    ReLU,
    RMSProp,
    Sequential,
    SquaredError,
    Tanh,
    batches,
    fit,
    names,
)
from course_nn.core import Layer
from course_nn.losses import Pair
from course_nn.names import _ADVICE, _OURS, ATTRIBUTES
from course_nn.parameters import Parameter

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(6, 3)), np.array([0, 1, 1, 0, 1, 0])
WAY = "an optimizer is made without the network, and meets it in fit"


def net():
    rng = np.random.default_rng(0)
    return Sequential(Dense(3, 4, rng), Tanh(), Dense(4, 2, rng))


@pytest.mark.parametrize(("ours", "theirs"), [(ours, name) for ours, names in _OURS.items() for name in names])
def test_a_name_of_others_is_answered_with_ours(ours, theirs):
    assert ours in course_nn.__all__ and theirs not in course_nn.__all__
    with pytest.raises(AttributeError) as caught:
        getattr(course_nn, theirs)
    assert str(caught.value) == f"course_nn has no {theirs}; here it is called {ours}"


@pytest.mark.parametrize("name", _ADVICE)
def test_what_there_is_no_name_for_is_answered_with_the_way(name):
    with pytest.raises(AttributeError) as caught:
        getattr(course_nn, name)
    assert _ADVICE[name] in str(caught.value)
    check_sentence(caught.value)


@pytest.mark.parametrize("name", [*_ADVICE, *[name for names in _OURS.values() for name in names]])
@pytest.mark.parametrize(
    "line", ["from course_nn import {0}", "import course_nn.{0} as x", "from course_nn.{0} import x"]
)
def test_an_import_says_the_same(name, line):
    with pytest.raises(ImportError) as caught:
        exec(line.format(name), {})
    assert str(caught.value) == names.sentence(name, dir(course_nn))
    check_sentence(caught.value)


def test_only_what_is_found_nowhere_is_answered():
    assert names.Finder in sys.meta_path and sys.meta_path.count(names.Finder) == 1
    names.answer_imports()
    assert sys.meta_path.count(names.Finder) == 1
    assert importlib.import_module("course_nn.layers.dense").Dense is Dense
    for name in ("no_such_package", "numpy.nn", "course_nn._nn", "course_nn.layers.dense.nn", "course_nnx.nn"):
        assert names.Finder.find_spec(name) is None
    with pytest.raises(ImportError, match=r"course_nn.layers has no Linear; here it is called Dense"):
        exec("from course_nn.layers import Linear", {})
    with pytest.raises(AttributeError, match=r"course_nn.layers has no Linear; here it is called Dense"):
        _ = course_nn.layers.Linear


@pytest.mark.parametrize(
    ("name", "mend"),
    [
        ("relu", "did you mean ReLU?"),
        ("Dens", "did you mean Dense?"),
        ("softmx", "did you mean softmax"),
        ("q", "no q"),
    ],
)
def test_a_name_with_a_typo_is_answered_with_the_near_ones(name, mend):
    with pytest.raises(AttributeError) as caught:
        getattr(course_nn, name)
    assert mend in str(caught.value)
    check_sentence(caught.value)


OBJECTS = {
    "Layer": [net(), Dense(3, 2, RNG), Tanh()],
    "Loss": [SquaredError(), CrossEntropy()],
    "Optimizer": [Adam(0.01), SGD(0.1)],
    "Parameter": [Dense(3, 2, RNG).W],
    "Pair": [CrossEntropy()(net()(X), Y), SquaredError()(X, X), BinaryCrossEntropy()(X, X > 0)],
}


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, table in ATTRIBUTES.items() for name in table])
def test_an_attribute_of_others_is_answered_and_counts_as_not_there(kind, name):
    for one in OBJECTS[kind]:
        with pytest.raises(AttributeError) as caught:
            getattr(one, name)
        assert f"has no {name}; {ATTRIBUTES[kind][name]}" in str(caught.value)
        check_sentence(caught.value)
        assert not hasattr(one, name) and getattr(one, name, 5) == 5
        assert kind in ("Parameter", "Pair") or name not in dir(one)


def test_what_a_loss_gives_is_a_pair_as_any_other():
    from course_nn.sequence_losses import SequenceCrossEntropy

    for pair in (*OBJECTS["Pair"], SequenceCrossEntropy()(np.ones((2, 3, 4)), np.ones((2, 3), int))):
        assert type(pair) is Pair and pair == tuple(pair) and repr(pair) == repr(tuple(pair))
        value, d_output = pickle.loads(pickle.dumps(pair))
        assert value == pair[0] and np.array_equal(d_output, pair[1])
    with pytest.raises(AttributeError, match=r"^course_nn.losses has no MSELoss; here it is called SquaredError$"):
        _ = course_nn.losses.MSELoss


def test_every_kind_of_object_is_tried():
    classes = {"Layer": Layer, "Loss": Loss, "Optimizer": Optimizer, "Parameter": Parameter, "Pair": Pair}
    assert OBJECTS.keys() == ATTRIBUTES.keys() == classes.keys()
    for kind, cls in classes.items():
        assert all(isinstance(one, cls) for one in OBJECTS[kind])
        assert "__getattr__" not in vars(cls)  # which would make every look at an attribute slower


def test_what_the_sentences_name_is_there():
    """Functions by their names, methods and attributes on an object of their kind."""
    network, optimizer, loss = net(), Adam(), CrossEntropy()
    places = {"network": network, "optimizer": optimizer, "loss": loss, "layer": network[0], "np": np}
    said = [*_ADVICE.values(), *[mend for table in ATTRIBUTES.values() for mend in table.values()]]
    found = 0
    for mend in said:
        for place, dotted in re.findall(r"\b(network|optimizer|loss|layer|np)\.([\w.]*\w)", mend):
            value = places[place]
            for part in dotted.split("."):
                value = getattr(value, part)
            found += 1
        for name in re.findall(r"(?<![\w.])([A-Za-z]\w*)\(", mend):
            assert hasattr(course_nn, name) or name in {*places, "head", "body"}, mend
            found += 1
        for listed in re.findall(r"from course_nn import ([\w, ]+)", mend):
            assert all(hasattr(course_nn, name.strip()) for name in listed.split(",")), mend
            found += 1
    assert found > 40
    assert course_nn.estimators.NetworkClassifier and course_nn.estimators.NetworkRegressor


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Adam(net().parameters(), lr=0.01), f"lr, did you mean learning_rate.*{WAY}"),
        (lambda: Adam(net().parameters(), 0.01), WAY),
        (lambda: Adam(net().parameters(), learning_rate=0.01), WAY),
        (lambda: Adam(net(), 0.05), f"learning_rate: expected a number or a schedule, got Sequential; {WAY}"),
        (lambda: AdamW(net()), WAY),
        (lambda: SGD(net().theta, 0.05), WAY),
        (lambda: SGD(net().theta, lr=0.05), WAY),
        (lambda: RMSProp([*net().parameters().values()], lr=0.1), WAY),
        (lambda: SGD(params=net().parameters(), lr=0.1), f"params.*{WAY}"),
        (lambda: Adam().step(), r"got nothing; write step\(network.theta, network.grad\)"),
        (lambda: Sequential([Dense(3, 4, RNG), Tanh()]), "one after the other, without a list"),
        (lambda: Sequential({"fc": Dense(3, 4, RNG)}), "one after the other, without names"),
        (lambda: Sequential(Dense(3, 4, RNG), "relu"), r"got 'relu' at place 1; an activation is a layer: ReLU\(\)"),
        (lambda: Sequential(Dense(3, 4, RNG), np.tanh), "at place 1; an activation is a layer"),
        (lambda: Sequential(Dense, Tanh), "with its brackets"),
        (lambda: Dense(128, activation="relu"), "activation; it is made as .* an activation is a layer of its own"),
        (lambda: Dense(10, input_shape=(784,)), r"told its number of inputs: Dense\(784, 128, rng\)"),
        (lambda: Dense(128), r"missing 'd_out'; it is made as Dense\(d_in, d_out, rng"),
        (lambda: Dense(units=10), "units, did you mean d_out"),
        (lambda: Dense(784, 128, bias=False), "a Generator to draw the weights with, as in Dense"),
        (lambda: Dense(3, 4, RNG, device="cpu"), "on the processor alone"),
        (lambda: Conv2D(32, (3, 3)), r"missing 'kernel'; it is made as Conv2D\(c_in, c_out, kernel, rng"),
        (lambda: Conv2D(1, 32, kernel_size=3), "kernel_size, did you mean kernel"),
        (lambda: MaxPool2D(kernel_size=2), "kernel_size, did you mean size"),
        (lambda: Dropout(rate=0.5), "a Generator to draw the noise with"),
        (lambda: Dropout(p=0.5), "p, did you mean rate"),
        (lambda: Flatten(input_shape=(28, 28)), "told its number of inputs"),
        (lambda: ReLU(inplace=True), "a layer never writes into its input"),
        (lambda: LeakyReLU(negative_slope=0.1), "negative_slope, did you mean slope"),
        (lambda: LSTM(10, 20, num_layers=2), r"num_layers; .* Stacked\(LSTM"),
        (lambda: LSTM(10, 20, RNG, return_sequences=True), "all steps come back; the last one alone with return_last"),
        (lambda: GRU(input_size=10, hidden_size=20), "input_size, did you mean d_in"),
        (lambda: CrossEntropy(from_logits=True), "it takes logits, always"),
        (lambda: CrossEntropy(reduction="sum"), "the value is the mean over the batch"),
        (lambda: CrossEntropy()(Y, net()(X)), r"the output comes first: loss\(output, target\)"),
        (lambda: CrossEntropy()(np.eye(2)[Y], net()(X)), "the output comes first"),
        (lambda: SquaredError()(Y, net()(X)), "the output comes first"),
        (lambda: BinaryCrossEntropy()(np.ones((3, 1)), np.array([[3.0], [-2], [1]])), "the output comes first"),
        (
            lambda: batches(X, Y, batch_size=2),
            r"batches: expected arguments among X, y, .*, got batch_size; did you mean size",
        ),
        (lambda: batches(X, Y, foo=2), "expected arguments among X, y, size, rng, shuffle, got foo$"),
        (lambda: fit(net(), X, Y, "mse", Adam(), progress=False), r"a loss such as SquaredError\(\), got 'mse'"),
        (lambda: fit(net(), X, Y, CrossEntropy(), "adam", progress=False), r"such as Adam\(0.001\), got 'adam'"),
    ],
)
def test_a_call_of_others_is_answered(call, words):
    with pytest.raises((TypeError, ValueError), match=words) as caught:
        call()
    message = str(caught.value)
    assert "\n" not in message and " at 0x" not in message


@pytest.mark.parametrize(
    ("loss", "output", "target"),
    [
        (SquaredError(), np.ones((6, 2)), np.ones((6, 2, 1))),
        (SquaredError(), np.ones(6), np.ones((5, 2))),
        (CrossEntropy(), np.ones((6, 2)), np.ones((6, 2, 1))),
        (CrossEntropy(), np.ones(6), np.ones(6, int)),
        (CrossEntropy(), X, np.full((6, 3), 2.0)),
        (BinaryCrossEntropy(), np.array([[0.5], [2]]), np.array([[2.0], [0]])),
    ],
)
def test_that_target_and_output_changed_places_is_said_only_where_it_shows(loss, output, target):
    with pytest.raises(ValueError) as caught:
        loss(output, target)
    assert "comes first" not in str(caught.value)


class Tensor:
    """As PyTorch's: an array on the processor is read, one that holds a graph or lives elsewhere refuses."""

    def __init__(self, array, error=None):
        self.array, self.error = array, error

    def __array__(self, dtype=None, copy=None):
        if self.error is not None:
            raise self.error
        return self.array

    def detach(self):
        return self


def test_a_tensor_is_read_or_refused_in_a_sentence():
    network = net()
    np.testing.assert_array_equal(network(Tensor(X)), network(X))
    for error in (RuntimeError("Can't call numpy() on Tensor that requires grad."), TypeError("can't convert cuda:0")):
        with pytest.raises(TypeError, match=r"got Tensor that NumPy can't read; write x.detach\(\).cpu\(\).numpy\(\)"):
            network(Tensor(X, error))


def test_a_class_of_ones_own_may_have_these_names():
    class Own(Layer):
        def __init__(self):
            self.weight, self.device = Parameter(np.ones(3)), "here"

        def forward(self, x, train=False):
            return x, lambda dy: dy

        def fit(self):
            return 7

    for one in (Own(), copy.deepcopy(Own())):
        assert one.fit() == 7 and one.device == "here" and list(one.parameters()) == ["weight"]
    layer = pickle.loads(pickle.dumps(Dense(2, 3, np.random.default_rng(0))))
    assert layer.W.value.shape == (2, 3) and not hasattr(layer.W, "shape")
