"""Attention: PyTorch's values, what a permutation, a mask, a head and dropout change and what they don't, bad calls."""

import math

import numpy as np
import pytest
from attention_arrays import MASK, RNG, K, Q, V, X, cases, heads, seen_of, softmax, spoiled
from bad_calls import SEQUENCES, each_call, of_layer
from helpers import attention_cases, close, refused

from course_nn import Attention, MultiHeadAttention
from course_nn.layers import attention
from course_nn.layers.attention import attend, attention_weights


@cases("function")
def test_the_function_is_pytorchs(settings, given):
    mask = given["mask"].astype(bool) if "mask" in given else None
    q, k, v, dy = (given[name] for name in ("q", "k", "v", "dy"))
    y, backward = attend(q, k, v, mask, settings["scale"])
    close(y, given["y"], 1e-9)
    for ours, name in zip(backward(dy), ("dq", "dk", "dv"), strict=True):
        close(ours, given[name], 1e-9)
    one = None if mask is None else np.broadcast_to(mask, (3, 3, 4))[1]
    y_1, backward_1 = attend(q[1], k[1], v[1], one, settings["scale"])
    close(y_1, given["y"][1], 1e-9)
    for ours, name in zip(backward_1(dy[1]), ("dq", "dk", "dv"), strict=True):
        close(ours, given[name][1], 1e-9)
    W = attention_weights(q, k, mask, settings["scale"])
    close(W @ v, given["y"], 1e-9)
    if mask is None or mask.shape == (3, 3, 4):
        layer = Attention(scale=settings["scale"])
        y_2, backward_2 = layer.run(q, k, v, mask)
        close(y_2, given["y"], 1e-9)
        close(backward_2(dy)[1], given["dk"], 1e-9)


def test_the_cases_cover_what_matters():
    """A reference that is made again keeps what it is for."""
    assert {s["mask"] for s, _ in attention_cases("function")} == {"none", "causal", "padding", "pairs", "nothing seen"}
    stored = [s for s, _ in attention_cases("layer")]
    for causal, source in ((False, False), (True, False), (False, True)):
        own = [s for s in stored if (s["causal"], s["source"]) == (causal, source)]
        assert {(s["heads"], s["lengths"] is None) for s in own} == {
            (h, whole) for h in (1, 2) for whole in (True, False)
        }
    for _, given in attention_cases("function") + attention_cases("layer"):
        assert given["dy"].any() and np.isfinite(given["y"]).all()


def test_a_query_that_sees_no_key_gets_0_and_gives_0():
    """In PyTorch's function too (the cases with the name); its layer answers NaN, as the docstrings say."""
    for settings, given in attention_cases("function"):
        if settings["mask"] == "nothing seen":
            y, backward = attend(given["q"], given["k"], given["v"], given["mask"].astype(bool))
            dq, dk, dv = backward(given["dy"])
            assert (
                not y[:, 1].any() and not dq[:, 1].any() and not given["y"][:, 1].any() and not given["dq"][:, 1].any()
            )
            rest = given["dy"].copy()
            rest[:, 1] = 0  # nothing of that query's gradient arrives anywhere
            for ours, other in zip((dq, dk, dv), backward(rest), strict=True):
                np.testing.assert_array_equal(ours, other)
    for scale in (1.0, 1e3, -1e3):  # however large the scores are that it doesn't see
        some = np.arange(4)[:, None] != np.ones((1, 5))
        y, backward = attend(Q, K, V, some, scale)
        assert not y[:, 1].any() and not backward(np.ones_like(y))[0][:, 1].any() and np.isfinite(y).all()
    ((settings, given),) = attention_cases("blind")
    assert np.isnan(given["y"][1]).all() and np.isfinite(given["y"][0]).all()
    layer = heads()
    for name, there in {
        "W": "in_proj_weight",
        "b": "in_proj_bias",
        "W_o": "out_proj.weight",
        "b_o": "out_proj.bias",
    }.items():
        getattr(layer, name).value = given[there].T
    y, _, backward = layer.run(given["x"], mask=seen_of(settings["lengths"], 3))
    close(y[0], given["y"][0], 1e-9)
    np.testing.assert_array_equal(y[1], np.broadcast_to(layer.b_o.value, (3, 4)))
    layer.zero_grad()
    dx = backward(np.stack([np.zeros((3, 4)), np.ones((3, 4))]))
    assert not dx.any() and not layer.W.grad.any() and not layer.b.grad.any() and not layer.W_o.grad.any()
    assert "its heads are 0, and\n    there, by default, NaN" in MultiHeadAttention.__doc__
    assert "by default, answers NaN" in attend.__doc__


