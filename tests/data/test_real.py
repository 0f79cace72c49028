"""Real sets: the promised form, values known from their sources, splits, bad input."""

import sys

import numpy as np
import pytest

from course_nn import data

REAL = {
    # name: (n, d, number of rows in each class), from the descriptions of the sources
    "iris": (150, 4, [50, 50, 50]),
    "digits": (1797, 64, [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]),
    "diabetes": (442, 10, None),
    "breast_cancer": (569, 30, [212, 357]),
    "wine": (178, 13, [59, 71, 48]),
}


@pytest.mark.parametrize("name", REAL)
def test_real_sets_have_the_promised_form(name):
    n, d, counts = REAL[name]
    dataset = getattr(data, name)()
    X, y = dataset
    assert X.shape == (n, d) and X.dtype == np.float64 and np.isfinite(X).all()
    assert len(dataset) == n and len(dataset.feature_names) == d
    assert all(type(one) is str for one in dataset.feature_names + dataset.target_names)
    assert dataset.source and dataset.license and dataset.description.endswith(".")
    if counts is None:
        assert y.dtype == np.float64 and not dataset.is_classification
    else:
        assert y.dtype == np.int64 and np.bincount(y).tolist() == counts
        assert len(dataset.target_names) == len(counts)
    assert dataset.name in repr(dataset) and str(n) in repr(dataset)


def test_values_known_from_the_sources():
    flowers = data.iris()
    assert flowers.X[0].tolist() == [5.1, 3.5, 1.4, 0.2]  # the first row of Fisher's table
    assert flowers.feature_names[2] == "petal length" and flowers.target_names[0] == "setosa"
    ink = data.digits().X
    assert ink.min() == 0 and ink.max() == 1 and data.digits().image_shape == (8, 8)
    patients = data.diabetes()
    assert patients.X[0, 0] == 59 and patients.X[0, 2] == pytest.approx(32.1) and patients.y[0] == 151


@pytest.mark.parametrize("name", REAL)
@pytest.mark.parametrize("share", [0.1, 0.25, 0.5])
def test_split_is_a_partition_with_every_class_in_its_share(name, share):
    dataset = getattr(data, name)()
    train, test = dataset.split(test=share)
    assert len(test) == round(share * len(dataset)) and len(train) + len(test) == len(dataset)
    both = np.vstack([np.column_stack([part.X, part.y]) for part in (train, test)])
    whole = np.column_stack([dataset.X, dataset.y])
    assert np.array_equal(both[np.lexsort(both.T)], whole[np.lexsort(whole.T)])
    if dataset.is_classification:
        exact = np.bincount(dataset.y) * len(test) / len(dataset)
        assert np.abs(np.bincount(test.y) - exact).max() < 1


def test_split_is_the_same_everywhere():
    # The raw stream of PCG64 never changes; these rows hold on every machine.
    flowers = data.iris()
    test = flowers.split()[1]
    rows = [int(np.flatnonzero((flowers.X == row).all(axis=1))[0]) for row in test.X[:5]]
    assert rows == ROWS
    assert np.array_equal(flowers.split(seed=0)[1].X, test.X)
    assert not np.array_equal(flowers.split(seed=1)[1].X, test.X)
    (X, y), (X_test, y_test) = flowers.split()
    assert len(X) == len(y) == 112 and len(X_test) == len(y_test) == 38


ROWS = [11, 92, 113, 3, 20]


def test_classes_and_features():
    two = data.iris().classes("versicolor", "virginica").features("petal length", "petal width")
    assert two.X.shape == (100, 2) and np.bincount(two.y).tolist() == [50, 50]
    assert two.target_names == ("versicolor", "virginica")
    assert two.feature_names == ("petal length", "petal width")
    assert data.iris().classes(2, 0).y.tolist() == [1] * 50 + [0] * 50


def test_a_data_set_is_not_shared():
    first = data.iris()
    first.X[0, 0] = 99
    assert data.iris().X[0, 0] == 5.1


def test_without_scikit_learn_one_sentence_says_what_to_do(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn", None)
    with pytest.raises(ImportError, match="scikit-learn, which is not installed; run: python -m pip"):
        data.iris()
    assert data.xor()[0].shape == (4, 2)


@pytest.mark.parametrize(
    "call, error, words",
    [
        (lambda: data.iris().split(test=1.5), ValueError, "test: expected a finite number above 0"),
        (lambda: data.iris().split(seed=-1), ValueError, "seed"),
        (lambda: data.iris().classes("rose"), ValueError, "iris has setosa, versicolor, virginica"),
        (lambda: data.iris().classes(), ValueError, "at least one"),
        (lambda: data.iris().classes(0, 0), ValueError, "different classes"),
        (lambda: data.iris().features("petal"), ValueError, "unknown feature 'petal'"),
        (lambda: data.diabetes().classes(0), ValueError, "no classes"),
    ],
)
def test_bad_input_gets_one_sentence(call, error, words):
    with pytest.raises(error) as caught:
        call()
    assert words in str(caught.value) and "\n" not in str(caught.value)


def test_a_choice_of_features_and_classes_may_be_split():
    train, test = data.iris().features(0).classes(0).split(test=0.5)
    assert train.X.shape == test.X.shape == (25, 1)
