"""Write sequences.npz: what PyTorch, Keras and ONNX compute in float64 for the layers of sequences.

    python tests/reference/make_sequences.py             where PyTorch 2.13, Keras 3 and onnx are installed

Nothing of course_nn is used here. `cases` is JSON: of each case what it is, its settings, and the shapes of its arrays;
`numbers` holds all arrays, one after the other (tests/helpers.py reads them). PyTorch's gradients are those of
Σ y dy + Σ h_n dh_n + Σ c_n dc_n: one arrives at every step's output and at the final state. Keras is the witness for
the GRU whose reset gate comes before the product, which PyTorch does not have, and ONNX for its own layout.
"""

import json
import os
from itertools import product
from pathlib import Path

os.environ["KERAS_BACKEND"] = "torch"

import keras
import numpy as np
import onnx
import torch
from keras.src.backend.common import dtypes
from onnx import helper
from onnx.reference import ReferenceEvaluator
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

torch.set_default_dtype(torch.float64)
keras.config.set_floatx("float64")
keras.config.set_dtype_policy("float64")
dtypes.BIT64_TO_BIT32_DTYPE["float64"] = "float64"  # else all operations of Keras on PyTorch round to float32
cases, numbers = [], []


def eighths(rng, shape):
    return rng.integers(-8, 9, tuple(shape)) / 8


def keep(kind, settings, arrays):
    """A case: its settings, and its arrays by name."""
    arrays = {key: np.asarray(a.detach() if torch.is_tensor(a) else a, float) for key, a in arrays.items()}
    cases.append({"kind": kind, "settings": settings, "shapes": {key: a.shape for key, a in arrays.items()}})
    numbers.extend(np.ravel(a) for a in arrays.values())


def learned(array):
    return torch.tensor(array, requires_grad=True)


def recurrent(rng):
    cells = {"RNN": nn.RNN, "RNN relu": nn.RNN, "LSTM": nn.LSTM, "GRU": nn.GRU}
    for name, layers, directions, lengths in product(cells, (1, 2), (1, 2), (None, [4, 1, 3])):
        n, t, d_in, h = 3, 4, 3, 2
        more = {"nonlinearity": "relu"} if name == "RNN relu" else {}
        module = cells[name](d_in, h, layers, batch_first=True, bidirectional=directions == 2, **more)
        for p in module.parameters():
            p.data = torch.tensor(eighths(rng, p.shape))
        x = learned(eighths(rng, (n, t, d_in)))
        first = {
            key: learned(eighths(rng, (layers * directions, n, h))) for key in ("h0", "c0")[: 1 + (name == "LSTM")]
        }
        states = tuple(first.values()) if name == "LSTM" else first["h0"]
        inside = x if lengths is None else pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
        y, last = module(inside, states)
        if lengths is not None:
            y, _ = pad_packed_sequence(y, batch_first=True)
        last = dict(zip(("h_n", "c_n"), last if name == "LSTM" else (last,), strict=False))
        d = {f"d{key}": eighths(rng, value.shape) for key, value in ({"y": y} | last).items()}
        sum((value * torch.tensor(d[f"d{key}"])).sum() for key, value in ({"y": y} | last).items()).backward()
        arrays = {"x": x, "dx": x.grad, "y": y} | first | last | d
        arrays |= {f"d{key}": value.grad for key, value in first.items()}
        for key, p in module.named_parameters():
            arrays |= {key: p, f"d{key}": p.grad}
        settings = {"cell": name, "layers": layers, "directions": directions, "lengths": lengths}
        keep("recurrent", settings, arrays)


def embedding(rng):
    for shape in ((4, 5), (6,)):
        module = nn.Embedding(5, 3)
        tokens = rng.integers(0, 5, shape)
        y = module(torch.tensor(tokens))
        dy = eighths(rng, y.shape)
        y.backward(torch.tensor(dy))
        keep("embedding", {}, {"tokens": tokens, "W": module.weight, "y": y, "dy": dy, "dW": module.weight.grad})


