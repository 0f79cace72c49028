"""Hebb's capacity, as stored and as told; a part of the measurement again."""

from itertools import combinations, pairwise

import numpy as np
import pytest

from course_nn.chapters.ch13_energy_models import capacity as theme
from course_nn.chapters.ch13_energy_models.instruments_of_hopfield import capacity


def test_the_curves_cross_between_013_and_015():
    for small, large in combinations(theme.NETWORKS, 2):
        assert 0.13 < theme.crossing(small, large) < 0.15, (small, large)


def test_below_the_larger_network_finds_more_and_above_less():
    low, high = theme.LOADS.index(0.11), theme.LOADS.index(0.17)
    shares = [theme.curve(n)[0] for n in theme.NETWORKS]
    assert all(b[low] > a[low] for a, b in pairwise(shares))
    assert all(b[high] < a[high] for a, b in pairwise(shares))
    for mean in shares:
        assert (np.diff(mean) < 0.001).all(), "more patterns, less is found"


def test_0138_is_no_promise():
    """Below it not every pattern is found, at no size measured, and exactly hardly any at the larger ones."""
    at = theme.LOADS.index(0.13)
    for n in theme.NETWORKS:
        assert theme.curve(n)[0][at] < 1
        assert theme.curve(n, "exact")[0][at] < 0.7
    assert theme.curve(1000, "exact")[0][at] < 0.15 and theme.curve(2000, "exact")[0][at] < 0.05


def test_what_is_found_ends_near_the_overlap_of_the_limit():
    """At a load of 0.13 and 0.14 with n = 2,000: theory says 0.967 at 0.138 for n → ∞, 1.6 % of the bits wrong."""
    middles = (theme.EDGES[1:] + theme.EDGES[:-1]) / 2
    for load in (0.13, 0.14):
        ends = theme.measured()[2000]["ends"][theme.LOADS.index(load)]
        found = middles > theme.FOUND
        assert (ends[found] @ middles[found]) / ends[found].sum() == pytest.approx(theme.OVERLAP_AT_LIMIT, abs=0.015)
    assert (1 - theme.OVERLAP_AT_LIMIT) / 2 == pytest.approx(0.016, abs=0.001)


def test_the_larger_the_network_the_farther_the_lost_ones_end():
    """At a load of 0.20, at an overlap of 0.57 on average in 250 units, and of 0.3 in 2,000."""
    middles, far = (theme.EDGES[1:] + theme.EDGES[:-1]) / 2, []
    for n in theme.NETWORKS:
        ends = theme.measured()[n]["ends"][-1] * (middles < theme.FOUND)
        far.append(ends @ middles / ends.sum())
    assert far[0] == pytest.approx(0.57, abs=0.03) and far[-1] == pytest.approx(0.3, abs=0.03)
    assert far == sorted(far, reverse=True)


def test_exact_recall_falls_with_size_at_one_load():
    shares = theme.measured_exact()
    mean = {n: one.mean() for n, one in shares.items()}
    assert mean[100] == pytest.approx(0.97, abs=0.01) and mean[1000] == pytest.approx(0.53, abs=0.03)
    assert mean[100] > mean[250] > mean[500] > mean[1000]
    for n in (100, 250):
        again = [(theme.ends(n, 0.10, seed) > 1 - 0.5 / n).mean() for seed in range(1000, 1010)]
        np.testing.assert_allclose(again, shares[n][:10], atol=1e-4)


def test_a_part_of_the_measurement_again():
    for n, load, seed in ((250, 0.14, 0), (250, 0.20, 1), (500, 0.16, 2)):
        ends, one = theme.ends(n, load, seed), theme.measured()[n]
        at = theme.LOADS.index(load)
        assert (ends > theme.FOUND).mean() == pytest.approx(one["found"][at][seed], abs=1e-4)
        assert ends.shape == (min(theme.STARTS, round(n * load)),)
    for n, networks in theme.NETWORKS.items():
        assert theme.measured()[n]["found"].shape == (len(theme.LOADS), networks)
        starts = [min(theme.STARTS, round(n * load)) for load in theme.LOADS]
        assert theme.measured()[n]["ends"].sum(axis=1).tolist() == [networks * count for count in starts]


@pytest.mark.long
def test_those_that_are_lost_end_farther_away_in_larger_networks():
    away = [theme.lost_overlap(n, 0.20) for n in theme.NETWORKS]
    assert all(larger < smaller for smaller, larger in pairwise(away))
    again = np.concatenate([theme.ends(250, 0.20, seed) for seed in range(200, 230)])
    assert again[again < 0.88].mean() == pytest.approx(away[0], abs=0.03)


@pytest.mark.long
def test_the_title_and_the_sentence_have_one_number():
    one = capacity()
    for n in theme.NETWORKS:
        for load in theme.LOADS[::5]:
            for counted in theme.COUNTED.values():
                one.set(n=n, load=load, counted=counted)
                share = f"{theme.curve(n, counted)[0][theme.LOADS.index(load)]:.3f}"
                assert one.figure.axes[0].get_title(loc="left").endswith(share)
                assert f"a share of {share}" in one.description
                assert ("every bit" in one.description) == (counted == "exact")
                blue = [bar.get_height() for bar in one.figure.axes[1].patches if bar.get_facecolor()[2] > 0.5]
                assert sum(blue) == pytest.approx(one.result["share"], abs=1e-4), "what counts is blue"


def test_it_opens_before_anything_is_lost():
    """So that nothing on arrival says how it goes on, or that what is kept is not exact."""
    one = capacity()
    assert one.result["share"] > 0.999 and "every bit" not in one.description
    assert max(max(line.get_xdata()) for line in one.figure.axes[0].lines if line.get_label().startswith("n =")) == 0.1
