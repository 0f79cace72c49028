"""Measure what the chapter predicts; about a quarter of an hour on one core.

    OMP_NUM_THREADS=1 python -m course_nn.chapters.ch12_bayesian.measured.measure_predictions [unit_count …]

Writes ``unit_count``, ``predictive_bands``, ``class_uncertainty``, ``sunspot_bands`` and ``line_and_units`` (.npz)
beside it, which are part of the course: rounded. With names behind it, those alone.
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from ....bayes import VariableDraws, VariablePrior, VariableSampler, rhat
from .. import class_uncertainty, line_and_units, methods_compared, predictive_bands, sunspot_bands
from .. import unit_count as count_theme
from .measure_architecture import NOISE, line, plane

FOLDER = Path(__file__).resolve().parent


def counting_chain(place, truth, alpha, chain):
    """A sampler before data of a known network, at a draw from the prior, one of its own for each chain."""
    rng = np.random.default_rng([truth, 0])  # the data are those of the first run of ``recovery``
    X, f = {"plane": plane, "line": line}[place](truth, rng)
    y = f + NOISE * rng.standard_normal(len(f))
    own = np.random.default_rng([12, 4, count_theme.PLACES.index(place), truth, round(100 * alpha), chain])
    return VariableSampler(VariablePrior(X.shape[1], count_theme.LARGEST, alpha), X, y, own)


def counted(place, truth, alpha):
    """M along the followed chain, and the shares of each M in the chains of the long run."""
    followed = counting_chain(place, truth, alpha, 0)
    trace = [followed.draw.units, *(draw.units for draw in followed.sweeps(count_theme.STEPS * count_theme.THIN))]
    shares = [
        counting_chain(place, truth, alpha, 1 + chain)
        .sample(count_theme.KEPT, burn_in=count_theme.LEFT_OUT)
        .probabilities()[0]
        for chain in range(count_theme.CHAINS)
    ]
    return trace, shares


def unit_count():
    every = []
    for place in count_theme.PLACES:
        for truth in count_theme.TRUTHS:
            every.append([counted(place, truth, alpha) for alpha in count_theme.ALPHAS])
            print(place, truth, "units", np.round(np.mean(every[-1][2][1], axis=0), 3), flush=True)
    sides = len(count_theme.PLACES), len(count_theme.TRUTHS), len(count_theme.ALPHAS)
    traces = np.array([[trace for trace, _ in row] for row in every], np.int8)
    shares = np.array([[share for _, share in row] for row in every], np.float32)
    keep("unit_count", traces=traces.reshape(*sides, -1), shares=shares.reshape(*sides, *shares.shape[2:]))


def bands():
    theme, every = predictive_bands, []
    for truth in methods_compared.TRUTHS:
        for seed in range(theme.SEEDS):
            one = methods_compared.problem(truth, seed)
            for method in theme.METHODS:
                mean, f, y = theme.told(method, one, seed)
                every.append(np.vstack([mean, f, y]).astype(np.float32))
            print(truth, seed, flush=True)
    sides = len(methods_compared.TRUTHS), theme.SEEDS, len(theme.METHODS)
    keep("predictive_bands", told=np.array(every).reshape(*sides, *every[0].shape))


def classes():
    theme = class_uncertainty
    chains = np.array([theme.chain(number) for number in range(theme.CHAINS)])
    tops = [theme.climbed(theta) for theta in chains[:, ::50].reshape(-1, theme.model().size)]
    values = [theme.model().target(theta)[0] for theta in tops]
    p = np.array([theme.model().probabilities(one, theme.inputs(theme.plane()[::23]))[..., 1:] for one in chains])
    told = max(float(rhat(p[:, :, k, c])) for k in range(p.shape[2]) for c in range(2))
    print("tops", np.sort(values).round(2), "R-hat of p at most", round(told, 3), flush=True)
    keep("class_uncertainty", chains=chains.astype(np.float32), plug_in=tops[int(np.argmax(values))])


def sunspots():
    theme = sunspot_bands
    draws = VariableDraws.side_by_side([theme.chain(number) for number in range(theme.CHAINS)])
    told = [rhat(draws.f(X)).max() for X in (theme.learned_from()[0][::10], theme.forecast_inputs())]
    print("P(M)", draws.probabilities().round(2).tolist(), "R-hat of f at most", np.round(told, 4), flush=True)
    every = [theme.simulated(method, draws) for method in theme.METHODS]
    ends = np.array([np.quantile(one, theme.ENDS, axis=0) for one in every])  # (methods, ends, horizons, years)
    with_units = np.repeat(draws.units.ravel() > 0, theme.EACH)
    parts = every[0], every[1][~with_units], every[1][with_units]
    widths = [
        np.ptp(np.quantile(one, theme.ENDS[:: len(theme.ENDS) - 1], axis=0), axis=0).mean(axis=1) for one in parts
    ]
    found = {"units": draws.probabilities(), "rhat": np.array(told), "widths": np.array(widths)}
    keep("sunspot_bands", ends=np.moveaxis(ends, 1, 2).astype(np.float32), **found)


def lines():
    theme, found = line_and_units, {}
    for case, inputs in theme.CASES.items():
        draws = VariableDraws.side_by_side([theme.chain(case, number) for number in range(theme.CHAINS[case])])
        every = np.array([theme.effects(draws, k) for k in range(1, len(inputs) + 1)])
        by_chain = every.reshape(*every.shape[:2], draws.chains, -1, len(theme.AT))[..., ::8]
        told = [max(float(rhat(one[i, :, :, k])) for one in by_chain for k in (0, 1, 4, 5)) for i in range(3)]
        print(case, draws.probabilities().round(2).tolist(), "R-hat of the parts", np.round(told, 3), flush=True)
        ends = np.moveaxis(np.quantile(every, theme.ENDS, axis=2), 0, 2)  # (inputs, parts, ends, places)
        bent = theme.away_from_chord(every[:, theme.PARTS.index("both"), draws.units.ravel() > 0])
        bends = np.moveaxis(np.quantile(bent, theme.ENDS, axis=1), 0, 1).round(6)  # (inputs, ends, places)
        found |= {f"{case} effects": ends.astype(np.float32), f"{case} units": draws.probabilities()}
        found |= {f"{case} bends": bends.astype(np.float32), f"{case} rhat": np.array(told)}
    keep("line_and_units", **found)


def keep(name, **arrays):
    np.savez_compressed(FOLDER / f"{name}.npz", **arrays)
    print(name, "kept", flush=True)


MEASURED = {
    "unit_count": unit_count,
    "predictive_bands": bands,
    "class_uncertainty": classes,
    "sunspot_bands": sunspots,
    "line_and_units": lines,
}

if __name__ == "__main__":
    for one in sys.argv[1:] or MEASURED:
        MEASURED[one]()
