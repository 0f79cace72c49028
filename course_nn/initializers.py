"""Starting values for weights: how large a random weight must be so that signals neither grow nor fade.

Every initializer is called as ``init(shape, rng, dtype)``. A weight of shape (d_in, d_out) has fan-in d_in and fan-out
d_out; one of shape (c_out, c_in, k, …), a convolution's, has fan-in c_in·k·… and fan-out c_out·k·….
"""

import math

import numpy as np

from . import _checks


def zeros(shape, rng=None, dtype=np.float32):
    """All 0: right for biases; for weights it leaves every hidden unit alike for ever."""
    return np.zeros(_shape(shape), _checks.float_type(dtype))


def normal(shape, rng, dtype=np.float32, *, std=0.01):
    """Independent normal numbers of mean 0 and standard deviation ``std``."""
    std = _checks.number(std, "std", low=0)
    values = _checks.generator(rng).standard_normal(_shape(shape), _checks.float_type(dtype))
    values *= std
    return values


def he(shape, rng, dtype=np.float32):
    """Normal, variance 2 / fan-in: keeps the variance through ReLU layers (He, Zhang, Ren and Sun, 2015).

    >>> import numpy as np
    >>> from course_nn import he
    >>> W = he((1000, 4), np.random.default_rng(0))
    >>> W.shape, bool(abs(W.std() - np.sqrt(2 / 1000)) < 0.003)
    ((1000, 4), True)
    """
    return normal(shape, rng, dtype, std=math.sqrt(2 / fans(shape)[0]))


def lecun(shape, rng, dtype=np.float32):
    """Normal, variance 1 / fan-in: keeps the variance through linear layers (LeCun, Bottou, Orr and Müller, 1998)."""
    return normal(shape, rng, dtype, std=math.sqrt(1 / fans(shape)[0]))


def xavier(shape, rng, dtype=np.float32):
    """Uniform within ±√(6 / (fan-in + fan-out)): a compromise of the ways there and back (Glorot and Bengio, 2010)."""
    limit = math.sqrt(6 / sum(fans(shape)))
    values = _checks.generator(rng).random(_shape(shape), _checks.float_type(dtype))
    values *= 2 * limit
    values -= limit
    return values


def orthogonal(shape, rng, dtype=np.float32):
    """A matrix with orthonormal columns (rows, if fewer): keeps lengths (Saxe, McClelland and Ganguli, 2014)."""
    shape = _shape(shape)
    if len(shape) < 2:
        raise ValueError(f"orthogonal: expected a shape with at least 2 sides, got {shape}")
    rows, columns = shape[0], math.prod(shape[1:])
    draw = _checks.generator(rng).standard_normal((max(rows, columns), min(rows, columns)))
    q, r = np.linalg.qr(draw)
    q *= np.sign(np.diag(r))  # makes the draw uniform over the orthogonal matrices
    return (q if rows >= columns else q.T).reshape(shape).astype(_checks.float_type(dtype), order="C")


def identity(shape, rng=None, dtype=np.float32):
    """The identity matrix, with which a recurrent layer of ReLUs keeps its state (Le, Jaitly and Hinton, 2015)."""
    shape = _shape(shape)
    if len(shape) != 2 or shape[0] != shape[1]:
        raise ValueError(f"identity: expected the shape of a square matrix, got {shape}")
    return np.eye(shape[0], dtype=_checks.float_type(dtype))


INITIALIZERS = {f.__name__: f for f in (zeros, normal, he, lecun, xavier, orthogonal, identity)}


def fans(shape):
    """(fan-in, fan-out) of a weight of this shape.

    >>> from course_nn.initializers import fans
    >>> fans((784, 128))
    (784, 128)
    """
    shape = _shape(shape)
    if len(shape) < 2:
        return shape[0], shape[0]
    if len(shape) == 2:
        return shape
    field = math.prod(shape[2:])
    return shape[1] * field, shape[0] * field


def drawn(init, shape, rng, dtype, call):
    """A layer's first weights, by the name of an initializer or by a function ``init(shape, rng, dtype)``.

    Zeros and the identity need no Generator. ``call`` is how the layer is called, without its end: for the sentence of
    refusal.
    """
    draw = init if callable(init) else INITIALIZERS[_checks.one_of(init, INITIALIZERS, "init")]
    if rng is None and init not in ("zeros", "identity"):
        raise TypeError(
            f"{call.partition('(')[0]}: expected a Generator to draw the weights with, as in "
            f"{call}, rng=np.random.default_rng(0))"
        )
    try:
        weights = draw(shape, rng, dtype)
    except TypeError as error:
        if init is not draw:  # one of ours, whose sentences are good
            raise
        name = getattr(init, "__name__", repr(init))
        raise TypeError(f"init: expected a function init(shape, rng, dtype), and {name} can't be called so") from error
    return _checks.as_array(weights, "init", shape=shape).astype(dtype)


def _shape(shape):
    sides = shape if isinstance(shape, (tuple, list)) else (shape,)
    if not sides:
        raise ValueError(f"shape: expected at least one side, as in (784, 128), got {shape!r}")
    return tuple(_checks.whole(side, "shape", low=1) for side in sides)
