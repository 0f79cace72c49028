"""Sequences: tokens, stacks and both directions, the loss over steps, and backpropagation through time written out.

`through_time` derives the gradients of a cell over a few steps from a first state that is given, with a gradient at
every step's output and at the final state; `shares_of_steps` shows ∂J/∂u of one unit as what each step adds to it.
"""

import numpy as np
import sympy as sp

from .. import _checks, layers, sequence_losses
from .derivation import Derivation, derive
from .display import equations
from .formulas_of_cells import STEPS, steps, x_at
from .functions import exp, log, maximum, sigmoid, tanh, zeros
from .registry import register

TOKENS = np.array([[0, 2], [2, 1]])
#: Labels of two sequences; a step doesn't count.
ANSWERS = np.array([[1, -1], [0, 2]])
COUNTS = (ANSWERS >= 0).astype(int)


register(
    "Embedding",
    lambda rng: layers.Embedding(3, 2, rng, dtype=np.float64),
    lambda W, codes: codes @ W,
    x=None,
    constants={"codes": np.eye(3)[TOKENS]},
    target=lambda codes: codes.argmax(axis=-1),
    latex=r"y = \text{code} \cdot W, \quad \text{the row of } W \text{ that belongs to the token}",
    textbook={
        "W": (
            r"\textstyle\sum_{nt} \text{code}_{nt}^\top dy_{nt}",
            lambda d: sum(np.outer(d["codes"][i], d["dy"][i]) for i in np.ndindex(TOKENS.shape)),
        )
    },
)
register(
    "RNN, relu",
    lambda rng: layers.RNN(2, 2, rng, activation="relu", dtype=np.float64),
    lambda x, W, U, b, let: rnn_of(lambda z: maximum(z, 0), x, W, U, b, let),
    x=(1, 2, 2),
    latex=r"y_t = h^{(t)} = \max(z^{(t)}, 0), \quad z^{(t)} = x_t W + h^{(t-1)} U + b",
    show=("z2", "h2"),
)


def rnn_of(activation, x, W, U, b, let, z="z", h="h", order=1):
    """The states of an RNN, under the names ``z`` and ``h``; with ``order=-1`` from the last step to the first."""
    state, states = zeros(len(x), len(U)), []
    for t, xt in steps(x)[::order]:
        state = let(f"{h}{t}", activation(let(f"{z}{t}", xt @ W + state @ U + b)))
        states.append(state)
    return np.stack(states[::order], axis=1)


def gru_before(x, W, U, b, let):
    """The reset gate comes before the product with U."""
    d = len(U)
    h, states = zeros(len(x), d), []
    for t, xt in steps(x):
        r, z = np.split(sigmoid((xt @ W + b)[:, : 2 * d] + h @ U[:, : 2 * d]), 2, axis=1)
        r, z = let(f"r{t}", r), let(f"z{t}", z)
        n = let(f"n{t}", tanh((xt @ W + b)[:, 2 * d :] + (r * h) @ U[:, 2 * d :]))
        h = let(f"h{t}", (1 - z) * n + z * h)
        states.append(h)
    return np.stack(states, axis=1)


register(
    "GRU, reset before",
    lambda rng: layers.GRU(2, 2, rng, reset="before", dtype=np.float64),
    gru_before,
    x=(1, 2, 2),
    latex=r"y_t = h^{(t)} = (1 - z^{(t)}) n^{(t)} + z^{(t)} h^{(t-1)}, \quad "
    r"n^{(t)} = \tanh(x_t W_n + (r^{(t)} h^{(t-1)}) U_n + b_n)",
    show=("r2", "z2", "n2", "h2"),
)


def stacked(x, W0, U0, b0, W1, U1, b1, let):
    lower = rnn_of(tanh, x, W0, U0, b0, let)
    return rnn_of(tanh, lower, W1, U1, b1, let, "v", "q")


def both_directions(x, W0, U0, b0, W1, U1, b1, let):
    forth = rnn_of(tanh, x, W0, U0, b0, let)
    back = rnn_of(tanh, x, W1, U1, b1, let, "v", "q", order=-1)
    return np.concatenate([forth, back], axis=-1)


