"""The training loop: when it stops, what it leaves behind, and that it does what it says."""

import builtins
import copy
import pickle
import sys
from itertools import islice

import numpy as np
import pytest
from helpers import refused
from hypothesis import given
from hypothesis import strategies as st

from course_nn import (
    SGD,
    Adam,
    BinaryCrossEntropy,
    Callback,
    CrossEntropy,
    Dense,
    Flatten,
    History,
    L1Penalty,
    L2Penalty,
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
from course_nn.data import iris

XOR = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0.0], [1], [1], [0]])
OPTIMIZERS = {
    "SGD": lambda: SGD(0.1),
    "Nesterov": lambda: SGD(0.1, momentum=0.9, nesterov=True),
    "RMSProp": lambda: RMSProp(0.01),
    "Adam": lambda: Adam(0.01),
}


def data(n=20, d=3, k=4, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, d)), rng.integers(0, k, n)


def net(seed=0, sizes=(3, 5, 4), dtype=np.float64):
    return mlp(sizes, np.random.default_rng(seed), dtype=dtype)


# --- batches ---------------------------------------------------------------------------------------------------------


@given(st.integers(1, 30), st.integers(1, 40), st.booleans())
def test_every_example_comes_once_in_each_pass(n, size, shuffled):
    X = np.arange(3 * n).reshape(n, 3)
    feed = batches(X, X[:, 0], size, np.random.default_rng(0) if shuffled else None)
    for _ in range(3):
        parts = list(feed)
        assert len(parts) == len(feed) == -(-n // size)
        assert all(len(x) == len(y) == size for x, y in parts[:-1]) and 1 <= len(parts[-1][0]) <= size
        assert all((x[:, 0] == y).all() for x, y in parts)
        seen = np.concatenate([x for x, _ in parts])
        np.testing.assert_array_equal(seen[np.argsort(seen[:, 0])], X)
        if not shuffled or size >= n:
            np.testing.assert_array_equal(seen, X)


def test_batches_are_shuffled_anew_and_by_seed():
    X = np.arange(50)
    feed = batches(X, X, 10, np.random.default_rng(3))
    first, second = ([list(x) for x, _ in feed] for _ in range(2))
    again = [list(x) for x, _ in batches(X, X, 10, np.random.default_rng(3))]
    assert first != second and first == again


def test_batches_leave_the_data_alone():
    X, y = data()
    X.flags.writeable = y.flags.writeable = False
    for x, _ in batches(X, y, 7, np.random.default_rng(0)):
        x += 1  # a batch is the reader's own


# --- train -----------------------------------------------------------------------------------------------------------


def test_steps_are_counted_and_losses_are_those_before_the_update():
    X, y = data()
    network, parts = net(), [(X[:10], y[:10]), (X[10:], y[10:])]
    steps = train(network, CrossEntropy(), SGD(0.1), parts, epochs=3)
    for k in range(6):
        expected = CrossEntropy()(network(parts[k % 2][0]), parts[k % 2][1])[0]
        step = next(steps)
        assert step == Step(epoch=k // 2, index=k, loss=expected)
    assert next(steps, None) is None


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


# --- when it goes wrong ----------------------------------------------------------------------------------------------


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


def test_divergence_at_the_first_step_and_in_fit():
    X, y = data()
    network = net()
    network.theta[...] = 1e308
    before = network.theta.copy()
    with pytest.raises(TrainingDiverged) as caught:
        fit(network, X, y, CrossEntropy(), Adam(0.1), progress=False)
    assert caught.value.step.index == 0
    np.testing.assert_array_equal(network.theta, before)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_nan_in_a_batch_is_not_called_divergence(bad):
    X, _ = data()
    X[3, 1] = bad
    network = net(sizes=(3, 5, 2))
    before = network.theta.copy()
    for loss, y in ((SquaredError(), np.zeros((20, 2))), (CrossEntropy(), np.zeros(20, int))):
        with refused("x of the batch: expected finite"):
            list(train(network, loss, SGD(0.1), [(X, y)]))
    y = np.zeros((20, 2))
    y[0, 0] = bad
    with refused("target: expected finite"):
        list(train(network, SquaredError(), SGD(0.1), [(np.ones((20, 3)), y)]))
    np.testing.assert_array_equal(network.theta, before)


def count_opcodes(action, limit=None):
    """Run ``action`` and count bytecodes inside course_nn; at number ``limit`` a KeyboardInterrupt is raised."""
    count = 0

    def trace(frame, event, argument):
        nonlocal count
        if "course_nn" not in frame.f_code.co_filename:
            return None
        frame.f_trace_opcodes = True
        if event == "opcode":
            count += 1
            if count == limit:
                raise KeyboardInterrupt
        return trace

    before = sys.gettrace()
    sys._getframe().f_trace_opcodes = True  # Python 3.12 looks for this when settrace is called
    sys.settrace(trace)
    try:
        action()
    finally:
        sys.settrace(before)
    return count


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


def test_an_interrupted_fit_returns_what_there_is(monkeypatch):
    X, y = data()
    network, other = net(), net()
    calls = 0

    class Interrupted(CrossEntropy):
        def __call__(self, output, target):
            nonlocal calls
            calls += 1
            if calls == 8:
                raise KeyboardInterrupt
            return super().__call__(output, target)

    history = fit(network, X, y, Interrupted(), SGD(0.1), epochs=50, batch_size=10, progress=False)
    assert history.interrupted and len(history) == 3 and "interrupted" in repr(history)
    list(islice(train(other, CrossEntropy(), SGD(0.1), batches(X, y, 10), epochs=50), 7))
    np.testing.assert_array_equal(network.theta, other.theta)


def test_an_optimizer_of_another_network_is_refused():
    X, y = data()
    optimizer, network = Adam(0.01), net(1)
    list(train(net(), CrossEntropy(), optimizer, [(X, y)]))
    before = network.theta.copy()
    with refused("another θ"):
        list(train(network, CrossEntropy(), optimizer, [(X, y)]))
    np.testing.assert_array_equal(network.theta, before)


def test_what_is_no_training_is_refused():
    X, y = data()
    with refused("parameters to learn"):
        list(train(Sequential(Tanh()), CrossEntropy(), SGD(0.1), [(X, y)]))
    with refused("at least one batch"):
        list(train(net(), CrossEntropy(), SGD(0.1), [], epochs=2))
    with refused("once for each epoch"):
        train(net(), CrossEntropy(), SGD(0.1), iter([(X, y)]), epochs=2)
    assert len(list(train(net(), CrossEntropy(), SGD(0.1), iter([(X, y)]), epochs=1))) == 1
    assert list(train(net(), CrossEntropy(), SGD(0.1), [(X, y)], epochs=0)) == []
    for batch in (X, (X, y, y), [X], None):
        with refused("pair"):
            list(train(net(), CrossEntropy(), SGD(0.1), [batch]))


# --- fit -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 7, 20, 99])
def test_fit_is_train(size):
    X, y = data()
    network, other = net(), net()
    history = fit(
        network,
        *(X, y, CrossEntropy(), Adam(0.01)),
        epochs=3,
        batch_size=size,
        rng=np.random.default_rng(5),
        progress=False,
    )
    feed = batches(X, y, size, np.random.default_rng(5))
    losses = [step.loss for step in train(other, CrossEntropy(), Adam(0.01), feed, epochs=3)]
    np.testing.assert_array_equal(network.theta, other.theta)
    np.testing.assert_allclose(history["loss"], np.mean(np.reshape(losses, (3, -1)), axis=1), rtol=1e-14)


def test_the_same_seed_gives_the_same_training():
    X, y = data()
    runs = []
    for seed in (1, 1, 2):
        network = net()
        history = fit(
            network,
            *(X, y, CrossEntropy(), Adam(0.01)),
            epochs=2,
            batch_size=5,
            rng=np.random.default_rng(seed),
            progress=False,
        )
        runs.append((network.theta, history["loss"]))
    np.testing.assert_array_equal(runs[0][0], runs[1][0])
    assert runs[0][1] == runs[1][1] and not np.array_equal(runs[0][0], runs[2][0])


def test_history_of_a_classifier_with_validation():
    X, y = data(40)
    network = net()
    history = fit(
        network,
        *(X[:30], y[:30], CrossEntropy(), Adam(0.01)),
        epochs=4,
        validation=(X[30:], y[30:]),
        progress=False,
    )
    assert list(history.records) == ["loss", "accuracy", "validation_loss", "validation_accuracy"]
    assert len(history) == 4 and all(len(history[name]) == 4 for name in history.records)
    assert history.validation_loss[-1] == pytest.approx(CrossEntropy()(network(X[30:]), y[30:])[0], rel=1e-14)
    assert history.accuracy[-1] == np.mean(network(X[:30]).argmax(axis=1) == y[:30])
    assert history.loss[-1] < history.loss[0]
    assert repr(history).startswith("<History of 4 epochs: loss ")


def test_validation_is_never_learned_from():
    X, y = data(40)
    network, other = net(), net()
    fit(
        network,
        X[:30],
        y[:30],
        CrossEntropy(),
        Adam(0.01),
        validation=(X[30:], y[30:]),
        epochs=3,
        progress=False,
    )
    fit(other, X[:30], y[:30], CrossEntropy(), Adam(0.01), epochs=3, progress=False)
    np.testing.assert_array_equal(network.theta, other.theta)


def test_validation_that_does_not_fit_is_refused_before_anything_is_learned():
    X, y = data()
    network = net()
    before = network.theta.copy()
    for bad in ((X, y[:-1]), (X[:, :2], y), (X, y + 9), (X,), X, (X[:0], y[:0]), (X * np.nan, y)):
        with refused():
            fit(network, X, y, CrossEntropy(), Adam(0.01), validation=bad, progress=False)
    np.testing.assert_array_equal(network.theta, before)


def test_validation_may_be_a_dataset():
    train, test = iris().split()
    runs = [
        fit(
            mlp([4, 3], np.random.default_rng(0)),
            *train,
            CrossEntropy(),
            SGD(0.1),
            epochs=2,
            progress=False,
            validation=given,
        )
        for given in (test, (test.X, test.y))
    ]
    assert runs[0].records == runs[1].records and len(runs[0].validation_loss) == 2


def test_history_of_regression():
    X, _ = data()
    history = fit(net(sizes=(3, 4, 1)), X, X[:, 0], SquaredError(), Adam(0.01), epochs=2, progress=False)
    assert list(history.records) == ["loss"]
    figure = history.plot()
    assert f"{history.loss[0]:.3g}" in figure.alt and len(figure.figure.axes) == 1
    assert "image/png" in history._repr_mimebundle_()[0]


def test_a_history_with_numbers_of_ones_own_draws_itself():
    history = History()
    for epoch in range(3):
        history.append(loss=1.0 / (1 + epoch), validation_f1=0.1 * epoch, norm=np.nan if epoch else 2.0)
    history.append(late=1.0)
    figure = history.plot()
    assert [ax.get_ylabel() for ax in figure.figure.axes] == ["cost $J$", "f1", "norm", "late"]
    assert "f1 rose from 0 to 0.2" in figure.alt


def test_history_by_itself():
    history = History()
    assert len(history) == 0 and repr(history) == "<History of 0 epochs>"
    assert history._repr_mimebundle_() == {"text/plain": repr(history)}  # a cell that ends in it
    history.append(loss=1.0, accuracy=np.float32(0.5))
    history.append(loss=np.nan)
    assert history.accuracy == [0.5] and len(history) == 2
    with pytest.raises(AttributeError, match="there are loss, accuracy"):
        _ = history.los
    assert copy.deepcopy(history).records["accuracy"] == [0.5]


def test_progress_without_tqdm_is_text(monkeypatch, capsys):
    real = builtins.__import__

    def without(name, *args, **kwargs):
        if name.startswith("tqdm"):
            raise ImportError("no tqdm here")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    X, y = data()
    fit(net(), X, y, CrossEntropy(), SGD(0.1), epochs=2)
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert len(lines) == 2 and lines[0].startswith("epoch 1/2  loss ") and "accuracy" in lines[1] and not err


def test_progress_with_tqdm(capsys, monkeypatch):
    shown = []

    class Bar:
        def __init__(self, total, initial, unit):
            shown.append((initial, total, unit))

        def close(self):
            shown.append("closed")

        def set_postfix_str(self, words, refresh):
            shown.append(words)

        def update(self):
            shown.append("+1")

    import tqdm.auto

    monkeypatch.setattr(tqdm.auto, "tqdm", Bar)
    X, y = data()
    fit(net(), X, y, CrossEntropy(), SGD(0.1), epochs=2)
    assert shown[0] == (0, 2, "epoch") and shown.count("+1") == 2 and shown[-1] == "closed"
    assert shown[1].startswith("loss ")
    assert capsys.readouterr().out == ""


def test_progress_off_says_nothing(capsys):
    X, y = data()
    fit(net(), X, y, CrossEntropy(), SGD(0.1), epochs=2, progress=False)
    assert capsys.readouterr() == ("", "")


def test_a_history_that_is_long_enough_says_so(capsys):
    """Ten epochs more are asked for with epochs=10 by whoever forgets those before; nothing happened, silently."""
    X, y = data()
    network = net()
    history = fit(network, X, y, CrossEntropy(), Adam(0.01), epochs=5, progress=False)
    before = network.theta.copy()
    for epochs, progress in ((5, False), (3, True)):
        history = fit(network, X, y, CrossEntropy(), Adam(0.01), epochs=epochs, history=history, progress=progress)
        words = f"nothing to learn: epochs={epochs} counts the 5 in the history; for {epochs} more, epochs={5 + epochs}"
        assert history.stopped == words and words in repr(history)
        assert (words in capsys.readouterr().out) is progress
    np.testing.assert_array_equal(network.theta, before)
    history = fit(network, X, y, CrossEntropy(), Adam(0.01), epochs=6, history=history, progress=False)
    assert len(history) == 6 and history.stopped is None
    assert fit(network, X, y, CrossEntropy(), Adam(0.01), epochs=0, progress=False).stopped is None


def test_a_history_is_gone_on_with():
    """Two parts are one training: the same numbers, and steps that are counted on."""
    X, y = data()
    network, other, optimizer, rng = net(), net(), Adam(0.01), np.random.default_rng(4)
    steps = []

    class Listen(Callback):
        def after_step(self, run, step):
            steps.append((step.epoch, step.index))

    options = {"batch_size": 8, "progress": False, "callbacks": [Listen()]}
    whole = fit(other, X, y, CrossEntropy(), Adam(0.01), rng=np.random.default_rng(4), epochs=5, **options)
    counted, steps[:] = list(steps), []
    history = fit(network, X, y, CrossEntropy(), optimizer, rng=rng, epochs=2, **options)
    history.interrupted = True
    again = fit(network, X, y, CrossEntropy(), optimizer, rng=rng, epochs=5, history=history, **options)
    assert again is history and history.records == whole.records and len(history) == 5
    assert steps == counted == [(k // 3, k) for k in range(15)] and not history.interrupted
    np.testing.assert_array_equal(network.theta, other.theta)
    fit(network, X, y, CrossEntropy(), optimizer, rng=rng, epochs=5, history=history, **options)
    np.testing.assert_array_equal(network.theta, other.theta)
    assert len(history) == 5 and len(steps) == 15


# --- penalties and clipping ------------------------------------------------------------------------------------------


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
    """The first weights' own gradient alone overflows, which is seen one step later; that is said."""
    X = np.array([[1e30, 1.0, 1.0], [-1e30, 1.0, 1.0]], np.float32)
    network = Sequential(Dense(3, 1, np.random.default_rng(0)))
    network.theta[...] = [0, 1, 1, 0]
    with pytest.raises(TrainingDiverged, match=r"step 1 .* θ is not finite any more") as caught:
        list(train(network, SquaredError(), SGD(0.1), [(X, np.array([[1e9], [-1e9]]))], 3))
    assert not np.isfinite(network.theta).all() and "θ is" in str(pickle.loads(pickle.dumps(caught.value)))


def test_a_large_gradient_is_not_called_infinite():
    """Its squares overflow in float32, its entries do not."""
    network = Sequential(Dense(3, 1, np.random.default_rng(0)))
    X, y = np.ones((2, 3), np.float32), np.full((2, 1), 1.2e19, np.float32)
    before = network.theta.copy()
    assert np.isfinite(next(train(network, SquaredError(), SGD(1e-9), [(X, y)])).loss)
    with np.errstate(over="ignore"):
        assert np.isinf(network.grad[3] ** 2) and np.isfinite(network.grad).all()
    assert (network.theta != before).all()


# --- it learns -------------------------------------------------------------------------------------------------------


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


def test_digits_are_learned():
    from sklearn.datasets import load_digits

    X, y = load_digits(return_X_y=True)
    network = mlp([64, 32, 10], np.random.default_rng(0), activation="relu", init="he")
    history = fit(
        network,
        *(X[:1400] / 16, y[:1400], CrossEntropy(), Adam(0.005)),
        epochs=15,
        rng=np.random.default_rng(0),
        validation=(X[1400:] / 16, y[1400:]),
        progress=False,
    )
    assert history.accuracy[-1] > 0.99 and history.validation_accuracy[-1] > 0.9
