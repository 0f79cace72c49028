"""From a clean clone to a first moved slider, as a new reader does it, and how long that takes."""

import contextlib
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import jlab
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
import lint  # noqa: E402

#: Seconds. Generous: what is measured is mostly the installation.
BARS = {"uv": 120, "pip": 240}


@pytest.fixture
def clone(tmp_path):
    """What git would bring, of the files as they are now, in a folder whose name has a space and an accent."""
    place = tmp_path / "réseaux de neurones"
    for path in lint.project_files(ROOT):
        copy = place / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    return place


def surroundings(place):
    """A new reader's: nothing of an earlier Jupyter, and no environment that is already active."""
    dropped = ("VIRTUAL_ENV", "PYTHONPATH", "COURSE_NN_HOME", "COURSE_NN_STRICT", "MPLBACKEND", "RESOLUTION")
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    own = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "COURSE_NN_HOME")
    return kept | {name: str(place / name) for name in own}


@contextlib.contextmanager
def started(python, clone, env):
    """``python -m course_nn`` in the clone; yields what it says, line by line, until JupyterLab has its address."""
    command = [python, "-m", "course_nn", "--no-browser", "--expose-app-in-browser", "--ServerApp.ip=127.0.0.1"]
    how = {"cwd": clone, "env": env, "stdin": subprocess.DEVNULL, "encoding": "utf-8"}
    lab = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **how)
    try:
        said = []
        for line in lab.stdout:
            said.append(line.rstrip())
            if re.search(r"http://127\.0\.0\.1:\d+\S*token=", line):
                break
        else:
            pytest.fail("JupyterLab did not start:\n" + "\n".join(said))
        yield said
    finally:
        lab.terminate()
        try:
            lab.wait(60)
        except subprocess.TimeoutExpired:
            lab.kill()
            lab.wait()
        lab.stdout.close()  # its end may never come: a kernel that outlives the server holds it open


def move_the_first_slider(page):
    """Run chapter 00 from the top to its first instrument, and press a key on its first slider."""
    page.wait_for_function(
        """() => {
            const app = window.jupyterapp, w = app?.shell.currentWidget;
            return w?.context?.path === '00_start_here.ipynb' && w.context.isReady
                && w.sessionContext?.session?.kernel?.status === 'idle';
        }""",
        timeout=120_000,
    )
    page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); }")
    instrument = page.locator(".jp-OutputArea-output .course-nn").first
    instrument.wait_for(timeout=120_000)
    instrument.scroll_into_view_if_needed()
    handle = instrument.locator(".noUi-handle").first
    handle.wait_for(timeout=60_000)
    page.wait_for_function(
        """() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.status === 'idle'
            && !document.querySelector('.course-nn-busy')""",
        timeout=60_000,
    )
    image = instrument.locator("img.course-nn-picture").element_handle()
    before, address = jlab.picture(instrument), image.get_attribute("src")
    handle.press("End")
    page.wait_for_function("pair => pair[0].src !== pair[1]", arg=[image, address], timeout=60_000)
    assert jlab.picture(instrument) != before


def test_from_a_clean_clone_to_a_moved_slider(clone, chromium, tmp_path):
    env, installer = surroundings(tmp_path), "uv" if shutil.which("uv") else "pip"
    python = clone / (".venv/Scripts/python.exe" if os.name == "nt" else ".venv/bin/python")
    given = {path.name: path.read_bytes() for path in (clone / "notebooks").glob("*.ipynb")}
    start = time.monotonic()
    subprocess.run([sys.executable, "tools/setup_env.py", "course"], cwd=clone, env=env, check=True)
    installed = time.monotonic()
    with started(python, clone, env) as said:
        page = chromium.new_page()
        page.goto(re.search(r"http://127\.0\.0\.1:\d+\S*token=\w+", said[-1])[0])
        move_the_first_slider(page)
        moved = time.monotonic()
        page.close()
    print(f"\nwith {installer}: installed in {installed - start:.0f} s, a moved slider after {moved - start:.0f} s")
    assert f"Your working copy: {clone / 'my_course'}" in said
    assert moved - start < BARS[installer], "this is too long for a reader's first start"
    assert {path.name for path in (clone / "my_course").glob("*.ipynb")} == given.keys() and len(given) > 5
    assert {path.name: path.read_bytes() for path in (clone / "notebooks").glob("*.ipynb")} == given
