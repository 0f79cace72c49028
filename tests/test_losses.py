"""Losses and penalties: worked values, scikit-learn's and PyTorch's, gradients, large logits, bad calls."""

import mpmath
import numpy as np
import pytest
from bad_calls import LABELS as ZEROS_AND_ONES
from bad_calls import X as TRIPLES
from bad_calls import Y as PAIRS
from bad_calls import each_call, of_array
from helpers import check_sentence, close, refused, stored
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn import metrics

from course_nn import (
    BinaryCrossEntropy,
    CrossEntropy,
    L1Penalty,
    L2Penalty,
    Loss,
    SquaredError,
    check_loss,
    functions,
    one_hot,
    sigmoid,
    softmax,
)

rng = np.random.default_rng(4)


Z = rng.normal(0, 2, (6, 3))


Y, BITS, LABELS = (
    rng.normal(size=(6, 3)),
    (rng.random((6, 3)) < 0.5).astype(float),
    np.array([0, 2, 1, 1, 2, 2]),
)


CASES = {
    "squared": (SquaredError(), Y),
    "binary": (BinaryCrossEntropy(), BITS),
    "binary-soft": (BinaryCrossEntropy(), rng.random((6, 3))),
    "labels": (CrossEntropy(), LABELS),
    "rows": (CrossEntropy(), rng.dirichlet(np.ones(3), 6)),
}


logits = arrays(np.float64, (4, 3), elements=st.floats(-1e4, 1e4, allow_subnormal=False))


LARGE = [1e4, 1e30]


@pytest.fixture(params=CASES)
def case(request):
    return CASES[request.param]


def test_worked_by_hand():
    value, d = SquaredError()(np.array([[1.0, 2.0], [3.0, 5.0]]), np.array([[0.0, 0.0], [3.0, 1.0]]))
    assert value == (1 + 4 + 0 + 16) / 2
    np.testing.assert_array_equal(d, [[1, 2], [0, 4]])
    value, d = BinaryCrossEntropy()(np.log([[3.0], [1.0]]), np.array([1, 0]))
    assert value == pytest.approx((np.log(4 / 3) + np.log(2)) / 2, rel=1e-14)
    np.testing.assert_allclose(d, [[-0.125], [0.25]], rtol=1e-14)
    value, d = CrossEntropy()(np.log([[1.0, 2.0, 5.0], [1.0, 1.0, 2.0]]), np.array([2, 0]))
    assert value == pytest.approx((np.log(8 / 5) + np.log(4)) / 2, rel=1e-14)
    np.testing.assert_allclose(d, [[0.0625, 0.125, -0.1875], [-0.375, 0.125, 0.25]], rtol=1e-13)


def test_as_in_scikit_learn():
    assert SquaredError()(Z, Y)[0] / 3 == pytest.approx(metrics.mean_squared_error(Y, Z), rel=1e-13)
    assert CrossEntropy()(Z, LABELS)[0] == pytest.approx(metrics.log_loss(LABELS, softmax(Z)), rel=1e-12)
    assert BinaryCrossEntropy()(Z, BITS)[0] / 3 == pytest.approx(
        metrics.log_loss(BITS.ravel(), sigmoid(Z).ravel()), rel=1e-12
    )
    assert CrossEntropy().accuracy(Z, LABELS) == metrics.accuracy_score(LABELS, Z.argmax(axis=1))
    assert BinaryCrossEntropy().accuracy(Z[:, :1], BITS[:, 0]) == metrics.accuracy_score(BITS[:, 0], Z[:, 0] > 0)


def test_gradients(case):
    loss, target = case
    report = check_loss(loss, Z, target)
    assert report and report.largest <= 1e-7, report


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_type_shape_and_nothing_changed(case, dtype):
    loss, target = case
    output, given_target = Z.astype(dtype), target.copy()
    output.flags.writeable = given_target.flags.writeable = False
    value, d = loss(output, given_target)
    assert type(value) is float and d.dtype == dtype and d.shape == Z.shape
    np.testing.assert_array_equal(output, Z.astype(dtype))
    np.testing.assert_array_equal(given_target, target)
    assert not np.shares_memory(d, output) and not np.shares_memory(d, given_target)
    exact_value, exact_d = loss(Z, target)
    assert value == pytest.approx(exact_value, rel=1e-5)
    np.testing.assert_allclose(d, exact_d, rtol=1e-4, atol=1e-6)


