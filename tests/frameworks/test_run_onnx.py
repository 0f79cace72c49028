"""What the chapter stores of files that others ran is what they give now."""

import numpy as np
import pytest

from course_nn.chapters.ch14_frameworks import elsewhere
from course_nn.chapters.ch14_frameworks.elsewhere import Elsewhere, run_elsewhere
from course_nn.chapters.ch14_frameworks.exported_file import PROGRAMS, file_of, largest_difference, run_file
from course_nn.chapters.ch14_frameworks.same_network import problem


@pytest.mark.parametrize("name", ["cnn", "lstm", "attention"])
@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float32, 1e-5), (np.float64, 1e-10)])
def test_others_compute_the_same_from_the_file(name, dtype, tolerance, capsys):
    network, x, _ = problem(name, dtype=dtype)
    y = run_file(name, network, x[0], dtype)
    assert (capsys.readouterr().out, y.dtype) == ("", dtype)
    assert largest_difference(y, network(x[0])) <= tolerance
    with np.load(elsewhere.MEASURED / f"{PROGRAMS[dtype]}_{name}.npz") as stored:
        assert largest_difference(stored["y"], y) <= tolerance


def test_others_compute_other_batches_from_the_same_file():
    """The file is made for the first example, and its batch is free."""
    network, x, _ = problem("cnn", seed=1)
    for batch in (x[0][:1], x.reshape(-1, *x.shape[2:])):
        assert largest_difference(run_file("cnn", network, batch), network(batch)) <= 1e-5


def test_the_stored_transposed_array_is_theirs():
    W = np.arange(1, 7, dtype=np.float32).reshape(2, 3)
    found = run_elsewhere("write_safetensors", {"W": W})
    with np.load(elsewhere.MEASURED / "write_safetensors.npz") as stored:
        np.testing.assert_array_equal(stored["transposed"], found["transposed"])


@pytest.mark.parametrize("program", PROGRAMS.values())
def test_bytes_that_are_no_file_are_told_in_a_sentence(program):
    network, x, _ = problem("cnn")
    whole = file_of(network, x[0])
    for spoiled in (whole[:0], whole[: len(whole) // 2], whole[::-1], np.zeros(1000, np.uint8)):
        with pytest.raises(Elsewhere, match=f"^{program}: ended with ") as info:
            run_elsewhere(program, {"model": spoiled, "x": x[0]}, name="none")
        assert "\n" not in str(info.value)


@pytest.mark.parametrize("name", ["cnn", "lstm"])
def test_onnxruntime_has_no_float64_for_several_operators(name):
    network, x, _ = problem(name, dtype=np.float64)
    with pytest.raises(Elsewhere, match=r"NOT_IMPLEMENTED|does not support double"):
        run_elsewhere("run_onnx", {"model": file_of(network, x[0], np.float64), "x": x[0]}, name="none")
