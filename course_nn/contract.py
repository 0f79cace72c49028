"""The contract of a layer in words: what comes in, the pair that comes out, and who broke it."""

from itertools import pairwise

import numpy as np

from . import _checks


def admitted(layer, x, examples, dtype, what):
    """`Layer.admit` for what is not at once what is asked for."""
    wanted = " or ".join(map(_batch_of, examples))
    if type(x) is not np.ndarray or x.dtype.kind not in "fiub":
        kind = f"{type(x).__name__}, a " if isinstance(x, np.ndarray) and type(x) is not np.ndarray else ""
        as_what = (
            "" if what == "input" else what.removeprefix("input") if what.startswith("input") else f" for the {what}"
        )
        raise TypeError(
            f"{layer!r}: expected a NumPy array of real numbers of shape {wanted}{as_what}, "
            f"got {kind}{_checks.describe(x)}"
        )
    if not x.size:
        raise ValueError(f"{layer!r}: expected at least one example, got an empty array of shape {x.shape}")
    if not any(_fits(x.shape, example) for example in examples):
        mend = layer.mend(x.shape)
        raise ValueError(f"{layer!r}: expected {what} of shape {wanted}, got {x.shape}{f'; {mend}' if mend else ''}")
    if dtype is None:
        dtype = np.float32 if x.dtype.kind == "f" and x.dtype.itemsize == 4 else np.float64
    return x.astype(dtype, copy=False)


def _fits(shape, example):
    """Whether a batch of this shape holds examples of that one."""
    sides = shape[1:]
    if example[:1] == (...,):
        example = example[1:]
        sides = sides[max(0, len(sides) - len(example)) :]
    return (
        len(shape) > 0
        and len(sides) == len(example)
        and all(isinstance(want, str) or want == have for want, have in zip(example, sides, strict=True))
    )


def _batch_of(example):
    """``("t", 3)`` as ``(n, t, 3)``."""
    sides = ", ".join(["n", *("…" if side is ... else str(side) for side in example)])
    return f"({sides})" if example else "(n,)"


def refuse_pair(layer, pair):
    """The sentence for a ``forward`` that gives something else than a pair y, backward."""
    came = f"({', '.join(map(_checks.describe, pair))})" if type(pair) is tuple else _checks.describe(pair)
    raise TypeError(f"{layer!r}: expected forward to return a pair y, backward, an array and a function, got {came}")


def output_and_backward(layer, x, train=False):
    """What ``layer.forward`` gives, held to the contract."""
    pair = layer.forward(x, train)
    return pair if type(pair) is tuple and len(pair) == 2 and callable(pair[1]) else refuse_pair(layer, pair)


def blame(error, network):
    """Say which layer of the network gave a gradient that does not fit, if it was one of them, not what comes after."""
    misfit, shape, came = getattr(error, "of", (None, None, None))
    for layer, after in pairwise(network.layers):
        if layer is misfit:
            raise ValueError(
                f"{after!r}: expected backward to return a gradient of the shape of its input {shape}, got {came}"
            ) from None
    if misfit is not None:
        error.of = network, shape, came
