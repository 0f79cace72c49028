"""What is left of a gradient on its way back through time: ∂h_T/∂s_{T−k} against the distance k, for three cells."""

from functools import lru_cache

import numpy as np

from ... import _checks
from ...core import Layer
from ...initializers import orthogonal
from ...layers import GRU, LSTM, RNN

CELLS = {"tanh RNN": RNN, "LSTM": LSTM, "GRU": GRU}
UNITS, DRAWS, FEATURES = 16, 5, 8
SCALES, LENGTHS, SIZES, BIASES = (0.2, 5.0), (5, 100), (0.0, 3.0), (-2.0, 8.0)


def jacobians(layer, x, state=None):
    """∂h_T/∂s_{T−k} for k = 0, …, T, of a recurrent layer over one sequence x (T, d_in): (T + 1, d_hidden, d_state).

    ``layer`` is an RNN, LSTM or GRU, or a Layer of your own with their ``start(n)`` and ``step(x, state)``. The arrays
    of its state stand side by side in the last axis, h first; for k = 0 the matrix is the identity, and 0 for the rest
    of the state. ``state`` is that before the first step, each array (1, d), zeros if it isn't given. What the way
    back adds to the parameters' gradients is taken out again.
    """
    x = _checks.as_array(x, "jacobians: x", ndim=2)
    width = _cell(layer, "jacobians").start(1)[0].shape[1]
    d_h = np.eye(width)
    # A copy of the sequence for each unit of h_T: their ways back give the rows.
    state = layer.start(width) if state is None else tuple(np.repeat(part, width, axis=0) for part in state)
    return np.stack([np.hstack(d) for d in ways_back(layer, np.repeat(x[None], width, axis=0), state, d_h)])


def ways_back(layer, x, state, d_h):
    """∂J/∂state at distance k = 0, 1, …, T from the end, tuples of arrays, for sequences x (n, T, d_in), from ∂J/∂h_T.

    Step by step back from the last state, whose other parts get 0. What is returned is float64 and has its range: the
    way back is linear, so each step gets a gradient of size 1, and its power of two is put back afterwards; what is
    then below all floats is the least of them, and not 0. Where a state isn't finite, no derivative is a number: NaN.
    """
    backs, parameters = [], list(layer.parameters().values())
    kept, finite = [parameter.grad.copy() for parameter in parameters], True
    for t in range(x.shape[1]):
        state, back = layer.step(x[:, t], state)
        backs.append(back)
        finite = finite and all(np.isfinite(part).all() for part in state)
    d = (np.asarray(d_h, state[0].dtype), *(np.zeros_like(part) for part in state[1:]))
    every, power = [tuple(part.astype(np.float64) for part in d)], 0
    for back in backs[::-1]:
        d, more = _near_one(back(d)[1])
        power += more
        every.append(tuple(_with_power(part.astype(np.float64), power) if finite else part * np.nan for part in d))
    for parameter, grad in zip(parameters, kept, strict=True):
        parameter.grad[...] = grad
    return every


def _with_power(array, power):
    """The array times 2ᵖ; nothing but 0 becomes 0."""
    found, least = np.ldexp(array, power), np.finfo(np.float64).tiny
    return np.where((found == 0) & (array != 0), np.copysign(least, array), found)


def _near_one(arrays):
    """The arrays over 2ᵖ, the largest entry of all being from ½ to 1, and p; dividing by 2ᵖ rounds nothing."""
    largest = max(float(np.abs(array).max(initial=0)) for array in arrays)
    power = int(np.frexp(largest)[1]) if np.isfinite(largest) else 0
    return tuple(np.ldexp(array, -power) for array in arrays), power


def gradient_norms(layer, x, state=None):
    """‖∂h_T/∂s_{T−k}‖ / √d_hidden for k = 0, …, T (Frobenius norms): 1 at distance 0. As in `jacobians`."""
    found = jacobians(layer, x, state)
    largest = np.abs(found).max(axis=(1, 2))
    scale = np.where((largest > 0) & np.isfinite(largest), largest, 1)  # or the squares leave the range of floats
    return scale * (np.linalg.norm(found / scale[:, None, None], axis=(1, 2)) / np.sqrt(found.shape[1]))


