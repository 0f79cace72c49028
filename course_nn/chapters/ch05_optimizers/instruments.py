"""The instruments of chapter 05, SGD against Adam."""

from ...widgets.controls import Choice, IntSlider, LogSlider, Slider
from ...widgets.instrument import Instrument
from ...widgets.player import Steps
from .adaptive_rates import METHODS, frequent_and_rare
from .adaptive_rates_figure import describe_adaptive_rates, draw_adaptive_rates
from .basins_of_attraction import basins
from .basins_of_attraction_figure import describe_basins_of_attraction, draw_basins_of_attraction
from .batch_size import RULES, SIZES, STAGES, N, batch_gradients
from .batch_size_figure import describe_batch_size, draw_batch_size
from .bias_correction import first_steps
from .bias_correction_figure import describe_bias_correction, draw_bias_correction
from .initialization import DEEPEST, signals_by_layer
from .initialization_figure import describe_initialization, draw_initialization
from .momentum_map import momentum_descent
from .momentum_map_figure import describe_momentum_map, draw_momentum_map
from .numerical_stability import LARGEST, TYPES, logits_formulas
from .numerical_stability_figure import describe_numerical_stability, draw_numerical_stability
from .optimizer_race import VIEWS, race
from .optimizer_race_figure import describe_optimizer_race, draw_optimizer_race, move_optimizer_race
from .problems import PROBLEMS
from .rate_schedules import KINDS, scheduled_descent
from .rate_schedules_figure import describe_rate_schedules, draw_rate_schedules
from .rate_tuning import OPTIMIZERS, by_hand
from .rate_tuning_figure import describe_rate_tuning, draw_rate_tuning
from .schedule_trial import CANDIDATES, SCHEDULES, beside_constant
from .schedule_trial_figure import describe_schedule_trial, draw_schedule_trial
from .surfaces import SURFACES
from .symmetry_breaking import FRAMES, STARTS, hidden_units_at
from .symmetry_breaking_figure import describe_symmetry_breaking, draw_symmetry_breaking
from .trajectories import DEFAULTS, NAMES, STEPS

SIZE = (6.6, 3.4)
SIZE_OF_DATA = (6.6, 3.5)


def momentum_map(rate=1.2, beta=0.5, kappa=25):
    """Rate and momentum on a long valley: the path, and how fast every pair comes down."""
    return Instrument(
        momentum_descent,
        draw_momentum_map,
        [
            Slider("rate", "rate α, times λ_max", 0.05, 4, 0.05, rate),
            Slider("beta", "momentum β", 0, 0.99, 0.01, beta),
            LogSlider("kappa", "length of the valley κ", 1, 100, kappa),
        ],
        describe_momentum_map,
        title="Rate and momentum",
        caption="κ: the steepest curvature over the flattest. Dot: where you stand. Star: the best pair.",
        size=SIZE,
    )


def adaptive_rates(kind="gradient descent", scale=1.0, every=10):
    """Two weights, one with a gradient in every step, one rarely: how far does each come?"""
    return Instrument(
        frequent_and_rare,
        draw_adaptive_rates,
        [
            Choice("kind", "optimizer", list(METHODS), kind),
            LogSlider("scale", "size of the gradients", 0.01, 100, scale),
            IntSlider("every", "the second weight: one step in", 1, 50, every),
        ],
        describe_adaptive_rates,
        title="A rate for every weight",
        caption="All gradients have the same size. Blue: a weight that meets one in every step; vermilion: rarely.",
        size=SIZE,
    )


def bias_correction(beta1=0.0, beta2=0.9, noise=0.0):
    """Adam's moments start at 0: what its bias correction does about that."""
    return Instrument(
        first_steps,
        draw_bias_correction,
        [
            Slider("beta1", "β₁", 0, 0.99, 0.01, beta1),
            Slider("beta2", "β₂", 0.5, 0.999, 0.001, beta2),
            Slider("noise", "noise of the gradients", 0, 1, 0.05, noise),
        ],
        describe_bias_correction,
        title="Adam's first hundred steps",
        caption="All gradients are 1, plus noise. Dashed: without bias correction.",
        size=SIZE,
        story=[
            {"beta1": [0, 0.5, 0.9, 0.99], "beta2": [0.5, 0.9, 0.99, 0.999]},
            {"beta1": [0, 0.9], "beta2": 0.999, "noise": [0.2, 0.5, 1]},
        ],
    )


