"""The playground as code and a notebook have it: made, moved, played, shown, checked, and gone when it is closed."""

import asyncio
import gc
import math
import sys
import threading
import time
import weakref

import pytest
from helpers import refused
from playground_page import tell, with_such_a_page  # noqa: F401
from playground_runs import SMALL, same

from course_nn.chapters.playground import sent
from course_nn.chapters.playground.lesson import TASKS
from course_nn.chapters.playground.player import AHEAD
from course_nn.chapters.playground.presets import PRESETS
from course_nn.chapters.playground.run import Run
from course_nn.chapters.playground.settings import Settings
from course_nn.chapters.playground.widget import PARTS, Playground
from course_nn.widgets import playground, rerun


@pytest.fixture
def p(made):
    return made(SMALL)


async def until(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came to that"
        await asyncio.sleep(0.005)


# Made.


@pytest.mark.parametrize("name", PRESETS)
def test_each_preset_begins_as_it_says(made, name):
    assert made(name).settings == Run(PRESETS[name].settings).settings


def test_it_begins_with_settings_a_string_or_a_task(made):
    assert made(SMALL).settings == SMALL
    p = made("xor").step(7)
    same(made(p.string).run, p.run)
    same(made(f"\n{p.string}\n").run, p.run)
    name = next(iter(TASKS))
    assert made(task=name).settings == TASKS[name].start


@pytest.mark.parametrize("show", [PARTS, ("plane", "bar"), ["bar"], "network"])
def test_the_parts_that_are_wanted_come_in_their_order(made, show):
    wanted = [show] if isinstance(show, str) else show
    assert made(SMALL, show=show).page.shown == [part for part in PARTS if part in wanted]


@pytest.mark.parametrize(
    ("how", "word"),
    [
        ({"start": "ring"}, "ring"),
        ({"start": 3}, "3"),
        ({"start": None}, "None"),
        ({"start": "course_nn-playground-1:zzz"}, "cut or damaged"),
        ({"show": ("map",)}, "map"),
        ({"show": ()}, "show"),
        ({"show": 5}, "show"),
        ({"task": "eleven"}, "eleven"),
        ({"task": 1}, "task"),
    ],
)
def test_what_cant_be_made_gets_one_sentence(made, how, word):
    with refused(word):
        made(**how)


# By code.


def test_code_moves_what_the_page_moves(p):
    assert p.step(5) is p and p.run.updates == 5
    assert p.epoch(2).run.epoch == 3
    assert p.set(rate=0.5, hidden=[[2]]).settings.rate == 0.5
    p.undo()
    assert p.settings.hidden == SMALL.hidden and p.run.epoch == 3
    p.reset()
    assert p.run.updates == 0
    for _ in range(3):
        p.undo()
    assert p.run.undoable == 0 and p.run.updates == 0
    p.data([[1, 2], [3, 40]], ["a", "b"])
    assert p.settings.data == "your points" and [one[2] for one in p.settings.own] == [0, 1]
    assert p.page.news["settings"] == p.settings.plain()


@pytest.mark.parametrize(
    ("act", "word"),
    [
        (lambda p: p.step(0), "step: n"),
        (lambda p: p.step("many"), "step: n"),
        (lambda p: p.epoch(-1), "epoch: n"),
        (lambda p: p.set(speed=1), "speed"),
        (lambda p: p.set(rate=0), "rate"),
        (lambda p: p.data([[1, 2]], [0, 1]), "your points"),
        (lambda p: p.check(), "task"),
        (lambda p: p.hint(), "task"),
        (lambda p: p.play(), "play"),
    ],
)
def test_code_is_refused_in_a_sentence_and_nothing_changes(p, act, word):
    before = p.run.copy()
    with refused(word):
        act(p)
    same(p.run, before)
    assert p.run.undoable == 0 and not p.playing


def test_code_ends_a_race(p):
    for act in (lambda: p.step(), lambda: p.set(rate=0.5), lambda: p.undo(), lambda: p.reset()):
        tell(p, "race", optimizers=["SGD", "Adam"])
        act()
        assert p.aside is None and p.page.said[-1] == {"say": "race"}


def test_a_task_is_checked_in_words(made, capsys):
    p = made(task="edge")
    p.check()
    for _ in range(4):
        p.hint()
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("Not yet. ") and lines[3] == lines[4] and lines[3].startswith("Hint 3 of 3: ")


# Played.


def test_it_plays_answers_within_a_tenth_of_a_second_and_pauses(made):
    """The goal of a quiet machine, with room for a busy one: the least of several."""

    async def main():
        p = made("spiral").set(batch=1)
        for speed in ("epoch", "fast"):
            tell(p, "speed", value=speed)
            p.play()
            await until(lambda: p.run.updates > 20)
            took = []
            for k in range(5):
                before = time.monotonic()
                threading.Thread(target=p.page.hear, args=({"do": "set", "values": {"rate": 0.01 + k / 1000}},)).start()
                await until(lambda k=k: p.page.news["settings"]["rate"] == 0.01 + k / 1000)
                took.append(time.monotonic() - before)
            assert min(took) < 1 and p.playing
            p.pause()
            assert p.page.news["status"]["playing"] is False
            updates = p.run.updates
            await asyncio.sleep(0.05)
            assert p.run.updates == updates

    asyncio.run(main())


def test_an_epoch_that_takes_its_time_is_played_and_can_be_paused(made):
    async def main():
        p = made(Settings(points=5000, batch=1, hidden=[[8], [8]]))
        begin = time.monotonic()
        p.page.hear({"do": "epoch"})
        await until(lambda: p.playing)
        assert time.monotonic() - begin < 5 and 0 < p.run.epoch < 1
        p.page.hear({"do": "pause"})
        await until(lambda: not p.playing)
        assert 0 < p.run.epoch < 1
        p.set(points=300)
        updates, epoch = p.run.updates, p.run.epoch
        p.page.hear({"do": "epoch"})
        await until(lambda: p.run.updates == updates + 150)
        await until(lambda: not p.playing)
        assert p.run.epoch == epoch + 1
        p.undo()
        assert p.run.epoch == epoch

    asyncio.run(main())


@pytest.mark.long
def test_each_speed_goes_on_as_far_as_it_says(made):
    async def main():
        p = made(SMALL)
        for speed, least in (("slow", 1), ("update", 3), ("epoch", 3), ("fast", 30)):
            p.player.speed = speed
            updates, pictures = p.run.updates, p.page.pictures
            p.play()
            await until(lambda pictures=pictures: p.page.pictures > pictures + 4)
            p.pause()
            made_now, seen = p.run.updates - updates, p.page.pictures - pictures - 2  # the first and the last
            assert made_now >= least
            if speed in ("slow", "update"):
                assert seen <= made_now <= seen + 1
            if speed == "epoch":
                assert p.run.between_epochs

    asyncio.run(main())


def test_controls_moved_while_it_plays_act_at_once(made):
    async def main():
        p = made(SMALL)
        tell(p, "speed", value="fast")
        p.play()
        await until(lambda: p.run.updates > 10)
        for message in (
            {"do": "set", "values": {"optimizer": "Adam", "features": ["x", "xy"]}},
            {"do": "layers", "hidden": [[3, "relu", 0.5], [5, "sigmoid", 0]]},
            {"do": "set", "values": {"data": "spiral", "classes": 3}},
            {"do": "edit", "path": ["b", 0, 0], "value": 1},
            {"do": "set", "values": {"problem": "regression"}},
            {"do": "points", "own": [[1, 1, 0.5]]},
            {"do": "points", "own": []},
        ):
            p.page.hear(message)
            await asyncio.sleep(0.03)
        await until(lambda: not p.playing)
        assert not any(one["say"] == "refused" for one in p.page.said), "without points it ends by itself"
        for message in ({"do": "preset", "name": "xor"}, {"do": "load", "text": p.string}, {"do": "reset"}):
            tell(p, "set", values={"data": "circle"} if p.settings.problem == "classification" else {"data": "plane"})
            await asyncio.sleep(0.02)
            p.play()
            await asyncio.sleep(0.03)
            p.page.hear(message)
            await until(lambda: not p.playing)

    asyncio.run(main())


def test_a_run_that_diverges_stops_and_says_so(made):
    async def main():
        p = made(Settings(problem="regression", data="plane", hidden=[[4, "relu"]], rate=100.0))
        p.play()
        await until(lambda: not p.playing)
        status = p.page.news["status"]
        assert status["words"] == p.run.diverged and status["advice"] and status["train_loss"] is None

    asyncio.run(main())


def test_what_is_asked_for_to_go_on_lets_it_go_on(made):
    p = made(Settings(problem="regression", data="plane", hidden=[[4, "relu"]], rate=100.0))
    p.step(50)
    p.set(rate=0.01)
    with pytest.raises(ValueError, match=r"the rate was 100\)\. Expected Reset, or Undo as far as before, to go on\."):
        p.play()
    p.undo().undo()
    assert p.run.updates == 0 and not p.run.diverged
    p.step(50).set(rate=0.01).reset().step(5)
    assert not p.run.diverged and p.run.updates == 5
    endless = made(Settings(problem="regression", data="your points", own=((0.0, 0.0, 1e200), (1.0, 1.0, 0.0))))
    with pytest.raises(ValueError, match="Expected a change of what it learns from, or Undo as far as before"):
        endless.play()


def test_a_race_and_a_sweep_are_played(made):
    async def main():
        p = made(SMALL)
        p.page.hear({"do": "race", "optimizers": ["SGD", "Adam"]})
        p.page.hear({"do": "play"})
        await until(lambda: p.aside and all(run.updates > 20 for run in p.aside.runs.values()))
        p.page.hear({"do": "sweep", "rows": ["rate", [0.1, 1]], "columns": ["units", [1, 2]], "updates": 30})
        await until(lambda: not p.playing)
        p.page.hear({"do": "play"})
        await until(lambda: p.playing)
        await until(lambda: not p.playing)
        assert p.page.said[-1]["done"] is True and "done" in p.page.news["status"]["words"]
        assert p.run.updates == 0

    asyncio.run(main())


@pytest.mark.long
def test_an_animation_is_made_while_messages_are_answered(made):
    async def main():
        p = made(SMALL)
        p.page.hear({"do": "animation", "on": True})
        await asyncio.sleep(0.01)
        assert p.page.news["status"]["recording"]
        for _ in range(3):
            p.step()
        p.page.hear({"do": "animation", "on": False})
        p.page.hear({"do": "set", "values": {"rate": 0.5}})
        await until(lambda: p.page.said)
        (said,) = p.page.said
        assert said["say"] == "animation" and said["buffers"][0][:3] == b"GIF"
        assert p.settings.rate == 0.5 and not p.page.news["status"]["recording"]

    asyncio.run(main())


def test_several_in_one_loop_play_side_by_side(made):
    async def main():
        all_of_them = [made(SMALL) for _ in range(3)]
        for p in all_of_them:
            p.play()
        await until(lambda: all(p.run.updates > 20 for p in all_of_them))
        all_of_them[1].pause()
        updates = [p.run.updates for p in all_of_them]
        await until(lambda: all_of_them[0].run.updates > updates[0] and all_of_them[2].run.updates > updates[2])
        assert all_of_them[1].run.updates == updates[1]
        for p in all_of_them:
            p.pause()

    asyncio.run(main())


def test_where_the_page_draws_nothing_few_pictures_are_made(made):
    async def main():
        p = made(SMALL)
        p.page.acks = False
        tell(p, "speed", value="fast")
        before = p.page.pictures
        p.play()
        updates = p.run.updates
        await asyncio.sleep(0.5)
        assert p.page.pictures - before <= AHEAD + 1 and p.run.updates > updates
        p.pause()

    asyncio.run(main())


# Said.


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (SMALL, "After 0 epochs: loss 0"),
        (Settings(data="your points"), "There are no points to learn from: put some into the plane."),
        (Settings(problem="regression", data="plane"), "on the test data."),
        (Settings(data="your points", own=[[1, 1, 0]]), "on the training data."),
    ],
)
def test_it_says_where_it_stands(made, settings, words):
    p = made(settings)
    assert words in repr(p) and math.isfinite(len(repr(p)))
    assert p.page.news["status"]["words"] == repr(p)