def test_any_memory_order_and_lists(case):
    loss, target = case
    value, d = loss(Z, target)
    for output in (np.asfortranarray(Z), Z[::-1].copy()[::-1], np.repeat(Z, 2, axis=1)[:, ::2]):
        for other in (np.asfortranarray(target), np.repeat(target, 2, axis=0)[::2], target.tolist()):
            got_value, got_d = loss(output, other)
            assert got_value == pytest.approx(value, rel=1e-13)
            np.testing.assert_allclose(got_d, d, rtol=1e-12, atol=1e-15)


def test_the_mean_is_over_examples(case):
    loss, target = case
    value, d = loss(np.concatenate([Z, Z]), np.concatenate([target, target]))
    assert value == pytest.approx(loss(Z, target)[0], rel=1e-13)
    np.testing.assert_allclose(d[:6], loss(Z, target)[1] / 2, rtol=1e-13)
    singles = [loss(Z[i : i + 1], target[i : i + 1])[0] for i in range(6)]
    assert np.mean(singles) == pytest.approx(value, rel=1e-13)


def test_labels_and_their_codes_mean_the_same():
    a, b = CrossEntropy()(Z, LABELS), CrossEntropy()(Z, one_hot(LABELS, 3))
    assert a[0] == pytest.approx(b[0], rel=1e-14)
    np.testing.assert_allclose(a[1], b[1], rtol=1e-13, atol=1e-16)
    assert CrossEntropy().accuracy(Z, LABELS) == CrossEntropy().accuracy(Z, one_hot(LABELS, 3))


def test_two_classes_are_one_question():
    """Softmax over (0, z) is the sigmoid of z."""
    z, y = Z[:, :1], LABELS % 2
    two = np.concatenate([np.zeros_like(z), z], axis=1)
    one, other = BinaryCrossEntropy()(z, y), CrossEntropy()(two, y)
    assert one[0] == pytest.approx(other[0], rel=1e-13)
    np.testing.assert_allclose(one[1][:, 0], other[1][:, 1], rtol=1e-12)


@pytest.mark.parametrize("loss", [SquaredError(), BinaryCrossEntropy()])
@pytest.mark.parametrize("kind", [int, bool, np.uint8, np.float32, np.float64])
def test_a_target_of_labels_may_stand_for_a_column(loss, kind):
    z, y = Z[:, :1], BITS[:, 0]
    expected, d = loss(z, y[:, None])
    for target in (y.astype(kind), y.astype(kind)[:, None], y.astype(kind).tolist()):
        got, got_d = loss(z, target)
        assert got == expected and got_d.shape == (6, 1)
        np.testing.assert_array_equal(got_d, d)


@pytest.mark.parametrize("kind", [np.int64, np.int32, np.uint8, np.uint64])
def test_labels_of_any_whole_type(kind):
    assert CrossEntropy()(Z, LABELS.astype(kind))[0] == CrossEntropy()(Z, LABELS)[0]
    np.testing.assert_array_equal(CrossEntropy()(Z, LABELS.astype(kind))[1], CrossEntropy()(Z, LABELS)[1])


def test_many_classes_with_small_labels():
    """Where a row stands is counted in whole numbers that are large enough: 300 rows of 300, labels in one byte."""
    z, labels = np.random.default_rng(1).normal(size=(300, 300)), np.arange(300) % 200
    expected = -np.log(softmax(z)[np.arange(300), labels]).mean()
    assert CrossEntropy()(z, labels.astype(np.uint8))[0] == pytest.approx(expected, rel=1e-12)


@given(logits)
def test_never_negative_and_downhill(z):
    for loss, target in (
        (BinaryCrossEntropy(), BITS[:4]),
        (CrossEntropy(), LABELS[:4]),
        (SquaredError(), Y[:4]),
    ):
        value, d = loss(z, target)
        assert value >= 0 and np.isfinite(value) and np.isfinite(d).all()
        assert loss(z - 1e-3 * d, target)[0] <= value * (1 + 1e-12)
    np.testing.assert_allclose(CrossEntropy()(z, LABELS[:4])[1].sum(axis=1), 0, atol=1e-13)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("size", LARGE)
def test_large_logits(dtype, size):
    z = np.array([[size, -size], [-size, size]], dtype)
    for loss, right, wrong in (
        (BinaryCrossEntropy(), np.array([[1, 0], [0, 1]]), np.array([[0, 1], [1, 0]])),
        (CrossEntropy(), np.array([0, 1]), np.array([1, 0])),
        (CrossEntropy(), np.array([[1.0, 0], [0, 1]]), np.array([[0.0, 1], [1, 0]])),
    ):
        value, d = loss(z, right)
        assert value == 0 and not d.any()
        value, d = loss(z, wrong)
        assert value == pytest.approx(2 * size, rel=1e-6)
        np.testing.assert_array_equal(np.abs(d), 0.5)


