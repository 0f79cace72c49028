"""A language model: its gradient, what its steps may see, sampling, and bad calls."""

import numpy as np
import pytest
from bad_calls import each_call
from helpers import close, refused

from course_nn import Adam, fit
from course_nn.layers import GRU, LSTM, RNN, Stacked
from course_nn.models import LanguageModel
from course_nn.sequence_losses import SequenceCrossEntropy
from course_nn.text import Alphabet, next_token_pairs

TOKENS = np.array([[0, 1, 2, 3, 1], [0, 4, 4, 0, 0], [0, 3, 2, 2, 1]])
KINDS = {
    "one-hot": {},
    "embedding": {"d_embedding": 3},
    "GRU": {"cell": GRU, "d_embedding": 3},
    "RNN": {"cell": RNN},
}


def model(seed=0, **settings):
    return LanguageModel(5, 6, np.random.default_rng(seed), dtype=np.float64, **settings)


DROPPING = KINDS | {"dropout": {"d_embedding": 3, "dropout": 0.4}, "dropout behind": {"dropout": 0.4}}


@pytest.mark.parametrize("settings", DROPPING.values(), ids=DROPPING)
def test_the_gradient_is_that_of_finite_differences(settings):
    one, loss = model(**settings), SequenceCrossEntropy()
    labels = np.array([[1, 2, 3, 1, 0], [4, 4, 0, -1, -1], [3, 2, 2, 1, 0]])
    theta = one.theta
    theta += np.random.default_rng(1).normal(0, 0.3, theta.size)
    drawn = [(rng.bit_generator, rng.bit_generator.state) for rng in one.generators().values()]

    def forward():
        for bits, state in drawn:  # the same numbers are dropped each time
            bits.state = state
        return one.forward(TOKENS, train=True)

    logits, backward = forward()
    one.zero_grad()
    assert backward(loss(logits, labels)[1]) is None, "tokens have no gradient"
    exact, approximate = one.grad.copy(), np.empty_like(theta)
    for k in range(theta.size):
        was, ends = theta[k], []
        for step in (1e-5, -1e-5):
            theta[k] = was + step
            ends.append(loss(forward()[0], labels)[0])
        theta[k], approximate[k] = was, (ends[0] - ends[1]) / 2e-5
    assert np.linalg.norm(exact - approximate) < 1e-7 * np.linalg.norm(exact)


@pytest.mark.parametrize("settings", KINDS.values(), ids=KINDS)
def test_a_run_in_parts_is_the_run_in_one_and_sees_nothing_later(settings):
    one = model(**settings)
    whole = one(TOKENS)
    first, state, _ = one.run(TOKENS[:, :2])
    second, _, _ = one.run(TOKENS[:, 2:], state)
    close(np.concatenate([first, second], axis=1), whole)
    close(one(TOKENS[:, :3]), whole[:, :3])
    close(one(TOKENS.astype(np.float64)), whole)
    masked, state, _ = one.run(TOKENS, mask=np.arange(5) < np.array([[5], [3], [5]]))
    close(masked[1, :3], whole[1, :3])
    close(state[0][1], one.run(TOKENS[1:2, :3])[1][0][0])


def test_the_final_state_brings_a_gradient_too():
    one = model(d_embedding=3)
    _, state, backward = one.run(TOKENS)
    one.zero_grad()
    _, d_start = backward(d_state=tuple(np.ones_like(part) for part in state))
    assert np.abs(one.embedding.W.grad).max() > 0 and np.abs(one.output.W.grad).max() == 0
    assert [part.shape for part in d_start] == [(3, 6), (3, 6)]


def test_dropout_acts_in_training_alone_before_and_behind_the_cell():
    one = model(d_embedding=3, dropout=0.5)
    plain = model(d_embedding=3)
    close(one(TOKENS), plain(TOKENS))
    drawn = [one.forward(TOKENS, train=True)[0] for _ in range(2)]
    assert np.abs(drawn[0] - drawn[1]).max() > 0
    codes = LanguageModel(5, 3, np.random.default_rng(0), dropout=0.5, dtype=np.float64)
    logits = codes.forward(TOKENS, train=True)[0].reshape(-1, 5)
    kept = np.linalg.lstsq(codes.output.W.value.T, (logits - codes.output.b.value).T, rcond=None)[0].T
    share = kept / codes.cell(TOKENS).reshape(-1, 3)
    close(np.minimum(abs(share), abs(share - 2)), np.zeros((15, 3)))
    assert 0.2 < np.mean(share > 1) < 0.8 and len(codes.generators()) == 1


def test_probabilities_are_tempered_logits():
    one = model()
    z = one(np.array([[0, 2, 1]]))[0, -1]
    for temperature in (0.3, 1.0, 2.0):
        expected = np.exp(z / temperature) / np.exp(z / temperature).sum()
        close(one.probabilities([2, 1], temperature), expected)
    greedy = one.probabilities([2, 1], 0)
    assert greedy.tolist() == np.eye(5)[z.argmax()].tolist()
    close(one.probabilities([2, 1], 1e-300), greedy)
    close(one.probabilities([2, 1], 1e9), np.full(5, 0.2), 1e-6)
    assert one.probabilities().shape == (5,)
    one.theta[:] = 0
    one.output.b.value[[1, 3]] = 1
    assert one.probabilities([2], 0).tolist() == [0, 0.5, 0, 0.5, 0], "equally probable ones share it"
    assert {*one.invent(20, np.random.default_rng(0), temperature=0, longest=1)[:, 0].tolist()} == {1, 3}


