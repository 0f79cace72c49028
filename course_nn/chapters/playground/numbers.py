"""Numbers in sentences: cut where rounding would say what is not so, such as 100 % of what is not all."""

import math
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal

#: What floating point leaves of a whole number: an epoch that is complete is not 0.99 of it.
REST = 0.01


def epochs_of(epoch):
    """Such as "23.96", or from a hundred on "12,346": cut, so that 100 are told when a hundred are complete."""
    if epoch >= 100:
        return f"{math.floor(epoch + REST / 100):,}"
    return f"{math.floor(100 * epoch + REST) / 100:g}"


def percent(share):
    """Such as "99.9 %": cut, so that 100 % is told of all alone."""
    return f"{math.floor(1000 * share + 1e-9) / 10:.1f} %"


def below(value, digits=3):
    """The number with so many digits, or the next one below that has no more."""
    return _cut(value, digits, ROUND_FLOOR)


def above(value, digits=3):
    """The number with so many digits, or the next one above that has no more."""
    return _cut(value, digits, ROUND_CEILING)


def _cut(value, digits, way):
    if not math.isfinite(value):
        return f"{value}"
    return f"{float(Context(prec=digits, rounding=way).create_decimal(Decimal(repr(float(value))))):g}"
