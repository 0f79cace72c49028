"""Hopfield's network: patterns as the resting places of units that are −1 or +1, found again by letting go."""

import math
import warnings
from typing import NamedTuple

import numpy as np

from .. import _checks

RULES = ("hebb", "pseudo-inverse")
#: A field nearer to 0 than this share of the largest weight counts as 0: sums of fractions are exact up to rounding.
_NOTHING = 1e-9


class RecallStep(NamedTuple):
    """One step: ``unit`` was looked at (all if None) and ``flipped`` of them changed; then ``s`` and its ``energy``."""

    unit: int | None
    flipped: int
    s: np.ndarray
    energy: float


class Recall(NamedTuple):
    """Where a recall ended: ``s``, ``energies`` at its beginning and after every change, and ``period``.

    The period is 1 at rest, and 2 where synchronous updates go to and fro between two states.
    """

    s: np.ndarray
    energies: np.ndarray
    period: int


class Hopfield:
    """n units s ∈ {−1, +1}ⁿ with symmetric weights, W = Wᵀ, and the energy (Hopfield, 1982)

        E(s) = −½ sᵀ W s + θᵀ s.

    A unit looks at its field hᵢ = Σⱼ Wᵢⱼ sⱼ − θᵢ and takes its sign; where the field is exactly 0 (up to rounding) it
    **keeps its state**. One unit at a time, an update never raises E, so every recall comes to rest. All at once
    (``synchronous``) it may: then a recall ends at rest or between two states that take turns (Goles-Chacc,
    Fogelman-Soulié and Pellegrin, 1985; a unit that keeps its state at 0 does as if it had a tiny positive weight to
    itself, which leaves W symmetric).

    Parameters
    ----------
    patterns : (p, n) of −1 and +1, what is to be stored.
    rule : "hebb", W = X ᵀX / n for patterns in the rows of X (Hebb, 1949, of synapses; here as Hopfield wrote it, but
        for the 1/n); or "pseudo-inverse", W = Xᵀ (X Xᵀ)⁺ X, the projection onto the patterns (Personnaz, Guyon and
        Dreyfus, 1985). Other texts leave out the 1/n: nothing changes but the scale of E and θ.
    thresholds : θ, one number or (n,).
    self_connections : whether the diagonal of W stays as the rule gives it; by default it is set to 0.
    warn : whether to warn of more patterns than fit.

    More patterns than fit are stored all the same, with a warning that says how many are expected to. Hebb's rule, for
    random patterns: about n / (2 ln n), if most are to rest exactly (McEliece, Posner, Rodemich and Venkatesh, 1987);
    0.138 n with some wrong bits as n → ∞ (Amit, Gutfreund and Sompolinsky, 1985 and 1987). With the pseudo-inverse
    every pattern rests; but n independent ones fill the space, W is 0, and so does everything else.

    States are (n,) or (m, n), of −1 and +1; those returned are float64.

    >>> import numpy as np
    >>> from course_nn.models.hopfield import Hopfield
    >>> memory = Hopfield(np.array([[1, -1, 1, -1, 1, -1]]))
    >>> memory.recall(np.array([-1, -1, 1, -1, 1, -1])).s
    array([ 1., -1.,  1., -1.,  1., -1.])
    """

    def __init__(self, patterns, rule="hebb", thresholds=0.0, self_connections=False, warn=True):
        X = _checks.as_array(patterns, "Hopfield: patterns", ndim=2).astype(np.float64)
        self.patterns = _refuse_other(X, "Hopfield: patterns")
        self.rule = _checks.one_of(rule, RULES, "Hopfield: rule")
        keep = _checks.truth(self_connections, "Hopfield: self_connections")
        warn = _checks.truth(warn, "Hopfield: warn")
        n = X.shape[1]
        W = X.T @ X / n if self.rule == "hebb" else _projection(X)
        if not keep:
            np.fill_diagonal(W, 0)
        self._take(W, thresholds)
        if warn and (told := _told(len(X), n, self.rule, W)):
            warnings.warn(told, stacklevel=2)

    @classmethod
    def from_weights(cls, W, thresholds=0.0):
        """The network of symmetric weights (n, n) of your own; it has no patterns."""
        W = _checks.as_array(W, "Hopfield.from_weights: W", ndim=2).astype(np.float64)
        if W.shape[0] != W.shape[1] or not np.array_equal(W, W.T):
            raise ValueError(f"Hopfield.from_weights: W: expected a symmetric array (n, n), got {_checks.describe(W)}")
        one = cls.__new__(cls)
        one.patterns, one.rule = np.empty((0, len(W))), "weights"
        one._take(W, thresholds)
        return one

    def _take(self, W, thresholds):
        n, thresholds = len(W), _checks.as_array(thresholds, "Hopfield: thresholds", ndim=(0, 1)).astype(np.float64)
        if thresholds.ndim and thresholds.shape != (n,):
            raise ValueError(f"Hopfield: thresholds: expected one number or {n} of them, got {len(thresholds)}")
        self.W, self.thresholds = W, np.broadcast_to(thresholds, (n,)).copy()
        self._nothing = _NOTHING * max(np.abs(W).max(), np.abs(self.thresholds).max())

    @property
    def load(self):
        """α = p/n, patterns per unit."""
        return len(self.patterns) / len(self.W)

    def fields(self, s):
        """h = W s − θ, of the shape of s."""
        return self._states(s, "fields") @ self.W - self.thresholds

    def energy(self, s):
        """E(s) = −½ sᵀ W s + θᵀ s, a number, or (m,)."""
        s = self._states(s, "energy")
        E = s @ self.thresholds - 0.5 * ((s @ self.W) * s).sum(axis=-1)
        return E if s.ndim == 2 else float(E)

    def overlaps(self, s):
        """m = X s / n with each pattern, (p,) or (m, p): 1 is the pattern, −1 its negative, 0 half of the bits."""
        return self._states(s, "overlaps") @ self.patterns.T / len(self.W)

    def is_fixed(self, s):
        """Whether no unit wants to change: True or False, or (m,) of them."""
        s = self._states(s, "is_fixed")
        fixed = (s * (s @ self.W - self.thresholds) >= -self._nothing).all(axis=-1)
        return fixed if s.ndim == 2 else bool(fixed)

    def update_all(self, s):
        """One synchronous update, s ← sign(W s − θ): the new states, of the shape of s."""
        s = self._states(s, "update_all")
        return np.where(s * (s @ self.W - self.thresholds) < -self._nothing, -s, s)

    def steps(self, s, rng=None, order=None, synchronous=False):
        """The recall from ``s`` (n,) as an iterator of `RecallStep`, which ends when nothing changes any more.

        One unit after the other: in the given ``order`` of units, in a new order each time round with an ``rng``, else
        from the first to the last. It ends after a whole round without a change. ``synchronous``: all units at once,
        until a state comes again.
        """
        s = self._states(s, "steps", ndim=1).copy()
        order = self._order(order)
        if rng is not None:
            _checks.generator(rng, "Hopfield.steps: rng")
        together = _checks.truth(synchronous, "Hopfield.steps: synchronous")
        return self._together(s) if together else self._one_by_one(s, rng, order)

    def _one_by_one(self, s, rng, order):
        energy, changed = self.energy(s), True
        while changed:
            changed = False
            for i in order if rng is None else rng.permutation(order):
                h = self.W[i] @ s - self.thresholds[i]
                flipped = s[i] * h < -self._nothing
                if flipped:
                    energy += 2 * s[i] * (h - self.W[i, i] * s[i])
                    s[i] = -s[i]
                    changed = True
                yield RecallStep(int(i), int(flipped), s.copy(), float(energy))

    def _together(self, s):
        before = None
        while True:
            new = self.update_all(s)
            flipped = int((new != s).sum())
            if not flipped:
                return
            yield RecallStep(None, flipped, new, self.energy(new))
            if before is not None and np.array_equal(new, before):
                return
            before, s = s, new

    def recall(self, s, rng=None, order=None, synchronous=False):
        """Let go from ``s`` (n,) until it rests, as `steps` does: a `Recall`."""
        s = self._states(s, "recall", ndim=1)
        end, energies, last = s.copy(), [self.energy(s)], 1
        for step in self.steps(s, rng, order, synchronous):
            if step.flipped:
                energies.append(step.energy)
            end, last = step.s, step.flipped
        return Recall(end, np.array(energies), 2 if synchronous and last and not self.is_fixed(end) else 1)

    def recall_many(self, S, rng=None):
        """Where each of the states S (m, n) comes to rest, (m, n), one unit after the other.

        All go through the units in the same order, a new one each time round with an ``rng``. The fields are kept, and
        changed only where a unit flips, which is rare: the fast way for many recalls in large networks.
        """
        S = self._states(S, "recall_many", ndim=2).copy()
        if rng is not None:
            _checks.generator(rng, "Hopfield.recall_many: rng")
        n, H, going = len(self.W), self.fields(S), True
        while going:
            going = False
            for i in range(n) if rng is None else rng.permutation(n):
                flip = np.flatnonzero(S[:, i] * H[:, i] < -self._nothing)
                if flip.size:
                    going = True
                    S[flip, i] *= -1
                    H[flip] += 2 * S[flip, i, None] * self.W[i]
        return S

    def _order(self, order):
        n = len(self.W)
        if order is None:
            return np.arange(n)
        order = _checks.as_array(order, "Hopfield.steps: order", shape=(n,))
        if not np.array_equal(np.sort(order), np.arange(n)):
            raise ValueError(f"Hopfield.steps: order: expected each of the units 0 to {n - 1} once")
        return order.astype(np.intp)

    def _states(self, s, who, ndim=(1, 2)):
        s, n = _checks.as_array(s, f"Hopfield.{who}: s", ndim=ndim), len(self.W)
        if s.shape[-1] != n:
            raise ValueError(f"Hopfield.{who}: s: expected states of {n} units, got {s.shape[-1]}")
        return _refuse_other(s.astype(np.float64, copy=False), f"Hopfield.{who}: s")

    def __repr__(self):
        return f"Hopfield({len(self.patterns)} patterns, {len(self.W)} units, {self.rule!r})"


