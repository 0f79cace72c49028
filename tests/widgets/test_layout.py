"""The frozen layout: a picture depends on its own values alone, and a playing one is the one drawn anew."""

import example_instrument
import numpy as np
import pytest
from small_instrument import small

from course_nn.widgets import IntSlider, Steps


@pytest.mark.long
def test_another_arrangement_of_axes_depends_on_its_values_alone():
    def draw(figure, n):
        for ax in np.atleast_1d(figure.subplots(1, n)):
            ax.plot([0, 1000])
            ax.set_ylabel("height")

    it = small(lambda n: n, [IntSlider("n", "n", 1, 3, 1)], draw=draw, size=(6, 3))
    pictures = {n: it.set(n=n).png() for n in (1, 2, 3)}
    for n in (3, 1, 2):
        assert it.set(n=n).png() == pictures[n]


def test_the_frozen_layout_is_the_constrained_one():
    it = example_instrument.example()
    assert [ax.get_xlabel() for ax in it.figure.axes] == ["$x_1$", "step"]
    frozen = [ax.get_position().bounds for ax in it.figure.axes]
    it.figure.set_layout_engine("constrained")
    it.figure.canvas.draw()
    np.testing.assert_allclose(frozen, [ax.get_position().bounds for ax in it.figure.axes], atol=0.02)


@pytest.mark.long
def test_a_playing_picture_is_the_one_drawn_anew():
    """Only what moves is drawn for a step: the pixels are those of the whole picture at that step."""

    def draw(figure, result):
        ax = figure.subplots()
        ax.set(xlim=(0, 10), ylim=(0, 2), title=f"height {result[0]}")
        drawn.append(result)
        return ax.plot([], [], "o", visible=False)

    def move(result, kept):
        kept[0].set(data=(range(result[1]), [result[0]] * result[1]), visible=True)
        return kept

    drawn = []
    controls = [IntSlider("n", "n", 0, 2, 1), Steps("s", "step", 0, 9, 3)]
    it = small(lambda n, s: (n, s), controls, draw=draw, move=move)
    pictures = [it.set(s=s).png() for s in range(10)]
    assert len(set(pictures)) == 10
    assert len(drawn) == 2, "the first picture is drawn twice, for its layout; no step draws it again"
    other = small(lambda n, s: (n, s), controls, draw=draw, move=move).set(n=2, s=9)
    assert it.set(n=2).png() == other.png() != pictures[9]
    for s in (9, 4, 0):
        fresh = small(lambda n, s: (n, s), controls, draw=draw, move=move).set(n=1, s=s)
        assert fresh.png() == it.set(n=1, s=s).png() == pictures[s]
    it._repr_mimebundle_()  # stores a sharper picture in between
    assert it.set(n=1, s=5).png() == pictures[5]
