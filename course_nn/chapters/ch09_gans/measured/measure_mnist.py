"""Measure the GAN of MNIST's digits, one run of seed 0; two minutes on one core.

    OMP_NUM_THREADS=1 COURSE_NN_DATA=... python -m course_nn.chapters.ch09_gans.measured.measure_mnist

needs the images that `mnist_gan.mnist_images` reads, and writes ``mnist_gan.json`` and ``.npz`` beside it, which are
part of the course.
"""

import os
import time

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from .. import mnist_gan
from ..conditional_digits import ask
from .measure_digits import FOLDER, rounded, write


def main():
    """Train a reader and the game, and judge samples, real digits and noise by the same reader."""
    (X, _), (fresh, y) = mnist_gan.mnist_images()
    net = mnist_gan.reader()
    start = time.process_time()
    pair, steps = mnist_gan.mnist_game()
    for _ in steps:
        pass
    found = {"seconds": rounded(time.process_time() - start, 1)}
    asked = np.arange(len(fresh)) % 10
    samples = ask(pair.generator, asked, 99)
    found["n"] = len(samples)
    noise = np.random.default_rng(0).random(samples.shape, dtype=np.float32)
    found["samples"] = rounded(mnist_gan.judge(net, samples, asked))
    found["averaged"] = rounded(mnist_gan.judge(net, ask(pair.average.twin, asked, 99), asked))
    found["noise"] = rounded(mnist_gan.judge(net, noise))
    # What learned images get, which are real and no copies to these two judges, and the held-out ones of the others.
    learned, held_out = mnist_gan.judge(net, X[: len(fresh)]), mnist_gan.judge(net, fresh, y)
    found["real"] = rounded(
        {key: learned[key] for key in ("neighbor", "frechet")}
        | {key: held_out[key] for key in ("confident", "least", "distance", "obeyed")}
    )
    images = np.round(255 * samples[:40]).astype(np.uint8)
    np.savez_compressed(FOLDER / "mnist_gan.npz", images=images)
    write("mnist_gan", found)
    print(found)


if __name__ == "__main__":
    main()
