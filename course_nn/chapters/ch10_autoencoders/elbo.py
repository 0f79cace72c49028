"""The ELBO of digits while a VAE learns: the reconstruction and the KL apart, of ten seeds; and the bounds above it."""

import numpy as np

from ...data.measured import measurements
from . import digit_vae

SEEDS = 10
#: The epochs after which the measurements look.
LOOKS = (0, 1, 2, 3, 5, 8, 12, 20, 30, 50, 70, 100)
#: Samples per image of the importance sampled bound.
SAMPLES = (1, 10, 100, 1000)


def follow_training(likelihood="gaussian", seed=0, looks=LOOKS, epochs=digit_vae.EPOCHS, beta=1.0):
    """``curves, fallen, vae``: ELBO, reconstruction and KL in nats a digit at each look, until the last of them.

    ``curves["train"]`` and ``["unseen"]`` are (looks, 3), of one draw per image. ``fallen`` is the share of steps whose
    batch has a lower ELBO than the batch before.
    """
    vae = digit_vae.untrained(likelihood, beta=beta, seed=seed)
    parts, losses, done = digit_vae.images(likelihood), [], 0
    curves = {"train": [], "unseen": []}
    walk, size = digit_vae.steps(vae, epochs, seed), -(-len(parts[0]) // digit_vae.SIZE)
    for look in looks:
        for _ in range((look - done) * size):
            losses.append(next(walk).loss)
        done = look
        for name, X in zip(curves, parts, strict=True):
            curves[name].append(vae.elbo(X, rng=np.random.default_rng([2, seed])))
    fallen = float(np.mean(np.diff(losses) > 0)) if len(losses) > 1 else 0.0
    return {name: np.array(curve) for name, curve in curves.items()}, fallen, vae


def importance_bounds(vae, samples=SAMPLES, seed=0):
    """The mean of ln p(x) over unseen digits as importance sampling estimates it, for each number of samples.

    Of the same draws, shared out: one batch of 1,000 for each image, or ten of 100 …
    """
    X, most = digit_vae.images(vae.loss.likelihood)[1], max(samples)
    rng = np.random.default_rng([3, seed])
    single = np.array([vae.log_likelihood(X, 1, rng) for _ in range(most)])  # ln of one weight each
    found = []
    for k in samples:
        groups = single.reshape(most // k, k, -1)
        top = groups.max(axis=1, keepdims=True)
        found.append(float((np.log(np.exp(groups - top).mean(axis=1)) + top[:, 0]).mean()))
    return found


def measured():
    """By likelihood: "train" and "unseen" (seeds, looks, 3), "fallen" (seeds,), "importance" (seeds, samples)."""
    return measurements(__package__, "elbo")


def show_training(likelihood, look, seed):
    """The instrument's compute: the stored curves until this look, of this seed and as the mean of all."""
    found = measured()[likelihood]
    until = LOOKS.index(look) + 1
    return {
        "likelihood": likelihood,
        "epochs": np.array(LOOKS[:until]),
        "seed": seed,
        "one": found["train"][seed, :until],
        "one_unseen": found["unseen"][seed, :until],
        "mean": found["train"][:, :until].mean(axis=0),
        "fallen": float(found["fallen"][seed]),
    }
