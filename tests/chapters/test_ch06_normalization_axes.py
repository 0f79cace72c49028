"""Normalization axes: who is averaged with whom, and who changes with whom."""

import numpy as np
import pytest
from helpers import refused

from course_nn.chapters.ch06_training.normalization_axes import (
    EXAMPLES,
    LAYERS,
    UNITS,
    X,
    normalization_axes,
    normalized_together,
)
from course_nn.chapters.ch06_training.normalization_axes_figure import (
    describe_normalization_axes,
    draw_normalization_axes,
)
from course_nn.plots.style import course_style, new_figure


@pytest.mark.parametrize("kind", LAYERS)
def test_the_framed_numbers_make_the_one_that_is_chosen(kind):
    for example in range(1, EXAMPLES + 1):
        for unit in range(1, UNITS + 1):
            result = normalization_axes(kind, example, unit, 2.5)
            among = result["x"][result["together"]]
            here = example - 1, unit - 1
            assert result["x"][here] == X[here] + 2.5 and (result["x"] != X).sum() == 1
            wanted = (result["x"][here] - among.mean()) / np.sqrt(among.var() + 1e-5)
            assert result["y"][here] == pytest.approx(wanted)
            assert (result["mean"], result["spread"]) == (among.mean(), among.std())


@pytest.mark.parametrize(("kind", "count"), [("BatchNorm", 5), ("LayerNorm", 4)])
def test_whoever_is_framed_changes_and_nobody_else(kind, count):
    for example in range(1, EXAMPLES + 1):
        for unit in range(1, UNITS + 1):
            assert not normalization_axes(kind, example, unit)["changed"].any()
            for add in np.arange(0.5, 8.5, 0.5):
                result = normalization_axes(kind, example, unit, add)
                assert not (result["changed"] & ~result["together"]).any()
                assert result["together"].sum() == count and result["changed"].sum() >= count - 1


def test_together_is_a_column_or_a_row():
    column, row = normalized_together("BatchNorm", 1, 2), normalized_together("LayerNorm", 1, 2)
    assert column[:, 2].all() and column.sum() == EXAMPLES
    assert row[1].all() and row.sum() == UNITS
    with refused("normalized_together: kind: unknown name 'BatchNorn'"):
        normalized_together("BatchNorn", 0, 0)
    with refused("normalization_axes: unit: expected a whole number at least 1 and at most 4, got 5"):
        normalization_axes("LayerNorm", 1, 5)


@pytest.mark.parametrize("kind", LAYERS)
def test_the_picture_frames_them_and_names_the_layer_before_each_relu(kind):
    result = normalization_axes(kind, 2, 3, 4.0)
    figure = new_figure(8.2, 3.4)
    with course_style():
        draw_normalization_axes(figure, result)
    before, after, network = figure.axes
    frame = before.patches[0].get_bbox()
    inside = [[frame.contains(unit, example) for unit in range(UNITS)] for example in range(EXAMPLES)]
    np.testing.assert_array_equal(inside, result["together"])
    shown = [text.get_text() for text in before.texts]
    assert shown == [f"{value:.1f}".replace("-", "−") for value in result["x"].ravel()]
    names = [text.get_text() for text in network.texts]
    assert names == ["64 inputs", *["Dense", kind, "ReLU"] * 2, "Dense", "10 logits"]
    assert after.get_title(loc="left") == f"After: {result['changed'].sum()} changed (dots)"
    assert len(after.lines) == result["changed"].sum()


def test_the_sentence():
    assert describe_normalization_axes(normalization_axes("BatchNorm", 2, 3)) == (
        "BatchNorm: example 2, unit 3 is standardized by the 5 numbers of unit 3, one an example "
        "(mean 5.00, spread 2.00); nothing was added."
    )
    said = describe_normalization_axes(normalization_axes("LayerNorm", 1, 1, 8.0))
    assert said.startswith("LayerNorm: example 1, unit 1 is standardized by the 4 numbers of example 1 (mean 3.38,")
    assert said.endswith("adding 8 to it changed 4 of 20 outputs.")
