"""The table of conventions: ours asked of the library, the others' as they were stored, and how it is shown."""

import json
import re
import warnings

import numpy as np
import pytest
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPRegressor

from course_nn.chapters.ch14_frameworks import conventions_table as theme
from course_nn.chapters.ch14_frameworks.elsewhere import MEASURED, RECORD
from course_nn.losses import SquaredError


def stored(framework, backend):
    with np.load(MEASURED / f"{'_'.join(filter(None, ('conventions', framework, backend)))}.npz") as file:
        return {name: file[name] for name in file.files if name != RECORD}


def column(name):
    k = theme.COLUMNS.index(name)
    return {what: row[k] for what, row in theme.TABLE.items() if row[k]}


def test_the_columns():
    assert {len(row) for row in theme.TABLE.values()} == {len(theme.COLUMNS)}
    assert {framework for framework, _ in theme.ASKED} == {*theme.FRAMEWORKS}


def test_here_is_what_the_library_does():
    assert theme.answers("here", theme.here()) == column("here")


@pytest.mark.parametrize(("framework", "backend"), theme.ASKED)
def test_there_is_what_was_stored(framework, backend):
    assert theme.answers(framework, stored(framework, backend)) == column(framework)


@pytest.mark.parametrize(
    ("key", "other", "row", "answer"),
    [
        ("kernel_shape", [2, 3], "W of a dense layer", "(d_out, d_in)"),
        ("image_kernel_shape", [3, 5, 1, 8], "W of an image layer", "(k, k, c_in, c_out)"),
        ("channels_last", True, "images", "(n, h, w, c)"),
        ("lstm", np.zeros((2, 5, 4)), "gates of an LSTM", "other ones"),
        ("gru", np.zeros((2, 5, 4)), "gates of a GRU", "other ones"),
        ("lstm_biases", 2, "biases of an LSTM", "2"),
        ("gru_biases", 2, "biases of a GRU", "2"),
        ("reset_after", False, "reset gate, unless told", "before the product"),
        ("update_gate_open", 0.0, "update gate of 1", "takes the new one"),
        ("leaky_slope", 0.3, "slope of LeakyReLU", "0.3"),
        ("gelu", 0.8413447, "GELU", "exact"),
        ("batch_norm_epsilon", 1e-3, "ε of batch normalization", "0.001"),
        ("layer_norm_epsilon", 1e-3, "ε of layer normalization", "0.001"),
        ("batch_norm_momentum", 0.9, "momentum of batch normalization", "0.9 of the old"),
        ("running_variance", 1.3, "running variance", "biased"),
        ("loss_of_1e-9", 16.1181, "−log p at p = 1e-9", "16.118"),
        ("seen", 2.0, "True in a mask", "hides"),
        ("squared_error", 35 / 3, "squared errors of outputs", "mean"),
        ("squared_gradient", [[2 / 3, 2.0, 10 / 3]], "their gradient", "of the mean"),
        ("squared_gradient", [[1.0, 3.0, 5.0]], "their gradient", "of half of the sum"),
        ("squared_gradient", [[1.0, 3.0, 6.0]], "their gradient", "another one"),
        ("penalty_gradient", 6.0, "gradient of the L2 penalty", "2 λ w"),
        ("adam_first_step", 0.0306, "ε of Adam", "1e-08 beside √v"),
    ],
)
def test_another_doing_is_another_answer(key, other, row, answer):
    found = {name: np.asarray(value) for name, value in theme.here().items()} | {key: np.asarray(other)}
    told = theme.answers("here", found)
    assert told[row] == answer != theme.TABLE[row][0]
    assert {what for what in told if told[what] != theme.TABLE[what][0]} == {row}


@pytest.mark.parametrize("outputs", [1, 2, 5, 10])
def test_scikit_learn_steps_along_half_of_our_gradient_and_tells_half_of_the_mean(outputs):
    """With any number of outputs: a step of rate 1 from weights of its own."""
    rng = np.random.default_rng(outputs)
    x, y = rng.standard_normal((6, 3)), rng.standard_normal((6, outputs))
    settings = {"solver": "sgd", "learning_rate_init": 1.0, "momentum": 0, "max_iter": 1, "warm_start": True}
    network = MLPRegressor(hidden_layer_sizes=5, activation="identity", alpha=0.0, random_state=0, **settings)
    targets = y.ravel() if outputs == 1 else y
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        before = network.fit(x, targets).coefs_[1].copy()
        h = x @ network.coefs_[0] + network.intercepts_[0]
        out = h @ before + network.intercepts_[1]
        network.fit(x, targets)
    loss, back = SquaredError()(out, y)
    np.testing.assert_allclose(before - network.coefs_[1], 0.5 * h.T @ back, rtol=1e-8)
    assert network.loss_ == pytest.approx(0.5 * loss / outputs)


def test_as_a_notebook_shows_it():
    page = theme.Shown()._repr_html_()
    rows = re.findall(r"<tr>(.*?)</tr>", page)
    assert len(rows) == 1 + len(theme.TABLE) and page.count('scope="col"') == 1 + len(theme.COLUMNS)
    for (what, row), shown in zip(theme.TABLE.items(), rows[1:], strict=True):
        cells = re.findall(r"<td>(.*?)</td>", shown)
        assert what in shown and [re.sub(r"</?b>", "", cell) for cell in cells] == list(row)
        assert [cell.startswith("<b>") for cell in cells] == [one not in ("", row[0]) for one in row]
        assert f"{what} | " in repr(theme.Shown())


def test_what_is_stored_is_small():
    """All that is stored of the frameworks' answers and of the same networks: less than 300 kB."""
    files = [*MEASURED.glob("conventions_*.npz"), *MEASURED.glob("same_*.npz")]
    assert len(files) == 14 and sum(file.stat().st_size for file in files) < 300_000
    for file in files:
        with np.load(file) as arrays:
            assert "numpy" in json.loads(str(arrays[RECORD]))["versions"]
