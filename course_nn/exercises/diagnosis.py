"""What kind of mistake an answer looks like: first the exercise's own catalog, then the common kinds."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Finding:
    """The kind of mistake in a word, a sentence that helps, and the number of the case that shows it."""

    kind: str
    sentence: str
    case: int


def difference(exercise, expected, got):
    """None if two values agree by the exercise's comparison, otherwise a word for how they differ."""
    if exercise.compare is not None:
        return exercise.compare(expected, got)
    return _difference(expected, got, exercise.tolerance)


def agree(exercise, one, other):
    """Whether two outcomes are the same: value, changed inputs, and kind of error."""
    if one.error or other.error:
        return one.error == other.error
    return one.changed == other.changed and difference(exercise, one.value, other.value) is None


def diagnose(exercise, got):
    """The ``Finding`` for the outcomes ``got`` of an answer, or None if it is right."""
    expected = exercise.run(exercise.reference)
    wrong = [k for k in range(len(got)) if not agree(exercise, expected[k], got[k])]
    if not wrong:
        return None
    first = wrong[0]
    if got[first].error == "interrupted":
        sentence = "It was interrupted before it returned: look for a loop whose end is never reached."
        return Finding("interrupted", sentence, first)
    for mistake in exercise.mistakes:
        outcomes = exercise.run(exercise.define(mistake.source, "mistake"))
        if all(agree(exercise, a, b) for a, b in zip(outcomes, got, strict=True)):
            return Finding(mistake.name, mistake.message, first)
    if got[first].error:
        return Finding("error", _error_sentence(exercise, got[first]), first)
    pairs = [
        (expected[k].value, got[k].value, exercise.cases()[k])
        for k in wrong
        if not got[k].error and difference(exercise, expected[k].value, got[k].value) is not None
    ]
    if not pairs:
        return Finding("changes its input", _changed_sentence(exercise, got[first].changed), first)
    if exercise.compare is not None:
        return Finding("different", difference(exercise, expected[first].value, got[first].value), first)
    kind, sentence = _structural(exercise, pairs)
    if got[first].changed:
        sentence += " " + _changed_sentence(exercise, got[first].changed)
    return Finding(kind, sentence, first)


def _error_sentence(exercise, outcome):
    if not exercise.is_function and not outcome.line:  # a sentence of the exercise's own
        return f"Your answer could not be used: {outcome.message or outcome.error}."
    where = f", at {outcome.line}" if outcome.line else ""
    message = f": {outcome.message}" if outcome.message else ""
    return f"Your code stops with {outcome.error}{message}{where}."


def _changed_sentence(exercise, changed):
    names = [exercise.argument_names[k] if k < len(exercise.argument_names) else f"{k + 1}" for k in changed]
    return (
        f"It changes its input {' and '.join(names)} in place, so the caller's array is no longer what it was: "
        "make a new array (w = w + x) instead of writing into the old one (w += x)."
    )


def _difference(expected, got, tolerance):
    if got is None and expected is not None:
        return "nothing"
    if isinstance(expected, tuple):
        if not isinstance(got, (tuple, list)):
            return "one instead of several"
        if len(got) != len(expected):
            return "number of values"
        parts = (_difference(a, b, tolerance) for a, b in zip(expected, got, strict=True))
        return next((one for one in parts if one), None)
    if expected is None or isinstance(expected, str):
        return None if type(got) is type(expected) and got == expected else "value"
    if isinstance(expected, (list, dict)) and not _is_number_like(expected):
        return None if type(got) is type(expected) and got == expected else "value"
    if isinstance(expected, np.ndarray) and not isinstance(got, np.ndarray) and not np.isscalar(got):
        return "type"
    if not _is_number_like(got):
        return "type"
    a, b = np.asarray(expected, dtype=float), np.asarray(got, dtype=float)
    if a.shape != b.shape:
        return "shape"
    close = np.allclose(b, a, rtol=tolerance, atol=tolerance / 100, equal_nan=True)
    return None if close else "value"


