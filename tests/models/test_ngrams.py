"""N-grams: an example worked out by hand, sums of 1, the empty order, and bad calls."""

import numpy as np
import pytest
from bad_calls import each_call
from helpers import refused

from course_nn import data
from course_nn.models import AddK, KneserNey
from course_nn.text import Alphabet, split_words

WORDS = ["ab", "ab", "b"]
LETTERS = Alphabet(WORDS)  # · a b
TOKENS = LETTERS.encode(WORDS)
NAMES = Alphabet(data.place_names().names)
TRAIN, TEST = (NAMES.encode(part) for part in split_words(data.place_names().names, seed=0))


def test_add_k_by_hand():
    """After the start a was seen twice and b once; after a always b; after b always the end."""
    model = AddK(2, 3, k=0.5).fit(TOKENS)
    np.testing.assert_allclose(model.probabilities([]), np.array([0.5, 2.5, 1.5]) / 4.5)
    np.testing.assert_allclose(model.probabilities([1]), np.array([0.5, 0.5, 2.5]) / 3.5)
    np.testing.assert_allclose(model.probabilities([1, 2]), np.array([3.5, 0.5, 0.5]) / 4.5)
    assert model.loss([[1, 2]]) == pytest.approx(-np.log(2.5 / 4.5 * 2.5 / 3.5 * 3.5 / 4.5) / 3)
    single = AddK(1, 3, k=0).fit(TOKENS)
    np.testing.assert_allclose(single.probabilities([1]), np.array([3, 2, 3]) / 8)
    unseen = AddK(2, 3, k=0).fit(TOKENS)
    assert unseen.loss([[2, 1]]) == np.inf, "what never was seen has probability 0 without smoothing"


def test_kneser_ney_by_hand():
    """D = ½. Different bigrams: ·a, ·b, ab, b·; so 1 token was seen before a and the end each, 2 before b, of 4."""
    model = KneserNey(2, 3, discount=0.5).fit(TOKENS)
    lower = (np.array([0.5, 0.5, 1.5]) + 0.5 * 3 / 3) / 4  # the end, a, b
    np.testing.assert_allclose(lower, [0.25, 0.25, 0.5])
    np.testing.assert_allclose(model.probabilities([]), (np.array([0, 1.5, 0.5]) + 0.5 * 2 * lower) / 3)
    np.testing.assert_allclose(model.probabilities([1]), (np.array([0, 0, 1.5]) + 0.5 * lower) / 2)
    np.testing.assert_allclose(model.probabilities([2]), (np.array([2.5, 0, 0]) + 0.5 * lower) / 3)


def test_kneser_ney_of_order_3_counts_what_follows_the_start():
    """Before a context that begins with a boundary only a boundary can stand: its N is the number of times."""
    model = KneserNey(3, 3, discount=0.5).fit(TOKENS)
    counts = model.counts[1]
    assert counts[(0,)].tolist() == [0, 2, 1], "twice a begins a word, once b"
    assert counts[(1,)].tolist() == [0, 0, 1], "·ab is the only kind of ab"
    assert counts[(2,)].tolist() == [2, 0, 0], "ab· and ·b·"
    assert model.counts[0][()].tolist() == [1, 1, 2]


def test_the_estimated_discount_is_that_of_ney_and_essen():
    model = KneserNey(2, 3).fit(TOKENS)
    assert model.discounts == [2 / (2 + 2 * 1), 1 / (1 + 2 * 2)]  # unigrams 1, 1, 2; bigrams ·b 1, ·a and ab 2, b· 3


@pytest.mark.parametrize("order", [1, 2, 3, 4])
def test_probabilities_add_up_to_one_and_none_is_zero(order):
    models = (AddK(order, len(NAMES), 0.1), KneserNey(order, len(NAMES), 0.7), KneserNey(order, len(NAMES)))
    for model in models:
        model.fit(TRAIN)
        for beginning in ("", "S", "San", "San Juan", "zzz", "Q"):
            p = model.probabilities(NAMES.encode([beginning])[0] if beginning else [])
            assert p.min() > 0 and p.sum() == pytest.approx(1, abs=1e-12), (model, beginning)
        assert model.perplexity(TEST) == pytest.approx(np.exp(model.loss(TEST)))
        assert 1 < model.perplexity(TRAIN) < model.perplexity(TEST) < len(NAMES)


def test_the_loss_is_that_of_the_probabilities():
    model = KneserNey(3, len(NAMES), 0.8).fit(TRAIN)
    row = TEST[0][TEST[0] > 0]
    each = [model.probabilities(row[:t])[token] for t, token in enumerate([*row, 0])]
    assert model.loss(row[None]) == pytest.approx(-np.mean(np.log(each)))


def test_kneser_ney_is_the_stronger_rival():
    """Chosen with hindsight, add-k of any k loses to Kneser–Ney on this split, at order 2 and 3."""
    for order in (2, 3):
        best = min(AddK(order, len(NAMES), k).fit(TRAIN).perplexity(TEST) for k in (0.01, 0.03, 0.1, 0.3, 1))
        assert KneserNey(order, len(NAMES), 0.8).fit(TRAIN).perplexity(TEST) < best


REFUSED = {
    "AddK": [
        (lambda: AddK(0, 3), "AddK: order: expected a whole number at least 1, got 0"),
        (lambda: AddK(2, 1), "AddK: size: expected a whole number at least 2, got 1"),
        (lambda: AddK(2, 3, -1), "AddK: k: expected a finite number at least 0, got -1"),
        (lambda: AddK(2, 3).loss(TOKENS), r"call fit\(tokens\) first"),
        (lambda: AddK(2, 3).fit([1, 2]), r"AddK: tokens: expected an array with 2 dimension\(s\)"),
        (lambda: AddK(2, 3).fit([[0.5]]), "AddK: expected tokens, whole numbers 0 to 2, got float64"),
        (lambda: AddK(2, 3).fit([[1, 3]]), "AddK: expected tokens, whole numbers 0 to 2, got 1 to 3"),
    ],
    "KneserNey": [
        (lambda: KneserNey(2.0, 3), "KneserNey: order: expected a whole number at least 1, got 2.0"),
        (lambda: KneserNey(2, 3, 1.5), "KneserNey: discount: expected a finite number at least 0 and at most 1"),
        (lambda: KneserNey(2, 3).probabilities([]), r"call fit\(tokens\) first"),
        (lambda: KneserNey(2, 3).fit(TOKENS).probabilities([3]), "whole numbers 0 to 2, got 3 to 3"),
        (lambda: KneserNey(2, 3).fit(TOKENS).probabilities([[1]]), r"expected an array with 1 dimension\(s\)"),
    ],
}


@each_call(REFUSED)
def test_a_bad_call_is_refused_with_a_sentence(call, words):
    with refused(words):
        call()
