"""What may happen beside a training: stopping early, keeping files, changing the rate, showing how far it is."""

from .base import Callback, Run, as_callbacks
from .monitors import Checkpoint, EarlyStopping, ReduceOnPlateau
from .reports import CSVLog, ProgressBar

__all__ = [
    "CSVLog",
    "Callback",
    "Checkpoint",
    "EarlyStopping",
    "ProgressBar",
    "ReduceOnPlateau",
    "Run",
    "as_callbacks",
]
