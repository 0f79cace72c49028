"""How many windows fit into an image, and the pairs of numbers that describe them."""

from .. import _checks


def output_sides(layer, image, size, stride, padding=(0, 0), dilation=(1, 1)):
    """How many windows fit into an image (h, w): (h′, w′) with h′ = ⌊(h + 2·padding − d·(k − 1) − 1) / s⌋ + 1.

    A sentence with this formula filled in, if there is none.
    """
    sides = []
    for side, k, s, p, d, what in zip(image, size, stride, padding, dilation, ("rows", "columns"), strict=True):
        sides.append((side + 2 * p - d * (k - 1) - 1) // s + 1)
        if sides[-1] < 1:
            least = " × ".join(
                str(max(1, d * (k - 1) + 1 - 2 * p)) for k, p, d in zip(size, padding, dilation, strict=True)
            )
            raise ValueError(
                f"{layer!r}: expected images of at least {least} pixels for one window to fit, got "
                f"{image[0]} × {image[1]}: ⌊({side} + 2·{p} − {d}·({k} − 1) − 1) / {s}⌋ + 1 = {sides[-1]} {what}"
            )
    return tuple(sides)


def pair(value, name, low):
    """A whole number, or a pair of them, as a pair."""
    if isinstance(value, (tuple, list)):
        if len(value) != 2:
            raise ValueError(f"{name}: expected a whole number or a pair of them, got {len(value)} numbers")
        return tuple(_checks.whole(side, name, low=low) for side in value)
    return (_checks.whole(value, name, low=low),) * 2


def short(pair):
    """A pair as it is written in a call: one number where both are equal."""
    return str(pair[0]) if pair[0] == pair[1] else str(pair)
