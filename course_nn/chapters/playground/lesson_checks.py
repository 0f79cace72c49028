"""How each question of the lesson is checked: (what is missing, what was reached), both in words, from the run alone.

What is missing is "" where the question is answered.
"""

import numpy as np

from .flow import gradient_flow
from .maps import maps
from .network import blocks
from .numbers import above, below, epochs_of, percent

XY = ("x", "y")
#: Of fewer test points a share, or a loss, says little.
TESTED = 50
#: Activations that never go down: one such unit alone is positive on one side of a line, whatever comes after it.
RISING = {"tanh", "relu", "sigmoid", "heaviside", "leaky_relu", "elu", "softplus", "hard_tanh"}


def _unmet(run, tested=TESTED, **wanted):
    """The first thing that is not as the task wants it, in words; "" where all is."""
    if run.diverged:
        return run.diverged
    for name, value in wanted.items():
        if getattr(run.settings, name) != value:
            return f"This task is about {_WANTED[name].format(_listed(value) if name == 'features' else value)}."
    n = len(run.data.X_test)
    if n < tested:
        return f"There are {n} test points: {tested} or more are asked for, so that they say something."
    return ""


_WANTED = {
    "data": "the data set {}",
    "classes": "two classes",
    "problem": "a {}",
    "features": "the features {} alone",
    "original": "the original's rules",
    "start": "first weights that are {}",
    "penalty": "the penalty {}",
    "loss": "the {}",
    "hidden": "a network without hidden layers",
}


def _listed(names):
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _counted(n, what):
    return f"1 {what}" if n == 1 else f"{n:,} {what}s"


def _epochs(run):
    epochs = epochs_of(run.epoch)
    return f"{epochs} epoch{'s' * (epochs != '1')}"


def _right(run):
    """The share of the test points that are right; `_unmet` has seen that there are some."""
    return run.accuracies()[1]


def edge(run):
    missing = _unmet(run, data="Gaussians", classes=2, hidden=(), features=XY, start="zeros")
    if not missing and run.settings.noise < 10:
        missing = f"The noise is {below(run.settings.noise)} %: this task is about 10 % or more."
    if not missing and run.updates:
        missing = f"It was trained ({_counted(run.updates, 'update')}): press Reset, and set the three numbers by hand."
    if missing:
        return missing, ""
    share = percent(_right(run))
    if not run.network.theta.any():
        return "All three numbers are 0, so there is no edge yet.", ""
    if _right(run) < 0.97:
        return f"Your edge has {share} of the test points on their right side: 97 % are asked for.", ""
    return "", f"An edge by hand: {share} of the test points are on their right side."


def features(run):
    missing = _unmet(run, data="circle", classes=2, hidden=())
    if missing:
        return missing, ""
    names, share = _listed(run.settings.features), percent(_right(run))
    if _right(run) < 0.98:
        return f"From {names} it has {share} of the test points right: 98 % are asked for.", ""
    return "", f"From {names} alone, without a hidden layer, {share} of the test points are right."


def xor(run):
    missing = _unmet(run, data="XOR", features=XY)
    units = sum(layer.units for layer in run.settings.hidden)
    if not missing and units > 4:
        missing = f"There are {units} hidden units: four are allowed."
    if missing:
        return missing, ""
    share = percent(_right(run))
    if _right(run) < 0.95:
        return f"{share} of the test points are right: 95 % are asked for.", ""
    return "", f"XOR with {_counted(units, 'hidden unit')}: {share} of the test points are right."


def spiral(run):
    missing = _unmet(run, data="spiral", classes=2, features=XY, loss="cross-entropy")
    test = run.losses()[1]
    if not missing and not test < 0.05:
        missing = f"The test loss is {above(test)}: one below 0.05 is asked for."
    return missing, f"The spiral from x and y alone: the test loss is {below(test)}."


def line(run):
    missing = _unmet(run, data="circle", classes=2, features=XY)
    hidden = run.settings.hidden
    bent = [k for k, layer in enumerate(hidden, 1) if not _straight(layer)]
    if not missing and len(hidden) < 2:
        missing = f"It has {_counted(len(hidden), 'hidden layer')}: two or more are asked for."
    if not missing and run.updates < 500:
        missing = (
            f"It has made {_counted(run.updates, 'update')}: train it for 500 or more, so that it has had its chance."
        )
    if not missing and bent:
        units, name, _ = hidden[bent[0] - 1]
        has = f"Hidden layer {bent[0]} has {_counted(units, 'unit')} with the activation {name.replace('_', ' ')}"
        if any(layer.units == 1 for layer in hidden[: bent[0] - 1]):
            can = "all that comes to it is one sum of x and y, so there can be several borders, side by side"
        elif units > 1:
            can = "with them a border can bend"
        else:
            can = "it can go up and down, so there can be several borders"
        missing = f"{has}: {can}."
    return missing, "However long it is trained, its border is a straight line, or there is none."


