"""Networks, a training and a file with everything in it, for tests of saving and loading."""

import io

import numpy as np
from helpers import refused

from course_nn import (
    Adam,
    BatchNorm,
    Checkpoint,
    CrossEntropy,
    Dense,
    Dropout,
    GaussianNoise,
    History,
    Sequential,
    Tanh,
    fit,
    load,
    mlp,
)


def net(seed=0, sizes=(3, 4, 2), dtype=np.float32):
    return mlp(sizes, np.random.default_rng(seed), dtype=dtype)


def unchanged(network, path):
    before = network.theta.copy()
    with refused():
        load(network, path)
    np.testing.assert_array_equal(network.theta, before)


def noisy(seed=0, dtype=np.float32, bits=np.random.PCG64):
    """A network with everything that a file must hold: weights, running statistics, noise of its own."""
    rng, own = np.random.default_rng(seed), np.random.Generator(bits(seed))
    first = Dense(3, 6, rng, dtype=dtype)
    second = Dense(6, 4, rng, dtype=dtype)
    return Sequential(
        GaussianNoise(0.1, own),
        first,
        BatchNorm(6, dtype=dtype),
        Tanh(),
        Dropout(0.3, np.random.default_rng(seed)),
        second,
    )


def learn(network, optimizer, history=None, rng=None, epochs=4, callbacks=(), **options):
    data = np.random.default_rng(0)
    X, y = data.normal(size=(25, 3)), data.integers(0, 4, 25)
    given = {"history": history, "rng": rng, "epochs": epochs, "callbacks": callbacks, "progress": False}
    given |= {"validation": (X[20:], y[20:]), "batch_size": 6, "clip_norm": 0.5}
    return fit(network, X[:20], y[:20], CrossEntropy(), optimizer, **(given | options))


class Everything:
    """A network and all beside it, to load into; and whether something in it has changed since."""

    def __init__(self, network=None, optimizer=None):
        self.network = network or noisy(3)
        self.optimizer = optimizer or Adam(0.01)
        self.history, self.rng = History(), np.random.default_rng(5)
        self.history.append(loss=1.0)
        self.history.stopped = "earlier"
        self.before = self.content()

    def load(self, path):
        load(self.network, path, optimizer=self.optimizer, history=self.history, rng=self.rng)

    def content(self):
        """Every number of it, as bytes and words."""
        state = self.optimizer.state()
        generators = {"batches": self.rng, **self.network.generators()}
        return (
            [p.value.tobytes() for p in (self.network.parameters() | self.network.buffers()).values()],
            {key: v.tobytes() if isinstance(v, np.ndarray) else v for key, v in state.items()},
            {name: repr(generator.bit_generator.state) for name, generator in generators.items()},
            (repr(self.history.records), self.history.stopped),
        )

    def refuses(self, path, words=None):
        with refused(words) as caught:
            self.load(path)
        assert self.content() == self.before
        return str(caught.value)


def rewritten(path, change):
    """The file at ``path`` with its arrays and notes changed, and every digest right again: made to do harm."""
    from course_nn import archive

    with archive.Reader(path, 99) as file:
        arrays, notes = {name: file.array(name) for name in file.names}, file.notes
    change(arrays, notes)
    archive.write(path, arrays, notes)


def set_in(where, *keys_and_value):
    def change(arrays, notes):
        place = {"arrays": arrays, "notes": notes}[where]
        *keys, last, value = keys_and_value
        for key in keys:
            place = place[key]
        place[last] = value

    return change


def header(shape, dtype="<f4"):
    part = io.BytesIO()
    np.lib.format.write_array_header_1_0(part, {"descr": dtype, "fortran_order": False, "shape": shape})
    return part.getvalue()


def write_full(path):
    """A file with everything in it."""
    learn(noisy(), Adam(0.01), rng=np.random.default_rng(1), callbacks=[Checkpoint(path)])
    return path
