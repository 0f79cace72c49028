"""The table: derived by SymPy = implemented by the package = the autodiff engine = finite differences."""

import html

import numpy as np

from .. import _checks
from ..core import Layer
from ..gradient_check import norm, numeric_gradient
from .registry import ENTRIES, derivation
from .witness import autodiff_gradients

#: What the largest difference of a column may be.
LIMITS = {"forward": 1e-10, "derived": 1e-10, "autodiff": 1e-10, "numeric": 1e-7}


class GradientTable:
    """Rows (name, numbers of gradients, differences by column); true if every difference is within `LIMITS`.

    forward: output of the formula − output of the package. derived: the gradients of SymPy − those of the package.
    autodiff: the gradients of the autodiff engine − those of SymPy. These are largest differences of an entry, divided
    by the largest entry, however small it is. numeric: ‖a − b‖ / (‖a‖ + ‖b‖) of the package's gradients and
    centered finite differences of the package's output. Each is the largest of all gradients of the row.
    """

    def __init__(self, rows):
        self.rows = rows

    def __bool__(self):
        return not self.problems

    @property
    def problems(self):
        """A sentence for every difference that is too large."""
        return [
            f"{name}: the {column} difference is {differences[column]:.1e}, more than {limit:g}"
            for name, _, differences in self.rows
            for column, limit in LIMITS.items()
            if not differences[column] <= limit
        ]

    def largest(self, column):
        """The largest difference of a column."""
        _checks.one_of(column, LIMITS, "column")
        return _worst(differences[column] for _, _, differences in self.rows)

    def _cells(self):
        yield ["", "gradients", *LIMITS, ""]
        for name, count, differences in self.rows:
            fine = all(differences[column] <= limit for column, limit in LIMITS.items())
            numbers = [f"{differences[column]:.0e}" if differences[column] else "0" for column in LIMITS]
            yield [name, str(count), *numbers, "ok" if fine else "WRONG"]
        yield ["at most", "", *(f"{limit:.0e}" for limit in LIMITS.values()), ""]

    def __str__(self):
        cells = list(self._cells())
        widths = [max(len(row[k]) for row in cells) for k in range(len(cells[0]))]
        lines = [
            "  ".join(
                [
                    row[0].ljust(widths[0]),
                    *(cell.rjust(w) for cell, w in zip(row[1:], widths[1:], strict=True)),
                ]
            ).rstrip()
            for row in cells
        ]
        rule = "─" * max(map(len, lines))
        return "\n".join([lines[0], rule, *lines[1:-1], rule, lines[-1]])

    __repr__ = __str__

    def _repr_html_(self):
        head, *body = ([html.escape(cell) for cell in row] for row in self._cells())
        rows = "".join(
            f'<tr><th scope="row" style="text-align:left">{name}</th>'
            + "".join(f"<td>{cell}</td>" for cell in cells)
            + "</tr>"
            for name, *cells in body
        )
        heads = "".join(f'<th scope="col">{cell}</th>' for cell in head)
        return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def gradient_table(names=None, *, rng=None):
    """Compare the gradients of all registered layers and losses, or of those in ``names``; a `GradientTable`.

    ``rng`` draws the inputs, parameters and upstream gradients; the default is always the same. Everything is float64.
    """
    names = list(ENTRIES) if names is None else [names] if isinstance(names, str) else list(names)
    for name in names:
        _checks.one_of(name, ENTRIES, "gradient_table")
    rng = np.random.default_rng(0) if rng is None else _checks.generator(rng)
    return GradientTable([_row(name, rng) for name in names])


def _row(name, rng):
    """A row from several draws: a formula of one number is looked at on both sides of its kinks."""
    entry, d = ENTRIES[name], derivation(name)
    draws = [_differences(entry, d, rng) for _ in range(12 if entry.x == () else 2)]
    count = sum(expressions.size for key, expressions in d.gradients.items() if key in d.inputs)
    return name, count, {column: _worst(draw[column] for draw in draws) for column in LIMITS}


def _differences(entry, d, rng):
    numbers = _draw(entry, d, rng)
    dy = {}
    if d.upstream is not None:
        dy = {f"d{entry.output}": np.asarray(rng.standard_normal(d[entry.output].shape))}
    y, derived = d.evaluate(**numbers, **dy)
    ours_y, ours, objectives = _implemented(entry, numbers, *dy.values())
    numeric = {key: numeric_gradient(objective, array) for key, (objective, array) in objectives.items()}
    engine_y, engine = autodiff_gradients(d, numbers, *dy.values())
    return {
        "forward": _worst([_apart(y, ours_y), _apart(y, engine_y)]),
        "derived": _worst(_apart(derived[key], ours[key]) for key in derived),
        "autodiff": _worst(_apart(engine[key], derived[key]) for key in derived),
        "numeric": _worst(_norms_apart(ours[key], numeric[key]) for key in derived),
    }


def _draw(entry, d, rng):
    """Numbers for every input and constant, none of them at a kink."""
    numbers = {}
    for name in d.inputs:
        array = np.array(rng.normal(0, 1.2, d[name].shape))
        for kink in (-1.0, 0.0, 1.0):
            array[np.abs(array - kink) < 0.02] += 0.05
        numbers[name] = array
    return numbers | {name: np.array(value, dtype=np.float64) for name, value in entry.constants.items()}


def _implemented(entry, numbers, dy=None):
    """Output, gradients, and for each gradient the pair (objective, array that it looks at) of the package itself."""
    subject, arguments = entry.subject(), [numbers[name] for name in entry.constants]
    x = entry.target(*arguments) if entry.x is None else numbers[entry.input].copy()
    batch = x if x.ndim else x.reshape(1)  # a formula of one number: a batch of one
    if not isinstance(subject, Layer):
        arguments = (batch, entry.target(*arguments)) if entry.target else (batch,)
        value, gradient = subject(*arguments)
        return (
            np.array(value),
            {entry.input: gradient},
            {entry.input: (lambda: subject(*arguments)[0], batch)},
        )
    names = {short: name for name, short, _ in entry.parameters()}
    parameters = subject.parameters()
    for short, name in names.items():
        parameters[name].value = numbers[short]
    states = [(g, g.bit_generator.state) for g in subject.generators().values()]

    def forward():
        for generator, state in states:  # the noise that the row's constants say
            generator.bit_generator.state = state
        return subject.forward(batch, entry.train)

    y, backward = forward()
    upstream = np.asarray(dy).reshape(y.shape)
    dx = backward(upstream)

    def objective():
        return float(np.vdot(forward()[0], upstream))

    gradients = {} if entry.x is None else {entry.input: dx.reshape(x.shape)}
    gradients |= {short: parameters[name].grad.copy() for short, name in names.items()}
    objectives = {} if entry.x is None else {entry.input: (objective, batch)}
    objectives |= {short: (objective, parameters[name].value) for short, name in names.items()}
    return y.reshape(np.shape(dy)), gradients, objectives


def _worst(differences):
    """The largest, or NaN if there is one, which Python's ``max`` would pass over."""
    return float(np.max(list(differences)))


def _apart(a, b):
    a, b = np.asarray(a), np.asarray(b)
    if a.shape != b.shape:
        return np.inf
    difference = float(np.abs(a - b).max())
    return difference / float(np.abs(b).max()) if difference and b.any() else difference


def _norms_apart(a, b):
    b = b.reshape(a.shape)
    size = norm(a) + norm(b)
    return norm(a - b) / size if size else 0.0
