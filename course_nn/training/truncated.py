"""Truncated backpropagation through time: long sequences in stretches, the state handed on and the gradient not."""

import numpy as np

from .. import _checks
from ..contract import output_and_backward
from ..core import Sequential
from ..layers import Bidirectional, SequenceLayer
from ..parameters import theta_of
from .additions import additions
from .batches import batches as Batches
from .loop import steps_of
from .refusals import all_layers, check, check_batches, check_schedule


def train_truncated(
    network, loss, optimizer, batches, length, epochs=1, *, penalty=None, clip_norm=None, clip_value=None
):
    """An iterator of `Step` as `train`, which cuts each batch in time into stretches of ``length``, a step for each.

    ``batches`` gives pairs of sequences, x (n, T, …) and y (n, T, …); ``network`` is a layer of sequences such as
    `LSTM`, a model with their methods ``run`` and ``start``, or a `Sequential` with such layers in it. Each batch
    begins at the state of zeros, and every stretch at the state that the stretch before it left. So what happened long
    ago still acts on the output; but the gradient ends where the stretch begins, and what lies before it gets no
    credit: a step costs the time and memory of ``length`` steps, however long the sequence is. The state is never
    handed on to the next batch: give a long text as one batch (n, T), cut into n pieces of T.

    Each stretch has the loss of its own steps alone. One in which nothing counts, since all its labels are the loss's
    ``ignore``, only hands on the state, and is no step. The rest is as in `train`. (Keras: ``stateful=True``; PyTorch:
    ``state.detach()`` between stretches.) Werbos, 1990; Williams and Peng, 1990, whose stretches may also overlap.
    """
    loss_as_given, loss = loss, check(network, loss, optimizer)
    length = _checks.whole(length, "train_truncated: length", low=1)
    epochs = _checks.whole(epochs, "epochs", low=0)
    check_batches(batches, epochs)
    if not _hands_on(network):
        raise TypeError(
            f"train_truncated: expected a network with a state to hand on, such as one with an LSTM, got {network!r}"
        )
    extra = additions(network, penalty, clip_norm, clip_value)
    theta_of(network)  # which becomes the owner of θ
    carrying = _Carrying(network)
    stretches = _Stretches(batches, length, carrying, getattr(loss_as_given, "ignore", None))
    if isinstance(batches, Batches) and batches.X.ndim > 1:
        check_schedule(optimizer, epochs * len(batches) * -(-batches.X.shape[1] // length))
    return steps_of(carrying, loss, optimizer, stretches, range(epochs), extra)


class _Carrying:
    """A network as the loop of training knows it, which begins each ``forward`` at the state the last one left."""

    def __init__(self, network):
        self.network, self.state = network, None
        self.parameters, self.can_skip_dx = network.parameters, network.can_skip_dx

    def forward(self, x, train=False):
        y, self.state, backward = _run(self.network, x, self.state, train)
        return y, backward

    def __repr__(self):
        return repr(self.network)


class _Stretches:
    """The stretches of each batch as batches of their own; before the first of them the state is set back."""

    def __init__(self, batches, length, carrying, ignore):
        self.batches, self.length, self.carrying, self.ignore = batches, length, carrying, ignore

    def __iter__(self):
        came = counted = False
        for batch in self.batches:
            x, y = _sequences(batch)
            came = True
            self.carrying.state = None
            for start in range(0, x.shape[1], self.length):
                stretch = slice(start, start + self.length)
                if self.ignore is not None and (y[:, stretch] == self.ignore).all():
                    self.carrying.forward(x[:, stretch], True)
                else:
                    counted = True
                    yield x[:, stretch], y[:, stretch]
        if came and not counted:
            raise ValueError(
                f"train_truncated: expected at least one step that counts, got labels {self.ignore} alone, which are "
                "ignored"
            )


def _sequences(batch):
    if not isinstance(batch, (tuple, list)) or len(batch) != 2:
        mend = "; batches(X, y) gives pairs, batches(X) arrays" if isinstance(batch, np.ndarray) else ""
        raise TypeError(
            f"train_truncated: expected each batch to be a pair (x, y), got {_checks.describe(batch)}{mend}"
        )
    x, y = batch
    if not all(isinstance(a, np.ndarray) and a.ndim > 1 for a in batch) or x.shape[:2] != y.shape[:2]:
        raise ValueError(
            "train_truncated: expected batches of arrays x (n, t, …) and y (n, t, …), an answer for each step, got "
            f"{_checks.describe(x)} and {_checks.describe(y)}"
        )
    if not x.shape[1]:
        raise ValueError(f"train_truncated: expected sequences of at least one step, got an array x of shape {x.shape}")
    return x, y


def _hands_on(network):
    """Whether a state is handed on in this network; a layer whose state can't be is refused."""
    for layer in all_layers(network):
        if isinstance(layer, Bidirectional):
            raise TypeError(
                f"train_truncated: expected layers that read forth alone, got {layer!r}, whose reverse direction would "
                "have to begin at the end of the whole sequence"
            )
    for layer in all_layers(network):
        if getattr(layer, "return_last", False):
            raise ValueError(
                f"train_truncated: expected an output at each step, got {layer!r}, which gives that of the last alone"
            )
    if _keeps_state(network):
        return True
    if type(network) is Sequential:
        return any([_hands_on(layer) for layer in network.layers])
    for layer in all_layers(network):
        if isinstance(layer, SequenceLayer):
            raise TypeError(
                f"train_truncated: expected {layer!r} in a Sequential, where its state is handed on, got it inside of "
                f"{network!r}"
            )
    return False


def _keeps_state(network):
    """Whether it is run from a state and gives the next: a layer of sequences, or a model such as a LanguageModel."""
    return hasattr(network, "run") and hasattr(network, "start")


def _run(network, x, state, train):
    """``y, state, backward`` from a state: of each layer in a chain, or None for a layer without."""
    if _keeps_state(network):
        y, state, back = network.run(x, state, train=train)
        return y, state, lambda dy, **spare: back(dy, **spare)[0]
    if type(network) is not Sequential:
        y, back = output_and_backward(network, x, train)
        return y, None, back
    states, backs = [], []
    for layer, before in zip(network.layers, state or [None] * len(network), strict=True):
        x, after, back = _run(layer, x, before, train)
        states.append(after)
        backs.append(back)

    def backward(dy, **spare):
        for back in backs[:0:-1]:
            dy = back(dy)
        return backs[0](dy, **spare)

    return x, states, backward
