"""The table of a network: layers, output shapes, numbers of parameters."""

import numpy as np

from . import _checks


class Summary:
    """Rows of (name, layer, output shape, number of parameters); prints as a table.

    The output shapes come from sending one example of zeros through the network. ``input_shape`` is the shape of one
    example, such as ``(28, 28)``; it may be left out where the first layer knows its number of inputs.

    >>> import numpy as np
    >>> from course_nn import mlp
    >>> mlp([2, 8, 1], np.random.default_rng(0)).summary()
       layer        output  parameters
    ──────────────────────────────────
       input        (n, 2)           0
    0  Dense(2, 8)  (n, 8)          24
    1  Tanh()       (n, 8)           0
    2  Dense(8, 1)  (n, 1)           9
    ──────────────────────────────────
    33 parameters in θ
    """

    def __init__(self, network, input_shape=None):
        parameters, layers = network.parameters(), network._chain
        if input_shape is None:
            width = getattr(layers[0], "d_in", None)
            if width is None:
                raise ValueError(
                    f"summary: expected the shape of one example, as in summary((28, 28)): {layers[0]!r} takes any"
                )
            input_shape = (width,)
        sides = input_shape if isinstance(input_shape, (tuple, list)) else (input_shape,)
        shape = tuple(_checks.whole(side, "input_shape", low=1) for side in sides)
        first = next(iter(parameters.values()), None)
        x = np.zeros((1, *shape), first.value.dtype if first else np.float32)
        self.rows = [("", "input", shape, 0)]
        seen = set()
        for i, layer in enumerate(layers):
            x, _ = layer.forward(x)
            fresh = [p for p in layer.parameters().values() if id(p) not in seen]
            seen.update(map(id, fresh))
            self.rows.append((str(i), repr(layer), x.shape[1:], sum(p.value.size for p in fresh)))
        self.total = sum(p.value.size for p in parameters.values())

    def __str__(self):
        lines = [("", "layer", "output", "parameters")]
        lines += [
            (n, _short(layer), _checks.shape_text((None, *out)), f"{count:,}") for n, layer, out, count in self.rows
        ]
        widths = [max(len(line[k]) for line in lines) for k in range(4)]
        text = [
            f"{n:>{widths[0]}}  {a:<{widths[1]}}  {o:<{widths[2]}}  {c:>{widths[3]}}".rstrip() for n, a, o, c in lines
        ]
        rule = "─" * max(map(len, text))
        return "\n".join([text[0], rule, *text[1:], rule, f"{self.total:,} parameters in θ"])

    __repr__ = __str__


def _short(text, limit=60):
    return text if len(text) <= limit else text[: limit - 1] + "…"
