"""Local SGD: with one step between two means it is data-parallel training; with more, what its definition says."""

import numpy as np
import pytest
from helpers import refused

from course_nn import SGD, Adam, CosineDecay, CrossEntropy, TrainingDiverged, batches, mlp, train
from course_nn.cluster import OneProcess, train_local, train_parallel
from course_nn.cluster.parts import parts_of


def network(seed=1):
    return mlp((6, 8, 3), np.random.default_rng(seed), dtype=np.float64)


def data(seed, n=47):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, 6)), rng.integers(0, 3, n)


def feed(seed):
    return batches(*data(seed), 10, np.random.default_rng(seed))


@pytest.mark.parametrize("workers", [1, 2, 3, 8])
def test_one_step_between_means_is_data_parallel_training(workers):
    nets = [network(), network()]
    a, b = SGD(CosineDecay(0.3, 25)), SGD(CosineDecay(0.3, 25))
    one = list(train_parallel(nets[0], CrossEntropy(), a, feed(2), 5, machines=OneProcess(workers)))
    two = list(train_local(nets[1], CrossEntropy(), b, feed(2), 5, machines=OneProcess(workers), every=1))
    assert np.abs(nets[0].theta - nets[1].theta).max() < 1e-12
    assert [s[:2] for s in one] == [s[:2] for s in two] and np.allclose([s.loss for s in one], [s.loss for s in two])
    assert a.steps == b.steps == 25 and a.learning_rate == b.learning_rate


@pytest.mark.parametrize("seed", range(3))
def test_each_worker_goes_its_own_way_between_two_means(seed):
    """By the definition, with `train` for each worker: five steps in rounds of three and two."""
    shared, whole = network(), list(feed(seed))
    list(train_local(shared, CrossEntropy(), SGD(0.2), whole, machines=OneProcess(2), every=3))
    theta = network().theta.copy()
    for round_ in (whole[:3], whole[3:]):
        ends, sizes = [], []
        for i in range(2):
            own, share = network(), [parts_of(*batch, 2)[i] for batch in round_]
            own.theta[...] = theta
            list(train(own, CrossEntropy(), SGD(0.2), share))
            ends.append(own.theta), sizes.append(sum(len(x) for x, _ in share))
        theta = np.average(ends, axis=0, weights=sizes)
    assert np.abs(shared.theta - theta).max() < 1e-12
    other = network()
    list(train_parallel(other, CrossEntropy(), SGD(0.2), whole, machines=OneProcess(2)))
    assert np.abs(shared.theta - other.theta).max() > 1e-6, "another method than data-parallel training"


def test_one_worker_alone_is_train():
    nets = [network(), network()]
    list(train(nets[0], CrossEntropy(), SGD(0.2), feed(1), 2))
    list(train_local(nets[1], CrossEntropy(), SGD(0.2), feed(1), 2, machines=OneProcess(1), every=4))
    assert np.array_equal(nets[0].theta, nets[1].theta)


def test_bad_input():
    arguments = {"machines": OneProcess(), "every": 5}
    for optimizer in (Adam(0.01), SGD(0.1, momentum=0.9)):
        with refused("expected one without a memory"):
            train_local(network(), CrossEntropy(), optimizer, feed(0), **arguments)
    with refused("every: expected a whole number at least 1, got 0"):
        train_local(network(), CrossEntropy(), SGD(0.1), feed(0), machines=OneProcess(), every=0)
    net = network()
    with pytest.raises(TrainingDiverged, match="training stopped"):
        list(train_local(net, CrossEntropy(), SGD(1e308), feed(0), 3, **arguments))
    assert np.isfinite(net.theta).all()
