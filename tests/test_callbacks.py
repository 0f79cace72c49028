"""Callbacks: when they stop, what they keep, that a run gone on with is the run that was never interrupted."""

import copy
import csv
import math
import os
import pickle

import numpy as np
import pytest
from helpers import refused
from hypothesis import given
from hypothesis import strategies as st

from course_nn import (
    SGD,
    Adam,
    BatchNorm,
    Callback,
    Checkpoint,
    CrossEntropy,
    CSVLog,
    Dense,
    EarlyStopping,
    History,
    ProgressBar,
    ReduceOnPlateau,
    Sequential,
    SquaredError,
    TrainingDiverged,
    fit,
    load,
    mlp,
)
from course_nn.callbacks import Run

NAN = float("nan")


def data(n=30, seed=0):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, 3)), rng.integers(0, 4, n)


def net(seed=0):
    return mlp([3, 5, 4], np.random.default_rng(seed))


def train_with(callbacks, network=None, **options):
    X, y = data()
    given = {"epochs": 4, "batch_size": 8, "rng": np.random.default_rng(1), "progress": False}
    given |= {"validation": (X[20:], y[20:]), "callbacks": callbacks}
    optimizer = options.pop("optimizer", None) or Adam(0.05)
    return fit(network or net(), X[:20], y[:20], CrossEntropy(), optimizer, **(given | options))


def play(callback, values, name="validation_loss", history=None, optimizer=None):
    """The callback in a training that measures ``values``, without any; the run. θ counts the epochs."""
    network = Sequential(Dense(2, 1, np.random.default_rng(0)))
    history = History() if history is None else history
    run = Run(network, optimizer or SGD(1.0), history, len(history) + len(values), names=(name,))
    callback.start(run)
    for value in values:
        if history.stopped:
            break
        run.measured = {name: value}
        history.append(**run.measured)
        network.theta[...] = len(history)
        callback.after_epoch(run)
    run.complete = True
    callback.finish(run)
    return run


# --- writing one -----------------------------------------------------------------------------------------------------


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

    early = EarlyStopping("norm", patience=1, restore_best=False)
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


# --- errors and interrupts -------------------------------------------------------------------------------------------


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


# --- watching a quantity ---------------------------------------------------------------------------------------------


def test_a_name_that_will_not_be_measured_is_refused_before_the_training():
    network = net()
    before = network.theta.copy()
    for make in (EarlyStopping, ReduceOnPlateau, lambda monitor: Checkpoint("x.npz", monitor)):
        with refused("unknown name 'validation_los'; did you mean 'validation_loss'"):
            train_with([make("validation_los")], network)
        with refused(r"unknown name 'validation_loss'.*; give fit validation=\(X, y\)"):
            train_with([make("validation_loss")], network, validation=None)
        with refused("expected a name such as 'validation_loss', got 3"):
            make(3)
    X, _ = data()
    with refused("unknown name 'accuracy'"):
        fit(
            mlp([3, 1], np.random.default_rng(0)),
            X,
            X[:, 0],
            SquaredError(),
            SGD(0.1),
            progress=False,
            callbacks=[EarlyStopping("accuracy")],
        )
    np.testing.assert_array_equal(network.theta, before)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=20), st.integers(1, 4), st.booleans())
def test_early_stopping_by_its_definition(values, patience, upward):
    """It stops at the first epoch that is ``patience`` after the first best one, and goes back to that."""
    name, sign = ("validation_accuracy", -1) if upward else ("validation_loss", 1)
    early = EarlyStopping(name, patience)
    run = play(early, [float(sign * value) for value in values], name)
    end = next((e for e in range(1, len(values) + 1) if e - 1 - int(np.argmin(values[:e])) >= patience), None)
    best = 1 + int(np.argmin(values[:end]))
    assert (len(run.history), bool(run.history.stopped)) == ((end or len(values)), end is not None)
    assert (early.best, early.best_epoch) == (sign * values[best - 1], best)
    assert (run.network.theta == best).all()


def test_nan_is_never_the_best_and_counts_as_waiting():
    early = EarlyStopping(patience=3)
    run = play(early, [NAN, 3.0, NAN, math.inf, NAN, 1.0])
    assert len(run.history) == 5 and early.best_epoch == 2 and (run.network.theta == 2).all()
    early = EarlyStopping(patience=2)
    run = play(early, [NAN, NAN, 1.0])
    assert len(run.history) == 2 and early.best is None and "no better than a number" in run.history.stopped
    assert (run.network.theta == 2).all()  # there is no best: θ stays


