"""No control of a page is dead: in each instrument's story it changes what is shown, between two states at least."""

import itertools

import numpy as np
import pytest
from small_instrument import small

from course_nn.widgets import INSTRUMENTS, IntSlider, Slider, Toggle


def dead(it):
    """The controls that change neither picture nor sentence between any two states that differ in them alone.

    Sentences are compared first: they take no drawing.
    """
    states, found = it.states(), []
    for control in it.controls:
        alike = {}
        for state in states:
            others = tuple(repr(state[c.name]) for c in it.controls if c is not control)
            alike.setdefault(others, []).append(state)
        pairs = [pair for group in alike.values() for pair in itertools.combinations(group, 2)]
        if not any(differ(it, *pair) for differ in (sentences_differ, pictures_differ) for pair in pairs):
            found.append(control.name)
    return found


def sentences_differ(it, one, other):
    return it.describe(it.compute(**one)) != it.describe(it.compute(**other))


def pictures_differ(it, one, other):
    first, second = (np.array(it.set(**state).figure.canvas.buffer_rgba()) for state in (one, other))
    return not np.array_equal(first, second)


def test_a_dead_control_is_found():
    a, t, n = Slider("a", "a", 0, 1, 0.5, 0.5), Toggle("t", "t", False), IntSlider("n", "n", 0, 2, 0)
    it = small(lambda a, t, n: a + (n if t else 0), [a, t, n])
    it.story = [{"a": ...}, {"n": [0, 1, 2]}]
    assert dead(it) == ["t", "n"], "n moves only where t is off, and t where n is 0"
    it.story = [{"a": ...}, {"t": True, "n": [0, 1, 2]}, {"t": ..., "n": 1}]
    assert dead(it) == []


@pytest.mark.long
@pytest.mark.parametrize("name", INSTRUMENTS.rooms)
def test_every_control_of_a_story_changes_what_is_shown(name):
    it = INSTRUMENTS[name]()
    assert len(it.states()) == 1 or dead(it) == []
