"""What several test files need: how a refusal reads, arrays in every memory order, and PyTorch's stored values."""

import contextlib
import functools
import json
import math
import re
from pathlib import Path

import numpy as np
import pytest

#: What NumPy and Python say from inside when nobody looked at the input first.
NOISE = re.compile(
    r"broadcast|operands|matmul|ufunc '|not aligned|core dimension|unpack|positional argument|NoneType|keyword argument"
    r"|has no attribute|not subscriptable|out of bounds|could not convert|cannot reshape|object is not|unsupported"
    r"|with a sequence|must be of ArrayType|\d must match|shapes? \(.*\) and \(|allocate|invalid literal|size-1 arrays"
)
EXPECTED = re.compile(
    r"expect|unknown name|needs?\b|there is none|already lives|has taken|no quantity|call fit|not a whole file"
    r"|did you mean|it is made as|is given when it is made|nothing here is called|; write |is a (?:Parameter|Buffer)"
    r"|has no \w+"
)


def check_sentence(error):
    """The message of an error is one sentence that names what was expected, without noise from inside."""
    message = str(error)
    assert message and "\n" not in message, message
    assert 15 <= len(message) <= 420, message
    assert not NOISE.search(message), message
    assert EXPECTED.search(message), message


class refused(pytest.RaisesExc):
    """``with refused("expected shape"): ...``: ValueError or TypeError with one clear sentence that matches."""

    def __init__(self, match=None, kinds=(ValueError, TypeError)):
        super().__init__(kinds, match=match)

    def __exit__(self, kind, error, traceback):
        swallowed = super().__exit__(kind, error, traceback)
        if swallowed:
            assert type(error) in (ValueError, TypeError, FileNotFoundError), f"too special: {error!r}"
            check_sentence(error)
        return swallowed


@contextlib.contextmanager
def told(what):
    """A failure within says of which of a test's many cases it is."""
    try:
        yield
    except BaseException as error:
        error.add_note(f"the case: {what}")
        raise


def orders(x):
    """(name, array equal to ``x``) in other memory orders, and one that must not be written to."""
    fixed = x.copy()
    fixed.flags.writeable = False
    wide = np.repeat(x, 2, axis=-1)
    tall = np.repeat(x, 3, axis=0)
    yield "Fortran", np.asfortranarray(x)
    yield "columns apart", wide[..., ::2]
    yield "rows apart", tall[::3]
    yield "reversed", x[::-1].copy()[::-1]
    yield "mirrored", x[..., ::-1].copy()[..., ::-1]
    yield "transposed", np.ascontiguousarray(x.T).T
    yield "byte-swapped", x.astype(x.dtype.newbyteorder())
    yield "read-only", fixed


def close(a, b, tolerance=1e-10):
    np.testing.assert_allclose(a, b, rtol=tolerance, atol=tolerance)


@functools.cache
def reference(name="reference"):
    """The arrays of ``tests/reference/<name>.npz`` by name; programs beside it wrote them, most with PyTorch."""
    with np.load(Path(__file__).parent / "reference" / f"{name}.npz") as archive:
        return dict(archive)


def stored(prefix, name="reference"):
    """Those of the reference whose names begin so, by the rest of their names."""
    arrays = reference(name)
    return {key[len(prefix) + 1 :]: value for key, value in arrays.items() if key.startswith(f"{prefix}/")}


@functools.cache
def reference_cases(name):
    """The cases of ``tests/reference/<name>.npz``: each a dict of what is said about it, and its arrays by name."""
    given = reference(name)
    found, numbers = [], given["numbers"]
    for case in json.loads(str(given["cases"])):
        arrays = {}
        for key, shape in case["shapes"].items():
            size = math.prod(shape)
            arrays[key], numbers = numbers[:size].reshape(shape), numbers[size:]
        found.append((case, arrays))
    return found


@functools.cache
def image_cases():
    """PyTorch's values for the layers of images (`reference/make_images.py`): (name, settings, arrays) of each case."""
    return [(case["layer"], case["settings"], arrays) for case, arrays in reference_cases("images")]


def sequence_cases(kind, name="sequences"):
    """The values from outside for sequences (`reference/make_sequences.py`): (settings, arrays) of each such case."""
    return [(case["settings"], arrays) for case, arrays in reference_cases(name) if case["kind"] == kind]


def attention_cases(kind):
    """The same of attention and transformers (`reference/make_attention.py`)."""
    return sequence_cases(kind, "attention")


class Given(np.random.Generator):
    """A Generator whose normal numbers are given."""

    def __new__(cls, numbers):
        return super().__new__(cls, np.random.PCG64(0))

    def __init__(self, numbers):
        super().__init__(np.random.PCG64(0))
        self.numbers = numbers

    def standard_normal(self, size=None, dtype=np.float64, out=None):
        assert size == self.numbers.shape
        return self.numbers.astype(dtype)


def against(given, layer, train=False):
    """Forward and backward of ``layer`` with the stored parameters, input and upstream gradient."""
    for key, p in layer.parameters().items():
        p.value = given[key]
    layer.zero_grad()
    y, backward = layer.forward(given["x"], train)
    close(y, given["y"])
    close(backward(given["dy"]), given["dx"])
    for key, p in layer.parameters().items():
        close(p.grad, given[f"d{key}"])


def forget_the_kernel(monkeypatch):
    """As if the notebook's kernel had been started anew: of progress, only the file is left."""
    from course_nn.exercises import store

    monkeypatch.setattr(store, "_memory", {})