def test_tiny_losses_keep_their_digits():
    for z, dtype in ((30.0, np.float64), (15.0, np.float32)):
        value, _ = BinaryCrossEntropy()(np.array([[z]], dtype), np.array([1]))
        assert value == pytest.approx(np.exp(-z), rel=1e-5)


def test_accuracy_by_hand():
    assert CrossEntropy().accuracy(np.array([[1.0, 2], [3, 0], [0, 1]]), np.array([1, 1, 1])) == pytest.approx(2 / 3)
    assert BinaryCrossEntropy().accuracy(np.array([[-1.0], [2.0]]), np.array([0, 0])) == 0.5
    # On the line between, where p = ½, the answer is no; of equal logits the first one's class is.
    assert BinaryCrossEntropy().accuracy(np.zeros((3, 1)), np.array([0, 1, 1])) == pytest.approx(1 / 3)
    assert CrossEntropy().accuracy(np.zeros((4, 3)), np.array([0, 0, 1, 2])) == 0.5


@pytest.mark.parametrize(
    ("name", "loss", "target"),
    [
        ("squared", SquaredError(), "y"),
        ("binary", BinaryCrossEntropy(), "bits"),
        ("labels", CrossEntropy(), "labels"),
        ("rows", CrossEntropy(), "rows"),
    ],
)
def test_pytorch_says_the_same(name, loss, target):
    given = stored("loss")
    value, dz = loss(given["z"], given[target])
    close(value, given[f"{name}/value"])
    close(dz, given[f"{name}/dz"])


def test_penalties():
    w = np.array([[3.0, -0.5], [0.0, 2.0]])
    value, gradient = L1Penalty(0.2)(w)
    assert value == pytest.approx(1.1)
    close(gradient, [[0.2, -0.2], [0, 0.2]])
    value, gradient = L2Penalty(0.2)(w)
    assert value == pytest.approx(0.1 * (9 + 0.25 + 4))
    close(gradient, 0.2 * w)
    assert L2Penalty(0.5)(w.astype(np.float32))[1].dtype == np.float32


def test_a_loss_without_a_formula_says_so():
    with pytest.raises(NotImplementedError, match="needs") as caught:
        Loss()(Z, Z)
    check_sentence(caught.value)


def of_loss(loss, target):
    return [
        (lambda: loss(None, target), "expected the network's output, floats of shape .* got None"),
        (lambda: loss("abc", target), "got 'abc'"),
        (lambda: loss(PAIRS[:0], target), r"got float64 array of shape \(0, 2\)"),
        (lambda: loss(np.float64(1), target), "expected the network's output"),
        (lambda: loss(PAIRS + 0j, target), "got complex128"),
        (lambda: loss(PAIRS.tolist(), target), "got list"),
        (lambda: loss(PAIRS, target[:-1]), "expected .* got .*5"),
        (lambda: loss(PAIRS, PAIRS[:, :1]), r"expected a target of the output's shape \(6, 2\), got \(6, 1\)"),
        (lambda: loss(PAIRS, TRIPLES), r"expected a target of the output's shape \(6, 2\), got \(6, 3\)"),
        (lambda: loss(PAIRS, PAIRS[..., None]), "expected a target"),
        (lambda: loss(PAIRS, None), "target: expected real numbers, got None"),
        (lambda: loss(PAIRS, "cat"), "target: expected real numbers, got 'cat'"),
        (lambda: loss(PAIRS, [["a", "b"]] * 6), "target: expected real numbers, got"),
        (lambda: loss(PAIRS, np.array([["a", "b"]] * 6)), "expected (a target of|real) numbers, got <U1 array"),
        (lambda: loss(PAIRS, PAIRS * np.nan), "target|add up"),
        (lambda: loss(PAIRS, []), "at least one number, got an empty array"),
        (lambda: loss(PAIRS, np.full((6, 2), None)), "expected"),
    ]


def of_accuracy(loss, target):
    return [
        (lambda: loss.accuracy(PAIRS, target[:-1]), "expected"),
        (lambda: loss.accuracy(PAIRS.tolist(), target), "expected"),
        (lambda: loss.accuracy(None, target), "expected"),
        (lambda: loss.accuracy(PAIRS, None), "expected"),
        (lambda: loss.accuracy(PAIRS[:0], target), "expected"),
    ]


