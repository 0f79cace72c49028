"""What kind of mistake an answer looks like: first the exercise's own catalog, then the common kinds.

Nothing is guessed. A mistake of the catalog is named if an answer does the same as it on every test input, a kind if
undoing it makes every test input right (`structure`); otherwise the smallest failing input speaks for itself.
"""

from dataclasses import dataclass
from itertools import permutations

import numpy as np

from .comparison import close, difference, kind_of, numbers, parts
from .running import INTERRUPTED, Outcome
from .stops import stop_sentence
from .structure import in_the_numbers


@dataclass(frozen=True)
class Finding:
    """The kind of mistake in a word, a sentence that helps, the number of the case that shows it, and its value."""

    kind: str
    sentence: str
    case: int
    expected: object = None


def diagnose(exercise, got):
    """The ``Finding`` for the outcomes ``got`` of an answer, or None if it is right."""
    if got[-1].error == INTERRUPTED:
        sentence = "It was interrupted before it returned: look for a loop whose end is never reached."
        return Finding(INTERRUPTED, sentence, len(got) - 1)
    expected = exercise.expected
    wrong = [k for k, (a, b) in enumerate(zip(expected, got, strict=True)) if not agree(exercise, a, b)]
    wrong = wrong or [k for k, one in enumerate(got) if one.changed]
    if not wrong:
        return None
    first = wrong[0]
    kind, sentence = _found(exercise, expected, got, first)
    changed = next((one.changed for one in got if one.changed), ())
    if changed and kind not in ("error", "changes its input"):
        sentence += " " + _changed_sentence(exercise, changed)
    return Finding(kind, sentence, first, expected[first].value)


def agree(exercise, one, other):
    """Whether two outcomes are the same: the value, or the error."""
    if one.error or other.error:
        return _stop(one) == _stop(other)
    return difference(one.value, other.value, exercise.tolerance) is None


def settled(exercise, outcomes):
    """The outcomes; one that is right but for something is that something."""
    if not any(one.but for one in outcomes):
        return outcomes
    both = zip(exercise.expected, outcomes, strict=False)
    told = [Outcome(error="unusable", message=b.but) if b.but and agree(exercise, a, b) else b for a, b in both]
    return told + outcomes[len(told) :]


def _stop(outcome):
    """Where an outcome is an error: of what kind, and its words, the same for 0 / 0 as for 0.0 / 0."""
    return outcome.error, outcome.message.replace("float division", "division")


def _found(exercise, expected, got, first):
    if agree(exercise, expected[first], got[first]):
        return "changes its input", _changed_sentence(exercise, got[first].changed)
    for mistake, outcomes in exercise.known:
        if all(does(exercise, a, b) for a, b in zip(outcomes, got, strict=True)):
            return mistake.name, mistake.message
    if got[first].error:
        return "error", stop_sentence(got[first])
    if advice := _advice(exercise, got[first].value):
        return "different", advice
    return _Numbers(exercise, expected, got, first).finding()


def _advice(exercise, value):
    """The exercise's own sentence; one that can't be made of what came, whatever that is, is none."""
    if not callable(exercise.advice):
        return exercise.advice
    try:
        said = exercise.advice(value)
    except Exception:  # a value may be anything a student returns: advice is extra, the verdict stands without it
        return ""
    return said if isinstance(said, str) else ""


def does(exercise, known, one):
    """Whether an outcome is that of a known mistake, in which `...` stands for anything: a result, or a part of it."""
    if known.value is ...:
        return True
    if not isinstance(known.value, tuple) or all(part is not ... for part in known.value):
        return agree(exercise, known, one)
    came = parts(known.value, one.value) or ()
    if len(came) != len(known.value):
        return False
    wanted, came = zip(*((a, b) for a, b in zip(known.value, came, strict=True) if a is not ...), strict=True)
    return difference(wanted, came, exercise.tolerance) is None


def _changed_sentence(exercise, changed):
    names = [exercise.argument_names[k] if k < len(exercise.argument_names) else f"{k + 1}" for k in changed]
    case = exercise.cases()[0]
    what = f"It changes its input {' and '.join(names)} in place, and with it the caller's own: make a new "
    if any(isinstance(case[k], list) and isinstance(case[k][0], np.ndarray) for k in changed):
        return (
            f"{what}list of new arrays, as [2 * w for w in ws] does. A copy of the list holds the same arrays: w *= 2 "
            "and w[...] = x write into the old ones."
        )
    return f"{what}array, as w = w + x does, or begin with a copy; w += x and w[...] = x write into the old one."


def _many(value):
    return f"{type(value).__name__} of {len(value)}"


