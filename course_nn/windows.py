"""The windows onto the chapters: `course_nn.widgets` shows their instruments, `course_nn.exercises` their exercises.

What a chapter has stands at its door, in the ``__init__`` of its folder, by name::

    INSTRUMENTS = ("optimizer_race", "momentum_map")
    EXERCISES = ("momentum_step",)

The objects themselves are in its ``instruments.py`` and ``exercises.py``, which are loaded when one of their names is
first asked for: a notebook that moves one chapter's instruments loads no other chapter. With
``__getattr__, __dir__ = themes(__name__)`` at its door a chapter's themes are there by name as well,
``ch05_optimizers.momentum_map``.
"""

import importlib
import importlib.util
import pkgutil
from collections.abc import Mapping
from functools import cached_property
from itertools import chain

from ._checks import describe


class Window(Mapping):
    """Name → object, in the order of the chapters: their ``what``, which ``find(module, name)`` picks in a module."""

    def __init__(self, what, find=getattr):
        self.what, self.find, self.own = what, find, {}

    @cached_property
    def rooms(self):
        """Name → the package of the chapter that has it. The chapters' doors are opened for it, nothing behind them."""
        chapters = importlib.import_module(f"{__package__}.chapters")
        rooms = {}
        for folder in sorted(info.name for info in pkgutil.iter_modules(chapters.__path__) if info.ispkg):
            room = f"{chapters.__name__}.{folder}"
            names = getattr(importlib.import_module(room), self.what.upper(), ())
            if isinstance(names, str):
                raise ValueError(f"{room}: expected {self.what.upper()} as a tuple of names; write ({names!r},)")
            for name in names:
                if name in rooms:
                    raise ValueError(f"{name!r} stands among the {self.what} of {rooms[name]} and of {room}")
                rooms[name] = room
        return rooms

    def add(self, one):
        """Take one from a notebook of your own, under its ``name``; a second one of that name replaces the first."""
        name = getattr(one, "name", None)
        if not isinstance(name, str):
            raise TypeError(f"{self.what}: expected something with a name, got {describe(one)}")
        if name in self.rooms:
            raise ValueError(f"{self.what}: {name!r} stands in chapter {self.chapter(name):02d}; choose another name")
        self.own[name] = one

    def __getitem__(self, name):
        if name in self.own:
            return self.own[name]
        where = f"{self.rooms[name]}.{self.what}"
        try:
            module = importlib.import_module(where)
        except AttributeError as error:  # which would read as if only the name were missing
            raise ImportError(f"{where} can't be loaded: {error}") from error
        try:
            return self.find(module, name)
        except AttributeError:
            raise ValueError(f"{name!r} is promised at the door of {self.rooms[name]}, and {where} has none") from None

    def __iter__(self):
        return chain(self.rooms, self.own)

    def __len__(self):
        return len(self.rooms) + len(self.own)

    def __repr__(self):
        return f"<{len(self)} {self.what}: {', '.join(self)}>"

    def chapter(self, name):
        """The number of the chapter that has it."""
        return int(self.rooms[name].rpartition(".ch")[2][:2])


def by_name(module, name):
    """The object of a module whose attribute ``name`` is that."""
    for one in vars(module).values():
        if getattr(one, "name", None) == name:
            return one
    raise AttributeError(name)


def themes(room):
    """The ``__getattr__`` and ``__dir__`` of a chapter's package: the modules of its folder, loaded when asked for."""

    def attribute(name):
        module = f"{room}.{name}"
        if not name.isidentifier() or importlib.util.find_spec(module) is None:
            raise AttributeError(f"module {room!r} has no attribute {name!r}")
        return importlib.import_module(module)

    def names():
        modules = (info.name for info in pkgutil.iter_modules(importlib.import_module(room).__path__))
        return sorted(["EXERCISES", "INSTRUMENTS", *modules])

    return attribute, names
