"""Tensors of PyTorch given where arrays are wanted: read, or refused in a sentence; in a process of their own."""

import subprocess
import sys

PROGRAM = """
import numpy as np, torch
from course_nn import CrossEntropy, mlp
network = mlp([3, 4, 2], np.random.default_rng(0))
x, labels = torch.arange(6.0).reshape(2, 3), torch.tensor([0, 1])
assert np.array_equal(network(x), network(x.numpy()))
assert CrossEntropy()(network(x), labels)[0] == CrossEntropy()(network(x), labels.numpy())[0]
for given, call in ((x.clone().requires_grad_(), network), (torch.empty(2, 3, device="meta"), network)):
    try:
        call(given)
    except TypeError as error:
        print(error)
"""


def test_tensors_are_read_or_refused_in_a_sentence():
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    sentence = (
        "Sequential: input: expected an array of numbers, got Tensor that NumPy can't read; "
        "write x.detach().cpu().numpy()"
    )
    assert done.stdout.splitlines() == [sentence, sentence]
