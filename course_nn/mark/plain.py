"""Results that are as good as plain ones: a named tuple is a tuple, and a tensor or a Series an array."""

import numpy as np

#: How deep it is looked into lists, tuples and dicts.
_DEEPEST = 12


def plain(value, deep=0):
    """The value made of Python's and NumPy's own types, as far as it is one of them or says how it is an array.

    Runs where the answer runs, since an object of the student's may do anything when it is asked.
    """
    if deep > _DEEPEST or isinstance(value, (np.ndarray, np.generic, bool)):
        return value
    try:
        if isinstance(value, dict):
            return {key: plain(one, deep + 1) for key, one in value.items()}
        for kind in (tuple, list):
            if isinstance(value, kind):
                return kind(plain(one, deep + 1) for one in value)
        for kind, made in ((float, float.__float__), (int, int.__int__), (str, str.__str__)):
            if isinstance(value, kind):
                return made(value)
        if hasattr(value, "__array__") and not isinstance(value, type):
            array = np.asarray(value)
            return value if array.dtype == object else array
    except Exception:  # one that can't be asked stays what it is
        pass
    return value
