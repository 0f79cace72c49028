"""Instruments in a page behind which nothing computes: all of a small one, and every control of every one in the book.

The book is build/book, or the folder that COURSE_NN_BOOK names. With COURSE_NN_LIVE=all every picture at an end is
compared with the live instrument's, else three of each instrument.
"""

import hashlib
import os
from pathlib import Path

import jlab
import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from example_instrument import example

from course_nn.widgets import INSTRUMENTS, Choice, Instrument, IntSlider, OpenSlider, Steps
from tools.book import demonstration, figure, making, palette, pictures
from tools.book.instruments import PLACE

RECORDINGS = demonstration.all_recordings()

BOOK = Path(os.environ.get("COURSE_NN_BOOK") or pictures.ROOT / "build" / "book").resolve()
#: What a palette may lose: the mean difference over all pixels, 0–255; and of a photograph.
LOST, OF_PHOTOGRAPHS = 3, 25
HERE = Path(making.__file__).parent

#: Moves control k of a figure from its first values to a place, as a reader does, and says what is then seen.
MOVE = """async (figure, [k, place, expected]) => {
    const story = figure.courseNnStory, input = story.inputs[k];
    await story.reset();
    if (input.type === 'checkbox') input.checked = Boolean(place);
    else input.value = place;
    figure.dataset.state = '';
    input.dispatchEvent(new Event('input', {bubbles: true}));
    const end = performance.now() + 10000;
    while (figure.dataset.state !== String(expected) && performance.now() < end)
        await new Promise(done => setTimeout(done, 2));
    const image = figure.querySelector('img');
    await image.decode().catch(() => {});
    return {state: figure.dataset.state, src: image.src, alt: image.alt,
            whole: image.complete && image.naturalWidth > 0,
            status: story.status.textContent, note: story.note.textContent};
}"""


def small_open():
    """A player that goes as far as another control lets it."""
    steps = Steps("step", "step", 0, lambda values: 4 * values["n"], 2, interval_ms=20)
    where = OpenSlider("where", "where", 0, lambda values: values["n"], 1)
    rest = OpenSlider("rest", "rest", 0, lambda values: values["n"] - 1, 0)

    def draw(figure, result):
        figure.subplots().plot([0, 1], [0, result])

    return Instrument(
        lambda n, step, where, rest: 10 * n + step + where / 10 + rest / 100,
        draw,
        [IntSlider("n", "n", 1, 3, 2, unit="units"), steps, where, rest],
        "It is {}.".format,
        title="Open",
        size=(3, 2),
        story=[{"n": ..., "step": range(13)}, {"where": ...}, {"rest": ...}],
    )


def small_partly():
    """A player all of whose steps are made with the first option, and two of them with the other."""

    def draw(figure, result):
        figure.subplots().plot([0, 1], [0, result])

    return Instrument(
        lambda which, step: 10 * (which == "b") + step,
        draw,
        [Choice("which", "which", ["a", "b"], "a"), Steps("step", "step", 0, 8, 0, interval_ms=20)],
        "It is {}.".format,
        title="Partly",
        size=(3, 2),
        story=[{"step": range(9)}, {"which": "b", "step": [0, 4, 8]}],
    )


