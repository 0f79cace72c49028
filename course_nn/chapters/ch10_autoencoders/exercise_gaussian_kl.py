"""An exercise of chapter 10: the KL divergence of a Gaussian code from the standard normal distribution."""

import numpy as np

from ...exercises import draws
from ...exercises.exercise import Exercise, Mistake


def _codes():
    cases = [
        (np.array([[2.0]]), np.array([[0.0]])),
        (np.array([[0.0]]), np.array([[1.0]])),
        (np.array([[0.5]]), np.array([[-0.8]])),
        (np.array([[0.0, 0.0]]), np.array([[0.0, 0.0]])),
        (np.array([[1.0, -3.0]]), np.array([[-2.0, 0.6]])),
        # Each by itself: means far away, variances next to nothing, and large ones.
        (np.array([[3000.0], [-20000.0]]), np.array([[0.2], [-0.3]])),
        (np.array([[0.1], [0.0]]), np.array([[-40.0], [-80.0]])),
        (np.array([[0.1], [-0.2]]), np.array([[12.0], [80.0]])),
    ]
    rng = np.random.default_rng(11)
    for shape in ((2, 2), (3, 2), (3, 3), (2, 5)):
        cases.append((np.round(rng.normal(size=shape), 2), np.round(rng.normal(size=shape), 2)))
    return cases


_KL = '''
def gaussian_kl(mean, log_variance):
    """The KL divergence KL(q || p) of each example's q = N(mean, diag sigma^2) from p = N(0, I), in nats.

    mean and log_variance are (n, k), for n examples and k latent dimensions: log_variance holds the natural logarithms
    of the variances sigma^2. The dimensions are independent in q and in p. What is returned is an array (n,), one
    number for each example.
    """
%s
'''
_TERMS = "mean**2 + np.exp(log_variance) - 1 - log_variance"


def _mistake(name, message, value):
    return Mistake(name, _KL % f"    return {value}", message)


def _terms(name, terms, message):
    """The right sum and half, of other terms."""
    return _mistake(name, message, f"0.5 * ({terms}).sum(axis=1)")


