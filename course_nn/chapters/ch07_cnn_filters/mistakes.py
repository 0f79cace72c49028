"""What a network gets wrong: which class it takes for which, and each mistake with its probabilities."""

import numpy as np

from ... import _checks
from ...functions import softmax
from .own_network import own_network

#: So many right answers follow the mistakes, those that the network was least sure of.
NARROW = 8


def find_mistakes(network=None, X=None, y=None):
    """A dict: "counts" (k, k), true classes in rows; and, by place, the images to look at.

    The mistakes come first, from the one that the network was least sure of to the surest, and after them the eight
    right answers that it was least sure of. "rows" (m,) are their numbers in X, "images" (m, c, h, w), "labels" (m,),
    "said" (m,), "p" (m, k); "wrong" is the number of mistakes, "tried" that of all images. "range" are the least and
    the largest number in X. Without arguments the chapter's network and the test digits.
    """
    network, X, y = own_network(network, X, y, who="mistakes")
    if len(X) < 2:
        raise ValueError(f"mistakes: expected at least 2 images, got {len(X)}")
    p = softmax(network(X).astype(np.float64))
    said, sure = p.argmax(axis=1), p.max(axis=1)
    counts = np.zeros((p.shape[1],) * 2, int)
    np.add.at(counts, (y, said), 1)
    wrong, right = (part[np.argsort(sure[part], kind="stable")] for part in map(np.flatnonzero, (said != y, said == y)))
    rows = np.concatenate([wrong, right[:NARROW]])
    return {
        "counts": counts,
        "rows": rows,
        "images": X[rows],
        "labels": y[rows],
        "said": said[rows],
        "p": p[rows],
        "wrong": len(wrong),
        "tried": len(X),
        "range": (float(X.min()), float(X.max())),
    }


def look_at(found):
    """``place`` from 1 → what `find_mistakes` found, with the image of that place alone."""

    def one_image(place):
        k = _checks.whole(place, "mistakes: place", low=1, high=len(found["rows"])) - 1
        one = {"row": "rows", "image": "images", "label": "labels", "said": "said", "p": "p"}
        return found | {name: found[many][k] for name, many in one.items()} | {"place": k + 1}

    return one_image
