"""Recurrent layers: the gates' order, whose matrices are transposed, and how many biases there are.

| | gates of LSTM, GRU | matrices | biases |
|---|---|---|---|
| here | i f g o, r z n | x W, (d_in, gates · h) | b; c inside of GRU's reset gate |
| PyTorch | i f g o, r z n | transposed | two, whose sum is b; the second of n is c |
| Keras | i f c o, z r h | as here | one; with ``reset_after=True`` two in one array |
| ONNX | i o f c, z r h | transposed, an axis for the direction before them | all first ones, then all second ones |
| textbooks | a matrix for each gate | transposed, for columns x | one for each gate |

In all but the textbooks z keeps: h = (1 − z) n + z h₋₁ (Cho and others, 2014). The textbooks' is that of Chung and
others, 2014, h = (1 − z) h₋₁ + z n: its weights of z have the other sign, since 1 − σ(a) = σ(−a).
"""

import numpy as np

from .. import _checks
from ..layers import GRU, LSTM, RNN, Bidirectional, Stacked
from .pieces import Piece

#: Our gates, in our order, and in that of the frameworks where it is another.
GATES = {RNN: "h", LSTM: "ifgo", GRU: "rzn"}
ORDERS = {("keras", GRU): "zrn", ("onnx", LSTM): "iofg", ("onnx", GRU): "zrn"}
#: How textbooks call the new content.
NEW = {"g": "c", "n": "h"}


def cells_of(layer, framework, prefix=""):
    """The pieces of a recurrent layer, or of such in `Bidirectional` or `Stacked`."""
    return [
        Piece(prefix + before, suffix, cell, *CELLS[framework]) for before, suffix, cell in _cells(layer, framework)
    ]


def _cells(layer, framework):
    """``prefix, suffix, cell`` of every cell, as its arrays are called in the framework."""
    if isinstance(layer, Stacked):
        if framework != "pytorch":
            raise ValueError(f"{layer!r}: expected one layer for {framework}, which builds a stack of several")
        parts = [(f"_l{k}", part) for k, part in enumerate(layer.layers)]
    else:
        parts = [("_l0" if framework == "pytorch" else "", layer)]
    cells = []
    for suffix, part in parts:
        forth, *back = part.layers if isinstance(part, Bidirectional) else [part]
        cells.append(("forward/" if framework != "pytorch" and (back or framework == "onnx") else "", suffix, forth))
        if back:
            way = ("", suffix + "_reverse") if framework == "pytorch" else ("backward/", suffix)
            cells.append((*way, *back))
    first = cells[0][2]
    for _, _, cell in cells:
        if type(cell) not in GATES:
            raise TypeError(f"expected RNN, LSTM or GRU, or those in Bidirectional or Stacked, got {cell!r}")
        if _kind(cell) != _kind(first) and framework in ("pytorch", "onnx"):
            raise ValueError(
                f"{layer!r}: expected cells of one kind and width, as one module of {framework} has, "
                f"got {first!r} and {cell!r}"
            )
        if framework == "pytorch" and getattr(cell, "reset", "after") == "before":
            raise ValueError(
                f"{cell!r}: expected a GRU with reset='after' for PyTorch, which has no reset gate before the product"
            )
    return cells


def _kind(cell):
    return type(cell), cell.d_hidden, getattr(cell, "activation", None), getattr(cell, "reset", None)


def _biases(cell):
    """The bias beside x W, and the one beside h U: the second is 0 but for what stays inside of GRU's reset gate."""
    b, second = cell.b.value, np.zeros_like(cell.b.value)
    if _two_biases(cell):
        second[2 * cell.d_hidden :] = cell.c.value
    return b.copy(), second


def _from_biases(cell, b, second):
    """Our parameters from the two biases."""
    if not _two_biases(cell):
        return {"b": b + second}
    sums, new = slice(0, 2 * cell.d_hidden), slice(2 * cell.d_hidden, None)
    return {"b": np.concatenate([b[sums] + second[sums], b[new]]), "c": second[new]}


def _two_biases(cell):
    return type(cell) is GRU and cell.reset == "after"


def _sorted(array, cell, framework, back=False):
    """The columns of ``array`` from our order of the gates to that of the framework, or ``back``."""
    ours = GATES[type(cell)]
    theirs = ORDERS.get((framework, type(cell)), ours)
    have, want = (theirs, ours) if back else (ours, theirs)
    parts = dict(zip(have, np.split(array, len(have), axis=-1), strict=True))
    return np.concatenate([parts[gate] for gate in want], axis=-1)


def _sizes(cell):
    """d_in, h, and the columns of all gates."""
    return cell.d_in, cell.d_hidden, len(GATES[type(cell)]) * cell.d_hidden


# From a cell to its arrays, and from the arrays to the cell's parameters ---------------------------------------------


def _to_pytorch(cell):
    b, second = _biases(cell)
    return {
        "weight_ih": cell.W.value.T.copy(),
        "weight_hh": cell.U.value.T.copy(),
        "bias_ih": b,
        "bias_hh": second,
    }


def _from_pytorch(cell, given):
    d_in, h, all_gates = _sizes(cell)
    W, U = given.take("weight_ih", (all_gates, d_in)).T, given.take("weight_hh", (all_gates, h)).T
    b, second = (given.take(name, (all_gates,), optional=True) for name in ("bias_ih", "bias_hh"))
    return {"W": W, "U": U} | _from_biases(cell, b, second)


