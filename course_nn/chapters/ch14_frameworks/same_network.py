"""The same network here and in a framework: what goes there, what should come back, and how far apart the two are."""

from functools import lru_cache

import numpy as np

from ... import _checks
from ...conventions import weights_of
from ...core import Sequential
from ...functions import softmax
from ...layers import GELU, GRU, LSTM, AveragePool2D, Conv2D, Dense, Flatten, ReLU, Tanh
from ...layers.transformer_block import TransformerBlock
from ...losses import CrossEntropy
from ...models.mlp import mlp
from ...optimizers import SGD, Adam
from .adam_epsilon import AdamHat, beside_raw
from .elsewhere import missing, run_elsewhere

#: The shape of one example of each network.
EXAMPLES = {"dense": (784,), "cnn": (1, 12, 12), "lstm": (6, 8), "gru": (6, 8), "attention": (6, 16)}
#: How many batches there are, and of how many examples; they are used again and again until all steps are taken.
BATCHES, BATCH, STEPS = 20, 32, 100
SGD_RATE, ADAM_RATE = 0.1, 0.001
#: Of a larger array are stored: each so many-th entry, and so many that are largest or farthest from ours.
WHOLE, EVERY, FARTHEST = 500, 50, 8
#: Where a stored array holds which those are.
AT = "at/"
#: What the chapter shows: framework, back end of Keras, network, what Adam's ε is there, and how that is called.
SHOWN = (
    *(("pytorch", None, name, 1e-7, {}) for name in EXAMPLES),
    *(("keras", backend, "dense", 1e-7, {}) for backend in ("torch", "tensorflow")),
    ("sklearn", None, "dense", 1e-7, {}),
    ("keras", "tensorflow", "dense", beside_raw(1e-7, np.arange(1, STEPS + 1)), {"told": "translated"}),
)


def network(name, rng, dtype=np.float32):
    """One of the networks of `EXAMPLES`, with 10 outputs, and smooth: see `moved_by`."""
    _checks.one_of(name, EXAMPLES, "network")
    if name == "dense":
        return mlp([784, 128, 10], rng, activation="tanh", dtype=dtype)
    if name == "cnn":
        return Sequential(
            *(Conv2D(1, 8, 3, rng, padding=1, dtype=dtype), Tanh(), AveragePool2D()),
            *(Conv2D(8, 16, 3, rng, padding=1, dtype=dtype), Tanh(), AveragePool2D()),
            *(Flatten(), Dense(16 * 3 * 3, 10, rng, dtype=dtype)),
        )
    if name == "attention":
        block = TransformerBlock(16, 4, rng, activation=GELU, dtype=dtype)
        return Sequential(block, Flatten(), Dense(6 * 16, 10, rng, dtype=dtype))
    recurrent = {"lstm": LSTM, "gru": GRU}[name]
    return Sequential(recurrent(8, 16, rng, return_last=True, dtype=dtype), Dense(16, 10, rng, dtype=dtype))


def with_relu(net):
    """The same network with ReLU where it has tanh; the layers with weights are the same objects."""
    return Sequential(*(ReLU() if isinstance(layer, Tanh) else layer for layer in net.layers))


def problem(name, seed=0, dtype=np.float32):
    """``network, x (batches, n, …), labels (batches, n)``: noise around the mean of a class."""
    rng = np.random.default_rng([14, seed])
    net = network(name, rng, dtype)
    for parameter in net.parameters().values():
        if parameter.value.ndim == 1:  # biases and scales that no translation gets right by chance
            parameter.value += 0.1 * rng.standard_normal(parameter.value.shape)
    labels = rng.permuted(np.tile(np.arange(BATCH) % 10, (BATCHES, 1)), axis=1)  # each class in each batch
    means = rng.standard_normal((10, *EXAMPLES[name]))
    x = 0.5 * means[labels] + rng.standard_normal((BATCHES, BATCH, *EXAMPLES[name]))
    return net, x.astype(dtype), labels


