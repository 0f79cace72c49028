"""`fit`: it is `train`, with validation, a history that is gone on with, and an end that is told; bad calls."""

from itertools import islice

import numpy as np
import pytest
from bad_calls import NAN, X, Y, dense, each_call, fitting
from example_training import data, net
from helpers import refused

from course_nn import (
    SGD,
    Adam,
    BatchNorm,
    BinaryCrossEntropy,
    Callback,
    CrossEntropy,
    Dense,
    EarlyStopping,
    Flatten,
    History,
    MaxPool2D,
    ReLU,
    Sequential,
    Sigmoid,
    Softplus,
    SquaredError,
    Tanh,
    TrainingDiverged,
    batches,
    fit,
    interrupts,
    mlp,
    train,
)
from course_nn.data import iris, moons


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
    # Every example counts alike, also those of a smaller last batch.
    means = np.average(np.reshape(losses, (3, -1)), axis=1, weights=[len(x) for x, _ in feed])
    np.testing.assert_allclose(history["loss"], means, rtol=1e-14)


@pytest.mark.parametrize("kind", [np.uint8, np.int64, bool])
@pytest.mark.parametrize("first", [None, Tanh, MaxPool2D])
def test_whole_numbers_stay_what_they_are_and_train_as_floats_do(kind, first):
    """They may be tokens, which floats are not; pictures in bytes take a quarter of the room."""
    rng = np.random.default_rng(0)
    X = rng.integers(0, 3, (24, 1, 4, 4)).astype(kind)
    y = rng.integers(0, 2, 24)
    seen, trained = set(), []

    class Seeing(Sequential):
        def forward(self, x, train=False):
            seen.add(x.dtype)
            return super().forward(x, train)

    for numbers in (X, X.astype(np.float32)):
        rng = np.random.default_rng(1)
        layers = [] if first is None else [first(2) if first is MaxPool2D else first()]
        network = Seeing(*layers, Flatten(), Dense(4 if first is MaxPool2D else 16, 2, rng))
        fit(network, numbers, y, CrossEntropy(), Adam(0.01), epochs=3, batch_size=7, progress=False)
        trained.append(network.theta.copy())
    np.testing.assert_allclose(*trained, rtol=1e-5 if first is Tanh else 0, atol=1e-6 if first is Tanh else 0)
    assert seen == {np.dtype(kind), np.dtype(np.float32)}


def test_the_loss_of_an_epoch_is_the_mean_over_its_examples():
    """At a rate that leaves θ where it is, the loss in the history is that of all data."""
    X, y = np.random.default_rng(0).normal(size=(33, 1)), np.zeros(33)
    y[32] = 100
    network = mlp([1, 1], np.random.default_rng(0), dtype=np.float64)
    expected = SquaredError()(network(X), y)[0]
    history = fit(network, X, y, SquaredError(), SGD(1e-300), epochs=2, batch_size=32, progress=False)
    np.testing.assert_allclose(history.loss, expected, rtol=1e-12)


def test_sorted_data_are_shuffled_unless_it_is_forbidden():
    """Sorted by class, with small batches: without shuffling only the last class is known after an epoch."""
    X, y = data(60)
    order = np.argsort(y, kind="stable")
    reached = {}
    for shuffle in (True, False):
        network = net()
        history = fit(
            network,
            X[order],
            y[order],
            CrossEntropy(),
            SGD(0.3),
            epochs=3,
            batch_size=4,
            shuffle=shuffle,
            progress=False,
        )
        reached[shuffle] = history.accuracy[-1]
        assert (history.rng is not None) is shuffle
    assert reached[True] > reached[False] + 0.1


def test_without_a_generator_the_training_is_shuffled_alike_in_each_run_and_goes_on():
    X, y = data()
    runs = {}
    for name, rng, parts in (
        ("none", None, (4,)),
        ("given", np.random.default_rng(0), (4,)),
        ("two parts", None, (2, 4)),
    ):
        network, optimizer, history = net(), Adam(0.01), None
        for epochs in parts:
            history = fit(
                network,
                *(X, y, CrossEntropy(), optimizer),
                epochs=epochs,
                batch_size=5,
                rng=rng,
                history=history,
                progress=False,
            )
        runs[name] = network.theta.copy()
    np.testing.assert_array_equal(runs["none"], runs["given"])
    np.testing.assert_array_equal(runs["none"], runs["two parts"])


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


def test_divergence_at_the_first_step_and_in_fit():
    X, y = data()
    network = net()
    network.theta[...] = 1e308
    before = network.theta.copy()
    with pytest.raises(TrainingDiverged) as caught:
        fit(network, X, y, CrossEntropy(), Adam(0.1), progress=False)
    assert caught.value.step.index == 0
    np.testing.assert_array_equal(network.theta, before)


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

    options = {"epochs": 50, "batch_size": 10, "shuffle": False, "progress": False}
    history = fit(network, X, y, Interrupted(), SGD(0.1), **options)
    assert history.interrupted and len(history) == 3 and "interrupted" in repr(history)
    list(islice(train(other, CrossEntropy(), SGD(0.1), batches(X, y, 10, shuffle=False), epochs=50), 7))
    np.testing.assert_array_equal(network.theta, other.theta)


