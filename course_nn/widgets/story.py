"""The story of an instrument: which of its states are worth a picture, where nothing computes behind the page.

A story is a dict, or a list of dicts, from controls to values; what a dict doesn't name stays at its default::

    story=[{"rate": [0.5, 1, 2], "beta": ..., "kappa": 25}, {"kappa": [1, 5, 100]}]

A list of values is crossed with the other lists of its dict, ``...`` stands for values spread evenly over the control's
own marks, as many as there is room for, and anything else is one value. A dict of values gives names to what can't be
read, as drawings. Whatever the story is, the defaults come first, and each control takes its ends, its options and all
values of the story with the others at their defaults too: so whoever moves one control alone never gets the picture of
another choice, and the story is about what is seen together.
"""

import itertools
import math

import numpy as np

from .. import _checks
from ..plots.powers import printed
from .controls import Choice, IntSlider, Ladder, LogSlider, Slider, Toggle
from .grid import Grid
from .pad import Drawing
from .player import OpenSlider, Steps, is_open
from .word import Word

MOST_STATES = 64  # of an instrument
MOST_VALUES = 24  # of a control
BUDGET = 36  # states, where nothing else is said
FEW = 5  # values of a control that no story names
MOST_ALONE = 9  # of one that moves alone, where no story is


def states(controls, story=None, ends_alone=False):
    """The states worth making: whole dicts of values, the defaults first, none twice.

    Without a story as many controls are crossed as there is room for, players first, then in their order; each of
    the others moves alone. With ``ends_alone`` only what every story has: each control at its ends, each option.
    """
    controls = list(controls)
    told = [_spread(controls, part) for part in checked(controls, story)] or _default(controls)
    named = {name for part in told for name in part}
    alone = [{c.name: _even(c, FEW)} for c in controls if c.name not in named]
    # Where drawings have names, only those that have one can be told apart.
    ends = [{c.name: _options(c) or _ends} for c in controls if not _names(c, story)]
    found = {}
    for part in [{}, *([] if ends_alone else [*told, *alone]), *ends]:
        _add(found, controls, part)
    for c in controls if not ends_alone else []:
        for value in axis(c, list(found.values())):
            _add(found, controls, {c.name: [value]})
    if len(found) > MOST_STATES:
        raise ValueError(f"Instrument: expected a story of at most {MOST_STATES} states, got {len(found)}")
    for c in controls:
        most = len(axis(c, found.values()))
        if most > MOST_VALUES and not is_open(c):
            raise ValueError(f"Instrument: expected a story with at most {MOST_VALUES} values of {c.name}, got {most}")
    return list(found.values())


def checked(controls, story):
    """The parts of a story with every value as compute gets it, or one sentence about what is wrong with it."""
    if story is None:
        return []
    known = {c.name: c for c in controls}
    parts = [story] if isinstance(story, dict) else story
    if not isinstance(parts, list) or not all(isinstance(part, dict) and part for part in parts):
        raise TypeError(f"Instrument: expected story as a dict or a list of dicts, got {_checks.describe(story)}")
    return [
        {
            _checks.one_of(name, known, "Instrument: story"): asked if asked is ... else _cleaned(known[name], asked)
            for name, asked in part.items()
        }
        for part in parts
    ]


def axis(control, states):
    """The values of a control in these states, each once, in its own order."""
    found = {_key(control, state[control.name]): state[control.name] for state in states}
    if isinstance(control, (Slider, IntSlider, LogSlider, Steps, Choice, Toggle)):
        return [found[key] for key in sorted(found)]
    order = {_key(control, value): place for place, value in enumerate(_options(control))}
    return [found[key] for key in sorted(found, key=lambda key: order.get(key, len(order)))]


def text(control, value, story=None):
    """A value as a reader meets it, without its unit."""
    if isinstance(control, Toggle):
        return "on" if value else "off"
    if isinstance(control, Choice):
        return next(read for read, known in control.pairs if _same(known, value))
    if isinstance(control, Grid):
        return control.name_of(value)
    if isinstance(control, Word):
        return value or "nothing"
    if isinstance(control, (IntSlider, Steps)):
        return f"{value:,}".replace("-", "−")
    if isinstance(control, Slider):
        digits = next((d for d in range(7) if abs(round(control.step, d) - control.step) < 1e-12), 7)
        return f"{value:.{digits}f}".replace("-", "−")
    if isinstance(control, LogSlider):
        return printed(f"{value:.4g}")
    return _names(control, story).get(value) or str(value)


def thinned(values, count, default):
    """``count`` of the values in even steps from the first to the last, among them the default."""
    if len(values) <= count:
        return list(values)
    if count < 2:
        return [default]
    places = np.round(np.linspace(0, len(values) - 1, count)).astype(int).tolist()
    place = next((k for k, value in enumerate(values) if _same(value, default)), None)
    if place is not None and place not in places:
        inner = places[1:-1]
        if not inner:
            return [values[0], default, values[-1]]
        nearest = min(inner, key=lambda k: abs(k - place))
        places[places.index(nearest)] = place
    return [values[k] for k in sorted(places)]


# A part, ready to be crossed: control name → a list, or a function from the control and the values of those controls
# that are not open to one.


