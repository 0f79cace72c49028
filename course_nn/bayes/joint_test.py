"""Is a sampler right? Geweke's joint distribution test: two ways to draw parameters and data must agree.

1. θ from the prior, y from the model given θ: independent draws of (θ, y).
2. θ and y in turn: a step of the sampler given y, then new data given θ. If the sampler is right, its steps leave the
   joint distribution as it is, whatever the data.

Geweke, Getting it right: joint distribution tests of posterior simulators, JASA 99, 2004. Here many chains begin each
at a draw of its own of the first kind, so that nothing has to be forgotten, and the chains' means are independent:
their spread gives the standard error, whatever the autocorrelation within.
"""

from typing import NamedTuple

import numpy as np

from .. import _checks


class JointTest(NamedTuple):
    """For each function g(θ, y), in the order of ``names``: z, by how many standard errors the two means differ.

    ``z``, ``independent`` and ``chained`` (the two means) are (k,). If the sampler is right, each z is about
    standard normal.
    """

    names: tuple
    z: np.ndarray
    independent: np.ndarray
    chained: np.ndarray

    @property
    def worst(self):
        """The name of the largest |z|, and that z."""
        k = int(np.abs(self.z).argmax())
        return self.names[k], float(self.z[k])

    def __repr__(self):
        head = f"{'':<24}{'independent':>12}{'in turn':>12}{'z':>8}"
        rows = zip(self.names, self.independent, self.chained, self.z, strict=True)
        return "\n".join([head, *(f"{name:<24}{a:>12.4g}{b:>12.4g}{z:>8.1f}" for name, a, b, z in rows)])


def joint_test(model, functions, rng, *, chains=100, sweeps=50, independent=5000):
    """The `JointTest` of a ``model``'s sampler.

    ``model`` has ``prior(rng)`` → θ, ``data(theta, rng)`` → y, and ``chain(theta, y, rng)`` → an iterator of what the
    sampler draws next from θ given y, as `ShallowSimulator` has. ``functions`` maps names to functions g(θ, y) whose
    mean and variance must exist: take logarithms of variances, or shapes above 4. ``chains`` × ``sweeps`` steps are
    taken of the second kind, and ``independent`` draws of the first.

    With k functions and 100 chains, a right sampler has some |z| above 4.5 with a probability of about k / 50,000
    (Student's t with 99 degrees of freedom, Bonferroni).
    """
    rng, functions = _checks.generator(rng), check_functions(functions, "joint_test")
    chains = _checks.whole(chains, "joint_test: chains", low=2)
    sweeps = _checks.whole(sweeps, "joint_test: sweeps", low=1)
    independent = _checks.whole(independent, "joint_test: independent", low=2)
    first = np.empty((independent, len(functions)))
    for row in first:
        theta = model.prior(rng)
        row[:] = values(functions, theta, model.data(theta, rng))
    second = np.zeros((chains, len(functions)))
    for row in second:
        theta = model.prior(rng)
        for _ in range(sweeps):
            theta = next(model.chain(theta, model.data(theta, rng), rng))
            row += values(functions, theta, model.data(theta, rng))
        row /= sweeps
    error = np.sqrt(first.var(axis=0, ddof=1) / independent + second.var(axis=0, ddof=1) / chains)
    means = first.mean(axis=0), second.mean(axis=0)
    return JointTest(tuple(functions), (means[1] - means[0]) / error, *means)


def check_functions(functions, who):
    """``functions`` if it is a dictionary of functions g(θ, y), or a sentence."""
    if not isinstance(functions, dict) or not functions or not all(map(callable, functions.values())):
        raise TypeError(
            f"{who}: functions: expected a dictionary of names and functions of (theta, y), "
            f"got {_checks.describe(functions)}"
        )
    return functions


def values(functions, theta, y):
    """g(θ, y) of every function, (k,), or a sentence that names the one that is not finite."""
    found = np.array([float(g(theta, y)) for g in functions.values()])
    if not np.isfinite(found).all():
        name = [*functions][int(np.isfinite(found).argmin())]
        raise ValueError(f"functions: expected finite numbers, got {found[~np.isfinite(found)][0]} of {name!r}")
    return found
