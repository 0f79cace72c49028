"""Teacher forcing against free running: a model that is given the true characters, and one that reads its own.

In training, and wherever a perplexity is measured, the model reads the true name up to where it is asked (the teacher's
hand). When it writes, it reads what it wrote. Here it always writes the most probable character, the first of equals.
"""

from functools import cache

import numpy as np

from ... import _checks
from ...functions import softmax
from .name_model import LONGEST, own_model, parts

#: So many characters of a name are given at least and at most.
GIVEN = (1, 6)
#: Steps after the given characters that are looked at.
STEPS = 6


def forced_and_free(model, tokens, given):
    """``forced, free, p``: the most probable token after each true prefix of the row, and the row written freely.

    ``tokens`` (t,) are a name and its end 0. ``forced`` (t − given,) and ``p``, the probability of the true one, begin
    after ``given`` tokens; ``free`` is what the model writes from there, up to its own end or `LONGEST` more.
    """
    z = model(np.append(0, tokens[:-1])[None])[0, given:].astype(np.float64)
    p = softmax(z)[np.arange(len(z)), tokens[given:]]
    free, (logits, state, _) = [], model.run(np.append(0, tokens[:given])[None])
    while len(free) < LONGEST and 0 not in free:
        free.append(int(logits[0, -1].argmax()))
        logits, state, _ = model.run(np.array([free[-1:]]), state)
    return z.argmax(axis=1), np.array(free), p


@cache
def right_by_step(given=3):
    """``forced, free, n``: shares (6,) of right characters 1 … 6 steps after the ``given`` ones, over ``n`` (6,) names.

    Of the stored model and the test names of its split with more characters than that; free running counts a step as
    right if the character it wrote there is the name's.
    """
    model, letters, _ = own_model(who="free_running")
    found = np.zeros((2, STEPS))
    n = np.zeros(STEPS, int)
    for name in parts()[2]:
        tokens = np.append(letters.encode([name])[0], 0)
        if len(tokens) <= given:
            continue
        forced, free, _ = forced_and_free(model, tokens, given)
        for step, true in enumerate(tokens[given : given + STEPS]):
            n[step] += 1
            found[0, step] += forced[step] == true
            found[1, step] += step < len(free) and free[step] == true
    return found[0] / n, found[1] / n, n


def most_given(word):
    """So many characters of a word may be given: all of a short one, whose end is still asked for."""
    return min(GIVEN[1], max(len(word), 1))


def run_both(model=None, words=None):
    """``compute(word, given)`` for a model and the words it learned; without them the stored one.

    It gives a dict: "word", the symbols of the name with its end; "forced", "free", symbols that begin after ``given``;
    "p", of each true one under forcing; "given". Where "free" doesn't end with the boundary, no end came.
    """
    model, letters, words = own_model(model, words, who="free_running")

    def compute(word, given):
        if not word:
            raise ValueError("free_running: expected a word of at least one letter")
        given = _checks.whole(given, "free_running: given", low=GIVEN[0], high=most_given(word))
        tokens = np.append(letters.encode([word])[0], 0)
        forced, free, p = forced_and_free(model, tokens, given)
        return {
            "word": [letters.symbols[k] for k in tokens],
            "forced": [letters.symbols[k] for k in forced],
            "free": [letters.symbols[k] for k in free],
            "p": p,
            "given": given,
        }

    compute.letters, compute.words = "".join(letters.symbols[1:]), words
    return compute
