"""The weights of whole networks in PyTorch, Keras and scikit-learn: names and shapes, strict loading, equal outputs.

PyTorch and Keras run in programs of their own, weights_in_pytorch.py and weights_in_keras.py. Keras runs on
TensorFlow: on PyTorch its products of float64 matrices come out in float32, as its attention does on both (3.15).
"""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from helpers import close
from sklearn.neural_network import MLPClassifier, MLPRegressor

from course_nn import (
    GRU,
    LSTM,
    RNN,
    BatchNorm,
    Bidirectional,
    Conv2D,
    ConvTranspose2D,
    Dense,
    Embedding,
    Flatten,
    LayerNorm,
    MaxPool2D,
    PReLU,
    ReLU,
    Sequential,
    Sigmoid,
    Stacked,
    Tanh,
    TransformerBlock,
    mlp,
)
from course_nn.conventions import load_weights, weights_of
from course_nn.functions import sigmoid, softmax
from course_nn.models import SequenceClassifier

HERE = Path(__file__).resolve().parent


def chain_used_twice(rng):
    shared = Dense(4, 4, rng)
    return Sequential(shared, Tanh(), shared)


NETWORKS = {
    "dense": lambda rng: Sequential(Dense(5, 4, rng), ReLU(), Dense(4, 3, rng, bias=False)),
    "images": lambda rng: Sequential(
        *(Conv2D(2, 4, 3, rng, padding=1, groups=2), BatchNorm(4), PReLU(), MaxPool2D()),
        *(ConvTranspose2D(4, 3, 2, rng, stride=2), Flatten(), BatchNorm(72), Dense(72, 3, rng)),
    ),
    "rows": lambda rng: Sequential(Dense(5, 4, rng), LayerNorm(4), PReLU(4), BatchNorm(4), Dense(4, 2, rng)),
    "tokens": lambda rng: Sequential(Embedding(7, 4, rng), Dense(4, 3, rng)),
    "rnn": lambda rng: RNN(4, 3, rng, activation="relu"),
    "lstm": lambda rng: LSTM(4, 3, rng),
    "gru": lambda rng: GRU(4, 3, rng),
    "gru before": lambda rng: GRU(4, 3, rng, reset="before"),
    "both ways": lambda rng: Bidirectional(GRU(4, 3, rng), GRU(4, 3, rng)),
    "stack": lambda rng: Stacked(LSTM(4, 3, rng), LSTM(3, 3, rng)),
    "before": lambda rng: TransformerBlock(4, 2, rng, d_ff=6),
    "after": lambda rng: TransformerBlock(4, 2, rng, d_ff=6, norm="after"),
    "looking": lambda rng: TransformerBlock(4, 2, rng, d_ff=6, cross=True),
    "classifier": lambda rng: SequenceClassifier(7, 2, 3, rng, cell=LSTM, d_embedding=4),
    "twice": chain_used_twice,
}
CASES = {
    "pytorch": [case for case in NETWORKS if case != "gru before"],
    "keras": [case for case in NETWORKS if case not in ("stack", "twice")],
}


def made(case, seed):
    """The network in float64, no parameter or buffer as it starts."""
    rng = np.random.default_rng([14, seed])
    network = NETWORKS[case](rng).copy(np.float64)
    for parameter in network.parameters().values():
        parameter.value += 0.3 * rng.standard_normal(parameter.value.shape)
    for buffer in network.buffers().values():
        buffer.value = rng.uniform(0.5, 2, buffer.value.shape)
    return network


def inputs(case):
    rng = np.random.default_rng(5)
    if case in ("tokens", "classifier"):
        return {"x": rng.integers(1, 7, (3, 5))}
    if case == "looking":
        return {"x": rng.standard_normal((3, 5, 4)), "source": rng.standard_normal((3, 3, 4))}
    shapes = {"dense": (3, 5), "rows": (3, 5), "images": (3, 2, 4, 6), "twice": (3, 4)}
    return {"x": rng.standard_normal(shapes.get(case, (3, 5, 4)))}


