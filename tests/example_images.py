"""A tiny set in MNIST's files, written by the definition of the format, for tests of downloads and images."""

import gzip
import hashlib

import numpy as np

from course_nn.data import download

NAMES = (
    "train-images-idx3-ubyte.gz",
    "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
)


def idx(array):
    """An array in the IDX format, written by its definition."""
    return bytes([0, 0, 8, array.ndim]) + np.array(array.shape, ">u4").tobytes() + array.tobytes()


def small_set(seed=0):
    """A tiny set in MNIST's files: arrays and packed contents."""
    rng = np.random.default_rng(seed)
    arrays = []
    for n in (30, 20):
        arrays += [
            rng.integers(0, 256, (n, 28, 28), dtype=np.uint8),
            rng.integers(0, 10, n, dtype=np.uint8),
        ]
    return arrays, [gzip.compress(idx(array), mtime=0) for array in arrays]


def published(contents):
    return tuple(
        download.Published(name, len(content), hashlib.md5(content).hexdigest())
        for name, content in zip(NAMES, contents, strict=True)
    )


def left_behind(server):
    return [path for path in server.folder.rglob("*") if path.is_file()]


def alter(content, how, rng):
    changed, at = bytearray(content), int(rng.integers(len(content)))
    if how == 0:
        changed[at] ^= 1 << int(rng.integers(8))
    elif how == 1:
        changed.insert(at, int(rng.integers(256)))
    elif how == 2:
        del changed[at]
    elif how == 3:
        other = next(k for k in range(len(content)) if content[k] != content[at])
        changed[at], changed[other] = changed[other], changed[at]
    elif how == 4:
        changed[at : at + 8] = bytes(b ^ 255 for b in changed[at : at + 8])
    else:
        del changed[max(at, 1) :]
    return bytes(changed)
