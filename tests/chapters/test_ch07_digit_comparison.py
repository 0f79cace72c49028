"""The comparison on digits: the same budget, no leak, what is stored comes out again, and what may be said of it."""

import difflib

import numpy as np
import pytest
from helpers import refused

from course_nn import data
from course_nn.chapters.ch07_cnn_filters import digit_cnn
from course_nn.chapters.ch07_cnn_filters import digit_comparison as comparison
from course_nn.chapters.ch07_cnn_filters.digit_comparison_figure import show_digit_comparison
from course_nn.data.measured import measurements

ROOM = "course_nn.chapters.ch07_cnn_filters"
TUNED = ("CNN", "dense network", "RBF SVM")


@pytest.fixture(scope="module")
def splits():
    return comparison.standings()


@pytest.fixture(scope="module")
def forms():
    return comparison.standings_by_form()


def test_the_splits():
    X, y = data.digits()
    (A, a), (B, b) = comparison.parted("last 449")
    np.testing.assert_array_equal(np.concatenate([A, B]).reshape(1797, 64), X)
    np.testing.assert_array_equal(np.concatenate([a, b]), y)
    assert len(B) == 449
    for one, other in zip(comparison.parted("random"), digit_cnn.images(), strict=True):
        np.testing.assert_array_equal(one[0], other[0])
    with refused("parted: unknown name 'last'; did you mean 'last 449'"):
        comparison.parted("last")


def test_the_file_goes_through_one_form_fourteen_times():
    """By its labels; some digits of the form are missing."""
    labels = "".join(map(str, data.digits().y))
    parts = [labels[a:b] for a, b in zip(comparison.FORMS, (*comparison.FORMS[1:], 1797), strict=True)]
    assert max(map(len, parts)) == 130 and min(map(len, parts)) == 130 - 8
    assert "130 digits, some with up to eight missing" in " ".join(comparison.__doc__.split())
    form = parts[0]
    assert len(form) == 130 and len(parts) == 14
    for part in parts:
        assert 120 <= len(part) <= 130
        blocks = difflib.SequenceMatcher(None, form, part, autojunk=False).get_matching_blocks()
        assert sum(block.size for block in blocks) >= len(part) - 2  # nearly a subsequence of it


def test_the_networks_are_of_one_size():
    rng = np.random.default_rng(0)
    cnn, dense = comparison.convolutional(rng, 0.4), comparison.dense(rng, 0.4)
    assert (cnn.theta.size, dense.theta.size) == (6090, 6085) and comparison.dense(rng, 0, 82).theta.size > 6090
    assert repr(comparison.convolutional(rng, 0)) == repr(digit_cnn.network(rng))
    start = comparison.convolutional(np.random.default_rng(4), 0.2)
    np.testing.assert_array_equal(start.theta, digit_cnn.untrained(4).theta)


def test_the_budget_is_the_same():
    assert [len(comparison.TRIED[method]) for method in TUNED] == [18, 18, 18]
    assert comparison.TRIED["CNN"] == comparison.TRIED["dense network"]
    stored = measurements(ROOM, "digit_comparison")["splits"]
    for split in comparison.SPLITS:
        for method in TUNED:
            found = stored[split][method]
            assert len(found["tried"]) == 18 and found["validation"] == found["tried"].min()
            assert found["setting"] == comparison.TRIED[method][found["tried"].argmin()]


def test_what_learns_never_sees_what_it_is_asked():
    """Each training image is predicted once, by what learned from others: nearest neighbor would know it again."""
    rng = np.random.default_rng(0)
    X, y = rng.random((60, 1, 8, 8)), np.arange(60) % 2
    assert comparison.validation_errors("nearest neighbor", X, y, {}) > 15
    assert comparison.validation_errors("nearest neighbor", np.concatenate([X, X]), np.tile(y, 2), {}) < 60
    parts = comparison._left_out("nearest neighbor", {}, *digit_cnn.as_images(data.digits()), np.arange(1797))
    assert parts == measurements(ROOM, "digit_comparison")["by form"]["nearest neighbor"]["forms"].tolist()


@pytest.mark.long
def test_the_test_part_chooses_nothing(monkeypatch):
    (X, y), (X_test, y_test) = comparison.parted("random")
    few = comparison.TRIED["RBF SVM"][6:9]
    found = comparison.compete("RBF SVM", "random", settings=few)
    assert found["setting"] == few[2] and found["validation"] == min(found["tried"]) < found["tried"][0]
    wrong = X_test[::-1], y_test
    monkeypatch.setattr(comparison, "parted", lambda split: ((X, y), wrong))
    other = comparison.compete("RBF SVM", "random", settings=few)
    assert other.pop("errors")[0] > 300 > found.pop("errors")[0] and other == found


@pytest.mark.long
@pytest.mark.parametrize("split", comparison.SPLITS)
def test_what_is_stored_comes_out_again(split, splits):
    (X, y), (X_test, y_test) = comparison.parted(split)
    for method, found in splits[split].items():
        wrong = int(np.sum(comparison.predict(method, X, y, X_test, 1, **found["setting"]) != y_test))
        expected = found["errors"][1 if len(found["errors"]) > 1 else 0]
        assert abs(wrong - expected) <= (5 if method in comparison.NETWORKS else 1), method


def test_a_random_split_flatters_everybody(splits, forms):
    for method in comparison.TRIED:
        random, last = (splits[split][method]["accuracy"] for split in comparison.SPLITS)
        assert random.min() > last.max() + 0.005, method
        assert forms[method]["random"] > forms[method]["forms"] + 0.01, method


def test_folds_drawn_at_random_promise_too_much(splits):
    for method in TUNED:
        found = splits["last 449"][method]
        assert found["validation"] > found["accuracy"].max() + 0.01, method
        assert abs(splits["random"][method]["validation"] - splits["random"][method]["accuracy"].mean()) < 0.005


def test_the_convolutional_network_does_not_win_and_the_dense_one_loses(splits, forms):
    cnn, dense, machine = (splits["random"][method]["errors"] for method in TUNED)
    assert cnn.min() <= machine[0] <= cnn.max()
    assert dense.mean() > cnn.mean() + 2
    cnn, dense, machine = (splits["last 449"][method]["errors"] for method in TUNED)
    assert abs(cnn.mean() - machine[0]) < 5 and dense.min() > cnn.max() + 5
    assert abs(forms["CNN"]["forms"] - forms["RBF SVM"]["forms"]) < 0.01
    assert forms["dense network"]["forms"] < forms["CNN"]["forms"] - 0.01


def test_longer_training_with_dropout_helps_where_writers_are_new(splits):
    short, tuned = (splits["last 449"][method]["errors"].mean() for method in ("CNN, 20 epochs", "CNN"))
    assert tuned < short - 3
    assert abs(splits["random"]["CNN, 20 epochs"]["errors"].mean() - splits["random"]["CNN"]["errors"].mean()) < 3


def test_the_figure(splits, forms):
    shown = show_digit_comparison(splits, forms)
    assert "RBF SVM 99.1 and 96.7 %" in shown.alt
    left, right = shown.figure.axes
    n = len(comparison.TRIED)
    assert left.get_title(loc="left") == f"A random split flatters {n} of {n}"
    for ax in (left, right):
        for line in ax.lines:
            assert ((line.get_xdata() >= ax.get_xlim()[0]) & (line.get_xdata() <= ax.get_xlim()[1])).all()