def _to_keras(cell):
    b, second = (_sorted(bias, cell, "keras") for bias in _biases(cell))
    return {
        "kernel": _sorted(cell.W.value, cell, "keras"),
        "recurrent_kernel": _sorted(cell.U.value, cell, "keras"),
        "bias": np.stack([b, second]) if _two_biases(cell) else b,
    }


def _from_keras(cell, given):
    d_in, h, all_gates = _sizes(cell)
    W, U = given.take("kernel", (d_in, all_gates)), given.take("recurrent_kernel", (h, all_gates))
    two = _two_biases(cell)
    if (
        type(cell) is GRU
        and np.ndim(given.arrays.get(given.prefix + "bias", np.zeros((2, 1) if two else 1))) != 1 + two
    ):
        reset, keras = ("before", False) if two else ("after", True)
        raise ValueError(
            f"{cell!r}: expected the bias of a GRU with reset_after={not keras}, got that of one with "
            f"reset_after={keras}; make the layer with reset={reset!r}"
        )
    bias = given.take("bias", (2, all_gates) if two else (all_gates,), optional=True)
    b, second = bias if two else (bias, np.zeros_like(bias))
    W, U, b, second = (_sorted(a, cell, "keras", back=True) for a in (W, U, b, second))
    return {"W": W, "U": U} | _from_biases(cell, b, second)


def _to_onnx(cell):
    arrays = {
        "W": _sorted(cell.W.value, cell, "onnx").T,
        "R": _sorted(cell.U.value, cell, "onnx").T,
        "B": np.concatenate([_sorted(bias, cell, "onnx") for bias in _biases(cell)]),
    }
    return arrays | ({"linear_before_reset": np.array(int(_two_biases(cell)))} if type(cell) is GRU else {})


def _from_onnx(cell, given):
    d_in, h, all_gates = _sizes(cell)
    W, R = given.take("W", (all_gates, d_in)).T, given.take("R", (all_gates, h)).T
    b, second = np.split(given.take("B", (2 * all_gates,), optional=True), 2)
    if type(cell) is GRU:
        before_reset = int(given.take("linear_before_reset", (), optional=True))
        if before_reset != _two_biases(cell):
            reset = "after" if before_reset else "before"
            raise ValueError(
                f"{cell!r}: expected linear_before_reset={1 - before_reset} for reset={cell.reset!r}, got "
                f"{before_reset}{'' if before_reset else ', which is the default'}; make the layer with reset={reset!r}"
            )
    W, U, b, second = (_sorted(a, cell, "onnx", back=True) for a in (W, R, b, second))
    return {"W": W, "U": U} | _from_biases(cell, b, second)


def joined(arrays):
    """ONNX's arrays with an axis for the directions in front; whether the reset gate comes late is said once."""
    names = dict.fromkeys(key.partition("/")[2] for key in arrays)
    joined = {name: np.stack([a for key, a in arrays.items() if key.partition("/")[2] == name]) for name in names}
    if "linear_before_reset" in joined:
        joined["linear_before_reset"] = joined["linear_before_reset"][0]
    return joined


def apart(arrays, layer, prefixes):
    """The same back: an array for each direction."""
    apart = {}
    for name, array in arrays.items():
        array = _checks.as_array(array, f"{layer!r}: {name}")
        if name == "P":
            raise ValueError(
                f"{layer!r}: expected no peepholes P, which let the gates see the cell: there are none here"
            )
        if name != "linear_before_reset" and (array.ndim == 0 or len(array) != len(prefixes)):
            raise ValueError(
                f"{layer!r}: expected {name} with {len(prefixes)} direction(s) in its first axis, got {array.shape}"
            )
        for k, prefix in enumerate(prefixes):
            apart[prefix + name] = array if name == "linear_before_reset" else array[k]
    return apart


def _to_textbook(cell):
    gates = GATES[type(cell)]
    arrays = {}
    for letter, ours in (("W", cell.W), ("U", cell.U), ("b", cell.b)):
        for gate, part in zip(gates, np.split(ours.value, len(gates), axis=-1), strict=True):
            arrays[_book_name(letter, gate)] = (-part if gate == "z" else part).T.copy()
    if _two_biases(cell):
        arrays["c_h"] = cell.c.value.copy()
    return arrays


def _from_textbook(cell, given):
    d_in, h, _ = _sizes(cell)
    values = {}
    for letter, shape in (("W", (h, d_in)), ("U", (h, h)), ("b", (h,))):
        parts = [
            given.take(_book_name(letter, gate), shape, optional=letter == "b").T * (-1 if gate == "z" else 1)
            for gate in GATES[type(cell)]
        ]
        values[letter] = np.concatenate(parts, axis=-1)
    return values | ({"c": given.take("c_h", (h,), optional=True)} if _two_biases(cell) else {})


def _book_name(letter, gate):
    return f"{letter}_{NEW.get(gate, gate)}"


CELLS = {
    "pytorch": (_to_pytorch, _from_pytorch),
    "keras": (_to_keras, _from_keras),
    "onnx": (_to_onnx, _from_onnx),
    "textbook": (_to_textbook, _from_textbook),
}
