"""Words as tokens, and what is asked of invented words: worked examples, the split, bad input."""

import numpy as np
import pytest

from course_nn import data
from course_nn.text import (
    Alphabet,
    edit_distance,
    judge,
    near_duplicates,
    next_token_pairs,
    split_words,
)

NAMES = data.place_names().names


def test_tokens_and_back():
    alphabet = Alphabet(["abba", "cab"])
    assert alphabet.symbols == ("·", "a", "b", "c") and len(alphabet) == 4
    tokens = alphabet.encode(["cab", "abba"])
    assert tokens.tolist() == [[3, 1, 2, 0], [1, 2, 2, 1]] and tokens.dtype == np.int64
    assert alphabet.encode(["a"], 3).tolist() == [[1, 0, 0]] and alphabet.longest == 4
    assert alphabet.decode([]) == alphabet.decode(np.zeros(0, int)) == ""
    every = Alphabet(NAMES)
    assert [every.decode(row) for row in every.encode(NAMES)] == list(NAMES)


def test_pairs_are_one_step_apart_and_end_with_the_boundary():
    alphabet = Alphabet(["ab", "b"])
    X, y = next_token_pairs(alphabet, ["ab", "b"])
    assert X.tolist() == [[0, 1, 2], [0, 2, 0]]
    assert y.tolist() == [[1, 2, 0], [2, 0, -1]]
    assert next_token_pairs(alphabet, ["b"], 4)[1].tolist() == [[2, 0, -1, -1]]
    X, y = next_token_pairs(Alphabet(NAMES), NAMES)
    assert (y >= 0).sum() == sum(map(len, NAMES)) + len(NAMES)  # each character, and one end a name


@pytest.mark.parametrize(
    ("a", "b", "d"),
    [("kitten", "sitting", 3), ("", "abc", 3), ("abc", "", 3), ("flaw", "lawn", 2), ("Kiev", "Kyiv", 2), ("a", "a", 0)],
)
def test_edit_distance(a, b, d):
    assert edit_distance(a, b) == edit_distance(b, a) == d


def test_edit_distance_is_a_metric():
    rng = np.random.default_rng(0)
    words = ["".join(rng.choice(list("abc"), rng.integers(0, 7))) for _ in range(25)]
    for a in words:
        for b in words:
            assert (edit_distance(a, b) == 0) == (a == b)
            for c in words[:10]:
                assert edit_distance(a, b) <= edit_distance(a, c) + edit_distance(c, b)


@pytest.mark.parametrize(
    "pair",
    [
        ("Faeroe", "Faroe"),
        ("Thimbu", "Thimphu"),
        ("Bahia", "Bahia Banderas"),
        ("Oral", "Coral"),
        ("Hanover", "Hamovar"),
    ],
)
def test_near_duplicates(pair):
    assert near_duplicates(*pair) and near_duplicates(*pair[::-1])


@pytest.mark.parametrize(
    "pair", [("Kiev", "Kyiv"), ("Dacca", "Dhaka"), ("Rome", "Lima"), ("Ashgabat", "Ashkhabad"), ("Paris", "Basis")]
)
def test_no_near_duplicates(pair):
    assert not near_duplicates(*pair)


@pytest.mark.parametrize("seed", range(5))
def test_no_near_duplicate_stands_on_the_other_side(seed):
    train, test = split_words(NAMES, seed=seed)
    assert sorted(train + test) == sorted(NAMES) and len(test) in (46, 47)
    assert not any(near_duplicates(a, b) for a in train for b in test)


@pytest.mark.long
def test_split_is_drawn_by_its_seed():
    assert split_words(NAMES) == split_words(NAMES[::-1], 0.1, 0) != split_words(NAMES, seed=1)
    train, test = split_words(["ab", "ab", "cde", "fgh"], 0.4)
    assert len(train) == 2 and len(test) == 1


def test_words_may_come_one_by_one():
    """What gives its words once is taken as a list before anything looks at them."""
    words = ["anna", "bert", "hanna", "carla", "anna"]
    alphabet = Alphabet(word for word in words)
    assert alphabet.symbols == Alphabet(words).symbols
    np.testing.assert_array_equal(alphabet.encode(iter(words)), alphabet.encode(words))
    for found, expected in zip(next_token_pairs(alphabet, iter(words)), next_token_pairs(alphabet, words), strict=True):
        np.testing.assert_array_equal(found, expected)
    assert split_words(iter(words), 0.4) == split_words(words, 0.4)
    assert judge(iter(words), iter(words[:2])) == judge(words, words[:2])


def test_judgment_by_hand():
    found = judge(["Rome", "Romer", "Romer", ""], ["Rome", "Lima"])
    assert found.copies == 0.25 and found.repeats == 0.25
    assert found.distance == (0 + 1 + 1 + 4) / 4 and found.length == (4 + 5 + 5 + 0) / 4


USED_UP = iter(())


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: Alphabet("word"), r"write \['word'\]"),
        (lambda: Alphabet([]), "at least one word, got none"),
        (lambda: Alphabet(3), "expected a list of words"),
        (lambda: Alphabet(["a", 3]), "expected words, got"),
        (lambda: Alphabet(["a", ""]), "got an empty one"),
        (lambda: Alphabet(["a·b"]), "stands for the boundary"),
        (lambda: Alphabet(["ab"]).encode(["abc"]), "the characters ab, got 'c' in 'abc'"),
        (lambda: Alphabet(["ab"]).encode(["a·"]), "the characters ab, got '·' in 'a·'"),
        (lambda: Alphabet(["ab"]).encode(["aba"], 2), "at most 2 characters, got 'aba'"),
        (lambda: Alphabet(["ab"]).decode([1, 7]), "tokens 0 to 2"),
        (lambda: Alphabet(["ab"]).decode([[1]]), "a row of tokens"),
        (lambda: Alphabet(["ab"]).decode([0.5]), "a row of tokens"),
        (lambda: next_token_pairs(Alphabet(["ab"]), ["ab"], 2), "shorter than length=2"),
        (lambda: next_token_pairs("ab", ["a"]), "expected an Alphabet, .* got 'ab'"),
        (lambda: split_words(["a", "aa"], 0.5), "no group of near-duplicates is small enough"),
        (lambda: split_words(["a", "b"], 1.5), "test"),
        (lambda: judge(["a"], []), "at least one word, got none$"),
        (lambda: Alphabet(USED_UP), "got none; what gives its words once is used up: take list"),
        (lambda: edit_distance(iter("ab"), "ab"), r"edit_distance: expected two words, got str_\w*iterator and 'ab'"),
        (lambda: near_duplicates("ab", 3), "near_duplicates: expected two words, got 'ab' and 3"),
    ],
)
def test_bad_input_gets_a_sentence(call, sentence):
    with pytest.raises((TypeError, ValueError), match=sentence):
        call()
