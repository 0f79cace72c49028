"""A bug hunt: five samplers of a positive number, each with a fault of its own."""

import numpy as np

#: What the faults are, in no particular order.
KINDS = (
    "keeps what is accepted only",
    "leaves the prior out",
    "accepts what is better only",
    "forgets that its proposals are not symmetric",
    "counts the data twice",
)
#: Proposals are the present state times exp(STEP · a standard normal number).
STEP = 0.8
#: No state is larger: a chain that nothing holds has somewhere to end.
LARGEST = 1e100


def original(log_prior, log_likelihood, start, steps, rng):
    """A Metropolis–Hastings chain (steps,) for x > 0 with a density proportional to prior times likelihood.

    The two functions take a number x > 0 and give a logarithm. A proposal is x′ = x exp(0.8 z), z standard normal. From
    x′ the way back is drawn with another density than the way there: their ratio is x′/x, Hastings's part of
    min(1, p(x′) x′ / (p(x) x)). Where x′ is refused, x counts once more.
    """
    return _chain(lambda x: log_prior(x) + log_likelihood(x) + np.log(x), start, steps, rng)


def _chain(log_p, start, steps, rng, uphill=False, moves=False):
    x, chain = float(start), []
    while len(chain) < steps:
        proposal = min(x * np.exp(STEP * rng.normal()), LARGEST)
        difference = log_p(proposal) - log_p(x)
        accepted = difference > 0 if uphill else np.log(rng.random()) < difference
        x = proposal if accepted else x
        if accepted or not moves:
            chain.append(x)
    return np.array(chain)


def _chain_a(log_prior, log_likelihood, start, steps, rng):
    return _chain(lambda x: log_prior(x) + log_likelihood(x), start, steps, rng)


def _chain_b(log_prior, log_likelihood, start, steps, rng):
    return _chain(lambda x: log_prior(x) + log_likelihood(x) + np.log(x), start, steps, rng, moves=True)


def _chain_c(log_prior, log_likelihood, start, steps, rng):
    return _chain(lambda x: log_prior(x) + 2 * log_likelihood(x) + np.log(x), start, steps, rng)


def _chain_d(log_prior, log_likelihood, start, steps, rng):
    return _chain(lambda x: log_prior(x) + log_likelihood(x) + np.log(x), start, steps, rng, uphill=True)


def _chain_e(log_prior, log_likelihood, start, steps, rng):
    return _chain(lambda x: log_likelihood(x) + np.log(x), start, steps, rng)


def suspects():
    """The five suspects by letter: functions like `original`, which they claim to be."""
    chains = dict(zip("ABCDE", (_chain_a, _chain_b, _chain_c, _chain_d, _chain_e), strict=True))
    return {letter: _claimed(chain) for letter, chain in chains.items()}


def _claimed(chain):
    def sampler(log_prior, log_likelihood, start, steps, rng):
        return chain(log_prior, log_likelihood, start, steps, rng)

    sampler.__doc__ = original.__doc__
    return sampler


def gamma_case(count=0, total=0.0):
    """``log_prior, log_likelihood, mean`` of a rate x > 0 that is known exactly.

    The prior is Gamma(3, rate 2); the data are ``count`` waiting times that add up to ``total``, exponential with the
    rate x. The posterior is Gamma(3 + count, rate 2 + total), with this mean.
    """
    return (
        lambda x: 2 * np.log(x) - 2 * x,
        lambda x: count * np.log(x) - total * x,
        (3 + count) / (2 + total),
    )
