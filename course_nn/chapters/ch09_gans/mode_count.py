"""How well a generator covers the modes of a `Mixture`: which samples are good, which modes are covered.

The rules differ from paper to paper. Here: a sample is good within 3σ of its nearest center, and a mode is covered if
good samples reach a quarter of its fair share. The literature's count, beside it, asks for one good sample (Srivastava
et al. 2017, "VEEGAN"; Lin et al. 2018, "PacGAN"), which a generator passes that hits a mode once in 2,500 draws.
"""

import math
from typing import NamedTuple

import numpy as np

from ... import _checks
from .mixtures import Mixture

#: The count of the chapter: so many samples, good within so many σ, covered from this part of the fair share on.
SAMPLES, WITHIN, PART = 2500, 3.0, 0.25


class ModeCount(NamedTuple):
    """What `count_modes` finds. ``good``: the share of good samples. ``covered``, ``reached``: so many modes.

    ``reverse_kl``: KL(q ‖ w) in nats, q the shares of the samples by nearest center, w the mixture's weights; 0 where
    they agree, log k where all samples go to one of k equal modes. ``good_by_mode`` (k,): good samples at each mode, as
    a share of all samples. ``near`` (n,), ``is_good`` (n,): each sample's nearest mode, and whether it is good.
    """

    good: float
    covered: int
    reached: int
    reverse_kl: float
    good_by_mode: np.ndarray
    near: np.ndarray
    is_good: np.ndarray


def count_modes(samples, mixture, within=WITHIN, part=PART):
    """The `ModeCount` of samples (n, 2) against a `Mixture`.

    ``within``: how many σ from the nearest center a sample is still good. ``part``: a mode is covered if its good
    samples are at least this part of n · its weight.
    """
    if not isinstance(mixture, Mixture):
        raise TypeError(f"count_modes: expected a Mixture such as ring(), got {_checks.describe(mixture)}")
    samples = _checks.as_array(samples, "count_modes: samples", shape=(None, 2), finite=False).astype(np.float64)
    within = _checks.number(within, "count_modes: within", above=0)
    part = _checks.number(part, "count_modes: part", above=0, high=1)
    n, k = len(samples), len(mixture.centers)
    with np.errstate(over="ignore", invalid="ignore"):
        distances = np.nan_to_num(mixture.squared_distances(samples), nan=np.inf, posinf=np.inf)
    near = distances.argmin(axis=1)
    is_good = distances[np.arange(n), near] <= (within * mixture.sigma) ** 2
    good_by_mode = np.bincount(near[is_good], minlength=k) / n
    q = np.bincount(near, minlength=k) / n
    held = q > 0
    return ModeCount(
        good=float(is_good.mean()),
        covered=int((good_by_mode >= part * mixture.weights).sum()),
        reached=int((good_by_mode > 0).sum()),
        reverse_kl=float((q[held] * np.log(q[held] / mixture.weights[held])).sum()),
        good_by_mode=good_by_mode,
        near=near,
        is_good=is_good,
    )


def counted(samples, mixture):
    """What the figure shows: the ``samples`` (n, 2), the ``mixture``, and their `count_modes` as ``count``."""
    count = count_modes(samples, mixture)
    return {"samples": np.asarray(samples), "mixture": mixture, "count": count}


def perfect_share(within=WITHIN, dimensions=2):
    """The share of a Gaussian that lies within so many σ of its center: in the plane 1 − exp(−within² / 2).

    At 3σ it is 98.9 %; the well-known 99.7 % belongs to one dimension. (Of both: the χ² distribution of that many
    degrees of freedom, at within².)
    """
    within = _checks.number(within, "perfect_share: within", above=0)
    dimensions = _checks.whole(dimensions, "perfect_share: dimensions", low=1)
    if dimensions not in (1, 2):
        raise ValueError(f"perfect_share: expected 1 or 2 dimensions, got {dimensions}")
    return math.erf(within / math.sqrt(2)) if dimensions == 1 else -math.expm1(-(within**2) / 2)


def perfect_reverse_kl(n, modes):
    """What the reverse KL of n samples of a perfect generator is on average: about (modes − 1) / (2n), not 0.

    For eight equal modes and more it is right to 8 % from 4 samples a mode on; of fewer samples, up to 20 % too small.
    """
    n = _checks.whole(n, "perfect_reverse_kl: n", low=1)
    return (_checks.whole(modes, "perfect_reverse_kl: modes", low=1) - 1) / (2 * n)
