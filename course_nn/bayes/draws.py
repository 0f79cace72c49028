"""What chains have drawn: arrays with axes for chain and draw, what they predict, and a file that keeps them."""

import math

import numpy as np

from .. import _checks, _files, archive
from .priors import PSI, Draw


def _shapes(d, m):
    """Name → the shape of one draw's."""
    return dict(zip(Draw._fields, [(d, m), (m,), (), (), (), (d,), (d, d)], strict=True))


class Draws:
    """Networks that were drawn, C chains of N draws each.

    Every name of a `Draw` is an array with two more axes before its own: ``draws.gamma`` (C, N, d, m), ``draws.beta``
    (C, N, m), ``draws.sigma2`` (C, N) … ``draws[c, i]`` is one `Draw`. ``accepted`` (C, N, m) says which γⱼ moved in
    the sweep that ended with the draw; ``interrupted`` whether a chain was stopped before it had all its draws.
    """

    def __init__(self, arrays, accepted, psi, interrupted=False):
        self.__dict__.update(arrays)
        self.accepted, self.psi, self.interrupted = accepted, psi, interrupted

    @classmethod
    def of(cls, prior, kept, interrupted=False):
        """One chain, from a list of pairs of a `Draw` and which units moved."""
        d, m, n = prior.d, prior.m, len(kept)
        arrays = {
            name: np.array([getattr(draw, name) for draw, _ in kept], np.float64).reshape(1, n, *shape)
            for name, shape in _shapes(d, m).items()
        }
        accepted = np.array([moved for _, moved in kept], bool).reshape(1, n, m)
        return cls(arrays, accepted, prior.psi, interrupted)

    @classmethod
    def side_by_side(cls, parts):
        """Chains beside each other, each as long as the shortest."""
        parts = _same_networks(parts, "side_by_side")
        n = min(part.accepted.shape[1] for part in parts)
        return cls._joined([part[:, :n] for part in parts], 0)

    @classmethod
    def end_to_end(cls, parts):
        """The same chains going on: the draws of the second part after those of the first, and so on."""
        parts = _same_networks(parts, "end_to_end")
        if len({part.chains for part in parts}) > 1:
            raise ValueError(
                f"end_to_end: expected parts of equally many chains, got {[part.chains for part in parts]}"
            )
        return cls._joined(parts, 1)

    @classmethod
    def _joined(cls, parts, axis):
        arrays = {name: np.concatenate([getattr(part, name) for part in parts], axis) for name in Draw._fields}
        accepted = np.concatenate([part.accepted for part in parts], axis)
        return cls(arrays, accepted, parts[0].psi, any(part.interrupted for part in parts))

    @property
    def chains(self):
        """C, the number of chains."""
        return self.accepted.shape[0]

    def __len__(self):
        """N, the draws of each chain."""
        return self.accepted.shape[1]

    def __getitem__(self, where):
        """``draws[c, i]`` is the `Draw` i of chain c; with slices, ``draws[:, ::10]``, the `Draws` of that part."""
        if not isinstance(where, tuple) or len(where) != 2:
            raise TypeError(f"Draws: expected two indices, draws[chain, draw], got {_checks.describe(where)}")
        if not any(isinstance(index, slice) for index in where):
            places = [_place(i, side, name) for i, side, name in zip(where, self.accepted.shape, WHICH, strict=False)]
            values = (getattr(self, name)[tuple(places)] for name in Draw._fields)
            return Draw(*(value.copy() if value.ndim else float(value) for value in values))
        sides = zip(where, self.accepted.shape, WHICH, strict=False)
        rows, columns = (i if isinstance(i, slice) else slice(at := _place(i, k, name), at + 1) for i, k, name in sides)
        arrays = {name: getattr(self, name)[rows, columns] for name in Draw._fields}
        return Draws(arrays, self.accepted[rows, columns], self.psi, self.interrupted)

    @property
    def acceptance(self):
        """The share of the steps of Metropolis that were accepted, (C,)."""
        self._some("acceptance")
        return self.accepted.mean(axis=(1, 2))

    def f(self, X):
        """f(x) = Σⱼ βⱼ ψ(xᵀγⱼ) of every draw at the rows of X (n, d): (C, N, n)."""
        X = _checks.as_array(X, "Draws: X", shape=(None, self.gamma.shape[2])).astype(np.float64)
        result = np.empty((self.chains, len(self), len(X)))
        for c, i in np.ndindex(self.accepted.shape[:2]):
            result[c, i] = PSI[self.psi](X @ self.gamma[c, i]) @ self.beta[c, i]
        return result

    def mean(self, X):
        """The predictive mean at the rows of X, over all draws of all chains: (n,)."""
        self._some("mean")
        return self.f(X).mean(axis=(0, 1))

    def predictions(self, X, rng):
        """New observations y = f(x) + ε, one for every draw: (C, N, n)."""
        rng, f = _checks.generator(rng), self.f(X)
        return f + np.sqrt(self.sigma2)[:, :, None] * rng.standard_normal(f.shape)

    def band(self, X, rng=None, level=0.9):
        """Below and above, (2, n): between them lies the middle ``level`` of the draws of f(x); with ``rng``, of y."""
        self._some("band")
        level = _checks.number(level, "band: level", above=0, below=1)
        values = self.f(X) if rng is None else self.predictions(X, rng)
        return np.quantile(values, [(1 - level) / 2, (1 + level) / 2], axis=(0, 1))

    def log_predictive_density(self, X, y):
        """log p(y | x, data) at each row, the mean of N(y; f(x), σ²) over the draws: (n,)."""
        self._some("log_predictive_density")
        f = self.f(X)
        y = _checks.as_array(y, "log_predictive_density: y", shape=f.shape[2:])
        sigma2 = self.sigma2[:, :, None]
        logs = -0.5 * ((y - f) ** 2 / sigma2 + np.log(2 * math.pi * sigma2))
        top = logs.max(axis=(0, 1))
        return np.log(np.exp(logs - top).mean(axis=(0, 1))) + top

    def save(self, path):
        """Write all of it to one file of arrays (.npz, without pickle); `Draws.load` reads it."""
        path = _files.place(path, "save")
        arrays = {name: getattr(self, name) for name in Draw._fields} | {"accepted": self.accepted}
        archive.write(path, arrays, {"draws": {"psi": self.psi, "interrupted": bool(self.interrupted)}})
        return path

    @classmethod
    def load(cls, path):
        """What `save` wrote, or a sentence that says why not."""
        path = _files.as_path(path, "load")
        if not path.is_file():
            raise FileNotFoundError(f"load: expected a file saved by save(), there is none at {path}")
        with archive.Reader(path, 20) as file:
            notes = (file.notes or {}).get("draws")
            if not isinstance(notes, dict) or sorted(file.names) != sorted([*Draw._fields, "accepted"]):
                raise ValueError(f"load: expected a file saved by Draws.save, got {path.name}, which is something else")
            arrays = {name: file.array(name) for name in file.names}
        accepted = arrays.pop("accepted")
        C, N, m = accepted.shape if accepted.ndim == 3 else (-1, -1, -1)
        (d,) = arrays["mu_gamma"].shape[-1:] or (-1,)
        wanted = {name: (C, N, *shape) for name, shape in _shapes(d, m).items()}
        if wrong := [name for name, array in arrays.items() if array.shape != wanted[name]]:
            raise ValueError(f"load: expected arrays of shapes that fit, got others in {path.name}: {', '.join(wrong)}")
        psi = _checks.one_of(notes.get("psi"), PSI, "load: psi")
        return cls(arrays, accepted, psi, bool(notes.get("interrupted")))

    def _some(self, who):
        if not self.accepted.size:
            raise ValueError(f"{who}: expected at least one draw, there is none")

    def __repr__(self):
        d, m = self.gamma.shape[2:]
        stopped = ", interrupted" if self.interrupted else ""
        return f"<{self.chains} chains of {len(self)} draws of networks of {m} units on {d} inputs{stopped}>"


WHICH = ("chain", "draw")


def _place(index, side, name):
    index = _checks.whole(index, f"Draws: {name}", low=-side, high=side - 1)
    return index % side


def _same_networks(parts, who):
    parts = list(parts)
    if not parts or not all(isinstance(part, Draws) for part in parts):
        raise TypeError(f"{who}: expected one Draws or more, got {[_checks.describe(part) for part in parts][:3]}")
    kinds = {(part.gamma.shape[2:], part.psi) for part in parts}
    if len(kinds) > 1:
        raise ValueError(f"{who}: expected networks of one shape and ψ, got {sorted(kinds)}")
    return parts
