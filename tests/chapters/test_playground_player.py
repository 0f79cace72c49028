"""What plays a run: slices that give way to messages, pictures that wait for the page, and an end to all of it."""

import asyncio
import gc
import math
import threading
import time
import weakref

import pytest
from helpers import check_sentence

from course_nn.chapters.playground import player as module
from course_nn.chapters.playground.player import AHEAD, SLICE, Player


class Owner:
    """Trains by sleeping; writes down what happens to it."""

    rate, longest, has_page, can_go_on = 60, math.inf, True, True

    def __init__(self, takes=0.001, slices_of_a_step=1, acks=True):
        self.takes, self.slices_of_a_step, self.acks = takes, slices_of_a_step, acks
        self.slices, self.log, self.refusals, self.pictures, self.whys = 0, [], [], 0, []
        self.player = Player(self)

    def advance(self, speed, seconds):
        time.sleep(min(self.takes, seconds))
        self.slices += 1
        self.log.append(speed)
        return self.slices % self.slices_of_a_step == 0

    def answer(self, message):
        if message.get("do") == "fail":
            raise message["with"]
        self.log.append(message)
        return message.get("moves")

    def refuse(self, text):
        self.refusals.append(text)

    def show(self):
        self.pictures += 1
        self.player.sent += 1
        if self.acks:
            self.player.hear({"do": "shown", "number": self.player.sent})

    def ended(self, why):
        self.whys.append(why)


