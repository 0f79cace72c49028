"""Keeping an optimizer's state, and what a state must be that is restored."""

import numpy as np

from .. import _checks
from ..schedules import value_at

_NUMBERS = (bool, int, float, np.bool_, np.integer, np.floating)


def settings_of(optimizer):
    """The attributes that are plain numbers, NumPy's among them, as Python's: a file gives them back as such."""
    return {
        name: _plain(value)
        for name, value in vars(optimizer).items()
        if isinstance(value, _NUMBERS) and name != "steps" and not name.startswith("_")
    }


def _plain(value):
    """A number of NumPy as one of Python."""
    if isinstance(value, np.floating):
        return float(value)
    return value.item() if isinstance(value, np.generic) else value


def checked_state(optimizer, state):
    """(steps, learning rate, memory, (size, dtype)) of a state that fits, or a sentence."""
    name = type(optimizer).__name__
    wanted = {"optimizer", "steps", "size", "dtype", "learning_rate", "scheduled", *settings_of(optimizer)}
    if not isinstance(state, dict):
        came = f"a {type(state).__name__}; give its state()" if hasattr(state, "restore") else None
        raise TypeError(f"{name}: expected a state as {name}.state() gives it, got {came or _checks.describe(state)}")
    kind = state.get("optimizer", name)
    if kind != name:
        known = isinstance(kind, str) and kind.isidentifier()
        came = f"{kind}; make an optimizer of that class" if known else _checks.describe(kind)
        raise ValueError(f"{name}: expected the state of this optimizer, got that of {came}")
    if not wanted <= state.keys():
        raise TypeError(
            f"{name}: expected a state as {name}.state() gives it, got a dict without "
            f"{', '.join(sorted(wanted - state.keys()))}"
        )
    for setting, value in settings_of(optimizer).items():
        if type(state[setting]) is not type(value) or state[setting] != value:
            raise ValueError(
                f"{name}: expected a state with {setting} = {value}, got one with {state[setting]}; "
                f"make the optimizer with {setting}={state[setting]}"
            )
    steps = _checks.whole(state["steps"], f"{name}: steps of the state", low=0)
    size = _checks.whole(state["size"], f"{name}: size of the state", low=0)
    rate = _checks.number(state["learning_rate"], f"{name}: learning_rate of the state", low=0)
    schedule = optimizer.schedule
    here = rate if schedule is None else value_at(schedule, steps)
    if state["scheduled"] is not (schedule is not None) or here != rate:
        wanted = "number as learning rate" if schedule is None else f"schedule {schedule!r}"
        came = "one that followed a schedule" if state["scheduled"] else "one with a rate of its own"
        raise ValueError(
            f"{name}: expected a state made with the {wanted}, got {came} "
            f"({rate:g} at step {steps}); restore it with the same schedule or number, then set learning_rate"
        )
    if not size:
        return steps, rate, {}, None
    dtype = _checks.float_type(state["dtype"], f"{name}: dtype of the state")
    memory = {}
    for slot in optimizer.slots:
        if slot not in state:
            raise ValueError(f"{name}: expected a state with the memory {slot}, got one without")
        # A square that overflowed is infinite and stays so; anything else is no memory of steps that were taken.
        array = _checks.as_array(
            state[slot], f"{name}: {slot} of the state", shape=(size,), finite=slot not in optimizer.squares
        )
        if np.isnan(array).any():
            raise ValueError(f"{name}: expected numbers in {slot} of the state, got NaN among them")
        if array.dtype != dtype:
            raise ValueError(f"{name}: expected {slot} of the state as {dtype}, got {array.dtype}")
        if slot in optimizer.squares and (array < 0).any():
            raise ValueError(
                f"{name}: expected {slot} of the state, which is made of squares, to be at least 0, got {array.min():g}"
            )
        memory[slot] = array.copy()
    return steps, rate, memory, (size, str(dtype))
