"""A layer in two shorter types by autocast: error and time; and a small gradient, with the loss scaled and without.

python mixed_pytorch.py given.npz found.npz
"""

import sys
import time

import numpy as np
import torch

given = np.load(sys.argv[1])
torch.set_num_threads(1)
x, W = torch.from_numpy(given["x"]), torch.from_numpy(given["W"])


def product(dtype):
    """x W with autocast to a type, and the median of its seconds."""
    seconds = []
    with torch.autocast("cpu", dtype=dtype, enabled=dtype != torch.float32):
        for _ in range(30):
            began = time.perf_counter()
            y = x @ W
            seconds.append(time.perf_counter() - began)
    return y, np.median(seconds)


def gradient(dtype, scale=1.0):
    """Of w · small at w = 1, computed in a type: of the loss times a scale, divided by it again in float32."""
    w = torch.ones((), requires_grad=True)
    hidden = w.to(dtype) * 1  # the gradient on its way back passes this type
    loss = hidden.float() * float(given["small"])
    (loss * scale).backward()
    return w.grad.item() / scale


exact, seconds = product(torch.float32)
shorter = [product(dtype) for dtype in (torch.bfloat16, torch.float16)]
errors = [((y.float() - exact).abs().max() / exact.abs().max()).item() for y, _ in shorter]
small = [gradient(torch.float32), gradient(torch.float16), gradient(torch.float16, 65536.0)]
small.append(gradient(torch.bfloat16))
np.savez(sys.argv[2], errors=errors, seconds=[seconds, *(s for _, s in shorter)], small=small)
