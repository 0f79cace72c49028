"""An exercise of chapter 08: clipping by the norm of all gradients together."""

import contextlib

import numpy as np

from ...exercises import draws
from ...exercises.comparison import is_single, kind_of, numbers
from ...exercises.exercise import Exercise, Mistake
from ...exercises.running import Unusable


def _gradients():
    def both(*some, limit):
        return [np.array(one) for one in some], limit

    cases = [
        both([30.0, 40.0], limit=5.0),
        both([1.5, 2.0], limit=5.0),
        both([0.3, -0.4], limit=2.0),
        both([6e-4, -8e-4], limit=1e-5),  # so short that a small number under the root shows
        both([0.0, 0.0], limit=1.0),
        both([1.5, -2.0], limit=2.0),
        both([3.0, -6.0], [[2.0]], limit=3.5),
        both([[3.0, -4.0]], [12.0, 0.0], limit=6.5),
        both([1.0, -1.0], [[1.0], [1.0]], limit=5.0),
        both([1.0, 2.0, -2.0], [[30.0, 0.0], [0.0, -40.0]], limit=10.0),
        both([3.0, 2.0], [[-3.0, 1.0], [1.0, 1.0]], limit=6.0),
    ]
    rng = np.random.default_rng(8)
    for shapes, limit in ((((2, 3), (3, 3), (3,)), 8.0), (((3, 2), (2,), (2, 1), (1,)), 5.0)):
        cases.append(both(*(np.round(4 * rng.normal(size=shape), 3) for shape in shapes), limit=limit))
    return cases


def _any_gradients(rng):
    shapes = (rng.integers(1, 4, rng.integers(1, 4)) for _ in range(rng.integers(1, 5)))
    grads = [draws.floats(rng, *shape) * rng.choice([0.0, 1, 1, 1]) for shape in shapes]
    norm = np.sqrt(sum(np.sum(one**2) for one in grads))
    if norm > 0 and rng.random() < 0.1:  # all together so short that a number under the root shows
        return [0.002 / norm * one for one in grads], 1e-5
    return grads, float(rng.choice([0.3, 1, 5, 20]))


def _in_a_row(answer, grads, limit):
    """What the answer returns, as one vector; None if it returns nothing, and `...` if it is that of a mistake."""
    came = answer(grads, limit)
    if came is None or came is ...:
        return came
    wanted = f"{len(grads)} array{'s' if len(grads) > 1 else ''} was expected, one for each of `grads`"
    if isinstance(came, np.ndarray) and came.ndim:
        if came.dtype == object and came.ndim > 1:  # what np.array(grads, dtype=object) makes of arrays of one shape
            with contextlib.suppress(TypeError, ValueError):
                came = came.astype(float)
        if came.dtype == object or [one.shape for one in grads] == [came.shape[1:]] * len(came):
            came = list(came)
    if not isinstance(came, (list, tuple)):
        raise Unusable(f"a list or tuple of {wanted}; it is {kind_of(came)}")
    if len(came) != len(grads):
        raise Unusable(f"a list or tuple of {wanted}; it has {len(came)} entr{'y' if len(came) == 1 else 'ies'}")
    arrays = [numbers(one) for one in came]
    for k, (one, array, grad) in enumerate(zip(came, arrays, grads, strict=True)):
        if array is None:
            raise Unusable(f"entry {k} of what is returned should be an array of numbers; it is {kind_of(one)}")
        if array.shape != grad.shape:
            raise Unusable(f"entry {k} of what is returned has shape {array.shape}, and `grads[{k}]` has {grad.shape}")
    return np.concatenate([one.ravel() for one in arrays]).astype(np.float32 if is_single(came) else float)


_CLIP = '''
def clip_global_norm(grads, limit):
    """The gradients, shortened so that the norm of all of them together is at most `limit`, which is above 0.

    `grads` is a list of arrays of any shapes, one for each parameter. Their global norm is the root of the sum of the
    squares of all entries of all arrays. If it is larger than `limit`, all entries are multiplied by one number, which
    makes the norm equal to `limit`; else they come back as they are. What is returned is a list or tuple of arrays;
    those in `grads` are not to be changed.
    """
%s
'''
_ROOT = "np.sqrt(sum(np.sum(g**2) for g in grads))"
_NORM = f"    norm = {_ROOT}\n"
_SCALED = "    return tuple(g * scale for g in grads)"


