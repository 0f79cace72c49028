"""Gradient descent: its path step by step, the same every time; and what it says where it ends."""

import numpy as np
import pytest

from course_nn.chapters.ch02_linear_models.conditioning import rate_limit
from course_nn.chapters.ch02_linear_models.cost_surface import WINDOW
from course_nn.chapters.ch02_linear_models.gradient_descent import descent_path
from course_nn.chapters.ch02_linear_models.gradient_descent_figure import (
    HIGHEST,
    describe_gradient_descent,
    draw_gradient_descent,
)
from course_nn.chapters.ch02_linear_models.least_squares import FAR, START, descend, gradient, patients, with_one
from course_nn.plots import picture
from course_nn.widgets import gradient_descent


def test_a_path_repeats_and_full_batches_need_no_luck():
    one, again = (descent_path(0.1, 4, 1.0, 50)["path"] for _ in range(2))
    assert np.array_equal(one, again)
    x, y = patients()
    X = with_one(x + 1.0)
    w = np.array(START)
    for row in descent_path(0.1, 442, 1.0, 20)["path"]:
        assert row == pytest.approx(w)
        w = w - 0.1 * gradient(X, w, y)


def test_half_the_limit_arrives_in_one_step_in_a_round_bowl():
    result = descent_path(0.5, 442, 0.0, 1)
    assert result["limit"] == pytest.approx(1) and result["path"][1] == pytest.approx(result["best"])
    assert result["costs"][-1] == pytest.approx(result["least"])


def test_single_rows_run_away_at_a_rate_that_all_rows_bear():
    assert not descent_path(0.32, 442, 1.0, 100)["away"]
    assert descent_path(0.32, 1, 1.0, 100)["away"]


def test_a_path_that_leaves_with_its_last_step_runs_away():
    result = descent_path(1.25, 4, 1.0, 5)
    assert len(result["path"]) == 6 and np.abs(result["path"][-2]).max() < FAR < np.abs(result["path"][-1]).max()
    assert "the path runs away: after 5 steps" in describe_gradient_descent(result)
    assert not descent_path(1.25, 4, 1.0, 4)["away"]


def test_what_the_path_says():
    assert "runs away" in describe_gradient_descent(descent_path(1.2, 442, 2.0, 50))
    sentence = describe_gradient_descent(descent_path(0.5, 442, 0.0, 1))
    assert sentence.startswith("After 1 step on 442 rows, J is less than 0.1% above the least")


@pytest.mark.parametrize("size, words", [(1, "After 30 steps on 1 row each"), (16, "After 30 steps on 16 rows each")])
def test_rows_are_counted_in_words(size, words):
    sentence = describe_gradient_descent(descent_path(0.02, size, 1.0, 30))
    assert sentence.startswith(words) and sentence.endswith("α = 0.02, the limit for all rows 2/λ_max = 0.382.")


def _axes(**values):
    result = descent_path(**values)
    return result, *picture(draw_gradient_descent, result, "A sentence.").figure.axes


@pytest.mark.parametrize("rate", [0.2, 0.32])
def test_single_rows_leave_the_frame_whatever_the_shuffle(rate):
    x, y = patients()
    out = 0
    for seed in range(40):
        w0, w1 = descend(with_one(x + 1), y, START, rate, 100, 1, np.random.default_rng(seed)).T
        out += ((w0 < WINDOW[0]) | (w0 > WINDOW[1]) | (w1 < WINDOW[2]) | (w1 > WINDOW[3])).any()
    assert out > 35 and not descent_path(rate, 442, 1.0, 100)["away"]


def test_what_leaves_the_picture_is_marked_with_its_number():
    result, left, right = _axes(rate=1.25, size=442, shift=2.0, steps=100)
    (note,) = (text.get_text() for text in left.texts)
    assert note.startswith("leaves the frame, up to")
    assert f"{np.abs(result['path']).max():,.0f}" in note
    drawn = next(line for line in left.lines if len(line.get_xdata()) > 2)
    assert np.array_equal(np.column_stack(drawn.get_data()), result["path"])  # no bent directions
    marks = next(line for line in right.lines if line.get_marker() == "^")
    assert np.array_equal(marks.get_xdata(), np.flatnonzero(result["costs"] > HIGHEST))
    assert any(text.get_text().startswith("up to") for text in right.texts)


def test_what_stays_in_the_picture_has_no_such_mark():
    _, left, right = _axes(rate=0.1, size=442, shift=1.0, steps=30)
    assert not left.texts and [text.get_text() for text in right.texts] == ["least"]
    assert not any(line.get_marker() == "^" for line in right.lines)


def test_titles_of_the_smallest_steps():
    _, left, right = _axes(rate=0.005, size=1, shift=0.0, steps=1)
    assert left.get_title(loc="left") == "The rate: 0.005 × the limit" and right.get_title(loc="left") == "1 row read"


def test_it_opens_without_a_zigzag():
    values = gradient_descent().values
    assert values["rate"] < 0.5 * descent_path(**values)["limit"]


@pytest.mark.long
@pytest.mark.parametrize("shift", [0.0, 0.1, 0.3, 0.5, 1.0, 1.4, 1.9, 2.0])
def test_only_at_the_limit_itself_the_title_says_one(shift):
    x, _ = patients()
    limit = rate_limit(with_one(x + shift))
    near = [rate for rate in gradient_descent().controls[0].marks if abs(rate / limit - 1) < 0.06]
    for rate in [*near, limit, 1.004 * limit, 0.9996 * limit]:
        _, left, _ = _axes(rate=float(rate), size=442, shift=float(shift), steps=1)
        share = float(left.get_title(loc="left").removeprefix("The rate: ").removesuffix(" × the limit"))
        assert np.sign(share - 1) == (0 if np.isclose(rate, limit) else np.sign(rate - limit))
        assert share == pytest.approx(rate / limit, rel=0.05)


@pytest.mark.parametrize("shift", [0.3, 0.7, 1.0, 1.5, 2.0])
def test_below_the_limit_the_zigzags_shrink_and_above_it_they_grow_in_the_end(shift):
    x, y = patients()
    X = with_one(x + shift)
    for share in (0.9, 0.95, 0.99, 1.01, 1.05, 1.2):
        lengths = np.linalg.norm(np.diff(descend(X, y, START, share * rate_limit(X), 1000), axis=0), axis=1)
        assert (np.diff(lengths[:60]) < 0).all() if share < 1 else (np.diff(lengths[-5:]) > 0).all()


def test_the_word_least_is_clear_of_the_end_of_the_path():
    _, _, right = _axes(rate=0.16, size=442, shift=2.0, steps=100)
    (word,) = right.texts
    (dot,) = (line for line in right.lines if line.get_marker() == "o")
    (_, middle), radius = right.transData.transform(np.column_stack(dot.get_data()))[0], right.figure.dpi / 72 * 3
    assert word.get_window_extent().y1 < middle - radius
    assert word.get_window_extent().y0 > right.get_window_extent().y0
