"""The classifier of sequences: its gradient, padding that says nothing, both directions, bad calls."""

import numpy as np
import pytest
from bad_calls import each_call
from helpers import close, refused

from course_nn import GRU, LSTM, RNN, Adam, CrossEntropy, Dense, fit
from course_nn.models import SequenceClassifier

TOKENS = np.array([[1, 2, 3, 1], [4, 4, 0, 0], [3, 0, 0, 0]])
LABELS = np.array([0, 2, 1])
KINDS = {
    "GRU": {},
    "LSTM, embedding": {"cell": LSTM, "d_embedding": 3},
    "RNN, both directions": {"cell": RNN, "bidirectional": True},
    "both directions, embedding": {"bidirectional": True, "d_embedding": 2},
}
kinds = pytest.mark.parametrize("settings", KINDS.values(), ids=KINDS)


def model(seed=0, **settings):
    return SequenceClassifier(5, 3, 4, np.random.default_rng(seed), dtype=np.float64, **settings)


@kinds
def test_the_gradient_is_that_of_finite_differences(settings):
    one, loss = model(**settings), CrossEntropy()
    theta = one.theta
    theta += np.random.default_rng(1).normal(0, 0.3, theta.size)
    logits, backward = one.forward(TOKENS, train=True)
    one.zero_grad()
    assert backward(loss(logits, LABELS)[1]) is None, "tokens have no gradient"
    exact, approximate = one.grad.copy(), np.empty_like(theta)
    for k in range(theta.size):
        was, ends = theta[k], []
        for step in (1e-5, -1e-5):
            theta[k] = was + step
            ends.append(loss(one(TOKENS), LABELS)[0])
        theta[k], approximate[k] = was, (ends[0] - ends[1]) / 2e-5
    assert np.linalg.norm(exact - approximate) < 1e-7 * np.linalg.norm(exact)


@kinds
def test_padding_says_nothing(settings):
    one = model(**settings)
    whole = one(TOKENS)
    for row, length in ((0, 4), (1, 2), (2, 1)):
        close(one(TOKENS[row : row + 1, :length])[0], whole[row])
    close(one(np.pad(TOKENS, ((0, 0), (0, 3)))), whole)
    close(one(TOKENS.astype(np.float64)), whole)


def test_its_parts_are_those_of_the_library():
    one = model(d_embedding=3)
    h = one.reader(one.embedding(TOKENS[:1]))
    close(one.output(h), one(TOKENS[:1]))
    both = model(bidirectional=True)
    forth, back = both.reader.layers
    h = np.hstack([forth.run(TOKENS[:1])[0], back.run(TOKENS[:1, ::-1])[0]])
    close(both.output(h), both(TOKENS[:1]))


def test_dropout_acts_in_training_alone():
    one, plain = model(dropout=0.5), model()
    close(one(TOKENS), plain(TOKENS))
    assert np.abs(one.forward(TOKENS, train=True)[0] - plain(TOKENS)).max() > 1e-3


@pytest.mark.parametrize("settings", [{}, {"bidirectional": True, "d_embedding": 4}], ids=["one way", "both ways"])
def test_it_learns_what_only_the_order_tells(settings):
    """Whether 1 comes before 2, in rows of 2 to 8 tokens: counts of tokens are the same in both classes."""
    rng = np.random.default_rng(0)
    X = np.zeros((400, 8), np.int64)
    for row in X:
        length = rng.integers(2, 9)
        row[:length] = 3
        row[rng.permutation(length)[:2]] = [1, 2]
    y = (X == 1).argmax(axis=1) < (X == 2).argmax(axis=1)
    one = SequenceClassifier(4, 2, 12, np.random.default_rng(1), **settings)
    fit(one, X[:300], y[:300].astype(int), CrossEntropy(), Adam(0.02), epochs=25, progress=False)
    assert (one(X[300:]).argmax(axis=1) == y[300:]).mean() > 0.95


RNG = np.random.default_rng(0)
REFUSED = {
    "SequenceClassifier": [
        (lambda: SequenceClassifier(1, 3, 4, RNG), "vocabulary: expected a whole number at least 2, got 1"),
        (lambda: SequenceClassifier(5, 1, 4, RNG), "classes: expected a whole number at least 2, got 1"),
        (lambda: SequenceClassifier(5, 3, 0, RNG), "d_hidden: expected a whole number at least 1, got 0"),
        (
            lambda: SequenceClassifier(5, 3, 4, RNG, cell=Dense),
            "expected cell as a class such as GRU, got the class Dense",
        ),
        (
            lambda: SequenceClassifier(5, 3, 4, RNG, cell=GRU(5, 4, RNG)),
            "expected cell as a class such as GRU, got GRU",
        ),
        (lambda: SequenceClassifier(5, 3, 4, RNG, d_embedding=0), "expected a whole number at least 1, got 0"),
        (lambda: SequenceClassifier(5, 3, 4, RNG, bidirectional=1), "bidirectional: expected True or False, got 1"),
        (lambda: SequenceClassifier(5, 3, 4, RNG, dropout=1), "dropout: expected a finite number"),
        (lambda: model()(TOKENS[0]), r"for one sequence, use x\[None\]"),
        (lambda: model()(np.eye(5)[TOKENS]), r"of one-hot codes, use x.argmax\(axis=-1\)"),
        (lambda: model()(TOKENS + 2), "expected tokens 0 to 4, got 2 to 6"),
        (lambda: model()(TOKENS - 1), "expected tokens 0 to 4, got -1 to 3"),
        (lambda: model()(TOKENS + 0.5), "expected whole-number tokens, got 1.5 among them"),
        (lambda: model()(TOKENS * [[1], [1], [0]]), "a sequence without tokens in row 2"),
        (lambda: model()(np.zeros((0, 4), int)), "expected at least one"),
        (lambda: model()(np.zeros((2, 0), int)), "expected at least one"),
    ],
}


@each_call(REFUSED)
def test_bad_calls(call, words):
    with refused(words):
        call()
