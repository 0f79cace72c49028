"""`export_onnx`: what it takes, what it refuses, and that nothing need be installed for it."""

import subprocess
import sys

import numpy as np
import pytest
from helpers import refused
from onnx_files import fields

from course_nn import Conv2D, Dense, Embedding, Flatten, Layer, ReLU, Sequential, mlp
from course_nn.export import export_onnx, to_onnx


def network(rng=0):
    return mlp([4, 3, 2], np.random.default_rng(rng))


def declared(path):
    """Name → (type, sides) of what goes into a file and comes out of it."""
    graph = fields(fields(path.read_bytes())[7][0])
    found = {}
    for value in map(fields, graph[11] + graph[12]):
        tensor = fields(fields(value[2][0])[1][0])
        sides = [next(iter(fields(side).values()), [None])[0] for side in fields(tensor[2][0])[1]]
        found[value[1][0].decode()] = tensor[1][0], sides
    return found


def test_the_batch_is_free_and_so_is_what_is_said_to_be(tmp_path):
    path = export_onnx(network(), tmp_path / "a.onnx", np.ones((5, 4)))
    assert declared(path) == {"x": (1, [b"n", 4]), "y": (1, [b"n", 2])}
    path = export_onnx(network(), path, np.ones((5, 4)), dtype=np.float64)
    assert declared(path) == {"x": (11, [b"n", 4]), "y": (11, [b"n", 2])}
    words = Sequential(Embedding(6, 3, np.random.default_rng(0)), Dense(3, 2, np.random.default_rng(0)))
    path = export_onnx(words, path, np.ones((1, 7), int), free=[1])
    assert declared(path) == {"x": (7, [b"n", b"side_1"]), "y": (1, [b"n", None, None])}
    path = export_onnx(Flatten(), path, np.ones((1, 2, 3), np.uint8))
    assert declared(path) == {"x": (7, [b"n", 2, 3]), "y": (7, [b"n", 6])}


def test_the_same_network_gives_the_same_bytes(tmp_path):
    one, two = (export_onnx(network(), tmp_path / name, np.ones((1, 4))).read_bytes() for name in "ab")
    assert one == two
    assert one != export_onnx(network(1), tmp_path / "a", np.ones((1, 4))).read_bytes()


def test_the_network_is_left_as_it_is(tmp_path):
    some = network()
    theta, state = some.theta.copy(), some.theta
    export_onnx(some, tmp_path / "a", np.ones((1, 4)), dtype=np.float64)
    np.testing.assert_array_equal(some.theta, theta, strict=True)
    assert some.theta is state


def test_nothing_need_be_installed(tmp_path):
    """Even where they are, none of the frameworks is loaded."""
    code = (
        "import sys, numpy as np\n"
        "from course_nn import mlp\n"
        "from course_nn.export import export_onnx\n"
        f"export_onnx(mlp([4, 3, 2], np.random.default_rng(0)), {str(tmp_path / 'a')!r}, np.ones((1, 4)))\n"
        "print(sorted({'onnx', 'onnxruntime', 'torch', 'google'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_bad_calls_are_refused_and_the_old_file_stays(tmp_path):
    path, x = tmp_path / "a.onnx", np.ones((1, 4))
    before = export_onnx(network(), path, x).read_bytes()
    for arguments, more, sentence in (
        (([network()], path, x), {}, "network: expected a network of layers, got list"),
        ((network(), path, None), {}, "x: expected real numbers"),
        ((network(), path, np.float64(3)), {}, "x: expected a batch of examples"),
        ((network(), path, x[:0]), {}, "x: expected at least one number"),
        ((network(), path, np.ones((1, 5))), {}, r"Dense\(4, 3\): expected input of shape \(n, 4\), got \(1, 5\)"),
        ((network(), path, np.ones((9, 5))), {}, r"Dense\(4, 3\): expected input of shape \(n, 4\), got \(9, 5\)"),
        ((network(), path, np.ones(4)), {}, r"expected input of shape \(n, 4\), got \(4,\)"),
        ((network(), path, x), {"free": 1}, "free: expected axes as a tuple such as"),
        ((network(), path, x), {"free": (0,)}, "free: an axis: expected a whole number at least 1"),
        ((network(), path, x), {"free": (2,)}, "free: expected axes of x, 1 to 1, got 2"),
        ((network(), path, x), {"dtype": np.float16}, "dtype: expected np.float32 or np.float64"),
        ((network(), tmp_path, x), {}, "expected the name of a file in a folder that exists"),
        ((network(), tmp_path / "none" / "a", x), {}, "expected the name of a file in a folder that exists"),
        ((network(), 3, x), {}, "expected a file name"),
        ((Layer(), path, x), {}, r"got Layer\(\)"),
    ):
        with refused(sentence):
            export_onnx(*arguments, **more)
    assert path.read_bytes() == before


def test_weights_that_are_no_numbers_in_the_file_are_refused(tmp_path):
    some = mlp([4, 3, 2], np.random.default_rng(0), dtype=np.float64)
    some[2].W.value[0, 0] = 1e39
    with refused("2.W as float32: expected finite numbers, got 1 NaN or infinite one"):
        export_onnx(some, tmp_path / "a", np.ones((1, 4)))
    export_onnx(some, tmp_path / "a", np.ones((1, 4)), dtype=np.float64)
    some[2].W.value[0, 0] = np.nan
    with refused("2.W as float64: expected finite numbers"):
        export_onnx(some, tmp_path / "a", np.ones((1, 4)), dtype=np.float64)


def test_a_network_too_large_for_a_file_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(to_onnx, "MOST", 100)
    with refused("weights of less than 2 GB, as much as a file holds, got 120 bytes"):
        export_onnx(
            Sequential(Conv2D(1, 3, 3, np.random.default_rng(0)), ReLU()), tmp_path / "a", np.ones((1, 1, 4, 4))
        )


def test_a_place_that_cannot_be_written_is_told(tmp_path, monkeypatch):
    def full(path):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(to_onnx._files, "replacing", full)
    with pytest.raises(OSError, match=r"expected a place that can be written, but .*No space left on device"):
        export_onnx(network(), tmp_path / "a", np.ones((1, 4)))
