"""The playground without anywidget: core widgets that say the same, and a picture made by NumPy."""

import asyncio
import html
import io

import ipywidgets as W
import numpy as np
import pytest
from PIL import Image
from playground_runs import ALL_KINDS, SMALL

from course_nn.chapters.playground import player, widget
from course_nn.chapters.playground.lesson import TASKS
from course_nn.chapters.playground.plain import PLANE, PlainPage
from course_nn.chapters.playground.presets import PRESETS
from course_nn.chapters.playground.settings import Settings
from course_nn.plots.style import CLASS_COLORS
from course_nn.widgets import playground


@pytest.fixture(autouse=True)
def without_anywidget(monkeypatch):
    monkeypatch.setattr(widget, "new_page", lambda show, task, hear: None)


def button(p, name):
    def search(one):
        if isinstance(one, W.Button) and one.description == name:
            yield one
        for child in getattr(one, "children", ()):
            yield from search(child)

    return next(search(p.page))


def control(p, name):
    return p.page._controls[name]


def pixels(p):
    """The picture (rows, columns, 4)."""
    return np.array(Image.open(io.BytesIO(p.page._picture.value)).convert("RGBA"))


def rgb(color):
    return tuple(int(color[k : k + 2], 16) for k in (1, 3, 5))


def test_buttons_do_what_they_say():
    p = playground(SMALL)
    assert isinstance(p.page, PlainPage)
    button(p, "1 update").click()
    assert p.run.updates == 1
    button(p, "1 epoch").click()
    assert p.run.epoch == 1
    button(p, "Undo").click()
    assert p.run.updates == 1
    button(p, "Reset").click()
    assert p.run.updates == 0
    button(p, "New seed").click()
    assert p.settings.seed == 1
    assert p.page._words.value.startswith("After 0 epochs")


@pytest.mark.parametrize(
    ("name", "value", "holds"),
    [
        ("problem", "regression", lambda s: s.problem == "regression" and s.data == "plane"),
        ("data", "moons", lambda s: s.data == "moons"),
        ("noise", 35, lambda s: s.noise == 35),
        ("features", ("x", "sin y"), lambda s: s.features == ("x", "sin y")),
        ("hidden", "5 3, 2", lambda s: [layer.units for layer in s.hidden] == [5, 3, 2]),
        ("hidden", "", lambda s: s.hidden == ()),
        ("activation", "relu", lambda s: {layer.activation for layer in s.hidden} == {"relu"}),
        ("optimizer", "Adam", lambda s: s.optimizer == "Adam"),
        ("rate", 0.3, lambda s: s.rate == 0.3),
        ("penalty", "L2", lambda s: s.penalty == "L2"),
        ("penalty_rate", 0.1, lambda s: s.penalty_rate == 0.1),
    ],
)
def test_each_control_moves_the_run_and_follows_it(name, value, holds):
    p = playground(SMALL)
    control(p, name).value = value
    assert holds(p.settings) and p.run.undoable == 1
    before = SMALL.plain()
    p.undo()
    assert p.settings.plain() == before and not holds(p.settings)
    assert control(p, "rate").value == 0.03 and control(p, "hidden").value == "4, 2"
    assert p.run.undoable == 0, "to follow is no move"


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_is_chosen_from_a_menu_that_stays_ready(name):
    p = playground(SMALL)
    for _ in range(2):
        p.page._preset.value = name
        assert p.settings == playground(name).settings and p.page._preset.value == ""
        assert p.page._question.value == html.escape(PRESETS[name].question)
    p.undo().undo()
    assert p.settings == SMALL


@pytest.mark.parametrize("name", ["rate", "penalty_rate"])
def test_a_number_between_the_steps_of_a_slider_is_shown_as_it_is(name):
    p = playground(SMALL.but(**{name: 0.0456}))
    assert control(p, name).value == 0.0456 == getattr(p.settings, name)
    control(p, name).value = 0.3
    assert getattr(p.settings, name) == 0.3 and 0.0456 not in control(p, name).options


