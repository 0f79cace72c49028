"""Hidden units that come, go and move, with the evidence of y once the coefficients are integrated out."""

import math
from typing import NamedTuple

import numpy as np

from .. import _checks
from .priors import PSI

#: The most that yᵀy/σ² may be: of 16 digits, 4 are then left behind the point of the evidence.
MOST = 1e12


class HiddenUnits:
    """The features Φ = [X | ψ(XΓ)] of y = X a + ψ(XΓ) β + ε, and p(y | Γ, …) without a and β.

    - ``X`` (n, d), a column of ones among its own if there is to be an intercept; y (n,); n = 0 is allowed;
    - ``gamma``: Γ (d, M), a unit a column, M ≥ 0; ``psi`` is "logistic" or "tanh".

    `condition` says what else is given: the priors of a and β, and σ². With Λ = V⁻¹ + ΦᵀΦ/σ² and μ and V the prior's,

        [ Λ                Φᵀy/σ² + V⁻¹μ         ]   =  T Tᵀ,   T = [ L   0 ]
        [ (Φᵀy/σ² + V⁻¹μ)ᵀ  yᵀy/σ² + μᵀV⁻¹μ + 1  ]                  [ kᵀ  t ]

        log p(y | Γ, …) = −(n/2) log 2πσ² − (t² − 1)/2 − log det L − ½ log det V

    and the coefficients are N(L⁻ᵀk, (L Lᵀ)⁻¹). The 1 keeps t above 0. Where a unit changes, its row of [Φ y]ᵀ[Φ y]
    alone is computed anew, for n (d + M + 1) products in the place of n (d + M + 1)².
    """

    def __init__(self, X, y, gamma, psi="logistic"):
        self.X = _checks.as_array(X, "HiddenUnits: X", ndim=2, empty=True).astype(np.float64)
        n, self.d = self.X.shape
        if self.d == 0:
            raise ValueError(f"HiddenUnits: X: expected at least one column, got shape {self.X.shape}")
        self.y = _checks.as_array(y, "HiddenUnits: y", shape=(n,), empty=True).astype(np.float64)
        gamma = _checks.as_array(gamma, "HiddenUnits: gamma", shape=(self.d, None), empty=True)
        self.psi, self.gamma = PSI[_checks.one_of(psi, PSI, "HiddenUnits: psi")], gamma.astype(np.float64)
        # Features are rows here, each in one piece of memory, and y is the last one.
        self.rows = np.vstack([self.X.T, self.psi(self.X @ self.gamma).T, self.y])
        self.gram = self.rows @ self.rows.T
        self.condition(0.0, 1.0, 0.0, 1.0, 1.0)

    @property
    def count(self):
        """M, the number of units that are on."""
        return self.gamma.shape[1]

    def condition(self, mu_a, var_a, mu_beta, var_beta, sigma2):
        """What holds from here on: a ~ N(mu_a, var_a I), β ~ N(mu_beta, var_beta I), noise of variance σ².

        Without a change of Γ, `log_evidence` is then that of these.
        """
        if not (var_a > 0 and var_beta > 0 and sigma2 > 0):
            raise ValueError(f"HiddenUnits: expected variances above 0, got {var_a:g}, {var_beta:g} and {sigma2:g}")
        if self.gram[-1, -1] > MOST * sigma2:
            raise ValueError(
                "HiddenUnits: expected targets of about mean 0 and spread 1, got ones so large beside the noise "
                f"(yᵀy/σ² = {self.gram[-1, -1] / sigma2:.3g}) that digits are lost; subtract their mean and divide by "
                "their spread"
            )
        self._given, self._prior_parts = (mu_a, var_a, mu_beta, var_beta, sigma2), {}
        self.log_evidence = self._evidence(self.gram)

    def draw_coefficients(self, rng):
        """(a, β) from their distribution given Γ, y and what was said by `condition`: exact, and normal."""
        T, _ = self._root(self.gram)
        coefficients = np.linalg.solve(T[:-1, :-1].T, T[-1, :-1] + rng.standard_normal(len(T) - 1))
        return coefficients[: self.d], coefficients[self.d :]

    def residual(self, a, beta):
        """y − X a − ψ(XΓ) β, shape (n,)."""
        return self.y - np.concatenate([a, beta]) @ self.rows[:-1]

    def added(self, weights, place):
        """A `Change` that puts a unit with ``weights`` (d,) at ``place`` 0 … M, before the one that is there now."""
        at, row = self.d + place, self.psi(self.X @ weights)
        rows = np.concatenate([self.rows[:at], row[None], self.rows[at:]])
        cross = rows @ row
        gram = np.empty((len(cross), len(cross)))
        gram[:at, :at], gram[:at, at + 1 :] = self.gram[:at, :at], self.gram[:at, at:]
        gram[at + 1 :, :at], gram[at + 1 :, at + 1 :] = self.gram[at:, :at], self.gram[at:, at:]
        gram[at] = gram[:, at] = cross
        gamma = np.concatenate([self.gamma[:, :place], weights[:, None], self.gamma[:, place:]], axis=1)
        return Change(gamma, rows, gram, self._evidence(gram))

    def dropped(self, place):
        """A `Change` that takes the unit at ``place`` 0 … M − 1 away."""
        keep = [k for k in range(len(self.gram)) if k != self.d + place]
        gram = self.gram[keep][:, keep]
        gamma = np.concatenate([self.gamma[:, :place], self.gamma[:, place + 1 :]], axis=1)
        return Change(gamma, self.rows[keep], gram, self._evidence(gram))

    def moved(self, weights, place):
        """A `Change` that gives the unit at ``place`` other ``weights`` (d,)."""
        at, row = self.d + place, self.psi(self.X @ weights)
        gamma, rows, gram = self.gamma.copy(), self.rows.copy(), self.gram.copy()
        gamma[:, place], rows[at] = weights, row
        gram[at] = gram[:, at] = rows @ row
        return Change(gamma, rows, gram, self._evidence(gram))

    def take(self, change):
        """Make a `Change` true."""
        self.gamma, self.rows, self.gram, self.log_evidence = change

    def _root(self, gram):
        """T of the head, and ½ log det V."""
        part, half_log = self._prior_parts.get(len(gram)) or self._prior_part(len(gram))
        return np.linalg.cholesky(gram / self._given[-1] + part), half_log

    def _prior_part(self, size):
        """What the prior adds to the matrix of the head, for so many rows, and ½ log det V; kept until `condition`."""
        mu_a, var_a, mu_beta, var_beta, _ = self._given
        precision, mean = np.full(size, 1 / var_beta), np.full(size, mu_beta)
        precision[: self.d], mean[: self.d], mean[-1] = 1 / var_a, mu_a, 0.0
        part = np.diag(precision)
        part[-1] = part[:, -1] = precision * mean
        part[-1, -1] = float(precision @ mean**2) + 1
        units = size - 1 - self.d
        half_log = 0.5 * (self.d * math.log(var_a) + units * math.log(var_beta))
        self._prior_parts[size] = part, half_log
        return part, half_log

    def _evidence(self, gram):
        T, half_log = self._root(gram)
        *diagonal, t = T.diagonal().tolist()
        of_noise = len(self.y) * math.log(2 * math.pi * self._given[-1])
        return -0.5 * (of_noise + t * t - 1) - sum(map(math.log, diagonal)) - half_log


class Change(NamedTuple):
    """What would be: the units, the rows and their products, and the evidence. `HiddenUnits.take` makes it true."""

    gamma: np.ndarray
    rows: np.ndarray
    gram: np.ndarray
    log_evidence: float
