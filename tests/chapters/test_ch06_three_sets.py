"""Three sets of digits, and a network that always starts alike."""

import numpy as np
import pytest

from course_nn import SGD, Adam, CrossEntropy, L2Penalty, data
from course_nn.chapters.ch06_training.three_sets import three_sets, trained


def test_three_sets_share_no_image_and_are_centered_by_the_first():
    X, y, V, v, T, t = three_sets()
    assert (len(X), len(V), len(T)) == (len(y), len(v), len(t)) == (1011, 337, 449)
    assert X.mean(axis=0) == pytest.approx(0, abs=1e-6) and np.abs(V.mean(axis=0)).max() > 0.01
    whole = data.digits()
    place = {image.tobytes(): k for k, image in enumerate(np.round(16 * whole.X).astype(int))}
    mean = -X.min(axis=0)  # every pixel is empty in some image
    found = [[place[np.round(16 * (one + mean)).astype(int).tobytes()] for one in part] for part in (X, V, T)]
    assert len({row for part in found for row in part}) == len(whole)
    for rows, labels in zip(found, (y, v, t), strict=True):
        np.testing.assert_array_equal(whole.y[rows], labels)


def test_what_differs_between_two_trainings_is_what_was_given():
    start, _ = trained(Adam(0.003), epochs=0)
    one, right = trained(Adam(0.003), epochs=1)
    again, same = trained(Adam(0.003), epochs=1)
    np.testing.assert_array_equal(one.theta, again.theta)
    assert right == same > 0.5 and not np.array_equal(start.theta, one.theta)
    for optimizer, settings in ((SGD(0.1), {}), (Adam(0.003), {"penalty": L2Penalty(0.1)})):
        assert not np.array_equal(trained(optimizer, epochs=1, **settings)[0].theta, one.theta)
        np.testing.assert_array_equal(trained(optimizer, epochs=0, **settings)[0].theta, start.theta)
    _, _, V, v, _, _ = three_sets()
    assert right == CrossEntropy().accuracy(one(V), v)
