"""A training that is watched: stopped at any moment it leaves θ as after the last whole step, and can go on."""

import collections
import itertools
import os
import signal
import threading
import time

import nbformat
import numpy as np
import pytest
from helpers import refused
from nbclient import NotebookClient
from small_instrument import wait_until, widget_of

from course_nn import SGD, Adam, Dense, Sequential, SquaredError, TrainingDiverged, interrupts, train
from course_nn.plots.style import course_style, figure_png, new_figure
from course_nn.widgets import training_run, watch
from course_nn.widgets.training_run import draw_losses


def start(seed=0):
    """A network, and the endless steps of its training."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(64, 4))
    network = Sequential(Dense(4, 8, rng), Dense(8, 1, rng))
    return network, train(network, SquaredError(), Adam(1e-3), [(X, X[:, :1])], epochs=10**8)


def theta_after(steps):
    network, again = start()
    for _ in range(steps):
        next(again)
    return network.theta.copy()


def interrupt_after(seconds):
    timer = threading.Timer(seconds, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    return timer


def test_all_steps_are_taken_and_their_losses_kept(capsys):
    network, steps = start()
    run = watch(steps, total=30)
    assert (run.steps, run.total, run.stopped) == (30, 30, None)
    np.testing.assert_array_equal(network.theta, theta_after(30))
    _, again = start()
    np.testing.assert_array_equal(run.losses["loss"], [next(again).loss for _ in range(30)])
    said = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in said[:-1]] == [f"step {k} of 30" for k in range(3, 30, 3)]
    assert said[-1] == repr(run) == f"30 steps taken, loss {np.mean(run.losses['loss'][-20:]):.2g} over the last 20."


def test_the_same_steps_can_be_watched_on():
    _, steps = start()
    first, second = watch(steps, total=7), watch(steps, total=5)
    assert (first.steps, second.steps, next(steps).index) == (7, 5, 12)


@pytest.mark.parametrize("seconds", [0.05, 0.11, 0.17, 0.23])
def test_an_interrupt_waits_for_the_step_at_hand(seconds):
    network, steps = start()
    handler, timer = signal.getsignal(signal.SIGINT), interrupt_after(seconds)
    run = watch(steps)
    timer.join()
    assert run.stopped == "an interrupt" and run.steps > 0
    np.testing.assert_array_equal(network.theta, theta_after(run.steps))
    assert next(steps).index == run.steps, "it can go on"
    assert signal.getsignal(signal.SIGINT) is handler
    assert repr(run).endswith("over the last 20; ended by an interrupt, what was learned is kept.")


def test_a_second_interrupt_does_not_wait():
    def stuck():
        yield 1.0
        end = time.monotonic() + 20
        while time.monotonic() < end:
            time.sleep(0.01)
        yield 2.0

    timers = [interrupt_after(0.1), interrupt_after(0.3)]
    begin = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        watch(stuck())
    assert time.monotonic() - begin < 10
    for timer in timers:
        timer.join()


def test_within_a_larger_piece_of_work_the_interrupt_goes_on_to_it():
    network, steps = start()
    timer = interrupt_after(0.1)
    with pytest.raises(KeyboardInterrupt), interrupts.one_piece():
        watch(steps)
    timer.join()
    np.testing.assert_array_equal(network.theta, theta_after(next(steps).index + 1))


def test_in_a_thread_no_handler_is_needed():
    runs = []
    thread = threading.Thread(target=lambda: runs.append(watch(start()[1], total=3)))
    thread.start()
    thread.join()
    assert runs[0].steps == 3


def test_an_error_of_the_steps_is_not_hidden(capsys):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(8, 2)) * 1e15
    steps = train(Sequential(Dense(2, 1, rng)), SquaredError(), SGD(1.0), [(X, X[:, :1])], epochs=50)
    with pytest.raises(TrainingDiverged):
        watch(steps)
    assert capsys.readouterr().out.endswith("; ended by an error.\n")


Two = collections.namedtuple("Two", "index generator_loss discriminator_loss")


def test_steps_of_every_kind():
    assert watch([3, 2.0, np.float32(1)]).losses["loss"].tolist() == [3, 2, 1]
    two = watch(Two(k, 1.0 + k, 0.5) for k in range(4))
    assert list(two.losses) == ["generator loss", "discriminator loss"] and two.losses["generator loss"][-1] == 4
    assert repr(two) == "4 steps taken, generator loss 2.5, discriminator loss 0.5 over the last 4."
    assert watch([{"a": 1, "b": 2}]).losses["b"].tolist() == [2]
    assert (
        repr(watch([], total=5)) == "0 of 5 steps taken."
        and repr(watch([1])) == "1 step taken, loss 1 over the last 1."
    )


def test_refusals():
    with refused("watch: expected an iterator of steps, got"):
        watch(3)
    with refused("watch: total"):
        watch([1.0], total=-1)
    with refused("watch: expected steps with a loss"):
        watch(["a"])
    with refused(r"watch: expected the losses \['a'\] of each step, got \['b'\]"):
        watch([{"a": 1}, {"b": 1}])


@pytest.fixture
def page(monkeypatch):
    """As in a notebook, without one: what is displayed, and the page's parts as they are made."""
    shown, pages = [], []
    monkeypatch.setattr(training_run, "in_a_notebook", lambda: True)
    monkeypatch.setattr("IPython.display.display", lambda one, raw=False: shown.append(one))
    made = training_run._Page.__init__

    def keep(self, *how):
        made(self, *how)
        pages.append(self)

    monkeypatch.setattr(training_run._Page, "__init__", keep)
    return shown, pages


