"""The restricted Boltzmann machine: visible and hidden units, and weights between the two sorts only.

E(v, h) = −vᵀW h − bᵀv − cᵀh and p(v, h) = exp(−E) / Z, v ∈ {0, 1}ᵈ, h ∈ {0, 1}ᵏ. Given one side, the units of the other
are independent, so that each is drawn at once. Smolensky, 1986 ("harmonium"); Hinton, 2002.
"""

import math
from typing import NamedTuple

import numpy as np

from .. import _checks
from ..core import Layer, upstream
from ..functions import _sigmoid, _softplus, logsumexp
from ..parameters import Parameter, theta_of
from ..training.loop import Step, TrainingDiverged
from .boltzmann_machine import MOST_UNITS

#: So many states are worked on at once where all are gone through.
_CHUNK = 4096


class RestrictedBoltzmannMachine(Layer):
    """d visible and k hidden units; as a layer it gives the free energy F(v) of each row of v (n, d): (n, 1).

    F(v) = −bᵀv − Σⱼ log(1 + exp(cⱼ + vᵀWⱼ)), so that exp(−F(v)) = Σₕ exp(−E(v, h)) and p(v) = exp(−F(v)) / Z. The
    gradient of −log p(v) is ∂F(v)/∂θ less its mean under the model, which is why F is what flows back here:
    `contrastive_divergence` puts samples of a short chain in the place of the model's. As a layer it takes any numbers;
    elsewhere v is of 0 and 1, or of probabilities between.

    ``W`` (d, k) begins at N(0, 0.01²), drawn by ``rng``; ``b`` (d,) and ``c`` (k,) at 0. What is exact here goes
    through all states of the smaller side, at most 20 units.
    """

    can_skip_dx = True

    def __init__(self, d, k, rng=None, *, dtype=np.float32):
        self.d = _checks.whole(d, "RestrictedBoltzmannMachine: d", low=1)
        self.k = _checks.whole(k, "RestrictedBoltzmannMachine: k", low=1)
        dtype = _checks.float_type(dtype, "RestrictedBoltzmannMachine: dtype")
        if rng is None:
            raise TypeError(
                "RestrictedBoltzmannMachine: expected a Generator that draws the weights: "
                f"RestrictedBoltzmannMachine({self.d}, {self.k}, np.random.default_rng(0))"
            )
        W = 0.01 * _checks.generator(rng).standard_normal((self.d, self.k))
        self.W, self.b, self.c = (Parameter(one.astype(dtype)) for one in (W, np.zeros(self.d), np.zeros(self.k)))

    def forward(self, x, train=False):
        x = self.admit(x, (self.d,), self.W.value.dtype)
        z = x @ self.W.value + self.c.value
        F = -(x @ self.b.value + _softplus(z).sum(axis=1))[:, None]

        def backward(dF, need_dx=True):
            dF = upstream(dF, F, self)
            dz = -dF * _sigmoid(z)
            self.W.add_product(x.T, dz)
            self.b.grad -= dF[:, 0] @ x
            self.c.add_rows(dz)
            return dz @ self.W.value.T - dF * self.b.value if need_dx else None

        return F, backward

    def energy(self, v, h):
        """E(v, h) = −vᵀW h − bᵀv − cᵀh of each pair of rows, v (n, d) and h (n, k): (n,)."""
        v, h = self._rows(v, self.d, "visible units"), self._rows(h, self.k, "hidden units")
        if len(v) != len(h):
            raise ValueError(f"energy: expected as many rows of h as of v, got {len(h)} and {len(v)}")
        return -((v @ self.W.value) * h).sum(axis=1) - v @ self.b.value - h @ self.c.value

    def free_energy(self, v):
        """F(v) (n,) of rows v (n, d): what the machine gives as a layer, where it takes other numbers as well."""
        return self(self._rows(v, self.d, "visible units"))[:, 0]

    def hidden(self, v):
        """p(hⱼ = 1 | v) = σ(cⱼ + vᵀWⱼ) for rows v (n, d): (n, k)."""
        return _sigmoid(self._rows(v, self.d, "visible units") @ self.W.value + self.c.value)

    def visible(self, h):
        """p(vᵢ = 1 | h) = σ(bᵢ + Wᵢh) for rows h (n, k): (n, d)."""
        return _sigmoid(self._rows(h, self.k, "hidden units") @ self.W.value.T + self.b.value)

    def gibbs(self, v, rng, clamp=None):
        """An endless iterator of visible states (n, d): each ``next`` draws all h given v, and all v given h.

        ``v`` (n, d) is where the n chains begin; it is not changed. Where ``clamp`` (d,) is true, v is held as it was.
        """
        v, rng = self._rows(v, self.d, "visible units"), _checks.generator(rng)
        if clamp is not None:
            clamp = _checks.as_array(clamp, "gibbs: clamp", shape=(self.d,))
            if clamp.dtype != bool:
                raise TypeError(f"gibbs: clamp: expected an array of True and False, got {_checks.describe(clamp)}")
        return self._walk(v, rng, clamp)

    def _walk(self, v, rng, clamp=None):
        held = v
        while True:
            h = _drawn(self.hidden(v), rng)
            v = _drawn(self.visible(h), rng)
            if clamp is not None:
                v = np.where(clamp, held, v)
            yield v

    def log_Z(self):
        """log Z, exact: the sum over all states of the smaller side, in each of which the larger side is summed up."""
        return float(logsumexp(self._log_weights()[1]))

    def log_likelihood(self, v, log_Z=None):
        """log p(v) = −F(v) − log Z of each row of v (n, d): (n,) float64, in nats.

        ``log_Z`` is taken as given, such as an estimate by `annealed_log_Z`; else it is computed, where that can be.
        """
        log_Z = self.log_Z() if log_Z is None else _checks.number(log_Z, "log_likelihood: log_Z")
        return -self.free_energy(v).astype(np.float64) - log_Z

    def log_likelihood_gradient(self, v):
        """The gradient of the mean of log p(v) over the rows of v by θ, exact: one vector in the order of θ (W, b, c).

        E_model ∂F/∂θ − E_data ∂F/∂θ, where −∂F/∂W is v p(h=1|v), −∂F/∂b is v and −∂F/∂c is p(h=1|v).
        """
        v = self._rows(v, self.d, "visible units").astype(np.float64)
        data = self._statistics(v, np.full(len(v), 1 / len(v)))
        side, log_w = self._log_weights()
        p = np.exp(log_w - logsumexp(log_w))
        model = 0.0
        for start in range(0, len(p), _CHUNK):
            part, states = p[start : start + _CHUNK], side(start)
            if self.k >= self.d:
                model = model + self._statistics(states, part)
            else:  # the other way around: states of h, and p(v=1|h)
                means = self.visible(states).astype(np.float64)
                model = model + _stacked(means.T @ (part[:, None] * states), part @ means, part @ states)
        return data - model

    def exact_samples(self, n, rng):
        """n independent visible states (n, d), drawn from p(v) itself: a state of the smaller side by its probability.

        No chain is run, so nothing has to mix.
        """
        n, rng = _checks.whole(n, "exact_samples: n", low=1), _checks.generator(rng)
        side, log_w = self._log_weights()
        p = np.exp(log_w - logsumexp(log_w))
        chosen = rng.choice(len(p), n, p=p / p.sum())
        states = np.concatenate([side(i, 1) for i in chosen])
        return states if self.d <= self.k else _drawn(self.visible(states), rng)

    def _statistics(self, v, weights):
        """−Σ wᵢ ∂F(vᵢ)/∂θ."""
        p = self.hidden(v)
        return _stacked(v.T @ (weights[:, None] * p), weights @ v, weights @ p)

    def _log_weights(self):
        """Of the smaller side: a function that gives its states from a place on, and log Σ exp(−E) of each state."""
        small = min(self.d, self.k)
        if small > MOST_UNITS:
            raise ValueError(
                f"{self!r}: expected at most {MOST_UNITS} units on the smaller side to enumerate its states, got "
                f"{small}, which have 2^{small}; estimate log Z by annealed_log_Z(rbm, rng)"
            )
        dtype = np.float64
        W, b, c = (p.value.astype(dtype) for p in (self.W, self.b, self.c))
        if self.k < self.d:
            W, b, c = W.T, c, b
        place = np.arange(small - 1, -1, -1)

        def states(start, count=_CHUNK):
            return ((np.arange(start, min(start + count, 2**small))[:, None] >> place) & 1).astype(dtype)

        log_w = [(s := states(start)) @ b + _softplus(s @ W + c).sum(axis=1) for start in range(0, 2**small, _CHUNK)]
        return states, np.concatenate(log_w)

    def _rows(self, v, size, what):
        v = self.admit(v, (size,), self.W.value.dtype, what)
        if not (v.min() >= 0 and v.max() <= 1):
            came = "NaN" if np.isnan(v).any() else f"{v.min():g} to {v.max():g}"
            raise ValueError(f"{self!r}: expected {what} of 0 and 1, or probabilities between, got {came}")
        return v

    def mend(self, shape):
        return "put images in rows: X.reshape(len(X), -1)" if math.prod(shape[1:]) == self.d and len(shape) > 2 else ""

    def __repr__(self):
        return f"RestrictedBoltzmannMachine({self.d}, {self.k})"


