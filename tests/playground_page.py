"""A page of the playground that isn't there: it writes down what it is sent, and says what it is told to."""

from types import SimpleNamespace

import pytest

from course_nn.chapters.playground import widget
from course_nn.widgets import playground


class Page:
    """In place of the page in the browser; tells at once that it has drawn a picture, if it ``acks``."""

    RATE, LONGEST, acks = 60, float("inf"), True

    def __init__(self, show, task, hear):
        self.shown, self.task, self.hear, self.comm = show, task, hear, SimpleNamespace()
        self.news, self.said, self.pictures = {}, [], 0

    def put(self, **news):
        self.news |= news
        self.pictures += 1
        if self.acks:
            self.hear({"do": "shown", "number": news["head"]["number"]})

    def send(self, content, buffers=None):
        self.said.append(content | ({"buffers": buffers} if buffers else {}))

    def close(self):
        self.comm = None


@pytest.fixture(name="made")
def with_such_a_page(monkeypatch):
    """Makes playgrounds that have such a page."""
    monkeypatch.setattr(widget, "new_page", Page)
    return playground


def tell(p, do, **content):
    """The page says this; returns what it is told thereupon."""
    before = len(p.page.said)
    p.page.hear({"do": do, **content})
    return p.page.said[before:]
