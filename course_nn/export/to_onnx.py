"""A network as an ONNX file, which programs read that know nothing of course_nn."""

import numpy as np

from .. import _checks, _files
from ..contract import output_and_backward
from ..core import Layer
from . import protobuf
from .operators import Graph, Node, Tokens

#: The most bytes that a reader of Protocol Buffers takes.
MOST = 2**31 - 1


def export_onnx(network, path, x, *, free=(), dtype=np.float32):
    """Write ``network`` to ``path`` as an ONNX file that predicts as it does, and return the path.

        export_onnx(network, "digits.onnx", X[:1])
        onnxruntime.InferenceSession("digits.onnx").run(None, {"x": X})[0]      # = network(X)

    ``x`` is a batch as the network takes it, of which one example is enough: the file's input ``x`` has its sides, and
    whole numbers (int64) where it has. The batch is free, and so are the axes in ``free``, as (1,) for sequences of any
    length. The output is called ``y``. Weights and sums are in ``dtype``, float32, or float64, which some runtimes
    refuse for several operators. Nothing need be installed to write it: see `protobuf` for the file's versions.

    Noise and dropout are silent, and batch normalization takes its running statistics, as in ``network(x)``. A file
    checks nothing: a negative token counts from the end there, and a source of padding alone gives NaN. A layer that
    ONNX can't say is refused with its name and place; a class of one's own that only makes or adds something passes.
    """
    if not isinstance(network, Layer):
        raise TypeError(f"export_onnx: network: expected a network of layers, got {_checks.describe(network)}")
    path, dtype = _files.place(path, "export_onnx"), _checks.float_type(dtype, "export_onnx: dtype")
    x = _checks.as_array(x, "export_onnx: x")
    if x.ndim == 0:
        raise ValueError("export_onnx: x: expected a batch of examples, as X[:1], got a single number")
    free = _free(free, x)
    _check_weights(network, dtype)
    graph = Graph(network, dtype)
    first = graph.given(x)
    last = graph.say(network, first)
    y = _output(network, x)
    graph.nodes.append(Node("Identity", [last], ["y"], {}))
    sides = ["n", *(f"side_{axis}" if axis in free else side for axis, side in enumerate(x.shape[1:], 1))]
    given = ["n", *(None if free else side for side in y.shape[1:])]
    if (size := sum(array.nbytes for array in graph.arrays.values())) > 0.99 * MOST:
        raise ValueError(
            f"export_onnx: expected weights of less than 2 GB, as much as a file holds, got {size:,} bytes"
        )
    content = protobuf.model(
        graph,
        [("x", _type(first, dtype), sides)],
        [("y", _type(last, dtype), given)],
        _version(),
    )
    try:
        with _files.replacing(path) as file:
            file.write(content)
    except OSError as error:
        raise _files.refusal(path, "export_onnx", error) from None
    return path


def _output(network, x):
    """The output of two examples; an x that doesn't fit is refused as it came."""
    try:
        return output_and_backward(network, x[:2])[0]
    except (TypeError, ValueError):
        return output_and_backward(network, x)[0]


def _check_weights(network, dtype):
    for name, part in (network.parameters() | network.buffers()).items():
        with np.errstate(over="ignore"):
            _checks.as_array(part.value.astype(dtype), f"export_onnx: {name} as {dtype}")


def _type(name, dtype):
    return np.dtype(np.int64) if isinstance(name, Tokens) else dtype


def _free(free, x):
    if not isinstance(free, (tuple, list)):
        raise TypeError(f"export_onnx: free: expected axes as a tuple such as (1,), got {_checks.describe(free)}")
    axes = [_checks.whole(axis, "export_onnx: free: an axis", low=1) for axis in free]
    if wrong := [axis for axis in axes if axis >= x.ndim]:
        raise ValueError(f"export_onnx: free: expected axes of x, 1 to {x.ndim - 1}, got {wrong[0]}")
    return axes


def _version():
    from .. import __version__

    return __version__
