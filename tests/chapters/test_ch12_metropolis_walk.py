"""A Metropolis walk by its step size: both ends are bad, and each of them looks different."""

import numpy as np
import pytest

from course_nn.bayes.diagnostics import effective_sample_size
from course_nn.chapters.ch12_bayesian import metropolis_walk as theme
from course_nn.chapters.ch12_bayesian.instruments_of_chains import metropolis_walk
from course_nn.chapters.ch12_bayesian.metropolis_walk_figure import describe_by_scale, draw_by_scale
from course_nn.plots.style import picture


@pytest.mark.long
@pytest.mark.parametrize("seed", range(5))
def test_both_ends_are_bad(seed):
    """Worth least at the ends though the one accepts nearly all, and most at 0.5 or 1; five times twenty chains."""
    found = theme.by_scale(seed=seed)
    accepted = np.array([found[scale][0].mean() for scale in theme.SCALES])
    worths = np.array([found[scale][1].mean() for scale in theme.SCALES])
    assert (np.diff(accepted) < 0).all(), "the larger the steps, the more are refused"
    assert accepted[0] > 0.93 and accepted[-1] < 0.007
    best = theme.SCALES[worths.argmax()]
    assert best in (0.5, 1.0) and worths.max() > 95
    assert worths[0] < worths.max() / 8 and worths[-1] < worths.max() / 8
    assert 0.15 < accepted[theme.SCALES.index(1.0)] and accepted[theme.SCALES.index(0.5)] < 0.42


@pytest.mark.long
def test_small_steps_hardly_move_and_large_ones_stand_still():
    """Of ten walks each: how far 2,000 proposals lead, and how many states are new."""
    small, middle, large = ([theme.one_walk(scale, seed) for seed in range(theme.SEEDS)] for scale in (0.03, 0.5, 8.0))
    jump = [
        np.mean([np.abs(np.diff(one.states[0], axis=0)).sum() for one in walks]) for walks in (small, middle, large)
    ]
    assert jump[0] < 0.3 * jump[1] and jump[2] < 0.1 * jump[1]
    assert all(len(np.unique(one.states[0], axis=0)) < 25 for one in large)


def test_the_worth_is_that_of_the_error_of_the_mean():
    """What the effective size says of the mean of γ₁ is what twenty chains show: within a factor of 2.5."""
    one = theme.surface()
    variance = float((one.share * (one.gamma[..., 1] - (one.share * one.gamma[..., 1]).sum()) ** 2).sum())
    chains = theme.walk(theme.RISE, [theme.START] * 40, 0.5, theme.STEPS, np.random.default_rng(7)).draws
    of_means = variance / chains[:, :, 1].mean(axis=1).var(ddof=1)
    assert 1 / 2.5 < theme.worth(chains).mean() / of_means < 2.5


def test_a_chain_that_never_moved_is_worth_one_draw():
    assert theme.worth(np.ones((2, 50, 2))).tolist() == [1, 1]


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3))
def test_no_chain_is_worth_more_than_the_states_it_saw(seed):
    """Where nearly all is refused, the estimate alone says more of some of twenty chains; at 0.5 and below of none."""
    for scale, (accepted, worth) in theme.by_scale(seed=seed).items():
        moves = np.rint(accepted * theme.STEPS)
        assert (1 <= worth).all() and (worth <= moves + 1).all(), scale
        draws = theme.walk(
            theme.RISE, [theme.START] * 20, scale, theme.STEPS, np.random.default_rng([12, 2, seed])
        ).draws
        raw = np.array([effective_sample_size(one[None, :, 1], "mean") for one in draws])
        more = raw > moves + 1
        assert scale < 8 or more.any()
        assert scale > 0.5 or not more.any()


@pytest.mark.long
def test_every_walk_stays_in_the_picture_which_holds_nearly_all_of_the_posterior():
    for scale in theme.SCALES:
        for seed in range(theme.SEEDS):
            states = theme.one_walk(scale, seed).states
            assert (states > theme.LOW).all() and (states < theme.HIGH).all(), (scale, seed)
            assert theme.metropolis_steps(scale, seed, 0, False)["autocorrelation"].min() > -0.75
    wide = theme.grid(theme.RISE, (-10, -10), (12, 12), 401)
    inside = ((wide.gamma > theme.LOW) & (wide.gamma < theme.HIGH)).all(axis=-1)
    assert wide.share[inside].sum() > 0.999


@pytest.mark.long
def test_picture_and_sentence_have_one_number():
    one = metropolis_walk()
    for scale, seed, step in ((0.03, 0, 0), (0.5, 3, 77), (8.0, 9, 150)):
        one.set(scale=scale, seed=seed, step=step, whole=True)
        result = one.result
        assert result["taken"] == theme.one_walk(scale, seed).accepted[0, :step].sum()
        plane, trace, forgets = one.figure.axes
        assert plane.texts[-1].get_text().startswith(f"{result['taken']} of {step} accepted")
        assert f"{result['taken']} of the first {step} " in one.description
        share = f"{result['share']:.3f}"
        assert share in trace.get_title(loc="left") and f"a share of {share}." in one.description
        count = f"{round(result['worth'])} independent draw"
        assert count in forgets.get_title(loc="left").replace("Worth ", "") and f"worth {count}" in one.description


def test_what_the_whole_walk_is_worth_is_told_when_asked_for():
    one = metropolis_walk()
    titles = [ax.get_title(loc="left") for ax in one.figure.axes]
    assert not any("accepted" in title or "Worth" in title for title in titles)
    assert "worth" not in one.description and "a share of" not in one.description
    assert "of the first 40 proposals were accepted." in one.description


@pytest.mark.long
def test_the_picture_of_all_step_sizes():
    found = theme.by_scale()
    alt = describe_by_scale(found)
    assert "Step size 0.03 accepts 0.9" in alt and ("best is 0.5" in alt or "best is 1," in alt)
    assert picture(draw_by_scale, found, alt, size=(8.6, 3.2)).alt == alt
