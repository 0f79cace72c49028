"""Modes lost by the balance of the players: what ten seeds gave, what mends it, and a piece of it trained again."""

import numpy as np
import pytest

from course_nn.chapters.ch09_gans.mixtures import ring
from course_nn.chapters.ch09_gans.mode_collapse import (
    BALANCES,
    COUNTS,
    KEPT,
    MENDS,
    PUBLISHED,
    SEEDS,
    collapse_run,
    collapse_settings,
    kept_of,
    measured,
)
from course_nn.chapters.ch09_gans.mode_count import count_modes
from course_nn.widgets import INSTRUMENTS

SLOW, EQUAL, FAST = "1/4 of G's rate", "the same rate", "3 steps for one"
PACKING, NOISE, SQUARES = list(MENDS)[1:]


def of(name, balance, mend="nothing"):
    return measured()[name][list(MENDS).index(mend), list(BALANCES).index(balance)]


def whole(balance, mend="nothing"):
    return int((of("covered", balance, mend) == 8).sum())


def test_what_is_stored_has_all_pairs_and_seeds():
    for name in COUNTS:
        assert measured()[name].shape == (len(MENDS), len(BALANCES), SEEDS)
    assert measured()["samples"].shape == (len(MENDS), len(BALANCES), SEEDS, KEPT, 2)


def test_equal_rates_lose_few_modes_a_slow_or_a_fast_critic_loses_them():
    assert whole(EQUAL) == 8 and whole(FAST) == 3 and whole(SLOW) == 0
    assert of("covered", FAST).min() == 5
    assert (of("good", FAST) > 0.75).all(), "with a fast critic the samples are good: modes are missing"
    assert (of("good", SLOW) < 0.05).all(), "with a slow one they are not: it is another failure"


def test_packing_mends_both():
    assert whole(SLOW, PACKING) == whole(EQUAL, PACKING) == 10 and whole(FAST, PACKING) == 9


def test_noise_mends_a_fast_critic_and_not_a_slow_one():
    assert whole(FAST, NOISE) == 9 and whole(EQUAL, NOISE) == 10 and whole(SLOW, NOISE) <= 1


def test_least_squares_mends_neither():
    assert whole(FAST, SQUARES) <= whole(FAST) and whole(SLOW, SQUARES) == 0
    assert of("covered", SLOW, SQUARES).mean() > 4, "though with a slow critic it covers half of the modes"


def test_one_good_sample_counts_more_than_a_quarter_of_the_fair_share():
    reached, covered = measured()["reached"], measured()["covered"]
    assert (reached >= covered).all()
    half = list(BALANCES).index("1/2 of G's rate")
    assert (reached[0, half] >= 7).all() and covered[0, half].min() == 0


def test_the_settings_differ_by_one_change_each():
    base = collapse_settings(EQUAL)
    for balance in BALANCES:
        for mend in MENDS:
            settings = collapse_settings(balance, mend)
            assert settings == base | BALANCES[balance] | MENDS[mend] or "critic_steps" in settings
    assert collapse_settings(EQUAL)["noise"] == 0 and collapse_settings(EQUAL, NOISE)["noise"] == 0.5


@pytest.mark.long
@pytest.mark.parametrize(("mend", "gone"), [("nothing", True), (PACKING, False)])
def test_a_third_of_the_steps_shows_the_slow_critic_and_its_mend_from_a_new_seed(mend, gone):
    _, count = collapse_run(SLOW, mend, seed=20, steps=1000)
    assert (count.reached <= 4 and count.reverse_kl > 0.2) == gone
    assert (count.reverse_kl < 0.05) != gone


def test_what_is_kept_of_a_run_are_its_counts_and_its_first_samples():
    x = np.repeat(ring().centers[:2], [190, 10], axis=0) + 0.5  # near to the first two, good for none
    kept = kept_of(x, count_modes(x, ring()))
    assert (kept["good"], kept["covered"], kept["reached"]) == (0, 0, 0)
    np.testing.assert_allclose(kept["samples"] * 1e-3, x[:KEPT], atol=5e-4)


def test_published_counts_of_a_plain_gan_disagree():
    modes = [modes for modes, _ in PUBLISHED.values()]
    assert min(modes) == 1 and max(modes) > 6


@pytest.mark.parametrize("seed", [0, 9])
def test_the_instrument_tells_what_was_measured(seed):
    instrument = INSTRUMENTS["mode_collapse"]().set(balance=SLOW, mend=PACKING, seed=seed)
    assert "All 8 modes are covered from 10 of 10 seeds; covered: 8 from every seed." in instrument.description
    assert f"Seed {seed}: 8 covered, 8 reached" in instrument.description
    marks = [line for line in instrument.figure.axes[1].lines if len(line.get_xdata()) == SEEDS]
    np.testing.assert_array_equal(marks[1].get_xdata(), of("covered", SLOW, PACKING))
    np.testing.assert_array_equal(marks[0].get_xdata(), of("covered", SLOW))


def test_it_opens_without_the_mends():
    instrument = INSTRUMENTS["mode_collapse"]()
    assert sum(len(line.get_xdata()) == SEEDS for line in instrument.figure.axes[1].lines) == 1


def test_a_very_slow_critic_lets_all_samples_run_to_one_side():
    near = of("near", "1/8 of G's rate")
    assert (near == 1).sum() == 9, "all samples are nearest to one mode, and good for none"
    assert (of("good", "1/8 of G's rate") < 0.005).all()


def test_what_is_outside_is_marked():
    instrument = INSTRUMENTS["mode_collapse"]().set(balance="1/8 of G's rate", seed=1)
    assert (np.abs(instrument.result["samples"]).max(axis=1) >= 3.5).all()
    assert "100 % of G's outside" in [text.get_text() for text in instrument.figure.axes[0].texts]


def test_a_triangle_at_each_edge_that_samples_lie_beyond_and_words_on_paper():
    samples = measured()["samples"][0, 0]
    sides = []
    instrument = INSTRUMENTS["mode_collapse"]()
    for seed in (1, 7, 9):
        ax = instrument.set(balance="1/8 of G's rate", seed=seed).figure.axes[0]
        marks = [line.get_xydata()[0] for line in ax.lines if line.get_label() == "outside"]
        found = {tuple(np.sign(at) * (np.abs(at) > 0.92 * 3.5)) for at in marks}
        out = samples[seed][(np.abs(samples[seed]) >= 3.5).any(axis=1)]
        wanted = {(np.sign(x) if abs(x) > abs(y) else 0.0, np.sign(y) if abs(y) >= abs(x) else 0.0) for x, y in out}
        assert found == wanted
        sides.append(len(found))
        if len(out):
            (word,) = ax.texts
            assert word.get_bbox_patch() is not None and word.get_color() != ax.lines[1].get_color()
            assert word.get_zorder() > max(line.get_zorder() for line in ax.lines)
    assert max(sides) > 1


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: collapse_settings("slow"), "collapse_settings: balance"),
        (lambda: collapse_settings(EQUAL, "prayer"), "collapse_settings: mend"),
    ],
)
def test_unknown_names_are_refused(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()
