"""Drive a real JupyterLab in headless Chromium: a server, a page, and what a reader does there."""

import contextlib
import hashlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

# A quiet Lab: no news, no autosave, and every cell in the page (none is dropped while out of sight).
SETTINGS = {
    "@jupyterlab/apputils-extension:notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
        "doNotDisturbMode": True,
    },
    "@jupyterlab/notebook-extension:tracker": {"windowingMode": "none"},
    "@jupyterlab/docmanager-extension:plugin": {"autosave": False},
}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--force-color-profile=srgb",
]
WIDTHS = (1200, 800)
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}


def find_chromium():
    """The browser's path: the environment variable CHROMIUM, or one on PATH."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if found is None or not Path(found).exists():
        raise RuntimeError(
            f"The browser tests need Chromium, got {found!r}; install it (apt-get install chromium) "
            "or set CHROMIUM to its path."
        )
    return found


def launch(playwright):
    return playwright.chromium.launch(executable_path=find_chromium(), headless=True, args=FLAGS)


@contextlib.contextmanager
def lab_server(root):
    """JupyterLab on ``root`` with throw-away settings and workspaces; yields its address and token."""
    with tempfile.TemporaryDirectory(prefix="lab-", ignore_cleanup_errors=True) as place:
        place = Path(place)
        (place / "app").mkdir()
        (place / "app" / "overrides.json").write_text(json.dumps(SETTINGS), encoding="utf-8")
        env = dict(
            os.environ,
            OMP_NUM_THREADS="1",
            OPENBLAS_NUM_THREADS="1",
            JUPYTER_CONFIG_DIR=str(place / "config"),
            JUPYTER_RUNTIME_DIR=str(place / "run"),
            JUPYTERLAB_SETTINGS_DIR=str(place / "settings"),
            JUPYTERLAB_WORKSPACES_DIR=str(place / "workspaces"),
            IPYTHONDIR=str(place / "ipython"),
            COURSE_NN_HOME=str(place / "home"),
        )
        for name in ("COURSE_NN_STRICT", "MPLBACKEND"):  # the reader's way: a failure is a sentence
            env.pop(name, None)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        token = "browser-tests"
        command = [
            sys.executable,
            "-m",
            "jupyterlab",
            "--no-browser",
            "--allow-root",
            f"--port={port}",
            "--ServerApp.ip=127.0.0.1",
            "--ServerApp.port_retries=0",
            f"--IdentityProvider.token={token}",
            f"--ServerApp.root_dir={root}",
            f"--LabApp.app_settings_dir={place / 'app'}",
            "--expose-app-in-browser",
            "--LabApp.extension_manager=readonly",
        ]
        log = place / "server.log"
        with log.open("w") as out:
            server = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT, env=env, cwd=root)
        try:
            _wait_for(server, f"http://127.0.0.1:{port}/api?token={token}", log)
            yield f"http://127.0.0.1:{port}", token
        finally:
            server.terminate()
            try:
                server.wait(10)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait_for(server, url, log, seconds=180):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if server.poll() is not None:
            break
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=2):
            return
        time.sleep(0.1)
    raise RuntimeError(f"JupyterLab did not start within {seconds} s:\n{log.read_text()[-3000:]}")


class Notebook:
    """One notebook in one page of the browser."""

    def __init__(self, browser, lab, path, width=1200, height=900, sharpness=1, run=True):
        self.errors = []  # what went wrong in the page itself
        self.page = browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=sharpness)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.base, self.token = lab
        self.page.goto(f"{self.base}/lab/workspaces/w{time.time_ns()}/tree/{path}?token={self.token}")
        self.page.wait_for_function("window.jupyterapp !== undefined", timeout=180_000)
        self.page.evaluate("() => window.jupyterapp.restored")
        # The predicate must be synchronous (a promise would count as true), and commands are registered late.
        self.page.wait_for_function(
            """path => {
                const app = window.jupyterapp, w = app.shell.currentWidget;
                if (!app.commands.hasCommand('notebook:run-all-cells')) return false;
                if (!w?.context || w.context.path !== path || !w.context.isReady) return false;
                return w.sessionContext?.session?.kernel?.status === 'idle';
            }""",
            arg=path,
            timeout=180_000,
        )
        self.page.evaluate(
            """() => {
                const {shell} = window.jupyterapp, {kernel} = shell.currentWidget.sessionContext.session;
                shell.collapseLeft();
                shell.collapseRight();
                const asked = window.__asked = new Set();  // messages of widgets that the kernel has not dealt with
                kernel.anyMessage.connect((_, {msg, direction}) => {
                    const kind = msg.header.msg_type;
                    if (direction === 'send' && kind === 'comm_msg') asked.add(msg.header.msg_id);
                    if (kind === 'status' && msg.content.execution_state === 'idle')
                        asked.delete(msg.parent_header.msg_id);
                });
                kernel.statusChanged.connect((_, status) => { if (/restart|dead/.test(status)) asked.clear(); });
            }"""
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with contextlib.suppress(Exception):  # the session ends with its page: no kernel is left behind
            self.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
        self.page.close()

    def run_all(self, seconds=120):
        """Run every cell; returns [(cell, kind of error, message)]."""
        # Nothing here awaits what may never come, such as the end of a kernel that was killed: `evaluate` has no limit.
        self.page.evaluate(
            """() => {
                window.__ran = false;
                const done = () => { window.__ran = true; };
                window.jupyterapp.commands.execute('notebook:run-all-cells').then(done, done);
            }"""
        )
        self.page.wait_for_function(
            """() => {
                const w = window.jupyterapp.shell.currentWidget;
                const cells = [...w.content.model.cells].filter(
                    c => c.type === 'code' && c.sharedModel.getSource().trim());
                return window.__ran && w.sessionContext.session.kernel.status === 'idle'
                    && cells.every(c => c.executionCount !== null);
            }""",
            timeout=seconds * 1000,
        )
        return self.page.evaluate(
            """() => [...window.jupyterapp.shell.currentWidget.content.model.cells].flatMap((c, i) =>
                c.type !== 'code' ? [] : c.outputs.toJSON().filter(o => o.output_type === 'error')
                    .map(o => [i, o.ename, o.evalue]))"""
        )

    def settle(self, quiet_ms=300, seconds=120):
        """Wait until the kernel is idle and nothing in the notebook has changed for ``quiet_ms``.

        Pictures arrive after the numbers, and intermediate ones first. A kernel that answers widgets in threads
        of their own counts as idle meanwhile, but it says of each of their messages when it has dealt with it (and if
        it is silent for ten seconds, they are waited for no more). On a busy machine what follows comes late: the
        kernel is asked for its name first, and the slower it answers, the longer we wait.
        """
        answered_ms = self.page.evaluate(
            """async () => {
                const start = performance.now();
                const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session?.kernel;
                const patience = new Promise(done => setTimeout(done, 30000));
                await Promise.race([kernel?.requestKernelInfo().catch(() => {}), patience]);
                return performance.now() - start;
            }"""
        )
        quiet_ms = max(quiet_ms, min(4 * answered_ms, 3000))
        self.page.evaluate(
            """() => {
                window.__changed = performance.now();
                window.__watch?.disconnect();
                window.__watch = new MutationObserver(() => { window.__changed = performance.now(); });
                window.__watch.observe(window.jupyterapp.shell.currentWidget.node, {
                    subtree: true, childList: true, attributes: true, attributeFilter: ['src', 'class'],
                    characterData: true});
            }"""
        )
        self.page.wait_for_function(
            """quiet => {
                const still = performance.now() - window.__changed;
                if (still > 10000) window.__asked.clear();
                return window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.status === 'idle'
                    && !document.querySelector('.course-nn-busy')
                    && still > (window.__asked.size ? 10000 : quiet);
            }""",
            arg=quiet_ms,
            timeout=seconds * 1000,
        )

    def theme(self, name):
        """``light`` or ``dark``."""
        change = "t => { window.jupyterapp.commands.execute('apputils:change-theme', {theme: t}); }"
        self.page.evaluate(change, THEMES[name])
        self.page.wait_for_function(
            """t => document.body.dataset.jpThemeName === t
                && !document.querySelector('#jupyterlab-splash, #galaxy')""",
            arg=THEMES[name],
            timeout=60_000,
        )

    def resize(self, width, height=900):
        """Another window, and wait for the notebook to follow: its right edge keeps its distance from the window's."""
        distance = "() => innerWidth - document.querySelector('.jp-NotebookPanel').getBoundingClientRect().right"
        before = self.page.evaluate(distance)
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.wait_for_function(f"before => Math.abs(({distance})() - before) < 2", arg=before)

    def stored_pictures(self):
        """How many outputs of the notebook hold a picture."""
        return self.page.evaluate(
            """() => [...window.jupyterapp.shell.currentWidget.content.model.cells]
                .filter(c => c.type === 'code').flatMap(c => c.outputs.toJSON())
                .filter(o => [o.data?.['text/html']].flat().join('').includes('<img ')).length"""
        )

    def screenshot_pages(self, start, end):
        """The whole notebook, one picture per screenful; returns how many."""
        self.resize(self.page.viewport_size["width"], 1800)
        height = 1680  # a little overlap
        scroller = self.page.locator(".jp-WindowedPanel-outer").first
        full = scroller.evaluate("e => e.scrollHeight")
        count = 0
        for top in range(0, full, height):
            scroller.evaluate("(e, top) => { e.scrollTop = top; }", top)
            self.page.wait_for_timeout(50)
            count += 1
            self.page.screenshot(path=f"{start}{count:02d}-{end}.png")
        return count

    def ask(self, code):
        """What the kernel prints when it runs this."""
        return self.page.evaluate(
            """async code => {
                const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
                const future = kernel.requestExecute({code, store_history: false});
                let text = "";
                future.onIOPub = message => {
                    if (message.header.msg_type === "stream") text += message.content.text;
                    if (message.header.msg_type === "error") text += message.content.evalue;
                };
                await future.done;
                return text.trim();
            }""",
            code,
        )

    def instruments(self):
        """The live instruments in the page, from top to bottom. (A training to watch has nothing to move.)"""
        return self.page.locator(".jp-OutputArea-output .course-nn:not(.course-nn-run)").all()


