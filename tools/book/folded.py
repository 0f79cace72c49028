"""An exercise in the book: its hints and its solution, folded one by one."""

import re

from course_nn.exercises.report import prose

CHECK = re.compile(r'(?:check|hint|solution)\(\s*"?(\w+)"?[^()]*\)')
TASK = re.compile(r'(\w+) = playground\(task="(\w+)"\)')
TASK_CHECK = re.compile(r"(\w+)\.check\(\)")


def details(title, inside, kind):
    """Markdown of one fold. ``inside`` is Markdown, so that code in it is set like all code."""
    return f'<details class="fold {kind}"><summary>{title}</summary>\n\n{inside}\n\n</details>'


def hints(texts):
    """A fold for each hint."""
    return [details(f"Hint {k} of {len(texts)}", f"<p>{prose(text)}</p>", "hint") for k, text in enumerate(texts, 1)]


def of_exercise(exercise):
    """Markdown: what stands in the place of an exercise's check."""
    argument = exercise.name if exercise.is_function else f'"{exercise.name}", {exercise.name}'
    said = f"In the notebook `check({argument})` says what kind of mistake an answer looks like."
    solution = details("A solution", f"```python\n{exercise.solution}\n```", "solution")
    return "\n\n".join([said, *hints(exercise.hints), solution])


def of_task(task):
    """Markdown: what stands in the place of a check of the playground."""
    return "\n\n".join(["In the notebook `check()` says what is missing.", *hints(task.hints)])


def exercise_of_stub(source, exercises):
    """The exercise whose stub this cell holds, among ``exercises``; None for another cell."""
    return next((one for one in exercises if one.stub == source.strip("\n")), None)


def checked(source):
    """The name that a cell checks, or of which it shows a hint or the solution, and does nothing else; "" otherwise."""
    found = CHECK.fullmatch(source.strip().removeprefix("# "))
    return found[1] if found else ""