def test_min_change_is_the_least_that_counts():
    early = EarlyStopping(patience=2, min_change=0.5)
    run = play(early, [3.0, 2.5, 2.4, 2.0])
    assert run.history.stopped is None and early.best_epoch == 3  # 2.4 is better by 0.6, 2.5 only by 0.5
    run = play(EarlyStopping(patience=2, min_change=0.5), [3.0, 2.5, 2.5, 2.0])
    assert len(run.history) == 3 and (run.network.theta == 1).all()


def test_without_restoring_theta_is_that_of_the_last_epoch():
    run = play(EarlyStopping(patience=2, restore_best=False), [1.0, 2.0, 2.0, 2.0])
    assert (run.network.theta == 3).all()


def test_the_best_buffers_come_back_with_the_best_theta():
    network = Sequential(Dense(3, 4, np.random.default_rng(0)), BatchNorm(4))
    kept = []

    def keep(run):
        kept.append((network.theta.copy(), network[1].running_mean.value.copy()))

    early = EarlyStopping("validation_loss", patience=3)
    history = train_with([early, keep], network, epochs=60, optimizer=SGD(1.0))
    assert history.stopped and early.best_epoch < len(history)
    theta, mean = kept[early.best_epoch - 1]
    np.testing.assert_array_equal(network.theta, theta)
    np.testing.assert_array_equal(network[1].running_mean.value, mean)
    assert not np.array_equal(mean, kept[-1][1])


def test_a_training_at_its_end_is_left_at_its_best():
    network, early = net(), EarlyStopping("validation_loss", patience=50)
    X, y = data()
    history = train_with([early], network, epochs=30)
    assert history.stopped is None and early.best_epoch < 30
    assert CrossEntropy()(network(X[20:]), y[20:])[0] == min(history.validation_loss)


def test_a_callback_used_again_begins_anew():
    early = EarlyStopping(patience=2)
    play(early, [1.0, 2.0, 3.0])
    run = play(early, [9.0, 8.0, 7.0])
    assert run.history.stopped is None and early.best == 7.0 and (run.network.theta == 3).all()
    run = play(early, [])
    assert (run.network.theta != 3).any()


#: torch.optim.lr_scheduler.ReduceLROnPlateau(factor=.3, patience=2, threshold=.05, threshold_mode="abs", min_lr=.01)
PLATEAU = (
    (
        2.98,
        3.03,
        2.95,
        2.7,
        2.57,
        2.3,
        2.3,
        2.61,
        2.47,
        NAN,
        2.4,
        2.47,
        2.47,
        2.22,
        2.19,
        2.35,
        1.99,
        1.86,
        1.36,
        1.02,
        0.54,
        0.46,
        0.12,
        0.17,
        0.19,
        0.12,
        -0.53,
        -0.68,
        -0.71,
        -0.71,
        -1.11,
        -1.25,
        -1.51,
        -1.73,
        -1.49,
        -1.71,
        -1.74,
        -1.54,
        -1.7,
        -1.75,
    ),
    [1.0] * 8 + [0.3] * 3 + [0.09] * 14 + [0.027] * 11 + [0.01] * 4,
)


def test_reduction_as_in_pytorch():
    """Its patience 2 is our 3: it reduces when more than so many epochs were no better."""
    values, rates = PLATEAU
    optimizer, seen = SGD(1.0), []
    callback = ReduceOnPlateau(factor=0.3, patience=3, min_change=0.05, min_rate=0.01)
    original = callback.after_epoch

    def after_epoch(run):
        original(run)
        seen.append(round(run.optimizer.learning_rate, 6))

    callback.after_epoch = after_epoch
    play(callback, values, optimizer=optimizer)
    assert seen == rates
    assert len(set(rates)) >= 4 and rates[-1] == 0.01


def test_reduction_leaves_a_rate_below_the_least_alone():
    optimizer = SGD(1e-9)
    callback = ReduceOnPlateau(patience=1)
    play(callback, [1.0, 1.0, 1.0], optimizer=optimizer)
    assert optimizer.learning_rate == 1e-9 and callback.reductions == [2, 3]
    play(callback, [1.0, 2.0])
    assert callback.reductions == [2]


# --- files -----------------------------------------------------------------------------------------------------------


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def test_the_log_has_every_number_of_the_history(tmp_path):
    sizes = []
    path = tmp_path / "log.csv"
    history = train_with([CSVLog(path), lambda run: sizes.append(len(rows(path)))])
    header, *lines = rows(path)
    assert header == ["epoch", "loss", "accuracy", "validation_loss", "validation_accuracy"]
    assert [int(line[0]) for line in lines] == [1, 2, 3, 4] and sizes == [2, 3, 4, 5]
    for i, name in enumerate(header[1:], start=1):
        assert [float(line[i]) for line in lines] == history[name]


