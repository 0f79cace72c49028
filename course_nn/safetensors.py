"""Arrays in a safetensors file, which PyTorch, Keras and others read: nothing in it is run, and little can be hidden.

    8 bytes   how long the header is: a whole number, the lowest byte first
    header    JSON: {"W": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, …}, filled up with spaces
    the rest  the numbers, row by row, each array from one of its offsets to the other

``__metadata__`` in the header holds texts by name. The format is that of Hugging Face's library of this name (2022).
Its writer for NumPy's arrays takes the memory as it lies in version 0.8, also where that is in another order: a
transposed array comes back with its numbers at other places. (0.7 puts it in order; the writer for PyTorch refuses it.)
Here it is put in order first.
"""

import json
import math
import struct
from itertools import pairwise

import numpy as np

from . import _checks, _files
from .core import Layer

#: No header may be longer: it would have to be read before anything in it can be checked.
LONGEST_HEADER = 100_000_000
#: Their names of types → NumPy's. BF16, float32 without its lower half, is read as float32.
TYPES = {
    "F64": "<f8",
    "F32": "<f4",
    "F16": "<f2",
    "BF16": "<u2",
    "I64": "<i8",
    "I32": "<i4",
    "I16": "<i2",
    "I8": "|i1",
    "U64": "<u8",
    "U32": "<u4",
    "U16": "<u2",
    "U8": "|u1",
    "BOOL": "|b1",
}
_NAMES = {np.dtype(ours): theirs for theirs, ours in TYPES.items() if theirs != "BF16"}
_METADATA = "__metadata__"
_MOST_SIDES = 32  # as many as an array of every NumPy may have


class Tensors(dict):
    """Name → array as `read_safetensors` gives them, and the ``metadata``, name → text, that stood beside them."""

    metadata = None


def save_safetensors(arrays, path, metadata=None):
    """Write ``arrays`` (name → array, or a network) to ``path``, and return the path.

    A network gives its parameters and buffers under their dotted names. ``metadata`` are texts by name. Arrays keep
    their types: floats of 16 to 64 bits, whole numbers of 8 to 64, booleans. The same content gives the same bytes.
    """
    if isinstance(arrays, Layer):
        arrays = {name: part.value for name, part in (arrays.parameters() | arrays.buffers()).items()}
    arrays, path = _admitted(arrays), _files.place(path, "save_safetensors")
    header = {} if metadata is None else {_METADATA: _texts(metadata, "save_safetensors")}
    # The widest numbers first, so that each begins at a multiple of its own width.
    order = sorted(arrays, key=lambda name: -arrays[name].itemsize)
    ends = np.cumsum([0, *(arrays[name].nbytes for name in order)]).tolist()
    offsets = dict(zip(order, pairwise(ends), strict=True))
    for name, array in arrays.items():
        header[name] = {"dtype": _NAMES[array.dtype], "shape": array.shape, "data_offsets": offsets[name]}
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    if len(text) > LONGEST_HEADER:
        raise ValueError(
            f"save_safetensors: expected names and metadata of at most {LONGEST_HEADER:,} bytes, got {len(text):,}"
        )
    try:
        with _files.replacing(path) as file:
            file.write(struct.pack("<Q", len(text)) + text)
            for name in order:
                file.write(arrays[name].tobytes())  # row by row, however the array lies in memory
    except OSError as error:
        raise _files.refusal(path, "save_safetensors", error) from None
    return path


def read_safetensors(path):
    """The arrays of the file at ``path``: a dict, name → array of its own, whose ``metadata`` are those of the file.

    What is no whole file is refused with the reason: the header must be JSON without a name twice, and the arrays must
    fill the rest of the file, without holes and overlaps. No more memory is taken than the file and its arrays need.
    """
    path = _files.as_path(path, "read_safetensors")
    try:
        content = _files.read_plain(path, 2**62)
    except FileNotFoundError:
        raise FileNotFoundError(f"read_safetensors: expected a file of arrays, there is none at {path}") from None
    except OSError as error:
        raise OSError(
            f"read_safetensors: expected a file that can be read, but {path}: {error.strerror or error}"
        ) from None
    try:
        return _read(content)
    except ValueError as error:
        raise ValueError(f"read_safetensors: {path} is not a whole safetensors file: {error}") from None


def _admitted(arrays):
    if not hasattr(arrays, "items"):
        raise TypeError(f"save_safetensors: expected arrays by name, or a network, got {_checks.describe(arrays)}")
    found = {}
    for name, array in arrays.items():
        if not isinstance(name, str) or name == _METADATA or not _is_text(name):
            raise ValueError(f"save_safetensors: expected a text as the name of an array, got {_checks.describe(name)}")
        _checks.refuse_masked(array, f"save_safetensors: {name}")
        try:
            array = np.asarray(array)
        except (ValueError, TypeError, RuntimeError):  # rows of unequal length, a tensor on another device
            array = _checks.as_array(array, f"save_safetensors: {name}")
        array = array.astype(array.dtype.newbyteorder("<"), copy=False)
        if array.dtype not in _NAMES:
            raise TypeError(
                f"save_safetensors: {name}: expected real numbers of at most 64 bits, or booleans, "
                f"got {_checks.describe(array)}"
            )
        found[name] = array
    return found


