"""Chains that agree and have not seen the other mode: over all starts, lengths and seeds of the instrument."""

import numpy as np
import pytest

from course_nn.chapters.ch12_bayesian import missed_mode as theme
from course_nn.chapters.ch12_bayesian.instruments_of_chains import missed_mode
from course_nn.chapters.ch12_bayesian.one_unit import BUMP, grid

SEEDS = range(theme.SEEDS)
LONG = theme.LENGTHS[-1]


def test_the_mass_of_a_mode_by_a_finer_and_wider_grid():
    wide = grid(BUMP, (-20, -20), (30, 20), 301)
    rising = wide.share[wide.gamma[..., 1] > 0].sum()
    assert theme.true_share() == pytest.approx(rising, abs=1e-4) and 0.25 < rising < 0.27
    every = wide.share.ravel() @ BUMP.mean_function(wide.gamma.reshape(-1, 2), theme.AT[::10])
    np.testing.assert_allclose(theme.true_function()[::10], every, atol=1e-4)


@pytest.mark.long
@pytest.mark.parametrize("falling", (0, theme.CHAINS))
def test_from_one_basin_rhat_is_near_1_and_the_other_mode_is_never_seen(falling):
    for seed in SEEDS:
        found = theme.chains_on_two_modes(falling, LONG, False, seed)
        assert found["rhat"] < 1.03 and found["rising"] == (0 if falling else 1)
        assert np.abs(found["mean"] - found["true_mean"]).max() > (0.09 if falling else 0.3)
    early, late = ([theme.chains_on_two_modes(falling, n, False, s)["rhat"] for s in SEEDS] for n in (250, LONG))
    assert np.mean(late) < 1.011 < 1.08 < np.mean(early), "longer chains agree better: it says nothing of the rest"


@pytest.mark.long
@pytest.mark.parametrize("falling", (1, 2, 3))
def test_from_both_basins_rhat_warns_and_the_share_is_that_of_the_starts(falling):
    for seed in SEEDS:
        for length in theme.LENGTHS:
            found = theme.chains_on_two_modes(falling, length, False, seed)
            assert found["rhat"] > 1.5 and found["rising"] == 1 - falling / theme.CHAINS


@pytest.mark.long
@pytest.mark.parametrize("falling", range(theme.CHAINS + 1))
def test_with_a_proposal_that_leads_across_both_are_right(falling):
    """The cause is that no proposal reaches the other mode: with one that does, shares and mean functions are right."""
    for seed in SEEDS:
        found = theme.chains_on_two_modes(falling, LONG, True, seed)
        assert found["rhat"] < 1.03 and abs(found["rising"] - theme.true_share()) < 0.05
        assert np.abs(found["mean"] - found["true_mean"]).max() < 0.06


@pytest.mark.long
def test_every_draw_is_in_the_picture():
    for falling in range(theme.CHAINS + 1):
        for seed in SEEDS:
            for turned in (False, True):
                draws = theme.four_chains(falling, seed, turned)
                assert draws.shape == (theme.CHAINS, LONG, 2)
                assert (draws > theme.LOW).all() and (draws < theme.HIGH).all()


def test_titles_and_sentence_have_the_same_numbers():
    one = missed_mode()
    for falling, length, turned in ((0, 4000, False), (1, 250, False), (4, 1000, True)):
        one.set(falling=falling, length=length, turned=turned, shown=True)
        titles = [ax.get_title(loc="left") for ax in one.figure.axes]
        mass, rhat, draws = (title.split(": ")[-1] for title in titles)
        assert f"R-hat of γ₁ is {rhat};" in one.description and f"{draws} of the draws rises" in one.description
        assert one.description.endswith(f"and {mass} of the posterior.")


def test_it_opens_without_the_share_of_the_posterior():
    one = missed_mode()
    plane, _, function = one.figure.axes
    assert "posterior" not in one.description and plane.get_title(loc="left") == "Mass that rises: ?"
    assert [text.get_text() for text in function.get_legend().get_texts()] == ["mean of the draws"]
