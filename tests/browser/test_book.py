"""Every page of the built book in Chromium: nothing asked of the network, no errors, nobody shut out.

It looks at build/book, or at the folder that COURSE_NN_BOOK names; where there is none, the pages are built,
without the pictures of instruments, which take minutes.
"""

import functools
import http.server
import os
import threading
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest
from axe_playwright_python.sync_playwright import Axe

from tools.book import __main__ as book

#: 4G as Chromium's own tools simulate it: bytes a second and milliseconds.
SPEED, LATENCY = 9e6 / 8 * 0.9, 60


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    named = os.environ.get("COURSE_NN_BOOK") or book.BOOK
    if not (Path(named) / "index.html").exists():
        named = tmp_path_factory.mktemp("site") / "book"
        assert book.main(["--no-pictures", "--out", str(named)]) == 0
    return Path(named)


class Links(HTMLParser):
    """The places of a page, and where it leads."""

    def __init__(self, text):
        super().__init__()
        self.places, self.leads = set(), []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        self.places |= {named[key] for key in ("id", "name") if named.get(key)}
        self.leads += [named[key] for key in ("href", "src", "data-story") if named.get(key)]


def test_no_link_or_place_is_broken(folder):
    pages = {folder / name: Links((folder / name).read_text(encoding="utf-8")) for name in names(folder)}
    broken, outside, checked = [], set(), 0
    for page, found in pages.items():
        for lead in found.leads:
            address, _, place = lead.partition("#")
            if address.startswith(("http:", "https:", "mailto:", "data:")):
                outside.add(address.partition("/")[0])
                continue
            target = (page.parent / unquote(address.partition("?")[0])).resolve() if address else page
            checked += 1
            if not target.exists():
                broken.append(f"{page.name}: {lead}")
            elif place and target in pages and unquote(place) not in pages[target].places:
                broken.append(f"{page.name}: {lead}")
    assert checked > 5000 and outside == {"https:"}
    assert broken == [], "\n".join(broken)


@pytest.fixture(scope="module")
def address(folder):
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    class Server(http.server.ThreadingHTTPServer):
        def handle_error(self, *_):
            """A page that is left while it loads is no error."""

    server = Server(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


class Watched:
    """A page that may ask only the book's own server, and remembers what it asked and what went wrong."""

    def __init__(self, chromium, address, width=1200, scheme="light"):
        self.context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        self.page, self.address = self.context.new_page(), address
        self.outside, self.wrong = [], []
        self.context.route(lambda url: not url.startswith(address), self._refuse)
        self.page.on(
            "console", lambda said: self.wrong.append(said.text) if said.type in ("error", "warning") else None
        )
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("response", lambda got: self.wrong.append(f"{got.status} {got.url}") if got.status > 399 else None)

    def _refuse(self, route):
        self.outside.append(route.request.url)
        route.abort()

    def open(self, name):
        """Go to a page and wait until it has settled: formulas are set, and nothing is on its way."""
        self.page.goto(self.address + name, wait_until="load")
        self.page.evaluate("() => window.MathJax?.startup?.promise?.then(() => null)")
        self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))")
        return self.page

    def close(self):
        self.context.close()


def names(folder):
    """The pages, by their addresses in the book."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html") if "_static" not in path.parts)


#: Axe-core looks at every letter of MathJax and every word of code, half a minute a chapter. They are the same on all
#: pages, so that one page is looked at whole, and on the others they are made plain text first.
PLAIN = """() => {
    document.querySelectorAll("mjx-container").forEach((e) => e.replaceWith("x"));
    document.querySelectorAll("div.highlight pre").forEach((e) => (e.textContent = e.textContent));
}"""


def serious(page, **options):
    """A sentence for each kind of serious finding of axe-core, which is brought into the page once."""
    options = {"resultTypes": ["violations"], **options}
    if page.evaluate("window.axe"):
        found = page.evaluate("async (options) => (await axe.run(document, options)).violations", options)
    else:
        found = Axe().run(page, options=options).response["violations"]
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}; {len(rule['nodes'])} places, as {rule['nodes'][0]['html']}"
        for rule in found
        if rule["impact"] in ("critical", "serious")
    ]


def wider_than_its_window(page):
    """What sticks out of the window at the right, by its tag and class; nothing where the page scrolls by itself."""
    return page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth + 1 ? [] :
            [...document.querySelectorAll("article *")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
                .slice(0, 3).map((e) => `${e.tagName}.${e.className}`)"""
    )


