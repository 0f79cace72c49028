"""Everything public refuses bad input with one sentence that names what was expected and what came.

A table with rows for every name that `course_nn` exports: a new name without rows fails the first test.
"""

# ruff: noqa: RUF005 - lists of rows read better when they are added up

import numpy as np
import pytest
from helpers import check_sentence, refused

import course_nn as c

rng = np.random.default_rng(0)
X, Y, LABELS = rng.normal(size=(6, 3)), rng.normal(size=(6, 2)), np.array([0, 1, 1, 0, 1, 0])
NAN = np.where(np.arange(18).reshape(6, 3) == 7, np.nan, X)
IMAGES, SEQUENCES = rng.normal(size=(4, 2, 5, 6)), rng.normal(size=(4, 5, 3))
#: Records that the package fills in itself.
RECORDS = {"Step", "TrainingDiverged"}


def dense(d_in=3, d_out=2):
    return c.Dense(d_in, d_out, np.random.default_rng(0))


def train(**changes):
    given = {
        "network": dense(),
        "loss": c.SquaredError(),
        "optimizer": c.SGD(0.1),
        "batches": [(X, Y)],
        "epochs": 1,
    }
    return lambda: list(c.train(**(given | changes)))


def fit(**changes):
    given = {
        "network": dense(),
        "X": X,
        "y": Y,
        "loss": c.SquaredError(),
        "optimizer": c.SGD(0.1),
        "progress": False,
    }
    return lambda: c.fit(**(given | changes))


def of_extras(learn):
    """Rows for the options that `train` and `fit` share."""
    biases = c.Sequential(c.PReLU())
    return [
        (learn(penalty=1e-3), r"penalty: expected a penalty such as .* got 0.001; write L2Penalty\(0.001\)"),
        (learn(penalty=c.L2Penalty), r"penalty: .* write L2Penalty\(strength\)"),
        (learn(penalty=np.sum), "penalty: expected a penalty that returns value, gradient"),
        (learn(penalty=lambda w: (0.0, w[:1])), "penalty: expected a penalty that returns value, gradient"),
        (
            learn(penalty=c.L2Penalty(1), network=biases),
            "penalty: expected weights of two or more dimensions",
        ),
        (learn(clip_norm=0), "clip_norm: expected a finite number above 0, got 0"),
        (learn(clip_norm="short"), "clip_norm: .* got 'short'"),
        (learn(clip_value=-1), "clip_value: .* got -1"),
        (learn(clip_value=np.nan), "clip_value: .* got nan"),
        (learn(clip_norm=1, clip_value=1), "expected clip_norm or clip_value, got both"),
    ]


def of_monitor(callback):
    name = callback.__name__
    return [
        (lambda: callback(3), f"{name}: monitor: expected a name such as 'validation_loss', got 3"),
        (lambda: callback(patience=0), f"{name}: patience: expected a whole number at least 1, got 0"),
        (lambda: callback(patience=2.5), f"{name}: patience: .* got 2.5"),
        (fit(callbacks=[callback()]), r"unknown name 'validation_loss'; .* give fit validation=\(X, y\)"),
        (fit(callbacks=[callback("los")]), f"{name}: monitor: unknown name 'los'; did you mean 'loss'"),
    ]


def of_file(callback):
    name = callback.__name__
    return [
        (fit(callbacks=[callback(3)]), f"{name}: path: expected a file name, got 3"),
        (fit(callbacks=[callback("no folder/x")]), f"{name}: expected the name of a file in a folder"),
        (fit(callbacks=[callback(".")]), f"{name}: expected the name of a file"),
    ]


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


def of_axis(function):
    return [
        (lambda: function(X, axis=2), r"axis: expected one of the 2 axes .*\(6, 3\), got 2"),
        (lambda: function(X, axis=-3), "axis: .* got -3"),
        (lambda: function(X, axis=0.5), "axis: expected a whole number, got 0.5"),
        (lambda: function(X, axis=None), "axis: expected a whole number, got None"),
        (lambda: function(3.0), "axis: expected one of the 0 axes"),
    ]


