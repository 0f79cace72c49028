"""Transformers: PyTorch's values, what may be seen, keys and values that are kept, ties, sizes, bad calls."""

import numpy as np
import pytest
from bad_calls import each_call
from helpers import attention_cases, close, refused
from pytorch_weights import check_gradients, with_weights

from course_nn import GELU, Adam, LayerNorm, SequenceCrossEntropy, Tanh, fit
from course_nn.layers.positions import sinusoids
from course_nn.models import Transformer, TransformerEncoderDecoder, TransformerStack, forced_pairs
from course_nn.models.transformer import POSITIONS

RNG = np.random.default_rng(0)
TOKENS = np.array([[0, 1, 2, 3, 1], [0, 4, 4, 0, 0], [0, 3, 2, 2, 1]])
SOURCE = np.array([[1, 2, 3], [4, 0, 0], [2, 2, 0]])
TARGET = np.array([[2, 1], [3, 0], [1, 3]])
X, LABELS = forced_pairs(SOURCE, TARGET)
NORMS = pytest.mark.parametrize("norm", ["before", "after"])
PLACES = pytest.mark.parametrize("positions", POSITIONS)


def spread(one, seed=1):
    """The model with parameters none of which is 0."""
    one.theta[...] += np.random.default_rng(seed).normal(0, 0.3, one.theta.size)
    return one


def model(seed=0, blocks=2, k=5, **settings):
    return spread(Transformer(k, 4, 2, blocks, np.random.default_rng(seed), dtype=np.float64, **settings))


def translator(seed=0, **settings):
    return spread(
        TransformerEncoderDecoder(3, 5, 4, 4, 2, 2, np.random.default_rng(seed), dtype=np.float64, **settings)
    )


def cases(kind):
    some = [pytest.param(*case, id="-".join(map(str, case[0].values()))) for case in attention_cases(kind)]
    return pytest.mark.parametrize(("settings", "given"), some)


@cases("transformer")
def test_pytorch_says_the_same(settings, given):
    one = with_weights(model(k=6, d_ff=3, longest=6, activation=GELU, **settings), given)
    logits, backward = one.forward(given["tokens"].astype(int))
    close(logits, given["y"], 1e-9)
    assert backward(given["dy"]) is None
    check_gradients(one, given)


@cases("translator")
def test_pytorch_says_the_same_of_encoder_and_decoder(settings, given):
    one = with_weights(translator(d_ff=3, longest=6, activation=GELU, **settings), given)
    logits, backward = one.run(given["source"].astype(int), given["written"].astype(int))
    close(logits, given["y"], 1e-9)
    assert backward(given["dy"]) is None
    check_gradients(one, given)


def test_the_cases_cover_what_matters():
    stored = [s for s, _ in attention_cases("transformer")]
    assert {(s["positions"], s["norm"]) for s in stored} == {(p, n) for p in POSITIONS for n in ("before", "after")}
    assert {(s["norm"], s["tied"]) for s in stored} == {(n, t) for n in ("before", "after") for t in (True, False)}
    assert {s["norm"] for s, _ in attention_cases("translator")} == {"before", "after"}


def differences(one, forward, labels):
    """The gradient of the loss by all parameters, by finite differences."""
    loss, theta = SequenceCrossEntropy(), one.theta
    found = np.empty(theta.size)
    for k in range(theta.size):
        was, ends = theta[k], []
        for step in (1e-5, -1e-5):
            theta[k] = was + step
            ends.append(loss(forward()[0], labels)[0])
        theta[k], found[k] = was, (ends[0] - ends[1]) / 2e-5
    return found


SMALL = {
    "learned, dropout": {"dropout": 0.3},
    "rotary, tied": {"positions": "rotary", "tied": True},
    "sinusoidal, after, dropout": {"positions": "sinusoidal", "norm": "after", "dropout": 0.2},
}


