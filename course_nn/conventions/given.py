"""A framework's arrays by their names: each is taken out once; what is missing, left over or misshapen is said."""

import difflib

import numpy as np

from .. import _checks

#: So many names are listed in a sentence.
_MOST = 6


def as_given(arrays):
    """``arrays`` as a dict of arrays; tensors and parameters of PyTorch on the CPU are taken as they are."""
    if not hasattr(arrays, "items"):
        raise TypeError(f"load_weights: expected a dict of arrays by name, got {_checks.describe(arrays)}")
    return {name: _of_tensor(name, a) if hasattr(a, "detach") else a for name, a in arrays.items()}


def _of_tensor(name, tensor):
    """A tensor or a parameter of PyTorch as an array."""
    tensor = tensor.detach()
    try:
        return np.asarray(tensor)
    except (TypeError, ValueError, RuntimeError):
        kind, place = getattr(tensor, "dtype", "unknown type"), getattr(tensor, "device", "an unknown device")
        raise TypeError(
            f"load_weights: expected {name!r} as a tensor that NumPy can read, got one of {kind} on {place}; "
            "give tensor.float().cpu()"
        ) from None


class Given:
    """The arrays for one layer; each is taken out when it is asked for.

    ``wanted`` are all names of the network with their shapes, by which a sentence tells what went wrong.
    """

    def __init__(self, layer, arrays, prefix, suffix, wanted):
        self.layer, self.arrays, self.prefix, self.suffix, self.wanted = layer, arrays, prefix, suffix, wanted

    def take(self, name, shape, optional=False):
        """The array of that name as float64; zeros for a missing one that is ``optional``."""
        key = self.prefix + name + self.suffix
        if key not in self.arrays:
            if optional and not similar(key, self.arrays, self.wanted):
                return np.zeros(shape)
            raise ValueError(
                f"{self.layer!r}: expected an array {key!r} of shape {shape}, {_instead(key, self.arrays, self.wanted)}"
            )
        array = self.arrays.pop(key)
        came = _shape(array)
        if came is not None and came != shape and len(came) > 1 and sorted(came) == sorted(shape):
            mend = "its transpose fits" if len(came) == 2 else "the same sides in another order"
            raise ValueError(f"{self.layer!r}: {key}: expected shape {shape}, got {came}; {mend}")
        return _checks.as_array(array, f"{self.layer!r}: {key}", shape=shape).astype(np.float64)


def similar(key, arrays, wanted):
    """The name among ``arrays``, which has no place of its own, that may be meant by ``key``, or None."""
    free = [str(name) for name in arrays if name not in wanted]
    ends = [name for name in free if name.endswith((f".{key}", f"/{key}"))]
    near = difflib.get_close_matches(key, free, n=1, cutoff=0.8)
    return (ends or near or [None])[0]


def _instead(key, arrays, wanted):
    """What came instead of ``key``, and the mend where it is known."""
    near = similar(key, arrays, wanted)
    if near is not None and near.endswith(key):
        before = near.removesuffix(key)
        return (
            f"got {near!r}; take {before!r} away from the names: "
            f"{{name.removeprefix({before!r}): array for name, array in arrays.items()}}"
        )
    if near is not None:
        return f"got {near!r}; did you mean that?"
    shapes = [_shape(array) for array in arrays.values()]
    if shapes and shapes == list(wanted.values()):
        return (
            f"got {_names(arrays)}: arrays of the same shapes in the same order; if they are meant, "
            "give dict(zip(weights_of(...), arrays.values()))"
        )
    return f"got {_names(arrays)}"


def _shape(array):
    """Its shape, or None for what is no array, such as rows of unequal length."""
    try:
        return np.shape(array)
    except ValueError:
        return None


def _names(arrays):
    names = [repr(name) for name in sorted(map(str, arrays))]
    more = f" and {len(names) - _MOST} more" if len(names) > _MOST else ""
    return ", ".join(names[:_MOST]) + more if names else "none"


def refuse_left_over(layer, arrays, framework):
    """A sentence for arrays that nobody has taken."""
    if arrays:
        more = f" and {len(arrays) - 1} more" if len(arrays) > 1 else ""
        raise ValueError(
            f"{shortly(layer)}: expected no array {sorted(map(str, arrays))[0]!r}{more} from {framework}, "
            "which has no place here"
        )


def shortly(layer):
    """The layer's text, of a large network its beginning."""
    text = repr(layer)
    return text if len(text) <= 80 else f"{text[:79]}…"
