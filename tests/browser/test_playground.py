"""The playground in a real JupyterLab: every control moved, weights edited, points put, saved, looked at, and heard."""

import contextlib
import json
import re
import time
from pathlib import Path

import accessibility
import jlab
import nbformat
import numpy as np
import pytest

CELLS = (
    "from course_nn.widgets import playground\n\np = playground('circle')\np",
    "q = playground('xor', show=('bar', 'network'))\nq",
)
PLAIN = "import sys\n\nsys.modules['anywidget'] = None  # as if it were not installed\n" + CELLS[0]
SETTINGS = "p.settings.plain()"


class Opened:
    """A playground in a page, and the kernel behind it."""

    def __init__(self, notebook, name="p", place=0):
        self.notebook, self.page, self.name = notebook, notebook.page, name
        self.root = self.page.locator(".course-nn-playground").nth(place)

    def run(self, code):
        """What the kernel prints when it runs this."""
        return self.notebook.ask(code)

    def ask(self, expression):
        return json.loads(self.run(f"import json\nprint(json.dumps({expression}))"))

    def until(self, expression, expected=True, seconds=30):
        """Wait until the kernel says so: what the page asks for takes its way."""
        end = time.monotonic() + seconds
        while (found := self.ask(expression)) != expected:
            assert time.monotonic() < end, f"{expression} is {found}, not {expected}"
            self.page.wait_for_timeout(30)

    def waits(self, condition, arg=None):
        """Wait until this function of the playground's element, and ``arg``, is true in the page."""
        self.page.wait_for_function(
            f"([root, arg]) => ({condition})(root, arg)", arg=[self.root.element_handle(), arg], timeout=30_000
        )

    def button(self, name, within=None):
        return (within or self.root).get_by_role("button", name=name, exact=True)

    def press(self, name):
        self.button(name).click()

    def setting(self, name):
        return self.ask(f"p.settings.plain()[{name!r}]")

    def choose(self, label, value):
        self.root.get_by_label(label, exact=True).select_option(value)

    def preset(self, name):
        self.run(f"p.answer({{'do': 'preset', 'name': {name!r}}}); p.show()")
        self.waits("(root, s) => root.querySelector('.cp-question > span').textContent === s", self.question(name))

    def question(self, name):
        return self.ask(
            f"__import__('course_nn.chapters.playground.presets', fromlist=['x']).PRESETS[{name!r}].question"
        )

    def shown(self, selector):
        """The picture on a canvas, once it rests."""
        self.notebook.settle()
        return self.root.locator(selector).evaluate("canvas => canvas.toDataURL()")

    def words(self):
        return self.root.locator(".cp-sentence").inner_text()

    def updates(self):
        return self.ask("p.run.updates")


@pytest.fixture(scope="module")
def notebook(lab, chromium, folder):
    """One notebook for all; nothing outside of this machine is asked for, and nothing goes wrong."""
    cells = [nbformat.v4.new_code_cell(cell) for cell in CELLS]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), folder / "playground_test.ipynb")
    outside, errors = [], []
    with jlab.Notebook(chromium, lab, "playground_test.ipynb", height=1000) as notebook:
        notebook.page.on("request", lambda r: outside.append(r.url) if not jlab.local(r.url) else None)
        notebook.page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
        assert notebook.run_all() == []
        notebook.settle()
        yield notebook
        assert notebook.errors == [] and errors == [] and outside == []


@pytest.fixture
def p(notebook):
    """The first playground at its beginning, whatever the test before left."""
    opened = Opened(notebook)
    opened.run("p.player.speed = 'epoch'; p.flow = False; p.end_aside()")
    opened.preset("circle")
    opened.run("p.run._past.clear(); p.show()")
    opened.page.mouse.move(0, 0)
    notebook.settle()
    yield opened
    assert "Traceback" not in notebook.page.locator(".jp-Notebook").inner_text()


# Playing.


def test_it_plays_pauses_steps_undoes_and_starts_again(p):
    first = p.shown(".cp-plane-canvas")
    p.press("1 update")
    p.until("p.run.updates", 1)
    p.press("1 epoch")
    p.until("p.run.updates", 25)
    assert p.root.locator(".cp-fact-updates").inner_text() == "25" and p.words().startswith("After 1 epoch: ")
    p.press("Play")
    p.until("p.run.updates > 200")
    p.press("Pause")
    p.until("p.playing", False)
    paused, picture = p.updates(), p.shown(".cp-plane-canvas")
    assert picture != first
    p.page.wait_for_timeout(300)
    assert (p.updates(), p.shown(".cp-plane-canvas")) == (paused, picture)
    assert p.root.locator(".cp-fact-updates").inner_text() == f"{paused:,}"
    for updates in (25, 1, 0):
        p.press("Undo")
        p.until("p.run.updates", updates)
    assert p.button("Undo").is_disabled() and p.shown(".cp-plane-canvas") == first
    for speed, least in (("slow", 1), ("update", 5), ("fast", 100)):
        p.choose("speed", speed)
        p.press("Play")
        p.until(f"p.run.updates >= {least}")
        p.press("Reset")
        p.until("[p.playing, p.run.updates]", [False, 0])
    seed = p.root.get_by_label("seed", exact=True)
    seed.fill("7")
    seed.press("Enter")
    p.until("p.settings.seed", 7)
    p.press("New seed")
    p.until("p.settings.seed", 8)
    assert seed.input_value() == "8"


