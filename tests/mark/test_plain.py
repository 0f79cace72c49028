"""What counts as a plain result."""

import enum
from collections import OrderedDict, namedtuple

import numpy as np
import pytest

from course_nn.mark.plain import plain


class Tensor:
    def __init__(self, *entries):
        self.entries = entries

    def __array__(self, dtype=None, copy=None):
        return np.array(self.entries, dtype)


class Bad:
    def __array__(self, dtype=None, copy=None):
        raise RuntimeError


class Half(float):
    def __float__(self):
        return 7.0


Shape = namedtuple("Shape", "n d")
Color = enum.Enum("Color", {"RED": "red"}, type=str)


@pytest.mark.parametrize(
    "value, expected",
    [
        (Shape(2, Half(0.5)), (2, 0.5)),
        ([Shape(1, 2), {"a": Shape(3, 4)}], [(1, 2), {"a": (3, 4)}]),
        (OrderedDict(b=1, a=2), {"b": 1, "a": 2}),
        (enum.IntEnum("Count", "ONE").ONE, 1),
        (Color.RED, "red"),
    ],
    ids=repr,
)
def test_what_is_made_of_a_plain_type_is_one(value, expected):
    found = plain(value)
    assert found == expected and type(found) is type(expected) and repr(found) == repr(expected)


def test_what_says_how_it_is_an_array_is_one():
    found = plain((Tensor(1.0, 2.0), 3))
    assert type(found) is tuple and type(found[0]) is np.ndarray and found[0].tolist() == [1.0, 2.0]


def test_everything_else_is_left_as_it_is():
    masked, deep = np.ma.masked_array([1.0, 2.0], [True, False]), [1]
    for _ in range(50):
        deep = [deep]
    for value in (None, True, ..., np.float32(1), masked, Bad(), Tensor(None, "x"), Tensor, len):
        assert plain(value) is value
    assert plain(deep) == deep
