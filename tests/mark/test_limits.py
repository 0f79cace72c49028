"""What is promised, and that each promise is tried."""

from course_nn.mark import attempts
from course_nn.mark.limits import KEPT, Limits


def test_every_promise_has_its_attempt():
    assert set(KEPT) <= set(attempts.WHAT)
    assert set(attempts.WHAT) - set(KEPT) == {"survived"}


def test_limits_hold_for_a_class_on_a_small_computer():
    """Two students at a time, each with as many processes as may be, and their files in memory."""
    most = 2 * (Limits().processes * Limits().memory + Limits().disk)
    assert most <= 9 * 2**30 and Limits().seconds < Limits().training
