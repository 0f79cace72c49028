"""The soft dictionary is kernel regression, and attention; cold it is the nearest key, hot the mean."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from course_nn.chapters.ch11_attention.instruments import soft_lookup
from course_nn.chapters.ch11_attention.soft_lookup import HIGH, KEYS, LOW, QUERIES, VALUES, look_up, nearest, weights


@pytest.mark.parametrize("temperature", [0.01, 0.3, 1, 7, 100])
def test_it_is_the_kernel_regression_of_nadaraya_and_watson(temperature):
    kernel = np.exp(-((QUERIES[:, None] - KEYS) ** 2) / (2 * temperature))
    plain = (kernel @ VALUES) / kernel.sum(axis=1)
    assert look_up(3.0, temperature)["curve"] == pytest.approx(plain, abs=1e-8)


def test_cold_it_is_the_nearest_key_and_hot_the_mean():
    gaps = np.sort(np.abs(np.subtract.outer(QUERIES, KEYS)), axis=1)
    clear = gaps[:, 1] - gaps[:, 0] > 0.2
    assert clear.sum() > 100
    assert look_up(0, 1e-3)["curve"][clear] == pytest.approx(nearest(QUERIES)[clear], abs=1e-6)
    assert look_up(0, 1e6)["curve"] == pytest.approx(np.full(len(QUERIES), VALUES.mean()), abs=1e-3)


def test_the_answer_lies_between_the_values_and_the_keys_that_count_between_1_and_12():
    for temperature in np.geomspace(LOW, HIGH, 9):
        for query in (0.0, 3.0, 5.45, 10.0):
            found = look_up(query, temperature)
            assert VALUES.min() - 1e-12 <= found["answer"] <= VALUES.max() + 1e-12
            assert 1 - 1e-9 <= found["counted"] <= len(KEYS) + 1e-9
            assert weights(query, temperature).sum() == pytest.approx(1)


def test_more_keys_count_the_hotter_it_is():
    counted = [look_up(3.0, temperature)["counted"] for temperature in np.geomspace(LOW, HIGH, 30)]
    assert (np.diff(counted) > -1e-9).all()


def test_the_sentence_has_the_numbers_of_the_picture():
    one = soft_lookup()
    found = look_up(3.0, 1.0)
    assert f"The answer is {found['answer']:.2f}" in one.describe(found)
    figure = Figure()
    one.draw(figure, found)
    assert f"is {found['answer']:.2f}" in figure.axes[0].get_title("left")


@pytest.mark.long
def test_two_keys_that_are_as_near_are_told_together():
    for temperature in (0.01, 0.5, 1.0, 30.0):
        told = soft_lookup().describe(look_up(3.0, temperature))
        assert "The keys 2.6 and 3.4 have the largest weight" in told
        assert "the two nearest keys alone is in the mean 0.00" in told
    assert "the nearest key alone is 0.37" in soft_lookup().describe(look_up(2.9, 0.1))


def test_it_opens_where_one_key_is_nearest():
    assert "the nearest key alone" in soft_lookup().description