@pytest.mark.parametrize("playing", [False, True], ids=["paused", "playing"])
def test_every_control_goes_to_both_of_its_ends(p, playing):
    """Sliders by keys, choices one by one, switches both ways; what the kernel has stands there in the end."""
    if playing:
        p.press("Play")
        p.until("p.playing")
    settings = p.root.locator(".cp-settings")
    settings.get_by_role("combobox", name="penalty", exact=True).select_option("L2")
    p.until("p.settings.penalty", "L2")
    sliders = settings.locator("input[type=range]:visible").all()
    assert len(sliders) == 7
    ranges = {one.get_attribute("aria-label"): one for one in sliders}
    names = {"classes": "classes", "points": "points", "noise in %": "noise", "share to train in %": "train_share"}
    names |= {"learning rate": "rate", "batch size": "batch", "its rate λ": "penalty_rate"}
    options = p.ask("p.page.options")
    for label, name in names.items():
        ends = options[name].get("ladder") or [options[name]["low"], options[name]["high"]]
        for key, end in (("End", ends[-1]), ("Home", ends[0])):
            ranges[label].press(key)
            p.until(f"p.settings.{name}", end)
            if name == "points" and not playing:
                assert p.ask("len(p.run.data.X_train) + len(p.run.data.X_test)") == end
    for select in settings.locator("select:visible").all():
        label = select.evaluate("one => one.closest('label').innerText.split('\\n')[0]")
        name = {"problem": "problem", "first weights": "start", "loss": "loss", "optimizer": "optimizer"}.get(
            label, label
        )
        values = select.locator("option").evaluate_all("all => all.map(one => one.value)")
        if name == "problem":
            continue
        for value in (*values[::-1], values[0]):
            select.select_option(value)
        p.until(f"p.settings.{name}", values[0])
    shuffle = settings.get_by_label("shuffle each epoch")
    for on in (False, True):
        shuffle.set_checked(on)
        p.until("p.settings.shuffle", on)
    assert p.ask("p.playing or bool(p.run.diverged)") == playing
    for data in settings.get_by_role("radio").all():  # the last one has no points: there it ends
        data.check()
        p.until("p.settings.data", data.get_attribute("value"))
    settings.get_by_role("radio", name="y > f(x)", exact=True).check()
    rule = settings.get_by_role("textbox", name="f(x)", exact=True)
    rule.fill("x ** 2 - 3")
    rule.press("Enter")
    p.until("p.settings.rule", "x ** 2 - 3")
    problem = settings.get_by_role("combobox", name="problem", exact=True)
    problem.select_option("regression")
    p.until("[p.settings.problem, p.settings.data]", ["regression", "plane"])
    settings.get_by_role("radio", name="Gaussians up and down", exact=True).check()
    p.until("p.settings.data", "Gaussians up and down")
    problem.select_option("classification")
    p.until("p.settings.data", "circle")
    assert p.root.locator(".cp-told").is_hidden() and not p.ask("p.playing")


def test_a_number_that_cant_be_is_refused_in_words_and_goes_back(p):
    rate = p.root.get_by_role("spinbutton", name="learning rate")
    rate.fill("-3")
    rate.press("Enter")
    told = p.root.locator(".cp-told")
    told.wait_for()
    assert told.inner_text().startswith("learning rate: expected a finite number") and p.setting("rate") == 0.03
    assert rate.input_value() == "0.03"
    rate.fill("0.07")
    rate.press("Enter")
    p.until("p.settings.rate", 0.07)
    told.wait_for(state="hidden")
    assert "learning rate: expected a finite number" in p.root.locator(".cp-voice").text_content()


def test_a_refusal_is_gone_when_the_next_attempt_begins(p):
    p.press("Save, load …")
    text, told = p.root.locator('textarea[data-for="string"]'), p.root.locator(".cp-told")
    p.waits("root => root.querySelector('textarea').value.startsWith('course_nn-playground')")
    good = text.input_value()
    text.fill("nonsense")
    p.press("Load what stands there")
    told.wait_for()
    assert told.inner_text().startswith("state: expected")
    text.fill(good)
    p.press("Load what stands there")
    told.wait_for(state="hidden")
    p.press("Close")


def test_each_click_of_play_counts_also_before_it_is_answered(p):
    p.run("p.set(rate=1e-6)")
    for clicks in (3, 4, 7, 2):
        before = p.ask("p.playing")
        p.root.locator(".cp-play").evaluate("(one, n) => { for (let k = 0; k < n; k++) one.click(); }", clicks)
        p.until("p.playing", before != (clicks % 2 == 1))
        p.waits(
            "(root, on) => (root.querySelector('.cp-play').textContent === 'Pause') === on", before != (clicks % 2 == 1)
        )


