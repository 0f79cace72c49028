"""With what the steps of the settings are taken: the optimizer and the penalty."""

import numpy as np

from ...losses import L1Penalty, L2Penalty
from ...optimizers import SGD, AdaGrad, Adam, AdamW, RMSProp
from .original_rules import SGDWithDeath

#: Name → optimizer of a rate. AdamW is made in `optimizer_of`, as its decay is the penalty.
MAKERS = {
    "SGD": SGD,
    "momentum": lambda rate: SGD(rate, momentum=0.9),
    "AdaGrad": AdaGrad,
    "RMSProp": RMSProp,
    "Adam": Adam,
}
PENALTIES = {"L1": L1Penalty, "L2": L2Penalty}


def optimizer_of(settings, network, memory=()):
    """A new optimizer. AdamW decays by the λ of an L2 penalty, which then is no part of the loss, else by 0.01.

    Under the rules of TensorFlow's playground SGD takes care of an L1 penalty itself, as weights die of it; those that
    are dead in the ``memory`` of an optimizer before need it under any penalty, to stay so.
    """
    if _kills(settings) or (settings.original and "dead" in memory and np.any(memory["dead"])):
        strength = settings.penalty_rate if settings.penalty == "L1" else 0
        return SGDWithDeath(settings.rate, strength, weights_of(network))
    if settings.optimizer == "AdamW":
        return AdamW(settings.rate, weight_decay=settings.penalty_rate if settings.penalty == "L2" else 0.01)
    return MAKERS[settings.optimizer](settings.rate)


def penalty_of(settings):
    """The penalty for `train`, or None."""
    if settings.penalty == "none" or _kills(settings) or (settings.optimizer == "AdamW" and settings.penalty == "L2"):
        return None
    return PENALTIES[settings.penalty](settings.penalty_rate)


def _kills(settings):
    return settings.original and settings.penalty == "L1"


def weights_of(network):
    """(θ's size,): which entries of θ are weights, on which penalties act: parameters of two dimensions."""
    return np.concatenate([np.full(p.value.size, p.value.ndim >= 2) for p in network.parameters().values()])


def going_on(optimizer, state):
    """The new ``optimizer`` with the memory of a ``state``, if that is of its kind; its rate and settings are its own.

    The θ to come has the size of that before. A memory that is not finite any more is left behind.
    """
    own, slots = optimizer.state(), [name for name in optimizer.slots if name in state]
    alike = state["optimizer"] == own["optimizer"] and (not state["size"] or len(slots) == len(optimizer.slots))
    if alike and all(np.isfinite(state[name]).all() for name in slots):
        optimizer.restore(own | {name: state[name] for name in ("steps", "size", "dtype", *slots)})
    return optimizer
