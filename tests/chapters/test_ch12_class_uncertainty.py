"""Classes of iris: the draws, their mean, and what of its uncertainty is disagreement."""

import re

import numpy as np
import pytest
from scipy import stats

from course_nn.bayes import rhat
from course_nn.chapters.ch12_bayesian import class_uncertainty as theme
from course_nn.chapters.ch12_bayesian.instruments_of_predictions import class_uncertainty
from course_nn.data.measured import stored_arrays


def chains_of_p(cm):
    """p at places in cm, of each chain: (4, 100, places, 3)."""
    chains = stored_arrays(theme.__package__, "class_uncertainty")["chains"].astype(float)
    return np.array([theme.model().probabilities(one, theme.inputs(cm)) for one in chains])


def test_the_chains_agree_on_p_everywhere_on_the_plane():
    p = chains_of_p(theme.plane()[::31])
    assert max(rhat(p[:, :, k, c]) for k in range(p.shape[2]) for c in range(3)) < 1.05


@pytest.mark.long
def test_a_short_chain_measured_again_agrees():
    """200 walks of a chain of its own: at flowers of all classes the mean p is that of the stored draws."""
    theta = theme.chain(9, walks=900, tuned=200)
    X = theme.flowers()[0][::10]
    again, kept = (theme.model().probabilities(one, theme.inputs(X)).mean(axis=0) for one in (theta, theme.draws()))
    assert np.abs(again - kept).max() < 0.12


def test_the_plug_in_is_a_top_and_above_every_draw():
    value, slope = theme.model().target(theme.plug_in())
    assert value > max(theme.model().target(theta)[0] for theta in theme.draws())
    assert np.abs(slope).max() < 0.1, "it is nearly level there"
    assert theme.model().target(theme.climbed(theme.plug_in(), steps=300))[0] - value < 0.01


def test_entropy_and_its_two_parts():
    rng = np.random.default_rng(0)
    p = rng.dirichlet([0.3, 0.5, 1.0], size=(200, 7))
    mean, total, mutual = theme.uncertainty(p)
    np.testing.assert_allclose(total, stats.entropy(p.mean(axis=0), base=2, axis=1))
    np.testing.assert_allclose(total - mutual, stats.entropy(p, base=2, axis=2).mean(axis=0))
    divergence = stats.entropy(p, mean[None], base=2, axis=2).mean(axis=0)
    np.testing.assert_allclose(mutual, divergence, err_msg="the mean distance of the draws from their mean")
    same = theme.uncertainty(np.repeat(p[:1], 5, axis=0))
    np.testing.assert_allclose(same[2], 0, atol=1e-12, err_msg="who agree have none, however unsure they are")
    certain = np.eye(3)[[0, 1, 2]][:, None]
    assert theme.uncertainty(certain)[2] == pytest.approx(np.log2(3))


def test_each_is_sure_and_their_mean_is_not():
    single = [theme.sure_share(theme.one_map(number)) for number in range(1, theme.SHOWN + 1)]
    mean = theme.sure_share(theme.maps()[0])
    assert mean < min(single) and np.mean(single) > 1.8 * mean
    everyone = theme.model().probabilities(theme.draws(), theme.inputs(theme.plane()))
    assert mean < min(map(theme.sure_share, everyone)), "not one of the 400 is sure in as few places"
    less = (everyone.max(axis=2) < theme.maps()[0].max(axis=1)).mean(axis=0)
    assert less.min() > 0, "and yet at every place some are less sure than the mean"
    assert theme.sure_share(theme.one_map(0)) > 0.7


def test_where_the_flowers_are_the_mean_is_no_worse_than_the_plug_in():
    X, y = theme.flowers()
    p = theme.model().probabilities(theme.draws(), theme.inputs(X)).mean(axis=0)
    one = theme.model().probabilities(theme.plug_in(), theme.inputs(X))
    right = [(each.argmax(axis=1) == y).mean() for each in (p, one)]
    assert min(right) >= 0.95 and abs(right[0] - right[1]) < 0.02


