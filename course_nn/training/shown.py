"""What a critic is shown of a batch: examples with noise, beside their conditions, several side by side."""

import numpy as np


def shown(x, c=None, *, sigma=0.0, pack=1, rng=None):
    """``seen, backward``: what the critic reads of examples x, and ∂J/∂x from ∂J/∂seen; as a layer's ``forward``.

    - Instance noise: N(0, ``sigma``²) is added to every entry of x, drawn with ``rng``. Where real and generated
      examples lie apart, the noise lets the two overlap (Sønderby and others, 2017; Arjovsky and Bottou, 2017).
    - Conditions c (n, k) are appended to x (n, d): seen (n, d + k) (Mirza and Osindero, 2014).
    - Packing: ``pack`` m examples are laid side by side, seen (n/m, m d), so that the critic sees how much they differ
      (Lin, Khetan, Fanti and Oh, 2018). What is left over after the last whole pack is not shown.

    Without any of them seen is x itself.
    """
    n, shape = len(x), x.shape
    seen = x
    if sigma:
        noise = rng.standard_normal(shape, dtype=np.float32)
        noise *= sigma
        seen = seen + noise
    if c is not None:
        seen = np.concatenate([seen, c], axis=1)
    whole, side = n // pack, seen.shape[1:]
    if pack > 1:
        seen = seen[: whole * pack].reshape(whole, -1)

    def backward(d):
        if pack > 1:
            rest = np.zeros((n - whole * pack, *side), d.dtype)
            d = np.concatenate([d.reshape(-1, *side), rest])
        return d if c is None else d[:, : shape[1]]

    return seen, backward
