"""The playground's data: by their formulas, and repeatable."""

import numpy as np
import pytest

from course_nn.chapters.playground.data_sets import HILLS, make_data
from course_nn.chapters.playground.settings import DATA, MANY_CLASSES, OWN, RULE, Settings

EVERY = [(problem, data) for problem, sets in DATA.items() for data in sets if data != OWN]


def everything(data):
    return np.concatenate([data.X_train, data.X_test]), np.concatenate([data.y_train, data.y_test])


def make(data, problem="classification", **more):
    return everything(make_data(Settings(problem=problem, data=data, points=3000, **more)))


@pytest.mark.parametrize(("problem", "data"), EVERY)
def test_the_same_settings_give_the_same_data_and_another_seed_others(problem, data):
    settings = Settings(problem=problem, data=data, noise=20)
    first, again = make_data(settings), make_data(settings.but(hidden=(), rate=1.0, batch=3, loss="squared error"))
    other = make_data(settings.but(seed=1))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not np.array_equal(first.X_train, other.X_train)


@pytest.mark.parametrize(("problem", "data"), EVERY)
def test_shares_and_types(problem, data):
    for share, n in ((10, 20), (50, 100), (90, 180)):
        made = make_data(Settings(problem=problem, data=data, points=200, train_share=share))
        assert made.X_train.shape == (n, 2) and made.X_test.shape == (200 - n, 2)
        assert made.y_train.shape == (n,) and made.y_train.dtype == (np.int64 if problem == "classification" else float)


@pytest.mark.parametrize("data", MANY_CLASSES[:-1])
@pytest.mark.parametrize("k", range(2, 7))
def test_k_classes_are_equally_many_in_both_parts(data, k):
    made = make_data(Settings(data=data, classes=k, points=3000))
    for y in (made.y_train, made.y_test):
        assert np.abs(np.bincount(y, minlength=k) / len(y) - 1 / k).max() < 0.04


def test_two_classes_are_those_of_the_original():
    X, y = make("circle")
    r = np.hypot(*X.T)
    assert r[y == 1].max() < 2.5 and 3.5 < r[y == 0].min() < r.max() < 5
    X, y = make("XOR")
    assert np.array_equal(y == 1, X.prod(axis=1) > 0) and np.abs(X).min() > 0.3 and np.abs(X).max() < 5.3
    X, y = make("Gaussians")
    for label, center in ((1, 2), (0, -2)):
        assert X[y == label].mean(axis=0) == pytest.approx([center, center], abs=0.1)
        assert X[y == label].var(axis=0) == pytest.approx([0.5, 0.5], rel=0.12)
    assert make("Gaussians", noise=50)[0].var() == pytest.approx(4 + 4, rel=0.1)
    X, y = make("spiral")
    r = np.hypot(*X.T)
    angle = np.arctan2(X[:, 0], X[:, 1])
    turned = (angle - 1.75 * r / 5 * 2 * np.pi + np.pi * (y == 0) + np.pi) % (2 * np.pi)
    assert turned[r > 0] == pytest.approx(np.pi, abs=1e-9)


def test_without_noise_every_rule_holds():
    X, y = make(RULE, rule="2 * sin(x)")
    assert np.array_equal(y == 1, X[:, 1] > 2 * np.sin(X[:, 0]))
    X, y = make(RULE, rule="sqrt(x)")
    assert not y[X[:, 0] < 0].any() and y[X[:, 0] > 0].any()
    X, y = make("plane", "regression")
    assert y == pytest.approx(X.sum(axis=1) / 10)
    X, y = make("Gaussians up and down", "regression")
    for x0, y0, sign in HILLS:
        away = np.hypot(X[:, 0] - x0, X[:, 1] - y0)
        assert y[away < 0.8] == pytest.approx(sign * (1 - away[away < 0.8] / 2))
    assert np.array_equal(np.unique(np.sign(y)), [-1, 0, 1])


def test_noise_mixes_the_classes():
    wrong = {}
    for noise in (0, 25, 50):
        X, y = make("circle", noise=noise)
        wrong[noise] = np.mean((np.hypot(*X.T) < 2.5) != (y == 1))
    assert wrong[0] == 0 < wrong[25] < wrong[50] < 0.5


def test_own_points_are_all_there_however_few():
    points = ((1.0, 1.0, 0), (2.0, 2.0, 1), (0.0, -1.0, 1))
    for n in range(4):
        made = make_data(Settings(data=OWN, own=points[:n], train_share=90))
        assert (len(made.X_train), len(made.X_test)) == ((0, 0), (1, 0), (1, 1), (2, 1))[n]
        X, y = everything(made)
        assert sorted((*map(float, x), int(t)) for x, t in zip(X, y, strict=True)) == sorted(points[:n])
