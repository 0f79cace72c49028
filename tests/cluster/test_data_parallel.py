"""Data-parallel training goes where one process goes, whatever the number of workers."""

import numpy as np
import pytest
from helpers import refused

from course_nn import SGD, Adam, BatchNorm, CrossEntropy, L2Penalty, Sequential, TrainingDiverged, batches, mlp, train
from course_nn.cluster import OneProcess, train_parallel


def network(dtype=np.float64, seed=1):
    return mlp((6, 8, 3), np.random.default_rng(seed), dtype=dtype)


def data(seed, n=47):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, 6)), rng.integers(0, 3, n)


@pytest.mark.parametrize("workers", [1, 2, 3, 7, 60])
@pytest.mark.parametrize("dtype, close", [(np.float64, 1e-12), (np.float32, 2e-6)])
def test_it_is_equal_to_one_process_but_for_rounding(workers, dtype, close):
    """Batches of 10, the last of 7; more workers than examples; with a penalty and with clipping."""
    for seed, settings in enumerate(({}, {"penalty": L2Penalty(0.01)}, {"clip_norm": 0.1})):
        one, shared = network(dtype), network(dtype)
        losses = []
        for net, how in ((one, train), (shared, train_parallel)):
            more = {} if how is train else {"machines": OneProcess(workers)}
            feed = batches(*data(seed), 10, np.random.default_rng(3))
            losses.append(list(how(net, CrossEntropy(), SGD(0.1, momentum=0.5), feed, 4, **more, **settings)))
        assert np.abs(one.theta - shared.theta).max() < close
        for a, b in zip(*losses, strict=True):
            assert (a.epoch, a.index) == (b.epoch, b.index) and a.loss == pytest.approx(b.loss, rel=1e-5)


def test_any_optimizer_will_do():
    one, shared = network(), network()
    feed = [data(0), data(1)]
    list(train(one, CrossEntropy(), Adam(0.01), feed, 10))
    list(train_parallel(shared, CrossEntropy(), Adam(0.01), feed, 10, machines=OneProcess(3)))
    assert np.abs(one.theta - shared.theta).max() < 1e-10


def test_a_training_that_diverges_says_so_and_leaves_theta():
    net = network()
    with pytest.raises(TrainingDiverged, match="training stopped"):
        for _ in range(2):
            list(train_parallel(net, CrossEntropy(), SGD(1e308), [data(0)], 9, machines=OneProcess()))


def test_bad_input_before_the_first_step():
    arguments = CrossEntropy(), SGD(0.1), [data(0)]
    with refused("take LayerNorm"):
        train_parallel(Sequential(network(), BatchNorm(3)), *arguments, machines=OneProcess())
    with refused("machines: expected what"):
        train_parallel(network(), *arguments, machines=2)
    with refused("write SGD"):
        train_parallel(network(), CrossEntropy(), SGD, [data(0)], machines=OneProcess())
    with refused("at least one batch"):
        next(train_parallel(network(), CrossEntropy(), SGD(0.1), [], machines=OneProcess()))

    def total(output, target):
        value, d_output = CrossEntropy()(output, target)
        return value * len(output), d_output * len(output)

    with refused("expected a mean over examples"):
        next(train_parallel(network(), total, SGD(0.1), [data(0)], machines=OneProcess()))
    with refused("expected a loss that returns value, d_output"):
        next(train_parallel(network(), lambda output, target: 3.0, SGD(0.1), [data(0)], machines=OneProcess()))
    X, y = data(0)
    with refused("expected a target for each of 9 examples of the batch, got 47"):
        list(train_parallel(network(), CrossEntropy(), SGD(0.1), [(X, y), (X[:9], y)], machines=OneProcess()))
