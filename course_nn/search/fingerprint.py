"""What an objective is made of, so that a file of scores is not gone on with after it has changed."""

import builtins
import dis
import functools
import hashlib
import sys
import types
from pathlib import Path

import numpy as np

#: So many parts are looked at, then it is refused: a list of a million numbers is an array.
MOST_PARTS = 1_000_000
_PLAIN = (bool, int, float, complex, str, bytes, type(None), type(...), np.generic)
#: Of a class: where it stands and what Python notes in it when it is used.
_OF_CLASSES = {"__dict__", "__weakref__", "__doc__", "__module__", "__firstlineno__", "__static_attributes__"}
_OF_CLASSES |= {"__slotnames__", "__annotations__", "__annotate_func__", "__annotations_cache__", "_abc_impl"}


def fingerprint(objective):
    """(code, held, read): a hash of its instructions, {name: hash} of what it holds, and of what it finds by name.

    Held are default arguments, what functools.partial has bound, the variables of enclosing functions, and the
    attributes of an object that is called. Read are global names: data by their content, functions and classes of one's
    own by their instructions and again by what they read, libraries by name. Comments and layout do not matter; what
    the objective itself assigns does not, nor do files it opens. Instructions differ between versions of Python.
    TypeError if it is too much to be looked at.
    """
    look = _Look()
    code, held = look.parts(objective, ())
    held = {name: _hash(mark) for name, mark in sorted(held.items())}
    return _hash(code), held, look.read()


def fingerprint_of(value):
    """A hash of a value, of a choice for example: what it is made of, and what it reads."""
    look = _Look()
    mark = look.mark(value, ())
    return _hash(f"{mark} {look.read()}")


class _Look:
    """One look at an objective: each thing once, whoever leads to it."""

    def __init__(self):
        self._marks, self._alive, self._count = {}, [], 0  # marks by id; what has that id must live on
        self._functions, self._seen = [], set()  # whose global names are still to be looked up

    def read(self):
        """{name: hash} of the global names that the functions seen so far read, and of those that these read."""
        found, home = {}, None
        while self._functions:
            function = self._functions.pop(0)
            home = home or function.__module__
            for name, value in _globals_of(function):
                name = name if function.__module__ == home else f"{function.__module__}.{name}"
                if name not in found:
                    found[name] = _hash(self.bounded(name, value, ()))
        return dict(sorted(found.items()))

    def parts(self, called, path):
        """What is done and what is held, both as text; ``path`` are the ids of what is being looked at already."""
        path, held = (*path, id(called)), {}
        if isinstance(called, functools.partial):
            held |= {f"argument {k + 1}": value for k, value in enumerate(called.args)} | called.keywords
            code, inner = self.parts(called.func, path)
        elif isinstance(called, types.MethodType):
            held |= getattr(called.__self__, "__dict__", {})
            code, inner = self.parts(called.__func__, path)
        elif isinstance(called, types.FunctionType):
            code, inner = self._instructions(called.__code__), {}
            held |= _of_function(called)
            if id(called) not in self._seen and not _of_library(called):
                self._seen.add(id(called))
                self._functions.append(called)
        elif isinstance(called, type) or not isinstance(type(called).__call__, types.FunctionType):
            wrapped = getattr(called, "__wrapped__", None)  # as functools.cache has it
            code, inner = (self.mark(called, path[:-1]), {}) if wrapped is None else self.parts(wrapped, path)
        else:
            held |= getattr(called, "__dict__", {})
            code, inner = self.parts(type(called).__call__, path)
        return code, inner | {name: self.bounded(name, value, path) for name, value in held.items()}

    def bounded(self, name, value, path):
        """The mark of what goes by this name, or a sentence if it is too much."""
        try:
            return self.mark(value, path)
        except (RecursionError, _TooMuch):
            raise TypeError(
                f"objective: expected what it works with to be compared the next time, but {name} ({_name(value)}) is "
                f"too much for that: over {MOST_PARTS:,} parts, or too deep; make arrays of lists, or give no path"
            ) from None

    def mark(self, value, path):
        """Text that is the same in every process for equal values; an address is never in it."""
        self._count += 1
        if self._count > MOST_PARTS:
            raise _TooMuch
        if isinstance(value, _PLAIN):
            plain = value.item() if isinstance(value, np.generic) else value
            return f"{type(value).__name__} {plain!r}"
        if id(value) in path:
            return "itself"
        if id(value) not in self._marks:
            self._alive.append(value)
            self._marks[id(value)] = _hash(self._content(value, (*path, id(value))))
        return self._marks[id(value)]

    def _content(self, value, path):
        def marks(values):
            return [self.mark(one, path) for one in values]

        if isinstance(value, np.ndarray):
            mask = marks([np.ma.getmaskarray(value)]) if isinstance(value, np.ma.MaskedArray) else ""
            plain = np.asarray(value)
            content = marks([plain.tolist()])[0] if plain.dtype.hasobject else _hash(np.ascontiguousarray(plain))
            return f"array {value.dtype} {value.shape} {content} {mask}"
        if isinstance(value, (list, tuple)):
            return f"{type(value).__name__} {marks(value)}"
        if isinstance(value, (set, frozenset)):  # whose order differs between processes
            return f"set {sorted(marks(value))}"
        if isinstance(value, dict):
            return f"dict {[marks(pair) for pair in value.items()]}"
        if isinstance(value, types.ModuleType):
            return f"module {value.__name__}"
        if isinstance(value, (types.FunctionType, type)) and _of_library(value):
            return _name(value)
        if isinstance(value, (types.FunctionType, types.MethodType, functools.partial)):
            return f"function {self.parts(value, path[:-1])}"
        if isinstance(value, type):
            inside = {name: self.mark(one, path) for name, one in vars(value).items() if name not in _OF_CLASSES}
            return f"class {_name(value)} {marks(value.__bases__)} {sorted(inside.items())}"
        if isinstance(value, (staticmethod, classmethod)):
            return f"{_name(value)} {marks([value.__func__])}"
        if isinstance(value, property):
            return f"property {marks([value.fget, value.fset, value.fdel])}"
        if callable(value) and isinstance(getattr(value, "__wrapped__", None), types.FunctionType):
            return f"{_name(type(value))} {marks([value.__wrapped__])}"
        return self._object(value, path)

    def _object(self, value, path):
        """Its class, and what it would be rebuilt from: of a lock or an open file, the class alone."""
        kind = self.mark(type(value), path)
        try:
            if hasattr(type(value), "__array__"):
                return f"{kind} {self.mark(np.asarray(value), path)}"
            recipe = value.__reduce_ex__(4)
        except Exception:  # whatever a foreign object raises here, it tells no more of itself than its class
            return kind
        if isinstance(recipe, str):
            return f"{kind} {_name(value)} {recipe}"
        maker, arguments, state, items, pairs = (*recipe, None, None, None)[:5]
        parts = [maker, arguments, state, list(items or ()), list(pairs or ())]
        return f"{kind} {[self.mark(part, path) for part in parts]}"

    def _instructions(self, code):
        constants = [
            self._instructions(one) if isinstance(one, types.CodeType) else self.mark(one, ()) for one in code.co_consts
        ]
        table = getattr(code, "co_exceptiontable", b"")
        return _hash(repr((code.co_code, constants, code.co_names, code.co_varnames, code.co_freevars, table)))


