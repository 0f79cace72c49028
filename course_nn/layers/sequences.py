"""Layers over sequences: what recurrent layers have in common, several on top of each other, and both directions.

    y, state, backward = layer.run(x, state=None, mask=None)
    dx, d_state = backward(dy, d_state)

x (n, t, d_in) goes in, or tokens (n, t), and an output for every step comes out, with the state after the last step.
A state is a tuple of arrays (n, h), or of such tuples. Given back to the next call, it continues the sequence. The
gradient may arrive at every step's output, at the final state, or at both. What `run` returns as a state is a copy, but
the way back reads y and a single step's state again (`core`): write into copies of these.
"""

import numpy as np

from .. import _checks
from ..core import Layer, _Group, upstream


class SequenceLayer(Layer):
    """A layer with a state that it hands on from step to step. A subclass gives `run` and `start`.

    Called as any layer it begins at the state of zeros and counts every step.
    """

    can_skip_dx = True
    #: True where the output is that of the last step alone, (n, h) instead of (n, t, h).
    return_last = False

    def run(self, x, state=None, mask=None, train=False):
        """``y, state, backward`` for the sequences x from ``state``, by default `start`, on.

        ``mask`` (n, t) is True where a step counts. One that doesn't leaves the state as it is (as in Keras), and its
        output is 0 (as in PyTorch's packed sequences). So the final state is that of each sequence's own end.
        ``backward(dy=None, d_state=None, need_dx=True)`` returns dx, and the gradient of the state that ``run`` began
        with.
        """
        raise NotImplementedError(f"{type(self).__name__}: a sequence layer needs a method run")

    def start(self, n=1):
        """The state before the first step, for ``n`` sequences: zeros."""
        raise NotImplementedError(f"{type(self).__name__}: a sequence layer needs a method start")

    def forward(self, x, train=False):
        y, _, back = self.run(x, train=train)

        def backward(dy, need_dx=True):
            return back(upstream(dy, y, self), need_dx=need_dx)[0]

        return y, backward

    def _refuse_nothing(self, dy, d_state):
        if dy is None and d_state is None:
            raise ValueError(f"{self!r}: backward expects a gradient of y, of the state, or of both, got neither")

    def _mask(self, mask, n, steps):
        """``mask`` as booleans (n, t), or None where every step counts."""
        if mask is None:
            return None
        _checks.refuse_masked(mask, f"{self!r}: mask")
        if type(mask) is not np.ndarray or mask.dtype != bool or mask.shape != (n, steps):
            raise ValueError(
                f"{self!r}: expected a mask of True and False of shape {(n, steps)}, one for each step, "
                f"got {_checks.describe(mask)}"
            )
        if not mask.any(axis=1).all():
            row = int(np.argmin(mask.any(axis=1)))
            raise ValueError(
                f"{self!r}: expected a mask with at least one True for each sequence, got none in row {row}"
            )
        return None if mask.all() else mask


def check_cell(cell, name, such):
    """Refuse what is no class of cells: a group of layers is made of layers, not of widths."""
    if not (isinstance(cell, type) and issubclass(cell, SequenceLayer)) or issubclass(cell, _GroupOfSequences):
        raise TypeError(f"{name}: expected cell as a class such as {such}, got {_checks.describe(cell)}")


def mask_of_padding(layer, tokens):
    """Where tokens (n, t) are not 0, which is padding; a row of padding alone is refused."""
    mask = tokens != 0
    if not (some := mask.any(axis=1)).all():
        raise ValueError(
            f"{layer!r}: expected sequences with at least one token other than the padding 0, got a sequence without "
            f"tokens in row {int(some.argmin())}"
        )
    return mask


