"""Every instrument at every corner of its controls: a sentence, no warning, a use for each control; a whole picture at
so many corners that every two controls are seen at all of their ends.
"""

import math

import numpy as np
import pytest
from corners import every_two, undrawn
from matplotlib.backends.backend_agg import FigureCanvasAgg
from small_instrument import small

from course_nn.plots.style import cut_off
from course_nn.widgets import INSTRUMENTS, Instrument, Slider


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(INSTRUMENTS))
def test_every_corner(name):
    """Warnings are errors here, and COURSE_NN_STRICT lets every failure through."""
    try:
        instrument = INSTRUMENTS[name]()
        assert isinstance(instrument, Instrument)
        sweep(instrument)
    except Exception as error:
        room = INSTRUMENTS.rooms[name].replace(".", "/")
        error.add_note(f"mend {room}/{name}.py or {name}_figure.py, or the controls in instruments.py")
        raise


def sweep(instrument):
    """Look at the instrument at all of its corners, and at some of them again on another way."""
    first, corners, said, seen = _shown(instrument), list(instrument.corners()), {}, {}
    with undrawn(instrument):
        for corner in corners:
            said[tuple(corner.values())] = instrument.set(**corner).description
            assert instrument.values == corner
            _check_sentence(instrument.description, corner)
    for corner in every_two(corners):
        instrument.set(**corner)
        _check_picture(instrument.figure, corner)
        seen[tuple(corner.values())] = _shown(instrument)
        assert instrument.description == said[tuple(corner.values())], f"another sentence at {corner} the second time"
    assert len({picture for picture, _ in seen.values()}) > 1, "no control changes the picture"
    assert len(set(said.values())) > 1, "the sentence is the same at all corners"
    for i, control in enumerate(instrument.controls):
        assert _parts(said, i) or _moves(instrument, control), f"{control.label!r} changes nothing"
    # Backward, with gaps: a picture depends on its values, not on the way to them.
    assert _shown(instrument.reset()) == first, "another picture after a reset"
    for values in list(seen)[:: -math.ceil(len(seen) / 6)]:
        instrument.set(**dict(zip(instrument.values, values, strict=True)))
        assert _shown(instrument) == seen[values], f"another picture at {instrument.values} the second time"


def _shown(instrument):
    return instrument.png(), instrument.description


def _parts(said, i):
    """Whether the sentences at two corners that differ in control ``i`` alone are different."""
    words = {}
    return any(words.setdefault((*v[:i], *v[i + 1 :]), this) != this for v, this in said.items())


