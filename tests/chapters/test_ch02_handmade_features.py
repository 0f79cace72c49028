"""Features made by hand: the columns themselves, fits against polyfit, and the words for too few and too many."""

import numpy as np
import pytest

from course_nn.chapters.ch02_linear_models import handmade_features
from course_nn.chapters.ch02_linear_models.handmade_features import features, fit_features
from course_nn.chapters.ch02_linear_models.handmade_features_figure import (
    HEIGHT,
    LARGEST,
    SMALLEST,
    describe_handmade_features,
    draw_handmade_features,
)
from course_nn.plots import picture


@pytest.mark.parametrize("kind", handmade_features.KINDS)
def test_more_features_never_fit_the_training_points_worse(kind):
    # Doubling the ramps keeps the old corners.
    counts = [1, 2, 4, 8, 16] if kind == "ramps" else list(range(17))
    errors = fit_features("corner", kind, 3, 40)["errors"][counts, 0]
    assert (np.diff(errors) < 1e-9).all()


def test_powers_against_polyfit():
    x, y, *_ = handmade_features.samples("wave", 20)
    ours = fit_features("wave", "powers", 5, 20)["w"]
    assert ours == pytest.approx(np.polyfit(x, y, 5)[::-1], rel=1e-6)


def test_ramps_are_a_straight_line_between_their_corners():
    made = features(np.linspace(-1, 1, 9), "ramps", 4)
    assert made.shape == (9, 5) and (made[:, 1:].min(axis=0) == 0).all()
    assert made[:, 3] == pytest.approx(np.maximum(0, np.linspace(-1, 1, 9)))


def test_sines_come_in_turns_with_cosines():
    x = np.linspace(-1, 1, 9)
    expected = [np.ones(9), np.sin(np.pi * x), np.cos(np.pi * x), np.sin(2 * np.pi * x)]
    assert features(x, "sines", 3) == pytest.approx(np.column_stack(expected))


def test_features_refuse_with_a_sentence():
    with pytest.raises(ValueError, match="did you mean 'powers'"):
        features(np.zeros(3), "power", 2)
    with pytest.raises(ValueError, match="k: expected a whole number at least 0"):
        features(np.zeros(3), "powers", -1)


@pytest.mark.parametrize(
    "choice, words",
    [
        (("wave", "powers", 1, 15), "can't follow"),
        (("wave", "powers", 13, 15), "overfitting"),
        (("wave", "powers", 14, 15), ": as many weights as points, and the noise is learned by heart."),
        (("wave", "powers", 14, 10), ": more weights than points, and the noise is learned by heart."),
        (("wave", "powers", 8, 10), ": the noise is learned nearly by heart."),
        (("step", "sines", 16, 10), ": more weights than points, yet no sine or cosine of them can tell"),
        (("wave", "sines", 1, 100), "With 1 feature the error is"),
        (("wave", "sines", 1, 100), "the noise itself"),
    ],
)
def test_what_the_features_say(choice, words):
    assert words in describe_handmade_features(fit_features(*choice))


@pytest.mark.parametrize("curve", handmade_features.CURVES)
@pytest.mark.parametrize("kind", handmade_features.KINDS)
def test_only_powers_and_sines_are_sure_not_to_fit_worse_with_one_more(curve, kind):
    rises = [np.diff(fit_features(curve, kind, 3, n)["errors"][:, 0]).max() for n in (10, 15, 40, 100)]
    assert max(rises) > 0.005 if kind == "ramps" else max(rises) < 1e-9


def test_what_the_chapter_says_of_the_kinds_holds_for_other_noise():
    for seed in range(12):
        powers = fit_features("wave", "powers", 3, 15, seed=seed)["errors"]
        assert powers[1, 1] > 1.5 * powers[3, 1] and powers[14, 1] > 5 * powers[3, 1] and powers[14, 0] < 1e-6
        assert fit_features("wave", "powers", 14, 100, seed=seed)["test"] < 0.3
        assert 0.4 < fit_features("wave", "sines", 1, 15, seed=seed)["test"] / powers[1, 1] < 0.65
        ramps, two = (fit_features("corner", kind, 2, 15, seed=seed)["test"] for kind in ("ramps", "powers"))
        assert ramps < two


