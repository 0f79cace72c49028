"""The judges of images: each against values from outside, and all of them together on what fools one of them."""

import numpy as np
import pytest
from helpers import close, refused
from scipy import linalg, spatial

from course_nn import Dense, Flatten, ReLU, Sequential, data, judges
from course_nn.judges import (
    NEAR,
    classifier,
    features,
    frechet_distance,
    judge_digits,
    nearest_distance,
    nearest_neighbor_test,
    probabilities,
    train_classifier,
)

TRAIN, HELD_OUT = data.digits().split()


def rng(seed=0):
    return np.random.default_rng(seed)


def test_the_nearest_neighbor_test_is_that_of_all_distances():
    a, b = rng().normal(size=(40, 3)), rng(1).normal(0.5, 1, size=(40, 3))
    both = np.concatenate([a, b])
    distances = spatial.distance.cdist(both, both)
    np.fill_diagonal(distances, np.inf)
    own = np.arange(80) < 40
    assert nearest_neighbor_test(a, b) == (own[distances.argmin(axis=1)] == own).mean()


def test_the_nearest_neighbor_test_at_its_three_ends():
    """½ where nothing can be told apart, 1 where all can, 0 where each has a twin in the other set."""
    a, b = rng().normal(size=(600, 4)), rng(1).normal(size=(600, 4))
    assert abs(nearest_neighbor_test(a, b) - 0.5) < 0.07
    assert nearest_neighbor_test(a, b + 20) == 1
    assert nearest_neighbor_test(a, a + 1e-6) == 0
    assert nearest_neighbor_test(a, a[rng(2).permutation(600)]) == 0


@pytest.mark.parametrize("n", [2, 5, 20])
def test_of_one_distribution_the_nearest_neighbor_test_gives_n_minus_1_of_2n_minus_1_on_average(n):
    draws = rng(n).normal(size=(1500, 2, n, 3))
    mean = np.mean([nearest_neighbor_test(a, b) for a, b in draws])
    assert abs(mean - (n - 1) / (2 * n - 1)) < 0.02


def test_the_nearest_distance_is_that_of_all_distances_and_0_for_a_copy():
    a, b = rng().random((700, 2, 3)), rng(1).random((90, 2, 3))  # more rows than are compared at once
    expected = spatial.distance.cdist(a.reshape(700, -1), b.reshape(90, -1)).min(axis=1)
    close(nearest_distance(a, b), expected)
    far = 1e4 + rng(2).random((20, 6))  # squares of such numbers alone would lose the small differences
    assert (nearest_distance(far, far) == 0).all()


def test_the_frechet_distance_is_that_of_scipys_matrix_root():
    a, b = rng().normal(size=(60, 5)) @ rng(1).normal(size=(5, 5)), rng(2).normal(1, 2, size=(50, 5))
    A, B = np.cov(a.T), np.cov(b.T)
    expected = ((a.mean(axis=0) - b.mean(axis=0)) ** 2).sum() + np.trace(A + B - 2 * linalg.sqrtm(A @ B).real)
    close(frechet_distance(a, b), expected)
    close(frechet_distance(b, a), expected)


def test_the_frechet_distance_where_it_is_known():
    a = rng().normal(size=(30, 2))
    assert frechet_distance(a, a) == pytest.approx(0, abs=1e-12)
    close(frechet_distance(a, a + np.array([3.0, 4.0])), 25)
    one = rng(1).normal(size=(40, 1))
    close(frechet_distance(one, 3 * one), (2 * one.mean()) ** 2 + (2 * one.std(ddof=1)) ** 2)
    few = rng(2).normal(size=(4, 10))  # fewer than dimensions: the covariance has no inverse
    assert frechet_distance(few, few) == pytest.approx(0, abs=1e-9) and frechet_distance(few, few[::-1] + 1) > 9


def test_of_few_examples_the_frechet_distance_of_one_distribution_is_large():
    distances = [frechet_distance(rng(1).normal(size=(n, 8)), rng(2).normal(size=(n, 8))) for n in (20, 100, 1000)]
    assert distances[0] > 3 * distances[1] > 9 * distances[2] > 0


@pytest.mark.long
def test_the_stored_classifier_is_that_of_its_recipe():
    errors = (probabilities(HELD_OUT.X).argmax(axis=1) != HELD_OUT.y).sum()
    assert errors == 5 and "5 errors in 449 held-out digits" in classifier.__doc__
    again = train_classifier()
    assert again.theta.size == classifier().theta.size == 6_090
    p = probabilities(HELD_OUT.X, again)
    assert (p.argmax(axis=1) != HELD_OUT.y).sum() <= 9
    # Rounding may grow through 860 steps; elsewhere the same arithmetic gives the same θ.
    assert (p.argmax(axis=1) == probabilities(HELD_OUT.X).argmax(axis=1)).mean() > 0.97


