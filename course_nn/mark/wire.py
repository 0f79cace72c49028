"""Plain values as JSON text, from one process to another: data that is read, and never anything that runs.

Numbers, text, None, ``...``, lists, tuples, dicts and arrays come out as they went in; of anything else only a
`Foreign`: what kind of thing it was, and how it shows itself. Whoever reads is told what is wrong by a ValueError,
whatever the text holds.
"""

import base64
import binascii
import importlib
import json
import math
import re
from typing import NamedTuple

import numpy as np

#: Characters of one value's text, and how deep it may be.
MOST, DEEPEST = 2**22, 12
#: Entries of all arrays without data, and keys that are no text (many may have one hash) of a dict, with their parts.
ENTRIES, KEYS, PARTS = 2**16, 1000, 8
_KINDS = "fiubcUS"


class Foreign:
    """What stands for an object that is no plain value: of its kind only the name is kept."""

    def __init__(self, text):
        self.text = text

    def __repr__(self):
        return self.text


def to_text(value):
    """A value as text in one line. ValueError where it is more than may be sent."""
    text = json.dumps(pack(value))
    if len(text) > MOST:
        raise ValueError(f"a result of at most {MOST // 2**20} MB was expected, and it is longer")
    return text


def from_text(text):
    """The value that a text holds. ValueError for any text that `to_text` did not write."""
    if len(text) > MOST:
        raise ValueError("it is too long")
    try:
        packed = json.loads(text)
        if _Size.of(packed).bare > ENTRIES:
            raise ValueError("it holds too many entries")
        return unpack(packed)
    except (TypeError, LookupError, RecursionError, OverflowError, MemoryError, binascii.Error) as error:
        raise ValueError(f"it holds no value: {type(error).__name__}") from None


def pack(value, deep=0):
    """A value as what JSON knows."""
    if deep > DEEPEST:
        return _foreign(value)
    if value is None or type(value) in (bool, str, float):
        return value
    if type(value) is int:
        return value if abs(value) < 2**200 else _foreign(value)
    if value is ...:
        return {"ellipsis": True}
    if type(value) is complex:
        return {"complex": [value.real, value.imag]}
    if type(value) in (list, tuple):
        packed = [pack(one, deep + 1) for one in value]
        return packed if type(value) is list else {"tuple": packed}
    if type(value) is dict:
        return {"dict": [[pack(key, deep + 1), pack(one, deep + 1)] for key, one in value.items()]}
    if np.ma.isMaskedArray(value):
        return {"masked": pack(np.asarray(value.data), deep + 1)}
    if isinstance(value, (np.ndarray, np.generic)) and value.dtype.kind in _KINDS and value.itemsize:
        array = np.asarray(value)
        data = base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()
        return {"array": [array.dtype.str, list(array.shape), data], "scalar": isinstance(value, np.generic)}
    if isinstance(value, np.ndarray):
        return {"objects": list(value.shape)}
    if type(value).__module__.startswith(f"{_HOUSE}.") and _is_plain_object(value):
        return {"object": [type(value).__module__, type(value).__name__, pack(vars(value), deep + 1)]}
    return _foreign(value)


class _Size(NamedTuple):
    """What a packed value takes once it is made, and what it would take as one array, told from the text alone."""

    entries: int = 1
    longest: int = 0  # characters of the longest text, which each entry of an array of text takes
    bare: int = 0  # entries that no text stands for

    @classmethod
    def of(cls, packed, deep=0):
        """ValueError for lists that would be far larger as an array than as text."""
        if deep > 2 * DEEPEST:
            raise ValueError("it is too deep")
        if isinstance(packed, str):
            return cls(longest=len(packed))
        if isinstance(packed, dict):
            return cls._of_kind(packed, deep)
        if not isinstance(packed, list):
            return cls()
        sizes = [cls.of(one, deep + 1) for one in packed]
        entries, longest = sum(one.entries for one in sizes), max((one.longest for one in sizes), default=0)
        if entries * longest > MOST:
            raise ValueError("it holds text that is too long for a list of so many")
        return cls(entries, longest, sum(one.bare for one in sizes))

    @classmethod
    def _of_kind(cls, packed, deep):
        kind = _kind(packed)
        if kind == "dict":  # no array is made of what is in it
            sizes = [cls.of(one, deep + 1) for pair in packed[kind] for one in pair]
            return cls(bare=sum(one.bare for one in sizes))
        if kind == "array":
            dtype, shape, data = packed[kind]
            entries, dtype = math.prod(max(side, 1) for side in shape), np.dtype(str(dtype))
            return cls(entries, dtype.itemsize if dtype.kind in "US" else 0, 0 if data else entries)
        if kind == "objects":
            entries = math.prod(max(side, 1) for side in packed[kind])
            return cls(entries, 0, entries)
        return cls.of(packed[kind], deep + 1) if kind in ("tuple", "masked") else cls()