@pytest.fixture(scope="module")
def shown(chromium, tmp_path_factory):
    """A page, opened as a file, with two small instruments; its folder and their stories."""
    place = tmp_path_factory.mktemp("page")
    for folder in ("png", "stories"):
        (place / "pictures" / folder).mkdir(parents=True)
    first = example()
    first.story = {name: value for name, value in first.values.items()} | {"w1": [-3, 0, 1, 3], "b": [-2, 0, 2]}
    stories, parts = {}, []
    for name, it in (("example", first), ("open", small_open()), ("partly", small_partly())):
        stories[name] = making.made(name, it, place / "pictures" / "png", ends_alone=False) | {"key": "00000000"}
        (place / "pictures" / "stories" / f"{name}.js").write_text(making.script(stories[name]), encoding="utf-8")
        parts.append(figure.figure_html(stories[name], "pictures"))
    (place / "page.html").write_text(
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>Two</title><style>{(HERE / 'player.css').read_text()} body {{ color-scheme: light dark; }}</style>"
        f"<main><h1>Two</h1>{''.join(parts)}</main><script>{(HERE / 'player.js').read_text()}</script></html>",
        encoding="utf-8",
    )
    page = chromium.new_page(viewport={"width": 1200, "height": 900})
    page.wrong = []
    page.on("console", lambda said: page.wrong.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.goto((place / "page.html").as_uri())
    yield page, stories
    assert page.wrong == []
    page.close()


def figure_of(page, name):
    found = page.locator(f'.course-nn-story[data-name="{name}"]')
    found.scroll_into_view_if_needed()
    page.wait_for_function("name => document.querySelector(`[data-name=${name}]`).dataset.state", arg=name)
    found.evaluate("figure => figure.courseNnStory.reset()")
    return found


def settled(found, sentence):
    """Wait until the line below says this."""
    found.page.wait_for_function(
        "([name, said]) => document.querySelector(`[data-name=${name}] .course-nn-story-status`).textContent === said",
        arg=[found.get_attribute("data-name"), sentence],
    )


def ends(story):
    """``(k, place, state)``: each control at both of its ends, or at each option, and the number of that state."""
    first = story["states"][0]
    closed = [k for k, control in enumerate(story["controls"]) if not control["open"]]
    for k, control in enumerate(story["controls"]):
        alike = [i for i, state in enumerate(story["states"]) if all(state[j] == first[j] for j in closed if j != k)]
        values = sorted({story["states"][i][k] for i in alike}) if control["open"] else range(len(control["texts"]))
        wanted = values if control["kind"] in ("choice", "toggle") else (values[0], values[-1])
        for value in dict.fromkeys(wanted):
            here = [i for i in alike if story["states"][i][k] == value]
            # Open controls keep their step as far as the others let them.
            kept = [i for i in here if all(story["states"][i][j] <= first[j] for j in range(len(first)) if j != k)]
            best = max(kept or here, key=lambda i: sum(story["states"][i]))
            yield k, list(values).index(value), best


def test_every_control_shows_the_picture_and_the_sentence_of_its_ends(shown):
    page, stories = shown
    for name, story in stories.items():
        found = figure_of(page, name)
        for k, place, at in ends(story):
            seen = found.evaluate(MOVE, [k, place, at])
            picture, sentence = story["shows"][at]
            assert seen["state"] == str(at) and seen["whole"] and seen["note"] == "", (name, k, place, seen)
            assert seen["src"].endswith(story["pictures"][picture])
            assert seen["status"] == seen["alt"] == story["sentences"][sentence]


def test_a_player_goes_along_the_steps_that_were_made_with_the_chosen_option(shown):
    """Between two of them it shows no other option."""
    page, _ = shown
    found = figure_of(page, "partly")
    found.locator("select").select_option("1")
    settled(found, "It is 10.")
    for step in (14, 18):
        found.get_by_role("button", name="one step on").click()
        settled(found, f"It is {step}.")
        assert found.locator(".course-nn-story-note").text_content() == ""
    assert found.locator("input[type=range]").get_attribute("max") == "2"
    found.get_by_role("button", name="Reset").click()
    settled(found, "It is 0.")
    assert found.locator("input[type=range]").get_attribute("max") == "8"


def test_keys_move_a_control_and_what_it_says(shown):
    page, stories = shown
    found = figure_of(page, "example")
    slider = found.get_by_role("slider", name="weight w₁", exact=True)
    said = [(slider.press(key), slider.get_attribute("aria-valuetext"))[1] for key in ("Home", "ArrowRight", "End")]
    assert said == ["−3.0", "0.0", "3.0"]
    assert slider.evaluate("e => getComputedStyle(e).outlineStyle") == "solid", "one sees where one is"
    assert found.locator(".course-nn-story-value").first.inner_text() == "3.0"
    found.get_by_role("combobox", name="boundary").select_option("curved")
    found.get_by_role("checkbox", name="show the grid").press("Space")
    found.get_by_role("button", name="Reset").click()
    settled(found, stories["example"]["sentences"][0])
    assert slider.get_attribute("aria-valuetext") == "1.0" and found.get_by_role("checkbox").is_checked()


def test_the_control_that_was_moved_last_is_kept_and_a_line_says_what_is_not(shown):
    page, stories = shown
    found = figure_of(page, "example")
    found.get_by_role("slider", name="weight w₁", exact=True).press("End")
    settled(
        found, next(one for one in stories["example"]["sentences"] if one == sentence_at(stories["example"], w1="3.0"))
    )
    found.get_by_role("slider", name="weight w₂", exact=True).press("Home")
    settled(found, sentence_at(stories["example"], w2="−3.0"))
    note = found.locator(".course-nn-story-note")
    assert note.inner_text() == "The picture is made for weight w₁ 1.0."
    found.get_by_role("combobox", name="boundary").select_option("curved")
    settled(found, sentence_at(stories["example"], curve="curved"))
    assert note.inner_text() == "The picture is made for weight w₁ 1.0 and weight w₂ 0.5."
    found.get_by_role("button", name="Reset").click()
    settled(found, stories["example"]["sentences"][0])
    assert note.inner_text() == ""


def test_another_option_than_the_chosen_one_is_said_first(shown):
    page, stories = shown
    found, story = figure_of(page, "example"), stories["example"]
    found.get_by_role("combobox", name="boundary").select_option("curved")
    settled(found, sentence_at(story, curve="curved"))
    found.get_by_role("slider", name="weight w₁", exact=True).press("End")
    settled(found, sentence_at(story, w1="3.0"))
    assert found.locator(".course-nn-story-note").inner_text() == "The picture is made for boundary straight."
    where = """figure => ['status', 'note'].map(name => figure.querySelector(`.course-nn-story-${name}`))
        .map(e => [e.getBoundingClientRect().top, getComputedStyle(e).color])"""
    (status, color), (note, of_note) = found.evaluate(where)
    assert note < status and of_note == color
    found.get_by_role("button", name="Reset").click()
    settled(found, story["sentences"][0])
    (status, color), (note, of_note) = found.evaluate(where)
    assert note > status and of_note != color, "where nothing else is shown, it is out of the way"


def test_what_has_one_value_is_no_control(shown):
    page, _ = shown
    found = figure_of(page, "open")
    rest = found.get_by_role("slider", name="rest")
    assert rest.is_enabled()
    found.get_by_role("slider", name="n", exact=True).press("Home")
    settled(found, "It is 12.1.")
    assert rest.is_disabled()
    found.get_by_role("button", name="Reset").click()
    settled(found, "It is 22.1.")
    assert rest.is_enabled()


def test_a_player_with_one_step_is_no_control():
    control = {"name": "step", "label": "step", "unit": "", "kind": "player", "texts": ["0"]}
    assert figure._control(control, 0).count(" disabled") == 5
    assert " disabled" not in figure._control(control | {"texts": ["0", "1"]}, 0)


def sentence_at(story, **moved):
    """What is said where these controls read so, the others at their first values."""
    at = list(story["states"][0])
    for name, text in moved.items():
        k = next(k for k, control in enumerate(story["controls"]) if control["name"] == name)
        at[k] = story["controls"][k]["texts"].index(text)
    return story["sentences"][story["shows"][story["states"].index(at)][1]]


def test_a_player_goes_as_far_as_the_other_controls_let_it(shown):
    page, stories = shown
    found = figure_of(page, "open")
    step = found.get_by_role("slider", name="step")
    for key, n, top in (("Home", 1, 4), ("End", 3, 12)):
        found.get_by_role("slider", name="n", exact=True).press(key)
        step.press("End")
        settled(found, f"It is {10 * n + top + 0.1}.")
        assert step.get_attribute("aria-valuetext") == str(top)
        assert found.locator(".course-nn-story-note").inner_text() == ""
    found.get_by_role("slider", name="n", exact=True).press("Home")
    settled(found, "It is 14.1.")
    assert step.get_attribute("aria-valuetext") == "4", "what lies beyond the end is at the end"
    found.get_by_role("button", name="one step back").click()
    settled(found, "It is 13.1.")
    found.get_by_role("button", name="back to the start").click()
    settled(found, "It is 10.1.")
    found.get_by_role("button", name="one step on").click()
    settled(found, "It is 11.1.")
    found.get_by_role("button", name="play", exact=True).click()
    settled(found, "It is 14.1.")
    found.get_by_role("button", name="play", exact=True).wait_for()
    found.get_by_role("button", name="play", exact=True).click()
    settled(found, "It is 11.1.")
    found.get_by_role("button", name="pause", exact=True).click()
    pace = stories["open"]["controls"][1]["pace"]
    page.wait_for_timeout(pace)
    stopped = found.locator(".course-nn-story-status").inner_text()
    page.wait_for_timeout(3 * pace)
    assert found.locator(".course-nn-story-status").inner_text() == stopped != "It is 14.1.", "it stands still"


def test_it_fits_is_read_aloud_and_printed(shown):
    page, _ = shown
    for width in (1200, 390):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
            page.screenshot(path=jlab.screenshots() / f"book-instruments-{width}-{scheme}.png", full_page=True)
        wide = page.evaluate("() => [document.documentElement.scrollWidth, window.innerWidth]")
        assert wide[0] <= wide[1]
    box = figure_of(page, "example").locator(".course-nn-story-picture")
    assert box.evaluate("e => e.scrollWidth > e.clientWidth && e.tabIndex === 0"), "it scrolls by keyboard"
    page.emulate_media(media="print")
    hidden = page.locator(".course-nn-story-controls").evaluate_all("all => all.map(e => getComputedStyle(e).display)")
    assert set(hidden) == {"none"}
    values = figure_of(page, "example").locator(".course-nn-story-values")
    assert values.is_visible() and values.inner_text().startswith("weight w₁: 1.0; weight w₂: 0.5; ")
    assert "boundary: straight" in values.inner_text()
    assert page.locator(".course-nn-story img").first.is_visible()
    page.emulate_media(media="screen", color_scheme="light")
    assert not values.is_visible()
    figure_of(page, "example").get_by_role("slider", name="weight w₁", exact=True).press("End")
    page.wait_for_function("e => e.textContent.startsWith('weight w₁: 3.0; ')", arg=values.element_handle())
    page.set_viewport_size({"width": 1200, "height": 900})


def test_in_a_narrow_window_the_picture_comes_first_and_controls_are_as_wide_as_it(shown):
    page, _ = shown
    found = figure_of(page, "example")
    page.set_viewport_size({"width": 390, "height": 900})
    body, picture, control = (
        found.locator(f".course-nn-story-{name}").first.bounding_box() for name in ("body", "picture", "control")
    )
    assert picture["y"] < control["y"] and abs(control["width"] - body["width"]) < 2
    page.set_viewport_size({"width": 1200, "height": 900})


def test_sliders_of_a_row_stand_at_one_height_whatever_their_labels(shown):
    page, _ = shown
    found = figure_of(page, "example")
    page.set_viewport_size({"width": 700, "height": 900})
    words = found.locator("label > span").first
    words.evaluate("e => { e.dataset.was = e.textContent; e.textContent = 'a long label '.repeat(6); }")
    tops = found.locator("input[type=range]").evaluate_all("all => all.slice(0, 2).map(e => e.getBoundingClientRect())")
    assert tops[0]["left"] != tops[1]["left"] and tops[0]["top"] == tops[1]["top"]
    assert words.bounding_box()["height"] > 30, "it has two lines or more"
    words.evaluate("e => { e.textContent = e.dataset.was; }")
    found.get_by_role("combobox").focus()
    assert found.get_by_role("combobox").evaluate("e => getComputedStyle(e).outlineOffset") == "-2px", (
        "not on its label"
    )
    page.set_viewport_size({"width": 1200, "height": 900})


def test_without_scripts_there_is_the_picture_and_its_sentence(chromium, shown):
    page, stories = shown
    context = chromium.new_context(java_script_enabled=False)
    still = context.new_page()
    still.goto(page.url)
    first = still.locator(".course-nn-story").first
    assert first.locator("img").get_attribute("alt") == stories["example"]["sentences"][0]
    said = first.locator("figcaption").evaluate("e => getComputedStyle(e, '::after').content")
    assert "Without JavaScript this picture doesn't move." in said
    assert "JavaScript" not in first.inner_text(), "the search would find it"
    assert not first.locator("input").first.is_visible()
    context.close()


# The whole book.


def test_what_could_not_be_loaded_is_asked_for_again_at_the_next_move(chromium, shown):
    address, stories = shown[0].url, shown[1]
    page = chromium.new_page(viewport={"width": 1200, "height": 900})
    page.route("**/stories/open.js*", lambda route: route.abort())
    page.goto(address)
    found = page.locator('.course-nn-story[data-name="open"]')
    found.scroll_into_view_if_needed()
    n = found.get_by_role("slider", name="n", exact=True)
    note = found.locator(".course-nn-story-note")
    first = n.input_value()
    n.press("Home")
    page.wait_for_function("note => note.textContent.startsWith('The other pictures')", arg=note.element_handle())
    assert n.input_value() == first, "the control says what the picture shows"
    page.unroute("**/stories/open.js*")
    n.press("Home")
    settled(found, "It is 12.1.")
    assert note.inner_text() == "" and stories["open"]["sentences"][0] != "It is 12.1."
    page.close()


@pytest.fixture(scope="module")
def book():
    """Page → the instruments that it shows."""
    found = {}
    for path in sorted(BOOK.glob("*.html")):
        text = path.read_text(encoding="utf-8")
        if 'class="course-nn-story" data-name="' in text:
            names = [part.partition('"')[0] for part in text.split('class="course-nn-story" data-name="')[1:]]
            found[path] = names
    if not any(found.values()):
        pytest.fail(f"{BOOK} shows no instruments that move: make book-tests builds it, or python -m tools.book")
    return found


def test_the_book_shows_every_instrument_and_every_recording(book):
    shown = {name for names in book.values() for name in names}
    assert shown == (set(INSTRUMENTS.rooms) - {"live_game"}) | set(RECORDINGS), "the live game is recorded"


def test_every_control_of_every_instrument_moves_to_both_ends(book, chromium, monkeypatch):
    monkeypatch.setenv("COURSE_NN_STRICT", "1")
    page = chromium.new_page(viewport={"width": 1200, "height": 900})
    wrong, compared = [], 0
    page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    for path, names in book.items():
        page.goto(path.as_uri())
        for name in dict.fromkeys(names):
            place = BOOK / ("_static/recording" if name in RECORDINGS else PLACE)
            story = pictures.read(name, place)
            moved = ends_in_the_page(page, name, story, place / "png") if len(story["states"]) > 1 else [0]
            if name not in RECORDINGS:
                compared += compare_with_live(INSTRUMENTS[name](), story, moved, place / "png")
        assert wrong == [], path.name
    page.close()
    assert compared > 2 * len(INSTRUMENTS.rooms)


def ends_in_the_page(page, name, story, folder):
    """Move every control to its ends; the numbers of the states that were seen there, each as it was made."""
    found = page.locator(f'.course-nn-story[data-name="{name}"]').first
    found.scroll_into_view_if_needed()
    found.evaluate("figure => figure.courseNnStory.load()")
    moved = []
    for k, place, at in ends(story):
        seen = found.evaluate(MOVE, [k, place, at])
        where = f"{name}, {story['controls'][k]['label']} at place {place}: {seen}"
        picture, sentence = story["shows"][at]
        assert seen["state"] == str(at) and seen["whole"] and seen["note"] == "", where
        assert seen["status"] == seen["alt"] == story["sentences"][sentence], where
        file = seen["src"].rpartition("/")[2]
        content = (folder / file).read_bytes()
        assert file == story["pictures"][picture] and hashlib.sha256(content).hexdigest()[:20] == Path(file).stem, where
        moved.append(at)
    return moved


def compare_with_live(it, story, moved, folder, ends_alone=making.ENDS_ALONE):
    """The made pictures are those of the live instrument with the same values; how many were compared."""
    states = it.states(ends_alone)
    some = moved if os.environ.get("COURSE_NN_LIVE") == "all" else [moved[0], moved[len(moved) // 2], moved[-1]]
    for at in dict.fromkeys(some):
        it.set(**states[at])
        where = f"{story['name']}: {states[at]}"
        assert it.description == story["sentences"][story["shows"][at][1]], where
        file = folder / story["pictures"][story["shows"][at][0]]
        pixels = np.asarray(it.figure.canvas.buffer_rgba())
        assert file.read_bytes() == palette.small(pixels)[0], where
        lost = palette.difference(file.read_bytes(), pixels)
        assert lost <= (LOST if file.suffix == ".png" else OF_PHOTOGRAPHS), f"{where}: {lost:.1f}"
    return len(dict.fromkeys(some))


def test_a_wrong_picture_and_a_broken_one_are_noticed(tmp_path):
    it = small_open()
    story = making.made("open", it, tmp_path, ends_alone=False)
    assert compare_with_live(it, story, [0, 1, 2], tmp_path, False) == 3
    files = [tmp_path / story["pictures"][story["shows"][at][0]] for at in (1, 2)]
    right = files[0].read_bytes()
    for wrong in (files[1].read_bytes(), right[:-20]):
        files[0].write_bytes(wrong)
        with pytest.raises(AssertionError, match="open: "):
            compare_with_live(it, story, [0, 1, 2], tmp_path, False)