def _spread(controls, part):
    """A part of a story with so many values for each ``...`` as there is room for."""
    known = {c.name: c for c in controls}
    wide = [name for name, asked in part.items() if asked is ... and not _options(known[name])]
    taken = [len(_options(known[n]) if asked is ... else asked) for n, asked in part.items() if n not in wide]
    room = int((BUDGET / math.prod(taken)) ** (1 / max(1, len(wide))) + 1e-9)
    count = max(2, min(MOST_VALUES, room))
    return {name: _even(known[name], count) if asked is ... else asked for name, asked in part.items()}


def _add(found, controls, part):
    """Add the states of one part to those found, each once."""
    for state in _crossed(controls, part):
        found.setdefault(tuple(_key(c, state[c.name]) for c in controls), state)


def _crossed(controls, part):
    """Whole states of one part: open controls last, as their ends depend on the others."""
    closed = [c for c in controls if not is_open(c)]
    for values in itertools.product(*(_listed(c, part, {}) for c in closed)):
        others = {c.name: value for c, value in zip(closed, values, strict=True)}
        opened = [c for c in controls if is_open(c)]
        for steps in itertools.product(*(_listed(c, part, others) for c in opened)):
            whole = others | {c.name: step for c, step in zip(opened, steps, strict=True)}
            yield {c.name: whole[c.name] for c in controls}


def _listed(control, part, others):
    asked = part.get(control.name, [control.value])
    if callable(asked):
        asked = asked(control, others)
    if is_open(control):  # what lies beyond the end is at the end, as in the instrument
        top = control.top(others)
        asked = list(dict.fromkeys(min(value, top) for value in asked))
    return asked


def _even(control, count):
    if options := _options(control):
        return options
    return lambda control, others: thinned(_positions(control, others), count, control.value)


def _ends(control, others):
    return control.ends(others) if is_open(control) else control.ends()


def _options(control):
    """What is chosen one by one, in order: all of it is made. Empty for what lies in a range."""
    if isinstance(control, (Slider, IntSlider, LogSlider, Ladder, Steps)):
        return []
    if isinstance(control, (Choice, Toggle)):
        return control.ends()
    if isinstance(control, Grid):
        return list(dict.fromkeys([*control.presets.values(), control.value]))
    if isinstance(control, Word):  # its ends are for tests: nobody would type them
        return list(dict.fromkeys([control.value, *control.examples]))
    return list(dict.fromkeys([control.value, *control.ends()]))


def _positions(control, others):
    """All marks of a range, in order."""
    if isinstance(control, LogSlider):
        return control.marks
    if isinstance(control, Choice):
        return [known for _, known in control.pairs]
    if isinstance(control, Steps):
        return range(control.low, control.top(others) + 1)
    marks = math.floor((control.high - control.low) / control.step + 1e-9)
    found = [min(control.low + k * control.step, control.high) for k in range(marks + 1)]
    return list(dict.fromkeys(control.clean(one) for one in (*found, control.high)))


# What is told where no story is.


def _default(controls):
    """One part that crosses what there is room for, and one for each of the others alone."""
    players = [c.name for c in controls if isinstance(c, Steps) and not isinstance(c, OpenSlider)]
    order = sorted(controls, key=lambda c: c.name not in players)
    most = {c.name: len(_options(c)) or _most(c) for c in controls}
    alone = {c.name: most[c.name] if _options(c) else min(FEW, most[c.name]) for c in controls}
    sizes = {}
    for c in order:
        least = most[c.name] if _options(c) else min(most[c.name], 8 if c.name in players else 4)
        if _cost({**sizes, c.name: least}, alone) <= BUDGET:
            sizes[c.name] = least
    growing = [c.name for c in order if c.name in sizes and not _options(c)]
    while growing:  # a player is worth twice as many values
        name = min(growing, key=lambda name: sizes[name] / (2 if name in players else 1))
        bigger = {**sizes, name: sizes[name] + 1}
        if sizes[name] < most[name] and _cost(bigger, alone) <= BUDGET:
            sizes = bigger
        else:
            growing.remove(name)
    single = [c.name for c in controls if c.name not in sizes and not _options(c)]
    while single:  # what room is left is theirs
        name = min(single, key=alone.get)
        bigger = {**alone, name: alone[name] + 1}
        if alone[name] < min(MOST_ALONE, most[name]) and _cost(sizes, bigger) <= BUDGET:
            alone = bigger
        else:
            single.remove(name)
    crossed = {c.name: _even(c, sizes[c.name]) for c in controls if c.name in sizes}
    return [crossed, *({c.name: _even(c, alone[c.name])} for c in controls if c.name not in sizes)]


def _most(control):
    return MOST_VALUES if is_open(control) else min(MOST_VALUES, len(_positions(control, {})))


def _cost(sizes, alone):
    return math.prod(sizes.values()) + sum(count - 1 for name, count in alone.items() if name not in sizes)


# Values.


def _cleaned(control, asked):
    if isinstance(asked, dict):
        asked = list(asked.values())
    values = list(asked) if isinstance(asked, (list, range)) else [asked]
    return [control.clean(value) for value in values]


def _names(control, story):
    """Value → its name, of those to which a story gives names."""
    parts = [story] if isinstance(story, dict) else story or []
    dicts = [part[control.name] for part in parts if isinstance(part.get(control.name), dict)]
    return {control.clean(value): name for one in dicts for name, value in one.items()}


def _key(control, value):
    if isinstance(control, Choice):
        return next(k for k, (_, known) in enumerate(control.pairs) if _same(known, value))
    return bytes(value) if isinstance(value, Drawing) else value


def _same(a, b):
    return a is b or (type(a) is type(b) and bool(np.all(a == b)))
