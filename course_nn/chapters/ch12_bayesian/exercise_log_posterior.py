"""An exercise of chapter 12: the log posterior, but for the evidence."""

import numpy as np

from ...exercises import draws
from ...exercises.exercise import Exercise, Mistake


def _regressions():
    rng = np.random.default_rng(12)
    cases = [
        (np.array([1.0]), np.array([[1.0]]), np.array([1.5]), 0.5, 2.0),
        (np.array([0.0, 1.0]), np.array([[1.0, 2.0]]), np.array([3.0]), 2.0, 0.5),
    ]
    # With 2,000 data the product of the densities is 0 in a computer.
    for n, m in ((3, 1), (2, 2), (4, 2), (6, 4), (2000, 2)):
        sigma, tau = np.round(rng.uniform(0.4, 2.5, 2), 2)
        cases.append((*(np.round(rng.normal(size=shape), 2) for shape in (m, (n, m), n)), float(sigma), float(tau)))
    return cases


def _any_regression(rng):
    """Sometimes with so many data that the product of the densities is 0 in a computer."""
    beta, Phi, y = draws.case("m nm n")(rng)
    if rng.random() < 0.2:
        Phi, y = draws.floats(rng, 2000, len(beta)), draws.floats(rng, 2000)
    sigma, tau = np.round(rng.uniform(0.4, 2.5, 2), 2)
    return beta, Phi, y, float(sigma), float(tau)


_POSTERIOR = '''
def log_posterior(beta, Phi, y, sigma, tau):
    """The log of likelihood times prior: the log posterior, but for the log evidence. One number.

    y (n,) is Phi (n, m) @ beta (m,) plus noise: n independent normal numbers of mean 0 and standard deviation sigma.
    Before the data each entry of beta is normal with mean 0 and standard deviation tau. Densities are whole, with
    their constants: log N(x; mean, s^2) = -(x - mean)^2 / (2 s^2) - log(s) - log(2 pi) / 2.
    """
%s
'''
_PARTS = {
    "r": "y - Phi @ beta",
    "likelihood": "-(r @ r) / (2 * sigma**2) - len(y) * (np.log(sigma) + np.log(2 * np.pi) / 2)",
    "prior": "-(beta @ beta) / (2 * tau**2) - len(beta) * (np.log(tau) + np.log(2 * np.pi) / 2)",
}


def _source(value="likelihood + prior", **changes):
    lines = [f"    {name} = {formula}\n" for name, formula in (_PARTS | changes).items()]
    return _POSTERIOR % ("".join(lines) + f"    return {value}")


def _mistake(name, message, *value, **changes):
    return Mistake(name, _source(*value, **changes), message)


_WHOLE = "(np.log({s}) + np.log(2 * np.pi) / 2)"

