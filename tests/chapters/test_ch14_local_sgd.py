"""Local SGD on digits: what the stored errors say, and a part of them again."""

import numpy as np

from course_nn.chapters.ch14_frameworks import local_sgd as theme


def test_the_halves_have_no_digit_in_common():
    X, y, X_test, y_test = theme.halves()
    assert len(X) + len(X_test) == 1797 and len(y) == len(X) and len(y_test) == len(X_test)


def test_sorted_batches_give_each_worker_few_classes():
    X, y, _, _ = theme.halves()
    rows = list(theme.sorted_batches(X, y, np.random.default_rng(0), 4))
    assert len(rows) == len(X) // theme.BATCH
    for i in range(4):
        assert len(np.unique(np.concatenate([labels[16 * i : 16 * (i + 1)] for _, labels in rows]))) <= 4


def test_a_part_of_the_measurement_again():
    stored = theme.measured()
    for every, workers, by_class in ((20, 4, False), (420, 2, True)):
        name = "by_class" if by_class else "shuffled"
        kept = stored[name][theme.EVERY.index(every), theme.WORKERS.index(workers), 1]
        assert abs(theme.share_wrong(every, workers, 1, by_class) - kept) < 0.02


def test_with_shuffled_data_little_is_lost_and_by_class_much():
    stored = theme.measured()
    shuffled, by_class = (stored[name].mean(axis=2) for name in ("shuffled", "by_class"))
    assert shuffled.shape == by_class.shape == (len(theme.EVERY), len(theme.WORKERS))
    assert np.abs(shuffled - shuffled[0]).max() < 0.005, "shuffled: nearly nothing, even by one mean at the end"
    assert (np.diff(by_class, axis=0) > 0).all(), "by class: the more, the more steps lie between two means"
    assert (by_class[-1] > shuffled[-1] + 0.2).all()
    assert np.abs(by_class[0] - shuffled[0]).max() < 0.005, "with a mean after every step it does not matter"
