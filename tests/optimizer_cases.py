"""Every optimizer as the tests make it, and the path that it takes along given gradients."""

import numpy as np

from course_nn import SGD, AdaGrad, Adam, AdamW, RMSProp

ALL = {
    "SGD": lambda: SGD(0.1),
    "momentum": lambda: SGD(0.1, momentum=0.9),
    "Nesterov": lambda: SGD(0.1, momentum=0.9, nesterov=True),
    "AdaGrad": lambda: AdaGrad(0.1),
    "RMSProp": lambda: RMSProp(0.1),
    "Adam": lambda: Adam(0.1),
    "AdamW": lambda: AdamW(0.1),
}


WITH_MEMORY = [name for name in ALL if name != "SGD"]


def path(optimizer, gradients, start=0.0, dtype=np.float64):
    theta = np.full(np.shape(gradients[0]), start, dtype)
    points = []
    for g in gradients:
        optimizer.step(theta, np.asarray(g, dtype))
        points.append(theta.copy())
    return np.array(points)
