"""Batch and layer normalization: PyTorch's values, the running statistics, what is saved with them, bad calls."""

import numpy as np
import pytest
from bad_calls import IMAGES, X, each_call, of_layer, of_width
from helpers import against, close, refused, stored

from course_nn import BatchNorm, Dense, LayerNorm, Sequential, check_layer, load, save

LAYERS = {
    "batchnorm": lambda rng: BatchNorm(3, dtype=np.float64),
    "batchnorm-images": lambda rng: BatchNorm(2, dtype=np.float64),
}


def test_pytorch_normalizes_each_row_alike():
    against(stored("layernorm"), LayerNorm(4, dtype=np.float64))


@pytest.mark.parametrize("name", LAYERS)
def test_pytorch_normalizes_a_batch_alike(name):
    layer, train, predict = LAYERS[name](np.random.default_rng(0)), stored(f"{name}/train"), stored(f"{name}/predict")
    for batch in train["before"]:
        layer.forward(batch, train=True)
    against(train, layer, train=True)
    close(layer.running_mean.value, train["mean"])
    close(layer.running_variance.value, train["variance"])
    against(predict, layer)
    close(layer.running_mean.value, train["mean"])  # prediction leaves them alone


@pytest.mark.parametrize("shape", [(6, 3), (4, 3, 2, 5)])
def test_gradients_of_batch_normalization_in_training(shape):
    layer = BatchNorm(3)
    layer.gamma.value = [0.5, -1.5, 2.0]
    report = check_layer(layer, np.random.default_rng(1).normal(2, 3, shape), train=True)
    assert report and report.largest <= 1e-7, report


def test_a_normalized_batch_has_the_learned_mean_and_spread():
    layer = BatchNorm(2, dtype=np.float64)
    layer.gamma.value, layer.beta.value = [3.0, 0.5], [1.0, -2.0]
    x = np.random.default_rng(0).normal([100, -7], [4, 2], (50, 2))
    y, _ = layer.forward(x, train=True)
    close(y.mean(axis=0), [1, -2])
    close(y.std(axis=0), [3, 0.5], 1e-5)
    assert layer(x[:1]).shape == (1, 2)  # a single example can be predicted


def rng(seed=0):
    return np.random.default_rng(seed)


def within(estimate, expected, standard_error, sigmas=4.0):
    """One in 16,000 fixed seeds would fail by chance at four standard errors."""
    assert abs(estimate - expected) <= sigmas * standard_error, (estimate, expected, standard_error)


def test_running_statistics_converge_to_those_of_the_data():
    """An average over the last batches: with momentum 0.02 about 1 / 0.02 of them, so ± 4 σ √(0.02 / 2 / n)."""
    mean, spread = np.array([5.0, -300.0, 0.02]), np.array([2.0, 10.0, 0.5])
    layer, draw = BatchNorm(3, momentum=0.02, dtype=np.float64), rng(3)
    for _ in range(1500):
        layer.forward(draw.normal(mean, spread, (32, 3)), train=True)
    weights = 0.02 / (2 - 0.02)  # Σ of the squared weights of an exponential average
    for k in range(3):
        within(layer.running_mean.value[k], mean[k], spread[k] * np.sqrt(weights / 32))
        variance = spread[k] ** 2
        within(layer.running_variance.value[k], variance, variance * np.sqrt(2 / 31 * weights))
    y = layer(draw.normal(mean, spread, (4000, 3)))
    assert np.abs(y.mean(axis=0)).max() < 0.15 and np.abs(y.std(axis=0) - 1).max() < 0.08


def test_running_statistics_of_one_and_the_same_batch_are_its_own():
    x = rng(4).normal(3, 2, (50, 2))
    layer = BatchNorm(2, dtype=np.float64)
    for _ in range(400):
        layer.forward(x, train=True)
    np.testing.assert_allclose(layer.running_mean.value, x.mean(axis=0), rtol=1e-12)
    np.testing.assert_allclose(layer.running_variance.value, x.var(axis=0, ddof=1), rtol=1e-12)


def test_a_batch_of_one_value_cannot_train():
    for layer, x in ((BatchNorm(3), np.ones((1, 3))), (BatchNorm(2), np.ones((1, 2, 1, 1)))):
        with refused("more than one value .* leaves no batch of one"):
            layer.forward(x, train=True)