@pytest.mark.parametrize("settings", SMALL.values(), ids=SMALL)
def test_the_gradient_is_that_of_finite_differences(settings):
    one = model(blocks=1, d_ff=3, longest=5, activation=Tanh, **settings)
    labels = np.array([[1, 2, 3, 1, 0], [4, 4, 0, -1, -1], [3, 2, 2, 1, 0]])
    drawn = [(rng.bit_generator, rng.bit_generator.state) for rng in one.generators().values()]

    def forward():
        for bits, state in drawn:  # the same numbers are dropped each time
            bits.state = state
        return one.forward(TOKENS, train=True)

    logits, backward = forward()
    one.zero_grad()
    backward(SequenceCrossEntropy()(logits, labels)[1])
    exact, approximate = one.grad.copy(), differences(one, forward, labels)
    assert np.linalg.norm(exact - approximate) < 1e-6 * np.linalg.norm(exact)


@pytest.mark.long
@pytest.mark.parametrize("settings", [{}, {"positions": "rotary", "norm": "after"}], ids=str)
def test_the_gradient_of_encoder_and_decoder_is_that_of_finite_differences(settings):
    one = spread(
        TransformerEncoderDecoder(
            *(3, 5, 4, 4, 2, 1, np.random.default_rng(0)),
            dtype=np.float64,
            d_ff=3,
            longest=4,
            activation=Tanh,
            **settings,
        )
    )
    logits, backward = one.forward(X)
    one.zero_grad()
    assert backward(SequenceCrossEntropy()(logits, LABELS)[1]) is None
    exact, approximate = one.grad.copy(), differences(one, lambda: one.forward(X), LABELS)
    assert np.linalg.norm(exact - approximate) < 1e-6 * np.linalg.norm(exact)


@NORMS
@PLACES
def test_a_run_in_parts_is_the_run_in_one_and_sees_nothing_later(positions, norm):
    one = model(positions=positions, norm=norm)
    whole = one(TOKENS)
    for parts in ([1] * 5, [2, 3], [4, 1]):
        state, start, found = None, 0, []
        for length in parts:
            logits, state, _ = one.run(TOKENS[:, start : start + length], state)
            found.append(logits)
            start += length
        close(np.concatenate(found, axis=1), whole, 1e-12)
    for t in range(1, 5):
        other = TOKENS.copy()
        other[:, t:] = (other[:, t:] + 1) % 5
        close(one(other)[:, :t], whole[:, :t], 1e-12)
        assert np.abs(one(other)[:, t:] - whole[:, t:]).max() > 1e-3
    masked = one.run(TOKENS, mask=np.arange(5) < np.array([[5], [3], [5]]))[0]
    close(masked[1, :3], whole[1, :3], 1e-12)
    close(one(TOKENS.astype(np.float64)), whole)


@NORMS
@PLACES
def test_what_is_invented_with_kept_keys_and_values_is_what_is_invented_without(positions, norm):
    """Draw for draw; and as many tokens as there are learned places."""
    one, n, longest = model(positions=positions, norm=norm, longest=8), 40, 8
    one.output.b.value[0] = -2  # ends are rare
    drawn = one.invent(n, np.random.default_rng(3), longest=longest, beginning=[2])
    rng, again, running = np.random.default_rng(3), np.zeros((n, longest), int), np.ones(n, bool)
    again[:, 0] = 2
    for t in range(1, longest):
        z = one(np.hstack([np.zeros((n, 1), int), again[:, :t]]))[:, -1]
        p = np.exp(z - z.max(axis=1, keepdims=True))
        again[:, t] = (p.cumsum(axis=1) > rng.random((n, 1)) * p.sum(axis=1, keepdims=True)).argmax(axis=1) * running
        running &= again[:, t] > 0
    np.testing.assert_array_equal(drawn, again)
    assert len({tuple(row) for row in drawn}) > 5


def test_without_positions_the_order_of_what_was_read_does_not_count():
    """With the last token kept in its place, the blocks see a set; with positions they don't."""
    order = [2, 0, 1, 3, 4]
    for positions in POSITIONS:
        one = model(blocks=1, positions=positions)
        same = np.abs(one(TOKENS[:, order])[:, -1] - one(TOKENS)[:, -1]).max()
        assert same < 1e-12 if positions == "none" else same > 1e-4


