"""Encoder and decoder: its gradient, teacher forcing against free running, sources of unequal length, bad calls."""

import numpy as np
import pytest
from bad_calls import each_call
from helpers import close, refused

from course_nn import LSTM, RNN, Adam, Bidirectional, Dense, SequenceCrossEntropy, Stacked, fit
from course_nn.models import EncoderDecoder, VectorDecoder, forced_pairs

SOURCE = np.array([[1, 2, 3], [4, 0, 0], [2, 2, 0]])
TARGET = np.array([[2, 1], [3, 0], [1, 3]])
X, LABELS = forced_pairs(SOURCE, TARGET)
KINDS = {
    "GRU": {},
    "LSTM, embedding": {"cell": LSTM, "d_embedding": 3},
    "RNN": {"cell": RNN},
}
kinds = pytest.mark.parametrize("settings", KINDS.values(), ids=KINDS)


def translator(seed=0, **settings):
    return EncoderDecoder(3, 5, 4, 4, np.random.default_rng(seed), dtype=np.float64, **settings)


def writer(seed=0, **settings):
    return VectorDecoder(2, 4, 4, np.random.default_rng(seed), dtype=np.float64, **settings)


VECTORS = np.random.default_rng(5).normal(size=(3, 2))
MIXED, MIXED_LABELS = forced_pairs(VECTORS, TARGET)


def test_the_pairs_for_teacher_forcing():
    assert X.tolist() == [[1, 2, 3, 0, 2, 1], [4, 0, 0, 0, 3, 0], [2, 2, 0, 0, 1, 3]] and X.dtype.kind == "i"
    assert LABELS.tolist() == [[2, 1, 0], [3, 0, -1], [1, 3, 0]]
    close(MIXED[:, :2], VECTORS)
    assert MIXED[:, 2:].tolist() == [[0, 2, 1], [0, 3, 0], [0, 1, 3]]
    empty, labels = forced_pairs(SOURCE, np.zeros((3, 2), int))
    assert forced_pairs(SOURCE, TARGET.astype(np.uint8))[1].tolist() == LABELS.tolist()
    assert labels.tolist() == [[0, -1, -1]] * 3 and not empty[:, 3:].any()


@kinds
@pytest.mark.parametrize("make", [translator, writer])
def test_the_gradient_is_that_of_finite_differences(make, settings):
    one, loss = make(**settings), SequenceCrossEntropy()
    x, labels = (X, LABELS) if make is translator else (MIXED.copy(), MIXED_LABELS)
    theta = one.theta
    theta += np.random.default_rng(1).normal(0, 0.3, theta.size)

    def differences(array, places):
        found = np.empty(len(places))
        for i, k in enumerate(places):
            was, ends = array.flat[k], []
            for step in (1e-5, -1e-5):
                array.flat[k] = was + step
                ends.append(loss(one(x), labels)[0])
            array.flat[k], found[i] = was, (ends[0] - ends[1]) / 2e-5
        return found

    logits, backward = one.forward(x, train=True)
    one.zero_grad()
    dx = backward(loss(logits, labels)[1])
    approximate = differences(theta, range(theta.size))
    assert np.linalg.norm(one.grad - approximate) < 1e-7 * np.linalg.norm(approximate)
    if make is translator:
        assert dx is None, "tokens have no gradient"
    else:
        assert dx.shape == x.shape and not dx[:, 2:].any()
        places = [k for k in range(x.size) if k % x.shape[1] < 2]
        close(dx.flat[places], differences(x, places), 1e-8)
        assert one.forward(x)[1](np.ones((3, 3, 4)), need_dx=False) is None


@kinds
def test_the_parts_are_a_layer_and_a_language_model(settings):
    one = translator(**settings)
    embedded = SOURCE[:1] if one.embedding is None else one.embedding(SOURCE[:1])
    _, state, _ = one.encoder.run(embedded)
    logits, _, _ = one.decoder.run(np.array([[0, 2, 1]]), state)
    close(one(X[:1]), logits)
    close(one.run(SOURCE, X[:, 3:])[0], one(X))
    close(one(X.astype(np.float64)), one(X))


@kinds
def test_sources_of_unequal_length_are_read_as_if_each_were_alone(settings):
    one = translator(**settings)
    for row, length in ((1, 1), (2, 2)):
        alone, _ = one.run(SOURCE[row : row + 1, :length], X[row : row + 1, 3:])
        close(alone[0], one(X)[row])
    longer = np.pad(SOURCE, ((0, 0), (0, 4)))
    close(one.run(longer, X[:, 3:])[0], one(X))
    assert (one.decode(longer, 5) == one.decode(SOURCE, 5)).all()


@pytest.mark.parametrize("make", [translator, writer])
def test_running_free_feeds_back_what_was_written(make):
    source = SOURCE if make is translator else VECTORS
    seen = set()
    for seed in range(40):
        one = make(seed)
        one.theta[...] *= 6
        wrote = one.decode(source, 6)
        assert wrote.shape == (3, 6) and wrote.dtype == np.int64
        for row, tokens in zip(source, wrote, strict=True):
            ends = np.flatnonzero(tokens == 0)
            count = ends[0] + 1 if len(ends) else 6
            assert not tokens[count:].any(), "behind the end there is nothing"
            fed = np.concatenate([[0], tokens[: count - 1]])
            assert (one.run(row[None], fed[None])[0][0].argmax(axis=1) == tokens[:count]).all()
            seen.add(count)
    assert len(seen) > 3  # ends early, late, and not at all


