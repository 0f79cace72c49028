"""Layers of sequences: gradients through 64 steps, states handed on, masks, tokens, memory, several layers and ways."""

import tracemalloc

import numpy as np
import pytest
from bad_calls import SEQUENCES, each_call, of_layer
from helpers import close, refused
from sequence_runs import CELLS, KINDS, WithStates, flat, made, nested, some_state

from course_nn import GRU, LSTM, RNN, Bidirectional, Dense, SequenceLayer, Stacked, check_layer

#: Every length, and steps that don't count before, between and after others.
MASK = np.array([[1, 1, 1, 1, 1, 1], [1, 1, 1, 0, 0, 0], [0, 1, 0, 1, 1, 0], [0, 0, 0, 0, 0, 1]], bool)

every_kind = pytest.mark.parametrize("kind", KINDS)


@pytest.mark.long
@every_kind
def test_gradients_through_64_steps(kind):
    """From every step and from the final state, to x, the weights and a first state that is not 0."""
    rng = np.random.default_rng(4)
    report = check_layer(WithStates(made(kind, 1, 2), 2, rng), rng.normal(size=(2, 64, 1)))
    assert report.largest <= 1e-7, report


@every_kind
def test_gradients_with_a_mask(kind):
    rng = np.random.default_rng(5)
    report = check_layer(WithStates(made(kind), 4, rng, MASK), rng.normal(size=(4, 6, 3)))
    assert report.largest <= 1e-7, report


@every_kind
def test_states_and_their_gradients_are_the_callers(kind):
    """What is written into them, as into the gradient that was given, changes nothing that comes later."""
    layer, rng = made(kind), np.random.default_rng(4)
    x, first = rng.normal(size=(4, 6, 3)), some_state(layer, 4, rng)
    y, last, backward = layer.run(x, first, MASK)
    dy, d_last = rng.normal(size=y.shape), some_state(layer, 4, rng)
    expected = [d.copy() for d in flat(backward(dy, d_last)[1])]
    again = backward(dy, d_last)[1]
    for state in (*flat(last), *flat(again)):
        state[...] = np.nan
    for found, d in zip(flat(backward(dy, d_last)[1]), expected, strict=True):
        close(found, d)


def run_and_back(layer, x, state, mask, dy, d_state):
    layer.zero_grad()
    y, last, backward = layer.run(x, state, mask)
    dx, d_first = backward(dy, d_state)
    return y, last, dx, d_first, layer.grad.copy()


@every_kind
@pytest.mark.parametrize("return_last", [False, True])
def test_a_padded_batch_is_its_sequences_one_by_one(kind, return_last):
    """Also where steps in the middle don't count; the gradients of the weights are the sum of theirs."""
    layer, rng = made(kind, return_last=return_last), np.random.default_rng(6)
    x, first = rng.normal(size=(4, 6, 3)), some_state(layer, 4, rng)
    y, last, _ = layer.run(x, first, MASK)
    dy, d_last = rng.normal(size=y.shape), nested(last, [rng.normal(size=a.shape) for a in flat(last)])
    y, last, dx, d_first, gradient = run_and_back(layer, x, first, MASK, dy, d_last)
    if not return_last:
        assert not y[~MASK].any()
    assert not dx[~MASK].any()
    total = 0
    for i, counts in enumerate(MASK):
        own = [nested(s, [a[i : i + 1] for a in flat(s)]) for s in (first, d_last)]
        one_dy = dy[i : i + 1] if return_last else dy[i : i + 1, counts]
        one = run_and_back(layer, x[i : i + 1, counts], own[0], None, one_dy, own[1])
        close(y[i] if return_last else y[i, counts], one[0][0])
        close(dx[i, counts], one[2][0])
        for batch, alone in ((last, one[1]), (d_first, one[3])):
            for a, b in zip(flat(batch), flat(alone), strict=True):
                close(a[i], b[0])
        total = total + one[4]
    close(gradient, total)


