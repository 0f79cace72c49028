"""Our safetensors files and theirs: each reads the other's; why ours are put in order first, and what pickles do."""

import json
import pickle
import struct

import numpy as np
import pytest
import safetensors
import safetensors.torch
import torch
from safetensors.numpy import load_file, save_file

from course_nn import BatchNorm, Dense, Sequential
from course_nn.safetensors import TYPES, read_safetensors, save_safetensors

REAL = [dtype for name, dtype in TYPES.items() if name != "BF16"]


def arrays():
    rng = np.random.default_rng(0)
    found = {
        f"{dtype} {len(shape)}": rng.integers(0, 2, shape).astype(dtype) for dtype in REAL for shape in ((), (2, 3))
    }
    return found | {"empty": np.zeros((2, 0), np.float32), "large": rng.normal(size=(30, 70))}


def same(some, others):
    assert set(some) == set(others)
    for name, array in some.items():
        np.testing.assert_array_equal(array, others[name], strict=True)


def test_they_read_ours(tmp_path):
    path = save_safetensors(arrays(), tmp_path / "a", {"by": "us", "ü": "é"})
    same(load_file(path), arrays())
    with safetensors.safe_open(path, "np") as file:
        assert file.metadata() == {"by": "us", "ü": "é"}


def test_we_read_theirs(tmp_path):
    save_file(arrays(), tmp_path / "a", {"by": "them"})
    back = read_safetensors(tmp_path / "a")
    same(back, arrays())
    assert back.metadata == {"by": "them"}


def test_the_bytes_of_a_simple_file_are_the_same(tmp_path):
    content = {"a": np.arange(6.0).reshape(2, 3), "b": np.arange(2.0)}
    save_file(content, tmp_path / "theirs")
    assert save_safetensors(content, tmp_path / "ours").read_bytes() == (tmp_path / "theirs").read_bytes()


def test_a_network_goes_there_and_back(tmp_path):
    network = Sequential(Dense(3, 4, np.random.default_rng(0)), BatchNorm(4))
    there = load_file(save_safetensors(network, tmp_path / "a"))
    save_file(there, tmp_path / "b")
    back = read_safetensors(tmp_path / "b")
    same(back, {name: part.value for name, part in (network.parameters() | network.buffers()).items()})


def test_their_writer_spoils_a_transposed_array_and_ours_does_not(tmp_path):
    """It takes the memory as it lies (0.8). When this fails, it does so no longer: say so in safetensors.py."""
    W = np.arange(6.0).reshape(2, 3).T
    save_file({"W": W}, tmp_path / "theirs")
    spoiled = load_file(tmp_path / "theirs")["W"]
    assert spoiled.shape == W.shape
    np.testing.assert_array_equal(spoiled.ravel(), W.ravel(order="K"))
    assert not np.array_equal(spoiled, W)
    save_safetensors({"W": W}, tmp_path / "ours")
    np.testing.assert_array_equal(load_file(tmp_path / "ours")["W"], W)


def test_their_writer_for_pytorch_refuses_a_transposed_tensor():
    W = torch.arange(6.0).reshape(2, 3)
    with pytest.raises(ValueError, match="non contiguous"):
        safetensors.torch.save({"W": W.T})
    assert torch.equal(safetensors.torch.load(safetensors.torch.save({"W": W.T.contiguous()}))["W"], W.T)


def test_pytorch_opens_a_pickle_of_more_than_weights_only_when_told(tmp_path, capsys):
    class Greeting:
        def __reduce__(self):
            return print, ("run",)

    torch.save({"W": Greeting()}, tmp_path / "a")
    with pytest.raises(pickle.UnpicklingError, match="Weights only load failed"):
        torch.load(tmp_path / "a")
    assert capsys.readouterr().out == ""
    torch.load(tmp_path / "a", weights_only=False)
    assert capsys.readouterr().out == "run\n"


@pytest.mark.parametrize(
    ("header", "rest"),
    [
        ({"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}, 7),
        ({"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}, 9),
        ({"a": {"dtype": "F32", "shape": [3], "data_offsets": [0, 8]}}, 8),
        ({"a": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]}}, 8),
        ({"a": {"dtype": "F32", "shape": [2**62, 2**62], "data_offsets": [0, 8]}}, 8),
        ({"a": {"dtype": "F99", "shape": [2], "data_offsets": [0, 8]}}, 8),
        ({"__metadata__": {"a": 1}}, 0),
        ([], 0),
    ],
)
def test_what_they_refuse_we_refuse(tmp_path, header, rest):
    text = json.dumps(header).encode()
    (tmp_path / "a").write_bytes(struct.pack("<Q", len(text)) + text + bytes(rest))
    with pytest.raises(safetensors.SafetensorError):
        load_file(tmp_path / "a")
    with pytest.raises(ValueError, match="is not a whole safetensors file"):
        read_safetensors(tmp_path / "a")
