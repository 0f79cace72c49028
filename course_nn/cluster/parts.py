"""A batch in parts, and what the parts' means make together: the mean of the whole."""

from itertools import pairwise

import numpy as np

from .. import _checks
from ..layers import BatchNorm
from ..sequence_losses import SequenceCrossEntropy
from ..training.refusals import all_layers


def part_sizes(n, count):
    """Sizes of ``count`` parts of n examples, as equal as may be; fewer parts where there are not so many examples.

    >>> from course_nn.cluster.parts import part_sizes
    >>> part_sizes(10, 4)
    [3, 3, 2, 2]
    """
    count = min(count, n)
    return [n // count + (i < n % count) for i in range(count)]


def parts_of(x, y, count):
    """The batch in at most ``count`` pairs of views, one behind the other."""
    n, targets = (_count(one, name) for one, name in ((x, "x"), (y, "y")))
    if n != targets:  # cut at the same places, the rest of the longer one would be lost
        raise ValueError(f"train: expected a target for each of {n} examples of the batch, got {targets}")
    ends = np.cumsum([0, *part_sizes(n, count)])
    return [(x[a:b], y[a:b]) for a, b in pairwise(ends)]


def _count(one, name):
    try:
        return len(one)
    except TypeError:
        raise TypeError(f"train: expected {name} of the batch as an array, got {_checks.describe(one)}") from None


def mean_of_parts(means, sizes):
    """m = Σ nᵢ mᵢ / Σ nᵢ: the mean over all examples from the means mᵢ over parts of nᵢ examples.

    ``means`` are numbers or arrays of one shape. The plain mean of the mᵢ is another number wherever the parts are
    unequal: it gives the examples of a small part more weight.
    """
    sizes = _checks.as_array(sizes, "sizes", ndim=1)
    if len(means) != len(sizes):
        raise ValueError(f"mean_of_parts: expected a size for each of {len(means)} parts, got {len(sizes)} sizes")
    if (sizes <= 0).any():
        raise ValueError(f"sizes: expected positive sizes of parts, got {sizes.tolist()}")
    total, first = float(sizes.sum()), np.asarray(means[0])
    mean = np.zeros_like(first, dtype=np.result_type(first, np.float32))
    for one, size in zip(means, sizes, strict=True):
        if np.shape(one) != first.shape:
            raise ValueError(f"mean_of_parts: expected parts of one shape, got {first.shape} and {np.shape(one)}")
        mean += np.asarray(one) * mean.dtype.type(size / total)
    return mean if mean.ndim else float(mean)


def check_parts(network, loss):
    """Refuse what makes the gradient of a batch another thing than the mean of its parts' gradients."""
    for layer in all_layers(network):
        if isinstance(layer, BatchNorm):
            raise ValueError(
                f"network: expected layers that treat each example by itself, got {layer!r}: its mean and variance "
                "would be those of a worker's part, not of the batch; take LayerNorm"
            )
        if any(map(_draws, vars(layer).values())):
            raise ValueError(
                f"network: expected layers that draw nothing, got {layer!r}: every worker would draw for its part what "
                "one process draws for the batch in one go, and all workers the same; leave it away, or take a penalty"
            )
    if isinstance(loss, SequenceCrossEntropy):
        raise ValueError(
            "loss: expected a mean over examples, got SequenceCrossEntropy, the mean over steps that count: parts with "
            "as many sequences may have more or fewer of them"
        )


def _draws(value):
    """Whether a layer's attribute is a generator, or some of them, under whatever name."""
    if isinstance(value, (list, tuple, dict)):
        return any(map(_draws, value.values() if isinstance(value, dict) else value))
    return isinstance(value, (np.random.Generator, np.random.RandomState))


def check_mean(loss, whole, mean):
    """Refuse a loss of the reader's own that is no mean over examples, such as a sum: seen by the first batch."""
    if abs(whole - mean) > 1e-3 * max(abs(whole), abs(mean)):
        raise ValueError(
            f"loss: expected a mean over examples, but on the first batch {_checks.describe(loss)} is {whole:.6g} and "
            f"the mean of its parts {mean:.6g}"
        )