#: What scrolls, and can't be reached by the Tab key; what has an outline of headings with a step left out.
UNREACHED = """() => [...document.querySelectorAll("article *")].filter((e) => {
    const how = getComputedStyle(e);
    const scrolls = /auto|scroll/.test(how.overflowX) && e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0;
    return scrolls && e.tabIndex < 0 && !e.querySelector("a, button, input, [tabindex]");
}).map((e) => `${e.tagName}.${e.className} can't be scrolled by keyboard`)"""
HEADINGS = """() => { let last = 0; const wrong = [];
    for (const e of document.querySelectorAll("article :is(h1, h2, h3, h4, h5, h6)")) {
        const level = +e.tagName[1];
        if (level > last + 1) wrong.push(`${e.textContent} is a heading of level ${level} after one of ${last}`);
        last = level;
    } return wrong; }"""


#: Lines of code, or of what it gave, that are cut at the right.
CUT = """() => [...document.querySelectorAll("article pre")].filter((e) => e.scrollWidth > e.clientWidth + 1)
    .map((e) => `cut: ${e.textContent.slice(0, 60)}`)"""

#: Signs of Markdown that were meant for a reader's eyes in another form: a formula, a table, strong words.
UNREAD = """() => {
    const walker = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT), found = [];
    while (walker.nextNode()) {
        const { data, parentElement } = walker.currentNode;
        const apart = parentElement.closest("pre, code, script, .math, mjx-container");
        if (!apart && /\\$(?!")|\\| ?:-|(^|[\\s(])\\*\\*[^\\s*][^*]*[^\\s*]\\*\\*(?=[\\s.,:;)]|$)/.test(data))
            found.push(`not read as Markdown: ${data.trim().slice(0, 80)}`);
    }
    return found; }"""


def test_every_page_asks_nobody_and_shuts_nobody_out(chromium, address, folder):
    """First in a narrow window, then in a wide one, light and dark: the dark one for its colors, since all else is the
    same. Of the library's pages, which are all made alike, axe-core looks at every tenth."""
    pages = names(folder)
    assert len(pages) > 200
    watched, complaints = Watched(chromium, address, width=390), []
    for place, name in enumerate(pages):
        watched.page.set_viewport_size({"width": 390, "height": 800})
        page = watched.open(name)
        found = [*wider_than_its_window(page), *page.evaluate(UNREACHED), *page.evaluate(HEADINGS)]
        watched.page.set_viewport_size({"width": 1200, "height": 900})
        found += [*wider_than_its_window(page), *page.evaluate(CUT), *page.evaluate(UNREAD)]
        if not name.startswith("api/") or place % 10 == 0:
            if name != "notation.html":
                page.evaluate(PLAIN)
            found += serious(page)
            page.evaluate("document.body.dataset.theme = 'dark'")
            found += serious(page, runOnly=["color-contrast"])
        complaints += [f"{name}: {one}" for one in (*found, *watched.wrong)]
        watched.wrong.clear()
    watched.close()
    assert watched.outside == []
    assert complaints == [], "\n".join(complaints)


def test_a_chapter_is_light_and_soon_there(chromium, address, folder):
    """At most 6 MB for the first view, uncompressed, of the lightest chapter and of the heaviest ones. How soon there
    are words to read is printed: a test of the time would fail on a busy machine."""
    heavy = {}
    chapters = sorted((name for name in names(folder) if name[:2].isdigit()), key=lambda n: (folder / n).stat().st_size)
    for name in (chapters[0], *chapters[-2:]):
        watched = Watched(chromium, address)
        wire = watched.context.new_cdp_session(watched.page)
        wire.send("Network.enable")
        wire.send(
            "Network.emulateNetworkConditions",
            {"offline": False, "latency": LATENCY, "downloadThroughput": SPEED, "uploadThroughput": SPEED / 3},
        )
        came = []
        wire.on("Network.loadingFinished", lambda done, came=came: came.append(done["encodedDataLength"]))
        page = watched.open(name)
        paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        heavy[name] = sum(came) / 1e6, paint / 1e3
        watched.close()
    for name, (megabytes, seconds) in heavy.items():
        print(f"{name}: {megabytes:.1f} MB, first words after {seconds:.2f} s")
    assert all(megabytes < 6 for megabytes, _ in heavy.values()), heavy


