"""The instruments of chapter 09 that show generated digits: stored ones, or those of a generator of the reader's."""

from ...widgets.controls import Choice, IntSlider, Slider
from ...widgets.instrument import Instrument
from ...widgets.player import Steps
from .conditional_digits import answer
from .conditional_digits_figure import describe_conditional_digits, draw_conditional_digits
from .digit_gan import replay
from .digit_gan_figure import describe_digit_gan, draw_digit_gan
from .judging import OWN
from .judging import judging as _judged
from .judging_figure import describe_judging, draw_judging
from .latent_walk import ENDS, WAYS, walk
from .latent_walk_figure import describe_latent_walk, draw_latent_walk


def digit_gan(history=None):
    """A training on the digits, looked at again: samples of the same latent points, and two judges, moment by moment.

    Without arguments seed 0 of the chapter; or a ``history`` of your own, as `digit_gan.record` gives it.
    """
    compute = replay(history)
    return Instrument(
        compute,
        draw_digit_gan,
        [Steps("moment", "moment", 0, compute.last, min(3, compute.last), interval_ms=400)],
        describe_digit_gan,
        title="Digits from noise",
        caption="Left: a latent point keeps its place. Right: the share of samples to which the classifier gives a "
        "digit p ≥ 0.9, and the share of nearest neighbors of their own kind.",
        size=(9.2, 3.9),
    )


def judging(samples=None):
    """What five judges say of real digits, of generated ones, and of images that should not pass.

    ``samples`` (n, 64) or (n, 8, 8) from 0 to 1 are images of your own, which then stand first.
    """
    compute = _judged(samples)
    return Instrument(
        compute,
        draw_judging,
        [
            Choice("source", "images", compute.sources, compute.sources[0] if samples is None else OWN),
            Slider("sure", "sure means p at least", 0.5, 0.99, 0.01, 0.9),
        ],
        describe_judging,
        title="Five judges",
        caption="Told apart by neighbors: 50 % is chance. Too low: sure of less than 70 % at p ≥ 0.9, a digit with "
        "less than 5 % (of 200 images or more), or a distance below 0.9 of that of held-out digits. A Fréchet distance "
        "is best when small; its green mark is that of two sets of real digits. Held-out digits: half against half.",
        size=(9.2, 3.9),
    )


def conditional_digits(generator=None):
    """Digits on demand: which one, and another draw; what the judge reads, and how often each digit is obeyed.

    Without arguments the chapter's generator; or one of your own that reads latent numbers and ten for the digit, as
    `conditional_digits.conditional_game` trains it.
    """
    return Instrument(
        answer(generator),
        draw_conditional_digits,
        [
            IntSlider("digit", "digit asked for", 0, 9, 4),
            IntSlider("draw", "draw again", 0, 20, 0),
        ],
        describe_conditional_digits,
        title="Digits on demand",
        caption="A place keeps its latent point while the digit changes. Frame: the judge reads another digit, the "
        "one in the corner. Right: of 200 samples of each digit; dotted, what guessing would give.",
        size=(9.2, 3.9),
        story={"digit": range(10), "draw": [0, 1, 2]},
    )


def latent_walk(generator=None):
    """From one latent point to another: straight, on an arc, or by mixing the pixels of its two ends.

    Without arguments the chapter's generator; or one of your own of 64 pixels, without conditions.
    """
    return Instrument(
        walk(generator),
        draw_latent_walk,
        [
            IntSlider("start", "from latent point", 0, ENDS, 0),
            IntSlider("stop", "to latent point", 0, ENDS, 1),
            Choice("way", "way", WAYS, "straight"),
            Slider("t", "t", 0, 1, 0.025, 0.25),
        ],
        describe_latent_walk,
        title="A walk through latent space",
        caption="Above: nine images from t = 0 to 1; the mark is t. Below: the image at t, and what the judge reads "
        "along the way; a digit that reaches p = 0.5 is named above its curve.",
        size=(9.2, 4.0),
        story=[
            {"way": ..., "t": [0, 0.125, 0.25, 0.5, 0.75, 0.875, 1]},
            {"start": [0, 4, 8], "stop": [1, 10], "way": ..., "t": 0.5},
        ],
    )
