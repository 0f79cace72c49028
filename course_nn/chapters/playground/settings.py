"""What can be set in the playground: every control's value, checked in one place."""

from dataclasses import dataclass, fields, replace
from typing import Any, NamedTuple

from ... import _checks
from ...layers import ACTIVATION_LAYERS
from .rule import as_rule

#: The plane that is shown reaches so far from 0 along both axes.
REACH = 6.0
#: Data sets by kind of problem; "your points" are those that the reader puts or gives.
OWN, RULE = "your points", "y > f(x)"
DATA = {
    "classification": ("circle", "XOR", "Gaussians", "spiral", "moons", RULE, OWN),
    "regression": ("plane", "Gaussians up and down", OWN),
}
#: The sets that can have more than two classes.
MANY_CLASSES = ("circle", "Gaussians", "spiral", OWN)
FEATURES = ("x", "y", "x²", "y²", "xy", "sin x", "sin y")
ACTIVATIONS = ("tanh", "relu", "sigmoid", "linear", *sorted(set(ACTIVATION_LAYERS) - {"tanh", "relu", "sigmoid"}))
LOSSES = ("cross-entropy", "squared error")
OPTIMIZERS = ("SGD", "momentum", "AdaGrad", "RMSProp", "Adam", "AdamW")
PENALTIES = ("none", "L1", "L2")
STARTS = ("xavier", "he", "lecun", "orthogonal", "normal", "zeros", "uniform ±½")
#: Numbers by name: (lowest, highest). The sizes end where drawing gets slow, not where the mathematics does.
RANGES = {
    "noise": (0, 100),
    "train_share": (10, 90),
    "points": (20, 5000),
    "batch": (1, 5000),
    "rate": (1e-6, 100.0),
    "penalty_rate": (0.0, 100.0),
    "dropout": (0.0, 0.9),
    "units": (1, 64),
    "classes": (2, 6),
    "seed": (0, 999_999),
}
MOST_LAYERS, MOST_OWN = 16, 5000


class Hidden(NamedTuple):
    """A hidden layer: its ``units``, the name of its ``activation``, and the share that ``dropout`` switches off."""

    units: int
    activation: str = "tanh"
    dropout: float = 0.0