@pytest.fixture(scope="module")
def there(tmp_path_factory):
    """What each framework gave, for the networks of seed 0, by ``framework, case``."""
    found = {}
    for framework, backend in (("pytorch", ""), ("keras", "tensorflow")):
        given = {}
        for case in CASES[framework]:
            arrays = weights_of(made(case, 0), framework) | inputs(case)
            given |= {f"{case}|{name}": array for name, array in arrays.items()}
        folder = tmp_path_factory.mktemp(framework)
        np.savez(folder / "given.npz", **given)
        program = [sys.executable, str(HERE / f"weights_in_{framework}.py"), "given.npz", "found.npz"]
        one_thread = {"OMP_NUM_THREADS": "1", "KERAS_BACKEND": backend, "CUDA_VISIBLE_DEVICES": "-1"}
        done = subprocess.run(
            program, cwd=folder, env=os.environ | one_thread, capture_output=True, timeout=300, check=False, text=True
        )
        assert not done.returncode, done.stderr[-2000:]
        with np.load(folder / "found.npz") as file:
            found[framework] = {name: file[name] for name in file.files}
    return found


ALL = [(framework, case) for framework, cases in CASES.items() for case in cases]


@pytest.mark.parametrize(("framework", "case"), ALL)
def test_names_shapes_and_order_are_those_of_the_real_modules(framework, case, there):
    ours, found = weights_of(made(case, 0), framework), there[framework]
    names = list(found[f"{case}|names"])
    if framework == "keras":  # whose paths differ; the last part is the kind of array
        assert [name.rpartition("/")[2] for name in ours] == names
    else:
        assert list(ours) == names
    # The slope that a whole image shares has there an axis of 1 for each of its sides.
    shapes = [
        (1, 1, 1) if framework == "keras" and name == "2/alpha" and case == "images" else a.shape
        for name, a in ours.items()
    ]
    assert [str(shape) for shape in shapes] == list(found[f"{case}|shapes"])


@pytest.mark.parametrize(("framework", "case"), ALL)
def test_the_outputs_are_the_same(framework, case, there):
    network, given = made(case, 0), inputs(case)
    y = network.run(**given)[0] if "source" in given else network(given["x"])
    rough = framework == "keras" and case in ("before", "after", "looking")
    close(there[framework][f"{case}|y"], y, 1e-6 if rough else 1e-10)


@pytest.mark.parametrize(("framework", "case"), ALL)
def test_what_comes_back_makes_another_network_equal(framework, case, there):
    network, other = made(case, 0), made(case, 1)
    head = f"{case}|state|"
    arrays = {name.removeprefix(head): a for name, a in there[framework].items() if name.startswith(head)}
    if framework == "keras":
        assert [int(k) for k in arrays] == list(range(len(arrays)))
        names = weights_of(other, "keras")
        arrays = {n: a.reshape(names[n].shape) for n, a in zip(names, arrays.values(), strict=True)}
    load_weights(other, arrays, framework)
    np.testing.assert_array_equal(other.theta, network.theta)
    for name, buffer in other.buffers().items():
        np.testing.assert_array_equal(buffer.value, network.buffers()[name].value)


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize(("activation", "theirs"), [("relu", "relu"), ("tanh", "tanh"), ("sigmoid", "logistic")])
@pytest.mark.parametrize("classes", [2, 3, None])
def test_scikit_learn_and_back(activation, theirs, classes):
    rng = np.random.default_rng(2)
    X = rng.standard_normal((30, 4))
    outputs = 2 if classes is None else 1 if classes == 2 else classes
    y = X[:, :2] if classes is None else np.arange(30) % classes
    kind = MLPRegressor if classes is None else MLPClassifier
    model = kind(hidden_layer_sizes=(5, 3), activation=theirs, max_iter=3, random_state=0).fit(X, y)

    def network(seed):
        return mlp([4, 5, 3, outputs], np.random.default_rng(seed), activation=activation, dtype=np.float64)

    ours = load_weights(network(0), {"coefs_": model.coefs_, "intercepts_": model.intercepts_}, "sklearn")
    z = ours(X)
    if classes is None:
        close(model.predict(X), z, 1e-12)
    else:
        p = softmax(z) if classes == 3 else np.hstack([1 - sigmoid(z), sigmoid(z)])
        close(model.predict_proba(X), p, 1e-12)
    other = network(1)
    arrays = weights_of(other, "sklearn")
    model.coefs_ = [a for name, a in arrays.items() if name.startswith("coefs_")]
    model.intercepts_ = [a for name, a in arrays.items() if name.startswith("intercepts_")]
    shown = model.predict(X) if classes is None else model.predict_proba(X)[:, -1]
    z = other(X)
    close(shown, z if classes is None else softmax(z)[:, -1] if classes == 3 else sigmoid(z)[:, 0], 1e-12)
    assert Sigmoid in map(type, other.layers) or activation != "sigmoid"
