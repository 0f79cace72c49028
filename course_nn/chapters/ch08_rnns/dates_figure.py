"""Dates in a picture: what is written step by step, and how often whole dates are right, by decade."""

import numpy as np

from .dates import COUNTED, FIRST, LAST, WRITTEN, YEARS
from .decoding_figure import agreement, draw_shares, draw_spelled


def draw_dates(figure, result):
    """``result`` of `dates.translate`: left each step's probabilities, right the share of dates right."""
    steps, decades = figure.subplots(1, 2, width_ratios=[1.2, 1])
    verdict = "right" if result["wrote"] == result["right"] else "wrong"
    verdict = ": what it writes of it" if result["right"] is None else f" comes out {verdict}"
    draw_spelled(steps, result, WRITTEN + 2, f"“{result['text']}”{verdict}", result["right"])
    decades.set_title("Dates right to the last digit")
    decades.set(xlim=(YEARS[0], YEARS[1] + 1), ylim=(0, 1))
    name = f"decade; gray: {f'{FIRST} to {LAST}' if result['own'] else 'trained'}"
    if result["asked"] is not None:
        name += f"; {result['year'] % 100:02d}: {result['year']}, not {result['asked']}"
    if result["exact"] is None:
        draw_shares(decades, [], [], None, (FIRST, LAST + 1), name)
        decades.text(
            0.5,
            0.4,
            "no date of 1900 to 2099\nin one of the three notations",
            transform=decades.transAxes,
            ha="center",
            va="top",
        )
        return
    starts = np.arange(YEARS[0], YEARS[1], 10)
    here = result["year"] // 10 * 10
    shown = (starts >= min(FIRST, here)) & (starts <= max(LAST, here))
    draw_shares(decades, starts[shown] + 5, result["exact"][shown], here + 5, (FIRST, LAST + 1), name)


def describe_dates(result):
    """What is written of the date, and how often dates of its decade are right, in a sentence."""
    text, wrote, right = result["text"], result["wrote"] or "nothing", result["right"]
    if right is None:
        return f"Of “{text}”, no date of 1900 to 2099 in one of the three notations, the network writes {wrote}"
    year = result["year"]
    hits = agreement(result["wrote"], right)
    told = "right" if wrote == right else f"right would be {right}, {hits} characters agree"
    if result["asked"] is not None:
        told += f"; {year % 100:02d} is read as {year}, not {result['asked']}"
    decade = year // 10 * 10
    share = result["exact"][(decade - YEARS[0]) // 10]
    new = "" if result["own"] or FIRST <= decade <= LAST else ", which it never learned,"
    return (
        f"Of “{text}” the network writes {wrote}: {told}. Of {COUNTED} dates of the {decade}s{new} so written "
        f"{100 * share:.0f} % come out right"
    )
