"""The history of a training by itself: numbers by name, one for each epoch, and bad calls."""

import copy

import numpy as np
import pytest
from bad_calls import each_call
from helpers import refused
from interrupts import interrupted_after

from course_nn import History


def test_history_by_itself(capsys):
    history = History()
    assert len(history) == 0 and repr(history) == "<History of 0 epochs>"
    history._ipython_display_()  # a cell that ends in it
    assert capsys.readouterr().out == f"{history}\n"
    history.append(loss=1.0, accuracy=np.float32(0.5))
    history.append(loss=np.nan)
    assert history.accuracy == [0.5] and len(history) == 2
    with pytest.raises(AttributeError, match="there are loss, accuracy"):
        _ = history.los
    assert copy.deepcopy(history).records["accuracy"] == [0.5]


def test_an_interrupt_finds_an_epoch_in_all_lists_or_in_none():
    """Half an epoch would shift one curve against the other for the rest of the training."""
    for before in (0, 2):
        seen = []
        while not seen or not seen[-1][1]:
            history = History()
            for _ in range(before):
                history.append(loss=1.0, accuracy=0.5)
            ended = interrupted_after(len(seen) + 1, lambda history=history: history.append(loss=2.0, accuracy=0.7))
            seen.append((tuple(map(tuple, history.records.values())), ended))
        old, new = ((1.0,) * before, (0.5,) * before), ((1.0,) * before + (2.0,), (0.5,) * before + (0.7,))
        assert {records for records, _ in seen} == {old if before else (), new} and seen[-1][0] == new
        assert len(seen) > 20


def filled():
    history = History()
    history.append(loss=1.0)
    return history


BAD_CALLS = {
    "History": [
        (lambda: History()["loss"], "history: unknown name 'loss'; there are none"),
        (lambda: filled()["los"], "history: unknown name 'los'; did you mean 'loss'"),
        (lambda: History().append(loss="low"), "history: expected a number for loss, got 'low'"),
        (lambda: History().append(loss=None), "history: expected a number for loss, got None"),
        (lambda: History().plot(), "expected at least one epoch, got an empty history"),
    ],
}


@each_call(BAD_CALLS)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()
