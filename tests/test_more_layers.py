"""Normalization, convolution, pooling and recurrent layers: values from outside, and what is special about each."""

from pathlib import Path

import numpy as np
import pytest
from helpers import refused
from scipy.signal import correlate2d

from course_nn import (
    GRU,
    LSTM,
    RNN,
    Adam,
    AveragePool2D,
    BatchNorm,
    Buffer,
    Conv2D,
    CrossEntropy,
    Dense,
    Flatten,
    L1Penalty,
    L2Penalty,
    LayerNorm,
    MaxPool2D,
    ReLU,
    Sequential,
    Sigmoid,
    check_layer,
    data,
    fit,
    load,
    save,
)

with np.load(Path(__file__).parent / "reference" / "reference.npz") as archive:
    REFERENCE = dict(archive)

LAYERS = {
    "batchnorm": lambda rng: BatchNorm(3, dtype=np.float64),
    "batchnorm-images": lambda rng: BatchNorm(2, dtype=np.float64),
    "layernorm": lambda rng: LayerNorm(4, dtype=np.float64),
    "conv": lambda rng: Conv2D(2, 3, 3, rng, dtype=np.float64),
    "conv-settings": lambda rng: Conv2D(
        2, 3, (3, 2), rng, stride=(2, 1), padding=(1, 2), dilation=(1, 3), dtype=np.float64
    ),
    "maxpool": lambda rng: MaxPool2D(2),
    "maxpool-overlap": lambda rng: MaxPool2D((3, 2), stride=(1, 2)),
    "averagepool": lambda rng: AveragePool2D(2),
    "averagepool-overlap": lambda rng: AveragePool2D(3, stride=2),
    "rnn": lambda rng: RNN(3, 4, rng, dtype=np.float64),
    "lstm": lambda rng: LSTM(3, 4, rng, dtype=np.float64),
    "gru": lambda rng: GRU(3, 4, rng, dtype=np.float64),
}
CELLS = [RNN, LSTM, GRU]


def close(a, b, tolerance=1e-10):
    np.testing.assert_allclose(a, b, rtol=tolerance, atol=tolerance)


def stored(prefix):
    """The arrays that PyTorch gave (tests/reference/make_reference.py), by the ends of their names."""
    return {name[len(prefix) + 1 :]: value for name, value in REFERENCE.items() if name.startswith(f"{prefix}/")}


def made(name):
    return LAYERS[name](np.random.default_rng(0))


def against(given, layer, train=False):
    """Forward and backward of ``layer`` with the stored parameters, input and upstream gradient."""
    for key, p in layer.parameters().items():
        p.value = given[key]
    layer.zero_grad()
    y, backward = layer.forward(given["x"], train)
    close(y, given["y"])
    close(backward(given["dy"]), given["dx"])
    for key, p in layer.parameters().items():
        close(p.grad, given[f"d{key}"])


@pytest.mark.parametrize("name", [name for name in LAYERS if not name.startswith("batchnorm")])
def test_pytorch_says_the_same(name):
    against(stored(name), made(name))


@pytest.mark.parametrize("name", ["batchnorm", "batchnorm-images"])
def test_pytorch_normalizes_a_batch_alike(name):
    layer, train, predict = made(name), stored(f"{name}/train"), stored(f"{name}/predict")
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


def test_running_statistics_approach_those_of_the_data():
    layer, rng = BatchNorm(2, dtype=np.float64), np.random.default_rng(0)
    for _ in range(200):
        layer.forward(rng.normal([5, -3], [2, 0.5], (400, 2)), train=True)
    np.testing.assert_allclose(layer.running_mean.value, [5, -3], atol=0.1)
    np.testing.assert_allclose(layer.running_variance.value, [4, 0.25], rtol=0.05)


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


def test_a_buffer_keeps_its_memory_and_shape():
    buffer = Buffer(np.zeros(3, np.float32))
    memory = buffer.value
    buffer.value = [1.0, 2.0, 3.0]
    assert buffer.value is memory and memory.tolist() == [1, 2, 3]
    buffer.value += 1
    assert memory.tolist() == [2, 3, 4]
    with refused("expected shape"):
        buffer.value = np.ones(4)