# The network.


def test_layers_and_units_come_and_go_and_each_has_its_activation_and_dropout(p):
    shape = "[list(layer) for layer in p.settings.hidden]"
    p.press("one hidden layer more")
    p.until(shape, [[3, "tanh", 0], [3, "tanh", 0]])
    p.press("one unit more in layer 2")
    p.until(shape, [[3, "tanh", 0], [4, "tanh", 0]])
    p.press("one unit less in layer 1")
    p.until(shape, [[2, "tanh", 0], [4, "tanh", 0]])
    p.choose("activation of layer 1", "relu")
    p.choose("dropout of layer 2", "0.2")
    p.until(shape, [[2, "relu", 0], [4, "tanh", 0.2]])
    assert p.root.locator(".cp-unit").count() == 7 + 2 + 4 + 1
    p.press("one unit less in layer 1")
    p.until(shape, [[1, "relu", 0], [4, "tanh", 0.2]])
    assert p.button("one unit less in layer 1").is_disabled()
    for left in (1, 0):
        p.press("one hidden layer less")
        p.until("len(p.settings.hidden)", left)
    assert p.button("one hidden layer less").is_disabled() and p.root.locator(".cp-unit").count() == 8
    p.press("Undo")
    p.until(shape, [[1, "relu", 0]])


def test_quick_clicks_are_all_heard(p):
    """Faster than the kernel answers: each builds on the one before."""
    click = "(root, names) => { for (const n of names) root.querySelector(`[aria-label='${n}']`).click(); }"
    p.root.evaluate(click, ["one unit more in layer 1"] * 5 + ["one hidden layer more"] * 2)
    p.until("[layer.units for layer in p.settings.hidden]", [8, 8, 8])
    p.root.evaluate(click, ["feature x²", "feature xy", "feature x", "feature xy"])
    p.until("list(p.settings.features)", ["y", "x²"])
    assert p.root.locator(".cp-told").is_hidden()


def test_features_are_switched_by_a_click_and_one_stays(p):
    for name in ("x²", "sin y", "x", "y"):
        p.button(f"feature {name}").click()
    p.until("list(p.settings.features)", ["x²", "sin y"])
    p.button("feature x²").press("Enter")
    p.until("list(p.settings.features)", ["sin y"])
    p.button("feature sin y").press("Space")
    p.waits("root => root.querySelector('.cp-voice').textContent.includes('one feature at least')")
    assert p.setting("features") == ["sin y"]
    assert p.button("feature sin y").get_attribute("aria-pressed") == "true"
    assert p.button("feature x").get_attribute("aria-pressed") == "false"


def box_of(p, name):
    return p.root.get_by_role("button", name=re.compile(name)).bounding_box()


def test_a_weight_is_edited_by_a_click_on_its_line_and_by_keys_alone(p):
    one, other = box_of(p, "^feature y$"), box_of(p, "^hidden layer 1, unit 3")  # no other line goes through the middle
    x, y = (
        (a[side] + a[size] / 2 + b[side] + b[size] / 2) / 2
        for side, size in (("x", "width"), ("y", "height"))
        for a, b in [(one, other)]
    )
    p.page.mouse.move(x, y)
    label = p.root.locator(".cp-net-label")
    label.wait_for()
    p.page.mouse.click(x, y)
    dialog = p.root.get_by_role("dialog")
    field = dialog.get_by_label("weight of y", exact=True)
    assert "hidden layer 1, unit 3" in dialog.inner_text() and field.evaluate("e => e === document.activeElement")
    loss = p.ask("p.run.losses()[0]")
    p.page.keyboard.type("-2.5")
    p.page.keyboard.press("Enter")
    p.until("float(p.run.network.layers[0].W.value[1, 2])", -2.5)
    assert p.ask("p.run.losses()[0]") != loss
    p.page.keyboard.press("Escape")
    assert dialog.is_hidden()
    # The Tab key comes to the network once; arrows lead to its units.
    p.button("one unit more in layer 1").focus()
    for _ in range(3):
        p.page.keyboard.press("Tab")
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp"):
        p.page.keyboard.press(key)
    focused = p.page.evaluate("document.activeElement.getAttribute('aria-label')")
    assert focused.startswith("hidden layer 1, unit")
    unit = int(focused[21]) - 1
    p.waits("root => root.querySelector('.cp-sentence').textContent.startsWith('z')")
    p.page.keyboard.press("Enter")
    p.page.keyboard.press("Tab")
    p.page.keyboard.press("Tab")
    p.page.keyboard.press("ControlOrMeta+a")
    p.page.keyboard.type("1.25")
    p.page.keyboard.press("Tab")
    p.until(f"float(p.run.network.layers[0].b.value[{unit}])", 1.25)
    p.page.keyboard.press("Escape")
    assert p.page.evaluate("document.activeElement.getAttribute('aria-label')").startswith(focused.split(", bias")[0])
    p.press("Undo")
    p.until(f"float(p.run.network.layers[0].b.value[{unit}]) != 1.25")


