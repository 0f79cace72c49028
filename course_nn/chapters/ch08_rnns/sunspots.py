"""Non-linear autoregression on the yearly sunspot numbers: the next year from a window of the last ones.

Everything is learned from 1700–1920: a window and the year after it are an example only if that year is at most 1920,
and mean and spread, by which numbers are scaled, are those of these years. The years after it are forecast in three
periods. A forecast of the year T, h steps ahead, sees the numbers up to T − h: by then they are known, those of later
periods among them, but no θ has changed since. Several steps are iterated: each forecast enters the window as if it had
been seen.

Errors are mean squares divided by 1,535, and the periods up to 1979 are those of the literature since A. S. Weigend,
B. A. Huberman and D. E. Rumelhart, Predicting the future: a connectionist approach, 1990. The constant is about the
variance of the series: in our table 1,496 up to 1979 and 1,531 up to 1980, but 1,169 up to 1920. It is kept so that
results can be compared.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from ... import _checks, data
from ...core import Sequential
from ...layers import GRU, Dense, Tanh
from ...losses import SquaredError
from ...optimizers import Adam
from ...training import train

LAST = 1920
#: Its years, both ends included; the first is what all models learn from, as far as every window reaches back.
PERIODS = {"1723–1920": (1723, LAST), "1921–55": (1921, 1955), "1956–79": (1956, 1979), "1980–2008": (1980, 2008)}
TESTS = tuple(PERIODS)[1:]
VARIANCE = 1535
MOST_YEARS, HORIZONS = 12, 11
#: No forecast is larger, so that iterated ones stay numbers; the largest that was seen is 190.
LARGEST = 1e6
KINDS = ("linear", "feed-forward", "recurrent")
#: "√": learned from the square roots of the numbers.
MODELS = ("mean", "persistence", *(f"{kind}{root}" for kind in KINDS for root in ("", " √")))
RATE = 0.01
#: The networks that the instrument shows.
SHOWN = {"hidden": 8, "epochs": 100, "seed": 0}


@cache
def series():
    """``years, numbers`` of `data.sunspots`, read-only."""
    years, numbers = data.sunspots()
    numbers.flags.writeable = years.flags.writeable = False
    return years, numbers


def windows(numbers, order):
    """All windows of ``order`` numbers in a row, (n, order), and the number after each, (n,): X, y."""
    every = np.lib.stride_tricks.sliding_window_view(numbers, order + 1)
    return every[:, :-1], every[:, -1]


@dataclass(frozen=True)
class Forecaster:
    """A function from the last ``order`` numbers to the next one, which it may apply to its own forecasts.

    ``function`` takes scaled windows (n, order) and returns scaled forecasts (n,); scaled is (g − mean) / spread, with
    g the number, or its square root where ``root``. A forecast below 0 becomes 0, and one above a million a million.
    """

    order: int
    root: bool
    mean: float
    spread: float
    function: Any

    def __post_init__(self):
        _checks.whole(self.order, "Forecaster: order", low=1)
        _checks.number(self.mean, "Forecaster: mean")
        _checks.number(self.spread, "Forecaster: spread", above=0)

    def scale(self, numbers):
        return ((np.sqrt(numbers) if self.root else numbers) - self.mean) / self.spread

    def next(self, last):
        """The number after each of the windows (n, order): (n,)."""
        last = _checks.as_array(last, "Forecaster: windows", shape=(None, self.order))
        with np.errstate(all="ignore"):
            found, name = self.function(self.scale(last)), "Forecaster: what its function gives"
            found = _checks.as_array(found, name, shape=(len(last),), finite=False)
            if np.isnan(found).any():
                raise ValueError(f"{name}: expected numbers, got {np.isnan(found).sum()} NaN among {len(found)}")
            g = np.maximum(self.mean + self.spread * found, 0)
            return np.minimum(g * g if self.root else g, LARGEST)

    def ahead(self, last, steps):
        """The next ``steps`` numbers after each of the windows (n, order), one from another: (n, steps)."""
        last, found = np.array(last, float), []
        for _ in range(steps):
            found.append(self.next(last))
            last = np.hstack([last[:, 1:], found[-1][:, None]])
        return np.stack(found, axis=1)


def scaled_for(order, root, numbers):
    """A `Forecaster` without a function, with mean and spread of these numbers."""
    _checks.whole(order, "sunspots: order", low=1, high=len(numbers) - 1)
    if numbers.min() == numbers.max():
        raise ValueError(f"sunspots: expected numbers that differ, got {len(numbers)} times {numbers[0]:g}")
    g = np.sqrt(numbers) if root else numbers
    return Forecaster(order, root, float(g.mean()), float(g.std()), None)


def persistence():
    """The next year is as the last one."""
    return Forecaster(1, False, 0.0, 1.0, lambda z: z[:, -1])


def mean_of(numbers):
    """Every year is as the mean of these numbers."""
    return Forecaster(1, False, float(numbers.mean()), 1.0, lambda z: np.zeros(len(z)))


def linear(order, root=False, numbers=None):
    """The linear autoregression of this order, with a constant, by least squares."""
    numbers = _learned_from(numbers)
    empty = scaled_for(order, root, numbers)
    X, y = windows(empty.scale(numbers), order)
    weights = np.linalg.lstsq(_with_one(X), y, rcond=None)[0]
    return _filled(empty, lambda z: _with_one(z) @ weights)


def network(kind, order, hidden, seed):
    """A feed-forward network on a window, or a GRU that reads it year by year; ``hidden`` units, one output."""
    rng = np.random.default_rng(seed)
    if _checks.one_of(kind, KINDS[1:], "network") == "recurrent":
        return Sequential(GRU(1, hidden, rng, return_last=True), Dense(hidden, 1, rng))
    return Sequential(Dense(order, hidden, rng), Tanh(), Dense(hidden, 1, rng))


def training(model, order, *, hidden=8, epochs=100, seed=0, numbers=None):
    """``forecaster, steps`` of one of the networks in `MODELS`: the forecaster is as good as the steps that were taken.

    ``steps`` is an iterator of `Step`, to be looped over or watched; each takes all windows at once, with Adam, and its
    loss is the mean square of the scaled error. ``numbers`` to learn from are by default those up to 1920.
    """
    kind, root = parts(_checks.one_of(model, MODELS[4:], "training: model"))
    numbers = _learned_from(numbers)
    empty, net = scaled_for(order, root, numbers), network(kind, order, hidden, seed)
    X, y = windows(empty.scale(numbers), order)
    X, y = (part.astype(np.float32) for part in (_as_input(kind, X), y[:, None]))
    forecaster = _filled(empty, lambda z: net(_as_input(kind, z))[:, 0].astype(float))
    return forecaster, train(net, SquaredError(), Adam(RATE), [(X, y)], epochs=epochs)


def learn(model, order=1, numbers=None, **settings):
    """The `Forecaster` of one of `MODELS` that has learned from ``numbers``, by default those up to 1920.

    ``settings`` are those of `training`, for networks; mean and persistence have no order.
    """
    kind, root = parts(model)
    if kind not in KINDS[1:] and settings:
        raise TypeError(f"learn: expected no {', '.join(settings)} for {model}, which is no network")
    if kind == "persistence":
        return persistence()
    if kind == "mean":
        return mean_of(_learned_from(numbers))
    if kind == "linear":
        return linear(order, root, numbers)
    forecaster, steps = training(model, order, numbers=numbers, **settings)
    for _ in steps:
        pass
    return forecaster


def parts(model):
    """The kind and the scale of one of `MODELS`: those of "recurrent √" are "recurrent" and True."""
    model = _checks.one_of(model, MODELS, "model")
    return model.removesuffix(" √"), model.endswith("√")


class Shown(NamedTuple):
    """What the instrument draws: a period's years, numbers and forecast, and the errors 1 … 11 years ahead.

    ``learned`` says whether it learned from this period; None: nobody knows, or it learns nothing.
    """

    name: str
    period: str
    steps: int
    years: np.ndarray
    numbers: np.ndarray
    forecast: np.ndarray
    errors: np.ndarray
    rival: np.ndarray
    learned: Any


def shown(model, order, steps, period):
    """One of `MODELS` in a period: `Shown`. Mean and persistence see one year at most, whatever the order."""
    word = "" if model in MODELS[:2] else f", order {order}"
    learned = None if model == "persistence" else period not in TESTS
    return _shown(f"{model}{word}", _known(model, order), steps, period, learned)


def own_forecaster(forecaster):
    """`shown` for a `Forecaster` of the reader's own, as a function of steps and period."""
    if not isinstance(forecaster, Forecaster):
        raise TypeError(
            f"sunspots: expected a Forecaster, as training(...) gives one, got {_checks.describe(forecaster)}"
        )
    if not callable(forecaster.function):
        raise TypeError(
            "sunspots: expected a Forecaster with a function from windows to forecasts, got "
            f"{_checks.describe(forecaster.function)} as its function"
        )
    if forecaster.order > MOST_YEARS:
        raise ValueError(f"sunspots: expected an order up to {MOST_YEARS}, got {forecaster.order}")
    for period in PERIODS:  # what gives no numbers is refused before anything is drawn
        forecasts(forecaster, period)
    return lambda steps, period: _shown("your own", forecaster, steps, period, None)