class _TooMuch(Exception):
    """More than there is time for."""


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


def _globals_of(function):
    """(name, value) of the global names that a function reads and does not assign itself; of modules what it takes."""
    found, assigned = {}, set()
    for code in _codes(function.__code__):
        chain = ()
        for step in dis.get_instructions(code):
            if step.opname in ("LOAD_GLOBAL", "LOAD_NAME", "LOAD_FROM_DICT_OR_GLOBALS"):
                chain = (step.argval,)
            elif step.opname in ("LOAD_ATTR", "LOAD_METHOD") and chain:
                chain = (*chain, step.argval)
            else:
                assigned |= {step.argval} if step.opname in ("STORE_GLOBAL", "DELETE_GLOBAL") else set()
                chain = chain if step.opname in ("EXTENDED_ARG", "PUSH_NULL") else ()
            if chain:
                found |= _named(chain, function.__globals__)
    return [(name, value) for name, value in found.items() if name not in assigned]


def _named(chain, names):
    """{name: value} of ``a.b.c``: as far as it leads through modules of one's own, of others the first name."""
    name, *rest = chain
    if name not in names and hasattr(builtins, name):
        return {}
    value = names.get(name, ...)  # ... if it has none yet
    for attribute in rest:
        if not isinstance(value, types.ModuleType) or _of_library(value) or not hasattr(value, attribute):
            break
        name, value = f"{name}.{attribute}", getattr(value, attribute)
    return {name: value}


def _codes(code):
    """A function's instructions, and those of the functions within it."""
    yield code
    for one in code.co_consts:
        if isinstance(one, types.CodeType):
            yield from _codes(one)


def _of_library(value):
    """Whether it comes with Python, with an installed package or with this one: then its name tells what it is."""
    name = value.__name__ if isinstance(value, types.ModuleType) else value.__module__
    top = str(name).partition(".")[0]
    if top == "builtins":
        return not isinstance(value, types.FunctionType)  # a function written in Python is not: it was made by exec
    if top in sys.stdlib_module_names or top == __name__.partition(".")[0]:
        return True
    file = getattr(sys.modules.get(top), "__file__", None)
    return file is not None and not {"site-packages", "dist-packages"}.isdisjoint(Path(file).parts)


def _name(value):
    kind = value if hasattr(value, "__qualname__") else type(value)
    return f"{getattr(kind, '__module__', '')}.{kind.__qualname__}"


def _hash(content):
    content = content.encode("utf-8", "backslashreplace") if isinstance(content, str) else content
    return hashlib.sha256(content).hexdigest()[:16]
