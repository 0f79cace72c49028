"""The bound in training: what is stored comes out again, it rises on average, and its parts add up."""

import re

import numpy as np
import pytest

from course_nn.chapters.ch10_autoencoders import digit_vae
from course_nn.chapters.ch10_autoencoders.elbo import (
    LOOKS,
    SAMPLES,
    SEEDS,
    follow_training,
    importance_bounds,
    measured,
)
from course_nn.chapters.ch10_autoencoders.instruments_of_vae import elbo

BOTH = tuple(digit_vae.LIKELIHOODS.values())


@pytest.mark.parametrize("likelihood", BOTH)
def test_what_is_stored_comes_out_again(likelihood):
    curves, fallen, vae = follow_training(likelihood, 3, LOOKS[:4])
    for name, curve in curves.items():
        np.testing.assert_allclose(curve, measured()[likelihood][name][3, :4], rtol=0.05, atol=0.5)
    assert 0.2 < fallen < 0.6
    at_once = vae.elbo(digit_vae.images(likelihood)[1], 20).value
    one, ten = importance_bounds(vae, (1, 10))
    assert one == pytest.approx(at_once, abs=0.3)
    library = vae.log_likelihood(digit_vae.images(likelihood)[1], 10, np.random.default_rng(5)).mean()
    assert ten == pytest.approx(library, abs=0.3) and ten > one


@pytest.mark.parametrize("likelihood", BOTH)
def test_the_bound_rises_on_average(likelihood):
    """Over ten seeds at every look, also of unseen digits; but by no means at every step."""
    found = measured()[likelihood]
    for name in ("train", "unseen"):
        assert found[name].shape == (SEEDS, len(LOOKS), 3)
        assert (np.diff(found[name][:, :, 0].mean(axis=0)) > 0).all()
    assert (np.diff(found["train"][:, :, 0], axis=1) > 0).all(), "each seed's, from look to look"
    assert (0.4 < found["fallen"]).all() and (found["fallen"] < 0.55).all()
    np.testing.assert_allclose(found["train"][..., 1] - found["train"][..., 2], found["train"][..., 0], atol=0.2)


def test_the_kl_grows_though_the_loss_pays_for_it():
    for likelihood in BOTH:
        kl = measured()[likelihood]["train"][:, :, 2]
        assert (kl[:, -1] > 3 * kl[:, 0]).all()


@pytest.mark.parametrize("likelihood", BOTH)
def test_more_samples_raise_the_bound(likelihood):
    found = measured()[likelihood]["importance"]
    assert found.shape == (SEEDS, len(SAMPLES)) and (np.diff(found, axis=1) > 0).all()
    gained = found[:, -1] - found[:, 0]
    low, high = {"gaussian": (2.0, 2.8), "bernoulli": (0.6, 0.8)}[likelihood]
    assert low < gained.min() and gained.max() < high
    assert (np.diff(found, axis=1)[:, -1] < 0.12 * gained).all(), "the last tenfold adds little"


def test_bernoulli_bounds_are_those_of_probabilities():
    assert measured()["bernoulli"]["train"][..., :2].max() < 0 < measured()["gaussian"]["train"][..., 0].max()


def test_both_curves_are_seen_where_they_are_one():
    """At epoch 0 they nearly coincide: a larger disk, and a square that is open."""
    one = elbo()
    one.set(look=0)
    ours, unseen = one.figure.axes[0].lines[-2:]
    assert ours.get_markersize() > unseen.get_markersize() and unseen.get_markerfacecolor() == "none"
    linear = one.figure.axes[0].yaxis.get_transform().linthresh
    assert f"logarithmic below −{linear} and above {linear}" in one.caption


@pytest.mark.long
def test_the_numbers_of_picture_and_sentence_are_one():
    one = elbo()
    for corner in one.corners():
        one.set(**corner)
        total, parts = (ax.get_title(loc="left") for ax in one.figure.axes[:2])
        told = re.search(r"ELBO (\S+) nats = (\S+) − (\S+), of unseen", one.description).groups()
        assert total.startswith(f"ELBO {told[0]} after")
        assert parts == f"{told[1]} of reconstruction, {told[2]} of KL"
        ax = one.figure.axes[0]
        drawn = np.concatenate([line.get_ydata() for line in ax.lines])
        low, high = ax.get_ylim()
        assert low < drawn.min() and drawn.max() < high
        assert one.result["one"][:, 2].max() < one.figure.axes[2].get_ylim()[1]
        number, reconstruction, kl = (float(part.replace("−", "-")) for part in told)
        assert number == pytest.approx(reconstruction - kl, abs=1e-6)
        assert number == pytest.approx(one.result["one"][-1, 0], abs=0.25)
