"""What each head looks at while a trained model answers a question that you type, and what is lost without it."""

from functools import cache, lru_cache

import numpy as np

from ...sequence_losses import SequenceCrossEntropy
from . import token_tasks
from .token_tasks import ALPHABET, BLOCKS, HEADS, STRINGS, lines, right, trained

TASKS = STRINGS
#: So many unseen questions of six digits the loss is measured on.
COUNTED, DIGITS = 100, 6


@cache
def _model(task):
    return trained(task)


@lru_cache(maxsize=len(TASKS))
def _questions(task):
    return lines(task, np.full(COUNTED, DIGITS), np.random.default_rng(5), seen=False)


def switched(model, off):
    """Turn on all heads but those in ``off``, pairs (block, head) from 0."""
    for k, block in enumerate(model.stack.blocks):
        on = np.ones(HEADS, bool)
        on[[h for b, h in off if b == k]] = False
        block.attention.heads_on = on
    return model


@lru_cache(maxsize=256)
def lost(task, off=()):
    """``loss, exact`` of the stored model on unseen questions, with the heads ``off`` turned off."""
    X, y = _questions(task)
    model = switched(_model(task), off)
    value = SequenceCrossEntropy()(model(X), y)[0]
    share = float(right(model, X, y).all(axis=1).mean())
    switched(model, ())
    return float(value), share


def answer(task, question, off=()):
    """``line, weights``: the question with the model's answer, and what each head looked at (blocks, heads, t, t)."""
    model = switched(_model(task), off)
    tokens = ALPHABET.encode([f"{question}>"])[0]
    written = model.invent(1, np.random.default_rng(0), temperature=0, beginning=tokens, longest=2 * len(question) + 4)
    line = ALPHABET.decode(written[0])
    seen = []
    model.run(np.concatenate([[0], ALPHABET.encode([line])[0]])[None], seen=seen)
    switched(model, ())
    return line, np.array(seen)[:, 0]


def expected(task, question):
    """The right answer to a question of digits."""
    digits = np.array([int(digit) for digit in question])
    return "".join(map(str, token_tasks.ANSWERS[task](digits)))


def look(task, question, head, row, off):
    """The instrument's compute: the map of one ``head`` (1 to 8, block by block), of whose rows one is marked.

    ``off``: the head is turned off while the answer is written, and in the loss that is told.
    """
    block, one = divmod(int(head) - 1, HEADS)
    gone = ((block, one),) if off else ()
    line, weights = answer(task, question, gone)
    every = [lost(task, ((b, h),))[0] for b in range(BLOCKS) for h in range(HEADS)]
    wanted = expected(task, question)
    return {
        "task": task,
        "line": line,
        "wrong": line[len(question) + 1 :] != wanted,
        "wanted": wanted,
        "map": weights[block, one],
        "row": min(int(row), len(line) + 1),
        "block": block + 1,
        "head": one + 1,
        "off": bool(off),
        "losses": np.array(every),
        "whole": lost(task)[0],
        "exact": lost(task, gone)[1],
    }


def mirrored(questions=10, digits=6):
    """Of the four heads of block 2, when reversing, the mean weight on the digit that is to be written."""
    rng, found = np.random.default_rng(0), []
    for _ in range(questions):
        question = "".join(map(str, rng.integers(0, 10, digits)))
        _, weights = answer("reverse", question)
        found += [weights[1, :, digits + 1 + i, digits - i] for i in range(digits)]
    return np.mean(found, axis=0)
