"""How many pictures a second JupyterLab shows while the game of chapter 09 is played live, training included.

    python benchmarks/live_frames.py [--target "grid of 25"] [--at-once 10] [--seconds 8]

A picture counts when the page has drawn it on its canvas in an animation frame of the browser. Chromium paints in
software here, on the same cores as the kernel. A slider is moved meanwhile: its answer is the first picture that shows
its new value. Ends with code 1 below 20 pictures a second, or where the slider was not answered.
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

TO_REACH = 20
CELL = "from course_nn.widgets import live_game\n\ngame = live_game()\ngame.set(target={!r}, fading=False)\ngame"
# The moments at which the note beside a new picture changed, and what it says, from the press of Start on. Halfway the
# slider of the noise goes to its end: the note tells the noise.
IN_BROWSER = """async seconds => {
    const whole = document.querySelector(".course-nn"), note = whole.querySelector(".course-nn-stage-note");
    const button = name => [...whole.querySelectorAll(".course-nn-live button")].find(b => b.innerText.includes(name));
    const handle = [...whole.querySelectorAll(".widget-slider")]
        .find(s => s.innerText.includes("noise")).querySelector(".noUi-handle");
    button("Start").click();
    const start = performance.now(), moments = [];
    let last = note.textContent, pressed = null, answered = null;
    while (performance.now() - start < 1000 * seconds) {
        await new Promise(requestAnimationFrame);
        const now = performance.now() - start;
        if (pressed === null && now > 500 * seconds) {
            pressed = now;
            handle.dispatchEvent(new KeyboardEvent("keydown", {key: "End", bubbles: true}));
        }
        if (note.textContent === last) continue;
        last = note.textContent;
        moments.push(now);
        if (pressed !== null && answered === null && last.includes("σ = 1.00")) answered = now - pressed;
    }
    button("Pause").click();
    return [moments, answered, Number(/step ([\\d,]+)/.exec(last)[1].replaceAll(",", ""))];
}"""


def measure(browser, lab, name, at_once, seconds):
    with jlab.Notebook(browser, lab, name) as notebook:
        failures = notebook.run_all()
        if failures:
            raise SystemExit(f"The cell failed: {failures}")
        notebook.settle()
        (instrument,) = notebook.instruments()
        handle = jlab.slider(instrument, "steps at once")
        handle.press("Home")
        for _ in range([1, 3, 10, 30, 100].index(at_once)):
            handle.press("ArrowRight")
        notebook.settle()
        moments, answered, steps = notebook.page.evaluate(IN_BROWSER, seconds)
    if len(moments) < 3:
        raise SystemExit(f"Expected pictures for {seconds:g} seconds, got {len(moments)}: nothing to measure.")
    gaps = [b - a for a, b in itertools.pairwise(moments)]
    rate = len(gaps) / (moments[-1] - moments[0]) * 1000
    late = sorted(gaps)[int(0.95 * len(gaps))]
    answer = "was not answered" if answered is None else f"was answered in {answered:.0f} ms"
    print(
        f"{rate:5.1f} pictures and {steps / seconds:5.0f} steps a second; between two pictures "
        f"{statistics.median(gaps):.0f} ms, 19 of 20 within {late:.0f} ms; the slider {answer}"
    )
    return rate, answered is not None


def main(target, at_once, seconds, runs=3):
    with tempfile.TemporaryDirectory() as folder:
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
        for k in range(runs):
            cell = nbformat.v4.new_code_cell(CELL.format(target))
            nbformat.write(nbformat.v4.new_notebook(cells=[cell], metadata=kernel), Path(folder, f"live{k}.ipynb"))
        with jlab.lab_server(folder) as lab, sync_playwright() as playwright:
            browser = jlab.launch(playwright)
            found = [measure(browser, lab, f"live{k}.ipynb", at_once, seconds) for k in range(runs)]
            browser.close()
    rate = statistics.median(rate for rate, _ in found)
    load = f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    print(f"{target}, {at_once} steps at once, {load}: median {rate:.1f} pictures a second, to reach: {TO_REACH}")
    return 0 if rate >= TO_REACH and all(answered for _, answered in found) else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--target", default="ring of 8")
    parser.add_argument("--at-once", type=int, default=10, choices=[1, 3, 10, 30, 100])
    parser.add_argument("--seconds", type=float, default=8)
    options = parser.parse_args()
    sys.exit(main(options.target, options.at_once, options.seconds))
