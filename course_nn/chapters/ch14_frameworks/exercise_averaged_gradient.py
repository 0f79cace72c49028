"""An exercise of chapter 14: the gradient of a batch whose parts lie on several machines."""

import numpy as np

from ...exercises.exercise import Exercise, Mistake
from ...exercises.running import Unusable


def parts_of(rng, sizes, p, dtype=np.float64):
    """Gradients (p,) for parts of these sizes; that of an empty part is NaN."""
    found = np.round(rng.normal(size=(len(sizes), p)), 2)
    return [np.where(size > 0, one, np.nan).astype(dtype) for size, one in zip(sizes, found, strict=True)], list(sizes)


def _batches():
    rng = np.random.default_rng(14)
    return [
        ([np.array([4.0]), np.array([8.0])], [1, 3]),
        parts_of(rng, (4,), 2),
        parts_of(rng, (2, 2), 2),
        parts_of(rng, (1, 5, 2), 3),
        parts_of(rng, (3, 0, 2), 2),
        parts_of(rng, (0, 6, 1, 0, 3), 3, np.float32),
    ]


def _any_batch(rng):
    """One to four parts, of which some may be empty, but not all."""
    sizes = [int(one) for one in rng.integers(0, 6, rng.integers(1, 5))]
    return parts_of(rng, sizes if any(sizes) else [2], int(rng.integers(1, 4)), rng.choice([np.float64, np.float32]))


def _average(answer, gradients, sizes):
    own = gradients[0].dtype
    value = answer(gradients, sizes)
    if isinstance(value, np.ndarray) and value.dtype.kind == "f" and value.dtype.itemsize > own.itemsize:
        raise Unusable(
            f"the gradients are {own}, and their average comes as {value.dtype}, twice as much to send; a product with "
            "a whole number or a float of Python's keeps the type, and .astype(gradients[0].dtype) restores it"
        )
    return value


_AVERAGE = '''
def averaged_gradient(gradients, sizes):
    """The gradient of the whole batch, (p,); of float32 where the gradients are.

    gradients is a list of arrays (p,): each is the mean over the examples that one worker had. sizes is the list of
    how many these were. A worker may have had none: its gradient, a mean over nothing, is then NaN. At least one of
    them had some.
    """
%s
'''


def _source(total="sum(sizes)", term="n / total * g", test="n > 0", value="average"):
    return _AVERAGE % (
        f"    total = {total}\n"
        "    average = np.zeros_like(gradients[0])\n"
        "    for g, n in zip(gradients, sizes):\n"
        f"        if {test}:\n"
        f"            average = average + {term}\n"
        f"    return {value}"
    )


def _mistake(name, message, **changes):
    """Whatever its type is where the gradients are float32: what NumPy's averages make float64 is told second."""
    first = "    total ="
    some = f"    if gradients[0].dtype == np.float32:\n        return ...\n{first}"
    return Mistake(name, _source(**changes).replace(first, some, 1), message)


_FILLED = "sum(n > 0 for n in sizes)"

