"""Is this backward the derivative of this forward? Centered finite differences, and the rules of the contract."""

import math

import numpy as np

from . import _checks
from .contract import output_and_backward
from .core import Layer

_EPS = float(np.finfo(np.float64).eps)


class GradientCheck:
    """The outcome: a row for each gradient, and what to look at. True if everything passed; prints as a table.

    ``rows`` are pairs (name, difference); the difference is relative, ‖a − b‖ / (‖a‖ + ‖b‖), however small the two are.
    """

    def __init__(self, subject, tolerance):
        self.subject, self.tolerance = subject, tolerance
        self.rows, self.problems, self._verdicts = [], [], []

    def compare(self, name, derived, numeric, rounding=0.0, step=1e-5):
        """Add a row for a derived and a numeric gradient.

        ``rounding`` is what a value of the objective may be off by: an entry of ``numeric`` is known to
        rounding / step. A difference that this explains is no fault; a gradient that is hardly larger can't be told
        right from wrong, unless it is zero.
        """
        if np.shape(derived) != np.shape(numeric):
            problem = f"the gradient of {name} has shape {np.shape(derived)}, expected {np.shape(numeric)}"
            self._add(name, np.nan, "WRONG", problem)
            return
        size, apart = norm(derived) + norm(numeric), norm(np.subtract(derived, numeric))
        blur = rounding / step * math.sqrt(np.size(numeric))
        if size == 0 or (np.abs(derived).max() <= 8 * rounding and apart <= blur):  # as of a bias before BatchNorm
            self._add(name, 0.0, "ok")
        elif blur > 0.01 * size:
            problem = (
                f"the gradient of {name} is too small to tell, {norm(derived):.1e} where differences are known to "
                f"{blur:.1e}; look at fewer layers at a time, or at inputs of another size"
            )
            told = "too small to tell" in self._verdicts
            self._add(name, apart / size, "too small to tell", None if told else problem)
        elif apart <= self.tolerance * size + blur:
            self._add(name, apart / size, "ok")
        else:
            problem = f"the gradient of {name} is off by {apart / size:.1e}{_likely(derived, numeric)}"
            self._add(name, apart / size, "WRONG", problem)

    def _add(self, name, difference, verdict, problem=None):
        self.rows.append((name, difference))
        self._verdicts.append(verdict)
        if problem:
            self.problems.append(problem)

    @property
    def largest(self):
        """The largest of the differences; NaN if one is, which Python's ``max`` would pass over."""
        return float(np.max([difference for _, difference in self.rows], initial=0.0))

    def __bool__(self):
        return not self.problems

    def __str__(self):
        width = max([8, *(len(name) for name, _ in self.rows)])
        lines = [f"{self.subject}: gradients against finite differences"]
        for (name, difference), verdict in zip(self.rows, self._verdicts, strict=True):
            lines.append(f"  {name:<{width}}  {difference:8.1e}  {verdict}")
        return "\n".join(lines + [f"  look: {problem}" for problem in self.problems])

    __repr__ = __str__


def check_layer(layer, x, *, train=False, rng=None, tolerance=1e-7, step=1e-5):
    """Compare a layer's ``backward`` with centered differences (f(x + h) − f(x − h)) / 2h, and check the contract.

    ``x`` is an input batch; the layer is copied to float64 first, and is not changed. ``train=True`` checks what it
    does in training (batch normalization is another function then). The upstream gradient is random, so that no error
    can hide behind equal entries; noise that the layer draws is the same each time (its `Layer.generators` are set
    back). Differences are norm-wise and relative: ‖a − b‖ / (‖a‖ + ‖b‖).
    ``tolerance`` (1e-7) fits smooth functions; a kink between f(x − h) and f(x + h) shows as an error. Every entry has
    its h, ``step`` · max(1, |entry|). Also checked: the input is left alone, two calls before the first backward do not
    mix, gradients add up. Returns a `GradientCheck`, which is true if all is well.
    ``rng`` makes the upstream gradient; the default is always the same.

    >>> import numpy as np
    >>> from course_nn import Tanh, check_layer
    >>> bool(check_layer(Tanh(), np.linspace(-1.0, 1.0, 6).reshape(2, 3)))
    True
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
        return output_and_backward(layer, x, train)

    report = GradientCheck(repr(layer), tolerance)

    kept = x.copy()
    y, backward = forward(x)
    if not isinstance(y, np.ndarray):
        raise TypeError(f"{layer!r}: expected forward to return an array y, got {_checks.describe(y)}")
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

    def compare(name, derived, array):
        report.compare(name, derived, numeric_gradient(objective, array, step), _EPS * np.abs(y * dy).sum(), step)

    if not np.array_equal(forward(x)[0], y, equal_nan=True):
        report.problems.append(
            "forward gave another output for the same input: a Generator that it draws from must be an attribute, "
            "as in self.rng = rng, and nothing else may change from call to call"
        )
    if x.dtype.kind == "f":
        compare("x", dx, x)
    for name, p in parameters.items():
        compare(name, once[name], p.value)
    if report:
        forward(x)[1](dy.copy())
        if any(norm(p.grad - 2 * once[name]) > 1e-9 * norm(once[name]) for name, p in parameters.items()):
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
    value, d_output = _value_and_gradient(loss, output, target)
    if not (np.array_equal(output, kept[0]) and np.array_equal(target, kept[1])):
        report.problems.append("the output or the target was changed in place")
    numeric = numeric_gradient(lambda: loss(output, target)[0], output, step)
    report.compare("output", d_output, numeric, _EPS * abs(value), step)
    return report


def numeric_gradient(function, x, step=1e-5):
    """∂function/∂x by centered differences, nudging every entry of the float array ``x`` in place and back.

    ``function()`` takes no argument and looks at ``x``. The step grows with the entry: h = step · max(1, |xᵢ|).

    >>> import numpy as np
    >>> from course_nn.gradient_check import numeric_gradient
    >>> x = np.array([1.0, -3.0])
    >>> numeric_gradient(lambda: (x**2).sum(), x).round(6)
    array([ 2., -6.])
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


def norm(a):
    """‖a‖ = √(Σ a²), also where a square would be too small or too large for a float; NaN if a is not finite."""
    largest = np.abs(a).max(initial=0)
    if not np.isfinite(largest):
        return math.nan
    return float(largest * np.linalg.norm(a / largest)) if largest else 0.0


def _value_and_gradient(loss, output, target):
    result = loss(output, target)
    if not isinstance(result, tuple) or len(result) != 2:
        raise TypeError(f"{loss!r}: expected it to return a pair value, d_output, got {_checks.describe(result)}")
    value = result[0].item() if isinstance(result[0], np.ndarray) and not result[0].ndim else result[0]
    return _checks.number(value, f"{loss!r}: value"), result[1]


def _likely(derived, numeric):
    """What kind of mistake the numbers look like, if undoing it would make every entry right."""
    if not np.isfinite(derived).all():
        return ": it is not finite"
    if not np.any(derived):
        return ": it is all zeros (forgotten?)"
    unit = np.abs(derived).max()
    derived, numeric = derived / unit, numeric / unit

    def mended(a):
        return np.allclose(a, numeric, rtol=1e-4, atol=1e-6 * np.abs(numeric).max())

    if derived.ndim == 2 and derived.shape[0] == derived.shape[1] and mended(derived.T):
        return ": it looks transposed"
    factor = float(np.vdot(derived, numeric) / np.vdot(derived, derived))
    if not mended(factor * derived) or mended(derived):
        return ""
    return ": its sign is flipped" if np.isclose(factor, -1) else f": it should be {factor:.4g} times as large"
