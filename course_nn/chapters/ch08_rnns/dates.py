"""Dates from three notations into one, a translation in small: an encoder reads the date, a decoder writes it anew.

A tenth of the days from 1950 to 2049 are never learned from, in no notation.
"""

import calendar
import datetime
import re
from functools import cache

import numpy as np

from ... import _checks
from ...data.measured import measurements
from ...models import EncoderDecoder
from ...models.encoder_decoder import forced_pairs
from ...optimizers import Adam
from ...schedules import CosineDecay
from ...sequence_losses import SequenceCrossEntropy
from ...text import Alphabet
from ...training import train
from .decoding import copied, own_writer, scores, spelled

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
#: Notation → how it writes a date. The last leaves out the century.
NOTATIONS = {
    "24 Dec 1998": lambda date: f"{date.day} {MONTHS[date.month - 1][:3]} {date.year}",
    "December 24, 1998": lambda date: f"{MONTHS[date.month - 1]} {date.day}, {date.year}",
    "24.12.98": lambda date: f"{date.day:02d}.{date.month:02d}.{date.year % 100:02d}",
}
SHORT = list(NOTATIONS)[-1]
FIRST, LAST = 1950, 2049
SOURCE, TARGET = Alphabet([*MONTHS, "0123456789 ,."]), Alphabet(["0123456789-"])
#: The longest date that can be written, "September 24, 1998", and what is written of it.
LENGTH, WRITTEN = 18, 10
STEPS, SIZE, RATE = 600, 128, 0.01
#: The years that the instrument shows, and how many days of each decade its curve counts.
YEARS, COUNTED = (1900, 2099), 100


def pairs(days, notations):
    """``source, target`` tokens (n, 18) and (n, 10) of days, as `datetime.date` counts them, each in its notation."""
    dates = [datetime.date.fromordinal(int(day)) for day in days]
    texts = [NOTATIONS[how](date) for how, date in zip(notations, dates, strict=True)]
    return SOURCE.encode(texts, LENGTH), TARGET.encode([date.isoformat() for date in dates], WRITTEN)


def days(first, last, seen=None):
    """The days of the years from first to last, as `datetime.date` counts them; those learned from, or the others."""
    every = np.arange(datetime.date(first, 1, 1).toordinal(), datetime.date(last, 12, 31).toordinal() + 1)
    return every if seen is None else every[(every % 10 > 0) == seen]


def untrained(seed=0):
    """The network before `train_dates`: vectors of 24 numbers for each character, 96 units, GRU."""
    rng = np.random.default_rng(_checks.whole(seed, "untrained: seed", low=0))
    return EncoderDecoder(LENGTH, len(SOURCE), len(TARGET), 96, rng, d_embedding=24)


def learning(network, seed=0, steps=STEPS):
    """The iterator of training steps, each on 128 days in any notation: Adam, cosine decay from 0.01, clipped at 1."""
    rng, learned = np.random.default_rng([1, seed]), days(FIRST, LAST, seen=True)

    def batches():
        for _ in range(steps):
            yield forced_pairs(*pairs(rng.choice(learned, SIZE), rng.choice(list(NOTATIONS), SIZE)))

    return train(network, SequenceCrossEntropy(), Adam(CosineDecay(RATE, steps)), batches(), clip_norm=1.0)


def train_dates(seed=0, steps=STEPS):
    """``network, losses``: trained in about seven seconds, and J of each step."""
    network = untrained(seed)
    return network, np.array([step.loss for step in learning(network, seed, steps)])


def unseen(network, n=1000, seed=3):
    """Notation → `scores` on ``n`` days of the trained years that were never learned in any notation."""
    chosen = np.random.default_rng(seed).choice(days(FIRST, LAST, seen=False), n, replace=False)
    return {how: scores(network, *pairs(chosen, [how] * n)) for how in NOTATIONS}


