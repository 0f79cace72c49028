"""Codes of places: what two places share depends on how far apart they are."""

import numpy as np
import pytest

from course_nn.chapters.ch11_attention.position_codes import KINDS, PLACES, WIDTHS, codes, compare_places


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("d", WIDTHS)
def test_the_product_depends_on_the_distance_alone(kind, d):
    every = codes(kind, d)
    products = every @ every.T
    for away in (0, 1, 5, 20):
        diagonal = np.diagonal(products, away)
        assert diagonal == pytest.approx(np.full(len(diagonal), diagonal[0]), abs=1e-9)
    waves = np.cos(np.arange(d // 2)[:, None] * 0 + 1e4 ** (-2 * np.arange(d // 2)[:, None] / d) * np.arange(PLACES))
    assert products[0] / products[0, 0] == pytest.approx(waves.mean(axis=0), abs=1e-9)


@pytest.mark.parametrize("kind", KINDS)
def test_no_place_is_more_like_a_place_than_itself(kind):
    for d in WIDTHS:
        for place in range(PLACES):
            found = compare_places(kind, d, place)["products"]
            assert found[place] == pytest.approx(1) and found.max() <= 1 + 1e-12
            assert (np.delete(found, place) < 1 - 1e-6).all()
