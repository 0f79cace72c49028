"""What every model of the next token can do: a model of a known table, by hand; how far it reads, bad calls."""

import numpy as np
import pytest
from helpers import close, refused

from course_nn import LSTM
from course_nn.models import LanguageModel, NextTokenModel, Transformer

TOKENS = np.array([[0, 1, 2], [0, 3, 1]])


class Table(NextTokenModel):
    """Logits from the last token alone; its state is the list of all that it has been asked."""

    def __init__(self, z):
        self.vocabulary_size = len(z)
        self.z = z

    def run(self, tokens, state=None, mask=None, train=False):
        tokens = self._tokens(tokens)
        state = [*(state or []), tokens]
        return self.z[tokens], state, lambda dy: (None, None)


def table(seed=0):
    return Table(np.random.default_rng(seed).normal(size=(4, 4)))


def test_a_subclass_gives_run_and_the_rest_is_there():
    one = table()
    np.testing.assert_array_equal(one(TOKENS), one.z[TOKENS])
    logits, backward = one.forward(TOKENS)
    assert backward(np.ones_like(logits)) is None and one.can_skip_dx
    for beginning in ((), (2,), (3, 1)):
        e = np.exp(one.z[beginning[-1] if beginning else 0] / 0.7)
        close(one.probabilities(beginning, 0.7), e / e.sum(), 1e-14)
    assert issubclass(LanguageModel, NextTokenModel) and issubclass(Transformer, NextTokenModel)


@pytest.mark.parametrize("temperature", [0, 0.5, 1.0])
def test_pairs_come_as_often_as_the_table_says(temperature):
    one, n = table(1), 20_000
    drawn = one.invent(n, np.random.default_rng(0), temperature=temperature, longest=4)
    assert drawn.shape == (n, 4) and drawn.dtype == np.int64
    for before in range(4):
        rows, columns = np.nonzero(np.hstack([np.zeros((n, 1), int), drawn[:, :-1]]) == before)
        reached = (columns == 0) if before == 0 else np.ones(len(rows), bool)  # behind the end nothing is drawn
        after = drawn[rows[reached], columns[reached]]
        if len(after):
            share = np.bincount(after, minlength=4) / len(after)
            np.testing.assert_allclose(
                share, one.probabilities([before] if before else [], temperature), atol=5 * np.sqrt(0.25 / len(after))
            )
    ends = np.where((drawn == 0).any(axis=1), (drawn == 0).argmax(axis=1), 4)
    assert not any(row[end:].any() for row, end in zip(drawn, ends, strict=True))


def test_it_reads_each_token_once_and_none_that_it_needs_not():
    """The last token drawn is not read any more, so that ``longest`` places are enough."""
    asked = []

    class Recording(Table):
        def run(self, tokens, state=None, mask=None, train=False):
            asked.append(np.array(tokens))
            return super().run(tokens, state, mask, train)

    z = np.zeros((4, 4))
    z[:, 0] = -50  # it never ends
    drawn = Recording(z).invent(3, np.random.default_rng(0), beginning=[2, 1], longest=6)
    np.testing.assert_array_equal(np.hstack(asked), np.hstack([np.zeros((3, 1)), drawn[:, :-1]]))
    assert [part.shape[1] for part in asked] == [3, 1, 1, 1] and (drawn[:, :2] == [2, 1]).all() and drawn.all()
    asked.clear()
    z[:, 0] = 50
    drawn = Recording(z).invent(3, np.random.default_rng(0), longest=6)
    assert len(asked) == 1 and not drawn.any(), "it stops where all have ended"


def test_a_model_without_run_says_so():
    with pytest.raises(NotImplementedError, match="Empty: a model of the next token needs a method run"):

        class Empty(NextTokenModel):
            pass

        Empty().run(TOKENS)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: table()(TOKENS[0]), "for one sequence, use tokens"),
        (lambda: table()(np.eye(4)[TOKENS]), r"of one-hot codes, use x.argmax\(axis=-1\)"),
        (lambda: table()(TOKENS + 1), "expected tokens 0 to 3, got 1 to 4"),
        (lambda: table().probabilities([4]), "expected tokens 0 to 3, got 4 to 4"),
        (lambda: table().probabilities([[1]]), "Table: beginning: expected an array with 1 dimension"),
        (lambda: table().probabilities("abc"), "Table: beginning: expected real numbers, got 'abc'"),
        (
            lambda: table().probabilities([1], np.nan),
            "Table: temperature: expected a finite number at least 0, got nan",
        ),
        (lambda: table().invent(2, np.random.default_rng(0), temperature=-1), "Table: temperature: .* got -1"),
        (lambda: table().invent(0, np.random.default_rng(0)), "Table: n: expected a whole number at least 1, got 0"),
        (lambda: table().invent(2, None), "expected a numpy.random.Generator .* got None"),
        (lambda: table().invent(2, np.random.default_rng(0), longest=0), "Table: longest: .* at least 1, got 0"),
        (lambda: LanguageModel(4, 3, np.random.default_rng(0), cell=LSTM).probabilities([0.5]), "whole-number tokens"),
    ],
)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()
