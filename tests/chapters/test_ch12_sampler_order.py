"""The joint distribution test of both orders, as stored and as told; a part of the measurement again."""

import numpy as np
import pytest

from course_nn.bayes.joint_test import joint_test
from course_nn.chapters.ch12_bayesian import sampler_order as theme
from course_nn.chapters.ch12_bayesian.instruments_of_chains import sampler_order

LATE = theme.SWEEPS.index(8)


def test_at_the_start_both_are_right():
    for order in theme.ORDERS:
        assert np.abs(theme.z_scores(order)[0]).max() < theme.LIMIT


def test_the_right_order_stays_right_after_every_number_of_sweeps():
    assert np.abs(theme.z_scores("collapsed")).max() < theme.LIMIT


def test_the_printed_order_is_wrong_in_the_noise_and_then_in_what_follows_from_it():
    """log σ² and log |y − f|² from the first sweep on, ever more; log |y|² later; in the size of f, after 64 sweeps.

    In means of β and γ nothing is seen.
    """
    z = dict(zip(theme.FUNCTIONS, theme.z_scores("printed").T, strict=True))
    for name in ("log σ²", "log |y − f|²"):
        assert z[name][1] > 10 and z[name][-1] > 60 and (np.diff(z[name]) > 0).all()
    assert np.abs(z["log |y|²"][:3]).max() < theme.LIMIT < z["log |y|²"][LATE:].min()
    assert np.abs(z["log |f|²"][:-1]).max() < theme.LIMIT < z["log |f|²"][-1], "what the weights make, slowly"
    for name in ("μ_β", "mean of β", "mean of γ", "log |γ − μ_γ|²"):
        assert np.abs(z[name]).max() < theme.LIMIT
    of = theme.measured()
    k = theme.FUNCTIONS.index("log σ²")
    shift = (of["printed"]["mean"][-1, k] - of["prior"]["mean"][k]) / of["prior"]["std"][k]
    assert 2.9 < shift < 3.15, "standard deviations by which log σ² is too large"


@pytest.mark.long
def test_the_library_s_test_says_the_same():
    """A smaller run, with other seeds: chains' means over their sweeps instead of one moment."""
    found = {}
    for order in theme.ORDERS:
        one = theme.simulator(order)
        functions = {name: one.functions()[name] for name in ("log σ²", "mean of β")}
        found[order] = joint_test(one, functions, np.random.default_rng(3), chains=40, sweeps=20, independent=1000).z
    assert np.abs(found["collapsed"]).max() < theme.LIMIT
    assert found["printed"][0] > 6 and abs(found["printed"][1]) < theme.LIMIT


@pytest.mark.parametrize("order", theme.ORDERS)
def test_a_part_of_the_measurement_again(order):
    """The means of 120 new chains after 0, 1 and 8 sweeps lie within 4.5 standard errors of the stored ones."""
    moments = (0, 1, 8)
    again = theme.told(theme.in_turn(order, 120, np.random.default_rng([12, 99]), moments))
    stored = theme.measured()[order]["mean"][[theme.SWEEPS.index(n) for n in moments]]
    assert (np.abs(again["mean"] - stored) < 4.5 * again["std"] / np.sqrt(120) + 1e-3).all()
    prior = theme.told(theme.independent(200, np.random.default_rng([12, 98])))
    off = np.abs(prior["mean"] - theme.measured()["prior"]["mean"])
    assert (off < 4.5 * prior["std"] / np.sqrt(200)).all()


def test_every_chain_is_counted_and_fits_the_picture():
    for order in theme.ORDERS:
        counts = theme.measured()[order]["counts"]
        assert counts.shape == (len(theme.SWEEPS), len(theme.FUNCTIONS), theme.BINS)
        assert (counts.sum(axis=-1) == theme.CHAINS).all() and counts.max() < 0.14 * theme.CHAINS
        assert np.abs(theme.z_scores(order)).max() < 100
    assert (theme.measured()["prior"]["counts"].sum(axis=-1) == theme.INDEPENDENT).all()


def test_titles_and_sentence_have_the_same_numbers():
    one = sampler_order()
    for order, function, sweeps in (("printed", "log σ²", 64), ("collapsed", "μ_β", 1), ("printed", "log |f|²", 64)):
        one.set(order=order, function=function, sweeps=sweeps)
        z = theme.z_scores(order)[theme.SWEEPS.index(sweeps)]
        said = f"z = {z[theme.FUNCTIONS.index(function)]:.1f}".replace("-", "−")
        count = (np.abs(z) > theme.LIMIT).sum()
        left, right = (ax.get_title(loc="left") for ax in one.figure.axes)
        assert left.endswith(said) and f": {said}. Beyond ±4.5 are {count} of 8" in one.description
        assert right == f"{count} of 8 beyond ±4.5"