def test_the_log_goes_on_without_a_second_header_or_an_epoch_twice(tmp_path):
    path, whole = tmp_path / "log.csv", tmp_path / "whole.csv"
    train_with([CSVLog(whole)], epochs=5)
    network, optimizer, rng = net(), Adam(0.05), np.random.default_rng(1)
    history = train_with([CSVLog(path)], network, optimizer=optimizer, rng=rng, epochs=2)
    with open(path, "a") as file:
        file.write("3,0.5,0.5,0.5,0.5\n")  # an epoch that came after the checkpoint, and will be done again
    train_with([CSVLog(path)], network, optimizer=optimizer, rng=rng, history=history, epochs=5)
    assert rows(path) == rows(whole)
    train_with([CSVLog(path)], epochs=1)  # a new training
    assert len(rows(path)) == 2


def test_the_log_and_numbers_of_ones_own(tmp_path):
    class Own(Callback):
        records = ("a,b",)

        def after_epoch(self, run):
            if run.epoch == 2:
                run.record(**{"a,b": 1})

    train_with([Own(), CSVLog(tmp_path / "log.csv")], epochs=2)
    header, *lines = rows(tmp_path / "log.csv")
    assert header[-1] == "a,b" and [line[-1] for line in lines] == ["", "1.0"]


def test_numbers_that_come_now_and_then_keep_their_rows(tmp_path):
    class Rare(Callback):
        records = ("rare",)

        def after_epoch(self, run):
            if run.epoch == 2:
                run.record(rare=7)

    path = tmp_path / "log.csv"
    network, optimizer = net(), Adam(0.05)
    history = train_with([Rare(), CSVLog(path)], network, optimizer=optimizer, epochs=3)
    train_with([Rare(), CSVLog(path)], network, optimizer=optimizer, history=history, epochs=5)
    header, *lines = rows(path)
    assert [line[header.index("rare")] for line in lines] == ["", "7.0", "", "", ""]
    assert [float(line[1]) for line in lines] == history.loss


def test_what_is_measured_later_stands_in_its_own_rows(tmp_path):
    network, optimizer, path = net(), Adam(0.05), tmp_path / "log.csv"
    history = train_with([CSVLog(path)], network, optimizer=optimizer, validation=None, epochs=2)
    early = EarlyStopping(patience=9)
    train_with([early], network, optimizer=optimizer, history=history, epochs=4)
    assert early.best_epoch == 3 + int(np.argmin(history.validation_loss))
    again = EarlyStopping(patience=9)
    train_with([again, CSVLog(path)], network, optimizer=optimizer, history=history, epochs=5)
    assert again.best_epoch == 3 + int(np.argmin(history.validation_loss))
    header, *lines = rows(path)
    column = [line[header.index("validation_loss")] for line in lines]
    assert column[:2] == ["", ""] and [float(value) for value in column[2:]] == history.validation_loss


def test_files_that_cannot_be_are_refused_before_the_training(tmp_path):
    other = tmp_path / "important.csv"
    other.write_text("name,mark\n")
    network = net()
    before = network.theta.copy()
    with refused("something else; name another file"):
        train_with([CSVLog(other)], network)
    assert other.read_text() == "name,mark\n"
    for make in (CSVLog, Checkpoint):
        for path in (tmp_path / "no folder" / "x", tmp_path, 3, None):
            with refused("expected (the name of a file in a folder that exists|a file name)"):
                train_with([make(path)], network)
    np.testing.assert_array_equal(network.theta, before)


def test_a_checkpoint_after_every_epoch_or_of_the_best(tmp_path):
    thetas = []
    network = net()
    history = train_with(
        [
            Checkpoint(tmp_path / "last.npz"),
            Checkpoint(tmp_path / "best.npz", "validation_loss"),
            Checkpoint(tmp_path / "right.npz", "validation_accuracy"),
            lambda run: thetas.append(network.theta.copy()),
        ],
        network,
        epochs=20,
    )
    assert sorted(os.listdir(tmp_path)) == ["best.npz", "last.npz", "right.npz"]
    for name, epoch in (
        ("last", 20),
        ("best", 1 + int(np.argmin(history.validation_loss))),
        ("right", 1 + int(np.argmax(history.validation_accuracy))),
    ):
        remembered = History()
        other = load(net(9), tmp_path / f"{name}.npz", history=remembered)
        np.testing.assert_array_equal(other.theta, thetas[epoch - 1])
        assert remembered.records == {name: values[:epoch] for name, values in history.records.items()}