def by_decade(network, notation, n=200, seed=2):
    """The share of dates that is exactly right, of ``n`` days in each decade from 1900 to 2090 on, (20,).

    Of the trained decades only days that were never learned. Without its century a date of others can't be right: NaN.
    """
    exact = []
    for decade in range(YEARS[0], YEARS[1], 10):
        learned = FIRST <= decade <= LAST
        if not learned and notation == SHORT:
            exact.append(np.nan)
            continue
        chosen = days(decade, decade + 9, seen=False if learned else None)
        chosen = np.random.default_rng([seed, decade]).choice(chosen, n, replace=False)
        exact.append(scores(network, *pairs(chosen, [notation] * n))["exact"])
    return np.array(exact)


def other_century(network, notation, n=1000, seed=4):
    """Of days outside the trained years, the share that is written as the same day of the trained century."""
    outside = np.concatenate([days(YEARS[0], FIRST - 1), days(LAST + 1, YEARS[1])])
    chosen = np.random.default_rng(seed).choice(outside, n, replace=False)
    source, target = pairs(chosen, [notation] * n)
    texts = [TARGET.decode(row) for row in target]
    moved = [f"{_century(int(text[:4]))}{text[4:]}" for text in texts]
    return float(
        np.mean([TARGET.decode(row) == one for row, one in zip(network.decode(source, 12), moved, strict=True)])
    )


@cache
def _stored():
    return copied(untrained(), __package__, "dates")


def trained():
    """A new copy of the network that `train_dates` gave for seed 0, its θ rounded to half precision."""
    return _stored().copy()


def measured():
    """What `measured/measure_shapes.py` found with each of its seeds."""
    return measurements(__package__, "dates")


def translate(network=None):
    """The instrument's compute: a day in a notation, or what is ``typed``, → what the network writes of it.

    "right" is None where what is typed is no date in one of the three notations. "asked" is the year of the slider
    where the text, without its century, stands for another one; else None. "own": the network is the reader's,
    of which this takes a copy: more training shows after opening it again.
    """
    own = network is not None
    network = own_writer(network, _stored, SOURCE, TARGET, "dates")
    exact = {how: by_decade(network, how, COUNTED) for how in NOTATIONS}
    return lambda notation, year, day, typed: _translated(network, exact, notation, year, day, typed) | {"own": own}


def _translated(network, exact, notation, year, day, typed):
    date = datetime.date(year, 1, 1) + datetime.timedelta(min(day, 365 + calendar.isleap(year)) - 1)
    text = typed or NOTATIONS[notation](date)
    right, notation = read(text) if typed else (date, notation)
    tokens, p = spelled(network, SOURCE.encode([text])[0], WRITTEN + 2)
    if right is not None and notation == SHORT:
        right = right.replace(year=_century(right.year))
    return {
        "text": text,
        "right": None if right is None else right.isoformat(),
        "tokens": tokens,
        "wrote": TARGET.decode(tokens),
        "p": p,
        "symbols": TARGET.symbols,
        "notation": notation,
        "year": None if right is None else right.year,
        "asked": None if typed or right.year == year else year,
        "exact": exact.get(notation),
    }


def read(text):
    """``date, notation`` of a text in one of the three notations, with years from 1900 to 2099; or None, None."""
    parts = re.findall(r"\w+", text)
    if len(parts) == 3:
        for notation, (day, month, year) in zip(NOTATIONS, (parts, (parts[1], parts[0], parts[2]), parts), strict=True):
            date = _date(day, month, _century(int(year)) if notation == SHORT and year.isdigit() else year)
            if date is not None and YEARS[0] <= date.year <= YEARS[1] and NOTATIONS[notation](date) == text:
                return date, notation
    return None, None


def _date(day, month, year):
    """The date, or None; the month as a number, or by its name or the first three letters of it."""
    numbers = {name: k for k, one in enumerate(MONTHS, 1) for name in (one, one[:3], f"{k:02d}")}
    try:
        return datetime.date(int(year), numbers[month], int(day))
    except (ValueError, KeyError, OverflowError):
        return None


def _century(year):
    """The trained year with the same last two digits."""
    return FIRST + (year - FIRST) % 100
