"""What the page needs to know of each control: its name in words, its kind, its options or its range."""

from .presets import PRESETS
from .settings import (
    ACTIVATIONS,
    DATA,
    FEATURES,
    LOSSES,
    MANY_CLASSES,
    MOST_LAYERS,
    MOST_OWN,
    OPTIMIZERS,
    OWN,
    PENALTIES,
    RANGES,
    RULE,
    STARTS,
)

#: The values that a slider stops at; any other may be typed.
RATES = (0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10)
PENALTY_RATES = (0, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10)
BATCHES = (1, 2, 5, 10, 20, 30, 50, 100, 250, 500, 1000)
POINTS = (20, 50, 100, 200, 500, 1000, 2000, 5000)
DROPOUTS = (0.0, 0.1, 0.2, 0.5, 0.8)
DRAWN = [name for sets in DATA.values() for name in sets if name != OWN]


def _choice(label, options, **more):
    return {"label": label, "kind": "choice", "options": options, **more}


def _number(label, name, **more):
    low, high = RANGES[name]
    return {"label": label, "kind": "number", "low": low, "high": high, **more}


#: By control, in the words of the page. ``when`` are the values of other controls with which it has an effect.
OPTIONS = {
    "problem": _choice("problem", list(DATA)),
    "data": _choice("data", {problem: list(sets) for problem, sets in DATA.items()}),
    "classes": _number("classes", "classes", step=1, when={"data": [one for one in MANY_CLASSES if one != OWN]}),
    "rule": {"label": "f(x)", "kind": "text", "when": {"data": [RULE]}, "help": "class 1 where y > f(x)"},
    "points": _number("points", "points", step=1, ladder=POINTS, when={"data": DRAWN}),
    "noise": _number("noise in %", "noise", step=5, when={"data": DRAWN}),
    "train_share": _number("share to train in %", "train_share", step=10),
    "features": {"label": "features", "kind": "features", "options": list(FEATURES)},
    "layers": {
        "label": "hidden layers",
        "kind": "layers",
        "units": list(RANGES["units"]),
        "most": MOST_LAYERS,
        "activations": list(ACTIVATIONS),
        "dropouts": list(DROPOUTS),
    },
    "start": _choice("first weights", list(STARTS)),
    "loss": _choice("loss", list(LOSSES), when={"problem": ["classification"]}),
    "optimizer": _choice("optimizer", list(OPTIMIZERS)),
    "rate": _number("learning rate", "rate", ladder=RATES),
    "batch": _number("batch size", "batch", step=1, ladder=BATCHES),
    "shuffle": {"label": "shuffle each epoch", "kind": "toggle"},
    "penalty": _choice("penalty", list(PENALTIES)),
    "penalty_rate": _number("its rate λ", "penalty_rate", ladder=PENALTY_RATES, when={"penalty": ["L1", "L2"]}),
    "presets": {name: {"title": one.title, "question": one.question} for name, one in PRESETS.items()},
    "own": OWN,
    "most_points": MOST_OWN,
}
