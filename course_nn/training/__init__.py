"""Training: batches, an iterator of steps, and the short wrapper `fit`."""

from .fitting import fit
from .loop import Step, TrainingDiverged, batches, train

__all__ = ["Step", "TrainingDiverged", "batches", "fit", "train"]
