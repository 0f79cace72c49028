"""At which corners of its controls an instrument is drawn in tests, and how to move it without drawing."""

import contextlib
import itertools


def every_two(corners):
    """So many of the corners that whatever two controls do together is among them; and the first and the last.

    Where a picture goes wrong at some ends of two controls, one of these shows it.
    """
    corners = list(corners)
    pairs = [set(itertools.combinations(corner.items(), min(2, len(corner)))) for corner in corners]
    kept, missing = {0, len(corners) - 1}, set().union(*pairs) - pairs[0] - pairs[-1]
    while missing:
        best = max(range(len(corners)), key=lambda i: len(pairs[i] & missing))
        kept.add(best)
        missing -= pairs[best]
    return [corners[i] for i in sorted(kept)]


@contextlib.contextmanager
def undrawn(instrument):
    """Inside, the instrument computes and says what is the case, but its picture stays as it is."""
    instrument._painted = lambda result, values: b""
    try:
        yield instrument
    finally:
        del instrument._painted


def sentences(instrument):
    """What the instrument says at each of its corners."""
    with undrawn(instrument):
        return [instrument.set(**corner).description for corner in instrument.corners()]