class DivergenceStep(NamedTuple):
    """One step of contrastive divergence: its ``epoch`` and ``index`` (from 0), and what was seen before the update.

    ``gap`` is the mean F of the data less that of the chains' ends, ``reconstruction`` the mean squared error of a unit
    after one round: p(v=1|h), with h drawn given the data. Neither is the likelihood.
    """

    epoch: int
    index: int
    gap: float
    reconstruction: float


def contrastive_divergence(rbm, optimizer, batches, epochs=1, *, rng, k=1, chains=None):
    """An iterator of `DivergenceStep`: each ``next`` takes one batch, k rounds of the chains, and one step in θ.

    for step in contrastive_divergence(rbm, SGD(0.1), batches(X, X, 64, rng), epochs=20, rng=rng): ...

    θ is moved along mean ∂F(x)/∂θ − mean ∂F(v)/∂θ, with v the ends of chains of ``k`` rounds of Gibbs sampling:

    - by default chains that begin at the batch itself, CD-k (Hinton, 2002);
    - with a number of ``chains``, as many that begin at random and go on from step to step, where the last one left
      them (Younes, 1989; Tieleman, 2008): persistent contrastive divergence.

    The true gradient has samples of the model for v. What CD-k follows instead is the gradient of no function
    (Sutskever and Tieleman, 2010), so there is no loss to report. ``batches`` are those of `train`, whose y is not
    used; ``rng`` draws the chains.
    """
    if not isinstance(rbm, RestrictedBoltzmannMachine):
        raise TypeError(
            f"contrastive_divergence: expected a RestrictedBoltzmannMachine to train, got {_checks.describe(rbm)}"
        )
    if not callable(getattr(optimizer, "step", None)):
        raise TypeError(
            f"contrastive_divergence: expected an optimizer such as SGD(0.1), got {_checks.describe(optimizer)}"
        )
    epochs = _checks.whole(epochs, "contrastive_divergence: epochs", low=0)
    k = _checks.whole(k, "contrastive_divergence: k", low=1)
    rng = _checks.generator(rng, "contrastive_divergence: rng")
    if chains is not None:
        shape = _checks.whole(chains, "contrastive_divergence: chains", low=1), rbm.d
        chains = rng.integers(0, 2, shape).astype(rbm.W.value.dtype)
    return _steps(rbm, optimizer, batches, epochs, rng, k, chains)


