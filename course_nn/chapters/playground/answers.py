"""What the page asks for, and what is done then: name of the message → `Answer`."""

from typing import Any, NamedTuple

from ... import _checks
from .code_export import as_code
from .flow import one_example
from .options import OPTIONS
from .own_points import arrays_from_csv
from .pictures import picture
from .player import SPEEDS
from .presets import PRESETS
from .race import Race
from .run import Run
from .settings import OWN
from .state_string import from_string
from .sweep import Sweep
from .words import place_words, unit_words

#: In words, the kinds of what a message brings.
KINDS = {
    dict: "names and values",
    list: "a list",
    str: "a text",
    int: "a whole number",
    float: "a number",
    bool: "True or False",
}
MAYBE = type(None)
#: What a slider moves.
SLIDERS = {name for name, option in OPTIONS.items() if isinstance(option, dict) and option.get("kind") == "number"}
ANSWERS = {}


class Answer(NamedTuple):
    """``act(playground, **fields)``; the kinds of its fields; whether it changes the run, which ends a race or sweep;
    and whether there is something new to show after it."""

    act: Any
    fields: dict
    changes: bool
    shows: bool


def on(message, /, *, changes=False, shows=True, **fields):
    """The function below answers the message of this name."""

    def put(act):
        kinds = {field: kind if isinstance(kind, tuple) else (kind,) for field, kind in fields.items()}
        ANSWERS[message] = Answer(act, kinds, changes, shows)
        return act

    return put


def answer(p, message):
    """Do what a message asks for, with all that it brings checked before; whether there is something new to show."""
    if not isinstance(message, dict):
        raise ValueError(f"the page's message: expected names and values, got {_checks.describe(message)}")
    name = _checks.one_of(message.get("do"), ANSWERS, "the page's message")
    one = ANSWERS[name]
    given = {field: _of_kind(message.get(field), kinds, f"{name}: {field}") for field, kinds in one.fields.items()}
    if name not in ("set", "points", "place", "unit"):
        p.rest()
    one.act(p, **given)
    if one.changes:
        p.end_aside()
    return one.shows


def _of_kind(value, kinds, name):
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        names = " or ".join(KINDS[kind] for kind in kinds if kind is not MAYBE)
        raise ValueError(f"{name}: expected {names}, got {_checks.describe(value)}")
    return value


@on("play")
def _play(p):
    p.play()


@on("pause")
def _pause(p):
    p.pause()


@on("left")
def _left(p):
    p.pause()


@on("step")
def _step(p):
    p.one("update")


@on("epoch")
def _epoch(p):
    p.one("epoch")


@on("reset")
def _reset(p):
    p.pause()
    (p.aside or p.run).reset()


@on("undo", changes=True)
def _undo(p):
    p.run.undo()
    p.pause()


@on("new seed", changes=True)
def _new_seed(p):
    p.run.change(seed=(p.run.settings.seed + 1) % 1_000_000)


@on("set", changes=True, values=dict)
def _set(p, values):
    p.change(("set", *values) if SLIDERS.issuperset(values) else None, **values)


@on("layers", changes=True, hidden=list)
def _layers(p, hidden):
    p.run.change(hidden=hidden)


@on("edit", changes=True, path=list, value=(int, float))
def _edit(p, path, value):
    p.run.edit(path, value)


@on("points", changes=True, own=list, stroke=(int, MAYBE))
def _points(p, own, stroke):
    p.change(stroke if stroke is None else ("points", stroke), data=OWN, own=own)


@on("csv", changes=True, text=str)
def _csv(p, text):
    p.take(*arrays_from_csv(text, p.run.settings.problem))


@on("preset", changes=True, name=str)
def _preset(p, name):
    preset = PRESETS[_checks.one_of(name, PRESETS, "preset")]
    p.replace(Run(preset.settings))
    p.question = preset.question


@on("load", changes=True, text=str)
def _load(p, text):
    p.replace(from_string(text))


@on("speed", value=str)
def _speed(p, value):
    p.player.speed = _checks.one_of(value, SPEEDS, "speed")


@on("flow", on=bool)
def _flow(p, on):
    p.flow = on


@on("unit", shows=False, layer=int, unit=int)
def _unit(p, layer, unit):
    p.say("unit", layer=layer, unit=unit, text=unit_words(p.run, layer, unit))


@on("place", shows=False, x=(int, float), y=(int, float))
def _place(p, x, y):
    p.say("place", text=place_words(p.run, x, y))


@on("example", shows=False, index=(int, MAYBE))
def _example(p, index):
    if index is None:
        return p.say("example", index=None)
    found = one_example(p.run, index).plain()
    p.pause()
    p.say("example", index=index, number=p.player.sent, **found)


@on("string", shows=False)
def _string(p):
    p.say("string", text=p.string)


@on("code", shows=False)
def _code(p):
    p.say("code", text=as_code(p.run))


@on("picture", shows=False)
def _picture(p):
    p.say("picture", [picture(p.run)])


@on("animation", on=bool)
def _animation(p, on):
    p.record() if on else p.send_animation()


@on("race", optimizers=(list, MAYBE))
def _race(p, optimizers):
    race = None if optimizers is None else Race(p.run.settings, optimizers)
    p.pause()
    p.end_aside()
    p.aside = race


@on("sweep", rows=(list, MAYBE), columns=(list, MAYBE), updates=(int, MAYBE))
def _sweep(p, rows, columns, updates):
    sweep = None
    if rows is not None:
        for axis in (rows, columns):
            if not isinstance(axis, list) or [type(part) for part in axis] != [str, list]:
                raise ValueError(f"sweep: expected the name of a setting and its values, got {axis!r:.60}")
        sweep = Sweep(p.run.settings, rows, columns, updates)
    p.pause()
    p.end_aside()
    p.aside = sweep


@on("check", shows=False)
def _check(p):
    p.say("task", text=p.checked())


@on("hint", shows=False)
def _hint(p):
    p.say("task", text=p.hinted())
