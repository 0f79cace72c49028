"""Who answers the stop button: the outermost piece of work, so that one stop ends what the reader meant to stop.

``fit`` keeps what it has learned and returns when it is interrupted. A search that calls it, or the check of an
exercise, wants to hear of the interrupt itself: it does its work within `one_piece`, and everything inside lets the
interrupt through.
"""

import contextlib
import contextvars

_inside = contextvars.ContextVar("course_nn_one_piece", default=False)


@contextlib.contextmanager
def one_piece():
    """What runs within is one piece of work: an interrupt ends all of it."""
    token = _inside.set(True)
    try:
        yield
    finally:
        _inside.reset(token)


def inside_another():
    """Whether this is part of a larger piece of work, which is to hear of an interrupt."""
    return _inside.get()
