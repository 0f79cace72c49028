"""Keep the first convolution of the stored networks before training and after each epoch; half a minute.

    OMP_NUM_THREADS=1 python -m course_nn.chapters.ch07_cnn_filters.measured.measure_filters

Writes first_layer_filters.npz beside it: W (seed, epoch, 16, 1, 3, 3) and b (seed, epoch, 16).
"""

from functools import partial
from pathlib import Path
from unittest import mock

import numpy as np

from .. import digit_cnn


def main():
    """Train as `digit_cnn.train_digits` does, and look after each epoch."""
    runs = []
    for seed in digit_cnn.STORED:
        net = digit_cnn.untrained(seed)
        kept = [(net[0].W.value.copy(), net[0].b.value.copy())]

        def keep(run, kept=kept):
            first = run.network[0]
            kept.append((first.W.value.copy(), first.b.value.copy()))

        with mock.patch.object(digit_cnn, "fit", partial(digit_cnn.fit, callbacks=[keep])):
            digit_cnn.train_digits(seed)
        runs.append(kept)
        print(seed, len(kept), flush=True)
    W, b = (np.array([[moment[part] for moment in run] for run in runs]) for part in (0, 1))
    np.savez(Path(__file__).with_name("first_layer_filters.npz"), W=W, b=b)


if __name__ == "__main__":
    main()
