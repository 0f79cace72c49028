"""What the page is sent: pictures of a size that fits, points when they are others, advice now and then, the status."""

import json

import numpy as np
from playground_page import with_such_a_page  # noqa: F401
from playground_runs import SMALL

from course_nn.chapters.playground import sent
from course_nn.chapters.playground.sent import places
from course_nn.chapters.playground.settings import Settings


def test_large_networks_are_sent_in_fewer_places(made):
    small, large = made(Settings()), made(Settings(hidden=[[64]] * 16))
    assert small.page.news["head"]["places"] == 100 and 16 <= large.page.news["head"]["places"] < 50
    assert len(large.page.news["data"]) < 2_500_000
    assert places(small.settings, True) == 50 and places(large.settings, True) == 16


def test_advice_is_asked_for_once_a_second_while_it_plays(made, monkeypatch):
    asked = []
    monkeypatch.setattr(sent, "diagnosis", lambda run: asked.append(run) or "Look there.")
    p = made(SMALL)
    p.player.playing = True
    for _ in range(5):
        p.show()
    assert len(asked) == 1 and p.page.news["status"]["advice"] == "Look there."
    monkeypatch.setattr(sent, "TOLD", 0.0)
    p.show()
    assert len(asked) == 2


def test_the_points_are_sent_when_they_are_others_and_only_then(made):
    p = made(SMALL)
    first = p.page.news.pop("points_head")
    p.step()
    assert "points_head" not in p.page.news
    p.set(data="moons")  # of the same number of points
    assert p.page.news["points_head"] != first
    p.undo()
    assert np.frombuffer(p.page.news["points"], np.float32).shape == (180,)


def test_the_status_can_be_said_in_json_whatever_the_losses_are(made):
    for p in (made(Settings(data="your points")), made(Settings(data="your points", own=[[1, 1, 0]]))):
        status = p.page.news["status"]
        assert json.loads(json.dumps(status, allow_nan=False)) == status
        assert status["test_loss"] is None