def arrays_for(net, x, labels, framework, *, steps=STEPS, epsilons=1e-8, hold_second_bias=True):
    """What the programs ``same_pytorch``, ``same_keras`` and ``same_sklearn`` read.

    ``epsilons`` is Adam's ε, a number or one for each step. With ``hold_second_bias`` a framework that has two biases
    where we have their sum trains the first alone.
    """
    if framework == "keras" and x.ndim == 5:
        x = np.moveaxis(x, 2, -1)
    return {
        "x": np.ascontiguousarray(x),
        "labels": labels,
        "epsilons": np.broadcast_to(np.float64(epsilons), steps).copy(),
        "sgd_rate": np.float64(SGD_RATE),
        "adam_rate": np.float64(ADAM_RATE),
        "hold_second_bias": np.bool_(hold_second_bias),
        **{f"weights/{name}": array for name, array in weights_of(net, framework).items()},
    }


def computed_here(net, x, labels, framework, *, steps=STEPS, adam=None):
    """What should come back: outputs, and the gradient and the weights after all steps as the framework lays them out.

    ``adam`` is the optimizer beside plain SGD, `Adam` with ε = 1e-8 by default. NaN stands where the gradient is 0 by
    mathematics and rounding alone moves the weights: see `hide_key_bias`.
    """
    outputs, first = after_one_batch(net, x, labels)
    expected = {"probabilities": softmax(outputs)} if framework == "sklearn" else {"outputs": outputs}
    ends = {"gradient": gradients_of(first, framework)}
    for kind, optimizer in (("sgd", SGD(SGD_RATE)), ("adam", Adam(ADAM_RATE) if adam is None else adam)):
        ends[kind] = weights_of(trained(net, optimizer, x, labels, steps), framework)
    for kind, arrays in ends.items():
        arrays = arrays if kind == "sgd" else hide_key_bias(arrays)
        expected |= {f"{kind}/{name}": array for name, array in arrays.items()}
    return expected


def after_one_batch(net, x, labels):
    """The outputs for the first batch, and a copy of the network that has its gradient."""
    copy = net.copy()
    copy.zero_grad()
    outputs, backward = copy.forward(x[0], train=True)
    backward(CrossEntropy()(outputs, labels[0])[1])
    return outputs, copy


def trained(net, optimizer, x, labels, steps=STEPS):
    """A copy of the network after so many steps on the batches, again and again in their order."""
    net, loss = net.copy(), CrossEntropy()
    for step in range(steps):
        net.zero_grad()
        outputs, backward = net.forward(x[step % len(x)], train=True)
        backward(loss(outputs, labels[step % len(x)])[1])
        optimizer.step(net.theta, net.grad)
    return net


def gradients_of(net, framework):
    """∇J as the framework lays it out; where it has two biases whose sum is our one, both have the sum's gradient."""
    copy = net.copy()
    for parameter, own in zip(copy.parameters().values(), net.parameters().values(), strict=True):
        parameter.value = own.grad
    arrays = weights_of(copy, framework)
    if not isinstance(net[0], GRU | LSTM):
        return arrays
    gates = 2 if isinstance(net[0], GRU) else 4
    sums = slice(0, gates * net[0].d_hidden)
    for name, array in arrays.items():
        if "bias_hh" in name:
            array[sums] = arrays[name.replace("bias_hh", "bias_ih")][sums]
        if framework == "keras" and name.endswith("bias") and array.ndim == 2:
            array[1, sums] = array[0, sums]
    return arrays


