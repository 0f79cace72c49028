"""The robot arm's test error by a Bayesian network, beside one network and what others have published."""

import numpy as np

from ... import Dense, Sequential, Sigmoid
from ...bayes import map_estimate
from ...bayes.priors import ShallowPrior
from ...bayes.shallow import ShallowSampler
from ...data.measured import measurements
from ...data.robot_arm import NOISE, PUBLISHED, relative_error, robot_arm

UNITS, CHAINS, SWEEPS, THIN = 12, 2, 10_000, 5
#: What one network is given that the sampler finds: the variances of γ and β.
SCALES = 9.0, 30.0
#: How many arms were measured, each with 200 cases to learn from and 200 to test.
ARMS = 5


def arms(seed):
    """Cases to learn from and cases to test, each a `RobotArm` of 200."""
    return tuple(robot_arm(200, np.random.default_rng([part, seed])) for part in (1, 2))


def inputs(X):
    """(1, x₁, x₂): (n, 3)."""
    return np.column_stack([np.ones(len(X)), X])


def standardized(Y):
    """Targets of mean 0 and spread 1, and the way back for predictions (n, 2)."""
    mean, spread = Y.mean(axis=0), Y.std(axis=0)
    return (Y - mean) / spread, lambda Z: mean + spread * Z


def chains(seed, output, sweeps=SWEEPS):
    """f at the tested angles for one of the two outputs, standardized: (chains, draws, 200)."""
    learn, test = arms(seed)
    y = standardized(learn.Y)[0][:, output]
    # Little is said of the scales: the noise may be small beside the targets, and the βⱼ large.
    prior = ShallowPrior(3, UNITS, s=4.0, S=0.001, c_b=4.0, C_b=10.0, A_beta=10.0)
    f = []
    for chain in range(CHAINS):
        sampler = ShallowSampler(prior, inputs(learn.X), y, np.random.default_rng([seed, output, chain]))
        f.append(sampler.sample(max(sweeps // THIN, 4), burn_in=sweeps, thin=THIN).f(inputs(test.X))[0])
    return np.array(f)


def error(seed, predicted):
    """The relative test error of standardized predictions (200, 2)."""
    learn, test = arms(seed)
    return relative_error(test.Y, standardized(learn.Y)[1](predicted))


def one_network(seed, starts=3):
    """The relative test error of the likeliest of a few networks at a mode, for the true noise: no average over θ."""
    learn, test = arms(seed)
    Y, spread, rng = standardized(learn.Y)[0], learn.Y.std(axis=0), np.random.default_rng([7, seed])
    variances = np.concatenate([np.full(3 * UNITS, SCALES[0]), np.full(UNITS, SCALES[1])])
    predicted = []
    for output in range(2):
        found = []
        for _ in range(starts):
            first, last = (Dense(*side, rng, bias=False, dtype=np.float64) for side in ((3, UNITS), (UNITS, 1)))
            network = Sequential(first, Sigmoid(), last)
            sigma2 = (NOISE / spread[output]) ** 2
            mode = map_estimate(network, inputs(learn.X), Y[:, output], sigma2, variances, tolerance=0.05, steps=200)
            found.append((mode.log_density, network(inputs(test.X))[:, 0]))
        predicted.append(max(found, key=lambda pair: pair[0])[1])
    return error(seed, np.column_stack(predicted))


def table():
    """What was measured on the arms, and published of other draws of the formula: name → relative test errors."""
    stored = measurements(__package__, "arm_benchmark")
    ours = {"a Bayesian network": stored["bayesian"], "one network": stored["one"], "the noise alone": stored["noise"]}
    return ours | {name: np.array([value]) for name, value in PUBLISHED.items()}
