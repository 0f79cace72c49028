"""Temperature: the probabilities of the next character from softmax(z / T), and names that are drawn with them.

In statistical physics states of energy −z have these probabilities. Ackley, Hinton and Sejnowski, 1985.
"""

import numpy as np

from ... import _checks
from ...functions import softmax
from .name_model import invented, longest, own_model

#: So many of the most probable symbols have a bar of their own; so many names are drawn; so many beginnings typed.
BARS, NAMES, TYPED = 12, 8, 12


def temper(model=None, words=None):
    """``compute(beginning, temperature, draw)`` for a model and the words it learned; without them the stored one.

    It gives a dict: "symbols", the `BARS` most probable next ones, or all if there are fewer, with "p" and "plain",
    their probabilities at the temperature and at 1; "others", how many more there are, with "rest" and "plain_rest",
    the probabilities of these together; "choices", exp of the entropy of the next character: as uncertain as so many
    equally probable ones; "names", drawn, each with True where the model has learned it, None where its words aren't
    known, and with "…" where no end came; "beginning", "temperature".
    """
    model, letters, words = own_model(model, words, who="temperature")
    known = set(words)

    def compute(beginning, temperature, draw=0):
        temperature = _checks.number(temperature, "temperature: temperature", low=0)
        tokens = letters.encode([beginning])[0] if beginning else ()
        plain, p = (model.probabilities(tokens, T) for T in (1.0, temperature))
        shown = np.argsort(-plain, kind="stable")[:BARS]
        drawn = invented(model, NAMES, beginning=beginning, temperature=temperature, seed=draw, letters=letters)
        positive, most = p[p > 0], longest(letters, beginning)
        return {
            "symbols": [letters.symbols[k] for k in shown],
            "p": p[shown],
            "plain": plain[shown],
            "others": len(letters) - len(shown),
            "rest": max(0.0, 1 - p[shown].sum()),
            "plain_rest": max(0.0, 1 - plain[shown].sum()),
            "choices": float(np.exp(-(positive * np.log(positive)).sum())),
            "names": [(name + "…" * (len(name) == most), name in known if known else None) for name in drawn],
            "beginning": beginning,
            "temperature": temperature,
        }

    compute.letters, compute.words = "".join(letters.symbols[1:]), words
    return compute


def copies(model, temperatures, known, n=200, seed=0):
    """By temperature: how many of ``n`` names drawn are ``known`` ones, and how many differ from all before; shares."""
    found = []
    for temperature in temperatures:
        names = invented(model, n, temperature=temperature, seed=seed)
        found.append((np.mean([name in known for name in names]), len(set(names)) / n))
    return np.array(found)


def hand_tempered(z, temperature):
    """softmax(z / T) of logits z (k,), as the formula stands."""
    return softmax(np.asarray(z, np.float64) / temperature)