def test_the_button_ends_it_after_a_whole_step(page, monkeypatch):
    shown, pages = page
    monkeypatch.setattr(training_run, "button_is_heard", lambda: True)
    network, steps = start()

    def press():
        wait_until(lambda: pages and "of 1,000,000 steps, loss " in pages[0].line.value)
        pages[0].button.click()

    thread = threading.Thread(target=press)
    thread.start()
    run = watch(steps, total=10**6, title="Long")
    thread.join()
    assert run.stopped == "the stop button" and 0 < run.steps < 10**6
    np.testing.assert_array_equal(network.theta, theta_after(run.steps))
    live, stored = shown
    assert list(live) == [training_run.VIEW], "of the live part nothing is stored in a notebook"
    assert stored.alt == repr(run)
    button = pages[0].button
    assert (button.disabled, button.description) == (True, "Stopped") and button in widget_of(pages[0], "Button")
    assert repr(run) in pages[0].line.value and f'value="{run.steps}"' in pages[0].line.value


def test_without_a_thread_for_messages_there_is_no_button_and_the_line_says_how_to_stop(page, monkeypatch):
    _, pages = page
    monkeypatch.setattr(training_run, "TOLD", 0)
    assert not training_run.button_is_heard()
    lines = []

    def steps():
        for k in range(5):
            yield 1.0 + k
            lines.append(pages[0].line.value)

    run = watch(steps())
    assert widget_of(pages[0], "Button") == [] and run.stopped is None
    assert "2 steps, loss 1.5 (to stop, interrupt the kernel)" in lines[1] and "progress" not in lines[1]
    assert pages[0].button.description == "Done"


@pytest.mark.long
def test_pictures_take_a_small_part_of_the_time(page, monkeypatch):
    (_, pages), drawn = page, []
    monkeypatch.setattr(training_run, "DRAWN", 0.02)
    plain = training_run.draw_losses
    monkeypatch.setattr(training_run, "draw_losses", lambda *how: drawn.append(time.monotonic()) or plain(*how))
    end = time.monotonic() + 1.5
    watch(itertools.takewhile(lambda _: time.monotonic() < end, start()[1]))
    assert 2 <= len(drawn) <= 6, "each takes some 50 ms, and 20 times as long has to go by"
    assert pages[0].image.value[:4] == b"\x89PNG" and pages[0].image.layout.display == "none"


@pytest.mark.parametrize(
    "losses",
    [
        {"loss": [2.0]},
        {"loss": np.geomspace(5, 1e-3, 12345)},
        {"loss": [1.0, np.nan, 3.0, np.inf]},
        {"a": [1, 2], "b": [2, 1], "c": [3, 3], "d": [4, 0], "e": [0, 0]},
        {},
    ],
)
def test_losses_are_drawn_whatever_they_are(losses):
    figure = new_figure(6.6, 2.6)
    losses = {name: np.asarray(values, float) for name, values in losses.items()}
    with course_style():
        ax = draw_losses(figure, losses, total=100)
    figure_png(figure, 1)
    n = len(next(iter(losses.values()), []))
    for line in ax.lines:
        x = line.get_xdata()
        assert len(x) <= 300 and x[-1] == n and ax.get_xlim()[1] >= n
    assert ax.get_yscale() == ("log" if n == 12345 else "linear")


def test_means_over_stretches_are_means():
    figure = new_figure(6.6, 2.6)
    values = np.arange(1000.0)
    line = draw_losses(figure, {"loss": values}).lines[0]
    assert line.get_xdata()[:2].tolist() == [4, 8] and line.get_ydata()[:2].tolist() == [1.5, 5.5]
    assert line.get_xdata()[-1] == 1000 and line.get_ydata()[-1] == 997.5


@pytest.mark.long
def test_in_a_kernel_without_a_page():
    """As notebooks are run and tested: the cell ends, and what is stored is a picture with its sentence."""
    source = "from course_nn.widgets import watch\n\nrun = watch((1 / (k + 1) for k in range(50)), total=50)"
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    NotebookClient(book, timeout=60, kernel_name="python3", store_widget_state=False).execute()
    live, stored = book.cells[0].outputs
    assert list(live.data) == [training_run.VIEW]
    assert stored.data["text/plain"] == "50 steps taken, loss 0.025 over the last 20."
    assert stored.data["text/html"].startswith("<img ")