def test_layer_normalization_looks_at_one_row_alone():
    layer, rng = LayerNorm(5, dtype=np.float64), np.random.default_rng(0)
    x = rng.normal(3, 4, (4, 5))
    y = layer(x)
    close(y.mean(axis=1), np.zeros(4))
    close(y.std(axis=1), np.ones(4), 1e-5)
    x[1:] = rng.normal(size=(3, 5))
    np.testing.assert_array_equal(layer(x)[0], y[0])


def test_the_convolution_of_chapter_07():
    image = [[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0]]
    layer = Conv2D(1, 1, 3, init="zeros")
    layer.W.value = [[[[1, 0, 1], [0, 1, 0], [1, 0, 1]]]]
    assert layer([[image]])[0, 0].tolist() == [[4, 3, 4], [2, 4, 3], [2, 3, 4]]


def test_scipy_correlates_alike():
    rng = np.random.default_rng(3)
    layer = Conv2D(2, 3, (3, 2), rng, dtype=np.float64)
    layer.b.value = rng.normal(size=3)
    x = rng.normal(size=(4, 2, 6, 5))
    y = layer(x)
    for n, o in np.ndindex(4, 3):
        expected = sum(correlate2d(x[n, c], layer.W.value[o, c], mode="valid") for c in range(2))
        close(y[n, o], expected + layer.b.value[o])


def test_a_filter_of_one_pixel_is_a_dense_layer_at_each_pixel():
    rng = np.random.default_rng(4)
    layer, dense = Conv2D(3, 2, 1, rng, dtype=np.float64), Dense(3, 2, rng, dtype=np.float64)
    dense.W.value = layer.W.value[:, :, 0, 0].T
    x = rng.normal(size=(2, 3, 4, 5))
    close(layer(x), dense(x.transpose(0, 2, 3, 1).reshape(-1, 3)).reshape(2, 4, 5, 2).transpose(0, 3, 1, 2))


@pytest.mark.parametrize(
    ("shape", "mend"),
    [
        ((5, 8, 8), r"one channel, use x\[:, None\]"),
        ((4, 8, 8, 1), r"did you mean x\.transpose\(0, 3, 1, 2\)"),
        ((4, 1, 2, 8), "at least 3 × 3 pixels .* got 2 × 8"),
    ],
)
def test_images_that_do_not_fit(shape, mend):
    with refused(mend):
        Conv2D(1, 2, 3, np.random.default_rng(0)).forward(np.ones(shape))
    with refused(r"for one image, use x\[None\]"):
        Conv2D(3, 2, 3, np.random.default_rng(0)).forward(np.ones((3, 8, 8)))


def test_the_first_of_equal_maxima_gets_the_gradient():
    x = np.array([[[[1.0, 7.0], [7.0, 7.0]]]])
    y, backward = MaxPool2D(2).forward(x)
    assert y.item() == 7
    assert backward(np.full((1, 1, 1, 1), 5.0))[0, 0].tolist() == [[0, 5], [0, 0]]


def test_pooling_leaves_out_what_fills_no_window():
    x = np.arange(25.0).reshape(1, 1, 5, 5)
    assert MaxPool2D(2)(x)[0, 0].tolist() == [[6, 8], [16, 18]]
    assert AveragePool2D(2)(x)[0, 0].tolist() == [[3, 5], [13, 15]]
    _, backward = AveragePool2D(2).forward(x)
    dx = backward(np.ones((1, 1, 2, 2)))
    assert not dx[..., 4].any() and not dx[..., 4, :].any() and (dx[..., :4, :4] == 0.25).all()


@pytest.mark.parametrize("cell", CELLS)
def test_the_layer_is_its_steps(cell):
    rng = np.random.default_rng(5)
    layer = cell(3, 4, rng, dtype=np.float64)
    x = rng.normal(size=(2, 6, 3))
    state, backs, hs = layer.start(2), [], []
    for t in range(6):
        state, back = layer.step(x[:, t], state)
        backs.append(back)
        hs.append(state[0])
    y, backward = layer.forward(x)
    np.testing.assert_array_equal(np.stack(hs, axis=1), y)
    np.testing.assert_array_equal(layer.copy()(x[:, :3]), y[:, :3])  # the future changes nothing

    dy = rng.normal(size=y.shape)
    layer.zero_grad()
    dx = backward(dy)
    gradients = layer.grad.copy()
    layer.zero_grad()
    d_state, dxs = tuple(np.zeros((2, 4)) for _ in state), []
    for t in range(6)[::-1]:
        one, d_state = backs[t]((d_state[0] + dy[:, t], *d_state[1:]))
        dxs.append(one)
    close(np.stack(dxs[::-1], axis=1), dx)
    close(layer.grad, gradients)


