"""The windows onto the chapters: `course_nn.widgets` shows their instruments, `course_nn.exercises` their exercises.

What a chapter has stands at its door, in the ``__init__`` of its folder, by name::

    INSTRUMENTS = ("optimizer_race", "momentum_map")
    EXERCISES = ("momentum_step",)

The objects themselves are in its ``instruments.py`` and ``exercises.py``, which are loaded when one of their names is
first asked for: a notebook that moves one chapter's instruments loads no other chapter. With ``__getattr__ =
themes(__name__)`` at its door a chapter's themes are there by name as well, ``ch05_optimizers.momentum_map``.
"""

import importlib
import importlib.util
import pkgutil
from collections.abc import Mapping
from functools import cached_property


class Window(Mapping):
    """Name → object, in the order of the chapters: their ``what``, each found by its attribute ``called``."""

    def __init__(self, what, called):
        self.what, self.called = what, called

    @cached_property
    def rooms(self):
        """Name → the package of the chapter that has it. The chapters' doors are opened for it, nothing behind them."""
        chapters = importlib.import_module(f"{__package__}.chapters")
        rooms = {}
        for folder in sorted(info.name for info in pkgutil.iter_modules(chapters.__path__) if info.ispkg):
            room = f"{chapters.__name__}.{folder}"
            for name in getattr(importlib.import_module(room), self.what.upper(), ()):
                if name in rooms:
                    raise ValueError(f"{name!r} stands among the {self.what} of {rooms[name]} and of {room}")
                rooms[name] = room
        return rooms

    def __getitem__(self, name):
        module = importlib.import_module(f"{self.rooms[name]}.{self.what}")
        for one in vars(module).values():
            if getattr(one, self.called, None) == name:
                return one
        raise ValueError(f"{name!r} is promised at the door of {self.rooms[name]}, and {module.__name__} has none")

    def __iter__(self):
        return iter(self.rooms)

    def __len__(self):
        return len(self.rooms)

    def chapter(self, name):
        """The number of the chapter that has it."""
        return int(self.rooms[name].rpartition(".ch")[2][:2])


def themes(room):
    """The ``__getattr__`` of a chapter's package: a module of its folder, loaded when it is first asked for."""

    def attribute(name):
        module = f"{room}.{name}"
        if not name.isidentifier() or importlib.util.find_spec(module) is None:
            raise AttributeError(f"module {room!r} has no attribute {name!r}")
        return importlib.import_module(module)

    return attribute
