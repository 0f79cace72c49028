"""Callbacks of one's own: when they are called, what they may say, what is refused, how they end."""

import copy
import pickle

import numpy as np
import pytest
from bad_calls import each_call, fitting
from example_callbacks import data, net, train_with
from helpers import refused

from course_nn import (
    SGD,
    Adam,
    Callback,
    Checkpoint,
    CSVLog,
    EarlyStopping,
    ProgressBar,
    ReduceOnPlateau,
    SquaredError,
    TrainingDiverged,
    fit,
    mlp,
)


def test_methods_are_called_in_their_order():
    calls = []

    class Own(Callback):
        def __init__(self, name):
            self.name = name

        def start(self, run):
            calls.append((self.name, "start", run.epoch, run.epochs))

        def after_step(self, run, step):
            calls.append((self.name, "step", step.index))

        def after_epoch(self, run):
            calls.append((self.name, "epoch", run.epoch, list(run.measured) == list(run.names)))

        def finish(self, run):
            calls.append((self.name, "finish", run.complete))

    train_with([Own("a"), Own("b")], epochs=2, batch_size=10)
    expected = [("start", 0, 2), ("step", 0), ("step", 1), ("epoch", 1, True)]
    expected += [("step", 2), ("step", 3), ("epoch", 2, True), ("finish", True)]
    assert calls == [(name, *call) for call in expected for name in "ab"]


def test_a_callback_in_four_lines_and_a_function():
    class Enough(Callback):
        def after_epoch(self, run):
            if run.measured["loss"] < 100:
                run.stop("the loss is below 100")

    seen = []
    history = train_with([lambda run: seen.append(run.measured["validation_accuracy"]), Enough()])
    assert history.stopped == "the loss is below 100" and len(history) == 1 == len(seen)
    assert "stopped: the loss is below 100" in repr(history)
    assert train_with([]).stopped is None


def test_stopping_within_an_epoch():
    class AtStep(Callback):
        def after_step(self, run, step):
            if step.index == 4:
                run.stop("five steps")

    network, optimizer = net(), Adam(0.05)
    history = train_with([AtStep()], network, optimizer=optimizer)
    assert optimizer.steps == 5 and len(history) == 1 and history.stopped == "five steps"


def test_the_first_reason_counts():
    history = train_with([lambda run: run.stop("first"), lambda run: run.stop("second")])
    assert history.stopped == "first" and len(history) == 1
    for reason in ("", None, 3):
        with refused("the reason in words"):
            train_with([lambda run, reason=reason: run.stop(reason)])


def test_own_numbers_may_be_recorded_and_watched():
    class Norm(Callback):
        records = ("norm",)

        def after_epoch(self, run):
            run.record(norm=np.linalg.norm(run.network.theta))

    early = EarlyStopping("norm", patience=1, restore_best=False, mode="min")
    network = net()
    history = train_with([Norm(), early], network, epochs=30)
    assert history.norm[-1] == pytest.approx(np.linalg.norm(network.theta))
    assert history.stopped and early.best == min(history.norm) and len(history) == early.best_epoch + 1
    with refused("place the callback that records it before"):
        train_with([early, Norm()])


def test_keras_names_are_pointed_out():
    for name, ours in {"on_epoch_end": "after_epoch", "on_train_begin": "start"}.items():
        with refused(f"got {name}, .* name it {ours}"):
            type("Own", (Callback,), {name: lambda self, epoch, logs=None: None})


def test_what_is_no_callback_is_refused_before_anything_is_learned():
    network = net()
    before = network.theta.copy()
    for bad, words in (
        (EarlyStopping(), r"list of callbacks, got EarlyStopping; write \[...\]"),
        (print, r"write \[...\]"),
        (None, "list of callbacks, got None"),
        ("early", "got 'early'"),
        ([EarlyStopping], r"write EarlyStopping\(...\)"),
        ([3], "functions of one argument, got 3"),
        ([None], "got None"),
        ([type("Own", (Callback,), {"records": "f1"})()], r"tuple of names, got 'f1'; write \('f1',\)"),
    ):
        with refused(words):
            train_with(bad, network)
    with refused("History to go on with, got dict"):
        train_with([], network, history={})
    np.testing.assert_array_equal(network.theta, before)


