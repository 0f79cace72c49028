"""Who takes part in the comparisons of `contest`: what each one's search may choose, and how it learns and predicts.

A contestant is ``predict(rng, X, y, X_new, **values)`` on standardized inputs. Labels y are whole numbers (n,),
quantities (n, k); methods with one output learn k models with the same values.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ...core import Sequential
from ...layers import Dense, Dropout, ReLU
from ...losses import CrossEntropy, L2Penalty, SquaredError
from ...optimizers import Adam
from ...schedules import CosineDecay
from ...search import IntUniform, LogUniform, Uniform
from ...training import fit

HIDDEN = [(32,), (128,), (64, 64), (256, 256)]
EPOCHS = [10, 20, 40]


@dataclass(frozen=True)
class Contestant:
    """``space(task)`` is what the search draws from."""

    space: Callable
    predict: Callable


def network(rng, X, y, X_new, hidden, learning_rate, epochs, dropout, decay):
    """The course's own: Dense, ReLU and Dropout layers, Adam with a cosine schedule, batches of 32, L2 penalty."""
    learn_y, loss, outputs = y, CrossEntropy(), len(np.unique(y))
    if y.dtype.kind == "f":
        middle, spread = _common_scale(y)
        learn_y, loss, outputs = ((y - middle) / spread).astype(np.float32), SquaredError(), y.shape[1]
    layers, width = [], X.shape[1]
    for units in hidden:
        layers += [Dense(width, units, rng), ReLU(), Dropout(dropout, rng)]
        width = units
    net = Sequential(*layers, Dense(width, outputs, rng))
    adam = Adam(CosineDecay(learning_rate, epochs * -(-len(X) // 32)))
    X = X.astype(np.float32)
    fit(net, X, learn_y, loss, adam, epochs=epochs, rng=rng, progress=False, penalty=L2Penalty(decay))
    output = net(X_new.astype(np.float32))
    return output.argmax(axis=1) if y.dtype.kind == "i" else output * spread + middle


def network_space(task):
    return {
        "hidden": HIDDEN,
        "learning_rate": LogUniform(1e-3, 1e-2),
        "epochs": EPOCHS,
        "dropout": Uniform(0, 0.5),
        "decay": LogUniform(1e-6, 1e-2),
    }


def support_vectors(rng, X, y, X_new, C, width, epsilon=None):
    """Support vector machine with a Gaussian kernel, γ = ``width`` / d."""
    from sklearn.svm import SVC, SVR

    gamma = width / X.shape[1]
    if y.dtype.kind == "i":
        return SVC(C=C, gamma=gamma).fit(X, y).predict(X_new)
    return _each_output(SVR(C=C, gamma=gamma, epsilon=epsilon), X, y, X_new)


def support_vectors_space(task):
    space = {"C": LogUniform(0.1, 100), "width": LogUniform(0.01, 10)}
    return space if task.classes else space | {"epsilon": LogUniform(0.1, 0.5)}


def elastic_net(rng, X, y, X_new, strength, l1_share):
    """A linear model with L1 and L2 penalties: least squares for quantities, logistic regression for labels."""
    import sklearn
    from sklearn.linear_model import ElasticNet, LogisticRegression

    if y.dtype.kind == "i":
        # The penalty was named before scikit-learn 1.8; since then it follows from l1_ratio.
        old = tuple(int(part) for part in sklearn.__version__.split(".")[:2]) < (1, 8)
        named = {"penalty": "elasticnet"} if old else {}
        model = LogisticRegression(
            C=1 / (strength * len(X)),
            l1_ratio=l1_share,
            solver="saga",
            tol=1e-3,
            max_iter=100,
            random_state=_seed(rng),
            **named,
        )
        return model.fit(X, y).predict(X_new)
    return _all_outputs(ElasticNet(alpha=strength, l1_ratio=l1_share), X, y, X_new)


def elastic_net_space(task):
    return {"strength": LogUniform(1e-4, 1), "l1_share": Uniform(0, 1)}


def boosting(rng, X, y, X_new, learning_rate, rounds, leaves, decay):
    """Gradient boosting of trees on histograms (scikit-learn's, after LightGBM)."""
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor

    values = {
        "learning_rate": learning_rate,
        "max_iter": rounds,
        "max_leaf_nodes": leaves,
        "l2_regularization": decay,
        "early_stopping": False,
        "random_state": _seed(rng),
    }
    if y.dtype.kind == "i":
        return HistGradientBoostingClassifier(**values).fit(X, y).predict(X_new)
    return _each_output(HistGradientBoostingRegressor(**values), X, y, X_new)


def boosting_space(task):
    return {
        "learning_rate": LogUniform(0.03, 0.5),
        "rounds": IntUniform(20, 60),
        "leaves": IntUniform(3, 20),
        "decay": LogUniform(1e-3, 10),
    }


def their_network(rng, X, y, X_new, hidden, learning_rate, epochs, decay):
    """scikit-learn's MLP: ReLU, Adam, batches of 32, L2 penalty; it has neither dropout nor a schedule for Adam."""
    from sklearn.neural_network import MLPClassifier, MLPRegressor

    values = {
        "hidden_layer_sizes": hidden,
        "learning_rate_init": learning_rate,
        "max_iter": epochs,
        "alpha": decay,
        "batch_size": min(32, len(X)),
        "random_state": _seed(rng),
    }
    if y.dtype.kind == "i":
        return MLPClassifier(**values).fit(X, y).predict(X_new)
    return _all_outputs(MLPRegressor(**values), X, y, X_new)


def their_network_space(task):
    space = network_space(task) | {"decay": LogUniform(1e-5, 1)}
    del space["dropout"]
    return space


CONTESTANTS = {
    "network": Contestant(network_space, network),
    "support vectors": Contestant(support_vectors_space, support_vectors),
    "elastic net": Contestant(elastic_net_space, elastic_net),
    "boosting": Contestant(boosting_space, boosting),
    "scikit-learn's MLP": Contestant(their_network_space, their_network),
}


def _common_scale(y):
    """The mean of each column of y, and the one spread of all that is left."""
    middle = y.mean(axis=0)
    return middle, (y - middle).std()


def _all_outputs(model, X, y, X_new):
    """One model for all columns of y, brought to the common spread first."""
    middle, spread = _common_scale(y)
    output = model.fit(X, np.squeeze((y - middle) / spread)).predict(X_new)
    return output.reshape(-1, y.shape[1]) * spread + middle


def _each_output(model, X, y, X_new):
    """One copy of the model for each column of y, brought to the common spread first."""
    from sklearn.base import clone

    middle, spread = _common_scale(y)
    columns = ((y - middle) / spread).T
    return np.stack([clone(model).fit(X, column).predict(X_new) for column in columns], axis=1) * spread + middle


def _seed(rng):
    return int(rng.integers(2**31))