def test_the_last_layer_makes_the_probabilities_of_the_features():
    x = HELD_OUT.X[:6]
    seen, last = features(x), classifier().layers[-1]
    assert seen.shape == (6, 128)
    z = seen @ last.W.value + last.b.value
    close(probabilities(x), np.exp(z) / np.exp(z).sum(axis=1, keepdims=True), 1e-5)
    np.testing.assert_array_equal(probabilities(x.reshape(6, 8, 8)), probabilities(x.reshape(6, 1, 8, 8)))


def gaussian_digits(seed, n=449):
    """Draws from the Gaussian that has the mean and the covariance of the training images."""
    X = TRAIN.X
    return np.clip(rng(seed).multivariate_normal(X.mean(axis=0), np.cov(X.T), n), 0, 1)


SAMPLES = {
    "noise": lambda seed: rng(seed).random((449, 64)),
    "shuffled pixels": lambda seed: rng(seed).permuted(HELD_OUT.X, axis=1),
    "Gaussian": gaussian_digits,
    "one image": lambda seed: np.clip(TRAIN.X[seed] + rng(seed).normal(0, 0.01, (449, 64)), 0, 1),
    "copies": lambda seed: TRAIN.X[rng(seed).permutation(len(TRAIN))[:449]],
}


def random_floors(n, draws=12):
    """Fréchet distances of n random training digits to n random held-out ones."""
    seen, unseen = features(TRAIN.X), features(HELD_OUT.X)
    pick = [(rng(k).permutation(len(seen))[:n], rng(k).permutation(len(unseen))[:n]) for k in range(draws)]
    return [frechet_distance(seen[a], unseen[b]) for a, b in pick]


@pytest.mark.parametrize("n", [24, 100, 449])
def test_the_floor_is_that_of_a_random_draw(n):
    """Not of the first images: the digits come sorted by class here, as many files have them."""
    floors = random_floors(n)
    samples = HELD_OUT.X[:n]
    by_class = [part.X[np.argsort(part.y, kind="stable")] for part in (TRAIN, HELD_OUT)]
    for found in (judge_digits(samples), judge_digits(samples, *by_class)):
        assert 0.8 * min(floors) < found.frechet_floor < 1.2 * max(floors), found.frechet_floor
        assert found.real_neighbor_accuracy == pytest.approx(0.5, abs=3.5 * 0.5 / np.sqrt(2 * n))
    again = judge_digits(samples)
    assert (again.frechet_floor, again.frechet) == (judge_digits(samples).frechet_floor, judge_digits(samples).frechet)


def test_smooth_digits_come_a_little_nearer_and_are_no_copies():
    """Held-out digits: paler, or without their finest details; and a training digit with a little noise."""
    mean = TRAIN.X.mean(axis=0)
    axes = np.linalg.svd(TRAIN.X - mean, full_matrices=False)[2][:15]
    smooth = np.clip(mean + (HELD_OUT.X - mean) @ axes.T @ axes, 0, 1)
    noisy = np.clip(TRAIN.X[:449] + rng().normal(0, 0.05, (449, 64)), 0, 1)
    for samples, copied in ((0.9 * HELD_OUT.X, False), (smooth, False), (noisy, True), (TRAIN.X[:449], True)):
        found = judge_digits(samples)
        assert found.distance < found.held_out_distance
        assert (found.distance < NEAR * found.held_out_distance) == copied
    assert f"below {NEAR} of it" in judges.Judgment.__doc__


@pytest.mark.parametrize("seed", range(3))
def test_each_control_is_found_out_by_some_judge(seed):
    found = {name: judge_digits(make(seed)) for name, make in SAMPLES.items()}
    for name, one in found.items():
        close(one.shares.sum(), 1)
        assert one.held_out_confident > 0.97 and one.real_neighbor_accuracy == pytest.approx(0.5, abs=0.06)
        assert one.n == 449 and 0.9 < one.held_out_distance < 1.1 and 3 < one.frechet_floor < 4, name
    for name in ("noise", "shuffled pixels"):  # no digits at all, and yet the classifier is sure of many
        one = found[name]
        assert 0.25 < one.confident < 0.55, f"{name}: {one.confident}"
        assert one.neighbor_accuracy > 0.9 and one.frechet > 30 * one.frechet_floor
        assert one.distance > 3 * one.held_out_distance and one.shares.min() < 0.02
    # The right mean and covariance are no digits: only a mixture of everything.
    assert found["Gaussian"].confident < 0.6 and found["Gaussian"].neighbor_accuracy > 0.85
    assert 4 * found["Gaussian"].frechet_floor < found["Gaussian"].frechet < found["noise"].frechet / 3
    # One image over and over pleases the classifier.
    assert found["one image"].confident > 0.9 and found["one image"].shares.max() == 1
    assert found["one image"].neighbor_accuracy > 0.95 and found["one image"].frechet > 30 * 3.4
    # Copies please all judges but the distance.
    copies = found["copies"]
    assert copies.confident > 0.97 and copies.shares.min() > 0.05 and abs(copies.neighbor_accuracy - 0.5) < 0.06
    assert copies.frechet < 1.4 * copies.frechet_floor and copies.distance == 0