register(
    "Stacked",
    lambda rng: layers.Stacked(layers.RNN(1, 2, rng, dtype=np.float64), layers.RNN(2, 1, rng, dtype=np.float64)),
    stacked,
    x=(2, STEPS, 1),
    latex=r"y_t = q^{(t)} = \tanh(v^{(t)}), \quad v^{(t)} = h^{(t)} W_1 + q^{(t-1)} U_1 + b_1, \quad "
    r"h^{(t)} = \tanh(z^{(t)}), \quad z^{(t)} = x_t W_0 + h^{(t-1)} U_0 + b_0",
    show=("h2",),
    textbook={
        "h2": (
            r"dv^{(2)} W_1^\top + dz^{(3)} U_0^\top",
            lambda d: d["dv2"] @ d["W1"].T + d["dz3"] @ d["U0"].T,
        ),
        "W0": (
            r"\textstyle\sum_t x_t^\top dz^{(t)}",
            lambda d: sum(x_at(d, t).T @ d[f"dz{t}"] for t in range(1, STEPS + 1)),
        ),
    },
)
register(
    "Bidirectional",
    lambda rng: layers.Bidirectional(layers.RNN(1, 2, rng, dtype=np.float64), layers.RNN(1, 1, rng, dtype=np.float64)),
    both_directions,
    x=(2, STEPS, 1),
    latex=r"y_t = [h^{(t)}, q^{(t)}], \quad h^{(t)} = \tanh(x_t W_0 + h^{(t-1)} U_0 + b_0), \quad "
    r"q^{(t)} = \tanh(x_t W_1 + q^{(t+1)} U_1 + b_1)",
    show=("q2",),
    textbook={
        "q2": (
            r"dy_2 + dv^{(1)} U_1^\top \text{ (the columns of } q)",
            lambda d: d["dy"][:, 1, 2:] + d["dv1"] @ d["U1"].T,
        ),
        "x": (
            r"(dz^{(t)} W_0^\top + dv^{(t)} W_1^\top)_t",
            lambda d: np.stack(
                [d[f"dz{t}"] @ d["W0"].T + d[f"dv{t}"] @ d["W1"].T for t in range(1, STEPS + 1)], axis=1
            ),
        ),
    },
)


def cross_entropy_of_steps(z, let):
    total = exp(z).sum(axis=-1)
    let("p", exp(z) / total[..., None])
    L = let("L", log(total) - np.take_along_axis(z, ANSWERS[..., None], axis=-1)[..., 0])
    return (L * COUNTS).sum() / int(COUNTS.sum())


register(
    "SequenceCrossEntropy",
    lambda rng: sequence_losses.SequenceCrossEntropy(),
    cross_entropy_of_steps,
    x=(2, 2, 3),
    input="z",
    output="J",
    target=lambda: ANSWERS,
    latex=r"J = \tfrac{1}{m} \textstyle\sum_{nt} L_{nt} \text{ over the } m \text{ steps that count}, \quad "
    r"L = -\log p_{\text{label}}, \quad p = \operatorname{softmax}(z)",
    textbook={
        "z": (
            r"\tfrac{1}{m} (p - y) \text{ where the step counts, else } 0",
            lambda d: (d["p"] - np.eye(3, dtype=int)[ANSWERS]) * COUNTS[..., None] / int(COUNTS.sum()),
        )
    },
)


# Backpropagation through time -----------------------------------------------------------------------------------------


def _rnn_step(x, states, W, U, b):
    (h,) = states
    return (tanh(x @ W + h @ U + b),)


def _lstm_step(x, states, W, U, b):
    h, c = states
    zi, zf, zg, zo = np.split(x @ W + h @ U + b, 4, axis=1)
    c = sigmoid(zf) * c + sigmoid(zi) * tanh(zg)
    return sigmoid(zo) * tanh(c), c


def _gru_step(x, states, W, U, b, c):
    (h,) = states
    xr, xz, xn = np.split(x @ W + b, 3, axis=1)
    hr, hz, hn = np.split(h @ U, 3, axis=1)
    z = sigmoid(xz + hz)
    return ((1 - z) * tanh(xn + sigmoid(xr + hr) * (hn + c)) + z * h,)


#: The forward formula of one step, the states, and the parameters with the number of gates side by side.
CELLS = {
    "RNN": (_rnn_step, ("h",), ("W", "U", "b"), 1),
    "LSTM": (_lstm_step, ("h", "c"), ("W", "U", "b"), 4),
    "GRU": (_gru_step, ("h",), ("W", "U", "b", "c"), 3),
}


def through_time(cell="RNN", steps=STEPS, *, n=1, d_in=1, d_hidden=2):
    """The gradients of ``steps`` steps of ``"RNN"``, ``"LSTM"`` or ``"GRU"``, derived from one step's formula alone.

    A `Derivation` with the inputs x (n, t, d_in), the first state h0 (and c0), and the parameters of the layer. Its
    output y (n, t, h) or, with the final cell of an LSTM after the outputs, (n, t + 1, h): J = Σ dy · y, so that a
    gradient arrives at every step, and at the final state.
    """
    step, states, names, gates = CELLS[_checks.one_of(cell, CELLS, "cell")]
    sizes = {"steps": steps, "n": n, "d_in": d_in, "d_hidden": d_hidden}
    steps, n, d_in, d_hidden = (_checks.whole(value, name, low=1) for name, value in sizes.items())
    shapes = {"W": (d_in, gates * d_hidden), "U": (d_hidden, gates * d_hidden), "b": (gates * d_hidden,)}
    inputs = {"x": (n, steps, d_in)} | {f"{name}0": (n, d_hidden) for name in states}
    inputs |= {name: shapes.get(name, (d_hidden,)) for name in names}

    def formula(x, *rest, let):
        now, parameters = rest[: len(states)], rest[len(states) :]
        outputs = []
        for t in range(steps):
            after = step(x[:, t], now, *parameters)
            now = [let(f"{name}{t + 1}", value) for name, value in zip(states, after, strict=True)]
            outputs.append(now[0])
        return np.stack(outputs + now[1:], axis=1)

    return Derivation(formula, inputs, {})