def test_a_unit_under_the_pointer_is_shown_large_and_put_in_words(p):
    whole, words = p.shown(".cp-plane-canvas"), p.words()
    p.root.get_by_role("button", name=re.compile("^hidden layer 1, unit 2")).hover()
    p.waits("root => root.querySelector('.cp-sentence').textContent.startsWith('z')")
    assert p.shown(".cp-plane-canvas") != whole
    sentence = p.ask("__import__('course_nn.chapters.playground.words', fromlist=['x']).unit_words(p.run, 0, 1)")
    assert p.words() == sentence
    p.page.mouse.move(0, 0)
    assert p.shown(".cp-plane-canvas") == whole and p.words() == words
    pictures = p.ask("p.player.sent")
    p.button("feature xy").hover()
    p.notebook.settle()
    assert p.shown(".cp-plane-canvas") == whole, "one that is not in use says nothing"
    assert p.ask("p.player.sent") == pictures, "to look costs no picture"


SAID = """(lambda a: a if a.ndim > 1 else __import__('numpy').array([(1 - a) / 2, (1 + a) / 2]).T)(
    __import__('course_nn.chapters.playground.network', fromlist=['x']).answer(p.run.network, p.run.settings,
    __import__('numpy').array([[{}, {}]])))[0].tolist()"""


@pytest.mark.parametrize("loss", ["cross-entropy", "squared error"])
@pytest.mark.parametrize("preset", ["circle", "three classes"])
def test_under_the_pointer_stands_the_class_and_its_share(p, preset, loss):
    p.preset(preset)
    p.run(f"p.set(loss={loss!r})")
    caption, seen = p.root.locator(".cp-plane-caption"), set()
    for x, y in ((60, 60), (200, 60), (130, 200), (220, 220)):
        before = caption.inner_text()
        p.root.locator(".cp-plane-canvas").hover(position={"x": x, "y": y})
        p.waits("(root, t) => ![t, ''].includes(root.querySelector('.cp-plane-caption').textContent)", before)
        words = caption.inner_text().replace("−", "-")
        x, y = (float(one) for one in re.match(r"At \((\S+), (\S+)\) the network answers ", words).groups())
        shares = p.ask(SAID.format(x, y).replace("\n", " "))
        named = int(re.search(r"class (\d)", words)[1])
        seen.add(named)
        if loss == "squared error" and preset == "circle":  # the output itself
            read = (1 + abs(float(re.search(r"answers (\S+), so", words)[1]))) / 2
        else:
            what = "probability" if loss == "cross-entropy" else "share"
            read = float(re.search(rf"class \d, {what} (\d\.\d\d)\.$", words)[1])
        assert abs(read - max(shares)) < 0.0051 + 0.05 * (loss == "squared error" and preset == "circle"), words
        assert shares[named] == max(shares)
    assert len(seen) > 1


def test_beside_a_steep_border_it_is_the_answer_of_the_place_itself(p):
    p.run("p.set(hidden=()); [p.run.edit(*one) for one in ((('W', 0, 0, 0), 100), (('W', 0, 1, 0), 0))]")
    p.run("p.run.edit(('b', 0, 0), -5.5); p.show()")
    canvas, caption = p.root.locator(".cp-plane-canvas"), p.root.locator(".cp-plane-caption")
    width, seen = canvas.bounding_box()["width"], set()
    for k in range(-2, 6):
        before = caption.inner_text()
        canvas.hover(position={"x": 26 + (width - 34) / 2 + k, "y": 100})
        p.waits("(root, t) => ![t, ''].includes(root.querySelector('.cp-plane-caption').textContent)", before)
        x, named = re.match(r"At \((\S+), \S+ the network answers class (\d)", caption.inner_text()).groups()
        assert int(named) == (float(x.replace("−", "-")) > 0.055), caption.inner_text()
        seen.add(named)
    assert seen == {"0", "1"}


def test_a_network_of_zeros_is_seen_to_say_what_it_is_counted_for(p):
    p.run("p.set(start='zeros', hidden=())")
    p.root.get_by_label("only the decision").check()
    p.notebook.settle()
    pixel = "canvas => [...canvas.getContext('2d').getImageData(canvas.width / 2, 30, 1, 1).data].slice(0, 3)"
    assert p.root.locator(".cp-plane-canvas").evaluate(pixel) == [237, 177, 132], "class 0, as each point is counted"
    p.run("p.run.edit(('b', 0, 0), 1e-9); p.show()")
    p.notebook.settle()
    assert p.root.locator(".cp-plane-canvas").evaluate(pixel) == [132, 185, 220]
    p.root.get_by_label("only the decision").uncheck()


