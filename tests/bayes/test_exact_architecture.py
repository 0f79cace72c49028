"""Quadrature over the weights: SciPy's integrals for one unit and two, a sampled mean for three, bad input."""

import math

import numpy as np
import pytest
from helpers import close, refused
from scipy import integrate, stats

from course_nn.bayes import ArchitecturePrior, exact_architecture

GIVEN = (0.2, 1.0, -0.3, 4.0, 0.25)
RNG = np.random.default_rng(0)
X, Y = RNG.uniform(-2, 2, size=(5, 1)), RNG.normal(size=5)


def density(*gammas):
    """p(y | γ₁, …) of the case, as SciPy has it."""
    Phi = np.hstack([X, *(1 / (1 + np.exp(-X * gamma)) for gamma in gammas)])
    mean, variance = np.r_[0.2, [-0.3] * len(gammas)], np.r_[1.0, [4.0] * len(gammas)]
    spread = 0.25 * np.eye(5) + Phi @ np.diag(variance) @ Phi.T
    return stats.multivariate_normal(Phi @ mean, spread).pdf(Y)


def test_the_evidences_are_integrals_by_another_rule():
    """None, SciPy's quad, and, for two units, Gauss and Legendre's rule with 40 points from −8 to 9 for each."""
    found = exact_architecture(X, Y, ArchitecturePrior(2), given=GIVEN, mean_gamma=0.5, var_gamma=2.25, nodes=100)
    prior = stats.norm(0.5, 1.5)
    one, _ = integrate.quad(lambda g: density(g) * prior.pdf(g), -9, 10)
    close(found.log_evidence[:2], np.log([density(), one]), 1e-6)
    t, w = np.polynomial.legendre.leggauss(40)
    points, weights = 8.5 * t + 0.5, 8.5 * w * prior.pdf(8.5 * t + 0.5)
    two = sum(2 * weights[i] * weights[k] * density(points[i], points[k]) for i in range(40) for k in range(i))
    two += sum(weight**2 * density(g, g) for weight, g in zip(weights, points, strict=True))
    close(found.log_evidence[2], math.log(two), 1e-4)


def test_the_evidence_of_three_is_the_mean_over_the_prior():
    found = exact_architecture(X, Y, ArchitecturePrior(3), given=GIVEN, var_gamma=2.25)
    gammas = 1.5 * np.random.default_rng(1).normal(size=(800, 3))
    values = np.array([density(*row) for row in gammas])
    error = values.std() / math.sqrt(len(values))
    assert abs(values.mean() - math.exp(found.log_evidence[3])) < 4 * error


@pytest.mark.parametrize("prior", [ArchitecturePrior(3, 0.7), ArchitecturePrior(3, (1, 2))])
def test_the_posterior_is_bayess_rule(prior):
    found = exact_architecture(X, Y, prior, given=GIVEN, nodes=8)
    joint = np.exp(found.log_evidence) * prior.probabilities()
    close(found.probabilities, joint / joint.sum())


def test_more_nodes_change_nothing():
    few, many = (exact_architecture(X, Y, ArchitecturePrior(2), given=GIVEN, nodes=q) for q in (24, 60))
    close(few.log_evidence, many.log_evidence, 1e-5)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"X": np.ones((5, 2))}, r"X: expected shape \(n, 1\), got \(5, 2\)"),
        ({"y": np.ones(4)}, r"y: expected shape \(5,\), got \(4,\)"),
        ({"prior": 3}, "prior: expected an ArchitecturePrior, got 3"),
        ({"var_gamma": 0.0}, "var_gamma: expected a finite number above 0"),
        ({"nodes": 1}, "nodes: expected a whole number at least 2"),
        ({"given": (0, 1, 0, 1, -1)}, "expected variances above 0"),
        ({"given": (0, 1)}, "given: expected five numbers"),
    ],
)
def test_bad_calls(changed, words):
    call = {"X": X, "y": Y, "prior": ArchitecturePrior(2), "given": GIVEN} | changed
    with refused(words):
        exact_architecture(**call)