def test_sets_and_a_classifier_of_ones_own():
    """Of 4×4 images; three sets that were given are used, and n of each are compared."""
    train, held_out, samples = (rng(k).random((n, 4, 4)) for k, n in enumerate((50, 30, 20)))
    network = Sequential(Flatten(), Dense(16, 5, rng()), ReLU(), Dense(5, 3, rng(1)))
    found = judge_digits(samples, train, held_out, network=network)
    rows = samples.reshape(20, 16)
    assert found.n == 20 and found.shares.shape == (3,)
    close(found.distance, np.median(nearest_distance(samples, train)), 1e-6)
    close(found.held_out_distance, np.median(nearest_distance(held_out, train)), 1e-6)
    known, fresh = judges._drawn(train, 20), judges._drawn(held_out, 20)
    assert {one.tobytes() for one in known} < {one.tobytes() for one in train} and len(known) == 20
    assert found.neighbor_accuracy == nearest_neighbor_test(samples, fresh)
    assert found.real_neighbor_accuracy == nearest_neighbor_test(known, fresh)
    seen = features(rows, network)
    close(seen, np.maximum(network[1](rows.astype(np.float32)), 0))
    close(found.frechet, frechet_distance(seen, features(fresh, network)), 1e-6)
    close(found.frechet_floor, frechet_distance(features(known, network), features(fresh, network)), 1e-6)


def test_a_wheel_brings_the_classifier_along():
    place = judges._stored()
    assert place.is_file() and len(place.read_bytes()) < 30_000


SOME = HELD_OUT.X[:5]


@pytest.mark.parametrize(
    ("words", "wrong"),
    [
        ("samples: expected images from 0 .* got -1 to 1; write np.clip", lambda: judge_digits(2 * SOME - 1)),
        ("samples: expected images from 0 .* got 0 to 16;", lambda: judge_digits(16 * SOME)),
        ("images: expected images from 0", lambda: probabilities(-SOME)),
        (r"expected square images of shape \(n, h²\) or \(n, h, h\), got \(5, 63\)", lambda: judge_digits(SOME[:, 1:])),
        (r"expected square images .* got \(64,\)", lambda: features(SOME[0])),
        ("samples: expected finite numbers, got", lambda: judge_digits(SOME * np.nan)),
        ("samples: expected at least one number", lambda: judge_digits(SOME[:0])),
        ("expected at least 2 images of each kind, got 1", lambda: judge_digits(SOME[:1])),
        ("train: expected images of the samples' 16 pixels, got 64; give", lambda: judge_digits(np.ones((5, 16)))),
        ("held_out: expected images of the samples' 64", lambda: judge_digits(SOME, held_out=np.ones((5, 16)))),
        ("network: expected a Sequential .* got ReLU", lambda: probabilities(SOME, ReLU())),
        ("network: expected a Sequential .* got 'mine'", lambda: features(SOME, "mine")),
        ("expected two sets of one size, got 5 and 4", lambda: nearest_neighbor_test(SOME, SOME[1:])),
        (r"of examples alike, got \(5, 64\) first, then \(5, 63\)", lambda: nearest_distance(SOME, SOME[:, 1:])),
        (r"expected two sets \(n, …\) of .* got \(64,\) first", lambda: frechet_distance(SOME[0], SOME[1])),
        ("at least 2 examples in each set, got 1 and 5", lambda: frechet_distance(SOME[:1], SOME)),
        ("second set: expected finite numbers", lambda: frechet_distance(SOME, SOME * np.inf)),
        ("seed: expected a whole number at least 0", lambda: train_classifier(-1)),
    ],
)
@pytest.mark.filterwarnings("ignore:invalid value encountered in multiply")
def test_bad_calls_get_a_sentence(words, wrong):
    with refused(words):
        wrong()
