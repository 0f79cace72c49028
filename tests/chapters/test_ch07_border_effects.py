"""Borders leak position: zeros around the image do, the image wrapped around and no padding don't."""

import numpy as np
import pytest

from course_nn.chapters.ch07_cnn_filters.border_effects import (
    DEPTHS,
    position_probe,
    probes,
    response_to_constant,
)
from course_nn.chapters.ch07_cnn_filters.border_effects_figure import (
    describe_border_effects,
    draw_border_effects,
    show_border_effects,
)
from course_nn.chapters.ch07_cnn_filters.shift_equivariance import PADDINGS
from course_nn.plots.style import course_style, new_figure


@pytest.mark.parametrize("depth", [1, 2, 3])
def test_a_constant_image_shows_the_border_as_deep_as_there_are_layers(depth):
    for seed in range(5):
        flat = {padding: response_to_constant(depth, padding, seed) for padding in PADDINGS}
        for padding in ("none", "wrapped around"):
            assert np.ptp(flat[padding]) < 1e-12
        zeros = flat["zeros"]
        inner = zeros[depth:-depth, depth:-depth]
        assert np.ptp(inner) < 1e-12 and inner[0, 0] == pytest.approx(flat["none"][0, 0])
        assert (
            np.ptp(zeros) > 0.1 and np.ptp(zeros[depth - 1 : -depth + 1 or None, depth - 1 : -depth + 1 or None]) > 1e-3
        )


@pytest.mark.long
def test_position_is_read_where_zeros_stand_around_and_nowhere_else():
    """From ten seeds; the cause switched off, the effect is gone."""
    found = probes(10)
    assert all(values.shape == (len(DEPTHS), 10) for values in found.values())
    zeros = found["zeros"]
    assert (zeros[1:] > 0.005).all() and zeros[3:].mean() > 0.1
    assert (np.diff(zeros.mean(axis=1))[:4] > 0).all()
    for padding in ("none", "wrapped around"):
        # On the images that it learned from, a probe would never be below 0.
        assert np.abs(found[padding]).max() < 0.03 and (found[padding].mean(axis=1) < 0).all(), padding
        assert (zeros[1:] > found[padding][1:]).all()


def test_a_probe_repeats():
    assert position_probe(3, "zeros", 2) == position_probe(3, "zeros", 2) != position_probe(3, "zeros", 3)


@pytest.mark.long
def test_the_picture_and_the_sentence():
    result = response_to_constant(), {p: np.full((len(DEPTHS), 2), k / 10) for k, p in enumerate(PADDINGS)}
    assert describe_border_effects(result) == (
        "A constant image comes out with a frame; the distance from the middle, read from noise by a linear function, "
        "has an R² of, at best: zeros 0.00, none 0.10, wrapped around 0.20."
    )
    figure = new_figure(8.2, 3.0)
    real = response_to_constant(), probes(2)
    with course_style():
        draw_border_effects(figure, real)
    low, high = figure.axes[1].get_ylim()
    for line in figure.axes[1].lines:
        assert (low < np.asarray(line.get_ydata())).all() and (np.asarray(line.get_ydata()) < high).all()
    best = max(0, *(found.mean(axis=1).max() for found in real[1].values()))
    assert figure.axes[1].get_title(loc="left") == f"At best {best:.0%} of the distance's variance is read"
    assert show_border_effects(real).png().startswith(b"\x89PNG")
