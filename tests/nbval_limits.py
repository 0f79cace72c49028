"""A plugin for pytest that holds notebooks to their limits while nbval runs them.

Used as ``pytest notebooks --nbval -p nbval_limits`` (tools/run_tests.py does). A notebook fails if its
cells take more than 60 seconds together, if its kernel ever holds more than 512 MB, if it reaches for the
network, or if it writes on stderr (as a warning does). A test can lower the limits on the command line.
"""

import ast
import functools
import json
import time
from queue import Empty

import pytest
from nbval.plugin import IPyNbCell, IPyNbFile

# Runs in the kernel before the first cell. An audit hook sees every use of sockets from Python and can't be
# taken out again. To refuse is not enough: a cell may catch the error and go on, so what was tried is kept.
GUARD = '''
def _guard():
    import json, sys, types
    guard = sys.modules["course_nn_guard"] = types.ModuleType("course_nn_guard")
    tried = []
    local = ("127.0.0.1", "::1", "localhost", "0.0.0.0", "::", "", None)
    def hook(event, arguments):
        if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
            host = arguments[1][0] if isinstance(arguments[1], tuple) else None
        elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
            host = arguments[0]
        else:
            return
        host = host.decode() if isinstance(host, bytes) else host
        if host not in local:
            tried.append(str(host))
            raise OSError(f"no network in notebooks: {host}")
    def peak():
        """The most memory this process has ever held, in bytes."""
        if sys.platform == "linux":
            with open("/proc/self/status") as file:
                return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM"))
        if sys.platform == "win32":
            import psutil
            return psutil.Process().memory_info().peak_wset
        import resource
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    guard.report = lambda: json.dumps({"network": tried, "peak": peak()})
    sys.addaudithook(hook)
_guard()
del _guard
'''


def pytest_addoption(parser):
    group = parser.getgroup("limits of notebooks")
    group.addoption("--notebook-seconds", type=float, default=60, help="for all cells of a notebook together")
    group.addoption("--notebook-megabytes", type=float, default=512, help="the most its kernel may ever hold")


def pytest_configure(config):
    config.option.nbval_cell_timeout = config.option.notebook_seconds  # a cell that hangs is interrupted


def pytest_sessionstart():
    IPyNbFile.setup = patiently(IPyNbFile.setup)


def patiently(setup):
    """``setup``, which starts a notebook's kernel, tried three times.

    A kernel picks its ports before it opens them, and on a busy machine another program may be quicker.
    """

    @functools.wraps(setup)
    def wrapped(book):
        for attempts_left in (2, 1, 0):
            try:
                return setup(book)
            except (RuntimeError, OSError, Empty):  # TimeoutError is an OSError
                if not attempts_left:
                    raise

    return wrapped


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    if not isinstance(item, IPyNbCell):
        return (yield)
    book = item.parent
    if not hasattr(book, "seconds"):
        book.seconds, book.said = 0.0, set()
        ask(book.kernel, GUARD)
    start = time.perf_counter()
    try:
        result = yield
    finally:
        book.seconds += time.perf_counter() - start
    report = json.loads(ask(book.kernel, "", "__import__('course_nn_guard').report()"))
    megabytes = report["peak"] / 2**20
    item.user_properties.append(("notebook", (book.path.name, book.seconds, megabytes)))
    for sentence in broken_limits(item, book.seconds, megabytes, report["network"]):
        kind = sentence.split()[0]
        if kind not in book.said:  # once per notebook, not again for every later cell
            book.said.add(kind)
            item.raise_cell_error(sentence)
    return result


def broken_limits(item, seconds, megabytes, network):
    options = item.config.option
    if seconds > options.notebook_seconds:
        yield f"Time: {seconds:.1f} s so far, allowed are {options.notebook_seconds:g} s for the notebook"
    if megabytes > options.notebook_megabytes:
        yield f"Memory: {megabytes:.0f} MB, allowed are {options.notebook_megabytes:g} MB"
    if network:
        yield f"Network: the notebook reached for {', '.join(sorted(set(network)))}"
    for output in item.test_outputs or []:
        if output.output_type == "stream" and output.name == "stderr":
            yield f"Stderr: the cell wrote {output.text.strip()!r}"


def ask(kernel, code, expression=None):
    """Run ``code`` in the kernel, unseen by the notebook; returns the value of ``expression``, a string."""
    expressions = {"answer": expression} if expression else {}
    message = kernel.kc.execute(code, silent=True, store_history=False, user_expressions=expressions)
    while True:
        try:
            reply = kernel.kc.get_shell_msg(timeout=20)
        except Empty:
            raise RuntimeError("the notebook's kernel does not answer") from None
        if reply["parent_header"].get("msg_id") == message:
            break
    content = reply["content"]
    if content["status"] == "ok" and not expression:
        return None
    answer = content.get("user_expressions", {}).get("answer", {})
    if answer.get("status") != "ok":
        raise RuntimeError(f"the limits of the notebook could not be read: {content}")
    return ast.literal_eval(answer["data"]["text/plain"])


def pytest_terminal_summary(terminalreporter):
    """One line per notebook: its time and the most memory it held."""
    books = {}
    for reports in terminalreporter.stats.values():
        for report in reports:
            for name, value in getattr(report, "user_properties", []):
                if name == "notebook":
                    book, seconds, megabytes = value
                    books[book] = max(books.get(book, (0, 0)), (seconds, megabytes))
    for book, (seconds, megabytes) in sorted(books.items()):
        terminalreporter.write_line(f"{book:44} {seconds:5.1f} s {megabytes:5.0f} MB")