def _steps(rbm, optimizer, batches, epochs, rng, k, chains):
    theta, index = theta_of(rbm), 0
    for epoch in range(epochs):
        for batch in batches:
            if not isinstance(batch, (tuple, list)) or len(batch) != 2:
                raise TypeError(
                    "contrastive_divergence: expected batches of pairs (x, y), as batches(X, X, 64, rng) gives them, "
                    f"got {_checks.describe(batch)}"
                )
            x = rbm._rows(batch[0], rbm.d, "a batch")
            v, gap, reconstruction = _one_step(rbm, theta, optimizer, x, x if chains is None else chains, rng, k)
            if v is None:
                raise TrainingDiverged(Step(epoch, index, gap), None, optimizer.learning_rate)
            if chains is not None:
                chains = v
            yield DivergenceStep(epoch, index, gap, reconstruction)
            index += 1


@np.errstate(over="ignore", invalid="ignore")  # what overflows is told in words
def _one_step(rbm, theta, optimizer, x, v, rng, k):
    """The ends of the chains from v, or None where no step was taken; F of x less that of them; the reconstruction."""
    reconstruction = float(np.square(x - rbm.visible(_drawn(rbm.hidden(x), rng))).mean())
    walk = rbm._walk(v, rng)
    for _ in range(k):
        v = next(walk)
    F, back_data = rbm.forward(x, train=True)
    F_model, back_model = rbm.forward(v, train=True)
    gap = float(F.mean() - F_model.mean())
    theta.clear()
    back_data(np.full_like(F, 1 / len(F)), need_dx=False)
    back_model(np.full_like(F_model, -1 / len(F_model)), need_dx=False)
    theta.settle()
    if not (math.isfinite(gap) and math.isfinite(theta.squared_length())):
        return None, gap, reconstruction
    optimizer.step(theta.value, theta.grad)
    return v, gap, reconstruction


def _drawn(p, rng):
    """0 or 1 for each probability, in its type."""
    return (rng.random(p.shape, dtype=p.dtype) < p).astype(p.dtype)


def _stacked(W, b, c):
    """Three arrays as one vector in the order of θ."""
    return np.concatenate([W.ravel(), b, c])
