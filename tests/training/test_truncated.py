"""train_truncated: stretches of the same sequence, the state handed on and the gradient not; bad calls."""

import numpy as np
import pytest
from bad_calls import each_call
from helpers import close, refused

from course_nn import (
    GRU,
    LSTM,
    RNN,
    SGD,
    Adam,
    Bidirectional,
    CosineDecay,
    CrossEntropy,
    Dense,
    Embedding,
    Residual,
    SequenceCrossEntropy,
    Sequential,
    SquaredError,
    Stacked,
    Tanh,
    batches,
    train,
    train_truncated,
)
from course_nn.models.language_model import LanguageModel

RNG = np.random.default_rng(0)
X, Y = RNG.integers(0, 5, (6, 12)), RNG.integers(0, 5, (6, 12))


def network(cell=LSTM, seed=0):
    rng = np.random.default_rng(seed)
    return Sequential(
        Embedding(5, 4, rng, dtype=np.float64), cell(4, 3, rng, dtype=np.float64), Dense(3, 5, rng, dtype=np.float64)
    )


def stack(d_in, d_hidden, rng, dtype):
    return Stacked(GRU(d_in, d_hidden, rng, dtype=dtype), RNN(d_hidden, d_hidden, rng, dtype=dtype))


def language_model(seed=0):
    return LanguageModel(5, 3, np.random.default_rng(seed), d_embedding=4, dtype=np.float64)


def by_hand(net, state, x, y):
    """Loss and gradient of a stretch from a state, and the state after it."""
    tokens, back_tokens = net.layers[0].forward(x)
    h, state, back = net.layers[1].run(tokens, state)
    z, back_output = net.layers[2].forward(h)
    value, dz = SequenceCrossEntropy()(z, y)
    net.zero_grad()
    back_tokens(back(back_output(dz))[0])
    return value, net.grad.copy(), state


@pytest.mark.parametrize("cell", [RNN, LSTM, GRU, stack])
def test_each_stretch_goes_on_from_the_state_before_and_the_gradient_ends_there(cell):
    net, other = network(cell), network(cell)
    losses = [step.loss for step in train_truncated(net, SequenceCrossEntropy(), SGD(0.1), [(X, Y)], 5)]
    state, expected = None, []
    for start, stop in ((0, 5), (5, 10), (10, 12)):
        value, gradient, state = by_hand(other, state, X[:, start:stop], Y[:, start:stop])
        other.theta[...] -= 0.1 * gradient
        expected.append(value)
    close(losses, expected)
    close(net.theta, other.theta)


@pytest.mark.parametrize("make", [network, language_model])
@pytest.mark.parametrize("length", [12, 50])
def test_one_stretch_for_all_is_train(make, length):
    net, other, loss = make(), make(), SequenceCrossEntropy()
    feed = [(X[:4], Y[:4]), (X[4:], Y[4:])]
    steps = list(train_truncated(net, loss, Adam(0.01), feed, length, epochs=2, clip_norm=0.5))
    assert steps == list(train(other, loss, Adam(0.01), feed, epochs=2, clip_norm=0.5))
    np.testing.assert_array_equal(net.theta, other.theta)


