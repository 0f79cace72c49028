"""The rate that a batch size needs: by which rule the best learning rate grows with the batch, as it was measured."""

import numpy as np

from ... import _checks
from ...data.measured import measurements

SIZES = (4, 8, 16, 32, 64, 128, 256, 512)
RATES = {"SGD": tuple(2.0**k for k in range(-8, 5)), "Adam": tuple(2.0**k for k in range(-13, 0))}
EPOCHS = 5
SEEDS = (0, 1, 2)


def best_rates(who):
    """For each batch size the rate that lowers the cost of the digits most in 5 epochs, as it was measured.

    "cost" (sizes, rates) is the mean over seeds; "best" (sizes,); "slope": of log best against log size, up to the
    size after which the best rate rises no further.
    """
    _checks.one_of(who, RATES, "best_rates")
    cost = measurements(__package__, "sizes")[who].mean(axis=2)
    sizes, rates = np.array(SIZES), np.array(RATES[who])
    best = rates[np.argmin(cost, axis=1)]
    last = int(np.argmax(best)) + 1
    slope = float(np.polyfit(np.log(sizes[:last]), np.log(best[:last]), 1)[0])
    return {
        "who": who,
        "sizes": sizes,
        "rates": rates,
        "cost": cost,
        "best": best,
        "slope": slope,
        "upto": int(sizes[last - 1]),
    }


def along_the_rule(result, base=SIZES[0]):
    """Of `best_rates`: the cost of each size at the best rate of the size ``base``, kept, and scaled with the size.

    inf where the scaled rate lies outside those tried.
    """
    sizes, rates = result["sizes"], result["rates"]
    anchor = result["best"][list(sizes).index(base)]

    def at(rate, row):
        near = int(np.argmin(np.abs(np.log(rates / rate))))
        return row[near] if abs(np.log2(rates[near] / rate)) < 0.51 else np.inf

    rows = list(zip(sizes, result["cost"], strict=True))
    return {
        "sizes": sizes,
        "kept": np.array([at(anchor, row) for _, row in rows]),
        "scaled": np.array([at(anchor * m / base, row) for m, row in rows]),
        "best": result["cost"].min(axis=1),
    }
