"""The contract every layer keeps, and layers made of layers.

A layer maps an input to an output *and to its own derivative*::

    y, backward = layer.forward(x)      # y = f(x)
    dx = backward(dy)                   # ∂J/∂x from ∂J/∂y; adds this call's share to the parameters' gradients

``backward`` is a closure under the formula it differentiates. Every call owns its memory, so a layer may be called many
times before anything flows back. What the way back reads again is kept without a copy: mostly x, and y by Sigmoid,
Tanh, ELU, RadialBasis, RNN, LSTM, GRU, Attention, and by a Sequential or Stacked that ends with one. Write into copies
of these. The y of Flatten and of Reshape is a view of x, and its dx of dy. Gradients add up, as a value's do that is
used twice; `Layer.zero_grad` clears them. ``layer(x)`` predicts: it checks its input, and keeps nothing.
"""

import copy

import numpy as np

from . import _checks
from .contract import admitted, blame, output_and_backward, refuse_pair
from .names import answered
from .parameters import Buffer, Parameter, theta_of
from .settings import Settled
from .summary import Summary

#: An example of any shape.
ANY = (...,)
_FLOATS = (np.dtype(np.float32), np.dtype(np.float64))
_VARARGS = 4  # the flag of a function that takes *args, inspect.CO_VARARGS


@answered
class Layer(Settled):
    """What every layer and network is.

    A layer of your own sets its `Parameter` attributes in ``__init__``, if it learns any, and defines `forward`. A
    parameter or buffer is written into by its ``value``: ``layer.W.value = array``.
    """

    #: True where ``backward(dy, need_dx=False)`` spares the gradient of the input (the first layer's is never used).
    can_skip_dx = False

    def forward(self, x, train=False):
        """``y, backward`` for a batch ``x``. ``train`` is for layers that behave otherwise while they learn."""
        raise NotImplementedError(
            f"{type(self).__name__}: a layer needs a method forward(self, x, train=False) that returns y, backward"
        )

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        code = getattr(vars(cls).get("forward"), "__code__", None)
        if code is not None and code.co_argcount < 3 and not code.co_flags & _VARARGS:
            raise TypeError(f"{cls.__name__}: expected its method as forward(self, x, train=False)")

    def __setattr__(self, name, value):
        held = vars(self).get(name)
        if isinstance(held, (Parameter, Buffer)) and not isinstance(value, (Parameter, Buffer)) and value is not None:
            raise TypeError(
                f"{type(self).__name__}: {name} is a {type(held).__name__}, got {_checks.describe(value)} for it; "
                f"write into it: layer.{name}.value = ..."
            )
        super().__setattr__(name, value)

    def _change(self, name, value):
        # Parameters may be tied, and a Generator changed for another.
        if not isinstance(value, (Parameter, Buffer, np.random.Generator)):
            super()._change(name, value)

    def __call__(self, x):
        """The prediction for ``x``: finite numbers, at least one example."""
        return output_and_backward(self, _checks.as_array(x, f"{type(self).__name__}: input"))[0]

    def children(self):
        """(name, parameter, buffer, generator or layer) by attribute, in order, also inside lists, tuples, dicts."""
        for name, value in vars(self).items():
            yield from _named(name, value)

    def parameters(self):
        """Dotted name → `Parameter`, in order. One that is used twice counts once, under its first name."""
        return _found(self, Parameter)

    def buffers(self):
        """Dotted name → `Buffer`, in order: what is saved with the parameters but not trained."""
        return _found(self, Buffer)

    def generators(self):
        """Dotted name → `numpy.random.Generator` that a layer holds as an attribute, in order, each once."""
        return _found(self, np.random.Generator)

    @property
    def theta(self):
        """θ: all parameters as one vector. Writing into it changes the layers, whose arrays are views into it.

        The first network whose θ is asked for gathers its parameters; a part of it (an encoder inside an autoencoder)
        sees its stretch of the same memory. A network that shares some of its parameters with another's θ is refused.
        """
        return theta_of(self).value

    @property
    def grad(self):
        """∇J(θ): the gradients of all parameters as one vector, in the order of θ."""
        theta = theta_of(self)
        theta.settle()
        return theta.grad

    def zero_grad(self):
        """Set the gradients of all parameters to zero."""
        for parameter in self.parameters().values():
            parameter.zero_grad()

    def copy(self, dtype=None):
        """An independent layer with equal parameters, in ``dtype`` if it is given."""
        twin = copy.deepcopy(self)
        if dtype is not None:
            dtype = _checks.float_type(dtype)
            for part in (*twin.parameters().values(), *twin.buffers().values()):
                part.convert(dtype)
        return twin

    def summary(self, input_shape=None):
        """A table of layers, output shapes and numbers of parameters. ``input_shape`` is that of one example."""
        return Summary(self, input_shape)

    @property
    def _chain(self):
        """The layers that come one after the other, for the table of a network: the layer itself."""
        return (self,)

    def admit(self, x, example=ANY, dtype=None, what="input"):
        """The input ``x`` as an array (n, *example) in ``dtype``, or one sentence that says why it can't be one.

        ``example`` is the shape of one example; a word in it is a side of any length, as in ``(3, "h", "w")``, and
        ``...`` before the others is any number of sides. A list of such shapes admits each of them. Without ``dtype``
        float32 and float64 stay what they are, and all other numbers become float64. The sentence calls the input
        ``what``, and closes with `mend`.
        """
        if type(x) is np.ndarray and x.size and x.ndim:
            # As in nearly every call of a dense layer or an activation: what is asked for is what comes.
            if example is ANY and dtype is None:
                if x.dtype in _FLOATS:
                    return x
            elif x.shape[1:] == example and x.dtype == dtype:
                return x
        return admitted(self, x, example if isinstance(example, list) else [example], dtype, what)

    def mend(self, shape):
        """What would help an input of this shape, which does not fit: a few words, or nothing."""
        return ""

    def __repr__(self):
        return f"{type(self).__name__}()"

    # What others write here, and what to write instead; their methods stand in `names`.
    mends = (
        ("activation", "an activation is a layer of its own: Sequential(Dense(2, 8, rng), Tanh())"),
        ("input_shape", "the first layer is told its number of inputs: Dense(784, 128, rng)"),
        ("batch_first", "sequences are (n, t, d), the batch first"),
        ("num_layers", "layers above one another are Stacked(LSTM(...), LSTM(...))"),
        ("return_sequences", "all steps come back; the last one alone with return_last=True"),
        ("device", "it computes with NumPy, on the processor alone"),
        ("inplace", "a layer never writes into its input"),
        ("name", "a layer is known by its place: network[0]"),
    )


