"""Tasks on strings of digits that a small transformer learns: copy, reverse, sort, and add two numbers.

A line is written as ``3141>1413``: the question, the sign >, the answer, an end. The model reads the question, and is
asked for the answer alone. About a tenth of all questions, those whose digits add up to a multiple of 10, is never
learned from; of sums those for which the digits of the smaller number and three times those of the larger one add up to
a multiple of 11, so that with a + b its exchange b + a is held out as well.
"""

from functools import cache

import numpy as np

from ...data.measured import measurements, stored_arrays
from ...models import Transformer
from ...optimizers import Adam
from ...schedules import CosineDecay
from ...sequence_losses import SequenceCrossEntropy
from ...text import IGNORE, Alphabet
from ...training import train

ALPHABET = Alphabet(["0123456789+>"])
#: Digits as tokens, from that of 0 on; and the two signs.
DIGITS = np.array([ALPHABET.encode([digit])[0][0] for digit in "0123456789"])
PLUS, ASKS = (int(ALPHABET.encode([sign])[0][0]) for sign in "+>")
STRINGS, SUMS = ("copy", "reverse", "sort"), ("add", "add backward")
#: The strings that are learned from have one to eight digits, and the numbers three.
TRAINED, PLACES = 8, 3
POSITIONS = ("none", "sinusoidal", "learned", "rotary")
WIDTH, HEADS, BLOCKS, SIZE, RATE = 64, 4, 2, 64, 0.003
STEPS, STEPS_OF_SUMS = 800, (1500, 4000)
#: The positions of the models that are stored.
SHOWN = "learned"
#: The lengths at which the answers of strings are counted.
LENGTHS = (4, 8, 9, 10, 12, 16)


def lines(task, lengths, rng, seen):
    """``X, y``: lines of a task as tokens (n, t), and what comes next, `IGNORE` but for the answer and its end.

    ``lengths`` (n,) are the numbers of digits of each question, for sums of each of the two numbers. ``seen``: those
    that are learned from, or the tenth that is not.
    """
    lengths = np.asarray(lengths)
    n, longest = len(lengths), int(lengths.max())
    inside = np.arange(longest) < lengths[:, None]
    a = _drawn(rng, inside)
    b = _drawn(rng, inside) if task.startswith("add") else 0
    while (wrong := np.flatnonzero(_held_out(task, a, b) == seen)).size:
        a[wrong] = _drawn(rng, inside[wrong])
    if task.startswith("add"):
        questions = [[*_written(x, k), PLUS, *_written(y, k)] for x, y, k in zip(a, b, lengths, strict=True)]
        answers = [_sum(x[:k], y[:k], task) for x, y, k in zip(a, b, lengths, strict=True)]
    else:
        questions = [_written(x, k) for x, k in zip(a, lengths, strict=True)]
        answers = [ANSWERS[task](x[:k]) for x, k in zip(a, lengths, strict=True)]
    t = max(len(q) + len(r) for q, r in zip(questions, answers, strict=True)) + 2
    X, y = np.zeros((n, t), np.int64), np.full((n, t), IGNORE)
    for row, targets, question, answer in zip(X, y, questions, answers, strict=True):
        line = [*question, ASKS, *DIGITS[answer]]
        row[1 : len(line) + 1] = line
        start = len(question) + 1
        targets[start : start + len(answer) + 1] = [*DIGITS[answer], 0]
    return X, y


def _drawn(rng, inside):
    return rng.integers(0, 10, inside.shape) * inside


def _held_out(task, a, b):
    """Of each question, whether it belongs to the tenth that is never learned from; with a + b so does b + a."""
    if not task.startswith("add"):
        return a.sum(axis=1) % 10 == 0
    places = 10 ** np.arange(a.shape[1])[::-1]
    smaller, larger = np.where((a @ places <= b @ places)[:, None], (a, b), (b, a))
    return (smaller + 3 * larger).sum(axis=1) % 11 == 0


def _written(digits, k):
    return list(DIGITS[digits[:k]])


ANSWERS = {"copy": lambda x: x, "reverse": lambda x: x[::-1], "sort": np.sort}


def _sum(x, y, task):
    """The digits of the sum, one more than its terms have; "add backward" begins with the last one."""
    total = int("".join(map(str, x))) + int("".join(map(str, y)))
    digits = np.array(list(map(int, str(total).zfill(len(x) + 1))))
    return digits[::-1] if task == "add backward" else digits


def untrained(positions="learned", seed=0, longest=48, blocks=BLOCKS):
    """The `Transformer` before it learns."""
    return Transformer(
        len(ALPHABET), WIDTH, HEADS, blocks, np.random.default_rng(seed), positions=positions, longest=longest
    )


def learning(model, task, seed=0, steps=None):
    """The iterator of training steps, each on 64 new lines: Adam, cosine decay, clipped at 1."""
    rng = np.random.default_rng([1, seed])
    steps = STEPS if steps is None else steps

    def batches():
        for _ in range(steps):
            lengths = np.full(SIZE, PLACES) if task.startswith("add") else rng.integers(1, TRAINED + 1, SIZE)
            yield lines(task, lengths, rng, seen=True)

    return train(model, SequenceCrossEntropy(), Adam(CosineDecay(RATE, steps)), batches(), clip_norm=1.0)


def right(model, X, y):
    """Of each step (n, t) whether the likeliest token is the right one; True where none is asked for."""
    return (model(X).argmax(axis=-1) == y) | (y == IGNORE)


def exact(model, task, length, n=500, seed=2):
    """The share of ``n`` unseen questions of so many digits whose answer is right to its end.

    The true answer's beginning is read at each step; an answer of which every next token is right so is also what the
    model writes by itself.
    """
    X, y = lines(task, np.full(n, length), np.random.default_rng([seed, length]), seen=False)
    return float(right(model, X, y).all(axis=1).mean())


def by_digit(model, task, n=500, seed=2):
    """Of unseen sums the share (5,) of each digit of the answer that is right, as they are written, and of all four."""
    X, y = lines(task, np.full(n, PLACES), np.random.default_rng([seed, PLACES]), seen=False)
    asked = y[0] != IGNORE  # the same in each line
    digits = right(model, X, y)[:, asked][:, : PLACES + 1]
    return np.append(digits.mean(axis=0), digits.all(axis=1).mean())


@cache
def _thetas():
    return stored_arrays(__package__, "token_tasks")


def trained(task):
    """A new copy of the model that `measured/measure_tasks.py` trained with seed 0, θ rounded to half precision."""
    model = untrained(SHOWN)
    model.theta[...] = _thetas()[task]
    return model


def measured():
    """What `measured/measure_tasks.py` found with each of its seeds."""
    return measurements(__package__, "token_tasks")