def test_draws_disagree_far_from_the_flowers_and_the_border_is_another_kind_of_unsure():
    said = {name: theme.look_at_flower(0, "mutual information", *cm) for name, cm in PLACES.items()}
    assert said["inside"]["total"] < 0.2
    assert said["corner"]["here"] > 0.7 and said["other corner"]["here"] > 0.7
    border = said["border"]
    assert border["total"] > 0.8 and border["here"] < 0.3 * border["total"], "further flowers would not help much"
    corner = said["corner"]
    assert corner["here"] > 0.6 * corner["total"], "further flowers would"
    assert all(one["here"] <= one["total"] for one in said.values())


def test_at_a_border_of_the_flowers_the_draws_disagree_more_where_there_are_few():
    """Of an entropy of 1 bit and more: half between setosa and versicolor, less between the two that overlap."""
    _, total, mutual, _ = theme.maps()
    mean, places = theme.maps()[0], theme.plane()
    X = theme.flowers()[0]
    far = np.sqrt(np.square((places[:, None] - X) / [1, 0.5]).sum(axis=2)).min(axis=1)
    share = {}
    for pair in ((0, 1), (1, 2)):
        one, other = mean[:, pair].T
        border = (np.abs(one - other) < 0.2) & (one + other > 0.8) & (far < 1)
        assert border.sum() > 10 and total[border].min() > 1
        share[pair] = np.median(mutual[border] / total[border])
    assert 0.4 < share[0, 1] < 0.6 and share[1, 2] < 0.45
    sure = theme.look_at_flower(0, "mutual information", *PLACES["setosa and versicolor"])
    assert 0.35 < sure["here"] / sure["total"] < 0.5


PLACES = {
    "setosa and versicolor": (2.6, 0.7),
    "inside": (4, 1.2),
    "corner": (8, 0.4),
    "other corner": (1, 3.2),
    "border": (5, 1.7),
}


def test_the_spread_of_p_is_that_of_the_draws():
    p = theme.model().probabilities(theme.draws(), theme.inputs(np.array([[8, 0.4]])))[:, 0]
    assert theme.look_at_flower(1, "spread of p", 8, 0.4)["here"] == pytest.approx(p.std(axis=0).max())
    assert theme.maps()[3].max() <= 0.5 and theme.maps()[2].max() <= 1.2


def test_the_plug_in_is_sure_of_a_flower_that_the_mean_is_not_sure_of():
    """Of 8.6 × 0.6 cm, where no flower is."""
    single, mean = theme.look_at_flower(0, "spread of p", 8.6, 0.6)["said"]
    assert single[2] > 0.99 and 0.7 < mean[2] < 0.75
    X = theme.flowers()[0]
    assert np.abs(X - [8.6, 0.6]).min(axis=0)[0] > 1


@pytest.mark.parametrize("number", [0, 1, 7, theme.SHOWN])
def test_the_maps_say_of_a_place_what_is_said_of_a_flower_there(number):
    for k in (0, 700, 1500):
        length, width = theme.plane()[k]
        one, other = (
            theme.look_at_flower(number, kind, length, width) for kind in ("mutual information", "spread of p")
        )
        np.testing.assert_allclose(one["said"], [one["one"][k], one["mean"][k]], atol=1e-9)
        for found in (one, other):
            assert found["unsure"][k] == pytest.approx(found["here"], abs=1e-9)


@pytest.mark.long
def test_one_number_in_titles_sentence_and_picture():
    one = class_uncertainty()
    for corner in one.corners():
        one.set(**corner)
        if not corner["shown"]:
            share = re.search(r"(\S+) % of the plane\.", one.description).group(1)
            assert [ax.get_title(loc="left").split(": ")[1] for ax in one.figure.axes] == [f"{share} % sure"]
            assert "mean" not in one.description
            continue
        left, middle, right, _ = one.figure.axes
        shares = re.findall(r"(\S+) % of the plane|the mean on (\S+) %", one.description)
        assert left.get_title(loc="left").endswith(f": {shares[0][0]} % sure")
        assert middle.get_title(loc="left") == f"Mean of 400: {shares[1][1]} % sure"
        here = re.search(r"(?:information|spread of p) (\d\.\d\d)(?: bit)?\.$", one.description).group(1)
        assert right.get_title(loc="left").endswith(f": {here} at ☆")
        assert one.result["unsure"].max() <= right.images[0].get_clim()[1]
