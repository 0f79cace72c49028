"""Chapter 00: the time line agrees with itself."""

import itertools

import numpy as np
import pytest

from course_nn.chapters.ch00_start.time_line import MILESTONES, WAVES, milestone
from course_nn.chapters.ch00_start.time_line_figure import describe_time_line, draw_time_line
from course_nn.plots import picture
from course_nn.widgets import time_line


def test_milestones_are_in_order_and_lie_where_the_waves_say():
    years = [m.year for m in MILESTONES]
    assert years == sorted(years) and set(years) >= {1943, 1958, 1969, 1970, 1986, 1989, 1997, 2012, 2014, 2017}
    ends = [end for _, *span in WAVES for end in span]
    assert ends == sorted(ends) and ends[0] == years[0]
    assert milestone(4)["milestones"][4].label == "backpropagation"
    with pytest.raises(ValueError, match="at most 10"):
        milestone(11)


def test_the_sentence_names_the_chosen_milestone():
    assert describe_time_line(milestone(0)) == "1943, McCulloch and Pitts: threshold neuron."
    assert "inhibiting" in MILESTONES[0].gave, "without them no network computes NOT"
    assert describe_time_line(milestone(10)) == "2017, Vaswani and colleagues: transformer."


@pytest.mark.parametrize("step", range(len(MILESTONES)))
def test_the_chosen_milestone_alone_stands_out_and_has_the_card(step):
    m = MILESTONES[step]
    figure = picture(draw_time_line, milestone(step), "A sentence.", size=(7.0, 4.3)).figure
    years, card = figure.axes
    assert [text.get_text() for text in years.texts if text.get_fontweight() == "bold"] == [f"{m.year} {m.label}"]
    words = [" ".join(text.get_text().split()) for text in card.texts]
    assert words == [f"{m.year} {m.who}", f"Gave: {m.gave}", f"Then: {m.limit}"]
    # What comes later keeps its name to itself.
    named = [text.get_text() for text in years.texts if text.get_text()[:4].isdigit()]
    assert named == [f"{one.year} {one.label}" for one in MILESTONES[: step + 1]]
    figure.canvas.draw()
    boxes = [(text.get_text(), text.get_window_extent()) for text in [*years.texts, *card.texts]]
    for (one, a), (other, b) in itertools.combinations(boxes, 2):
        assert not a.overlaps(b), f"{one!r} covers {other!r}"
    for stem in (line for line in years.lines if list(line.get_xdata()) == [line.get_xdata()[0]] * 2):
        (x, low), (_, high) = years.transData.transform(np.sort(stem.get_xydata(), axis=0))
        for text in years.texts:
            box = text.get_window_extent()
            assert not (box.x0 < x < box.x1 and box.y0 < high and low < box.y1), text.get_text()
    for one, box in boxes:
        assert box.x0 >= 0 and box.x1 <= figure.bbox.x1 and box.y0 >= 0, one


def test_the_names_can_be_read_in_a_narrow_window():
    """At 800 px the picture is about 600 px wide: 9 pt on 7 inches become 10.7 px."""
    figure = picture(draw_time_line, milestone(10), "A sentence.", size=time_line().figure.get_size_inches()).figure
    smallest = min(text.get_fontsize() for ax in figure.axes for text in ax.texts)
    assert smallest * 600 / 72 / figure.get_size_inches()[0] >= 10.5
