"""The cliff: gradients held to the package's layer, what clipping changes, and what it can't."""

import numpy as np
import pytest
from corners import every_two

from course_nn import RNN
from course_nn.chapters.ch08_rnns.exploding_gradient import (
    STEPS,
    TARGET,
    clipped_shares,
    cost,
    cost_map,
    descend,
    gradient,
    last_state,
    shares,
)
from course_nn.chapters.ch08_rnns.exploding_gradient_figure import apart, describe_exploding_gradient, shortened
from course_nn.plots.powers import with_power
from course_nn.plots.style import cut_off
from course_nn.widgets import exploding_gradient

rng = np.random.default_rng(0)
STARTS = [(float(u), float(b)) for u in np.arange(0, 2.51, 0.25) for b in np.arange(-1, 1.01, 0.25)]


@pytest.mark.parametrize("length", [1, 5, 30])
def test_cost_and_gradient_are_those_of_the_layer(length):
    for u, b in rng.uniform(-2, 2, (5, 2)):
        layer = RNN(1, 1, rng, return_last=True, dtype=np.float64)
        layer.W.value[:], layer.U.value[:], layer.b.value[:] = 0, u, b
        y, backward = layer.forward(np.zeros((1, length, 1)))
        assert cost(u, b, length) == pytest.approx((y.item() - TARGET) ** 2 / 2)
        backward(y - TARGET)
        assert gradient(u, b, length) == pytest.approx([layer.U.grad.item(), layer.b.grad.item()], rel=1e-9)


def test_the_map_is_the_cost():
    J = cost_map(10)
    assert J.shape == (121, 141) and J[0, 0] == cost(-0.5, -1.5, 10) and J[-1, -1] == cost(3.0, 1.5, 10)
    assert J.max() < 0.85, "the colors hold it"


def test_shares_by_distance():
    """Each step further back is another factor u (1 − h²)."""
    u, b, length = 1.4, 0.1, 8
    h = [last_state(u, b, t) for t in range(length + 1)]
    found = shares(u, b, length)[:, 1]
    np.testing.assert_allclose(found[1:] / found[:-1], [u * (1 - h[t] ** 2) for t in range(length - 1, 0, -1)])


def test_the_cliff_is_steeper_the_longer_the_sequence():
    """At b = 0 the state stays 0, and ∂h_T/∂b = 1 + u + … + u^(T−1): explosion, with u the factor per step."""
    for u in (1.2, 1.5, 2.0):
        steep = [abs(gradient(u, 0.0, length)[1]) for length in (5, 10, 20, 30)]
        expected = [TARGET * (u**length - 1) / (u - 1) for length in (5, 10, 20, 30)]
        assert steep == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("length", [5, 15, 30])
@pytest.mark.parametrize("limit", [0.01, 0.5, 100.0])
def test_a_clipped_step_is_never_longer_than_rate_times_limit(length, limit):
    for u, b in STARTS:
        path, norms = descend(u, b, length, limit)
        long = np.linalg.norm(np.diff(path, axis=0), axis=1)
        assert long.max() <= 0.1 * limit * (1 + 1e-9)
        np.testing.assert_allclose(long, 0.1 * np.minimum(norms, limit), atol=1e-12)


@pytest.mark.long
def test_without_clipping_the_longest_step_grows_with_the_sequence():
    longest = [
        max(np.linalg.norm(np.diff(descend(u, b, length)[0], axis=0), axis=1).max() for u, b in STARTS)
        for length in (5, 10, 15, 20, 30)
    ]
    assert longest[0] < 10 and longest[-1] > 1e9 and (np.diff(np.log10(longest)) > 1).all(), longest


def test_the_story_of_the_default():
    path, norms = descend(1.5, -0.4, 15)
    long = np.linalg.norm(np.diff(path, axis=0), axis=1)
    assert long[:14].max() < 0.2 and long[14] > 0.9 and norms[14] > 9, "step 15 throws it off"
    clipped, _ = descend(1.5, -0.4, 15, 0.5)
    assert cost(*path[-1], 15) > 0.15 and cost(*clipped[-1], 15) < 0.05


@pytest.mark.long
def test_clipping_wins_for_most_of_those_that_are_thrown_and_not_for_all():
    """Of 546 starts with T = 15, those with a step longer than ½ without clipping; after 40 steps."""
    better = []
    for u in np.round(np.arange(0, 2.51, 0.1), 1):
        for b in np.round(np.arange(-1, 1.01, 0.1), 1):
            plain, norms = descend(float(u), float(b), 15)
            if 0.1 * norms.max() > 0.5:
                better.append(cost(*descend(float(u), float(b), 15, 0.5)[0][-1], 15) < cost(*plain[-1], 15))
    assert len(better) > 40 and 0.6 < np.mean(better) < 0.9, (len(better), np.mean(better))


