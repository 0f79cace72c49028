"""Every instrument of the course at every corner of its controls: a whole picture, a sentence, no warning."""

import numpy as np
import pytest

from course_nn.plots.style import cut_off
from course_nn.widgets import INSTRUMENTS, Instrument


@pytest.mark.parametrize("name", sorted(INSTRUMENTS))
def test_every_corner(name):
    """Warnings are errors here, and COURSE_NN_STRICT lets every failure through."""
    instrument = INSTRUMENTS[name]()
    assert isinstance(instrument, Instrument)
    first, seen, sentences = instrument.png(), {}, set()
    for corner in instrument.corners():
        instrument.set(**corner)
        where = f"{name} at {corner}"
        assert instrument.values == corner, where
        _check_picture(instrument, where)
        _check_sentence(instrument.description, where)
        seen[tuple(corner.values())] = instrument.png()
        sentences.add(instrument.description)
    assert len(set(seen.values())) > 1, f"{name}: no control changes the picture"
    assert len(sentences) > 1, f"{name}: the sentence is the same at all corners"
    # Backward, with gaps: a picture depends on its values, not on the way to them.
    for values in list(reversed(seen))[:: max(1, len(seen) // 12)]:
        instrument.set(**dict(zip(instrument.values, values, strict=True)))
        assert instrument.png() == seen[values], f"{name}: another picture for {values} the second time"
    assert instrument.reset().png() == first


@pytest.mark.parametrize("name", sorted(INSTRUMENTS))
def test_every_control_has_a_use(name):
    """From the defaults or from a corner, each control changes the picture or the sentence."""
    instrument = INSTRUMENTS[name]()
    corners = list(instrument.corners())
    starts = [instrument.values, *corners[:: max(1, len(corners) // 8)]]
    for control in instrument.controls:
        for start in starts:
            shown = set()
            for end in dict.fromkeys(corner[control.name] for corner in corners):
                instrument.set(**{**start, control.name: end})
                shown.add((instrument.png(), instrument.description))
            if len(shown) > 1:
                break
        else:
            pytest.fail(f"{name}: {control.label!r} changes nothing")


def test_names_are_functions_of_the_widgets_package():
    import course_nn.widgets

    for name, function in INSTRUMENTS.items():
        assert getattr(course_nn.widgets, name) is function
        assert function.__doc__, f"{name}: expected a sentence on what the instrument shows"


def _check_picture(instrument, where):
    figure = instrument.figure
    pixels = np.asarray(figure.canvas.buffer_rgba())[..., :3]
    assert pixels.std() > 1, f"{where}: an empty picture"
    for ax in figure.axes:
        assert np.isfinite([*ax.get_xlim(), *ax.get_ylim()]).all(), where
    assert not cut_off(figure), where


def _check_sentence(sentence, where):
    assert 10 <= len(sentence) <= 220, f"{where}: {sentence!r}"
    assert "\n" not in sentence
    assert not {"nan", "inf", "-inf"} & set(sentence.lower().replace(",", " ").rstrip(".!?").split()), sentence
