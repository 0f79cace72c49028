"""What keeps a training from getting on, and which control to move.

Advice is given once it was tried on a copy, with all other settings as they are; a cause is named only where it was
taken away on a copy and what it did was gone. Where none was found, what is seen is said, or nothing.
"""

import math

import numpy as np

from .flow import gradient_flow
from .network import blocks, is_squared
from .words import HEIGHTS, SATURATED, on_points

#: So many updates are made before anything is said, so many in a try, and so many in a try of a larger network.
EARLY, TRIED, LARGER = 100, 40, 100
#: A try may take so many products of a weight and a value, where each layer's part in an update counts as `CALLS` more.
MOST_WORK, CALLS = 1.2e7, 2e4
#: A loss below this share of that of the best constant answer is good enough: then there is no advice.
GOOD = 0.15
#: A loss has not got on if the last quarter of the curve is not lower than the one before it by this share.
STALLED = 0.01
#: What a try has to reach to be told: at most this share of the loss as it is, and of that without a change.
BETTER = 0.9
#: So small a share of the last layer's gradient reaches the first one where it is said to vanish.
VANISHED = 1e-3
#: Training points that are looked at first, to see whether all are worth a look.
SOME = 50
#: What is tried where the present optimizer may be too slow to show anything.
ADAM = {"optimizer": "Adam", "rate": 0.03}


def diagnosis(run):
    """One or two sentences, or "" where there is nothing to say. The run stays as it is."""
    if not len(run.data.X_train):
        return ""
    if run.diverged:
        return _diverged(run)
    if run.updates < EARLY or run.losses()[0] < GOOD * _best_constant(run):
        return ""
    for look in (_alike, _dead, _saturated, _penalty, _vanishing, _rate, _too_small):
        if words := look(run):
            return words
    return ""


def _best_constant(run):
    """The training loss of the best answer that is the same everywhere."""
    _, target, y = run._sets[0]
    if is_squared(run.settings):
        return 0.5 * float(target.var(axis=0).sum())
    shares = np.bincount(y) / len(y)
    shares = shares[shares > 0]
    return -float(shares @ np.log(shares))


def _trial(run, updates=TRIED, anew=False, **changes):
    """The training loss that a copy with these changes comes to; infinite where it diverges, or would take too long."""
    if _work(run, updates) > MOST_WORK:
        return math.inf
    twin = _twin(run, anew, **changes)
    if _work(twin, updates) > MOST_WORK:
        return math.inf
    twin.step(updates)
    return math.inf if twin.diverged else twin.losses()[0]


def _twin(run, anew=True, **changes):
    """A copy with these changes, at its first weights where it begins ``anew``."""
    twin = run.copy()
    if changes:
        twin.change(**changes)
    if anew:
        twin.reset()
    return twin


def _work(run, updates):
    train, test = len(run.data.X_train), len(run.data.X_test)
    seen = 3 * updates * min(run.settings.batch, train) + train + test
    return run.network.theta.size * seen + CALLS * updates * (1 + len(run.settings.hidden))


def _diverged(run):
    """The largest rate, tenth by tenth, that brings the loss down from the first weights; it may be the present one."""
    rate, first = run.settings.rate, _twin(run).losses()[0]
    enough = min(first if math.isfinite(first) else math.inf, 2 * _best_constant(run))
    again = max(TRIED, run.updates)  # what happens at the present rate may need as many updates as it took
    if _trial(run, again, anew=True) < enough:
        return f"From the first weights the learning rate {rate:g} brings the loss down: press Reset."
    for tenth in (rate / 10**k for k in range(1, 6)):
        if tenth >= 1e-6 and _trial(run, anew=True, rate=tenth) < enough:
            down = f"{tenth:g} brings the loss down from the first weights. Lower it, and press Reset."
            if _work(run, again) > MOST_WORK:
                return f"A learning rate lower than {rate:g} may help: {down}"
            return f"The learning rate {rate:g} is too high: {down}"
    return ""


def _alike(run):
    """Layers whose units have the same weights before and behind them, all or most: the symmetric start."""
    layers = blocks(run.network)
    for k, hidden in enumerate(run.settings.hidden):
        if hidden.units == 1 or hidden.dropout:
            continue
        before, behind = layers[k].dense, layers[k + 1].dense
        columns = np.vstack([before.W.value, before.b.value, behind.W.value.T])
        most = max(np.isclose(columns, one[:, None], rtol=1e-9, atol=1e-12).all(axis=0).sum() for one in columns.T)
        if most == hidden.units or (2 * most > hidden.units and _stalled(run)):
            number = "All" if most == hidden.units else f"{most} of {hidden.units}"
            same = f"{number} units of hidden layer {k + 1} have the same weights"
            return f"{same}, so they learn the same and stay alike. {_apart(run)}".strip()
    return ""


def _apart(run):
    """Where to begin again, if the loss gets lower than now from there."""
    now, zeros = run.losses()[0], run.settings.start == "zeros"
    if zeros and _trial(run, LARGER, anew=True, start="xavier") < BETTER * now:
        return "Choose xavier as first weights instead of zeros: so the loss gets lower than now."
    if not zeros and _trial(run, LARGER, anew=True) < BETTER * now:
        return "Press Reset: so the loss gets lower than now."
    return ""