def _is_number_like(value):
    if isinstance(value, str):
        return False
    try:
        return np.asarray(value).dtype.kind in "fiub"
    except ValueError:
        return False


def _structural(exercise, pairs):
    """A common kind of mistake, for results that are numbers, arrays or tuples of them."""
    first_expected, first_got, _ = pairs[0]
    if first_got is None:
        return (
            "no return",
            "It returns nothing (None) for this input: does every path through your code end in a `return`?",
        )
    if isinstance(first_expected, tuple):
        names = exercise.returns or tuple(f"value {k + 1}" for k in range(len(first_expected)))
        wish = f"{len(first_expected)} values ({', '.join(names)})"
        if not isinstance(first_got, (tuple, list)):
            return (
                "one instead of several",
                f"It should return {wish}; it returns one, {_a(_kind(first_got))}.",
            )
        if len(first_got) != len(first_expected):
            return "number of values", f"It should return {wish}; it returns {len(first_got)}."
        parts = range(len(first_expected))
        wrong = [k for k in parts if _difference(first_expected[k], first_got[k], exercise.tolerance)]
        if len(wrong) == 2 == len(first_expected):
            swapped = (first_got[1], first_got[0])
            if _difference(first_expected, swapped, exercise.tolerance) is None:
                return "swapped", f"The two results are swapped: return {names[0]} first, then {names[1]}."
        k = wrong[0]
        part = [(a[k], b[k], case) for a, b, case in pairs if _has_part(b, k)]
        part = [one for one in part if _difference(one[0], one[1], exercise.tolerance)]
        kind, sentence = _one_part(exercise, part, names[k])
        return kind, sentence
    return _one_part(exercise, pairs, "the result")


def _has_part(value, k):
    return isinstance(value, (tuple, list)) and len(value) > k


def _one_part(exercise, pairs, name):
    expected, got, _ = pairs[0]
    title = name[0].upper() + name[1:] if " " in name else f"`{name}`"
    if got is None:
        return "no return", f"{title} is None for this input."
    how = _difference(expected, got, exercise.tolerance)
    if how == "type":
        return "type", f"{title} should be {_a(_kind(expected))}; it is {_a(_kind(got))}."
    if not (_is_number_like(expected) and _is_number_like(got)):
        return "value", f"{title} is not what it should be."
    a, b = np.asarray(expected, dtype=float), np.asarray(got, dtype=float)
    if how == "shape":
        return _shape(a, b, title)
    if not np.isfinite(b[np.isfinite(a)]).all():
        what = "NaN (not a number)" if np.isnan(b).any() else "infinite values"
        return (
            "NaN",
            f"{title} contains {what}: look for 0/0, a logarithm of 0, or an exponential that overflows.",
        )
    arrays = [
        (np.asarray(x, dtype=float), np.asarray(z, dtype=float), args)
        for x, z, args in pairs
        if _is_number_like(z) and np.shape(x) == np.shape(z)
    ]
    return _value(exercise, arrays, title)


def _shape(a, b, name):
    if b.ndim == 2 and b.T.shape == a.shape:
        return "transposed", f"{name} is transposed: it should have shape {a.shape}, it has {b.shape}."
    if a.size == b.size and np.allclose(a.ravel(), b.ravel()):
        return "shape", f"{name} holds the right numbers in shape {b.shape} instead of {a.shape}."
    if b.ndim == 0:
        return "shape", f"{name} is a single number; it should have shape {a.shape}: is a sum taken too far?"
    if a.ndim == 0:
        return "shape", f"{name} should be a single number; it has shape {b.shape}: is a sum or mean missing?"
    return "shape", f"{name} should have shape {a.shape}; it has {b.shape}."


