"""Whose θ it is: the vectors that an optimizer keeps for one θ, cut into parts like it."""

import numpy as np

from .. import _checks
from ..parameters import aligned_zeros

#: Far below anything that moves θ, far above the denormal numbers.
TINY = {np.dtype(np.float32): 1e-30, np.dtype(np.float64): 1e-200}


class Memory:
    """The ``vectors`` of an optimizer's slots, the step ``u`` that is being made, and the θ to which they belong.

    It is made without a θ, empty or with the vectors of a state, and then waits for a θ ``like`` them, (size, type);
    `take` binds it to one. ``parts`` are (slice, θ, u, slots) of each part of θ, as `Optimizer.update` gets them; the
    slice is None where one part is all.
    """

    def __init__(self, vectors=None, like=None):
        self.vectors, self.like = vectors or {}, like
        self.theta = self.u = None
        self.grad = ()  # none yet; None is what may come in its place
        self.parts = ()

    def take(self, theta, optimizer):
        """Belong to this θ, or refuse it: another one than before, or one unlike the restored vectors."""
        if type(theta) is not np.ndarray or theta.ndim != 1 or theta.dtype not in TINY or not theta.size:
            came = (
                _checks.describe(theta)
                if type(theta) is not tuple or theta
                else "nothing; write step(network.theta, network.grad)"
            )
            raise TypeError(
                f"{optimizer!r}: expected θ as a vector of float32 or float64, as network.theta is, got {came}"
            )
        if not theta.flags.writeable:
            raise ValueError(f"{optimizer!r}: expected a θ that may be changed, got a read-only array")
        if self.theta is not None:
            if not _same_memory(theta, self.theta):
                raise ValueError(
                    f"{optimizer!r}: has taken {optimizer.steps} steps on another θ of {self.theta.size} numbers; "
                    "make a new optimizer for this one, or call reset()"
                )
            self.theta = theta
            return
        n, dtype = theta.size, theta.dtype
        if self.like not in (None, (n, str(dtype))):
            raise ValueError(
                f"{optimizer!r}: expected a θ of {self.like[0]} numbers in {self.like[1]}, as before {optimizer.steps} "
                f"steps were restored or copied, got {_checks.describe(theta)}; call reset() to begin anew"
            )
        vectors = {name: aligned_zeros(n, dtype) for name in optimizer.slots}
        u, seen = aligned_zeros(n, dtype), theta.view()
        for name, old in self.vectors.items():
            vectors[name][:] = old
        seen.flags.writeable = False
        slices = [slice(start, min(start + optimizer.block, n)) for start in range(0, n, optimizer.block)]
        self.parts = [(s, seen[s], u[s], {name: m[s] for name, m in vectors.items()}) for s in slices]
        if len(slices) == 1:
            self.parts = [(None, *self.parts[0][1:])]
        self.vectors, self.u, self.like = vectors, u, (n, str(dtype))
        self.theta = theta  # last: what an interrupt leaves half done is done again

    def take_gradient(self, grad, optimizer):
        """Know this ∇J from now on, or refuse one that is not like θ."""
        theta = self.theta
        if type(grad) is not np.ndarray or grad.shape != theta.shape or grad.dtype != theta.dtype:
            raise ValueError(
                f"{optimizer!r}: expected a gradient like θ ({_checks.describe(theta)}), got {_checks.describe(grad)}"
            )
        self.grad = grad

    def flush(self):
        """Set to 0 what is too small to matter and on its way to the denormal numbers, which are slow."""
        for m in self.vectors.values():
            m *= np.abs(m) > TINY[m.dtype]

    def __getstate__(self):  # a copy goes on with the copy of θ
        unbound = {"theta": None, "grad": (), "u": None, "parts": ()}
        return vars(self) | unbound | {"vectors": {name: m.copy() for name, m in self.vectors.items()}}


def _same_memory(a, b):
    return a.ctypes.data == b.ctypes.data and a.shape == b.shape and a.dtype == b.dtype
