"""The networks of a chain and their mean, as stored and as told."""

import numpy as np
import pytest

from course_nn.bayes.diagnostics import rhat
from course_nn.chapters.ch12_bayesian import chain_of_networks as theme
from course_nn.chapters.ch12_bayesian.chain_of_networks_figure import FUNCTIONS, MIDDLES, NOISES
from course_nn.chapters.ch12_bayesian.instruments_of_chains import chain_of_networks

EVERY_CHAIN = range(1, theme.CHAINS + 1)


def test_the_beginning_of_the_stored_chains_again():
    """The rest may differ where another processor rounds otherwise and a proposal is then accepted."""
    for chain in range(theme.CHAINS):
        again = theme.followed(chain, 4)
        weights, sigma = theme.measured()
        stored = np.concatenate([*weights[:, chain, :5], sigma[chain, :5, None].T.reshape(5, 1)], axis=None)
        expected = np.concatenate([*again[:, :-1].reshape(5, 3, theme.UNITS).swapaxes(0, 1), again[:, -1:]], axis=None)
        np.testing.assert_allclose(stored, expected, rtol=1e-5, atol=1e-6)


def test_curves_are_those_of_the_library_s_network():
    one = theme.sampler(2)
    draw = one.draw
    expected = one.prior.features(theme.inputs(theme.AT), draw.gamma) @ draw.beta
    np.testing.assert_allclose(theme.curves()[2, 0].sum(axis=0), expected, rtol=1e-5, atol=1e-5)


def test_the_long_run_has_settled():
    means, of_each = theme.long_run()
    assert of_each.max() <= 1.01, "R-hat of the function at every place"
    assert means.std(axis=0, ddof=1).max() / np.sqrt(len(means)) < 0.01
    x, y = theme.data()
    off = np.interp(x, theme.AT, theme.long_mean()) - y
    assert np.sqrt((off**2).mean()) < 0.25


@pytest.mark.parametrize("chain", EVERY_CHAIN)
def test_a_network_keeps_moving_and_the_mean_comes_to_rest(chain):
    """Found within 25 sweeps; from then on each network is as far away as ever, and the mean ever closer."""
    last = theme.network_now(chain, theme.DRAWS, False)
    alone = np.array([theme.network_now(chain, draw, False)["away"] for draw in range(theme.DRAWS + 1)])
    assert alone[0] > 1.5 and alone[5] < 0.25, "the start is drawn from the prior"
    assert 0.09 < alone[20:160].mean() < 0.16 and 0.09 < alone[160:].mean() < 0.16
    assert last["mean_away"] < 0.035 and last["count"] == theme.DRAWS + 1
    assert last["mean_away"] < 0.4 * alone[20:].mean()


@pytest.mark.parametrize("chain", EVERY_CHAIN)
def test_the_start_pulls_at_the_mean_until_it_is_left_out(chain):
    early, without = (theme.network_now(chain, 50, cut)["mean_away"] for cut in (False, True))
    assert without < early and theme.network_now(chain, 30, True)["count"] == 11
    assert theme.network_now(chain, theme.LEFT_OUT - 1, True)["mean"] is None


def test_rhat_of_the_chains_that_are_followed_is_above_the_bound():
    """1,500 sweeps are too few for 1.01, and the chapter says so; 20,000 of eight chains are enough."""
    functions = theme.curves()[:, theme.LEFT_OUT :].sum(axis=2)
    assert 1.01 < rhat(functions).max() < 1.1


def test_all_of_it_is_in_the_picture():
    weights, sigma = theme.measured()
    assert NOISES[0] < sigma.min() and sigma.max() < NOISES[1]
    curves = theme.curves()
    middle = curves[..., theme.MIDDLE].sum(axis=2)
    assert MIDDLES[0] < middle.min() and middle.max() < MIDDLES[1]
    assert FUNCTIONS[0] < min(curves.min(), curves.sum(axis=2).min())
    assert FUNCTIONS[1] > max(curves.max(), curves.sum(axis=2).max())
    assert weights.shape == (3, theme.CHAINS, theme.DRAWS + 1, theme.UNITS)


@pytest.mark.long
def test_the_picture_and_the_sentence_have_the_same_numbers():
    one = chain_of_networks()
    for chain, draw, cut in ((1, 0, False), (2, 7, False), (4, 300, True), (3, 3, True)):
        one.set(chain=chain, draw=draw, without_start=cut)
        result = one.result
        said = next(text.get_text() for text in one.figure.axes[0].texts if text.get_text())
        assert said.startswith(f"network {draw}: {result['away']:.2f} away")
        assert f"function is {result['away']:.2f} away" in one.description
        if result["mean"] is None:
            assert said.endswith("no mean yet") and one.description.endswith("there is no mean.")
        else:
            assert said.endswith(f"mean of {result['count']}: {result['mean_away']:.2f} away")
            assert one.description.endswith(f"{result['mean_away']:.2f} away.")