def test_the_epochs_are_counted_in_words(p):
    p.epoch()
    assert repr(p).startswith("After 1 epoch: ")
    p.step()
    assert repr(p).startswith("After 1.33 epochs: ")


# Shown, and gone.


def test_it_shows_itself_with_a_picture_for_readers_without_a_kernel():
    p = playground(SMALL)
    bundle = p._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert "<img" in bundle["text/html"] and "After 0 epochs" in bundle["text/html"]


@pytest.mark.long
def test_what_nobody_holds_is_gone_and_what_is_shown_stays():
    """ipywidgets keeps every widget: through its page it must not keep what nobody sees."""

    def remembered(p):
        return weakref.ref(p), p.page

    unseen, _ = remembered(playground(SMALL))
    gc.collect()
    assert unseen() is None
    p = playground(SMALL)
    p._repr_mimebundle_()  # as display(...) does
    seen, page = remembered(p)
    del p
    gc.collect()
    page._handle_custom_msg({"do": "step"}, [])
    assert seen().run.updates == 1
    page.close()
    del page
    gc.collect()
    assert seen() is None


@pytest.mark.long
def test_played_and_dropped_it_ends(made):
    async def main():
        p = made(SMALL)
        p.play()
        await asyncio.sleep(0.03)
        seen = weakref.ref(p)
        del p
        gc.collect()
        await asyncio.sleep(0.03)
        assert seen() is None and len(asyncio.all_tasks()) == 1

    asyncio.run(main())


def test_a_cell_that_is_run_again_closes_what_it_made(made, monkeypatch):
    monkeypatch.setattr(rerun, "_now", lambda: ("cell", now))

    async def main():
        nonlocal now
        first = made(SMALL)
        first.play()
        await until(lambda: first.run.updates > 3)
        now = "second run"
        second = made(SMALL)
        second.play()
        updates = first.run.updates
        await until(lambda: second.run.updates > 3)
        assert not first.playing and first.page.comm is None and first.run.updates == updates
        second.close()
        await asyncio.sleep(0.02)
        assert len(asyncio.all_tasks()) == 1

    now = "first run"
    asyncio.run(main())


@pytest.mark.long
def test_five_thousand_pictures_take_no_memory(monkeypatch):
    """Of the real page, with its traits. What stays is the curve, of 400 points at most."""
    monkeypatch.setattr(sent, "PLACES", {True: 16, False: 16})
    p = Playground(Run(Settings(points=20, hidden=())))
    p.player.playing = True

    def show(n):
        for k in range(n):
            if k % 10 == 0:
                p.run.step()
            p.show()
        gc.collect()
        return sys.getallocatedblocks()

    before = show(1000)
    assert show(4000) - before < 2000
