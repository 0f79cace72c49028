"""A network on real digits: its learning curve, how many new ones it gets right, and those that it does not."""

import numpy as np

from ...functions import softmax


def what_came_out(costs, logits, images, labels):
    """The ``costs`` by epoch, and of new images the accuracy and the first eight mistakes with their probabilities.

    ``logits`` are (n, 10), ``images`` (n, 64), ``labels`` (n,) from 0 to 9. ``sure`` is the probability that the
    network gave to what it ``said``.
    """
    p = softmax(logits)
    said = p.argmax(axis=1)
    wrong = np.flatnonzero(said != labels)
    first = wrong[:8]
    return {
        "costs": np.asarray(costs, float),
        "accuracy": float(np.mean(said == labels)),
        "tried": len(labels),
        "wrong": len(wrong),
        "images": np.asarray(images)[first].reshape(-1, 8, 8),
        "said": said[first],
        "labels": np.asarray(labels)[first],
        "sure": p[first, said[first]],
    }