def test_within_a_larger_piece_of_work_the_interrupt_goes_on_to_it():
    X, y = data()
    history = History()

    def stop_button(run):
        if run.epoch == 2:
            raise KeyboardInterrupt

    options = {"epochs": 9, "history": history, "callbacks": [stop_button], "progress": False}
    with pytest.raises(KeyboardInterrupt), interrupts.one_piece():
        fit(net(), X, y, CrossEntropy(), SGD(0.1), **options)
    assert history.interrupted and len(history) == 2


def test_a_network_that_ends_in_a_sigmoid_is_told_and_its_accuracy_is_true():
    X, y = moons(60)
    rng = np.random.default_rng(0)
    network = Sequential(Dense(2, 8, rng), Tanh(), Dense(8, 1, rng), Sequential(Sigmoid()))
    with pytest.warns(
        UserWarning, match=r"BinaryCrossEntropy expects logits, .* the network ends in Sigmoid\(\)"
    ) as told:
        history = fit(network, X, y, BinaryCrossEntropy(), Adam(0.01), epochs=200, progress=False)
    assert len(told) == 1
    assert history.accuracy[-1] == np.mean((network(X)[:, 0] > 0.5) == (y == 1)) > 0.7


@pytest.mark.parametrize(
    ("end", "loss"), [(ReLU(), CrossEntropy()), (Softplus(), CrossEntropy()), (ReLU(), BinaryCrossEntropy())]
)
def test_logits_that_can_not_be_negative_are_told(end, loss):
    outputs = 4 if isinstance(loss, CrossEntropy) else 1
    X, y = data()
    network = Sequential(Dense(3, outputs, np.random.default_rng(0)), end)
    with pytest.warns(UserWarning, match=f"expects logits, .* ends in {type(end).__name__}"):
        list(train(network, loss, SGD(0.1), [(X, np.minimum(y, outputs))], epochs=1))


def test_other_ends_are_not_told(recwarn):
    X, y = moons(20)
    for end, loss in ((Tanh(), BinaryCrossEntropy()), (Sigmoid(), SquaredError())):
        network = Sequential(Dense(2, 1, np.random.default_rng(0)), end)
        fit(network, X, y, loss, SGD(0.1), epochs=1, progress=False)
    assert not recwarn.list


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


BAD_CALLS = {
    "fit": [
        (fitting(network="net"), "network: expected a layer"),
        (fitting(network=Tanh()), "parameters to learn"),
        (fitting(X=NAN), "X: expected finite"),
        (fitting(X="abc"), "X: expected real numbers"),
        (fitting(X=X[:0], y=Y[:0]), "X: expected at least one number"),
        (fitting(X=X[:, :2]), "expected input of shape"),
        (fitting(y=Y[:-1]), "as many targets as examples"),
        (fitting(y=Y * np.nan), "y: expected finite"),
        (fitting(y=["cat"] * 6), "y: expected real numbers"),
        (fitting(loss=SquaredError), r"write SquaredError\(\)"),
        (fitting(optimizer=None), "optimizer: .* got None"),
        (fitting(epochs=-1), "epochs"),
        (fitting(epochs="many"), "epochs: .* got 'many'"),
        (fitting(batch_size=0), "size: expected a whole number at least 1, got 0"),
        (fitting(rng=0), "rng: expected a numpy.random.Generator .* got 0"),
        (fitting(validation=X), "validation: expected a pair"),
        (fitting(validation=(X, Y[:-1])), "validation: expected as many targets"),
        (fitting(validation=(NAN, Y)), "validation X: expected finite"),
        (fitting(validation=(X[:, :2], Y)), "expected input of shape"),
        (fitting(validation=(X[:, :2], Y)), r"^validation: Dense.* of shape \(n, 3\), got \(6, 2\)"),
        (fitting(validation=(Y, X)), "^validation: Dense"),
        (fitting(validation=(X, Y[:, :1])), "^validation: SquaredError"),
        (fitting(X=X[:, :2], validation=(X[:, :2], Y)), "^Dense"),
        (fitting(shuffle=None), "shuffle: expected True or False, got None"),
        (fitting(network=Sequential(dense(), BatchNorm(2)), batch_size=5), "batch_size: expected one that leaves no"),
        (fitting(progress="yes"), "progress: expected True or False, got 'yes'"),
        (fitting(callbacks=None), "callbacks: expected a list of callbacks, got None"),
        (fitting(callbacks=EarlyStopping()), r"write \[...\] around it"),
        (fitting(callbacks=[EarlyStopping]), r"callbacks: expected callbacks .* write EarlyStopping\(...\)"),
        (fitting(callbacks=["early"]), "callbacks: expected callbacks such as .* got 'early'"),
        (fitting(history={}), "history: expected a History to go on with, got dict"),
    ],
}


@each_call(BAD_CALLS)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()
