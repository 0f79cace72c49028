"""How many windows fit into an image, and pairs of numbers."""

from itertools import product

import numpy as np
from helpers import refused

from course_nn import Dense
from course_nn.layers.windows import output_sides, pair, short

LAYER = Dense(2, 3, np.random.default_rng(0))  # which is only named


def test_as_many_windows_as_can_be_laid_down():
    """Counted: first and last pixel of window i are s·i − p and s·i − p + d·(k − 1)."""
    for h, k, s, p, d in product(range(1, 9), range(1, 5), range(1, 4), range(3), range(1, 4)):
        count = sum(s * i - p + d * (k - 1) < h + p for i in range(h + 2 * p))
        if count:
            assert output_sides(LAYER, (h, 5), (k, 2), (s, 2), (p, 0), (d, 3)) == (count, 1)
        else:
            with refused(rf"Dense\(2, 3\): expected images of at least {max(1, d * (k - 1) + 1 - 2 * p)} × 4 pixels"):
                output_sides(LAYER, (h, 5), (k, 2), (s, 2), (p, 0), (d, 3))


def test_the_formula_is_filled_in():
    with refused(r"at least 1 × 5 pixels .* got 4 × 3: ⌊\(3 \+ 2·1 − 3·\(3 − 1\) − 1\) / 2⌋ \+ 1 = 0 columns$"):
        output_sides(LAYER, (4, 3), (1, 3), (1, 2), (0, 1), (1, 3))


def test_pairs():
    assert pair(2, "size", low=1) == (2, 2) and pair([2, 3], "size", low=1) == (2, 3)
    assert short((2, 2)) == "2" and short((2, 3)) == "(2, 3)"
    with refused("size: expected a whole number at least 1, got 0"):
        pair((2, 0), "size", low=1)
