"""Spots over a picture: they lie where the axes have what they stand for, and their words are those that were given."""

import re

import numpy as np
import pytest
from helpers import refused

from course_nn.plots.hover import Spot, box_of, layer, over
from course_nn.plots.style import new_figure


def drawn(size=(4, 3)):
    figure = new_figure(*size)
    left, right = figure.subplots(1, 2)
    for ax in (left, right):
        ax.imshow(np.arange(6).reshape(2, 3), aspect="auto")
    figure.canvas.draw()
    return figure, left, right


def test_a_box_lies_where_the_axes_have_it():
    figure, left, right = drawn()
    for ax in (left, right):
        place = ax.get_position()
        assert box_of(ax, (-0.5, 2.5), (-0.5, 1.5)) == pytest.approx((place.x0, place.x1, place.y0, place.y1))
        upper = box_of(ax, (-0.5, 2.5), (-0.5, 0.5))  # an image's first row is above
        assert upper == pytest.approx((place.x0, place.x1, (place.y0 + place.y1) / 2, place.y1))
        below = box_of(ax, (0, 1), (-0.2, -0.1), ax.transAxes)
        assert below[3] < place.y0 and below[:2] == pytest.approx((place.x0, place.x1))
    before = box_of(left, (0, 1), (0, 1))
    figure.dpi *= 2
    assert box_of(left, (0, 1), (0, 1)) == pytest.approx(before), "shares of the figure, not pixels"


def test_the_layer_holds_what_was_given():
    html = layer(
        [[Spot((0.1, 0.5, 0.2, 0.6), ["a < b", "c"]), Spot((0.5, 1, 0, 0.2), said='"x"')], [Spot((0, 1, 0, 1))]]
    )
    assert re.findall(r'<i title="([^"]*)">', html) == ["a &lt; b", "c"]
    assert re.findall(r'data-said="([^"]*)"', html) == ["&quot;x&quot;"]
    assert html.count("<div>") == 2 and html.startswith('<div class="course-nn-spots" aria-hidden="true">')
    assert "left:10.00%;top:40.00%;width:40.00%;height:40.00%" in html, "from the top, as pages count"
    assert "tabindex" not in html and "<script" not in html
    assert re.sub("<[^>]*>", "", html) == "", "where styles are taken away, nothing is left of it"


def test_over_a_stored_picture_it_brings_its_style():
    html = over('<img alt="A line.">', [[Spot((0, 1, 0, 1), ["here"])]])
    assert html.startswith("<style>") and '<img alt="A line.">' in html and 'title="here"' in html


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Spot((0, 1, 0)), r"Spot: box"),
        (lambda: Spot((0, np.nan, 0, 1)), "Spot: box: expected finite numbers"),
        (lambda: Spot((1, 0, 0, 1)), r"expected a box \(left, right, bottom, top\) with left < right"),
        (lambda: Spot((0, 1, 1, 0)), "with left < right and bottom < top, got"),
        (lambda: Spot((0, 1, 0, 1), ["a"], "b"), "expected either cells or what is said, got both"),
    ],
)
def test_bad_spots_get_a_sentence(call, words):
    with refused(words):
        call()
