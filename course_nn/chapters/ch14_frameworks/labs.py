"""The labs of the lectures: a network beside a support vector machine, beside the elastic net, and three small ones.

Where two compete, each is tuned by the same search: nine settings, three folds, the examples of the training alone.
"""

import numpy as np

from ... import SGD, Dense, PReLU, Sequential, Sigmoid, SquaredError, fit
from ...conventions import weights_of
from ...data.measured import measurements
from .elsewhere import run_elsewhere

#: How often a comparison is made; digits that are learned from; Friedman's examples to learn from and to test.
SPLITS, FEW_DIGITS, FRIEDMAN = 20, 100, (300, 1000)
RATES, PENALTIES = [0.003, 0.01, 0.03], [0.0, 0.001, 0.01]
#: The first example in Keras: examples in all, the share kept for validation, and how it is trained.
EXAMPLES, KEPT, RATE, EPOCHS, BATCH = 1000, 0.2, 0.1, 10, 128
#: The regression with PReLU.
STEPS, PRELU_BATCH, PRELU_RATE = 300, 50, 0.005
#: Of MLPClassifier((13, 13, 13)): epochs; its other settings are scikit-learn's own.
THIRTEEN, THIRTEEN_EPOCHS = (13, 13, 13), 500


def digits_split(seed):
    """``X, y, X_test, y_test``: a hundred digits of 8 × 8 to learn from, ten of each kind, 1697 to test."""
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    X, y = load_digits(return_X_y=True)
    A, B, a, b = train_test_split(X / 16, y, train_size=FEW_DIGITS, stratify=y, random_state=seed)
    return A, a, B, b


def tuned_on_digits(seed):
    """The three searches, by name, before they have seen any example."""
    from sklearn.model_selection import GridSearchCV
    from sklearn.neural_network import MLPClassifier
    from sklearn.svm import SVC

    from ...estimators import NetworkClassifier

    ours = NetworkClassifier((64,), batch_size=20, epochs=60, random_state=seed)
    theirs = MLPClassifier((64,), batch_size=20, max_iter=60, random_state=seed)
    return {
        "support vector machine": GridSearchCV(SVC(), {"C": [1, 10, 100], "gamma": [0.01, 0.03, 0.1]}, cv=3),
        "course_nn": GridSearchCV(ours, {"learning_rate": RATES, "penalty": PENALTIES}, cv=3),
        # alpha is divided by the batch: so that the penalty is ours
        "MLPClassifier": GridSearchCV(
            theirs, {"learning_rate_init": RATES, "alpha": [20 * strength for strength in PENALTIES]}, cv=3
        ),
    }


def friedman_split(seed):
    """``X, y, X_test, y_test`` of a function of Friedman (1991), with noise of deviation 1.

    10 sin(π x₁ x₂) + 20 (x₃ − ½)² + 10 x₄ + 5 x₅; five more inputs mean nothing.
    """
    from sklearn.datasets import make_friedman1

    n, tests = FRIEDMAN
    X, y = make_friedman1(n + tests, noise=1.0, random_state=seed)
    return X[:n], y[:n], X[n:], y[n:]


def tuned_on_friedman(seed):
    """The three searches for Friedman's function, by name; inputs and targets are scaled inside of each fold."""
    from sklearn.compose import TransformedTargetRegressor
    from sklearn.linear_model import ElasticNet
    from sklearn.model_selection import GridSearchCV
    from sklearn.neural_network import MLPRegressor
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import StandardScaler

    from ...estimators import NetworkRegressor

    def search(model, grid):
        scaled = Pipeline([("scale", StandardScaler()), ("model", model)])
        whole = TransformedTargetRegressor(scaled, transformer=StandardScaler())
        return GridSearchCV(whole, {f"regressor__model__{name}": values for name, values in grid.items()}, cv=3)

    ours = NetworkRegressor((32,), epochs=60, random_state=seed)
    theirs = MLPRegressor(hidden_layer_sizes=(32,), batch_size=32, max_iter=60, random_state=seed)
    return {
        "elastic net": search(ElasticNet(), {"alpha": [0.003, 0.03, 0.3], "l1_ratio": [0.1, 0.5, 0.9]}),
        "course_nn": search(ours, {"learning_rate": RATES, "penalty": PENALTIES}),
        "MLPRegressor": search(
            theirs, {"learning_rate_init": RATES, "alpha": [32 * strength for strength in PENALTIES]}
        ),
    }


def scores(split, tuned, seed):
    """Name → score on the test: the share that is right, or R²."""
    X, y, X_test, y_test = split(seed)
    return {name: float(search.fit(X, y).score(X_test, y_test)) for name, search in tuned(seed).items()}


def wine_split(seed):
    """``X, y, X_test, y_test``: 133 wines of three kinds with 13 measurements to learn from, 45 to test."""
    from sklearn.datasets import load_wine
    from sklearn.model_selection import train_test_split

    X, y = load_wine(return_X_y=True)
    A, B, a, b = train_test_split(X, y, stratify=y, random_state=seed)
    return A, a, B, b