def optimizer_race(surface="Rosenbrock", step=12, **knobs):
    """All optimizers on one surface: choose it, the start and the knobs, and let them run."""
    first = DEFAULTS | knobs
    return Instrument(
        race,
        draw_optimizer_race,
        [
            Choice("surface", "surface", list(SURFACES), surface),
            Slider("across", "start, left to right", -1, 1, 0.02, 0),
            Slider("up", "start, down to up", -1, 1, 0.02, 0),
            LogSlider("rate", "α of the first three", 1e-3, 1, first["rate"]),
            LogSlider("pace", "α of the other four", 1e-3, 2, first["pace"]),
            Slider("momentum", "momentum β", 0, 0.99, 0.01, first["momentum"]),
            Slider("beta1", "Adam's β₁", 0, 0.99, 0.01, first["beta1"]),
            Slider("beta2", "Adam's β₂", 0.5, 0.999, 0.001, first["beta2"]),
            Choice("view", "relief seen from", list(VIEWS), "the side"),
            Steps("step", "step", 0, STEPS, step, interval_ms=33),
        ],
        describe_optimizer_race,
        title="The race",
        caption="Start: 0 is the usual place, ±1 the border. Star: lowest point. Pale: behind a hill. Cross: diverged.",
        size=(8.6, 3.9),
        move=move_optimizer_race,
        story=[
            {"surface": ..., "step": [0, 12, STEPS]},
            {"step": [0, 4, 8, 12, 20, 30, 40, 60, 80, 100, 140, 180, 220, 260, STEPS]},
            {"rate": [0.1, 0.13, 0.2, 0.32], "momentum": 0.9, "step": STEPS},
            {"pace": [0.1, 0.5, 2], "beta1": 0.9, "beta2": 0.999, "step": STEPS},
            {"surface": "saddle", "up": [-0.02, 0.02], "step": [12, STEPS]},
            {"surface": "rugged", "up": -0.04, "step": STEPS},
            {"surface": "rugged", "across": 0.08, "step": STEPS},
        ],
    )


def batch_size(size=16, stage=0, rule="the same for all"):
    """Take batches of one size from the digits: how their gradients scatter, and what they make of two epochs."""
    sizes = {f"{m}" if m < N else f"all {m:,}": m for m in SIZES}
    return Instrument(
        batch_gradients,
        draw_batch_size,
        [
            Choice("size", "batch size m", sizes, size),
            Choice("stage", "gradients seen", STAGES, stage),
            Choice("rule", "learning rate", list(RULES), rule),
        ],
        describe_batch_size,
        title="The noise of a batch",
        caption="A dot: the gradient of one batch, in a plane; the arrow: that of all. At the border: farther out.",
        size=SIZE_OF_DATA,
    )


def rate_schedules(kind="constant", rate=0.5, drop=100, noise=0.5):
    """Let the rate fall, and the noise of stochastic gradient descent falls with it."""
    return Instrument(
        scheduled_descent,
        draw_rate_schedules,
        [
            Choice("kind", "schedule", list(KINDS), kind),
            LogSlider("rate", "highest rate α", 0.02, 1, rate),
            LogSlider("drop", "falls in all by the factor", 1, 1000, drop),
            IntSlider("warm", "steps of rising (the last two)", 1, 200, 40),
            Slider("noise", "noise of the gradients σ", 0, 2, 0.1, noise),
        ],
        describe_rate_schedules,
        title="Learning-rate schedules",
        caption="SGD on a valley with noisy gradients. Thick: J on average. Thin: one run. Dashed: the rate kept.",
        size=SIZE,
        story=[
            {"kind": ..., "rate": [0.25, 0.5]},
            {"kind": ["step", "exponential", "cosine"], "drop": [10, 100, 1000]},
            {"kind": ..., "noise": [0, 0.5]},
            {"kind": ["warm-up, then cosine", "one-cycle"], "warm": [10, 40, 100]},
        ],
    )


def schedule_trial(name="diabetes", who="SGD", kind="constant"):
    """Train on real data under a learning-rate schedule, beside the best constant rate."""
    return Instrument(
        beside_constant,
        draw_schedule_trial,
        [
            Choice("name", "data", list(PROBLEMS), name),
            Choice("who", "optimizer", list(CANDIDATES), who),
            Choice("kind", "schedule", list(SCHEDULES), kind),
            LogSlider("rate", "highest learning rate", 0.001, 4, 0.0215),
        ],
        describe_schedule_trial,
        title="A schedule on trial",
        caption="One seed, 20 epochs. Dashed: the constant rate of 16 with the least cost on average, same start.",
        size=SIZE_OF_DATA,
        story=[{"kind": ..., "rate": [0.01, 0.0215, 0.05, 0.1]}, {"name": ..., "who": ...}],
    )


def rate_tuning(who="Adam", rate=0.001):
    """Choose an optimizer and its learning rate, and train the digits network with them, live."""
    return Instrument(
        by_hand,
        draw_rate_tuning,
        [
            Choice("name", "data", list(PROBLEMS), "digits"),
            Choice("who", "optimizer", list(OPTIMIZERS), who),
            LogSlider("rate", "learning rate α", 0.0001, 10, rate),
        ],
        describe_rate_tuning,
        title="A rate by hand",
        caption="Right: mean and range of five seeds; the star is the best. Crosses: worse than untrained.",
        size=SIZE_OF_DATA,
        story={"who": ..., "rate": [0.001, 0.005, 0.01, 0.1, 1]},
    )


