"""What comes back through a code of k numbers, as stored and as told; an autoencoder of the reader's own."""

import numpy as np
import pytest
from helpers import refused
from own_data import move_everywhere

from course_nn import Dense, Sequential
from course_nn.chapters.ch10_autoencoders import bottleneck as theme
from course_nn.chapters.ch10_autoencoders import digit_codes
from course_nn.chapters.ch10_autoencoders.digit_vae import images
from course_nn.chapters.ch10_autoencoders.instruments_of_codes import bottleneck
from course_nn.plots.powers import with_power


@pytest.mark.parametrize("kind", digit_codes.KINDS)
@pytest.mark.parametrize("k", theme.SIZES)
def test_the_stored_networks_have_the_measured_errors(k, kind):
    error = digit_codes.squared_errors(theme.trained(k, kind), images()[1]).mean()
    assert error == pytest.approx(theme.measured()[kind][0, theme.SIZES.index(k)], rel=2e-3)


def test_what_the_chapter_may_say_of_all_seeds():
    dense, conv, pca = theme.measured()["dense"], theme.measured()["convolutional"], theme.pca_errors()
    at = theme.SIZES.index
    assert (np.concatenate([dense, conv])[:, : at(16) + 1] < pca[: at(16) + 1]).all(), "up to 16 numbers"
    assert (dense[:, : at(8) + 1].max(axis=0) < conv[:, : at(8) + 1].min(axis=0)).all(), "dense first up to 8"
    small = theme.measured()["dense, as small"]
    ahead = (conv.max(axis=0) < small.min(axis=0)).tolist()
    assert (conv.mean(axis=0) < small.mean(axis=0)).all(), "the convolutional one at equal size, on average"
    assert ahead == [k not in (2, 4) for k in theme.SIZES], "and from each seed but with 2 and 4 numbers"
    for runs in (dense, conv):
        assert runs[:, -1].min() < pca[-1] < runs[:, -1].max(), "with 32 numbers it depends on the seed"
    assert (np.diff(np.concatenate([dense, conv]), axis=1) < 0).all(), "more numbers, less error"
    for kind in digit_codes.KINDS:
        assert (theme.measured()[f"{kind}, training"] < theme.measured()[kind]).all()


def test_sizes_are_as_the_caption_tells():
    def size(*how):
        return digit_codes.autoencoder(8, np.random.default_rng(0), *how).theta.size

    told = bottleneck().caption
    for number in (size("dense"), size("convolutional"), size("dense", digit_codes.hidden_as_small(8))):
        assert f"{number:,}" in told
    for k in theme.SIZES:
        two = [
            digit_codes.autoencoder(k, np.random.default_rng(0), *how).theta.size
            for how in (("convolutional",), ("dense", digit_codes.hidden_as_small(k)))
        ]
        assert two[1] == pytest.approx(two[0], rel=0.06)


@pytest.mark.long
def test_an_error_beyond_the_axes_is_marked_with_its_number():
    for factor, marker in ((30.0, "^"), (0.0, None)):
        own = Dense(64, 64, np.random.default_rng(0))
        own.W.value[:], own.b.value[:] = factor * np.eye(64), 0
        it = bottleneck(own)
        ax = next(one for one in it.figure.axes if one.get_xlabel())
        low, high = ax.get_ylim()
        for line in ax.lines:
            assert low <= np.min(line.get_ydata()) and np.max(line.get_ydata()) <= high
        assert [line.get_marker() for line in ax.lines if line.get_marker() in "^v" and len(line.get_xdata()) == 1] == (
            [marker] if marker else []
        )
        assert (with_power(it.result["own"]) in [text.get_text() for text in ax.texts]) == bool(marker)


@pytest.mark.long
def test_a_dense_training_again():
    error = digit_codes.squared_errors(digit_codes.train_codes(2, seed=1), images()[1]).mean()
    assert error == pytest.approx(theme.measured()["dense"][1, 1], rel=0.1)


@pytest.mark.long
def test_a_network_of_ones_own():
    own = Sequential(Dense(64, 3, np.random.default_rng(0)), Dense(3, 64, np.random.default_rng(1)))
    it = bottleneck(own)
    error = digit_codes.squared_errors(own, images()[1]).mean()
    assert it.result["own"] == pytest.approx(error) and "yours" in it.description
    own.theta[...] = 0
    assert it.result["own"] == pytest.approx(error)
    for _ in move_everywhere(it):
        pass


def test_bad_networks():
    rng = np.random.default_rng(0)
    with refused("expected an autoencoder"):
        bottleneck("network")
    with refused("expected a network that gives images back"):
        bottleneck(Dense(64, 3, rng))
    with refused("bottleneck: "):
        bottleneck(Dense(3, 64, rng))
    ruined = Dense(64, 64, rng)
    ruined.theta[...] = 1e38
    with refused("finite outputs"):
        bottleneck(ruined)
