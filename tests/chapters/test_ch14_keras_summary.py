"""The stored summaries: they are read as they stand, their numbers add up, and ours has as many parameters."""

import numpy as np
import pytest

from course_nn import Dense, Sequential
from course_nn.chapters.ch14_frameworks import keras_summary as theme
from course_nn.exercises import EXERCISES
from course_nn.layers import GRU, LSTM, RNN, BatchNorm, Conv2D


@pytest.mark.parametrize("text", theme.INPUTS, ids=["images", "sequences"])
def test_the_numbers_add_up_and_are_those_of_the_exercise(text):
    rows = theme.rows_of(text)
    assert sum(count for *_, count in rows) == theme.total_of(text)
    counts = EXERCISES["keras_parameters"].reference(
        [("InputLayer", theme.INPUTS[text]), *((kind, shape) for kind, shape, _ in rows)]
    )
    assert counts.tolist() == [0, *(count for *_, count in rows)]


def test_rows_are_read_whole():
    rows = theme.rows_of(theme.IMAGES)
    assert rows[0] == ("Conv2D", (26, 26, 8), 80) and rows[3] == ("BatchNormalization", (9, 9, 16), 64)
    kinds = " ".join(kind for kind, *_ in rows)
    assert kinds == "Conv2D MaxPooling2D Conv2D BatchNormalization MaxPooling2D Flatten Dense Dropout Dense"
    assert [kind for kind, *_ in theme.rows_of(theme.SEQUENCES)] == ["LSTM", "GRU", "SimpleRNN", "Dense"]


def test_ours_has_as_many_but_for_running_statistics_and_the_second_biases_of_a_gru():
    def ours(layer):
        return sum(one.value.size for one in Sequential(layer).parameters().values())

    rng = np.random.default_rng(0)
    images = {count: kind for kind, _, count in theme.rows_of(theme.IMAGES) if count}
    assert list(images) == [ours(Conv2D(1, 8, 3, rng)), ours(Conv2D(8, 16, 5, rng)), 64,
                            ours(Dense(256, 32, rng)), ours(Dense(32, 10, rng))]  # fmt: skip
    assert ours(BatchNorm(16)) == 64 - 32
    counts = [count for *_, count in theme.rows_of(theme.SEQUENCES)]
    assert counts == [
        ours(LSTM(4, 16, rng)),
        ours(GRU(16, 12, rng)) + 2 * 12,
        ours(RNN(12, 8, rng)),
        ours(Dense(8, 3, rng)),
    ]
