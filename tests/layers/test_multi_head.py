"""Several heads: as PyTorch has them, by the formula, with a past, heads off, dropout and rotary places."""

import math

import numpy as np
import pytest
from attention_arrays import MASK, RNG, SOURCE, K, Q, V, X, cases, heads, seen_of, softmax, spoiled
from bad_calls import SEQUENCES, each_call, of_generator, of_layer, of_width
from helpers import close, refused
from pytorch_weights import check_gradients, with_weights

from course_nn import Attention, MultiHeadAttention
from course_nn.layers.attention import attend, attention_weights
from course_nn.layers.positions import rotated


@cases("layer")
def test_the_layer_is_pytorchs(settings, given):
    layer = with_weights(heads(4, settings["heads"], causal=settings["causal"]), given)
    x, source, seen = given["x"], given.get("source"), []
    steps = 5 if source is not None else 3
    y, _, backward = layer.run(x, source, seen_of(settings["lengths"], steps), seen=seen)
    close(y, given["y"], 1e-9)
    close(seen[0], given["weights"], 1e-9)
    d = backward(given["dy"])
    close(d if source is None else d[0], given["dx"], 1e-9)
    if source is not None:
        close(d[1], given["dsource"], 1e-9)
    check_gradients(layer, given)


def test_the_formula_of_the_paper():
    """Head by head, with a matrix for each of queries, keys and values, in columns one head after the other."""
    layer = heads(6, 3)
    x = RNG.normal(size=(2, 4, 6))
    q, k, v = (x @ W + b for W, b in zip(np.split(layer.W.value, 3, axis=1), np.split(layer.b.value, 3), strict=True))
    parts = []
    for h in range(3):
        own = slice(2 * h, 2 * h + 2)
        parts.append(softmax(q[..., own] @ k[..., own].swapaxes(1, 2) / math.sqrt(2)) @ v[..., own])
    close(layer(x), np.concatenate(parts, axis=2) @ layer.W_o.value + layer.b_o.value, 1e-13)
    close(Attention()(x), softmax(x @ x.swapaxes(1, 2) / math.sqrt(6)) @ x, 1e-13)


def test_a_permutation_of_the_keys_changes_nothing_and_one_of_the_queries_permutes():
    order = np.array([3, 0, 4, 1, 2])
    y, _ = attend(Q, K, V)
    close(attend(Q, K[:, order], V[:, order])[0], y, 1e-13)
    assert np.abs(attend(Q, K[:, order], V)[0] - y).max() > 0.1
    layer = heads()
    close(layer(X[:, order]), layer(X)[:, order], 1e-12)
    close(layer.run(X, SOURCE[:, ::-1])[0], layer.run(X, SOURCE)[0], 1e-12)
    causal = heads(causal=True)
    assert np.abs(causal(X[:, order]) - causal(X)[:, order]).max() > 0.01
    turning = heads(rotary=True)
    assert np.abs(turning(X[:, order]) - turning(X)[:, order]).max() > 0.01


def test_what_is_masked_changes_nothing():
    mask = seen_of([5, 2, 3], 5)
    other = np.where(mask[..., None], 0, RNG.normal(0, 100, size=(3, 5, 1)))
    y, backward = attend(Q, K, V, mask[:, None])
    np.testing.assert_array_equal(attend(Q, K, V + other, mask[:, None])[0], y)
    close(attend(Q, K + other, V, mask[:, None])[0], y, 1e-13)
    _, dk, dv = backward(np.ones_like(y))
    assert not dk[~mask].any() and not dv[~mask].any() and dk[mask].any() and dv[mask].any()
    weights = attention_weights(Q, K, mask[:, None])
    assert not weights.swapaxes(1, 2)[~mask].any()
    for settings in ({}, {"causal": True}, {"rotary": True}):
        layer = heads(**settings)
        seen = np.broadcast_to(mask[..., None], X.shape)
        close(layer.run(X + other, mask=mask)[0][seen], layer.run(X, mask=mask)[0][seen], 1e-12)
        close(layer.run(X, mask=np.repeat(mask[:, None], 5, axis=1))[0], layer.run(X, mask=mask)[0], 1e-14)
        close(layer.run(X, mask=mask)[0][1, :2], layer(X[1:2, :2])[0], 1e-12)
        close(layer.run(X, mask=np.ones((3, 5), bool))[0], layer(X), 1e-14)


@pytest.mark.parametrize("settings", [{}, {"causal": True}, {"rotary": True, "causal": True}], ids=str)
def test_a_sequence_goes_on_from_its_past(settings):
    """Keys and values of the steps before are kept; the last query stands where the last key does."""
    layer = heads(**({"causal": True} | settings))
    whole = layer(X)
    for parts in ([1] * 5, [2, 3], [3, 1, 1]):
        past, start, found = None, 0, []
        for length in parts:
            y, past, _ = layer.run(X[:, start : start + length], past=past)
            found.append(y)
            start += length
            assert [a.shape for a in past] == [(3, 2, start, 2)] * 2
        close(np.concatenate(found, axis=1), whole, 1e-12)


