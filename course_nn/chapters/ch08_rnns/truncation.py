"""Truncated backpropagation through time: what the state carries across a cut, and what credit can't cross.

A stream of bits, and at every step the question which bit came D steps before. It is learned in stretches: the credit
for an answer ends where its stretch begins, while the state may be handed on.
"""

from functools import cache

import numpy as np

from ... import _checks
from ...core import Sequential
from ...data.measured import measurements
from ...layers import Dense
from ...optimizers import Adam
from ...sequence_losses import SequenceCrossEntropy
from ...training import train, train_truncated
from .memory_cells import drawn_anew, memory_cell

HIDDEN, RATE, CLIP, STREAMS, UPDATES, TEST = 32, 5e-3, 1, 32, 800, 320
#: What was measured: delays, lengths of a stretch, cells, seeds.
DELAYS, LENGTHS, MEASURED_CELLS, SEEDS = (1, 2, 4, 8, 16), (1, 2, 4, 8, 16, 32), ("tanh RNN", "LSTM"), 5
#: What becomes of the state at a cut, by what the menu says.
AT_A_CUT = {"handed on": "carried", "set to zero": "zero"}
#: Steps of the stream that is drawn, and the first at which there may be a question.
SHOWN, FIRST = 32, 16
#: What is no more than this is the rounding of a sum in float64.
ROUNDING = 1e-14


def bit_stream(D, steps, rng, streams=STREAMS):
    """``X, y``: streams of bits ±1, X (n, steps, 1), and whether the bit D steps before was +1, y (n, steps) int."""
    bits = rng.integers(0, 2, (streams, D + steps))
    return (2 * bits[:, D:, None] - 1).astype(np.float32), bits[:, :steps]


def stream_network(cell, rng):
    """A layer of 32 units of one of `memory_cells.CELLS`, and a dense layer at every step."""
    return Sequential(memory_cell(cell, 1, HIDDEN, rng), Dense(HIDDEN, 2, rng))


def train_stream(D, length, cell="tanh RNN", state="carried", seed=0, updates=UPDATES):
    """``network, right``: after so many steps of Adam, each on the next stretch of 32 streams; the share of right
    answers on 320 fresh steps.

    ``state`` at a cut: "carried" (`train_truncated`), "zero" (every stretch begins anew, in the test too), or
    "readout": carried, and only the dense layer learns, so that the recurrent weights stay as they were drawn.
    """
    _checks.one_of(state, (*AT_A_CUT.values(), "readout"), "train_stream: state")
    rng = np.random.default_rng(_checks.whole(seed, "train_stream: seed", low=0))
    network = stream_network(cell, rng)
    loss, adam = SequenceCrossEntropy(), Adam(RATE)
    if state == "carried":
        steps = train_truncated(network, loss, adam, [bit_stream(D, length * updates, rng)], length, clip_norm=CLIP)
    elif state == "zero":
        steps = train(network, loss, adam, drawn_anew(lambda: bit_stream(D, length, rng), updates), clip_norm=CLIP)
    else:
        recurrent, readout = network.layers
        X, y = bit_stream(D, length * updates, rng)
        H = recurrent(X)
        stretches = [(H[:, k : k + length], y[:, k : k + length]) for k in range(0, length * updates, length)]
        steps = train(readout, loss, adam, stretches, clip_norm=CLIP)
    for _ in steps:
        pass
    if state == "readout":
        network = Sequential(recurrent, readout)
    if state == "zero":
        X, y = bit_stream(D, length, rng, STREAMS * TEST // length)
        return network, float((network(X).argmax(axis=2) == y).mean())
    X, y = bit_stream(D, D + TEST, rng)  # at the first D steps the network has not seen the bit
    return network, float((network(X).argmax(axis=2) == y)[:, D:].mean())


def with_credit(D, length):
    """The share of answers whose bit came in the same stretch, so that credit reaches it: 1 − D / length, or 0."""
    return max(0.0, 1 - D / length)


@cache
def measured():
    """By cell and state: shares of right answers as measured, (delays, lengths, seeds); "readout" (delays, seeds)."""
    return measurements(__package__, "truncation")


def across_the_cuts(delay, length, state, question, cell):
    """What every bit does to the answer at step ``question``, and what credit it gets, in an untrained network.

    ``acts`` (32,): how far the answer moves when the bit is turned over, per unit; ``credit`` (32,): |∂answer/∂bit| as
    backpropagation finds it in the answer's own stretch, 0 before. And the shares of right answers after learning, as
    measured, ``right`` (delays, lengths, seeds), with those of the "readout" alone (delays, seeds).
    """
    layer, w, bits = _example(cell)
    start = question - question % length
    many = np.repeat(bits[None], SHOWN + 1, axis=0)
    many[np.arange(SHOWN), np.arange(SHOWN)] *= -1  # row s: bit s turned over; last row: as it is
    first = start if state == "zero" else 0
    y = layer.run(many[:, first : question + 1, None])[0][:, -1] @ w
    acts = np.abs(y[:-1] - y[-1]) / 2
    before = layer.run(bits[None, :start, None])[1] if start and state != "zero" else None
    h, _, back = layer.run(bits[None, start : question + 1, None], before)
    d = np.zeros_like(h)
    d[0, -1] = w
    credit = np.zeros(SHOWN)
    credit[start : question + 1] = np.abs(back(d)[0][0, :, 0])
    found = measured()[cell]
    return {
        "acts": np.where(acts > ROUNDING, acts, 0),
        "credit": credit,
        "bits": bits,
        "delay": delay,
        "length": length,
        "state": state,
        "question": question,
        "cell": cell,
        "share": with_credit(delay, length),
        "right": found[state],
        "readout": found["readout"],
    }


@cache
def _example(cell):
    """An untrained layer of 16 units in float64, weights of its answer, and a stream of 32 bits."""
    rng = np.random.default_rng(3)
    layer = memory_cell(cell, 1, 16, rng, dtype=np.float64)
    return layer, rng.normal(size=16) / 4, 2.0 * rng.integers(0, 2, SHOWN) - 1
