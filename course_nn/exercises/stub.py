"""Whether an answer is still the untouched stub. Code that was written, however short, never is."""

import ast
import dis
import inspect
import textwrap


def placeholder(exercise, answer):
    """What to do about the stub, in the words of a sentence; None if something was written."""
    if answer is None or answer is Ellipsis:
        return f"replace the `{'...' if answer is Ellipsis else None}` by your answer"
    if getattr(answer, "__name__", "") == "<lambda>":
        return None
    body, given = _body(answer), ast.parse(exercise.stub).body[0]
    if body is None:
        return _as_given(exercise) if _same_instructions(answer, exercise.untouched) else None
    if not body:
        return "write your code below the description"
    if len(body) == 1 and _says_nothing(body[0]):
        return f"replace the `{ast.unparse(body[0])}` by your code"
    if isinstance(given, ast.FunctionDef) and _dump(body) == _dump(_without_docstring(given.body)):
        return _as_given(exercise)
    return None


def _as_given(exercise):
    for words in ("...", "raise NotImplementedError"):
        if words in exercise.stub:
            return f"replace the `{words}` by your code"
    return "this is the code as given; change it"


def _body(answer):
    """The statements of a function without its docstring, or None where there is no source to read."""
    if not inspect.isfunction(answer):
        return None
    try:
        first = ast.parse(textwrap.dedent(inspect.getsource(answer))).body[0]
    except (OSError, TypeError, SyntaxError, ValueError, IndexError):
        return None
    if not isinstance(first, (ast.FunctionDef, ast.AsyncFunctionDef)) or first.name != answer.__name__:
        return None
    return _without_docstring(first.body)


def _without_docstring(body):
    first = body[0]
    documented = isinstance(first, ast.Expr) and isinstance(getattr(first.value, "value", None), str)
    return body[1:] if documented else body


def _says_nothing(statement):
    """``...``, ``pass`` or ``raise NotImplementedError``."""
    if isinstance(statement, ast.Raise):
        return "NotImplementedError" in ast.unparse(statement)
    dots = isinstance(statement, ast.Expr) and getattr(statement.value, "value", None) is Ellipsis
    return dots or isinstance(statement, ast.Pass)


def _dump(body):
    return [ast.dump(one) for one in body]


def _same_instructions(answer, stub):
    """Whether two functions, or the functions of two classes, do the same step by step."""
    if inspect.isclass(answer) and inspect.isclass(stub):
        mine, given = _functions(answer), _functions(stub)
        return mine.keys() == given.keys() and all(_same_instructions(mine[name], given[name]) for name in mine)
    if not (inspect.isfunction(answer) and inspect.isfunction(stub)):
        return False
    return _instructions(answer.__code__) == _instructions(stub.__code__)


def _functions(kind):
    return {name: one for name, one in vars(kind).items() if inspect.isfunction(one)}


def _instructions(code):
    """The instructions with what they are about; a docstring is not among them."""
    return [
        (one.opname, _instructions(one.argval) if inspect.iscode(one.argval) else repr(one.argval))
        for one in dis.get_instructions(code)
    ]
