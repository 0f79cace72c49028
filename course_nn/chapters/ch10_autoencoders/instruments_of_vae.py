"""The instruments of chapter 10 for variational autoencoders: from the gradient of an expectation to judged samples."""

from ...widgets.controls import Choice, IntSlider, Ladder, LogSlider, Slider, Toggle
from ...widgets.instrument import Instrument
from . import beta as beta_theme
from . import bounds as bounds_theme
from . import elbo as elbo_theme
from . import kl_term as kl_theme
from . import latent_grid as grid_theme
from . import posterior_collapse as collapse_theme
from . import reparametrization as gradient_theme
from . import sample_judges as judge_theme
from .beta_figure import describe_beta, draw_beta
from .bounds_figure import describe_bounds, draw_bounds
from .digit_vae import LIKELIHOODS
from .elbo_figure import describe_elbo, draw_elbo
from .kl_term_figure import describe_kl_term, draw_kl_term
from .latent_grid_figure import describe_latent_grid, draw_latent_grid
from .posterior_collapse_figure import describe_posterior_collapse, draw_posterior_collapse
from .reparametrization_figure import describe_reparametrization, draw_reparametrization
from .sample_judges_figure import describe_sample_judges, draw_sample_judges


def reparametrization():
    """One gradient of an expectation estimated in two ways: through the draw, and by the score function."""
    return Instrument(
        gradient_theme.compare_estimators,
        draw_reparametrization,
        [
            Choice("cost", "cost g(z)", gradient_theme.COSTS, "square"),
            Slider("mean", "mean μ", *gradient_theme.MEANS, 0.1, 0.5),
            Slider("spread", "spread σ", *gradient_theme.SPREADS, 0.1, 0.5),
            Ladder("dimensions", "latent dimensions", {str(k): k for k in gradient_theme.DIMENSIONS}, 1),
            Toggle("with_baseline", "baseline E f"),
        ],
        describe_reparametrization,
        title="The gradient of an expectation",
        caption="f(z) = g(z₁) + … + g(z_k), each zⱼ ~ N(μ, σ²); the gradient of E f by the μ of z₁. Gray: the "
        "density of z₁. Points: 400 estimates from one draw each. Bars: mean ± one standard deviation, exact.",
        size=(9.2, 3.6),
        story=[
            {"cost": ..., "spread": [0.2, 0.5, 1, 2], "dimensions": [1, 64]},
            {"cost": ..., "with_baseline": ...},
        ],
    )


def kl_term():
    """KL(N(μ, σ²) ‖ N(0, 1)) in closed form, and as a mean over draws that comes closer to it."""
    return Instrument(
        kl_theme.compare_estimate,
        draw_kl_term,
        [
            Slider("mean", "mean μ", *kl_theme.MEANS, 0.1, 1.0),
            Slider("spread", "spread σ", *kl_theme.SPREADS, 0.05, 0.5),
            LogSlider("draws", "draws", 1, kl_theme.MOST, 10, whole=True),
            IntSlider("seed", "seed", 0, kl_theme.SEEDS - 1, 0),
        ],
        describe_kl_term,
        title="The KL term",
        caption="Left: q in blue, the prior dashed, the draws as ticks (100 at most). Middle: the KL for this μ as σ "
        "changes. Right: the mean of ln q(z)/p(z) over the draws so far.",
        size=(9.2, 3.5),
        story=[
            {"mean": [-1, 0, 1, 2], "spread": [0.2, 0.5, 1, 1.5, 2]},
            {"mean": [0, 1], "spread": [0.5, 1], "draws": [1, 10, 100, 1000, 10_000]},
        ],
    )


def elbo():
    """A VAE of digits while it learns: its ELBO, and the reconstruction and the KL apart, of ten seeds."""
    return Instrument(
        elbo_theme.show_training,
        draw_elbo,
        [
            Choice("likelihood", "likelihood", LIKELIHOODS, "gaussian"),
            Ladder("look", "epochs", {str(k): k for k in elbo_theme.LOOKS}, 3),
            IntSlider("seed", "seed", 0, elbo_theme.SEEDS - 1, 0),
        ],
        describe_elbo,
        title="The bound rises",
        caption="Training digits in blue, unseen ones in vermilion, in nats a digit; the axis of the Gaussian "
        "likelihood is logarithmic below −30 and above 30. Densities may exceed 1, and their "
        "logarithms 0; those of probabilities don't.",
        size=(9.2, 3.6),
    )


