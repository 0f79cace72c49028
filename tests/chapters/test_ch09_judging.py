"""The judges beside what fools each of them."""

import numpy as np
import pytest
from helpers import refused
from scipy.ndimage import gaussian_filter

from course_nn.chapters.ch09_gans import digit_gan
from course_nn.chapters.ch09_gans import judging as j
from course_nn.chapters.ch09_gans.judging_figure import SCALES, describe_judging, draw_judging, write
from course_nn.judges import probabilities, train_classifier
from course_nn.plots.style import course_style, cut_off, new_figure
from course_nn.widgets import judging


def test_what_each_control_is():
    X = digit_gan.images()[0][0]
    assert j.noise().min() >= 0 and j.noise().max() <= 1 and abs(j.noise().mean() - 0.5) < 0.01
    for make in (j.shuffled, j.copies):  # the same images, or the same ink in each
        np.testing.assert_allclose(np.sort(make(1).sum(axis=1)), np.sort(X.sum(axis=1)), atol=1e-4)
    np.testing.assert_allclose(j.mixed(1).mean(axis=0), X.mean(axis=0), atol=1e-5)
    assert not np.array_equal(j.noise(0), j.noise(1))
    assert len(digit_gan.images()[1][0]) == j.ALL


def test_every_judge_alone_is_fooled_by_something():
    """Measured with ten seeds: which limit, asked of generators of digits, each control misses."""
    found = digit_gan.measured()
    real = found["held_out"]["distance"]
    for name, (sure, every, far) in {
        "noise": (False, False, True),
        "shuffled": (False, False, True),
        "mixed": (False, False, True),
        "copies": (True, True, False),
        "one_digit": (True, False, True),
    }.items():
        one = found[name]
        assert ((one["confident"] >= j.ENOUGH) == sure).all(), name
        assert ((one["least"] >= j.LEAST) == every).all(), name
        assert ((one["distance"] >= real) == far).all(), name
    assert found["noise"]["confident"].min() > 0.3, "the judge is sure of a third of pure noise"
    assert found["noise"]["neighbor"].min() > 0.99, "which neighbors tell apart"
    assert np.abs(found["copies"]["neighbor"] - 0.5).max() < 0.05, "but not copies"
    assert np.abs(found["copies"]["frechet"] / found["held_out"]["frechet"] - 1).max() < 0.15, (
        "nor does the Fréchet distance"
    )


@pytest.mark.long
def test_the_controls_as_they_were_measured():
    for name, make in j.CONTROLS.items():
        for key, value in digit_gan.scores(make(0)).items():
            assert value == pytest.approx(digit_gan.measured()[name][key][0], rel=0.05, abs=0.02), (name, key)


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, 2])
def test_other_judges_are_sure_of_less_noise_than_the_stored_one(seed):
    assert 0.1 < (probabilities(j.noise(), train_classifier(seed)).max(axis=1) >= 0.9).mean() < 0.3


def test_slightly_smoothed_digits_come_a_little_nearer_and_smoother_ones_do_not():
    real, held_out = digit_gan.images()[1][0].reshape(-1, 8, 8), digit_gan.measured()["held_out"]["distance"]
    slightly, more = (digit_gan.scores(gaussian_filter(real, (0, blur, blur)))["distance"] for blur in (0.4, 0.8))
    assert j.NEAR * held_out < slightly < 0.99 * held_out and more > held_out


def test_real_digits_judged_by_others():
    result = j.judging()(j.REAL, 0.9)
    assert all(result["passed"].values())
    assert abs(result["neighbor"] - 0.5) < 0.06 and result["frechet"] < 1.3 * result["real"]["frechet"]


@pytest.mark.long
@pytest.mark.parametrize("n", [24, 50, 100, 224, 300])
def test_real_digits_miss_no_limit_however_many_they_are(n):
    X = digit_gan.images()[1][0]
    for seed in range(5):
        some = X[np.random.default_rng(seed).permutation(len(X))[:n]]
        result = j.judging(some)(j.OWN, 0.9)
        assert all(result["passed"].values()), (seed, result["passed"])
        assert ("least" in result["passed"]) == (n >= j.MANY)
        assert describe_judging(result).endswith("misses: none.")


def test_copies_with_some_noise_miss_the_distance():
    X = digit_gan.images()[0][0]
    noisy = np.clip(X + np.random.default_rng(0).normal(0, 0.05, X.shape), 0, 1)
    assert j.judging(noisy)(j.OWN, 0.9)["passed"] == {"confident": True, "least": True, "distance": False}


def test_what_is_missed_is_told_with_the_p_that_it_is_asked_for():
    said = describe_judging(j.judging()("each pixel of another digit", 0.5))
    assert "sure (p ≥ 0.50) of" in said and "misses: sure at 0.9 of less than 70 %," in said


def test_the_marks_of_real_digits_are_seen_around_those_on_top_of_them():
    figure = new_figure(9.2, 3.9)
    with course_style():
        draw_judging(figure, j.judging()(j.REAL, 0.9))
    marks = [line for line in figure.axes[1].lines if len(line.get_xdata()) == 1]
    real, own = ([line for line in marks if (line.get_marker() == "D") == is_real] for is_real in (True, False))
    assert len(real) == len(own) == len(SCALES)
    for around, dot in zip(real, own, strict=True):
        assert around.get_markerfacecolor() == "none" and around.get_zorder() > dot.get_zorder()
        assert around.get_markersize() > dot.get_markersize() + 2


@pytest.mark.long
def test_a_judge_is_sure_of_fewer_the_more_is_asked():
    compute = j.judging()
    for source in compute.sources:
        shares = [compute(source, sure)["confident"] for sure in (0.5, 0.7, 0.9, 0.99)]
        assert shares == sorted(shares, reverse=True)


@pytest.mark.long
def test_the_picture_and_the_sentence_have_the_same_numbers():
    compute = j.judging()
    for source in compute.sources:
        for sure in (0.5, 0.9):
            result = compute(source, sure)
            figure = new_figure(9.2, 3.9)
            with course_style():
                draw_judging(figure, result)
            said, texts = describe_judging(result), [text.get_text() for text in figure.axes[1].texts]
            assert len(said) <= 220
            for key in SCALES:
                assert write(key, result[key]) in texts and f" {write(key, result[key])}" in said
            low = [text for text in figure.axes[1].texts[1:10:2] if text.get_color() == "#D55E00"]
            seen = sum(not good for key, good in result["passed"].items() if key != "confident" or sure == 0.9)
            assert len(low) == seen, (source, sure)
            assert set(SCALES) <= set(result["real"])
            assert ("; 224 against 224); " in said) == (source == j.REAL) and "449 against" not in said


@pytest.mark.long
def test_samples_of_the_readers_own():
    own = digit_gan.sample(digit_gan.networks(64, np.random.default_rng(0))[0], 100)
    it = judging(own.reshape(-1, 8, 8))
    assert it.values["source"] == j.OWN and it.result["confident"] < 0.05
    np.testing.assert_array_equal(it.result["images"], own[: j.SHOWN])
    for images in (own, np.ones((30, 64)), np.zeros((30, 64))):  # all ink, all paper
        for sure in (0.5, 0.99):
            it = judging(images).set(sure=sure)
            assert not cut_off(it.figure) and len(it.description) <= 220
    with refused("images from 0"):
        judging(2 * own - 1)
    with refused("at least 24 images"):
        judging(own[:5])
    with refused("square images"):
        judging(own[:, :10])
