"""scikit-learn: ``coefs_`` and ``intercepts_`` of an ``MLPClassifier`` or ``MLPRegressor``; matrices are as here.

Its hidden layers have one activation: identity, relu, tanh or logistic. The output is a dense layer; a classifier of
two classes has one output, the logit of the second class.
"""

from ..core import Sequential
from ..layers import Dense, Flatten, ReLU, Sigmoid, Tanh
from .given import shortly
from .pieces import Piece

ACTIVATIONS = {ReLU: "relu", Tanh: "tanh", Sigmoid: "logistic"}


def pieces(network):
    """The pieces of a plain perceptron of dense layers; first all its matrices, then all biases."""
    dense = dense_layers(network)
    found = [Piece("coefs_", f".{k}", layer, _matrix, _to_matrix) for k, layer in enumerate(dense)]
    return found + [Piece("intercepts_", f".{k}", layer, _bias, _to_bias) for k, layer in enumerate(dense)]


def dense_layers(network):
    """The dense layers, if that is what the network is made of."""
    layers = [layer for layer in _flat(network) if type(layer) is not Flatten]
    dense = [layer for layer in layers if type(layer) is Dense]
    between = {type(layer) for layer in layers} - {Dense}
    regular = [Dense, *between] * len(dense)
    right = dense and len(between) <= 1 and between <= set(ACTIVATIONS)
    right = right and [type(layer) for layer in layers] == regular[: (1 + len(between)) * len(dense) - len(between)]
    if not right:
        raise ValueError(
            f"{shortly(network)}: expected dense layers with one activation between them, ReLU, Tanh or Sigmoid, and "
            "none after the last, as scikit-learn's networks are made"
        )
    for layer in dense:
        if layer.b is None:
            raise ValueError(f"{layer!r}: expected a dense layer with a bias, as all of scikit-learn's have")
    return dense


def _flat(network):
    """The layers of chains in chains, one after the other."""
    if type(network) is Sequential:
        return [layer for part in network.layers for layer in _flat(part)]
    return [network]


def expanded(arrays, network):
    """``{"coefs_": model.coefs_, "intercepts_": model.intercepts_}`` as a dict of arrays, ``"coefs_.0"`` and so on."""
    found = {}
    for name, array in arrays.items():
        if name in ("coefs_", "intercepts_") and isinstance(array, (list, tuple)):
            found |= {f"{name}.{k}": one for k, one in enumerate(array)}
        else:
            found[name] = array
    last = dense_layers(network)[-1]
    names = [name for name in found if str(name).startswith("intercepts_.")]
    if last.d_out == 2 and names and getattr(found[names[-1]], "shape", None) == (1,):
        raise ValueError(
            f"{last!r}: expected two outputs, got one, as a classifier of two classes has there: the logit of the "
            f"second; end the network in Dense({last.d_in}, 1), for BinaryCrossEntropy"
        )
    return found


def _matrix(layer):
    return {"": layer.W.value}


def _to_matrix(layer, given):
    return {"W": given.take("", layer.W.value.shape)}


def _bias(layer):
    return {"": layer.b.value}


def _to_bias(layer, given):
    return {"b": given.take("", layer.b.value.shape)}
