"""The delay task: a marked bit, then other bits, and the question which one was marked, up to 200 steps later.

Trained once for some delays, each cell from ten seeds (`measured/measure_memory.py`), and asked after every number of
steps: which networks have it still, and which only at the moment for which they have learned.
"""

from functools import cache, partial
from importlib.resources import as_file, files

import numpy as np

from ... import _checks
from ...core import Layer, Sequential
from ...data.measured import measurements
from ...functions import sigmoid
from ...layers import Dense, SequenceLayer, Stacked
from ...losses import BinaryCrossEntropy
from ...optimizers import Adam
from ...training import TrainingDiverged, train
from .memory_cells import CELLS, drawn_anew, memory_cell

HIDDEN, RATE, CLIP, BATCH, STEPS = 16, 5e-3, 1, 32, 1000
#: The delays that were measured; the seeds; the last step at which is asked; sequences of a test.
DELAYS, SEEDS, LAST, TESTS = (5, 10, 20, 50, 100), 10, 200, 200
#: Where the marked bit stood while a network learned, by what the menu says.
PRACTICES = {
    "always D steps back": "always",
    "0 to D, by sequence": "sequence",
    "0 to D, by batch": "batch",
}
#: Two more, which tell apart what "batch" mixes: one place for a whole batch of full length; shorter sequences with
#: a place for each.
APART = ("full batch", "short")
#: Which share of right answers counts as holding the bit.
HOLDS = 0.95


def delay_sequences(n, D, practice, rng):
    """``X, y``: bits ±1 and a mark at one of them, X (n, t, 2); whether the marked bit is +1, y (n, 1) of 0 and 1.

    The question is meant at the last step. ``practice``: with "always" the mark is at the first of D + 1 steps, with
    "sequence" at any of D + 1 steps, and with "batch" at the first of 1 to D + 1 steps, as many for all n. With "full
    batch" it is at one of D + 1 steps, the same for all n, and with "short" at any of 1 to D + 1 steps (`APART`).
    """
    D = _checks.whole(D, "delay_sequences: D", low=0)
    _checks.one_of(practice, (*PRACTICES.values(), *APART), "practice")
    steps = 1 + (int(rng.integers(0, D + 1)) if practice in ("batch", "short") else D)
    X = np.zeros((n, steps, 2), np.float32)
    X[:, :, 0] = 2 * rng.integers(0, 2, (n, steps)) - 1
    places = {"sequence": n, "short": n, "full batch": 1}.get(practice, 0)  # so many are drawn
    rows, at = np.arange(n), np.zeros(n, np.int64)
    at += rng.integers(0, steps, places) if places else 0
    X[rows, at, 1] = 1
    return X, (X[rows, at, 0] > 0).astype(np.float32)[:, None]


def delay_network(cell, rng):
    """A layer of 16 units of one of `memory_cells.CELLS`, and a dense layer on its last state."""
    return Sequential(memory_cell(cell, 2, HIDDEN, rng, return_last=True), Dense(HIDDEN, 1, rng))


def train_delay(cell="GRU", D=20, practice="sequence", steps=STEPS, seed=0):
    """A `delay_network` after so many steps of 32 new sequences: Adam 5e-3, gradients clipped to length 1.

    A training that diverges ends with the network as it was before.
    """
    steps = _checks.whole(steps, "train_delay: steps", low=1)
    rng = np.random.default_rng(_checks.whole(seed, "train_delay: seed", low=0))
    network = delay_network(cell, rng)
    batches = drawn_anew(partial(delay_sequences, BATCH, D, practice, rng), steps)
    try:
        for _ in train(network, BinaryCrossEntropy(), Adam(RATE), batches, clip_norm=CLIP):
            pass
    except TrainingDiverged:
        pass
    return network


@cache
def asked_sequences():
    """``X, y`` of 200 sequences of 201 steps, marked at the first; the bit of the first sequence is +1."""
    rng = np.random.default_rng(8)
    X, y = delay_sequences(TESTS, LAST, "always", rng)
    X[0, 0, 0] = y[0] = 1
    X.flags.writeable = y.flags.writeable = False
    return X, y