def hide_key_bias(arrays):
    """NaN in the bias of attention's keys, which adds the same to all scores of a query: softmax does not see it.

    Its gradient is 0, and what comes out is rounding. Adam divides by its size and makes whole steps of it.
    """
    arrays = {name: array.copy() for name, array in arrays.items()}
    for name, array in arrays.items():
        if name.endswith("in_proj_bias"):
            array[len(array) // 3 : 2 * len(array) // 3] = np.nan
        elif name.endswith("key/bias"):
            array[...] = np.nan
    return arrays


def differences(found, expected):
    """For each array of ``expected`` the largest difference, over its largest entry; NaN there counts for nothing.

    Of an array that was `thinned` the entries that were kept are asked.
    """
    apart = {}
    for name, array in expected.items():
        if not np.isnan(array).all():
            gaps = np.abs(np.float64(found[name]).ravel() - np.ravel(array)[kept(found, name, array)])
            apart[name] = float(np.nanmax(gaps) / (np.nanmax(np.abs(array)) or 1))
    return apart


def kept(found, name, array):
    """Which entries of ``array`` the ones of ``found`` are."""
    if AT + name not in found:
        return slice(None)
    return np.append(np.arange(0, array.size, EVERY), found[AT + name])


def thinned(found, *ours):
    """``found`` with fewer entries of large arrays; those farthest from each of ``ours`` are kept, and the largest.

    So what `differences` tells of these is what it tells of all. ``ours`` are results of `computed_here`.
    """
    thin = {}
    for name, array in found.items():
        thin[name] = array
        if array.size > WHOLE:
            sizes = [np.abs(array), *(np.nan_to_num(np.abs(array - one[name])) for one in ours)]
            at = np.unique([np.argsort(size, axis=None)[-FARTHEST:] for size in sizes]).astype(np.uint32)
            thin[AT + name] = at
            thin[name] = np.ravel(array)[kept(thin, name, array)]
    return thin


def largest(apart):
    """Of `differences` the largest of each kind: outputs or probabilities, gradient, sgd, adam."""
    kinds = {}
    for name, one in apart.items():
        kind = name.partition("/")[0]
        kinds[kind] = max(kinds.get(kind, 0.0), one)
    return kinds


def compare(name, framework, backend=None, *, adam=None, epsilons=1e-7, seed=1, dtype=np.float32, **told):
    """`largest` of one of the `EXAMPLES` here and there; a dict by kind. ``told`` is for the stored file's name alone.

    ``epsilons`` is what Adam is told there. ``adam`` is the optimizer here: with ε = 1e-7 where the framework has it.
    """
    adam = own_adam(framework) if adam is None else adam
    net, x, labels = problem(name, seed, dtype)
    epsilons = tuple(np.ravel(epsilons).tolist())
    found = _there(name, framework, backend, epsilons, seed, dtype, tuple(told.items()))
    return largest(differences(found, computed_here(net, x, labels, framework, adam=adam)))


def own_adam(framework):
    """Adam with ε = 1e-7 where the framework has it."""
    return (Adam if framework == "pytorch" else AdamHat)(ADAM_RATE, epsilon=1e-7)


def _there(name, framework, backend, *rest):
    """What the program finds; it runs once, also for several optimizers here. What is stored is told each time."""
    find = _found.__wrapped__ if missing(f"same_{framework}", backend) else _found
    return find(name, framework, backend, *rest)


@lru_cache(maxsize=16)
def _found(name, framework, backend, epsilons, seed, dtype, told):
    given = arrays_for(*problem(name, seed, dtype), framework, epsilons=epsilons)
    return run_elsewhere(f"same_{framework}", given, backend=backend, network=name, **dict(told))


def moved_by(net, x, labels, factor=1 + 1e-5, steps=STEPS, rule=Adam, rate=ADAM_RATE):
    """How far θ ends from itself, over its largest entry, if the rate of Adam or SGD is multiplied by ``factor``.

    A smooth network ends as near as it began. One with ReLU or a maximum may not: an example on the other side of a
    kink gives a gradient to weights that had none, and the steps after it carry that on.
    """
    ends = [trained(net, rule(rate * f), x, labels, steps).theta for f in (1.0, factor)]
    return float(np.abs(ends[1] - ends[0]).max() / np.abs(ends[0]).max())
