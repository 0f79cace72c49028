"""What every optimizer shares: one step in θ, whose θ it is, its memory, and how it is kept and restored."""

import numpy as np

from .. import _checks
from ..parameters import aligned_zeros
from ..schedules import as_schedule, value_at

_NUMBERS = (bool, int, float, np.bool_, np.integer, np.floating)
#: Far below anything that moves θ, far above the denormal numbers.
TINY = {np.dtype(np.float32): 1e-30, np.dtype(np.float64): 1e-200}


class Optimizer:
    """θ ← θ − (a step made from g). A subclass names its memory in ``slots`` and gives `update`.

    ``learning_rate`` is a positive number or a schedule, a function of the step t = 0, 1, 2, … (`course_nn.schedules`).
    The attributes of a subclass that are plain numbers are its settings; what changes from step to step is memory.

    An interrupt finds θ as after the last whole step, but it may find the memory halfway through the next: training
    goes on soundly from there, though not bit for bit as it would have without the interrupt.
    """

    slots = ()
    #: Those of the slots that average or add up squares: a state in which one is negative is refused.
    squares = ()
    #: Every so many steps, entries of the memory too small to matter are set to 0: denormal numbers are slow.
    flush_every = 200
    #: A longer θ is worked through in pieces of so many numbers, which stay in the processor's cache for an update.
    #: With four million numbers Adam is a quarter to a third faster for it; pieces a quarter as long are slower again,
    #: as each call of NumPy has its price.
    block = 131_072

    def __init__(self, learning_rate):
        self.steps = 0
        self.learning_rate = learning_rate
        self.reset()

    @property
    def learning_rate(self):
        """α, the rate of the coming step. Between steps it may be set to a positive number or to a schedule.

        It reads as a number also where it follows a schedule: ``optimizer.learning_rate *= 0.5`` then puts a constant
        number in the place of the schedule. To halve a schedule, set a new one.
        """
        return self._rate

    @learning_rate.setter
    def learning_rate(self, value):
        value = as_schedule(value, f"{type(self).__name__}: learning_rate")
        self._rate, self._schedule = value_at(value, self.steps), value if callable(value) else None

    @property
    def schedule(self):
        """The schedule that gives the learning rate, or None where it is a number."""
        return self._schedule

    def reset(self):
        """Forget all steps taken: the memory, their number, and whose θ it was."""
        self._let_go(0, {}, None)

    def step(self, theta, grad):
        """One step: ``theta`` is changed in place, ``grad`` is only read. Both are vectors of one shape and type."""
        if theta is not self._theta:
            self._take(theta)
        if type(grad) is not np.ndarray or grad.shape != theta.shape or grad.dtype != theta.dtype:
            raise ValueError(
                f"{self!r}: expected a gradient like θ ({_checks.describe(theta)}), got {_checks.describe(grad)}"
            )
        flush = self.steps % self.flush_every == self.flush_every - 1
        for part, theta_part, u, memory in self._parts:
            if flush:
                for m in memory.values():
                    m *= np.abs(m) > TINY[m.dtype]
            change = self.update(theta_part, grad[part], u, **memory)
            if change is not u:
                u[...] = _checks.as_array(change, f"{self!r}: what update gives", shape=u.shape, finite=False)
        theta -= self._scratch
        self.steps += 1
        if self._schedule is not None:
            self._rate = value_at(self._schedule, self.steps)

    def update(self, theta, g, u, **memory):
        """What θ loses in this step, as an array or written into ``u``; ``memory`` is changed in place.

        All are stretches of the whole vectors, of one length; ``theta`` is read-only. ``self.steps`` steps went before.
        """
        raise NotImplementedError(f"{type(self).__name__}: an optimizer needs update(self, theta, g, u, **memory)")

    def state(self):
        """All that going on needs, as a dict of plain values and copies of the memory; for `restore`."""
        size, dtype = self._belongs or (0, "")
        own = {"optimizer": type(self).__name__, "steps": self.steps, "size": size, "dtype": dtype}
        rate = {"learning_rate": self._rate, "scheduled": self._schedule is not None}
        return own | rate | self._settings() | {name: m.copy() for name, m in self.memory.items()}

    def restore(self, state):
        """Go on as the optimizer would have that gave this `state`, with the next θ of that size and type.

        The learning rate becomes that of the state; a schedule must be here already, and give the same rate. A state
        of another kind, or with other settings, is refused and changes nothing.
        """
        steps, rate, memory, belongs = _checked_state(self, state)
        self._let_go(steps, memory, belongs)
        self._rate = rate

    def _settings(self):
        """The attributes that are plain numbers, NumPy's among them, as Python's: a file gives them back as such."""
        return {
            name: _plain(value)
            for name, value in vars(self).items()
            if isinstance(value, _NUMBERS) and name != "steps" and not name.startswith("_")
        }

    def _let_go(self, steps, memory, belongs):
        """Belong to no θ; where there is a memory, the next one must have the size and type ``belongs``."""
        self.steps, self.memory, self._belongs = steps, memory, belongs
        self._theta = self._scratch = self._parts = None
        self._rate = value_at(self._rate if self._schedule is None else self._schedule, steps)

    def _take(self, theta):
        if type(theta) is not np.ndarray or theta.ndim != 1 or theta.dtype not in TINY or not theta.size:
            raise TypeError(
                f"{self!r}: expected θ as a vector of float32 or float64, as network.theta is, "
                f"got {_checks.describe(theta)}"
            )
        if not theta.flags.writeable:
            raise ValueError(f"{self!r}: expected a θ that may be changed, got a read-only array")
        n, dtype = theta.size, theta.dtype
        if self._theta is not None:
            if not _same_memory(theta, self._theta):
                raise ValueError(
                    f"{self!r}: has taken {self.steps} steps on another θ of {self._theta.size} numbers; "
                    "make a new optimizer for this one, or call reset()"
                )
            self._theta = theta
            return
        if self._belongs not in (None, (n, str(dtype))):
            raise ValueError(
                f"{self!r}: expected a θ of {self._belongs[0]} numbers in {self._belongs[1]}, as before {self.steps} "
                f"steps were restored or copied, got {_checks.describe(theta)}; call reset() to begin anew"
            )
        memory = {name: aligned_zeros(n, dtype) for name in self.slots}
        for name, old in self.memory.items():
            memory[name][:] = old
        u, seen = aligned_zeros(n, dtype), theta.view()
        seen.flags.writeable = False
        parts = [slice(start, min(start + self.block, n)) for start in range(0, n, self.block)]
        self._parts = [(part, seen[part], u[part], {name: m[part] for name, m in memory.items()}) for part in parts]
        self.memory, self._scratch, self._belongs, self._theta = memory, u, (n, str(dtype)), theta

    def __getstate__(self):  # a copy goes on with the copy of θ
        own = {"_theta": None, "_scratch": None, "_parts": None}
        return vars(self) | own | {"memory": {name: m.copy() for name, m in self.memory.items()}}

    def __repr__(self):
        rate = f"{self._rate:g}" if self._schedule is None else repr(self._schedule)
        return f"{type(self).__name__}({rate})"


