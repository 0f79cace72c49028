"""An exercise of chapter 12: where a chain goes on from, given a proposal."""

import numpy as np

from ...exercises import draws
from ...exercises.exercise import Exercise, Mistake

#: On either side of 1, the ratio itself; of 0.69, which is 2 to the power of the difference; of its square; and of
#: 2.3, which is 10 to that power.
POWERS = 0.66, 0.72, 0.97, 1.03, 1.95, 2.05, 2.25, 2.35


def _steps():
    def of(x, proposal, log_p, log_p_proposal, u):
        return np.array(x), np.array(proposal), log_p, log_p_proposal, u

    return [
        of([1.0], [2.0], -3.0, -1.0, 0.9),
        of([1.0], [2.0], -1.0, -3.0, 0.1),
        of([1.0], [2.0], -1.0, -3.0, 0.5),
        of([0.5, -1.0], [0.7, -0.4], -2.0, -2.25, 0.75),
        of([0.5, -1.0], [0.7, -0.4], -2.0, -2.5, 0.75),
        of([0.5, -1.0], [0.7, -0.4], 2.5, 2.0, 0.55),
        of([0.5, -1.0], [0.7, -0.4], -1.0, -2.0, 0.9),
        of([0.5, -1.0], [0.7, -0.4], 0.4, 0.3, 0.95),
        of([0.5, -1.0], [0.7, -0.4], 0.3, 0.4, 0.95),
        of([0.5, -1.0], [0.7, -0.4], -1.0, -1.1, 0.02),
        of([0.5, -1.0], [0.7, -0.4], -1.0, -0.9, 0.999),
        # The sum of the logarithms decides otherwise than the proposal's alone.
        of([0.5, -1.0], [0.7, -0.4], 3.0, -1.0, 0.5),
        of([0.5, -1.0], [0.7, -0.4], -3.0, -0.1, 0.5),
        # Drops, mild and strong, with u a little over and under ratio**power: see `POWERS`.
        *(
            of([0.5, -1.0], [0.7, -0.4], log_p, log_p - drop, float(np.exp(-power * drop)))
            for log_p, drop in ((-1.0, 0.3), (0.7, 2.0))
            for power in POWERS
        ),
        of([3.0, 0.0, 1.0], [2.0, 0.5, 1.5], -2000.0, -2000.5, 0.5),
        of([3.0, 0.0, 1.0], [2.0, 0.5, 1.5], -2000.0, -1998.0, 0.5),
        of([3.0, 0.0, 1.0], [2.0, 0.5, 1.5], -2000.0, -2003.0, 0.5),
        of([3.0, 0.0, 1.0], [2.0, 0.5, 1.5], -5.0, -4.0, 0.2),
        of([3.0, 0.0, 1.0], [2.0, 0.5, 1.5], -5.0, -np.inf, 0.001),
    ]


def _any_step(rng):
    """Far down or not, uphill or downhill, and u near the ratio or anywhere."""
    x, proposal = draws.case("d d")(rng)
    log_p, change = float(rng.choice([-2000.0, -5.0, -1.0, 0.5])), float(np.round(rng.normal(), 2))
    near = np.exp(rng.choice(POWERS) * min(change, -0.1))
    return x, proposal, log_p, log_p + change, float(rng.choice([near, rng.uniform(0.001, 0.999)]))


_STEP = '''
def metropolis_step(x, proposal, log_p, log_p_proposal, u):
    """The next state of the chain, (d,).

    x (d,) is its present state and proposal (d,) a neighbor that was drawn symmetrically, as often as x would be drawn
    from there. log_p and log_p_proposal are the logarithms of the density there, but for a constant; u is a uniform
    random number between 0 and 1. The proposal is accepted with the probability min(1, p(proposal) / p(x)).
    """
%s
'''


def _mistake(name, message, test, accepted="proposal", refused="x"):
    return Mistake(name, _STEP % f"    return {accepted} if {test} else {refused}", message)


