"""What an exercise is."""

import inspect
import linecache
from dataclasses import dataclass
from functools import cached_property

from .diagnosis import settled
from .running import INTERRUPTED, run


@dataclass(frozen=True)
class Mistake:
    """A plausible wrong answer: ``source`` defines it under the exercise's name, ``message`` is what helps.

    The message is said of every answer that does the same on all cases, so it speaks of what is done, not of how it
    was written. Where it does not matter what else an answer does, the source returns `...`, for all of a result or
    for a part of it.
    """

    name: str
    source: str
    message: str


@dataclass(frozen=True, eq=False)
class Exercise:
    """One exercise. All sources are text that defines ``name``, so that what is shown is what is tested.

    name : the function or variable that the student defines; unique in the course.
    title : what it is called.
    stub : the source in the notebook's cell, exactly.
    hints : three sentences, each saying more.
    solution : the reference.
    cases : a function without arguments that returns fresh test inputs, a list of argument tuples, smallest
        first. They are made anew for every run, so that an answer that changes its inputs is found out.
    mistakes : the catalog, each telling apart from the others on the cases.
    returns : names for the parts of a result that is a tuple, for the messages.
    causes : the parts in the order in which one follows from another; the first wrong one is named.
    arguments : names for the inputs; by default those of the reference's signature.
    probe : ``probe(answer, *case)`` gives what is compared; by default ``answer(*case)``. For an answer that
        is a value rather than a function: weights are probed by what they predict. Where an answer is of no use,
        it raises ``Unusable`` with a sentence.
    measure : what the probe's value is, in a word or two, for the messages.
    advice : said of any wrong answer that is not in the catalog, in the place of what is expected and what came:
        for answers that are names, where the right one would give itself away. A sentence, or a function that makes
        one of what the probe gave.
    unseen : ``unseen(rng)`` draws one case of the same kind, for marking (``unseen.with_unseen``). None where no answer
        can be written for the cases alone: names, as in a bug hunt, and weights that are known from all corners.
    setup : source that runs before any of the others.
    tolerance : relative; absolute differences below a hundredth of it are ignored as well.
    """

    name: str
    title: str
    stub: str
    hints: tuple
    solution: str
    cases: object
    mistakes: tuple
    returns: tuple = ()
    causes: tuple = ()
    arguments: tuple | None = None
    probe: object = None
    measure: str = ""
    advice: object = ""
    unseen: object = None
    setup: str = "import numpy as np"
    tolerance: float = 1e-6

    def __post_init__(self):
        if len(self.hints) != 3:
            raise ValueError(f"exercise {self.name}: expected three hints, got {len(self.hints)}")
        for what in ("stub", "solution", "setup"):
            object.__setattr__(self, what, getattr(self, what).strip("\n"))

    def define(self, source, label="answer"):
        """Run ``source`` and return what it defines under the exercise's name."""
        namespace = {}
        exec(self.setup, namespace)
        filename = f"<{label} {hash(source) & 0xFFFFFFFF:x} of {self.name}>"
        # So that messages can quote the line of code that stopped.
        linecache.cache[filename] = (len(source), None, [line + "\n" for line in source.split("\n")], filename)
        exec(compile(source, filename, "exec"), namespace)
        return namespace[self.name]

    @cached_property
    def reference(self):
        return self.define(self.solution, "solution")

    @cached_property
    def untouched(self):
        return self.define(self.stub, "stub")

    @property
    def is_function(self):
        return inspect.isfunction(self.reference)

    @cached_property
    def argument_names(self):
        if self.arguments is not None:
            return tuple(self.arguments)
        if self.is_function:
            return tuple(inspect.signature(self.reference).parameters)
        return ()

    def run(self, answer):
        """The outcome of ``answer`` on every case; an interrupt ends them."""
        return settled(self, run(self, answer))

    @cached_property
    def expected(self):
        """The outcomes of the reference."""
        return self._own(self.reference)

    @cached_property
    def known(self):
        """(mistake, its outcomes) for each of the catalog."""
        return [(one, self._own(self.define(one.source, "mistake"))) for one in self.mistakes]

    def _own(self, answer):
        """The outcomes of an answer of the exercise's own. Whoever stops a check meanwhile stops all of it."""
        outcomes = self.run(answer)
        if outcomes[-1].error == INTERRUPTED:
            raise KeyboardInterrupt
        return outcomes
