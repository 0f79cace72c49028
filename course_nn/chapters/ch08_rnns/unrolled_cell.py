"""A cell of one unit, unrolled in time: values flow forward, the gradient flows back, and every step has its share."""

import numpy as np

from ... import _checks
from ...layers import RNN

STEPS = 5
INPUTS = {
    "1, then nothing": (1.0, 0.0, 0.0, 0.0, 0.0),
    "1 at every step": (1.0, 1.0, 1.0, 1.0, 1.0),
    "1 and −1 in turn": (1.0, -1.0, 1.0, -1.0, 1.0),
}
COSTS = {"last": "J = {}, the last state", "sum": "J = h₁ + … + {}"}


def unroll(x, w, u, b, cost="last"):
    """h_t = tanh(w x_t + u h_{t−1} + b) for the numbers x (t,), from h_0 = 0, and the way back from J.

    J is the last state, or with ``cost="sum"`` the sum of all. Row t of what is returned: the states ``h``, the
    ``factor`` u (1 − h²) from ∂J/∂h_t to what ∂J/∂h_{t−1} gets through this step, ``dh`` ∂J/∂h_t, and the step's
    ``share`` in ∂J/∂w, ∂J/∂u and ∂J/∂b; ``gradient`` is their sum. All by the package's cell, step by step.
    """
    x = np.asarray(x, float)
    cell = RNN(1, 1, np.random.default_rng(0), dtype=np.float64)
    cell.W.value[:], cell.U.value[:], cell.b.value[:] = w, u, b
    state, states, backs = cell.start(), [], []
    for number in x:
        state, back = cell.step(np.array([[number]]), state)
        states.append(state[0].item())
        backs.append(back)
    h, dh, shares = np.array(states), np.zeros(len(x)), np.zeros((len(x), 3))
    d = np.zeros((1, 1))
    for t in range(len(x))[::-1]:
        if cost == "sum" or t == len(x) - 1:
            d = d + 1  # J has h_t in it, besides what comes back from later steps
        dh[t] = d.item()
        parameters = (cell.W, cell.U, cell.b)
        before = [parameter.grad.item() for parameter in parameters]
        _, (d,) = backs[t]((d,))
        shares[t] = [p.grad.item() - was for p, was in zip(parameters, before, strict=True)]
    return {
        "x": x,
        "h": h,
        "factor": u * (1 - h**2),
        "dh": dh,
        "share": shares,
        "gradient": shares.sum(axis=0),
        "J": float(h.sum() if cost == "sum" else h[-1]),
    }


class Unrolled:
    """The function behind the controls, on the inputs of the menu or on up to 5 numbers of the reader's own."""

    def __init__(self, x=None):
        self.inputs = INPUTS if x is None else {"your own": _own(x), **INPUTS}

    def __call__(self, inputs, w, u, b, cost, step):
        """What is known after ``step`` steps: t of them forward, then t back."""
        result = unroll(self.inputs[inputs], w, u, b, cost)
        steps = len(result["h"])
        step = min(step, 2 * steps)
        back = max(step - steps, 0)
        return result | {
            "w": w,
            "u": u,
            "b": b,
            "cost": cost,
            "step": step,
            "forward": min(step, steps),
            # the first step, counted from 0, that the gradient has gone through
            "back_to": steps - back,
        }

    def costs(self):
        """The costs by what the menu says, where T is told if all inputs have as many steps."""
        steps = {len(x) for x in self.inputs.values()}
        last = f"h{chr(ord('₀') + steps.pop())}" if len(steps) == 1 else "h_T"
        return {name.format(last): cost for cost, name in COSTS.items()}

    def last(self, values):
        """The number of steps forward and back, for the values of the other controls."""
        return 2 * len(self.inputs[values["inputs"]])


def _own(x):
    x = _checks.as_array(x, "unrolled_cell: x", ndim=1).astype(float)
    if not 2 <= len(x) <= STEPS:
        raise ValueError(f"unrolled_cell: x: expected 2 to {STEPS} numbers, one a step, got {len(x)}")
    if np.abs(x).max() > 9:
        raise ValueError(f"unrolled_cell: x: expected numbers from -9 to 9, got {np.abs(x).max():g}")
    return tuple(map(float, x))
