"""Credit: the gradient of log p of one character on the vector of every character read before it.

p is that of a chosen character of a word, given all before it. The gradient says how fast log p changes while one
vector is moved a little; a character can't be moved a little. What happens when it is replaced is measured beside it.
"""

import numpy as np

from ... import _checks
from ...functions import log_softmax
from .name_model import own_model


def gradients(model, tokens, target):
    """``log p, gradients``: of the token ``target`` after the row ``tokens`` (t,), and ∂ log p/∂x_s of all, (t, d).

    x_s is the vector of token s as the cell reads it: its embedding, or its one-hot code.
    """
    if model.embedding is None:
        x = np.eye(model.vocabulary_size, dtype=model.theta.dtype)[tokens][None]
    else:
        x = model.embedding(tokens[None])
    h, _, back_cell = model.cell.run(x)
    z, back_output = model.output.forward(h)
    log_p = log_softmax(z[0, -1].astype(np.float64))
    dz = np.zeros_like(z)
    dz[0, -1] = -np.exp(log_p)  # ∂ log p[target]/∂z = one-hot(target) − p
    dz[0, -1, target] += 1
    return float(log_p[target]), back_cell(back_output(dz))[0][0].astype(np.float64)


def replaced(model, tokens, target):
    """(t,): the mean of |Δ log p| over all other tokens that may stand where token s stands, the first one excluded.

    Each character is replaced by every other one but the boundary; the boundary that begins the row stays (its 0), and
    so does everything where the alphabet has one letter.
    """
    size, steps = model.vocabulary_size, len(tokens)
    if size == 2:
        return np.zeros(steps)
    others = [[other for other in range(1, size) if other != token] for token in tokens[1:]]
    rows = np.tile(tokens, (1 + sum(map(len, others)), 1))
    k = 1
    for place, some in enumerate(others, 1):
        rows[k : k + len(some), place] = some
        k += len(some)
    log_p = log_softmax(model(rows)[:, -1].astype(np.float64))[:, target]
    change, found, k = np.abs(log_p - log_p[0]), np.zeros(steps), 1
    for place, some in enumerate(others, 1):
        found[place] = change[k : k + len(some)].mean()
        k += len(some)
    return found


def assign_credit(model=None, words=None):
    """``compute(word, place)`` for a model and the words it learned; without them the stored one.

    ``place`` counts the word's characters from 1; one more is its end. It gives a dict: "read", the symbols that were
    read, the boundary first; "credit" (t,), the length of the gradient on each; "change" (t,), mean |Δ log p| where it
    is replaced (0 for the boundary); "target", the symbol asked for, "p" its probability; "rest", the symbols after it;
    "others", how many a character can be replaced by.
    """
    model, letters, words = own_model(model, words, who="character_credit")

    def compute(word, place):
        if not word:
            raise ValueError("character_credit: expected a word of at least one letter")
        place = _checks.whole(place, "character_credit: place", low=1, high=len(word) + 1)
        whole = np.concatenate([[0], letters.encode([word])[0], [0]])
        tokens, target = whole[:place], int(whole[place])
        log_p, dx = gradients(model, tokens, target)
        return {
            "read": [letters.symbols[token] for token in tokens],
            "credit": np.linalg.norm(dx, axis=1),
            "change": replaced(model, tokens, target),
            "target": letters.symbols[target],
            "p": float(np.exp(log_p)),
            "rest": [letters.symbols[token] for token in whole[place + 1 :]],
            "place": place,
            "others": len(letters) - 2,
        }

    compute.letters, compute.words = "".join(letters.symbols[1:]), words
    return compute


def by_distance(model, words, letters, most=8):
    """(most,): mean length of the gradient on the character 1, 2, … steps before the one that is asked for."""
    found = [[] for _ in range(most)]
    for word in words:
        whole = np.concatenate([[0], letters.encode([word])[0], [0]])
        for place in range(2, len(whole)):
            _, dx = gradients(model, whole[:place], int(whole[place]))
            for back, length in enumerate(np.linalg.norm(dx, axis=1)[:0:-1][:most]):
                found[back].append(length)
    return np.array([np.mean(one) for one in found])


def agreement(model, words, letters):
    """Where at least 4 characters were read: how often the longest gradient and the largest change agree.

    ``share, n``: the share of places at which the same character has both, and how many places there are.
    """
    same = []
    for word in words:
        whole = np.concatenate([[0], letters.encode([word])[0], [0]])
        for place in range(5, len(whole)):
            tokens, target = whole[:place], int(whole[place])
            credit = np.linalg.norm(gradients(model, tokens, target)[1], axis=1)[1:]
            same.append(credit.argmax() == replaced(model, tokens, target)[1:].argmax())
    return float(np.mean(same)), len(same)
