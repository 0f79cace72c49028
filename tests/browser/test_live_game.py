"""The live game in a real JupyterLab: it moves, pauses, steps, ends, is moved meanwhile, and is painted for."""

import ast
import re

import accessibility
import jlab
import pytest

SHOW = "from course_nn.widgets import live_game\n\ngame = live_game()\ngame"
WITHOUT = 'import sys\n\nsys.modules["anywidget"] = None  # as if it were not installed\n' + SHOW


@pytest.fixture
def opened(lab, chromium, write):
    """A notebook with the game, run; nothing outside of this machine is asked for, and nothing goes wrong."""
    outside = []
    with jlab.Notebook(chromium, lab, write("live.ipynb", SHOW)) as notebook:
        notebook.page.on("request", lambda r: outside.append(r.url) if not jlab.local(r.url) else None)
        assert notebook.run_all() == []
        notebook.settle()
        yield notebook, notebook.instruments()[0]
        assert notebook.errors == [] and outside == []


def press(instrument, name):
    instrument.get_by_role("button", name=name, exact=True).click()


def step_of(instrument):
    """The step of G that the page shows."""
    return int(
        re.search(r"step ([\d,]+)", instrument.locator(".course-nn-stage-note").inner_text())[1].replace(",", "")
    )


def wait_for_step(notebook, least):
    notebook.page.wait_for_function(
        r"""least => Number(/step ([\d,]+)/.exec(document.querySelector(".course-nn-stage-note").textContent)[1]
            .replaceAll(",", "")) >= least""",
        arg=least,
        timeout=60_000,
    )


def wait_for_button(instrument, name):
    instrument.get_by_role("button", name=name, exact=True).wait_for(timeout=60_000)


@pytest.mark.parametrize("how", ["mouse", "keys"])
def test_it_moves_pauses_and_steps(opened, how):
    notebook, instrument = opened

    def act(name):
        button = instrument.get_by_role("button", name=name, exact=True)
        button.click() if how == "mouse" else button.press("Enter")

    first = jlab.picture(instrument)
    act("Start")
    wait_for_step(notebook, 60)
    assert jlab.picture(instrument) != first
    act("Pause")
    notebook.settle()
    paused, shown = step_of(instrument), jlab.picture(instrument)
    notebook.page.wait_for_timeout(500)
    assert (step_of(instrument), jlab.picture(instrument)) == (paused, shown)
    assert f"After {paused:,} steps of G" in jlab.status(instrument)
    act("One step")
    notebook.settle()
    assert step_of(instrument) == paused + 10
    act("D only")
    notebook.settle()
    assert step_of(instrument) == paused + 10 and jlab.picture(instrument) != shown
    act("G only")
    notebook.settle()
    assert step_of(instrument) == paused + 20
    act("From the start")
    notebook.settle()
    assert step_of(instrument) == 0 and jlab.comes_back(instrument, first)


def test_it_comes_to_an_end_and_says_so(opened):
    notebook, instrument = opened
    press(instrument, "One step")
    notebook.settle()
    assert notebook.ask("game.run.steps = 5950") == ""
    press(instrument, "Start")
    wait_for_button(instrument, "Pause")
    wait_for_button(instrument, "Start")
    notebook.settle()
    assert step_of(instrument) == 6000 and "the game is over" in jlab.status(instrument)
    assert instrument.get_by_role("img", name=jlab.status(instrument), exact=True).count() == 1
    assert notebook.ask("print(game.playing, game.stage.sent - game.stage.drawn)") == "False 0"


def test_controls_answer_while_it_runs(opened):
    notebook, instrument = opened
    press(instrument, "Start")
    wait_for_step(notebook, 20)
    note = instrument.locator(".course-nn-stage-note")
    for control in instrument.locator(".course-nn-controls .noUi-handle").all():
        control.press("End")
    instrument.locator("input[type=checkbox]").press("Space")
    instrument.locator("select").nth(1).select_option("least squares")
    notebook.page.wait_for_function(
        """() => ["least squares", "rates: G 0.1, D 0.1", "σ = 1.00", "D 5 times"].every(one =>
            document.querySelector(".course-nn-stage-note").textContent.includes(one))"""
    )
    wait_for_step(notebook, 10)
    instrument.locator("select").nth(0).select_option("spiral of 24")
    notebook.page.wait_for_function(
        "() => document.querySelector('.course-nn-stage-note').textContent.includes('of 24 modes')"
    )
    press(instrument, "Pause")
    notebook.settle()
    assert "Traceback" not in notebook.page.locator(".jp-Notebook").inner_text()
    assert instrument.locator(".course-nn-error").count() == 0 and "σ = 1.00" in note.inner_text()
    start = step_of(instrument)
    press(instrument, "Reset")
    notebook.settle()
    assert step_of(instrument) == 0 != start


