"""Parameters and buffers: what owns its memory, and how parameters come to live in the one vector θ of a network."""

import copy
import gc
import pickle
import weakref

import numpy as np
import pytest
from bad_calls import each_call, of_array
from helpers import refused

from course_nn import Buffer, Dense, Layer, Parameter, Sequential, Tanh, mlp, parameters
from course_nn.parameters import theta_of

XOR = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])


def dense(d_in, d_out, seed=0, dtype=np.float64, **kwargs):
    return Dense(d_in, d_out, np.random.default_rng(seed), dtype=dtype, **kwargs)


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


def test_products_and_rows_add_to_the_gradient():
    rng = np.random.default_rng(0)
    a, b, d = rng.normal(size=(4, 5)), rng.normal(size=(5, 3)), rng.normal(size=(7, 3))
    p, q = Parameter(np.zeros((4, 3))), Parameter(np.zeros(3))
    p.add_product(a, b)
    p.add_product(a, 2 * b)
    np.testing.assert_allclose(p.grad, 3 * a @ b)
    q.add_rows(d)
    q.add_rows(d[:1])
    np.testing.assert_allclose(q.grad, d.sum(axis=0) + d[0])


def test_a_cleared_gradient_counts_as_zero_whatever_is_in_its_memory():
    """The first share is written over the old numbers, in place; what gets no share is cleared when ∇J is settled."""
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(4, 5)), rng.normal(size=(5, 3))

    class Two(Layer):
        def __init__(self):
            self.p, self.q = Parameter(np.zeros((4, 3))), Parameter(np.ones(2))

    layer = Two()
    theta, p = theta_of(layer), layer.p
    memory = p.grad
    for share in (
        lambda: p.add_product(a, b),
        lambda: setattr(p, "grad", p.grad + a @ b),
        lambda: setattr(p, "grad", a @ b),
    ):
        theta.grad[...] = 9
        theta.clear()
        share()
        assert p.grad is memory
        np.testing.assert_allclose(theta.grad[:12].reshape(4, 3), a @ b)
        theta.settle()
        np.testing.assert_allclose(theta.grad, [*(a @ b).ravel(), 0, 0])
    theta.clear()
    assert not layer.q.grad.any() and not p.grad.any()  # also when asked before anything is settled


def test_shares_that_are_written_entry_by_entry_stay():
    """``p.grad[rows] += d`` assigns to no attribute: what was asked for once after `clear` is not cleared again."""
    layer = dense(2, 3)
    theta = theta_of(layer)
    theta.grad[...] = 9
    theta.clear()
    layer.W.grad[0] += 1
    np.add.at(layer.W.grad, [1, 1], 2)
    theta.settle()
    np.testing.assert_array_equal(theta.grad, [1, 1, 1, 4, 4, 4, 0, 0, 0])


@pytest.mark.parametrize("cleared", [False, True])
def test_a_held_gradient_stays_however_its_shares_come(cleared):
    class Own(Layer):
        """A layer that adds its share by ``+=``, and reads what is there."""

        def __init__(self):
            self.scale = Parameter(np.ones(3))

        def forward(self, x, train=False):
            def backward(dy):
                self.scale.grad += (dy * x).sum(axis=0)
                self.scale.grad = self.scale.grad + 1
                return dy * self.scale.value

            return x * self.scale.value, backward

    network = Sequential(Own(), Dense(3, 2, np.random.default_rng(0), dtype=np.float64), Tanh())
    theta, x = theta_of(network), np.random.default_rng(1).normal(size=(4, 3))
    y, backward = network.forward(x)
    free = backward(np.ones_like(y))
    theta.grad[:] = 5.0
    if cleared:
        theta.clear()
    with theta.held():
        np.testing.assert_array_equal(backward(np.ones_like(y)), free)
    theta.settle()
    assert (theta.grad == (0.0 if cleared else 5.0)).all()
    backward(np.ones_like(y))
    assert (theta.grad != (0.0 if cleared else 5.0)).all()


def test_a_gradient_is_held_no_longer_when_something_goes_wrong_on_the_way_back():
    network = Dense(3, 2, np.random.default_rng(0))
    with pytest.raises(RuntimeError), theta_of(network).held():
        raise RuntimeError
    network.b.grad += 1
    assert network.grad.any()


