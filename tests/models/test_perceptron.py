"""The perceptron against a plain loop, against scikit-learn, and against the bound on its mistakes; bad calls."""

import warnings

import numpy as np
import pytest
from bad_calls import LABELS, NAN, X, each_call
from helpers import refused
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from course_nn import data
from course_nn.activations import heaviside
from course_nn.models import Perceptron, best_separator, margin, mistake_bound

SEPARABLE_GATES = ["and", "or", "nand", "nor"]


def separable(seed, n, d, gap):
    """Random points on both sides of a random plane, none nearer to it than ``gap``."""
    rng = np.random.default_rng(seed)
    normal = rng.normal(size=d)
    normal /= np.linalg.norm(normal)
    offset = rng.uniform(-0.5, 0.5)
    X = rng.uniform(-1, 1, size=(4 * n + 40, d))
    z = X @ normal + offset
    X, z = X[np.abs(z) >= gap][:n], z[np.abs(z) >= gap][:n]
    return X, (z > 0).astype(np.int64), normal, offset


def plain_loop(X, y, epochs):
    """Rosenblatt's rule with nothing but Python numbers."""
    w, b, mistakes = [0.0] * X.shape[1], 0.0, 0
    for _ in range(epochs):
        wrong = 0
        for x, label in zip(X.tolist(), y.tolist(), strict=True):
            z = sum(a * c for a, c in zip(w, x, strict=True)) + b
            if label == 1 and z <= 0:
                w, b, wrong = [a + c for a, c in zip(w, x, strict=True)], b + 1, wrong + 1
            elif label == 0 and z >= 0:
                w, b, wrong = [a - c for a, c in zip(w, x, strict=True)], b - 1, wrong + 1
        mistakes += wrong
        if wrong == 0:
            break
    return w, b, mistakes


@settings(deadline=None, max_examples=60)
@given(
    seed=st.integers(0, 10**6),
    n=st.integers(2, 40),
    d=st.integers(1, 5),
    gap=st.floats(0.02, 0.3),
    shuffle=st.booleans(),
)
def test_separable_data_never_take_more_mistakes_than_the_bound(seed, n, d, gap, shuffle):
    X, y, normal, offset = separable(seed, n, d, gap)
    assume(len(set(y.tolist())) == 2)
    rng = np.random.default_rng(seed) if shuffle else None
    perceptron = Perceptron(epochs=100_000, rng=rng).fit(X, y)
    assert perceptron.converged_ and perceptron.score(X, y) == 1.0
    best = best_separator(X, y)
    assert best is not None
    bound = mistake_bound(X, y, *best)
    assert perceptron.mistakes_ <= bound * (1 + 1e-9)
    # no other separating line has a smaller bound: neither the plane behind the data nor the learned one
    assert bound <= mistake_bound(X, y, normal, offset) * (1 + 1e-6)
    assert bound <= mistake_bound(X, y, perceptron.w, perceptron.b) * (1 + 1e-6)
    assert margin(X, y, *best) == pytest.approx(1, rel=1e-9)


@given(seed=st.integers(0, 10**6), n=st.integers(3, 30), d=st.integers(1, 4), epochs=st.integers(1, 8))
def test_it_is_the_plain_loop(seed, n, d, epochs):
    rng = np.random.default_rng(seed)
    X = rng.integers(-4, 5, size=(n, d)).astype(float)  # whole numbers: sums are exact in any order
    y = rng.integers(0, 2, size=n)
    assume(len(set(y.tolist())) == 2)
    w, b, mistakes = plain_loop(X, y, epochs)
    perceptron = Perceptron(epochs=epochs).fit(X, y)
    assert perceptron.w.tolist() == w and perceptron.b == b and perceptron.mistakes_ == mistakes


@pytest.mark.parametrize("seed", range(5))
def test_it_is_scikit_learns(seed):
    linear_model = pytest.importorskip("sklearn.linear_model")
    X, y = data.blobs(60, noise=1.2, rng=np.random.default_rng(seed))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # scikit-learn says that it did not converge; that is wanted here
        theirs = linear_model.Perceptron(shuffle=False, tol=None, max_iter=7).fit(X, y)
    ours = Perceptron(epochs=7).fit(X, y)
    assert ours.w == pytest.approx(theirs.coef_[0], abs=1e-9)
    assert ours.b == pytest.approx(theirs.intercept_[0])
    grid = np.random.default_rng(0).uniform(-4, 4, size=(500, 2))
    assert np.array_equal(ours.predict(grid), theirs.predict(grid))
    assert ours.decision_function(grid) == pytest.approx(theirs.decision_function(grid))