def _value(exercise, arrays, name):
    """Relations that hold between what is expected and what came, on every case that is wrong."""
    rtol = exercise.tolerance

    def same(x, z):
        return np.allclose(x, z, rtol=rtol, atol=rtol / 100)

    def always(relation):
        return all(relation(a, b, args) for a, b, args in arrays)

    if always(lambda a, b, _: same(a, -b)):
        return "sign", f"{name} has the wrong sign: right size, opposite direction."
    if always(lambda a, b, _: np.isin(a, (0, 1)).all() and same(a, 1 - b)):
        return "inverted", f"{name} is upside down: 1 where it should be 0 and 0 where it should be 1."
    if always(lambda a, b, _: a.ndim == 2 and a.shape[0] == a.shape[1] and same(a, b.T)):
        return "transposed", f"{name} is transposed: rows and columns have changed places."
    if always(lambda a, b, args: any(same(a * n, b) for n in _lengths(args))):
        return (
            "missing mean",
            f"{name} is too large by the number of examples: a sum stands where a mean should.",
        )
    if always(lambda a, b, args: any(same(a / n, b) for n in _lengths(args))):
        return "mean twice", f"{name} is too small by the number of examples: is the mean taken twice?"
    for start in range(len(exercise.cases()[0])):
        if always(lambda a, b, args, k=start: _fits(args, k, a) and same(a, b + np.asarray(args[k], float))):
            argument = _argument(exercise, start)
            return (
                "replaced",
                f"{name} holds the change alone: add it to `{argument}` instead of replacing `{argument}`.",
            )
    factors = [_factor(a, b) for a, b, _ in arrays]
    known = [one for one in factors if one is not None]
    if known and len(known) == len(factors) and np.ptp(known) <= 1e-5 * abs(known[0]) and known[0] != 0:
        return "factor", f"{name} is {known[0]:.4g} times what it should be, every time: a factor is missing."
    if always(lambda a, b, _: same(a, b - 1)) or always(lambda a, b, _: same(a, b + 1)):
        return "off by one", f"{name} is off by one."
    if always(lambda a, b, _: a.ndim > 0 and any(same(a, np.roll(b, k, axis=0)) for k in (-1, 1))):
        return "off by one", f"{name} has the right entries one place too early or too late."
    if always(lambda a, b, _: a.ndim > 0 and same(np.sort(a, axis=None), np.sort(b, axis=None))):
        return "order", f"{name} has the right entries in the wrong order."
    if always(lambda a, b, _: same(b, np.round(b)) and np.abs(a - b).max() < 1):
        return "rounded", f"{name} is rounded to whole numbers: is it kept in an integer array?"
    a, b, _ = arrays[0]
    if a.ndim and np.sum(~np.isclose(a, b, rtol=rtol, atol=rtol / 100)) < a.size:
        place = np.argwhere(~np.isclose(a, b, rtol=rtol, atol=rtol / 100))[0]
        index = ", ".join(str(int(k)) for k in place)
        return "value", f"{name} is partly right; the first wrong entry is [{index}]."
    return "value", f"{name} is not what it should be."


def _lengths(args):
    """The numbers of rows of the array inputs that have more than one."""
    return {len(one) for one in args if isinstance(one, np.ndarray) and one.ndim and len(one) > 1}


def _fits(args, k, a):
    """Whether input ``k`` is a number or array like the result, and not zero (then nothing could be told)."""
    return _is_number_like(args[k]) and np.shape(args[k]) == a.shape and np.any(np.asarray(args[k], float) != 0)


def _factor(a, b):
    """c with b = c a, or None."""
    top = np.argmax(np.abs(a)) if a.size else 0
    if a.size == 0 or a.flat[top] == 0:
        return None
    c = b.flat[top] / a.flat[top]
    return c if np.allclose(b, c * a, rtol=1e-6, atol=1e-9) else None


def _argument(exercise, k):
    return exercise.argument_names[k] if k < len(exercise.argument_names) else f"input {k + 1}"


def _kind(value):
    if isinstance(value, np.ndarray):
        return "array"
    if isinstance(value, (bool, np.bool_)):
        return "truth value"
    if isinstance(value, (int, float, np.number)):
        return "number"
    return {"function": "function", "str": "text"}.get(type(value).__name__, type(value).__name__)


def _a(word):
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"