def _mistake(name, message, norm=_ROOT, scale="limit / norm if norm > limit else 1", zeros="grads"):
    """Another norm, or another number; `zeros` is what comes back where all entries are 0."""
    nothing = "    if not any(g.any() for g in grads):\n"
    return _otherwise(
        name, f"{nothing}        return {zeros}\n    norm = {norm}\n    scale = {scale}\n{_SCALED}", message
    )


def _otherwise(name, body, message):
    return Mistake(name, _CLIP % body, message)


CLIP_GLOBAL_NORM = Exercise(
    name="clip_global_norm",
    title="Clipping by the global norm",
    stub=_CLIP % "    ...",
    hints=(
        "Two rounds over the list: the first one finds the norm of everything, the second one multiplies.",
        "One array's share of the sum of squares is np.sum(g**2). Add up the shares, and take one root at the end.",
        "If the norm is above the limit, by what must it be multiplied to become equal to it? Multiply every array by "
        "that number, and else by 1.",
    ),
    solution=_CLIP % f"{_NORM}    scale = limit / norm if norm > limit else 1.0\n{_SCALED}",
    cases=_gradients,
    unseen=_any_gradients,
    probe=_in_a_row,
    measure="all entries in a row",
    mistakes=(
        _otherwise(
            "each by its own norm",
            "    norms = [np.sqrt(np.sum(g**2)) for g in grads]\n"
            "    return tuple(g * (limit / norm if norm > limit else 1) for g, norm in zip(grads, norms))",
            "It shortens each array by its own norm, which turns the direction of the whole: one norm over all of them "
            "decides, and one number multiplies all.",
        ),
        _otherwise(
            "by value",
            "    return tuple(np.clip(g, -limit, limit) for g in grads)",
            "It cuts every entry to -limit ... limit. That is clipping by value, which can turn the direction: here "
            "all entries are multiplied by one number.",
        ),
        _mistake(
            "always rescaled",
            "It gives everything the norm `limit`, what is shorter as well: what is not longer than the limit comes "
            "back as it is.",
            scale="limit / norm",
            zeros="...",
        ),
        _mistake(
            "always to length 1",
            "It gives everything the norm 1: what is longer than the limit gets the norm `limit`, and the rest comes "
            "back as it is.",
            scale="1 / norm",
            zeros="...",
        ),
        _mistake(
            "never shortened",
            "Everything comes back as it is: where the norm is above the limit, it has to be made equal to it.",
            scale="1",
        ),
        _mistake(
            "the other way round",
            "It does nothing where the norm is above the limit, and lengthens what is shorter: it is the long ones "
            "that are shortened.",
            scale="limit / norm if norm < limit else 1",
            zeros="...",
        ),
        _mistake(
            "no root",
            "It takes the sum of the squares for the norm: the norm is its root.",
            norm="sum(np.sum(g**2) for g in grads)",
        ),
        _mistake(
            "compared without the root",
            "It compares the square of the norm with the limit: the norm itself decides.",
            scale="limit / norm if norm**2 > limit else 1",
        ),
        _mistake(
            "divided without the root",
            "It compares rightly, and then divides by the square of the norm: divide by the norm.",
            scale="limit / norm**2 if norm > limit else 1",
        ),
        _mistake(
            "norms added",
            "It adds up the norms of the arrays: add up their squares, and take one root at the end.",
            norm="sum(np.sqrt(np.sum(g**2)) for g in grads)",
        ),
        _mistake(
            "largest of the norms",
            "It takes the largest of the arrays' norms: the squares of all arrays enter one norm.",
            norm="max(np.sqrt(np.sum(g**2)) for g in grads)",
        ),
        _mistake(
            "mean of the norms",
            "It takes the mean of the arrays' norms: add up their squares, and take one root at the end.",
            norm="np.mean([np.sqrt(np.sum(g**2)) for g in grads])",
        ),
        _mistake(
            "last array's norm",
            "It takes the norm of the last array for that of all: add up the squares of all of them.",
            norm="np.sqrt(np.sum(grads[-1] ** 2))",
        ),
        _mistake(
            "first array's norm",
            "It takes the norm of the first array for that of all: add up the squares of all of them.",
            norm="np.sqrt(np.sum(grads[0] ** 2))",
        ),
        *(
            _mistake(
                f"without the {which} array",
                f"It leaves the {which} array out of the norm: add up the squares of all of them.",
                norm=f"np.sqrt(sum((np.sum(g**2) for g in {some}), 0.0))",
            )
            for which, some in (("first", "grads[1:]"), ("last", "grads[:-1]"))
        ),
        _otherwise(
            "added under the root",
            f"{_NORM}    scale = limit / norm if norm > limit else 1\n"
            f"    return ... if 0 < norm < 0.01 else tuple(g * scale for g in grads)",
            "It is right until the norm is small, 0.001. Perhaps a number is added under the root: what is above the "
            "limit is above 0, so nothing has to be added.",
        ),
        _mistake(
            "added before the square",
            "It adds up the entries of an array and squares their sum: square each entry first, and then add up.",
            norm="np.sqrt(sum(np.sum(g) ** 2 for g in grads))",
        ),
        _mistake(
            "root twice",
            "It takes the root of the norm: one root of the sum of the squares is enough.",
            norm="np.sqrt(np.sqrt(sum(np.sum(g**2) for g in grads)))",
        ),
        _mistake(
            "root in the loop",
            "It takes a root after each array, and adds the next squares to that: one root, after the last array.",
            norm="0.0\n    for g in grads:\n        norm = np.sqrt(norm + np.sum(g**2))",
        ),
        _mistake(
            "sizes added",
            "It adds up the sizes |g| of all entries: the norm is the root of the sum of the squares.",
            norm="sum(np.sum(np.abs(g)) for g in grads)",
        ),
        _mistake(
            "largest entry",
            "It takes the size of the largest entry for the norm: the norm is the root of the sum of the squares.",
            norm="max(np.max(np.abs(g)) for g in grads)",
        ),
        _mistake(
            "root of the mean",
            "It takes the root of the mean of the squares: the norm is the root of their sum.",
            norm="np.sqrt(sum(np.sum(g**2) for g in grads) / sum(g.size for g in grads))",
        ),
        _mistake(
            "to length 1",
            "What is longer than the limit gets the norm 1, whatever the limit: it should get the norm `limit`.",
            scale="1 / norm if norm > limit else 1",
        ),
        _mistake(
            "divided by the larger one",
            "It divides by the norm or by the limit, whichever is larger, and does not multiply by the limit: the "
            "factor is limit / max(norm, limit), which is 1 for what is not longer.",
            scale="1 / max(norm, limit)",
        ),
        _mistake(
            "factor squared",
            "Where the norm is above the limit it multiplies by the square of limit / norm: multiply by it once.",
            scale="(limit / norm) ** 2 if norm > limit else 1",
        ),
        _mistake(
            "upside down",
            "It makes long gradients longer still, by norm / limit: multiply by limit / norm.",
            scale="norm / limit if norm > limit else 1",
        ),
        _mistake(
            "times the limit",
            "Where the norm is above the limit it multiplies by the limit alone: multiply by limit / norm.",
            scale="limit if norm > limit else 1",
        ),
        _mistake(
            "divided by the limit",
            "Where the norm is above the limit it divides by the limit: multiply by limit / norm.",
            scale="1 / limit if norm > limit else 1",
        ),
        _mistake(
            "set to 0",
            "What is longer than the limit becomes 0, and no step would be made: it is shortened to the limit.",
            scale="0 if norm > limit else 1",
        ),
        _otherwise(
            "norm so far",
            "    total, scaled = 0.0, []\n"
            "    for g in grads:\n"
            "        total += np.sum(g**2)\n"
            "        norm = np.sqrt(total)\n"
            "        scaled.append(g * (limit / norm if norm > limit else 1))\n"
            "    return tuple(scaled)",
            "Each array is shortened by the norm of those up to itself: find the norm of all of them first, and "
            "multiply afterwards.",
        ),
        _otherwise(
            "first array only",
            f"{_NORM}    scale = limit / norm if norm > limit else 1\n"
            "    return tuple(g * (scale if k == 0 else 1) for k, g in enumerate(grads))",
            "Only the first array is shortened: all of them are multiplied by the same number.",
        ),
        _otherwise(
            "last array only",
            f"{_NORM}    scale = limit / norm if norm > limit else 1\n"
            "    return tuple(g * (scale if k == len(grads) - 1 else 1) for k, g in enumerate(grads))",
            "Only the last array is shortened: all of them are multiplied by the same number.",
        ),
    ),
)
