"""Samples under the same judges: what is stored, which judge says what, and that each alone can be fooled."""

import numpy as np
import pytest

from course_nn.chapters.ch10_autoencoders.instruments_of_vae import sample_judges
from course_nn.chapters.ch10_autoencoders.sample_judges import (
    JUDGES,
    LATENT,
    SEEDS,
    SHOWN,
    SIGMAS,
    SOURCES,
    N,
    SingleBatches,
    adversaries,
    draw_from_pca,
    images,
    judged,
    measured,
    real_judged,
    shuffled,
    train_gan,
    train_vae,
)
from course_nn.chapters.ch10_autoencoders.sample_judges_figure import of_seed, score


def of(name):
    return {source: measured()[source][name] for source in SOURCES.values()}


def below(one, other):
    """Whether each seed of the one is less than each of the other."""
    return one.max() < other.min()


def test_pca_draws_from_the_gaussian_in_the_principal_subspace():
    X = images()[0].astype(np.float64)
    mean = X.mean(axis=0)
    drawn = draw_from_pca(40_000, np.random.default_rng(0)) - mean
    values, axes = np.linalg.eigh(np.cov(X.T, bias=True))
    wanted = axes[:, -LATENT:] * values[-LATENT:] @ axes[:, -LATENT:].T
    np.testing.assert_allclose(drawn.T @ drawn / len(drawn), wanted, atol=0.01)
    assert np.linalg.matrix_rank(drawn[:100], tol=1e-6) == LATENT


def test_shuffled_digits_keep_their_ink_and_lose_their_place():
    found = shuffled(100, np.random.default_rng(0))
    X = images()[0]
    assert {one.sum().round(3) for one in found} <= {one.sum().round(3) for one in X}
    assert found.std(axis=0).min() > 0.2 > X.std(axis=0).min()


def test_what_is_stored_comes_out_again():
    rng = np.random.default_rng([2, 0])
    found = judged(draw_from_pca(N, rng))
    real = real_judged()
    for name in JUDGES.values():
        assert found[name] == pytest.approx(measured()["pca"][name].mean(), rel=0.1)
        assert real[name] == pytest.approx(measured()["real"][name][0], rel=0.05)


def test_both_players_and_the_vae_learn():
    pair = train_gan(steps=60)
    assert pair.steps == 60 and np.ptp(pair.sample(5, averaged=True)) > 0.1
    assert pair.sample(5).shape == (5, 64) and 0 <= pair.sample(5).min() and pair.sample(5).max() <= 1
    sizes = [one.shape for one in SingleBatches(images()[0], np.random.default_rng(0))]
    assert sizes == [(64, 64)] * 21
    X = images()[0]
    assert train_vae(steps=220).elbo(X).value > train_vae(steps=22).elbo(X).value + 20
    generator, decoder = adversaries(0, 10).generator, train_vae(steps=22).decoder
    assert [p.value.shape for p in generator.parameters().values()] == [
        p.value.shape for p in decoder.parameters().values()
    ]


def test_what_the_judges_say():
    """Bands that hold for all five seeds."""
    distance, confident, neighbor, frechet = (of(name) for name in JUDGES.values())
    assert confident["gan"].min() > 0.7 and measured()["gan"]["shares"].min() > 0.05
    assert below(confident["vae means"], confident["gan"]) and below(confident["pca"], confident["vae means"])
    assert below(frechet["gan"], frechet["vae means"]) and below(frechet["vae means"], frechet["pca"])
    assert below(neighbor["vae means"], neighbor["pca"]) and below(neighbor["gan"], neighbor["pca"])
    # Nobody is as good as digits that were held out, and nobody copies.
    for source in ("gan", "vae means", "vae draws", "pca"):
        assert confident[source].max() < confident["real"] and frechet[source].min() > 1.4 * frechet["real"]
        assert neighbor[source].min() > 0.7 and distance[source].min() > distance["real"]


def test_judges_do_not_agree():
    """The GAN is ahead by the classifier and by Fréchet, the VAE's means by the neighbors, on average."""
    neighbor = of("neighbor_accuracy")
    assert neighbor["vae means"].mean() < neighbor["gan"].mean()


def test_each_judge_alone_can_be_fooled():
    confident, neighbor = of("confident"), of("neighbor_accuracy")
    assert confident["noise"].min() > 0.25 and confident["shuffled"].min() > 0.3
    assert np.abs(neighbor["shuffled"].mean() - neighbor["pca"].mean()) < 0.03
    copies = judged(images()[0][:N])
    assert copies["confident"] > 0.97 and copies["distance"] == 0


def test_draws_lie_farther_away_than_means():
    """The noise of p(x|z) is what the likelihood is about, and what papers leave away."""
    for name in ("distance", "frechet"):
        assert (of(name)["vae means"] < of(name)["vae draws"]).all()


def test_the_bound_and_the_judges_disagree():
    """σ from 0.1 to 0.2: a lower ELBO of unseen digits, and means that all four judges place higher."""
    found = measured()["sigmas"]
    assert found["elbo"].shape == (len(SIGMAS), SEEDS)
    for k in range(len(SIGMAS) - 1):
        assert below(found["elbo"][k + 1], found["elbo"][k])
        assert found["confident"][k].mean() < found["confident"][k + 1].mean()
        for name in ("neighbor_accuracy", "distance", "frechet"):
            assert below(found[name][k + 1], found[name][k])


def test_the_place_of_the_vae_depends_on_its_sigma():
    """With 0.15 seeds overlap with the GAN's by distance and by neighbors, with 0.2 its means are ahead of all."""
    wide = measured()["sigmas"]
    for name in ("distance", "neighbor_accuracy"):
        assert not below(of(name)["gan"], of(name)["vae means"]) and not below(of(name)["vae means"], of(name)["gan"])
        assert below(wide[name][SIGMAS.index(0.2)], of(name)["gan"])


def test_the_picture_shows_what_the_sentence_says():
    one = sample_judges()
    for judge in JUDGES.values():
        one.set(judge=judge, seed=4)
        ax = one.figure.axes[1]
        low, high = ax.get_xlim()
        assert all(low <= x <= high for line in ax.lines for x in np.atleast_1d(line.get_xdata()))
        told = dict(part.rsplit(" ", 1) for part in one.description.rstrip(".").split(": ", 1)[1].split("; "))
        assert list(told) == list(SOURCES)
        for text, name in SOURCES.items():
            assert told[text] == score(judge, of_seed(one.result, name))
            assert of_seed(one.result, name) == measured()[name][judge][0 if name == "real" else 4]
        title = ax.get_title(loc="left").removeprefix("Nearest to real digits: ").removeprefix("Nearest: ")
        real = measured()["real"][judge][0]
        away = {text: np.abs(measured()[name][judge] - real) for text, name in list(SOURCES.items())[:4]}
        named = {text: away.pop(text) for text in title.split(" or ")}
        assert all(rest.min() > least.max() for rest in away.values() for least in [min(named.values(), key=np.mean)])
        assert len(named) == 1 or max(one.min() for one in named.values()) <= min(one.max() for one in named.values())
        assert (len(named) == 1) == (judge in ("confident", "frechet"))
    assert all(len(shown) == SHOWN for shown in one.result["images"].values())