@pytest.mark.parametrize("seed", range(5))
def test_the_best_separator_is_the_support_vector_machines(seed):
    svm = pytest.importorskip("sklearn.svm")
    X, y, *_ = separable(seed, 40, 3, 0.1)
    augmented = np.column_stack([np.ones(len(X)), X])
    machine = svm.LinearSVC(C=1e6, fit_intercept=False, loss="hinge", max_iter=10**6, tol=1e-8)
    machine.fit(augmented, y)
    w, b = best_separator(X, y)
    assert np.r_[b, w] == pytest.approx(machine.coef_[0], rel=1e-3, abs=1e-3)


def test_the_bound_of_and_by_hand():
    # Of all lines for AND, w = (2, 2), b = -3 has the smallest ‖(b, w)‖ / margin; R² = 1 + 1 + 1.
    X, y = data.logic_gate("and")
    w, b = best_separator(X, y)
    assert w == pytest.approx([2, 2]) and b == pytest.approx(-3)
    assert mistake_bound(X, y, w, b) == pytest.approx(3 * (4 + 4 + 9))
    assert margin(X, y, [4, 4], -6) == 2 and mistake_bound(X, y, [4, 4], -6) == pytest.approx(51)


@pytest.mark.parametrize("name", SEPARABLE_GATES)
def test_gates_are_learned(name):
    X, y = data.logic_gate(name)
    perceptron = Perceptron().fit(X, y)
    assert perceptron.predict(X).tolist() == y.tolist() and perceptron.converged_
    assert perceptron.mistakes_ <= mistake_bound(X, y, *best_separator(X, y))


@pytest.mark.parametrize("name", ["xor", "xnor"])
def test_no_line_for_xor(name):
    X, y = data.logic_gate(name)
    assert best_separator(X, y) is None
    perceptron = Perceptron(epochs=500).fit(X, y)
    assert not perceptron.converged_ and perceptron.epochs_ == 500
    # In a fixed order the weights run in a short circle that never meets a line with 3 right.
    pocket = Perceptron(epochs=200, pocket=True, rng=np.random.default_rng(0)).fit(X, y)
    assert pocket.score(X, y) == 0.75  # the best that any line can do


def test_iris():
    X, y = data.iris().classes("setosa", "versicolor")
    perceptron = Perceptron().fit(X, y)
    assert perceptron.converged_ and perceptron.score(X, y) == 1
    X, y = data.iris().classes("versicolor", "virginica")
    assert best_separator(X, y) is None and not Perceptron().fit(X, y).converged_


@given(seed=st.integers(0, 10**6), shuffle=st.booleans())
@settings(deadline=None, max_examples=25)
def test_the_pocket_holds_the_best_weights_that_were_visited(seed, shuffle):
    X, y = data.blobs(30, noise=1.8, rng=np.random.default_rng(seed))
    order = [np.random.default_rng(seed) if shuffle else None for _ in range(2)]
    plain = Perceptron(epochs=10, rng=order[0]).fit(X, y)
    pocket = Perceptron(epochs=10, rng=order[1], pocket=True).fit(X, y)
    assert [one.index for one in plain.history_] == [one.index for one in pocket.history_]
    visited = [(np.zeros(2), 0.0)] + [(one.w, one.b) for one in plain.history_]
    best = max(np.mean((X @ w + b >= 0) == (y == 1)) for w, b in visited)
    assert pocket.score(X, y) == best >= plain.score(X, y)


def test_history_replays_the_learning():
    X, y = data.logic_gate("or")
    perceptron = Perceptron().fit(X, y)
    w, b = np.zeros(2), 0.0
    for update in perceptron.history_:
        assert update.sign == (1 if y[update.index] else -1)
        assert update.sign * (X[update.index] @ w + b) <= 0  # it was a mistake
        w, b = w + update.sign * X[update.index], b + update.sign
        assert update.w.tolist() == w.tolist() and update.b == b
    assert w.tolist() == perceptron.w.tolist() and b == perceptron.b
    assert len(perceptron.history_) == perceptron.mistakes_
    assert perceptron.history_[-1].epoch == perceptron.epochs_ - 2  # the last epoch is the clean one


def test_labels_may_be_any_two_values():
    X, y = data.logic_gate("and")
    for names in [(-1, 1), (0, 1), ("no", "yes"), (2.5, 7.0), (False, True)]:
        labels = np.array(names)[y]
        perceptron = Perceptron().fit(X, labels)
        assert perceptron.classes_.tolist() == list(names)
        assert perceptron.predict(X).tolist() == labels.tolist() and perceptron.score(X, labels) == 1.0


def test_fit_leaves_the_data_alone_and_the_same_seed_learns_the_same():
    X, y = data.blobs(40, noise=1.0)
    X.setflags(write=False), y.setflags(write=False)
    first = Perceptron(epochs=3, rng=np.random.default_rng(5)).fit(X, y)
    again = Perceptron(epochs=3, rng=np.random.default_rng(5)).fit(X.tolist(), y.tolist())
    assert first.w.tolist() == again.w.tolist()
    assert [u.index for u in first.history_] == [u.index for u in again.history_]


