"""Measure the GANs of 8×8 digits, without and with conditions, from ten seeds, and store those of seed 0.

    OMP_NUM_THREADS=1 python -m course_nn.chapters.ch09_gans.measured.measure_digits

takes six minutes on one core and writes ``digit_gan``, ``conditional_digits`` (.json and .npz) and
``latent_walk.json`` beside it, which are part of the course.
"""

import json
import os
import platform
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from ....judges import judge_digits
from .. import conditional_digits, digit_gan, judging, latent_walk

FOLDER = Path(__file__).resolve().parent


def rounded(value, digits=4):
    """Numbers within dicts and lists, rounded."""
    if isinstance(value, dict):
        return {key: rounded(one, digits) for key, one in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [rounded(one, digits) for one in value]
    return None if value is None else round(float(value), digits)


def gather(found, where, values):
    """Append each of the values to the list of its name."""
    for key, value in values.items():
        found.setdefault(where, {}).setdefault(key, []).append(rounded(value))


def write(name, found):
    """A file of what was found, with the versions."""
    made = f"Python {platform.python_version()}, NumPy {np.__version__}, {platform.machine()}"
    text = json.dumps({"made_with": made, **found}, indent=1)
    (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def plain(seed):
    """The game without conditions: ``pair, history, seconds`` of the steps alone."""
    start = time.process_time()
    pair, steps = digit_gan.digit_game(seed)
    if seed:
        for _ in steps:
            pass
        return pair, None, time.process_time() - start
    return pair, digit_gan.record(pair, steps), None


def main():
    """Train, judge, walk; ten seeds."""
    found, asked, walked = {"seconds": []}, {"seconds": []}, {}
    for seed in range(digit_gan.SEEDS):
        pair, history, seconds = plain(seed)
        if history is not None:
            theta = pair.generator.theta.astype(np.float16)
            np.savez_compressed(FOLDER / "digit_gan.npz", theta=theta, **history)
        else:
            found["seconds"].append(rounded(seconds, 1))
        gather(found, "samples", digit_gan.scores(digit_gan.sample(pair.generator)))
        gather(found, "averaged", digit_gan.scores(digit_gan.sample(pair.average.twin)))
        for way, values in latent_walk.halfway(pair.generator, seed=seed).items():
            gather(walked, way, values)

        untold, start = pair.generator, time.process_time()
        pair, steps = conditional_digits.conditional_game(seed)
        for _ in steps:
            pass
        asked["seconds"].append(rounded(time.process_time() - start, 1))
        if seed == 0:
            np.savez_compressed(FOLDER / "conditional_digits.npz", theta=pair.generator.theta.astype(np.float16))
        digits = np.arange(digit_gan.JUDGED) % 10
        for name, generator in (("samples", pair.generator), ("averaged", pair.average.twin)):
            gather(asked, name, digit_gan.scores(conditional_digits.ask(generator, digits, 99)))
            asked.setdefault("obeyed", {}).setdefault(name, []).append(rounded(conditional_digits.obeyed(generator)))
        gather(asked, "style", conditional_digits.shared_style(pair.generator))
        gather(asked, "nearness", conditional_digits.nearness(untold, pair.generator))
        print(seed, {key: value[-1] for key, value in found["samples"].items()}, flush=True)
        print(seed, {key: value[-1] for key, value in asked["samples"].items()}, flush=True)

        (X, _), _ = digit_gan.images()
        pair, steps = digit_gan.image_game(X, seed=seed, noise=None)
        for _ in steps:
            pass
        gather(found, "without_noise", digit_gan.scores(digit_gan.sample(pair.generator)))

        for name, make in judging.CONTROLS.items():
            gather(found, name, digit_gan.scores(make(seed)))
    real = judge_digits(digit_gan.images()[1][0])
    found["held_out"] = rounded(
        {
            "confident": real.held_out_confident,
            "distance": real.held_out_distance,
            "frechet": real.frechet_floor,
        }
    )
    write("digit_gan", found)
    write("conditional_digits", asked)
    write("latent_walk", walked)


if __name__ == "__main__":
    main()
