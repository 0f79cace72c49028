"""A schedule on trial: what each buys on real data, once its highest rate is tuned like the others'."""

from functools import cache, lru_cache

import numpy as np

from ... import _checks
from ...data.measured import measurements
from ...schedules import CosineDecay, ExponentialDecay, OneCycle, StepDecay, WarmUp
from .problems import learn, problem
from .rate_tuning import OPTIMIZERS, best_rate

BATCH_SIZES = {"digits": 32, "breast cancer": 8, "diabetes": 8}
CANDIDATES = ("SGD", "Adam")
#: From the highest rate and the number of all steps to the schedule; "constant" is none.
SCHEDULES = {
    "constant": lambda rate, steps: rate,
    "step": lambda rate, steps: StepDecay(rate, every=-(-steps // 3), factor=0.1),
    "exponential": lambda rate, steps: ExponentialDecay(rate, decay=0.01 ** (1 / steps)),
    "cosine": lambda rate, steps: CosineDecay(rate, steps),
    "warm-up": lambda rate, steps: WarmUp(rate, steps // 10),
    "warm-up, cosine": lambda rate, steps: WarmUp(CosineDecay(rate, steps - steps // 10), steps // 10),
    "one-cycle": lambda rate, steps: OneCycle(rate, steps),
}
#: What a rate may be tuned for: the cost on the learning part, or the loss on the validation part.
AIMS = ("loss", "validation")


def learn_scheduled(name, who, kind, rate, seed, epochs=20):
    """`learn` with a schedule over all of its steps; in addition "rates", α of every step."""
    chosen, size = problem(name), BATCH_SIZES[name]
    steps = chosen.steps(epochs, size)
    make = OPTIMIZERS[_checks.one_of(who, CANDIDATES, "learn_scheduled: who")]
    plan = SCHEDULES[_checks.one_of(kind, SCHEDULES, "learn_scheduled: kind")](rate, steps)
    run = learn(chosen, make(plan), seed, epochs=epochs, size=size)
    rates = np.array([plan(t) for t in range(steps)]) if callable(plan) else np.full(steps, plan)
    return run | {"rates": rates}


def tried(name, who, aim="validation"):
    """The ``aim`` after 20 epochs: schedule → array (rates, tuning seeds), as it was measured."""
    return measurements(__package__, "schedules")[name][who][_checks.one_of(aim, AIMS, "tried: aim")]


def tuned(name, who, aim="validation"):
    """Schedule → the highest rate with the least ``aim``, averaged over the tuning seeds."""
    return {kind: best_rate(values) for kind, values in tried(name, who, aim).items()}


def gains(name, who, aim="validation"):
    """What each schedule buys on fresh seeds, every one at its own tuned rate, as it was measured.

    Schedule → dict of "rate", "ratios" (seeds,): its loss over that of the constant rate from the same seed (below 1
    is better), their median "middle", and "better": from how many of the seeds it was.
    """
    table, rates = measurements(__package__, "schedules")[f"{name}, fresh"][who][aim], tuned(name, who, aim)
    found = {}
    for kind, values in table.items():
        ratios = values / table["constant"]
        found[kind] = {
            "rate": rates[kind],
            "ratios": ratios,
            "middle": float(np.median(ratios)),
            "better": int((ratios < 1).sum()),
        }
    return found


@cache
def _tuned_constant(name, who):
    """The training with the tuned constant rate, beside which all others stand."""
    return learn_scheduled(name, who, "constant", tuned(name, who, "loss")["constant"], 0)


@lru_cache(maxsize=256)
def beside_constant(name, who, kind, rate):
    """The rate over the steps of one training, and both its losses, beside those of a tuned constant rate.

    That one has the least cost, averaged over the tuning seeds.
    """
    run = learn_scheduled(name, who, kind, rate, 0)
    return {
        "name": name,
        "who": who,
        "kind": kind,
        "rate": rate,
        "run": run,
        "best": tuned(name, who, "loss")["constant"],
        "constant": _tuned_constant(name, who),
        "start": run["validation"][0],
    }
