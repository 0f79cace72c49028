"""Copying what followed last time: strings of random letters that repeat after a random beginning, at a random period.

A letter of the repeated part is known from what followed the same letters one period before. Two layers of attention
find it: the first tells each place which letter stands before it, the second looks for the place whose letter before is
the present one (an induction head). One layer looks back by fixed numbers of places, whatever stands there: where the
period is always the same, that is enough for all of it.
"""

from functools import cache

import numpy as np

from ...data.measured import measurements, stored_arrays
from ...models import Transformer
from ...optimizers import Adam
from ...schedules import CosineDecay
from ...sequence_losses import SequenceCrossEntropy
from ...text import IGNORE
from ...training import train

LETTERS, LENGTH = 26, 29
#: Random letters before the repeated block, and its length.
OFFSETS = (0, 5)
PERIODS = {"random": (5, 12), "fixed": (8, 8)}
WIDTH, HEADS, STEPS, SIZE, RATE = 64, 4, 800, 64, 0.003
#: So many steps one block is trained besides, to see how much further it gets.
LONGER = 6000


def strings(n, rng, periods="random"):
    """``X, y, known``: n strings as tokens (n, t), the next token, and where it can be known from one period ago."""
    low, high = PERIODS[periods]
    period = rng.integers(low, high + 1, (n, 1))
    offset = rng.integers(OFFSETS[0], OFFSETS[1] + 1, (n, 1))
    place = np.arange(LENGTH + 1)
    letters = rng.integers(1, LETTERS + 1, (n, LENGTH + 1))
    inside = np.where(place < offset, place, offset + (place - offset) % period)
    tokens = np.take_along_axis(letters, inside, axis=1)
    known = _known(period, offset)
    return tokens[:, :-1], tokens[:, 1:], known


def _known(period, offset, length=LENGTH):
    """Where the next letter is one of the second copy; its first can't be foreseen: nothing tells that it begins."""
    following = np.arange(1, length + 1)
    return (following > offset + period) & (following < offset + 2 * period)


def untrained(blocks=2, seed=0, positions="rotary"):
    return Transformer(LETTERS + 1, WIDTH, HEADS, blocks, np.random.default_rng(seed), positions=positions, longest=64)


def learning(model, seed=0, periods="random", steps=STEPS):
    """The iterator of training steps, each on 64 new strings; asked for is what is known, and nothing else."""
    rng = np.random.default_rng([1, seed])

    def batches():
        for _ in range(steps):
            X, y, known = strings(SIZE, rng, periods)
            yield X, np.where(known, y, IGNORE)

    return train(model, SequenceCrossEntropy(), Adam(CosineDecay(RATE, steps)), batches(), clip_norm=1.0)


def found(model, seed=2, n=500, periods="random"):
    """The share of the letters of the repeated part that the model foresees, on new strings."""
    X, y, known = strings(n, np.random.default_rng([3, seed]), periods)
    return float((model(X).argmax(axis=-1) == y)[known].mean())


#: Which stored model: blocks, and the periods that it learned from.
MODELS = {
    "two blocks": (2, "random"),
    "one block": (1, "random"),
    "one block, fixed period": (1, "fixed"),
    "two blocks, fixed period": (2, "fixed"),
}


@cache
def _thetas():
    return stored_arrays(__package__, "induction")


@cache
def trained(name="two blocks"):
    """The model that `measured/measure_tasks.py` trained with seed 0, θ rounded to half precision."""
    blocks, periods = MODELS[name]
    model = untrained(blocks)
    model.theta[...] = _thetas()[f"{blocks}_{periods}"]
    return model


def measured():
    """What `measured/measure_tasks.py` found with each of its seeds: share found on random and on fixed periods."""
    return measurements(__package__, "induction")


def one_string(period, offset, seed):
    """Tokens (1, t + 1) of one string without equal letters, and where (t,) its next letter is asked for."""
    rng = np.random.default_rng([7, int(seed)])
    length = max(LENGTH, offset + 2 * period)
    place = np.arange(length + 1)
    letters = rng.permutation(LETTERS)[: offset + period] + 1
    inside = np.where(place < offset, place, offset + (place - offset) % period)
    return letters[inside][None], _known(period, offset, length)


def watch_heads(model, period, offset, head, seed):
    """The instrument's compute: one string, what the model foresees at each place, and the map of one of its heads."""
    network = trained(model)
    blocks = len(network.stack.blocks)
    tokens, known = one_string(int(period), int(offset), seed)
    seen = []
    logits = network.run(tokens[:, :-1], seen=seen)[0][0]
    block, one = divmod(int(head) - 1, HEADS)
    block = min(block, blocks - 1)
    right = logits.argmax(axis=-1) == tokens[0, 1:]
    return {
        "model": model,
        "period": int(period),
        "letters": "".join(chr(96 + token) for token in tokens[0]),
        "known": known,
        "right": right,
        "share": float(right[known].mean()),
        "block": block + 1,
        "head": one + 1,
        "map": seen[block][0, one],
    }


def at_periods(name, periods, draws=range(50)):
    """The share (periods,) that a stored model foresees of strings without equal letters.

    For each period the mean over all beginnings, of 0 to 5 letters, and the ``draws`` of `one_string`.
    """
    shares = []
    for period in periods:
        right = []
        for offset in range(OFFSETS[0], OFFSETS[1] + 1):
            tokens = np.vstack([one_string(period, offset, seed)[0] for seed in draws])
            asked = one_string(period, offset, 0)[1]
            right.append((trained(name)(tokens[:, :-1]).argmax(axis=-1) == tokens[:, 1:])[:, asked].mean())
        shares.append(np.mean(right))
    return np.array(shares)


def pair_weights(name, period=8, seeds=20):
    """Of block 1's heads the mean weight on the place before, of block 2's on what followed last time: (4,) each.

    In the rows where a letter is asked for, with strings of one ``period``.
    """
    before, followed = [], []
    for seed in range(seeds):
        tokens, asked = one_string(period, 2, seed)
        seen, rows = [], asked.nonzero()[0]
        trained(name).run(tokens[:, :-1], seen=seen)
        before.append(seen[0][0, :, rows, rows - 1].mean(axis=0))
        followed.append(seen[1][0, :, rows, rows - period + 1].mean(axis=0))
    return np.mean(before, axis=0), np.mean(followed, axis=0)
