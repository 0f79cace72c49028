"""All exercises by name, in the order of the chapters."""

import importlib
import pkgutil
import re


def _collect():
    package = importlib.import_module(__package__)
    found = {}
    for module in sorted(info.name for info in pkgutil.iter_modules(package.__path__)):
        if not re.fullmatch(r"chapter\d\d", module):
            continue
        for exercise in importlib.import_module(f"{__package__}.{module}").EXERCISES:
            if exercise.name in found:
                raise ValueError(f"two exercises are called {exercise.name!r}")
            found[exercise.name] = exercise
    return found


EXERCISES = _collect()
