"""Files for others: what stands in them, and what is shown of them where no framework is."""

import sys

import numpy as np
import pytest
from onnx_files import fields

from course_nn import GRU, Dense, Sequential, Tanh, mlp
from course_nn.chapters.ch14_frameworks.elsewhere import run_elsewhere
from course_nn.chapters.ch14_frameworks.exported_file import file_of, largest_difference, operators_of, run_file
from course_nn.chapters.ch14_frameworks.same_network import problem


@pytest.fixture
def alone(monkeypatch):
    """As where none of the frameworks is installed."""
    for name in ("onnx", "onnxruntime", "safetensors"):
        monkeypatch.setitem(sys.modules, name, None)


def test_a_file_is_that_of_the_network_and_its_type():
    network = mlp([3, 4, 2], np.random.default_rng(0))
    one, other = (file_of(network, np.ones((2, 3)), dtype) for dtype in (np.float32, np.float64))
    assert one.dtype == np.uint8
    assert len(other) > len(one) + 4 * (3 * 4 + 4 * 2)
    assert fields(one.tobytes())[2] == [b"course_nn"]
    np.testing.assert_array_equal(one, file_of(network, np.ones((5, 3))))


def test_operators_are_told_in_their_order():
    rng = np.random.default_rng(0)
    assert operators_of(Sequential(Dense(3, 2, rng), Tanh()), np.ones((1, 3))) == ["MatMul", "Add", "Tanh"]
    assert operators_of(GRU(4, 2, rng, return_last=True), np.ones((1, 3), int))[0] == "OneHot"


def test_a_difference_is_that_over_the_largest_entry():
    assert largest_difference(np.array([1.0, 2.5]), np.array([1.0, -2.0])) == 2.25


@pytest.mark.parametrize("name", ["cnn", "lstm", "attention"])
@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float32, 1e-5), (np.float64, 1e-10)])
def test_what_is_stored_is_what_comes_out_here(name, dtype, tolerance, alone, capsys):
    network, x, _ = problem(name, dtype=dtype)
    assert largest_difference(run_file(name, network, x[0], dtype), network(x[0])) <= tolerance
    told = capsys.readouterr().out
    assert 'pip install "course_nn[frameworks]"; what follows was stored with numpy' in told
    assert "other inputs" not in told


def test_the_stored_transposed_array_is_the_spoiled_one(alone):
    W = np.arange(1, 7, dtype=np.float32).reshape(2, 3)
    back = run_elsewhere("write_safetensors", {"W": W})
    np.testing.assert_array_equal(back["W"], W)
    assert back["transposed"].tolist() == [[1, 2], [3, 4], [5, 6]] != W.T.tolist()