def asked_at_every_step(network):
    """``accuracy, answers``, each (201,): asked at every step of `asked_sequences`, the share of right answers, and of
    the first sequence the probability that the network gives to +1, which is right.

    ``network`` is a layer from (n, t, 2), for any t, to one logit (n, 1).
    """
    X, y = asked_sequences()
    with np.errstate(over="ignore", invalid="ignore"):  # a ReLU RNN may overflow in long sequences
        handed_on = _state_handed_on(network, X[:, :3])
        if handed_on is not None and np.allclose(handed_on[:, 2:], network.forward(X[:, :3])[0], 1e-3, 1e-5):
            logits = _state_handed_on(network, X)
        else:  # who reads from the end as well has to read all anew
            read = (network.forward(X[:, : t + 1])[0][:, 0] for t in range(X.shape[1]))
            logits = np.stack([np.nan_to_num(logit) for logit in read], axis=1)
    return ((logits > 0) == (y > 0.5)).mean(axis=0), sigmoid(logits[0])


def _state_handed_on(network, X):
    """The logits (n, t) of a network that takes a step, answers, and goes on; None where it isn't made for that."""
    layers = network.layers if type(network) is Sequential else (network,)
    end = next((k for k, layer in enumerate(layers) if getattr(layer, "return_last", False)), 0) + 1
    if not all(isinstance(layer, SequenceLayer) for layer in layers[:end]):
        return None
    recurrent, state, logits = Stacked(*layers[:end]), None, np.empty(X.shape[:2], np.float32)
    for t in range(X.shape[1]):
        output, state, _ = recurrent.run(X[:, t : t + 1], state)
        for layer in layers[end:]:
            output = layer(np.nan_to_num(output))
        logits[:, t] = np.nan_to_num(output[:, 0])
    return logits


def own_network(network):
    """The answers of a network of the reader's own, as of `asked_at_every_step`; one sentence for what is none."""
    kind = "delay_task: expected a network as Sequential(LSTM(2, 16, rng, return_last=True), Dense(16, 1, rng))"
    if not isinstance(network, Layer):
        raise TypeError(f"{kind}, got {_checks.describe(network)}")
    for name, parameter in network.parameters().items():
        if not np.isfinite(parameter.value).all():
            raise ValueError(f"delay_task: expected a network with finite weights, got NaN or infinite ones in {name}")
    for steps in (1, 3):
        try:
            output = network(asked_sequences()[0][:1, :steps])
        except (TypeError, ValueError) as error:
            raise type(error)(f"delay_task: {error}") from error
        if output.shape != (1, 1):
            came = f"an output of shape {output.shape} for one of {steps} step{'s' * (steps > 1)}"
            raise ValueError(f"{kind}, with one logit for each sequence, got {came}")
        if not np.isfinite(output).all():
            raise ValueError(f"delay_task: expected a network whose answer is a number, got {output[0, 0]}")
    return asked_at_every_step(network)


def apart():
    """By practice of `APART`, its D and its seeds: the share of right answers of a tanh RNN asked at D, as measured."""
    return measurements(__package__, "delay_apart")


@cache
def measured():
    """``accuracy`` and ``answers`` (practices, delays, cells, seeds, 201) as measured, in steps of 1/200."""
    with as_file(files(__package__).joinpath("measured", "delay_task.npz")) as path, np.load(path) as stored:
        return {name: stored[name] / np.float32(TESTS) for name in ("accuracy", "answers")}


def delays(network=None):
    """The function of ``delay``, ``practice`` and ``seed`` that the instrument computes with.

    A network of one's own, which has had a practice of its own, stands beside the measured ones as "yours".
    """
    own = None if network is None else own_network(network)

    def asked(delay, practice, seed):
        at = list(PRACTICES.values()).index(practice), DELAYS.index(delay)
        cells = {}
        for k, cell in enumerate(CELLS):
            accuracy, answers = (measured()[name][(*at, k)] for name in ("accuracy", "answers"))
            cells[cell] = _of_a_cell(accuracy, answers[seed], delay)
        if own is not None:
            cells["yours"] = _of_a_cell(own[0][None], own[1], delay)
        bits = asked_sequences()[0][0, :, 0]
        return {"cells": cells, "delay": delay, "practice": practice, "seed": seed, "bits": bits}

    return asked


def _of_a_cell(accuracy, answers, delay):
    return {"accuracy": accuracy, "answers": answers, "holds": int((accuracy[:, delay] >= HOLDS).sum())}