def test_fewer_points_than_weights_can_be_better_than_as_many():
    ten, fifteen = (fit_features("wave", "powers", 14, n)["test"] for n in (10, 15))
    assert round(ten, 1) == 0.6 and round(fifteen, 1) == 6.1


def test_the_smallest_weights_alone_are_not_why():
    """With 9 powers only one fit goes through 10 points, so nothing is picked, and it is as good or better."""
    for seed in range(12):
        ten, fifteen = (fit_features("wave", "powers", 14, n, seed=seed)["errors"][:, 1] for n in (10, 15))
        assert ten[9] < ten[14] < fifteen[14]


@pytest.mark.parametrize("curve", handmade_features.CURVES)
def test_14_powers_on_100_points_do_little_harm_and_on_15_much(curve):
    many, few = (fit_features(curve, "powers", 14, n)["errors"][:, 1] for n in (100, 15))
    assert many[14] < 1.1 * many.min() and few[14] > 5 * few.min()
    assert many[3:].max() < 0.5  # with 100 points it never explodes
    assert few[0] > 1.5 * few[3] and 2 < few.argmin() < 8  # with 15 it falls at first


def test_the_right_kind_of_feature_helps_for_every_number_of_points_that_is_named():
    for n in range(10, 101, 5):
        sine, power = (fit_features("wave", kind, 1, n)["test"] for kind in ("sines", "powers"))
        assert 0.45 < sine / power < 0.6
        ramps, powers = (fit_features("corner", kind, 2, n)["test"] for kind in ("ramps", "powers"))
        assert ramps < powers or n < 15


@pytest.mark.long
@pytest.mark.parametrize("kind", handmade_features.KINDS)
def test_the_step_is_the_hardest_for_every_kind(kind):
    for n in range(10, 101, 5):
        least = {curve: fit_features(curve, kind, 3, n)["errors"][:, 1].min() for curve in handmade_features.CURVES}
        assert max(least, key=least.get) == "step"


def test_for_the_step_no_kind_comes_near_the_noise_on_15_points():
    best = [fit_features("step", kind, 3, 15)["errors"][:, 1].min() for kind in handmade_features.KINDS]
    assert min(best) > 1.5 * handmade_features.NOISE


@pytest.mark.long
@pytest.mark.parametrize("curve", handmade_features.CURVES)
@pytest.mark.parametrize("kind", handmade_features.KINDS)
@pytest.mark.parametrize("n", [10, 15, 100])
def test_no_error_is_outside_the_axes_and_a_fit_that_is_is_marked(curve, kind, n):
    result = fit_features(curve, kind, 16, n)
    assert result["errors"].max() < LARGEST
    left, right = picture(draw_handmade_features, result, "A sentence.").figure.axes
    for line in right.lines:
        heights = np.asarray(line.get_ydata())
        assert (heights >= SMALLEST).all() and (heights <= LARGEST).all()
    names = {text.get_text(): text.get_window_extent() for text in right.texts}
    assert min(names["train"].y0, names["test"].y0) > right.get_window_extent().y0 + 2  # clear of the axis
    below = [line for line in right.lines if line.get_marker() == "v"]
    assert bool(below) == (result["errors"][:, 0] < SMALLEST).any()
    assert sum("below" in text.get_text() for text in right.texts) == len(below)
    beyond = [way for way, far in (("up", result["fit"].max()), ("down", -result["fit"].min())) if far > HEIGHT]
    assert [way for way in ("up", "down") if any(f"fit {way}" in t.get_text() for t in left.texts)] == beyond


def test_title_and_sentence_round_alike():
    result = fit_features("step", "powers", 0, 10)
    title = picture(draw_handmade_features, result, "A sentence.").figure.axes[1].get_title(loc="left")
    assert title == "Error: train 1.04, test 1.04"
    assert "the error is 1.04 on the 10 points and 1.04 on new ones" in describe_handmade_features(result)
