"""An exercise of chapter 14: the numbers of parameters in a Keras summary, from its shapes alone."""

import numpy as np

from ...exercises.exercise import Exercise, Mistake

#: Kind → the shape before and the one after, with widths d and h; twice each, so that a formula can't pass by chance.
_PAIRS = {
    "Dense": [((3,), (2,)), ((5, 7), (5, 4))],
    "Conv2D": [((6, 6, 1), (4, 4, 2)), ((9, 8, 3), (5, 4, 4))],
    "BatchNormalization": [((3,), (3,)), ((4, 4, 5), (4, 4, 5))],
    "SimpleRNN": [((4, 2), (3,)), ((6, 5), (6, 2))],
    "LSTM": [((4, 2), (3,)), ((6, 5), (6, 2))],
    "GRU": [((4, 2), (3,)), ((6, 5), (6, 2))],
    "Dropout": [((4,), (4,))],
    "MaxPooling2D": [((8, 8, 3), (4, 4, 3))],
    "Flatten": [((4, 4, 2), (32,))],
}


def _summaries():
    single = [([("InputLayer", a), (kind, b)],) for kind, ones in _PAIRS.items() for a, b in ones]
    images = [
        ("InputLayer", (28, 28, 1)),
        ("Conv2D", (26, 26, 8)),
        ("MaxPooling2D", (13, 13, 8)),
        ("Conv2D", (9, 9, 16)),
        ("BatchNormalization", (9, 9, 16)),
        ("Flatten", (1296,)),
        ("Dense", (10,)),
    ]
    steps = [("InputLayer", (30, 4)), ("LSTM", (30, 16)), ("GRU", (30, 12)), ("SimpleRNN", (8,)), ("Dense", (3,))]
    return [*single, (images,), (steps,)]


def _any_summary(rng):
    """Rows of an input and of one layer with parameters, or of one to four that go together."""
    widths = [int(one) for one in rng.integers(1, 9, 5)]
    if rng.random() < 0.5:
        return (_one_layer(str(rng.choice(list(_FORMULAS))), *(int(one) for one in rng.integers(1, 9, 4))),)
    if rng.random() < 0.5:
        shape, rows = (int(rng.integers(2, 9)), widths[0]), []
        for h in widths[1 : rng.integers(2, 6)]:
            kind = str(rng.choice(["LSTM", "GRU", "SimpleRNN", "Dense", "Dropout", "BatchNormalization"]))
            shape = (*shape[:-1], h if kind not in ("Dropout", "BatchNormalization") else shape[-1])
            rows.append((kind, shape))
        return ([("InputLayer", (shape[0], widths[0])), *rows],)
    side, k = int(rng.integers(5, 9)), int(rng.integers(1, 5))
    after = (side - k + 1, side - k + 3, widths[1])
    rows = [("InputLayer", (side, side + 2, widths[0])), ("Conv2D", after), ("BatchNormalization", after)]
    return ([*rows, ("Flatten", (int(np.prod(after)),)), ("Dense", (widths[2],))],)


def _one_layer(kind, d, h, side, kernel):
    before = {"Conv2D": (side + kernel, side + kernel + 2, d), "Dense": (d,)}.get(kind, (side, d))
    after = {"Conv2D": (side + 1, side + 3, h), "Dense": (h,), "BatchNormalization": before}.get(kind, (side, h))
    return [("InputLayer", before), (kind, after)]


_ROWS = '''
def keras_parameters(rows):
    """How many parameters the summary tells for each of the rows: whole numbers, (len(rows),).

    rows is a list of (kind, shape) as a summary of Keras has them, without the None of the batch; the first is the
    input, ("InputLayer", (28, 28, 1)). The kinds with parameters are "Dense", "Conv2D", "BatchNormalization",
    "SimpleRNN", "LSTM" and "GRU". A Conv2D has square kernels, stride 1 and no padding, so that its shapes tell the
    kernel's side.
    """
%s
'''
_FORMULAS = {
    "Dense": "(d + 1) * h",
    "Conv2D": "(k * k * d + 1) * h",
    "BatchNormalization": "4 * h",
    "SimpleRNN": "(d + h + 1) * h",
    "LSTM": "4 * (d + h + 1) * h",
    "GRU": "3 * (d + h + 2) * h",
}
_KERNEL = "before[0] - shape[0] + 1"


