"""Ways to draw inputs that nobody has seen: numbers, arrays of any sides, and whole cases of them."""


def floats(rng, *shape):
    """Small whole numbers, with ties and zeros among them; small ones; or larger ones.

    All are eighths, so that sums of their products are exact, in float32 as well.
    """
    most, unit = ((3, 1), (3, 8), (12, 8))[rng.integers(3)]
    return rng.integers(-most * unit, most * unit + 1, shape) / unit


def number(rng):
    """One such number."""
    return float(floats(rng))


def whole(low, high):
    """A way to draw a whole number from ``low`` to ``high``."""
    return lambda rng: int(rng.integers(low, high + 1))


def one_of(*some):
    """A way to draw one of these."""
    return lambda rng: some[rng.integers(len(some))]


def case(shapes, *more, most=5):
    """A way to draw a case: arrays of ``floats``, and then what ``more`` draws.

    ``shapes`` are words of letters, "ni io o" for three arrays (n, i), (i, o) and (o,): a letter is a side, from 1 to
    ``most``, the same wherever it stands.
    """
    sides = sorted(set(shapes) - {" "})

    def draw(rng):
        length = dict(zip(sides, rng.integers(1, most + 1, len(sides)), strict=True))
        arrays = (floats(rng, *(length[side] for side in shape)) for shape in shapes.split())
        return *arrays, *(one(rng) for one in more)

    return draw
