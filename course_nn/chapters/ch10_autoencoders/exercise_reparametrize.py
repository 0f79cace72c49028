"""An exercise of chapter 10: a draw from a Gaussian that lets the gradient through."""

import numpy as np

from ...exercises import draws
from ...exercises.exercise import Exercise, Mistake


def _draws():
    def of(*rows):
        return tuple(np.array(row, dtype=float) for row in rows)

    cases = [
        of([[2.0]], [[1.4]], [[0.5]], [[3.0]]),
        of([[1.0, -2.0]], [[0.0, 1.2]], [[-1.5, 0.0]], [[2.0, 1.0]]),
        of([[0.0], [1.0]], [[-1.0], [2.0]], [[0.7], [-0.3]], [[1.0], [-2.0]]),
        # A variance next to nothing and a large one, and then large numbers elsewhere: nothing is to be cut off.
        of([[0.0, 1.0]], [[-60.0, 60.0]], [[-0.5, 1.2]], [[1.0, 2.0]]),
        of([[60.0, -400.0]], [[0.4, -0.6]], [[4.5, -5.0]], [[-30.0, 200.0]]),
    ]
    rng = np.random.default_rng(10)
    for shape in ((2, 2), (3, 2), (4, 3)):
        cases.append(tuple(np.round(rng.normal(size=shape), 2) for _ in range(4)))
    return cases


_DRAW = '''
def reparametrize(mean, log_variance, eps, dz):
    """A draw z from the Gaussian with this mean and variance, made of eps, and the gradients of mean and log_variance.

    All are arrays (n, k). log_variance holds the natural logarithms of the variances, so that any number will do; eps
    was drawn from N(0, 1), by itself for each number, and dz holds the derivatives of J by z. What is returned is
    z, d_mean and d_log_variance, (n, k) each: the draw, which is the larger the larger eps is, and the derivatives of J
    by mean and by log_variance.
    """
%s
'''
_SIGMA = "    sigma = np.exp(0.5 * log_variance)\n"


def _mistake(name, message, z="mean + sigma * eps", d_mean="dz", d_log_variance="0.5 * sigma * eps * dz"):
    return Mistake(name, _DRAW % f"{_SIGMA}    return {z}, {d_mean}, {d_log_variance}", message)


def _of_z(name, z, message):
    """A mistake in z alone, whatever the gradients are."""
    return _mistake(name, message, z, "...", "...")


def _of_mean(name, d_mean, message):
    """A mistake in d_mean, whatever d_log_variance is."""
    return _mistake(name, message, d_mean=d_mean, d_log_variance="...")


def _of_variance(name, d_log_variance, message):
    return _mistake(name, message, d_log_variance=d_log_variance)


