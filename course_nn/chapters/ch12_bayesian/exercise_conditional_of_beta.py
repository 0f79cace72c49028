"""An exercise of chapter 12: the distribution of the output weights, given everything else."""

import numpy as np

from ...exercises import draws
from ...exercises.exercise import Exercise, Mistake


def _regressions():
    rng = np.random.default_rng(12)
    cases = [
        (np.array([[1.0]]), np.array([3.0]), 0.5, np.array([1.0]), 2.0),
        (np.array([[1.0, 2.0]]), np.array([3.0]), 4.0, np.array([-1.0, 2.0]), 0.25),
    ]
    for n, m in ((3, 1), (2, 3), (4, 2), (6, 3)):
        sigma2, tau2 = np.round(rng.uniform(0.3, 3, 2), 2)
        Phi, y, mu = (np.round(rng.normal(size=shape), 2) for shape in ((n, m), n, m))
        cases.append((Phi, y, float(sigma2), mu, float(tau2)))
    return cases


def _any_regression(rng):
    Phi, y, mu = draws.case("nm n m")(rng)
    sigma2, tau2 = np.round(rng.uniform(0.3, 3, 2), 2)
    return Phi, y, float(sigma2), mu, float(tau2)


_CONDITIONAL = '''
def conditional_of_beta(Phi, y, sigma2, mu, tau2):
    """The normal distribution of beta given the data and everything else: its mean (m,) and its covariance (m, m).

    y (n,) is Phi (n, m) @ beta plus normal noise of variance sigma2; before the data the entries of beta are
    independent and normal, with means mu (m,) and the variance tau2 each.
    """
%s
'''
_PARTS = {
    "precision": "Phi.T @ Phi / sigma2 + np.eye(m) / tau2",
    "covariance": "np.linalg.inv(precision)",
    "mean": "covariance @ (Phi.T @ y / sigma2 + mu / tau2)",
}


def _source(value="mean, covariance", **changes):
    lines = [f"    {name} = {formula}\n" for name, formula in (_PARTS | changes).items()]
    return _CONDITIONAL % ("    m = Phi.shape[1]\n" + "".join(lines) + f"    return {value}")


def _mistake(name, message, *value, **changes):
    return Mistake(name, _source(*value, **changes), message)