@pytest.mark.parametrize(
    "layer", [Attention(causal=True), heads(causal=True), heads(causal=True, rotary=True)], ids=repr
)
def test_a_later_step_changes_no_earlier_output(layer):
    y, backward = layer.forward(X)
    for t in range(1, 5):
        other = X.copy()
        other[:, t:] = RNG.normal(0, 30, size=other[:, t:].shape)
        close(layer(other)[:, :t], y[:, :t], 1e-12)
        assert np.abs(layer(other)[:, t:] - y[:, t:]).max() > 0.1
        dy = np.zeros_like(y)
        dy[:, t - 1] = 1
        assert not backward(dy)[:, t:].any(), "nor has it a gradient"
    close(layer(X[:, :3]), y[:, :3], 1e-12)


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-14), (np.float32, 1e-6)])
def test_rows_add_up_to_1_and_large_scores_are_stable(dtype, tolerance):
    q, k, v = (a.astype(dtype) for a in (Q, K, V))
    for scale in (0.0, 1.0, 50.0, 1e4, -1e4):
        for mask in (None, seen_of([5, 2, 3], 5)[:, None]):
            W = attention_weights(q, k, mask, scale)
            assert W.dtype == dtype and np.isfinite(W).all() and (W >= 0).all()
            close(W.sum(axis=-1), np.ones((3, 4)), tolerance)
            scores = (scale * q.astype(float)) @ k.astype(float).swapaxes(1, 2)
            expected = softmax(scores if mask is None else np.where(mask, scores, -1e30))
            close(W, expected, 1e-10 if dtype == np.float64 else 2e-2 if abs(scale) > 100 else 1e-4)
            y, backward = attend(q, k, v, mask, scale)
            assert y.dtype == dtype and all(d.dtype == dtype and np.isfinite(d).all() for d in backward(y))


def test_the_short_way_of_small_scores_is_the_shifted_one():
    """Also where scores come just below the limit, at it, and beyond it."""
    limit = attention._SMALL
    for top in (limit - 1e-6, limit, limit + 1e-6, 2 * limit):
        for sign in (1, -1):
            q = np.array([[[1.0], [sign]]])
            k = np.array([[[0.0], [top], [top - 3], [-0.5 * top]]])
            close(attention_weights(q, k, scale=1.0), softmax(q * k.swapaxes(1, 2)), 1e-12)
            small = attention_weights(q.astype(np.float32), k.astype(np.float32), scale=1.0)
            close(small, softmax(q * k.swapaxes(1, 2)), 2e-5)
    hidden = np.array([[[True, True, False, False]]])
    low = np.array([[[-1000.0], [-1001.0], [5.0], [1000.0]]])  # what is hidden must not set the height
    close(
        attention_weights(np.ones((1, 1, 1)), low, hidden, scale=1.0)[0, 0, :2], softmax(np.array([0.0, -1.0])), 1e-14
    )


@pytest.mark.parametrize("mask", ["none", "one for all", "one each"])
def test_many_sequences_are_taken_a_few_at_a_time(monkeypatch, mask):
    """The same as one by one, of a batch whose last part is smaller than the others."""
    n, t, s = 7, 4, 5
    q, k, v = (RNG.normal(size=(n, 2, steps, 3)) for steps in (t, s, s))
    hidden = {"none": None, "one for all": RNG.random((t, s)) < 0.7, "one each": RNG.random((n, 1, t, s)) < 0.7}[mask]
    dy = RNG.normal(size=(n, 2, t, 3))
    y, backward = attend(q, k, v, hidden)
    whole = y, *backward(dy)
    monkeypatch.setattr(attention, "_AT_ONCE", 3 * 2 * t * s)
    assert len(attention._parts(np.empty((n, 2, t, s)))) == 3
    y, backward = attend(q, k, v, hidden)
    for ours, other in zip((y, *backward(dy)), whole, strict=True):
        close(ours, other, 1e-14)
    for i in range(n):
        own = hidden[i] if mask == "one each" else hidden
        y_i, back = attend(q[i], k[i], v[i], own)
        for ours, other in zip((y_i, *back(dy[i])), whole, strict=True):
            close(ours, other[i], 1e-14)
    assert len(attention._parts(np.empty((3, 1, 1000, 1000)))) == 3, "one at a time where one is larger than the limit"


