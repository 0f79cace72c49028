"""Chapter 00: the time line agrees with itself."""

import pytest

from course_nn.chapters.ch00_start.time_line import MILESTONES, WAVES, milestone
from course_nn.chapters.ch00_start.time_line_figure import describe_time_line, draw_time_line
from course_nn.plots import picture


def test_milestones_are_in_order_and_lie_where_the_waves_say():
    years = [m.year for m in MILESTONES]
    assert years == sorted(years) and set(years) >= {1943, 1958, 1969, 1986, 1989, 1997, 2012, 2014, 2017}
    ends = [end for _, *span in WAVES for end in span]
    assert ends == sorted(ends) and ends[0] == years[0]
    assert milestone(3)["milestones"][3].label == "backpropagation"
    with pytest.raises(ValueError, match="at most 9"):
        milestone(10)


def test_the_sentence_names_the_chosen_milestone():
    assert describe_time_line(milestone(0)) == "1943, McCulloch and Pitts: threshold neuron."
    assert describe_time_line(milestone(9)) == "2017, Vaswani and colleagues: transformer."


@pytest.mark.parametrize("step", range(len(MILESTONES)))
def test_the_chosen_milestone_alone_stands_out_and_has_the_card(step):
    m = MILESTONES[step]
    years, card = picture(draw_time_line, milestone(step), "A sentence.", size=(9.2, 4.1)).figure.axes
    assert [text.get_text() for text in years.texts if text.get_fontweight() == "bold"] == [f"{m.year} {m.label}"]
    words = [" ".join(text.get_text().split()) for text in card.texts]
    assert words == [f"{m.year} {m.who}", f"Gave: {m.gave}", f"Then: {m.limit}"]