class _GroupOfSequences(SequenceLayer, _Group):
    def __init__(self, *layers):
        super().__init__(*layers)
        for layer in layers:
            if not isinstance(layer, SequenceLayer):
                raise TypeError(f"{type(self).__name__}: expected layers of sequences, such as LSTM, got {layer!r}")

    def start(self, n=1):
        return tuple(layer.start(n) for layer in self.layers)

    def _states(self, state, what="state"):
        """The state of each layer, or None for each."""
        if state is None:
            return (None,) * len(self.layers)
        if not isinstance(state, tuple) or len(state) != len(self.layers):
            came = f"{len(state)}" if isinstance(state, tuple) else _checks.describe(state)
            raise TypeError(
                f"{self!r}: expected the {what} as a tuple of {len(self.layers)}, one for each layer, got {came}; "
                "start(n) makes the first state"
            )
        return state


class Stacked(_GroupOfSequences):
    """Several layers on top of each other: the outputs of one, step by step, are the inputs of the next.

    The state is the tuple of the layers' states, the lowest first. Only the last layer may have ``return_last=True``.
    Keras builds the same of layers with ``return_sequences=True``; PyTorch calls it ``num_layers``.
    """

    def __init__(self, *layers):
        super().__init__(*layers)
        for layer in layers[:-1]:
            if layer.return_last:
                raise ValueError(f"Stacked: expected every step of all layers but the last, got {layer!r}")

    @property
    def return_last(self):
        return self.layers[-1].return_last

    def run(self, x, state=None, mask=None, train=False):
        states, backs = [], []
        for layer, first in zip(self.layers, self._states(state), strict=True):
            x, last, back = layer.run(x, first, mask, train)
            states.append(last)
            backs.append(back)

        y = x

        def backward(dy=None, d_state=None, need_dx=True):
            self._refuse_nothing(dy, d_state)
            d_states = list(self._states(d_state, "gradient of the state"))
            if dy is not None:
                dy = upstream(dy, y, self)
            for k in range(len(backs))[::-1]:
                dy, d_states[k] = backs[k](dy, d_states[k], need_dx=need_dx or k > 0)
            return dy, tuple(d_states)

        return y, tuple(states), backward


class Bidirectional(_GroupOfSequences):
    """One layer reads from left to right, another from right to left; their outputs stand side by side, (n, t, 2h).

    The reverse one starts at each sequence's own end, where the mask says so; with ``return_last=True`` in both, the
    two final states stand side by side: what is known at the right end, and what is known at the left. The state is
    the pair of their states. As in PyTorch and Keras. Schuster and Paliwal, 1997.
    """

    def __init__(self, layer, reverse_layer):
        super().__init__(layer, reverse_layer)
        if layer is reverse_layer:
            raise ValueError("Bidirectional: expected two layers, got the same one twice; each direction has its own")
        if layer.return_last != reverse_layer.return_last:
            raise ValueError(f"{self!r}: expected return_last to be the same in both layers")

    @property
    def return_last(self):
        return self.layers[0].return_last

    def run(self, x, state=None, mask=None, train=False):
        forth, back = self.layers
        states = self._states(state)
        y1, last1, back1 = forth.run(x, states[0], mask, train)
        y2, last2, back2 = back.run(x[:, ::-1], states[1], None if mask is None else mask[:, ::-1], train)
        turn = (lambda y: y) if self.return_last else (lambda y: y[:, ::-1])
        y = np.concatenate([y1, turn(y2)], axis=-1)

        def backward(dy=None, d_state=None, need_dx=True):
            self._refuse_nothing(dy, d_state)
            d1 = d2 = None
            d_states = self._states(d_state, "gradient of the state")
            if dy is not None:
                width = y1.shape[-1]
                dy = upstream(dy, y, self)
                d1, d2 = dy[..., :width], turn(dy[..., width:])
            dx1, d_start1 = back1(d1, d_states[0], need_dx=need_dx)
            dx2, d_start2 = back2(d2, d_states[1], need_dx=need_dx)
            return None if dx1 is None else dx1 + dx2[:, ::-1], (d_start1, d_start2)

        return y, (last1, last2), backward