def _moves(instrument, control):
    """Whether the control changes something from the defaults, or from one of eight corners or so."""
    corners = list(instrument.corners())
    ends = dict.fromkeys(corner[control.name] for corner in corners)
    starts = [{c.name: c.value for c in instrument.controls}, *corners[:: max(1, len(corners) // 8)]]
    return any(len({_shown(instrument.set(**start | {control.name: end})) for end in ends}) > 1 for start in starts)


def _check_picture(figure, corner):
    pixels = np.asarray(figure.canvas.buffer_rgba()).view(np.uint32)
    assert (pixels != pixels[0, 0]).mean() > 1e-3, f"an empty picture at {corner}"
    for ax in figure.axes:
        assert np.isfinite([*ax.get_xlim(), *ax.get_ylim()]).all(), f"limits at {corner}"
    complaint = cut_off(figure)
    assert not complaint, f"{complaint} at {corner}"


def _check_sentence(sentence, corner):
    assert 10 <= len(sentence) <= 220, f"a sentence of {len(sentence)} letters at {corner}: {sentence!r}"
    assert "\n" not in sentence
    assert not {"nan", "inf", "-inf"} & set(sentence.lower().replace(",", " ").rstrip(".!?").split()), sentence


# The sweep finds what it looks for: one fault in two bars with two sliders.


def bars(figure, heights, title="Two bars", most=1.0, gap=0.0):
    figure.subplots().bar([0, 1 + gap], heights)
    figure.axes[0].set(title=title, ylim=(0, most))


def two_bars(compute=lambda a, b: (a, b), draw=bars, describe=lambda r: f"Now a is {r[0]} and b is {r[1]}."):
    controls = [Slider("a", "height a", 0, 1, 0.1, 0.5), Slider("b", "height b", 0, 1, 0.1, 0.5)]
    return small(compute, controls, describe, draw, size=(3, 2))


def odd(draw):
    """A ``draw`` that does something else at one corner only."""
    return lambda figure, result: (draw if result == (1.0, 0.0) else bars)(figure, result)


def with_limits_that_grow():
    shown = [0.1]

    def draw(figure, result):
        shown.append(max(shown[-1], *result))
        bars(figure, result, most=shown[-1])

    return two_bars(draw=draw)


def with_memory_in_compute():
    last = [0.0]

    def compute(a, b):
        last.append(a)
        return a, (b + last[-2]) / 2

    return two_bars(compute)


def with_a_picture_that_ages():
    drawn = []

    def draw(figure, result):
        drawn.append(result)
        bars(figure, result, gap=0.1 * (len(drawn) > 7))

    return two_bars(draw=draw)


def long_title(figure, result):
    bars(figure, result, title="long " * 20)


def word_outside(figure, result):
    bars(figure, result)
    figure.text(1.2, 0.5, "out")


def sentence_of_nan(result):
    return "Now it is nan, as ever." if result == (1.0, 0.0) else f"Now it is {result}."


AT = r" at \{'a': 1.0, 'b': 0.0\}"
FAULTS = {
    "control without use": (lambda: two_bars(lambda a, b: (a, 0.5)), "'height b' changes nothing"),
    "one picture": (lambda: two_bars(draw=lambda figure, _: bars(figure, (1, 1))), "no control changes the picture"),
    "one sentence": (lambda: two_bars(describe=lambda _: "Now there are two bars."), "the sentence is the same"),
    "empty picture": (lambda: two_bars(draw=odd(lambda figure, _: None)), "an empty picture" + AT),
    "title cut off": (lambda: two_bars(draw=odd(long_title)), "cut off at the right .*" + AT),
    "word outside": (lambda: two_bars(draw=odd(word_outside)), "cut off at the right .*" + AT),
    "nan": (lambda: two_bars(describe=sentence_of_nan), "Now it is nan, as ever"),
    "long sentence": (
        lambda: two_bars(describe=lambda r: f"It is {r}{', and so on' * 30}."),
        "a sentence of 3.. letters",
    ),
    "limits that grow": (with_limits_that_grow, "another picture"),
    "memory in compute": (with_memory_in_compute, "another sentence"),
    "picture that ages": (with_a_picture_that_ages, "another picture"),
}


def test_two_bars_without_a_fault_pass():
    sweep(two_bars())


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found(fault):
    make, complaint = FAULTS[fault]
    with pytest.raises(AssertionError, match=complaint):
        sweep(make())


def test_a_picture_is_the_same_when_it_is_painted_later(monkeypatch):
    late = two_bars().set(a=1.0)
    place = late.figure.axes[0].transData.transform([(0, 0), (1, 1)])
    assert late.figure.canvas.owed
    monkeypatch.setattr("course_nn.plots.style.FigureCanvasAgg", FigureCanvasAgg)
    soon = two_bars().set(a=1.0)
    assert (place == soon.figure.axes[0].transData.transform([(0, 0), (1, 1)])).all()
    assert late.png() == soon.png() != late.set(b=1.0).png()


def test_a_warning_is_found_though_no_letter_is_painted():
    with pytest.raises(UserWarning, match=r"Glyph .* missing from font"):
        sweep(two_bars(draw=odd(lambda figure, r: bars(figure, r, title="漢"))))
    with pytest.raises(ValueError, match="Unknown symbol"):
        sweep(two_bars(draw=odd(lambda figure, r: bars(figure, r, title=r"$\nosuch$"))))