BAD_CALLS = {
    "Attention": [
        *of_layer(Attention(), SEQUENCES),
        (lambda: Attention(causal="yes"), "Attention: causal: expected True or False, got 'yes'"),
        (lambda: Attention(scale="big"), "Attention: scale: expected a number, got 'big'"),
        (lambda: Attention(scale=np.inf), "Attention: scale: expected a finite number, got inf"),
        (lambda: Attention(2), "Attention: .*it is made as Attention"),
        (
            lambda: Attention().run(Q, K, V[:, :4]),
            r"Attention\(\): expected values of shape \(n, 5, c\), got \(3, 4, 3\)",
        ),
        (lambda: Attention().run(Q, X, V), r"expected keys of shape \(n, s, 2\), got \(3, 5, 4\)"),
        (lambda: Attention().run(Q, K[:2], V), "expected as many keys and values as queries, 3, got 2, 3"),
        (
            lambda: Attention().run(Q, K, V, MASK[:, :4]),
            r"mask of True \(seen\) and False of shape \(3, 5\).* got bool",
        ),
        (lambda: Attention().run(Q, K, V, MASK * 1.0), r"mask of True .* or \(3, 4, 5\).* got float64 array"),
        (lambda: Attention().run(Q, K, V, "causal"), "mask of True .* got 'causal'"),
        (
            lambda: Attention().run(Q, K, spoiled(V), MASK),
            r"values that are finite also where the mask hides them, .* got 5 steps .* fill them with 0",
        ),
        (lambda: Attention().run(Q, spoiled(K), V, MASK), "expected keys that are finite also where the mask hides"),
        (lambda: Attention().run(Q, K, V)[1](Q), r"gradient of the output's shape \(3, 4, 3\), got \(3, 4, 2\)"),
    ],
}


@each_call(BAD_CALLS)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: attend(Q, X, V), r"attend: expected queries \(…, t, d\) and keys \(…, s, d\) of one length d"),
        (lambda: attend(Q, K[:2], V[:2]), "of one length d, got .3, 4, 2. and .2, 5, 2."),
        (lambda: attend(Q[0, 0], K, V), r"expected queries .* got \(2,\)"),
        (lambda: attend(Q, K, V[:, :4]), r"a value for each key, v of shape \(3, 5, 'c'\), got \(3, 4, 3\)"),
        (
            lambda: attend(Q, K, V, MASK),
            r"a mask of True \(seen\) and False of shape \(4, 5\) or \(3, 4, 5\), got bool",
        ),
        (lambda: attend(Q, K, V, MASK[:, None] * 1.0), "a mask of True .* got float64 array"),
        (lambda: attend(Q, K, V, scale="big"), "attend: scale: expected a number, got 'big'"),
        (lambda: attend(Q, "abc", V), "attend: k: expected real numbers, got 'abc'"),
        (lambda: attend(Q, K, V * np.nan), "attend: v: expected finite numbers, got 45 NaN"),
        (lambda: attend(Q, K, V)[1](Q), r"gradient of the output's shape \(3, 4, 3\), got float64 array"),
        (lambda: attend(Q, K, V)[1](None), "gradient of the output's shape .* got None"),
        (lambda: attention_weights(Q, K, "all"), "attend: mask: expected real numbers, got 'all'"),
    ],
)
def test_bad_calls_of_the_functions_get_a_sentence(call, words):
    with refused(words):
        call()


def test_the_functions_take_whole_numbers_and_lists():
    close(attend([[1, 0]], [[1, 0], [0, 1]], [[2], [4]], scale=1)[0], [[2 + 2 / (1 + math.e)]], 1e-7)