def thirteens(seed):
    """Three layers of 13, by name, as scikit-learn trains them: Adam, rate 0.001, batches of up to 200."""
    from sklearn.neural_network import MLPClassifier
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    from ...estimators import NetworkClassifier

    def ours():
        made = {"learning_rate": 0.001, "batch_size": 200, "epochs": THIRTEEN_EPOCHS, "random_state": seed}
        return NetworkClassifier(THIRTEEN, **made)

    def theirs():
        # tol=0 and the patience: all epochs, as ours
        return MLPClassifier(
            THIRTEEN, max_iter=THIRTEEN_EPOCHS, n_iter_no_change=THIRTEEN_EPOCHS, tol=0, random_state=seed
        )

    return {
        "course_nn": make_pipeline(StandardScaler(), ours()),
        "MLPClassifier": make_pipeline(StandardScaler(), theirs()),
        "course_nn, not scaled": ours(),
        "MLPClassifier, not scaled": theirs(),
    }


def measured_scores(lab):
    """Name → the scores of all splits of ``"digits"``, ``"friedman"`` or ``"wine"``, as they were stored."""
    return measurements(__package__, "labs")[lab]


def first_data(seed=0):
    """x (1000, 3) and y (1000, 2) in float32: two outputs that no line gives."""
    rng = np.random.default_rng([14, 6, seed])
    x = rng.standard_normal((EXAMPLES, 3))
    y = np.column_stack([np.tanh(x[:, 0] + x[:, 1]), np.sin(x[:, 2])]) + 0.1 * rng.standard_normal((EXAMPLES, 2))
    return x.astype(np.float32), y.astype(np.float32)


def first_network(seed=0):
    """3 inputs, 4 sigmoid units, 2 linear outputs."""
    rng = np.random.default_rng([14, 7, seed])
    return Sequential(Dense(3, 4, rng), Sigmoid(), Dense(4, 2, rng))


def train_first(network, x, y):
    """The history of ten epochs in the order of the examples; the last fifth is kept for validation, as in Keras.

    Keras's loss is the mean over outputs, too, half of ours here, and so is its gradient: hence half of its rate.
    """
    n, outputs = round(len(x) * (1 - KEPT)), y.shape[1]
    how = {"epochs": EPOCHS, "batch_size": BATCH, "shuffle": False, "progress": False}
    return fit(network, x[:n], y[:n], SquaredError(), SGD(RATE / outputs), validation=(x[n:], y[n:]), **how)


def first_arrays(network, x, y):
    """What the program ``first_keras`` reads."""
    arrays = {f"weights/{name}": array for name, array in weights_of(network, "keras").items()}
    return arrays | {"x": x, "y": y, "rate": RATE, "epochs": EPOCHS, "batch": BATCH, "kept": KEPT}


def first_in_keras(network, x, y, backend="tensorflow"):
    """``loss`` and ``validation_loss`` (10,) of the same training there, from the same weights."""
    return run_elsewhere("first_keras", first_arrays(network, x, y), backend=backend)


def prelu_data(seed=0):
    """x (500, 1) and y (500, 1) in float32: a wave with noise."""
    rng = np.random.default_rng([14, 8, seed])
    x = rng.uniform(-2, 2, size=(500, 1))
    return x.astype(np.float32), (np.sin(2 * x) + 0.1 * rng.standard_normal(x.shape)).astype(np.float32)


def prelu_network(slopes=1, seed=0):
    """1-64-64-1 with learned slopes: one a layer (``slopes`` is 1), or one a unit (64)."""
    rng = np.random.default_rng([14, 9, seed])
    return Sequential(
        *(Dense(1, 64, rng, init="he"), PReLU(slopes), Dense(64, 64, rng, init="he"), PReLU(slopes)),
        Dense(64, 1, rng),
    )


def train_prelu(network, x, y, steps=STEPS):
    """The losses of so many steps of SGD on batches of fifty in a row, again and again."""
    loss, optimizer, losses = SquaredError(), SGD(PRELU_RATE), []
    for step in range(steps):
        at = (np.arange(PRELU_BATCH) + step * PRELU_BATCH) % len(x)
        network.zero_grad()
        outputs, backward = network.forward(x[at], train=True)
        value, back = loss(outputs, y[at])
        backward(back)
        optimizer.step(network.theta, network.grad)
        losses.append(value)
    return np.array(losses)


def prelu_arrays(network, x, y, steps=STEPS):
    """What the program ``prelu_pytorch`` reads."""
    arrays = {f"weights/{name}": array for name, array in weights_of(network, "pytorch").items()}
    return arrays | {"x": x, "y": y, "rate": PRELU_RATE, "batch": PRELU_BATCH, "steps": steps}


def prelu_in_pytorch(network, x, y, steps=STEPS):
    """``losses`` and the ``slopes`` after all steps of the same training there, from the same weights."""
    return run_elsewhere("prelu_pytorch", prelu_arrays(network, x, y, steps), slopes=network[1].s.value.size)
