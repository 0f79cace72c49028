"""Write arrays with the safetensors library as they come, and read them back.

python write_safetensors.py given.npz found.npz
"""

import sys

import numpy as np
from safetensors.numpy import load, save

given = np.load(sys.argv[1])
arrays = {"W": given["W"], "transposed": given["W"].T}
np.savez(sys.argv[2], **load(save(arrays)))