@lru_cache(maxsize=256)
def norms_of_draws(cell, scale, length, size, bias, seed=0):
    """`gradient_norms` of DRAWS cells of UNITS units with random weights: (DRAWS, length + 1).

    All parts of U are ``scale`` times a random orthogonal matrix; W lets standard normal inputs into every gate with
    standard deviation ``size``. ``bias`` is that of the gate which keeps: the LSTM's f, the GRU's z; other biases
    are 0. The cells stand side by side in one layer whose U has a block for each of them, and see the same inputs.
    """
    rng = np.random.default_rng(seed)
    width = DRAWS * UNITS
    layer = CELLS[cell](FEATURES, width, rng, dtype=np.float64)
    blocks = [slice(k, k + UNITS) for k in range(0, width, UNITS)]
    layer.W.value[:] = rng.standard_normal(layer.W.value.shape) * size / np.sqrt(FEATURES)
    layer.U.value[:] = 0
    for first in range(0, layer.U.value.shape[1], width):  # a gate's columns
        for block in blocks:
            columns = slice(first + block.start, first + block.stop)
            layer.U.value[block, columns] = scale * orthogonal((UNITS, UNITS), rng, np.float64)
    layer.b.value[:] = 0
    if cell != "tanh RNN":
        layer.b.value[width : 2 * width] = bias  # the second gate of both
    x = rng.standard_normal((length, FEATURES))
    d_h = np.tile(np.eye(UNITS), DRAWS)
    every = ways_back(layer, np.repeat(x[None], UNITS, axis=0), layer.start(UNITS), d_h)
    parts = np.array(every).reshape(length + 1, -1, UNITS, DRAWS, UNITS)
    norms = np.sqrt((parts**2).sum(axis=(1, 2, 4)) / UNITS).T
    norms.setflags(write=False)
    return norms


class Compared:
    """The function behind the controls: the three cells, and a ``layer`` of the reader's own if there is one."""

    def __init__(self, layer=None):
        if layer is not None:
            weights = _cell(layer, "gradient_distance").parameters().values()
            if not all(np.isfinite(weight.value).all() for weight in weights):
                raise ValueError("gradient_distance: expected a layer with finite weights, got NaN or infinite ones")
            gradient_norms(layer, np.zeros((1, layer.d_in)))  # what can't be asked says so now
        self.layer = layer

    def __call__(self, length, scale, size, bias):
        """``norms`` of each cell at distances 0 … length, (draws, length + 1), and the ``bound`` of the tanh RNN.

        ``means`` are geometric ones over the draws, ``left`` their last. A tanh RNN's step back multiplies by the
        slopes 1 − h² ≤ 1 and by U, hence never by more than U's largest singular value, which is ``scale`` here. The
        reader's layer is asked in float64; NaN where its states grow beyond all floats.
        """
        norms = {cell: norms_of_draws(cell, scale, length, size, bias) for cell in CELLS}
        if self.layer is not None:
            x = size * np.random.default_rng(0).standard_normal((length, self.layer.d_in))
            with np.errstate(over="ignore", invalid="ignore"):
                norms["your own"] = gradient_norms(self.layer.copy(np.float64), x)[None]
        means = {cell: _geometric_mean(n) for cell, n in norms.items()}
        return {
            "k": np.arange(length + 1),
            "norms": norms,
            "means": means,
            "left": {cell: float(mean[-1]) for cell, mean in means.items()},
            "bound": float(scale) ** np.arange(length + 1),
            "scale": scale,
        }


def _geometric_mean(norms):
    """Over the draws; 0 where one of them is 0."""
    with np.errstate(divide="ignore"):
        return norms[0] if len(norms) == 1 else np.exp(np.log(norms).mean(axis=0))


def _cell(layer, who):
    if not isinstance(layer, Layer) or not hasattr(layer, "step"):
        expected = f"{who}: expected an RNN, LSTM or GRU, or a Layer with start(n) and step(x, state)"
        raise TypeError(f"{expected}, got {_checks.describe(layer)}")
    return layer
