"""The block: PyTorch's values, the formula for both places of the normalization, its past, dropout, bad calls."""

import numpy as np
import pytest
from bad_calls import SEQUENCES, each_call, of_generator, of_layer, of_width
from helpers import attention_cases, close, refused
from pytorch_weights import check_gradients, with_weights

from course_nn import GELU, ReLU, Tanh, TransformerBlock

RNG = np.random.default_rng(0)
X, SOURCE = RNG.normal(size=(3, 5, 4)), RNG.normal(size=(3, 6, 4))
ACTIVATIONS = {"relu": ReLU, "gelu": GELU}
NORMS = pytest.mark.parametrize("norm", ["before", "after"])


def cases(kind):
    some = [
        pytest.param(*case, id="-".join(map(str, case[0].values())).replace(" ", "")) for case in attention_cases(kind)
    ]
    return pytest.mark.parametrize(("settings", "given"), some)


def block(seed=1, **settings):
    """A block no parameter of which is 0."""
    rng = np.random.default_rng(seed)
    layer = TransformerBlock(4, 2, rng, dtype=np.float64, **settings)
    for p in layer.parameters().values():
        p.value += rng.normal(0, 0.3, p.value.shape)
    return layer


def seen_of(lengths, steps):
    return None if lengths is None else np.arange(steps) < np.array(lengths)[:, None]


@cases("block")
def test_pytorch_says_the_same(settings, given):
    more = {"norm": settings["norm"], "activation": ACTIVATIONS[settings["activation"]]}
    layer = with_weights(block(d_ff=5, causal=settings["causal"], **more), given)
    y, _, backward = layer.run(given["x"], mask=seen_of(settings["lengths"], 3))
    close(y, given["y"], 1e-9)
    close(backward(given["dy"]), given["dx"], 1e-9)
    check_gradients(layer, given)


@cases("cross")
def test_pytorch_says_the_same_of_a_block_that_looks_at_a_source(settings, given):
    more = {"norm": settings["norm"], "activation": ACTIVATIONS[settings["activation"]]}
    layer = with_weights(block(d_ff=5, causal=True, cross=True, **more), given)
    y, _, backward = layer.run(given["x"], given["source"], source_mask=seen_of(settings["lengths"], 4))
    close(y, given["y"], 1e-9)
    dx, d_source = backward(given["dy"])
    close(dx, given["dx"], 1e-9)
    close(d_source, given["dsource"], 1e-9)
    check_gradients(layer, given)


def test_the_cases_cover_what_matters():
    stored = [s for s, _ in attention_cases("block")]
    assert {(s["norm"], s["activation"], s["causal"], s["lengths"] is None) for s in stored} == {
        (norm, activation, causal, whole)
        for norm in ("before", "after")
        for activation in ACTIVATIONS
        for causal in (True, False)
        for whole in (True, False)
    }
    assert {(s["norm"], s["lengths"] is None) for s, _ in attention_cases("cross")} == {
        (norm, whole) for norm in ("before", "after") for whole in (True, False)
    }


@NORMS
def test_the_formula(norm):
    layer = block(norm=norm, activation=Tanh)
    if norm == "before":
        inside = X + layer.attention(layer.norm_1(X))
        expected = inside + layer.network(layer.norm_2(inside))
    else:
        inside = layer.norm_1(X + layer.attention(X))
        expected = layer.norm_2(inside + layer.network(inside))
    close(layer(X), expected, 1e-13)
    assert layer.network[0].d_out == 16, "4d by default"


def test_the_sums_are_a_free_way_back_with_the_normalization_before():
    """With A and F at 0 the block is the identity, and so is its way back; after the sum it never is."""
    layer = block(norm="before")
    for part in (layer.attention.W_o, layer.attention.b_o, layer.network[2].W, layer.network[2].b):
        part.value[:] = 0
    y, backward = layer.forward(X)
    dy = RNG.normal(size=X.shape)
    np.testing.assert_array_equal(y, X)
    np.testing.assert_array_equal(backward(dy), dy)
    assert np.abs(block(norm="after")(1e3 * X)).max() < 20


@NORMS
@pytest.mark.parametrize("rotary", [False, True])
def test_the_past_goes_on_and_nothing_later_is_seen(norm, rotary):
    layer = block(norm=norm, causal=True, rotary=rotary)
    whole = layer(X)
    past, found = None, []
    for start, stop in ((0, 2), (2, 3), (3, 5)):
        y, past, _ = layer.run(X[:, start:stop], past=past)
        found.append(y)
    close(np.concatenate(found, axis=1), whole, 1e-12)
    other = X.copy()
    other[:, 3:] = 50
    close(layer(other)[:, :3], whole[:, :3], 1e-12)