def beta():
    """VAEs trained with nine weights β of the KL: what comes back, what is drawn, and what it costs."""
    return Instrument(
        beta_theme.show_beta,
        draw_beta,
        [Ladder("beta", "β", {f"{one:g}": one for one in beta_theme.BETAS}, 0.3)],
        describe_beta,
        title="The weight of the KL",
        caption="8 latent dimensions, σ = 0.15, 100 epochs; unseen digits. Points: three seeds, and the line their "
        "mean; the ring and the pictures: seed 0.",
        size=(9.2, 4.2),
    )


def posterior_collapse():
    """Linear VAEs of the digits: which directions they keep, as predicted from eigenvalues and as trained."""
    return Instrument(
        collapse_theme.count_directions,
        draw_posterior_collapse,
        [
            Ladder("variance", "variance σ² of a pixel", {f"{v:g}": v for v in collapse_theme.VARIANCES}, 0.165),
            Ladder("beta", "β", {f"{b:g}": b for b in collapse_theme.BETAS}, 1.0),
        ],
        describe_posterior_collapse,
        title="Which directions are kept",
        caption="Left: eigenvalues λ of the digits' covariance, on gray ground those beyond the 10 latent dimensions. "
        "Middle: ½ ln(λ/βσ²) as dashes, trainings of 3 seeds as points. Kept: more than 0.01 nats (dotted).",
        size=(9.2, 3.6),
    )


def latent_grid(vae=None):
    """The plane of two latent dimensions: a window over it, decoded point by point.

    ``vae`` is one of your own, a VAE from 64 pixels to two latent dimensions.
    """
    return Instrument(
        grid_theme.show_plane(vae),
        draw_latent_grid,
        [
            Slider("x", "center z₁", *grid_theme.CENTERS, 0.1, 0.0),
            Slider("y", "center z₂", *grid_theme.CENTERS, 0.1, 0.0),
            Slider("half", "half the width", *grid_theme.WIDTHS, 0.1, 1.5),
        ],
        describe_latent_grid,
        title="A window on the latent plane",
        caption="Numerals: the means of unseen digits; dotted: one and two standard deviations of the prior. "
        + ("" if vae is None else "Your VAE, as it was when this opened."),
        size=(9.2, 4.6),
    )


def bounds():
    """A linear Gaussian model, whose ln p(x) is known: the ELBO of three q's, and importance sampling above it."""
    return Instrument(
        bounds_theme.compare_bounds,
        draw_bounds,
        [
            Slider("angle", "angle of W's columns", *bounds_theme.ANGLES, 5, 40, "°"),
            Slider("sigma", "noise σ", *bounds_theme.SIGMAS, 0.05, 0.3),
            Choice("q", "q", bounds_theme.GUESSES, "diagonal"),
        ],
        describe_bounds,
        title="How tight is the bound?",
        caption="Ellipses: two standard deviations of p(z|x) and of q, for x = (1.1, 0.6). Right: blue, the bound "
        "with k samples, estimated from 65,536 draws; others would give some hundredths of a nat more or less, and "
        "with the prior as q tenths; diamond, the ELBO by its formula; dashed, ln p(x).",
        size=(9.2, 3.7),
        story=[
            {"angle": [0, 20, 40, 60, 90], "sigma": [0.2, 0.3, 0.6, 1]},
            {"angle": [0, 40, 90], "sigma": [0.2, 0.3], "q": ...},
        ],
    )


def sample_judges():
    """Samples of a GAN, a VAE and PCA, of noise and of real digits, side by side under the same judge."""
    return Instrument(
        judge_theme.side_by_side,
        draw_sample_judges,
        [
            Choice("judge", "judge", judge_theme.JUDGES, "distance"),
            IntSlider("seed", "seed", 0, judge_theme.SEEDS - 1, 0),
        ],
        describe_sample_judges,
        title="One bench of judges",
        caption="449 samples of each source. Large marks: this seed; small ones: all five; gray: the "
        "controls. Dashed: digits held out, beside the training digits for neighbors and Fréchet. "
        "The VAE has σ = 0.15; with another one its place is another.",
        size=(9.2, 4.9),
    )