@every_kind
def test_what_stands_in_padding_changes_nothing(kind):
    layer, x = made(kind), np.random.default_rng(7).normal(size=(4, 6, 3))
    other = np.where(MASK[:, :, None], x, 1e3)
    for a, b in zip(layer.run(x, mask=MASK)[:2], layer.run(other, mask=MASK)[:2], strict=True):
        for one, two in zip(flat(a), flat(b), strict=True):
            np.testing.assert_array_equal(one, two)


@pytest.mark.parametrize("kind", [*CELLS, "Stacked"])
def test_a_sequence_may_be_cut_and_continued(kind):
    """The state hands on everything, and its gradient everything back."""
    layer, rng = made(kind), np.random.default_rng(8)
    x, first = rng.normal(size=(2, 7, 3)), some_state(layer, 2, rng)
    y, last, backward = layer.run(x, first)
    dy = rng.normal(size=y.shape)
    layer.zero_grad()
    dx, d_first = backward(dy)
    whole = layer.grad.copy()
    y1, middle, back1 = layer.run(x[:, :3], first)
    y2, end, back2 = layer.run(x[:, 3:], middle)
    close(np.concatenate([y1, y2], axis=1), y)
    layer.zero_grad()
    dx2, d_middle = back2(dy[:, 3:])
    dx1, d_start = back1(dy[:, :3], d_middle)
    close(np.concatenate([dx1, dx2], axis=1), dx)
    close(layer.grad, whole)
    for a, b in zip([*flat(end), *flat(d_start)], [*flat(last), *flat(d_first)], strict=True):
        close(a, b)


@every_kind
def test_a_final_state_may_be_written_into(kind):
    """It is the caller's: neither the outputs nor the way back depend on it."""
    layer, x = made(kind), np.random.default_rng(15).normal(size=(2, 5, 3))
    y, last, backward = layer.run(x)
    kept, dx = y.copy(), backward(y)[0]
    for array in flat(last):
        array[...] = np.nan
    np.testing.assert_array_equal(y, kept)
    np.testing.assert_array_equal(backward(y)[0], dx)


@every_kind
def test_a_mask_of_true_alone_is_no_mask(kind):
    layer, x = made(kind), np.random.default_rng(9).normal(size=(4, 6, 3))
    np.testing.assert_array_equal(layer.run(x, mask=np.ones((4, 6), bool))[0], layer.forward(x)[0])


@every_kind
@pytest.mark.parametrize("vocabulary", [3, 130])
def test_tokens_are_their_one_hot_codes(kind, vocabulary):
    """A small vocabulary and a large one add up their gradients in other ways."""
    layer, rng = made(kind, vocabulary), np.random.default_rng(10)
    tokens = rng.integers(0, vocabulary, (4, 6))
    codes = np.eye(vocabulary)[tokens]
    first = some_state(layer, 4, rng)
    dy = rng.normal(size=layer.run(codes)[0].shape)
    y, last, dx, d_first, gradient = run_and_back(layer, tokens, first, MASK, dy, None)
    expected = run_and_back(layer, codes, first, MASK, dy, None)
    assert dx is None
    close(y, expected[0])
    close(gradient, expected[4])
    for a, b in zip([*flat(last), *flat(d_first)], [*flat(expected[1]), *flat(expected[3])], strict=True):
        close(a, b)
    close(layer(tokens), layer(codes))
    close(layer(tokens.astype(np.uint8)), layer(codes))