@dataclass(frozen=True)
class Settings:
    """All controls of the playground. Frozen: ``settings.but(rate=0.1)`` is another one.

    noise           of the data, in percent (as in TensorFlow's playground; what it does depends on the set)
    train_share     the share of the points that is trained on, in percent
    points          how many are drawn; without effect on "your points"
    classes         how many, where the set can have more than two
    rule            the right side of y > f(x), as text: "2 * sin(x)"
    own             "your points": (x, y, target), the target a class from 0 on, or a number where that is the problem
    batch           examples of an update; as many as there are at most
    penalty_rate    λ of the penalty
    shuffle         whether each epoch has an order of its own
    original        the rules of TensorFlow's playground: see `original_rules`
    seed            of the data, the first weights, the order of the examples, and dropout
    """

    problem: str = "classification"
    data: str = "circle"
    classes: int = 2
    noise: float = 0.0
    train_share: float = 50.0
    points: int = 500
    rule: str = "2 * sin(x)"
    own: tuple = ()
    features: tuple = ("x", "y")
    hidden: tuple = (Hidden(4), Hidden(2))
    start: str = "xavier"
    loss: str = "cross-entropy"
    optimizer: str = "SGD"
    rate: float = 0.03
    batch: int = 10
    penalty: str = "none"
    penalty_rate: float = 0.001
    shuffle: bool = True
    original: bool = False
    seed: int = 0

    def __post_init__(self):
        self._keep(
            problem=_checks.one_of(self.problem, DATA, "problem"),
            data=_checks.one_of(self.data, DATA.get(self.problem, ()), f"data for {self.problem}"),
            features=self._features(),
            hidden=self._hidden(),
            start=_checks.one_of(self.start, STARTS, "start"),
            loss=_checks.one_of(self.loss, LOSSES, "loss"),
            optimizer=_checks.one_of(self.optimizer, OPTIMIZERS, "optimizer"),
            penalty=_checks.one_of(self.penalty, PENALTIES, "penalty"),
            shuffle=_checks.truth(self.shuffle, "shuffle"),
            original=_checks.truth(self.original, "original"),
            rule=as_rule(self.rule).text,
            own=self._own(),
        )
        for name in ("points", "batch", "classes", "seed"):
            self._keep(**{name: _checks.whole(getattr(self, name), name, low=RANGES[name][0], high=RANGES[name][1])})
        for name in ("noise", "train_share", "rate", "penalty_rate"):
            self._keep(**{name: _checks.number(getattr(self, name), name, low=RANGES[name][0], high=RANGES[name][1])})
        if self.problem == "regression" or self.data not in MANY_CLASSES:
            self._keep(classes=2)  # what the set has
        elif self.data == OWN:
            self._keep(classes=max(2, 1 + max((label for *_, label in self.own), default=0)))

    def _keep(self, **values):
        for name, value in values.items():
            object.__setattr__(self, name, value)

    def _features(self):
        if not isinstance(self.features, (list, tuple)):
            raise TypeError(f"features: expected a list of names such as ['x', 'y'], got {self.features!r:.60}")
        features = tuple(name for name in FEATURES if name in self.features)
        for name in self.features:
            _checks.one_of(name, FEATURES, "features")
        if not features:
            raise ValueError("features: expected at least one, got none: a network needs an input")
        return features

    def _hidden(self):
        if not isinstance(self.hidden, (list, tuple)):
            raise TypeError(f"hidden: expected a list of layers such as [(4, 'tanh'), (2,)], got {self.hidden!r}")
        if len(self.hidden) > MOST_LAYERS:
            raise ValueError(f"hidden: expected at most {MOST_LAYERS} layers, got {len(self.hidden)}")
        return tuple(self._layer(*(layer if isinstance(layer, (list, tuple)) else (layer,))) for layer in self.hidden)

    @staticmethod
    def _layer(units=0, activation="tanh", dropout=0.0, *rest):
        if rest:
            raise ValueError(f"hidden: expected units, activation and dropout of a layer, got {3 + len(rest)} things")
        low, high = RANGES["units"]
        return Hidden(
            _checks.whole(units, "units of a layer", low=low, high=high),
            _checks.one_of(activation, ACTIVATIONS, "activation"),
            _checks.number(dropout, "dropout", low=RANGES["dropout"][0], high=RANGES["dropout"][1]),
        )

    def _own(self):
        if not isinstance(self.own, (list, tuple)):
            raise TypeError(f"your points: expected a list of (x, y, target), got {_checks.describe(self.own)}")
        if len(self.own) > MOST_OWN:
            raise ValueError(f"your points: expected at most {MOST_OWN}, got {len(self.own)}")
        points = []
        for point in self.own:
            if not isinstance(point, (list, tuple)) or len(point) != 3:
                raise ValueError(f"your points: expected x, y and a target for each, got {_checks.describe(point)}")
            x, y, target = (_checks.number(value, "your points") for value in point)
            if not max(abs(x), abs(y)) <= REACH:
                raise ValueError(f"your points: expected x and y from {-REACH:g} to {REACH:g}, got {x:g}, {y:g}")
            if self.problem == "classification":
                target = int(target) if target == int(target) else target
                target = _checks.whole(target, "your points: class", low=0, high=RANGES["classes"][1] - 1)
            points.append((x, y, target))
        return tuple(points)

    def but(self, **changes):
        """These settings with ``changes``. A change of the problem takes the first data set and loss that fit it."""
        known = [one.name for one in fields(self)]
        for name in changes:
            _checks.one_of(name, known, "Settings")
        if changes.get("problem", self.problem) != self.problem and "data" not in changes:
            changes = {"data": DATA.get(changes["problem"], ("",))[0], "own": (), **changes}
        return replace(self, **changes)

    def plain(self):
        """A dict of plain values, as JSON has them; ``Settings(**plain)`` is the same again."""
        return {one.name: _listed(getattr(self, one.name)) for one in fields(self)}


def _listed(value: Any):
    return [_listed(part) for part in value] if isinstance(value, tuple) else value