def _dead(run):
    """A layer whose rectifiers are 0 for all training points, or most of which are."""
    for k, hidden in enumerate(run.settings.hidden):
        if hidden.activation != "relu":
            continue
        dead = int((_everywhere(run, k, lambda a: a == 0)).sum())
        if dead == hidden.units or (2 * dead > hidden.units and _stalled(run)):
            number = "All units" if dead == hidden.units else f"{dead} of {hidden.units} units"
            fact = f"{number} of hidden layer {k + 1} are 0 for every training point: no gradient passes through them."
            advice = _begin_again(run, BETTER * min(run.losses()[0], _trial(run)))
            return f"{fact} {advice}".strip() if advice or dead == hidden.units else ""
    return ""


def _begin_again(run, enough):
    """Reset, if in as many updates that gets below ``enough``; else with a lower rate, if that does."""
    if _trial(run, run.updates, anew=True) < enough:
        return "Press Reset: from the first weights the loss gets lower than now."
    for tenth in (run.settings.rate / 10, run.settings.rate / 100):
        if tenth >= 1e-6 and _trial(run, anew=True, rate=tenth) < enough:
            return f"Lower the learning rate to {tenth:g}, and press Reset: so the loss gets lower than now."
    return ""


def _everywhere(run, layer, test):
    """(units,): whether a test holds of what each unit hands on, for every training point; no, where that is long."""
    some = test(on_points(run, layer, SOME)).all(axis=0)
    if run.network.theta.size * len(run.data.X_train) > MOST_WORK:
        return np.zeros(len(some), bool)
    return test(on_points(run, layer)).all(axis=0) if some.any() else some


def _saturated(run):
    """A layer whose units are all at the ends of their range, for every training point."""
    if not _stalled(run):
        return ""
    for k, hidden in enumerate(run.settings.hidden):
        height = HEIGHTS.get(hidden.activation)
        if height and _everywhere(run, k, lambda a, height=height: height(a) > SATURATED).all():
            if advice := _begin_again(run, BETTER * run.losses()[0]):
                return (
                    f"All units of hidden layer {k + 1} are at the ends of their range for every training point, where "
                    f"their slope is small. {advice}"
                )
    return ""


def _stalled(run):
    """Whether the last quarter of the curve is hardly lower than the one before it."""
    quarter = len(run.history) // 4
    if quarter < 4:
        return False
    train = np.array(run.history.train)
    return train[-quarter:].mean() > (1 - STALLED) * train[-2 * quarter : -quarter].mean()


def _rate(run):
    """The loss hardly fell, and another rate makes it fall, from here or from the first weights."""
    rate, now = run.settings.rate, run.losses()[0]
    if not _stalled(run):
        return ""
    here = _trial(run)
    enough = BETTER * min(now, here)
    if rate >= 1e-5 and _trial(run, rate=rate / 10) < enough:
        return f"The loss has hardly fallen lately: with a learning rate of {rate / 10:g}, a tenth, it falls."
    for factor in (10, 100, 1000) if 0 <= now - here < 0.01 * now else ():
        if factor * rate <= 10 and now - _trial(run, rate=factor * rate) > max(3 * (now - here), 0.02 * now):
            higher = f"a learning rate of {factor * rate:g}, {factor} times as much, is faster"
            return f"The loss has hardly fallen lately: {higher}."
    advice = _begin_again(run, enough)
    return f"The loss has hardly fallen lately. {advice}" if advice else ""


def _penalty(run):
    """A penalty without which the loss gets lower than with it, in as many updates from the first weights."""
    s, now = run.settings, run.losses()[0]
    if s.penalty == "none" or not _stalled(run):
        return ""
    for other in ({}, ADAM):
        without = _trial(run, LARGER, anew=True, penalty="none", **other)
        if without < BETTER * now and without < BETTER * _trial(run, LARGER, anew=True, **other):
            adam = ", with Adam at 0.03" if other else ""
            return (
                f"Without the penalty {s.penalty}{adam}, and after Reset, the loss gets lower than now, and lower than "
                "with the penalty."
            )
    return ""


def _vanishing(run):
    """Layers of sigmoids through which next to no gradient comes back, and tanhs through which it does: both from the
    first weights on, as in a trained network a penalty may have done it.
    """
    hidden = run.settings.hidden
    if not _stalled(run) or not any(layer.activation == "sigmoid" for layer in hidden):
        return ""
    steep = tuple(one._replace(activation="tanh") if one.activation == "sigmoid" else one for one in hidden)
    first, other = _first_of_last(_twin(run)), _first_of_last(_twin(run, hidden=steep))
    if not max(_first_of_last(run), first) < VANISHED < 100 * VANISHED < other:
        return ""
    return (
        f"At the first weights the first layer's gradient is {first:.1g} of the output's: it vanishes on its way back "
        f"through the sigmoids. With tanh in their place, and after Reset, it is {other:.1g} of it."
    )


def _first_of_last(run):
    """How long the gradient of the first layer's weights is, as a share of the last one's; means over the weights."""
    flow = gradient_flow(run)
    first, last = (float(np.sqrt(np.mean(flow[k][0] ** 2))) for k in (0, -1))
    return first / last if last else math.inf


def _too_small(run):
    """A network that can't do better, though a hidden layer of eight units can."""
    hidden = run.settings.hidden
    linear = all(layer.activation == "linear" for layer in hidden)
    if not _stalled(run) or not (linear or sum(layer.units for layer in hidden) < 8):
        return ""
    larger = _trial(run, LARGER, hidden=((8, "tanh"),), **ADAM)
    if larger > 0.7 * run.losses()[0] or larger > 0.8 * _trial(run, LARGER, **ADAM):
        return ""
    if linear:
        fact = "Without an activation all its layers are one, a sum of its features."
    else:
        fact = "It has few hidden units."
    return f"{fact} One hidden layer of 8 units with tanh gets much further, with Adam at 0.03."