def cross_entropy(rng):
    for ignore in (-1, 0, -100):
        z, labels = learned(rng.normal(0, 3, (3, 5, 4))), rng.integers(0, 4, (3, 5))
        labels[0, 3:] = labels[2, 1:4] = ignore
        loss = nn.functional.cross_entropy(z.swapaxes(1, 2), torch.tensor(labels), ignore_index=ignore)
        loss.backward()
        keep("cross entropy", {"ignore": ignore}, {"z": z, "labels": labels, "value": loss, "dz": z.grad})


def keras_layers(rng):
    """Forward and all gradients, by PyTorch behind Keras; Keras itself masks the steps behind a sequence's end."""
    made = {
        "RNN": lambda h, **k: keras.layers.SimpleRNN(h, **k),
        "LSTM": lambda h, **k: keras.layers.LSTM(h, **k),
        "GRU": lambda h, **k: keras.layers.GRU(h, reset_after=True, **k),
        "GRU before": lambda h, **k: keras.layers.GRU(h, reset_after=False, **k),
    }
    for name, directions, lengths in product(made, (1, 2), (None, [4, 1, 3])):
        n, t, d_in, h = 3, 4, 3, 2
        layer = made[name](h, return_sequences=True)
        if directions == 2:
            layer = keras.layers.Bidirectional(layer)
        layer.build((None, t, d_in))
        for weight in layer.weights:
            weight.assign(eighths(rng, weight.shape))
        x = learned(eighths(rng, (n, t, d_in)))
        mask = None if lengths is None else torch.arange(t)[None] < torch.tensor(lengths)[:, None]
        y = layer(x, mask=mask)
        dy = eighths(rng, y.shape)
        if mask is not None:  # Keras repeats its last output there, PyTorch and the course say 0
            dy = dy * np.asarray(mask)[..., None]
        y.backward(torch.tensor(dy))
        arrays = {"x": x, "dx": x.grad, "y": y, "dy": dy}
        for weight, key in zip(layer.weights, keras_names(directions), strict=True):
            arrays |= {key: weight.value, f"d{key}": weight.value.grad}
        keep("keras", {"cell": name, "directions": directions, "lengths": lengths}, arrays)


def keras_names(directions):
    names = ("kernel", "recurrent_kernel", "bias")
    return names if directions == 1 else [f"{way}/{name}" for way in ("forward", "backward") for name in names]


def onnx_nodes(rng):
    """Forward alone, by onnx's reference evaluator, one direction (it has no other)."""
    gates = {"RNN": 1, "LSTM": 4, "GRU": 3, "GRU before": 3}
    for name, count in gates.items():
        n, t, d_in, h = 3, 4, 3, 2
        arrays = {
            "X": eighths(rng, (t, n, d_in)),
            "W": eighths(rng, (1, count * h, d_in)),
            "R": eighths(rng, (1, count * h, h)),
            "B": eighths(rng, (1, 2 * count * h)),
        }
        more = {"linear_before_reset": int(name == "GRU")} if count == 3 else {}
        node = helper.make_node(name.split()[0], list(arrays), ["Y", "Y_h"], hidden_size=h, **more)
        values = [
            [helper.make_tensor_value_info(key, onnx.TensorProto.DOUBLE, None) for key in keys]
            for keys in (arrays, ("Y", "Y_h"))
        ]
        model = helper.make_model(helper.make_graph([node], "one", *values))
        Y, Y_h = ReferenceEvaluator(model).run(None, arrays)
        keep("onnx", {"cell": name}, arrays | more | {"Y": Y, "Y_h": Y_h})


if __name__ == "__main__":
    rng = np.random.default_rng(8)
    for part in (recurrent, embedding, cross_entropy, keras_layers, onnx_nodes):
        part(rng)
    path = Path(__file__).with_name("sequences.npz")
    np.savez_compressed(path, cases=np.array(json.dumps(cases)), numbers=np.concatenate(numbers))
    versions = f"PyTorch {torch.__version__}, Keras {keras.__version__}, onnx {onnx.__version__}"
    print(f"{path.name}: {len(cases)} cases, {path.stat().st_size:,} bytes, {versions}")
