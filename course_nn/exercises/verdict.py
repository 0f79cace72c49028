"""What is said of an answer that was run: the same words, whoever ran it and wherever."""

from .diagnosis import diagnose
from .report import NOT_YET, PASSED, CheckResult, show, show_apart, show_case
from .running import INTERRUPTED


def verdict(exercise, outcomes):
    """The ``CheckResult`` for the outcomes of an answer on the exercise's cases."""
    finding = diagnose(exercise, outcomes)
    if finding is None:
        count = len(outcomes)
        message = f"Right on all {count} test inputs." if count > 1 else "Right."
        return CheckResult(exercise.name, PASSED, message)
    details = _details(exercise, outcomes[finding.case], finding)
    return CheckResult(exercise.name, NOT_YET, finding.sentence, finding.kind, details)


def _details(exercise, outcome, finding):
    case = exercise.cases()[finding.case]
    names = exercise.argument_names or tuple(f"input {k + 1}" for k in range(len(case)))
    measure = f" {exercise.measure}" if exercise.measure else ""
    rows = [("input", show_case(names, case))] if case else []
    if outcome.error == INTERRUPTED or exercise.advice:
        return tuple(rows)
    if finding.kind != "changes its input":
        if outcome.error:
            rows.append((f"expected{measure}", show(finding.expected)))
        else:
            expected, got = show_apart(finding.expected, outcome.value)
            rows += [(f"expected{measure}", expected), (f"got{measure}", got)]
    for k, value in zip(outcome.changed, outcome.after, strict=True):
        rows.append((f"{names[k]} afterwards", show(value)))
    if outcome.printed.strip():
        rows.append(("printed", outcome.printed.rstrip()))
    return tuple(rows)
