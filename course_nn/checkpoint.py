"""Save a network to a file and load it back: alone, or with all that its training needs to go on from there."""

import collections
import copy
import operator
from functools import partial

import numpy as np

from . import _checks, _files, archive
from .activations import Activation
from .core import Layer
from .history import History
from .optimizers import Optimizer

#: So many numbers may a history hold that is saved or loaded; as Python's they take five times their room in the file.
MOST_MEASURED = 2**21


def save(network, path, *, optimizer=None, history=None, rng=None):
    """Write the network to ``path``, an ``.npz`` archive without pickle that `numpy.load` opens; returns the path.

    Parameters and buffers stand in it under their dotted names, the states of the network's own random generators
    (those of `Dropout`) in its notes, and with them what else is given: the optimizer's state, the history, the state
    of the ``rng`` that shuffles. To go on later exactly as if nothing had happened, build everything as it was, load,
    and give `fit` the history; ``epochs`` counts those already done::

        network, optimizer = mlp([64, 32, 10], rng=np.random.default_rng(0)), Adam(0.001)
        history, rng = History(), np.random.default_rng(1)
        load(network, "training.npz", optimizer=optimizer, history=history, rng=rng)
        fit(network, X, y, CrossEntropy(), optimizer, epochs=20, rng=rng, history=history)

    The `Checkpoint` callback saves all of this after each epoch. Numbers that are not finite are not saved, and the old
    file stays; it also stays after an interrupt or on a full disk, as the new one is moved into its place when whole.
    """
    _check(network, optimizer, history, rng)
    path = _files.place(path, "save")
    arrays, notes = {}, {}
    for name, part in _stored(network).items():
        arrays[name] = _sound(part.value, name, f"save: {name}")
    notes["learned_with"] = _learned_with(network)
    notes["generators"] = {name: _plain(g.bit_generator.state) for name, g in network.generators().items()}
    if rng is not None:
        notes["rng"] = _plain(rng.bit_generator.state)
    if optimizer is not None:
        state = optimizer.state()
        memory = {key: value for key, value in state.items() if isinstance(value, np.ndarray)}
        notes["optimizer"] = {key: value for key, value in state.items() if key not in memory}
        for key, value in memory.items():
            arrays[f"optimizer/{key}"] = _checks.as_array(value, f"save: {key} of the optimizer")
    if history is not None:
        notes["history"] = list(history.records)
        _check_length(sum(map(len, history.records.values())), "save")
        for name, values in history.records.items():
            arrays[f"history/{name}"] = np.array(values, np.float64)
    archive.write(path, arrays, notes)
    return path


def load(network, path, *, optimizer=None, history=None, rng=None):
    """Read into ``network`` what `save` wrote, and return the network.

    Into ``optimizer``, ``history`` and ``rng`` goes what was saved of theirs; with ``optimizer`` or ``rng`` the states
    of the network's own generators come back, too. All is compared first: names, shapes, finite values, and a SHA-256
    of every part; a file that is damaged or does not fit is refused with the reason, and everything is left as it was.
    So is one of weights that were learned with another activation, one more or one less, or another ``reset`` of a GRU;
    other settings, such as strides, are yours to repeat, and so is a function as ``activation`` of a layer of your own,
    where only a name is compared. A network may be loaded without the rest, and from a file of float64 into float32.

    >>> import numpy as np
    >>> import tempfile
    >>> from course_nn import load, mlp, save
    >>> learned, fresh = (mlp([2, 3, 1], np.random.default_rng(seed)) for seed in (0, 1))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = load(fresh, save(learned, f"{folder}/learned.npz"))
    >>> bool((fresh.theta == learned.theta).all())
    True
    """
    _check(network, optimizer, history, rng)
    path = _files.as_path(path, "load")
    if not path.is_file():
        if (there := _files.what_stands_at(path)) is not None:
            raise ValueError(f"load: expected a file saved by save(), {path} is {there}")
        raise FileNotFoundError(f"load: expected a file saved by save(), there is none at {path}")
    places = _stored(network)
    with archive.Reader(path, 10 * len(places)) as file:
        settings = _learned_with(network)
        _compare(settings, file, only_shared=True)
        arrays = _arrays(file, places)
        _compare(settings, file)
        twin = None if optimizer is None else _restored(optimizer, _optimizer_state(file, optimizer, network))
        generators = {} if rng is None else {"rng": (rng, _note(file, "rng", dict))}
        if optimizer is not None or rng is not None:
            generators |= _own_generators(network, _note(file, "generators", dict))
        states = [(g.bit_generator, _generator_state(g, kept, name)) for name, (g, kept) in generators.items()]
        records = None if history is None else _records(file)
    actions = [partial(place.value.__setitem__, ..., arrays[name]) for name, place in places.items()]
    actions += [partial(setattr, bits, "state", state) for bits, state in states]
    if twin is not None:
        actions.append(partial(vars(optimizer).update, vars(twin)))
    if history is not None:
        actions.append(partial(vars(history).update, records=records, interrupted=False, stopped=None))
    at_once(actions)
    return network