class SharesOfSteps:
    """What each step adds to ∂J/∂u of a unit h⁽ᵗ⁾ = tanh(w x_t + u h⁽ᵗ⁻¹⁾ + b), with J at the last step alone.

    ``shares[t − 1]`` is the expression of step t: dy, times a factor ∂h⁽ᵏ⁾/∂h⁽ᵏ⁻¹⁾ = u (1 − h⁽ᵏ⁾²) for every step k
    that the gradient comes back through, times what u does at step t itself, (1 − h⁽ᵗ⁾²) h⁽ᵗ⁻¹⁾. ``proven`` says
    whether SymPy finds their sum equal to the gradient that it derived from the forward formula alone. Shows itself as
    mathematics; ``evaluate(x=…, h0=…, w=…, u=…, b=…, dy=1)`` gives the numbers, a share for each step.
    """

    def __init__(self, steps=STEPS):
        self.steps = _checks.whole(steps, "steps", low=1, high=6)

        def unit(x, h0, w, u, b, let):
            h = h0
            for t in range(self.steps):
                h = let(f"h{t + 1}", sp.tanh(w * x[t] + u * h + b))
            return h

        self.derivation = derive(unit, x=(self.steps,), h0=(), w=(), u=(), b=())
        h = [self._symbol(f"h{t}") for t in range(self.steps + 1)]
        u, dy = self._symbol("u"), self._symbol("dy")
        self.jacobians = [u * (1 - h[k] ** 2) for k in range(1, self.steps + 1)]
        self.shares = [dy * sp.Mul(*self.jacobians[t:]) * (1 - h[t] ** 2) * h[t - 1] for t in range(1, self.steps + 1)]

    def _symbol(self, name):
        return np.asarray(self.derivation[name], dtype=object).item()

    @property
    def proven(self):
        return self.derivation.equals("u", np.array(sp.Add(*self.shares), dtype=object))

    def evaluate(self, *, x, h0, w, u, b, dy=1.0):
        """The numbers of `shares`, an array (steps,)."""
        given = {"x": x, "h0": h0, "w": w, "u": u, "b": b, "dy": dy}
        numbers = []
        for name in self.derivation.given:
            numbers += _checks.as_array(given[name], name, shape=self.derivation[name].shape).ravel().tolist()
        return np.array(self.derivation.code(self.shares)(*numbers), dtype=float)

    def _repr_latex_(self):
        """The sum with every Jacobian under its brace; nothing where it is not proven."""
        if not self.proven:
            return equations(self.derivation)
        T = self.steps
        general = (
            rf"\frac{{\partial J}}{{\partial u}} &= \sum_{{t=1}}^{{{T}}} dy \left(\prod_{{k=t+1}}^{{{T}}} "
            r"\frac{\partial h^{(k)}}{\partial h^{(k-1)}}\right) \left(1 - {h^{(t)}}^2\right) h^{(t-1)}"
        )
        lines = [rf"h^{{(t)}} &= \tanh(w\, x_t + u\, h^{{(t-1)}} + b), \quad y = h^{{({T})}}", general]
        for t in range(T, 0, -1):
            factors = "".join(
                rf"\underbrace{{u\left(1 - {{h^{{({k})}}}}^2\right)}}"
                rf"_{{\partial h^{{({k})}} / \partial h^{{({k - 1})}}}}\;"
                for k in range(T, t, -1)
            )
            sign = "=" if t == T else r"\;+\;"
            lines.append(rf"&{sign} dy\, {factors}\left(1 - {{h^{{({t})}}}}^2\right) h^{{({t - 1})}}")
        body = r" \\[4pt] ".join(lines)
        return rf"$$\begin{{aligned}} {body} \end{{aligned}}$$"

    def __repr__(self):
        return f"<∂J/∂u of one unit over {self.steps} steps, as the sum of what each adds>"


def shares_of_steps(steps=STEPS):
    """`SharesOfSteps` of a one-unit RNN: ∂J/∂u as a sum over the steps, with the product of the Jacobians visible."""
    return SharesOfSteps(steps)
