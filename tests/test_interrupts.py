"""One piece of work: what is inside it lets an interrupt through."""

import threading

import pytest

from course_nn import interrupts


def test_inside_is_known_inside_and_only_there():
    assert not interrupts.inside_another()
    with interrupts.one_piece():
        assert interrupts.inside_another()
        with interrupts.one_piece():
            assert interrupts.inside_another()
        assert interrupts.inside_another()
        seen = []
        thread = threading.Thread(target=lambda: seen.append(interrupts.inside_another()))
        thread.start()
        thread.join()
        assert seen == [False]
    assert not interrupts.inside_another()


def test_an_interrupt_ends_the_piece():
    with pytest.raises(KeyboardInterrupt), interrupts.one_piece():
        raise KeyboardInterrupt
    assert not interrupts.inside_another()
