"""How many pictures a second JupyterLab shows while the playground trains its default network, and what else it costs.

    python benchmarks/playground_frames.py [--seconds 8] [--minutes 0]

A picture counts when the page has drawn it in an animation frame of the browser. Chromium paints in software here, on
the same cores as the kernel. Meanwhile a unit is added: the answer is the frame in which the network has it. With
``--minutes`` it plays on for so long, and the memory of the kernel and of the page is told on the way. Ends with code 1
below 25 pictures a second, below 10,000 updates a second as fast as it goes, or if an answer takes more than 100 ms.
"""

import argparse
import itertools
import os
import statistics
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "browser")]

import jlab  # noqa: E402
import nbformat  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

PICTURES, UPDATES, ANSWER = 25, 10_000, 100
CELL = "from course_nn.chapters.playground.settings import Settings\nfrom course_nn.widgets import playground\n\n"
CELL += "p = playground(Settings())\np"
# The moments at which a frame of the screen had another number of updates, from the press of Play on; how long each
# unit that was added took to stand there; and the updates a second.
IN_BROWSER = """async ([speed, seconds]) => {
    const root = document.querySelector(".course-nn-playground"), fact = root.querySelector(".cp-fact-updates");
    const choice = root.querySelector("select[aria-label=speed]"), play = root.querySelector(".cp-play");
    const counted = () => Number(fact.textContent.replaceAll(",", ""));
    const units = () => root.querySelectorAll(".cp-unit").length;
    choice.value = speed;
    choice.dispatchEvent(new Event("change", {bubbles: true}));
    const begun = counted(), start = performance.now(), moments = [], answers = [];
    play.click();
    let last = fact.textContent, pressed = null, before = 0;
    while (performance.now() - start < 1000 * seconds) {
        await new Promise(requestAnimationFrame);
        const now = performance.now() - start;
        if (pressed !== null && units() !== before) {
            answers.push(now - pressed);
            pressed = null;
        }
        if (pressed === null && now > 1000 * seconds * (answers.length + 1) / 7) {
            const sign = answers.length % 2 ? "less" : "more";  // the network stays what it was, on the whole
            [pressed, before] = [now, units()];
            root.querySelector(`button[aria-label="one unit ${sign} in layer 2"]`).click();
        }
        if (fact.textContent === last) continue;
        last = fact.textContent;
        moments.push(now);
    }
    play.click();
    return [moments, answers, (counted() - begun) / seconds];
}"""
IN_KERNEL = """import os
with open("/proc/self/statm") as file:
    pages = int(file.read().split()[1])
print(pages * os.sysconf("SC_PAGE_SIZE") / 2**20, p.player.sent, p.player.sent - p.player.drawn)"""


def measure(notebook, speed, seconds):
    moments, answers, updates = notebook.page.evaluate(IN_BROWSER, [speed, seconds])
    notebook.settle()
    gaps = [b - a for a, b in itertools.pairwise(moments)]
    rate, answer = len(gaps) / (moments[-1] - moments[0]) * 1000, statistics.median(answers)
    print(
        f"{speed:5}: {rate:4.1f} pictures and {updates:6,.0f} updates a second; between two pictures "
        f"{statistics.median(gaps):.0f} ms, 19 of 20 within {sorted(gaps)[int(0.95 * len(gaps))]:.0f} ms; "
        f"a control answers in {answer:.0f} ms (of {len(answers)} at most {max(answers):.0f})"
    )
    return rate, updates, answer


def kernel_says(notebook, code):
    return notebook.page.evaluate(
        """async code => {
            const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
            const future = kernel.requestExecute({code, store_history: false});
            let text = "";
            future.onIOPub = m => { if (m.header.msg_type === "stream") text += m.content.text; };
            await future.done;
            return text.trim();
        }""",
        code,
    )


def memory(notebook, minutes):
    """Play for so long, and tell every half minute how much there is."""
    page = notebook.page
    inspector, play = page.context.new_cdp_session(page), page.locator(".cp-play")
    play.click()
    for half in range(int(2 * minutes) + 1):
        if half:
            page.wait_for_timeout(30_000)
        inspector.send("HeapProfiler.collectGarbage")
        heap = inspector.send("Runtime.getHeapUsage")["usedSize"] / 2**20
        kernel, sent, behind = kernel_says(notebook, IN_KERNEL).split()
        print(f"after {half / 2:4.1f} min: kernel {float(kernel):.0f} MB, page {heap:.1f} MB, {sent} pictures sent, "
              f"{behind} of them on their way", flush=True)  # fmt: skip
    play.click()


def main(seconds, minutes):
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
        book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CELL)], metadata=kernel)
        nbformat.write(book, Path(folder, "frames.ipynb"))
        with jlab.lab_server(folder) as lab:
            browser = jlab.launch(playwright)
            with jlab.Notebook(browser, lab, "frames.ipynb", height=1000) as notebook:
                if failures := notebook.run_all():
                    raise SystemExit(f"The cell failed: {failures}")
                notebook.settle()
                found = [measure(notebook, speed, seconds) for speed in ("epoch", "fast")]
                if minutes:
                    memory(notebook, minutes)
            browser.close()
    rates, updates, answers = zip(*found, strict=True)
    print(f"to reach: {PICTURES} pictures and, fast, {UPDATES:,} updates a second, an answer within {ANSWER} ms")
    return 0 if min(rates) >= PICTURES and updates[-1] >= UPDATES and max(answers) <= ANSWER else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--minutes", type=float, default=0)
    options = parser.parse_args()
    sys.exit(main(options.seconds, options.minutes))
