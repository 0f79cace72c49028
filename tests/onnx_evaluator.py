"""Programs of others that run an ONNX file: onnxruntime in float32, and onnx's own evaluator, which takes float64."""

import numpy as np
import onnxruntime
from onnx.reference import ReferenceEvaluator
from onnx.reference.ops.op_conv_transpose import ConvTranspose as TheirConvTranspose
from onnx.reference.ops.op_rnn import RNN_14


class RNN(RNN_14):
    """The evaluator's knows tanh alone."""

    op_domain = ""

    def choose_act(self, name, alpha, beta):
        return (lambda z: np.maximum(z, 0)) if name == "Relu" else super().choose_act(name, alpha, beta)


class ConvTranspose(TheirConvTranspose):
    """The evaluator's takes the wrong filters for groups: here they are taken one by one."""

    op_domain = ""

    def _run(self, X, W, B=None, group=1, **settings):
        parts = []
        for k in range(group):
            x, w = (np.split(array, group, axis)[k] for array, axis in ((X, 1), (W, 0)))
            b = None if B is None else np.split(B, group)[k]
            parts.append(super()._run(x, w, b, group=1, **settings)[0])
        return (np.concatenate(parts, axis=1),)


MENDED = [RNN, ConvTranspose]


def run_fast(path, x):
    """What onnxruntime gives for x."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run(["y"], {"x": x})[0]


def run_exactly(path, x, mended=True):
    """What onnx's reference evaluator gives for x."""
    return ReferenceEvaluator(str(path), new_ops=MENDED if mended else None).run(["y"], {"x": x})[0]
