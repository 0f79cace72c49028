"""The instruments of chapter 10 about codes without chance: what comes back through them, and what they are for."""

from ...widgets.controls import Choice, IntSlider, Ladder, Slider
from ...widgets.instrument import Instrument
from . import anomaly as anomalies
from . import bottleneck as bottlenecks
from . import denoising as denoisers
from . import latent_plane as planes
from . import linear_autoencoder as linear
from . import sparse_codes as sparse
from .anomaly_figure import describe_anomaly, draw_anomaly
from .bottleneck_figure import describe_bottleneck, draw_bottleneck
from .denoising_figure import describe_denoising, draw_denoising
from .latent_plane_figure import describe_latent_plane, draw_latent_plane
from .linear_autoencoder_figure import describe_linear_autoencoder, draw_linear_autoencoder
from .sparse_codes_figure import describe_sparse_codes, draw_sparse_codes


def linear_autoencoder():
    """A linear autoencoder as it learns: its directions beside the principal axes, the angle between both spans."""
    return Instrument(
        linear.compare_subspaces,
        draw_linear_autoencoder,
        [
            IntSlider("k", "numbers in the code, k", 1, linear.MOST, 4),
            Ladder("moment", "steps", {str(n): n for n in linear.MOMENTS}, 30),
        ],
        describe_linear_autoencoder,
        title="Without activations",
        caption="Digits less their mean; blue positive, vermilion negative. Seed 0, 1,000 steps of Adam on all images.",
        size=(9.2, 4.2),
    )


def bottleneck(network=None):
    """What comes back of a digit through a code of k numbers, by three ways.

    ``network`` is an autoencoder of your own, from images (n, 64) to images (n, 64), shown beside them.
    """
    return Instrument(
        bottlenecks.reconstruct(network),
        draw_bottleneck,
        [
            Ladder("k", "numbers in the code, k", {str(k): k for k in bottlenecks.SIZES}, 4),
            IntSlider("digit", "test image", 0, bottlenecks.SHOWN - 1, 3),
        ],
        describe_bottleneck,
        title="Through the bottleneck",
        caption="Above the images: the squared error. Images of seed 0; right: PCA, and means (bars: all) of three "
        "seeds. For k = 8 dense has 9,416 parameters, convolutional 2,865, and “dense, as small” 2,846.",
        size=(9.2, 4.0),
    )


def denoising():
    """Noise on a digit, and what an autoencoder, a denoiser and the best linear filter make of it."""
    return Instrument(
        denoisers.take_away,
        draw_denoising,
        [
            Ladder("spread", "noise σ", {f"{s:.1f}": s for s in denoisers.NOISES}, 0.4),
            Choice("learned", "denoiser learned with σ", {f"{s:g}": s for s in denoisers.LEARNED[1:]}, 0.2),
            IntSlider("digit", "test image", 0, denoisers.SHOWN - 1, 0),
        ],
        describe_denoising,
        title="Taking noise away",
        caption="Above the images: the squared error to the clean one. The best linear filter is told σ; "
        "without noise it leaves all as it is. Code of 16; images of seed 0, curves: mean of eleven seeds.",
        size=(9.2, 4.0),
    )


def sparse_codes():
    """A digit as a sum of at most k of a hundred parts that were learned."""
    return Instrument(
        sparse.parts,
        draw_sparse_codes,
        [
            Ladder("k", "parts that may be on, k", {str(k): k for k in sparse.SIZES}, 4),
            IntSlider("digit", "test image", 0, sparse.SHOWN - 1, 3),
        ],
        describe_sparse_codes,
        title="A sum of few parts",
        caption="Blue adds ink, vermilion takes it away; the decoder's bias is added. Seed 0; k fell slowly from 100.",
        size=(9.4, 4.0),
    )


def latent_plane(encoder=None, decoder=None):
    """Where an autoencoder with a code of two numbers puts the digits, and what a point of that plane is decoded to.

    ``encoder`` and ``decoder`` may be your own, (n, 64) to (n, 2) and back.
    """
    return Instrument(
        planes.show_point(encoder, decoder),
        draw_latent_plane,
        [
            Slider("first", "first number", -1, 1, 0.05, 0.0),
            Slider("second", "second number", -1, 1, 0.05, 0.0),
        ],
        describe_latent_plane,
        title="The plane of codes",
        caption="Each numeral is a test digit at its code; the axes are scaled so that nearly all lie within ±1.",
        size=(8.4, 4.4),
    )


def anomaly():
    """A digit that was never learned, looked for by three scores with a threshold."""
    return Instrument(
        anomalies.find_unseen,
        draw_anomaly,
        [
            IntSlider("digit", "digit left out", 0, 9, 3),
            Choice("way", "score", anomalies.WAYS, "autoencoder"),
            IntSlider("allowed", "known ones flagged", 1, 50, 5, unit="%"),
        ],
        describe_anomaly,
        title="What it has never seen",
        caption="Scores of the test digits, and of all images of the digit left out. Code of 4 for both; nearest of "
        "1,200 known images.",
        size=(9.4, 3.6),
    )
