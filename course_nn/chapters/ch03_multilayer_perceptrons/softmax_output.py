"""The softmax as output unit: three logits become the probabilities of three classes."""

import numpy as np

from ...functions import softmax


def class_probabilities(z1=1.0, z2=0.0, z3=-1.0, shift=0.0, scale=1.0):
    """``logits`` (3,), which are z₁, z₂, z₃ times ``scale`` plus ``shift``, and their softmax ``p`` (3,)."""
    logits = scale * np.array([z1, z2, z3], dtype=float) + shift
    return {"logits": logits, "p": softmax(logits)}
