"""Hyper-parameter search: random and grid, in parallel, reproducible, and resumable after an interrupt.

from course_nn.search import LogUniform, random_search

    def objective(rng, learning_rate, units):
        ...                                         # train with this rng, and return the validation loss
    result = random_search(objective, {"learning_rate": LogUniform(1e-4, 1), "units": [16, 32, 64]}, trials=20)
    result.best                                     # {'learning_rate': 0.0123, 'units': 32}

This import needs NumPy alone; several workers need joblib, which comes with scikit-learn.
"""

from .result import SearchResult
from .run import grid_search, random_search
from .space import IntUniform, LogUniform, Uniform

__all__ = ["IntUniform", "LogUniform", "SearchResult", "Uniform", "grid_search", "random_search"]