def _source(value="np.array(counts)", **formulas):
    lines = ["counts = [0]", "for (_, before), (kind, shape) in zip(rows, rows[1:]):"]
    lines += ["    d, h, count = before[-1], shape[-1], 0"]
    for kind, formula in (_FORMULAS | formulas).items():
        lines.append(f'    if kind == "{kind}":')
        if kind == "Conv2D":
            lines.append(f"        k = {_KERNEL}")
        lines.append(f"        count = {formula}")
    lines += ["    counts.append(count)", f"return {value}"]
    return _ROWS % "\n".join("    " + line for line in lines)


def _of(kind, name, formula, message):
    """A wrong formula for one kind, whatever is answered elsewhere."""
    body = f"    if [one for one, _ in rows[1:]] != [{kind!r}]:\n        return ...\n"
    body += "    (_, before), (_, shape) = rows\n    d, h = before[-1], shape[-1]\n"
    body += f"    k = {_KERNEL}\n" if kind == "Conv2D" else ""
    return Mistake(name, _ROWS % f"{body}    return np.array([0, {formula}])", message)


KERAS_PARAMETERS = Exercise(
    name="keras_parameters",
    title="Reading a Keras summary",
    stub=_ROWS % "    ...",
    hints=(
        "A layer takes d numbers, the last of the row before, and gives h, the last of its own row. Dense has a matrix "
        "d x h and h biases; a SimpleRNN has a second matrix, h x h, as well.",
        "An LSTM is four of these cells, a GRU three, with two biases each. The kernel's side is the height before, "
        "less that after, plus 1; it has a number for each of its pixels and channels. Batch normalization has two "
        "numbers to train for each channel, and the running mean and variance.",
        "Dense (d + 1) h, Conv2D (k k d + 1) h, BatchNormalization 4 h, SimpleRNN (d + h + 1) h, LSTM four times as "
        "many, GRU 3 (d + h + 2) h; everything else 0.",
    ),
    solution=_source(),
    cases=_summaries,
    unseen=_any_summary,
    mistakes=(
        # What is wrong in every kind comes before what is wrong in one.
        Mistake(
            "nothing counted",
            _source("np.zeros(len(rows), int)"),
            "Every row has 0 parameters in it: count them by the kind of each layer.",
        ),
        Mistake(
            "widths exchanged",
            _source().replace("before[-1], shape[-1]", "shape[-1], before[-1]"),
            "The widths are exchanged: d is the last number of the row before, h that of the layer's own row.",
        ),
        _of("Dense", "Dense without biases", "d * h", "Dense is counted without its biases, one for each output."),
        _of(
            "Dense",
            "Dense with a bias for each input",
            "d * (h + 1)",
            "Dense is counted with a bias for each input: there is one for each output.",
        ),
        _of(
            "Dense",
            "Dense with one bias",
            "d * h + 1",
            "Dense is counted with one bias in all: there is one for each output.",
        ),
        _of(
            "Conv2D",
            "Conv2D without biases",
            "k * k * d * h",
            "Conv2D is counted without its biases, one for each filter.",
        ),
        _of(
            "Conv2D",
            "Conv2D with kernels for one channel",
            "(k * k + 1) * h",
            "Conv2D is counted as if its kernels saw one channel: each filter has k x k numbers for each channel "
            "before it.",
        ),
        _of(
            "Conv2D",
            "Conv2D with a bias for each channel",
            "(k * k + 1) * d * h",
            "Conv2D is counted with a bias for each pair of channels: a filter has one, whatever it sees.",
        ),
        _of(
            "Conv2D",
            "Conv2D with the side for the area",
            "(k * d + 1) * h",
            "Conv2D is counted with k numbers a channel: a kernel has k rows and k columns.",
        ),
        _of(
            "Conv2D",
            "Conv2D with a kernel too small",
            "((k - 1) * (k - 1) * d + 1) * h",
            "The kernel of Conv2D is taken too small by 1: a kernel of side k shortens the image by k - 1.",
        ),
        _of(
            "Conv2D",
            "Conv2D as a dense layer",
            "(d + 1) * h",
            "Conv2D is counted like Dense, as if its kernels had one pixel: the heights before and after tell the "
            "kernel's side.",
        ),
        _of(
            "BatchNormalization",
            "normalization without running statistics",
            "2 * h",
            "BatchNormalization is counted without its running mean and variance: nothing trains them, and the summary "
            "counts them all the same, as non-trainable.",
        ),
        _of(
            "BatchNormalization",
            "normalization without parameters",
            "0",
            "BatchNormalization is counted as if it had no parameters: each channel has a scale, a shift, a running "
            "mean and a running variance.",
        ),
        _of(
            "BatchNormalization",
            "normalization with one pair",
            "4",
            "BatchNormalization is counted once for all channels: each of them has its four numbers.",
        ),
        _of(
            "SimpleRNN",
            "SimpleRNN without recurrent weights",
            "(d + 1) * h",
            "SimpleRNN is counted like Dense: its state comes back through a second matrix, h x h.",
        ),
        _of(
            "SimpleRNN",
            "SimpleRNN without biases",
            "(d + h) * h",
            "SimpleRNN is counted without its biases, one for each unit.",
        ),
        _of(
            "LSTM",
            "LSTM with three gates",
            "3 * (d + h + 1) * h",
            "LSTM is counted three times a simple cell: the new content has weights like the three gates, which makes "
            "four.",
        ),
        _of(
            "LSTM",
            "LSTM as one cell",
            "(d + h + 1) * h",
            "LSTM is counted as one simple cell: it has four sets of weights, three gates and the new content.",
        ),
        _of("LSTM", "LSTM without biases", "4 * (d + h) * h", "LSTM is counted without its biases."),
        _of(
            "LSTM",
            "LSTM with two biases",
            "4 * (d + h + 2) * h",
            "LSTM is counted with two biases a gate: so PyTorch has it, where their sum is all that counts. Keras has "
            "one.",
        ),
        _of(
            "LSTM",
            "LSTM without recurrent weights",
            "4 * (d + 1) * h",
            "LSTM is counted without the weights of its state, h x h for each gate.",
        ),
        _of(
            "GRU",
            "GRU with one bias",
            "3 * (d + h + 1) * h",
            "GRU is counted with one bias a gate: Keras's reset gate acts after the product with the state, and so it "
            "has a second bias there, for each gate.",
        ),
        _of(
            "GRU",
            "GRU with four gates",
            "4 * (d + h + 2) * h",
            "GRU is counted four times a simple cell: it has two gates and the new content, which makes three.",
        ),
        _of(
            "GRU",
            "GRU with a second bias for the new content",
            "3 * (d + h + 1) * h + h",
            "GRU is counted with a second bias for the new content alone: so is ours, where no other is needed. Keras "
            "has one for each of the three.",
        ),
        _of(
            "GRU",
            "GRU with two gates",
            "2 * (d + h + 2) * h",
            "GRU is counted twice a simple cell: the new content has weights like the two gates, which makes three.",
        ),
        _of("GRU", "GRU without biases", "3 * (d + h) * h", "GRU is counted without its biases."),
        Mistake(
            "without the input's row",
            _source("np.array(counts[1:])"),
            "The input's row is left out: it has 0 parameters, and a place.",
        ),
        Mistake("added up", _source("sum(counts)"), "It returns the sum: a number for each row is asked for."),
        Mistake(
            "added up on the way",
            _source("np.cumsum(counts)"),
            "The numbers add up from row to row: each is to stand for its own row.",
        ),
    ),
)
