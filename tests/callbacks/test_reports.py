"""The log in a CSV file and the progress bar: every number once, also of a training that is gone on with."""

import builtins
import csv
import os

import numpy as np
import pytest
from bad_calls import each_call, fitting, of_file
from example_callbacks import data, net, train_with
from helpers import refused

from course_nn import SGD, Adam, Callback, Checkpoint, CrossEntropy, CSVLog, EarlyStopping, ProgressBar, fit


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


def test_an_interrupted_or_failed_start_keeps_the_epochs_of_before(tmp_path, monkeypatch):
    """The table is written anew when a training goes on."""
    path = tmp_path / "log.csv"
    history = train_with([CSVLog(path)], epochs=3)
    before = path.read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match=r"CSVLog: expected a place that can be written, .*No space left on device"):
        train_with([CSVLog(path)], history=history, epochs=4)
    assert path.read_bytes() == before and os.listdir(tmp_path) == ["log.csv"]


@pytest.mark.skipif(os.name != "posix", reason="links and pipes as POSIX has them")
def test_no_file_is_put_through_a_link_or_into_a_pipe(tmp_path):
    (tmp_path / "important").write_text("epoch,")
    (tmp_path / "link").symlink_to(tmp_path / "important")
    os.mkfifo(tmp_path / "pipe")
    for make in (CSVLog, Checkpoint):
        for name in ("link", "pipe"):
            with refused(f"expected the name of a plain file, or of none yet; .* is a {name}"):
                train_with([make(tmp_path / name)])
    assert (tmp_path / "important").read_text() == "epoch,"


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


BAD_CALLS = {
    "CSVLog": of_file(CSVLog),
    "ProgressBar": [(fitting(callbacks=[ProgressBar]), r"write ProgressBar\(...\)")],
}


@each_call(BAD_CALLS)
def test_bad_calls_get_a_sentence(call, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with refused(words, kinds=(ValueError, TypeError, FileNotFoundError)):
        call()
