"""Save a network's parameters and buffers to a file and load them back."""

import os

import numpy as np

from . import _checks
from .core import Layer


def writable(path, name):
    """``path`` as a `Path` to a file that may be written, or a sentence."""
    from pathlib import Path  # here, because it would be a quarter of the time that `import course_nn` takes

    try:
        path = Path(path)
    except TypeError:
        raise TypeError(f"{name}: path: expected a file name, got {_checks.describe(path)}") from None
    if not path.parent.is_dir() or path.is_dir():
        raise ValueError(f"{name}: expected the name of a file in a folder that exists, got {path}")
    return path


def save(network, path, *, optimizer=None, history=None, rng=None):
    """Write every parameter and buffer under its dotted name to ``path``, a NumPy ``.npz`` archive without pickle.

    The file is written beside its place and moved there when it is whole, so that an interrupt leaves the old one.
    Returns the path.
    """
    path = _path(network, path)
    if not path.parent.is_dir() or path.is_dir():
        raise ValueError(f"save: expected the name of a file in a folder that exists, got {path}")
    arrays = {name: p.value for name, p in _stored(network).items()}
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with open(part, "wb") as file:
            np.savez(file, **arrays)
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
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
    parameters = _stored(network)
    limit = {name: 16 * p.value.size + 10_000 for name, p in parameters.items()}
    try:
        with open(path, "rb") as file, np.load(file, allow_pickle=False) as archive:
            names = archive.files
            # Arrays are unpacked only if they are those of the network, in number and in bytes.
            if names == list(parameters) and all(
                part.file_size <= limit[name]
                for name, part in zip(names, archive.zip.infolist(), strict=True)
            ):
                arrays = {name: archive[name] for name in names}
            else:
                arrays = None
    except Exception as error:  # whatever a broken or hostile file sets off inside
        raise ValueError(
            f"load: {path.name} is not a whole file saved by save() ({type(error).__name__} while reading it)"
        ) from None
    if names != list(parameters):
        raise ValueError(
            f"load: expected the parameters {', '.join(parameters) or 'of no layer'}, got {', '.join(names) or 'none'}"
        )
    if arrays is None:
        raise ValueError(
            f"load: expected {path.name} to hold parameters of this network's size, got more bytes"
        )
    for name, p in parameters.items():
        array = _checks.as_array(arrays[name], f"load: {name}", shape=p.value.shape)
        with np.errstate(over="ignore"):
            arrays[name] = _checks.as_array(array.astype(p.value.dtype), f"load: {name} as {p.value.dtype}")
    for name, p in parameters.items():
        p.value[...] = arrays[name]
    return network


def _stored(network):
    return network.parameters() | network.buffers()


def _path(network, path):
    if not isinstance(network, Layer):
        raise TypeError(f"network: expected a layer or a network of layers, got {_checks.describe(network)}")
    from pathlib import Path  # here, because it would be a quarter of the time that `import course_nn` takes

    try:
        return Path(path)
    except TypeError:
        raise TypeError(f"path: expected a file name, got {_checks.describe(path)}") from None
