"""The script that names the sliders: there, unseen, and stored in no notebook. (tests/browser runs it.)"""

import re

from small_instrument import small, widget_of

from course_nn.widgets import Choice, IntSlider, Ladder, LogSlider, Slider, Steps, Toggle, look, spoken


def test_every_instrument_holds_the_script_and_stores_nothing_of_it():
    it = small()
    (output,) = widget_of(it, "Output")
    assert output.outputs[0]["data"] == {"text/html": spoken.SCRIPT}
    (unseen,) = output._dom_classes
    assert re.search(rf"\.{unseen} {{ display: none", look.CSS)
    stored = it._repr_mimebundle_()
    assert "script" not in "".join(map(str, stored.values()))


def test_a_slider_over_given_marks_says_so_to_the_script():
    """Nothing can be typed there: the script takes its number out of the order of the Tab key."""
    marks = [LogSlider("a", "a", 1, 10, 2), Ladder("b", "b", [1, 2, 5], 2)]
    others = [Slider("a", "a", 0, 1, 0.1, 0), IntSlider("a", "a", 0, 9, 0), Steps("a", "a", 0, 9)]
    others += [Choice("a", "a", [1, 2], 1), Toggle("a", "a")]
    for control in (*marks, *others):
        assert ("course-nn-marks" in control.widget()._dom_classes) == (control in marks)
    assert '"course-nn-marks"' in spoken.SCRIPT


def test_every_class_in_the_script_is_one_of_the_instruments():
    known = set(re.findall(r"course-nn[\w-]*", look.CSS)) | {"course-nn-marks"}
    assert set(re.findall(r"course-nn[\w-]*", spoken.SCRIPT)) <= known
