"""The weights of layers and networks as PyTorch, Keras, scikit-learn, ONNX and textbooks lay them out, there and back.

    load_weights(LSTM(8, 16, init="zeros", recurrent_init="zeros"), module.state_dict(), "pytorch")
    keras_layer.set_weights(list(weights_of(layer, "keras").values()))

| | dense layers | images | names |
|---|---|---|---|
| here | x W, (d_in, d_out) | (n, c, h, w), W (c_out, c_in, k, k) | W, b |
| PyTorch | transposed | as here | of ``state_dict``: 0.weight, 0.bias |
| Keras | as here | (n, h, w, c), W (k, k, c_in, c_out) | in the order of ``get_weights``: 0/kernel, 0/bias |
| scikit-learn | as here | | ``coefs_.0``, ``intercepts_.0`` |

`cells` has recurrent layers, for which there are also ONNX and textbooks; `pytorch`, `keras` and `sklearn` the rest.
What is no weight is not translated by itself: `settings_of` has the arguments with which the layer is made there.
"""

import numpy as np

from .. import _checks
from ..core import Layer
from . import cells, keras, pytorch, sklearn
from .constructors import settings_of
from .given import Given, as_given, refuse_left_over

FRAMEWORKS = ("pytorch", "keras", "sklearn", "onnx", "textbook")

__all__ = ["FRAMEWORKS", "load_weights", "settings_of", "weights_of"]


def weights_of(network, framework, *, channels=None):
    """The weights of a layer or network by the framework's own names: a dict of arrays, in its order.

    ``framework`` is ``"pytorch"``, ``"keras"`` or ``"sklearn"``, or for a recurrent layer ``"onnx"`` or
    ``"textbook"``. A `Sequential` has the names of ``nn.Sequential`` with a module for each of its layers, those of
    Flatten and activations too. Another model has those of a module whose attributes are called as here. A
    `Bidirectional` of two equal cells, and for PyTorch a `Stacked`, is one module, as its ``bidirectional`` and
    ``num_layers``; a `TransformerBlock` is a ``TransformerEncoderLayer``, with ``cross`` a ``TransformerDecoderLayer``.
    For Keras a `Flatten` of images turns the rows of the dense layer after it, since channels are last there;
    ``channels`` says how many the network's input has, where it begins with a Flatten or pooling.

    PyTorch's second bias of a cell is 0 where the sum of the two is all that counts. What a framework can't say is
    refused: a GRU whose reset gate comes before the product in PyTorch, cells of unequal kinds in one of its modules,
    a layer of your own with parameters. What is no weight must be said where the layer is built, as `settings_of` says
    it: ε and momentum of normalization, ``nonlinearity="relu"``, ``reset_after=False``. The running variance is made
    of unbiased ones here and in PyTorch, of biased ones in Keras; it is given as it is. Nor are causal masks, rotary
    positions, dropout or heads that are off in the weights. Keras's PReLU has an axis of 1 more for each of
    ``shared_axes``. ONNX's ``linear_before_reset`` comes with the arrays, since its default is another than PyTorch's.
    """
    if framework == "onnx":
        return cells.joined(_all(_pieces(network, framework, channels)))
    return _all(_pieces(network, framework, channels))


def load_weights(network, arrays, framework, *, channels=None):
    """Write ``arrays``, a dict as `weights_of` gives it, into ``network``, and return it.

    Arrays of PyTorch on the CPU are taken as they are, parameters too; so are scikit-learn's lists,
    ``{"coefs_": model.coefs_, "intercepts_": model.intercepts_}``; of Keras, whose arrays have no names, give
    ``dict(zip(weights_of(network, "keras"), model.get_weights()))``. A missing bias of a recurrent layer counts as 0
    (``bias=False``). Nothing is written unless all of them fit, as finite numbers of each layer's type. A square matrix
    that was not transposed can't be told from one that was: compare an output.
    """
    pieces = _pieces(network, framework, channels)
    arrays = as_given(arrays)
    if framework == "onnx":
        arrays = cells.apart(arrays, network, [piece.prefix for piece in pieces])
    if framework == "sklearn":
        arrays = sklearn.expanded(arrays, network)
    wanted = {name: array.shape for name, array in _all(pieces).items()}
    found = {}
    for piece in pieces:
        layer = piece.layer
        with np.errstate(over="ignore"):
            values = piece.back(layer, Given(layer, arrays, piece.prefix, piece.suffix, wanted))
            for name, value in values.items():
                own, dtype = getattr(layer, name), getattr(layer, name).value.dtype
                value = _checks.as_array(value.astype(dtype), f"{layer!r}: {name} as {dtype}")
                if not np.array_equal(found.setdefault(id(own), (own, value))[1], value):
                    raise ValueError(
                        f"{layer!r}: expected the same {name} at each place where the layer is used, got another at "
                        f"{piece.prefix!r}"
                    )
    refuse_left_over(network, arrays, framework)
    for own, value in found.values():
        own.value = value
    return network


def _pieces(network, framework, channels):
    _checks.one_of(framework, FRAMEWORKS, "framework")
    if not isinstance(network, Layer):
        raise TypeError(f"expected a layer or a network of course_nn, got {_checks.describe(network)}")
    if channels is not None:
        channels = _checks.whole(channels, "channels", low=1)
    if framework == "pytorch":
        return pytorch.pieces(network)
    if framework == "keras":
        return keras.pieces(network, channels)
    return sklearn.pieces(network) if framework == "sklearn" else cells.cells_of(network, framework)


def _all(pieces):
    return {name: array for piece in pieces for name, array in piece.arrays().items()}
