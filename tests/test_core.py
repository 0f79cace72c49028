"""Parameters, θ, and layers made of layers."""

import copy
import gc
import pickle
from itertools import pairwise

import numpy as np
import pytest
from helpers import refused
from hypothesis import given
from hypothesis import strategies as st

from course_nn import Branches, Dense, Flatten, Layer, Parameter, ReLU, Residual, Sequential, Sigmoid, Tanh, mlp

XOR = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])


def dense(d_in, d_out, seed=0, dtype=np.float64, **kwargs):
    return Dense(d_in, d_out, np.random.default_rng(seed), dtype=dtype, **kwargs)


def test_the_worked_xor_network():
    """W, c, w and b of the textbook (Goodfellow, Bengio and Courville, 2016, section 6.1), step by step."""
    network = mlp([2, 2, 1], np.random.default_rng(0), activation=ReLU)
    first, fold, last = network.layers
    first.W.value, first.b.value = [[1, 1], [1, 1]], [0, -1]
    last.W.value, last.b.value = [[1], [-2]], [0]
    np.testing.assert_array_equal(XOR @ first.W.value, [[0, 0], [1, 1], [1, 1], [2, 2]])
    np.testing.assert_array_equal(first(XOR), [[0, -1], [1, 0], [1, 0], [2, 1]])
    np.testing.assert_array_equal(fold(first(XOR)), [[0, 0], [1, 0], [1, 0], [2, 1]])
    np.testing.assert_array_equal(network(XOR), [[0], [1], [1], [0]])
    np.testing.assert_array_equal(network.theta, [1, 1, 1, 1, 0, -1, 1, -2, 0])


def test_parameters_counted_as_in_the_curriculum():
    network = mlp([784, 1024, 1024, 2048, 9], np.random.default_rng(0), activation="relu", init="zeros")
    assert network.theta.size == 3_971_081 and "3,971,081" in str(network.summary())


# --- Parameter -------------------------------------------------------------------------------------------------------


def test_a_parameter_owns_its_arrays():
    source = np.ones((2, 3), order="F")
    p = Parameter(source)
    source[...] = 5
    assert (p.value == 1).all() and p.value.flags.c_contiguous and p.grad.shape == (2, 3)
    assert Parameter([1, 2]).value.dtype == np.float64
    assert Parameter(np.float32([1])).grad.dtype == np.float32
    assert Parameter(2.0).value.shape == ()
    for bad in ("W", None, [1j], np.ones(2, np.float16), [np.nan], [], [[1], [1, 2]]):
        with refused("Parameter"):
            Parameter(bad)


def test_a_single_number_is_learned_too():
    p = Parameter(2.0)
    p.grad += 3.0
    p.grad += 1.0
    assert p.grad == 4 and p.grad.shape == ()
    p.zero_grad()
    assert p.grad == 0


def test_products_into_the_gradient():
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(4, 5)), rng.normal(size=(5, 3))
    p = Parameter(np.zeros((4, 3)))
    memory = p.grad
    p.forget()
    p.add_product(a, b)
    p.add_product(a, 2 * b)
    np.testing.assert_allclose(p.grad, 3 * a @ b)
    p.forget()
    assert not p.grad.any() and p.grad is memory
    p.forget()
    p.grad += 1
    np.testing.assert_array_equal(memory, 1)
    p.forget()
    p.grad = np.full((4, 3), 7)
    np.testing.assert_array_equal(memory, 7)
    p.forget()
    p.settle()
    assert not memory.any()


def test_parameters_travel_alone():
    network = mlp([2, 3, 1], np.random.default_rng(0))
    theta = network.theta
    for twin in (
        copy.deepcopy(network[0].W),
        pickle.loads(pickle.dumps(network[0].W)),
        copy.copy(network[0].W),
    ):
        np.testing.assert_array_equal(twin.value, network[0].W.value)
        assert not np.shares_memory(twin.value, theta)


# --- where parameters are found --------------------------------------------------------------------------------------


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


def test_one_type_for_all():
    with refused("one type"):
        _ = Sequential(dense(2, 2, dtype=np.float32), dense(2, 2, dtype=np.float64)).theta


def test_theta_is_not_moved_under_anyones_feet():
    network = mlp([2, 3, 1], np.random.default_rng(0))
    theta, grad = network.theta, network.grad
    for _ in range(3):
        assert network.theta is theta and network.grad is grad
        _ = network[0].theta, network.parameters(), network.summary(), network.copy()
    layers = network.layers
    del network
    gc.collect()
    again = Sequential(*layers)  # the same layers in the same order: the same memory
    assert np.shares_memory(again.theta, theta)
    theta[...] = 1
    assert (again[0].W.value == 1).all()


