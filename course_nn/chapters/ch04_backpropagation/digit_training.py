"""Training with one's own backpropagation: digits to learn from, and what the network makes of others."""

import numpy as np

from ... import data


def digit_rows(seed=0):
    """``X, Y, V, labels``: two thirds of the small digits with their classes one-hot, and the rest to try it on."""
    learn, rest = data.digits().split(test=1 / 3, seed=seed)
    return learn.X, np.eye(10)[learn.y], rest.X, rest.y


def what_came_out(costs, scores, images, labels):
    """The learning curve, and of new images how many are right by their ``scores (n, 10)``, and the first mistakes."""
    said = np.argmax(scores, axis=1)
    wrong = np.flatnonzero(said != labels)
    return {
        "costs": np.asarray(costs, float),
        "accuracy": float(np.mean(said == labels)),
        "tried": len(labels),
        "wrong": len(wrong),
        "images": np.asarray(images)[wrong[:8]].reshape(-1, 8, 8),
        "said": said[wrong[:8]],
        "labels": labels[wrong[:8]],
    }
