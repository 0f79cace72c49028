"""The instruments of chapter 09 on what the game computes: the best discriminator, losses, distances on a line."""

from ...widgets.controls import Choice, Ladder, Slider
from ...widgets.instrument import Instrument
from .best_discriminator import DATA, DISTANCES, STEPS, WIDTHS, Own, beside_the_best
from .best_discriminator_figure import describe_best_discriminator, draw_best_discriminator
from .generator_losses import DISTANCES as GAPS
from .generator_losses import NOISES, pulls
from .generator_losses_figure import describe_generator_losses, draw_generator_losses
from .wasserstein_line import CONSTRAINTS, sorted_and_said
from .wasserstein_line import DISTANCES as SHIFTS
from .wasserstein_line import STEPS as CRITIC_STEPS
from .wasserstein_line import WIDTHS as SPREADS
from .wasserstein_line_figure import describe_wasserstein_line, draw_wasserstein_line


def best_discriminator(network=None):
    """The best discriminator of two known densities beside one that learned from examples, and the JSD of the two.

    ``network``, one of your own from x (n, 1) to logits (n, 1), is shown as it is in place of the trained one.
    """
    steps = [Ladder("steps", "steps of training D", list(STEPS), 10)] if network is None else []
    whose = "Dashed: D, a network 1-16-16-1 with tanh" if network is None else "Dashed: your network, as it is"
    return Instrument(
        beside_the_best if network is None else Own(network),
        draw_best_discriminator,
        [
            Choice("data", "data p", list(DATA), "one bump"),
            Slider("distance", "center of the generator's q", *DISTANCES, 0.25, 2.0),
            Ladder("width", "width of q", list(WIDTHS), 0.75),
            *steps,
        ],
        describe_best_discriminator,
        title="The best discriminator",
        caption=f"{whose}. Right: circle, JSD(p, q); diamond, (V(D) + log 4)/2, which is JSD for D* alone. The dashed "
        "line moves q and keeps D.",
        size=(9.4, 3.7),
        story=[
            {"distance": [0, 2, 4, 5, 6], "steps": [10, 400]},
            {"data": "two bumps", "width": 0.5, "distance": [0, 0.5, 1, 1.5, 2, 2.5, 3, 4, 6]},
            {"steps": [0, 10, 30, 100, 400]},
        ]
        if network is None
        else None,
    )


def generator_losses():
    """What four games hand the generator when the critic is the best there is: by the distance, and with noise."""
    return Instrument(
        pulls,
        draw_generator_losses,
        [
            Slider("distance", "distance d of q from the data", *GAPS, 0.1, 2.0),
            Slider("noise", "instance noise σ", *NOISES, 0.1, 0.0),
        ],
        describe_generator_losses,
        title="What the generator hears of a perfect critic",
        caption="Data N(0, 1), generator N(d, 1). J: the generator's loss. Pull: ∂J/∂d while the critic stays, toward "
        "the data. Marks: left, an example at x = d, where the critics' scales differ; right, all of q.",
        size=(9.4, 3.5),
    )


def wasserstein_line():
    """The Wasserstein distance of two samples on a line, exact by sorting, beside what a critic says it is."""
    return Instrument(
        sorted_and_said,
        draw_wasserstein_line,
        [
            Choice("constraint", "critic's slope held by", list(CONSTRAINTS), "weights clipped at 0.1"),
            Slider("distance", "center of the generator's points", *SHIFTS, 0.5, 2.0),
            Ladder("width", "their width", list(SPREADS), 1.0),
            Ladder("steps", "steps of the critic", list(CRITIC_STEPS), 5),
        ],
        describe_wasserstein_line,
        title="The Wasserstein distance on a line",
        caption="100 real points from N(0, 1), circles, and 100 generated ones, squares. Black: exact, and the best "
        "critic. Dashed: a critic 1-24-24-1 that starts flat, trained on these points; triangles: below the axis.",
        size=(9.4, 3.2),
        story=[
            {"constraint": ..., "steps": [2, 5, 20, 200]},
            {"constraint": ..., "distance": [1, 4], "steps": 200},
            {
                "constraint": ["weights clipped at 0.1", "penalty, λ = 10"],
                "width": 2.0,
                "distance": [1, 2, 4],
                "steps": 200,
            },
        ],
    )