def test_what_cannot_be_called_is_refused_before_anything_is_learned():
    """A function of no argument was found out after the first epoch only, by Python's words from inside."""
    network = net()
    before = network.theta.copy()

    class Short(Callback):
        def after_epoch(self):
            pass

    class NoStep(Callback):
        def after_step(self, run):
            pass

    class Static(Callback):
        @staticmethod
        def start():
            pass

    for bad, words in (
        (lambda: 1, r"<lambda>: expected a function of one argument, the run; what came takes \(\)"),
        (lambda run, step: 1, r"one argument, the run; what came takes \(run, step\)"),
        (lambda *, run: 1, r"what came takes \(\*, run\)"),
        (Short(), r"Short\(\).after_epoch: expected def after_epoch\(self, run\); what came takes \(\)"),
        (NoStep(), r"expected def after_step\(self, run, step\); what came takes \(run\)"),
        (Static(), r"expected def start\(run\); what came takes \(\)"),
    ):
        with refused(words):
            train_with([bad], network)
    np.testing.assert_array_equal(network.theta, before)
    seen = []
    for fine in (seen.append, lambda *args: None, lambda run, extra=1: None):
        train_with([fine], epochs=1)
    assert len(seen) == 1


def test_a_callback_is_taken_once():
    """Twice in the list, it counted each epoch double: patience 4 stopped after two."""
    early = EarlyStopping("loss", patience=4)
    with refused(r"expected each callback once, got EarlyStopping\('loss'\) twice"):
        train_with([early, ReduceOnPlateau("loss"), early])
    with refused("got print_it twice"):
        train_with([print_it, print_it])
    train_with([EarlyStopping("loss", patience=4), EarlyStopping("loss", patience=4)])


def print_it(run):
    print(run.measured)


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt])
@pytest.mark.parametrize("place", ["start", "after_step", "after_epoch"])
def test_an_error_in_a_callback_comes_out_and_the_others_finish(error, place):
    finished = []

    class Ends(Callback):
        def finish(self, run):
            finished.append(run.complete)

    class Breaks(Callback):
        def after_step(self, run, step):
            self.theta = run.network.theta.copy()
            if place == "after_step" and step.index == 4:
                raise error("mine")

        def after_epoch(self, run):
            if place == "after_epoch" and run.epoch == 2:
                raise error("mine")

        def start(self, run):
            self.theta = run.network.theta.copy()
            if place == "start":
                raise error("mine")

    network, breaks = net(), Breaks()
    options = {"callbacks": [Ends(), breaks, EarlyStopping(), Ends()], "network": network}
    if error is KeyboardInterrupt:
        history = train_with(**options)
        assert history.interrupted and "interrupted" in repr(history)
        assert len(history) == {"start": 0, "after_step": 1, "after_epoch": 2}[place]
    else:
        with pytest.raises(RuntimeError, match="mine"):
            train_with(**options)
    np.testing.assert_array_equal(network.theta, breaks.theta)
    assert finished == [False] * (1 if place == "start" else 2)


def test_every_finish_is_called_even_if_one_fails():
    calls = []

    class Fails(Callback):
        def finish(self, run):
            calls.append(run.complete)
            raise RuntimeError("mine")

    with pytest.raises(RuntimeError, match="mine"):
        train_with([Fails(), Fails()])
    assert calls == [True, True]


def test_divergence_reaches_finish_and_leaves_theta():
    early = EarlyStopping("loss", patience=10**6)
    network = mlp([3, 1], np.random.default_rng(0))
    X, _ = data()
    with pytest.raises(TrainingDiverged):
        fit(network, X, X[:, 0], SquaredError(), SGD(10.0), epochs=999, progress=False, callbacks=[early])
    assert early.best_epoch == 1 and np.abs(network.theta).max() > 1e6  # as it was, not the best


@pytest.mark.parametrize("how", [copy.deepcopy, lambda c: pickle.loads(pickle.dumps(c))])
def test_callbacks_and_histories_travel(tmp_path, how):
    callbacks = [
        EarlyStopping(),
        Checkpoint(tmp_path / "a"),
        ReduceOnPlateau(),
        CSVLog(tmp_path / "b"),
        ProgressBar(),
    ]
    history = train_with(callbacks)
    twin = how(history)
    assert twin.records == history.records and twin.records is not history.records
    twins = [how(callback) for callback in callbacks]
    assert train_with(twins).records == history.records
    assert list(map(repr, twins)) == list(map(repr, callbacks))


BAD_CALLS = {
    "Callback": [
        (fitting(callbacks=[Callback]), r"write Callback\(...\)"),
        (lambda: type("Own", (Callback,), {"on_epoch_end": print}), "Own: expected methods .* after_epoch"),
        (fitting(callbacks=[lambda run: run.stop(3)]), "stop: expected the reason in words, got 3"),
        (fitting(callbacks=[lambda run: run.record(f1="good")]), "expected a number for f1, got 'good'"),
    ],
}


@each_call(BAD_CALLS)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()