def _named(name, value):
    if isinstance(value, (Parameter, Buffer, Layer, np.random.Generator)):
        yield name, value
    elif isinstance(value, (list, tuple)):
        for i, item in enumerate(value):
            yield from _named(f"{name}.{i}", item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _named(f"{name}.{key}", item)


def _found(layer, kind):
    """Dotted name → parameter, buffer or generator, each once."""
    found, seen = {}, set()
    for name, child in _walk(layer, ""):
        if isinstance(child, kind) and id(child) not in seen:
            seen.add(id(child))
            found[name] = child
    return found


def _walk(layer, prefix):
    for name, child in layer.children():
        if isinstance(child, Layer):
            yield from _walk(child, f"{prefix}{name}.")
        else:
            yield prefix + name, child


def upstream(dy, y, layer):
    """``dy`` = ∂J/∂y as an array of the shape and type of the output ``y``, or a sentence."""
    if type(dy) is not np.ndarray or dy.shape != y.shape:
        came = dy.shape if isinstance(dy, np.ndarray) else _checks.describe(dy)
        misfit = ValueError(f"{layer!r}: backward expects a gradient of the output's shape {y.shape}, got {came}")
        misfit.of = layer, y.shape, came  # by which a network finds out who gave it
        raise misfit
    if dy.dtype == y.dtype or y.dtype.kind != "f":  # the slope at whole numbers is not a whole number
        return dy
    return dy.astype(y.dtype, copy=False)


class _Group(Layer):
    """A layer made of ``layers``, which are numbered 0, 1, 2, … in the names of their parameters."""

    def __init__(self, *layers):
        if not layers:
            raise ValueError(f"{type(self).__name__}: expected at least one layer, got none")
        for i, layer in enumerate(layers):
            if not isinstance(layer, Layer):
                mend = (
                    "; write the layers one after the other, without a list" if isinstance(layer, (list, tuple)) else ""
                )
                if isinstance(layer, str) or hasattr(layer, "__name__"):
                    mend = "; an activation is a layer: ReLU(), Tanh()"
                if isinstance(layer, dict):
                    mend = "; write the layers one after the other, without names"
                if isinstance(layer, type):
                    mend = f"; write {layer.__name__}(...) with its brackets"
                raise TypeError(
                    f"{type(self).__name__}: expected layers, got {_checks.describe(layer)} at place {i}{mend}"
                )
        self.layers = layers

    def children(self):
        return ((str(i), layer) for i, layer in enumerate(self.layers))

    def __len__(self):
        return len(self.layers)

    def __getitem__(self, i):
        return self.layers[i]

    def __repr__(self):
        return f"{type(self).__name__}({', '.join(map(repr, self.layers))})"


class Sequential(_Group):
    """f = fₖ ∘ … ∘ f₂ ∘ f₁: each layer's output is the next one's input; the way back is the chain rule, last first.

    >>> import numpy as np
    >>> from course_nn import Dense, ReLU, Sequential
    >>> rng = np.random.default_rng(0)
    >>> network = Sequential(Dense(2, 8, rng), ReLU(), Dense(8, 3, rng))
    >>> y, backward = network.forward(np.ones((5, 2)))
    >>> y.shape, backward(np.ones_like(y)).shape, network.theta.size
    ((5, 3), (5, 2), 51)
    """

    @property
    def can_skip_dx(self):
        return self.layers[0].can_skip_dx

    @property
    def _chain(self):
        return self.layers if type(self) is Sequential else super()._chain

    def forward(self, x, train=False):
        backs = []
        for layer in self.layers:
            pair = layer.forward(x, train)
            x, back = pair if type(pair) is tuple and len(pair) == 2 and callable(pair[1]) else refuse_pair(layer, pair)
            backs.append(back)

        def backward(dy, need_dx=True):
            try:
                for back in backs[:0:-1]:
                    dy = back(dy)
                return backs[0](dy) if need_dx or not self.can_skip_dx else backs[0](dy, need_dx=False)
            except ValueError as error:
                blame(error, self)
                raise

        return x, backward


class Residual(Sequential):
    """y = x + f(x), where f is the chain of the given layers (He, Zhang, Ren and Sun, 2016). f keeps the shape of x."""

    can_skip_dx = False

    def forward(self, x, train=False):
        fx, f_backward = super().forward(x, train)
        if fx.shape != x.shape:
            raise ValueError(
                f"{self!r}: expected the layers inside to keep the shape {x.shape}, but they gave {fx.shape}"
            )
        y = x.astype(fx.dtype, copy=False) + fx

        def backward(dy):
            dy = upstream(dy, y, self)
            return dy + f_backward(dy)

        return y, backward


class Branches(_Group):
    """Several layers on one input, their outputs side by side: y = [f₁(x), f₂(x), …] along the last axis."""

    def forward(self, x, train=False):
        outputs, backs = zip(*(output_and_backward(layer, x, train) for layer in self.layers), strict=True)
        if len({out.shape[:-1] for out in outputs}) > 1:
            shapes = ", ".join(str(out.shape) for out in outputs)
            raise ValueError(f"{self!r}: expected outputs that differ in the last axis only, got {shapes}")
        y = np.concatenate(outputs, axis=-1)
        stops = np.cumsum([out.shape[-1] for out in outputs])[:-1]

        def backward(dy):
            parts = np.split(upstream(dy, y, self), stops, axis=-1)
            return sum(back(np.ascontiguousarray(part)) for back, part in zip(backs, parts, strict=True))

        return y, backward