def of_penalty(penalty):
    return [
        *of_array(penalty(0.1), ".*weights"),
        (lambda: penalty(-1), "strength: .* at least 0, got -1"),
        (lambda: penalty("strong"), "strength: .* got 'strong'"),
        (lambda: penalty(np.nan), "strength: .* got nan"),
    ]


BAD_CALLS = {
    "Loss": [
        (
            lambda: Loss()._target(PAIRS, TRIPLES),
            r"Loss\(\): expected a target of the output's shape \(6, 3\), got \(6, 2\)",
        )
    ],
    "SquaredError": of_loss(SquaredError(), PAIRS),
    "BinaryCrossEntropy": [
        *of_loss(BinaryCrossEntropy(), np.ones((6, 2))),
        *of_accuracy(BinaryCrossEntropy(), np.ones((6, 2))),
        (lambda: BinaryCrossEntropy()(PAIRS, np.full((6, 2), 2.0)), "expected targets from 0 to 1, got 2 to 2"),
        (
            lambda: BinaryCrossEntropy()(PAIRS, np.full((6, 2), -1)),
            "expected targets from 0 to 1, got -1 to -1",
        ),
    ],
    "CrossEntropy": [
        *of_loss(CrossEntropy(), ZEROS_AND_ONES),
        *of_accuracy(CrossEntropy(), ZEROS_AND_ONES),
        (
            lambda: CrossEntropy()(PAIRS[:, :1], ZEROS_AND_ONES),
            r"\(n, k\) with k at least 2, got \(6, 1\); .* use BinaryCrossEntropy",
        ),
        (lambda: CrossEntropy()(PAIRS[:, 0], ZEROS_AND_ONES), "with k at least 2"),
        (lambda: CrossEntropy()(PAIRS, ZEROS_AND_ONES + 1), "expected labels 0 to 1 for 2 outputs, got 1 to 2"),
        (lambda: CrossEntropy()(PAIRS, ZEROS_AND_ONES - 1), "expected labels 0 to 1 for 2 outputs, got -1 to 0"),
        (lambda: CrossEntropy()(PAIRS, ZEROS_AND_ONES * 1.0), "expected 6 whole-number labels .* got float64 array"),
        (lambda: CrossEntropy()(PAIRS, np.ones((6, 2))), "rows of probabilities that add up to 1"),
        (lambda: CrossEntropy()(PAIRS, np.tile([-0.5, 1.5], (6, 1))), "rows of probabilities"),
    ],
    **{penalty.__name__: of_penalty(penalty) for penalty in (L1Penalty, L2Penalty)},
}


@each_call(BAD_CALLS)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("y", [0.0, 1e-8, 1e-7, 1e-5, 0.3, 1.0])
@pytest.mark.parametrize("z", [-1e4, -100.0, -30.0, -1.0, 0.0, 2.0, 30.0, 1e4])
def test_soft_targets_keep_their_digits(z, y, dtype):
    """However small the target and however large the logit, against fifty digits."""
    value, dz = BinaryCrossEntropy()(np.array([[z]], dtype), np.array([[y]], dtype))
    with mpmath.workdps(50):
        exact_y, wide = mpmath.mpf(float(dtype(y))), mpmath.mpf(z)
        expected = max(wide, 0) - exact_y * wide + mpmath.log1p(mpmath.exp(-abs(wide)))
        slope = 1 / (1 + mpmath.exp(-wide)) - exact_y
        assert value == pytest.approx(
            float(expected), rel=float(4 * np.finfo(dtype).eps), abs=float(np.finfo(dtype).tiny)
        )
        assert dz.item() == pytest.approx(float(slope), rel=1e-6, abs=float(np.finfo(dtype).tiny))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("z", "y"), [(-15.0, 0.0), (-20.0, 0.0), (-40.0, 0.0), (-80.0, 0.0), (20.0, 1.0), (40.0, 1.0)])
def test_a_sure_answer_that_is_right_still_has_a_gradient(z, y, dtype):
    """σ(z) − y cancels there: float32 gave 0 at −20, so that a sure discriminator would stop teaching."""
    _, dz = BinaryCrossEntropy()(np.array([[z]], dtype), np.array([[y]], dtype))
    exact = float(1 / (1 + mpmath.exp(-mpmath.mpf(z)))) if y == 0 else -float(1 / (1 + mpmath.exp(mpmath.mpf(z))))
    assert dz.item() == pytest.approx(exact, rel=4 * float(np.finfo(dtype).eps))


