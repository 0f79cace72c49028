"""The instruments of chapter 13 for Boltzmann machines: from sixteen states to digits that a chain dreams up."""

from ...widgets.controls import Choice, IntSlider, Ladder, LogSlider, Slider, Toggle
from ...widgets.instrument import Instrument
from . import annealed_likelihood as annealed_theme
from . import boltzmann_distribution as distribution_theme
from . import chains as chain_theme
from . import contrastive_divergence as divergence_theme
from . import digit_features as feature_theme
from . import halves as halves_theme
from . import ising_model as ising_theme
from . import simulated_annealing as annealing_theme
from .annealed_likelihood_figure import describe_annealed_likelihood, draw_annealed_likelihood
from .boltzmann_distribution_figure import describe_boltzmann_distribution, draw_boltzmann_distribution
from .chains_figure import describe_chains, draw_chains
from .contrastive_divergence_figure import describe_contrastive_divergence, draw_contrastive_divergence
from .digit_features_figure import describe_digit_features, draw_digit_features
from .digit_machines import LOOKS
from .halves_figure import describe_halves, draw_halves
from .ising_model_figure import describe_ising_model, draw_ising_model
from .simulated_annealing_figure import describe_simulated_annealing, draw_simulated_annealing


def boltzmann_distribution():
    """Sixteen states of four units: their exact probabilities at a temperature, and how often a chain is in each."""
    return Instrument(
        distribution_theme.count_states,
        draw_boltzmann_distribution,
        [
            LogSlider("temperature", "temperature T", *distribution_theme.TEMPERATURES, 1.0),
            LogSlider("sweeps", "sweeps", 1, distribution_theme.MOST, 30, whole=True),
            IntSlider("seed", "seed", 0, 9, 0),
        ],
        describe_boltzmann_distribution,
        title="Energies become probabilities",
        caption="One chain of Gibbs sampling, from the state 0000; counted is the state after each sweep.",
        size=(9.2, 4.6),
    )


def simulated_annealing():
    """A hundred runs down the energies of a spin glass, while the temperature falls slowly or fast."""
    return Instrument(
        annealing_theme.anneal_glass,
        draw_simulated_annealing,
        [
            Ladder("hottest", "temperature at first", {f"{t:g}": t for t in annealing_theme.HOTTEST}, 0.2),
            Ladder("sweeps", "sweeps", {str(n): n for n in annealing_theme.SWEEPS}, 10),
            IntSlider("seed", "glass", 0, 9, 1),
        ],
        describe_simulated_annealing,
        title="Cooling slowly",
        caption="16 spins with couplings of ±1 between all pairs. Thin lines: 30 of the 100 runs; thick: the mean of "
        "all. The temperature ends at 0.2; one sweep alone has it from the beginning.",
        size=(9.2, 4.2),
    )


def ising_model():
    """Spins on a torus at a temperature, beside what is known of the infinite lattice."""
    return Instrument(
        ising_theme.show_lattice,
        draw_ising_model,
        [
            Slider("temperature", "temperature T", *ising_theme.TEMPERATURES, 0.05, 2.5),
            Choice("start", "begins with", ising_theme.STARTS, "up"),
            IntSlider("seed", "seed", 0, 4, 0),
        ],
        describe_ising_model,
        title="The Ising model",
        caption="Blue: spins up, vermilion: down; 48 × 48 after 300 Gibbs sweeps. Dashed: the infinite lattice; dots: "
        "32 × 32, measured. U = 1 − ⟨m⁴⟩/(3⟨m²⟩²), measured with 96,000 states of each size and T.",
        size=(9.4, 4.6),
        story=[
            {"temperature": [1, 1.5, 2, 2.25, 2.3, 2.5, 3, 3.5], "start": ...},
            {"temperature": 1, "start": "random", "seed": [0, 1, 2, 3, 4]},
        ],
    )


def contrastive_divergence():
    """The bias of CD-k on bars and stripes, exact on average, and what training by it came to."""
    return Instrument(
        divergence_theme.compare_rounds,
        draw_contrastive_divergence,
        [
            Ladder("k", "rounds k", {str(k): k for k in divergence_theme.ROUNDS}, 1),
            Ladder("moment", "steps of learning", {f"{m:,}": m for m in divergence_theme.MOMENTS}, 1000),
            Toggle("persistent", "chains go on", False),
            Toggle("falling", "rate falls to 0", False),
        ],
        describe_contrastive_divergence,
        title="The gradient of short chains",
        caption="Left: ‖CD-k on average − true gradient‖ / ‖true gradient‖, exact, after steps along the true one. "
        "Right: the mean of three trainings with the nearer k of 1 and 10, up to that step; the switches are theirs.",
        size=(9.2, 3.7),
        story=[
            {"k": [1, 5, 50, 500], "moment": [0, 1000, 10_000]},
            {"moment": [0, 1000, 3000, 10_000], "persistent": ..., "falling": ...},
        ],
    )


def digit_features():
    """The weights of a hundred hidden units as they learn, those that a digit turns on, and what comes back."""
    return Instrument(
        feature_theme.show_features,
        draw_digit_features,
        [
            Ladder("look", "epochs", {str(n): n for n in LOOKS}, 1),
            IntSlider("digit", "test image", 0, feature_theme.SHOWN - 1, 3),
        ],
        describe_digit_features,
        title="What hidden units look for",
        caption="Blue: ink here turns the unit on; vermilion: off. Framed, and below the image: the eight units that "
        "it turns on most beyond their mean, with p(h = 1|v). Seed 0.",
        size=(9.2, 4.8),
    )


def chains():
    """Fifty chains of a machine of the digits, from noise or from one digit."""
    return Instrument(
        chain_theme.walk,
        draw_chains,
        [
            Choice("machine", "learned with", chain_theme.MACHINES, "pcd100"),
            Choice("start", "begin with", chain_theme.STARTS, "digit"),
            Ladder("rounds", "rounds", {f"{n:,}": n for n in chain_theme.ROUNDS}, 1),
        ],
        describe_chains,
        title="What a machine dreams of",
        caption="States of 24 of 50 chains. Dashed: the pixels in which two test digits differ, on average. Right: "
        "the label of the training image that differs least; dotted: equal shares.",
        size=(9.2, 3.8),
    )


def halves():
    """Half of a digit is covered; chains that hold the other half fill it in."""
    return Instrument(
        halves_theme.fill_in,
        draw_halves,
        [
            Choice("half", "covered half", halves_theme.HALVES, "lower"),
            IntSlider("digit", "test image", 0, halves_theme.SHOWN - 1, 3),
            IntSlider("seed", "seed", 0, 9, 0),
        ],
        describe_halves,
        title="Missing halves",
        caption="Orange ground: covered. Mean of 40 chains over 50 rounds, after 50 that are not counted; wrong: "
        "pixels on the other side of ½.",
        size=(9.2, 3.6),
    )


def annealed_likelihood():
    """log p of the test digits by annealed importance sampling, forward and backward, beside the exact value."""
    return Instrument(
        annealed_theme.sandwich,
        draw_annealed_likelihood,
        [
            Choice("machine", "machine", annealed_theme.MACHINES, "small"),
            Choice("start", "β = 0 has", annealed_theme.BASES, "data"),
            Ladder("betas", "steps", {f"{n:,}": n for n in annealed_theme.BETAS}, 1),
        ],
        describe_annealed_likelihood,
        title="How likely are the digits?",
        caption="Blue: five estimates from 100 runs each; the bar holds three standard errors of the first. Triangles: "
        "beyond the axis. Backward: mean over 150 unseen digits, or 200 exact samples.",
        size=(9.2, 3.8),
    )