@pytest.mark.parametrize("make", [network, language_model])
def test_the_state_does_not_leak_into_the_next_batch(make):
    """At a rate of nothing, the losses of a batch are the same, whichever batch came before it."""
    losses = {}
    for first in (0, 3):
        feed = [(X[first : first + 2], Y[first : first + 2]), (X[4:], Y[4:])]
        steps = list(train_truncated(make(), SequenceCrossEntropy(), SGD(1e-300), feed, 4, epochs=2))
        losses[first] = [step.loss for step in steps]
        assert [(step.epoch, step.index) for step in steps] == [(k // 6, k) for k in range(12)]
        assert losses[first][:6] == losses[first][6:]  # nor into the next epoch
    assert losses[0][3:6] == losses[3][3:6] and losses[0][:3] != losses[3][:3]


def test_the_state_is_what_carries_over():
    """A language model's stretches, with θ at rest, have the losses of the whole sequence's steps."""
    net = language_model()
    stretches = [s.loss for s in train_truncated(net, SequenceCrossEntropy(), SGD(1e-300), [(X, Y)], 4)]
    whole = net(X)
    close(stretches, [SequenceCrossEntropy()(whole[:, k : k + 4], Y[:, k : k + 4])[0] for k in (0, 4, 8)])


def test_a_stretch_in_which_nothing_counts_hands_on_the_state_alone():
    """As in the copying task: only the last steps are answered."""
    y = np.where(np.arange(12) < 8, -1, Y)
    net, other = network(), network()
    (step,) = train_truncated(net, SequenceCrossEntropy(), SGD(0.1), [(X, y)], 4)
    _, state, _ = other.layers[1].run(other.layers[0](X[:, :8]))
    value, gradient, _ = by_hand(other, state, X[:, 8:], y[:, 8:])
    assert step == (0, 0, pytest.approx(value, rel=1e-12))
    close(net.theta, other.theta - 0.1 * gradient)


def test_shuffled_batches_and_series_of_floats():
    x = RNG.normal(size=(7, 10, 1))
    rng = np.random.default_rng(1)
    net = Sequential(RNN(1, 4, rng), Tanh(), Dense(4, 1, rng))
    losses = [s.loss for s in train_truncated(net, SquaredError(), Adam(0.01), batches(x, x, 3), 5, epochs=30)]
    assert len(losses) == 30 * 3 * 2 and np.mean(losses[-6:]) < 0.3 * np.mean(losses[:6])


def test_it_stops_when_you_do_and_leaves_the_network_its_theta():
    net = network()
    for step in train_truncated(net, SequenceCrossEntropy(), Adam(0.01), [(X, Y)], 3):
        if step.index == 1:
            break
    kept = net.theta.copy()
    net.theta[0] += 1
    assert net.theta[0] == kept[0] + 1 and net.layers[0].W.value.flat[0] == net.theta[0]


def test_a_schedule_that_ends_early_is_told():
    with pytest.warns(UserWarning, match="a schedule counts steps"):
        train_truncated(network(), SequenceCrossEntropy(), SGD(CosineDecay(0.1, 10)), batches(X, Y, 6), 2, epochs=10)


def truncated(net=None, loss=None, feed=None, length=4, **more):
    feed = [(X, Y)] if feed is None else feed
    return lambda: list(
        train_truncated(net or network(), loss or SequenceCrossEntropy(), SGD(0.1), feed, length, **more)
    )


def both_ways():
    rng = np.random.default_rng(0)
    return Sequential(Embedding(5, 4, rng), Bidirectional(GRU(4, 3, rng), GRU(4, 3, rng)), Dense(6, 5, rng))


BAD_CALLS = {
    "train_truncated": [
        (truncated(length=0), "train_truncated: length: expected a whole number at least 1, got 0"),
        (truncated(length=2.5), "length: .* got 2.5"),
        (truncated(epochs=-1), "epochs: expected a whole number at least 0"),
        (truncated(net="lstm"), "network: expected a layer"),
        (truncated(net=Dense(3, 2, RNG)), r"expected a network with a state to hand on, .* got Dense\(3, 2\)"),
        (truncated(net=both_ways()), "expected layers that read forth alone, got Bidirectional"),
        (truncated(net=Residual(RNN(3, 3, RNG))), r"expected RNN\(3, 3\) in a Sequential, .* inside of Residual"),
        (truncated(feed=(X, Y)), r"expected batches, .* write \[\(X, y\)\]"),
        (truncated(feed=[X]), r"expected each batch to be a pair .*; batches\(X, y\) gives pairs"),
        (truncated(feed=[(X, Y[:, 0])]), r"x \(n, t, …\) and y \(n, t, …\), an answer for each step, got int64"),
        (truncated(feed=[(X, Y[:, :5])]), r"an answer for each step, got int64 array of shape \(6, 12\) and"),
        (truncated(feed=[(X, Y * 0 - 1)]), "at least one step that counts, got labels -1 alone"),
        (truncated(feed=[(X[:, :0], Y[:, :0])]), r"sequences of at least one step, .* \(6, 0\)"),
        (truncated(net=RNN(5, 5, RNG, return_last=True)), "expected an output at each step, got RNN"),
        (truncated(feed=[]), "expected at least one batch in each epoch"),
        (truncated(clip_norm=0), "clip_norm: expected a finite number above 0"),
        (truncated(loss=CrossEntropy()), r"CrossEntropy\(\): expected logits of shape \(n, k\)"),
    ],
}


@each_call(BAD_CALLS)
def test_bad_calls_get_a_sentence(call, words):
    with refused(words):
        call()