def test_a_head_that_is_off_is_one_whose_rows_of_the_output_are_0():
    layer, twin = heads(4, 2), heads(4, 2)
    layer.heads_on = np.array([True, False])
    twin.W_o.value[2:] = 0
    dy = RNG.normal(size=X.shape)
    (y, backward), (other, other_back) = layer.forward(X), twin.forward(X)
    close(y, other, 1e-14)
    for one in (layer, twin):
        one.zero_grad()
    close(backward(dy), other_back(dy), 1e-14)
    close(layer.W.grad, twin.W.grad, 1e-14)
    assert not layer.W_o.grad[2:].any() and layer.W_o.grad[:2].any()
    layer.heads_on[:] = False
    np.testing.assert_array_equal(layer(X), np.broadcast_to(layer.b_o.value, X.shape))
    layer.heads_on = np.ones(2, bool)
    close(layer(X), heads(4, 2)(X), 1e-14)


def test_dropout_acts_on_the_weights_while_learning_alone():
    rate = 0.3
    layer, plain = heads(dropout=rate, seed=2), heads(seed=2)
    np.testing.assert_array_equal(layer(X), plain(X))
    mask = seen_of([5, 2, 3], 5)
    kept = layer._kept((3, 2, 5, 5), True)
    assert set(np.unique(kept)) == {0, 1 / (1 - rate)}
    for hidden in (None, mask):
        mean, squares, n = 0, 0, 1500
        for _ in range(n):
            y = layer.run(X, mask=hidden, train=True)[0]
            mean, squares = mean + y / n, squares + y * y / n
        spread = np.sqrt((squares - mean * mean) / n)
        assert (np.abs(mean - plain.run(X, mask=hidden)[0]) <= 6 * spread + 1e-12).all(), "the mean is the plain output"
        assert spread.max() > 1e-3
    # Values of 1 make each head's output the sum of its weights: with dropout it is not 1, for masked keys it stays 0.
    layer.W.value[:, 8:], layer.b.value[8:] = 0, 1
    layer.W_o.value, layer.b_o.value = np.eye(4), np.zeros(4)
    rows = layer.run(X, mask=mask, train=True)[0]
    assert np.abs(rows - 1).max() > 0.1
    close(layer.run(X, mask=mask)[0], np.ones(X.shape), 1e-12)
    other = np.where(mask[..., None], X, 1e3)
    layer = heads(dropout=rate, seed=2)
    state = layer.rng.bit_generator.state
    y = layer.run(X, mask=mask, train=True)[0]
    layer.rng.bit_generator.state = state
    close(layer.run(other, mask=mask, train=True)[0][mask], y[mask], 1e-12)


@pytest.mark.parametrize(
    ("settings", "given"),
    [
        ({}, {}),
        ({"causal": True, "rotary": True}, {}),
        ({"dropout": 0.4}, {}),
        ({}, {"mask": seen_of([5, 2, 3], 5)}),
        ({"rotary": True}, {"source": SOURCE}),
        ({"dropout": 0.4}, {"source": SOURCE, "mask": seen_of([6, 1, 3], 6)}),
    ],
    ids=str,
)
def test_all_gradients_are_those_of_finite_differences(settings, given):
    """Also under dropout, with the same numbers each time, and for a source of another length with its padding."""
    layer = heads(**settings)
    if "source" in given:
        given = given | {"source": SOURCE.copy()}
    x, dy = X.copy(), RNG.normal(size=X.shape)
    state = layer.rng.bit_generator.state if layer.rng is not None else None

    def run():
        if state is not None:
            layer.rng.bit_generator.state = state
        y, _, backward = layer.run(x, train=True, **given)
        return y, backward

    layer.zero_grad()
    d = run()[1](dy)
    dx, *d_source = d if isinstance(d, tuple) else (d,)
    arrays = [(x, dx), (layer.theta, layer.grad.copy())]
    arrays += [(given["source"], d_source[0])] if d_source else []
    for array, exact in arrays:
        for k in RNG.choice(array.size, 25, replace=False):
            was, ends = array.flat[k], []
            for step in (1e-5, -1e-5):
                array.flat[k] = was + step
                ends.append(np.vdot(run()[0], dy))
            array.flat[k] = was
            assert exact.flat[k] == pytest.approx((ends[0] - ends[1]) / 2e-5, rel=1e-6, abs=1e-7)


def test_scores_of_rotary_queries_and_keys_depend_on_the_distance_alone():
    layer, one = heads(rotary=True), np.repeat(RNG.normal(size=(1, 1, 4)), 6, axis=1)
    q, k, _ = layer._projected(one, 0, 3)[0]
    scores = (rotated(q) @ rotated(k).swapaxes(-1, -2))[0, 0]
    for distance in range(-5, 6):
        close(np.diag(scores, distance), scores[max(0, -distance), max(0, distance)], 1e-12)
    assert np.ptp(scores) > 1e-3


def test_the_weights_that_are_shown_are_a_copy():
    layer, seen = heads(causal=True), []
    y, _, backward = layer.run(X, seen=seen)
    before = backward(np.ones_like(y))
    close(seen[0].sum(axis=-1), np.ones((3, 2, 5)), 1e-13)
    assert seen[0].shape == (3, 2, 5, 5) and not np.triu(seen[0], 1).any()
    seen[0][:] = 7
    np.testing.assert_array_equal(backward(np.ones_like(y)), before)


