"""Early stopping, reduction on a plateau, checkpoints: when they act, what they keep, how they go on."""

import math
import os
import signal
import zipfile

import numpy as np
import pytest
from bad_calls import each_call, fitting, of_file, of_fraction
from example_callbacks import data, net, play, train_with
from helpers import check_sentence, refused
from hypothesis import given
from hypothesis import strategies as st
from interrupts import interrupted_after

from course_nn import (
    SGD,
    Adam,
    BatchNorm,
    Checkpoint,
    CosineDecay,
    CrossEntropy,
    Dense,
    EarlyStopping,
    History,
    ReduceOnPlateau,
    Sequential,
    SquaredError,
    _files,
    fit,
    load,
    mlp,
)
from course_nn.callbacks import Run

NAN = float("nan")


def test_a_name_that_will_not_be_measured_is_refused_before_the_training():
    network = net()
    before = network.theta.copy()
    for make in (EarlyStopping, ReduceOnPlateau, lambda monitor: Checkpoint("x.npz", monitor)):
        with refused("unknown name 'validation_los'; did you mean 'validation_loss'"):
            train_with([make("validation_los")], network)
        with refused(r"unknown name 'validation_loss'.*; give fit validation=\(X, y\)$"):
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


@pytest.mark.parametrize("name", ["auc", "f1", "R2", "f1_score", "validation_accuracy", "val_precision"])
def test_more_of_the_usual_measures_is_better(name):
    early = EarlyStopping(name, patience=2)
    run = play(early, [0.5, 0.9, 0.7, 0.6], name)
    assert early.best == 0.9 and len(run.history) == 4 and (run.network.theta == 2).all()


@pytest.mark.parametrize("name", ["loss", "validation_loss", "mse", "test_error", "mean_squared_error", "log_loss"])
def test_less_of_the_usual_errors_is_better(name):
    early = EarlyStopping(name, patience=2)
    run = play(early, [0.5, 0.3, 0.4, 0.6], name)
    assert early.best == 0.3 and len(run.history) == 4 and (run.network.theta == 2).all()


@pytest.mark.parametrize("name", ["score", "my_score", "norm", "gain", "lossy", "f12"])
def test_what_is_better_is_asked_for_where_the_name_does_not_tell(name):
    """A search minimizes what it calls score; scikit-learn's scores are to rise."""
    for make in (EarlyStopping, ReduceOnPlateau, lambda monitor, mode=None: Checkpoint("x.npz", monitor, mode)):
        with refused(f"expected mode='max' or mode='min' for '{name}'"):
            play(make(name), [1.0], name)
    for mode, best in (("max", 3.0), ("min", 1.0)):
        early = EarlyStopping(name, patience=9, mode=mode)
        run = play(early, [2.0, 3.0, 1.0], name)
        assert early.best == best and (run.network.theta == early.best_epoch).all()


def test_the_mode_given_goes_before_the_name(tmp_path):
    assert play(early := EarlyStopping("loss", mode="max"), [1.0, 2.0], "loss") and early.best == 2.0
    plateau = ReduceOnPlateau("accuracy", patience=1, mode="min")
    play(plateau, [0.5, 0.4, 0.6], "accuracy")
    assert plateau.reductions == [3]
    keep = Checkpoint(tmp_path / "best.npz", "gain", mode="max")
    play(keep, [1.0, 3.0, 2.0], "gain")
    load(other := Sequential(Dense(2, 1, np.random.default_rng(0))), tmp_path / "best.npz")
    assert (other.theta == 2).all()


def test_a_name_of_keras_is_told_ours():
    """`did you mean 'loss'?` led to watching the training."""
    with refused(r"'val_loss': expected validation data .* validation=\(X, y\), and watch 'validation_loss'"):
        train_with([EarlyStopping("val_loss")], validation=None)
    with refused("unknown name 'val_accuracy'; did you mean 'validation_accuracy'?"):
        train_with([EarlyStopping("val_accuracy")])


@pytest.mark.long
def test_an_interrupt_while_the_best_comes_back_leaves_the_best_or_the_last():
    """At each of Python's steps in between; θ and the buffers are of one epoch."""
    network = Sequential(Dense(2, 3, np.random.default_rng(0)), BatchNorm(3), Dense(3, 1, np.random.default_rng(1)))
    run = Run(network, SGD(1.0), History(), 9, names=("loss",))
    early = EarlyStopping("loss")
    early.start(run)
    places = [part.value for part in (network.parameters() | network.buffers()).values()]

    def fill(number):
        for place in places:
            place[...] = number

    def measure(loss):
        run.measured = {"loss": loss}
        run.history.append(loss=loss)
        early.after_epoch(run)

    fill(1)
    measure(1.0)
    run.complete = True
    seen = []
    while not seen or not seen[-1][1]:
        fill(2)
        ended = interrupted_after(len(seen) + 1, lambda: early.finish(run))
        (state,) = {float(number) for place in places for number in place.ravel()}  # all of one epoch
        seen.append((state, ended))
    assert set(seen) == {(2.0, False), (1.0, False), (1.0, True)} and len(seen) > 50


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
PLATEAU = """
    2.98 3.03 2.95 2.7 2.57 2.3 2.3 2.61 2.47 nan 2.4 2.47 2.47 2.22 2.19 2.35 1.99 1.86 1.36 1.02
    0.54 0.46 0.12 0.17 0.19 0.12 -0.53 -0.68 -0.71 -0.71 -1.11 -1.25 -1.51 -1.73 -1.49 -1.71 -1.74 -1.54 -1.7 -1.75
"""
PLATEAU_RATES = [1.0] * 8 + [0.3] * 3 + [0.09] * 14 + [0.027] * 11 + [0.01] * 4


