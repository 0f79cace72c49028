"""Codes that are drawn: the reparametrized draw, −ELBO from a VAE's output, and the KL term derived.

`kl_of_gaussians` lets SymPy solve KL(N(μ, σ²) ‖ N(0, 1)) = ∫ q log(q / p) dz from the two densities alone.
"""

from functools import cache

import numpy as np
import sympy as sp

from .. import layers
from ..elbo import NegativeElbo
from .display import latex
from .functions import exp, log
from .registry import register

PIXELS, GRAY = np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[0.3, -1.2], [2.0, 0.1]])


def gaussian_sample(x, epsilon, let):
    mu, log_variance = np.split(x, 2, axis=1)
    return mu + let("s", exp(log_variance / 2)) * epsilon


register(
    "GaussianSample",
    lambda rng: layers.GaussianSample(np.random.default_rng(0)),
    gaussian_sample,
    x=(2, 4),
    output="z",
    train=True,
    constants={"epsilon": np.random.default_rng(0).standard_normal((2, 2), np.float32)},
    latex=r"z = \mu + s\, \varepsilon, \quad s = \sigma = e^{\frac{1}{2} \log \sigma^2}, "
    r"\quad x = [\mu, \log \sigma^2]",
    textbook={
        "x": (
            r"[dz, \tfrac{1}{2} \sigma \varepsilon\, dz]",
            lambda d: np.hstack([d["dz"], d["s"] * d["epsilon"] * d["dz"] / 2]),
        )
    },
)


def negative_elbo(likelihood, d=2):
    """The formula of −ELBO for examples of ``d`` numbers, with β before the KL."""

    def formula(o, x, beta, *sigma, let):
        y, mu, log_variance = o[:, :d], o[:, d : d + 1], o[:, d + 1 :]
        v = let("v", exp(log_variance))
        kl = (mu * mu + v - 1 - log_variance).sum() / 2
        return (likelihood(x, y, *sigma, let) + beta * kl) / len(o)

    return formula


def gaussian(x, y, sigma, let):
    return ((x - y) ** 2 / (2 * sigma**2)).sum() + x.size * (log(sigma) + log(2 * np.pi) / 2)


def bernoulli(x, z, let):
    e = let("e", exp(z))
    let("p", e / (1 + e))
    return (log(1 + e) - x * z).sum()


KL = r"\tfrac{1}{2} \textstyle\sum (\mu^2 + v - 1 - \log v), \quad v = \sigma^2"
CODES = r"\tfrac{\beta}{n} \mu, \tfrac{\beta}{2n} (v - 1)"


def slopes(dy):
    """The gradient by o = [y | μ | log v] of two examples, of which ``dy(d)`` is that by y times two."""
    return lambda d: np.hstack([dy(d) / 2, d["beta"] * d["o"][:, 2:3] / 2, d["beta"] * (d["v"] - 1) / 4])


register(
    "NegativeElbo",
    lambda rng: NegativeElbo("gaussian", sigma=0.5, beta=1.5),
    negative_elbo(gaussian),
    x=(2, 4),
    input="o",
    output="J",
    constants={"x": GRAY, "beta": 1.5, "sigma": 0.5},
    target=lambda x, beta, sigma: x,
    latex=r"J = \tfrac{1}{n} \textstyle\sum_n (-\log p(x|z) + \beta\, \mathrm{KL}), \quad p(x|z) = "
    rf"N(y, \sigma^2 I), \quad \mathrm{{KL}} = {KL}, \quad o = [y, \mu, \log v]",
    textbook={
        "o": (
            rf"[\tfrac{{1}}{{n \sigma^2}} (y - x), {CODES}]",
            slopes(lambda d: (d["o"][:, :2] - d["x"]) / d["sigma"] ** 2),
        )
    },
)
register(
    "NegativeElbo, bernoulli",
    lambda rng: NegativeElbo("bernoulli", beta=0.5),
    negative_elbo(bernoulli),
    x=(2, 4),
    input="o",
    output="J",
    constants={"x": PIXELS, "beta": 0.5},
    target=lambda x, beta: x,
    latex=r"J = \tfrac{1}{n} \textstyle\sum_n (\textstyle\sum_i [\log(1 + e^{y_i}) - x_i y_i] + \beta\, \mathrm{KL}), "
    rf"\quad \mathrm{{KL}} = {KL}, \quad o = [y, \mu, \log v]",
    textbook={"o": (rf"[\tfrac{{1}}{{n}} (p - x), {CODES}]", slopes(lambda d: d["p"] - d["x"]))},
)


