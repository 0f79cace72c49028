"""A deck of slides in Chromium, opened as a file: nothing is asked of the network, nothing is cut, instruments move."""

import nbformat
import pytest

from tools.book import pictures
from tools.editions import deck, folder, making

SIZE = {"width": 1280, "height": 720}
MOVED = "decision_line"
#: What of the slide that is shown sticks out of the window, or of its own place.
CUT = """() => {
  const slide = Reveal.getCurrentSlide(), cut = [];
  for (const part of slide.querySelectorAll("p, li, table, pre, img, svg, h1, h2, h3, figure, input, button, select")) {
    if (part.closest("aside, mjx-assistive-mml")) continue;
    const it = part.getBoundingClientRect();
    if (!it.width) continue;
    const said = `${part.tagName} at ${[it.left, it.top, it.right, it.bottom].map(Math.round)}, ${part.textContent}`;
    const out = it.left < -1 || it.top < -1 || it.right > innerWidth + 1 || it.bottom > innerHeight + 1;
    if (out || (part.tagName === "PRE" && part.scrollWidth > part.clientWidth + 1)) cut.push(said.slice(0, 90));
  }
  return { cut, size: +(slide.style.getPropertyValue("--fit") || 1), at: Object.values(Reveal.getIndices()).join() };
}"""


@pytest.fixture(scope="module")
def slides(tmp_path_factory):
    """The slides of two chapters; the pictures of one instrument are made, so that it moves."""
    made, out = tmp_path_factory.mktemp("pictures"), tmp_path_factory.mktemp("editions") / "out"
    assert pictures.make(made, [MOVED], processes=1, tell=str) == []
    folder.write(out, making.files(["01", "04"], ("slides",), moving=deck.Moving(made), tell=str), str)
    return out / "slides"


@pytest.fixture
def opened(slides, chromium):
    """Open a deck without a network, and say at the end what it asked for and complained about."""
    context = chromium.new_context(viewport=SIZE, offline=True)
    page, said = context.new_page(), []
    page.on("request", lambda one: one.url.startswith(("file:", "data:", "blob:")) or said.append(one.url))
    page.on("requestfailed", lambda one: said.append(f"missing: {one.url}"))
    page.on("console", lambda one: one.type in ("error", "warning") and said.append(one.text))
    page.on("pageerror", lambda one: said.append(str(one)))

    def open_(name):
        page.goto((slides / name).as_uri())
        page.wait_for_selector("body[data-ready]")
        return page

    yield open_
    context.close()
    assert said == []


@pytest.mark.parametrize("name", ["01_perceptron", "04_backpropagation"])
def test_every_slide_is_whole_and_the_keys_lead_through_all_of_them(opened, slides, name):
    page = opened(f"{name}.slides.html")
    seen = {}
    for _ in range(200):
        found = page.evaluate(CUT)
        assert found["cut"] == [], f"slide {len(seen) + 1}"
        seen[found["at"]] = found["size"]
        if page.evaluate("Reveal.isLastSlide()"):
            break
        page.keyboard.press("Space")
    assert len(seen) == page.evaluate("Reveal.getTotalSlides()") > 30
    assert sum(size < 1 for size in seen.values()) < len(seen) / 4, "most slides are cut so that they fit as they are"
    cells = nbformat.read(slides / f"{name}.ipynb", as_version=4).cells
    sections = [cell for cell in cells if cell.metadata.slideshow.slide_type == "slide"]
    assert page.evaluate("Reveal.getHorizontalSlides().length") == len(sections)
    page = opened(f"{name}.slides.html")  # anew: reveal.js comes back to where one was in a section
    page.evaluate("Reveal.slide(0, 0)")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("Reveal.getIndices().h") == 1
    page.keyboard.press("ArrowDown")
    assert page.evaluate("Reveal.getIndices().v") == 1
    assert page.locator(".slides mjx-container svg").count() > 20
    assert "$" not in page.evaluate("Reveal.getCurrentSlide().querySelector('p, li')?.innerText ?? ''")
    notes = [cell for cell in cells if cell.metadata.slideshow.slide_type == "notes"]
    assert page.locator("aside.notes").count() == len(notes) > 15


def test_an_instrument_moves_on_its_slide_and_the_arrows_stay_with_it(opened):
    page = opened("01_perceptron.slides.html")
    at = page.evaluate(f"""() => {{
        const {{ h, v }} = Reveal.getIndices(document.querySelector("[data-name={MOVED}]").closest("section"));
        Reveal.slide(h, v);
        return `${{h}},${{v}}`; }}""")
    figure = page.locator(f".course-nn-story[data-name={MOVED}]")
    handle = figure.locator("input[type=range]").first
    picture, sentence = figure.locator("img").get_attribute("src"), figure.locator("[role=status]").first.inner_text()
    handle.focus()
    handle.press("End")
    page.wait_for_function(
        """([name, was]) => document.querySelector(`[data-name=${name}] img`).getAttribute("src") !== was
        && document.querySelector(`[data-name=${name}] img`).naturalWidth > 0""",
        arg=[MOVED, picture],
    )
    assert figure.locator("[role=status]").first.inner_text() != sentence
    handle.press("ArrowRight")
    assert page.evaluate("(({ h, v }) => `${h},${v}`)(Reveal.getIndices())") == at
    assert page.evaluate(CUT)["cut"] == []


def test_the_speaker_has_notes_in_a_window_of_their_own(opened):
    page = opened("01_perceptron.slides.html")
    with page.context.expect_page() as popup:
        page.keyboard.press("s")
    popup.value.wait_for_selector(".speaker-controls-notes .value p", state="attached")
    assert "At the end you can read a neuron" in popup.value.inner_text(".speaker-controls-notes .value")
