"""Is this backward the derivative of this forward? Centered finite differences, and the rules of the contract."""

import numpy as np

from . import _checks
from .core import Layer


class GradientCheck:
    """The outcome: a row for each gradient, and what to look at. True if everything passed; prints as a table."""

    def __init__(self, subject, tolerance):
        self.subject, self.tolerance = subject, tolerance
        self.rows, self.problems = [], []

    def compare(self, name, derived, numeric):
        """Add a row: ‖derived − numeric‖ / (‖derived‖ + ‖numeric‖)."""
        if np.shape(derived) != np.shape(numeric):
            self.rows.append((name, np.nan))
            self.problems.append(f"the gradient of {name} has shape {np.shape(derived)}, expected {np.shape(numeric)}")
            return
        size = np.linalg.norm(derived) + np.linalg.norm(numeric)
        difference = 0.0 if size <= 1e-12 else float(np.linalg.norm(np.subtract(derived, numeric)) / size)
        self.rows.append((name, difference))
        if not difference <= self.tolerance:
            self.problems.append(f"the gradient of {name} is off by {difference:.1e}{_likely(derived, numeric)}")

    @property
    def largest(self):
        """The largest of the differences."""
        return max((difference for _, difference in self.rows), default=0.0)

    def __bool__(self):
        return not self.problems

    def __str__(self):
        width = max([8, *(len(name) for name, _ in self.rows)])
        lines = [f"{self.subject}: gradients against finite differences"]
        for name, difference in self.rows:
            lines.append(f"  {name:<{width}}  {difference:8.1e}  {'ok' if difference <= self.tolerance else 'WRONG'}")
        return "\n".join(lines + [f"  look: {problem}" for problem in self.problems])

    __repr__ = __str__


def check_layer(layer, x, *, train=False, rng=None, tolerance=1e-7, step=1e-5):
    """Compare a layer's ``backward`` with centered differences (f(x + h) − f(x − h)) / 2h, and check the contract.

    ``x`` is an input batch; the layer is copied to float64 first, and is not changed. ``train=True`` checks what it
    does in training (batch normalization is another function then). The upstream gradient is random, so that no error
    can hide behind equal entries; noise that the layer draws is the same each time (its `Layer.generators` are set
    back). Differences are norm-wise and relative: ‖a − b‖ / (‖a‖ + ‖b‖).
    ``tolerance`` (1e-7) fits smooth functions; an input nearer than ``step`` to a kink shows as an error. Also checked:
    the input is left alone, two calls before the first backward do not mix, gradients add up. Returns a
    `GradientCheck`, which is true if all is well. ``rng`` makes the upstream gradient; the default is always the same.
    """
    if not isinstance(layer, Layer):
        raise TypeError(f"check_layer: expected a layer, got {_checks.describe(layer)}")
    _checks.number(tolerance, "tolerance", above=0)
    step = _checks.number(step, "step", above=0)
    rng = np.random.default_rng(0) if rng is None else _checks.generator(rng)
    x = _checks.as_array(x, "x")
    x = x.astype(np.float64) if x.dtype.kind == "f" else x.copy()
    layer = layer.copy(np.float64)
    parameters = layer.parameters()
    states = [(g, g.bit_generator.state) for g in layer.generators().values()]

    def forward(x):
        for generator, state in states:  # the same noise at every evaluation, or there is nothing to compare
            generator.bit_generator.state = state
        return _forward(layer, x, train)

    report = GradientCheck(repr(layer), tolerance)

    kept = x.copy()
    y, backward = forward(x)
    dy = rng.standard_normal(y.shape)
    other = x[::-1] * 0.5 if x.dtype.kind == "f" else x[::-1]
    forward(np.ascontiguousarray(other))  # a layer that remembers its last input in itself is found out here
    layer.zero_grad()
    upstream = dy.copy()
    dx = backward(upstream)
    if not np.array_equal(x, kept):
        report.problems.append("the input was changed in place")
    if not np.array_equal(upstream, dy):
        report.problems.append("the upstream gradient was changed in place")
    once = {name: p.grad.copy() for name, p in parameters.items()}

    def objective():
        return float(np.vdot(forward(x)[0], dy))

    if not np.array_equal(forward(x)[0], y, equal_nan=True):
        report.problems.append(
            "forward gave another output for the same input: a Generator that it draws from must be an attribute, "
            "as in self.rng = rng, and nothing else may change from call to call"
        )
    if x.dtype.kind == "f":
        report.compare("x", dx, numeric_gradient(objective, x, step))
    for name, p in parameters.items():
        report.compare(name, once[name], numeric_gradient(objective, p.value, step))
    if report:
        forward(x)[1](dy.copy())
        if any(not np.allclose(p.grad, 2 * once[name], rtol=1e-9, atol=1e-12) for name, p in parameters.items()):
            report.problems.append("a second backward replaced the gradients: they must add up (+=, not =)")
    return report


def check_loss(loss, output, target, *, tolerance=1e-7, step=1e-5):
    """The same for a loss: ``d_output`` against centered differences of ``value``, in float64."""
    if not callable(loss) or isinstance(loss, type):
        raise TypeError(f"check_loss: expected a loss such as SquaredError(), got {_checks.describe(loss)}")
    _checks.number(tolerance, "tolerance", above=0)
    step = _checks.number(step, "step", above=0)
    output = _checks.as_array(output, "output").astype(np.float64)
    target = _checks.as_array(target, "target")
    report = GradientCheck(repr(loss), tolerance)
    kept = output.copy(), target.copy()
    _, d_output = loss(output, target)
    if not (np.array_equal(output, kept[0]) and np.array_equal(target, kept[1])):
        report.problems.append("the output or the target was changed in place")
    report.compare("output", d_output, numeric_gradient(lambda: loss(output, target)[0], output, step))
    return report


def numeric_gradient(function, x, step=1e-5):
    """∂function/∂x by centered differences, nudging every entry of the float array ``x`` in place and back.

    ``function()`` takes no argument and looks at ``x``. The step grows with the entry: h = step · max(1, |xᵢ|).
    """
    gradient = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        kept = x[i]
        h = step * max(1.0, abs(kept))
        x[i] = kept + h
        above = function()
        x[i] = kept - h
        below = function()
        x[i] = kept
        gradient[i] = (above - below) / (2 * h)
    return gradient


def _forward(layer, x, train):
    result = layer.forward(x, train)
    if not isinstance(result, tuple) or len(result) != 2 or not callable(result[1]):
        raise TypeError(f"{layer!r}: expected forward to return a pair y, backward, got {_checks.describe(result)}")
    return result


def _likely(derived, numeric):
    """What kind of mistake the numbers look like, if they look like one."""
    if not np.isfinite(derived).all():
        return ": it is not finite"
    if not np.any(derived):
        return ": it is all zeros (forgotten?)"
    if (
        np.ndim(derived) == 2
        and derived.shape[0] == derived.shape[1]
        and np.allclose(np.transpose(derived), numeric, rtol=1e-4)
    ):
        return ": it looks transposed"
    factor = float(np.vdot(derived, numeric) / np.vdot(derived, derived))
    if np.allclose(factor * derived, numeric, rtol=1e-4, atol=1e-6 * np.abs(numeric).max(initial=0)):
        return ": its sign is flipped" if np.isclose(factor, -1) else f": it should be {factor:.4g} times as large"
    return ""
