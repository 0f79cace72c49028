"""What an objective is made of, so that a file of scores is not gone on with after it has changed."""

import functools
import hashlib
import types

import numpy as np

_PLAIN = (bool, int, float, complex, str, bytes, type(None), type(...), np.generic)


def fingerprint(objective):
    """(code, held): a hash of its instructions, and {name: hash} of the values that it holds.

    Held are default arguments, what functools.partial has bound, the variables of enclosing functions, and the
    attributes of an object that is called. Comments and layout do not matter, and neither do the functions and data
    that are found by a global name. Instructions differ between versions of Python.
    """
    code, held = _parts(objective, ())
    return _hash(code), {name: _hash(mark) for name, mark in sorted(held.items())}


def _parts(called, path):
    """What is done and what is held, both as text; ``path`` are the ids of what is being looked at already."""
    path, held = (*path, id(called)), {}
    if isinstance(called, functools.partial):
        held |= {f"argument {k + 1}": value for k, value in enumerate(called.args)} | called.keywords
        code, inner = _parts(called.func, path)
    elif isinstance(called, types.MethodType):
        held |= getattr(called.__self__, "__dict__", {})
        code, inner = _parts(called.__func__, path)
    elif isinstance(called, types.FunctionType):
        code, inner = _instructions(called.__code__), {}
        held |= _of_function(called)
    elif isinstance(called, type) or not isinstance(type(called).__call__, types.FunctionType):
        wrapped = getattr(called, "__wrapped__", None)  # as functools.cache has it
        code, inner = (_name(called), {}) if wrapped is None else _parts(wrapped, path)
    else:
        held |= getattr(called, "__dict__", {})
        code, inner = _parts(type(called).__call__, path)
    return code, inner | {name: _mark(value, path) for name, value in held.items()}


def _of_function(function):
    """Its defaults, and the variables it takes from the functions around it."""
    code, defaults = function.__code__, function.__defaults__ or ()
    held = dict(zip(code.co_varnames[code.co_argcount - len(defaults) : code.co_argcount], defaults, strict=True))
    held |= function.__kwdefaults__ or {}
    for name, cell in zip(code.co_freevars, function.__closure__ or (), strict=True):
        try:
            held[name] = cell.cell_contents
        except ValueError:  # not yet given a value
            held[name] = ...
    return held


def _instructions(code):
    constants = [_instructions(one) if isinstance(one, types.CodeType) else _mark(one, ()) for one in code.co_consts]
    table = getattr(code, "co_exceptiontable", b"")
    return _hash(repr((code.co_code, constants, code.co_names, code.co_varnames, code.co_freevars, table)))


def _mark(value, path):
    """Text that is the same in every process for plain values, arrays, functions and containers of them.

    Of any other object it is the name of its type: its repr may hold an address.
    """
    if isinstance(value, _PLAIN):
        plain = value.item() if isinstance(value, np.generic) else value
        return f"{type(value).__name__} {plain!r}"
    if id(value) in path:
        return "itself"
    inside = (*path, id(value))
    if isinstance(value, np.ndarray):
        content = _mark(value.tolist(), inside) if value.dtype.hasobject else _hash(np.ascontiguousarray(value))
        return f"array {value.dtype} {value.shape} {content}"
    if isinstance(value, (list, tuple)):
        return _hash(f"{type(value).__name__} {[_mark(one, inside) for one in value]}")
    if isinstance(value, (set, frozenset)):  # whose order differs between processes
        return _hash(f"set {sorted(_mark(one, inside) for one in value)}")
    if isinstance(value, dict):
        return _hash(f"dict {[(_mark(key, inside), _mark(one, inside)) for key, one in value.items()]}")
    if isinstance(value, (types.FunctionType, types.MethodType, functools.partial)):
        return _hash(f"function {_parts(value, path)}")
    return _name(value)


def _name(value):
    kind = value if hasattr(value, "__qualname__") else type(value)
    return f"{getattr(kind, '__module__', '')}.{kind.__qualname__}"


def _hash(content):
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()[:16]
