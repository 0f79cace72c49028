"""The corners of an instrument: the ends of every range and all options, combined, where a test must look."""

import itertools
import math

import numpy as np

from .player import is_open

MOST = 64


def corners(controls):
    """Dicts of values, by the controls' names.

    All combinations if they are at most 64. Otherwise options count as first and last, and only every three controls
    are combined in all ways; besides, each control stands alone at all its ends, the rest at the defaults.
    """
    fixed = [c for c in controls if not is_open(c)]
    ends = {c.name: c.ends() for c in fixed}
    if math.prod(map(len, ends.values())) > MOST:
        base = {c.name: c.value for c in fixed}
        found = [*_triples(ends), *({**base, name: end} for name in ends for end in ends[name])]
    else:
        found = [dict(zip(ends, combination, strict=True)) for combination in itertools.product(*ends.values())]
    for corner in found:
        # A player's last step depends on the other controls.
        tops = [[(c.name, e) for e in dict.fromkeys(c.ends(corner))] for c in controls if is_open(c)]
        for steps in itertools.product(*tops):
            whole = {**corner, **dict(steps)}
            yield {c.name: whole[c.name] for c in controls}


def _triples(ends):
    """Every three controls in all eight combinations of low and high: the rows of a Hadamard matrix and its negative.

    (An orthogonal array of strength 3. All low and all high are among them.)
    """
    signs = np.ones((1, 1))
    while len(signs) < len(ends):
        signs = np.block([[signs, signs], [signs, -signs]])
    for row in (*signs, *-signs):
        yield {name: e[0] if sign > 0 else e[-1] for (name, e), sign in zip(ends.items(), row, strict=False)}
