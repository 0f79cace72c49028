"""The Ising model: what was measured beside Onsager's and Yang's formulas, a part of it measured again."""

import numpy as np
import pytest

from course_nn.chapters.ch13_energy_models import ising_model as theme
from course_nn.chapters.ch13_energy_models.ising_model_figure import describe_ising_model, yang
from course_nn.models.ising import CRITICAL_TEMPERATURE, spontaneous_magnetization


def test_the_cumulants_cross_at_the_critical_temperature():
    U = theme.measured()["binder"]
    assert U.shape == (3, len(theme.BINDER_T))
    for i, j in ((0, 1), (0, 2), (1, 2)):
        assert theme.crossing(theme.BINDER_T, U[i], U[j]) == pytest.approx(CRITICAL_TEMPERATURE, abs=0.03)
    assert (np.diff(U, axis=0)[:, 0] > 0).all() and (np.diff(U, axis=0)[:, -1] < 0).all()
    assert 0.48 < U.min() and U.max() < 0.67, "within the axis"


def test_the_magnetization_at_two():
    mean, error = theme.measured()["two"]
    assert error < 0.002 and abs(mean - 0.9113) < 3 * error


def test_the_curve_is_that_of_the_infinite_lattice_well_below_the_critical_temperature():
    away = np.abs(theme.measured()["curve"] - spontaneous_magnetization(theme.CURVE_T))
    assert away[theme.CURVE_T <= 2.05].max() < 0.003
    assert away[theme.CURVE_T > 2.25].min() > 0.05, "small lattices keep some order above it"
    T = np.linspace(1, 3.5, 50)
    np.testing.assert_allclose(yang(T), spontaneous_magnetization(T), atol=1e-9)


def test_a_part_is_measured_again():
    U = [float(theme.binder_cumulant(theme.sampled(8, [T], 100, 500, seed=1))[0]) for T in (2.19, 2.35)]
    np.testing.assert_allclose(U, theme.measured()["binder"][0, [0, -1]], atol=0.02)
    m = np.abs(theme.sampled(32, [2.0], 4, 200, seed=1)).mean()
    assert m == pytest.approx(theme.measured()["two"][0], abs=0.01)


def test_a_crossing_is_found_and_where_there_is_none_told():
    T = np.linspace(2, 3, 9)
    assert theme.crossing(T, 1 - T, 5 - 2.6 * T) == pytest.approx(2.5)
    assert np.isnan(theme.crossing(T, T, T + 1))


def test_a_square_that_rounding_left_does_not_move_a_crossing(monkeypatch):
    line = np.polynomial.Polynomial([0.1, -0.8, 3e-17], domain=[2, 3])
    monkeypatch.setattr(np.polynomial.Polynomial, "fit", lambda *args: line)
    assert theme.crossing(np.linspace(2, 3, 9), np.zeros(9), np.zeros(9)) == pytest.approx(2.5625)


@pytest.mark.long
def test_lattices_on_both_sides():
    for seed in range(3):
        cold, hot = theme.show_lattice(1.5, "up", seed), theme.show_lattice(3.5, "up", seed)
        assert abs(cold["m"][-1] - cold["infinite"]) < 0.03 and abs(hot["m"][-1]) < 0.2
        assert cold["energy"] < -1.8 < -1 < hot["energy"]
        assert "below the critical" in describe_ising_model(cold) and "above the critical" in describe_ising_model(hot)
    again = theme.show_lattice(1.5, "up", 0)
    assert again["spins"].shape == (theme.SIZE, theme.SIZE) and again["spins"].mean() == pytest.approx(again["m"][-1])


@pytest.mark.long
def test_from_random_spins_domains_may_stay():
    """Cold, from random spins: after 300 sweeps some of twelve lattices have not decided for one side."""
    m = [abs(theme.show_lattice(1.0, "random", seed)["m"][-1]) for seed in range(12)]
    assert min(m) < 0.9 and abs(theme.show_lattice(1.0, "up", 0)["m"][-1]) > 0.99
