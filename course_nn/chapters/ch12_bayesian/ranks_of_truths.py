"""Simulation-based calibration of the sampler of this chapter, right and with a planted fault: the ranks that came."""

import numpy as np

from ...data.measured import measurements

#: 200 truths were drawn from the prior; each has a rank among 63 draws given its data, in 16 equal parts of 0 … 63.
TRUTHS, DRAWS, PARTS = 200, 63, 16


def counts(sampler, function):
    """How often the ranks of a function of the truths fell into each part, (16,).

    ``sampler`` is "the sampler" or one of its planted faults, as "a wrong rate of σ⁻²"; ``function`` is a name of
    `VariableSimulator.functions`, as "log σ²".
    """
    stored = measurements(__package__, "architecture_ranks")
    return np.sum([stored[f"{sampler}, part {part}"][function] for part in range(5)], axis=0).astype(int)
