"""Digits written out: data, measured and live, mixes of two images, and networks of one's own."""

from itertools import pairwise

import numpy as np
import pytest
from corners import sentences
from helpers import refused
from own_data import move_everywhere

from course_nn import data
from course_nn.chapters.ch08_rnns import digit_names
from course_nn.chapters.ch08_rnns.digit_names_figure import draw_digit_names
from course_nn.chapters.ch08_rnns.instruments import digit_names as instrument
from course_nn.models import VectorDecoder
from course_nn.plots.style import BLUE, VERMILION, figure_png, new_figure


def test_images_and_names():
    (X, _), (X_test, y_test) = digit_names.images()
    assert X.shape == (1348, 64) and X_test.shape == (449, 64) and X.dtype == np.float32
    assert (y_test == data.digits().split()[1].y).all() and (X.min(), X.max()) == (0, 1)
    with pytest.raises(ValueError, match="read-only"):
        X[0] = 0
    assert [digit_names.ALPHABET.decode(row) for row in digit_names.names([0, 7, 3])] == ["zero", "seven", "three"]
    assert len(digit_names.ALPHABET) == 16


def test_as_it_was_measured():
    found = digit_names.measured()
    assert len(found["exact"]) == 5 and found["exact"].min() >= 0.97 and found["seconds"].max() < 5
    assert (found["exact"] < found["free"]).all() and (found["free"] < found["forced"]).all()
    assert 0.03 < found["strange"].min() and found["strange"].max() < 0.2


@pytest.mark.long
def test_one_seed_again():
    network, history = digit_names.train_names(3)
    assert len(history) == digit_names.EPOCHS and history["accuracy"][-1] > 0.995
    found = digit_names.unseen(network)
    assert found["exact"] == pytest.approx(digit_names.measured()["exact"][3], abs=0.008)


def test_the_stored_network_writes_whole_names_also_where_it_is_wrong():
    network, (X, y) = digit_names.trained(), digit_names.images()[1]
    wrote = [digit_names.ALPHABET.decode(row) for row in network.decode(X, 7)]
    right = np.mean([name == digit_names.NAMES[digit] for name, digit in zip(wrote, y, strict=True)])
    assert right == pytest.approx(digit_names.measured()["exact"][0], abs=0.003)
    assert set(wrote) == set(digit_names.NAMES)
    network.theta[...] = 0
    assert digit_names.trained().theta.any()


def test_a_mix_begins_and_ends_with_its_images():
    network, (X, _) = digit_names.trained(), digit_names.images()[1]
    way = digit_names.mixed(network, (X[319], X[259]), np.linspace(0, 1, 21))
    assert way[0] == "six" and way[-1] == "four" and "fix" in way
    assert digit_names.mixed(network, (X[319], X[319]), [0, 0.5, 1]) == ["six"] * 3
    assert digit_names.strange(network, 30, seed=0) <= 0.3


@pytest.mark.long
def test_the_instrument():
    one = instrument()
    assert one.values["share"] == 0 and one.result["wrote"] == "six" and one.result["digits"] == (6, 4)
    one.set(share=0.5)
    assert one.result["wrote"] == "fix" and "no digit's name" in one.description
    np.testing.assert_allclose(
        one.result["image"].ravel(), digit_names.images()[1][0][[319, 259]].mean(axis=0), atol=1e-6
    )
    assert len(set(sentences(one))) > 3
    own = instrument(digit_names.untrained(5))
    for _ in move_everywhere(own):
        assert own.result["p"].shape[1] == 16


@pytest.mark.long
def test_one_image_twice_is_one_and_two_images_of_a_digit_are_told_apart():
    y = digit_names.images()[1][1]
    (zero, other), eight = np.flatnonzero(y == 0)[:2].tolist(), int(np.flatnonzero(y == 8)[0])
    one = instrument()

    def shown(**values):
        one.set(**values)
        return one.figure.axes[0].get_title(loc="left"), one.description.partition(" the network")[0]

    assert shown(first=zero, second=zero, share=0.5) == ("An image of a 0", "Of an image of a 0")
    assert shown(second=other) == ("0.50 · 0 + 0.50 · 0′", "Of an image that is 50 % one 0 and 50 % another 0")
    assert shown(second=eight) == ("0.50 · 0 + 0.50 · 8", "Of an image that is 50 % a 0 and 50 % an 8")
    assert shown(first=eight) == ("An image of an 8", "Of an image of an 8")


