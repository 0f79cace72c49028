"""Measure what the sampler of an unknown number of units finds, and that it is right; about ten minutes on one core.

    OMP_NUM_THREADS=1 python -m course_nn.chapters.ch12_bayesian.measured.measure_architecture [recovery …]

Writes ``recovery``, ``recovery_on_a_line``, ``architecture_joint_test``, ``architecture_ranks`` and
``architecture_calibration`` (.json) beside it, which are part of the course: rounded. With names behind it, of what to
measure, that alone. What stands in a file is not measured again: begin anew by deleting it.
"""

import contextlib
import itertools
import json
import math
import os
import platform
import sys
from pathlib import Path
from unittest import mock

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from ....bayes import (
    VariableDraws,
    VariablePrior,
    VariableSampler,
    VariableSimulator,
    architecture_prior,
    conditionals,
    reversible_jump,
)
from ....bayes.calibration import calibration
from ....bayes.diagnostics import effective_sample_size, rhat
from ....bayes.joint_test import joint_test
from ....bayes.rank_test import evenness

FOLDER = Path(__file__).resolve().parent
MADE_WITH = f"Python {platform.python_version()}, NumPy {np.__version__}, {platform.machine()}"

#: Known networks: f(x) = xᵀa + Σ β_j ψ(xᵀγ_j), with the first 0 to 3 of these units; x has a 1 in front.
BETA = np.array([2.0, -2.0, 3.0])
NOISE, N, LARGEST = 0.1, 300, 6


def plane(units, rng):
    """Two inputs on a square, and steps in three directions: X (300, 3), f (300,)."""
    X = np.column_stack([np.ones(N), rng.uniform(-2, 2, size=(N, 2))])
    angles = 0.3 + 2 * math.pi / 3 * np.arange(units)
    gamma = 4 * np.array([np.zeros(units), np.cos(angles), np.sin(angles)])
    return X, X @ [0.5, -0.5, 0.3] + steps(X @ gamma) @ BETA[:units]


def line(units, rng):
    """One input, and steps at 0, 1 and −1: X (300, 2), f (300,)."""
    X = np.column_stack([np.ones(N), rng.uniform(-2, 2, size=N)])
    gamma = 4 * np.array([[0.0, -1.0, 1.0], [1.0, 1.0, 1.0]])[:, :units]
    return X, X @ [0.5, -0.5] + steps(X @ gamma) @ BETA[:units]


def steps(z):
    return 1 / (1 + np.exp(-z))