GAUSSIAN_KL = Exercise(
    name="gaussian_kl",
    title="The KL of a Gaussian code",
    stub=_KL % "    ...",
    hints=(
        "The formula for one dimension stands in the chapter, where SymPy derives it. What is sigma squared, if its "
        "logarithm is given? And what becomes of the KL of several independent dimensions?",
        "In one dimension it is half of mean**2 + variance - 1 - log_variance, with the variance np.exp(log_variance).",
        "The KL of independent dimensions add up: sum along axis 1, the latent dimensions, and take no mean, neither "
        "over them nor over the examples.",
    ),
    solution=_KL % f"    return 0.5 * ({_TERMS}).sum(axis=1)",
    cases=_codes,
    unseen=draws.case("nk nk"),
    measure="KL",
    mistakes=(
        _mistake(
            "averaged over the latent dimensions",
            "It averages over the latent dimensions: the KL of independent dimensions add up. With the mean, a code of "
            "k dimensions costs k times too little.",
            f"0.5 * ({_TERMS}).mean(axis=1)",
        ),
        _mistake(
            "divided by the examples",
            "It divides by the number of examples: each example has a KL of its own, and no mean is taken here.",
            f"0.5 * ({_TERMS}).sum(axis=1) / len(mean)",
        ),
        _mistake(
            "everything added up",
            "It adds up the examples as well, to one number: each example has its own, so sum along axis 1 alone.",
            f"0.5 * ({_TERMS}).sum()",
        ),
        _mistake(
            "mean of the examples",
            "It is one number, the mean over the examples: the KL of each of them is asked for, an array (n,).",
            f"0.5 * ({_TERMS}).sum(axis=1).mean()",
        ),
        _mistake(
            "mean of everything",
            "It is one number, the mean over examples and latent dimensions: the dimensions add up, and each example "
            "has its own KL.",
            f"0.5 * ({_TERMS}).mean()",
        ),
        _mistake(
            "added up over the examples",
            "It adds up over the examples, axis 0: along axis 1 lie the latent dimensions, whose KL add up.",
            f"0.5 * ({_TERMS}).sum(axis=0)",
        ),
        _mistake(
            "not added up",
            "It has a number for each latent dimension: those of one example add up, along axis 1.",
            f"0.5 * ({_TERMS})",
        ),
        _mistake(
            "first dimension only",
            "It takes the first latent dimension alone: those of one example add up, along axis 1.",
            f"0.5 * ({_TERMS})[:, 0]",
        ),
        _mistake(
            "last dimension only",
            "It takes the last latent dimension alone: those of one example add up, along axis 1.",
            f"0.5 * ({_TERMS})[:, -1]",
        ),
        _mistake("without the half", "It is twice what it should be: the half is missing.", f"({_TERMS}).sum(axis=1)"),
        _mistake(
            "half of the first term only",
            "The half belongs to all four terms, and it is taken of the first one alone: brackets are missing.",
            "(0.5 * mean**2 + np.exp(log_variance) - 1 - log_variance).sum(axis=1)",
        ),
        _mistake(
            "half of the squares only",
            "The half belongs to all four terms, and it is taken of the mean's square and the variance alone: brackets "
            "are missing.",
            "(0.5 * (mean**2 + np.exp(log_variance)) - 1 - log_variance).sum(axis=1)",
        ),
        _mistake(
            "logarithm not halved",
            "The half belongs to all four terms, and the logarithm of the variance is subtracted as a whole: brackets "
            "are missing.",
            "(0.5 * (mean**2 + np.exp(log_variance) - 1) - log_variance).sum(axis=1)",
        ),
        _mistake(
            "wrong sign",
            "It has the wrong sign: a KL divergence is never negative. This is what is added to the ELBO, minus the "
            "KL.",
            f"-0.5 * ({_TERMS}).sum(axis=1)",
        ),
        _mistake(
            "1 subtracted once",
            "It subtracts 1 once for an example, and not in each latent dimension: N(0, I) has a KL of 0 from itself, "
            "however many dimensions it has.",
            "0.5 * ((mean**2 + np.exp(log_variance) - log_variance).sum(axis=1) - 1)",
        ),
        _mistake(
            "the number of examples subtracted",
            "It subtracts 1 for each example, n: it is subtracted in each latent dimension, k times.",
            "0.5 * ((mean**2 + np.exp(log_variance) - log_variance).sum(axis=1) - len(mean))",
        ),
        _terms(
            "no 1",
            "mean**2 + np.exp(log_variance) - log_variance",
            "The 1 is missing: at mean 0 and variance 1, where q is p, the KL must be 0.",
        ),
        _terms(
            "1 added",
            "mean**2 + np.exp(log_variance) + 1 - log_variance",
            "It adds 1 in the place of subtracting it: at mean 0 and variance 1, where q is p, the KL must be 0.",
        ),
        _terms(
            "logarithm added",
            "mean**2 + np.exp(log_variance) - 1 + log_variance",
            "It adds the logarithm of the variance: subtract it, since a narrow code tells more and costs more.",
        ),
        _terms(
            "no logarithm",
            "mean**2 + np.exp(log_variance) - 1",
            "The logarithm of the variance is missing: without it, the cheapest code would have no variance at all.",
        ),
        _terms(
            "no mean",
            "np.exp(log_variance) - 1 - log_variance",
            "The mean is missing: a code far from 0 costs more, by half of its square.",
        ),
        _terms(
            "no variance",
            "mean**2 - 1 - log_variance",
            "The variance is missing: without it, a wider code would always be cheaper.",
        ),
        _terms(
            "mean subtracted",
            "-(mean**2) + np.exp(log_variance) - 1 - log_variance",
            "It subtracts the square of the mean: a code far from 0 costs more, so it is added.",
        ),
        _terms(
            "variance subtracted",
            "mean**2 - np.exp(log_variance) - 1 - log_variance",
            "It subtracts the variance: it is added, since a wide code costs as well.",
        ),
        _terms(
            "mean not squared",
            "mean + np.exp(log_variance) - 1 - log_variance",
            "The mean enters as it is: take its square, since -2 is as far from 0 as 2.",
        ),
        _terms(
            "mean by its size",
            "np.abs(mean) + np.exp(log_variance) - 1 - log_variance",
            "The mean enters by its size: take its square.",
        ),
        _terms(
            "sigma for the variance",
            "mean**2 + np.exp(0.5 * log_variance) - 1 - log_variance",
            "It takes sigma where the variance belongs: exp(log_variance) is sigma squared already.",
        ),
        _terms(
            "sigma throughout",
            "mean**2 + np.exp(0.5 * log_variance) - 1 - 0.5 * log_variance",
            "It takes sigma and its logarithm where the variance and its logarithm belong: log_variance is the "
            "logarithm of the variance already, so nothing is halved before the end.",
        ),
        _terms(
            "variance squared",
            "mean**2 + np.exp(log_variance) ** 2 - 1 - log_variance",
            "It squares the variance: exp(log_variance) is sigma squared already.",
        ),
        _terms(
            "logarithm of sigma",
            "mean**2 + np.exp(log_variance) - 1 - 0.5 * log_variance",
            "It subtracts the logarithm of sigma, half of that of the variance: in the brackets, before everything is "
            "halved, the logarithm of the variance is whole.",
        ),
        _terms(
            "taken for the logarithm of sigma",
            "mean**2 + np.exp(2 * log_variance) - 1 - 2 * log_variance",
            "It takes log_variance for the logarithm of sigma: it is that of the variance, sigma squared, so nothing "
            "is doubled.",
        ),
        _terms(
            "logarithm in the place of the variance",
            "mean**2 + log_variance - 1 - log_variance",
            "The variance and its logarithm cancel out, so that log_variance has no say: the variance is "
            "np.exp(log_variance), and its logarithm log_variance itself.",
        ),
        _terms(
            "the other way round",
            "log_variance + (1 + mean**2) * np.exp(-log_variance) - 1",
            "This is KL(p || q), from the standard normal distribution to the code's: here q stands first.",
        ),
        _terms(
            "variance below the mean",
            "mean**2 * np.exp(-log_variance) + np.exp(log_variance) - 1 - log_variance",
            "It divides the square of the mean by the code's own variance: it is divided by that of p, which is 1.",
        ),
        _mistake(
            "in bits",
            "It is measured in bits: nats are asked for, with the natural logarithm.",
            f"0.5 * ({_TERMS}).sum(axis=1) / np.log(2)",
        ),
        _mistake(
            "root",
            "It takes the root of the right number: the KL itself is asked for.",
            f"np.sqrt(0.5 * ({_TERMS}).sum(axis=1))",
        ),
        _mistake(
            "largest dimension",
            "It takes the largest of the latent dimensions: all of an example's add up.",
            f"0.5 * ({_TERMS}).max(axis=1)",
        ),
        Mistake(
            "wrong for means far away",
            _KL
            % f"""    if np.abs(mean).max() > 5:
        return ...
    return 0.5 * ({_TERMS}).sum(axis=1)""",
            "It is right for moderate means and wrong where one is far from 0: the mean enters by its square, however "
            "large that is, so cut off nothing.",
        ),
        Mistake(
            "wrong for extreme variances",
            _KL
            % f"""    if np.abs(log_variance).max() > 5:
        return ...
    return 0.5 * ({_TERMS}).sum(axis=1)""",
            "It is right for moderate variances and wrong where one is next to nothing or large: log_variance is the "
            "logarithm itself, so take it as it is, cut off nothing, and add nothing to the variance.",
        ),
    ),
)
