"""Sunspots as chapter 08 has them, forecast by a Bayesian autoregression: bands for one year and for many ahead.

Learned from 1700–1920 alone, from the square roots of the numbers: x_t = (1, the last nine scaled roots), and
z_t = x_tᵀa + Σ βⱼ ψ(x_tᵀγⱼ) + ε with an unknown number of units. Years ahead are simulated: a draw from the posterior
makes one year after the other, each with noise of its own, from its own years before.
"""

from functools import cache

import numpy as np

from ...bayes import VariablePrior, VariableSampler, wilson_interval
from ...data import sunspots
from ...data.measured import stored_arrays

ORDER, LAST, LARGEST = 9, 1920, 6
#: Ten inputs: with a tenth of the usual variance each, xᵀγ is as large as it is for one input.
VARIANCE = 0.4
#: The years that are forecast, both ends included; no parameter changes in them.
PERIODS = {"1921–55": (1921, 1955), "1956–79": (1956, 1979), "1980–2008": (1980, 2008)}
FIRST, END, HORIZONS = 1921, 2008, 11
METHODS = ("linear, one estimate", "Bayesian network")
#: The bands hold the middle 50 and 90 % of the futures; the line is their median.
ENDS = (0.05, 0.25, 0.5, 0.75, 0.95)
CHAINS, LEFT_OUT, KEPT, THIN = 4, 4000, 100, 80
#: Futures that the one estimate draws, and the Bayesian network for each draw.
FUTURES, EACH = 2000, 5


@cache
def scaled():
    """``years``, ``numbers``, and the roots of the numbers less mean, over spread, of 1700–1920; mean and spread."""
    years, numbers = sunspots()
    roots = np.sqrt(numbers)
    mean, spread = (part(roots[years <= LAST]) for part in (np.mean, np.std))
    return years, numbers, (roots - mean) / spread, float(mean), float(spread)


def learned_from():
    """What is learned from: X (212, 10), a 1 and then the nine years before, the last one last; y (212,)."""
    years, _, z, _, _ = scaled()
    z = z[years <= LAST]
    every = np.lib.stride_tricks.sliding_window_view(z, ORDER + 1)
    return np.column_stack([np.ones(len(every)), every[:, :-1]]), every[:, -1]


def forecast_inputs():
    """X (88, 10) of 1921–2008, one year ahead: a 1 and then the nine years before, as they were."""
    years, _, z, _, _ = scaled()
    windows = sunspot_windows(z, np.arange(FIRST - 1, END) - years[0], 1)
    return np.column_stack([np.ones(len(windows)), windows])


def prior():
    return VariablePrior(ORDER + 1, LARGEST, C_gamma=VARIANCE)


def chain(number, kept=KEPT, left_out=LEFT_OUT, thin=THIN):
    """`VariableDraws` of a chain that begins at a draw from the prior."""
    X, y = learned_from()
    sampler = VariableSampler(prior(), X, y, np.random.default_rng([12, 6, number]))
    return sampler.sample(kept, burn_in=left_out, thin=thin)


def least_squares():
    """The linear autoregression: a (10,), and its σ, from the residuals over n − 10."""
    X, y = learned_from()
    a = np.linalg.lstsq(X, y, rcond=None)[0]
    return a, float(np.sqrt(np.sum((y - X @ a) ** 2) / (len(y) - X.shape[1])))


def futures(step, sigma, count, rng):
    """Numbers of sunspots (count, horizons, years), simulated: for each year of 1921–2008, h = 1 … 11 years ahead.

    ``step`` takes rows (n, 10) to means (n,). A simulated root that is negative is one of no sunspots.
    """
    years, _, z, mean, spread = scaled()
    lowest = -mean / spread
    starts = np.arange(FIRST - HORIZONS, END)  # the last year that is known
    window = sunspot_windows(z, starts - years[0], count)
    found = np.empty((count, HORIZONS, END - FIRST + 1))
    for h in range(HORIZONS):
        new = step(np.column_stack([np.ones(len(window)), window])) + sigma * rng.standard_normal(len(window))
        new = np.maximum(new, lowest)
        window = np.column_stack([window[:, 1:], new])
        ahead = (mean + spread * new.reshape(count, -1)) ** 2
        at = FIRST - (h + 1) - starts[0]  # the start from which the first year is h + 1 ahead
        found[:, h] = ahead[:, at : at + END - FIRST + 1]
    return found


def sunspot_windows(z, last, count):
    """The nine values up to each of the places ``last``, ``count`` times: (count · starts, 9)."""
    rows = z[last[:, None] + np.arange(1 - ORDER, 1)]
    return np.tile(rows, (count, 1))


def simulated(method, draws=None):
    """All futures of a method, (many, 11, 88)."""
    rng = np.random.default_rng([12, 7, METHODS.index(method)])
    if method == METHODS[0]:
        a, sigma = least_squares()
        return futures(lambda X: X @ a, sigma, FUTURES, rng)
    model, every = prior(), []
    for where in np.ndindex(draws.chains, len(draws)):
        draw = draws[where]
        every.append(futures(lambda X, d=draw: model.predict(d, X), np.sqrt(draw.sigma2), EACH, rng))
    return np.concatenate(every)


@cache
def _stored():
    return {name: one.astype(np.float64) for name, one in stored_arrays(__package__, "sunspot_bands").items()}


def unit_shares():
    """P(M | y) for M = 0 … 6, as each chain has it, (4, 7)."""
    return _stored()["units"]


def agreement():
    """The largest R-hat of f over the years learned from (every tenth), and over 1921–2008 one year ahead, (2,)."""
    return _stored()["rhat"]


def widths_by_units():
    """The mean width of the band of 90 %, in numbers of sunspots, so many years ahead, (3, 11).

    The rows: "linear, one estimate"; the draws of the posterior without a unit, which are an average over lines; and
    those with units. From the first row to the second the average comes, from the second to the third the units.
    """
    return _stored()["widths"]


def band(method, horizon):
    """The `ENDS` of the futures, in numbers of sunspots, for 1921–2008, so many years ahead: (5, 88)."""
    return _stored()["ends"][METHODS.index(method), horizon - 1]


def held(method, horizon, period):
    """How many years of a period lie in the band of 50 %, in that of 90 %, and how many there are."""
    years, numbers, *_ = scaled()
    first, last = PERIODS[period]
    ends = band(method, horizon)[:, first - FIRST : last - FIRST + 1]
    seen = numbers[(first <= years) & (years <= last)]
    inside = [int(((low <= seen) & (seen <= high)).sum()) for low, high in ((ends[1], ends[3]), (ends[0], ends[4]))]
    return *inside, len(seen)


def forecast_years(method, horizon, period):
    """The instrument's compute: the bands of a period, and how many of its years they hold, at all horizons."""
    years, numbers, *_ = scaled()
    first, last = PERIODS[period]
    part = slice(first - years[0], last - years[0] + 1)
    ends = band(method, horizon)[:, first - FIRST : last - FIRST + 1]
    counts = {name: [held(name, h, period)[1] for h in range(1, HORIZONS + 1)] for name in METHODS}
    count, total = counts[method][horizon - 1], last - first + 1
    return {
        "method": method,
        "horizon": horizon,
        "period": period,
        "years": years[part],
        "numbers": numbers[part],
        "ends": ends,
        "width": float(np.mean(ends[4] - ends[0])),
        "counts": counts,
        "count": count,
        "total": total,
        "wilson": wilson_interval(count, total) if horizon == 1 else None,
    }