def test_cells_run_meanwhile_and_it_goes_on_while_they_do(opened):
    notebook, instrument = opened
    press(instrument, "Start")
    wait_for_step(notebook, 20)
    code = "import time\nbefore = game.run.steps\ntime.sleep(2)\nprint(game.run.steps - before > 20, game.playing)"
    assert notebook.ask(code) == "True True"


def test_it_ends_when_its_cell_is_run_again_and_leaves_nothing(opened):
    notebook, instrument = opened
    press(instrument, "Start")
    wait_for_step(notebook, 20)
    alive = "from ipywidgets.widgets.widget import _instances\nprint(len(_instances))"
    notebook.ask("old = game")
    before = notebook.ask(alive)
    assert notebook.run_all() == []
    notebook.settle()
    assert notebook.ask("print(game is old, old.playing, game.playing, old.stage.comm)") == "False False False None"
    notebook.settle()
    threads = "import threading\nprint([t for t in threading.enumerate() if t.name == 'course-nn-live'])"
    assert notebook.ask(threads) == "[]" and notebook.ask(alive) == before
    assert len(notebook.instruments()) == 1 and step_of(notebook.instruments()[0]) == 0


def test_a_target_is_painted_with_the_mouse_and_undone(opened):
    notebook, instrument = opened
    instrument.locator("select").nth(0).select_option("your points")
    notebook.settle()
    pad = instrument.get_by_role("application")
    press(instrument, "Clear")
    notebook.settle()
    assert jlab.status(instrument).startswith("There are no points to learn from")
    pad.scroll_into_view_if_needed()
    box, mouse = pad.bounding_box(), notebook.page.mouse
    mouse.move(box["x"] + 100, box["y"] + 230)
    mouse.down()
    mouse.move(box["x"] + 400, box["y"] + 230, steps=40)
    mouse.up()
    notebook.settle()
    count, level, wide = notebook.ask(
        "import numpy as np\np = np.array(game.values['drawing'])\nprint(len(p), np.ptp(p[:, 1]), np.ptp(p[:, 0]))",
    ).split()
    assert 10 <= int(count) <= 40 and float(level) < 0.05 and 3.5 < float(wide) < 4.5
    assert f"of {count} modes" in instrument.locator(".course-nn-stage-note").inner_text()
    press(instrument, "Start")
    wait_for_step(notebook, 20)
    mouse.click(box["x"] + 230, box["y"] + 100)
    notebook.page.wait_for_function(
        "count => document.querySelector('.course-nn-stage-note').textContent.includes(`of ${count} modes`)",
        arg=int(count) + 1,
    )
    press(instrument, "Pause")
    instrument.screenshot(path=jlab.screenshots() / "live-painted.png")
    for _ in range(2):
        press(instrument, "Undo")
    notebook.settle()
    assert notebook.ask("print(len(game.values['drawing']))") == "0"


def test_a_target_is_painted_by_keys_alone(opened):
    notebook, instrument = opened
    instrument.locator("select").nth(0).select_option("your points")
    notebook.settle()
    pad, keyboard = instrument.get_by_role("application"), notebook.page.keyboard
    pad.focus()
    keys = ["Delete", "Space", *["ArrowRight"] * 10, "Enter", *["Shift+ArrowUp"] * 3, "Space"]
    for key in keys:
        keyboard.press(key)
    notebook.settle()
    assert pad.evaluate("e => e === document.activeElement"), "JupyterLab has taken none of the keys"
    assert notebook.ask("print(game.values['drawing'])") == "((0.0, 0.0), (1.0, 0.0), (1.0, 1.5))"
    assert instrument.locator(".course-nn-stage-voice").inner_text() == "Point 3 at 1, 1.5."
    keyboard.press("Control+z")
    notebook.settle()
    assert notebook.ask("print(game.values['drawing'])") == "((0.0, 0.0), (1.0, 0.0))"


@pytest.mark.parametrize("theme", jlab.THEMES)
def test_axe_finds_nothing_and_nothing_is_cut_off(opened, theme):
    notebook, instrument = opened
    notebook.theme(theme)
    notebook.settle()
    height = instrument.bounding_box()["height"]
    for width in jlab.WIDTHS:
        notebook.resize(width)
        for target in ("grid of 25", "your points", "ring of 8"):
            instrument.locator("select").nth(0).select_option(target)
            press(instrument, "One step")
            notebook.settle()
            wide = instrument.evaluate("e => [e.scrollWidth, e.clientWidth]")
            assert wide[0] <= wide[1] + 1
            assert accessibility.findings(notebook.page) == []
            instrument.screenshot(path=jlab.screenshots() / f"live-{target.split()[0]}-{width}-{theme}.png")
    notebook.resize(jlab.WIDTHS[0])
    notebook.settle()
    assert instrument.bounding_box()["height"] == height