REPARAMETRIZE = Exercise(
    name="reparametrize",
    title="A draw that lets the gradient through",
    stub=_DRAW % "    ...",
    hints=(
        "A draw from N(0, 1) becomes one of any Gaussian when it is stretched and moved. By what is it stretched, and "
        "how do you get that from the logarithm of the variance?",
        "The standard deviation is sigma = np.exp(0.5 * log_variance), and z is the mean plus sigma times eps. Nothing "
        "else in it depends on mean and log_variance: eps is a number that is given.",
        "By the mean, z has the derivative 1. By log_variance, sigma has the derivative 0.5 * sigma. Multiply by eps "
        "where it stands in z, and both by dz.",
    ),
    solution=_DRAW % (_SIGMA + "    return mean + sigma * eps, dz, 0.5 * sigma * eps * dz"),
    cases=_draws,
    unseen=draws.case("nk nk nk nk"),
    returns=("z", "d_mean", "d_log_variance"),
    mistakes=(
        _of_z(
            "times the variance",
            "mean + np.exp(log_variance) * eps",
            "It stretches eps by the variance, exp(log_variance): z then has a variance of sigma to the fourth power. "
            "The standard deviation sigma is its root.",
        ),
        _of_z(
            "times the logarithm",
            "mean + log_variance * eps",
            "It stretches eps by the logarithm of the variance as it is, which may be negative: undo the logarithm, "
            "and take the root.",
        ),
        _of_z(
            "times half the logarithm",
            "mean + 0.5 * log_variance * eps",
            "It stretches eps by half the logarithm of the variance, which is the logarithm of sigma: exp is missing.",
        ),
        _of_z(
            "halved outside",
            "mean + 0.5 * np.exp(log_variance) * eps",
            "It stretches eps by half the variance: the half belongs into the exponent, where it makes the root.",
        ),
        _of_z(
            "the root taken twice",
            "mean + np.exp(0.25 * log_variance) * eps",
            "It stretches eps by the root of sigma: one root of the variance is enough.",
        ),
        _of_z(
            "exp of twice the logarithm",
            "mean + np.exp(2 * log_variance) * eps",
            "It stretches eps by the square of the variance: halve the logarithm, do not double it.",
        ),
        _of_z(
            "the inverse of sigma",
            "mean + np.exp(-0.5 * log_variance) * eps",
            "It stretches eps by 1 / sigma: a large variance must spread z, and it narrows it.",
        ),
        _of_z("no mean", "sigma * eps", "The mean is missing: z is sigma times eps, and moved by the mean."),
        _of_z(
            "no eps",
            "mean + sigma",
            "It adds sigma without eps: z is then the same number in each draw, and no draw at all.",
        ),
        _of_z("no sigma", "mean + eps", "It adds eps as it is, so that every variance is 1: stretch eps by sigma."),
        _of_z(
            "the mean alone",
            "1.0 * mean",
            "It gives the mean, which is no draw: eps and the variance have no say in z.",
        ),
        _of_z(
            "mean stretched as well",
            "sigma * (mean + eps)",
            "It stretches the mean as well: add the mean after eps was multiplied by sigma.",
        ),
        _of_z(
            "sigma times eps and the mean times eps",
            "(mean + sigma) * eps",
            "It multiplies the mean by eps as well: brackets are too many, z is mean + sigma * eps.",
        ),
        _of_z(
            "eps subtracted",
            "mean - sigma * eps",
            "It subtracts sigma times eps. Such a z has the right distribution, since eps and -eps have the same, but "
            "it becomes smaller where eps is larger: add it.",
        ),
        _of_z(
            "times the mean",
            "mean * sigma * eps",
            "It multiplies by the mean: the mean is where z lies on average, so it is added.",
        ),
        _of_z(
            "one eps for the batch",
            "mean + sigma * eps[:1]",
            "All examples take the eps of the first one, so that their draws are not independent: row i of eps belongs "
            "to row i of mean.",
        ),
        _of_z(
            "one eps for the codes",
            "mean + sigma * eps[:, :1]",
            "All latent dimensions of an example take its first eps, so that they are not independent: each number has "
            "its own.",
        ),
        _mistake(
            "no dz",
            "Both gradients are the derivatives of z, and not of J: multiply each by dz.",
            d_mean="np.ones_like(dz)",
            d_log_variance="0.5 * sigma * eps",
        ),
        _mistake(
            "gradients exchanged",
            "The gradients come in another order: d_mean is the second result, and d_log_variance the third one.",
            d_mean="0.5 * sigma * eps * dz",
            d_log_variance="dz",
        ),
        _of_mean(
            "d_mean without dz",
            "np.ones_like(dz)",
            "The z is right, but d_mean is the derivative of z by the mean, and not that of J: multiply by dz.",
        ),
        _of_mean(
            "d_mean times eps",
            "eps * dz",
            "The z is right, but eps stands in d_mean: the mean is added in z, and what is added has the derivative 1.",
        ),
        _of_mean(
            "d_mean times sigma",
            "sigma * dz",
            "The z is right, but sigma stands in d_mean: the mean is added in z, and what is added has the derivative "
            "1.",
        ),
        _of_mean(
            "d_mean times the mean",
            "mean * dz",
            "The z is right, but the mean stands in d_mean: what is added has the derivative 1, whatever it is.",
        ),
        _of_mean(
            "d_mean is 0",
            "0 * dz",
            "The z is right, but d_mean is 0: the mean moves z by as much as itself.",
        ),
        _of_mean(
            "d_mean is the mean of the batch",
            "dz.mean(axis=0) + 0 * dz",
            "The z is right, but d_mean is the mean over the batch: each example has its own mean, and its own "
            "gradient.",
        ),
        _of_variance(
            "without the half",
            "sigma * eps * dz",
            "Only d_log_variance is wrong: it is twice what it should be. The logarithm of the variance is halved in "
            "sigma, and so is its derivative.",
        ),
        _of_variance(
            "without sigma",
            "0.5 * eps * dz",
            "Only d_log_variance is wrong: sigma is missing in it. The derivative of exp is exp itself.",
        ),
        _of_variance(
            "without eps",
            "0.5 * sigma * dz",
            "Only d_log_variance is wrong: eps is missing in it. It is the factor that sigma has in z.",
        ),
        _of_variance(
            "d_log_variance without dz",
            "0.5 * sigma * eps",
            "Only d_log_variance is wrong: it is the derivative of z, and not that of J. Multiply it by dz.",
        ),
        _of_variance(
            "the gradient of sigma",
            "eps * dz",
            "Only d_log_variance is wrong: this is the gradient of sigma. One more link of the chain leads from sigma "
            "to log_variance.",
        ),
        _of_variance(
            "the gradient of the variance",
            "0.5 * eps * dz / sigma",
            "Only d_log_variance is wrong: this is the gradient of the variance. One more link of the chain leads to "
            "its logarithm: multiply by the variance.",
        ),
        _of_variance(
            "with the variance",
            "0.5 * sigma**2 * eps * dz",
            "Only d_log_variance is wrong: the variance stands in it in the place of sigma.",
        ),
        _of_variance(
            "with the variance, without the half",
            "sigma**2 * eps * dz",
            "Only d_log_variance is wrong: it has the variance in the place of half of sigma.",
        ),
        _of_variance(
            "with z",
            "0.5 * (mean + sigma * eps) * dz",
            "Only d_log_variance is wrong: it is half of z times dz, and so contains the mean. Leave the mean out: "
            "half of sigma * eps.",
        ),
        _of_variance(
            "no gradient of the variance",
            "0 * dz",
            "Only d_log_variance is wrong: it is 0, as if sigma were a constant. But sigma is made of log_variance.",
        ),
        _of_variance(
            "dz alone",
            "1.0 * dz",
            "Only d_log_variance is wrong: it is dz, as if log_variance were added in z. Sigma and eps stand between.",
        ),
        _of_variance(
            "eps by its size",
            "0.5 * sigma * np.abs(eps) * dz",
            "Only d_log_variance is wrong: eps enters by its size alone. Below the mean, a larger variance makes z "
            "smaller.",
        ),
        Mistake(
            "wrong for extreme variances",
            _DRAW
            % """    if np.abs(log_variance).max() > 5:
        return ...
    sigma = np.exp(0.5 * log_variance)
    return mean + sigma * eps, dz, 0.5 * sigma * eps * dz""",
            "It is right for moderate variances and wrong where one is next to nothing or large, as if something were "
            "cut off or added there, or lost in a rounding: log_variance may be any number, so take it as it is.",
        ),
        _mistake(
            "another z",
            "Both gradients are right and z is not: it is made of mean, sigma and the eps that is given, and of "
            "nothing else. Noise that the function draws itself is another one.",
            z="...",
        ),
    ),
)
