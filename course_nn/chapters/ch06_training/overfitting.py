"""Overfitting: what a network knows of its examples and of others, by its hidden units and the number of examples."""

import numpy as np

from ...data.measured import measurements
from .small_digits import learned

#: How many examples and hidden units are looked at.
EXAMPLES = (20, 40, 80, 160, 320, 640)
HIDDEN = (1, 2, 4, 8, 16, 32, 64, 128, 256)


def averages(wrong):
    """The accuracies after 240 steps with a share ``wrong`` of wrong labels, as measured once, over ten draws.

    "accuracy" on the examples and "validation_accuracy" on 500 other images: of each "mean" and standard "error", both
    of shape (6, 9) for `EXAMPLES` and `HIDDEN`.
    """
    return measurements(__package__, "capacity")[f"{wrong:g}"]


def validation_by_units(n, wrong):
    """Hidden units → what share of other images a network with so many knows after n examples, on average."""
    means = averages(wrong)["validation_accuracy"]["mean"][EXAMPLES.index(n)]
    return dict(zip(HIDDEN, means.tolist(), strict=True))


def gap(hidden, n, wrong):
    """How much more such a network knows, on average, of its own n examples than of others; below 0 if less."""
    row, column = EXAMPLES.index(n), HIDDEN.index(hidden)
    own, others = (averages(wrong)[name]["mean"][row, column] for name in ("accuracy", "validation_accuracy"))
    return float(own - others)


def learning_curves(hidden, n, wrong):
    """One training with so many hidden units and examples; the average over ten draws for every number of examples."""
    column = HIDDEN.index(hidden)
    return {
        "run": learned(n=n, hidden=hidden, wrong=wrong),
        "hidden": hidden,
        "n": n,
        "wrong": wrong,
        "examples": np.array(EXAMPLES),
        "averages": {
            name: {part: values[:, column] for part, values in one.items()} for name, one in averages(wrong).items()
        },
        "parameters": 64 * hidden + hidden + 10 * hidden + 10,
    }
