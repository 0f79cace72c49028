"""What takes minutes to measure and is stored with the course, in the folder ``measured`` of a chapter."""

import json
from functools import cache
from importlib.resources import as_file, files

import numpy as np


@cache
def measurements(room, name):
    """The measurements of ``measured/<name>.json`` in a package: a dict whose lists of numbers are arrays.

    ``room`` is the package that holds the folder; a chapter's module writes ``measurements(__package__, "rates")``.
    """
    text = files(room).joinpath("measured", f"{name}.json").read_text(encoding="utf-8")
    return {key: _array(value) for key, value in json.loads(text).items()}


def _array(value):
    if isinstance(value, dict):
        return {key: _array(one) for key, one in value.items()}
    return np.array(value) if isinstance(value, list) else value


def stored_arrays(room, name):
    """Name → array of ``measured/<name>.npz`` in a package, such as the θ of a network that took long to train."""
    with as_file(files(room).joinpath("measured", f"{name}.npz")) as path, np.load(path) as stored:
        return dict(stored)