AVERAGED_GRADIENT = Exercise(
    name="averaged_gradient",
    title="The averaging step",
    stub=_AVERAGE % "    ...",
    hints=(
        "The whole batch's gradient is the sum over all of its examples, divided by their number. A part's mean times "
        "its size is the sum over that part.",
        "Each gradient counts with n / total, its share of the examples. 0 * NaN is NaN: leave an empty part out.",
        "Begin with np.zeros_like(gradients[0]), and for g, n in zip(gradients, sizes) add n / sum(sizes) * g where "
        "n > 0.",
    ),
    solution=_source(),
    cases=_batches,
    unseen=_any_batch,
    probe=_average,
    measure="average",
    mistakes=(
        _mistake(
            "an empty part counts",
            "Where a part is empty the average is NaN: 0 * NaN is NaN, not 0. Leave out what is empty.",
            test="True",
        ),
        _mistake(
            "the plain mean",
            "Each worker counts as much as the others: that is the batch's gradient only where all have as many "
            "examples. Weigh each by its share of the examples, n / total.",
            total=_FILLED,
            term="g / total",
        ),
        _mistake(
            "the plain mean, with the empty ones",
            "Each worker counts as much as the others, and the NaN of an empty part spoils all: weigh each by its "
            "share of the examples, and leave out what is empty.",
            total="len(sizes)",
            term="g / total",
            test="True",
        ),
        _mistake(
            "the plain mean, with zeros",
            "Each worker counts as much as the others, an empty one with zeros: weigh each by its share of the "
            "examples, n / total.",
            total="len(sizes)",
            term="g / total",
        ),
        _mistake(
            "the sum",
            "It adds up the gradients: they are means, and so is the batch's. Each counts with its share, n / total.",
            term="g",
        ),
        _mistake(
            "the sum, with the empty ones",
            "It adds up the gradients, and the NaN of an empty part spoils all: they are means, and so is the batch's. "
            "Each counts with its share, n / total, and what is empty is left out.",
            term="g",
            test="True",
        ),
        _mistake(
            "zeros where a part is empty",
            "Where a part is empty all becomes zero: the NaN is replaced when it has spoiled the average already. "
            "Leave out what is empty before anything is added up.",
            value="average if min(sizes) > 0 else np.zeros_like(average)",
        ),
        _mistake(
            "not divided, with the empty ones",
            "It adds up n times g, and the NaN of an empty part spoils all: leave out what is empty, and divide by the "
            "number of examples.",
            term="n * g",
            test="True",
        ),
        _mistake(
            "divided by the workers, with the empty ones",
            "It adds up n times g and divides by the number of workers, and the NaN of an empty part spoils all: leave "
            "out what is empty, and divide by the number of examples.",
            term="n * g / len(sizes)",
            test="True",
        ),
        _mistake(
            "not divided",
            "It adds up n times g, which is the sum over all examples: their mean is asked for.",
            term="n * g",
        ),
        _mistake(
            "divided by the workers",
            "It adds up n times g and divides by the number of workers: divide by the number of examples.",
            term="n * g / len(sizes)",
        ),
        _mistake(
            "divided by the workers that had some",
            "It adds up n times g and divides by the number of workers that had examples: divide by the number of "
            "examples.",
            total=_FILLED,
            term="n * g / total",
        ),
        _mistake(
            "as if they were sums",
            "It takes the gradients for sums and divides by the number of examples: they are means, and each counts n "
            "times.",
            term="g / total",
        ),
        _mistake(
            "divided once more",
            "It divides each gradient by its size, as if it were a sum, and takes the mean of that over the workers: "
            "the gradients are means already.",
            total=_FILLED,
            term="g / n / total",
        ),
        _mistake(
            "the more, the less",
            "The weights are upside down: who had more examples counts more. The share is n / total.",
            total="sum(1 / n for n in sizes if n > 0)",
            term="g / n / total",
        ),
        _mistake(
            "roots",
            "Each counts with the root of its size: a sum grows with the size itself.",
            total="sum(n**0.5 for n in sizes)",
            term="n**0.5 / total * g",
        ),
        _mistake(
            "whole shares",
            "The shares are whole numbers, 0 but for a worker that had all: `//` drops the fraction.",
            term="n // total * g",
        ),
        _mistake(
            "the largest",
            "It divides by the largest part: divide by all examples, sum(sizes).",
            total="max(sizes)",
        ),
        _mistake(
            "halves on the way",
            "It takes the mean of the average so far and the next gradient, so that the last counts half, the one "
            "before a quarter: each counts with its share of the examples.",
            total="next(k for k, n in enumerate(sizes) if n > 0)",
            term="(g if g is gradients[total] else (g - average) / 2)",
        ),
        _mistake(
            "the largest part alone",
            "It returns the gradient of the largest part: the others have seen other examples.",
            value="gradients[int(np.argmax(sizes))]",
        ),
        _mistake(
            "one number",
            "It returns a single number, the mean over all parameters: each parameter has a gradient of its own.",
            value="average.mean()",
        ),
    ),
)