def test_where_it_is_sure_of_all_no_step_is_the_least_sure():
    one = instrument().set(share=1)
    assert one.result["p"].max(axis=1).min() > 0.995
    assert "it is sure of every step, with p over 0.99" in one.description and "1.00" not in one.description


@pytest.mark.long
def test_words_on_the_way_cover_no_mark_and_no_other_word():
    for one, values, words in (
        (instrument(), {"share": 0.5}, 3),
        (instrument(digit_names.untrained(0)), {"first": 370, "second": 281, "share": 1}, 12),
    ):
        way = one.set(**values).figure.axes[2]
        names = way.get_yticklabels()
        boxes = [name.get_window_extent() for name in names]
        assert len(names) == words and not any(a.overlaps(b) for k, a in enumerate(boxes) for b in boxes[:k])
        marks = [line for line in way.lines if line.get_marker() in ("s", "X")]
        assert all(not box.overlaps(mark.get_window_extent()) for box in boxes for mark in marks)
        full = one.result | {"way": [(k / 20, f"seveng{k}", None) for k in range(21)], "share": 1}
        draw_digit_names(figure := new_figure(9.2, 3.4), full)
        figure_png(figure, 1)
        boxes = [name.get_window_extent() for name in figure.axes[2].get_yticklabels()]
        assert len(boxes) == 21 and not any(a.overlaps(b) for a, b in pairwise(boxes))
        written = {name for share, name, _ in one.result["way"] if share <= values["share"]}
        assert {name.get_text().strip("“”") for name in names if name.get_alpha() == 1} == written, "no other is seen"


def test_of_an_image_that_is_not_mixed_right_and_wrong_are_said():
    one = instrument().set(first=5, second=319)  # an 8 and a 6

    def shown(share):
        one.set(share=share)
        _, steps, way = one.figure.axes
        squares = [line.get_markerfacecolor() for line in way.lines if line.get_marker() == "s"]
        return steps.get_title(loc="left"), one.description, squares

    title, sentence, squares = shown(0)
    assert title == "It writes “three”, wrong" and "“three”, the name of another digit;" in sentence
    assert squares == ["white"] and one.figure.axes[1].lines[0].get_color() == VERMILION
    title, sentence, squares = shown(1)
    assert title == "It writes “six”, right" and "“six”, which is right;" in sentence
    assert squares[0] == "white" and squares[-1] == BLUE
    title, sentence, squares = shown(0.05)
    assert title == "It writes “eight”" and "“eight”, the name of a digit;" in sentence and squares == ["white", BLUE]
    one.set(second=5, share=0.5)
    assert "the name of another digit;" in one.description, "an 8 that is mixed with itself"
    assert "an open square that of another digit" in one.caption and "′: another image of the same" in one.caption


@pytest.mark.long
def test_the_network_is_shown_as_it_was_at_opening():
    network = digit_names.trained()
    own = instrument(network)
    network.theta[...] = 0
    assert own.set(share=1).result["wrote"] == "four" and "as it was when this opened" in own.caption
    assert "as it was when" not in instrument().caption


def test_a_network_that_writes_nothing():
    network = digit_names.untrained()
    network.theta[...] = 0  # all symbols alike: the boundary is the first of them
    own = instrument(network)
    assert own.figure.axes[1].get_title(loc="left") == "It writes nothing, no digit"
    assert "the network writes nothing, no digit's name" in own.description
    assert [text.get_text() for text in own.figure.axes[2].get_yticklabels()] == ["nothing"]


def test_bad_input():
    rng = np.random.default_rng(0)
    broken = digit_names.untrained()
    broken.theta[7] = np.nan
    with refused("digit_names: expected a network with finite weights, got NaN or infinite ones"):
        instrument(broken)
    with refused(r"digit_names: expected a VectorDecoder\(64, 16, …\), got 'net'"):
        instrument("net")
    with refused(r"digit_names: expected a VectorDecoder\(64, 16, …\), got VectorDecoder\(64, 12"):
        instrument(VectorDecoder(64, 12, 4, rng))
