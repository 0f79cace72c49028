"""Data augmentation: what a change does to an image, and what it is good for."""

import numpy as np
import pytest
from helpers import refused

from course_nn import data
from course_nn.chapters.ch06_training.augmentation import (
    CHANGES,
    augmented_training,
    averages,
    examples,
    gain,
    mirrored,
    moved,
)
from course_nn.chapters.ch06_training.augmentation_figure import describe_augmentation, show_augmentation
from course_nn.chapters.ch06_training.small_digits import few_digits


def all_moves(image):
    """The nine images that may come of one."""
    wide = np.pad(image.reshape(8, 8), 1)
    return [wide[a : a + 8, b : b + 8].ravel() for a in range(3) for b in range(3)]


def test_moved_images_are_the_nine_neighbors_alike_often():
    images = data.digits().X[:3]
    counts = np.zeros((3, 9))
    rng = np.random.default_rng(0)
    for _ in range(900):
        for k, one in enumerate(moved(images, rng)):
            counts[k] += [np.array_equal(one, neighbor) for neighbor in all_moves(images[k])]
    assert (counts.sum(axis=1) == 900).all() and counts.min() > 60 and counts.max() < 145


def test_mirrored_images_are_mirrored_half_of_the_time():
    images = np.repeat(data.digits().X[[2]], 1000, axis=0)
    found = mirrored(images, np.random.default_rng(0)).reshape(-1, 8, 8)
    flipped = (found == images.reshape(-1, 8, 8)[:, :, ::-1]).all(axis=(1, 2))
    same = (found == images.reshape(-1, 8, 8)).all(axis=(1, 2))
    assert (flipped ^ same).all() and 450 < flipped.sum() < 550


@pytest.mark.parametrize("change", CHANGES)
def test_the_images_that_come_in_stay(change):
    images = data.digits().X[:20]
    before = images.copy()
    result = CHANGES[change](images, np.random.default_rng(1))
    np.testing.assert_array_equal(images, before)
    assert result.shape == images.shape and result.dtype == images.dtype


def test_paper_is_what_every_pixel_is_in_some_image():
    """So an empty border is empty: the least of a pixel is minus its mean over the examples."""
    pixels = data.digits().X
    for seed in range(11):
        X, _, V, *_ = few_digits(150, 0.0, seed)
        learn = np.random.default_rng(seed).permutation(len(pixels))[1000:1150]
        assert np.minimum(X.min(axis=0), V.min(axis=0)) == pytest.approx(-pixels[learn].mean(axis=0), abs=1e-6)


def test_augment_with_what_will_come():
    """Moved digits help on moved ones and cost on others; mirrored ones harm on both. Beyond two standard errors."""
    for images, low, high in (("moved", 40, 52), ("as they are", -7, -2)):
        points, doubt = gain("moved", images)
        assert low < points < high and abs(points) > doubt > 0
        points, doubt = gain("mirrored", images)
        assert -5 < points < -1 and points + doubt < 0
    assert averages("none", "as they are")["accuracy"]["mean"] == pytest.approx(0.92, abs=0.005)
    assert 1 / 3 < averages("none", "moved")["accuracy"]["mean"] < 0.38


@pytest.mark.long
def test_what_moved_digits_cost_is_mostly_time_and_size():
    """256 units and 1,000 steps: on images as they are nothing is lost, beyond chance; mirrored digits still harm."""
    ends = {
        change: [augmented_training(change, seed, hidden=256, steps=1000) for seed in range(8)] for change in CHANGES
    }
    augmented_training.cache_clear()

    def gained(change, images):
        paired = 100 * np.array(
            [one[images] - plain[images] for one, plain in zip(ends[change], ends["none"], strict=True)]
        )
        return paired.mean(), 2 * paired.std(ddof=1) / np.sqrt(len(paired))

    points, doubt = gained("moved", "as they are")
    assert points + doubt > 0 and points > -1.5
    assert gained("moved", "moved")[0] > gain("moved", "moved")[0] + 4
    for images in ("as they are", "moved"):
        assert sum(gained("mirrored", images)) < 0


@pytest.mark.long
def test_what_is_stored_is_what_is_measured():
    for change in CHANGES:
        runs = [augmented_training(change, seed) for seed in range(20)]
        plain = [augmented_training("none", seed) for seed in range(20)]
        for images in runs[0]:
            ends = np.array([run[images] for run in runs])
            gains = ends - [run[images] for run in plain]
            stored = averages(change, images)
            assert stored["accuracy"]["mean"] == pytest.approx(ends.mean(), abs=0.005)
            assert stored["gain"]["mean"] == pytest.approx(gains.mean(), abs=0.007)
            assert stored["gain"]["error"] == pytest.approx(gains.std(ddof=1) / np.sqrt(20), abs=0.0015)
    augmented_training.cache_clear()


def test_a_training_repeats_and_a_change_has_an_effect():
    one = augmented_training("moved", 3)
    augmented_training.cache_clear()
    assert augmented_training("moved", 3) == one != augmented_training("none", 3)
    assert gain("none", "moved") == (0, 0)
    with refused("augmentation: change: unknown name 'move'"):
        gain("move", "moved")
    with refused("augmented_training: change: unknown name 'mirror'; did you mean 'mirrored'"):
        augmented_training("mirror")


def test_versions_in_a_picture():
    made = examples()
    assert {name: images.shape for name, images in made.items()} == dict.fromkeys(CHANGES, (4, 8, 8))
    assert (made["none"] == data.digits().X[2].reshape(8, 8)).all()
    assert len({one.tobytes() for one in made["mirrored"]}) == 2 and len({one.tobytes() for one in made["moved"]}) > 1
    assert describe_augmentation(made) == (
        "One digit as it is, 4 versions of it moved by up to a pixel, and 4 of which some are mirrored."
    )
    assert show_augmentation(made).png().startswith(b"\x89PNG")