LOG_POSTERIOR = Exercise(
    name="log_posterior",
    title="The log posterior",
    stub=_POSTERIOR % "    ...",
    hints=(
        "The logarithm of a product is a sum: of n terms for the data, given beta, and of m terms for the entries of "
        "beta.",
        "The data are normal around Phi @ beta with sigma, the entries of beta around 0 with tau. Write one sum for "
        "each, by the formula that the docstring gives.",
        "With r = y - Phi @ beta the first is -(r @ r) / (2 sigma^2) - n (log(sigma) + log(2 pi) / 2), the second the "
        "same of beta, tau and m.",
    ),
    solution=_source(),
    cases=_regressions,
    unseen=_any_regression,
    measure="log posterior",
    mistakes=(
        _mistake(
            "the likelihood alone",
            "The prior is missing: this is the log likelihood alone.",
            "likelihood",
        ),
        _mistake("the prior alone", "The data are missing: this is the log prior alone.", "prior"),
        _mistake(
            "the prior subtracted",
            "The log prior is subtracted: the posterior is a product, so the two logarithms are added.",
            "likelihood - prior",
        ),
        _mistake(
            "multiplied",
            "It multiplies the two logarithms: the logarithm of a product is the sum of the logarithms.",
            "likelihood * prior",
        ),
        _mistake(
            "no logarithm",
            "It is the product of the densities itself: with a thousand data that is 0 in a computer. Take its "
            "logarithm, a sum.",
            "np.exp(likelihood + prior)",
        ),
        _mistake(
            "the logarithm of the product",
            "It multiplies all densities first: with many data the product is 0 in a computer, and its logarithm "
            "minus infinity. Add up the logarithms.",
            "likelihood + prior if likelihood + prior > -700 else -np.inf",
        ),
        _mistake(
            "a loss",
            "It has the wrong sign: this is what one would minimize.",
            "-(likelihood + prior)",
        ),
        _mistake(
            "no constants",
            "The constants are missing: -log(s) - log(2 pi) / 2 for each of the n data and each of the m weights.",
            likelihood="-(r @ r) / (2 * sigma**2)",
            prior="-(beta @ beta) / (2 * tau**2)",
        ),
        _mistake(
            "no constants of the prior",
            "The constants of the prior are missing: -log(tau) - log(2 pi) / 2 for each of the m weights.",
            prior="-(beta @ beta) / (2 * tau**2)",
        ),
        _mistake(
            "no constants of the likelihood",
            "The constants of the likelihood are missing: -log(sigma) - log(2 pi) / 2 for each of the n data.",
            likelihood="-(r @ r) / (2 * sigma**2)",
        ),
        _mistake(
            "constants once",
            "The constants stand there once for the data and once for the weights: each of the n data and of the m "
            "weights has its own.",
            likelihood="-(r @ r) / (2 * sigma**2) - " + _WHOLE.format(s="sigma"),
            prior="-(beta @ beta) / (2 * tau**2) - " + _WHOLE.format(s="tau"),
        ),
        _mistake(
            "no logarithm of 2 pi",
            "What is missing is -log(2 pi) / 2 for each of the n data and each of the m weights.",
            likelihood="-(r @ r) / (2 * sigma**2) - len(y) * np.log(sigma)",
            prior="-(beta @ beta) / (2 * tau**2) - len(beta) * np.log(tau)",
        ),
        _mistake(
            "2 pi whole",
            "`log(2 pi)` is not halved: a normal density has 1 / (s sqrt(2 pi)) before the exponential.",
            likelihood="-(r @ r) / (2 * sigma**2) - len(y) * (np.log(sigma) + np.log(2 * np.pi))",
            prior="-(beta @ beta) / (2 * tau**2) - len(beta) * (np.log(tau) + np.log(2 * np.pi))",
        ),
        _mistake(
            "squares not halved",
            "The squares are not halved: the exponent of a normal density is -(x - mean)^2 / (2 s^2).",
            likelihood="-(r @ r) / sigma**2 - len(y) * (np.log(sigma) + np.log(2 * np.pi) / 2)",
            prior="-(beta @ beta) / tau**2 - len(beta) * (np.log(tau) + np.log(2 * np.pi) / 2)",
        ),
        _mistake(
            "not squared",
            "It takes sigma and tau for variances in the exponents: they are standard deviations, so divide by twice "
            "their squares.",
            likelihood="-(r @ r) / (2 * sigma) - len(y) * (np.log(sigma) + np.log(2 * np.pi) / 2)",
            prior="-(beta @ beta) / (2 * tau) - len(beta) * (np.log(tau) + np.log(2 * np.pi) / 2)",
        ),
        _mistake(
            "variances throughout",
            "It takes sigma and tau for variances: they are standard deviations.",
            likelihood="-(r @ r) / (2 * sigma) - len(y) * np.log(2 * np.pi * sigma) / 2",
            prior="-(beta @ beta) / (2 * tau) - len(beta) * np.log(2 * np.pi * tau) / 2",
        ),
        _mistake(
            "logarithms of variances",
            "The logarithms of sigma and tau count twice: log(sigma^2) / 2 is log(sigma).",
            likelihood="-(r @ r) / (2 * sigma**2) - len(y) * (2 * np.log(sigma) + np.log(2 * np.pi) / 2)",
            prior="-(beta @ beta) / (2 * tau**2) - len(beta) * (2 * np.log(tau) + np.log(2 * np.pi) / 2)",
        ),
        _mistake(
            "scales exchanged",
            "Exchanged are sigma and tau: sigma belongs to the data, tau to the weights.",
            likelihood=_PARTS["likelihood"].replace("sigma", "tau"),
            prior=_PARTS["prior"].replace("tau", "sigma"),
        ),
        _mistake(
            "counts exchanged",
            "The counts are exchanged: there are n constants with sigma, one for each of the data, and m with tau.",
            likelihood=_PARTS["likelihood"].replace("len(y)", "len(beta)"),
            prior=_PARTS["prior"].replace("len(beta)", "len(y)"),
        ),
        _mistake(
            "prior for each of the data",
            "The prior counts once for each of the data: it belongs to the weights, and counts once.",
            "likelihood + len(y) * prior",
        ),
        _mistake(
            "mean over the data",
            "The log likelihood is divided by n: as a mean it would weigh less, the more data there are.",
            "likelihood / len(y) + prior",
        ),
        _mistake(
            "mean of all",
            "It is divided by n: the log posterior is a sum, not a mean.",
            "(likelihood + prior) / len(y)",
        ),
        _mistake(
            "residuals not squared",
            "The residuals are added up as they are: square each of them before.",
            likelihood="-r.sum() / (2 * sigma**2) - len(y) * (np.log(sigma) + np.log(2 * np.pi) / 2)",
        ),
        _mistake(
            "absolute weights",
            "The prior takes the weights' sizes: a normal one takes their squares.",
            prior="-np.abs(beta).sum() / (2 * tau**2) - len(beta) * (np.log(tau) + np.log(2 * np.pi) / 2)",
        ),
        _mistake(
            "exponents of the wrong sign",
            "The squares have the wrong sign: what lies farther off is less likely.",
            likelihood="+(r @ r) / (2 * sigma**2) - len(y) * (np.log(sigma) + np.log(2 * np.pi) / 2)",
            prior="+(beta @ beta) / (2 * tau**2) - len(beta) * (np.log(tau) + np.log(2 * np.pi) / 2)",
        ),
        _mistake(
            "constants added",
            "The constants have the wrong sign: a wider density is a lower one, so log(s) and log(2 pi) / 2 are "
            "subtracted.",
            likelihood="-(r @ r) / (2 * sigma**2) + len(y) * (np.log(sigma) + np.log(2 * np.pi) / 2)",
            prior="-(beta @ beta) / (2 * tau**2) + len(beta) * (np.log(tau) + np.log(2 * np.pi) / 2)",
        ),
    ),
)
