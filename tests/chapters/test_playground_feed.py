"""The batches of a run: those of the library, in an order that can be restored."""

from itertools import islice

import numpy as np
import pytest

from course_nn.chapters.playground.feed import Feed
from course_nn.training import batches


def data(n):
    return np.arange(2.0 * n).reshape(n, 2), np.arange(float(n))[:, None]


def endless(feed):
    while True:
        yield from feed


@pytest.mark.parametrize(("n", "size", "shuffle"), [(10, 3, True), (10, 5, True), (10, 10, True), (10, 4, False)])
def test_they_are_those_of_the_library(n, size, shuffle):
    X, Y = data(n)
    feed = Feed(X, Y, size, shuffle=shuffle, seed=[5, 3])
    theirs = batches(X, Y, size, np.random.default_rng([5, 3]) if shuffle else None, shuffle=shuffle)
    for (x, y), (u, v) in islice(zip(endless(feed), endless(theirs), strict=True), 40):
        np.testing.assert_array_equal(x, u)
        np.testing.assert_array_equal(y, v)


def test_epochs_are_counted_in_examples():
    feed = Feed(*data(10), 4, shuffle=True)
    seen = [feed.epochs] + [feed.epochs for _ in islice(endless(feed), 7)]
    assert seen == [0, 0.4, 0.8, 1.0, 1.4, 1.8, 2.0, 2.4]


def test_how_many_batches_there_are_to_the_end():
    feed = Feed(*data(10), 4, shuffle=False)
    seen = [feed.to_go] + [feed.to_go for _ in islice(endless(feed), 4)]
    assert seen == [3, 2, 1, 3, 2]


def test_what_is_left_over_comes_first_in_the_next_pass():
    feed = Feed(*data(10), 4, shuffle=False, leftover=True)
    given = [y[:, 0].tolist() for _, y in islice(endless(feed), 6)]
    assert given == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 0, 1, 2, 3], [4, 5, 6, 7]]
    assert feed.epochs == 3
    feed = Feed(*data(8), 4, shuffle=False, leftover=True)
    assert [len(y) for _, y in islice(endless(feed), 5)] == [4] * 5


def test_a_larger_batch_than_there_are_examples_is_all_of_them():
    feed = Feed(*data(3), 100, shuffle=True)
    assert [len(y) for _, y in islice(endless(feed), 3)] == [3, 3, 3]
    assert feed.epochs == 3


@pytest.mark.parametrize("leftover", [False, True])
@pytest.mark.parametrize("taken", range(8))
def test_restored_it_goes_on_where_it_stood(taken, leftover):
    made = {"shuffle": not leftover, "leftover": leftover, "seed": 3}
    feed = Feed(*data(10), 3, **made)
    for _ in islice(endless(feed), taken):
        pass
    twin = Feed(*data(10), 3, **made)
    for _ in islice(endless(twin), 5):
        pass
    twin.restore(feed.state())
    assert twin.epochs == feed.epochs
    for (x, _), (u, _) in islice(zip(endless(feed), endless(twin), strict=True), 20):
        np.testing.assert_array_equal(x, u)


def test_looking_at_it_takes_nothing():
    feed = Feed(*data(10), 3, shuffle=True)
    iter(feed), iter(feed)
    assert feed.state()["position"] == 0