def test_theta_of_a_part_is_its_stretch_and_clears_nothing_else():
    network = mlp([2, 3, 1], np.random.default_rng(0))
    whole, part = theta_of(network), theta_of(network[2])
    assert whole.value is network.theta and whole.grad is network.grad and len(whole.parameters) == 4
    assert np.shares_memory(part.value, whole.value) and part.value.size == 4 and len(part.parameters) == 2
    whole.grad[...] = 5
    part.clear()
    part.settle()
    assert (whole.grad[:9] == 5).all() and not whole.grad[9:].any()


@pytest.mark.parametrize("place", [0, 8, -1])
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_one_look_sees_every_entry_of_the_gradient(place, bad):
    theta = theta_of(mlp([2, 3, 1], np.random.default_rng(0)))
    theta.grad[...] = 1
    assert theta.squared_length() == theta.grad.size
    with np.errstate(over="ignore", invalid="ignore"):
        theta.grad[...] = 3e38  # finite, though the sum of squares is not
        assert theta.squared_length() == np.inf
        theta.grad[place] = bad
        assert np.isnan(theta.squared_length())


def test_rows_of_more_dimensions_are_added_up_along_the_first():
    d = np.random.default_rng(0).normal(size=(3, 3, 2))
    p = Parameter(np.zeros((3, 2)))
    p.add_rows(d)
    np.testing.assert_allclose(p.grad, d.sum(axis=0))


def test_a_network_that_nobody_holds_is_gone_at_once():
    """Without the collector of cycles: many networks trained in turn must not pile up."""
    network = mlp([2, 3, 1], np.random.default_rng(0))
    assert network.theta.size == 13
    gone = weakref.ref(network.theta.base)
    gc.disable()
    try:
        del network
        assert gone() is None
    finally:
        gc.enable()


def test_an_interrupt_while_theta_is_gathered_can_be_tried_again(monkeypatch):
    network = mlp([2, 3, 1], np.random.default_rng(0))
    expected = [p.value.copy() for p in network.parameters().values()]

    class Interrupting(Parameter):
        __slots__ = ()

        @property
        def value(self):
            raise KeyboardInterrupt

    monkeypatch.setattr(network[2], "b", Interrupting(np.zeros(1)))
    with pytest.raises(KeyboardInterrupt):
        parameters._gather(network, network.parameters())
    monkeypatch.undo()
    np.testing.assert_array_equal(network.theta, np.concatenate([value.ravel() for value in expected]))
    for p in network.parameters().values():
        assert np.shares_memory(p.value, network.theta)


def test_a_network_that_counts_as_false_owns_its_theta():
    class Empty(Layer):
        def __init__(self):
            self.p = Parameter(np.ones(2))

        def __len__(self):
            return 0

    layer = Empty()
    assert layer.theta.size == 2
    layer.q = Parameter(np.ones(3))
    with refused("a new one or another order at q"):
        _ = layer.theta


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


def test_a_buffer_keeps_its_memory_and_shape():
    buffer = Buffer(np.zeros(3, np.float32))
    memory = buffer.value
    buffer.value = [1.0, 2.0, 3.0]
    assert buffer.value is memory and memory.tolist() == [1, 2, 3]
    buffer.value += 1
    assert memory.tolist() == [2, 3, 4]
    with refused("expected shape"):
        buffer.value = np.ones(4)


# --- θ


def test_one_type_for_all():
    with refused("one type"):
        _ = Sequential(dense(2, 2, dtype=np.float32), dense(2, 2, dtype=np.float64)).theta


@pytest.mark.long
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


@pytest.mark.long
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


BAD_CALLS = {
    "Parameter": [
        *of_array(Parameter, "Parameter"),
        (
            lambda: Parameter(np.ones(2, np.float16)),
            "Parameter: dtype: expected np.float32 or np.float64, got",
        ),
        (lambda: Parameter(np.ones(2, np.longdouble)), "Parameter: dtype"),
        (lambda: setattr(Parameter([1, 2]), "value", [1]), r"value: expected shape \(2,\), got \(1,\)"),
        (lambda: setattr(Parameter([1, 2]), "value", [1, np.nan]), "value: expected finite"),
        (lambda: setattr(Parameter([1, 2]), "grad", [1]), r"grad: expected shape \(2,\), got \(1,\)"),
        (lambda: setattr(Parameter([1, 2]), "grad", "ab"), "grad: expected real numbers"),
    ],
    "Buffer": [
        *of_array(Buffer, "Buffer"),
        (lambda: setattr(Buffer([1, 2]), "value", [1]), r"value: expected shape \(2,\), got \(1,\)"),
        (lambda: setattr(Buffer([1, 2]), "value", [1, np.inf]), "value: expected finite"),
    ],
}


@each_call(BAD_CALLS)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()
