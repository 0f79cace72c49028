"""Bad calls for the test file of each module: rows of a call and what the sentence that answers it must say.

A test file gives its rows by public name (`BAD_CALLS`), and `test_mirror.py` sees to it that every name that
`course_nn` exports has some. What many modules refuse alike is written here once.
"""

import numpy as np
import pytest

from course_nn import SGD, Dense, SquaredError, StepDecay, fit, train

RNG = np.random.default_rng(0)
X, Y, LABELS = RNG.normal(size=(6, 3)), RNG.normal(size=(6, 2)), np.array([0, 1, 1, 0, 1, 0])
NAN = np.where(np.arange(18).reshape(6, 3) == 7, np.nan, X)
IMAGES, SEQUENCES = RNG.normal(size=(4, 2, 5, 6)), RNG.normal(size=(4, 5, 3))


def each_call(rows):
    """A test that is run for every row of ``rows``, public name → [(call, words)], with that ``call`` and ``words``."""
    cases = [pytest.param(*row, id=f"{name}-{i}") for name, some in rows.items() for i, row in enumerate(some)]
    return pytest.mark.parametrize(("call", "words"), cases)


def dense(d_in=3, d_out=2):
    return Dense(d_in, d_out, np.random.default_rng(0))


def training(**changes):
    given = {
        "network": dense(),
        "loss": SquaredError(),
        "optimizer": SGD(0.1),
        "batches": [(X, Y)],
        "epochs": 1,
    }
    return lambda: list(train(**(given | changes)))


def fitting(**changes):
    given = {
        "network": dense(),
        "X": X,
        "y": Y,
        "loss": SquaredError(),
        "optimizer": SGD(0.1),
        "progress": False,
    }
    return lambda: fit(**(given | changes))


def of_array(function, name="z"):
    """Rows for a function of one array."""
    return [
        (lambda: function(NAN), f"{name}: expected (finite )?numbers, got 1 NaN"),
        (lambda: function("abc"), f"{name}: expected real numbers, got 'abc'"),
        (lambda: function(None), f"{name}: expected real numbers, got None"),
        (lambda: function([]), f"{name}: expected at least one number, got an empty array"),
        (lambda: function([[1, 2], [3]]), f"{name}: expected a regular array of numbers, got list"),
        (lambda: function([1j]), f"{name}: expected real numbers, got complex128 array"),
        (lambda: function({"a": 1}), f"{name}: expected real numbers, got dict"),
        (
            lambda: function(np.array(["2020"], "datetime64")),
            f"{name}: expected real numbers, got datetime64",
        ),
    ]


def of_generator(function):
    return [
        (lambda: function(0), "expected a numpy.random.Generator .* got 0"),
        (lambda: function(np.random.RandomState(0)), "Generator .* got RandomState"),
    ]


def of_layer(layer, x=X):
    hole = x.copy()
    hole.flat[1] = np.nan
    return [
        (lambda: layer(x[:0]), "expected at least one number, got an empty array"),
        (lambda: layer(hole), "input: expected finite numbers, got 1 NaN"),
        (lambda: layer("abc"), "input: expected real numbers, got 'abc'"),
        (lambda: layer.forward(x.tolist()), "expected a NumPy array .* got list"),
        (lambda: layer.forward(None), "got None"),
        (lambda: layer.forward(x[:0]), "expected at least one example"),
        (lambda: layer.forward(x + 0j), "got complex128 array"),
        (lambda: layer.forward(np.ma.masked_array(x)), "expected a NumPy array .* got MaskedArray"),
        (lambda: layer.forward(np.float64(1)), "expected a NumPy array"),
        (lambda: layer.forward(x)[1](None), "gradient of the output's shape .* got None"),
        (lambda: layer.forward(x)[1](x[:1, :2]), r"gradient of the output's shape \(.*\), got \(1, 2"),
        (lambda: layer.copy("float99"), "dtype: expected np.float32 or np.float64, got 'float99'"),
        (lambda: layer.summary((0,)), "input_shape: expected a whole number at least 1, got 0"),
    ]


def of_width(layer):
    return [
        (lambda: layer(0), "expected a whole number at least 1, got 0"),
        (lambda: layer(2.5), "got 2.5"),
        (lambda: layer(None), "got None"),
        (lambda: layer("wide"), "got 'wide'"),
        (lambda: layer(3, dtype=int), "dtype: expected np.float32 or np.float64, got <class 'int'>"),
    ]


def of_fraction(make, name):
    return [
        (lambda value=value: make(value), f"{name}: expected .* got") for value in (-0.1, 1, 1.5, np.nan, "big", None)
    ]


def of_rate(optimizer):
    name = optimizer.__name__
    return [
        (lambda: optimizer(0), f"{name}: learning_rate: expected a finite number above 0, got 0"),
        (lambda: optimizer(-0.1), f"{name}: learning_rate: .* got -0.1"),
        (lambda: optimizer(np.nan), "got nan"),
        (lambda: optimizer(np.inf), "got inf"),
        (lambda: optimizer(10**400), "got inf"),
        (lambda: optimizer("fast"), "expected a number above 0, got 'fast'"),
        (lambda: optimizer(None), "got None"),
        (lambda: optimizer(True), "got True"),
        (lambda: optimizer(1j), "got complex"),
        (lambda: optimizer([0.1]), "got list"),
        (lambda: optimizer(StepDecay), r"learning_rate: .* got the class; write StepDecay\(...\)"),
        (lambda: optimizer(lambda t: "fast"), "learning_rate of step 0: expected a number .* got 'fast'"),
        (lambda: optimizer(lambda t: -0.1), "learning_rate of step 0: expected a finite number .* got -0.1"),
        (lambda: optimizer(0.1).restore(None), "expected a state as .* got None"),
        (lambda: optimizer(0.1).restore({}), "expected a state as .* got a dict without"),
        (
            lambda: optimizer(0.1).restore(optimizer(0.1).state() | {"optimizer": "Magic"}),
            "expected the state of this optimizer, got that of Magic",
        ),
        (lambda: optimizer(b"1"), "got bytes"),
        (lambda: optimizer(0.1).step(X, X), r"expected θ as a vector .* got float64 array of shape \(6, 3\)"),
        (lambda: optimizer(0.1).step([1.0], [1.0]), "expected θ as a vector .* got list"),
        (
            lambda: optimizer(0.1).step(np.ones(3), np.ones(2)),
            r"expected a gradient like θ .* got float64 array .*\(2,\)",
        ),
        (lambda: optimizer(0.1).step(np.ones(3), None), "expected a gradient like θ .* got None"),
    ]


def of_file(callback):
    name = callback.__name__
    return [
        (fitting(callbacks=[callback(3)]), f"{name}: path: expected a file name, got 3"),
        (fitting(callbacks=[callback("no folder/x")]), f"{name}: expected the name of a file in a folder"),
        (fitting(callbacks=[callback(".")]), f"{name}: expected the name of a file"),
    ]