def at_once(actions):
    """Call each of ``actions``, which run in C: an interrupt, which comes between Python's steps, finds all or none."""
    collections.deque(map(operator.call, actions), maxlen=0)


def _stored(network):
    return network.parameters() | network.buffers()


def _learned_with(layer, prefix=""):
    """Dotted name → name of the activation, or place of a GRU's reset gate: without it weights give other outputs."""
    found = {}
    for name in ("activation", "reset"):
        value = getattr(layer, name, None)
        value = value.name if isinstance(value, Activation) else value
        if isinstance(value, str):
            found[prefix + name] = value
    for name, child in layer.children():
        if isinstance(child, Layer):
            found |= _learned_with(child, f"{prefix}{name}.")
    return found


def _compare(settings, file, only_shared=False):
    """Refuse weights that were learned with another activation; older files don't say with which."""
    kept = (file.notes or {}).get("learned_with", settings)
    if not isinstance(kept, dict):
        raise ValueError(f"load: expected names of activations in {file.path.name}, got {_checks.describe(kept)}")
    for name in dict.fromkeys([*settings, *kept]):
        value, came = settings.get(name), kept.get(name)
        if came != value and not (only_shared and None in (value, came)):
            with_it = f"with {name}={value!r}, as this network has"
            want = f"without {name[:60]}, as this network is" if value is None else with_it
            came = "none" if came is None else _checks.describe(came)
            raise ValueError(
                f"load: expected weights that were learned {want}, got {came} in {file.path.name}; "
                "make the network as it was when it was saved"
            )


def _note(file, name, kind):
    """What the file's notes say of ``name``."""
    notes = file.notes or {}
    if name not in notes:
        raise ValueError(
            f"load: expected {file.path.name} to hold the state of {name}, which save() was not given; "
            f"load it without {name}= and begin anew there"
        )
    if not isinstance(notes[name], kind):
        raise ValueError(f"load: expected the state of {name} in {file.path.name}, got something else there")
    return notes[name]


def _arrays(file, places):
    """What the file holds for the network's parameters and buffers, in their shapes and types."""
    names = [name for name in file.names if not name.startswith(("optimizer/", "history/"))]
    if names != list(places):
        raise ValueError(f"load: expected the parameters {_listed(places)}, got {_listed(names)}")
    for name, place in places.items():
        if file.size(name) > 16 * place.value.size + 10_000:
            raise ValueError(
                f"load: expected {file.path.name} to hold parameters of this network's size, got more bytes"
            )
    arrays = {}
    for name, place in places.items():
        array = _checks.as_array(file.array(name), f"load: {name}", shape=place.value.shape, empty=True)
        with np.errstate(over="ignore"):
            array = array.astype(place.value.dtype, copy=False)
        arrays[name] = _sound(array, name, f"load: {name} as {array.dtype}")
    return arrays


def _sound(array, name, where):
    """Finite numbers, and a variance that can be one: the root of another would be NaN in every prediction."""
    array = _checks.as_array(array, where, empty=True)
    if name.rpartition(".")[2] == "running_variance" and (array < 0).any():
        raise ValueError(f"{where}: expected a variance of at least 0, got {array.min():g}")
    return array


def _restored(optimizer, state):
    """A twin of the optimizer that goes on from ``state``; the optimizer itself is left as it is."""
    twin = copy.copy(optimizer)
    try:
        twin.restore(state)
    except (TypeError, ValueError):
        raise
    except Exception as error:  # whatever a hostile state sets off inside
        raise ValueError(
            f"load: expected a state that {type(optimizer).__name__} can go on from, got one that is damaged: "
            f"{type(error).__name__}"
        ) from None
    return twin