@every_kind
def test_a_gradient_at_one_end_alone(kind):
    """Neither dy nor d_state need come; what doesn't is 0, and dx is spared where nobody asks for it."""
    layer, rng = made(kind), np.random.default_rng(11)
    x = rng.normal(size=(2, 5, 3))
    y, last, backward = layer.run(x)
    d_last = nested(last, [rng.normal(size=a.shape) for a in flat(last)])
    for given, full in (
        ({"dy": y}, {"dy": y, "d_state": layer.start(2)}),
        ({"d_state": d_last}, {"dy": 0 * y, "d_state": d_last}),
    ):
        dx, d_first = backward(**given)
        dx_full, d_first_full = backward(**full)
        close(dx, dx_full)
        for a, b in zip(flat(d_first), flat(d_first_full), strict=True):
            close(a, b)
        skipped, d_first = backward(**given, need_dx=False)
        assert skipped is None
        close(flat(d_first)[0], flat(d_first_full)[0])


def test_a_stack_is_its_layers_in_turn():
    layer, x = made("Stacked"), np.random.default_rng(12).normal(size=(2, 5, 3))
    y, states = x, []
    for one in layer.layers:
        y, state, _ = one.run(y)
        states.append(state)
    np.testing.assert_array_equal(layer(x), y)
    for a, b in zip(flat(layer.run(x)[1]), flat(tuple(states)), strict=True):
        np.testing.assert_array_equal(a, b)


def test_the_reverse_layer_begins_at_each_sequences_own_end():
    rng = np.random.default_rng(13)
    forth, reverse = made("LSTM"), made("GRU")
    layer, x = Bidirectional(forth, reverse), rng.normal(size=(2, 5, 3))
    y, (_, last), _ = layer.run(x, mask=np.arange(5) < np.array([[5], [3]]))
    close(y[0, :, :4], forth(x[:1])[0])
    close(y[1, :3, 4:], reverse(x[1:, :3][:, ::-1])[0, ::-1])
    close(y[1, 0, 4:], last[0][1])  # what is known at the left end is its final state


@pytest.mark.parametrize(("kind", "kept"), [("RNN", 1), ("GRU", 5), ("LSTM", 7)])
def test_memory_grows_linearly_with_the_steps(kind, kept):
    """Between the way there and the way back it holds about t·n·h numbers so many times."""
    layer, n, h = made(kind, 2, 32), 8, 32

    def held(steps):
        tokens = np.zeros((n, steps), np.int64)
        layer.run(tokens)
        tracemalloc.start()
        result = layer.run(tokens)
        size = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        return size if result else 0

    more = [held(2 * steps) - held(steps) for steps in (100, 200)]
    assert more[1] == pytest.approx(2 * more[0], rel=0.02)
    assert more[1] / (200 * n * h * 8) == pytest.approx(kept, rel=0.1)


class Sums(SequenceLayer):
    """A sequence layer of one's own: running sums."""

    def start(self, n=1):
        return (np.zeros((n, 2)),)

    def run(self, x, state=None, mask=None, train=False):
        first = (self.start(len(x)) if state is None else state)[0]
        y = first[:, None] + x.cumsum(axis=1)

        def backward(dy=None, d_state=None, need_dx=True):
            d = np.zeros_like(y) if dy is None else dy.copy()
            if d_state is not None:
                d[:, -1] += d_state[0]
            dx = d[:, ::-1].cumsum(axis=1)[:, ::-1]
            return dx, (dx[:, 0],)

        return y, (y[:, -1],), backward


def test_a_layer_of_ones_own_needs_run_and_start():
    rng = np.random.default_rng(14)
    assert check_layer(Stacked(Sums(), CELLS["GRU"](2, 3, rng)), rng.normal(size=(2, 4, 2)))
    for call in (lambda: SequenceLayer().run(SEQUENCES), lambda: SequenceLayer().start()):
        with pytest.raises(NotImplementedError, match="a sequence layer needs a method"):
            call()


