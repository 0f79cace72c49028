"""What every optimizer shares: one step in θ, and the rate at which it is taken."""

import copy

from .. import _checks
from ..names import answered
from ..schedules import WITHOUT_NETWORK, as_schedule, value_at
from ..settings import Settled
from .memory import Memory
from .state import checked_state, settings_of


@answered
class Optimizer(Settled):
    """θ ← θ − (a step made from g). A subclass names its memory in ``slots`` and gives `update`.

    ``learning_rate`` is a positive number or a schedule, a function of the step t = 0, 1, 2, … (`course_nn.schedules`).
    The attributes of a subclass that are plain numbers are its settings; what changes from step to step is memory, and
    belongs to the first θ that the optimizer sees (`course_nn.optimizers.memory`).

    Where the memory averages or adds up squares, an entry of g whose square overflows (10²⁰ in float32) makes them
    infinite for good, and its entry of θ stands still from then on: `train` says so, and ``clip_norm`` prevents it.

    An interrupt finds θ as after the last whole step, but it may find the memory halfway through the next: training
    goes on soundly from there, though not bit for bit as it would have without the interrupt.
    """

    strict = True
    mends = (("network", WITHOUT_NETWORK), ("params", WITHOUT_NETWORK), ("parameters", WITHOUT_NETWORK))
    changeable = ("steps", "flush_every", "block")

    slots = ()
    #: Those of the slots that average or add up squares: a state in which one is negative is refused.
    squares = ()
    #: Every so many steps, entries of the memory too small to matter are set to 0: denormal numbers are slow.
    flush_every = 200
    #: A longer θ is worked through in parts of so many numbers, which stay in the processor's cache for an update. With
    #: four million numbers Adam is a quarter to a third faster for it; parts a quarter as long are slower again, as
    #: each call of NumPy has its price.
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

    @property
    def memory(self):
        """Slot → its vector, as long as θ; empty before the first step, but for what was restored."""
        return self._memory.vectors

    def step(self, theta=(), grad=()):
        """One step: ``theta`` is changed in place, ``grad`` is only read. Both are vectors of one shape and type."""
        memory = self._memory
        if theta is not memory.theta:
            memory.take(theta, self)
        if grad is not memory.grad:
            memory.take_gradient(grad, self)
        if self.steps % self.flush_every == self.flush_every - 1:
            memory.flush()
        for part, theta_part, u, slots in memory.parts:
            change = self.update(theta_part, grad if part is None else grad[part], u, **slots)
            if change is not u:
                u[...] = _checks.as_array(change, f"{self!r}: what update gives", shape=u.shape, finite=False)
        theta -= memory.u
        self.__dict__["steps"] += 1  # past the look at what is assigned to
        if self._schedule is not None:
            self.__dict__["_rate"] = value_at(self._schedule, self.steps)

    def update(self, theta, g, u, **memory):
        """What θ loses in this step, as an array or written into ``u``; ``memory`` is changed in place.

        All are stretches of the whole vectors, of one length; ``theta`` is read-only. ``self.steps`` steps went before.
        """
        raise NotImplementedError(f"{type(self).__name__}: an optimizer needs update(self, theta, g, u, **memory)")

    def reset(self):
        """Forget all steps taken: the memory, their number, and whose θ it was."""
        self._go_on(0, Memory())

    def state(self):
        """All that going on needs, as a dict of plain values and copies of the memory; for `restore`."""
        size, dtype = self._memory.like or (0, "")
        own = {"optimizer": type(self).__name__, "steps": self.steps, "size": size, "dtype": dtype}
        rate = {"learning_rate": self._rate, "scheduled": self._schedule is not None}
        return own | rate | settings_of(self) | {name: m.copy() for name, m in self.memory.items()}

    def restore(self, state):
        """Go on as the optimizer would have that gave this `state`, with the next θ of that size and type.

        The learning rate becomes that of the state; a schedule must be here already, and give the same rate. A state
        of another kind, or with other settings, is refused and changes nothing.
        """
        steps, rate, vectors, like = checked_state(self, state)
        self._go_on(steps, Memory(vectors, like))
        self._rate = rate

    def _go_on(self, steps, memory):
        self.steps, self._memory = steps, memory
        self._rate = value_at(self._rate if self._schedule is None else self._schedule, steps)

    def __getstate__(self):
        return vars(self) | {"_memory": copy.copy(self._memory)}

    def __repr__(self):
        rate = f"{self._rate:g}" if self._schedule is None else repr(self._schedule)
        return f"{type(self).__name__}({rate})"
