"""A hundred units of which only the k largest may be on: a digit as a sum of few parts (Makhzani and Frey, 2013)."""

from functools import cache
from importlib.resources import as_file, files

import numpy as np

from ... import _checks
from ...core import Layer, Sequential
from ...data.measured import measurements
from ...layers import Dense
from . import digit_codes
from .digit_vae import images

UNITS, SIZES, SHOWN, SEEDS = 100, (1, 2, 4, 8, 16), 20, 3


class KeepLargest(Layer):
    """y keeps the k largest inputs of each example, where they are positive, and sets the others to 0.

    Shapes: (n, d). The gradient passes where the input was kept. Of equal inputs all are kept. k may be changed.
    """

    changeable = ("k",)

    def __init__(self, k):
        self.k = _checks.whole(k, "KeepLargest: k", low=1)

    def forward(self, x, train=False):
        k = min(self.k, x.shape[1])
        kept = (x >= np.partition(x, -k, axis=1)[:, -k, None]) & (x > 0)
        return x * kept, lambda dy: dy * kept


def sparse_network(k, rng):
    """64-100-64 with `KeepLargest` between."""
    return Sequential(Dense(64, UNITS, rng, init="he"), KeepLargest(k), Dense(UNITS, 64, rng))


def train_sparse(k, seed=0, slowly=True):
    """A `sparse_network` trained on the digits; ``slowly``: k falls from 100 to k over the first half, else it is k."""
    network = sparse_network(k, np.random.default_rng(seed))
    total = digit_codes.EPOCHS * -(-len(images()[0]) // digit_codes.SIZE)
    for step, _ in enumerate(digit_codes.learning(network, seed=seed)):
        if slowly:
            share = min(1.0, 2 * (step + 1) / total)
            network[1].k = round(UNITS ** (1 - share) * k**share)
    return network


def looked_at(network):
    """``error, units, silent``: mean squared error on the test digits, units on in one, units on in none of them."""
    X = images()[1]
    on = network[1](network[0](X)) > 0
    return (
        float(digit_codes.squared_errors(network, X).mean()),
        float(on.sum(axis=1).mean()),
        int((~on.any(axis=0)).sum()),
    )


@cache
def trained(k):
    """What `train_sparse` gave for seed 0 with k falling slowly, its θ rounded to half precision."""
    network = sparse_network(k, np.random.default_rng(0))
    with as_file(files(__package__).joinpath("measured", "sparse_codes.npz")) as path, np.load(path) as stored:
        network.theta[...] = stored[str(k)]
    return network


def measured():
    """ "slowly" and "at once" → (seeds, sizes, 3) of what `looked_at` gives."""
    return measurements(__package__, "sparse_codes")


def parts(k, digit):
    """The instrument's compute: the parts that a test digit is made of, how much of each, and their sum."""
    network = trained(k)
    x = images()[1][digit]
    code = network[1](network[0](x[None]))[0]
    order = np.argsort(code)[::-1]
    on = order[code[order] > 0]
    atoms = network[2].W.value
    return {
        "k": k,
        "image": x,
        "came": network(x[None])[0],
        "on": on,
        "amounts": code[on],
        "atoms": atoms,
        "bias": network[2].b.value,
        "error": float(np.square(network(x[None])[0] - x, dtype=np.float64).sum()),
        "mean": measured()["slowly"][:, SIZES.index(k)].mean(axis=0),
        "pca": float(np.square(digit_codes.digit_axes().reconstruct(images()[1], k) - images()[1]).sum(axis=1).mean()),
    }