AND = data.logic_gate("and")


@pytest.mark.parametrize(
    "call, error, words",
    [
        (lambda: Perceptron(epochs=0), ValueError, "epochs: expected a whole number at least 1, got 0"),
        (lambda: Perceptron(pocket="yes"), TypeError, "pocket: expected True or False, got 'yes'"),
        (lambda: Perceptron(rng=3), TypeError, "rng: expected a numpy.random.Generator"),
        (lambda: Perceptron().predict([[1, 2]]), ValueError, "call fit(X, y) first"),
        (lambda: Perceptron().fit(*AND).predict([[1, 2, 3]]), ValueError, "expected 2 features as in fit"),
        (lambda: Perceptron().fit(*AND).predict([1, 2]), ValueError, "X: expected an array with 2 dimension"),
        (lambda: Perceptron().fit(*AND).score(AND[0], [1, 0]), ValueError, "y: expected one label for each"),
        (lambda: Perceptron().fit(AND[0], [0, 0, 0, 0]), ValueError, "exactly two different labels, got 1"),
        (lambda: Perceptron().fit(AND[0], [0, 1, 2, 3]), ValueError, "exactly two different labels, got 4"),
        (lambda: Perceptron().fit(AND[0], [0, 1]), ValueError, "y: expected one label for each of the 4"),
        (lambda: Perceptron().fit(AND[0], [0, 1, np.nan, 1]), ValueError, "without NaN"),
        (lambda: Perceptron().fit(AND[0], ["a", None, "b", "a"]), ValueError, "of one kind, got 1 missing among 4"),
        (lambda: Perceptron().fit(AND[0], np.array(["a", 1, "b", 1], object)), ValueError, "of the kinds int, str"),
        (lambda: Perceptron().fit(AND[0], [[1], [2, 3], [1], [1]]), ValueError, "one label for each row"),
        (lambda: Perceptron().fit(AND[0], np.ma.masked_equal([0, 1, 9, 1], 9)), ValueError, "got a masked array"),
        (lambda: Perceptron().fit([[np.nan, 1.0]], [1]), ValueError, "X: expected finite numbers"),
        (lambda: Perceptron().fit(np.zeros((0, 2)), []), ValueError, "X: expected at least one number"),
        (lambda: Perceptron().fit([["a"]], [1]), TypeError, "X: expected real numbers"),
        (lambda: margin(*AND, [1, 1, 1], 0), ValueError, "w: expected shape (2,), got (3,)"),
        (lambda: margin(*AND, [1, 1], [1, 2]), ValueError, "b: expected one number"),
        (lambda: mistake_bound(*AND, [1, 1], 0), ValueError, "separate the classes, got a margin of -1"),
    ],
)
def test_bad_input_gets_one_sentence(call, error, words):
    with pytest.raises(error) as caught:
        call()
    assert words in str(caught.value) and "\n" not in str(caught.value)


def test_on_the_line_it_answers_like_the_step():
    X, y = data.logic_gate("and")
    perceptron = Perceptron().fit(X, y)
    perceptron.w, perceptron.b = np.array([1.0, 1.0]), -1.0
    assert perceptron.predict(X).tolist() == heaviside(perceptron.decision_function(X)).tolist() == [0, 1, 1, 1]


BAD_CALLS = {
    "Perceptron": [
        (lambda: Perceptron(epochs=0), "epochs: expected a whole number at least 1, got 0"),
        (lambda: Perceptron(epochs=1.5), "epochs: .* got 1.5"),
        (lambda: Perceptron(pocket="yes"), "pocket: expected True or False, got 'yes'"),
        (lambda: Perceptron(rng=0), "rng: expected a numpy.random.Generator"),
        (lambda: Perceptron().fit(NAN, LABELS), "X: expected finite"),
        (lambda: Perceptron().fit(X[:0], LABELS[:0]), "X: expected at least one number"),
        (lambda: Perceptron().fit(X[0], LABELS), "X: expected an array with 2 dimension"),
        (lambda: Perceptron().fit("abc", LABELS), "X: expected real numbers"),
        (lambda: Perceptron().fit(X, LABELS[:-1]), "y: expected one label for each of the 6 rows"),
        (lambda: Perceptron().fit(X, LABELS * 0), "y: expected exactly two different labels, got 1"),
        (lambda: Perceptron().fit(X, np.arange(6)), "y: expected exactly two different labels, got 6"),
        (lambda: Perceptron().fit(X, None), "y: expected"),
        (lambda: Perceptron().predict(X), r"call fit\(X, y\) first"),
        (lambda: Perceptron().fit(X, LABELS).predict(X[:, :2]), "expected 3 features as in fit, got 2"),
        (lambda: Perceptron().fit(X, LABELS).predict(NAN), "X: expected finite"),
    ],
}


@each_call(BAD_CALLS)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()
