"""Reversible jump: a hidden unit is born or dies, so that the number of units is drawn along with everything else.

With M units of weights γ₁, …, γ_M, and a and β integrated out, a birth draws γ′ from its prior and puts it at one of
M + 1 places, and a death takes one of the units, all of them equally likely. A birth is accepted with probability
min(1, r), and the death that undoes it with min(1, 1/r):

    r  =  p(y | M + 1, Γ′)      P(M + 1) p(γ′)      d_{M+1} · 1/(M + 1)
          ────────────────  ·  ──────────────  ·  ──────────────────────────
            p(y | M, Γ)             P(M)            b_M · p(γ′) · 1/(M + 1)

The first ratio is that of the evidences, the second that of the priors, the third that of the proposals: back, which is
to choose a death and this unit, over there, which is to choose a birth, this γ′ and this place. p(γ′) cancels, and the
M + 1 places cancel the M + 1 units. The Jacobian is 1, as γ′ is the new unit's weights as they are. b and d are ½, but
b₀ = d_{m*} = 1, since nothing else can be tried there.

Green, 1995, Reversible jump Markov chain Monte Carlo computation and Bayesian model determination. Müller and Rios
Insua use it in their chapter of 1998 for a number of units without a bound; here it is bounded as in their article of
that year (`ArchitecturePrior`).
"""

import math
from typing import NamedTuple


def birth_probability(units, largest):
    """b_M: how likely a birth is tried with ``units`` = M of at most ``largest`` units: 1 at 0, 0 at m*, else ½."""
    return 0.0 if units == largest else 1.0 if units == 0 else 0.5


def death_probability(units, largest):
    """d_M = 1 − b_M: 0 at 0, 1 at m*, else ½."""
    return 1.0 - birth_probability(units, largest)


class Jump(NamedTuple):
    """What was tried, and whether it was ``accepted``: a ``birth`` or a death, with the logarithms of the ratios in r.

    All three are those of the birth; where a death was tried, the birth is the one that would undo it.
    """

    birth: bool
    accepted: bool
    evidence: float
    prior: float
    proposal: float

    @property
    def log_ratio(self):
        """log r of what was tried: of a death, −log r of the birth that undoes it."""
        log_r = self.evidence + self.prior + self.proposal
        return log_r if self.birth else -log_r


def jump(units, prior, alpha, draw_weights, rng):
    """Try a birth or a death among ``units`` (`HiddenUnits`), and take it or leave it: a `Jump`.

    ``prior`` is the `ArchitecturePrior`, ``alpha`` its α now, ``draw_weights(rng)`` a draw of γ′ (d,) from its prior.
    Reversible with respect to p(M, Γ | y) given the rest.
    """
    count, largest = units.count, prior.largest
    birth = bool(rng.random() < birth_probability(count, largest))
    if birth:
        change = units.added(draw_weights(rng), int(rng.integers(count + 1)))
    else:
        change = units.dropped(int(rng.integers(count)))
    fewer, sign = (count, 1) if birth else (count - 1, -1)
    tried = Jump(
        birth,
        False,
        sign * (change.log_evidence - units.log_evidence),
        prior.log_ratio(fewer, alpha),
        math.log(death_probability(fewer + 1, largest) / birth_probability(fewer, largest)),
    )
    if math.log1p(-rng.random()) >= tried.log_ratio:
        return tried
    units.take(change)
    return tried._replace(accepted=True)
