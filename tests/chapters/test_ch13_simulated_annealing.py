"""Annealing a glass: the minimum is that of all states, and slow cooling finds it more often, glass by glass."""

import numpy as np
import pytest

from course_nn.chapters.ch13_energy_models import simulated_annealing as theme
from course_nn.chapters.ch13_energy_models.simulated_annealing_figure import describe_simulated_annealing

GLASSES = range(10)


def test_no_state_is_lower_and_energies_are_of_the_glass():
    machine, lowest, times = theme.glass(1)
    J, h = machine.ising()
    assert set(np.unique(J)) == {-1, 0, 1} and not h.any()
    spins = np.random.default_rng(0).choice([-1, 1], (500, theme.SPINS))
    E = -0.5 * np.einsum("mi,ij,mj->m", spins, J, spins)
    np.testing.assert_allclose(machine.ising_energy(spins), E, atol=1e-9)
    assert lowest <= E.min() and times % 2 == 0, "each state has its mirror image"


@pytest.mark.long
def test_slow_cooling_finds_the_minimum_more_often():
    """Of every glass: 300 sweeps from T = 8 beat 10 and 1, and staying cold from the start."""
    found = {}
    for hottest, sweeps in ((8.0, 300), (8.0, 10), (0.2, 1), (0.2, 300)):
        found[hottest, sweeps] = np.array([theme.anneal_glass(hottest, sweeps, g)["found"] for g in GLASSES])
    slow = found.pop((8.0, 300))
    for other in found.values():
        assert (slow >= other - 8).all() and slow.mean() > other.mean() + 10
    assert slow.mean() > 80


def test_schedules():
    np.testing.assert_allclose(theme.temperatures(8.0, 3), [8, np.sqrt(8 * 0.2), 0.2])
    np.testing.assert_allclose(theme.temperatures(8.0, 1), [0.2])
    result = theme.anneal_glass(8.0, 30, 2)
    assert result["path"].shape == (31, theme.RUNS) and result["path"].min() >= result["lowest"]
    assert result["found"] == (result["path"][-1] == result["lowest"]).sum()


@pytest.mark.long
def test_the_axis_holds_every_energy():
    for glass in GLASSES:
        for sweeps in (1, 300):
            for hottest in theme.HOTTEST:
                path = theme.anneal_glass(hottest, sweeps, glass)["path"]
                assert -56 < path.min() and path.max() < 62


def test_the_sentence_has_the_numbers():
    result = theme.anneal_glass(4.0, 10, 1)
    said = describe_simulated_annealing(result)
    assert said.startswith(f"{result['found']} of 100 runs of 10 sweeps from T = 4 ended")
    assert f"which {result['times']} of 65,536 states have" in said
    assert " runs of 1 sweep at T = 0.2 ended" in describe_simulated_annealing(theme.anneal_glass(4.0, 1, 1))


def test_one_sweep_alone_is_cold_whatever_the_control_says():
    for glass in GLASSES:
        cold, hot = (theme.anneal_glass(hottest, 1, glass) for hottest in (0.2, 8.0))
        np.testing.assert_array_equal(cold["path"], hot["path"])
        assert describe_simulated_annealing(cold) == describe_simulated_annealing(hot)