class KLOfGaussians:
    """KL(N(μ, σ²) ‖ N(0, 1)) as SymPy finds it from the two densities, and the formula that `gaussian_kl` computes.

    ``integral`` is ∫ q log(q / p) dz after the substitution z = μ + σ ε, ``derived`` what SymPy makes of it,
    ``formula`` ½ (μ² + σ² − 1 − log σ²), and ``proven`` says whether the two are equal. Shows itself as mathematics;
    ``evaluate(mean, log_variance)`` are the numbers of ``derived``.
    """

    def __init__(self):
        z, e = sp.symbols("z epsilon", real=True)
        self.mu, self.sigma = sp.Symbol("mu", real=True), sp.Symbol("sigma", positive=True)
        q = sp.exp(-((z - self.mu) ** 2) / (2 * self.sigma**2)) / (self.sigma * sp.sqrt(2 * sp.pi))
        p = sp.exp(-(z**2) / 2) / sp.sqrt(2 * sp.pi)
        ratio = sp.expand_log(sp.log(q / p), force=True)
        draw = self.mu + self.sigma * e
        self.density = sp.simplify(q.subs(z, draw) * sp.diff(draw, e))
        self.ratio = sp.simplify(ratio.subs(z, draw))
        self.integral = sp.Integral(self.density * self.ratio, (e, -sp.oo, sp.oo))
        self.derived = sp.expand(sp.integrate(sp.expand(self.density * self.ratio), (e, -sp.oo, sp.oo)))
        self.formula = (self.mu**2 + self.sigma**2 - 1 - sp.log(self.sigma**2)) / 2

    @property
    def proven(self):
        return sp.simplify(sp.expand_log(self.derived - self.formula, force=True)) == 0

    def evaluate(self, mean, log_variance):
        """The numbers of ``derived``, of the shape of ``mean`` and ``log_variance``."""
        code = sp.lambdify((self.mu, self.sigma), self.derived, "numpy")
        return code(np.asarray(mean, dtype=float), np.exp(0.5 * np.asarray(log_variance, dtype=float)))

    def _repr_latex_(self):
        """From the integral to the formula; nothing of the last line where it is not proven."""
        lines = [
            r"\mathrm{KL}(q \,\|\, p) &= \int q(z) \log \frac{q(z)}{p(z)}\, dz, \quad q = N(\mu, \sigma^2), "
            r"\quad p = N(0, 1)",
            rf"&= \int {latex(self.density)} \left[{latex(self.ratio)}\right] d\varepsilon, "
            r"\quad z = \mu + \sigma \varepsilon",
            rf"&= {latex(self.derived)}",
        ]
        if self.proven:
            lines.append(r"&= \tfrac{1}{2} (\mu^2 + \sigma^2 - 1 - \log \sigma^2)")
        body = r" \\[4pt] ".join(lines)
        return rf"$$\begin{{aligned}} {body} \end{{aligned}}$$"

    def __repr__(self):
        return f"<KL(N(μ, σ²) ‖ N(0, 1)) = {self.derived}, {'proven' if self.proven else 'not proven'}>"


@cache
def kl_of_gaussians():
    """`KLOfGaussians`: the KL term of a VAE, derived from its integral and proven equal to the formula."""
    return KLOfGaussians()