def test_a_stack_that_is_not_causal_sees_both_ways_and_masks_its_padding():
    stack = spread(TransformerStack(5, 4, 2, 2, np.random.default_rng(0), dtype=np.float64))
    y = stack(SOURCE)
    other = SOURCE.copy()
    other[:, 2] = (other[:, 2] + 1) % 5
    assert np.abs(stack(other)[:, 0] - y[:, 0]).max() > 1e-3
    mask = SOURCE != 0
    close(stack.run(SOURCE, mask=mask)[0][1, :1], stack(SOURCE[1:2, :1])[0], 1e-12)
    longer = np.pad(SOURCE, ((0, 0), (0, 2)))
    close(stack.run(longer, mask=longer != 0)[0][:, :3][mask], stack.run(SOURCE, mask=mask)[0][mask], 1e-12)


def test_the_tokens_go_in_as_their_vectors_and_places():
    stack = spread(TransformerStack(5, 4, 2, 1, np.random.default_rng(0), positions="sinusoidal", dtype=np.float64))
    x = 2 * stack.embedding.W.value[TOKENS] + sinusoids(5, 4)
    close(stack(TOKENS), stack.norm(stack.blocks[0](x)), 1e-12)
    wide = TransformerStack(400, 100, 1, 1, np.random.default_rng(0))
    assert abs(wide.embedding.W.value.std() - 0.1) < 5 * 0.1 / 280, "variance 1/d"


def test_tied_logits_are_products_with_the_vectors_of_the_tokens():
    one = model(tied=True)
    close(one(TOKENS), one.stack(TOKENS) @ one.stack.embedding.W.value.T, 1e-13)
    assert not [name for name in one.parameters() if name.startswith("output")]
    assert one.theta.size == model().theta.size - (4 * 5 + 5)


def count(k, longest, d, blocks, d_ff=None):
    """Vectors of tokens and places; of each block attention, network and two normalizations; the last one."""
    d_ff = 4 * d if d_ff is None else d_ff
    attention = d * 3 * d + 3 * d + d * d + d
    network = d * d_ff + d_ff + d_ff * d + d
    return k * d + longest * d + blocks * (attention + network + 2 * 2 * d) + 2 * d


def test_the_parameters_of_gpt_2_small_by_the_formula_that_counts_ours():
    for k, longest, d, blocks, more in ((5, 7, 4, 1, {}), (11, 3, 6, 3, {}), (6, 4, 8, 2, {"d_ff": 5})):
        one = Transformer(
            k, d, 2, blocks, np.random.default_rng(0), longest=longest, tied=True, activation=GELU, **more
        )
        assert sum(p.value.size for p in one.parameters().values()) == count(k, longest, d, blocks, **more)
    assert count(50_257, 1024, 768, 12) == 124_439_808


def test_dropout_acts_while_learning_alone():
    one, plain = model(dropout=0.4), model()
    close(one(TOKENS), plain(TOKENS))
    drawn = [one.forward(TOKENS, train=True)[0] for _ in range(2)]
    assert np.abs(drawn[0] - drawn[1]).max() > 0.1
    both = translator(dropout=0.4)
    close(both(X), translator()(X))
    assert np.abs(both.forward(X, train=True)[0] - both(X)).max() > 0.1


def test_the_weights_of_each_block_are_told_the_lowest_first():
    one, seen = model(), []
    one.run(TOKENS, seen=seen)
    assert [w.shape for w in seen] == [(3, 2, 5, 5)] * 2 and np.abs(seen[0] - seen[1]).max() > 1e-3
    close(seen[0][..., 1, :2].sum(axis=-1), np.ones((3, 2)), 1e-13)
    one.stack.blocks[1].attention.heads_on[:] = False
    again = []
    one.run(TOKENS, seen=again)
    np.testing.assert_array_equal(again[0], seen[0])


def test_settings_that_stay_are_handed_on():
    one = model(norm="after")
    assert one.stack.norm is None and isinstance(model().stack.norm, LayerNorm)
    assert repr(one) == "Transformer(5, 4, 2, 2)" and repr(one.stack) == "TransformerStack(5, 4, 2, 2)"
    assert repr(translator()) == "TransformerEncoderDecoder(3, 5, 4, 4, 2, 2)"
    assert [block.attention.causal for block in one.stack.blocks] == [True, True]
    both = translator()
    assert not both.encoder.blocks[0].attention.causal and both.decoder.stack.blocks[0].attention.causal
    assert both.encoder.blocks[0].cross is None and not both.decoder.stack.blocks[0].cross.causal


