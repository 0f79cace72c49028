"""Whether two results are the same: numbers by their precision, in whatever form they come."""

import numpy as np


def numbers(value):
    """The value as an array of real numbers, or None where it is none: text, objects, complex or masked numbers."""
    if isinstance(value, (str, bytes)) or np.ma.isMaskedArray(value):
        return None
    try:
        array = np.asarray(value)
    except Exception:  # rows of different lengths, or whatever a foreign object does when it is asked
        return None
    return array if array.dtype.kind in "fiub" else None


def parts(expected, got):
    """The values of a result of several, a tuple, or None if it is none.

    A list is as good as a tuple, and so is an array whose rows have the shapes of what is expected.
    """
    if isinstance(got, (tuple, list)):
        return tuple(got)
    if isinstance(got, np.ndarray) and got.ndim and [np.shape(row) for row in expected] == [got.shape[1:]] * len(got):
        return tuple(got)
    return None


def difference(expected, got, tolerance):
    """None if two results agree, otherwise a word for how they differ.

    A result with a float32 anywhere in it is compared to the digits that float32 has.
    """
    if got is None and expected is not None:
        return "nothing"
    if isinstance(expected, tuple):
        several = parts(expected, got)
        if several is None:
            return "one instead of several"
        if len(several) != len(expected):
            return "number of values"
        single = is_single(got)
        found = (_part(a, b, tolerance, single) for a, b in zip(expected, several, strict=True))
        return next((one for one in found if one), None)
    return _part(expected, got, tolerance)


def close(a, b, tolerance, single=False):
    """Whether two arrays of one shape agree: relative to their entries, and near 0 to a hundredth of the tolerance."""
    rtol, atol = tolerance, tolerance / 100
    if single:
        finite = np.abs(a[np.isfinite(a)])
        rtol, atol = max(rtol, 1e-5), max(atol, 1e-6 * max(1.0, finite.max(initial=0.0)))
    return bool(np.allclose(b, a, rtol=rtol, atol=atol, equal_nan=True))


def _part(expected, got, tolerance, single=False):
    if got is None and expected is not None:
        return "nothing"
    wanted = numbers(expected)
    if wanted is None:
        return None if type(got) is type(expected) and got == expected else "value"
    came = numbers(got)
    if came is None:
        return "type"
    if wanted.shape != came.shape:
        return "shape"
    a, b = wanted.astype(float), came.astype(float)
    return None if close(a, b, tolerance, single or is_single(got)) else "value"


def is_single(value):
    """Whether there is a float32 in it."""
    if isinstance(value, (tuple, list)):
        return any(is_single(one) for one in value)
    return getattr(value, "dtype", None) == np.float32


def kind_of(value):
    """What a value is, with its article, in a reader's words."""
    if value is None:
        return "nothing (None)"
    if np.ma.isMaskedArray(value):
        return "a masked array"
    if isinstance(value, np.ndarray):
        special = {"O": " of objects", "c": " of complex numbers", "U": " of text", "S": " of text"}
        return f"an array{special.get(value.dtype.kind, '')}"
    if isinstance(value, (bool, np.bool_)):
        return "a truth value"
    if isinstance(value, (complex, np.complexfloating)):
        return "a complex number"
    if isinstance(value, (int, float, np.number)):
        return "a number"
    if isinstance(value, (str, bytes)):
        return "text"
    if isinstance(value, (list, tuple)) and numbers(value) is None:
        return f"a {type(value).__name__} that is no array of numbers"
    if callable(value) and not isinstance(value, type):
        return "a function"
    name = type(value).__name__
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"
