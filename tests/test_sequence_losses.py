"""SequenceCrossEntropy: PyTorch's values, the mean over the steps that count, steps that don't, bad calls."""

import math

import numpy as np
import pytest
from bad_calls import each_call
from helpers import close, refused, sequence_cases

from course_nn import CrossEntropy, SequenceCrossEntropy, check_loss
from course_nn.functions import log_softmax

Z = np.random.default_rng(0).normal(0, 2, (3, 5, 4))
LABELS = np.random.default_rng(1).integers(0, 4, (3, 5))
HOLES = np.where(np.arange(5) < np.array([[5], [2], [3]]), LABELS, -1)


@pytest.mark.parametrize(("settings", "given"), sequence_cases("cross entropy"))
def test_pytorch_says_the_same(settings, given):
    value, dz = SequenceCrossEntropy(settings["ignore"])(given["z"], given["labels"].astype(int))
    close(value, given["value"], 1e-13)
    close(dz, given["dz"], 1e-14)


@pytest.mark.parametrize("labels", [LABELS, HOLES])
def test_the_mean_over_the_steps_that_count(labels):
    value, dz = SequenceCrossEntropy()(Z, labels)
    counts = labels >= 0
    logs = [log_softmax(Z[i, t])[labels[i, t]] for i, t in np.argwhere(counts)]
    assert value == pytest.approx(-np.mean(logs), rel=1e-12)
    assert dz.shape == Z.shape and not dz[~counts].any()
    assert (report := check_loss(SequenceCrossEntropy(), Z, labels)), report
    right = [Z[i, t].argmax() == labels[i, t] for i, t in np.argwhere(counts)]
    assert SequenceCrossEntropy().accuracy(Z, labels) == np.mean(right)


def test_what_stands_at_a_step_that_does_not_count_changes_nothing():
    wild = np.where(HOLES[..., None] == -1, 1e4 * Z, Z)
    value, dz = SequenceCrossEntropy()(wild, HOLES)
    again, d_again = SequenceCrossEntropy()(Z, HOLES)
    assert value == again
    np.testing.assert_array_equal(dz, d_again)


def test_one_step_is_the_cross_entropy():
    value, dz = SequenceCrossEntropy()(Z[:, :1], LABELS[:, :1])
    one, d_one = CrossEntropy()(Z[:, 0], LABELS[:, 0])
    assert value == one
    np.testing.assert_array_equal(dz[:, 0], d_one)


def test_the_perplexity_of_knowing_nothing_is_the_number_of_classes():
    assert math.exp(SequenceCrossEntropy()(np.zeros((2, 3, 7)), np.zeros((2, 3), int))[0]) == pytest.approx(7)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_steps_first_in_memory_stay_so(dtype):
    """The gradient comes in the order of the logits, so that the layer before it need not copy."""
    z = Z.astype(dtype)
    turned = z.swapaxes(0, 1).copy().swapaxes(0, 1)
    expected, got = SequenceCrossEntropy()(z, HOLES), SequenceCrossEntropy()(turned, HOLES)
    assert got[0] == pytest.approx(expected[0], rel=1e-6) and got[1].dtype == dtype
    np.testing.assert_array_equal(got[1], expected[1])
    assert got[1].strides == turned.strides and expected[1].strides == z.strides


@pytest.mark.parametrize("kind", [np.int8, np.uint8, np.int64, np.uint64])
def test_labels_of_any_whole_type_and_lists(kind):
    assert SequenceCrossEntropy()(Z, LABELS.astype(kind))[0] == SequenceCrossEntropy()(Z, LABELS.tolist())[0]


def test_it_says_what_it_ignores():
    assert repr(SequenceCrossEntropy()) == "SequenceCrossEntropy()"
    assert repr(SequenceCrossEntropy(0)) == "SequenceCrossEntropy(ignore=0)"


BAD_CALLS = {
    "SequenceCrossEntropy": [
        (lambda: SequenceCrossEntropy(0.5), "SequenceCrossEntropy: ignore: expected a whole number, got 0.5"),
        (
            lambda: SequenceCrossEntropy()(Z, np.full((3, 5), -1)),
            "expected at least one step that counts, got labels -1 alone, which are ignored",
        ),
        (lambda: SequenceCrossEntropy().accuracy(Z, np.full((3, 5), -1)), "expected at least one step that counts"),
        (lambda: SequenceCrossEntropy()(Z[:, 0], LABELS[:, 0]), r"\(n, t, k\) .* to each sequence use CrossEntropy"),
        (lambda: SequenceCrossEntropy()(Z[..., :1], LABELS), r"k at least 2, got \(3, 5, 1\)"),
        (lambda: SequenceCrossEntropy()(Z, LABELS[:, :2]), r"labels of shape \(3, 5\), got int64 array .*\(3, 2\)"),
        (lambda: SequenceCrossEntropy()(Z, LABELS.astype(float)), "whole-number labels .* got float64 array"),
        (lambda: SequenceCrossEntropy()(Z, LABELS + 1), "expected labels 0 to 3 for 4 outputs, got 1 to 4"),
        (lambda: SequenceCrossEntropy()(Z, LABELS - 2), "expected labels 0 to 3 for 4 outputs, got -2"),
        (lambda: SequenceCrossEntropy()(Z, None), "target: expected real numbers, got None"),
        (lambda: SequenceCrossEntropy()(None, LABELS), "expected the network's output, .* got None"),
    ],
}


@each_call(BAD_CALLS)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()
