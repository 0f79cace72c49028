"""What an exercise is, and how an answer to it is run on the test inputs."""

import copy
import inspect
import linecache
import os
import traceback
import warnings
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np


@dataclass(frozen=True)
class Mistake:
    """A plausible wrong answer: ``source`` defines it under the exercise's name, ``message`` is what helps."""

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
    arguments : names for the inputs; by default those of the reference's signature.
    probe : ``probe(answer, *case)`` gives what is compared; by default ``answer(*case)``. For an answer that
        is a value rather than a function: weights are probed by what they predict.
    measure : what the probe's value is, in a word or two, for the messages.
    compare : ``compare(expected, got)`` returns None or a sentence about the difference, instead of the
        comparison of numbers.
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
    arguments: tuple | None = None
    probe: object = None
    measure: str = ""
    compare: object = None
    setup: str = "import numpy as np"
    tolerance: float = 1e-6
    extra: dict = field(default_factory=dict)

    def __post_init__(self):
        if len(self.hints) != 3:
            raise ValueError(f"exercise {self.name}: expected three hints, got {len(self.hints)}")
        for what in ("stub", "solution", "setup"):
            object.__setattr__(self, what, getattr(self, what).strip("\n"))

    def define(self, source, label="answer"):
        """Run ``source`` and return what it defines under the exercise's name."""
        namespace = dict(self.extra)
        exec(self.setup, namespace)
        filename = f"<{label} of {self.name}>"
        # So that messages can quote the line of code that stopped.
        linecache.cache[filename] = (
            len(source),
            None,
            [line + "\n" for line in source.split("\n")],
            filename,
        )
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
        """The outcome of ``answer`` on every case."""
        return [self._run_one(answer, number) for number in range(len(self.cases()))]

    def _run_one(self, answer, number):
        case, pristine = self.cases()[number], self.cases()[number]
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                value = self.probe(answer, *case) if self.probe else answer(*case)
                value = copy.deepcopy(value)
        except KeyboardInterrupt:
            return Outcome(error="interrupted")
        except (Exception, SystemExit) as error:
            return Outcome(error=type(error).__name__, message=_first_line(error), line=_own_line(error, answer))
        changed = tuple(k for k, (a, b) in enumerate(zip(case, pristine, strict=True)) if not identical(a, b))
        return Outcome(value=value, changed=changed, after=tuple(case[k] for k in changed))


@dataclass(frozen=True, eq=False)
class Outcome:
    """What came of one run: a value, and which inputs were changed to what; or the kind of an error."""

    value: object = None
    changed: tuple = ()
    after: tuple = ()
    error: str = ""
    message: str = ""
    line: str = ""


def identical(a, b):
    """Whether two test inputs hold the same; Generators and objects of unknown kind count as unchanged."""
    if isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
        a, b = np.asarray(a), np.asarray(b)
        return a.shape == b.shape and a.dtype == b.dtype and np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(identical(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(identical(a[k], b[k]) for k in a)
    if isinstance(a, (str, int, float, complex, bool, type(None))):
        return a == b or (a != a and b != b)
    return True


def same_code(answer, stub):
    """Whether a function is still the stub: the same instructions, whatever its docstring says."""
    mine, given = getattr(answer, "__code__", None), getattr(stub, "__code__", None)
    if mine is None or given is None:
        return False
    return _essence(mine, answer.__doc__) == _essence(given, stub.__doc__)


def _essence(code, docstring=None):
    constants = tuple(
        _essence(one) if hasattr(one, "co_code") else repr(one)
        for one in code.co_consts
        if not (isinstance(one, str) and one == docstring)
    )
    return code.co_code, constants, code.co_names, code.co_varnames


def _first_line(error):
    text = str(error).strip()
    return text.split("\n")[0]


def _own_line(error, answer):
    """The last line of the student's own code that the error passed through, or nothing."""
    filename = getattr(getattr(answer, "__code__", None), "co_filename", None)
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    own = ""
    for frame in traceback.extract_tb(error.__traceback__):
        theirs = frame.filename == filename or "ipykernel" in frame.filename or frame.filename.startswith("<")
        if theirs and not frame.filename.startswith((package, "<frozen")) and frame.line:
            own = f"line {frame.lineno}: `{frame.line.strip()}`"
    return own