def damaged(patterns, share, rng):
    """The patterns with ⌊share · n + ½⌋ bits of each turned round, chosen at random: (n,) or (p, n), float64."""
    X = _checks.as_array(patterns, "damaged: patterns", ndim=(1, 2)).astype(np.float64)
    _refuse_other(X, "damaged: patterns")
    share = _checks.number(share, "damaged: share", low=0, high=1)
    rows, n = np.atleast_2d(X), X.shape[-1]
    wrong = _checks.generator(rng, "damaged: rng").random(rows.shape).argsort(axis=1) < math.floor(share * n + 0.5)
    return np.where(wrong, -rows, rows).reshape(X.shape)


def _projection(X):
    """Xᵀ (X Xᵀ)⁺ X, from an orthonormal basis of the rows; symmetric to the last bit."""
    _, sizes, rows = np.linalg.svd(X, full_matrices=False)
    basis = rows[sizes > 1e-10 * sizes[0]]
    W = basis.T @ basis
    W[np.abs(W) < 1e-12] = 0  # what is left of 0 by rounding has a sign, which a unit would take
    return (W + W.T) / 2


def _told(p, n, rule, W):
    """The warning of more patterns than fit, or nothing."""
    if rule == "pseudo-inverse":
        if (W - np.diag(np.diag(W))).any() or n == 1:
            return ""
        return (
            f"Hopfield: the {p} patterns fill the whole space of {n} units, so that every state rests; expected fewer"
        )
    if p <= 0.138 * n or p == 1:
        return ""
    # Both numbers are those of large networks; below 37 units the second would be the larger one.
    exactly = f", with some wrong bits, and about {n / (2 * math.log(n)):.0f} exactly" if n >= 40 else " or fewer"
    return (
        f"Hopfield: got {p} patterns for {n} units, a load of {p / n:.2f}; of random ones Hebb's rule is expected to "
        f"keep about {max(0.138 * n, 1):.0f}{exactly}"
    )


def _refuse_other(s, name):
    if not (np.abs(s) == 1).all():
        other = s[np.abs(s) != 1].ravel()[0]
        hint = "; of 0 and 1 make 2 x − 1" if other == 0 else ""
        raise ValueError(f"{name}: expected −1 and +1, got {other:g} among them{hint}")
    return s
