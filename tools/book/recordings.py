"""What is recorded for the book: what trains live in a notebook, and instruments that a notebook calls in its own way.

Each recording is shown in the place of the calls that it names, as they stand in the notebooks.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from course_nn.chapters.ch10_autoencoders.digit_vae import train_vae
from course_nn.chapters.playground.lesson import TASKS
from course_nn.chapters.playground.pictures import SIZE, draw_run
from course_nn.chapters.playground.presets import PRESETS
from course_nn.chapters.playground.run import Run
from course_nn.chapters.playground.standing import sentence
from course_nn.plots.style import course_style, new_figure
from course_nn.widgets import INSTRUMENTS
from course_nn.widgets.look import SHARPNESS

CAPTION = "A recording. Run the notebook, and all of it can be moved, also while it learns."


class Recording(NamedTuple):
    """``choices`` is label → names; the player's ``label``, "" for none, and ``steps``; ``frames(names, steps)`` gives
    for each of these steps ``(pixels, sentence)``. It begins with the choices at the places ``start`` (the first ones).

    ``of`` is the instrument from whose files it is made, "" for the playground; of its pixels so many as ``sharpness``
    says stand side by side in one of the page's.
    """

    title: str
    calls: tuple
    choices: dict
    steps: tuple
    frames: Callable
    label: str = "epochs"
    caption: str = CAPTION
    of: str = ""
    start: tuple = ()
    sharpness: float = 1.0


class Variant(NamedTuple):
    """An instrument that a notebook calls with arguments: ``build()`` makes it as it stands there."""

    calls: tuple
    of: str
    build: Callable


# The playground.


def pixels_of_run(run):
    """The playground's picture, (height, width, 4) uint8."""
    with course_style(), np.errstate(all="ignore"):
        figure = new_figure(*SIZE, layout=None)
        draw_run(figure, run)
        figure.canvas.draw()
        return np.asarray(figure.canvas.buffer_rgba())


def trained(settings, changes):
    """``frames`` of a training from ``settings``; ``changes`` is, for each choice, name → what it changes of them."""

    def frames(names, epochs):
        changed = {}
        for each, name in zip(changes, names, strict=True):
            changed |= each[name]
        run = Run(settings.but(**changed))
        for epoch in epochs:
            while run.epoch < epoch and run.finish_epoch():
                pass
            yield pixels_of_run(run), sentence(run)

    return frames


def played(title, calls, settings, epochs, choices=None, start=()):
    """A recording of the playground. It begins after one epoch: before, there is no curve yet."""
    choices = choices or {}
    names = {label: tuple(changes) for label, changes in choices.items()}
    return Recording(title, calls, names, epochs, trained(settings, list(choices.values())), start=start)


def by_hand(settings):
    """``frames`` of one neuron whose two weights and bias are set by hand: one, without a step."""

    def frames(names, _steps):
        run = Run(settings)
        for path, name in zip((("W", 0, 0, 0), ("W", 0, 1, 0), ("b", 0, 0)), names, strict=True):
            run.edit(path, float(name.replace("−", "-")))
        yield pixels_of_run(run), sentence(run)

    return frames


def units(*counts, activation="tanh"):
    return {str(count): {"hidden": ((count, activation),)} for count in counts}