class _Numbers:
    """Results that are numbers, arrays or tuples of them: what is wrong in the first case, and in all of them."""

    def __init__(self, exercise, expected, got, first):
        self.exercise, self.first, self.printed = exercise, first, got[first].printed
        self.expected = [one.value for one in expected]
        self.got = [one.value for one in got]
        self.right = sum(agree(exercise, a, b) for a, b in zip(expected, got, strict=True))
        self.cases = exercise.cases()

    def finding(self):
        value = self.got[self.first]
        if value is None:
            return self._nothing()
        if isinstance(self.expected[self.first], tuple):
            return self._several(value)
        return self._one(self.expected, self.got, "the result")

    def _nothing(self):
        if self.printed:
            return "prints", "It prints, and returns nothing (None): the result has to stand behind a `return`."
        always = all(value is None for value in self.got)
        if always:
            return "no return", "It returns nothing (None): the result has to stand behind a `return`."
        causes = "no `return` is reached, or what it returns is None"
        return "no return", f"It returns nothing (None) for this input: {causes}."

    def _several(self, value):
        wanted = self.expected[self.first]
        names = self.exercise.returns[: len(wanted)] or tuple(f"value {k + 1}" for k in range(len(wanted)))
        wish = f"It should return {len(wanted)} values ({', '.join(names)})"
        came = parts(wanted, value)
        if came is None:
            return "one instead of several", f"{wish}; it returns {kind_of(value)}."
        if len(came) != len(wanted):
            return "number of values", f"{wish}; it returns {len(came)} value{'s' if len(came) != 1 else ''}."
        lots = [parts(a, b) or () for a, b in zip(self.expected, self.got, strict=True)]
        if self._right_in_another_order(lots):
            if len(names) == 2:
                return "swapped", f"The two results are swapped: return {names[0]} first, then {names[1]}."
            return "order of results", f"The results come in another order: return {', '.join(names)}."
        tolerance = self.exercise.tolerance
        order = [names.index(name) for name in self.exercise.causes or names]
        k = next(k for k in order if difference(wanted[k : k + 1], came[k : k + 1], tolerance))
        column = [lot[k] if len(lot) == len(wanted) else None for lot in lots]
        # How many values there are may change from case to case: one that another case hasn't is None there.
        return self._one([one[k] if k < len(one) else None for one in self.expected], column, names[k])

    def _right_in_another_order(self, lots):
        def fits(order):
            return all(
                len(a) == len(b) and difference(a, tuple(b[k] for k in order), self.exercise.tolerance) is None
                for a, b in zip(self.expected, lots, strict=True)
            )

        return any(map(fits, permutations(range(len(self.expected[0])))))

    def _one(self, expected, got, name):
        """What is wrong with one result, given for all cases."""
        title = name[0].upper() + name[1:] if " " in name else f"`{name}`"
        wanted, value = expected[self.first], got[self.first]
        a, b = numbers(wanted), numbers(value)
        if a is None:
            return "value", f"{title} is not what it should be; it is {kind_of(value)}."
        if b is None:
            return (
                "type",
                f"{title} should be {'an array of numbers' if a.ndim else 'a number'}; it is {kind_of(value)}.",
            )
        if a.ndim == 0 and isinstance(value, (tuple, list)):
            return "several instead of one", f"{title} should be a single number; it is a {_many(value)}."
        if a.shape != b.shape or a.ndim == 2:
            found = self._shape(a, b, list(zip(expected, map(numbers, got), strict=True)))
            if found is not None:
                return found[0], f"{title} {found[1]}"
        finite = np.isfinite(a)
        has = "has entries that are" if a.ndim else "is"
        if np.isnan(b[finite]).any():
            causes = "0/0, infinity over or minus infinity, or the root or logarithm of a negative number gives"
            return "NaN", f"{title} {has} NaN (not a number), as {causes}."
        if np.isinf(b[finite]).any():
            return (
                "infinite",
                f"{title} {has} infinite, as a division by 0, the logarithm of 0 or too large a number gives.",
            )
        series = list(zip(expected, got, self.cases, strict=True))
        found = in_the_numbers(series, self.exercise.argument_names, self.exercise.tolerance)
        if found is not None:
            return found[0], f"{title} {found[1]}"
        verb = "is" if self.right == 1 else "are"
        how_many = f"; {self.right} of {len(got)} test inputs {verb} right" if self.right else ""
        wrong = ~np.isclose(a.astype(float), b.astype(float), rtol=self.exercise.tolerance, atol=1e-8)
        if a.ndim and 0 < wrong.sum() < a.size:
            index = ", ".join(str(int(k)) for k in np.argwhere(wrong)[0])
            return "value", f"{title} is partly right; the first wrong entry is [{index}]{how_many}."
        return "value", f"{title} is not what it should be{how_many}."

    def _shape(self, a, b, pairs):
        def always(undo):
            """Whether undoing it makes every case right."""
            for expected, came in pairs:
                if came is None:
                    return False
                wanted, mended = np.asarray(expected, float), undo(np.asarray(expected), came.astype(float))
                if mended.shape != wanted.shape or not close(wanted, mended, self.exercise.tolerance):
                    return False
            return True

        if a.ndim == 2 and always(lambda a, b: b.T):
            return "transposed", "is transposed: rows and columns have changed places."
        if a.shape == b.shape:
            return None
        if always(lambda a, b: b.reshape(a.shape) if a.size == b.size else b):
            if a.ndim == 0:
                return "shape", f"should be a number; it is an array of shape {b.shape} that holds it."
            return "shape", f"holds the right numbers in shape {b.shape} instead of {a.shape}."
        for undo, words in (
            (np.sum, "its entries are still to be added up"),
            (np.mean, "its mean is still to be taken"),
        ):
            if a.ndim == 0 and always(lambda a, b, undo=undo: undo(b) if b.size else b):
                return "shape", f"should be a single number; it has shape {b.shape}: {words}."
        came = f"it has shape {b.shape}" if b.ndim else "it is a single number"
        return "shape", f"should {f'have shape {a.shape}' if a.ndim else 'be a single number'}; {came}."
