"""Early stopping: where it ends a training on few digits, and what the network that it keeps knows."""

from .small_digits import SIZE, learned


def stopped(values, patience):
    """``best, last``: where early stopping finds the smallest of ``values``, and where it stops, counted from 0.

    It stops when ``patience`` values in a row were not below the smallest before them; otherwise with the last one.
    """
    best = 0
    for k, value in enumerate(values):
        if value < values[best]:
            best = k
        elif k - best >= patience:
            return best, k
    return best, len(values) - 1


def stopped_training(patience, wrong, draw):
    """A training of 80 epochs without any regularizer, where early stopping would end it, and what is kept."""
    # Measured once an epoch.
    run = learned(wrong=wrong, seed=draw, every=150 // SIZE, test=True)
    best, last = stopped(run["validation_loss"], patience)
    test = run["test_accuracy"]
    return {
        "run": run,
        "best": best,
        "last": last,
        "patience": patience,
        "wrong": wrong,
        "draw": draw,
        "test": {"best": float(test[best]), "last": float(test[last]), "never": float(test[-1])},
        "ran_out": last - best >= patience,
    }
