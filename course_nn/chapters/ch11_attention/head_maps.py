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


def look(task, question, row, off):
    """The instrument's compute: the maps of all heads while the model answers a question, one of whose rows is marked.

    ``off`` is 0, or the number of a head (1 to 8, block by block) that is turned off while the answer is written.
    """
    gone = (divmod(int(off) - 1, HEADS),) if off else ()
    line, weights = answer(task, question, gone)
    wanted = expected(task, question)
    return {
        "line": line,
        "wrong": line[len(question) + 1 :] != wanted,
        "wanted": wanted,
        "maps": weights.reshape(-1, *weights.shape[2:]),
        "row": min(int(row), len(line) + 1),
        "off": int(off),
        "losses": np.array([lost(task, ((b, h),))[0] for b in range(BLOCKS) for h in range(HEADS)]),
        "whole": lost(task)[0],
    }


def mirrored(questions=10, digits=6):
    """Of the four heads of block 2, when reversing, the mean weight on the digit that is to be written."""
    rng, found = np.random.default_rng(0), []
    for _ in range(questions):
        question = "".join(map(str, rng.integers(0, 10, digits)))
        _, weights = answer("reverse", question)
        found += [weights[1, :, digits + 1 + i, digits - i] for i in range(digits)]
    return np.mean(found, axis=0)