def test_reduction_as_in_pytorch():
    """Its patience 2 is our 3: it reduces when more than so many epochs were no better."""
    values, rates = [float(value) for value in PLATEAU.split()], PLATEAU_RATES
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
    with pytest.raises(
        OSError, match=r"save: expected a place that can be written, but .*net.npz: No space left"
    ) as told:
        train_with([Checkpoint(path)], network)
    check_sentence(told.value)
    assert path.read_bytes() == before and os.listdir(tmp_path) == ["net.npz"]


def test_a_folder_that_cannot_be_written_is_noticed_before_the_training(tmp_path, monkeypatch):
    network = net()
    before = network.theta.copy()
    monkeypatch.setattr(_files, "open", denied, raising=False)
    with pytest.raises(OSError, match=r"Checkpoint: expected a place that can be written, but .*: Permission denied"):
        train_with([Checkpoint(tmp_path / "net.npz")], network)
    np.testing.assert_array_equal(network.theta, before)


def denied(*arguments):
    raise PermissionError(13, "Permission denied")


@pytest.mark.parametrize("moment", [0.2, 0.5, 0.9])
def test_an_interrupt_while_a_checkpoint_is_written_ends_the_training_softly(tmp_path, monkeypatch, moment):
    """It came out as "Can't close the ZIP file while there is an open writing handle on it"."""
    path, write = tmp_path / "net.npz", np.lib.format.write_array

    def pressed(file, array, **options):
        if moment < 0.6:
            signal.raise_signal(signal.SIGINT)
        write(file, array, **options)
        if moment > 0.4:
            signal.raise_signal(signal.SIGINT)

    if moment == 0.9:  # between the parts, within zipfile itself
        opened = zipfile.ZipFile.open
        monkeypatch.setattr(
            zipfile.ZipFile, "open", lambda *a, **k: (opened(*a, **k), signal.raise_signal(signal.SIGINT))[0]
        )
    else:
        monkeypatch.setattr(np.lib.format, "write_array", pressed)
    history = train_with([Checkpoint(path)], network := net())
    assert history.interrupted and len(history) == 1 and os.listdir(tmp_path) == ["net.npz"]
    monkeypatch.undo()
    np.testing.assert_array_equal(load(net(5), path).theta, network.theta)


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


def of_monitor(callback):
    name = callback.__name__
    return [
        (lambda: callback(3), f"{name}: monitor: expected a name such as 'validation_loss', got 3"),
        (lambda: callback(patience=0), f"{name}: patience: expected a whole number at least 1, got 0"),
        (lambda: callback(patience=2.5), f"{name}: patience: .* got 2.5"),
        (
            fitting(callbacks=[callback()]),
            r"'validation_loss': .* validation data .* give fit validation=\(X, y\)",
        ),
        (fitting(callbacks=[callback("los")]), f"{name}: monitor: unknown name 'los'; did you mean 'loss'"),
    ]


BAD_CALLS = {
    "EarlyStopping": [
        *of_monitor(EarlyStopping),
        (lambda: EarlyStopping(min_change=-1), "EarlyStopping: min_change: .* at least 0, got -1"),
        (lambda: EarlyStopping(restore_best="yes"), "restore_best: expected True or False, got 'yes'"),
    ],
    "ReduceOnPlateau": [
        *of_monitor(ReduceOnPlateau),
        *of_fraction(lambda value: ReduceOnPlateau(factor=value), "factor"),
        (lambda: ReduceOnPlateau(min_rate=0), "min_rate: .* above 0, got 0"),
        (
            fitting(callbacks=[ReduceOnPlateau("loss")], optimizer=SGD(CosineDecay(0.1, 9))),
            "expected an optimizer with a learning rate that is a number, got one that follows CosineDecay",
        ),
    ],
    "Checkpoint": [
        *of_file(Checkpoint),
        (
            fitting(callbacks=[Checkpoint("x.npz", "los")]),
            "Checkpoint: monitor: unknown name 'los'; did you mean 'loss'",
        ),
        (lambda: Checkpoint("x.npz", 3), "Checkpoint: monitor: expected a name .* got 3"),
    ],
}


@each_call(BAD_CALLS)
def test_bad_calls_get_a_sentence(call, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with refused(words, kinds=(ValueError, TypeError, FileNotFoundError)):
        call()
