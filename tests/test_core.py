"""What a layer is: where its parameters are found, layers made of layers, and a layer of one's own."""

from itertools import pairwise

import bad_calls
import numpy as np
import pytest
from bad_calls import NAN, RNG, X, each_call, of_layer
from helpers import check_sentence, refused
from hypothesis import given
from hypothesis import strategies as st
from layer_cases import CASES, Case

from course_nn import (
    RNN,
    Branches,
    Dense,
    Dropout,
    Flatten,
    GaussianNoise,
    Layer,
    Parameter,
    ReLU,
    Residual,
    Sequential,
    Sigmoid,
    Stacked,
    Tanh,
    core,
)

XOR = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])


def dense(d_in, d_out, seed=0, dtype=np.float64, **kwargs):
    return Dense(d_in, d_out, np.random.default_rng(seed), dtype=dtype, **kwargs)


class Zoo(Layer):
    """Parameters and layers in attributes, lists, tuples and dicts."""

    def __init__(self):
        self.name = "zoo"
        self.z = Parameter(np.ones(2))
        self.rooms = [dense(2, 2), (Parameter(np.ones(3)), None, 5)]
        self.doors = {"left": dense(2, 1, bias=False), "right": Parameter(np.ones(1))}
        self.again = self.z
        self.nothing = None

    def forward(self, x, train=False):
        return x, lambda dy: dy


def test_dotted_names_in_order():
    names = ["z", "rooms.0.W", "rooms.0.b", "rooms.1.0", "doors.left.W", "doors.right"]
    assert list(Zoo().parameters()) == names
    assert list(Sequential(Zoo(), Zoo()).parameters()) == [f"{i}.{name}" for i in range(2) for name in names]
    network = Sequential(Residual(dense(2, 2)), Branches(dense(2, 1), Tanh()))
    assert list(network.parameters()) == ["0.0.W", "0.0.b", "1.0.W", "1.0.b"]


def test_a_parameter_that_comes_too_late_is_named():
    zoo = Zoo()
    assert zoo.theta.size == 14
    zoo.extra = Parameter(np.full(2, 9.0))
    with refused("a new one or another order at extra"):
        _ = zoo.theta
    assert zoo.copy().theta.size == 16 and (zoo.copy().theta[-2:] == 9).all()


def test_generators_are_found_by_name_each_once():
    one, two = np.random.default_rng(1), np.random.default_rng(2)

    class Own(Layer):
        def __init__(self):
            self.rngs = {"a": two, "b": [one, np.random.default_rng(9)]}

    network = Sequential(
        GaussianNoise(0.1, one), Dense(3, 3, np.random.default_rng(0)), Sequential(Dropout(0.5, one)), Own()
    )
    found = network.generators()
    assert list(found) == ["0.rng", "3.rngs.a", "3.rngs.b.1"]
    assert found["0.rng"] is one and found["3.rngs.a"] is two
    assert Dense(3, 3, np.random.default_rng(0)).generators() == {}  # the generator that drew the weights isn't kept
    assert list(network.parameters()) == ["1.W", "1.b"] and network.buffers() == {}


@given(st.lists(st.integers(1, 5), min_size=2, max_size=6), st.integers(1, 4), st.integers(0, 10))
def test_sequential_is_composition(widths, n, seed):
    rng = np.random.default_rng(seed)
    layers = [Dense(a, b, rng, dtype=np.float64) for a, b in pairwise(widths)]
    x, dy = rng.normal(size=(n, widths[0])), rng.normal(size=(n, widths[-1]))
    y, backward = Sequential(*layers).forward(x)
    one_by_one, expected = x, dy
    for layer in layers:
        one_by_one = layer(one_by_one)
    for layer in layers[::-1]:
        expected = expected @ layer.W.value.T
    np.testing.assert_allclose(y, one_by_one, rtol=1e-13)
    np.testing.assert_allclose(backward(dy), expected, rtol=1e-12, atol=1e-14)
    left, right = Sequential(Sequential(*layers[:1]), *layers[1:]), Sequential(*layers)
    np.testing.assert_array_equal(left(x), right(x))


def test_residual_and_branches_by_hand():
    x, dy = np.array([[1.0, -2.0]]), np.array([[1.0, 10.0]])
    y, backward = Residual(ReLU()).forward(x)
    np.testing.assert_array_equal(y, [[2, -2]])
    np.testing.assert_array_equal(backward(dy), [[2, 10]])
    y, backward = Branches(ReLU(), Residual(ReLU()), Tanh()).forward(x)
    np.testing.assert_allclose(y, [[1, 0, 2, -2, np.tanh(1), np.tanh(-2)]])
    got = backward(np.array([[1.0, 10, 100, 1000, 0, 0]]))
    np.testing.assert_array_equal(got, [[201, 1000]])