def _shown(name, forecaster, steps, period, learned):
    found, rival = (errors(one, period) for one in (forecaster, _known("persistence", 1)))
    return Shown(name, period, steps, *forecasts(forecaster, period, steps), found, rival, learned)


@cache
def _known(model, order):
    return learn(model, order, **(SHOWN if parts(model)[0] in KINDS[1:] else {}))


def forecasts(forecaster, period, steps=1):
    """``years, numbers, forecast`` of a period, each year forecast ``steps`` ahead."""
    first, last = PERIODS[_checks.one_of(period, PERIODS, "period")]
    return (*(part[first - 1700 : last - 1699] for part in series()), ahead_of(forecaster, first, last, steps)[:, -1])


def errors(forecaster, period):
    """The mean square error of a period, over 1,535, of forecasts 1, 2, … 11 years ahead: (11,)."""
    return np.array([relative_error(*forecasts(forecaster, period, h)[1:]) for h in range(1, HORIZONS + 1)])


def relative_error(numbers, forecast):
    """The mean of (forecast − number)², over 1,535."""
    return float(np.mean((forecast - numbers) ** 2) / VARIANCE)


def ahead_of(forecaster, first, last, steps):
    """(years, steps): what is forecast 1 … ``steps`` ahead, the last of them for the years first … last."""
    (years, numbers), order = series(), forecaster.order
    steps = _checks.whole(steps, "sunspots: steps", low=1)
    first = _checks.whole(first, "sunspots: first year", low=1700, high=years[-1])
    last = _checks.whole(last, "sunspots: last year", low=first, high=years[-1])
    if first - steps - order < 1700:
        raise ValueError(
            f"sunspots: expected an order and steps that add up to at most {first - 1700}, as the series begins in "
            f"1700, got {order} and {steps}"
        )
    seen = first - 1700 - steps - np.arange(order)[::-1]  # the window ends ``steps`` years before the first year
    return forecaster.ahead(numbers[seen + np.arange(last - first + 1)[:, None]], steps)


def _learned_from(numbers=None):
    """The numbers to learn from, by default those up to 1920."""
    if numbers is None:
        years, numbers = series()
        return numbers[years <= LAST]
    numbers = _checks.as_array(numbers, "sunspots: numbers", shape=(None,)).astype(float)
    if numbers.min() < 0:
        raise ValueError(f"sunspots: expected numbers of at least 0, got {numbers.min():g}")
    return numbers


def _with_one(z):
    return np.column_stack([z, np.ones(len(z))])


def _as_input(kind, z):
    return z[:, :, None] if kind == "recurrent" else z


def _filled(empty, function):
    return Forecaster(empty.order, empty.root, empty.mean, empty.spread, function)
