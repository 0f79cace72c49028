"""One row of a causal model is as many examples as it has places."""

import numpy as np
import pytest

from course_nn.chapters.ch11_attention.causal_rows import LETTERS, LONGEST, ask, examples
from course_nn.chapters.ch11_attention.causal_rows_figure import describe_causal_rows
from course_nn.chapters.ch11_attention.instruments import causal_rows
from course_nn.text import IGNORE, next_token_pairs


@pytest.mark.parametrize("word", ["a", "Rome", "Port Moresby", "zz"])
def test_the_examples_are_those_of_the_training_pairs(word):
    X, y = next_token_pairs(LETTERS, [word])
    assert len(examples(word)) == len(word) + 1 == (y != IGNORE).sum()
    for t, (read, following) in enumerate(examples(word)):
        assert read == "·" + LETTERS.decode(X[0, 1 : t + 1])
        assert following == LETTERS.symbols[y[0, t]]


def test_what_may_be_seen_is_what_is_read():
    for word in ("a", "Samarkand", "A" * LONGEST):
        for row in range(1, len(word) + 2):
            found = ask(word, row)
            assert found["mask"][row - 1].sum() == len(found["read"]) == row
            assert not np.triu(found["mask"], 1).any()


def test_sentence():
    assert describe_causal_rows(ask("Rome", 1)) == (
        "At place 1 the model sees the boundary alone (1 of 5 places), and is asked for “R”."
    )
    assert describe_causal_rows(ask("Rome", 5)) == (
        "At place 5 the model sees the boundary and “Rome” (5 of 5 places), and is asked for the end."
    )
    assert "a blank" in describe_causal_rows(ask("A b", 2))


@pytest.mark.long
def test_it_opens_at_the_first_place():
    assert causal_rows().values["row"] == 1