class Listening(Layer):
    """y = x, and it tells the types of the gradients that came."""

    def __init__(self):
        self.came = []

    def forward(self, x, train=False):
        def backward(dy):
            self.came.append(dy.dtype)
            return dy

        return x, backward


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("came", [np.float16, np.float32, np.float64, np.int64])
def test_a_gradient_of_another_type_is_taken_in_that_of_the_network(dtype, came):
    """Or one float64 gradient would make the whole way back float64, at twice the cost."""
    ears = [Listening(), Listening(), Listening()]
    inside = Branches(Residual(ears[1], dense(3, 3, dtype=dtype)), Tanh())
    network = Sequential(dense(2, 3, dtype=dtype), ears[0], inside, ears[2], dense(6, 1, dtype=dtype))
    x, dy = XOR.astype(dtype), np.array([[3], [-1], [2], [0]])
    dx = network.forward(x)[1](dy.astype(came))
    assert {kind for ear in ears for kind in ear.came} == {dx.dtype} == {np.dtype(dtype)}
    got = network.grad.copy()
    network.zero_grad()
    np.testing.assert_array_equal(network.forward(x)[1](dy.astype(dtype)), dx)
    np.testing.assert_array_equal(network.grad, got)


def test_the_gradient_of_whole_numbers_is_not_rounded():
    y, backward = Residual(Listening()).forward(np.arange(6).reshape(2, 3))
    assert y.dtype.kind == "i"
    np.testing.assert_array_equal(backward(np.full((2, 3), 0.25)), 0.5)


CHAINS = {
    "Sequential": Case(lambda rng, dtype: Sequential(Dense(3, 3, rng, dtype=dtype), Tanh()), (4, 3), (4, 3)),
    "Stacked": Case(
        lambda rng, dtype: Stacked(RNN(3, 2, rng, dtype=dtype), RNN(2, 2, rng, dtype=dtype)), *2 * [(4, 5, 3)]
    ),
}


def test_the_layers_that_read_their_output_again_are_those_that_are_named():
    """Its way back gives something else once y was written into: a copy is needed."""
    _, _, told = " ".join(core.__doc__.split()).partition("and y by ")
    told = {word.strip(",.") for word in told.partition(" Write")[0].split() if word[0].isupper()}
    found, views = set(), set()
    for case in [*CASES.values(), *CHAINS.values()]:
        layer, x = case.layer(), case.x()
        if not layer.generators():  # whose every call is another
            y, backward = layer.forward(x, True)
            dy = np.ones_like(y)
            views |= {type(layer).__name__} if np.shares_memory(x, y) else set()

            def gradients(layer=layer, backward=backward, dy=dy):
                layer.zero_grad()
                return np.concatenate([backward(dy).ravel(), *(p.grad.ravel() for p in layer.parameters().values())])

            before = gradients()
            y[...] = 7.5
            with np.errstate(all="ignore"):
                if not np.allclose(gradients(), before):
                    found.add(type(layer).__name__)
    assert found - views == told
    assert views == {"Flatten", "Reshape"} and "The y of Flatten and of Reshape is a view of x" in core.__doc__


def test_groups_are_lists():
    network = Sequential(dense(2, 3), Tanh(), dense(3, 1))
    assert len(network) == 3 and network[0] is network.layers[0] and network[-1].d_out == 1
    assert [type(layer).__name__ for layer in network] == ["Dense", "Tanh", "Dense"]
    assert repr(network) == "Sequential(Dense(2, 3), Tanh(), Dense(3, 1))"


@pytest.mark.parametrize("group", [Sequential, Residual, Branches])
def test_what_is_no_layer_is_refused(group):
    with refused("at least one layer"):
        group()
    with refused("with its brackets"):
        group(Tanh)
    with refused("without a list"):
        group([Tanh(), Tanh()])
    for bad in ("tanh", None, np.tanh, 3):
        with refused("expected layers"):
            group(Tanh(), bad)


def test_layers_that_do_not_fit_say_which():
    with refused(r"Dense\(4, 1\): expected input of shape \(n, 4\), got \(4, 3\)"):
        Sequential(dense(2, 3), dense(4, 1))(XOR)
    with refused("keep the shape"):
        Residual(dense(2, 3))(XOR)
    with refused("last axis"):
        Branches(Flatten(), Tanh())(np.ones((2, 3, 4)))


class Scale(Layer):
    """y = s·x, as a student writes it."""

    def __init__(self):
        self.s = Parameter(np.array(3.0))

    def forward(self, x, train=False):
        y = self.s.value * x

        def backward(dy):
            self.s.grad += np.sum(dy * x)
            return self.s.value * dy

        return y, backward


def test_own_layer_in_a_network():
    network = Sequential(dense(2, 2), Scale(), Sigmoid())
    y, backward = network.forward(XOR)
    backward(np.ones_like(y))
    assert network.theta[-1] == 3 and network.grad[-1] != 0 and network.theta.size == 7
    assert list(network.parameters()) == ["0.W", "0.b", "1.s"]


