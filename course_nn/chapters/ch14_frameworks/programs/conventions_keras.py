"""What Keras does where frameworks differ, asked of Keras itself.

KERAS_BACKEND=torch python conventions_keras.py given.npz found.npz
"""

import sys

import keras
import numpy as np
from keras import layers

given = np.load(sys.argv[1])
keras.config.set_floatx("float64")
found = {}


def built(layer, *shape):
    layer.build((None, *shape))
    return layer


found["kernel_shape"] = built(layers.Dense(2), 3).kernel.shape
found["image_kernel_shape"] = built(layers.Conv2D(8, (3, 5)), 9, 9, 1).kernel.shape
found["channels_last"] = layers.Conv2D(8, (3, 5))(np.zeros((1, 9, 9, 1))).shape[-1] == 8

# A layer of three inputs and four states, with the weights of ours, and its gates in our order.
for name, layer in (
    ("lstm", layers.LSTM(4, return_sequences=True)),
    ("gru", layers.GRU(4, return_sequences=True)),
):
    layer = built(layer, 5, 3)
    found[name + "_biases"] = layer.get_weights()[2].size // layer.get_weights()[1].shape[1]
    layer.set_weights([given[key] for key in given.files if key.startswith(name + "/")])
    found[name] = layer(keras.ops.convert_to_tensor(given["sequence"], dtype="float64"))
found["reset_after"] = layers.GRU(1).reset_after

# The update gate z wide open: does it keep the state, 1, or take the new one, 0?
cell = built(layers.GRUCell(1), 1)
cell.set_weights([np.zeros((1, 3)), np.zeros((1, 3)), np.array([[50.0, 0, 0], [0, 0, 0]])])
found["update_gate_open"] = cell(np.zeros((1, 1)), [np.ones((1, 1))])[0]

found["leaky_slope"] = -layers.LeakyReLU()(np.array([-1.0]))

found["gelu"] = keras.activations.gelu(keras.ops.convert_to_tensor([1.0], dtype="float64"))

norm = layers.BatchNormalization()
norm(np.array([[0.0], [4.0]]), training=True)
found["running_variance"], found["running_mean"] = norm.moving_variance, norm.moving_mean
found["batch_norm_momentum"] = norm.momentum
found["batch_norm_epsilon"], found["layer_norm_epsilon"] = norm.epsilon, layers.LayerNormalization().epsilon

found["loss_of_1e-9"] = keras.losses.BinaryCrossentropy()(np.ones((1, 1)), np.full((1, 1), 1e-9))
# Three outputs that are off by 1, 3 and 5: the loss, and what comes back, as a step of rate 1.
found["squared_error"] = keras.losses.MeanSquaredError()(np.zeros((1, 3)), np.array([[1.0, 3.0, 5.0]]))
model = keras.Sequential([layers.Input((1,)), layers.Dense(3, use_bias=False)])
model.set_weights([np.array([[1.0, 3.0, 5.0]])])
model.compile(keras.optimizers.SGD(1.0), "mean_squared_error")
model.train_on_batch(np.ones((1, 1)), np.zeros((1, 3)))
found["squared_gradient"] = np.array([[1.0, 3.0, 5.0]]) - model.get_weights()[0]

# Two keys, and a mask that is True at the first alone.
attention, query, keys = layers.MultiHeadAttention(1, 1), np.zeros((1, 1, 1)), np.zeros((1, 2, 1))
mask = np.array([[[True, False]]])
_, weights = attention(query, keys, attention_mask=mask, return_attention_scores=True)
found["weights_of_layer"] = keras.ops.reshape(weights, -1)

# The first step of Adam for a gradient as small as 1e-8, in learning rates.
theta, adam = keras.Variable([0.0]), keras.optimizers.Adam(1.0)
adam.apply([keras.ops.convert_to_tensor([1e-8])], [theta])
found["adam_epsilon"], found["adam_first_step"] = adam.epsilon, -theta.value

found["penalty"] = keras.regularizers.L2(1.0)(keras.ops.convert_to_tensor([[3.0]]))

np.savez(
    sys.argv[2],
    **{
        name: np.asarray(a if isinstance(a, (tuple, np.ndarray)) else keras.ops.convert_to_numpy(a))
        for name, a in found.items()
    },
)
