"""A convolutional network with layers of many kinds, and images for it."""

import numpy as np

from course_nn import AveragePool2D, BatchNorm, Conv2D, Dense, Dropout, Flatten, MaxPool2D, ReLU, Sequential

X = np.random.default_rng(7).random((9, 3, 13, 11))


def all_kinds():
    """Windows with strides, dilation, overlaps and padding, in convolutions and pools; a Sequential within."""
    rng = np.random.default_rng(3)
    net = Sequential(
        Conv2D(3, 4, (3, 2), rng, padding=(2, 1), stride=(2, 1)),
        BatchNorm(4),
        ReLU(),
        Sequential(MaxPool2D(3, 2, padding=1), Dropout(0.5, rng)),
        Conv2D(4, 6, 2, rng, dilation=2, padding=1, bias=False),
        AveragePool2D(2, 1),
        Flatten(),
        Dense(6 * 3 * 5, 5, rng),
        ReLU(),
        Dense(5, 3, rng),
    )
    for _ in range(20):
        net.forward(X.astype(np.float32), train=True)
    return net