CONDITIONAL_OF_BETA = Exercise(
    name="conditional_of_beta",
    title="Output weights, given the rest",
    stub=_CONDITIONAL % "    ...",
    hints=(
        "Precisions add up: what the data know of beta, Phi.T @ Phi / sigma2, and what the prior knows, a multiple of "
        "the unit matrix. The covariance is the inverse of their sum.",
        "The mean weighs what the data say, Phi.T @ y / sigma2, and what the prior says, mu / tau2: their sum, times "
        "the covariance.",
        "With precision = Phi.T @ Phi / sigma2 + np.eye(m) / tau2 its inverse is the covariance, and the mean is "
        "covariance @ (Phi.T @ y / sigma2 + mu / tau2).",
    ),
    solution=_source(),
    cases=_regressions,
    unseen=_any_regression,
    returns=("mean", "covariance"),
    causes=("covariance", "mean"),
    mistakes=(
        _mistake(
            "the precision",
            "`covariance` is the precision: the covariance is its inverse. The mean is right.",
            "mean, precision",
        ),
        _mistake(
            "exchanged",
            "The two are exchanged: the mean is asked for first.",
            "covariance, mean",
        ),
        _mistake(
            "prior left out",
            "The prior is left out: this is least squares. Its precision, the unit matrix divided by tau2, and mu / "
            "tau2 are missing.",
            precision="Phi.T @ Phi / sigma2",
            covariance="np.linalg.pinv(precision)",
            mean="covariance @ (Phi.T @ y / sigma2)",
        ),
        _mistake(
            "the prior's mean left out",
            "Only `mean` is wrong: mu is left out, as if the prior were around 0. Add mu / tau2.",
            mean="covariance @ (Phi.T @ y / sigma2)",
        ),
        _mistake(
            "mu added at the end",
            "Only `mean` is wrong: mu is added to the answer for a prior around 0. The data pull beta away from mu: mu "
            "/ tau2 stands inside the parentheses, before the covariance.",
            mean="mu + covariance @ (Phi.T @ y / sigma2)",
        ),
        _mistake(
            "mu not divided",
            "Only `mean` is wrong: mu stands there as it is. It is weighed by the prior's precision: mu / tau2.",
            mean="covariance @ (Phi.T @ y / sigma2 + mu)",
        ),
        _mistake(
            "mu times the variance",
            "Only `mean` is wrong: mu is multiplied by tau2. The surer the prior, the more it counts: divide.",
            mean="covariance @ (Phi.T @ y / sigma2 + mu * tau2)",
        ),
        _mistake(
            "mu subtracted",
            "Only `mean` is wrong: mu / tau2 is subtracted, it pulls the wrong way.",
            mean="covariance @ (Phi.T @ y / sigma2 - mu / tau2)",
        ),
        _mistake(
            "data without their precision",
            "Only `mean` is wrong: Phi.T @ y is not divided by sigma2, where Phi.T @ Phi is.",
            mean="covariance @ (Phi.T @ y + mu / tau2)",
        ),
        _mistake(
            "noise of variance 1",
            "It takes 1 for the noise's variance: divide Phi.T @ Phi and Phi.T @ y by sigma2.",
            precision="Phi.T @ Phi + np.eye(m) / tau2",
            mean="covariance @ (Phi.T @ y + mu / tau2)",
        ),
        _mistake(
            "data multiplied by the variance",
            "The data are multiplied by sigma2: the noisier they are, the less they count. Divide.",
            precision="Phi.T @ Phi * sigma2 + np.eye(m) / tau2",
            mean="covariance @ (Phi.T @ y * sigma2 + mu / tau2)",
        ),
        _mistake(
            "prior multiplied by the variance",
            "The prior is multiplied by tau2: the wider it is, the less it counts. Divide.",
            precision="Phi.T @ Phi / sigma2 + np.eye(m) * tau2",
            mean="covariance @ (Phi.T @ y / sigma2 + mu * tau2)",
        ),
        _mistake(
            "a ridge without the noise",
            "The data count without sigma2 and the prior with sigma2 / tau2: that is the right mean, and a covariance "
            "without the noise. Multiply it by sigma2.",
            precision="Phi.T @ Phi + np.eye(m) * sigma2 / tau2",
            mean="covariance @ (Phi.T @ y + mu * sigma2 / tau2)",
        ),
        _mistake(
            "squared variances",
            "It squares sigma2 and tau2: they are variances already.",
            precision="Phi.T @ Phi / sigma2**2 + np.eye(m) / tau2**2",
            mean="covariance @ (Phi.T @ y / sigma2**2 + mu / tau2**2)",
        ),
        _mistake(
            "exchanged variances",
            "It exchanges sigma2 and tau2: the noise's variance belongs to the data.",
            precision="Phi.T @ Phi / tau2 + np.eye(m) / sigma2",
            mean="covariance @ (Phi.T @ y / tau2 + mu / sigma2)",
        ),
        _mistake(
            "roots",
            "It divides by standard deviations, the roots of sigma2 and tau2: a precision is 1 / variance.",
            precision="Phi.T @ Phi / np.sqrt(sigma2) + np.eye(m) / np.sqrt(tau2)",
            mean="covariance @ (Phi.T @ y / np.sqrt(sigma2) + mu / np.sqrt(tau2))",
        ),
        _mistake(
            "variances added",
            "It adds the inverse of Phi.T @ Phi / sigma2 and the prior's covariance: precisions are what adds up.",
            covariance="np.linalg.pinv(Phi.T @ Phi / sigma2) + tau2 * np.eye(m)",
        ),
        _mistake(
            "ones everywhere",
            "The prior's precision is added to every entry of the matrix: it stands on the diagonal, np.eye(m) / tau2.",
            precision="Phi.T @ Phi / sigma2 + 1 / tau2",
            covariance="np.linalg.pinv(precision)",
        ),
        _mistake(
            "data averaged",
            "Phi.T @ Phi and Phi.T @ y are divided by n: with means, more data would not make it surer.",
            precision="Phi.T @ Phi / sigma2 / len(y) + np.eye(m) / tau2",
            mean="covariance @ (Phi.T @ y / sigma2 / len(y) + mu / tau2)",
        ),
        _mistake(
            "variances only",
            "`covariance` holds the variances alone: what is known of one weight depends on the others.",
            "mean, np.diag(np.diag(covariance))",
        ),
        _mistake(
            "the diagonal",
            "`covariance` is the diagonal alone: a matrix (m, m) is asked for.",
            "mean, np.diag(covariance)",
        ),
        _mistake(
            "a root",
            "`covariance` is a root of it, as for drawing: multiply it by its transpose.",
            "mean, np.linalg.cholesky(covariance)",
        ),
    ),
)