def test_a_checkpoint_that_cannot_be_written_leaves_the_old_one(tmp_path, monkeypatch):
    path = tmp_path / "net.npz"
    network = net()
    train_with([Checkpoint(path)], network, epochs=1)
    before = path.read_bytes()

    def full(*arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        train_with([Checkpoint(path)], network)
    assert path.read_bytes() == before and os.listdir(tmp_path) == ["net.npz"]


# --- going on --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("epoch", range(1, 10))
def test_callbacks_go_on_as_if_nothing_had_happened(tmp_path, epoch):
    """Interrupted after any epoch and resumed from the file by new callbacks: the same rates, the same end."""

    def callbacks():
        early = EarlyStopping(patience=6, restore_best=False)
        return [Checkpoint(path), early, ReduceOnPlateau(patience=2, factor=0.5, min_rate=0.001)]

    path = tmp_path / "net.npz"
    network, optimizer = net(), Adam(0.2)
    whole = train_with(callbacks(), network, optimizer=optimizer, epochs=40)
    assert 9 < len(whole) < 40 and whole.stopped and optimizer.learning_rate < 0.1

    def strike(run):
        if run.epoch == epoch + 1:
            raise KeyboardInterrupt

    train_with([strike, *callbacks()], net(), optimizer=Adam(0.2), epochs=40)
    network2, optimizer2, history, rng = net(5), Adam(0.7), History(), np.random.default_rng()
    load(network2, path, optimizer=optimizer2, history=history, rng=rng)
    assert len(history) == epoch
    train_with(callbacks(), network2, optimizer=optimizer2, history=history, rng=rng, epochs=40)
    np.testing.assert_array_equal(network2.theta, network.theta)
    assert history.records == whole.records and history.stopped == whole.stopped
    assert optimizer2.learning_rate == optimizer.learning_rate


def test_early_stopping_gone_on_with_in_one_process_keeps_the_best():
    early, history = EarlyStopping(patience=2), History()
    values = [1.0, 2.0]
    run = play(early, values, history=history)
    theta = run.network.theta.copy()
    again = Run(run.network, run.optimizer, history, 3, names=("validation_loss",))
    early.start(again)
    again.network.theta[...] = 7
    again.measured = {"validation_loss": 3.0}
    history.append(**again.measured)
    early.after_epoch(again)
    again.complete = True
    early.finish(again)
    assert history.stopped and (again.network.theta == theta).all() and (theta == 1).all()


def test_what_is_loaded_may_be_the_best():
    """Resumed after the best epoch so far, in another process: θ as it was loaded comes back."""
    history = History()
    for value in (3.0, 1.0):
        history.append(validation_loss=value)
    early = EarlyStopping(patience=2)
    run = play(early, [2.0, 2.0, 2.0], history=history)
    start = Sequential(Dense(2, 1, np.random.default_rng(0)))
    assert len(history) == 4 and early.best_epoch == 2
    np.testing.assert_array_equal(run.network.theta, start.theta)


def test_a_history_whose_patience_is_over_takes_no_more_steps():
    history = History()
    for value in (1.0, 2.0, 3.0):
        history.append(loss=value, accuracy=0.5, validation_loss=value, validation_accuracy=0.5)
    network = net()
    before = network.theta.copy()
    assert train_with([EarlyStopping(patience=2)], network, history=history, epochs=9) is history
    assert len(history) == 3 and history.stopped
    np.testing.assert_array_equal(network.theta, before)


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


def test_settings_out_of_range():
    for make, words in (
        (
            lambda: EarlyStopping(patience=0),
            "EarlyStopping: patience: expected a whole number at least 1, got 0",
        ),
        (lambda: EarlyStopping(patience=1.5), "patience"),
        (lambda: EarlyStopping(min_change=-1), "min_change: .* at least 0"),
        (lambda: EarlyStopping(restore_best=1), "restore_best: expected True or False"),
        (lambda: ReduceOnPlateau(factor=1), "factor: .* below 1, got 1"),
        (lambda: ReduceOnPlateau(factor=0), "factor: .* above 0"),
        (lambda: ReduceOnPlateau(patience=0), "patience"),
        (lambda: ReduceOnPlateau(min_rate=0), "min_rate: .* above 0"),
    ):
        with refused(words):
            make()
