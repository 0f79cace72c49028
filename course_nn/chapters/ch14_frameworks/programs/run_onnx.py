"""Run an ONNX file with onnxruntime, which knows nothing of who wrote it.

python run_onnx.py given.npz found.npz
"""

import sys

import numpy as np
import onnxruntime

given = np.load(sys.argv[1])
session = onnxruntime.InferenceSession(given["model"].tobytes(), providers=["CPUExecutionProvider"])
(y,) = session.run(None, {"x": given["x"]})
np.savez(sys.argv[2], y=y)
