"""The controls: their values are what the reader reads, and what cannot work is refused."""

import pytest
from helpers import refused
from small_instrument import small, widget_of

from course_nn.widgets import Choice, IntSlider, Ladder, LogSlider, Slider, Toggle


def test_values_are_what_the_reader_reads():
    it = small(
        lambda a, n, r, c, t: (a, n, r, c, t),
        [
            Slider("a", "a", -1, 1, 0.1, 0.3),
            IntSlider("n", "n", 2, 20, 4, step=2),
            LogSlider("r", "r", 0.001, 10, 0.03),
            Choice("c", "c", {"one": 1, "two": 2}, 2),
            Toggle("t", "t", True),
        ],
        draw=lambda f, r: None,
    )
    assert it.result == (0.3, 4, 0.03, 2, True)
    it.set(a=0.1 + 0.2 + 1e-9, r=0.0101, n=18)
    assert it.values == {"a": 0.3, "n": 18, "r": 0.01, "c": 2, "t": True}
    texts = [text for text, _ in widget_of(it, "SelectionSlider")[0].options]
    assert texts[:5] == ["0.001", "0.0013", "0.0016", "0.002", "0.0025"]
    assert "0.03" in texts
    assert texts[-1] == "10"
    (slider,) = widget_of(it, "FloatSlider")
    slider.value = -0.3000000000000001
    assert it.values["a"] == -0.3


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Slider("w 1", "w", 0, 1, 0.1, 0), "expected a name that can be an argument of compute, got 'w 1'"),
        (lambda: Slider("lambda", "λ", 0, 1, 0.1, 0), "expected a name that can be an argument of compute"),
        (lambda: Slider("w", "", 0, 1, 0.1, 0), "expected a label for the reader, got ''"),
        (lambda: Slider("w", "w", 1, 0, 0.1, 0), "expected low below high, got 1 and 0"),
        (lambda: Slider("w", "w", 0, 1, 0.1, 2), "expected value between 0 and 1, got 2"),
        (lambda: Slider("w", "w", 0, 1, 0, 0), "Slider 'w': step: expected a finite number"),
        (lambda: Slider("w", "w", 0, float("inf"), 1, 0), "Slider 'w': high: expected a finite number"),
        (lambda: IntSlider("n", "n", 0, 5, 2.5), "IntSlider 'n': value: expected a whole number"),
        (lambda: LogSlider("r", "r", 0, 1, 0.5), "LogSlider 'r': low: expected a finite number above 0"),
        (lambda: Choice("c", "c", ["a"], "a"), "expected at least two options"),
        (lambda: Choice("c", "c", "ab", "a"), "expected at least two options, got 'ab'"),
        (lambda: Choice("c", "c", 3, 3), "expected options as a list or a dict, got 3"),
        (lambda: Choice("c", "c", ["a", "b"], "x"), "expected one of 'a', 'b', got 'x'"),
        (lambda: Choice("c", "c", ["a", "a"], "a"), "expected options that differ"),
        (lambda: Toggle("t", "t", 1), "expected True or False, got 1"),
    ],
)
def test_impossible_definitions_are_refused_with_a_sentence(make, sentence):
    with pytest.raises((ValueError, TypeError), match=sentence.replace("(", r"\(")):
        make()


def test_a_slider_over_given_values():
    ladder = Ladder("n", "examples", (20, 40, 80), 40)
    widget = ladder.widget()
    assert widget.value == 40 and [value for _, value in widget.options] == [20, 40, 80]
    assert ladder.ends() == [20, 80] and ladder.clean(80) == 80
    with refused("expected one of 20, 40, 80, got 30"):
        ladder.clean(30)


def test_the_unit_stands_after_the_label():
    widget = Slider("w", "width", 0, 1, 0.25, 0.5, unit="cm").widget()
    assert widget.description == widget.tooltip == "width (cm)"
    assert Toggle("t", "grid").widget().description == "grid"
    assert IntSlider("n", "n", 0, 9, 3, unit="s").widget().description == "n (s)"


@pytest.mark.parametrize(("step", "shown"), [(0.1, ".1f"), (0.25, ".2f"), (1, ".0f"), (1e-3, ".3f")])
def test_as_many_digits_are_shown_as_the_steps_have(step, shown):
    assert Slider("w", "w", 0, 5, step, 0).widget().readout_format == shown


def test_whole_numbers_in_steps():
    slider = IntSlider("n", "n", 2, 9, 4, step=3)
    assert [slider.clean(value) for value in (2, 3, 5, 7, 8, 9)] == [2, 2, 5, 8, 8, 8]
    for value, words in ((2.5, "expected a whole number, got 2.5"), (10, "expected a number from 2 to 9, got 10")):
        with refused(words):
            slider.clean(value)


def test_a_logarithmic_slider_takes_the_nearest_of_its_round_marks():
    slider = LogSlider("r", "r", 0.01, 1, 0.05)
    assert slider.marks == sorted(slider.marks) and slider.marks[0] == 0.01 and slider.marks[-1] == 1
    assert [slider.clean(value) for value in (0.0104, 0.27, 0.9999)] == [0.01, 0.25, 1]
    assert slider.clean(0.1145) == 0.13, "nearest by its factor, not by its difference"


def test_a_logarithmic_slider_of_what_is_counted_has_whole_marks():
    slider = LogSlider("t", "t", 1, 1000, 4, whole=True)
    assert slider.marks[:10] == [1, 2, 3, 4, 5, 6, 8, 10, 13, 16] and slider.marks[-1] == 1000
    assert all(mark % 1 == 0 for mark in slider.marks) and slider.clean(3.2) == 3


def test_an_option_is_told_from_one_that_is_merely_equal():
    choice = Choice("c", "c", {"one": 1, "yes": True, "name": "1"}, True)
    assert choice.value is True and choice.clean(1) is not True and choice.clean("1") == "1"
    with refused("expected one of 1, True, '1', got 1.0"):
        choice.clean(1.0)