@pytest.mark.parametrize("cell", CELLS)
def test_the_last_state_alone(cell):
    rng = np.random.default_rng(6)
    last = cell(3, 4, rng, return_last=True, dtype=np.float64)
    x, dy = rng.normal(size=(2, 5, 3)), rng.normal(size=(2, 4))
    whole = cell(3, 4, rng, dtype=np.float64)
    whole.theta[...] = last.theta
    y, backward = last.forward(x)
    all_h, all_backward = whole.forward(x)
    np.testing.assert_array_equal(y, all_h[:, -1])
    only_last = np.zeros_like(all_h)
    only_last[:, -1] = dy
    close(backward(dy), all_backward(only_last))
    close(last.grad, whole.grad)


@pytest.mark.parametrize("cell", CELLS)
def test_what_a_step_refuses(cell):
    layer = cell(3, 4, np.random.default_rng(0))
    x, state = np.ones((2, 3)), layer.start(2)
    with refused("for one step"):
        layer.step(x[0], state)
    with refused("the state as a tuple"):
        layer.step(x, state[0])
    with refused(r"expected shape \(2, 4\)"):
        layer.step(x, layer.start(5))
    with refused("the gradient of the state as a tuple"):
        layer.step(x, state)[1](np.ones((2, 4)))
    with refused("whole number at least 1"):
        layer.start(0)


def test_a_fresh_lstm_remembers():
    layer = LSTM(2, 3, np.random.default_rng(0))
    assert layer.b.value.tolist() == [0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 0, 0]


def test_a_small_cnn_learns_the_digits():
    train, test = data.digits().split()
    X, Xt = (part.X.reshape(-1, 1, 8, 8) for part in (train, test))
    rng = np.random.default_rng(0)
    network = Sequential(
        *(Conv2D(1, 8, 3, rng, padding=1), BatchNorm(8), ReLU(), MaxPool2D(2)),
        *(Conv2D(8, 16, 3, rng, padding=1), ReLU(), AveragePool2D(2), Flatten(), Dense(64, 10, rng)),
    )
    fit(network, X, train.y, CrossEntropy(), Adam(0.01), epochs=6, batch_size=64, rng=rng, progress=False)
    assert CrossEntropy().accuracy(network(Xt), test.y) > 0.9


@pytest.mark.parametrize("cell", CELLS)
def test_a_recurrent_network_learns_which_sign_came_first(cell):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(200, 5, 1))
    y = (X[:, 0, 0] > 0).astype(int)
    network = Sequential(cell(1, 12, rng, return_last=True), Dense(12, 2, rng))
    fit(network, X, y, CrossEntropy(), Adam(0.02), epochs=25, batch_size=20, rng=rng, progress=False)
    assert CrossEntropy().accuracy(network(X), y) > 0.9


def test_penalties():
    w = np.array([[3.0, -0.5], [0.0, 2.0]])
    value, gradient = L1Penalty(0.2)(w)
    assert value == pytest.approx(1.1)
    close(gradient, [[0.2, -0.2], [0, 0.2]])
    value, gradient = L2Penalty(0.2)(w)
    assert value == pytest.approx(0.1 * (9 + 0.25 + 4))
    close(gradient, 0.2 * w)
    assert L2Penalty(0.5)(w.astype(np.float32))[1].dtype == np.float32


def test_layers_work_together_in_words():
    network = Sequential(Conv2D(3, 4, 3, np.random.default_rng(0), stride=2), Sigmoid(), Flatten())
    assert "Conv2D(3, 4, 3, stride=2)" in str(network.summary((3, 9, 9)))
    assert network.summary((3, 9, 9)).rows[-1][2] == (64,)