@PLACES
def test_padding_behind_the_source_changes_nothing(positions):
    one = translator(positions=positions)
    longer = np.pad(SOURCE, ((0, 0), (0, 4)))
    close(one.run(longer, X[:, 3:])[0], one(X), 1e-12)
    assert (one.decode(longer, 5) == one.decode(SOURCE, 5)).all()
    for row, length in ((1, 1), (2, 2)):
        close(one.run(SOURCE[row : row + 1, :length], X[row : row + 1, 3:])[0][0], one(X)[row], 1e-12)
    other = X.copy()
    other[:, -1] = (other[:, -1] + 1) % 4
    close(one(other)[:, :-1], one(X)[:, :-1], 1e-12)


def test_running_free_feeds_back_what_was_written_and_ends_at_0():
    seen = set()
    for seed in range(30):
        one = translator(seed)
        one.theta[...] += np.random.default_rng(seed).normal(0, 1, one.theta.size)
        wrote = one.decode(SOURCE, 6)
        assert wrote.shape == (3, 6) and wrote.dtype == np.int64
        for row, tokens in zip(SOURCE, wrote, strict=True):
            ends = np.flatnonzero(tokens == 0)
            count = ends[0] + 1 if len(ends) else 6
            assert not tokens[count:].any(), "behind the end there is nothing"
            fed = np.concatenate([[0], tokens[: count - 1]])
            assert (one.run(row[None], fed[None])[0][0].argmax(axis=1) == tokens[:count]).all()
            seen.add(count)
    assert len(seen) > 2  # ends early, late, and not at all


@pytest.mark.long
def test_they_learn_to_reverse():
    rng = np.random.default_rng(0)
    source = rng.integers(1, 5, (400, 3))
    target = source[:, ::-1]
    one = TransformerEncoderDecoder(3, 5, 5, 16, 2, 1, np.random.default_rng(0))
    x, labels = forced_pairs(source, target)
    fit(one, x[:300], labels[:300], SequenceCrossEntropy(), Adam(0.01), epochs=20, progress=False)
    assert (one.decode(source[300:], 4)[:, :3] == target[300:]).all(axis=1).mean() > 0.9


