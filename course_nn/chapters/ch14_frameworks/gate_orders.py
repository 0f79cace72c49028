"""The gates of LSTM and GRU side by side in one matrix: in which order frameworks write them, and a wrong reading."""

from functools import lru_cache

import numpy as np

from ...layers import GRU, LSTM

#: Cell → framework → its gates in order, by our letters (`conventions`).
ORDERS = {
    "LSTM": {"PyTorch": "ifgo", "Keras": "ifgo", "ONNX": "iofg"},
    "GRU": {"PyTorch": "rzn", "Keras": "zrn", "ONNX": "zrn"},
}
FRAMEWORKS = ("PyTorch", "Keras", "ONNX")
D_IN, UNITS, STEPS, SEEDS = 2, 3, 40, 10


def letters(cell, framework):
    """The gates in the framework's order, as it calls them: the new content is g or n in PyTorch, else c or h."""
    order = ORDERS[cell][framework]
    return order if framework == "PyTorch" else order.replace("g", "c").replace("n", "h")


def taken_for(cell, written, read):
    """Our letter of each gate → that of the gate whose block is taken for it."""
    return dict(zip(ORDERS[cell][read], ORDERS[cell][written], strict=True))


def signal():
    """The input (1, t, 2): a slow wave, and a pulse every ten steps."""
    t = np.arange(STEPS)
    return np.stack([np.sin(t / 4), 2.0 * (t % 10 == 0)], axis=1)[None]


def _layer(cell, arrays):
    """A layer of ours with W, U and two biases by gate, {letter: (W, U, b, second b)}."""
    layer = (LSTM if cell == "LSTM" else GRU)(D_IN, UNITS, init="zeros", recurrent_init="zeros", dtype=np.float64)
    W, U, first, second = (np.concatenate([arrays[gate][k] for gate in ORDERS[cell]["PyTorch"]], -1) for k in range(4))
    layer.W.value, layer.U.value = W, U
    if cell == "LSTM":
        layer.b.value = first + second
    else:  # the second bias of n stays inside of the reset gate
        new = slice(2 * UNITS, None)
        layer.b.value, layer.c.value = np.append((first + second)[: 2 * UNITS], first[new]), second[new]
    return layer


@lru_cache(maxsize=32)
def weights(cell, seed):
    """Normal random numbers for every gate: W (2, 3), U (3, 3) and two biases (3,)."""
    rng = np.random.default_rng([14, seed])
    return {
        gate: (
            1.5 * rng.normal(size=(D_IN, UNITS)),
            rng.normal(size=(UNITS, UNITS)),
            0.5 * rng.normal(size=UNITS),
            0.5 * rng.normal(size=UNITS),
        )
        for gate in ORDERS[cell]["PyTorch"]
    }


def read_blocks(cell, written, read, seed):
    """The instrument's compute: outputs of a cell, and of one whose blocks, ``written`` so, are ``read`` otherwise."""
    arrays, taken = weights(cell, seed), taken_for(cell, written, read)
    right = _layer(cell, arrays)(signal())[0]
    other = _layer(cell, {gate: arrays[source] for gate, source in taken.items()})(signal())[0]
    return {
        "cell": cell,
        "written": written,
        "read": read,
        "gates": ORDERS[cell][written],
        "meant": letters(cell, written),
        "understood": letters(cell, read),
        "taken for another": [a != b for a, b in zip(ORDERS[cell][written], ORDERS[cell][read], strict=True)],
        "right": right,
        "other": other,
        "difference": float(np.abs(right - other).max()),
        "of the first unit": float(np.abs(right - other)[:, 0].max()),
    }
