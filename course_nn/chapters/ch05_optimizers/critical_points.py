"""Saddles in many dimensions: how rare minima are among critical points, if curvatures were drawn at random."""

import numpy as np

from ... import _checks


def share_of_minima(dimensions, draws, rng):
    """Of random symmetric matrices with normal entries, the share without a negative eigenvalue, for each dimension.

    If the Hessians at critical points were such matrices, this is the share of minima (or of maxima) among them. The
    exact shares for 1 and 2 dimensions are 1/2 and (2 − √2) / 4. (Dauphin et al., 2014; Dean and Majumdar, 2006.)
    """
    _checks.generator(rng)
    shares = []
    for d in dimensions:
        square = rng.standard_normal((draws, d, d))
        lowest = np.linalg.eigvalsh(square + np.swapaxes(square, 1, 2))[:, 0]
        shares.append(float(np.mean(lowest > 0)))
    return {"dimensions": np.array(dimensions), "shares": np.array(shares), "draws": draws}
