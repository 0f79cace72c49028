"""The widgets under ipywidgets 7, which Colab has: only what it knows is asked of it, and everything moves."""

import ipywidgets
import pytest
import traitlets
from small_instrument import small, wait_until, widget_of

from course_nn.widgets import Choice, Grid, IntSlider, Ladder, LogSlider, Slider, Steps, Toggle, check_setup, versions

#: What can be said to these widgets of ipywidgets 7.7.1, besides their layout.
SLIDER = "value min max step description description_tooltip disabled orientation readout readout_format style"
KNOWN = {
    "FloatSlider": SLIDER,
    "IntSlider": SLIDER,
    "SelectionSlider": "value options index label description description_tooltip disabled orientation readout style",
    "Dropdown": "value options index label description description_tooltip disabled style",
    "Checkbox": "value description description_tooltip disabled indent style",
    "BoundedFloatText": "value min max step description description_tooltip disabled continuous_update style",
    "Button": "description tooltip disabled icon button_style style",
    "HTML": "value description description_tooltip placeholder style",
    "Textarea": "value placeholder description description_tooltip disabled rows continuous_update style",
    "Image": "value format width height",
    "Box": "children box_style",
    "HBox": "children box_style",
    "VBox": "children box_style",
    "Play": "value min max step interval disabled show_repeat description description_tooltip style",
    "Output": "outputs msg_id",
}


class OldPlay(ipywidgets.widgets.widget_int._BoundedInt):
    """The player as it was: whether it runs was private, though the page and the kernel shared it."""

    interval, step, show_repeat = traitlets.CInt(100), traitlets.CInt(1), traitlets.Bool(True)
    _playing = traitlets.Bool().tag(sync=True)


def old(name, kind):
    """``kind`` of widget, which refuses what ipywidgets 7 doesn't know."""

    def __init__(self, *children, **given):
        unknown = set(given) - {*KNOWN[name].split(), "layout"}
        assert not unknown, f"ipywidgets 7 has no {sorted(unknown)} in {name}: course_nn/widgets/versions.py"
        if "description_tooltip" in given:
            given["tooltip"] = given.pop("description_tooltip")
        kind.__init__(self, *children, **given)

    return type(name, (kind,), {"__init__": __init__})


@pytest.fixture
def colab(monkeypatch):
    for name in KNOWN:
        monkeypatch.setattr(ipywidgets, name, old(name, OldPlay if name == "Play" else getattr(ipywidgets, name)))
    monkeypatch.delattr(ipywidgets.Widget, "_repr_mimebundle_")
    assert versions.is_old()


CONTROLS = [
    Slider("a", "a", 0, 1, 0.1, 0.5),
    IntSlider("b", "b", 0, 5, 2),
    LogSlider("c", "c", 0.01, 1, 0.1),
    Choice("d", "d", ["one", "two"], "one"),
    Ladder("e", "e", [1, 2, 4], 2),
    Toggle("f", "f"),
    Grid("g", "g", {"one": [[1]]}, "one"),
    Steps("s", "step", 0, 4, 1, interval_ms=20),
]


def view(shown):
    data = shown._repr_mimebundle_()
    return (data[0] if isinstance(data, tuple) else data)["application/vnd.jupyter.widget-view+json"]


def test_every_control_is_built_and_shown_by_what_ipywidgets_7_knows(colab):
    it = small(lambda **values: values["a"], CONTROLS)
    assert view(it) == {"version_major": 2, "version_minor": 0, "model_id": it.widget.model_id}
    it.set(a=0.7, d="two", s=3)
    assert it.description == "It is 0.7."
    assert view(check_setup())["model_id"]


def test_its_own_button_starts_the_player_of_ipywidgets_7_and_stops_it(colab):
    it = small(lambda s: s, [Steps("s", "step", 0, 4, 2, interval_ms=20)])
    (play,), buttons = widget_of(it, "Play"), widget_of(it, "Button")
    assert play.layout.display is None, "nothing else would start it"
    assert [button.tooltip for button in buttons[:-2]] == ["one step back", "one step on"]
    play._playing = True  # what its button does in the page
    wait_until(lambda: not play._playing)
    assert it.result == 4
    play.value = 0  # and its button to stop
    assert (it.result, play.value, play._playing) == (0, 1, False)


@pytest.mark.long
def test_a_running_player_of_ipywidgets_7_pauses(colab):
    it = small(lambda s: s, [Steps("s", "step", 0, 10_000, 0, interval_ms=20)])
    (play,) = widget_of(it, "Play")
    play._playing = True
    wait_until(lambda: it.result > 3)
    it.reset()
    assert (play._playing, it.result) == (False, 0)


def test_with_ipywidgets_8_nothing_is_replaced():
    assert not versions.is_old()
    html, play = ipywidgets.HTML("x"), versions.new_play(value=1)
    assert versions.view(html) == html._repr_mimebundle_() and type(play) is ipywidgets.Play
    assert versions.tooltip("a") == {"tooltip": "a"}
    assert ipywidgets.Checkbox(**versions.tooltip("a")).tooltip == "a"
