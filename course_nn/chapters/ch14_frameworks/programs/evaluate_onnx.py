"""Compute an ONNX file operator by operator with onnx's own evaluator, slowly, and in float64 where the file is.

python evaluate_onnx.py given.npz found.npz
"""

import sys

import numpy as np
import onnx
from onnx.reference import ReferenceEvaluator

given = np.load(sys.argv[1])
network = onnx.load_from_string(given["model"].tobytes())
onnx.checker.check_model(network, full_check=True)
(y,) = ReferenceEvaluator(network).run(None, {"x": given["x"]})
np.savez(sys.argv[2], y=y)