async def until(condition, seconds=20):
    """Wait for it; a busy machine takes its time."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came to that"
        await asyncio.sleep(0.005)


def played(act, **how):
    """Run this coroutine function with an owner that plays."""

    async def main():
        owner = Owner(**how)
        owner.player.play()
        try:
            await act(owner)
        finally:
            owner.player.pause()
            await asyncio.sleep(0)
        return owner

    return asyncio.run(main())


def test_without_a_loop_messages_are_answered_at_once_and_nothing_goes_on_by_itself():
    owner = Owner()
    owner.player.hear({"do": "a", "moves": True})
    owner.player.hear({"do": "b"})
    assert [one["do"] for one in owner.log] == ["a", "b"] and owner.pictures == 1
    assert not owner.player.goes_on
    with pytest.raises(ValueError, match="nothing goes on by itself") as caught:
        owner.player.play()
    check_sentence(caught.value)
    assert not owner.player.playing


def test_several_messages_that_wait_are_one_picture():
    async def main():
        owner = Owner()
        for k in range(20):
            owner.player.hear({"do": k, "moves": True})
        assert owner.log == [] and owner.pictures == 0, "it is for the loop to answer"
        await asyncio.sleep(0.01)
        return owner

    owner = asyncio.run(main())
    assert [one["do"] for one in owner.log] == list(range(20)) and owner.pictures == 1


@pytest.mark.parametrize("error", [ValueError("expected this"), TypeError("expected that")])
def test_what_is_refused_is_told_and_the_next_message_is_answered(error):
    owner = Owner()
    owner.player.hear({"do": "fail", "with": error})
    owner.player.hear({"do": "next"})
    assert owner.refusals == [str(error)] and owner.log == [{"do": "next"}] and owner.pictures == 0


def test_a_mistake_of_ours_is_told_to_readers_and_raised_in_tests(monkeypatch):
    owner = Owner()
    monkeypatch.setenv("COURSE_NN_STRICT", "1")
    with pytest.raises(KeyError):
        owner.player.hear({"do": "fail", "with": KeyError("x")})
    monkeypatch.delenv("COURSE_NN_STRICT")
    owner.player.hear({"do": "fail", "with": KeyError("x")})
    assert owner.refusals == ["This didn't work (KeyError: 'x')."]


@pytest.mark.parametrize("speed", module.SPEEDS)
def test_a_message_is_answered_before_the_next_slice(speed):
    """Heard in another thread, as kernels with subshells do: at most the slice at hand is in between."""

    async def act(owner):
        owner.player.speed = speed
        await asyncio.sleep(0.1)
        for _ in range(5):
            before = len(owner.log)
            thread = threading.Thread(target=owner.player.hear, args=({"do": "look"},))
            thread.start()
            while {"do": "look"} not in owner.log[before:]:
                await asyncio.sleep(0)
            assert owner.log[before:].index({"do": "look"}) <= 2
            thread.join()

    played(act, takes=SLICE)


@pytest.mark.parametrize("thread_count", [8])
def test_no_message_is_lost_whichever_thread_it_comes_by(thread_count):
    async def act(owner):
        owner.player.speed = "fast"

        def talk(k):
            for n in range(50):
                owner.player.hear({"do": "say", "of": k, "n": n})

        threads = [threading.Thread(target=talk, args=(k,)) for k in range(thread_count)]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            await asyncio.sleep(0.005)
        await asyncio.sleep(0.02)
        said = [one for one in owner.log if isinstance(one, dict)]
        assert len(said) == 50 * thread_count
        for k in range(thread_count):
            assert [one["n"] for one in said if one["of"] == k] == list(range(50))

    played(act)


@pytest.mark.parametrize("speed", ["update", "epoch", "fast"])
def test_pictures_wait_for_the_page(speed):
    """A page that draws nothing, as one that is hidden, has few on their way; where a step is a picture, steps wait."""

    async def act(owner):
        owner.player.speed = speed
        await until(lambda: owner.pictures == AHEAD)
        slices = owner.slices
        await asyncio.sleep(0.1)
        assert owner.pictures == AHEAD and (owner.slices > slices) == (speed == "fast")
        owner.player.hear({"do": "shown", "number": AHEAD - 2})
        await until(lambda: owner.pictures == 2 * AHEAD - 2)
        await asyncio.sleep(0.05)
        assert owner.pictures == 2 * AHEAD - 2

    played(act, acks=False)


def test_a_page_cant_claim_pictures_that_it_never_got():
    owner = Owner(acks=False)
    owner.show()
    for number in (10**9, "many", None, 1.5, [1], -3):
        owner.player.hear({"do": "shown", "number": number})
    assert owner.player.drawn == owner.player.sent == 1 and owner.refusals == []


def test_where_nobody_looks_it_pauses_and_says_why(monkeypatch):
    monkeypatch.setattr(module, "GONE", 0.1)

    async def act(owner):
        await until(lambda: not owner.player.playing)
        assert len(owner.whys) == 1
        assert owner.whys[0].startswith("Paused: for 0.1 seconds the page showed no picture")

    played(act, acks=False)


@pytest.mark.long
def test_a_cell_that_takes_its_time_is_no_sign_that_nobody_looks(monkeypatch):
    monkeypatch.setattr(module, "GONE", 0.2)
    monkeypatch.setattr(module, "HELD_UP", 0.1)

    async def act(owner):
        owner.acks = False
        while owner.player.sent - owner.player.drawn < AHEAD:
            await asyncio.sleep(0.005)
        time.sleep(0.4)  # the cell: no task and no message is heard meanwhile
        await asyncio.sleep(0.02)
        assert owner.player.playing
        owner.acks = True
        owner.player.hear({"do": "shown", "number": owner.player.sent})
        await asyncio.sleep(0.3)
        assert owner.player.playing

    played(act)


def test_a_page_that_tells_nothing_is_played_for_so_long():
    async def act(owner):
        owner.longest = 0.1
        await until(lambda: not owner.player.playing)
        assert "does not tell whether somebody looks" in owner.whys[0]

    played(act)


@pytest.mark.parametrize("what", ["can_go_on", "has_page"])
def test_it_ends_when_there_is_nothing_to_do_or_no_page(what):
    async def act(owner):
        await asyncio.sleep(0.05)
        setattr(owner, what, False)
        await asyncio.sleep(0.1)
        slices = owner.slices
        await asyncio.sleep(0.05)
        assert (owner.player.playing, owner.whys, owner.slices) == (False, [""], slices)

    played(act)


def test_pause_and_play_in_one_breath_leave_one_task():
    async def act(owner):
        owner.player.speed = "slow"
        for _ in range(5):
            await asyncio.sleep(0.01)
            assert owner.player.pause() and not owner.player.pause()
            owner.player.play()
            owner.player.play()
        await asyncio.sleep(module.SLOW + 0.05)
        assert len(asyncio.all_tasks()) == 2, "this one and that which plays"
        assert owner.whys == [], "the turns before ended as they were asked to"

    played(act)


def test_no_slice_follows_a_pause():
    async def act(owner):
        owner.player.speed = "fast"
        await asyncio.sleep(0.05)
        owner.player.pause()
        slices = owner.slices
        await asyncio.sleep(0.05)
        assert owner.slices == slices > 0 and owner.whys == []

    played(act)


@pytest.mark.long
def test_it_ends_with_its_owner():
    async def main():
        owner = Owner()
        owner.player.play()
        player, seen = owner.player, weakref.ref(owner)
        await asyncio.sleep(0.05)
        del owner
        gc.collect()
        assert seen() is None
        await asyncio.sleep(0.05)
        assert not player.playing and len(asyncio.all_tasks()) == 1
        player.hear({"do": "anything"})
        await asyncio.sleep(0.01)

    asyncio.run(main())


@pytest.mark.parametrize("slices", [1, 7])
def test_one_step_alone_ends_when_it_is_complete(slices):
    async def main():
        owner = Owner(slices_of_a_step=slices)
        owner.player.speed = "fast"
        owner.player.play(once="epoch")
        while owner.player.playing:
            await asyncio.sleep(0.005)
        return owner

    owner = asyncio.run(main())
    assert owner.log == ["epoch"] * slices and owner.whys == [""] and owner.player.speed == "fast"


def test_a_long_step_is_shown_on_its_way():
    async def act(owner):
        await until(lambda: owner.pictures > 3)
        assert owner.slices < 10**6

    played(act, takes=0.01, slices_of_a_step=10**6)


def test_pictures_come_as_often_as_the_page_wants_them():
    async def act(owner):
        owner.rate = 20
        start, before = time.monotonic(), owner.pictures
        await asyncio.sleep(0.5)
        most = (time.monotonic() - start) * 20 + 2
        assert 1 <= owner.pictures - before <= most

    played(act)


@pytest.mark.parametrize("error", [ValueError("expected this"), RuntimeError("x")])
def test_a_slice_that_fails_is_told_and_ends_it(error, monkeypatch):
    monkeypatch.delenv("COURSE_NN_STRICT")

    async def act(owner):
        def fail(speed, seconds):
            raise error

        owner.advance = fail
        await asyncio.sleep(0.05)
        assert not owner.player.playing and len(owner.refusals) == 1 and str(error) in owner.refusals[0]

    played(act)


def test_a_loop_that_has_ended_is_no_hindrance():
    async def main():
        return Owner()

    owner = asyncio.run(main())
    owner.player.hear({"do": "a"})
    assert owner.log == [{"do": "a"}]

    async def again():
        owner.player.play()
        await asyncio.sleep(0.05)
        assert owner.slices > 0

    asyncio.run(again())
    assert not owner.player.playing


def test_what_a_thread_makes_is_taken_where_messages_are_answered():
    async def main():
        owner, taken = Owner(), []
        make = owner.player.later(lambda what: taken.append((what, threading.current_thread())), owner.refuse)
        threading.Thread(target=make, args=(lambda: 7,)).start()
        threading.Thread(target=make, args=(lambda: 1 / 0,)).start()
        await until(lambda: taken and owner.refusals)
        return owner, taken

    owner, taken = asyncio.run(main())
    assert taken == [(7, threading.current_thread())] and owner.refusals == ["division by zero"]
