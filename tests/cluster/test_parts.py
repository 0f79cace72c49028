"""A batch in parts: sizes, the weighted mean, and what can't be done in parts."""

import numpy as np
import pytest
from helpers import refused
from hypothesis import given
from hypothesis import strategies as st

from course_nn import BatchNorm, CrossEntropy, Dense, Dropout, GaussianNoise, ReLU, Sequential
from course_nn.cluster.parts import check_mean, check_parts, mean_of_parts, part_sizes, parts_of
from course_nn.sequence_losses import SequenceCrossEntropy


@pytest.mark.long
@given(st.integers(1, 300), st.integers(1, 40))
def test_parts_are_as_equal_as_may_be(n, count):
    sizes = part_sizes(n, count)
    assert sum(sizes) == n and len(sizes) == min(n, count) and max(sizes) - min(sizes) <= 1 and min(sizes) >= 1


@given(st.integers(1, 40), st.integers(1, 8), st.integers(0, 5))
def test_the_weighted_mean_is_that_of_the_whole(n, count, seed):
    x = np.random.default_rng(seed).normal(size=(n, 3))
    parts = [part for part, _ in parts_of(x, x, count)]
    assert np.array_equal(np.concatenate(parts), x)
    np.testing.assert_allclose(mean_of_parts([p.mean(axis=0) for p in parts], [len(p) for p in parts]), x.mean(axis=0))


def test_as_many_targets_as_examples():
    x = np.ones((4, 2))
    for targets in (3, 5):
        with refused(f"expected a target for each of 4 examples of the batch, got {targets}"):
            parts_of(x, np.ones(targets), 2)
    for batch, name in (((x, 3), "y"), ((3, x), "x"), ((x, None), "y")):
        with refused(f"expected {name} of the batch as an array, got"):
            parts_of(*batch, 2)


def test_the_plain_mean_of_unequal_parts_is_another_number():
    assert mean_of_parts([1.0, 4.0], [2, 1]) == 2.0 != np.mean([1.0, 4.0])
    assert mean_of_parts([np.float32([1]), np.float32([4])], [2, 1]).dtype == np.float32


@pytest.mark.parametrize(
    "means, sizes, said",
    [
        ([1.0, 2.0], [1], "expected a size for each of 2 parts, got 1"),
        ([1.0, 2.0], [1, 0], "expected positive sizes"),
        ([np.ones(2), np.ones(3)], [1, 1], r"expected parts of one shape, got \(2,\) and \(3,\)"),
    ],
)
def test_sizes_that_do_not_fit(means, sizes, said):
    with refused(said):
        mean_of_parts(means, sizes)


def test_what_is_not_the_mean_of_its_parts_is_refused():
    rng = np.random.default_rng(0)
    for layer, said in (
        (BatchNorm(3), "those of a worker's part, not of the batch; take LayerNorm"),
        (Dropout(0.5, rng), "expected layers that draw nothing, got Dropout"),
        (GaussianNoise(0.5, rng), "expected layers that draw nothing, got GaussianNoise"),
    ):
        with refused(said):
            check_parts(Sequential(Dense(2, 3, rng), Sequential(layer)), CrossEntropy())
    for names in ({"generator": rng}, {"rngs": [rng]}, {"of": {"mask": rng}}, {"old": np.random.RandomState(0)}):
        own = ReLU()
        vars(own).update(names)
        with refused("expected layers that draw nothing, got ReLU"):
            check_parts(Sequential(Dense(2, 3, rng), own), CrossEntropy())
    with refused("mean over steps that count"):
        check_parts(Dense(2, 3, rng), SequenceCrossEntropy())
    check_parts(Sequential(Dense(2, 3, rng), ReLU()), CrossEntropy())


def test_batch_normalization_by_parts_would_be_another_gradient():
    """The cause for refusing it, seen: the mean of the parts' gradients is not that of the batch."""
    from course_nn.cluster.data_parallel import gradient_of_part

    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(12, 4)), rng.integers(0, 3, 12)
    for normalized in (True, False):
        layers = [Dense(4, 5, np.random.default_rng(2), dtype=np.float64)]
        layers += [BatchNorm(5, dtype=np.float64)] if normalized else []
        network = Sequential(*layers, ReLU(), Dense(5, 3, np.random.default_rng(3), dtype=np.float64))
        held, theta = (network, CrossEntropy()), network.theta.copy()
        parts = parts_of(x, y, 3)
        mean = mean_of_parts([gradient_of_part(held, theta, *part)[1] for part in parts], [len(p) for p, _ in parts])
        whole = gradient_of_part(held, theta, x, y)[1]
        assert (np.abs(mean - whole).max() < 1e-14) != normalized
        assert not normalized or np.abs(mean - whole).max() > 1e-3


def test_a_sum_is_no_mean():
    check_mean(CrossEntropy(), 1.0, 1.0 + 1e-7)
    with refused("expected a mean over examples, but on the first batch CrossEntropy is 2 and"):
        check_mean(CrossEntropy(), 2.0, 1.0)