@NORMS
@pytest.mark.parametrize("cross", [False, True])
def test_dropout_acts_while_learning_alone_and_its_gradient_is_right(norm, cross):
    layer, plain = (block(norm=norm, cross=cross, activation=Tanh, dropout=rate) for rate in (0.4, 0.0))
    source = SOURCE.copy() if cross else None
    np.testing.assert_array_equal(layer.run(X, source)[0], plain.run(X, source)[0])
    rngs = list(layer.generators().values())
    states = [rng.bit_generator.state for rng in rngs]
    x, dy = X.copy(), RNG.normal(size=X.shape)

    def run():
        for rng, state in zip(rngs, states, strict=True):
            rng.bit_generator.state = state
        y, _, backward = layer.run(x, source, train=True)
        return y, backward

    layer.zero_grad()
    y, backward = run()
    assert np.abs(y - plain.run(X, source)[0]).max() > 0.1
    d = backward(dy)
    pairs = [(layer.theta, layer.grad.copy()), (x, d[0] if cross else d)] + ([(source, d[1])] if cross else [])
    for array, exact in pairs:
        for k in RNG.choice(array.size, 20, replace=False):
            was, ends = array.flat[k], []
            for step in (1e-5, -1e-5):
                array.flat[k] = was + step
                ends.append(np.vdot(run()[0], dy))
            array.flat[k] = was
            assert exact.flat[k] == pytest.approx((ends[0] - ends[1]) / 2e-5, rel=1e-5, abs=1e-7)


def test_what_the_attentions_saw_is_told_its_own_first():
    seen = []
    block(cross=True, causal=True).run(X, SOURCE, source_mask=seen_of([6, 2, 3], 6), seen=seen)
    assert [w.shape for w in seen] == [(3, 2, 5, 5), (3, 2, 5, 6)]
    assert not np.triu(seen[0], 1).any() and not seen[1][1, :, :, 2:].any()
    for w in seen:
        close(w.sum(axis=-1), np.ones(w.shape[:-1]), 1e-13)


BAD_CALLS = {
    "TransformerBlock": [
        *of_layer(TransformerBlock(3, 1, RNG), SEQUENCES),
        *of_width(lambda d, **k: TransformerBlock(d, 1, RNG, **k)),
        *of_generator(lambda rng: TransformerBlock(4, 2, rng)),
        (lambda: TransformerBlock(4, 2), "expected a Generator"),
        (lambda: TransformerBlock(4, 3, RNG), "a number of heads that divides the width d = 4, got 3"),
        (lambda: TransformerBlock(6, 2, RNG, rotary=True), "expected an even width of a head"),
        (lambda: TransformerBlock(4, 2, RNG, norm="beforr"), "norm: unknown name 'beforr'; did you mean 'before'"),
        (lambda: TransformerBlock(4, 2, RNG, norm=True), "norm: unknown name True; choose from 'before', 'after'"),
        (lambda: TransformerBlock(4, 2, RNG, d_ff=0), "d_ff: expected a whole number at least 1, got 0"),
        (
            lambda: TransformerBlock(4, 2, RNG, activation=ReLU()),
            "expected activation as a class such as ReLU, got ReLU",
        ),
        (lambda: TransformerBlock(4, 2, RNG, activation="relu"), "activation as a class such as ReLU, got 'relu'"),
        (lambda: TransformerBlock(4, 2, RNG, cross=1), "TransformerBlock: cross: expected True or False, got 1"),
        (lambda: TransformerBlock(4, 2, RNG, causal=0), "causal: expected True or False, got 0"),
        (lambda: TransformerBlock(4, 2, RNG, dropout=1.0), "dropout: expected a finite number .* below 1, got 1"),
        (lambda: TransformerBlock(4, 2, RNG, dropout="no"), "dropout: expected a number .* got 'no'"),
        (lambda: block()(X[0]), r"expected input of shape \(n, t, 4\), got \(5, 4\)"),
        (lambda: block().run(X, SOURCE), "expected no source, got one; cross=True makes a block that looks at it"),
        (lambda: block(cross=True)(X), "expected a source for cross, got none"),
        (lambda: block(cross=True).run(X, SOURCE[:2]), "expected a source for each of 3 sequences, got 2"),
        (lambda: block(cross=True).run(X, SOURCE, source_mask=seen_of([1, 1, 1], 5)), r"shape \(3, 6\)"),
        (lambda: block().run(X, mask=np.ones((3, 4), bool)), r"mask of True \(seen\) and False of shape \(3, 5\)"),
    ],
}


@each_call(BAD_CALLS)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()
