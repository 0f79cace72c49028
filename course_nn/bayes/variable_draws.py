"""What chains over networks of an unknown number of units have drawn: arrays, what they predict, and a file."""

import numpy as np

from .. import _checks, _files, archive
from .draws import Draws
from .priors import PSI
from .variable_prior import VariableDraw

#: Each array's axes after those of chain and draw: d inputs, m* units.
_AXES = {
    "gamma": "dm",
    "beta": "m",
    "a": "d",
    "sigma2": "",
    "mu_beta": "",
    "var_beta": "",
    "mu_gamma": "d",
    "S_gamma": "dd",
    "alpha": "",
}


class VariableDraws(Draws):
    """Networks of up to m* units that were drawn, C chains of N draws each.

    The names of a `VariableDraw` are arrays as in `Draws`, with room for m* units: ``draws.units`` (C, N) says how many
    are on, and γ_j and β_j of the others are 0. ``accepted`` (C, N, m*) says which of the units that are on moved in
    the sweep that ended with the draw, and ``jumped`` (C, N) which share of its births and deaths was accepted.
    """

    @classmethod
    def of(cls, prior, kept, interrupted=False):
        """One chain, from a list of (`VariableDraw`, which units moved, the share of jumps that were accepted)."""
        sides, n = {"d": prior.d, "m": prior.largest}, len(kept)
        arrays = {name: np.zeros((1, n, *(sides[axis] for axis in axes))) for name, axes in _AXES.items()}
        arrays |= {"units": np.zeros((1, n), int), "jumped": np.zeros((1, n))}
        accepted = np.zeros((1, n, prior.largest), bool)
        for i, (draw, moved, jumped) in enumerate(kept):
            units = draw.units
            arrays["units"][0, i], arrays["jumped"][0, i], accepted[0, i, :units] = units, jumped, moved
            arrays["gamma"][0, i, :, :units], arrays["beta"][0, i, :units] = draw.gamma, draw.beta
            for name in list(_AXES)[2:]:
                arrays[name][0, i] = getattr(draw, name)
        return cls(arrays, accepted, prior.of_units.psi, interrupted)

    @classmethod
    def _joined(cls, parts, axis):
        names = [*_AXES, "units", "jumped"]
        arrays = {name: np.concatenate([getattr(part, name) for part in parts], axis) for name in names}
        accepted = np.concatenate([part.accepted for part in parts], axis)
        return cls(arrays, accepted, parts[0].psi, any(part.interrupted for part in parts))

    def __getitem__(self, where):
        """``draws[c, i]`` is the `VariableDraw` i of chain c; with slices the `VariableDraws` of that part."""
        if not isinstance(where, tuple) or len(where) != 2:
            raise TypeError(f"VariableDraws: expected two indices, draws[chain, draw], got {_checks.describe(where)}")
        if any(isinstance(index, slice) for index in where):
            rows, columns = (
                i if isinstance(i, slice) else _slice(i, k) for i, k in zip(where, self.units.shape, strict=True)
            )
            arrays = {name: getattr(self, name)[rows, columns] for name in [*_AXES, "units", "jumped"]}
            return VariableDraws(arrays, self.accepted[rows, columns], self.psi, self.interrupted)
        place = tuple(_place(i, k) for i, k in zip(where, self.units.shape, strict=True))
        values = {name: getattr(self, name)[place] for name in _AXES}
        values |= {name: values[name][..., : self.units[place]] for name in ("gamma", "beta")}
        return VariableDraw(**{name: value.copy() if value.ndim else float(value) for name, value in values.items()})

    @property
    def acceptance(self):
        """The share of the steps of Metropolis that were accepted, (C,); NaN for a chain that never had a unit."""
        self._some("acceptance")
        tried, accepted = self.units.sum(axis=1), self.accepted.sum(axis=(1, 2))
        return np.array([k / n if n else np.nan for k, n in zip(accepted, tried, strict=True)])

    def probabilities(self):
        """P(M | y) as each chain has it: (C, m* + 1), the share of its draws with M = 0, …, m* units."""
        self._some("probabilities")
        return (self.units[:, :, None] == np.arange(self.beta.shape[2] + 1)).mean(axis=1)

    def f(self, X):
        """f(x) = xᵀa + Σ β_j ψ(xᵀγ_j) of every draw at the rows of X (n, d): (C, N, n)."""
        return self.linear_part(X) + super().f(X)

    def linear_part(self, X):
        """xᵀa of every draw at the rows of X (n, d): (C, N, n); the rest of `f` is the units'."""
        X = _checks.as_array(X, "VariableDraws: X", shape=(None, self.a.shape[2])).astype(np.float64)
        return self.a @ X.T

    def save(self, path):
        """Write all of it to one file of arrays (.npz, without pickle); `VariableDraws.load` reads it."""
        path = _files.place(path, "save")
        arrays = {name: getattr(self, name) for name in [*_AXES, "units", "jumped", "accepted"]}
        archive.write(path, arrays, {"variable draws": {"psi": self.psi, "interrupted": bool(self.interrupted)}})
        return path

    @classmethod
    def load(cls, path):
        """What `save` wrote, or a sentence that says why not."""
        path = _files.as_path(path, "load")
        if not path.is_file():
            raise FileNotFoundError(f"load: expected a file saved by save(), there is none at {path}")
        with archive.Reader(path, 20) as file:
            notes = (file.notes or {}).get("variable draws")
            if not isinstance(notes, dict) or sorted(file.names) != sorted([*_AXES, "units", "jumped", "accepted"]):
                raise ValueError(f"load: expected a file saved by VariableDraws.save, {path.name} is something else")
            arrays = {name: file.array(name) for name in file.names}
        accepted, psi = arrays.pop("accepted"), _checks.one_of(notes.get("psi"), PSI, "load: psi")
        return cls(arrays, accepted, psi, bool(notes.get("interrupted")))

    def __repr__(self):
        d, m = self.gamma.shape[2:]
        stopped = ", interrupted" if self.interrupted else ""
        return f"<{self.chains} chains of {len(self)} draws of networks of 0 to {m} units on {d} inputs{stopped}>"


def _place(index, side):
    return _checks.whole(index, "VariableDraws", low=-side, high=side - 1) % side


def _slice(index, side):
    place = _place(index, side)
    return slice(place, place + 1)