def test_a_part_asked_first_and_the_whole_later():
    part = dense(2, 3)
    theta = part.theta
    whole = Sequential(part, Tanh(), dense(3, 1))
    with refused(r"0\.W already lives in the θ of another network, Dense\(2, 3\).* larger network for its theta first"):
        _ = whole.theta
    theta[...] = 5
    assert (part.W.value == 5).all()  # the part is as it was
    del theta
    free = Sequential(part.copy(), Tanh(), dense(3, 1))
    assert free.theta.size == 13


def test_parts_that_are_not_neighbors_have_no_common_stretch():
    a, b, last = dense(2, 2), dense(2, 2), dense(2, 2)
    whole = Sequential(a, b, last)
    theta = whole.theta
    assert np.shares_memory(Sequential(b, last).theta, theta) and Sequential(b, last).theta.size == 12
    for other in (Sequential(b, a), Sequential(a, last)):
        with refused("already lives in the θ of another network"):
            _ = other.theta
    assert whole.theta is theta


def test_a_network_that_is_gone_gives_its_parameters_back():
    part = dense(2, 3)
    first = Sequential(part, dense(3, 1))
    assert first.theta.size == 13
    kept = part.W.value.copy()
    del first
    gc.collect()
    second = Sequential(dense(1, 2), part)
    assert second.theta.size == 13
    np.testing.assert_array_equal(second.theta[4:10].reshape(2, 3), kept)
    assert np.shares_memory(part.W.value, second.theta)


def test_gradients_survive_the_gathering():
    network = Sequential(dense(2, 2), Tanh(), dense(2, 1))
    _, backward = network.forward(XOR)
    backward(np.ones((4, 1)))
    before = np.concatenate([p.grad.ravel() for p in network.parameters().values()])
    assert before.any()
    np.testing.assert_array_equal(network.grad, before)


def test_gathered_between_forward_and_backward():
    network, other = Sequential(dense(2, 2), Tanh()), Sequential(dense(2, 2), Tanh())
    _, backward = network.forward(XOR)
    grad = network.grad
    backward(np.ones((4, 2)))
    other.forward(XOR)[1](np.ones((4, 2)))
    np.testing.assert_array_equal(grad, other.grad)


def test_no_parameters_no_theta():
    assert Sequential(Tanh()).theta.size == Sequential(Tanh()).grad.size == 0
    Sequential(Tanh()).zero_grad()


# --- combinators -----------------------------------------------------------------------------------------------------


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


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4))
def test_flatten_there_and_back(sides):
    x = np.random.default_rng(0).normal(size=(3, *sides))
    y, backward = Flatten().forward(x)
    assert y.shape == (3, np.prod(sides))
    np.testing.assert_array_equal(y[1], x[1].ravel())
    np.testing.assert_array_equal(backward(y), x)


def test_residual_and_branches_by_hand():
    x, dy = np.array([[1.0, -2.0]]), np.array([[1.0, 10.0]])
    y, backward = Residual(ReLU()).forward(x)
    np.testing.assert_array_equal(y, [[2, -2]])
    np.testing.assert_array_equal(backward(dy), [[2, 10]])
    y, backward = Branches(ReLU(), Residual(ReLU()), Tanh()).forward(x)
    np.testing.assert_allclose(y, [[1, 0, 2, -2, np.tanh(1), np.tanh(-2)]])
    got = backward(np.array([[1.0, 10, 100, 1000, 0, 0]]))
    np.testing.assert_array_equal(got, [[201, 1000]])


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


@pytest.mark.parametrize(
    ("shape", "mend"),
    [
        ((5, 28, 28), r"put Flatten\(\) before it"),
        ((784,), r"x\[None\]"),
        ((784, 5), r"x\.T"),
    ],
)
def test_dense_knows_the_mend(shape, mend):
    with refused(mend):
        dense(784, 2)(np.zeros(shape))
    with refused(r"x\[:, None\]"):
        dense(1, 2)(np.zeros(5))


# --- a layer of one's own --------------------------------------------------------------------------------------------


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


def test_a_layer_without_forward_says_so():
    with pytest.raises(NotImplementedError, match="needs a method forward"):
        Layer()(XOR)


def test_summary_lists_layers_once():
    shared = dense(2, 2)
    table = Sequential(shared, Tanh(), shared).summary()
    assert [row[3] for row in table.rows] == [0, 6, 0, 0] and table.total == 6
    assert [row[2] for row in table.rows] == [(2,), (2,), (2,), (2,)]
    for line in ("layer", "Dense(2, 2)", "(n, 2)", "6 parameters in θ"):
        assert line in str(table)
    with refused("shape of one example"):
        Sequential(Tanh()).summary()
    with refused("input_shape"):
        Sequential(Tanh()).summary("wide")
    with refused("expected input of shape"):
        Sequential(dense(2, 2)).summary((3,))
