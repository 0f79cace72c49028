"""Local SGD: with one step between two means it is data-parallel training; with more, what its definition says."""

from itertools import pairwise

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


@pytest.mark.parametrize("workers", [3, 5, 8])
def test_a_batch_of_few_examples_has_no_part_for_some_wherever_it_stands(workers):
    """By the definition: who has no part of a batch takes no step on it, and counts with what it had."""
    X, y = data(0)
    for sizes in ([2, 20, 20], [20, 2, 20], [20, 20, 2], [2, 1, 4]):
        ends = np.cumsum([0, *sizes])
        whole = [(X[a:b], y[a:b]) for a, b in pairwise(ends)]
        shared, ways, counts = network(), [], []
        steps = list(train_local(shared, CrossEntropy(), SGD(0.2), whole, machines=OneProcess(workers), every=3))
        losses = {k: [] for k in range(3)}
        for i in range(min(workers, max(sizes))):
            own, of = network(), [k for k, size in enumerate(sizes) if i < size]
            share = [parts_of(*whole[k], workers)[i] for k in of]
            for k, step, (part, _) in zip(of, train(own, CrossEntropy(), SGD(0.2), share), share, strict=True):
                losses[k].append((step.loss, len(part)))
            ways.append(own.theta.copy()), counts.append(sum(len(part) for part, _ in share))
        assert np.abs(shared.theta - np.average(ways, axis=0, weights=counts)).max() < 1e-12
        means = [sum(value * n for value, n in losses[k]) / sizes[k] for k in range(3)]
        assert [step.index for step in steps] == [0, 1, 2]
        for step, value in zip(steps, means, strict=True):
            assert step.loss == pytest.approx(value, rel=1e-12)


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
    with refused(r"got SGD\(0\.1\) with momentum 0\.9: "):
        train_local(network(), CrossEntropy(), SGD(0.1, momentum=0.9), feed(0), **arguments)

    def total(output, target):
        value, d_output = CrossEntropy()(output, target)
        return value * len(output), d_output * len(output)

    net = network()
    before = net.theta.copy()
    with refused("expected a mean over examples, but on the first batch"):
        list(train_local(net, total, SGD(0.1), feed(0), **arguments))
    X, y = data(0)
    for batches_ in ([(X[:9], y)], [(X, y), (X, y), (X[:9], y)]):
        with refused("expected a target for each of 9 examples of the batch, got 47"):
            list(train_local(net, CrossEntropy(), SGD(0.1), batches_, **arguments))
    with refused("expected a loss that returns value, d_output"):
        list(train_local(net, lambda output, target: 3.0, SGD(0.1), feed(0), **arguments))
    assert np.array_equal(net.theta, before)
    with pytest.raises(TrainingDiverged, match="training stopped"):
        list(train_local(net, CrossEntropy(), SGD(1e308), feed(0), 3, **arguments))
    assert np.isfinite(net.theta).all()
