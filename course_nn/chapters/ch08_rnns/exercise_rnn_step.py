"""An exercise of chapter 08: one step of a plain RNN, for a batch."""

import numpy as np

from ...exercises import draws
from ...exercises.exercise import Exercise, Mistake


def _steps():
    cases = [tuple(np.array(one) for one in ([[2.0]], [[0.5]], [[0.3]], [[-0.8]], [0.1]))]
    rng = np.random.default_rng(8)
    for n, d, k in ((1, 2, 2), (2, 2, 2), (2, 3, 2), (4, 1, 3), (3, 2, 3), (4, 3, 3)):
        x, h, W, U = (rng.integers(-10, 11, shape) / 8 for shape in ((n, d), (n, k), (d, k), (k, k)))
        cases.append((x, h, W, U, rng.integers(-6, 7, k) / 8))
    return cases


_STEP = '''
def rnn_step(x, h, W, U, b):
    """The state (n, k) of a plain RNN after one step, for a batch of n sequences.

    x (n, d) is what comes in at this step, h (n, k) the state after the step before. W (d, k), U (k, k) and the bias
    b (k,) are the cell's weights, the same at every step; its activation is tanh.
    """
    %s
'''
_TANH = "np.tanh(x @ W + h @ U + b)"

RNN_STEP = Exercise(
    name="rnn_step",
    title="One step of an RNN",
    stub=_STEP % "...",
    hints=(
        "The cell is a dense layer with two inputs, what comes in now and the state so far. Which weights belong to "
        "which of them? Their shapes tell.",
        "Both x @ W and h @ U have the shape (n, k), and b is added to every row of their sum.",
        "The activation comes last, on the whole sum: np.tanh of x @ W, h @ U and b together.",
    ),
    solution=_STEP % f"return {_TANH}",
    cases=_steps,
    unseen=draws.case("ni nk ik kk k"),
    measure="new state",
    mistakes=tuple(
        Mistake(name, _STEP % f"return {formula}", message)
        for name, formula, message in (
            (
                "no state",
                "np.tanh(x @ W + b)",
                "The state of the step before does not count: so the cell remembers nothing.",
            ),
            (
                "no input",
                "np.tanh(h @ U + b)",
                "What comes in at this step does not count: x has its share in the sum.",
            ),
            (
                "neither state nor bias",
                "np.tanh(x @ W)",
                "Neither the state of the step before nor the bias counts: three terms are added up.",
            ),
            ("no bias", "np.tanh(x @ W + h @ U)", "The bias is left out: b is added to every row."),
            ("bias subtracted", "np.tanh(x @ W + h @ U - b)", "The bias is subtracted: b is added to every row."),
            (
                "input subtracted",
                "np.tanh(h @ U - x @ W + b)",
                "The input's share is subtracted: x @ W, h @ U and b are added up, none of them with a minus.",
            ),
            (
                "state subtracted",
                "np.tanh(x @ W - h @ U + b)",
                "The state's share is subtracted: x @ W, h @ U and b are added up.",
            ),
            ("no tanh", "x @ W + h @ U + b", "This is the sum before the activation: tanh is still to be taken."),
            (
                "no tanh and no bias",
                "x @ W + h @ U",
                "Two things are missing: the bias, and then the activation, tanh.",
            ),
            (
                "bias outside",
                "np.tanh(x @ W + h @ U) + b",
                "The bias is added after tanh, which can lead beyond 1: it belongs to the sum of which tanh is taken.",
            ),
            (
                "state outside",
                "np.tanh(x @ W + b) + h @ U",
                "The state's share is added after tanh, which can lead beyond 1: it belongs to the sum of which tanh "
                "is taken.",
            ),
            (
                "input outside",
                "x @ W + np.tanh(h @ U + b)",
                "The input's share is added after tanh, which can lead beyond 1: it belongs to the sum of which tanh "
                "is taken.",
            ),
            (
                "state and bias outside",
                "np.tanh(x @ W) + h @ U + b",
                "The state's share and the bias are added after tanh, which can lead beyond 1: they belong to the sum "
                "of which tanh is taken.",
            ),
            (
                "two activations",
                "np.tanh(x @ W) + np.tanh(h @ U) + b",
                "It adds a tanh of the input's share, a tanh of the state's share, and b: add all three first, and "
                "take one tanh of the sum.",
            ),
            (
                "two activations, bias with the input",
                "np.tanh(x @ W + b) + np.tanh(h @ U)",
                "It adds two tanh, one of the input's share with the bias and one of the state's: add all three first, "
                "and take one tanh of the sum.",
            ),
            (
                "two activations, bias with the state",
                "np.tanh(x @ W) + np.tanh(h @ U + b)",
                "It adds two tanh, one of the input's share and one of the state's with the bias: add all three first, "
                "and take one tanh of the sum.",
            ),
            (
                "state through tanh again",
                "np.tanh(x @ W + np.tanh(h) @ U + b)",
                "It takes tanh of the state as well: h is an activation already, and is multiplied by U as it is.",
            ),
            (
                "tanh twice",
                "np.tanh(np.tanh(x @ W + h @ U + b))",
                "It takes tanh of the sum twice: the activation is taken once.",
            ),
            (
                "weights exchanged",
                "np.tanh(x @ U + h @ W + b)",
                "It multiplies x by U and the state by W, and stops where these shapes don't meet: W belongs to x, and "
                "U to the state.",
            ),
            (
                "weights exchanged, the state first",
                "np.tanh(h @ W + x @ U + b)",
                "It multiplies the state by W and x by U, and stops where these shapes don't meet: W belongs to x, and "
                "U to the state.",
            ),
            (
                "side by side, the state first",
                "np.tanh(np.hstack([h, x]) @ np.vstack([W, U]) + b)",
                "State and input stand side by side in another order than W and U one above the other, as [h, x] and "
                "W above U do: the columns of x meet the rows of W, and those of h the rows of U.",
            ),
            (
                "side by side, U first",
                "np.tanh(np.hstack([x, h]) @ np.vstack([U, W]) + b)",
                "Input and state stand side by side in another order than W and U one above the other, as [x, h] and "
                "U above W do: the columns of x meet the rows of W, and those of h the rows of U.",
            ),
            (
                "U transposed",
                "np.tanh(x @ W + h @ U.T + b)",
                "U is transposed: the entry in row i and column j of U leads from unit i of the old state to unit j of "
                "the new one, h @ U.",
            ),
            (
                "W transposed",
                "np.tanh(x @ W.T + h @ U + b)",
                "W is transposed, and it stops where W is not square: W has a row for each entry of x, so x @ W.",
            ),
            (
                "both transposed",
                "np.tanh(x @ W.T + h @ U.T + b)",
                "W and U are transposed, and it stops where W is not square: examples stand in rows here, so x @ W and "
                "h @ U.",
            ),
            (
                "state not weighted",
                "np.tanh(x @ W + h + b)",
                "The state is added as it is: it is multiplied by U first.",
            ),
            (
                "U by its diagonal",
                "np.tanh(x @ W + h * np.diag(U) + b)",
                "Only the diagonal of U counts, so that each unit hears of its own past alone: h @ U joins all of "
                "them.",
            ),
            (
                "sigmoid",
                "1 / (1 + np.exp(-(x @ W + h @ U + b)))",
                "It takes the sigmoid of the sum: the activation here is tanh, which lies between -1 and 1.",
            ),
            (
                "relu",
                "np.maximum(x @ W + h @ U + b, 0)",
                "It takes the ReLU of the sum: the activation here is tanh.",
            ),
            (
                "derivative",
                "1 - np.tanh(x @ W + h @ U + b) ** 2",
                "This is the derivative of tanh at the sum, which the way back needs: the new state is tanh itself.",
            ),
            (
                "added to the old state",
                "h + np.tanh(x @ W + h @ U + b)",
                "The old state is added to the right result: a plain RNN replaces its state.",
            ),
            (
                "state of the first sequence",
                "np.tanh(x @ W + h[:1] @ U + b)",
                "All sequences take the state of the first one: row i of h belongs to row i of x.",
            ),
            (
                "state of the last sequence",
                "np.tanh(x @ W + h[-1:] @ U + b)",
                "All sequences take the state of the last one: row i of h belongs to row i of x.",
            ),
            (
                "states in reverse",
                "np.tanh(x @ W + h[::-1] @ U + b)",
                "The rows of h come in reverse: row i of h belongs to row i of x.",
            ),
            (
                "bias of the first sequence",
                "np.tanh(x @ W + h @ U + b * np.eye(len(x))[:, :1])",
                "The bias is added to the first row alone: it belongs to every row.",
            ),
            (
                "one sequence after the other",
                "np.array([h := np.tanh(row @ W + (h[0] if i == 0 else h) @ U + b) for i, row in enumerate(x)])",
                "Each sequence goes on from the new state of the one above it: the rows are sequences side by side, "
                "and not steps, so row i of x meets row i of h.",
            ),
            (
                "one state for the batch",
                "np.tanh(x @ W + h.mean(axis=0) @ U + b)",
                "All sequences share one state, the mean of the batch: row i of h belongs to row i of x.",
            ),
            (
                "states added up",
                "np.tanh(x @ W + h.sum(axis=0) @ U + b)",
                "All sequences share one state, the sum over the batch: row i of h belongs to row i of x.",
            ),
        )
    ),
)