def test_a_finger_sees_a_unit_large_until_it_touches_something_else(p):
    whole, words = p.shown(".cp-plane-canvas"), p.words()
    unit, touch = p.root.locator('[data-unit="0,1"]'), {"pointerType": "touch", "bubbles": True}
    for what in ("pointerenter", "pointerdown", "pointerup", "pointerleave", "click"):
        unit.dispatch_event(what, touch)
    p.waits("root => root.querySelector('.cp-sentence').textContent.startsWith('z')")
    assert p.shown(".cp-plane-canvas") != whole and p.root.locator(".cp-popup").is_visible()
    p.root.locator(".cp-popup input").first.dispatch_event("pointerdown", touch)
    assert p.words() != words
    p.page.keyboard.press("Escape")
    p.root.locator(".cp-curves-canvas").dispatch_event("pointerdown", touch)
    assert p.shown(".cp-plane-canvas") == whole and p.words() == words
    unit.hover()  # and a mouse leaves again
    p.waits("root => root.querySelector('.cp-sentence').textContent.startsWith('z')")
    p.page.mouse.move(0, 0)
    p.waits("(root, words) => root.querySelector('.cp-sentence').textContent === words", words)


def test_the_numbers_of_a_unit_go_on_with_the_training(p):
    p.run("p.set(data='spiral', classes=3)")
    p.root.locator(".cp-net-stage").get_by_role("button", name=re.compile("^output of class 2")).click()
    popup = p.root.locator(".cp-popup")
    assert popup.locator(".cp-popup-title").inner_text() == "output of class 2"
    first = popup.locator("input").first
    for _ in range(2):
        p.run("p.step(100)")
        number = p.ask("float(f'{p.run.network.layers[-1].W.value[0, 2]:.4g}')")
        p.waits("(root, v) => Number(root.querySelector('.cp-popup input').value) === v", number)
    p.run("p.run.edit(('W', 1, 0, 2), -0.00091237); p.show()")
    p.waits("root => root.querySelector('.cp-popup input').value === '-0.0009124'")
    assert first.evaluate("one => one.scrollWidth <= one.clientWidth")
    p.page.keyboard.press("Escape")


def test_the_flow_of_the_gradient_stands_on_the_lines(p):
    lines = p.shown(".cp-net-lines")
    flow = p.root.get_by_label("flow of the gradient")
    flow.check()
    p.until("p.flow")
    p.waits("root => root.querySelector('.cp-net-legend').textContent.includes('gradient')")
    assert p.shown(".cp-net-lines") != lines
    p.run("p.flow = False; p.show()")  # as another view of it would
    p.waits("root => !root.querySelector('.cp-tools input').checked")
    flow.check()
    p.until("p.flow")
    flow.uncheck()
    p.until("p.flow", False)
    p.waits("root => root.querySelector('.cp-net-legend').textContent.includes('negative')")
    assert p.shown(".cp-net-lines") == lines


# Data.


def test_points_are_put_by_clicks_a_stroke_and_keys(p):
    p.root.get_by_role("radio", name="your points", exact=True).check()
    canvas = p.root.get_by_role("application")
    canvas.wait_for()
    canvas.scroll_into_view_if_needed()
    box, mouse = canvas.bounding_box(), p.page.mouse

    def at(x, y):  # the plane's place in the window: beside it are its axes
        return box["x"] + 26 + (x + 6) / 12 * (box["width"] - 34), box["y"] + 8 + (6 - y) / 12 * (box["height"] - 30)

    mouse.click(*at(2, 3))
    p.root.get_by_role("radio", name="class 0", exact=True).check()
    mouse.click(*at(-2, -3))
    p.until("len(p.settings.own)", 2)
    np.testing.assert_allclose(p.setting("own"), [[2, 3, 1], [-2, -3, 0]], atol=0.05)
    mouse.move(*at(-4, 0))
    mouse.down()
    mouse.move(*at(4, 0), steps=30)
    mouse.up()
    p.until("len(p.settings.own) > 12")
    p.notebook.settle()
    p.press("Undo point")
    p.until("len(p.settings.own)", 2)
    canvas.focus()
    for key in ("Shift+ArrowRight", "ArrowUp", "Enter", "Shift+ArrowLeft", "Space"):
        p.page.keyboard.press(key)
    p.until("len(p.settings.own)", 4)
    np.testing.assert_allclose(p.setting("own")[2:], [[1, 0.2, 0], [0, 0.2, 0]], atol=1e-9)
    p.page.keyboard.press("Delete")
    p.until("len(p.settings.own)", 3)
    p.page.keyboard.press("ControlOrMeta+z")
    p.until("len(p.settings.own)", 4)
    p.press("Clear points")
    p.until("len(p.settings.own)", 0)
    assert "There are no points to learn from" in p.words()


def test_points_are_undone_one_by_one_taken_away_and_never_into_other_data(p):
    p.root.get_by_role("radio", name="your points", exact=True).check()
    canvas = p.root.get_by_role("application")
    canvas.wait_for()
    canvas.scroll_into_view_if_needed()
    for k in range(3):
        canvas.click(position={"x": 60 + 40 * k, "y": 100})
    p.until("len(p.settings.own)", 3)
    p.button("Undo", p.root.locator(".cp-bar")).click()
    p.until("len(p.settings.own)", 2)
    assert p.button("Undo point").is_disabled(), "what was put before is not known here any more"
    p.root.get_by_role("radio", name="take away", exact=True).check()
    canvas.click(position={"x": 62, "y": 101})
    p.until("len(p.settings.own)", 1)
    canvas.click(position={"x": 250, "y": 250})  # none is near
    p.root.get_by_role("radio", name="class 1", exact=True).check()
    canvas.click(position={"x": 200, "y": 200})
    p.until("len(p.settings.own)", 2)
    p.preset("hills")
    p.root.get_by_role("radio", name="your points", exact=True).check()
    p.until("p.settings.data", "your points")
    p.notebook.settle()
    assert p.button("Undo point").is_disabled()
    assert p.setting("own") == []


