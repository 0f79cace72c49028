"""A network as a file, and what programs that don't know us make of it."""

import tempfile
from pathlib import Path

import numpy as np

from ...export import export_onnx
from ...export.operators import Graph
from .elsewhere import run_elsewhere

#: Who runs a file, by its type: onnxruntime, which refuses float64 for several operators, and onnx's own evaluator.
PROGRAMS = {np.float32: "run_onnx", np.float64: "evaluate_onnx"}


def file_of(network, x, dtype=np.float32):
    """The bytes of the ONNX file that `export_onnx` makes of a network for batches like x, as an array."""
    with tempfile.TemporaryDirectory(prefix="course_nn_") as folder:
        path = export_onnx(network, Path(folder) / "network.onnx", x[:1], dtype=dtype)
        return np.frombuffer(path.read_bytes(), np.uint8)


def run_file(name, network, x, dtype=np.float32):
    """What another program gives for x when it has read nothing but the file, or gave when ``name`` was stored."""
    x = x.astype(dtype) if x.dtype.kind == "f" else x
    return run_elsewhere(PROGRAMS[dtype], {"model": file_of(network, x, dtype), "x": x}, name=name)["y"]


def operators_of(network, x):
    """The operators of ONNX that a network becomes, in their order."""
    graph = Graph(network, np.float32)
    graph.say(network, graph.given(x))
    return [node.op for node in graph.nodes]


def largest_difference(theirs, ours):
    """The largest difference over the largest entry."""
    return float(np.abs(theirs - ours).max() / np.abs(ours).max())
