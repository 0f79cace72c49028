"""The history of a training by itself: numbers by name, one for each epoch, and bad calls."""

import copy

import numpy as np
import pytest
from bad_calls import each_call
from helpers import refused

from course_nn import History


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