def test_code_is_copied_without_its_prompts(chromium, address):
    watched = Watched(chromium, address)
    watched.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = watched.open("01_perceptron.html")
    cell = page.locator("div.highlight").filter(has_text="threshold = np.array")
    cell.hover()
    cell.get_by_role("button", name="Copy this code").click()
    cell.locator("button[data-done]").wait_for()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("X_and, y_and = data.logic_gate") and copied.endswith(">= threshold)")
    watched.close()


def test_hints_unfold_one_by_one_by_keyboard(chromium, address):
    watched = Watched(chromium, address)
    page = watched.open("01_perceptron.html#exercise-update")
    first, second = page.locator("details.hint").nth(0), page.locator("details.hint").nth(1)
    first.locator("summary").press("Enter")
    assert first.get_attribute("open") is not None and second.get_attribute("open") is None
    assert page.locator("details.solution[open]").count() == 0
    watched.close()


def test_the_search_finds_words_of_a_chapter_and_names_of_the_library(chromium, address):
    watched = Watched(chromium, address)
    for words, where in (("Rosenblatt", "01_perceptron.html"), ("BinaryCrossEntropy", "api/course_nn.losses.html")):
        page = watched.open(f"search.html?q={words}")
        page.locator(f'#search-results a[href*="{where}"]').first.wait_for(timeout=20_000)
    page = watched.open("01_perceptron.html")
    text = page.evaluate("document.querySelector('[role=main]').textContent")
    assert "Without JavaScript" not in text, "the search shows what stands in a page"
    assert watched.wrong == [] and watched.outside == []
    watched.close()


def test_an_index_leads_to_the_question_and_to_the_words_of_an_exercise(chromium, address):
    watched = Watched(chromium, address)
    for place, words in (("instrument-decision_line", "Predict first."), ("exercise-update", "1. The update.")):
        watched.page.goto("about:blank")
        page = watched.open(f"01_perceptron.html#{place}")
        begin = page.locator(f"#{place}")
        assert begin.evaluate("e => e.parentElement.textContent").startswith(words)
        top = "e => e.getBoundingClientRect().top"
        page.wait_for_function(
            f"e => {{ const y = ({top})(e); return 0 <= y && y < 450; }}", arg=begin.element_handle()
        )
    mark = page.locator("details.hide summary p").first.evaluate("e => parseFloat(getComputedStyle(e).marginLeft)")
    assert mark > 3, "the mark of a fold does not touch its words"
    titles = watched.open("instruments.html").locator("[role=main] td a").all_inner_texts()
    assert len(titles) > 100 and not any("’" in title for title in titles), "they stand as above the pictures"
    watched.close()


def test_in_a_dark_system_the_book_is_dark_by_itself(chromium, address):
    watched = Watched(chromium, address, scheme="dark")
    page = watched.open("01_perceptron.html")
    assert page.evaluate("document.body.dataset.theme") == "auto"
    page.keyboard.press("Tab")
    page.locator("details.hint summary").first.focus()
    color = page.locator("details.hint summary").first.evaluate("e => getComputedStyle(e).outlineColor")
    assert color == "rgb(86, 180, 233)"
    watched.close()


def test_the_colors_of_code_can_be_read(chromium, address):
    """A contrast of 4.5 at least, as WCAG asks for, of every color of both styles on the grounds that code has."""
    from pygments.styles import get_style_by_name

    def light(color):
        parts = [int(color[k : k + 2], 16) / 255 for k in (0, 2, 4)]
        return sum(w * (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4)
                   for w, c in zip((0.2126, 0.7152, 0.0722), parts, strict=True))  # fmt: skip

    watched = Watched(chromium, address)
    page = watched.open("01_perceptron.html")
    for theme in ("light", "dark"):
        page.evaluate(f"document.body.dataset.theme = '{theme}'")
        ground = page.evaluate("getComputedStyle(document.querySelector('.cell_input .highlight')).backgroundColor")
        ground = "".join(f"{int(part):02x}" for part in ground.removeprefix("rgb(").rstrip(")").split(", "))
        style = get_style_by_name(f"a11y-high-contrast-{theme}")
        colors = {kind["color"] for _, kind in style if kind["color"]}
        assert len(colors) > 3
        for color in colors:
            one, other = sorted((light(color), light(ground)))
            assert (other + 0.05) / (one + 0.05) >= 4.5, f"{theme}: #{color} on #{ground}"
    watched.close()
