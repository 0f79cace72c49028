"""How many units? A chain that adds and removes units, its counts of M beside the prior, and a long run's."""

from functools import cache

import numpy as np

from ...bayes import ArchitecturePrior
from ...data.measured import measurements, stored_arrays

#: The most units there can be, and the α of the prior that were measured.
LARGEST = 6
ALPHAS = (0.1, 0.3, 0.5, 0.7, 0.9)
#: The known networks: so many units, on a plane (two inputs) or on a line (one input).
TRUTHS, PLACES = (0, 1, 2, 3), ("plane", "line")
#: Steps of the chain that is followed, and sweeps from one to the next; it begins at a draw from the prior.
STEPS, THIN = 200, 5
#: The long run: chains, and sweeps of each that are left out and kept.
CHAINS, LEFT_OUT, KEPT = 4, 1000, 4000
COUNTS = np.arange(LARGEST + 1)


def prior(alpha):
    """P(M) = (1 − α) αᴹ, and α⁶ for the last, (7,)."""
    return ArchitecturePrior(LARGEST, alpha).probabilities()


@cache
def _stored():
    return stored_arrays(__package__, "unit_count")


def trace(place, truth, alpha):
    """M after each sweep of the followed chain, (1001,); the first is the start."""
    return _stored()["traces"][_at(place, truth, alpha)].astype(int)


def chains(place, truth, alpha):
    """P(M | y) as each chain of the long run has it: (4, 7)."""
    return _stored()["shares"][_at(place, truth, alpha)].astype(np.float64)


def posterior(place, truth, alpha):
    """P(M | y) by the long run, (7,)."""
    return chains(place, truth, alpha).mean(axis=0)


def recovered(place):
    """Of several sets of data each, P(M | y) at α = ½: truth → (sets, 7), as measured; ``place`` as in `PLACES`."""
    found = measurements(__package__, {"plane": "recovery", "line": "recovery_on_a_line"}[place])
    sets = {truth: [name for name in found if name.startswith(f"{truth} units")] for truth in TRUTHS}
    return {truth: np.array([found[name]["probabilities"] for name in names]) for truth, names in sets.items()}


def _at(place, truth, alpha):
    return PLACES.index(place), TRUTHS.index(truth), ALPHAS.index(alpha)


def reweighed(posterior, before, after):
    """P(M | y) for α = ``after`` from that for ``before``: ∝ P(M | y) · P(M; after) / P(M; before).

    What the data say, p(y | M), is the same for both: α speaks of M alone.
    """
    weight = posterior * prior(after) / prior(before)
    return weight / weight.sum()


def count_units(place, truth, alpha, long, step):
    """The instrument's compute: the chain up to ``step``, its shares, the prior, and, where ``long``, the long run."""
    followed = trace(place, truth, alpha)
    sweeps = step * THIN
    shares = posterior(place, truth, alpha)
    return {
        "place": place,
        "truth": truth,
        "alpha": alpha,
        "sweeps": sweeps,
        "trace": followed,
        "now": int(followed[sweeps]),
        "shares": np.bincount(followed[: sweeps + 1], minlength=LARGEST + 1) / (sweeps + 1),
        "prior": prior(alpha),
        "posterior": shares if long else None,
        "likeliest": int(shares.argmax()) if long else None,
    }