def _straight(layer):
    """Whether a layer hands on sums of what it is given, or one number that rises with such a sum."""
    return layer.activation == "linear" or (layer.units == 1 and layer.activation in RISING)


def l1(run):
    missing = _unmet(run, problem="classification", original=True, penalty="L1")
    if missing:
        return missing, ""
    theta = run.network.theta
    weights = sum(block.dense.W.value.size for block in blocks(run.network))
    dead = int(((run.optimizer.state().get("dead", np.zeros_like(theta)) > 0) & (theta == 0)).sum())
    share = percent(_right(run))
    if dead < weights / 4:
        return f"{dead} of {weights} weights have died and are exactly 0: a quarter of them is asked for.", ""
    if _right(run) < 0.9:
        return f"{dead} weights have died, but only {share} of the test points are right: 90 % are asked for.", ""
    return "", (
        f"{dead} of {weights} weights are exactly 0 and stay it, and {share} of the test points are right: by the "
        "original's rules a weight that the penalty takes across zero is dead. Under the plain L1 of this playground "
        "such a weight goes on, most often to and fro around zero."
    )


def overfitting(run):
    s, (train, test) = run.settings, run.losses()
    missing = _unmet(run, tested=20, data="moons", loss="cross-entropy")
    if not missing and (s.points > 60 or s.noise < 20):
        there = f"There are {s.points} points with {below(s.noise)} % of noise"
        missing = f"{there}: 60 at most are asked for, with 20 % or more."
    if not missing and run.epoch < 100:
        missing = f"After {_epochs(run)} it is too early to tell: 100 are asked for."
    both = f"The test loss is {above(test)}, and the training loss {below(train)}"
    if not missing and not test <= 0.5:
        missing = f"{both}: a test loss of 0.5 or less is asked for."
    if not missing and not test < 2 * train:
        missing = f"{both}: a test loss below twice the training loss is asked for."
    both = f"The test loss is {below(test)}, and the training loss {above(train)}"
    return missing, f"{both}, after {_epochs(run)}."


def zeros(run):
    missing = _unmet(run, data="circle", classes=2, start="zeros", features=XY)
    if not missing and len(run.settings.hidden) != 1:
        missing = f"There are {len(run.settings.hidden)} hidden layers: this task is about one."
    if missing:
        return missing, ""
    share, units = percent(_right(run)), maps(run, 20).units[0]
    kinds = len(np.unique(units.reshape(len(units), -1).round(9), axis=0))
    if kinds > 1:
        does = f"Its {_counted(len(units), 'unit')} do {kinds} different things"
    else:
        does = f"Its {len(units)} units all do the same" if len(units) > 1 else "It has but one unit"
    if _right(run) < 0.9:
        return f"{does}, and {share} of the test points are right: 90 % are asked for.", ""
    return "", f"{does}, though all weights were zero at the start: {share} of the test points are right."


def race(run):
    missing = _unmet(run, data="spiral", classes=2, features=XY, loss="cross-entropy")
    train, n = run.losses()[0], len(run.data.X_train)
    if not missing and [(layer.units, layer.activation) for layer in run.settings.hidden] != [(8, "tanh")] * 2:
        missing = "This task is about two hidden layers of 8 units with tanh."
    if not missing and n < 250:
        missing = f"There are {n} points to train on: this task is about 250 or more."
    if not missing and run.epoch > 100:
        missing = "More than 100 epochs were made: 100 are allowed; press Reset."
    if not missing and not train < 0.4:
        missing = f"After {_epochs(run)} the training loss is {above(train)}: below 0.4 is asked for, within 100."
    return missing, f"In {_epochs(run)} the training loss has come to {below(train)}."


def vanishing(run):
    missing, layers = _unmet(run, tested=0), len(run.settings.hidden)
    if not missing and layers < 6:
        missing = f"It has {_counted(layers, 'hidden layer')}: six or more are asked for."
    if not missing and not len(run.data.X_train):
        missing = "There are no points to train on."
    if missing:
        return missing, ""
    flow = gradient_flow(run)
    first, last = (float(np.sqrt(np.mean(flow[k][0] ** 2))) for k in (0, -1))
    if not last:
        return "No gradient reaches even the weights of the output.", ""
    share = first / last
    if not share >= 0.1:
        return f"The first layer's gradient is {below(share, 2)} of the output's: a tenth or more is asked for.", ""
    return "", f"The first layer's gradient is {below(share, 2)} of the output's, through {layers} hidden layers."
