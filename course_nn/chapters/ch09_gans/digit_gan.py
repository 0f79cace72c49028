"""Digits from noise: a generator of 8×8 images and its critic, both dense networks, and what the judges find.

G: z (16) → 128 → 128 → 64 pixels from 0 to 1; D: 64 → 128 → 128 → one logit. Both take 5,000 steps of Adam with
β₁ = 0, β₂ = 0.99 and 0.004 decaying to 0, in batches of 64, by the non-saturating loss with instance noise 0.1.
"""

from functools import cache
from importlib.resources import as_file, files

import numpy as np

from ... import _checks, data
from ...core import Layer, Sequential
from ...data.measured import measurements
from ...games import NonSaturating
from ...judges import judge_digits
from ...layers import Dense, LeakyReLU, ReLU, Sigmoid
from ...optimizers import Adam
from ...schedules import CosineDecay
from ...training.adversarial import Adversaries, train_adversarial

#: Latent dimensions, units of each hidden layer, steps, batch size, learning rate at first, instance noise.
LATENT, WIDTH, STEPS, SIZE, RATE, NOISE = 16, 128, 5000, 64, 0.004, 0.1
#: The decay of the average of the generator's θ, which is kept beside it.
AVERAGE = 0.998
#: The seeds that were measured, and how many samples were judged.
SEEDS, JUDGED = 10, 2000
#: The steps at which seed 0 was stopped for a look, and how many samples are shown of each look.
MOMENTS = (0, 20, 50, 100, 200, 300, 400, 600, 800, 1000, 1250, 1500, 2000, 2500, 3000, 3500, 4000, 4500, 5000)
SHOWN = 40


@cache
def images():
    """``(X, y), (X_test, y_test)``: 1,348 digits to learn from and 449 that nobody learns from.

    X (n, 64) float32 from 0 (paper) to 1 (ink), y (n,) int64, as ``data.digits().split()`` parts them; read-only.
    """
    parts = []
    for part in data.digits().split():
        X, y = part.X.astype(np.float32), part.y.view()
        X.flags.writeable = y.flags.writeable = False
        parts.append((X, y))
    return tuple(parts)


def networks(pixels, rng, *, latent=LATENT, width=WIDTH, conditions=0):
    """``generator, critic`` for images of so many ``pixels``; each reads the conditions beside its input."""
    generator = Sequential(
        Dense(latent + conditions, width, rng),
        ReLU(),
        Dense(width, width, rng),
        ReLU(),
        Dense(width, pixels, rng),
        Sigmoid(),
    )
    critic = Sequential(
        Dense(pixels + conditions, width, rng),
        LeakyReLU(0.2),
        Dense(width, width, rng),
        LeakyReLU(0.2),
        Dense(width, 1, rng),
    )
    return generator, critic


def image_game(X, c=None, seed=0, *, steps=STEPS, latent=LATENT, width=WIDTH, rate=RATE, noise=NOISE):
    """``pair, steps``: the `Adversaries` of images X, and the iterator of their ``steps``, to take or to watch.

    X (n, pixels) or (n, height, width) from 0 to 1, which is what the generator's sigmoid can give; ``c`` (n, k) are
    their conditions, one-hot, or None. Everything random is drawn by ``seed``. Another range is a ValueError.
    """
    X = _images(X, "image_game: X")
    c = None if c is None else _checks.as_array(c, "image_game: c", shape=(len(X), None)).astype(np.float32)
    steps = _checks.whole(steps, "image_game: steps", low=1)
    latent, width = (
        _checks.whole(one, f"image_game: {name}", low=1) for name, one in (("latent", latent), ("width", width))
    )
    rng = np.random.default_rng(_checks.whole(seed, "image_game: seed", low=0))
    conditions = 0 if c is None else c.shape[1]
    generator, critic = networks(X.shape[1], rng, latent=latent, width=width, conditions=conditions)
    pair = Adversaries(
        generator,
        critic,
        NonSaturating(),
        tuple(Adam(CosineDecay(rate, steps), beta1=0.0, beta2=0.99) for _ in range(2)),
        latent=latent,
        rng=rng,
        instance_noise=noise,
        average=AVERAGE,
        conditions=conditions,
    )
    drawn = (rng.integers(len(X), size=SIZE) for _ in range(steps))
    return pair, train_adversarial(pair, (X[rows] if c is None else (X[rows], c[rows]) for rows in drawn))


def digit_game(seed=0, steps=STEPS):
    """``pair, steps`` of the 1,348 training digits: about 5 seconds on one thread, once all steps are taken."""
    return image_game(images()[0][0], seed=seed, steps=steps)


def trained():
    """The generator of `digit_game` after all steps of seed 0, its θ rounded to half precision; a new copy."""
    return stored_generator()


def stored_generator(conditions=0):
    """A new copy of the stored generator of digits, without conditions or with ten."""
    generator, _ = networks(64, np.random.default_rng(0), conditions=conditions)
    generator.theta[...] = stored("conditional_digits" if conditions else "digit_gan")["theta"]
    return generator


