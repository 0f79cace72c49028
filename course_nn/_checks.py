"""One clear sentence for bad input: what was expected, what came, and the mend where it is known."""

import math
import numbers
import operator
import sys

import numpy as np


def describe(value):
    """A short phrase for what came: ``float64 array of shape (3, 2)``, ``list``, ``'adm'``, ``the class LSTM``."""
    if isinstance(value, np.ndarray):
        return f"{value.dtype} array of shape {value.shape}"
    if value is None or isinstance(value, (str, bool, int, float, np.generic)):
        text = repr(value)
        return text if len(text) <= 60 else text[:59] + "…"
    if isinstance(value, type):
        return f"the class {value.__name__}"
    return f"{type(value).__name__}"


def as_array(value, name, *, ndim=None, shape=None, finite=True, empty=False):
    """``value`` as a real numeric array, or a sentence that says why it can't be one.

    A masked array is refused where something is masked: its numbers are not meant. ``ndim`` is a number or a tuple of
    allowed ones; ``shape`` a tuple in which ``None`` stands for any length. Lists are converted. Integers and booleans
    stay what they are.
    """
    refuse_masked(value, name)
    try:
        array = np.asarray(value)
    except (ValueError, TypeError, RuntimeError) as error:
        if hasattr(value, "detach"):  # a tensor of PyTorch that holds a graph, or lives on another device
            raise TypeError(
                f"{name}: expected an array of numbers, got {describe(value)} that NumPy can't read; "
                "write x.detach().cpu().numpy()"
            ) from None
        if isinstance(error, RuntimeError):  # of who says why it is no array
            raise
        raise ValueError(
            f"{name}: expected a regular array of numbers, got {describe(value)} with rows of unequal length"
        ) from None
    if array.dtype.kind not in "fiub":
        raise TypeError(f"{name}: expected real numbers, got {describe(array if array.ndim else value)}")
    if shape is not None and (
        array.ndim != len(shape) or any(want not in (None, have) for want, have in zip(shape, array.shape, strict=True))
    ):
        raise ValueError(f"{name}: expected shape {shape_text(shape)}, got {array.shape}")
    if ndim is not None:
        allowed = ndim if isinstance(ndim, tuple) else (ndim,)
        if array.ndim not in allowed:
            many = " or ".join(str(k) for k in allowed)
            raise ValueError(f"{name}: expected an array with {many} dimension(s), got {describe(array)}")
    if not empty and array.size == 0:
        raise ValueError(f"{name}: expected at least one number, got an empty array of shape {array.shape}")
    if finite and array.dtype.kind == "f" and not np.isfinite(array).all():
        bad = int(array.size - np.isfinite(array).sum())
        raise ValueError(f"{name}: expected finite numbers, got {bad} NaN or infinite one(s) among {array.size}")
    return array


def refuse_masked(value, name):
    """A sentence for a masked array, or a list of them, in which something is masked; NumPy would drop the mask."""
    if type(value) is np.ndarray or "numpy.ma" not in sys.modules:
        return
    ma = sys.modules["numpy.ma"]
    for part in value if isinstance(value, (list, tuple)) else (value,):
        if isinstance(part, ma.MaskedArray) and ma.is_masked(part):
            raise ValueError(
                f"{name}: expected whole data, got a masked array with {ma.count_masked(part)} of {part.size} numbers "
                "masked; leave those rows out, or fill them: x.filled(...)"
            )


def shape_text(shape):
    """``(None, 3)`` as ``(n, 3)``."""
    inside = ", ".join("n" if side is None else str(side) for side in shape)
    return f"({inside},)" if len(shape) == 1 else f"({inside})"


def number(value, name, *, low=None, high=None, above=None, below=None):
    """``value`` as a finite float within its range (``low <= value <= high``, ``above < value < below``)."""
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, numbers.Real):
        raise TypeError(f"{name}: expected a number{_range(low, high, above, below)}, got {describe(value)}")
    try:
        value = float(value)
    except OverflowError:
        value = math.inf
    wrong = (
        not math.isfinite(value)
        or (low is not None and value < low)
        or (high is not None and value > high)
        or (above is not None and value <= above)
        or (below is not None and value >= below)
    )
    if wrong:
        raise ValueError(f"{name}: expected a finite number{_range(low, high, above, below)}, got {value:g}")
    return value


def whole(value, name, *, low=None, high=None):
    """``value`` as an int within ``low <= value <= high``."""
    try:
        if isinstance(value, (bool, np.bool_)):
            raise TypeError
        result = operator.index(value)
    except TypeError:
        raise TypeError(f"{name}: expected a whole number{_range(low, high)}, got {describe(value)}") from None
    if (low is not None and result < low) or (high is not None and result > high):
        raise ValueError(f"{name}: expected a whole number{_range(low, high)}, got {result}")
    return result


def one_of(value, options, name):
    """``value`` if it is among ``options``; otherwise a sentence with the near ones."""
    options = list(options)
    if isinstance(value, str) and value in options:
        return value
    if not options:
        raise ValueError(f"{name}: unknown name {describe(value)}; there are none to choose from")
    import difflib  # here, because it is needed only when something is wrong

    near = difflib.get_close_matches(str(value), options, n=3, cutoff=0.5)
    mend = f"did you mean {' or '.join(map(repr, near))}?" if near else f"choose from {', '.join(map(repr, options))}"
    raise ValueError(f"{name}: unknown name {describe(value)}; {mend}")


def generator(rng, name="rng"):
    """``rng`` if it is a ``numpy.random.Generator``."""
    if not isinstance(rng, np.random.Generator):
        raise TypeError(
            f"{name}: expected a numpy.random.Generator such as np.random.default_rng(0), got {describe(rng)}"
        )
    return rng


def float_type(dtype, name="dtype"):
    """float32 or float64 as a NumPy dtype."""
    try:
        result = np.dtype(dtype)
    except TypeError:
        result = None
    # None stands for float64 in NumPy; here it is a mistake, and so is what NumPy does not know.
    if dtype is None or result is None or result not in (np.dtype(np.float32), np.dtype(np.float64)):
        raise ValueError(f"{name}: expected np.float32 or np.float64, got {dtype!r}")
    return result


def truth(value, name):
    """``value`` as True or False; numbers and words that count as true elsewhere are refused."""
    if not isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{name}: expected True or False, got {describe(value)}")
    return bool(value)


def _range(low=None, high=None, above=None, below=None):
    parts = []
    if low is not None:
        parts.append(f"at least {low:g}")
    if above is not None:
        parts.append(f"above {above:g}")
    if high is not None:
        parts.append(f"at most {high:g}")
    if below is not None:
        parts.append(f"below {below:g}")
    return " " + " and ".join(parts) if parts else ""
