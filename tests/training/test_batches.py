"""Mini-batches: every example once in each pass, shuffled anew, the data left alone, bad calls."""

import numpy as np
from bad_calls import LABELS, NAN, X, each_call
from example_training import data
from helpers import refused
from hypothesis import given
from hypothesis import strategies as st

from course_nn import batches


@given(st.integers(1, 30), st.integers(1, 40), st.booleans())
def test_every_example_comes_once_in_each_pass(n, size, shuffled):
    X = np.arange(3 * n).reshape(n, 3)
    feed = batches(X, X[:, 0], size, np.random.default_rng(0) if shuffled else None, shuffle=shuffled)
    for _ in range(3):
        parts = list(feed)
        assert len(parts) == len(feed) == -(-n // size)
        assert all(len(x) == len(y) == size for x, y in parts[:-1]) and 1 <= len(parts[-1][0]) <= size
        assert [len(x) for x, _ in parts] == feed.sizes
        assert all((x[:, 0] == y).all() for x, y in parts)
        seen = np.concatenate([x for x, _ in parts])
        np.testing.assert_array_equal(seen[np.argsort(seen[:, 0])], X)
        if not shuffled or size >= n:
            np.testing.assert_array_equal(seen, X)


def test_batches_are_shuffled_anew_and_by_seed():
    X = np.arange(50)
    feed = batches(X, X, 10, np.random.default_rng(3))
    first, second = ([list(x) for x, _ in feed] for _ in range(2))
    again = [list(x) for x, _ in batches(X, X, 10, np.random.default_rng(3))]
    assert first != second and first == again


def test_without_a_generator_they_are_shuffled_alike_in_each_call():
    X = np.arange(50)
    first, again = (batches(X, X, 10) for _ in range(2))
    passes = [[list(x) for x, _ in feed] for feed in (first, first, again, again)]
    assert passes[0] == passes[2] and passes[1] == passes[3] and passes[0] != passes[1]
    assert passes[0] == [list(x) for x, _ in batches(X, X, 10, np.random.default_rng(0))]
    once = np.concatenate(passes[0])
    assert sorted(once) == list(range(50)) != list(once)
    assert batches(X, X, 10, shuffle=False).rng is None


@given(st.integers(1, 30), st.integers(1, 40), st.booleans())
def test_without_targets_they_are_the_same_examples_alone(n, size, shuffled):
    X = np.arange(3 * n).reshape(n, 3)
    alone, pairs = (
        batches(X, y, size, np.random.default_rng(5) if shuffled else None, shuffle=shuffled) for y in (None, X)
    )
    assert len(alone) == len(pairs) and alone.sizes == pairs.sizes
    for _ in range(2):
        for x, (also, _) in zip(alone, pairs, strict=True):
            np.testing.assert_array_equal(x, also)
            assert type(x) is np.ndarray and not np.shares_memory(x, X)


def test_batches_leave_the_data_alone():
    X, y = data()
    X.flags.writeable = y.flags.writeable = False
    for size in (7, len(X)):  # in parts and whole
        for x, target in batches(X, y, size, np.random.default_rng(0)):
            x += 1  # a batch is the reader's own
            target += 1


BAD_CALLS = {
    "batches": [
        (lambda: batches(NAN, LABELS), "X: expected finite"),
        (lambda: batches(X, LABELS[:-1]), "expected as many targets as examples, got 6 in X and 5 in y"),
        (lambda: batches(X[:0], LABELS[:0]), "X: expected at least one number, got an empty array"),
        (lambda: batches("abc", LABELS), "X: expected real numbers, got 'abc'"),
        (lambda: batches(X, ["a"] * 6), "y: expected real numbers, got <U1 array"),
        (
            lambda: batches(X, 4),
            "y: expected an array of examples, got a single number; write size=4 for batches without",
        ),
        (lambda: batches(X, size=0), "size: expected a whole number at least 1, got 0"),
        (lambda: batches(3.0, 3.0), "X: expected an array of examples, got a single number"),
        (lambda: batches(X, LABELS, 0), "size: expected a whole number at least 1, got 0"),
        (lambda: batches(X, LABELS, 2.5), "size: .* got 2.5"),
        (lambda: batches(X, LABELS, None), "size: .* got None"),
        (lambda: batches(X, LABELS, 2, 0), "rng: expected a numpy.random.Generator"),
        (lambda: batches(X, LABELS, 2, shuffle=1), "shuffle: expected True or False, got 1"),
        (lambda: batches(X, LABELS, 2, np.random.default_rng(0), shuffle=False), "rng: expected none with shuffle"),
    ],
}


@each_call(BAD_CALLS)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()


def test_a_batch_of_everything_keeps_the_order_in_memory():
    X = np.asfortranarray(np.ones((5, 3)))
    ((x, _),) = batches(X, np.zeros(5), 5)
    assert x.flags.f_contiguous and not np.shares_memory(x, X)