def test_a_table_is_read_from_text_and_from_a_file(p):
    p.press("Own data …")
    text = p.root.get_by_label("A table as text")
    text.fill("x,y,kind\n1,2,cat\n-3,-1,dog\n")
    p.press("Use it")
    p.until("[list(one) for one in p.settings.own]", [[1, 2, 0], [-3, -1, 1]])
    p.root.get_by_label("A table from a file").set_input_files(
        {"name": "t.csv", "mimeType": "text/csv", "buffer": b"4;5;0\n1;1;1\n0;0;1\n"}
    )
    p.waits("root => root.querySelector('textarea').value.startsWith('4;5')")
    p.press("Use it")
    p.until("len(p.settings.own)", 3)
    text.fill("1,2,3,4")
    p.press("Use it")
    p.waits("root => root.querySelector('.cp-told').textContent.includes('your points: line 1')")
    assert p.ask("len(p.settings.own)") == 3
    p.root.locator(".cp-close").click()


# Tools.


def test_the_string_of_the_page_restores_every_number(p):
    p.press("1 epoch")
    p.until("p.run.updates", 25)
    p.press("Save, load …")
    area = p.root.get_by_label("All there is, as one line: keep it, and paste it here again")
    p.waits("root => root.querySelector('textarea').value.length > 500")
    text = area.input_value()
    assert text == p.run("print(p.string)")
    p.run("kept = p.run.network.theta.copy()")
    p.press("1 epoch")
    p.until("p.run.updates", 50)
    area.fill(text[:-5])
    p.press("Load what stands there")
    p.waits("root => root.querySelector('.cp-told').textContent.includes('cut or damaged')")
    area.fill(f"  {text}\n")
    p.press("Load what stands there")
    p.until("p.run.updates", 25)
    assert p.ask("[p.string == playground(p.string).string, bool((p.run.network.theta == kept).all())]") == [True, True]
    p.press("Undo")
    p.until("p.run.updates", 50)
    p.root.locator(".cp-close").click()


def test_the_code_runs(p):
    p.press("1 epoch")
    p.until("p.run.updates", 25)
    p.press("Code …")
    p.waits("root => (root.querySelector('textarea')?.value || '').includes('course_nn')")
    code = p.root.get_by_label("This network as course_nn code, to run in a cell").input_value()
    assert p.run(f"exec({code!r}, {{}})\nprint('ran')").endswith("ran")
    p.root.locator(".cp-close").click()
    assert p.button("Code …").evaluate("e => e === document.activeElement")


def test_a_race_and_a_sweep_run_and_say_where_they_stand(p):
    p.press("Race …")
    p.root.get_by_role("checkbox", name="RMSProp", exact=True).check()
    p.press("Line up")
    p.until("list(p.aside.runs)", ["SGD", "momentum", "RMSProp", "Adam"])
    p.press("Play")
    p.until("p.aside.runs['Adam'].updates > 50")
    p.press("Pause")
    p.until("p.playing", False)
    p.notebook.settle()
    assert p.words() == p.ask("p.aside.words()") and "Adam" in p.words()
    assert "momentum" in p.root.locator(".cp-curves-canvas").get_attribute("aria-label")
    p.press("End the race")
    p.until("p.aside is None")
    p.press("Sweep …")
    p.root.get_by_label("values of the rows").fill("0.01, 0.1")
    p.root.get_by_label("values of the columns").fill("2 3")
    p.root.get_by_label("updates of each").fill("20")
    p.press("Prepare")
    p.until("p.aside is not None")
    p.press("Play")
    p.until("p.aside.can_go_on", False)
    p.button("Play").wait_for()
    p.notebook.settle()
    assert "done" in p.words() and p.ask("p.run.updates") == 0
    assert p.root.locator(".cp-curves-canvas").get_attribute("aria-label").startswith("Test loss by rate and units")
    p.press("End the sweep")
    p.until("p.aside is None")
    p.waits("root => root.querySelector('.cp-curves .cp-title').textContent === 'Loss'")
    p.root.locator(".cp-close").click()


