"""Training: batches, an iterator of steps, and the short wrapper `fit`."""

from .batches import batches
from .fitting import fit
from .loop import Step, TrainingDiverged, train

__all__ = ["Step", "TrainingDiverged", "batches", "fit", "train"]
