"""Chains of the machines: how far they get, and what they show."""

import numpy as np
import pytest

from course_nn.chapters.ch13_energy_models import chains as theme
from course_nn.chapters.ch13_energy_models.chains_figure import describe_chains
from course_nn.chapters.ch13_energy_models.instruments_of_boltzmann import chains


def test_spread_is_the_mean_over_pairs():
    v = np.random.default_rng(0).integers(0, 2, (7, 5)).astype(float)
    pairs = [np.abs(v[i] - v[j]).sum() for i in range(7) for j in range(i)]
    assert theme.spread(v) == pytest.approx(np.mean(pairs))


def test_the_nearest_label_of_a_training_image_is_its_own():
    X, y = theme.images()[0][:50], theme.labels()[0][:50]
    np.testing.assert_array_equal(theme.nearest_labels(X), y)


def test_chains_forget_where_they_began_and_show_many_kinds():
    """Noise is left within ten rounds; from one digit, a hundred rounds lead to as many kinds as there are, nearly."""
    noise, digit = theme.walked("pcd100", "noise"), theme.walked("pcd100", "digit")
    at = theme.ROUNDS.index
    of_digits = theme.spread(theme.images()[1])
    assert theme.spread(noise[0]) > 29 and theme.spread(digit[0]) == 0
    for states in (noise, digit):
        assert abs(theme.spread(states[at(300)]) - of_digits) < 4
        assert len(np.unique(theme.nearest_labels(states[at(300)]))) >= 8
        assert abs(states[at(300)].mean() - theme.images()[1].mean()) < 0.03
    assert (np.diff(theme.remembered(digit)[:5]) > 0).all()


def test_the_coarse_machine_is_stuck_in_few_kinds():
    fine, coarse = (theme.walked(name, "noise")[-1] for name in ("pcd100", "coarse"))
    kinds = [np.bincount(theme.nearest_labels(v), minlength=10) for v in (fine, coarse)]
    assert kinds[0].max() < 20 and kinds[1].max() > kinds[0].max() + 8


@pytest.mark.parametrize("digit", range(4))
def test_what_cd_1_learned_forgets_as_fast_and_shows_as_many_kinds(digit):
    walked = {name: theme.walked(name, "digit", digit) for name in ("pcd100", "cd100")}
    away = [theme.remembered(states)[theme.ROUNDS.index(100) :].mean() for states in walked.values()]
    assert abs(away[0] - away[1]) < 3
    assert all(
        (np.bincount(theme.nearest_labels(states[-1]), minlength=10) > 0).sum() >= 9 for states in walked.values()
    )


def test_the_sentence_has_the_numbers():
    result = theme.walk("cd100", "digit", 10)
    assert result["samples"].shape == (theme.SHOWN, 64) and result["kinds"].sum() == theme.CHAINS
    said = describe_chains(result)
    assert f"{result['away'][3]:.1f} of 64 pixels" in said and f"{(result['kinds'] > 0).sum()} kinds" in said
    assert result["spread"].max() < 40


@pytest.mark.long
def test_the_curves_end_at_the_control():
    one = chains()
    for rounds in theme.ROUNDS:
        one.set(rounds=rounds)
        drawn = {line.get_label(): len(line.get_xdata()) for line in one.figure.axes[1].lines}
        assert drawn["two chains"] == drawn["chain and its start"] == theme.ROUNDS.index(rounds) + 1