def of_initializer(init):
    return [
        (lambda: init((3, 0), rng), "shape: expected a whole number at least 1, got 0"),
        (lambda: init((3, -1), rng), "shape: .* got -1"),
        (lambda: init((3, 2.5), rng), "shape: .* got 2.5"),
        (lambda: init("wide", rng), "shape: .* got 'wide'"),
        (lambda: init((), rng), "shape: expected at least one side"),
        (lambda: init((3, 2), rng, np.float16), "dtype: expected np.float32 or np.float64, got"),
        (lambda: init((3, 2), rng, int), "dtype: .* got <class 'int'>"),
        (lambda: init((3, 2), rng, None), "dtype: .* got None"),
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


def of_pool(pool):
    return of_layer(pool(2), IMAGES) + [
        (lambda: pool(0), "size: expected a whole number at least 1, got 0"),
        (lambda: pool((1, 2, 3)), "size: expected a whole number or a pair of them"),
        (lambda: pool(2, stride=0), "stride: .* got 0"),
        (lambda: pool("big"), "size: .* got 'big'"),
        (lambda: pool(9)(IMAGES), "expected"),
        (lambda: pool(2)(X), r"expected input of shape \(n, c, h, w\), got \(6, 3\)"),
    ]


def of_cell(cell):
    layer = cell(3, 2, np.random.default_rng(0))
    return [
        *of_layer(layer, SEQUENCES),
        *of_generator(lambda rng: cell(3, 2, rng)),
        *of_width(lambda d, **k: cell(d, 2, rng, **k)),
        *of_width(lambda d, **k: cell(3, d, rng, **k)),
        (lambda: cell(3, 2), "expected a Generator"),
        (lambda: cell(3, 2, rng, return_last=1), "return_last: expected True or False, got 1"),
        (lambda: cell(3, 2, rng, init="hee"), "init: unknown name 'hee'"),
        (lambda: layer(X), r"\(n, t, 3\), got \(6, 3\); .* use x\[None\]"),
        (lambda: layer.start(0), "n: expected a whole number at least 1, got 0"),
        (lambda: layer.step(X, None), "expected the state as a tuple .* got None"),
        (lambda: layer.step(X, layer.start(5)), r"expected shape \(6, 2\)"),
        (lambda: layer.step(X[0], layer.start()), "for one step"),
        (lambda: layer.step(X, layer.start(6))[1](None), "expected the gradient of the state as a tuple"),
    ]


def of_penalty(penalty):
    return of_array(penalty(0.1), ".*weights") + [
        (lambda: penalty(-1), "strength: .* at least 0, got -1"),
        (lambda: penalty("strong"), "strength: .* got 'strong'"),
        (lambda: penalty(np.nan), "strength: .* got nan"),
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
        (lambda: optimizer(c.StepDecay), r"learning_rate: .* got the class; write StepDecay\(...\)"),
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


def of_fraction(make, name):
    return [
        (lambda value=value: make(value), f"{name}: expected .* got") for value in (-0.1, 1, 1.5, np.nan, "big", None)
    ]


def of_epsilon(make):
    return [(lambda value=value: make(value), "epsilon: expected .* above 0, got") for value in (0, -1e-8, np.inf, "0")]


def of_schedule(make, *positive, **settings):
    """Rows for a schedule of a rate and of whole numbers: ``make(0.1, 10)``."""
    schedule, name = make(0.1, *positive, **settings), make.__name__
    return [
        (lambda value=value: make(value, *positive, **settings), f"{name}: rate: expected .* above 0, got")
        for value in (0, -0.1, np.nan, np.inf, "fast", None)
    ] + [
        (lambda value=value: schedule(value), f"{name}: t: expected a whole number at least 0, got")
        for value in (-1, 0.5, None, "now")
    ]


def of_steps(make, name):
    return [
        (lambda value=value: make(value), f"{name}: expected a whole number at least 1, got")
        for value in (0, -3, 2.5, None, "ten")
    ]


def of_share(make, name):
    return [
        (lambda value=value: make(value), f"{name}: expected .* at most .*, got")
        for value in (1.01, -0.1, np.nan, "half", None)
    ]


def of_clipping(clip):
    name = clip.__name__
    fixed = np.ones(3)
    fixed.flags.writeable = False
    return [
        (lambda value=value: clip(np.ones(3), value), f"{name}: limit: expected .* above 0, got")
        for value in (0, -1, np.nan, np.inf, "short", None)
    ] + [
        (lambda value=value: clip(value, 1.0), f"{name}: expected a vector of float32 or float64 .* got")
        for value in (X, fixed, np.ones(3, int), [1.0], None, 1.0)
    ]


def of_loss(loss, target):
    return [
        (lambda: loss(None, target), "expected the network's output, floats of shape .* got None"),
        (lambda: loss("abc", target), "got 'abc'"),
        (lambda: loss(Y[:0], target), r"got float64 array of shape \(0, 2\)"),
        (lambda: loss(np.float64(1), target), "expected the network's output"),
        (lambda: loss(Y + 0j, target), "got complex128"),
        (lambda: loss(Y.tolist(), target), "got list"),
        (lambda: loss(Y, target[:-1]), "expected .* got .*5"),
        (lambda: loss(Y, Y[:, :1]), r"expected a target of the output's shape \(6, 2\), got \(6, 1\)"),
        (lambda: loss(Y, X), r"expected a target of the output's shape \(6, 2\), got \(6, 3\)"),
        (lambda: loss(Y, Y[..., None]), "expected a target"),
        (lambda: loss(Y, None), "target: expected real numbers, got None"),
        (lambda: loss(Y, "cat"), "target: expected real numbers, got 'cat'"),
        (lambda: loss(Y, [["a", "b"]] * 6), "target: expected real numbers, got"),
        (lambda: loss(Y, np.array([["a", "b"]] * 6)), "expected (a target of|real) numbers, got <U1 array"),
        (lambda: loss(Y, Y * np.nan), "target|add up"),
        (lambda: loss(Y, []), "at least one number, got an empty array"),
        (lambda: loss(Y, np.full((6, 2), None)), "expected"),
    ]


def of_accuracy(loss, target):
    return [
        (lambda: loss.accuracy(Y, target[:-1]), "expected"),
        (lambda: loss.accuracy(Y.tolist(), target), "expected"),
        (lambda: loss.accuracy(None, target), "expected"),
        (lambda: loss.accuracy(Y, None), "expected"),
        (lambda: loss.accuracy(Y[:0], target), "expected"),
    ]


def of_group(group):
    return [
        (lambda: group(), "expected at least one layer, got none"),
        (
            lambda: group([dense(), dense(2, 2)]),
            "expected layers, got list at place 0; write the layers one after the other",
        ),
        (lambda: group(c.Tanh), r"write Tanh\(\.\.\.\) with its brackets"),
        (lambda: group(c.Tanh(), "tanh"), "expected layers, got 'tanh' at place 1"),
        (lambda: group(None), "got None at place 0"),
        *of_layer(group(c.Tanh())),
    ]


ROWS = {
    "ACTIVATIONS": [
        row
        for name, g in c.ACTIVATIONS.items()
        for row in [
            *of_array(g),
            *of_array(g.derivative),
            (lambda g=g: g(X, slop=1), f"{name}: parameter: unknown name 'slop'"),
            (lambda g=g: g.derivative(X, slop=1), f"{name}: parameter: unknown name 'slop'"),
        ]
    ]
    + [
        (lambda: c.ACTIVATIONS["leaky_relu"](X, slop=1), "did you mean 'slope'"),
        (
            lambda: c.ACTIVATIONS["leaky_relu"](X, slope="steep"),
            "leaky_relu: slope: expected a number, got 'steep'",
        ),
        (lambda: c.ACTIVATIONS["elu"](X, alpha=np.nan), "elu: alpha: expected a finite number, got nan"),
    ],
    "INITIALIZERS": [
        (lambda: c.Dense(3, 2, rng, init="hee"), "init: unknown name 'hee'; did you mean 'he'"),
        (lambda: c.Dense(3, 2, rng, init="qqq"), "init: unknown name 'qqq'; choose from 'zeros', 'normal'"),
        (lambda: c.Dense(3, 2, rng, init=None), "init: unknown name None"),
        (lambda: c.Dense(3, 2, rng, init=3), "init: unknown name 3"),
    ],
    "sigmoid": of_array(c.sigmoid),
    "softplus": of_array(c.softplus),
    "softmax": of_array(c.softmax) + of_axis(c.softmax) + [(lambda: c.softmax([np.inf, 1]), "finite")],
    "log_softmax": of_array(c.log_softmax) + of_axis(c.log_softmax) + [(lambda: c.log_softmax([np.inf, 1]), "finite")],
    "logsumexp": of_array(c.logsumexp) + of_axis(c.logsumexp),
    "one_hot": of_array(c.one_hot, "labels")[1:]
    + [
        (lambda: c.one_hot([0, np.nan]), "labels: expected finite numbers, got 1 NaN"),
        (lambda: c.one_hot([0.5]), "labels: expected whole numbers, got fractions"),
        (lambda: c.one_hot([-1]), "labels: expected 0 to 0, got -1 to -1"),
        (lambda: c.one_hot([0, 3], 3), "labels: expected 0 to 2, got 0 to 3"),
        (
            lambda: c.one_hot([[0]]),
            r"labels: expected an array with 1 dimension\(s\), got int64 array of shape \(1, 1\)",
        ),
        (lambda: c.one_hot(3), "labels: expected an array with 1 dimension"),
        (lambda: c.one_hot([0], 0), "n_classes: expected a whole number at least 1, got 0"),
        (lambda: c.one_hot([0], 2.0), "n_classes: expected a whole number at least 1, got 2.0"),
        (lambda: c.one_hot([0], True), "n_classes: .* got True"),
        (lambda: c.one_hot([0], 2, dtype=int), "dtype: expected np.float32 or np.float64, got <class 'int'>"),
    ],
    "zeros": of_initializer(c.zeros),
    **{
        name: of_initializer(getattr(c, name)) + of_generator(lambda rng, name=name: getattr(c, name)((3, 2), rng))
        for name in ("normal", "he", "lecun", "xavier", "orthogonal")
    },
    "Parameter": of_array(c.Parameter, "Parameter")
    + [
        (
            lambda: c.Parameter(np.ones(2, np.float16)),
            "Parameter: dtype: expected np.float32 or np.float64, got",
        ),
        (lambda: c.Parameter(np.ones(2, np.longdouble)), "Parameter: dtype"),
        (lambda: setattr(c.Parameter([1, 2]), "value", [1]), r"value: expected shape \(2,\), got \(1,\)"),
        (lambda: setattr(c.Parameter([1, 2]), "value", [1, np.nan]), "value: expected finite"),
        (lambda: setattr(c.Parameter([1, 2]), "grad", [1]), r"grad: expected shape \(2,\), got \(1,\)"),
        (lambda: setattr(c.Parameter([1, 2]), "grad", "ab"), "grad: expected real numbers"),
    ],
    "Layer": [
        (lambda: c.Layer()(NAN), "Layer: input: expected finite"),
        (lambda: c.Layer().copy("float99"), "dtype"),
        (lambda: c.Layer().summary(), "summary: expected the shape of one example"),
    ],
    "Sequential": of_group(c.Sequential)
    + [
        (
            lambda: c.Sequential(dense(3, 2), dense(3, 2))(X),
            r"Dense\(3, 2\): expected input of shape \(n, 3\), got \(6, 2\)",
        ),
        (
            lambda: c.Sequential(c.Dense(3, 3, rng, dtype=float), dense()).theta,
            "expected parameters of one type",
        ),
    ],
    "Residual": of_group(c.Residual)
    + [(lambda: c.Residual(dense())(X), r"keep the shape \(6, 3\), but they gave \(6, 2\)")],
    "Branches": of_group(c.Branches)
    + [
        (
            lambda: c.Branches(c.Flatten(), c.Tanh())(np.ones((2, 3, 4))),
            "expected outputs that differ in the last axis only",
        )
    ],
    "Dense": of_layer(dense())
    + of_generator(lambda rng: c.Dense(3, 2, rng))
    + [
        (lambda: c.Dense(0, 2, rng), "Dense: d_in: expected a whole number at least 1, got 0"),
        (lambda: c.Dense(3, -2, rng), "Dense: d_out: .* got -2"),
        (lambda: c.Dense(3.0, 2, rng), "Dense: d_in: .* got 3.0"),
        (lambda: c.Dense("3", 2, rng), "Dense: d_in: .* got '3'"),
        (lambda: c.Dense(None, 2, rng), "Dense: d_in: .* got None"),
        (lambda: c.Dense(True, 2, rng), "Dense: d_in: .* got True"),
        (lambda: c.Dense(3, 2), r"expected a Generator .* rng=np.random.default_rng\(0\)"),
        (lambda: c.Dense(3, 2, rng, bias="no"), "Dense: bias: expected True or False, got 'no'"),
        (
            lambda: c.Dense(3, 2, rng, dtype=int),
            "Dense: dtype: expected np.float32 or np.float64, got <class 'int'>",
        ),
        (lambda: c.Dense(3, 2, rng, dtype="float99"), "Dense: dtype: .* got 'float99'"),
        (
            lambda: c.Dense(3, 2, rng, init=lambda s, r, d: np.ones(3)),
            r"init: expected shape \(3, 2\), got \(3,\)",
        ),
        (lambda: c.Dense(3, 2, rng, init=lambda s, r, d: np.full(s, np.nan)), "init: expected finite"),
        (
            lambda: dense()(X[0]),
            r"Dense\(3, 2\): expected input of shape \(n, 3\), got \(3,\); for one example, use x\[None\]",
        ),
        (lambda: dense()(X[:, :2]), r"expected input of shape \(n, 3\), got \(6, 2\)"),
    ],
    "Flatten": of_layer(c.Flatten()),
    **{
        name: of_layer(getattr(c, name)())
        for name in (
            "Heaviside",
            "Sigmoid",
            "Tanh",
            "ReLU",
            "Softplus",
            "HardTanh",
            "GELU",
            "Cosine",
            "RadialBasis",
        )
    },
    "LeakyReLU": of_layer(c.LeakyReLU())
    + [
        (lambda: c.LeakyReLU("steep"), "LeakyReLU: slope: expected a number, got 'steep'"),
        (lambda: c.LeakyReLU(np.nan), "LeakyReLU: slope: .* got nan"),
        (lambda: c.LeakyReLU(None), "LeakyReLU: slope: .* got None"),
    ],
    "ELU": of_layer(c.ELU())
    + [
        (lambda: c.ELU(-1), "ELU: alpha: expected a finite number at least 0, got -1"),
        (lambda: c.ELU("big"), "ELU: alpha: .* got 'big'"),
    ],
    "PReLU": of_layer(c.PReLU())
    + [
        (lambda: c.PReLU(0), "PReLU: n_slopes: expected a whole number at least 1, got 0"),
        (lambda: c.PReLU(1.5), "PReLU: n_slopes: .* got 1.5"),
        (lambda: c.PReLU(slope=np.inf), "PReLU: slope: .* got inf"),
        (lambda: c.PReLU(dtype=int), "PReLU: dtype"),
        (lambda: c.PReLU(4)(X), r"PReLU\(4\): expected input of shape \(n, …, 4\), got \(6, 3\)"),
    ],
    "mlp": of_generator(lambda rng: c.mlp([3, 2], rng))
    + [
        (lambda: c.mlp([3], rng), r"sizes: expected a list of at least two .* got \[3\]"),
        (lambda: c.mlp(3, rng), "sizes: .* got 3"),
        (lambda: c.mlp("3-2", rng), "sizes: .* got '3-2'"),
        (lambda: c.mlp([3, 0, 1], rng), "sizes: expected a whole number at least 1, got 0"),
        (lambda: c.mlp([3, 2.5], rng), "sizes: .* got 2.5"),
        (lambda: c.mlp([3, 2], None), "Generator"),
        (
            lambda: c.mlp([3, 2, 1], rng, activation="tanhh"),
            "activation: unknown name 'tanhh'; did you mean 'tanh'",
        ),
        (
            lambda: c.mlp([3, 2, 1], rng, activation=np.tanh),
            "activation: expected a name or a layer class such as Tanh, got",
        ),
        (lambda: c.mlp([3, 2, 1], rng, activation=c.Tanh()), "activation: expected a name or a layer class"),
        (lambda: c.mlp([3, 2, 1], rng, activation=None), "activation: .* got None"),
        (lambda: c.mlp([3, 2, 1], rng, init="hee"), "init: unknown name 'hee'"),
        (lambda: c.mlp([3, 2, 1], rng, dtype=int), "dtype"),
    ],
    "Buffer": of_array(c.Buffer, "Buffer")
    + [
        (lambda: setattr(c.Buffer([1, 2]), "value", [1]), r"value: expected shape \(2,\), got \(1,\)"),
        (lambda: setattr(c.Buffer([1, 2]), "value", [1, np.inf]), "value: expected finite"),
    ],
    "BatchNorm": of_layer(c.BatchNorm(3))
    + of_layer(c.BatchNorm(2), IMAGES)
    + of_width(c.BatchNorm)
    + [
        (lambda: c.BatchNorm(3, momentum=1.5), "BatchNorm: momentum: .* at most 1, got 1.5"),
        (lambda: c.BatchNorm(3, momentum=-1), "BatchNorm: momentum: .* got -1"),
        (lambda: c.BatchNorm(3, epsilon=0), "BatchNorm: epsilon: .* above 0, got 0"),
        (lambda: c.BatchNorm(4)(X), r"BatchNorm\(4\): expected input of shape \(n, 4\).* got \(6, 3\)"),
        (lambda: c.BatchNorm(3).forward(X[:1], True), "expected more than one value of each feature"),
    ],
    "Dropout": of_layer(c.Dropout(0.5, rng))
    + of_generator(lambda rng: c.Dropout(0.5, rng))
    + [
        (lambda: c.Dropout(1, rng), "Dropout: rate: expected a finite number at least 0 and below 1, got 1"),
        (lambda: c.Dropout(-0.1, rng), "Dropout: rate: .* got -0.1"),
        (lambda: c.Dropout("half", rng), "Dropout: rate: .* got 'half'"),
        (lambda: c.Dropout(0.5), "Dropout: expected a Generator to draw the noise with, as in"),
        (lambda: c.Dropout(0.5, rng).forward(X[:0], True), "at least one example"),
        (lambda: c.Dropout(0.5, rng).forward(X, True)[1](X[:1]), "gradient of the output's shape"),
    ],
    "GaussianNoise": of_layer(c.GaussianNoise(0.5, rng))
    + of_generator(lambda rng: c.GaussianNoise(0.5, rng))
    + [
        (lambda: c.GaussianNoise(-1, rng), "GaussianNoise: spread: expected .* at least 0, got -1"),
        (lambda: c.GaussianNoise(np.nan, rng), "GaussianNoise: spread: .* got nan"),
        (lambda: c.GaussianNoise(None, rng), "GaussianNoise: spread: .* got None"),
        (lambda: c.GaussianNoise(0.5), "GaussianNoise: expected a Generator to draw the noise with"),
        (lambda: c.GaussianNoise(0.5, rng).forward(X, True)[1](X[:1]), "gradient of the output's shape"),
    ],
    "LayerNorm": of_layer(c.LayerNorm(3))
    + of_width(c.LayerNorm)
    + [
        (lambda: c.LayerNorm(3, epsilon=-1), "LayerNorm: epsilon: .* above 0, got -1"),
        (lambda: c.LayerNorm(4)(X), r"LayerNorm\(4\): expected input of shape \(n, …, 4\), got \(6, 3\)"),
    ],
    "Conv2D": of_layer(c.Conv2D(2, 3, 2, rng), IMAGES)
    + of_generator(lambda rng: c.Conv2D(2, 3, 2, rng))
    + of_width(lambda d, **k: c.Conv2D(d, 3, 2, rng, **k))
    + of_width(lambda d, **k: c.Conv2D(2, d, 2, rng, **k))
    + [
        (lambda: c.Conv2D(2, 3, 0, rng), "Conv2D: kernel: expected a whole number at least 1, got 0"),
        (
            lambda: c.Conv2D(2, 3, (2, 2, 2), rng),
            "Conv2D: kernel: expected a whole number or a pair of them, got 3",
        ),
        (lambda: c.Conv2D(2, 3, 2, rng, stride=0), "Conv2D: stride: .* got 0"),
        (lambda: c.Conv2D(2, 3, 2, rng, padding=-1), "Conv2D: padding: .* got -1"),
        (lambda: c.Conv2D(2, 3, 2, rng, dilation=1.5), "Conv2D: dilation: .* got 1.5"),
        (lambda: c.Conv2D(2, 3, 2, rng, bias=1), "Conv2D: bias: expected True or False, got 1"),
        (lambda: c.Conv2D(2, 3, 2, rng, init="hee"), "init: unknown name 'hee'"),
        (lambda: c.Conv2D(2, 3, 2), "Conv2D: expected a Generator"),
        (lambda: c.Conv2D(2, 3, 9, rng)(IMAGES), "expected"),
        (
            lambda: c.Conv2D(5, 3, 2, rng)(IMAGES),
            r"expected input of shape \(n, 5, h, w\), got \(4, 2, 5, 6\)",
        ),
        (lambda: c.Conv2D(6, 3, 2, rng)(IMAGES), r"did you mean x\.transpose\(0, 3, 1, 2\)"),
        (lambda: c.Conv2D(1, 3, 2, rng)(IMAGES[0]), r"use x\[:, None\]"),
    ],
    **{name: of_pool(getattr(c, name)) for name in ("MaxPool2D", "AveragePool2D")},
    **{name: of_cell(getattr(c, name)) for name in ("RNN", "LSTM", "GRU")},
    **{name: of_penalty(getattr(c, name)) for name in ("L1Penalty", "L2Penalty")},
    "Loss": [
        (
            lambda: c.Loss()._target(Y, X),
            r"Loss\(\): expected a target of the output's shape \(6, 3\), got \(6, 2\)",
        )
    ],
    "SquaredError": of_loss(c.SquaredError(), Y),
    "BinaryCrossEntropy": of_loss(c.BinaryCrossEntropy(), np.ones((6, 2)))
    + of_accuracy(c.BinaryCrossEntropy(), np.ones((6, 2)))
    + [
        (lambda: c.BinaryCrossEntropy()(Y, np.full((6, 2), 2.0)), "expected targets from 0 to 1, got 2 to 2"),
        (
            lambda: c.BinaryCrossEntropy()(Y, np.full((6, 2), -1)),
            "expected targets from 0 to 1, got -1 to -1",
        ),
    ],
    "CrossEntropy": of_loss(c.CrossEntropy(), LABELS)
    + of_accuracy(c.CrossEntropy(), LABELS)
    + [
        (
            lambda: c.CrossEntropy()(Y[:, :1], LABELS),
            r"\(n, k\) with k at least 2, got \(6, 1\); .* use BinaryCrossEntropy",
        ),
        (lambda: c.CrossEntropy()(Y[:, 0], LABELS), "with k at least 2"),
        (lambda: c.CrossEntropy()(Y, LABELS + 1), "expected labels 0 to 1 for 2 outputs, got 1 to 2"),
        (lambda: c.CrossEntropy()(Y, LABELS - 1), "expected labels 0 to 1 for 2 outputs, got -1 to 0"),
        (lambda: c.CrossEntropy()(Y, LABELS * 1.0), "expected 6 whole-number labels .* got float64 array"),
        (lambda: c.CrossEntropy()(Y, np.ones((6, 2))), "rows of probabilities that add up to 1"),
        (lambda: c.CrossEntropy()(Y, np.tile([-0.5, 1.5], (6, 1))), "rows of probabilities"),
    ],
    "Optimizer": of_rate(c.Optimizer),
    "SGD": of_rate(c.SGD)
    + of_fraction(lambda value: c.SGD(0.1, momentum=value), "SGD: momentum")
    + [
        (lambda: c.SGD(0.1, nesterov=True), "SGD: expected a momentum above 0 for nesterov=True, got 0"),
        (lambda: c.SGD(0.1, 0.9, nesterov="yes"), "SGD: nesterov: expected True or False, got 'yes'"),
    ],
    "RMSProp": of_rate(c.RMSProp)
    + of_fraction(lambda value: c.RMSProp(0.1, rho=value), "RMSProp: rho")
    + of_epsilon(lambda value: c.RMSProp(0.1, epsilon=value)),
    "Adam": of_rate(c.Adam)
    + of_fraction(lambda value: c.Adam(0.1, beta1=value), "Adam: beta1")
    + of_fraction(lambda value: c.Adam(0.1, beta2=value), "Adam: beta2")
    + of_epsilon(lambda value: c.Adam(0.1, epsilon=value)),
    "AdamW": of_rate(c.AdamW)
    + of_fraction(lambda value: c.AdamW(0.1, beta1=value), "AdamW: beta1")
    + of_fraction(lambda value: c.AdamW(0.1, beta2=value), "AdamW: beta2")
    + of_epsilon(lambda value: c.AdamW(0.1, epsilon=value))
    + [
        (lambda: c.AdamW(0.1, weight_decay=-0.1), "AdamW: weight_decay: expected .* at least 0, got -0.1"),
        (lambda: c.AdamW(0.1, weight_decay="some"), "AdamW: weight_decay: .* got 'some'"),
    ],
    "AdaGrad": of_rate(c.AdaGrad) + of_epsilon(lambda value: c.AdaGrad(0.1, epsilon=value)),
    "clip_by_norm": of_clipping(c.clip_by_norm),
    "clip_by_value": of_clipping(c.clip_by_value),
    "Schedule": [(lambda: c.Schedule()(-1), "Schedule: t: expected a whole number at least 0, got -1")],
    "StepDecay": of_schedule(c.StepDecay, 10)
    + of_steps(lambda value: c.StepDecay(0.1, value), "StepDecay: every")
    + of_share(lambda value: c.StepDecay(0.1, 10, value), "StepDecay: factor"),
    "ExponentialDecay": of_schedule(c.ExponentialDecay, 0.9)
    + of_share(lambda value: c.ExponentialDecay(0.1, value), "ExponentialDecay: decay"),
    "CosineDecay": of_schedule(c.CosineDecay, 10)
    + of_steps(lambda value: c.CosineDecay(0.1, value), "CosineDecay: steps")
    + of_share(lambda value: c.CosineDecay(0.1, 10, value), "CosineDecay: final"),
    "WarmUp": of_steps(lambda value: c.WarmUp(0.1, value), "WarmUp: steps")
    + [
        (lambda: c.WarmUp(0, 10), "WarmUp: then: expected a finite number above 0, got 0"),
        (lambda: c.WarmUp("cosine", 10), "WarmUp: then: expected a number above 0, got 'cosine'"),
        (lambda: c.WarmUp(c.CosineDecay, 10), r"WarmUp: then: .* write CosineDecay\(...\)"),
        (lambda: c.WarmUp(0.1, 10)(0.5), "WarmUp: t: expected a whole number at least 0, got 0.5"),
    ],
    "OneCycle": of_schedule(c.OneCycle, 10)
    + of_steps(lambda value: c.OneCycle(0.1, value), "OneCycle: steps")
    + of_share(lambda value: c.OneCycle(0.1, 10, rise=value), "OneCycle: rise")
    + of_share(lambda value: c.OneCycle(0.1, 10, start=value), "OneCycle: start")
    + of_share(lambda value: c.OneCycle(0.1, 10, final=value), "OneCycle: final"),
    "batches": [
        (lambda: c.batches(NAN, LABELS), "X: expected finite"),
        (lambda: c.batches(X, LABELS[:-1]), "expected as many targets as examples, got 6 in X and 5 in y"),
        (lambda: c.batches(X[:0], LABELS[:0]), "X: expected at least one number, got an empty array"),
        (lambda: c.batches("abc", LABELS), "X: expected real numbers, got 'abc'"),
        (lambda: c.batches(X, ["a"] * 6), "y: expected real numbers, got <U1 array"),
        (lambda: c.batches(X, None), "y: expected real numbers, got None"),
        (lambda: c.batches(3.0, 3.0), "X: expected an array of examples, got a single number"),
        (lambda: c.batches(X, LABELS, 0), "size: expected a whole number at least 1, got 0"),
        (lambda: c.batches(X, LABELS, 2.5), "size: .* got 2.5"),
        (lambda: c.batches(X, LABELS, None), "size: .* got None"),
        (lambda: c.batches(X, LABELS, 2, 0), "rng: expected a numpy.random.Generator"),
    ],
    "train": [
        (train(network="net"), "network: expected a layer or a network of layers, got 'net'"),
        (train(network=c.Dense), "network: expected a layer"),
        (train(network=c.Tanh()), r"expected a network with parameters to learn, Tanh\(\) has none"),
        (train(loss=c.SquaredError), r"loss: expected a loss .* write SquaredError\(\)"),
        (train(loss="mse"), "loss: expected a loss such as .* got 'mse'"),
        (train(optimizer=c.Adam), r"optimizer: expected an optimizer .* write Adam\(\.\.\.\)"),
        (train(optimizer=0.1), "optimizer: .* got 0.1"),
        (train(batches=(X, Y)), r"train: expected batches, .* write \[\(X, y\)\]"),
        (train(batches=None), "train: expected batches, .* got None"),
        (train(batches=[]), "at least one batch"),
        (train(batches=[X]), "each batch to be a pair"),
        (train(batches=[(X,)]), "each batch to be a pair"),
        (train(batches=[(NAN, Y)]), "x of the batch: expected finite"),
        (train(batches=[(X, Y * np.nan)]), "target: expected finite"),
        (train(batches=[(X[:0], Y[:0])]), "at least one"),
        (train(batches=[(X[:, :2], Y)]), r"expected input of shape \(n, 3\), got \(6, 2\)"),
        (train(batches=[(X.tolist(), Y)]), "expected a NumPy array .* got list"),
        (train(batches=[(X, X)]), "expected a target of the output's shape"),
        (train(epochs=-1), "epochs: expected a whole number at least 0, got -1"),
        (train(epochs=1.5), "epochs: .* got 1.5"),
        (train(epochs=None), "epochs: .* got None"),
        (train(batches=iter([(X, Y)]), epochs=2), "once for each epoch"),
        (train(batches="abc"), "pair"),
        *of_extras(train),
    ],
    "fit": [
        (fit(network="net"), "network: expected a layer"),
        (fit(network=c.Tanh()), "parameters to learn"),
        (fit(X=NAN), "X: expected finite"),
        (fit(X="abc"), "X: expected real numbers"),
        (fit(X=X[:0], y=Y[:0]), "X: expected at least one number"),
        (fit(X=X[:, :2]), "expected input of shape"),
        (fit(y=Y[:-1]), "as many targets as examples"),
        (fit(y=Y * np.nan), "y: expected finite"),
        (fit(y=["cat"] * 6), "y: expected real numbers"),
        (fit(loss=c.SquaredError), r"write SquaredError\(\)"),
        (fit(optimizer=None), "optimizer: .* got None"),
        (fit(epochs=-1), "epochs"),
        (fit(epochs="many"), "epochs: .* got 'many'"),
        (fit(batch_size=0), "size: expected a whole number at least 1, got 0"),
        (fit(rng=0), "rng: expected a numpy.random.Generator .* got 0"),
        (fit(validation=X), "validation: expected a pair"),
        (fit(validation=(X, Y[:-1])), "validation: expected as many targets"),
        (fit(validation=(NAN, Y)), "validation X: expected finite"),
        (fit(validation=(X[:, :2], Y)), "expected input of shape"),
        (fit(progress="yes"), "progress: expected True or False, got 'yes'"),
        (fit(callbacks=None), "callbacks: expected a list of callbacks, got None"),
        (fit(callbacks=c.EarlyStopping()), r"write \[...\] around it"),
        (fit(callbacks=[c.EarlyStopping]), r"callbacks: expected callbacks .* write EarlyStopping\(...\)"),
        (fit(callbacks=["early"]), "callbacks: expected callbacks such as .* got 'early'"),
        (fit(history={}), "history: expected a History to go on with, got dict"),
        *of_extras(fit),
    ],
    "Callback": [
        (fit(callbacks=[c.Callback]), r"write Callback\(...\)"),
        (lambda: type("Own", (c.Callback,), {"on_epoch_end": print}), "Own: expected methods .* after_epoch"),
        (fit(callbacks=[lambda run: run.stop(3)]), "stop: expected the reason in words, got 3"),
        (fit(callbacks=[lambda run: run.record(f1="good")]), "expected a number for f1, got 'good'"),
    ],
    "EarlyStopping": of_monitor(c.EarlyStopping)
    + [
        (lambda: c.EarlyStopping(min_change=-1), "EarlyStopping: min_change: .* at least 0, got -1"),
        (lambda: c.EarlyStopping(restore_best="yes"), "restore_best: expected True or False, got 'yes'"),
    ],
    "ReduceOnPlateau": of_monitor(c.ReduceOnPlateau)
    + of_fraction(lambda value: c.ReduceOnPlateau(factor=value), "factor")
    + [
        (lambda: c.ReduceOnPlateau(min_rate=0), "min_rate: .* above 0, got 0"),
        (
            fit(callbacks=[c.ReduceOnPlateau("loss")], optimizer=c.SGD(c.CosineDecay(0.1, 9))),
            "expected an optimizer with a learning rate that is a number, got one that follows CosineDecay",
        ),
    ],
    "Checkpoint": of_file(c.Checkpoint)
    + [
        (
            fit(callbacks=[c.Checkpoint("x.npz", "los")]),
            "Checkpoint: monitor: unknown name 'los'; did you mean 'loss'",
        ),
        (lambda: c.Checkpoint("x.npz", 3), "Checkpoint: monitor: expected a name .* got 3"),
    ],
    "CSVLog": of_file(c.CSVLog),
    "ProgressBar": [(fit(callbacks=[c.ProgressBar]), r"write ProgressBar\(...\)")],
    "History": [
        (lambda: c.History()["loss"], "history: unknown name 'loss'; there are none"),
        (lambda: filled()["los"], "history: unknown name 'los'; did you mean 'loss'"),
        (lambda: c.History().append(loss="low"), "history: expected a number for loss, got 'low'"),
        (lambda: c.History().append(loss=None), "history: expected a number for loss, got None"),
        (lambda: c.History().plot(), "expected at least one epoch, got an empty history"),
    ],
    "save": [
        (lambda: c.save("net", "x.npz"), "network: expected a layer"),
        (lambda: c.save(dense(), None), "path: expected a file name, got None"),
        (lambda: c.save(dense(), 3), "path: expected a file name, got 3"),
        (
            lambda: c.save(dense(), "no such folder/x.npz"),
            "save: expected the name of a file in a folder that exists",
        ),
        (lambda: c.save(dense(), "."), "save: expected the name of a file"),
        (lambda: c.save(dense(), "x.npz", optimizer=c.Adam), "optimizer: expected an optimizer"),
        (lambda: c.save(dense(), "x.npz", history={}), "history: expected a History, got dict"),
        (lambda: c.save(dense(), "x.npz", rng=0), "rng: expected a numpy.random.Generator"),
    ],
    "load": [
        (lambda: c.load("net", "x.npz"), "network: expected a layer"),
        (lambda: c.load(dense(), None), "path: expected a file name, got None"),
        (lambda: c.load(dense(), __file__), "is not a whole file saved by save"),
        (lambda: c.load(dense(), "no such file.npz"), "expected a file saved by save"),
        (
            lambda: c.load(dense(), c.save(dense(), "x.npz"), optimizer=c.Adam(0.1)),
            "load it without optimizer=",
        ),
        (lambda: c.load(dense(), "x.npz", optimizer="adam"), "optimizer: expected an optimizer"),
        (lambda: c.load(dense(), "x.npz", history=[]), "history: expected a History, got list"),
        (lambda: c.load(dense(), "x.npz", rng=0), "rng: expected a numpy.random.Generator"),
    ],
    "check_layer": [
        (lambda: c.check_layer("net", X), "check_layer: expected a layer, got 'net'"),
        (lambda: c.check_layer(c.Dense, X), "check_layer: expected a layer"),
        (lambda: c.check_layer(dense(), NAN), "x: expected finite"),
        (lambda: c.check_layer(dense(), []), "x: expected at least one number"),
        (lambda: c.check_layer(dense(), "abc"), "x: expected real numbers"),
        (lambda: c.check_layer(dense(), X[:, :2]), "expected input of shape"),
        (lambda: c.check_layer(dense(), X, rng=0), "rng: expected a numpy.random.Generator"),
        (
            lambda: c.check_layer(dense(), X, tolerance=0),
            "tolerance: expected a finite number above 0, got 0",
        ),
        (lambda: c.check_layer(dense(), X, step=-1), "step: expected a finite number above 0, got -1"),
    ],
    "check_loss": [
        (lambda: c.check_loss("mse", X, X), "check_loss: expected a loss such as"),
        (lambda: c.check_loss(c.SquaredError, X, X), "check_loss: expected a loss"),
        (lambda: c.check_loss(c.SquaredError(), NAN, X), "output: expected finite"),
        (lambda: c.check_loss(c.SquaredError(), X, NAN), "target: expected finite"),
        (lambda: c.check_loss(c.SquaredError(), X, Y), "expected a target of the output's shape"),
        (lambda: c.check_loss(c.SquaredError(), [], []), "output: expected at least one number"),
        (lambda: c.check_loss(c.SquaredError(), X, X, step=0), "step"),
        (lambda: c.check_loss(c.SquaredError(), X, X, tolerance="fine"), "tolerance: .* got 'fine'"),
    ],
    "Perceptron": [
        (lambda: c.Perceptron(epochs=0), "epochs: expected a whole number at least 1, got 0"),
        (lambda: c.Perceptron(epochs=1.5), "epochs: .* got 1.5"),
        (lambda: c.Perceptron(pocket="yes"), "pocket: expected True or False, got 'yes'"),
        (lambda: c.Perceptron(rng=0), "rng: expected a numpy.random.Generator"),
        (lambda: c.Perceptron().fit(NAN, LABELS), "X: expected finite"),
        (lambda: c.Perceptron().fit(X[:0], LABELS[:0]), "X: expected at least one number"),
        (lambda: c.Perceptron().fit(X[0], LABELS), "X: expected an array with 2 dimension"),
        (lambda: c.Perceptron().fit("abc", LABELS), "X: expected real numbers"),
        (lambda: c.Perceptron().fit(X, LABELS[:-1]), "y: expected one label for each of the 6 rows"),
        (lambda: c.Perceptron().fit(X, LABELS * 0), "y: expected exactly two different labels, got 1"),
        (lambda: c.Perceptron().fit(X, np.arange(6)), "y: expected exactly two different labels, got 6"),
        (lambda: c.Perceptron().fit(X, None), "y: expected"),
        (lambda: c.Perceptron().predict(X), r"call fit\(X, y\) first"),
        (lambda: c.Perceptron().fit(X, LABELS).predict(X[:, :2]), "expected 3 features as in fit, got 2"),
        (lambda: c.Perceptron().fit(X, LABELS).predict(NAN), "X: expected finite"),
    ],
}


def filled():
    history = c.History()
    history.append(loss=1.0)
    return history


def test_every_public_name_has_rows():
    assert set(ROWS) == set(c.__all__) - RECORDS
    assert all(ROWS.values())


@pytest.mark.parametrize(
    ("action", "words"),
    [pytest.param(*row, id=f"{name}-{i}") for name, rows in ROWS.items() for i, row in enumerate(rows)],
)
def test_bad_input_gets_a_sentence(action, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with refused(words, kinds=(ValueError, TypeError, FileNotFoundError)):
        action()


def test_a_method_that_is_missing_is_named():
    for action in (
        lambda: c.Layer()(X),
        lambda: c.Loss()(X, X),
        lambda: c.Optimizer(1).step(np.ones(2), np.ones(2)),
    ):
        with pytest.raises(NotImplementedError, match="needs") as caught:
            action()
        check_sentence(caught.value)