METROPOLIS_STEP = Exercise(
    name="metropolis_step",
    title="A Metropolis step",
    stub=_STEP % "    ...",
    hints=(
        "It is accepted where u is below the ratio of the two densities. Where the proposal is the denser one, the "
        "ratio is above 1, and so above any u.",
        "The ratio is exp(log_p_proposal - log_p). Where it is refused, the chain stays: x is its next state.",
        "It is the proposal where np.log(u) < log_p_proposal - log_p, and x elsewhere.",
    ),
    solution=_STEP % "    return proposal if np.log(u) < log_p_proposal - log_p else x",
    cases=_steps,
    unseen=_any_step,
    measure="next state",
    mistakes=(
        _mistake("always", "It accepts every proposal: then the chain doesn't know of the density.", "True"),
        _mistake(
            "never", "It never moves: a proposal is accepted where u is below the ratio of the densities.", "False"
        ),
        _mistake(
            "uphill only",
            "It accepts what is denser, and nothing else: so it climbs to a peak and stays there. What is less dense "
            "is accepted with the ratio's probability.",
            "log_p_proposal > log_p",
        ),
        _mistake(
            "downhill",
            "The ratio is upside down: p(proposal) / p(x) is exp(log_p_proposal - log_p).",
            "np.log(u) < log_p - log_p_proposal",
        ),
        _mistake(
            "the other way around",
            "What should be accepted is refused, and what should be refused is accepted.",
            "np.log(u) > log_p_proposal - log_p",
        ),
        _mistake(
            "u without its logarithm",
            "It compares u itself with the difference of logarithms: take the logarithm of u, or the exponential of "
            "the difference.",
            "u < log_p_proposal - log_p",
        ),
        _mistake(
            "a quotient of logarithms",
            "It divides the logarithms: the logarithm of a ratio is their difference.",
            "u < log_p_proposal / log_p",
        ),
        _mistake(
            "log u and a quotient",
            "It divides one log density by the other: the logarithm of a ratio is the difference of the two.",
            "np.log(u) < log_p_proposal / log_p",
        ),
        _mistake(
            "base 2",
            "It compares u with 2 to the power of the difference, and so accepts too often: np.log is the natural "
            "logarithm, and np.exp belongs to it.",
            "np.log2(u) < log_p_proposal - log_p",
        ),
        _mistake(
            "base 10",
            "It compares u with 10 to the power of the difference, and so accepts too seldom: np.log is the natural "
            "logarithm, and np.exp belongs to it.",
            "np.log10(u) < log_p_proposal - log_p",
        ),
        _mistake(
            "the ratio squared",
            "It compares u with the *square* of the ratio, and so accepts too seldom what is less dense: "
            "the difference of the logarithms counts once.",
            "np.log(u) < 2 * (log_p_proposal - log_p)",
        ),
        _mistake(
            "underflow",
            "It takes the exponential of each logarithm: at -2000 both are 0, and 0 / 0 is no number. Take the "
            "difference first.",
            "u * np.exp(log_p) < np.exp(log_p_proposal)",
        ),
        _mistake(
            "one half",
            "It accepts where the ratio is above one half, whatever u is: chance is missing.",
            "log_p_proposal - log_p > np.log(0.5)",
        ),
        _mistake(
            "the proposal's density alone",
            "It compares u with the proposal's density alone: what counts is its ratio to the present one.",
            "np.log(u) < log_p_proposal",
        ),
        _mistake(
            "a sum of logarithms",
            "It adds the two logarithms: the logarithm of a ratio is their difference.",
            "np.log(u) < log_p_proposal + log_p",
        ),
        _mistake(
            "1 - u",
            "It accepts where u is *above* 1 - ratio. That happens as often, but this exercise's u decides otherwise: "
            "accept where u is below the ratio.",
            "np.log(1 - u) < log_p_proposal - log_p",
        ),
        _mistake(
            "a ratio to the sum",
            "It accepts with p(proposal) / (p(proposal) + p(x)): that samples the same density, by Barker's rule, but "
            "refuses more often than Metropolis's min(1, ratio).",
            "u * (1 + np.exp(log_p - log_p_proposal)) < 1",
        ),
        _mistake(
            "nothing where it is refused",
            "Where it refuses, it gives nothing: the chain stays, and x counts once more.",
            "np.log(u) < log_p_proposal - log_p",
            refused="None",
        ),
        _mistake(
            "a step",
            "Where it accepts, it adds the proposal to x: the proposal is the new state already.",
            "np.log(u) < log_p_proposal - log_p",
            accepted="x + proposal",
        ),
        _mistake(
            "halfway",
            "Where it accepts, it goes halfway: the proposal is the next state.",
            "np.log(u) < log_p_proposal - log_p",
            accepted="(x + proposal) / 2",
        ),
        _mistake(
            "the log density",
            "It returns a log density: the next state is asked for.",
            "np.log(u) < log_p_proposal - log_p",
            accepted="log_p_proposal",
            refused="log_p",
        ),
        _mistake(
            "whether",
            "It returns whether the proposal is accepted: the next state is asked for.",
            "np.log(u) < log_p_proposal - log_p",
            accepted="True",
            refused="False",
        ),
    ),
)