def test_slow_motion_shows_the_numbers_of_one_example(p):
    p.press("Slow motion: one example")
    words = p.root.locator(".cp-slow-words")
    words.wait_for()
    x = p.ask("list(p.run.data.X_train[0])")
    label = p.ask("int(p.run.data.y_train[0])")
    assert words.inner_text().startswith("Example 1 lies at (") and f"it is of class {label}." in words.inner_text()
    p.press("one step on")
    example = p.ask("__import__('course_nn.chapters.playground.flow', fromlist=['x']).one_example(p.run, 0).plain()")
    cells = p.root.locator(".cp-slow-table td").all_inner_texts()
    read = [float(cell.replace("−", "-")) for cell in cells]
    np.testing.assert_allclose(read, np.stack([example["z"][0], example["a"][0]], axis=1).ravel(), rtol=6e-3)
    assert p.root.locator(".cp-unit[data-note]:not([data-note=''])").count() == 5 and len(x) == 2
    for _ in range(2):
        p.press("one step on")
    assert f"is compared with class {label}: " in words.inner_text()
    for _ in range(3):
        p.press("one step on")
    assert p.button("one step on").is_disabled() and "gradient descent" in words.inner_text()
    p.press("1 update")
    p.until("p.run.updates", 1)
    p.notebook.settle()
    assert words.is_visible(), "it goes on with the numbers that there are now"
    p.run("p.set(loss='squared error')")
    for _ in range(3):
        p.press("one step back")
    assert f"is compared with the target of class {label}, {'1' if label else '−1'}: " in words.inner_text()
    p.root.locator(".cp-slow-bar").get_by_role("button", name="Close").click()
    assert words.is_hidden() and p.root.locator(".cp-unit[data-note]:not([data-note=''])").count() == 0


def test_a_picture_and_an_animation_are_saved(p):
    with p.page.expect_download() as got:
        p.press("Picture")
    assert got.value.suggested_filename == "network.png"
    assert Path(got.value.path()).read_bytes()[:4] == b"\x89PNG"
    p.press("Record")
    p.until("p.frames is not None")
    for updates in (1, 2, 3):
        p.press("1 update")
        p.until("p.run.updates", updates)
    with p.page.expect_download() as got:
        p.press("Save animation")
    assert Path(got.value.path()).read_bytes()[:3] == b"GIF"
    p.button("Record").wait_for()


def test_a_preset_is_chosen_with_its_question(p):
    p.choose("Presets", "three classes")
    p.waits("(root, s) => root.querySelector('.cp-question > span').textContent === s", p.question("three classes"))
    p.until("p.settings.classes", 3)
    p.waits("root => root.querySelectorAll('.cp-unit').length === 7 + 16 + 3")
    p.press("Undo")
    p.until("p.settings.data", "circle")


# Pictures that wait, words that don't chatter.


def test_a_hidden_page_has_no_backlog(p):
    """No frame of the screen comes while a page is hidden."""
    p.page.evaluate(
        """() => {
            [window.__frame, window.__held] = [window.requestAnimationFrame, []];
            window.requestAnimationFrame = act => window.__held.push(act);
        }"""
    )
    p.choose("speed", "fast")
    p.press("Play")
    p.until("p.run.updates > 300")
    assert p.ask("p.player.sent - p.player.drawn <= 9")
    p.page.evaluate(
        """() => {
            window.requestAnimationFrame = window.__frame;
            for (const act of window.__held) requestAnimationFrame(act);
        }"""
    )
    sent = p.ask("p.player.sent")
    p.until(f"p.player.sent > {sent} + 20")
    p.press("Pause")
    p.until("p.player.drawn == p.player.sent")


def test_what_is_read_aloud_comes_when_it_rests(p):
    said = """root => {
        window.__said = [];
        new MutationObserver(changes => {
            for (const change of changes) for (const one of change.addedNodes) window.__said.push(one.textContent);
        }).observe(root.querySelector(".cp-voice"), {childList: true});
    }"""
    p.page.wait_for_timeout(1000)  # what the beginning has to say
    p.root.evaluate(said)
    p.press("Play")
    p.until("p.run.updates > 500")
    assert p.page.evaluate("window.__said") == []
    p.press("Pause")
    p.page.wait_for_function("window.__said.length === 1")
    (words,) = p.page.evaluate("window.__said")
    assert words == p.words() == p.run("print(p)")
    for count in (2, 3):
        p.press("1 update")
        p.page.wait_for_function(f"window.__said.length === {count}")


@pytest.mark.parametrize("reduced", [True, False])
def test_lines_move_while_it_plays_unless_one_asks_for_calm(p, reduced):
    p.run("p.set(rate=1e-6, optimizer='SGD')")
    p.page.emulate_media(reduced_motion="reduce" if reduced else "no-preference")
    p.choose("speed", "update")
    p.press("Play")
    p.until("p.run.updates > 5")
    moved = p.root.locator(".cp-net-lines").evaluate(
        """async canvas => {
            const first = canvas.toDataURL();
            for (let k = 0; k < 20; k++) {
                await new Promise(done => setTimeout(done, 40));
                if (canvas.toDataURL() !== first) return true;
            }
            return false;
        }"""
    )
    p.press("Pause")
    p.page.emulate_media(reduced_motion="no-preference")
    assert moved != reduced


# Looked at.


