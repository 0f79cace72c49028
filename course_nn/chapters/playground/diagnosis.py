"""What keeps a training from getting on, and which control to move: advice is given once it was tried on a copy."""

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


def diagnosis(run):
    """One or two sentences, or "" where there is nothing to say. The run stays as it is."""
    if not len(run.data.X_train):
        return ""
    if run.diverged:
        return _diverged(run)
    if run.updates < EARLY or run.losses()[0] < GOOD * _best_constant(run):
        return ""
    for look in (_alike, _dead, _saturated, _vanishing, _rate, _too_small):
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
    twin = run.copy()
    if changes:
        twin.change(**changes)
    if anew:
        twin.reset()
    if _work(twin, updates) > MOST_WORK:
        return math.inf
    twin.step(updates)
    return math.inf if twin.diverged else twin.losses()[0]


def _work(run, updates):
    train, test = len(run.data.X_train), len(run.data.X_test)
    seen = 3 * updates * min(run.settings.batch, train) + train + test
    return run.network.theta.size * seen + CALLS * updates * (1 + len(run.settings.hidden))


def _diverged(run):
    """The largest rate, tenth by tenth, that brings the loss down from the same start."""
    rate, start = run.settings.rate, run.history.train[:1] or [math.inf]
    best = _best_constant(run)
    for tenth in (rate / 10**k for k in range(1, 6)):
        if tenth >= 1e-6 and _trial(run, anew=True, rate=tenth) < min(start[0], 2 * best):
            return (
                f"The learning rate {rate:g} is too high: {tenth:g} brings the loss down from the first weights. "
                "Lower it, and press Reset."
            )
    return ""


def _alike(run):
    """Layers whose units have the same weights before and behind them: the symmetric start."""
    layers = blocks(run.network)
    for k, hidden in enumerate(run.settings.hidden):
        before, behind = layers[k].dense, layers[k + 1].dense
        columns = np.vstack([before.W.value, before.b.value, behind.W.value.T])
        if hidden.units > 1 and not hidden.dropout and np.allclose(columns, columns[:, :1], rtol=1e-9, atol=1e-12):
            other = "choose other first weights than zeros" if run.settings.start == "zeros" else "press Reset"
            return (
                f"All units of hidden layer {k + 1} have the same weights, so they learn the same and stay alike: "
                f"{other}, or edit a weight by hand."
            )
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
            advice = _lower(run, BETTER * min(run.losses()[0], _trial(run)))
            return f"{fact} {advice}".strip() if advice or dead == hidden.units else ""
    return ""


def _lower(run, enough):
    """To begin again with a lower rate, if that gets below ``enough``."""
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
            if advice := _lower(run, BETTER * run.losses()[0]):
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
    """The loss doesn't fall, and another rate makes it fall, from here or from the first weights."""
    rate, now = run.settings.rate, run.losses()[0]
    if not _stalled(run):
        return ""
    here = _trial(run)
    enough = BETTER * min(now, here)
    if rate >= 1e-5 and _trial(run, rate=rate / 10) < enough:
        return f"The loss does not fall any more: with a learning rate of {rate / 10:g}, a tenth, it does."
    for factor in (10, 100, 1000) if 0 <= now - here < 0.01 * now else ():
        if factor * rate <= 10 and now - _trial(run, rate=factor * rate) > max(3 * (now - here), 0.02 * now):
            return f"The loss hardly falls: a learning rate of {factor * rate:g}, {factor} times as much, is faster."
    advice = _lower(run, enough)
    return f"The loss does not fall any more. {advice}" if advice else ""


def _vanishing(run):
    """Layers of sigmoids through which next to no gradient comes back, and tanhs through which it does."""
    hidden = run.settings.hidden
    if not _stalled(run) or not any(layer.activation == "sigmoid" for layer in hidden):
        return ""
    twin = run.copy()
    twin.change(hidden=tuple(one._replace(activation="tanh") if one.activation == "sigmoid" else one for one in hidden))
    twin.reset()
    if not _first_of_last(run) < VANISHED < 100 * VANISHED < _first_of_last(twin):
        return ""
    return (
        f"The first layer's gradient is {_first_of_last(run):.1g} of the output's: it vanishes on its way back "
        f"through the sigmoids. With tanh in their place, and after Reset, it is {_first_of_last(twin):.1g} of it."
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
    adam = {"optimizer": "Adam", "rate": 0.03, "penalty": "none", "original": False}
    larger = _trial(run, LARGER, hidden=((8, "tanh"),), **adam)
    if larger > 0.7 * run.losses()[0] or larger > 0.8 * _trial(run, LARGER, **adam):
        return ""
    if linear:
        fact = "Without an activation all its layers are one, a sum of its features."
    else:
        fact = "It has few hidden units."
    return f"{fact} One hidden layer of 8 units with tanh gets much further, with Adam at 0.03."