def _optimizer_state(file, optimizer, network):
    """What the optimizer's `restore` is given: numbers from the notes, and its memory, which has the size of θ."""
    plain, name = _note(file, "optimizer", dict), type(optimizer).__name__
    if plain.get("optimizer") != name:
        came = _checks.describe(plain.get("optimizer"))
        raise ValueError(f"load: expected the optimizer's state to be that of {name}, got that of {came}")
    if any(isinstance(value, int) and abs(value) > 2**53 for value in plain.values()):
        raise ValueError("load: expected an optimizer's state of numbers that can be counted to, got a larger one")
    values = [parameter.value for parameter in network.parameters().values()]
    size, dtype = sum(value.size for value in values), values[0].dtype if values else None
    memory = {}
    for name in file.names:
        if name.startswith("optimizer/"):
            if file.size(name) > 16 * size + 10_000:
                raise ValueError(f"load: expected {name} of {size} numbers as θ has, got more bytes")
            array = file.array(name)
            if array.shape != (size,) or array.dtype != dtype:
                raise ValueError(
                    f"load: expected {name} like this network's θ, {dtype} array of shape ({size},), "
                    f"got {_checks.describe(array)}"
                )
            memory[name.removeprefix("optimizer/")] = array
    return plain | memory


def _records(file):
    names = _note(file, "history", list)
    if not all(isinstance(name, str) for name in names) or len(set(names)) < len(names):
        raise ValueError(f"load: expected names of quantities for the history in {file.path.name}, each once")
    for name in names:
        if f"history/{name}" not in file.names:
            raise ValueError(f"load: expected {file.path.name} to hold the history's {name}, it does not")
    _check_length(sum(file.size(f"history/{name}") for name in names) // 8 - 16 * len(names), "load")
    records = {}
    for name in names:
        values = file.array(f"history/{name}")
        if values.ndim != 1 or values.dtype != np.float64:  # bytes would be eight times as many numbers
            raise ValueError(
                f"load: expected a list of numbers for the history's {name}, got {_checks.describe(values)}"
            )
        records[name] = values.tolist()
    return records


def _check_length(numbers, action):
    if numbers > MOST_MEASURED:
        raise ValueError(
            f"{action}: expected a history of at most {MOST_MEASURED:,} numbers, got {numbers:,}; "
            f"{action} without history="
        )


def _own_generators(network, kept):
    """Name → (generator of the network, its state in the file)."""
    own = network.generators()
    if own.keys() != kept.keys():
        raise ValueError(f"load: expected the random generators {_listed(own)} of this network, got {_listed(kept)}")
    return {name: (generator, kept[name]) for name, generator in own.items()}


def _generator_state(generator, state, name):
    """``state`` as it may be given to ``generator``, tried on a twin, or a sentence."""
    kind = type(generator.bit_generator)
    state = state if isinstance(state, dict) else {}
    try:
        state = _like(generator.bit_generator.state, state)
        twin = kind(0)
        twin.state = state
        if _plain(twin.state) == _plain(state):
            return state
    except Exception:  # whatever a hostile state sets off inside
        pass
    came = state.get("bit_generator")
    came = "one that is damaged" if came == kind.__name__ else came if isinstance(came, str) else _checks.describe(came)
    raise ValueError(
        f"load: {name}: expected the state of a {kind.__name__} generator, got that of {came[:60]}; "
        "make it as it was when it was saved"
    )


def _plain(state):
    """A generator's state as what JSON can hold: its arrays as lists."""
    if isinstance(state, dict):
        return {key: _plain(value) for key, value in state.items()}
    return state.tolist() if isinstance(state, np.ndarray) else state


#: How far the places in NumPy's buffers may go; NumPy takes any number, and would read behind their ends.
_POSITIONS = {"pos": 624, "buffer_pos": 4, "has_uint32": 1}


def _like(model, state):
    """``state`` with the keys, types and lengths of ``model``; positions in a buffer stay within it."""
    if isinstance(model, dict):
        if set(state) != set(model):
            raise KeyError
        if any(not 0 <= state.get(key, 0) <= most for key, most in _POSITIONS.items()):
            raise ValueError
        return {key: _like(value, state[key]) for key, value in model.items()}
    if isinstance(model, np.ndarray):
        array = np.array(state, dtype=model.dtype)
        if array.shape != model.shape:
            raise ValueError
        return array
    if type(state) is not type(model):
        raise TypeError
    return state


def _check(network, optimizer, history, rng):
    if not isinstance(network, Layer):
        raise TypeError(f"network: expected a layer or a network of layers, got {_checks.describe(network)}")
    if optimizer is not None and not isinstance(optimizer, Optimizer):
        raise TypeError(f"optimizer: expected an optimizer such as Adam(0.001), got {_checks.describe(optimizer)}")
    if history is not None and not isinstance(history, History):
        raise TypeError(f"history: expected a History, got {_checks.describe(history)}")
    if rng is not None:
        _checks.generator(rng)


def _listed(names):
    return ", ".join(names) or "none"
