"""Persistence, linear autoregressions and networks on the sunspot numbers: who forecasts the later years best.

What each may choose is chosen inside of 1700–1920: four blocks of 25 years from 1821 on are forecast one year ahead by
what has learned from all years before the block, and the setting with the smallest mean square error over these 100
years is taken; of networks the mean over three seeds. A linear autoregression has its order to choose, from 1 to 12; a
network 60 settings of order, hidden units and epochs. The order of the linear autoregression on the square roots is
chosen by Akaike's criterion as well, as is the custom in the field; it looks at all years up to 1920. With the chosen
setting all learn from the years up to 1920, the networks from ten seeds, and only then the later years are looked at.
The setting is the same for all horizons.
"""

import numpy as np

from ...data.measured import measurements
from . import sunspots
from .sunspots import KINDS, LAST, MODELS, MOST_YEARS, PERIODS, parts

BLOCKS = tuple((first, first + 24) for first in range(1821, LAST, 25))
FOLD_SEEDS, SEEDS = 3, 10
ORDERS, HIDDEN, EPOCHS = (3, 6, 9, 12), (4, 8, 16), (50, 100, 200, 400, 800)
#: What is compared: each model with the setting that the blocks choose, and a linear one with Akaike's order.
AKAIKE = "linear √, Akaike"
ROWS = (*MODELS[:4], AKAIKE, *MODELS[4:])


def validation_errors(model, seeds=FOLD_SEEDS, **grid):
    """The settings of a model, and for each the mean square error over 1,535 on the blocks, one year ahead.

    Settings are dicts of arguments of `sunspots.learn`; ``grid`` holds other ``orders``, ``hidden`` and ``epochs``.
    """
    if model in MODELS[:2]:
        return [{}], np.array([np.mean([_on_block(_before(model, first), first) for first, _ in BLOCKS])])
    if not _by_chance(model):
        settings = [{"order": order} for order in range(1, MOST_YEARS + 1)]
        errors = [[_on_block(_before(model, first, **one), first) for first, _ in BLOCKS] for one in settings]
        return settings, np.mean(errors, axis=1)
    epochs = grid.get("epochs", EPOCHS)
    settings, found = [], []
    for order in grid.get("orders", ORDERS):
        for hidden in grid.get("hidden", HIDDEN):
            settings += [{"order": order, "hidden": hidden, "epochs": one} for one in epochs]
            paths = [_path(model, order, hidden, epochs, s, first) for s in range(seeds) for first, _ in BLOCKS]
            found += np.mean(paths, axis=0).tolist()
    return settings, np.array(found)


def _path(model, order, hidden, epochs, seed, first):
    """The errors on the block after these numbers of epochs: one training, looked at on its way."""
    forecaster, steps = sunspots.training(
        model, order, hidden=hidden, epochs=max(epochs), seed=seed, numbers=_numbers(1700, first - 1)
    )
    return [_on_block(forecaster, first) for step in steps if step.index + 1 in epochs]


def _before(model, first, **setting):
    return sunspots.learn(model, numbers=_numbers(1700, first - 1), **setting)


def _on_block(forecaster, first):
    forecast = sunspots.ahead_of(forecaster, first, first + 24, 1)[:, 0]
    return sunspots.relative_error(_numbers(first, first + 24), forecast)


def _numbers(first, last):
    return sunspots.series()[1][first - 1700 : last - 1699]


def akaike(root, most=MOST_YEARS):
    """Akaike's criterion n ln(mean square) + 2 (order + 1) of linear autoregressions of order 1 … ``most``.

    All on the same years: those that a window of ``most`` years reaches, up to 1920.
    """
    g = np.sqrt(_numbers(1700, LAST)) if root else _numbers(1700, LAST)
    criterion = []
    for order in range(1, most + 1):
        X, y = sunspots.windows(g[most - order :], order)
        X = np.column_stack([X, np.ones(len(X))])
        left = y - X @ np.linalg.lstsq(X, y, rcond=None)[0]
        criterion.append(len(y) * np.log(np.mean(left**2)) + 2 * (order + 1))
    return np.array(criterion)


def compete(row, seeds=SEEDS, **grid):
    """What `measured` keeps of one of `ROWS`: "setting", "validation" by setting, "errors" (seeds, periods, horizons).

    The later years are looked at with the chosen setting alone; of equals the first is chosen.
    """
    model = "linear √" if row == AKAIKE else row
    settings, validation = validation_errors(model, **grid)
    best = akaike(root=True).argmin() if row == AKAIKE else validation.argmin()
    setting = settings[int(best)]
    chances = [{"seed": seed} for seed in range(seeds)] if _by_chance(model) else [{}]
    errors = [
        [sunspots.errors(sunspots.learn(model, **setting, **chance), period) for period in PERIODS]
        for chance in chances
    ]
    return {"setting": setting, "validation": validation, "errors": np.array(errors)}


def standings():
    """Row → "setting", "validation" by setting, and "errors" (seeds, periods, horizons), as stored."""
    stored = measurements(__package__, "sunspots")
    return {row: stored[row] for row in ROWS}


def _by_chance(model):
    return parts(model)[0] in KINDS[1:]