def test_a_sequence_is_right_when_free_exactly_where_it_is_when_forced():
    rng, n = np.random.default_rng(0), 400
    source, target = rng.integers(1, 5, (n, 3)), rng.integers(0, 4, (n, 2))
    target[:, 1] *= target[:, 0] > 0
    x, labels = forced_pairs(source, target)
    both = 0
    for seed in range(5):
        one = translator(seed)
        fit(one, x, labels, SequenceCrossEntropy(), Adam(0.01), epochs=1, progress=False)
        forced = ((one(x).argmax(axis=2) == labels) | (labels < 0)).all(axis=1)
        free = ((one.decode(source, 3) == labels) | (labels < 0)).all(axis=1)
        assert (forced == free).all()
        both += forced.any() and not forced.all()
    assert both


def test_it_learns_to_copy():
    rng = np.random.default_rng(0)
    source = rng.integers(1, 4, (500, 3)) * (np.arange(3) < rng.integers(1, 4, (500, 1)))
    one = EncoderDecoder(3, 4, 4, 24, np.random.default_rng(0))
    x, labels = forced_pairs(source, source)
    history = fit(one, x[:400], labels[:400], SequenceCrossEntropy(), Adam(0.02), epochs=25, progress=False)
    assert history["accuracy"][-1] > 0.99
    assert (one.decode(source[400:], 3) == source[400:]).all(axis=1).mean() > 0.95


RNG = np.random.default_rng(0)
REFUSED = {
    "EncoderDecoder": [
        (lambda: EncoderDecoder(0, 5, 4, 4, RNG), "source_length: expected a whole number at least 1, got 0"),
        (lambda: EncoderDecoder(3, 1, 4, 4, RNG), "source_vocabulary: expected a whole number at least 2, got 1"),
        (lambda: EncoderDecoder(3, 5, 1, 4, RNG), "vocabulary_size: expected a whole number at least 2, got 1"),
        (lambda: EncoderDecoder(3, 5, 4, 0, RNG), "d_hidden: expected a whole number at least 1, got 0"),
        (lambda: EncoderDecoder(3, 5, 4, 4, RNG, cell=Dense), "expected cell as a class such as GRU"),
        (lambda: EncoderDecoder(3, 5, 4, 4, RNG, cell=Stacked), "got the class Stacked"),
        (lambda: translator().decode(SOURCE * 0, 4), "a sequence without tokens in row 0"),
        (lambda: translator().decode([[1, 2]], 4), r"of shape \(n, s\) for the source, got list"),
        (lambda: EncoderDecoder(3, 5, 4, 4, RNG, d_embedding=0), "d_embedding: expected a whole number at least 1"),
        (lambda: translator()(SOURCE), r"expected \[source \| decoder's input\], of shape \(n, 3 \+ t\)"),
        (lambda: translator()(X[0]), r"of shape \(n, 3 \+ t\), got \(6,\)"),
        (lambda: translator()(X + 1), "expected tokens 0 to"),
        (lambda: translator()(X * [0, 0, 0, 1, 1, 1]), "EncoderDecoder.*a sequence without tokens in row 0"),
        (lambda: translator().decode(SOURCE + 2, 4), "expected tokens 0 to 4, got 2 to 6"),
        (lambda: translator().decode(SOURCE[0], 4), r"expected source of shape \(n, s\), got \(3,\)"),
        (lambda: translator().decode(SOURCE, 0), "length: expected a whole number at least 1, got 0"),
        (lambda: translator()(np.zeros((0, 5), int)), "expected at least one"),
    ],
    "VectorDecoder": [
        (lambda: VectorDecoder(0, 4, 4, RNG), "source_length: expected a whole number at least 1, got 0"),
        (lambda: VectorDecoder(2, 4, 4, RNG, cell=Bidirectional), "got the class Bidirectional"),
        (lambda: VectorDecoder(2, 1, 4, RNG), "vocabulary_size: expected a whole number at least 2, got 1"),
        (lambda: writer()(VECTORS), r"expected \[source \| decoder's input\], of shape \(n, 2 \+ t\)"),
        (lambda: writer()(MIXED + 0.5), "expected whole-number tokens"),
        (lambda: writer().decode(SOURCE.astype(float), 4), r"expected input of shape \(n, 2\), got \(3, 3\)"),
    ],
    "forced_pairs": [
        (lambda: forced_pairs(SOURCE[0], TARGET), "source: expected an array with 2"),
        (lambda: forced_pairs(SOURCE, TARGET[:2]), r"target: expected shape \(3, n\), got \(2, 2\)"),
        (lambda: forced_pairs(SOURCE, TARGET[:, 0]), r"target: expected shape \(3, n\), got \(3,\)"),
        (lambda: forced_pairs(SOURCE, [["a", "b"]] * 3), "target: expected real numbers"),
        (lambda: forced_pairs(SOURCE, TARGET > 1), "target: expected whole-number tokens, got bool"),
        (lambda: forced_pairs(SOURCE, TARGET + 0.5), "target: expected whole-number tokens, got float64"),
        (lambda: forced_pairs(SOURCE, TARGET - 1), "target: expected tokens of at least 0, got -1 to 2"),
    ],
}


@each_call(REFUSED)
def test_bad_calls(call, words):
    with refused(words):
        call()
