"""Whether an answer can be called as its exercise asks."""

import inspect

from .._checks import describe


def not_to_be_called(exercise, candidate):
    """What is said where a function is asked for and something else comes, or one with other arguments."""
    if not exercise.is_function:
        return ""
    if not callable(candidate):
        return f"Give the function itself, check({exercise.name}), not {describe(candidate)}."
    try:
        inspect.signature(candidate).bind(*exercise.cases()[0])
    except TypeError:
        return f"It should take the arguments of the stub, {exercise.name}({', '.join(exercise.argument_names)})."
    except ValueError:  # a function written in C says nothing about its arguments
        pass
    return ""