def found(network, units, seed, sweeps):
    """P(M | y) of two chains that begin each at a draw of its own from the prior, and how well they agree."""
    rng = np.random.default_rng([units, seed])
    X, f = network(units, rng)
    y, prior = f + NOISE * rng.standard_normal(N), VariablePrior(X.shape[1], LARGEST)
    chains = [VariableSampler(prior, X, y, own) for own in rng.spawn(2)]
    draws = VariableDraws.side_by_side([chain.sample(sweeps, burn_in=sweeps // 4) for chain in chains])
    p = draws.probabilities()
    mean = draws.f(X[:20])
    return {
        "probabilities": rounded(p.mean(axis=0)),
        "chains differ by": round(float(np.abs(p[0] - p[1]).max()), 3),
        "effective draws of M": round(float(effective_sample_size(draws.units.astype(float)))),
        "R-hat of f": round(max(float(rhat(mean[:, :, k])) for k in range(20)), 3),
        "jumps accepted": round(float(draws.jumped.mean()), 3),
    }


def recovery():
    """P(M < truth) < 0.01, and the truth among the two likeliest, for five data sets of 0 to 3 units each."""
    for units, seed in itertools.product(range(4), range(5)):
        name = f"{units} units, data {seed}"
        run = measured("recovery", name, lambda units=units, seed=seed: found(plane, units, seed, 4000))
        p = np.array(run["probabilities"])
        assert p[:units].sum() < 0.01 and units in np.argsort(-p)[:2], (name, run)


def recovery_on_a_line():
    """The same with one input, where units too many are less unlikely: nothing is demanded."""
    for units, seed in itertools.product(range(4), range(4)):
        name = f"{units} units, data {seed}"
        measured("recovery_on_a_line", name, lambda units=units, seed=seed: found(line, units, seed, 8000))


# What is planted: a target to patch, and what takes its place.


def as_if_a_death_were_as_likely_as_the_birth(units, largest):
    return reversible_jump.birth_probability(units - 1, largest)


def alpha_with_one_unit_off_always(self, units):
    a, b = self.alpha
    return a + units, b + 1


def sigma2_with_a_wrong_rate(prior, residual, rng):
    total = prior.s * prior.S + 2 * float(residual @ residual)
    return total / (2 * rng.standard_gamma((prior.s + len(residual)) / 2))


class WithoutThePriorOfGamma(VariableSampler):
    """Metropolis with the ratio of the evidences alone, as some texts print it."""

    def _propose(self, units, new, log_factors, mu_gamma, Q):
        flat = 1e6 * np.eye(len(Q))  # so wide that the ratio of its densities is 1
        return super()._propose(units, new, log_factors, mu_gamma, flat)


PATCHES = {
    "the sampler": (None, None, None),
    "a birth without its death's probability": (
        reversible_jump,
        "death_probability",
        as_if_a_death_were_as_likely_as_the_birth,
    ),
    "α with one unit off, also at m*": (
        architecture_prior.ArchitecturePrior,
        "given",
        alpha_with_one_unit_off_always,
    ),
    "a wrong rate of σ⁻²": (conditionals, "draw_sigma2", sigma2_with_a_wrong_rate),
    "acceptance without the prior of γ": (None, WithoutThePriorOfGamma, None),
}


def each_planted(measure):
    """``measure(name, simulator)`` for the sampler as it is and with each planted error."""
    X = np.column_stack([np.ones(6), np.random.default_rng(0).normal(size=6)])
    prior = VariablePrior(2, 3, (4, 2), mu_gamma=0.0, S_gamma=4.0)
    for name, (owner, what, wrong) in PATCHES.items():
        sampler = what if isinstance(what, type) else VariableSampler
        with contextlib.nullcontext() if owner is None else mock.patch.object(owner, what, wrong):
            measure(name, VariableSimulator(prior, X, sampler=sampler))


def architecture_joint_test():
    """z of each function: sixty sweeps of each of a hundred chains."""

    def z(model):
        rng = np.random.default_rng(0)
        test = joint_test(model, _without_held(model), rng, chains=100, sweeps=60, independent=6000)
        return dict(zip(test.names, rounded(test.z, 1), strict=True))

    each_planted(lambda name, model: measured("architecture_joint_test", name, lambda: z(model)))


def architecture_calibration():
    """The ranks of 200 truths among 63 draws each, in 16 parts, counted for 40 truths at a time."""

    def counts(model, part):
        rng = np.random.default_rng([12, part])
        test = calibration(model, _without_held(model), rng, replications=40, draws=63, thin=4)
        return dict(zip(test.names, test.counts(16).tolist(), strict=True))

    def p_values(name, model):
        parts = [
            measured("architecture_ranks", f"{name}, part {part}", lambda part=part: counts(model, part))
            for part in range(5)
        ]
        found = {g: float(f"{evenness(np.sum([part[g] for part in parts], axis=0)):.2g}") for g in parts[0]}
        measured("architecture_calibration", name, lambda: found)

    each_planted(p_values)


def _without_held(model):
    return {name: g for name, g in model.functions().items() if name not in ("μ_γ", "log |S_γ|")}


def measured(file, name, measure):
    """What stands in the file under this name; where nothing does, it is measured, and kept at once."""
    path = FOLDER / f"{file}.json"
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"made_with": MADE_WITH}
    if name not in kept:
        kept[name] = measure()
        print(file, name, kept[name], flush=True)
        text = json.dumps(kept, ensure_ascii=False).replace('}, "', '},\n"')
        path.write_text(text + "\n", encoding="utf-8", newline="\n")
    return kept[name]


def rounded(values, digits=4):
    return np.round(np.asarray(values, float), digits).tolist()


def main(names):
    for name in names or ("recovery", "recovery_on_a_line", "architecture_joint_test", "architecture_calibration"):
        globals()[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