def local(url):
    """Whether an address is on this machine."""
    return re.match(r"(https?|wss?)://127\.0\.0\.1[:/]|data:|blob:", url) is not None


def slider(instrument, label):
    """The handle of the slider with this in its label: focus it and press keys, for exact steps."""
    box = instrument.locator(".widget-slider", has=instrument.page.locator(f"label:has-text('{label}')"))
    return box.locator(".noUi-handle").first


def picture(instrument):
    """What the instrument's picture shows: a hash of its pixels (the address changes with every message)."""
    if (stage := instrument.locator(".course-nn-stage canvas")).count():
        return hashlib.sha256(stage.evaluate("canvas => canvas.toDataURL()").encode()).hexdigest()
    return instrument.locator("img.course-nn-picture").evaluate(
        """async img => {
            await img.decode();
            const bytes = await (await fetch(img.src)).arrayBuffer();
            const hash = await crypto.subtle.digest('SHA-256', bytes);
            return [...new Uint8Array(hash)].map(b => b.toString(16).padStart(2, '0')).join('');
        }"""
    )


def comes_back(instrument, shown, seconds=20):
    """Whether the instrument shows this picture, or does so soon: on a busy machine `settle` may come too early."""
    end = time.monotonic() + seconds
    while picture(instrument) != shown:
        if time.monotonic() > end:
            return False
        instrument.page.wait_for_timeout(200)
    return True


def status(instrument):
    return instrument.locator(".course-nn-status").inner_text().strip()


def looked_at():
    """Whether somebody may look at pictures of whole pages: not where all tests run by themselves."""
    return "COURSE_NN_SCREENSHOTS" in os.environ or not os.environ.get("CI")


def screenshots():
    """Where pictures of the pages are kept for people to look at."""
    place = Path(os.environ.get("COURSE_NN_SCREENSHOTS", "build/screenshots"))
    place.mkdir(parents=True, exist_ok=True)
    return place