def own_generator(generator, who, conditions=0):
    """A copy of a generator of the reader's own, if it makes 64 pixels from 0 to 1; of none, the stored one.

    A sentence that begins with ``who`` for anything else.
    """
    if generator is None:
        return stored_generator(conditions)
    d_in = getattr(getattr(generator, "layers", [None])[0], "d_in", None)
    beside = f" + {conditions}" if conditions else ""
    if not isinstance(generator, Layer) or d_in is None:
        raise TypeError(
            f"{who}: expected a generator as Sequential(Dense({LATENT}{beside}, ...), ...), "
            f"got {_checks.describe(generator)}"
        )
    if d_in <= conditions:
        raise ValueError(
            f"{who}: expected a generator that reads at least one latent number and {conditions} for the digit, this "
            f"one reads {d_in}; train it with the conditions c of image_game"
        )
    try:
        made = generator(np.random.default_rng(0).standard_normal((64, d_in), dtype=np.float32))
    except (TypeError, ValueError) as error:
        raise type(error)(f"{who}: {error}") from error
    if made.ndim != 2 or made.shape[1] != 64 or not (made.min() >= 0 and made.max() <= 1):
        shape = _checks.shape_text((None, *made.shape[1:]))
        raise ValueError(
            f"{who}: expected a generator of 64 pixels from 0 to 1, its output has shape {shape} and goes from "
            f"{made.min():.3g} to {made.max():.3g}; does it end with Dense(..., 64) and Sigmoid()?"
        )
    return generator.copy()


@cache
def stored(name):
    """The arrays of ``measured/<name>.npz``."""
    with as_file(files(__package__).joinpath("measured", f"{name}.npz")) as path, np.load(path) as arrays:
        return dict(arrays)


def measured():
    """What `measured/measure_digits.py` found with each of its seeds."""
    return measurements(__package__, "digit_gan")


def sample(generator, n=JUDGED, seed=99):
    """n images (n, 64) of a generator without conditions, from latent points that ``seed`` draws."""
    rng = np.random.default_rng(_checks.whole(seed, "sample: seed", low=0))
    z = rng.standard_normal((n, generator.layers[0].d_in), dtype=np.float32)
    return generator(z)


def scores(samples):
    """The `judge_digits` of 8×8 samples as a dict of plain numbers."""
    return plain_numbers(judge_digits(samples))


def plain_numbers(found):
    """Of a `Judgment` what it says of the samples, as a dict; "least" is the rarest digit's share."""
    return {
        "confident": found.confident,
        "least": float(found.shares.min()),
        "neighbor": found.neighbor_accuracy,
        "distance": found.distance,
        "frechet": found.frechet,
    }


def record(pair, steps, moments=MOMENTS):
    """Take the ``steps``, and look at the samples of the same latent points at each of the ``moments``.

    A dict of arrays with one row a moment: "step", "images" (SHOWN, 64) as whole numbers from 0 to 255, and `scores`.
    """
    found = {"step": [], "images": []}
    for taken in range(max(moments) + 1):
        if taken and next(steps, None) is None:
            break
        if taken in moments:
            samples = pair.sample(JUDGED, np.random.default_rng(99))
            found["step"].append(taken)
            found["images"].append(np.round(255 * samples[:SHOWN]).astype(np.uint8))
            for key, value in scores(samples).items():
                found.setdefault(key, []).append(value)
    return {key: np.array(values) for key, values in found.items()}


def replay(history=None):
    """The instrument's compute: the moment's number → its samples and the scores up to it.

    ``history`` is what `record` gives of a training of the reader's own; without it, the stored one of seed 0.
    """
    own = history is not None
    history = history if own else {key: value for key, value in stored("digit_gan").items() if key != "theta"}
    wanted = {"step", "images", "confident", "neighbor"}
    if not isinstance(history, dict) or not wanted <= history.keys() or len(history["step"]) < 2:
        raise TypeError(
            f"digit_gan: expected a history of at least 2 moments as record(pair, steps) gives it, "
            f"got {_checks.describe(history)}"
        )
    return _Replay(history)


class _Replay:
    def __init__(self, history):
        self.history, self.last = history, len(history["step"]) - 1

    def __call__(self, moment):
        return {"moment": moment, **self.history}


def _images(X, name):
    """Images as rows of float32 within 0 and 1."""
    X = _checks.as_array(X, name)
    if X.ndim < 2:
        raise ValueError(f"{name}: expected images of shape (n, pixels) or (n, height, width), got {X.shape}")
    low, high = X.min(), X.max()
    if low < 0 or high > 1:
        raise ValueError(
            f"{name}: expected images from 0 to 1, which is what the generator's sigmoid can give, got {low:.3g} to "
            f"{high:.3g}; scale them, (X - X.min()) / (X.max() - X.min())"
        )
    return X.reshape(len(X), -1).astype(np.float32)
