"""Beginnings for the playground, each with a question that playing answers."""

from typing import NamedTuple

from .settings import RULE, Hidden, Settings


class Preset(NamedTuple):
    """A title, the question to play with, and the settings to begin from."""

    title: str
    question: str
    settings: Settings


def _preset(title, question, **settings):
    return Preset(title, question, Settings(**settings))


PRESETS = {
    "circle": _preset(
        "A circle",
        "Each unit draws an edge: how few units of one hidden layer can enclose the middle?",
        hidden=(Hidden(3),),
        optimizer="Adam",
        rate=0.03,
    ),
    "one neuron": _preset(
        "One neuron",
        "One unit draws one straight edge. Where do its two weights and its bias put it? Click the output and see.",
        data="Gaussians",
        hidden=(),
        rate=0.1,
    ),
    "xor": _preset(
        "XOR",
        "No straight edge does this. How many units of one hidden layer does it take to do it from every seed?",
        data="XOR",
        hidden=(Hidden(2),),
        optimizer="Adam",
        rate=0.03,
    ),
    "spiral": _preset(
        "The spiral",
        "From x and y alone: which follow the arms within 200 epochs, two layers of 4 units, of 8, or of 16?",
        data="spiral",
        hidden=(Hidden(8), Hidden(8)),
        optimizer="Adam",
        rate=0.03,
    ),
    "original": _preset(
        "The original's rules",
        "TensorFlow's playground as it opens: what does it do otherwise than this one? (One step there is one epoch.)",
        original=True,
        hidden=(Hidden(4), Hidden(2)),
        rate=0.03,
        batch=10,
    ),
    "race": _preset(
        "A race of optimizers",
        "All start at the same weights. Which ones are ahead at this rate, and which at ten times it?",
        data="spiral",
        hidden=(Hidden(8), Hidden(8)),
        rate=0.03,
    ),
    "overfitting": _preset(
        "Few points, much noise",
        "The training loss falls and the test loss rises. Which controls bring the two together?",
        data="moons",
        points=60,
        noise=25,
        hidden=(Hidden(16, "relu"), Hidden(16, "relu")),
        optimizer="Adam",
        rate=0.01,
        seed=4,
    ),
    "same start": _preset(
        "All weights zero",
        "All units of the hidden layer begin alike. Do they ever come apart? What if you edit a single weight?",
        start="zeros",
        hidden=(Hidden(4),),
        optimizer="Adam",
        rate=0.03,
    ),
    "rate too high": _preset(
        "A rate too high",
        "The loss jumps and does not come down. How much lower must the rate be, that it does?",
        hidden=(Hidden(4), Hidden(2)),
        rate=10.0,
    ),
    "six layers": _preset(
        "Six layers of sigmoids",
        "Show the flow of the gradient: how much of it reaches the first layer? And with tanh, or relu?",
        hidden=tuple(Hidden(4, "sigmoid") for _ in range(6)),
        rate=0.1,
    ),
    "linear": _preset(
        "Layers without activations",
        "Two hidden layers, and still a straight edge. Why? Which two features solve it without a bend?",
        hidden=(Hidden(6, "linear"), Hidden(4, "linear")),
        rate=0.01,
    ),
    "hills": _preset(
        "Hills and hollows",
        "A regression: three hills and three hollows. How many units does it take until all six stand out?",
        problem="regression",
        data="Gaussians up and down",
        hidden=(Hidden(2),),
        optimizer="Adam",
        rate=0.01,
    ),
    "three classes": _preset(
        "Three arms",
        "Three outputs, one for each class: after 200 epochs, are as many points right as with two arms?",
        data="spiral",
        classes=3,
        hidden=(Hidden(8), Hidden(8)),
        optimizer="Adam",
        rate=0.03,
    ),
    "a wave": _preset(
        "Above a wave",
        "Class 1 lies above f(x) = 2 sin(x). Which two features part it without a hidden layer? Then type another f.",
        data=RULE,
        hidden=(Hidden(6),),
        optimizer="Adam",
        rate=0.03,
    ),
}