@pytest.mark.parametrize("length", [5, 15, 30])
def test_clipping_changes_nothing_in_a_gradient_that_vanishes(length):
    for u in (0.0, 0.2, 0.5, 0.8):
        for b in (-1.0, -0.3, 0.0, 0.4, 1.0):
            found = clipped_shares(u, b, length, 2.5)
            assert found["factor"] == 1 and (found["clipped"] == found["plain"]).all()
            far, near = np.abs(found["plain"][[-1, 0]])
            assert far <= near * u ** (length - 1) * (1 + 1e-9), "what comes from far away vanishes"


@pytest.mark.parametrize("limit", [0.01, 0.5, 3.0])
def test_where_it_shortens_all_shares_shrink_alike(limit):
    found = clipped_shares(1.3, 0.0, 12, limit)
    assert found["norm"] > limit and np.linalg.norm(found["gradient"]) == pytest.approx(limit)
    np.testing.assert_allclose(found["clipped"] / found["plain"], limit / found["norm"])


@pytest.mark.long
def test_every_corner_is_whole_and_what_leaves_the_map_is_marked():
    it, marked = exploding_gradient(), 0
    cliff = {"u": 2.0, "b": 0.0, "rate": 1.0}  # a start from which every long sequence throws it far
    corners = every_two(it.corners())
    for corner in [*corners, *(corner | cliff for corner in corners)]:
        left, right = it.set(**corner).figure.axes[:2]
        assert not cut_off(it.figure) and len(it.description) <= 220, corner
        places = np.vstack(list(it.result["paths"].values()))
        outside = (places < [-0.5, -1.5]).any() or (places > [3.0, 1.5]).any()
        assert outside == any(text.get_text().startswith("to (") for text in left.texts), corner
        marked += outside
        for line in right.lines:
            y = np.asarray(line.get_ydata(), float)
            y = y[np.isfinite(y)]
            assert (y > right.get_ylim()[0]).all() and (y < right.get_ylim()[1]).all()
            assert len(line.get_xdata()) == corner["length"]
        without = any(text.get_text() == "∇J is 0 here" for text in right.texts)
        assert without == it.description.endswith("∇J is 0."), corner
    assert marked > 2


@pytest.mark.long
def test_title_and_sentence():
    it = exploding_gradient().set(step=15)
    assert it.figure.axes[0].get_title(loc="left") == "Step 15: 1 long; clipped, 0.05"
    assert it.description == (
        "After 15 steps the cost is 0.22 without clipping and 0.064 with it; at the clipped path's end ∇J has norm 1.1 "
        "and is shortened to 0.5."
    )
    assert it.figure.axes[1].get_title(loc="left") == "Clipping: every share × 0.45"
    assert it.set(limit=100.0).figure.axes[1].get_title(loc="left") == "Here clipping changes nothing"
    assert it.set(step=0).figure.axes[0].get_title(loc="left") == "Before the first step"
    assert len(it.result["paths"]["plain"]) == 1 and it.set(step=STEPS).result["step"] == STEPS


@pytest.mark.parametrize("limit", [0.01, 0.1, 0.5, 13.0])
@pytest.mark.parametrize("over", [1 + 1e-9, 1.0003, 1.004, 1.04, 2.2, 27.3])
def test_norm_limit_and_factor_agree_as_they_are_shown(limit, over):
    norm, factor = shortened({"norm": limit * over, "factor": 1 / over})
    digits = max(len(factor.replace("0.", "").lstrip("0")), 2)
    assert with_power(limit / float(norm), digits) == factor != "1" and float(norm) > limit


def test_the_last_step_is_at_distance_0():
    right = exploding_gradient().figure.axes[1]
    assert right.lines[0].get_xdata()[0] == 0 and right.get_xlim()[0] < 0


def test_it_opens_before_clipping_acts_and_before_the_leap():
    it = exploding_gradient()
    assert it.figure.axes[1].get_title(loc="left") == "Here clipping changes nothing"
    assert it.set(step=it.values["step"] + 2).figure.axes[1].get_title(loc="left").startswith("Clipping: ")


def test_the_sentence_counts_one_step_and_knows_a_gradient_of_0():
    it = exploding_gradient().set(step=1)
    assert it.description.startswith("After 1 step the cost")
    result = dict(it.result, shares=dict(it.result["shares"], norm=0.0, factor=1.0, plain=np.zeros(5)))
    assert describe_exploding_gradient(result).endswith("at the clipped path's end ∇J is 0.")


def test_marks_that_would_hide_each_other_are_left_out_and_leaps_keep_their_direction():
    it = exploding_gradient().set(step=STEPS)
    for ax_line, path in zip(it.figure.axes[0].lines, it.result["paths"].values(), strict=False):
        kept = ax_line.get_markevery()
        assert kept == apart(path) and kept[0] == 0
        far = np.linalg.norm(np.diff(path[kept], axis=0) / [3.5, 3.0], axis=1)
        assert (far > 0.02).all() and 5 < len(kept) < 40
    it.set(u=2.0, b=0.0, length=30, rate=1.0)
    drawn = it.figure.axes[0].lines[0].get_xydata()
    assert np.abs(drawn).max() > 50 and (drawn == it.result["paths"]["plain"]).all()
