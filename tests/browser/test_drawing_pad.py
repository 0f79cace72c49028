"""The pad to draw on, in a real JupyterLab: with mouse, finger and keys, and where anywidget is missing."""

import re

import accessibility
import jlab
import numpy as np
import pytest

from course_nn.chapters.ch07_cnn_filters import pen_strokes
from course_nn.widgets.pad import SIDE

SHOW = "from course_nn.widgets import drawing_pad\n\npad = drawing_pad()\npad"
WITHOUT = 'import sys\n\nsys.modules["anywidget"] = None  # as if it were not installed\n' + SHOW


@pytest.fixture
def opened(lab, chromium, write):
    """A notebook with a pad, run; and the addresses outside of this machine that were asked for."""
    outside = []
    with jlab.Notebook(chromium, lab, write("pad.ipynb", SHOW)) as notebook:
        notebook.page.on("request", lambda r: outside.append(r.url) if not jlab.local(r.url) else None)
        assert notebook.run_all() == []
        notebook.settle()
        yield notebook, notebook.instruments()[0]
        assert notebook.errors == []
        assert outside == []


def pad_of(instrument):
    return instrument.get_by_role("application", name="draw a digit", exact=True)


def read(notebook, instrument):
    """(the digit that is read, its probability) from the sentence below the picture."""
    notebook.settle()
    found = re.match(r"The network reads an? (\d), p = (\d\.\d\d);", jlab.status(instrument))
    assert found, jlab.status(instrument)
    return int(found[1]), float(found[2])


def bitmap(notebook):
    """The drawing as the kernel has it."""
    code = "print(''.join(map(str, pad.values['drawing'].ink.ravel())))"
    text = notebook.page.evaluate(
        """async code => {
            const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
            const future = kernel.requestExecute({code, store_history: false});
            let text = "";
            future.onIOPub = message => { if (message.header.msg_type === "stream") text += message.content.text; };
            await future.done;
            return text.trim();
        }""",
        code,
    )
    return np.array([int(one) for one in text]).reshape(32, 32)


def by_mouse(notebook, instrument, strokes):
    pad = pad_of(instrument)
    pad.scroll_into_view_if_needed()
    x, y, scale = pad.evaluate(
        """e => { const b = e.getBoundingClientRect();
            return [b.left + e.clientLeft, b.top + e.clientTop, e.clientWidth / 32]; }"""
    )
    mouse = notebook.page.mouse
    for stroke in strokes:
        mouse.move(x + scale * stroke[0][0], y + scale * stroke[0][1])
        mouse.down()
        for point in stroke[1:]:
            mouse.move(x + scale * point[0], y + scale * point[1])
        mouse.up()


def squares(stroke):
    """The squares, each a list (column, row), that the middle line of a stroke runs through."""
    points = np.asarray(stroke, float)
    fine = np.linspace(0, len(points) - 1, 400)
    line = np.floor([np.interp(fine, np.arange(len(points)), side) for side in points.T]).astype(int).T.tolist()
    return [square for square, before in zip(line, [None, *line], strict=False) if square != before]


def clear(notebook, instrument):
    instrument.get_by_role("button", name="Clear", exact=True).click()
    notebook.settle()
    assert jlab.status(instrument).startswith("Nothing is drawn")


@pytest.mark.parametrize(
    "name, place", [("1", {}), ("0", {}), ("7", {}), ("7, with a bar", {"height": 16, "x": 1, "y": 0})]
)
def test_a_digit_drawn_with_the_mouse_is_read(opened, name, place):
    notebook, instrument = opened
    clear(notebook, instrument)
    strokes = pen_strokes.placed(name, **place)
    by_mouse(notebook, instrument, strokes)
    said, p = read(notebook, instrument)
    assert said == pen_strokes.label(name) and p >= 0.5
    assert (bitmap(notebook) != pen_strokes.bitmap(strokes)).sum() <= 6, "the page and Python leave the same ink"


