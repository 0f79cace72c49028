"""What a network writes: scores against counting by hand, probabilities, networks of one's own."""

import numpy as np
import pytest
from helpers import refused

from course_nn import Dense, softmax
from course_nn.chapters.ch08_rnns import decoding, string_reversal
from course_nn.chapters.ch08_rnns.decoding_figure import agreement, draw_spelled
from course_nn.models import EncoderDecoder, VectorDecoder
from course_nn.plots.style import new_figure
from course_nn.text import Alphabet


class Parrot:
    """Writes a given table of tokens when it runs free, and says another when it is fed."""

    def __init__(self, wrote, said):
        self.wrote, self.said = np.array(wrote), np.array(said)

    def decode(self, source, length):
        assert length == self.wrote.shape[1]
        return self.wrote

    def run(self, source, written):
        assert (written[:, 0] == 0).all() and written.dtype.kind == "i"
        return np.eye(5)[self.said], None


def test_scores_as_counted_by_hand():
    target = np.array([[1, 2, 3], [4, 0, 0], [2, 2, 0]])
    wrote = [[1, 2, 3, 0], [4, 0, 1, 1], [2, 3, 0, 0]]  # behind the end nothing counts
    said = [[1, 2, 1, 0], [4, 0, 1, 1], [2, 2, 1, 0]]
    found = decoding.scores(Parrot(wrote, said), np.ones((3, 2), int), target)
    assert found == {"exact": pytest.approx(2 / 3), "forced": pytest.approx(7 / 9), "free": pytest.approx(8 / 9)}


def test_what_is_spelled_has_the_probabilities_of_its_own_inputs():
    network = string_reversal.trained()
    source = string_reversal.ALPHABET.encode(["planet"])[0]
    tokens, p = decoding.spelled(network, source, 9)
    assert string_reversal.ALPHABET.decode(tokens) == "tenalp" and tokens[-1] == 0 and p.shape == (7, 27)
    np.testing.assert_allclose(p.sum(axis=1), 1)
    assert (p.argmax(axis=1) == tokens).all()
    for step in range(7):
        fed = np.concatenate([[0], tokens[:step]])[None]
        alone = softmax(network.run(source[None], fed)[0][0, -1].astype(float))
        np.testing.assert_allclose(p[step], alone, atol=1e-5)
    cut, p = decoding.spelled(network, source, 3)
    assert string_reversal.ALPHABET.decode(cut) == "ten" and len(p) == 3


def test_a_network_of_ones_own_is_held_to_the_alphabets():
    rng, source, target = np.random.default_rng(0), Alphabet(["abc"]), Alphabet(["01"])
    right = EncoderDecoder(5, 4, 3, 2, rng)
    copy = decoding.own_writer(right, None, source, target, "me")
    assert copy is not right and (copy.theta == right.theta).all() and not np.shares_memory(copy.theta, right.theta)
    assert decoding.own_writer(None, lambda: "stored", source, target, "me") == "stored"
    with refused(r"me: expected a network as EncoderDecoder\(…, 4, 3, …\), got"):
        decoding.own_writer(Dense(2, 2, rng), None, source, target, "me")
    with refused(r"for the alphabets of the chapter, got EncoderDecoder\(5, 5, 3"):
        decoding.own_writer(EncoderDecoder(5, 5, 3, 2, rng), None, source, target, "me")
    with refused("me: expected a network as EncoderDecoder"):
        decoding.own_writer(VectorDecoder(5, 3, 2, rng), None, source, target, "me")


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_network_of_ones_own_has_finite_weights(bad):
    source, target = Alphabet(["abc"]), Alphabet(["01"])
    network = EncoderDecoder(5, 4, 3, 2, np.random.default_rng(0))
    network.theta[0] = bad
    with refused("me: expected a network with finite weights, got NaN or infinite ones"):
        decoding.own_writer(network, None, source, target, "me")


def test_outputs_that_are_not_finite_are_told_in_one_sentence_and_without_a_warning():
    network = VectorDecoder(3, 4, 2, np.random.default_rng(0))
    network.theta[...] = 3e38
    with refused("expected a network with finite outputs, got NaN or infinite ones"):
        decoding.spelled(network, np.ones(3, np.float32), 4)
    with refused("expected a network with finite outputs, got NaN or infinite ones"):
        decoding.scores(network, np.ones((2, 3), np.float32), np.array([[1, 2], [3, 0]]))


def test_agreement_counts_in_the_longer_word():
    assert [agreement(*pair) for pair in (("enots", "enots"), ("enotsx", "enots"), ("en", "enots"), ("", "ab"))] == [
        "5 of 5",
        "5 of 6",
        "2 of 5",
        "0 of 2",
    ]


def test_a_blank_that_is_written_is_seen():
    result = {"tokens": np.array([1, 2, 0]), "p": np.eye(3), "symbols": ["·", " ", "a"]}
    ax = new_figure(3, 3).subplots()
    draw_spelled(ax, result, 4, "a blank and a letter")
    assert [label.get_text() for label in ax.get_xticklabels()] == ["␣", "a", "·"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["·", "␣", "a"]
    frames = [line for line in ax.lines if len(line.get_xdata()) == 5]
    assert len(frames) == 3 and not any(line.get_clip_on() for line in frames), "whole also at the edge"