def test_invented_tokens_come_as_often_as_their_probabilities_say():
    one, n = model(seed=3), 20_000
    drawn = one.invent(n, np.random.default_rng(0), longest=3, temperature=0.5)
    p = one.probabilities([], 0.5)
    np.testing.assert_allclose(np.bincount(drawn[:, 0], minlength=5) / n, p, atol=5 * np.sqrt(0.25 / n))
    after = drawn[drawn[:, 0] == 2][:, 1]
    q = one.probabilities([2], 0.5)
    np.testing.assert_allclose(np.bincount(after, minlength=5) / len(after), q, atol=5 * np.sqrt(0.25 / len(after)))


def test_invented_sequences_keep_their_beginning_and_end_once():
    one = model(seed=3)
    drawn = one.invent(50, np.random.default_rng(0), beginning=[3, 1], longest=8)
    assert drawn.shape == (50, 8) and (drawn[:, :2] == [3, 1]).all()
    for row in drawn[:, 2:]:
        ends = np.flatnonzero(row == 0)
        assert not len(ends) or not row[ends[0] :].any(), "behind the end there is nothing"
    same = one.invent(50, np.random.default_rng(0), beginning=[3, 1], longest=8)
    assert (same == drawn).all()
    greedy = one.invent(3, np.random.default_rng(0), temperature=0, longest=6)
    assert (greedy == greedy[0]).all() and greedy[0, 0] == one.probabilities().argmax()
    assert one.invent(2, np.random.default_rng(0), beginning=[3, 1], longest=2).tolist() == [[3, 1], [3, 1]]


def test_it_learns_words():
    letters = Alphabet(["abc", "cab", "bca"])
    X, y = next_token_pairs(letters, ["abc", "cab", "bca"])
    one = LanguageModel(len(letters), 16, np.random.default_rng(0))
    history = fit(one, X, y, SequenceCrossEntropy(), Adam(0.02), epochs=150, progress=False)
    assert history["loss"][-1] == pytest.approx(np.log(3) / 4, abs=0.03), "only the first of four tokens is open"
    invented = {letters.decode(row) for row in one.invent(40, np.random.default_rng(1), temperature=0.5)}
    assert invented == {"abc", "cab", "bca"}


RNG = np.random.default_rng(0)
REFUSED = {
    "LanguageModel": [
        (lambda: LanguageModel(1, 6, RNG), "vocabulary_size: expected a whole number at least 2, got 1"),
        (lambda: LanguageModel(5, 0, RNG), "d_hidden: expected a whole number at least 1, got 0"),
        (lambda: LanguageModel(5, 6, RNG, cell=LSTM(5, 6, RNG)), "expected cell as a class such as LSTM"),
        (lambda: LanguageModel(5, 6, RNG, cell="lstm"), "expected cell as a class such as LSTM, got 'lstm'"),
        (lambda: LanguageModel(5, 6, RNG, d_embedding=0), "d_embedding: expected a whole number at least"),
        (lambda: LanguageModel(5, 6, RNG, dropout=1), "dropout: expected a finite number"),
        (lambda: model()(TOKENS[0]), "for one sequence, use tokens"),
        (lambda: model()(np.eye(5)[TOKENS]), r"of one-hot codes, use x.argmax\(axis=-1\)"),
        (lambda: model()(TOKENS + 1), "expected tokens 0 to 4, got 1 to 5"),
        (lambda: model()(TOKENS + 0.5), "expected whole-number tokens"),
        (lambda: model()(TOKENS[:, :0]), "at least one"),
        (lambda: model().probabilities([5]), "expected tokens 0 to 4, got 5 to 5"),
        (lambda: model().probabilities([1.7]), "expected whole-number tokens, got 1.7"),
        (lambda: model().probabilities([True, False]), "expected whole-number tokens, got bool"),
        (lambda: model().probabilities(np.array([2**63 + 1], np.uint64)), "0 to 4, got 9223372036854775809 to"),
        (lambda: model().invent(1, RNG, beginning=[0.5]), "expected whole-number tokens, got 0.5"),
        (lambda: model().forward([[1]]), r"of shape \(n, t\) for the tokens, got list"),
        (lambda: LanguageModel(5, 6, RNG, cell=Stacked), "such as LSTM, got the class Stacked"),
        (lambda: model().probabilities([1], -1), "temperature: expected a finite number at least 0"),
        (lambda: model().invent(0, RNG), "n: expected a whole number at least 1, got 0"),
        (lambda: model().invent(1, 0), "expected a numpy.random.Generator"),
        (lambda: model().invent(1, RNG, beginning=[1, 2], longest=1), "longest: expected a whole number"),
        (lambda: model().run(TOKENS, state=(np.zeros((3, 6)),)), "expected the state as a tuple of 2"),
    ],
}


@each_call(REFUSED)
def test_a_bad_call_is_refused_with_a_sentence(call, words):
    with refused(words):
        call()