def of_run(layer):
    """What a run refuses, whatever the layer: ``layer`` takes 3 numbers at each step."""
    x, form = SEQUENCES, layer.start(4)
    y, _, backward = layer.run(x)
    one_too_few = tuple(form)[:-1]
    return [
        (lambda: layer.run(x[:, :0]), r"expected sequences of at least one step, got .* \(4, 0, 3\)"),
        (lambda: layer.run(np.zeros((4, 0), int)), r"at least one step, got .* \(4, 0\)"),
        (lambda: layer.run(x[:, 0]), r"expected input of shape \(n, t, 3\), got \(4, 3\)"),
        (lambda: layer.run(x[:, :, 0]), r"\(4, 5\); tokens, of shape \(n, t\), must be whole numbers"),
        (lambda: layer.run(np.full((4, 5), 3)), "expected tokens 0 to 2, got 3 to 3"),
        (lambda: layer.run(np.full((4, 5), -1)), "expected tokens 0 to 2, got -1 to -1"),
        (lambda: layer.run(None), "got None"),
        (lambda: layer.run(x, mask=np.ones((5, 4), bool)), r"a mask .* of shape \(4, 5\).* got bool array .*\(5, 4\)"),
        (lambda: layer.run(x, mask=np.ones((4, 5))), "expected a mask of True and False .* got float64 array"),
        (
            lambda: layer.run(x, mask=np.ma.masked_array(np.ones((4, 5), bool), np.eye(4, 5))),
            "got a masked array with 4",
        ),
        (lambda: layer.run(x, mask=[[True] * 5] * 4), "expected a mask of True and False .* got list"),
        (lambda: layer.run(x, mask=np.arange(4)[:, None] + np.zeros(5) != 2), "at least one True .* none in row 2"),
        (lambda: layer.run(x, layer.start(3)), r"expected shape \(4, 2\), got \(3, 2\)"),
        (lambda: layer.run(x, one_too_few), "expected the state as a tuple of"),
        (lambda: layer.run(x, list(form)), "expected the state as a tuple of .* got list"),
        (lambda: layer.start(0), "n: expected a whole number at least 1, got 0"),
        (
            lambda: backward(),
            rf"^{type(layer).__name__}\(.* expects a gradient of y, of the state, or of both, got neither",
        ),
        (lambda: backward(y[:2]), "gradient of the output's shape"),
        (lambda: backward(y, one_too_few), "expected the gradient of the state as a tuple of"),
        (lambda: backward(y, layer.start(3)), r"expected shape \(4, 2\), got \(3, 2\)"),
    ]


def small(kind, d_in=3, **settings):
    return kind(d_in, 2, np.random.default_rng(0), **settings)


STACK, PAIR = Stacked(small(LSTM), small(RNN, 2)), Bidirectional(small(GRU), small(LSTM))
BAD_CALLS = {
    "SequenceLayer": [row for kind in (RNN, LSTM, GRU) for row in of_run(small(kind))],
    "Stacked": [
        *of_layer(STACK, SEQUENCES),
        *of_run(STACK),
        (lambda: Stacked(), "expected at least one layer, got none"),
        (lambda: Stacked(small(RNN), Dense(2, 3, np.random.default_rng(0))), "expected layers of sequences, .* Dense"),
        (lambda: Stacked([small(RNN)]), "write the layers one after the other, without a list"),
        (lambda: Stacked(small(RNN, return_last=True), small(RNN, 2)), "every step of all layers but the last"),
        (lambda: Stacked(small(RNN), small(RNN)).run(SEQUENCES), r"expected input of shape \(n, t, 3\), got \(4, 5, 2"),
    ],
    "Bidirectional": [
        *of_layer(PAIR, SEQUENCES),
        *of_run(PAIR),
        (lambda: Bidirectional(small(RNN)), "reverse_layer"),
        (lambda: Bidirectional(small(RNN), Dense(2, 3, np.random.default_rng(0))), "layers of sequences"),
        (lambda: Bidirectional(PAIR.layers[0], PAIR.layers[0]), "expected two layers, got the same one twice"),
        (lambda: Bidirectional(small(RNN), small(RNN, return_last=True)), "return_last to be the same in both"),
    ],
}


@each_call(BAD_CALLS)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()