def test_a_step_that_diverges_leaves_the_running_statistics():
    layer = BatchNorm(2)
    layer.forward(np.array([[np.inf, 1.0], [1.0, 2.0]]) * 1.0, train=False)
    with np.errstate(all="ignore"):
        layer.forward(np.array([[np.inf, 1.0], [1.0, 2.0]]), train=True)
    np.testing.assert_array_equal(layer.running_mean.value, 0)
    np.testing.assert_array_equal(layer.running_variance.value, 1)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_rows_whose_squares_no_float_holds_are_normalized(dtype):
    """x̂ does not know the unit of x; its gradient is that of a unit of 1, divided by the unit."""
    large, largest = (1e20, 8e37) if dtype == np.float32 else (1e200, 4e307)
    x, dy = np.array([[1.0, 2, -3, 0.5], [3, -1, 2, 4]]), np.random.default_rng(0).normal(size=(2, 4))
    layer = LayerNorm(4, dtype=dtype)
    layer.gamma.value = [0.5, -1.5, 2.0, 1.0]
    expected, expected_backward = layer.copy(np.float64).forward(x)
    for units in ([large, large], [1, large], [largest, largest]):
        units = np.array(units, dtype)[:, None]
        y, backward = layer.forward(x.astype(dtype) * units)
        assert y.dtype == dtype
        close(y, expected, 1e-5)  # also ε, which is nothing beside such squares
        if largest not in units:
            close(backward(dy) * units, expected_backward(dy), 1e-5)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_variance_that_no_float_holds_is_not_remembered_as_another(dtype):
    layer, x = BatchNorm(3, dtype=dtype), X.astype(dtype) * (dtype(1e20) if dtype == np.float32 else 1e200)
    with refused(rf"BatchNorm\(3\): expected values whose variance fits a {dtype.__name__}, got some of [12]e\+20"):
        layer.forward(x, train=True)
    np.testing.assert_array_equal(layer.running_variance.value, 1)
    assert np.isfinite(layer(x)).all()


def test_buffers_are_saved_and_copied_and_not_trained(tmp_path):
    network = Sequential(Dense(3, 2, np.random.default_rng(0)), BatchNorm(2))
    assert list(network.buffers()) == ["1.running_mean", "1.running_variance"]
    assert list(network.parameters()) == ["0.W", "0.b", "1.gamma", "1.beta"]
    assert network.theta.size == 6 + 2 + 2 + 2
    x = np.random.default_rng(1).normal(2, 1, (8, 3)).astype(np.float32)
    network.forward(x, train=True)
    twin, wide = network.copy(), network.copy(np.float64)
    save(network, tmp_path / "network.npz")
    expected = network(x)
    network.forward(9 * x, train=True)  # moves its own statistics, not the copies'
    assert np.abs(network(x) - expected).max() > 0.01
    np.testing.assert_array_equal(twin(x), expected)
    close(wide(x), expected, 1e-5)
    assert all(buffer.value.dtype == np.float64 for buffer in wide.buffers().values())
    np.testing.assert_array_equal(load(network, tmp_path / "network.npz")(x), expected)
    plain = Sequential(Dense(3, 2, np.random.default_rng(0)))
    with refused("expected the parameters"):
        load(plain, tmp_path / "network.npz")


def test_layer_normalization_looks_at_one_row_alone():
    layer, rng = LayerNorm(5, dtype=np.float64), np.random.default_rng(0)
    x = rng.normal(3, 4, (4, 5))
    y = layer(x)
    close(y.mean(axis=1), np.zeros(4))
    close(y.std(axis=1), np.ones(4), 1e-5)
    x[1:] = rng.normal(size=(3, 5))
    np.testing.assert_array_equal(layer(x)[0], y[0])


BAD_CALLS = {
    "BatchNorm": [
        *of_layer(BatchNorm(3)),
        *of_layer(BatchNorm(2), IMAGES),
        *of_width(BatchNorm),
        (lambda: BatchNorm(3, momentum=1.5), "BatchNorm: momentum: .* at most 1, got 1.5"),
        (lambda: BatchNorm(3, momentum=-1), "BatchNorm: momentum: .* got -1"),
        (lambda: BatchNorm(3, epsilon=0), "BatchNorm: epsilon: .* above 0, got 0"),
        (lambda: BatchNorm(4)(X), r"BatchNorm\(4\): expected input of shape \(n, 4\).* got \(6, 3\)"),
        (lambda: BatchNorm(3).forward(X[:1], True), "expected more than one value of each feature"),
    ],
    "LayerNorm": [
        *of_layer(LayerNorm(3)),
        *of_width(LayerNorm),
        (lambda: LayerNorm(3, epsilon=-1), "LayerNorm: epsilon: .* above 0, got -1"),
        (lambda: LayerNorm(4)(X), r"LayerNorm\(4\): expected input of shape \(n, …, 4\), got \(6, 3\)"),
    ],
}


@each_call(BAD_CALLS)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()