@pytest.mark.parametrize("theme", jlab.THEMES)
def test_axe_finds_nothing_at_any_width(p, theme):
    p.notebook.theme(theme)
    try:
        p.press("Slow motion: one example")
        p.press("Save, load …")
        for width in (1200, 1000, 700):
            p.notebook.resize(width, 1000)
            p.notebook.settle()
            assert accessibility.findings(p.page) == []
            with contextlib.suppress(OSError):
                p.root.screenshot(path=jlab.screenshots() / f"playground-{theme}-{width}.png")
    finally:
        p.root.locator(".cp-close").click()
        p.root.locator(".cp-slow-bar").get_by_role("button", name="Close").click()
        p.notebook.resize(1200, 1000)
        p.notebook.theme("light")
        p.notebook.settle()


OVERLAPPING = """root => {
    const all = [...root.querySelectorAll("button, select, input, .cp-facts div, .cp-plane-canvas, .cp-curves-canvas, "
        + ".cp-sentence, .cp-net-title, .cp-unit-name, legend")].filter(one => one.checkVisibility());
    const found = [], edge = root.getBoundingClientRect();
    const boxes = all.map(one => {  // of a network that can be scrolled, what is seen of it
        const box = one.getBoundingClientRect(), part = one.closest(".cp-net-scroll")?.getBoundingClientRect() || box;
        return {left: Math.max(box.left, part.left), right: Math.min(box.right, part.right), top: box.top,
            bottom: box.bottom};
    });
    boxes.forEach((a, i) => {
        const name = one => one.ariaLabel || one.textContent || one.className;
        if (a.right > edge.right + 1 || a.left < edge.left - 1) found.push(`${name(all[i])} is beyond the edge`);
        for (let j = 0; j < i; j++) {
            const b = boxes[j];
            const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
            const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
            if (across > 1 && down > 1) found.push(`${name(all[i])} lies on ${name(all[j])}`);
        }
    });
    return found;
}"""


@pytest.mark.parametrize("width", [1200, 1000, 700])
def test_nothing_lies_on_anything_else(p, width):
    p.notebook.resize(width, 1000)
    try:
        for preset in ("circle", "six layers", "three classes", "hills"):
            p.preset(preset)
            p.notebook.settle()
            assert p.root.evaluate(OVERLAPPING) == [], preset
        scroll = p.root.locator(".cp-net-scroll")
        for count in (5, 6, 7, 8, 10, 16):
            p.run(f"p.set(hidden=[[4, 'tanh']] * {count})")
            p.waits("(root, n) => root.querySelectorAll('.cp-net-tools').length === n", count)
            p.notebook.settle()
            for end in (0, 9999):
                scroll.evaluate("(one, end) => { one.scrollLeft = end; }", end)
                assert p.root.evaluate(OVERLAPPING) == [], (count, end)
            assert scroll.evaluate("one => one.scrollHeight <= one.clientHeight")
            if count == 16:  # each is reached by scrolling, and the last one's numbers open
                assert scroll.evaluate("one => one.scrollLeft + one.clientWidth >= one.scrollWidth - 1")
                p.press("one unit more in layer 16")
                p.until("p.settings.hidden[15].units", 5)
            with contextlib.suppress(OSError):
                p.root.screenshot(path=jlab.screenshots() / f"playground-{count}-layers-{width}.png")
        p.press("one hidden layer less")  # the bar stays in view
        p.until("len(p.settings.hidden)", 15)
    finally:
        p.preset("circle")
        p.notebook.resize(1200, 1000)


# Several, again, and without anywidget.


def test_two_play_side_by_side_and_a_cell_that_is_run_again_leaves_none(p):
    q = Opened(p.notebook, "q", 1)
    assert q.root.locator(".cp-settings, .cp-plane, .cp-tools").count() == 0
    for one in (p, q):
        one.press("Play")
    p.until("p.run.updates > 50 and q.run.updates > 50")
    p.press("Pause")
    p.until("p.playing", False)
    before = p.ask("[p.run.updates, q.run.updates]")
    p.until(f"q.run.updates > {before[1]} and p.run.updates == {before[0]}")
    p.run("first = q")
    p.page.locator(".jp-CodeCell").nth(1).locator(".cm-content").click()
    p.page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-cell')")
    p.until("q is not first")
    p.until("[first.playing, first.page.comm is None, q.playing]", [False, True, False])
    q.press("1 update")
    p.until("q.run.updates", 1)


def test_without_anywidget_core_widgets_do_the_essential(lab, chromium, write):
    with jlab.Notebook(chromium, lab, write("plain.ipynb", PLAIN)) as notebook:
        assert notebook.run_all() == []
        notebook.settle()
        opened = Opened(notebook)
        output = notebook.page.locator(".course-nn")
        press = lambda name: output.get_by_role("button", name=name, exact=True).click()  # noqa: E731
        picture = output.locator(".widget-image")
        first = picture.get_attribute("src")
        press("Play")
        opened.until("p.run.updates > 50")
        press("Pause")
        opened.until("p.playing", False)
        notebook.settle()
        assert picture.get_attribute("src") != first and opened.run("print(p)") in output.inner_text()
        output.get_by_label("data", exact=True).select_option("moons")
        opened.until("p.settings.data", "moons")
        press("Reset")
        opened.until("p.run.updates", 0)
        assert accessibility.findings(notebook.page) == [] and notebook.errors == []