def _plain(value):
    """A number of NumPy as one of Python."""
    if isinstance(value, np.floating):
        return float(value)
    return value.item() if isinstance(value, np.generic) else value


def _checked_state(optimizer, state):
    """(steps, learning rate, memory, (size, dtype)) of a state that fits, or a sentence."""
    name = type(optimizer).__name__
    wanted = {"optimizer", "steps", "size", "dtype", "learning_rate", "scheduled", *optimizer._settings()}
    if not isinstance(state, dict):
        came = f"a {type(state).__name__}; give its state()" if isinstance(state, Optimizer) else None
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
    for setting, value in optimizer._settings().items():
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
        array = _checks.as_array(state[slot], f"{name}: {slot} of the state", shape=(size,))
        if array.dtype != dtype:
            raise ValueError(f"{name}: expected {slot} of the state as {dtype}, got {array.dtype}")
        if slot in optimizer.squares and (array < 0).any():
            raise ValueError(
                f"{name}: expected {slot} of the state, which is made of squares, to be at least 0, got {array.min():g}"
            )
        memory[slot] = array.copy()
    return steps, rate, memory, (size, str(dtype))


def _same_memory(a, b):
    return a.ctypes.data == b.ctypes.data and a.shape == b.shape and a.dtype == b.dtype
