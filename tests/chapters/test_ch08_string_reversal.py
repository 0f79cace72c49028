"""String reversal: the tenth that is held out, right up to six letters and wrong beyond, as measured and live."""

import numpy as np
import pytest
from corners import sentences
from helpers import refused
from own_data import move_everywhere

from course_nn.chapters.ch08_rnns import string_reversal
from course_nn.chapters.ch08_rnns.instruments import string_reversal as instrument
from course_nn.chapters.ch08_rnns.string_reversal_figure import show_forced_and_free


def test_strings_and_the_tenth_that_is_held_out():
    rng = np.random.default_rng(0)
    lengths = rng.integers(1, 7, 3000)
    for seen in (True, False):
        source, target = string_reversal.strings(lengths, rng, seen)
        assert ((source > 0).sum(axis=1) == lengths).all() and source.max() == 26 and source.shape == (3000, 6)
        words = [string_reversal.ALPHABET.decode(row) for row in source]
        assert [word[::-1] for word in words] == [string_reversal.ALPHABET.decode(row) for row in target]
        numbers = [sum(ord(letter) - 96 for letter in word) for word in words]
        assert all((number % 10 == 0) != seen for number in numbers)
    assert {word for word in words if len(word) == 1} == {"j", "t"}


def test_every_batch_is_of_strings_that_may_be_learned_from():
    network = string_reversal.untrained()
    batches = []

    def forward(x, train=False):
        batches.append(x.copy())
        return type(network).forward(network, x, train)

    object.__setattr__(network, "forward", forward)
    steps = string_reversal.learning(network, seed=1, steps=3)
    assert len(list(steps)) == 3
    X = np.concatenate(batches)
    assert X.shape == (3 * 128, 6 + 7) and (X[:, :6].sum(axis=1) % 10 > 0).all()


def test_as_it_was_measured():
    found = string_reversal.measured()
    assert len(found["exact"]) == 5 and found["exact"].min() >= 0.99 and found["seconds"].max() < 10
    exact = found["exact by length"]
    assert exact[:, :6].min() >= 0.98, "what was trained comes out right at every length, from every seed"
    assert 0.5 < exact[:, 6].min() and exact[:, 6].max() < 0.9 and exact[:, 7].max() < 0.1 and exact[:, 8:].max() == 0
    forced, free = found["forced by length"], found["free by length"]
    assert (free <= forced).all() and (free[:, 6:] < forced[:, 6:]).all()


def test_the_figure_of_what_was_measured(monkeypatch):
    monkeypatch.setenv("COURSE_NN_STRICT", "1")
    shown = show_forced_and_free(string_reversal.measured())
    assert "at 6 letters: 99.9, 99.9, 99.5 %; 7 letters: 96.9, 94.3, 77.6 %; 8 letters: 77.2, 64.3, 4.1 %" in shown.alt


def test_the_stored_network_is_that_of_the_first_seed():
    network = string_reversal.trained()
    assert network.theta.dtype == np.float32 and network.theta.size < 80_000
    again = string_reversal.unseen(network)
    for name, value in again.items():
        assert value == pytest.approx(string_reversal.measured()[name][0], abs=0.003)
    network.theta[...] = 0  # is the reader's own
    assert string_reversal.trained().theta.any()


@pytest.mark.long
def test_a_short_training_again():
    network, losses = string_reversal.train_reversal(seed=7, steps=300)
    assert len(losses) == 300 and losses[-20:].mean() < 0.2 < 1 < losses[:20].mean()
    found = string_reversal.unseen(network)
    assert found["exact"] > 0.7 and found["exact"] <= found["free"] <= found["forced"] + 1e-9


def test_it_is_the_length_in_training_that_longer_strings_lack():
    """A network of the same size that learned from up to eight letters writes eight; three more are too many for it."""
    found = string_reversal.by_length(string_reversal.trained(), 200)
    assert found["exact"][:6].min() > 0.95 and found["exact"][7] < 0.1 and found["exact"][8:].max() == 0
    longer = string_reversal.measured_longer()["exact by length"]
    assert longer.shape == (3, 12) and longer[:, :8].min() > 0.99 and longer[:, 10:].max() < 0.1
    assert string_reversal.train_reversal(0, steps=1, longest=8)[0].source_length == 8


@pytest.mark.long
def test_the_instrument():
    one = instrument()
    assert one.values == {"word": "stone"} and one.result["wrote"] == "enots" and len(one.result["exact"]) == 5
    said = sentences(one)
    assert len(set(said)) == len(said)
    one.set(word="abcdefghijkl")
    assert one.result["wrote"] != one.result["right"] == "lkjihgfedcba" and "0 % come out right" in one.description
    assert "more than it was trained on (6)" in one.description and len(one.result["exact"]) == 12
    with refused("expected letters among"):
        one.set(word="Capital")
    assert one.figure.axes[1].get_xlabel().endswith("gray: trained")
    own = instrument(string_reversal.untrained())
    assert own.result["exact"].max() < 0.5
    for _ in move_everywhere(own):
        assert own.result["p"].shape[1] == 27
    with refused("string_reversal: expected a network as EncoderDecoder"):
        instrument("network")


@pytest.mark.long
def test_what_is_counted_and_what_is_written_are_of_the_same_network(monkeypatch):
    monkeypatch.setattr(string_reversal, "COUNTED", 20)
    network = string_reversal.untrained()
    own = instrument(network)
    before = own.description
    network.theta[...] = string_reversal.trained().theta  # more training
    assert own.set(word="train").set(word="stone").description == before and own.result["exact"].max() == 0
    assert "0 % come out right" in before and "as it was when this opened" in own.caption
    again = instrument(network)
    assert again.result["wrote"] == "enots" and again.result["exact"].min() > 0.9
    assert "as it was when this opened" not in instrument().caption


@pytest.mark.long
def test_which_strings_are_counted_is_said():
    one = instrument()
    assert "Of 200 draws of j or t 100 % come out right" in one.set(word="j").description
    assert "Of 200 random strings of 2 letters" in one.set(word="an").description
    assert "200 random strings each that it never learned, of one letter only j and t" in one.caption
    rng = np.random.default_rng(0)
    assert {string_reversal.ALPHABET.decode(row) for row in string_reversal.strings([1] * 99, rng, False)[0]} == {*"jt"}


@pytest.mark.long
@pytest.mark.parametrize("longest", [1, 8, 20])
def test_of_a_network_of_ones_own_it_is_said_what_it_is_made_for_and_not_that_it_was_trained(longest):
    own = instrument(string_reversal.untrained(longest=longest))
    for word in ("abcdefgh", "abcdefghi"):
        own.set(word=word)
        told = f", more than it is made for ({longest}), " in own.description
        assert told == (len(word) > longest) and "trained" not in own.description
        lengths = own.figure.axes[1]
        assert lengths.get_xlabel() == "letters in the string; gray: made for" and not lengths.texts
        assert lengths.patches[0].get_extents().transformed(lengths.transData.inverted()).x1 == pytest.approx(
            min(longest, 12) + 0.5
        )


@pytest.mark.long
def test_the_share_that_is_said_is_the_one_that_is_drawn():
    one = instrument()
    for word in ("stone", "stoneab", "stoneabc"):
        share = 100 * one.set(word=word).result["exact"][-1]
        assert share % 0.5 == pytest.approx(0) and f" {share:.1f}".removesuffix(".0") + " % come" in one.description
