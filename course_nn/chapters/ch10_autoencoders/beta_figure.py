"""β as a picture: digits that come back, digits that are drawn, and the price of each nat of KL."""

import numpy as np

from ...plots.style import BLUE, INK, ORANGE
from .beta import BETAS, DRAWN, SHOWN
from .digit_vae import LATENT


def mosaic(images, columns, gap=1):
    """Images (n, 64) side by side in rows of so many, with white lines between them, as one picture of ink 0 to 1."""
    tile = 8 + gap
    rows = -(-len(images) // columns)
    found = np.full((rows * tile - gap, columns * tile - gap), np.nan)
    for k, image in enumerate(images):
        row, column = divmod(k, columns)
        found[row * tile : row * tile + 8, column * tile : column * tile + 8] = np.reshape(image, (8, 8))
    return found


def draw_mosaic(ax, images, columns, gap=1):
    """The `mosaic` on axes of its own, paper white and ink black on a quiet ground."""
    ax.set_facecolor("#C9D3E0")
    ax.imshow(mosaic(images, columns, gap), cmap="gray_r", vmin=0, vmax=1)
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(False)


def draw_beta(figure, result):
    """``result`` of `beta.show_beta`: left digits, how they come back, and draws; right error and KL against β."""
    grid = figure.add_gridspec(2, 2, width_ratios=[1.35, 1], height_ratios=[1, 1])
    back, drawn = figure.add_subplot(grid[0, 0]), figure.add_subplot(grid[1, 0])
    draw_mosaic(back, np.concatenate([result["images"], result["back"]]), SHOWN)
    back.set_title("Unseen digits, and how they come back")
    draw_mosaic(drawn, result["drawn"], DRAWN // 2)
    drawn.set_title("Decoded from z drawn from the prior")
    place, every = result["place"], result["every"]
    for row, name, label, limits, color, marker in (
        (0, "error", "error of a pixel", (0, 0.085), BLUE, "o"),
        (1, "kl", "KL (nats)", (-2.5, 57), ORANGE, "D"),
    ):
        ax = figure.add_subplot(grid[row, 1])
        at, values = np.arange(place + 1), every[name][: place + 1]  # what larger β do is for the reader to find
        ax.plot(at, values.mean(axis=1), color=color, lw=1.5, alpha=0.6)
        ax.plot(np.repeat(at, values.shape[1]), values.ravel(), marker, color=color, ms=3.5, mew=0)
        ax.plot(place, every[name][place, 0], marker, mfc="none", mec=INK, ms=11, mew=1.5, zorder=4)
        ax.set(xlim=(-0.5, len(BETAS) - 0.5), ylim=limits, ylabel=label)
        ax.set_xticks(range(len(BETAS)), [f"{beta:g}" for beta in BETAS])
        ax.grid(axis="y")
        ax.set_title((f"Squared error {every[name][place, 0]:.3f}", f"KL {nats(every[name][place, 0])}")[row])
    figure.axes[-1].set_xlabel("β")


def nats(value):
    return f"{value:.1f}"


def describe_beta(result):
    """Error, KL and used dimensions of seed 0 at this β, and its ELBO, the bound of β = 1."""
    place, every = result["place"], result["every"]
    used = int(every["used"][place, 0])
    error, kl, bound = (every[name][place, 0] for name in ("error", "kl", "elbo"))
    said = f"β = {result['beta']:g}: squared error of a pixel {error:.3f}, KL {nats(kl)} nats in {used} of {LATENT} "
    return said + f"dimensions, ELBO {bound:.1f} (with β = 1).".replace("-", "−")
