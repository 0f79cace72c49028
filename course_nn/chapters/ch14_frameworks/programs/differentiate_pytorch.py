"""First and second derivatives of a root found by Newton's steps: a loop that ends when it may, and an if.

python differentiate_pytorch.py given.npz found.npz
"""

import sys

import numpy as np
import torch

given = np.load(sys.argv[1])


def root(a):
    """The root, and how many steps it took."""
    if a < 1:
        inverse, steps = root(1 / a)
        return 1 / inverse, steps
    guess, steps = a, 0
    while abs(guess**2 - a) > 1e-14 * a and steps < 50:
        guess, steps = (guess + a / guess) / 2, steps + 1
    # One step more: the derivative is as near as the value only after it.
    return (guess + a / guess) / 2, steps + 1


rows = []
for number in given["a"]:
    a = torch.tensor(number, requires_grad=True)
    value, steps = root(a)
    (first,) = torch.autograd.grad(value, a, create_graph=True)  # with a graph of its own
    (second,) = torch.autograd.grad(first, a)
    rows.append((value.item(), first.item(), second.item(), steps))

value, first, second, steps = np.array(rows).T
np.savez(sys.argv[2], value=value, first=first, second=second, steps=steps)
