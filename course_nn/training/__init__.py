"""Training: batches, an iterator of steps, the short wrapper `fit`; and two networks against each other."""

import importlib

from .batches import batches
from .fitting import fit
from .loop import Step, TrainingDiverged, train

#: Names that are looked up in their module when they are first used: `import course_nn` need not wait for them.
_LATER = {
    "Adversaries": "adversarial",
    "GameDiverged": "refusals_of_games",
    "GameStep": "adversarial",
    "GradientPenalty": "gradient_penalty",
    "train_adversarial": "adversarial",
    "train_truncated": "truncated",
}

__all__ = [
    "Adversaries",
    "GameDiverged",
    "GameStep",
    "GradientPenalty",
    "Step",
    "TrainingDiverged",
    "batches",
    "fit",
    "train",
    "train_adversarial",
    "train_truncated",
]


def __getattr__(name):
    if name not in _LATER:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    value = globals()[name] = getattr(importlib.import_module(f".{_LATER[name]}", __name__), name)
    return value