@pytest.mark.parametrize("name", ["1", "0", "7", "7, with a bar"])
def test_a_digit_drawn_by_keys_alone_is_read(opened, name):
    notebook, instrument = opened
    pad, keyboard = pad_of(instrument), notebook.page.keyboard
    instrument.get_by_role("button", name="Reset").focus()
    for _ in range(20):  # backward from the last control to the first, as the Tab key goes
        keyboard.press("Shift+Tab")
        if pad.evaluate("e => e === document.activeElement"):
            break
    keyboard.press("Delete")
    at = [SIDE // 2, SIDE // 2]
    for first, *others in map(squares, pen_strokes.placed(name)):
        for target in (first, "Space", *others, "Space"):
            if target == "Space":
                keyboard.press(target)
                continue
            for axis, keys in enumerate((("ArrowLeft", "ArrowRight"), ("ArrowUp", "ArrowDown"))):
                for _ in range(abs(target[axis] - at[axis])):
                    keyboard.press(keys[target[axis] > at[axis]])
            at = target
    said, p = read(notebook, instrument)
    assert said == pen_strokes.label(name) and p >= 0.5
    assert pad.evaluate("e => e === document.activeElement"), "JupyterLab has taken none of the keys"
    assert instrument.locator(".course-nn-pad-voice").inner_text().startswith("Pen up, column ")
    before = bitmap(notebook)
    keyboard.press("Control+z")
    notebook.settle()
    assert bitmap(notebook).sum() < before.sum()
    keyboard.press("Backspace")
    notebook.settle()
    assert jlab.status(instrument).startswith("Nothing is drawn")


def test_a_finger_draws_and_does_not_scroll(opened):
    notebook, instrument = opened
    clear(notebook, instrument)
    pad = pad_of(instrument)
    assert pad.evaluate("e => getComputedStyle(e).touchAction") == "none"
    (stroke,) = pen_strokes.placed("1")
    pad.evaluate(
        """(e, points) => {
            const box = e.getBoundingClientRect();
            e.setPointerCapture = () => {};
            points.forEach(([x, y], k) => e.dispatchEvent(new PointerEvent(
                k === 0 ? "pointerdown" : k === points.length - 1 ? "pointerup" : "pointermove",
                {pointerId: 7, pointerType: "touch", button: 0, bubbles: true,
                 clientX: box.left + e.clientLeft + 8 * x, clientY: box.top + e.clientTop + 8 * y})));
        }""",
        [*np.asarray(stroke).tolist(), stroke[-1].tolist()],
    )
    assert read(notebook, instrument)[0] == 1


def test_undo_clear_and_reset(opened):
    notebook, instrument = opened
    opens, first = bitmap(notebook), jlab.picture(instrument)
    assert (opens == pen_strokes.example()).all()
    clear(notebook, instrument)
    undo = instrument.get_by_role("button", name="Undo", exact=True)
    undo.click()
    notebook.settle()
    assert (bitmap(notebook) == opens).all() and jlab.picture(instrument) == first
    by_mouse(notebook, instrument, [[(2, 30), (30, 30)], [(30, 2), (30, 28)]])
    notebook.settle()
    assert bitmap(notebook).sum() > opens.sum() + 100
    for _ in range(2):
        undo.click()
    notebook.settle()
    assert (bitmap(notebook) == opens).all()
    clear(notebook, instrument)
    instrument.get_by_role("button", name="Reset").click()
    notebook.settle()
    assert (bitmap(notebook) == opens).all() and jlab.comes_back(instrument, first)
    shown = pad_of(instrument).evaluate(
        """e => [...e.getContext("2d").getImageData(0, 0, e.width, e.height).data]
            .filter((value, k) => k % 4 === 0 && value < 90).length"""
    )
    assert shown == 64 * opens.sum(), "the pad shows what the kernel has"


#: How long each of 25 moves of the pen takes to the picture that shows it, in ms.
FOLLOWED = """async whole => {
    const pad = whole.querySelector("canvas"), image = whole.querySelector("img.course-nn-picture");
    const box = pad.getBoundingClientRect(), waits = [];
    pad.setPointerCapture = () => {};
    const point = (kind, x, y) => pad.dispatchEvent(new PointerEvent(kind, {
        pointerId: 7, button: 0, bubbles: true, clientX: box.left + x, clientY: box.top + y}));
    point("pointerdown", 40, 40);
    for (let k = 1; k <= 25; k++) {
        await new Promise(done => setTimeout(done, 150));
        const seen = new Promise(done => new MutationObserver((_, it) => { it.disconnect(); done(); })
            .observe(image, {attributes: true, attributeFilter: ["src"]}));
        const start = performance.now();
        point("pointermove", 40 + 7 * k, 40 + 6 * (k % 3));
        await seen;
        await new Promise(requestAnimationFrame);
        waits.push(performance.now() - start);
    }
    point("pointerup", 40, 40);
    return waits;
}"""


def test_the_bars_follow_the_pen_within_a_tenth_of_a_second(opened):
    notebook, instrument = opened
    clear(notebook, instrument)
    pad = pad_of(instrument)
    for _ in range(3):  # the best of three: something else may have the machine
        waits = instrument.evaluate(FOLLOWED)
        if np.median(waits) <= 100:
            break
    print(f"pen to picture: median {np.median(waits):.0f} ms, 9 of 10 within {np.quantile(waits, 0.9):.0f} ms")
    assert np.median(waits) <= 100
    assert pad.evaluate("e => e.width") >= 256


@pytest.mark.parametrize("theme", jlab.THEMES)
def test_axe_finds_nothing_and_nothing_is_cut_off(opened, theme):
    notebook, instrument = opened
    notebook.theme(theme)
    height = instrument.bounding_box()["height"]
    for width in jlab.WIDTHS:
        notebook.resize(width)
        notebook.settle()
        pad_of(instrument).focus()
        notebook.page.keyboard.press("ArrowRight")
        wide = instrument.evaluate("e => [e.scrollWidth, e.clientWidth]")
        assert wide[0] <= wide[1] + 1
        assert accessibility.findings(notebook.page) == []
        instrument.screenshot(path=jlab.screenshots() / f"pad-{width}-{theme}.png")
    notebook.resize(jlab.WIDTHS[0])
    clear(notebook, instrument)
    assert instrument.bounding_box()["height"] == height, "the same height with and without a drawing"
    described = pad_of(instrument).evaluate(
        "e => document.getElementById(e.getAttribute('aria-describedby')).innerText"
    )
    assert "arrows move" in described and "Delete clears" in described


def test_without_anywidget_boxes_are_checked_instead(lab, chromium, write):
    outside = []
    with jlab.Notebook(chromium, lab, write("boxes.ipynb", WITHOUT)) as notebook:
        notebook.page.on("request", lambda r: outside.append(r.url) if not jlab.local(r.url) else None)
        assert notebook.run_all() == []
        notebook.settle()
        (instrument,) = notebook.instruments()
        assert instrument.locator("canvas").count() == 0
        opens = bitmap(notebook)
        clear(notebook, instrument)
        for row in range(8):
            box = instrument.get_by_role("checkbox", name=f"row {row + 1}, column 4", exact=True)
            assert not box.is_checked()
            box.press("Space")
        said, p = read(notebook, instrument)
        assert said == 1 and p >= 0.5
        assert accessibility.findings(notebook.page) == []
        instrument.screenshot(path=jlab.screenshots() / "pad-boxes.png")
        instrument.get_by_role("button", name="Reset").click()
        notebook.settle()
        assert (bitmap(notebook) == opens).all()
        assert notebook.errors == [] and outside == []
