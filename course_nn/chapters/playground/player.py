"""What plays a run: messages in, pictures out, and training in slices between them.

Messages only stand in a queue; one place works them off. Where there is a running event loop, as in a kernel, that is
the loop, in the thread that runs cells: training is a task there that gives way after each slice, so a message is
answered before the next one, whichever thread it came in by. Without a loop each message is worked off at once.
"""

import asyncio
import os
import threading
import time
import weakref
from collections import deque

SLICE, LEAST = 0.01, 0.004  # seconds of training after which messages are answered: at most, and at least
BETWEEN = 0.008  # seconds from the end of one picture to the next, at least, so that most of the time is training
AHEAD = 8  # so many pictures are under way at most: the page tells ten times a second how far it is
GONE = 5.0  # seconds without a word from the page after which nobody is thought to look
HELD_UP = 1.0  # seconds from one slice to the next that mean that a cell ran, and no word could be heard
SLOW = 0.25  # seconds from one update to the next, at the slowest speed
SPEEDS = ("slow", "update", "epoch", "fast")


class Player:
    """Plays its ``owner``, which has

    advance(speed, seconds)    a slice of training, of about so many seconds; whether the step is complete: an epoch
                               may take several slices. ``can_go_on`` says whether there can be another one
    answer(message)            does what a message asks for, and says whether there is something new to show; a
                               ValueError or TypeError is told by ``refuse(text)``
    show()                     sends a picture, and what else is to be known: ``rate`` times a second at most
    ended(why)                 is told that playing came to its end by itself, with a sentence where nobody looks
    has_page, longest          whether there is a page at all, and for how many seconds it is played unasked

    The owner is held weakly: when nobody else holds it, the task ends.
    """

    def __init__(self, owner):
        self._owner = weakref.ref(owner)
        self._queue, self.lock = deque(), threading.RLock()
        self._turn, self._task = 0, None
        self.playing, self.speed = False, "epoch"
        self.sent = self.drawn = 0
        self._heard = 0.0
        self._loop = _running()

    # Messages.

    def hear(self, message):
        """Take a message; from any thread."""
        if isinstance(message, dict) and message.get("do") == "shown":  # nothing is worked off for it
            self._shown(message.get("number"))
            return
        self._queue.append(message)
        if self._loop is None or self._loop.is_closed() or not self._loop.is_running():
            self.work_off()
        else:
            self._loop.call_soon_threadsafe(self.work_off)

    def _shown(self, number):
        if isinstance(number, int):
            self.drawn = max(self.drawn, min(number, self.sent))
            self._heard = time.monotonic()

    def work_off(self):
        """Answer all messages that wait; then one picture shows what they came to, also between those of playing."""
        with self.lock:
            owner, moved = self._owner(), False
            while owner is not None and self._queue:
                moved |= bool(_told(owner, owner.answer, self._queue.popleft()))
            if moved:
                _told(owner, owner.show)

    def later(self, take, refuse):
        """A function that makes something, in a thread, and has it taken, or refused, where messages are answered."""

        def made(make):
            try:
                act, what = take, make()
            except Exception as error:
                act, what = refuse, str(error)
            if self._loop is None or not self._loop.is_running():
                act(what)
            else:
                self._loop.call_soon_threadsafe(act, what)

        return made

    # Playing.

    @property
    def goes_on(self):
        """Whether something can go on by itself: where an event loop runs in this thread."""
        return _running() is not None

    def play(self, once=None):
        """Begin to play; or, with a speed as ``once``, only until one step of it is complete."""
        if self.playing:
            return
        loop = _running()
        if loop is None:
            raise ValueError("play: expected a notebook; here nothing goes on by itself, so call step() or epoch()")
        self._loop, self.playing = loop, True
        self._turn += 1
        self.drawn, self._heard = self.sent, time.monotonic()
        self._begun = self._last = self._due = self._heard
        self._task = loop.create_task(self._go_on(self._turn, once))

    def pause(self):
        """No slice begins after this; whether it played."""
        was, self.playing = self.playing, False
        self._turn += 1
        return was

    async def _go_on(self, turn, once):
        """Slice after slice, until another turn begins, or there is no other slice."""
        try:
            while self._turn == turn and (rest := self._slice(turn, once)) is not None:
                await asyncio.sleep(rest)
        finally:
            self._end(turn)

    def _slice(self, turn, once):
        """A slice, and a picture where one is due: how long to give way then, or None for the end."""
        with self.lock:
            owner = self._owner()
            if owner is None or self._turn != turn:
                return None
            rest = _told(owner, self._sliced, owner, once)
            return rest if isinstance(rest, float) else self._end(turn, rest or "")

    def _sliced(self, owner, once):
        """Seconds to give way; or why it is the end, in words or None."""
        speed, now = once or self.speed, time.monotonic()
        if not owner.can_go_on or not owner.has_page:
            return None
        if now - self._last > HELD_UP:
            self._heard = now
        self._last = now
        room = self.sent - self.drawn < AHEAD
        if not room and now - self._heard > GONE:
            return f"Paused: for {GONE:g} seconds the page showed no picture, as when it is hidden or closed."
        if now - self._begun > owner.longest:
            return f"Paused after {owner.longest:g} seconds, as this page does not tell whether somebody looks."
        if not room and speed != "fast":  # a step is a picture
            return 0.01
        whole = owner.advance(speed, min(SLICE, max(self._due - now, LEAST)))
        if once and whole:
            return None
        if room and time.monotonic() >= self._due:
            owner.show()
            self._due = max(self._due + 1 / owner.rate, time.monotonic() + BETWEEN)
        if speed == "fast" or not whole:
            return 0.001
        return SLOW if speed == "slow" else max(self._due - time.monotonic(), 0.001)

    def _end(self, turn, why=""):
        """The end of this turn, if it is not over already."""
        if self._turn == turn:
            self.pause()
            if (owner := self._owner()) is not None:
                _told(owner, owner.ended, why)


def _told(owner, act, *given):
    """What ``act`` gives; what it raises is told."""
    try:
        return act(*given)
    except (ValueError, TypeError) as error:
        owner.refuse(str(error))
    except Exception as error:
        if os.environ.get("COURSE_NN_STRICT") == "1":
            raise
        owner.refuse(f"This didn't work ({type(error).__name__}: {error}).")
    return None


def _running():
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