def test_without_anywidget_figures_follow(lab, chromium, write):
    with jlab.Notebook(chromium, lab, write("figures.ipynb", WITHOUT)) as notebook:
        assert notebook.run_all() == []
        notebook.settle()
        (instrument,) = notebook.instruments()
        assert instrument.locator("canvas").count() == 0
        first = jlab.picture(instrument)
        press(instrument, "Start")
        wait_for_button(instrument, "Pause")
        notebook.page.wait_for_timeout(1500)
        press(instrument, "Pause")
        notebook.settle()
        assert jlab.picture(instrument) != first and "steps of G" in jlab.status(instrument)
        field = instrument.get_by_role("textbox", name="your points", exact=True)
        field.fill("0 0; 1 1")
        field.press("Enter")
        instrument.locator("select").nth(0).select_option("your points")
        notebook.settle()
        assert "of 2 modes" in jlab.status(instrument)
        assert accessibility.findings(notebook.page) == []
        instrument.screenshot(path=jlab.screenshots() / "live-figures.png")
        assert notebook.errors == []


@pytest.mark.parametrize("how", ["clicks", "strokes", "keys"])
def test_no_point_is_lost_or_doubled_while_it_plays(opened, how):
    """What the page shows, what the kernel has and what was put are the same points, and each step can be undone."""
    notebook, instrument = opened
    instrument.locator("select").nth(0).select_option("your points")
    notebook.settle()
    press(instrument, "Clear")
    pad = instrument.get_by_role("application")
    pad.scroll_into_view_if_needed()
    press(instrument, "One step")
    notebook.settle()
    box, mouse, keyboard = pad.bounding_box(), notebook.page.mouse, notebook.page.keyboard
    places = [(box["x"] + 70 + 37 * (k % 10), box["y"] + 60 + 67 * (k // 10)) for k in range(30)]
    mouse.click(places[0][0] - 20, places[0][1] - 20)
    press(instrument, "Start")
    wait_for_step(notebook, 20)
    if how == "clicks":
        for place in places:
            mouse.click(*place)
            notebook.page.wait_for_timeout(23)
    elif how == "strokes":
        for row in range(3):
            mouse.move(*places[10 * row])
            mouse.down()
            for place in places[10 * row : 10 * row + 10]:
                mouse.move(*place, steps=3)
                notebook.page.wait_for_timeout(17)
            mouse.up()
    else:
        pad.focus()
        for k in range(30):
            keyboard.press("Space")
            keyboard.press("ArrowUp" if k % 10 == 9 else "ArrowRight")
    voice = instrument.locator(".course-nn-stage-voice").inner_text()
    press(instrument, "Pause")
    notebook.settle()
    points = notebook.ask("print(*[f'{x:g},{y:g}' for x, y in game.values['drawing']])").split()
    assert len(points) == len(set(points)) and (len(points) == 31 or how == "strokes")
    assert voice.startswith(f"Point {len(points)} at ") or how == "keys", (voice, len(points))
    assert f"of {len(points)} modes" in instrument.locator(".course-nn-stage-note").inner_text()
    undone = 0
    while points:
        press(instrument, "Undo")
        notebook.settle()
        fewer = notebook.ask("print(*[f'{x:g},{y:g}' for x, y in game.values['drawing']])").split()
        assert points[: len(fewer)] == fewer and len(fewer) < len(points)
        points, undone = fewer, undone + 1
    assert undone == {"clicks": 31, "strokes": 4, "keys": 31}[how]


WIDE = """
import numpy as np
from course_nn.plots.scene import Points, Scene, draw_scene
from course_nn.widgets import Live, Marks, Toggle

class Run:
    begun = over = False
    def __init__(self, own, can): self.own, self.can = own, can
    def change(self, own, can): return Run(own, can)
    def step(self): self.begun = True
    def result(self): return self

def scene(run):
    one = {"blue": (0, 0), "green": (4, 0), "vermilion": (0, 1), "pink": (11, 0.5)}
    return Scene((0, 8), (-1, 1), points=tuple(Points(c, [place], c, size=12) for c, place in one.items()))

wide = Live(
    Run, lambda figure, run: draw_scene(figure, scene(run)),
    [Marks("own", "your points", [], 0, 0.5, most=3, when=lambda v: v["can"]), Toggle("can", "can", True)],
    lambda run: f"{len(run.own)} points.", scene, {"Step": "step"})
wide
"""


def test_a_scene_of_other_sides_has_equal_units_and_points_stay_within_their_bounds(lab, chromium, write):
    with jlab.Notebook(chromium, lab, write("wide.ipynb", WIDE)) as notebook:
        assert notebook.run_all() == []
        notebook.settle()
        (instrument,) = notebook.instruments()
        pad = instrument.get_by_role("application")
        places = pad.evaluate(
            """canvas => {
                const {width, height} = canvas, data = canvas.getContext("2d").getImageData(0, 0, width, height).data;
                return [[0, 114, 178], [0, 158, 115], [213, 94, 0], [204, 121, 167]].map(color => {
                    let [x, y, n] = [0, 0, 0];
                    for (let k = 0; k < data.length; k += 4) if (color.every((one, c) => data[k + c] === one)) {
                        [x, y, n] = [x + k / 4 % width, y + Math.floor(k / 4 / width), n + 1];
                    }
                    return [x / n, y / n, n];
                });
            }"""
        )
        (blue, green, vermilion, pink) = places
        unit = (green[0] - blue[0]) / 4
        assert unit > 40 and abs(blue[1] - vermilion[1] - unit) < 1 and abs(blue[0] - vermilion[0]) < 1
        assert abs(pink[0] - (blue[0] + 8 * unit)) < 3 and abs(pink[1] - (blue[1] - 0.5 * unit)) < 1, "an arrow"
        assert 3.14 * 4.5**2 < blue[2] < 3.14 * 6**2, "12 pixels across, of which the rim is mixed with others"
        instrument.screenshot(path=jlab.screenshots() / "live-wide.png")
        box, mouse = pad.bounding_box(), notebook.page.mouse
        pad.scroll_into_view_if_needed()
        for _ in range(2):
            mouse.click(box["x"] + green[0], box["y"] + green[1])
        notebook.page.keyboard.press("Space")
        notebook.page.keyboard.press("Space")
        notebook.settle()
        voice = instrument.locator(".course-nn-stage-voice")
        assert voice.inner_text() == "No more than 3 points."
        (x, y), again, middle = ast.literal_eval(notebook.ask("print(wide.values['own'])"))
        assert x == 0.5 and 0 <= y < 0.05 and again == (x, y) and middle == (0.25, 0.25)
        said = []
        for name in ("Undo", "Undo", "Undo", "Undo", "Clear"):
            press(instrument, name)
            said.append(voice.inner_text())
        assert said == [
            "Undone: 2 points.",
            "Undone: 1 point.",
            "Undone: no points.",
            "Nothing to undo: no points.",
            "Cleared: no points.",
        ]
        assert notebook.errors == []


def test_the_same_words_are_said_again(opened):
    """A screen reader reads what is new in the page: the same words have to come anew."""
    notebook, instrument = opened
    instrument.locator("select").nth(0).select_option("your points")
    notebook.settle()
    instrument.locator(".course-nn-stage-voice").evaluate(
        """voice => {
            window.said = [];
            new MutationObserver(changes => {
                for (const change of changes) for (const one of change.addedNodes) window.said.push(voice.textContent);
            }).observe(voice, {childList: true});
        }"""
    )
    for _ in range(3):
        press(instrument, "Clear")
    press(instrument, "Undo")
    assert notebook.page.evaluate("window.said") == ["Cleared: no points."] * 3 + ["Undone: 15 points."]
    notebook.settle()
    assert notebook.ask("print(len(game.values['drawing']))") == "15"


def test_what_comes_from_elsewhere_is_shown_in_every_view_and_can_be_undone(opened):
    """Reset, code, and another view of the same stage; also while a stroke is drawn."""
    notebook, instrument = opened
    instrument.locator("select").nth(0).select_option("your points")
    notebook.settle()
    points = "print(len(game.values['drawing']), len(game.stage.points))"
    pad = instrument.get_by_role("application")
    pad.scroll_into_view_if_needed()
    box, mouse = pad.bounding_box(), notebook.page.mouse
    mouse.move(box["x"] + 100, box["y"] + 100)
    mouse.down()
    notebook.settle()
    assert notebook.ask(points) == "16 16"
    notebook.ask("game.set(drawing=[(1, 1)])")
    notebook.settle()
    mouse.move(box["x"] + 130, box["y"] + 100)
    mouse.up()
    notebook.settle()
    assert notebook.ask(points) == "2 2", "the stroke goes on from what is there now"
    press(instrument, "Undo")
    press(instrument, "Undo")
    notebook.settle()
    assert notebook.ask(points) == "15 15"
    press(instrument, "Reset")
    notebook.settle()
    assert instrument.locator(".course-nn-stage-voice").text_content() == "Undone: 15 points.", "they are the same"