def test_half_precision_is_computed_in_single():
    rng = np.random.default_rng(0)
    z, y = rng.normal(size=(100_000, 1)).astype(np.float16), rng.integers(0, 2, (100_000, 1)).astype(np.float16)
    for loss in (SquaredError(), BinaryCrossEntropy()):
        value, dz = loss(z, y)
        assert value == pytest.approx(loss(z.astype(np.float64), y.astype(np.float64))[0], rel=1e-6)
        assert dz.dtype == np.float32
    z, labels = rng.normal(size=(100_000, 3)).astype(np.float16), rng.integers(0, 3, 100_000)
    for target in (labels, one_hot(labels)):
        exact = CrossEntropy()(z.astype(np.float64), target)[0]
        assert CrossEntropy()(z, target)[0] == pytest.approx(exact, rel=1e-6)
    for penalty in (L1Penalty(1.0), L2Penalty(1.0)):
        assert penalty(z)[0] == pytest.approx(penalty(z.astype(np.float64))[0], rel=1e-6)


def test_a_million_rows_in_single_precision():
    rng = np.random.default_rng(0)
    z, y = rng.normal(size=(10**6, 3)).astype(np.float32), rng.normal(size=(10**6, 3)).astype(np.float32)
    wide = z.astype(np.float64), y.astype(np.float64)
    assert SquaredError()(z, y)[0] == pytest.approx(SquaredError()(*wide)[0], rel=3e-7)
    assert L2Penalty(1.0)(z)[0] == pytest.approx(L2Penalty(1.0)(wide[0])[0], rel=3e-7)


def test_rows_that_miss_the_sum_1_by_a_little_have_their_own_gradient():
    rng = np.random.default_rng(0)
    y = rng.dirichlet(np.ones(4), 5) * np.linspace(0.9991, 1.0009, 5)[:, None]
    assert check_loss(CrossEntropy(), rng.normal(size=(5, 4)), y)


def test_accuracy_refuses_what_the_loss_refuses():
    z, logits = np.zeros((3, 1)), np.zeros((3, 4))
    for loss, output, target in (
        (BinaryCrossEntropy(), z, [0, 1, 2]),
        (BinaryCrossEntropy(), z, [-1, 1, 0]),
        (CrossEntropy(), logits, np.array([0, 1, 4])),
        (CrossEntropy(), logits, np.array([0, -1, 2])),
        (CrossEntropy(), logits, np.array([0.0, 1.0, 2.0])),
        (CrossEntropy(), logits, np.ones((3, 4))),
        (CrossEntropy(), logits, np.array(["a", "b", "c"])),
    ):
        with refused() as said:
            loss(output, target)
        with refused() as also:
            loss.accuracy(output, target)
        assert str(said.value) == str(also.value)


@pytest.mark.parametrize("row", range(3))
@pytest.mark.parametrize("wrong", [[0.5, 0.4], [0.6, 0.6], [1.5, -0.5]])
def test_one_row_that_is_no_distribution_is_refused(row, wrong):
    y = np.array([[0.5, 0.5], [1.0, 0.0], [0.25, 0.75]])
    y[row] = wrong
    with refused("expected rows of probabilities that add up to 1"):
        CrossEntropy()(np.zeros((3, 2)), y)


def test_a_target_just_outside_is_refused():
    for dtype, y in ((np.float32, -1e-8), (np.float64, -1e-17), (np.float32, 1 + 2e-7), (np.float64, np.nan)):
        with refused("expected targets from 0 to 1, got"):
            BinaryCrossEntropy()(np.zeros((2, 1), dtype), np.array([[0.5], [y]], dtype))


def test_many_losses_are_added_up_exactly_and_leave_nothing_behind():
    z = np.random.default_rng(0).normal(size=(10_000, 84)).astype(np.float32)
    y = (z > 0.5).astype(np.float32)
    exact = BinaryCrossEntropy()(z.astype(np.float64), y)[0]
    assert BinaryCrossEntropy()(z, y)[0] == pytest.approx(exact, rel=3e-7)
    assert max(len(functions._ones(n, z.dtype)) for n in (3, 1024)) == 1024  # kept; longer ones are not
    assert functions._ones(1025, z.dtype) is not functions._ones(1025, z.dtype)