BAD_CALLS = {
    "MultiHeadAttention": [
        *of_layer(MultiHeadAttention(3, 1, RNG), SEQUENCES),
        *of_width(lambda d, **k: MultiHeadAttention(d, 1, RNG, **k)),
        *of_generator(lambda rng: MultiHeadAttention(4, 2, rng)),
        *of_generator(lambda rng: MultiHeadAttention(4, 2, rng, dropout=0.1, init="zeros")),
        (lambda: MultiHeadAttention(4, 2), r"expected a Generator .* MultiHeadAttention\(64, 4, rng="),
        (lambda: MultiHeadAttention(4, 3, RNG), "a number of heads that divides the width d = 4, got 3"),
        (lambda: MultiHeadAttention(4, 8, RNG), "a number of heads that divides the width d = 4, got 8"),
        (lambda: MultiHeadAttention(4, 0, RNG), "heads: expected a whole number at least 1, got 0"),
        (lambda: MultiHeadAttention(6, 2, RNG, rotary=True), "expected an even width of a head, .* got d / heads = 3"),
        (lambda: MultiHeadAttention(4, 2, RNG, causal=1), "causal: expected True or False, got 1"),
        (lambda: MultiHeadAttention(4, 2, RNG, rotary="no"), "rotary: expected True or False, got 'no'"),
        (lambda: MultiHeadAttention(4, 2, RNG, dropout=1), "dropout: expected a finite number .* below 1, got 1"),
        (lambda: MultiHeadAttention(4, 2, RNG, init="hee"), "init: unknown name 'hee'"),
        (lambda: MultiHeadAttention(4, 2, RNG, num_heads=2), "no argument is called num_heads, did you mean heads"),
        (lambda: heads()(X[0]), r"MultiHeadAttention\(4, 2\): expected input of shape \(n, t, 4\), got \(5, 4\)"),
        (lambda: heads().run(X, SOURCE[:2]), "expected a source for each of 3 sequences, got 2"),
        (lambda: heads().run(X, SOURCE[..., :3]), r"expected source of shape \(n, s, 4\), got \(3, 6, 3\)"),
        (lambda: heads().run(X, SOURCE, MASK), r"mask of True \(seen\) and False of shape \(3, 6\), .* got bool"),
        (lambda: heads().run(X, mask=MASK.astype(int)), r"mask of True .* of shape \(3, 5\).* got int64 array"),
        (lambda: heads().run(X, mask=MASK[0]), r"mask of True .*, got bool array of shape \(5,\)"),
        (lambda: heads().run(X, mask=np.ma.masked_array(MASK, MASK)), "mask: expected whole data, got a masked array"),
        (
            lambda: heads().run(spoiled(X), mask=MASK),
            "steps of input that are finite also where .*, got 5 steps that are",
        ),
        (
            lambda: heads().run(X, np.hstack([X[:, :1], spoiled(X)]), np.hstack([MASK[:, :1], MASK])),
            "steps of a source that are finite also where the mask hides them",
        ),
        (lambda: heads().run(spoiled(X), mask=np.repeat(MASK[:, None], 5, axis=1)), "finite also where the mask hides"),
        (lambda: heads().run(X, past=X), r"expected past as run returned it, .* \(3, 2, s, 2\), got float64 array"),
        (lambda: heads().run(X, past=heads().run(X[:2])[1]), "expected past as run returned it, .* got tuple"),
        (lambda: past_of(heads())[2](X), "expected a run without past, into which no gradient flows"),
        (
            lambda: switched([True]),
            r"expected heads_on as 2 booleans, one for each head, got bool array of shape \(1,\)",
        ),
        (lambda: switched([1, 0]), "expected heads_on as 2 booleans, .* got int64 array"),
        (lambda: switched("first"), "heads_on: expected real numbers, got 'first'"),
    ],
}


def test_what_is_seen_and_not_finite_goes_through_a_mask_as_without_one():
    """It is what came in that is told, and nothing is refused: as in every layer, and in a training that diverges."""
    x = X.copy()
    x[1, 0] = np.nan
    for mask in (None, MASK):
        y = heads().run(x, mask=mask)[0]
        assert np.isnan(y[1]).all() and np.isfinite(y[[0, 2]]).all()
    np.testing.assert_array_equal(heads().run(np.full_like(X, np.nan), mask=MASK)[0], np.full_like(X, np.nan))
    past = heads().run(X)[1]
    later = heads().run(X, past=past, mask=np.hstack([MASK, MASK]))[0]
    assert np.isfinite(later).all()
    with refused("finite also where the mask hides them"):
        heads().run(spoiled(X), past=past, mask=np.hstack([np.ones_like(MASK), MASK]))


def past_of(layer):
    return layer.run(X, past=layer.run(X)[1])


def switched(heads_on):
    layer = heads()
    layer.heads_on = heads_on


@each_call(BAD_CALLS)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()