def _texts(metadata, name):
    if not isinstance(metadata, dict) or not all(map(_is_text, [*metadata, *metadata.values()])):
        raise TypeError(f"{name}: metadata: expected texts by name, got {_checks.describe(metadata)}")
    return metadata


def _is_text(value):
    """Whether it is a text that can be written as UTF-8, which half of a surrogate pair can't."""
    return isinstance(value, str) and not any("\ud800" <= letter <= "\udfff" for letter in value)


# Reading: every ValueError below ends the sentence "… is not a whole safetensors file: "


def _read(content):
    if len(content) < 8:
        raise ValueError(f"it has {len(content)} bytes, and the length of its header alone takes 8")
    (length,) = struct.unpack("<Q", content[:8])
    if length > LONGEST_HEADER:
        raise ValueError(f"its header would be {length:,} bytes long, and {LONGEST_HEADER:,} are allowed")
    if length > len(content) - 8:
        raise ValueError(f"its header would be {length:,} bytes long, and {len(content) - 8:,} follow")
    header = _header(content[8 : 8 + length])
    arrays = Tensors()
    arrays.metadata = header.pop(_METADATA, {})
    if not isinstance(arrays.metadata, dict) or not all(map(_is_text, arrays.metadata.values())):
        raise ValueError("its metadata are no texts by name")
    places = {name: _place(name, entry) for name, entry in header.items()}
    _check_order(places, len(content) - 8 - length)
    for name, (dtype, shape, start, _) in places.items():
        flat = np.frombuffer(content, TYPES[dtype], math.prod(shape), 8 + length + start)
        if dtype == "BF16":
            flat = (flat.astype(np.uint32) << 16).view(np.float32)
        elif dtype == "BOOL" and flat.view(np.uint8).max(initial=0) > 1:
            raise ValueError(f"{name!r} has other booleans than 0 and 1")
        arrays[name] = flat.reshape(shape).astype(flat.dtype.newbyteorder("="))
    return arrays


def _header(text):
    def once(pairs):
        found = dict(pairs)
        if len(found) < len(pairs):
            seen = set()
            twice = next(name for name, _ in pairs if name in seen or seen.add(name))
            raise _Refused(f"the name {_short(twice)} stands in its header twice")
        if not all(map(_is_text, found)):
            raise _Refused("one of its names has half of a letter")
        return found

    if text[:1] != b"{":
        raise ValueError("its header is no JSON object")
    try:
        return json.loads(text.decode(), object_pairs_hook=once)
    except _Refused:
        raise
    except UnicodeDecodeError:
        raise ValueError("its header is no text in UTF-8") from None
    except (ValueError, RecursionError):
        raise ValueError("its header is no JSON") from None


class _Refused(ValueError):
    """What is wrong is known already."""


def _place(name, entry):
    """``dtype, shape, start, stop`` of an array, by its entry in the header."""
    name = _short(name)
    if not isinstance(entry, dict) or set(entry) != {"dtype", "shape", "data_offsets"}:
        raise ValueError(f"its header should tell dtype, shape and data_offsets of {name}, and nothing else")
    dtype, shape, offsets = entry["dtype"], entry["shape"], entry["data_offsets"]
    if not isinstance(dtype, str) or dtype not in TYPES:
        raise ValueError(f"{name} is of type {_short(dtype)}, which can't be read here; there are {', '.join(TYPES)}")
    if not _are_whole(shape) or len(shape) > _MOST_SIDES or math.prod(max(side, 1) for side in shape) >= 2**59:
        raise ValueError(f"the shape of {name} is no list of at most {_MOST_SIDES} sides that an array can have")
    if not _are_whole(offsets) or len(offsets) != 2:
        raise ValueError(f"the offsets of {name} are no pair of places")
    start, stop = offsets
    size = math.prod(shape) * np.dtype(TYPES[dtype]).itemsize
    if stop - start != size:
        raise ValueError(
            f"{name} of shape {_short(shape)} takes {_short(size)} bytes, and {_short(stop - start)} are there"
        )
    return dtype, shape, start, stop


def _are_whole(numbers):
    return isinstance(numbers, list) and all(type(number) is int and 0 <= number < 2**63 for number in numbers)


def _check_order(places, rest):
    """The arrays lie one after the other, and fill what is left of the file."""
    end = 0
    for name, (_, _, start, stop) in sorted(places.items(), key=lambda item: item[1][2:]):
        if start != end:
            what = "overlaps with the one before it" if start < end else "comes after a hole"
            raise ValueError(f"{_short(name)} {what}: it begins at byte {start:,}, and {end:,} would be next")
        end = stop
    if end != rest:
        raise ValueError(f"its arrays take {end:,} bytes, and {rest:,} follow the header")


def _short(value):
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