def _kind(packed):
    for kind in READERS:
        if kind in packed:
            return kind
    raise ValueError("it holds something of no kind")


def unpack(packed, deep=0):
    """The other way. What comes from a stranger is looked at before anything is made of it."""
    if deep > 2 * DEEPEST:
        raise ValueError("it is too deep")
    if packed is None or isinstance(packed, (bool, str, float, int)):
        return packed
    if isinstance(packed, list):
        return [unpack(one, deep + 1) for one in packed]
    return READERS[_kind(packed)](packed, deep + 1)


def _array(packed, deep):
    dtype, shape, data = packed["array"]
    dtype, data = np.dtype(str(dtype)), base64.b64decode(data, validate=True)
    if dtype.kind not in _KINDS or not all(type(side) is int and side >= 0 for side in shape):
        raise ValueError("it holds an array of no kind")
    if math.prod(shape) * dtype.itemsize != len(data):
        raise ValueError("it holds an array of another length")
    array = np.frombuffer(data, dtype).reshape(shape).copy() if data else np.zeros(shape, dtype)
    return array[()] if packed.get("scalar") is True and array.ndim == 0 else array


def _dict(packed, deep):
    keys = [key for key, _ in packed["dict"] if not isinstance(key, str)]
    if len(keys) > KEYS or any(_Size.of(key, deep).entries > PARTS for key in keys):
        raise ValueError("it holds a dict that is too large")
    return {unpack(key, deep): unpack(one, deep) for key, one in packed["dict"]}


def _objects(packed, deep):
    shape = packed["objects"]
    if not all(type(side) is int and side >= 0 for side in shape) or math.prod(shape) > ENTRIES:
        raise ValueError("it holds an array of no kind")
    return np.empty(shape, dtype=object)


def _read_foreign(packed, deep):
    kind, is_called, text = packed["foreign"]
    if not (re.fullmatch(r"[^\W\d]\w{0,59}", kind) and isinstance(text, str)):
        raise ValueError("it holds something of no kind")
    more = {"__call__": lambda self, *args, **more: None, "__name__": text[:60]} if is_called is True else {}
    return type(kind, (Foreign,), more)(text[:200])


def _named(packed, deep):
    """An object of the course, which is nothing but its name to whoever makes no objects."""
    return _read_foreign({"foreign": [packed["object"][1], False, f"{packed['object'][1]}()"]}, deep)


READERS = {
    "ellipsis": lambda packed, deep: ...,
    "complex": lambda packed, deep: complex(*map(float, packed["complex"])),
    "tuple": lambda packed, deep: tuple(unpack(packed["tuple"], deep)),
    "dict": _dict,
    "masked": lambda packed, deep: np.ma.masked_all_like(np.asarray(unpack(packed["masked"], deep))),
    "array": _array,
    "objects": _objects,
    "foreign": _read_foreign,
    "object": _named,
}


def _foreign(value):
    kind = re.sub(r"\W", "_", type(value).__name__)[:60]
    try:
        called = callable(value) and not isinstance(value, type)
        text = str(getattr(value, "__name__", "")) if callable(value) else repr(value)
    except Exception:  # an object of the student's may do anything when it is asked
        called, text = False, ""
    return {"foreign": [kind if kind.isidentifier() else "object", called, text[:200] or f"a {kind}"]}


_HOUSE = __name__.partition(".")[0]


def _is_plain_object(value):
    """Whether it is made of plain values alone, as a game is, or a limit that an exercise asks."""
    return hasattr(value, "__dict__") and all(type(one) in (bool, int, float, str) for one in vars(value).values())


def made_again(packed, deep):
    """An object of one of the course's own classes, without calling anything of it. For the worker's ``READERS``."""
    module, kind, state = packed["object"]
    if not module.startswith(f"{_HOUSE}."):
        raise ValueError("it holds an object from elsewhere")
    made = object.__new__(getattr(importlib.import_module(without_exercise(module)), kind))
    vars(made).update(unpack(state, deep))
    return made


def without_exercise(module):
    """Where the stripped package has what is cut out of an exercise's module; any other module as it is."""
    room, _, name = module.rpartition(".")
    return f"{room}.probe_{name}" if name.startswith("exercise") else module
