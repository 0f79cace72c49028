"""How fast an instrument answers: in the kernel, part by part, and from key to picture in a real browser.

    python benchmarks/instrument_latency.py [--browser]

The instrument is the tests' typical one: a field of 100 by 100 with 200 points beside a curve. Figures are
medians; those of the kernel are also given as processor time, which other programs disturb less.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "browser")]

import example_instrument  # noqa: E402
import numpy as np  # noqa: E402

from course_nn.plots import course_style  # noqa: E402
from course_nn.plots.style import encode_png  # noqa: E402

MOVES = 31
IN_BROWSER = """async moves => {
    const image = document.querySelector('img.course-nn-picture');
    const handle = document.querySelector('.course-nn .noUi-handle');
    const times = [];
    handle.focus();
    for (let i = 0; i < moves; i++) {
        const before = image.src, start = performance.now();
        const key = i % 2 ? 'ArrowLeft' : 'ArrowRight';
        handle.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
        while (image.src === before || !image.complete) await new Promise(requestAnimationFrame);
        times.push(performance.now() - start);
        await new Promise(done => setTimeout(done, 250));
    }
    return times;
}"""


def measure(name, work, repeat=MOVES):
    wall, processor = [], []
    for k in range(repeat):
        start, used = time.perf_counter(), time.thread_time()
        work(k)
        wall.append(1e3 * (time.perf_counter() - start))
        processor.append(1e3 * (time.thread_time() - used))
    print(f"{name:42s}{statistics.median(wall):8.1f} ms  processor {statistics.median(processor):6.1f} ms")


def in_kernel():
    it = example_instrument.example()
    result, canvas = it.result, it.figure.canvas

    def laid_out(_):
        with course_style():
            it.figure.clear()
            it.figure.set_layout_engine("constrained")
            example_instrument.draw(it.figure, result)
            canvas.draw()

    def frozen(_):
        with course_style():
            it._layout.render(example_instrument.draw, result)

    pixels = np.asarray(canvas.buffer_rgba())
    print(f"picture of {pixels.shape[1]} by {pixels.shape[0]} pixels, {len(it.png()) // 1000} kB as PNG")
    measure("compute", lambda _: example_instrument.compute(**it.values))
    measure("draw and render, laid out every time", laid_out)
    measure("draw and render, layout kept", frozen)
    measure("encode as PNG", lambda _: encode_png(pixels))
    measure("one move of a slider, all in all", lambda k: it.set(w1=round(-3 + 0.1 * k, 1)))


def in_browser():
    import jlab
    import nbformat
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "example_instrument.py").write_text(Path(example_instrument.__file__).read_text("utf-8"))
        cell = nbformat.v4.new_code_cell("from example_instrument import example\n\nexample()")
        kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
        nbformat.write(nbformat.v4.new_notebook(cells=[cell], metadata=kernel), Path(folder, "latency.ipynb"))
        with jlab.lab_server(folder) as lab, sync_playwright() as playwright:
            browser = jlab.launch(playwright)
            with jlab.Notebook(browser, lab, "latency.ipynb") as notebook:
                notebook.run_all()
                notebook.settle()
                times = sorted(notebook.page.evaluate(IN_BROWSER, MOVES))
            browser.close()
    print(
        f"{'from key to picture in JupyterLab':42s}{statistics.median(times):8.1f} ms  "
        f"nine of ten within {times[int(0.9 * len(times))]:.1f} ms"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--browser", action="store_true", help="measure in a real browser as well")
    options = parser.parse_args()
    in_kernel()
    if options.browser:
        in_browser()