REFUSED = {
    "Transformer": [
        (lambda: Transformer(1, 4, 2, 1, RNG), "vocabulary_size: expected a whole number at least 2, got 1"),
        (lambda: Transformer(5, 0, 2, 1, RNG), "d: expected a whole number at least 1, got 0"),
        (lambda: Transformer(5, 4, 3, 1, RNG), "a number of heads that divides the width d = 4, got 3"),
        (lambda: Transformer(5, 4, 2, 0, RNG), "blocks: expected a whole number at least 1, got 0"),
        (lambda: Transformer(5, 4, 2, 1), "expected a Generator"),
        (lambda: Transformer(5, 4, 2, 1, 0), "expected a numpy.random.Generator .* got 0"),
        (lambda: Transformer(5, 4, 2, 1, RNG, positions="rotery"), "unknown name 'rotery'; did you mean 'rotary'"),
        (lambda: Transformer(5, 4, 2, 1, RNG, positions=None), "positions: unknown name None"),
        (lambda: Transformer(5, 4, 2, 1, RNG, norm="behind"), "norm: unknown name 'behind'; .*'before'"),
        (lambda: Transformer(5, 4, 2, 1, RNG, longest=0), "longest: expected a whole number at least 1, got 0"),
        (lambda: Transformer(5, 6, 2, 1, RNG, positions="rotary"), "expected an even width of a head"),
        (lambda: Transformer(5, 4, 2, 1, RNG, tied=1), "Transformer: tied: expected True or False, got 1"),
        (lambda: Transformer(5, 4, 2, 1, RNG, dropout=1), "dropout: expected a finite number .* below 1, got 1"),
        (lambda: Transformer(5, 4, 2, 1, RNG, causal=False), "Transformer: expected no argument causal"),
        (lambda: Transformer(5, 4, 2, 1, RNG, cross=True), "Transformer: expected no argument cross"),
        (lambda: Transformer(5, 4, 2, 1, RNG, dtype=int), "dtype: expected np.float32 or np.float64"),
        (
            lambda: Transformer(5, 4, 2, 1, RNG, positionss="none"),
            "no argument is called positionss, did you mean positions",
        ),
        (lambda: model()(TOKENS[0]), "for one sequence, use tokens"),
        (lambda: model()(np.eye(5)[TOKENS]), r"of one-hot codes, use x.argmax\(axis=-1\)"),
        (lambda: model()(TOKENS + 1), r"Transformer\(5, 4, 2, 2\): expected tokens 0 to 4, got 1 to 5"),
        (lambda: model()(TOKENS + 0.5), "expected whole-number tokens"),
        (lambda: model(longest=4)(TOKENS), r"LearnedPositions\(4, 4\): expected at most 4 steps, .* got 5"),
        (lambda: model(longest=4).invent(1, RNG, longest=5, beginning=[1] * 4), "expected at most 4 steps"),
        (lambda: model().run(TOKENS, mask=np.ones((3, 4), bool)), r"mask of True \(seen\) and False of shape \(3, 5\)"),
        (
            lambda: model().run(TOKENS, state=model(blocks=1).run(TOKENS)[1]),
            "a tuple of 2, one for each block, got tuple",
        ),
        (lambda: model().run(TOKENS, state=TOKENS), "expected the state as run returned it, .* got int64 array"),
        (lambda: model().run(TOKENS, state=(1, 2)), "expected past as run returned it, .* got 1"),
        (lambda: model().run(TOKENS, state=model().run(TOKENS[:2])[1]), "expected past as run returned it"),
        (lambda: model(tied=True).forward(TOKENS)[1](np.ones((3, 5, 4))), r"gradient .* \(3, 5, 5\), got \(3, 5, 4\)"),
    ],
    "TransformerStack": [
        (lambda: TransformerStack(5, 4, 2, 1, RNG, cross=True)(TOKENS), "expected a source for cross, got none"),
        (lambda: TransformerStack(5, 4, 2, 1, RNG, causal="no"), "causal: expected True or False, got 'no'"),
        (lambda: TransformerStack(5, 4, 2, 1, RNG).run(TOKENS, np.ones((3, 2, 4))), "expected no source, got one"),
        (lambda: TransformerStack(5, 4, 2, 1, RNG)(TOKENS * 2), "expected tokens 0 to 4, got 0 to 8"),
        (lambda: TransformerStack(5, 4, 2, 1, RNG).forward(TOKENS)[1](TOKENS), "gradient of the output's shape"),
    ],
    "TransformerEncoderDecoder": [
        (lambda: TransformerEncoderDecoder(0, 5, 4, 4, 2, 1, RNG), "source_length: .* at least 1, got 0"),
        (lambda: TransformerEncoderDecoder(3, 1, 4, 4, 2, 1, RNG), "vocabulary_size: .* at least 2, got 1"),
        (lambda: TransformerEncoderDecoder(3, 5, 4, 4, 3, 1, RNG), "divides the width d = 4, got 3"),
        (lambda: TransformerEncoderDecoder(3, 5, 4, 4, 2, 1, RNG, causal=True), "expected no argument causal"),
        (
            lambda: TransformerEncoderDecoder(3, 5, 4, 4, 2, 1, RNG, positions="waves"),
            "positions: unknown name 'waves'",
        ),
        (lambda: translator()(SOURCE), r"expected \[source \| decoder's input\], of shape \(n, 3 \+ t\)"),
        (lambda: translator()(X + 1), "expected tokens 0 to"),
        (lambda: translator().decode(SOURCE * 0, 4), "a sequence without tokens in row 0"),
        (lambda: translator().decode(SOURCE[0], 4), r"expected source of shape \(n, s\), got \(3,\)"),
        (lambda: translator().decode(SOURCE, 0), "length: expected a whole number at least 1, got 0"),
        (lambda: translator(longest=2).decode(SOURCE, 1), "expected at most 2 steps, .* got 3"),
        (lambda: translator().decoder(TOKENS % 4), r"decoder .* needs a state: read\(source\) gives the first"),
    ],
}


@each_call(REFUSED)
def test_a_bad_call_is_refused_with_a_sentence(call, words):
    with refused(words):
        call()
