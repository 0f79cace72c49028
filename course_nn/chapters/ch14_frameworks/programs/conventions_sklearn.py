"""What scikit-learn does where frameworks differ, asked of scikit-learn itself.

python conventions_sklearn.py given.npz found.npz
"""

import sys
import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import log_loss
from sklearn.neural_network import MLPRegressor
from sklearn.neural_network._stochastic_optimizers import AdamOptimizer

given = np.load(sys.argv[1])
warnings.simplefilter("ignore", ConvergenceWarning)

# A batch of four examples of three inputs and three outputs.
x, y = given["batch"], given["targets"]


def after_one_step(alpha):
    """The weights after a step of SGD of rate 1 from given ones, and the loss that it saw."""
    settings = {"solver": "sgd", "learning_rate_init": 1.0, "momentum": 0, "max_iter": 1, "warm_start": True}
    network = MLPRegressor(hidden_layer_sizes=5, activation="identity", alpha=alpha, **settings).fit(x, y)
    for k in range(2):
        network.coefs_[k][...], network.intercepts_[k][...] = given[f"W{k}"], 0
    network.fit(x, y)
    return network.coefs_, network.loss_


network = MLPRegressor(hidden_layer_sizes=5, max_iter=1).fit(x, y)

# The first step of Adam for a gradient as small as 1e-8, in learning rates: its optimizers have no public name.
theta = np.zeros(1)
AdamOptimizer([theta], 1.0).update_params([theta], [np.full(1, 1e-8)])

found = {
    "kernel_shape": network.coefs_[0].shape,
    "adam_epsilon": network.epsilon,
    "adam_first_step": -theta,
    "penalty_gradient": after_one_step(0.0)[0][0] - after_one_step(1.0)[0][0],
    "squared_error": after_one_step(0.0)[1],
    "squared_gradient": given["W1"] - after_one_step(0.0)[0][1],
    "loss_of_1e-9": log_loss([1], [[1 - 1e-9, 1e-9]], labels=[0, 1]),
}
np.savez(sys.argv[2], **{name: np.asarray(value) for name, value in found.items()})
