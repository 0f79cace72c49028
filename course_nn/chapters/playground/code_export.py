"""The present network as a script of `course_nn`: its data, its layers with their weights, and how it goes on."""

import re

import numpy as np

from .network import DROPOUT, ORDER, blocks, is_squared, outputs_of
from .settings import OWN, Settings

#: How each optimizer is written; "{rate}" and "{decay}" are numbers.
OPTIMIZERS = {
    "SGD": "SGD({rate})",
    "momentum": "SGD({rate}, momentum=0.9)",
    "AdaGrad": "AdaGrad({rate})",
    "RMSProp": "RMSProp({rate})",
    "Adam": "Adam({rate})",
    "AdamW": "AdamW({rate}, weight_decay={decay})",
}
_HERE = "course_nn.chapters.playground"
#: What is not the library's, and where it is.
_OURS = {"HalfSquaredError": "network", "Feed": "feed", "SGDWithDeath": "original_rules", "weights_of": "step_rules"}


def as_code(run):
    """The run as Python, to be read and run: ``network(X)`` answers as it does here.

    Before the first update the training at the end of the script makes the same steps as the run would, but for
    rounding. Later it goes on the same weights, in another order of the examples and with an optimizer that remembers
    nothing.
    """
    settings = run.settings
    if not len(run.data.X_train):
        raise ValueError("code: there are no points to train on; put some into the plane")
    if not np.isfinite(run.network.theta).all():
        raise ValueError("code: the weights are not finite any more; press Reset or Undo")
    names = {"Sequential", "train"}
    layers, weights = _layers(run, names)
    loss, target = _loss(settings)
    optimizer, penalty = _steps(settings)
    feed = _batches(settings)
    called = _words(loss, optimizer, feed, penalty)
    parts = [("training", "X", "y"), ("test", "X_test", "y_test")][: 1 + bool(len(run.data.X_test))]
    shown = ", ".join(f'"loss of the {part} data", loss(network({x}), {y})[0]' for part, x, y in parts)
    shown = f"print({shown})"
    names |= called - set(_OURS)
    ours = {"make_data": "data_sets", "featured": "features", "Settings": "settings"}
    ours |= {name: module for name, module in _OURS.items() if name in called}
    imports = "".join(
        f"from {_HERE}.{module} import {name}\n" for name, module in sorted(ours.items(), key=lambda x: x[1])
    )
    return f'''"""A network of the playground, after {run.updates:,} updates."""

import numpy as np

from course_nn import {", ".join(sorted(names))}
{imports}
settings = Settings({_given(settings)})
data = make_data(settings)
X, X_test = (featured(points, settings.features) for points in (data.X_train, data.X_test))
y, y_test = ({target} for labels in (data.y_train, data.y_test))

network = Sequential(
{layers})
{weights}
loss = {loss}
optimizer = {optimizer}
feed = {feed}
{shown}
for step in train(network, loss, optimizer, feed, epochs=10{penalty}):
    pass
{shown}
'''


def _words(*texts):
    """The names that are called in these lines, each once, without methods."""
    return set(re.findall(r"(?<![\w.])([A-Za-z]\w*)\(", " ".join(texts)))


def _given(settings):
    """What the data follow from, where it is not as at first."""
    names = ("problem", "data", "classes", "noise", "train_share", "points", "rule", "own", "features", "seed")
    first = Settings()
    values = {name: getattr(settings, name) for name in names if getattr(settings, name) != getattr(first, name)}
    if settings.data != OWN:
        values.pop("own", None)
    return ", ".join(f"{name}={value!r}" for name, value in values.items())


def _layers(run, names):
    """The lines of the layers, and those that put the weights into them."""
    lines, weights = [], []
    for k, block in enumerate(blocks(run.network)):
        dense, at = block.dense, len(lines)
        lines.append(f'    Dense({dense.d_in}, {dense.d_out}, init="zeros", dtype=np.float64),\n')
        names.add("Dense")
        weights.append(f"network[{at}].W.value = np.array({_numbers(dense.W.value)})\n")
        weights.append(f"network[{at}].b.value = np.array({_numbers(dense.b.value)})\n")
        if block.activation is not None:
            kind = type(block.activation).__name__
            names.add(kind)
            if kind == "PReLU":
                weights.append(f"network[{len(lines)}].s.value = np.array({_numbers(block.activation.s.value)})\n")
            lines.append(f"    {kind}({'dtype=np.float64' if kind == 'PReLU' else ''}),\n")
        if block.dropout is not None:
            names.add("Dropout")
            share = run.settings.hidden[k].dropout
            lines.append(f"    Dropout({share}, np.random.default_rng([{run.settings.seed}, {DROPOUT}, {k}])),\n")
    return "".join(lines), "".join(weights)


def _numbers(array):
    """All digits, as nested lists."""
    return repr(array.tolist())


def _loss(settings):
    """The loss, and how its targets are made of labels."""
    if settings.problem == "regression":
        return "HalfSquaredError()", "labels[:, None]"
    if is_squared(settings):
        one = "2.0 * labels[:, None] - 1"
        many = f"2.0 * (labels[:, None] == np.arange({settings.classes})) - 1"
        return "HalfSquaredError()", one if outputs_of(settings) == 1 else many
    if outputs_of(settings) == 1:
        return "BinaryCrossEntropy()", "labels[:, None].astype(np.float64)"
    return "CrossEntropy()", "labels"


def _batches(settings):
    """The batches of an epoch; by the original's rules those left over come first in the next one."""
    if settings.original:
        return f"Feed(X, y, {settings.batch}, shuffle=False, leftover=True)"
    order = f"np.random.default_rng([{settings.seed}, {ORDER}])" if settings.shuffle else "shuffle=False"
    return f"batches(X, y, {settings.batch}, {order})"


def _steps(settings):
    """The optimizer, and the argument for the penalty."""
    rate, strength = settings.rate, settings.penalty_rate
    if settings.original and settings.penalty == "L1":
        return f"SGDWithDeath({rate}, {strength}, weights_of(network))", ""
    decays = settings.optimizer == "AdamW" and settings.penalty == "L2"
    text = OPTIMIZERS[settings.optimizer].format(rate=rate, decay=strength if decays else 0.01)
    if settings.penalty == "none" or decays:
        return text, ""
    return text, f", penalty={settings.penalty}Penalty({strength})"
