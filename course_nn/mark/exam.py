"""What only the one who marks knows: inputs that nobody has seen, what is expected, and the verdict."""

import inspect
import json
import math
import threading
from dataclasses import replace
from functools import cache

import numpy as np

from ..exercises.diagnosis import settled
from ..exercises.report import NOT_ATTEMPTED, NOT_YET, CheckResult
from ..exercises.running import INTERRUPTED, Outcome
from ..exercises.stops import stop_sentence
from ..exercises.unseen import judge_unseen, with_unseen
from ..exercises.verdict import verdict
from . import stripped, wire

#: To run the course's own answers catches what is printed, for all threads: one at a time.
_alone = threading.RLock()


class Exam:
    """Some exercises, and the inputs of one run."""

    def __init__(self, exercises, probes, seed):
        self.exercises = {one.name: one for one in exercises}
        self.probes, self.seed = probes, seed
        self._hidden, self._requests = cache(self._draw), cache(self._request)

    def hidden(self, name):
        """The exercise with inputs that nobody has seen, the same for all students; None where there are none."""
        with _alone:
            return self._hidden(name)

    def _draw(self, name):
        return with_unseen(self.exercises[name], np.random.default_rng([self.seed, *name.encode()]))

    def request(self, name, hidden=False):
        """What the worker is told of an exercise: no solution, and nothing of what is expected."""
        with _alone:
            return self._requests(name, hidden)

    def _request(self, name, hidden):
        exercise = self.exercises[name]
        known = {key: getattr(exercise, key) for key in ("name", "stub", "setup", "is_function")}
        known |= {"arguments": list(exercise.argument_names), "probe": self.probes.get(name)}
        return known | {"cases": wire.to_text((self._hidden(name) if hidden else exercise).cases())}

    def turns(self, name):
        """How often an answer may begin again on the inputs that are left when its time ends: as much time for each of
        the unseen ones as the notebook's have, and once more.
        """
        return 1 + math.ceil(len(self.hidden(name).cases()) / len(self.exercises[name].cases()))

    def is_value(self, name):
        """Whether the answer is neither a function nor a class."""
        reference = self.exercises[name].reference
        return not (inspect.isfunction(reference) or inspect.isclass(reference))

    def is_probed_apart(self, name):
        """Whether a value is tried in a worker, as one that the course trains with is."""
        return stripped.is_open(self.exercises[name].probe)

    # What came back

    def judge(self, name, lines, died):
        """The ``CheckResult`` for what a worker sent of an answer on the visible inputs."""
        exercise = self.exercises[name]
        cases = exercise.cases()
        # Of more lines than there are cases, one is enough to tell that there are more.
        said = [_line(one) for one in lines[: len(cases) + 1]]
        outcomes = [one for one in map(_outcome, said) if one is not None]
        if not outcomes and said and not died and (result := _without_outcomes(name, said[0])):
            return result
        if died == "time":  # whatever was sent, it was not through
            outcomes = [*outcomes[: len(cases) - 1], Outcome(error=INTERRUPTED)]
        elif died:
            return not_yet(name, *_ENDS.get(died.partition(" ")[0], _ENDS["exit"]))
        elif len(outcomes) != len(cases) or len(said) != len(outcomes):
            return not_yet(name, *_UNREADABLE)
        if not all(_fits(one, case) for one, case in zip(outcomes, cases, strict=False)):
            return not_yet(name, *_UNREADABLE)
        with _alone:
            result = verdict(exercise, settled(exercise, outcomes))
        return replace(result, message=_SLOW) if died and result.mistake == "interrupted" else result

    def judge_no_value(self, name, lines, died):
        """The same where a value was asked for, and none came: what it is like is not for its own process to tell."""
        return self.judge(name, [one for one in lines[:2] if "outcome" not in _line(one)], died)

    def judge_value(self, name, text):
        """The ``CheckResult`` for a value, where the course only reads it."""
        try:
            value = wire.from_text(text)
        except ValueError:
            return not_yet(name, *_UNREADABLE)
        with _alone:
            return verdict(self.exercises[name], self.exercises[name].run(value))

    def judge_hidden(self, name, lines, died):
        """The ``CheckResult`` for an answer that is right on the visible inputs and wrong on others; None if right."""
        if died == "time":
            return not_yet(name, "interrupted", "Right on the examples in the notebook; on others it takes too long.")
        if died:
            kind, sentence = _ENDS.get(died.partition(" ")[0], _ENDS["exit"])
            return not_yet(name, kind, f"Right on the examples in the notebook, but not on others. {sentence}")
        hidden = self.hidden(name)
        cases = hidden.cases()
        if len(lines) > len(cases):
            lines = []
        outcomes = [one for one in map(_outcome, map(_line, lines)) if one is not None]
        if not all(_fits(one, case) for one, case in zip(outcomes, cases, strict=False)):
            outcomes = []
        with _alone:
            finding = judge_unseen(hidden, settled(hidden, outcomes))
        if finding is None:
            return None
        return not_yet(
            name, "wrong on others", f"Right on the examples in the notebook, wrong on others. {finding.sentence}"
        )


#: It may be no loop, but a computer with much else to do.
_SLOW = "It took longer than it may, and was ended: look for a loop whose end is never reached."
_UNREADABLE = ("unreadable", "What came back from it could not be read.")
_ENDS = {
    "exit": (
        "ends Python",
        "It ends Python itself instead of returning: look for exit(), or for a recursion without an end.",
    ),
    "signal": (
        "ends Python",
        "It makes Python itself stop: look for a recursion without an end, or for too much memory.",
    ),
    "answer": ("too long", "What it returns is longer than can be taken: look for arrays that grow."),
}


def not_yet(name, kind, sentence, details=()):
    return CheckResult(name, NOT_YET, sentence, kind, details)


def _without_outcomes(name, said):
    """The result of an answer that was not run; None if there is nothing to tell."""
    if isinstance(what := said.get("placeholder"), str):
        return CheckResult(name, NOT_ATTEMPTED, f"Nothing is wrong: {what[:200]}.")
    if isinstance(said.get("refused"), str):
        return not_yet(name, "not a function", said["refused"][:300])
    if said.get("missing"):
        return not_yet(name, "no name", f"The cell gives nothing the name {name}: keep the name of the stub.")
    if (stopped := _outcome({"outcome": said.get("stopped")})) is not None and stopped.error:
        return not_yet(name, "error", stop_sentence(stopped))
    return None


def _line(text):
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _outcome(said):
    """An `Outcome` of what a worker said, or None. All of it may be invented."""
    if not isinstance(said.get("outcome"), str):
        return None
    try:
        found = wire.from_text(said["outcome"])
        if type(found) is not dict:
            return None
        texts = {
            key: _text(found[key], most)
            for key, most in (("printed", 1000), ("error", 80), ("message", 300), ("line", 200), ("but", 400))
        }
        changed, after, shapes = tuple(found["changed"]), tuple(found["after"]), found["shapes"]
        shapes = tuple((_text(name, 80), tuple(map(int, shape[:32]))) for name, shape in shapes[:20])
        if not all(type(one) is int for one in changed) or len(changed) != len(after):
            return None
        if sorted(set(changed)) != list(changed):  # an argument can be changed once
            return None
    except (ValueError, TypeError, KeyError, OverflowError):
        return None
    return Outcome(value=found.get("value"), changed=changed, after=after, shapes=shapes, **texts)


def _text(value, most):
    if not isinstance(value, str):
        raise TypeError("expected text")
    return value[:most]


def _fits(outcome, case):
    return all(0 <= k < len(case) for k in outcome.changed)