def basins_of_attraction(surface="rugged", name="gradient descent", rate=0.05, momentum=0.9, noise=0.0):
    """From which starts does an optimizer find the lowest minimum?"""
    return Instrument(
        basins,
        draw_basins_of_attraction,
        [
            Choice("surface", "surface", list(SURFACES), surface),
            Choice("name", "optimizer", list(NAMES), name),
            LogSlider("rate", "learning rate α", 1e-3, 0.5, rate),
            Slider("momentum", "momentum β (Adam's β₁)", 0, 0.99, 0.01, momentum),
            Slider("noise", "noise of the gradients", 0, 3, 0.1, noise),
        ],
        describe_basins_of_attraction,
        title="Where a start leads",
        caption="Where 1,681 starts are after 200 steps. Blue: near a lowest minimum. Pale vermilion: at rest "
        "elsewhere. Orange: still moving. Gray: diverged.",
        size=SIZE,
        story=[
            {"surface": ["rugged", "Rosenbrock"], "name": ...},
            {"name": ["gradient descent", "momentum", "Adam"], "rate": [0.01, 0.05, 0.25]},
            {"name": ["gradient descent", "momentum", "Adam"], "noise": [0, 1, 3]},
            {"name": "momentum", "momentum": [0.5, 0.8, 0.9, 0.99], "noise": [0, 1]},
        ],
    )


def symmetry_breaking(start="random", units=6, frame=20):
    """Hidden units that start alike stay alike: their weights while the network learns."""
    return Instrument(
        hidden_units_at,
        draw_symmetry_breaking,
        [
            Choice("start", "the first weights", list(STARTS), start),
            IntSlider("units", "hidden units", 1, 12, units),
            Steps("frame", "ten steps at a time", 0, FRAMES, frame, interval_ms=120),
        ],
        describe_symmetry_breaking,
        title="Do units that start alike ever differ?",
        caption="Left: a blue dot for each hidden unit, white where it began; from 0.1 on they differ. "
        "Right: two moons to tell apart.",
        size=(8.6, 3.9),
        story=[{"start": ..., "frame": [0, 5, 10, 20, 40, FRAMES]}, {"units": [1, 2, 6, 12], "frame": [0, 20, FRAMES]}],
    )


def initialization(scheme="too small", activation="tanh", depth=10):
    """Histograms of activations and of gradients by layer, for a depth, an activation and a scheme."""
    activations = {"tanh": "tanh", "sigmoid": "sigmoid", "ReLU": "relu", "ELU": "elu"}
    schemes = {
        "zeros": "zeros",
        "too small: σ = 0.01": "too small",
        "too large: σ = 1": "too large",
        "Xavier: σ² = 2 / (fan-in + fan-out)": "Xavier",
        "He: σ² = 2 / fan-in": "He",
    }
    return Instrument(
        signals_by_layer,
        draw_initialization,
        [
            IntSlider("depth", "hidden layers", 1, DEEPEST, depth),
            Choice("activation", "activation", activations, activation),
            Choice("scheme", "weights", schemes, scheme),
            LogSlider("factor", "times a factor", 0.5, 2, 1),
        ],
        describe_initialization,
        title="What the first weights do to signals and gradients",
        caption="An untrained network, 128 units a layer. What lies outside a histogram's window counts at its border; "
        "the sizes at the right are shown on an axis as long as they need.",
        size=(9.3, 4.4),
        story=[
            {"activation": ..., "scheme": ...},
            {"activation": ["tanh", "relu"], "scheme": ["Xavier", "He"], "depth": [1, 3, 5]},
        ],
    )


def numerical_stability(size=10.0, shift=0.0, dtype="float32"):
    """Softmax and cross-entropy by the naive formula and by the stable one, for logits as large as you like."""
    return Instrument(
        logits_formulas,
        draw_numerical_stability,
        [
            LogSlider("size", "size of the logits", 0.1, LARGEST, size),
            Slider("shift", "added to all logits", -LARGEST, LARGEST, 10, shift),
            Choice("dtype", "numbers", list(TYPES), dtype),
        ],
        describe_numerical_stability,
        title="Logits that are too large",
        caption="Hollow: numbers that the type can't hold. What is added to all logits should change no probability.",
        size=(9.3, 3.5),
        story=[
            {"size": [1, 10, 50, 63, 80, 100, 320, 400, 500], "dtype": ...},
            {"size": [10, 400], "shift": [-500, 500], "dtype": ...},
        ],
    )
