"""Features made by hand: the columns themselves, fits against polyfit, and the words for too few and too many."""

import numpy as np
import pytest

from course_nn.chapters.ch02_linear_models import handmade_features
from course_nn.chapters.ch02_linear_models.handmade_features import features, fit_features
from course_nn.chapters.ch02_linear_models.handmade_features_figure import describe_handmade_features


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
        (("wave", "powers", 14, 15), "learned by heart"),
        (("wave", "sines", 1, 100), "With 1 feature the error is"),
        (("wave", "sines", 1, 100), "the noise itself"),
    ],
)
def test_what_the_features_say(choice, words):
    assert words in describe_handmade_features(fit_features(*choice))
