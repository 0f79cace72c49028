"""Local SGD on digits: what the stored errors say, and a part of them again."""

import numpy as np
import pytest

from course_nn import SGD, CrossEntropy, train
from course_nn.chapters.ch14_frameworks import local_sgd as theme
from course_nn.cluster.parts import parts_of


def test_the_halves_have_no_digit_in_common():
    X, y, X_test, y_test = theme.halves()
    assert len(X) + len(X_test) == 1797 and len(y) == len(X) and len(y_test) == len(X_test)


@pytest.mark.parametrize("workers", theme.WORKERS)
def test_who_has_which_examples(workers):
    """In two epochs: the same ones for each worker, none for two, and by class few of the classes."""
    X, y, _, _ = theme.halves()
    numbers, rng = np.arange(len(X)), np.random.default_rng(0)
    for by_class in (False, True):
        own = theme.shares(y, rng, workers, by_class)
        assert sorted(np.concatenate(own)) == list(numbers)
        first, second = (list(theme.epoch_of(numbers, y, own, rng)) for _ in range(2))
        assert len(first) == len(X) // theme.BATCH and not np.array_equal(first[0][0], second[0][0])
        for epoch in (first, second):
            for i in range(workers):
                parts = [parts_of(*batch, workers)[i] for batch in epoch]
                assert set(np.concatenate([places for places, _ in parts])) <= set(own[i])
                classes = len(np.unique(np.concatenate([labels for _, labels in parts])))
                assert classes <= 10 // workers + 2 if by_class else classes == 10


def test_shuffled_each_worker_meets_what_the_others_had():
    _, feed = theme.problem(2, 0, epochs=20)
    assert len({row.tobytes() for x, y in feed for row in parts_of(x, y, 2)[0][0]}) > 1000


@pytest.mark.long
def test_a_part_of_the_measurement_again():
    stored = theme.measured()
    for every, workers, way in ((20, 4, "shuffled"), (100, 4, "fixed"), (420, 2, "by_class")):
        kept = stored[way][theme.EVERY.index(every), theme.WORKERS.index(workers), 1]
        assert abs(theme.share_wrong(every, workers, 1, way) - kept) < 0.02
    np.testing.assert_allclose(theme.ends(2, 1, "by_class"), stored["by_class_ends"][0, 1], atol=0.02)


def test_with_examples_at_random_little_is_lost_and_by_class_much():
    stored = theme.measured()
    shuffled, fixed, by_class = (stored[way].mean(axis=2) for way in theme.WAYS)
    assert shuffled.shape == by_class.shape == (len(theme.EVERY), len(theme.WORKERS))
    for errors in (shuffled, fixed):
        assert np.abs(errors - errors[0]).max() < 0.01, "nearly nothing, even by one mean at the end"
    assert (np.diff(by_class, axis=0) > 0).all(), "by class: the more, the more steps lie between two means"
    assert (by_class[-1] > fixed[-1] + 0.15).all()
    assert np.abs(by_class[0] - fixed[0]).max() < 0.005, "with a mean after every step it does not matter"


def test_the_distance_is_not_the_cause():
    """Eight workers end as far apart with examples at random; by class the mean is better than each of them."""
    stored = theme.measured()
    fixed, by_class = stored["fixed_ends"], stored["by_class_ends"]
    assert np.abs(fixed[-1, :, 0] / by_class[-1, :, 0] - 1).max() < 0.1
    assert stored["fixed"][-1, -1].max() < 0.05 < 0.5 < stored["by_class"][-1, -1].min()
    assert (stored["by_class"][-1] < by_class[..., 1]).all()


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("workers", theme.WORKERS)
def test_a_worker_with_few_digits_answers_with_them_to_all(workers, seed):
    """Its own it tells, and to nearly all others it says one of its own."""
    start, feed = theme.problem(workers, seed, "by_class")
    _, _, X, y = theme.halves()
    for i in range(workers):
        network, parts = start.copy(), [parts_of(*batch, workers)[i] for batch in feed]
        list(train(network, CrossEntropy(), SGD(theme.RATE), parts))
        digits, counts = np.unique(np.concatenate([labels for _, labels in parts]), return_counts=True)
        mine = digits[counts > 0.2 * counts.max()]
        answers = network(X).argmax(axis=1)
        assert np.isin(answers, digits).mean() > 0.99
        assert (answers == y)[np.isin(y, mine)].mean() > 0.8
