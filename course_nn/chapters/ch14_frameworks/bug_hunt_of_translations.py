"""A bug hunt: five translations of a Keras GRU into ours; four have a fault that no error shows, and one has none."""

import numpy as np

from ... import _checks
from ...conventions import weights_of
from ...layers import GRU

#: What they are, in no particular order.
KINDS = (
    "nothing is wrong",
    "the gates in Keras's order",
    "gates cut by the number of inputs",
    "the second bias outside of the reset gate",
    "recurrent weights transposed",
)


def _ours(array, width):
    """Keras's z, r, h side by side as our r, z, n; each is as wide as ``width``."""
    return np.concatenate([array[..., width : 2 * width], array[..., :width], array[..., 2 * width :]], axis=-1)


def _parameters(kernel, recurrent, bias, width):
    """Our W, U, b, c, where the second bias of r and z is added to the first, and that of n is c."""
    first, second = _ours(bias, width)
    new = slice(2 * width, None)
    return (
        _ours(kernel, width),
        _ours(recurrent, width),
        np.append((first + second)[: 2 * width], first[new]),
        second[new],
    )


def _translation_a(kernel, recurrent, bias):
    d_in, width = len(kernel), len(recurrent)
    _, U, b, c = _parameters(kernel, recurrent, bias, width)
    return _ours(kernel, d_in), U, b, c


def _translation_b(kernel, recurrent, bias):
    W, U, b, c = _parameters(kernel, recurrent, bias, len(recurrent))
    return W, np.hstack([one.T for one in np.hsplit(U, 3)]), b, c


def _translation_c(kernel, recurrent, bias):
    return _parameters(kernel, recurrent, bias, len(recurrent))


def _translation_d(kernel, recurrent, bias):
    width = len(recurrent)
    W, U, b, c = _parameters(kernel, recurrent, bias, width)
    b[2 * width :] += c
    return W, U, b, np.zeros_like(c)


def _translation_e(kernel, recurrent, bias):
    new = 2 * len(recurrent)
    return kernel, recurrent, np.append(bias.sum(axis=0)[:new], bias[0, new:]), bias[1, new:]


def suspects():
    """The five suspects by letter: functions of Keras's kernel, recurrent kernel and bias to our W, U, b and c.

    Each claims that our GRU with these computes what Keras's does with those.
    """
    functions = (_translation_a, _translation_b, _translation_c, _translation_d, _translation_e)
    return dict(zip("ABCDE", functions, strict=True))


def tried(translation, rng, d_in=3, units=3, steps=5, second_bias=True):
    """The largest difference between the outputs of a GRU as Keras has it and of ours as ``translation`` makes it.

    Weights, biases and four sequences are drawn at random; with ``second_bias=False`` that row of Keras's bias is 0.
    What Keras computes is computed by our layer that these weights come from (`conventions`).
    """
    d_in, units, steps = (
        _checks.whole(value, f"tried: {name}", low=1)
        for name, value in (("d_in", d_in), ("units", units), ("steps", steps))
    )
    there = GRU(d_in, units, rng, dtype=np.float64)
    for parameter in (there.W, there.U, there.b, there.c):
        parameter.value = rng.normal(size=parameter.value.shape)
    if not _checks.truth(second_bias, "tried: second_bias"):
        there.c.value = np.zeros(units)
    kernel, recurrent, bias = weights_of(there, "keras").values()
    if second_bias:  # of the two that z and r have in Keras the sum counts: any share of it may stand in the second
        share = rng.normal(size=2 * units)
        bias[:, : 2 * units] += np.stack([-share, share])
    here = GRU(d_in, units, rng, dtype=np.float64)
    for parameter, value in zip((here.W, here.U, here.b, here.c), translation(kernel, recurrent, bias), strict=True):
        parameter.value = value
    x = rng.normal(size=(4, steps, d_in))
    return float(np.abs(here(x) - there(x)).max())
