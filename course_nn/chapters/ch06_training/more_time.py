"""Is it the method, or the time it was given? The network and boosting of `contest` again, with more of it.

In `contest` the network lost to boosting at the photograph and beat it at completing digits. Each of the two is asked
again on the same outer splits: with the values below, which were written down afterwards, and at the photograph with
four times as many trials of the search. At completing digits, also with one network for each of the 32 outputs, since
boosting and the support vectors learn 32 models there. The rows explain the result of the contest, and are no contest
themselves: of several rows for each method, seen on the test parts, the best one is too good to be true.
"""

import numpy as np

from ... import _checks
from ...data.measured import measurements
from . import contest, contestants

_SLOWLY = {"learning_rate": 0.1, "leaves": 20, "decay": 0.1}
_WIDE = {"hidden": (256, 256), "learning_rate": 0.008, "decay": 1e-5}
_GIVEN = {
    "network, 40 epochs, dropout": ("network", _WIDE | {"epochs": 40, "dropout": 0.25}),
    "network, 40 epochs": ("network", _WIDE | {"epochs": 40, "dropout": 0.0}),
    "network, 150 epochs, dropout": ("network", _WIDE | {"epochs": 150, "dropout": 0.25}),
    "network, 150 epochs": ("network", _WIDE | {"epochs": 150, "dropout": 0.0}),
    "boosting, 60 rounds": ("boosting", _SLOWLY | {"rounds": 60}),
    "boosting, 300 rounds": ("boosting", _SLOWLY | {"rounds": 300}),
}
_APART = {"32 networks, 40 epochs, dropout": ("networks apart", _WIDE | {"epochs": 40, "dropout": 0.25})}
#: For each task: way -> (contestant, values), or (contestant, trials of a search). The contest's own 8 come first.
WAYS = {
    "photograph": {"network, 32 trials": ("network", 32), "boosting, 32 trials": ("boosting", 32)} | _GIVEN,
    "completing digits": _APART | _GIVEN,
}
CONTEST = {f"{who}, {contest.PROTOCOL['trials']} trials": who for who in ("network", "boosting")}
_ORDER = ("network", "32 networks", "boosting")
#: To which all others are compared: boosting with the most time.
AGAINST = "boosting, 300 rounds"


def measure(name, way, split):
    """The error at task ``name``, done in one of its `WAYS`, on the test part of outer ``split``."""
    _checks.one_of(name, tuple(WAYS), "task")
    contestant, how = WAYS[name][_checks.one_of(way, tuple(WAYS[name]), "way")]
    task = contest.task(name)
    if isinstance(how, dict):
        apart = contestant == "networks apart"
        predict = networks_apart if apart else contestants.CONTESTANTS[contestant].predict
        return contest.trial(task, predict, split, how)
    return contest.compete(task, contestant, split, how)[0]


def networks_apart(rng, X, y, X_new, **values):
    """One `contestants.network` for each column of y (n, k), in units of its own spread: nothing is shared."""
    guess = np.tile(y.mean(axis=0), (len(X_new), 1))  # what is always the same needs no network
    for column in np.flatnonzero(y.std(axis=0) > 0):
        guess[:, column] = contestants.network(rng, X, y[:, [column]], X_new, **values)[:, 0]
    return guess


def standings():
    """For both tasks a dict from way to what the course has stored of it, as in `contest.standings`.

    ``difference`` and ``verdict`` are to `AGAINST`, boosting with 300 rounds, whose verdict is empty.
    """
    measured = measurements(__package__, "contest")
    result = {}
    for name in WAYS:
        found = measured["tasks"][name]
        errors = {way: found["errors"][who] for way, who in CONTEST.items()} | measured["more time"][name]
        rival = np.asarray(errors[AGAINST])
        result[name] = {
            way: contest.standing(np.asarray(one), rival, found["sizes"])
            for way, one in sorted(errors.items(), key=lambda pair: _ORDER.index(pair[0].split(",")[0]))
        }
        result[name][AGAINST]["verdict"] = ""
    return result


def table(found):
    """One task of `standings` as text: errors, and differences to boosting with 300 rounds in points (1 % = 1)."""
    width = max(map(len, found))
    lines = [f"{'':{width}}  error   difference"]
    for way, one in found.items():
        lead, half = (100 * value for value in one["difference"])
        apart = f"{lead:+5.1f} ± {half:.1f}  {one['verdict']}" if one["verdict"] else ""
        lines.append(f"{way:{width}}  {one['error'][0]:5.1%}   {apart}".rstrip())
    return "\n".join(lines)
