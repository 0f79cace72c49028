"""Memory of a training step: counted move by move, the least peak, and checkpoints that change no gradient."""

import numpy as np
import pytest

from course_nn.chapters.ch04_backpropagation.backward_memory import (
    deep_network,
    gradient_with_checkpoints,
    measured_peaks,
    memory_of_a_step,
)
from course_nn.chapters.ch04_backpropagation.backward_memory_figure import describe_backward_memory
from course_nn.layers import Tanh
from course_nn.widgets import backward_memory


def played(every, layers):
    """The same step with a set that holds what is in memory: (way, how many) after each move."""
    moves, held = [], set()
    for layer in range(1, layers + 1):
        if layer < layers and (layer % every == 0 or layer > (layers - 1) // every * every):
            held.add(layer)
        moves.append(("forward", len(held)))
    for begin in range((layers - 1) // every * every, -1, -every):
        end = min(begin + every, layers)
        for layer in range(begin + 1, end):
            if end < layers:
                held.add(layer)
                moves.append(("again", len(held)))
        for layer in range(end, begin, -1):
            moves.append(("back", len(held)))
            held.discard(layer - 1)
    return moves


@pytest.mark.parametrize("layers", [1, 5, 12])
@pytest.mark.parametrize("every", [1, 2, 3, 5, 12])
def test_every_move_is_that_of_a_set_of_layers(every, layers):
    result = memory_of_a_step(min(every, layers), 1, layers=layers)
    expected = played(min(every, layers), layers)
    assert result["ways"].tolist() == [way for way, _ in expected]
    assert result["kept"].tolist() == [size for _, size in expected]
    assert result["peak"] == max(size for _, size in expected)


def test_the_root_of_the_depth_needs_the_least_memory():
    peaks = [memory_of_a_step(every, 32)["peak"] for every in range(1, 65)]
    assert peaks[0] == peaks[-1] == 63
    assert min(peaks) == peaks[8 - 1] == 14


def test_work_and_megabytes_by_hand():
    all_kept, cut = memory_of_a_step(1, 32), memory_of_a_step(8, 32)
    assert all_kept["work"] == 1 and cut["work"] == pytest.approx(1 + 7 * 7 / 64 / 3)
    assert cut["megabytes"]["weights"] == pytest.approx(64 * (100 * 100 + 100) * 4 / 1e6)
    assert cut["megabytes"]["all activations"] == pytest.approx(63 * 32 * 100 * 4 / 1e6)
    assert cut["megabytes"]["kept at the most"] == pytest.approx(14 * 32 * 100 * 4 / 1e6)


def test_activations_outgrow_the_weights_at_a_batch_of_about_the_width():
    for n, more in ((80, False), (120, True)):
        sizes = memory_of_a_step(1, n)["megabytes"]
        assert (sizes["all activations"] > sizes["weights"]) == more


@pytest.mark.parametrize("every", [1, 3, 4])
def test_checkpoints_change_no_gradient(every):
    rng = np.random.default_rng(1)
    x, d = (rng.standard_normal((6, 10)).astype(np.float32) for _ in range(2))
    whole, cut = deep_network(8, 10, every=8), deep_network(8, 10, every=every)
    gradients = [gradient_with_checkpoints(pieces, x, d) for pieces in (whole, cut)]
    np.testing.assert_allclose(*gradients, rtol=1e-5, atol=1e-7)
    grads = [np.concatenate([piece.grad for piece in pieces]) for pieces in (whole, cut)]
    assert np.abs(grads[0]).max() > 0
    np.testing.assert_allclose(*grads, rtol=1e-5, atol=1e-7)


def test_checkpoints_save_memory_as_measured():
    # 16 layers in 4 pieces: 3 checkpoints and the inside of one piece, against 15 layers.
    peaks = measured_peaks(every=4)
    assert peaks["checkpoints"] < 0.6 * peaks["everything"]
    uncut = measured_peaks(every=16)
    assert uncut["checkpoints"] == pytest.approx(uncut["everything"], rel=0.02)


def test_the_sentence():
    assert describe_backward_memory(memory_of_a_step(1, 32)) == (
        "All activations are kept: 63 layers, 0.81 MB. The weights take 2.6 MB."
    )
    said = describe_backward_memory(memory_of_a_step(8, 1000))
    assert said.startswith("7 checkpoints: at the most 14 layers are in memory, 5.6 MB, for 1.26 times the work.")
    for k, kept in ((31, "2 checkpoints"), (32, "1 checkpoint"), (63, "1 checkpoint")):
        result = memory_of_a_step(k, 32)
        assert describe_backward_memory(result).startswith(f"{kept}: ")
        assert result["kept"][result["ways"] == "back"][-1] == 0 and f"{result['checkpoints']} checkpoint" in kept


def test_without_a_checkpoint_nothing_is_computed_twice(monkeypatch):
    forward, runs = Tanh.forward, []
    monkeypatch.setattr(Tanh, "forward", lambda self, x, train=False: runs.append(1) or forward(self, x, train))
    ones = np.ones((2, 4), np.float32)
    gradient_with_checkpoints(deep_network(64, 4, every=64), ones, ones)
    assert len(runs) == 64, "each layer once"
    one_piece = memory_of_a_step(64, 32)
    assert one_piece["work"] == 1 and one_piece["peak"] == 63 and "again" not in one_piece["ways"]
    assert describe_backward_memory(one_piece) == describe_backward_memory(memory_of_a_step(1, 32))


@pytest.mark.long
def test_all_that_is_drawn_lies_inside():
    it = backward_memory()
    for corner in it.corners():
        left, right = it.set(**corner).figure.axes
        assert left.get_ylim()[1] > it.result["kept"].max() and left.get_xlim()[1] > len(it.result["kept"])
        low, high = right.get_xlim()
        assert all(low < size < high for size in it.result["megabytes"].values())
