"""The IDX format, in which MNIST and its relatives are published: a header with the shape, and then the bytes.

    byte 0, 1   0
    byte 2      the type of the numbers; 8 is "unsigned byte", the only one here
    byte 3      how many sides the array has
    then        each side as four bytes, the highest first; then the numbers, row by row

Source: Y. LeCun, C. Cortes and C. J. C. Burges, The MNIST database of handwritten digits, 1998.
"""

import math
import zlib

import numpy as np

MOST = 2**28  # bytes: five times MNIST. A header that promises more is refused before anything is unpacked.
PACKED = 100  # times its size, and a million: photographs, drawings and digits are packed to a third or a thirtieth
_GZIP = b"\x1f\x8b"


def parse_idx(content, name="file", *, ndim=None, shape=None):
    """The array (uint8) in ``content``, the bytes of an IDX file, packed by gzip or not.

    ``ndim`` or ``shape`` say what it must be; anything else raises ValueError. A gzip file is unpacked as far as its
    header says and no further: at most 2²⁸ bytes, and about a hundred for each byte of the file, so that a small file
    can't fill the memory.
    """
    take = _unpacker(content, name) if content[:2] == _GZIP else _reader(content)
    start = take(4)
    if len(start) < 4 or start[:2] != b"\0\0" or start[2] != 8 or not 1 <= start[3] <= 4:
        raise ValueError(
            f"{name}: expected an IDX file of unsigned bytes (it begins with 0, 0, 8 and 1 to 4), got {_shown(start)}"
        )
    sides = take(4 * start[3])
    if len(sides) < 4 * start[3]:
        raise ValueError(f"{name}: expected a header of {start[3]} sides, but the file ends within it")
    found = tuple(int(side) for side in np.frombuffer(sides, ">u4"))
    if (ndim is not None and len(found) != ndim) or (shape is not None and found != tuple(shape)):
        wanted = f"shape {tuple(shape)}" if shape is not None else f"{ndim} side(s)"
        raise ValueError(f"{name}: expected {wanted}, but the header says {found}")
    size, most = math.prod(found), MOST
    if content[:2] == _GZIP:
        most = min(MOST, 10**6 + PACKED * len(content))
    if not 1 <= size <= most:
        raise ValueError(f"{name}: expected 1 to {most:,} numbers, but the header says {found}")
    numbers = take(size + 1)
    if len(numbers) != size:
        got = "more" if len(numbers) > size else f"{len(numbers):,}"
        raise ValueError(f"{name}: expected {size:,} bytes for the shape {found}, got {got}")
    take(None)
    return np.frombuffer(numbers, np.uint8).reshape(found)


def _reader(content):
    """``take(k)``: the next bytes of ``content``, at most k."""
    position = 0

    def take(k):
        nonlocal position
        part = content[position : position + (k or 0)]
        position += len(part)
        return part

    return take


def _unpacker(content, name):
    """``take(k)``: the next unpacked bytes, at most k; ``take(None)`` at the end checks the end, too."""
    unpack = zlib.decompressobj(wbits=31)  # 31: with gzip's header and checksum
    packed = content

    def take(k):
        nonlocal packed
        if k is None:
            if not unpack.eof or unpack.unused_data:
                what = "goes on after its end" if unpack.eof else "is cut off"
                raise ValueError(f"{name}: expected one whole gzip file, but it {what}")
            return b""
        parts = []
        try:
            while k > 0 and not unpack.eof:
                part = unpack.decompress(packed, k)
                packed = unpack.unconsumed_tail
                if not part:
                    break
                parts.append(part)
                k -= len(part)
        except zlib.error as error:
            raise ValueError(f"{name}: expected a whole gzip file, but it is damaged ({error})") from None
        return b"".join(parts)

    return take


def _shown(start):
    return f"{list(start)}" if start else "nothing"
