"""Where a run stands: as one sentence, and as the numbers that the page shows."""

import math

from .numbers import epochs_of, percent


def sentence(run):
    """How far it has come, in words."""
    if run.diverged:
        return run.diverged
    if not len(run.data.X_train):
        return "There are no points to learn from: put some into the plane."
    train, test = run.losses()
    parts = [f"loss {train:.3g} on the training data"]
    if not math.isnan(test):
        parts.append(f"{test:.3g} on the test data")
    right = run.accuracies()[1]
    share = "" if right is None else f"; {percent(right)} of the test points are on the right side"
    epochs = epochs_of(run.epoch)
    return f"After {epochs} epoch{'s' * (epochs != '1')}: {' and '.join(parts)}{share}."


def facts_of(run):
    """Epochs, updates, losses and the share of test points that are right; None where there is no finite number."""
    train, test = run.losses()
    return {
        "epoch": run.epoch,
        "updates": run.updates,
        "train_loss": _finite(train),
        "test_loss": _finite(test),
        "test_accuracy": run.accuracies()[1],
    }


def _finite(value):
    """A number that JSON can say, or None."""
    return value if math.isfinite(value) else None
