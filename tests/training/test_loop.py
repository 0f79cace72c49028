"""The training loop: it does what it says, leaves θ as after a whole step however it ends, and learns."""

import contextvars
import pickle

import numpy as np
import pytest
from example_training import data, net
from interrupts import count_opcodes

from course_nn import (
    SGD,
    Adam,
    BinaryCrossEntropy,
    CrossEntropy,
    Dense,
    Flatten,
    Layer,
    Parameter,
    RMSProp,
    Sequential,
    SquaredError,
    Step,
    Tanh,
    TrainingDiverged,
    batches,
    fit,
    mlp,
    train,
)

XOR = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0.0], [1], [1], [0]])


OPTIMIZERS = {
    "SGD": lambda: SGD(0.1),
    "Nesterov": lambda: SGD(0.1, momentum=0.9, nesterov=True),
    "RMSProp": lambda: RMSProp(0.01),
    "Adam": lambda: Adam(0.01),
}


def test_steps_are_counted_and_losses_are_those_before_the_update():
    X, y = data()
    network, parts = net(), [(X[:10], y[:10]), (X[10:], y[10:])]
    steps = train(network, CrossEntropy(), SGD(0.1), parts, epochs=3)
    for k in range(6):
        expected = CrossEntropy()(network(parts[k % 2][0]), parts[k % 2][1])[0]
        step = next(steps)
        assert step == Step(epoch=k // 2, index=k, loss=expected)
    assert next(steps, None) is None


def test_a_nan_that_is_in_the_data_of_a_later_epoch_is_told_of_the_data():
    X, y = data()
    hole = np.where(np.arange(X.size).reshape(X.shape) == 5, np.nan, X)

    class Feed:
        passes = 0

        def __iter__(self):
            self.passes += 1
            yield (X if self.passes == 1 else hole), y

    network, feed = net(), Feed()
    steps = train(network, CrossEntropy(), SGD(0.1), feed, epochs=2)
    next(steps)
    theta = network.theta.copy()
    with pytest.raises(ValueError, match="train: x of the batch: expected finite numbers, got 1 NaN"):
        next(steps)
    np.testing.assert_array_equal(network.theta, theta)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_train_is_the_loop_written_by_hand(name):
    X, y = data()
    network, other, optimizer = net(), net(), OPTIMIZERS[name]()
    for _ in train(network, CrossEntropy(), OPTIMIZERS[name](), [(X, y)], epochs=5):
        pass
    for _ in range(5):
        other.zero_grad()
        output, backward = other.forward(X, True)
        _, d_output = CrossEntropy()(output, y)
        backward(d_output)
        optimizer.step(other.theta, other.grad)
    np.testing.assert_allclose(network.theta, other.theta, rtol=1e-13, atol=1e-15)


def test_the_gradient_after_a_step_is_that_of_the_last_batch():
    X, y = data()
    network, other = net(), net()
    steps = train(network, CrossEntropy(), SGD(0.1), [(X, y)], epochs=2)
    next(steps)
    output, backward = other.forward(X)
    backward(CrossEntropy()(output, y)[1])
    np.testing.assert_allclose(network.grad, other.grad, rtol=1e-13, atol=1e-16)


def test_a_parameter_that_gets_no_gradient_stays():
    """A branch that is not used in some steps: its old gradient must not be used again."""

    class Sometimes(Layer):
        def __init__(self):
            self.used = Dense(3, 4, np.random.default_rng(0), dtype=np.float64)
            self.rare = Parameter(np.ones(4))
            self.calls = 0

        def forward(self, x, train=False):
            y, back = self.used.forward(x)
            self.calls += 1
            first = self.calls == 1

            def backward(dy):
                if first:
                    self.rare.grad += dy.sum(axis=0)
                return back(dy)

            return y + (self.rare.value if first else 0), backward

    X, y = data()
    network = Sometimes()
    steps = train(network, CrossEntropy(), SGD(0.1), [(X, y)], epochs=3)
    next(steps)
    after_one = network.rare.value.copy()
    assert (after_one != 1).all()
    list(steps)
    np.testing.assert_array_equal(network.rare.value, after_one)
    assert not network.rare.grad.any()


def test_break_keeps_theta_and_training_goes_on():
    X, y = data()
    network, other, optimizer = net(), net(), Adam(0.01)
    for step in train(network, CrossEntropy(), optimizer, [(X, y)], epochs=100):
        if step.index == 3:
            break
    list(train(network, CrossEntropy(), optimizer, [(X, y)], epochs=3))
    list(train(other, CrossEntropy(), Adam(0.01), [(X, y)], epochs=7))
    np.testing.assert_array_equal(network.theta, other.theta)
    assert optimizer.steps == 7


def test_training_a_part_leaves_the_rest():
    X, y = data()
    whole = Sequential(net(), Dense(4, 2, np.random.default_rng(9), dtype=np.float64))
    theta = whole.theta
    kept = theta[44:].copy()
    before = theta[:44].copy()
    list(train(whole[0], CrossEntropy(), Adam(0.01), [(X, y)], epochs=4))
    assert theta.size == 54 and (theta[:44] != before).all()
    np.testing.assert_array_equal(theta[44:], kept)


def test_layers_know_when_they_are_trained():
    seen = []

    class Listening(Tanh):
        def forward(self, x, train=False):
            seen.append((train, len(x)))
            return super().forward(x, train)

    X, y = data()
    network = Sequential(Listening(), net())
    list(train(network, CrossEntropy(), SGD(0.1), [(X, y)]))
    assert seen == [(True, 20)]
    fit(network, X, y, CrossEntropy(), SGD(0.1), epochs=1, validation=(X[:3], y[:3]), progress=False)
    assert {n for learning, n in seen[1:] if learning} == {20} and (False, 3) in seen


def test_data_are_left_alone():
    X, y = data()
    kept = X.copy(), y.copy()
    X.flags.writeable = y.flags.writeable = False
    list(train(net(), CrossEntropy(), Adam(0.01), batches(X, y, 6, np.random.default_rng(0)), epochs=2))
    fit(net(), X, y, CrossEntropy(), Adam(0.01), epochs=2, progress=False)
    np.testing.assert_array_equal(X, kept[0])
    np.testing.assert_array_equal(y, kept[1])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_network_keeps_its_type(dtype):
    X, y = data()
    network = net(dtype=dtype)
    list(train(network, CrossEntropy(), Adam(0.01), [(X, y)], epochs=2))
    assert network.theta.dtype == network.grad.dtype == dtype


def test_pictures_through_flatten():
    rng = np.random.default_rng(0)
    network = Sequential(Flatten(), Dense(6, 2, rng))
    X = rng.integers(0, 255, (9, 2, 3)).astype(np.uint8)
    before = network.theta.copy()
    list(train(network, CrossEntropy(), SGD(1e-4), [(X, np.arange(9) % 2)], epochs=3))
    assert not np.array_equal(network.theta, before)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_divergence_stops_at_that_step(dtype):
    X, _ = data()
    y = X @ np.ones((3, 1))
    network = mlp([3, 1], np.random.default_rng(0), dtype=dtype)
    steps, thetas, losses = train(network, SquaredError(), SGD(10.0), [(X, y)], epochs=5000), [], []
    with pytest.raises(TrainingDiverged) as caught:
        for step in steps:
            losses.append(step.loss)
            thetas.append(network.theta.copy())
    assert caught.value.step.index == len(losses) and not np.isfinite(caught.value.step.loss)
    assert len(losses) > 5 and np.isfinite(losses).all() and np.isfinite(network.theta).all()
    np.testing.assert_array_equal(network.theta, thetas[-1])
    message = str(caught.value)
    assert "smaller learning rate" in message and "now 10" in message and "\n" not in message
    assert f"step {len(losses)}" in message and f"{losses[-1]:.4g}" in message
    assert next(steps, "over") == "over"
    twin = pickle.loads(pickle.dumps(caught.value))  # as a pool of processes hands it on
    assert str(twin) == message and twin.step == caught.value.step


def test_what_is_advised_fits_what_happened():
    """At step 0 the rate has done nothing yet; where the data are large, it is they that are named."""
    X, _ = data()
    small, large = X @ np.ones((3, 1)), X @ np.full((3, 1), 1e6)

    def advice(X, y, rate, scale=1.0):
        network = mlp([3, 1], np.random.default_rng(0), dtype=np.float64)
        network.theta[...] *= scale
        with pytest.raises(TrainingDiverged) as caught:
            list(train(network, SquaredError(), SGD(rate), [(X, y)], epochs=5000))
        assert caught.value.step.index == 0 or rate >= 10
        return str(caught.value)

    at_once = advice(X, small, 0.1, scale=1e300)
    assert "no step had been taken, so it is not the learning rate: look at the first weights" in at_once.lower()
    assert "smaller" not in at_once
    assert "it is not the learning rate: scale the targets, which reach" in advice(X, large * 1e200, 0.1)
    assert "it is not the learning rate: scale the inputs, which reach" in advice(X * 1e200, small, 0.1)
    assert "Scale the targets, which reach" in advice(X, large, 10.0)
    assert "or try a smaller learning rate (now 10) or clip_norm=1" in advice(X, large, 10.0)
    assert "Try a smaller learning rate (now 10)" in advice(X, small, 10.0)


def test_an_infinite_gradient_does_not_reach_theta():
    """The loss is still finite where its gradient overflows: that step is not taken, clipped or not."""

    class Steep(Layer):
        def forward(self, x, train=False):
            y = x.copy()
            return y, lambda dy: dy * np.float32(3e38) * np.float32(100 if calls > 2 else 1e-38)

    X, y = data()
    for options in ({}, {"clip_norm": 1.0}, {"clip_value": 1.0}):
        network, thetas, calls = Sequential(net(dtype=np.float32), Steep()), [], 0
        with pytest.raises(TrainingDiverged, match="the gradient is not finite, though the loss is ") as caught:
            for _ in train(network, CrossEntropy(), SGD(0.1), [(X.astype(np.float32), y)], 9, **options):
                thetas.append(network.theta.copy())
                calls += 1
        assert len(thetas) == 3 == caught.value.step.index and np.isfinite(caught.value.step.loss)
        assert "clip_norm=1" in str(caught.value) and "θ is" not in str(caught.value)
        np.testing.assert_array_equal(network.theta, thetas[-1])


def test_a_theta_that_is_ruined_is_called_so():
    """A step along a finite gradient may lead out of the finite numbers, which is seen one step later; that is said."""
    X = np.array([[1e15, 1.0, 1.0], [-1e15, 1.0, 1.0]], np.float32)
    network = Sequential(Dense(3, 1, np.random.default_rng(0)))
    network.theta[...] = [0, 1, 1, 0]
    with pytest.raises(TrainingDiverged, match=r"step 1 .* θ is not finite any more") as caught:
        list(train(network, SquaredError(), SGD(1e20), [(X, np.array([[1e9], [-1e9]]))], 3))
    assert not np.isfinite(network.theta).all() and "θ is" in str(pickle.loads(pickle.dumps(caught.value)))


def test_all_of_the_gradient_is_looked_at_before_a_step():
    """Two dense layers, inputs of 2e37: the first weights' own gradient alone overflows, and θ stays as it was."""
    X = np.full((4, 2), 2e37, np.float32) * np.array([[1], [-1], [1], [-1]], np.float32)
    network = mlp([2, 3, 1], np.random.default_rng(0), activation="tanh")
    network[0].W.value[...] = 1e-38
    network[2].W.value[...] = 30.0
    before = network.theta.copy()
    with pytest.raises(TrainingDiverged, match=r"step 0 .*the gradient is not finite, though the loss is ") as caught:
        list(train(network, SquaredError(), SGD(0.1), [(X, np.array([[50.0], [-50], [50], [-50]]))], 2))
    assert "θ is not" not in str(caught.value)
    np.testing.assert_array_equal(network.theta, before)
    _, backward = network.forward(X)  # and it is the first weights' gradient, that of all others is finite
    with np.errstate(over="ignore", invalid="ignore"):
        backward(np.ones((4, 1), np.float32) * np.array([[1], [-1], [1], [-1]], np.float32) * 50)
    assert not np.isfinite(network[0].W.grad).all()
    assert all(np.isfinite(p.grad).all() for name, p in network.parameters().items() if name != "0.W")


def test_a_warning_setting_of_the_readers_own_stays():
    """NumPy is quiet about overflow within a step, and as it was between the steps."""
    X, y = data()
    with np.errstate(over="raise", invalid="raise"):
        for _ in train(net(), CrossEntropy(), SGD(0.1), [(X, y)], epochs=2):
            assert np.geterr()["over"] == np.geterr()["invalid"] == "raise"
        assert np.geterr()["over"] == "raise"


def test_a_large_gradient_is_not_called_infinite():
    """Its squares overflow in float32, its entries do not."""
    network = Sequential(Dense(3, 1, np.random.default_rng(0)))
    X, y = np.ones((2, 3), np.float32), np.full((2, 1), 1.2e19, np.float32)
    before = network.theta.copy()
    assert np.isfinite(next(train(network, SquaredError(), SGD(1e-9), [(X, y)])).loss)
    with np.errstate(over="ignore"):
        assert np.isinf(network.grad[3] ** 2) and np.isfinite(network.grad).all()
    assert (network.theta != before).all()


@pytest.mark.long
@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize(("sizes", "stride"), [((3, 5, 4), 1), ((3, 9000, 4), 7)], ids=["small", "large"])
def test_an_interrupt_leaves_a_whole_step(name, sizes, stride):
    """Interrupted at any bytecode, θ is exactly that before or after a step (72,004 numbers: longer than any block)."""
    X, y = data(n=2)
    start = net(sizes=sizes, dtype=np.float32)

    def first_step():
        network, optimizer = start.copy(), OPTIMIZERS[name]()
        steps = train(network, CrossEntropy(), optimizer, [(X, y)], epochs=3)
        next(steps)
        return network, steps

    network, steps = first_step()
    whole = [network.theta.copy()]
    opcodes = count_opcodes(lambda: next(steps))
    whole.append(network.theta.copy())
    assert not np.array_equal(*whole) and opcodes > 200
    moved = 0
    for limit in range(1, opcodes + 1, stride):
        network, steps = first_step()
        with pytest.raises(KeyboardInterrupt):
            count_opcodes(lambda steps=steps: next(steps), limit)
        after = np.array_equal(network.theta, whole[1])
        assert after or np.array_equal(network.theta, whole[0]), limit
        moved += after
        assert np.isfinite(network.grad).all()
    assert 0 < moved < opcodes / stride / 2


def test_xor_is_solved_from_nearly_every_start():
    """2-8-1 with tanh and Adam, as a student uses it: at least 95 of 100 seeds."""
    solved = 0
    for seed in range(100):
        network = mlp([2, 8, 1], np.random.default_rng(seed))
        for step in train(network, BinaryCrossEntropy(), Adam(0.05), [XOR], epochs=1000):
            if step.loss < 0.01:
                break
        solved += BinaryCrossEntropy().accuracy(network(XOR[0]), XOR[1]) == 1.0 and step.loss < 0.01
    assert solved >= 95


def test_a_step_sees_the_context_of_its_own_moment():
    """What the reader sets between two steps holds for the next: a context variable, and NumPy's own settings."""
    setting, seen = contextvars.ContextVar("setting", default=0), []

    class Looking(Layer):
        def forward(self, x, train=False):
            seen.append((setting.get(), np.geterr()["divide"], np.geterr()["over"]))
            return x, lambda dy: dy

    X, y = data()
    steps = train(Sequential(net(), Looking()), CrossEntropy(), SGD(0.1), [(X, y)], epochs=3)
    next(steps)
    setting.set(7)
    with np.errstate(divide="raise"):
        next(steps)
    next(steps)
    assert [value for value, _, _ in seen] == [0, 7, 7] and seen[1][1] == "raise" != seen[2][1]
    assert {over for _, _, over in seen} == {"ignore"}
