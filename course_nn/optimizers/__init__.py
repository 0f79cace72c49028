"""Optimizers: a formula on the one vector θ and its gradient g = ∇J(θ), both changed in place by nobody else.

``optimizer.step(theta, grad)`` takes one step in θ. An optimizer with a memory belongs to the first θ it sees.
θ itself is written in one NumPy call at the very end of a step: an interrupt finds it as before the step or after it.
"""

from .clipping import clip_by_norm, clip_by_value
from .optimizer import Optimizer
from .rules import SGD, AdaGrad, Adam, AdamW, RMSProp

__all__ = ["SGD", "AdaGrad", "Adam", "AdamW", "Optimizer", "RMSProp", "clip_by_norm", "clip_by_value"]