def test_a_forward_of_other_arguments_is_refused_when_the_class_is_written():
    with refused(r"Short: expected its method as forward\(self, x, train=False\)"):

        class Short(Layer):
            def forward(self, x):
                return x, lambda dy: dy

    class Any(Layer):
        def forward(self, *args, **more):
            return args[0], lambda dy: dy

    assert Any()(np.ones((2, 2))).shape == (2, 2)


def test_a_layer_without_forward_says_so():
    with pytest.raises(NotImplementedError, match="needs a method forward") as caught:
        Layer()(XOR)
    check_sentence(caught.value)


def of_group(group):
    return [
        (lambda: group(), "expected at least one layer, got none"),
        (
            lambda: group([bad_calls.dense(), bad_calls.dense(2, 2)]),
            "expected layers, got list at place 0; write the layers one after the other",
        ),
        (lambda: group(Tanh), r"write Tanh\(\.\.\.\) with its brackets"),
        (lambda: group(Tanh(), "tanh"), "expected layers, got 'tanh' at place 1"),
        (lambda: group(None), "got None at place 0"),
        *of_layer(group(Tanh())),
    ]


BAD_CALLS = {
    "Layer": [
        (lambda: Layer()(NAN), "Layer: input: expected finite"),
        (lambda: Layer().copy("float99"), "dtype"),
        (lambda: Layer().summary(), "summary: expected the shape of one example"),
    ],
    "Sequential": [
        *of_group(Sequential),
        (
            lambda: Sequential(bad_calls.dense(3, 2), bad_calls.dense(3, 2))(X),
            r"Dense\(3, 2\): expected input of shape \(n, 3\), got \(6, 2\)",
        ),
        (
            lambda: Sequential(Dense(3, 3, RNG, dtype=float), bad_calls.dense()).theta,
            "expected parameters of one type",
        ),
    ],
    "Residual": [
        *of_group(Residual),
        (lambda: Residual(bad_calls.dense())(X), r"keep the shape \(6, 3\), but they gave \(6, 2\)"),
    ],
    "Branches": [
        *of_group(Branches),
        (
            lambda: Branches(Flatten(), Tanh())(np.ones((2, 3, 4))),
            "expected outputs that differ in the last axis only",
        ),
    ],
}


@each_call(BAD_CALLS)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()


def test_a_chain_that_begins_with_a_layer_that_cannot_skip_gives_dx_all_the_same():
    x = np.array([[1.0, -2.0]])
    network = Sequential(ReLU(), dense(2, 2))
    assert not network.can_skip_dx
    y, backward = network.forward(x)
    np.testing.assert_array_equal(backward(np.ones_like(y), need_dx=False), backward(np.ones_like(y)))


def test_what_a_layer_admits():
    """Shapes with words and with any number of sides, alternatives, types, and the sentence for each refusal."""

    class Own(Layer):
        def mend(self, shape):
            return "turn it round" if shape == (3, 2) else ""

    own, f4, f8 = Own(), np.dtype(np.float32), np.dtype(np.float64)
    x = np.ones((2, 3), f4)
    assert own.admit(x) is own.admit(x, (3,), f4) is own.admit(x, ("d",)) is own.admit(x, (..., 3)) is x
    assert own.admit(x, (3,), f8).dtype == f8 and own.admit(x.astype(int)).dtype == f8
    assert own.admit(np.ones(2, f4), ()).shape == (2,) and own.admit(np.ones((2, 5, 7, 3)), (..., 3)).ndim == 4
    assert own.admit(np.ones((2, 3, 4, 5)), [(3,), (3, "h", "w")]).ndim == 4
    swapped = x.astype(x.dtype.newbyteorder())
    assert own.admit(swapped).dtype == f4 and own.admit(x.astype(np.float16)).dtype == f8
    for bad, example, sentence in (
        (np.ones((3, 2)), (3,), r"Own\(\): expected input of shape \(n, 3\), got \(3, 2\); turn it round"),
        (x, [(4,), (4, "h", "w")], r"expected input of shape \(n, 4\) or \(n, 4, h, w\), got \(2, 3\)$"),
        (np.ones(3), (..., 3), r"expected input of shape \(n, …, 3\), got \(3,\)"),
        (np.array(1.0), (), r"expected input of shape \(n,\), got \(\)"),
        (x, (), r"expected input of shape \(n,\), got \(2, 3\)"),
        (x[:0], (3,), r"expected at least one example, got an empty array of shape \(0, 3\)"),
        ([[1.0]], (3,), r"expected a NumPy array of real numbers of shape \(n, 3\), got list"),
        (x.astype(complex), (3,), r"expected a NumPy array of real numbers of shape \(n, 3\), got complex128 array"),
    ):
        with refused(sentence):
            own.admit(bad, example)
    with refused("expected a NumPy array of real numbers of shape .* for one step, got list"):
        own.admit([1], (3,), what="input for one step")
