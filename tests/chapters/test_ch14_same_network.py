"""The networks that are compared with the frameworks' own."""

import numpy as np
import pytest

from course_nn import SGD, Adam
from course_nn.chapters.ch14_frameworks import same_network as theme


@pytest.mark.parametrize("name", theme.EXAMPLES)
def test_a_problem_has_every_class_in_each_batch(name):
    net, x, labels = theme.problem(name)
    assert net(x[0]).shape == (theme.BATCH, 10)
    assert all(set(batch) == set(range(10)) for batch in labels.tolist())


def test_a_network_that_is_not_there_is_refused_in_a_sentence():
    with pytest.raises(ValueError, match=r"network.*dense"):
        theme.problem("transformer")


def test_differences_are_over_the_largest_entry_and_skip_nan():
    expected = {"sgd/a": np.array([2.0, np.nan]), "sgd/b": np.array([4.0]), "adam/c": np.array([np.nan])}
    apart = theme.differences({"sgd/a": np.array([2.2, 9.0]), "sgd/b": np.array([4.0])}, expected)
    assert apart == {"sgd/a": pytest.approx(0.1), "sgd/b": 0.0}
    assert theme.largest(apart) == {"sgd": pytest.approx(0.1)}


@pytest.mark.parametrize("seed", range(3))
def test_of_what_is_stored_the_differences_are_those_of_all_entries(seed):
    """Thinned beside two Adams of ours; a large array keeps each 50th entry, a small one all."""
    rng, problem = np.random.default_rng(seed), theme.problem("dense", seed)
    ours = [theme.computed_here(*problem, "pytorch", steps=2, adam=Adam(epsilon=e)) for e in (1e-8, 1e-3)]
    found = {
        name: (array + 1e-5 * rng.standard_normal(array.shape) ** 5).astype(np.float32)
        for name, array in ours[0].items()
    }
    thin = theme.thinned(found, *ours)
    for one in ours:
        assert theme.differences(thin, one) == theme.differences(found, one)
    assert thin["adam/0.weight"].size < 3000 < found["adam/0.weight"].size
    assert all(np.array_equal(thin[name], found[name]) for name in ("adam/0.bias", "outputs"))


def test_the_gradient_of_the_key_bias_is_rounding():
    _, net = theme.after_one_batch(*theme.problem("attention", dtype=np.float64))
    d_q, d_k, _ = np.split(net[0].attention.b.grad, 3)
    assert np.abs(d_k).max() < 1e-12 * np.abs(d_q).max()


@pytest.mark.long
def test_a_smooth_network_ends_as_near_as_it_began_and_one_with_relu_mostly_not():
    """Pooling is the mean in both, so that ReLU is all that differs."""
    far = []
    for seed in range(6):
        net, x, labels = theme.problem("cnn", seed)
        assert theme.moved_by(net, x, labels) < 1e-5
        with_relu, by_sgd = theme.with_relu(net), {"rule": SGD, "rate": theme.SGD_RATE}
        assert theme.moved_by(net, x, labels, **by_sgd) < 1e-5
        far.append([theme.moved_by(with_relu, x, labels), theme.moved_by(with_relu, x, labels, **by_sgd)])
    assert (np.median(far, axis=0) > 1e-4).all(), "with Adam and with SGD alike"


def test_some_gradients_are_as_small_as_epsilon():
    """Beside most of a dense network's, ε in the first step of Keras's Adam, 32 · 10⁻⁷, is nothing."""
    for seed in range(3):
        _, net = theme.after_one_batch(*theme.problem("dense", seed))
        assert 0 < (np.abs(net.grad) < 3.2e-6).mean() < 0.01
