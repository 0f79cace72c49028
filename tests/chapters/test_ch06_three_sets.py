"""Three sets of digits, and a network that always starts alike."""

import numpy as np
import pytest

from course_nn import SGD, Adam, CrossEntropy, History, L2Penalty, data, fit, load, mlp, train
from course_nn.callbacks.monitors import Checkpoint, EarlyStopping
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


def ten_learned(optimizer):
    """How many of ten images, one of each digit, the network of the chapter gets right after 100 steps."""
    X, y, *_ = three_sets()
    rows = [np.flatnonzero(y == digit)[0] for digit in range(10)]
    network, loss = mlp([64, 64, 10], np.random.default_rng(0), activation="relu", init="he"), CrossEntropy()
    for _ in train(network, loss, optimizer, [(X[rows], y[rows])], epochs=100):
        pass
    return loss.accuracy(network(X[rows]), y[rows])


@pytest.mark.parametrize(("optimizer", "rate", "mended"), [(Adam, 1e-4, 1e-3), (SGD, 0.01, 0.1), (SGD, 10, 1)])
def test_where_ten_examples_fail_a_rate_ten_times_larger_or_smaller_may_do(optimizer, rate, mended):
    assert ten_learned(optimizer(rate)) < 0.9 < ten_learned(optimizer(mended)) == 1


def test_a_checkpoint_lacks_early_stoppings_best_network_and_best_npz_has_it(tmp_path):
    X, y, V, v, _, _ = three_sets()

    def begun():
        rng = np.random.default_rng(3)
        return mlp([64, 16, 10], rng, activation="relu"), Adam(0.05), rng

    def go_on(network, optimizer, rng, epochs, *callbacks, **settings):
        stopping = EarlyStopping(patience=4)
        settings |= {"validation": (V, v), "callbacks": [stopping, *callbacks], "rng": rng, "progress": False}
        fit(network, X, y, CrossEntropy(), optimizer, epochs=epochs, **settings)
        return stopping

    uncut = begun()
    best = go_on(*uncut, 60).best_epoch
    keep = Checkpoint(tmp_path / "last.npz"), Checkpoint(tmp_path / "best.npz", "validation_loss")
    go_on(*begun(), best + 2, *keep)
    resumed, optimizer, rng = begun()
    load(resumed, tmp_path / "last.npz", optimizer=optimizer, history=(history := History()), rng=rng)
    go_on(resumed, optimizer, rng, 60, history=history)
    cost = [CrossEntropy()(network(V), v)[0] for network in (uncut[0], resumed)]
    assert cost[1] > cost[0] + 1e-3
    kept = load(begun()[0], tmp_path / "best.npz")
    assert np.array_equal(kept.theta, uncut[0].theta)
