"""How inputs are drawn that nobody has seen."""

import itertools

import numpy as np
import pytest

from course_nn.exercises import draws


@pytest.mark.parametrize("seed", range(5))
def test_the_numbers_are_eighths_whole_ones_small_ones_or_larger_ones(seed):
    rng = np.random.default_rng(seed)
    arrays = [draws.floats(rng, 40, 30) for _ in range(30)]
    assert all((8 * a % 1 == 0).all() and a.dtype == float for a in arrays)
    whole = [a for a in arrays if (a % 1 == 0).all()]
    assert {a.max() for a in whole} == {3} and {a.max() for a in arrays} == {3, 12}
    assert {a.min() for a in arrays} == {-3, -12} and 0 < len(whole) < 30
    for a, b in itertools.pairwise(arrays):
        assert np.array_equal(a @ b.T, a.astype(np.float32) @ b.T.astype(np.float32))


def test_a_case_is_arrays_of_common_sides_and_then_the_rest():
    draw = draws.case("ni io o", draws.number, draws.whole(2, 4), draws.one_of("a", "b"), most=6)
    cases = [draw(np.random.default_rng(seed)) for seed in range(200)]
    for x, W, b, number, whole, letter in cases:
        assert x.shape[1:] == W.shape[:1] and W.shape[1:] == b.shape
        assert type(number) is float and type(whole) is int and letter in "ab"
    assert {len(case[0]) for case in cases} == {case[1].shape[1] for case in cases} == set(range(1, 7))
    assert {case[4] for case in cases} == {2, 3, 4} and {case[5] for case in cases} == {"a", "b"}
    assert draws.case("", draws.whole(7, 7))(np.random.default_rng(0)) == (7,)
