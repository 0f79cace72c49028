"""Training: batches, an iterator of steps, and the short wrapper `fit`."""

from .batches import batches
from .fitting import fit
from .loop import Step, TrainingDiverged, train

__all__ = ["Step", "TrainingDiverged", "batches", "fit", "train", "train_truncated"]


def __getattr__(name):
    if name != "train_truncated":
        raise AttributeError(f"module {__name__} has no attribute {name}")
    from .truncated import train_truncated  # with the layers of sequences, which `import course_nn` need not wait for

    return train_truncated
