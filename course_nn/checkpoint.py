"""Save a network's parameters to a file and load them back."""

import os
import tempfile
import zipfile
from pathlib import Path

import numpy as np

from . import _checks
from .core import Layer


def save(network, path):
    """Write every parameter under its dotted name to ``path``, a NumPy ``.npz`` archive without pickle.

    The file is written beside its place and moved there when it is whole, so that an interrupt leaves the old one.
    Returns the path.
    """
    path = _path(network, path)
    arrays = {name: p.value for name, p in network.parameters().items()}
    handle, part = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            np.savez(file, **arrays)
        os.replace(part, path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
    return path


def load(network, path):
    """Read into ``network`` what `save` wrote, and return the network.

    Names, shapes and finite values are compared with the network's own first; a file that does not fit is refused and
    the network is left as it was.
    """
    path = _path(network, path)
    if not path.is_file():
        raise FileNotFoundError(f"load: expected a file saved by save(), there is none at {path}")
    try:
        with np.load(path, allow_pickle=False) as archive:
            arrays = {name: archive[name] for name in archive.files}
    except (ValueError, OSError, EOFError, KeyError, TypeError, AttributeError, zipfile.BadZipFile) as error:
        raise ValueError(f"load: {path.name} is not a whole file saved by save() ({error})") from None
    parameters = network.parameters()
    if list(arrays) != list(parameters):
        raise ValueError(
            f"load: expected the parameters {', '.join(parameters)}, got {', '.join(arrays) or 'none'}"
        )
    for name, p in parameters.items():
        _checks.as_array(arrays[name], f"load: {name}", shape=p.value.shape)
    for name, p in parameters.items():
        p.value[...] = arrays[name]
    return network


def _path(network, path):
    if not isinstance(network, Layer):
        raise TypeError(f"network: expected a layer or a network of layers, got {_checks.describe(network)}")
    try:
        return Path(path)
    except TypeError:
        raise TypeError(f"path: expected a file name, got {_checks.describe(path)}") from None