SIGNS = ("−1", "0", "1")
SIX = {name: {"hidden": ((4, name),) * 6} for name in ("sigmoid", "tanh", "relu")}
OPTIMIZERS = {name: {"optimizer": name} for name in ("SGD", "momentum", "Adam")}
RELUS = ((16, "relu"), (16, "relu"))
#: Against learning noise by heart; the first is nothing.
WAYS = {
    "nothing": {},
    "L2, λ = 0.03": {"penalty": "L2", "penalty_rate": 0.03},
    "one layer of two units": {"hidden": ((2, "relu"),)},
    "dropout of one half": {"hidden": tuple((*layer, 0.5) for layer in RELUS)},
}
RECORDINGS = {
    "playground": played(
        "A recording: two layers of 8 units learn the spiral",
        (),  # it stands under the heading
        PRESETS["spiral"].settings,
        (*range(1, 10), *range(10, 30, 2), *range(30, 60, 5), *range(60, 100, 10), *range(100, 201, 20)),
    ),
    "playground_circle": played(
        "One hidden layer learns a circle",
        ("playground('circle')",),
        PRESETS["circle"].settings,
        (1, 10, 50, 200),
        {"hidden units": units(2, 3, 4, 8)},
        start=(1,),
    ),
    "playground_neuron": played(
        "One neuron finds its edge",
        ("playground('one neuron', show=('bar', 'network', 'plane'))",),
        PRESETS["one neuron"].settings,
        (1, 2, 5, 10, 20, 50),
    ),
    "playground_xor": played(
        "XOR with one hidden layer",
        ("playground('xor', show=('bar', 'network', 'plane', 'curves', 'slow', 'tools'))",),
        PRESETS["xor"].settings,
        (1, 10, 50, 120),
        {"hidden units": units(2, 4, 8)},
    ),
    "playground_race": played(
        "A race of optimizers",
        (
            "playground('race', show=('bar', 'settings', 'network', 'plane', 'curves', 'tools'))",
            "playground(task='race')",
        ),
        PRESETS["race"].settings,
        (1, 20, 100, 400),
        {"optimizer": OPTIMIZERS, "rate": {"0.03": {}, "0.3": {"rate": 0.3}}},
    ),
    "playground_overfitting": played(
        "Few points, much noise",
        ("playground('overfitting')", "playground(task='overfitting')"),
        PRESETS["overfitting"].settings,
        (1, 30, 100, 300, 1000),
        {"against it": WAYS},
    ),
    "task_edge": Recording(
        "An edge by hand",
        ("playground(task='edge')",),
        {"weight of x": SIGNS, "weight of y": SIGNS, "bias": ("−3", "0", "3")},
        (0,),
        by_hand(TASKS["edge"].start),
        "",
        "Run the notebook, and every number can be typed in.",
        start=(1, 1, 1),
    ),
    "task_features": played(
        TASKS["features"].title,
        ("playground(task='features')",),
        TASKS["features"].start,
        (1, 10, 100),
        {"features": {"x, y": {}, "xy": {"features": ("xy",)}, "x², y²": {"features": ("x²", "y²")}}},
    ),
    "task_xor": played(
        TASKS["xor"].title,
        ("playground(task='xor')",),
        TASKS["xor"].start,
        (1, 50, 150),
        {"hidden layer": {f"{n} {kind}": {"hidden": ((n, kind),)} for kind in ("tanh", "relu") for n in (2, 3, 4)}},
    ),
    "task_spiral": played(
        TASKS["spiral"].title,
        ("playground(task='spiral')",),
        TASKS["spiral"].start,
        (1, 50, 200, 600),
        {"hidden layers": {"8-8": {}, "16-16, Adam": {"hidden": ((16,), (16,)), "optimizer": "Adam", "rate": 0.01}}},
    ),
    "task_line": played(
        TASKS["line"].title,
        ("playground(task='line')",),
        TASKS["line"].start,
        (1, 10, 50),
        {"activation": {"tanh": {}, "linear": {"hidden": ((4, "linear"), (2, "linear"))}}},
    ),
    "task_l1": played(
        TASKS["l1"].title,
        ("playground(task='l1')",),
        TASKS["l1"].start,
        (1, 50, 300),
        {"penalty": {"none": {}, "L1, λ = 0.003": {"penalty": "L1", "penalty_rate": 0.003}}},
    ),
    "task_zeros": played(
        TASKS["zeros"].title,
        ("playground(task='zeros')",),
        TASKS["zeros"].start,
        (1, 20, 100),
        {"first weights": {"zeros": {}, "drawn at random": {"start": "xavier"}}},
    ),
    "task_vanishing": played(
        TASKS["vanishing"].title,
        ("playground(task='vanishing')",),
        TASKS["vanishing"].start,
        (1, 50, 200),
        {"activation": SIX},
    ),
}

# The game of chapter 09.

#: Name → (settings, so many steps of both, what follows).
PLAYERS = {
    "both": ({}, 10**9, "step"),
    "from step 200 on G alone": ({}, 200, "generator_step"),
    "from step 400 on G alone": ({}, 400, "generator_step"),
    "D alone": ({}, 0, "critic_step"),
    "both, at ten times their rates": ({"rate_g": 0.02, "rate_d": 0.02}, 10**9, "step"),
}


def game(names, steps):
    """``frames`` of the live game: the pictures and sentences of the instrument itself."""
    settings, together, then = PLAYERS[names[0]]
    it, taken = INSTRUMENTS["live_game"]().set(**settings), 0
    for step in steps:
        for k in range(taken, step):
            getattr(it.run, "step" if k < together else then)()
        taken = step
        it.set()  # draw what there is now
        yield np.asarray(it.figure.canvas.buffer_rgba()), it.description
    it.close()


RECORDINGS["live_game_recorded"] = Recording(
    "The game, live",
    ("live_game()",),
    {"who plays": tuple(PLAYERS)},
    (0, 100, 200, 300, 400, 500, 600, 1000),
    game,
    "steps",
    "A recording. In the notebook it runs, and target, game, rates and noise can be moved on the way. Good: within 3σ "
    "of the nearest center. Covered: a quarter of its fair share of 2,500 samples, of which 400 are shown.",
    "live_game",
    sharpness=SHARPNESS,
)

VARIANTS = {
    "gradient_descent_of_four": Variant(
        ("gradient_descent(rate=0.1, size=4, steps=8)",),
        "gradient_descent",
        lambda: INSTRUMENTS["gradient_descent"](rate=0.1, size=4, steps=8),
    ),
    "latent_grid_of_another": Variant(
        ("latent_grid(my_plane)",),
        "latent_grid",
        lambda: INSTRUMENTS["latent_grid"](train_vae(latent=2, seed=4)),
    ),
}