def test_what_is_refused_is_said_and_the_control_goes_back():
    p = playground(SMALL)
    for wrong in ("many", "0", "1, 2, 3.5"):
        control(p, "hidden").value = wrong
        assert "expected" in p.page._told.value and control(p, "hidden").value == "4, 2"
    control(p, "features").value = ()
    assert "features: expected" in p.page._told.value and control(p, "features").value == ("x", "y")
    assert p.settings == SMALL and p.run.undoable == 0


def test_words_are_no_html():
    p = playground(SMALL)
    p.refuse("<b>x & y</b>")
    assert p.page._told.value == "&lt;b&gt;x &amp; y&lt;/b&gt;"


def test_what_it_does_not_show_of_the_layers_stays():
    p = playground(SMALL.but(hidden=((4, "tanh", 0.2), (3, "relu", 0.5)), noise=12.5))
    assert control(p, "noise").value == 12.5
    control(p, "hidden").value = "4, 2, 5"
    assert p.settings.hidden == ((4, "tanh", 0.2), (2, "relu", 0.5), (5, "tanh", 0.0))
    control(p, "activation").value = "sigmoid"
    assert p.settings.hidden == ((4, "sigmoid", 0.2), (2, "sigmoid", 0.5), (5, "sigmoid", 0.0))
    control(p, "hidden").value = "6"
    assert p.settings.hidden == ((6, "sigmoid", 0.2),)


@pytest.mark.parametrize("settings", [*ALL_KINDS, Settings(data="your points"), Settings(hidden=[[64]] * 3)])
def test_every_kind_of_run_has_a_picture(settings):
    p = playground(settings)
    first = pixels(p)
    p.step(5) if len(p.run.data.X_train) else None
    assert first.shape[1] >= PLANE and (first[..., 3] == 255).all()
    if len(p.run.data.X_train):
        assert (pixels(p) != first).any()


def test_the_plane_is_the_right_way_up_and_shows_the_points():
    """Class 0 below, class 1 above: so are the colors of the map, once a line has been learned."""
    points = [(x, y, int(y > 0)) for x in (-4, 0, 4) for y in (-4, 4)]
    p = playground(Settings(data="your points", own=points, hidden=(), train_share=90, rate=1.0)).step(200)
    plane = pixels(p)[:PLANE, -PLANE:, :3].astype(int)
    top, bottom = plane[2, PLANE // 2], plane[-3, PLANE // 2]
    assert top[2] > top[0] and bottom[0] > bottom[2], "blue above, orange below"
    for x, y, label in zip(*p.run.data.X_train.T, p.run.data.y_train, strict=True):
        column, row = (round((side + 6) / 12 * (PLANE - 1)) for side in (x, -y))
        assert tuple(plane[row, column]) == rgb(CLASS_COLORS[label])


@pytest.mark.long
def test_it_plays_for_a_while_and_stops_unasked(monkeypatch):
    """No page tells whether somebody looks: pictures come all the same, and not for ever."""

    async def main():
        p = playground(SMALL)
        p.page.RATE, p.page.LONGEST = 60, 1.5
        button(p, "Play").click()
        while not p.playing:
            await asyncio.sleep(0.01)
        assert button(p, "Pause")
        pictures = set()
        while p.playing:
            pictures.add(bytes(p.page._picture.value))
            await asyncio.sleep(0.01)
        assert len(pictures) > player.AHEAD + 1 and p.run.updates > 0
        assert button(p, "Play") and "does not tell whether somebody looks" in p.page._told.value

    asyncio.run(main())


def test_pause_is_heard_meanwhile():
    async def main():
        p = playground(SMALL)
        button(p, "Play").click()
        while p.run.updates < 5:
            await asyncio.sleep(0.01)
        button(p, "Pause").click()
        while p.playing:
            await asyncio.sleep(0.01)
        assert button(p, "Play")

    asyncio.run(main())


def test_the_question_of_a_preset_or_a_task_stands_above():
    p = playground("spiral")
    assert html.unescape(p.page.children[0].value) == PRESETS["spiral"].question
    assert html.unescape(playground(task="edge").page.children[0].value) == TASKS["edge"].text
    assert playground(SMALL).page.children[0].value == ""
