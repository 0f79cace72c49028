"""Likelihood: the parameter under which the data are most probable is the one of least loss.

Heads and tails give the cross-entropy; a normal error gives the squared error.
"""

import numpy as np

from ... import _checks


def coin(heads, n):
    """The likelihood of ``heads`` heads in ``n`` flips for every p, and the mean cross-entropy −log(likelihood) / n."""
    n = _checks.whole(n, "coin: n", low=1)
    heads = _checks.whole(heads, "coin: heads", low=0, high=n)
    p = np.linspace(0.005, 0.995, 199)
    share = heads / n
    return {
        "p": p,
        "likelihood": p**heads * (1 - p) ** (n - heads),
        "loss": -share * np.log(p) - (1 - share) * np.log(1 - p),
        "heads": heads,
        "n": n,
    }
