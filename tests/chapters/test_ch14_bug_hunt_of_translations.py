"""The five translations: in which calls each is wrong, over several seeds; the right one in none."""

import itertools

import numpy as np
import pytest

from course_nn.chapters.ch14_frameworks import bug_hunt_of_translations as hunt
from course_nn.conventions import load_weights
from course_nn.layers import GRU

#: Letter → whether it is wrong, by d_in, units, steps, and whether there is a second bias.
WRONG = {
    "A": lambda d_in, units, steps, second: d_in != units,
    "B": lambda d_in, units, steps, second: units > 1 and steps > 1,
    "C": lambda d_in, units, steps, second: False,
    "D": lambda d_in, units, steps, second: second,
    "E": lambda d_in, units, steps, second: True,
}


@pytest.mark.parametrize("letter", WRONG)
def test_each_is_wrong_where_its_kind_is_and_nowhere_else(letter):
    translation = hunt.suspects()[letter]
    for call in itertools.product((1, 2, 3, 5), (1, 2, 3, 4), (1, 2, 6), (True, False)):
        for seed in range(3):
            off = hunt.tried(translation, np.random.default_rng(seed), *call)
            assert off > 1e-3 if WRONG[letter](*call) else off < 1e-12, (call, seed, off)


def test_no_two_are_wrong_in_the_same_calls_of_the_hint():
    calls = [{"d_in": 3, "units": 3}, {"d_in": 2, "units": 3}, {"steps": 1}, {"steps": 5}, {"second_bias": False}]
    seen = {
        letter: tuple(hunt.tried(one, np.random.default_rng(0), **call) > 1e-6 for call in calls)
        for letter, one in hunt.suspects().items()
    }
    assert len(set(seen.values())) == 5
    assert [sum(one) for one in seen.values()] == [1, 4, 0, 4, 5]
    assert [letter for letter, one in seen.items() if not any(one)] == ["C"], "one suspect is right in all"
    assert [letter for letter, one in seen.items() if all(one)] == ["E"], "and one is wrong in all of them"


def test_no_fault_makes_an_error_or_another_shape():
    rng = np.random.default_rng(0)
    for d_in, units in itertools.product(range(1, 6), repeat=2):
        arrays = (rng.normal(size=shape) for shape in ((d_in, 3 * units), (units, 3 * units), (2, 3 * units)))
        kernel, recurrent, bias = arrays
        for translation in hunt.suspects().values():
            before = [one.copy() for one in (kernel, recurrent, bias)]
            shapes = [one.shape for one in translation(kernel, recurrent, bias)]
            assert shapes == [(d_in, 3 * units), (units, 3 * units), (3 * units,), (units,)]
            assert all(np.array_equal(a, b) for a, b in zip(before, (kernel, recurrent, bias), strict=True))


def test_the_right_one_is_the_librarys():
    rng = np.random.default_rng(1)
    kernel, recurrent, bias = (rng.normal(size=shape) for shape in ((2, 12), (4, 12), (2, 12)))
    layer = GRU(2, 4, rng, dtype=np.float64)
    load_weights(layer, {"kernel": kernel, "recurrent_kernel": recurrent, "bias": bias}, "keras")
    for value, parameter in zip(
        hunt.suspects()["C"](kernel, recurrent, bias), (layer.W, layer.U, layer.b, layer.c), strict=True
    ):
        np.testing.assert_allclose(value, parameter.value, atol=1e-15)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"d_in": 0}, "d_in"),
        ({"units": 2.5}, "units"),
        ({"steps": "many"}, "steps"),
        ({"second_bias": 2}, "second_bias"),
    ],
)
def test_bad_settings_are_refused_by_name(settings, words):
    with pytest.raises((ValueError, TypeError), match=f"tried: {words}"):
        hunt.tried(hunt.suspects()["A"], np.random.default_rng(0), **settings)
