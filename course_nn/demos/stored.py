"""Numbers that take minutes to measure, and are stored with the course; tools/measure_chapter*.py make them."""

import json
from functools import cache
from importlib.resources import files

import numpy as np


@cache
def stored(name):
    """The measurements of ``measured/<name>.json``: a dict whose lists of numbers are arrays."""
    text = files("course_nn.demos").joinpath("measured", f"{name}.json").read_text(encoding="utf-8")
    return {key: _array(value) for key, value in json.loads(text).items()}


def _array(value):
    if isinstance(value, dict):
        return {key: _array(one) for key, one in value.items()}
    return np.array(value) if isinstance(value, list) else value
