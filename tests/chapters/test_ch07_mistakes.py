"""The mistakes of a network: counted, ordered, shown with their probabilities, and said where there are none."""

import numpy as np
import pytest
from helpers import refused
from own_data import move_everywhere

from course_nn import Dense, Flatten, Sequential
from course_nn.chapters.ch07_cnn_filters import digit_cnn
from course_nn.chapters.ch07_cnn_filters.instruments import mistakes
from course_nn.chapters.ch07_cnn_filters.mistakes import NARROW, find_mistakes, look_at
from course_nn.chapters.ch07_cnn_filters.mistakes_figure import describe_mistakes, draw_mistakes
from course_nn.plots import course_style, new_figure


def says(classes):
    """A network whose logits are the first ``classes`` pixels, and n images with the given rows of logits."""
    net = Sequential(Flatten(), Dense(16, classes, np.random.default_rng(0), dtype=np.float64))
    net[1].W.value, net[1].b.value = np.eye(16)[:, :classes], np.zeros(classes)
    return net


def pixels(logits):
    X = np.zeros((len(logits), 16))
    X[:, : len(logits[0])] = logits
    return X.reshape(-1, 1, 4, 4)


LOGITS = np.log([[8, 1, 1], [1, 3, 1], [1, 1, 2], [4, 1, 1], [1, 5, 1]])


def test_counts_and_order_by_hand():
    found = find_mistakes(says(3), pixels(LOGITS), [1, 1, 0, 0, 2])
    assert found["counts"].tolist() == [[1, 0, 1], [1, 1, 0], [0, 1, 0]]
    assert (found["wrong"], found["tried"]) == (3, 5)
    assert found["rows"].tolist() == [2, 4, 0, 1, 3]  # mistakes with p = 2/4, 5/7, 8/10; right ones with 3/5, 4/6
    assert found["said"].tolist() == [2, 1, 0, 1, 0] and found["labels"].tolist() == [0, 2, 1, 1, 0]
    np.testing.assert_allclose(
        found["p"][:, :2], [[1 / 4, 1 / 4], [1 / 7, 5 / 7], [0.8, 0.1], [0.2, 0.6], [4 / 6, 1 / 6]]
    )
    one = look_at(found)(3)
    assert (one["label"], one["said"], one["row"], one["place"]) == (1, 0, 0, 3)
    assert describe_mistakes(one) == (
        "Mistake 3 of 3, image 0: it is 1, and the network says 0 with p = 0.80; 1 got 0.10."
    )
    assert describe_mistakes(look_at(found)(5)) == (
        "Image 3 is number 2 of the right answers it doubted most: 0 with p = 0.67."
    )


def test_where_there_are_none_it_is_said():
    found = find_mistakes(says(3), pixels(LOGITS), LOGITS.argmax(axis=1))
    assert found["wrong"] == 0 and found["rows"].tolist() == [2, 1, 3, 4, 0]
    assert describe_mistakes(look_at(found)(1)) == (
        "No mistake among 5 images. Image 2 is the right answer it was least sure of: 2 with p = 0.50."
    )


def test_the_stored_network():
    found = find_mistakes()
    network, (X, y) = digit_cnn.trained(), digit_cnn.images()[1]
    assert found["wrong"] == digit_cnn.errors(network, X, y) == found["counts"].sum() - found["counts"].trace() <= 8
    assert found["counts"].sum(axis=1).tolist() == np.bincount(y).tolist()
    assert len(found["rows"]) == found["wrong"] + NARROW
    sure = found["p"].max(axis=1)
    assert (np.diff(sure[: found["wrong"]]) >= 0).all() and (np.diff(sure[found["wrong"] :]) >= 0).all()
    assert ((found["said"] != found["labels"]) == (np.arange(len(sure)) < found["wrong"])).all()


def test_many_classes_show_those_with_the_largest_probabilities():
    rng = np.random.default_rng(2)
    X = rng.normal(size=(40, 1, 8, 8))
    net = Sequential(Flatten(), Dense(64, 47, rng))
    found = find_mistakes(net, X, np.arange(40))
    figure = new_figure(6.6, 3)
    with course_style():
        draw_mistakes(figure, look_at(found)(1))
    bars = figure.axes[2]
    names = [int(text.get_text()) for text in bars.get_yticklabels()]
    assert 10 <= len(names) <= 11 and {found["labels"][0], found["said"][0]} <= set(names)


CASES = {
    "all wrong": (says(3), pixels(LOGITS), (LOGITS.argmax(axis=1) + 1) % 3),
    "none wrong": (says(3), pixels(LOGITS), LOGITS.argmax(axis=1)),
    "two images": (says(2), pixels(LOGITS[:2, :2]), [0, 0]),
    "black and blank": (says(2), np.zeros((3, 1, 4, 4)), [0, 1, 0]),
    "47 classes, in color": (
        Sequential(Flatten(), Dense(3 * 28 * 28, 47, np.random.default_rng(1))),
        np.random.default_rng(2).random((60, 3, 28, 28)),
        np.arange(60) % 47,
    ),
}


@pytest.mark.long
@pytest.mark.parametrize("case", CASES)
def test_the_instrument_with_a_network_of_ones_own(case):
    network, X, y = CASES[case]
    seen = {instrument for instrument in (mistakes(network, X, y).description,)}
    instrument = mistakes(network, X, y)
    for corner in move_everywhere(instrument):
        assert instrument.result["place"] == corner["place"]
        seen.add(instrument.description)
    assert len(seen) > 1


def test_bad_input():
    with refused("mistakes: expected at least 2 images, got 1"):
        mistakes(says(2), pixels(LOGITS[:1, :2]), [0])
    with refused("mistakes: expected X and y together, got X without y"):
        mistakes(says(2), pixels(LOGITS[:1, :2]))
    with refused("mistakes: place: expected a whole number at least 1 and at most 5, got 6"):
        look_at(find_mistakes(says(3), pixels(LOGITS), [0] * 5))(6)
