"""What a playground's page is sent: settings, points, the picture and where the run stands."""

import math
import time

from .diagnosis import diagnosis
from .flow import gradient_flow
from .frames import frame, points
from .standing import facts_of

#: Places of the maps along each side, at most: while it plays, and while it rests; and bytes of all maps together.
PLACES, BYTES = {True: 50, False: 100}, {True: 150_000, False: 1_500_000}
FEWEST_PLACES = 16
TOLD = 1.0  # seconds from one advice to the next while it plays


class Sent:
    """The sender of a playground: it knows which points and which advice its page has."""

    def __init__(self, playground):
        self._playground = playground
        self._advice, self._advised, self._data = "", -TOLD, None

    def now(self):
        """Send what there is: settings, points where they are others, the status, and a picture."""
        shown = self._playground
        run, player = shown.run, shown.player
        player.sent += 1
        news = {}
        if self._data is not run.data:
            self._data = run.data
            head, news["points"] = points(run)
            news["points_head"] = head | {"number": player.sent}  # the page hears of a head that is another one
        flow = gradient_flow(run) if shown.flow else None
        head, data = frame(run, player.sent, places(run.settings, shown.playing), flow)
        shown.page.put(settings=run.settings.plain(), head=head, data=data, status=self._status(), **news)
        if shown.aside is not None:
            what, content = shown.aside.message()
            shown.say(what, **content)

    def _status(self):
        shown, now = self._playground, time.monotonic()
        run, aside = shown.run, shown.aside
        if not shown.playing or now >= self._advised + TOLD:
            self._advised, self._advice = now, diagnosis(run) if aside is None else ""
        facts = facts_of(run)
        return {
            "playing": shown.playing,
            **(facts if aside is None else dict.fromkeys(facts)),  # a race and a sweep have others
            "words": repr(shown) if aside is None else aside.words(),
            "advice": self._advice,
            "question": shown.question,
            "undo": run.undoable > 0,
            "recording": shown.frames is not None,
            "speed": shown.player.speed,
            "flow": shown.flow,
        }


def places(settings, playing):
    """Along each side of a map: so many that large networks, too, are sent in time."""
    maps = len(settings.features) + sum(layer.units for layer in settings.hidden) + settings.classes
    return min(PLACES[playing], max(FEWEST_PLACES, math.isqrt(BYTES[playing] // maps)))
