"""Noise taken away, in a picture: one digit by each way, and the error by the noise."""

import numpy as np

from ...plots.style import BLUE, GREEN, GREY, INK, VERMILION
from .denoising import NOISES
from .digit_codes_figure import draw_digit

#: The lower end of the errors' axis.
LEAST = 0.2
LOOKS = {
    "left as it is": {"color": GREY, "linestyle": ":"},
    "autoencoder": {"color": VERMILION, "marker": "s"},
    "denoiser": {"color": BLUE, "marker": "o"},
    "best linear": {"color": GREEN, "linestyle": "--"},
}


def draw_denoising(figure, result):
    """``result`` of `denoising.take_away`."""
    parts = figure.subplot_mosaic("012e\n345e", width_ratios=[0.45, 0.45, 0.45, 1.1])
    axes = [ax for name, ax in sorted(parts.items()) if name != "e"]
    draw_digit(axes[0], result["image"], "image")
    for ax, (name, y) in zip([axes[1], *axes[3:]], result["came"].items(), strict=True):
        draw_digit(ax, y, f"{name}: {result['errors'][name]:.2f}", LOOKS[name]["color"])
    axes[2].set_axis_off()
    axes[2].text(
        0.5, 0.5, f"noise σ = {result['spread']:.1f}\nlearned with {result['learned']:g}", ha="center", va="center"
    )
    ax = parts["e"]
    for name, curve in result["curves"].items():
        ax.plot(NOISES, np.maximum(curve, LEAST), label=name, markersize=4, **LOOKS[name])
    # Without noise two ways make no error at all, which has no place on this axis.
    ax.plot(0, LEAST, "v", color=GREY, markersize=7, clip_on=False, zorder=4)
    ax.annotate("0", (0, LEAST), (-9, 0), textcoords="offset points", ha="right", va="center", color=INK)
    ax.axvline(result["spread"], color=INK, linewidth=1, zorder=0)
    ax.set(yscale="log", xlim=(-0.02, 0.82), ylim=(LEAST, 60), xlabel="σ of the noise")
    ax.set_ylabel("mean squared error, test digits")
    ax.legend(loc="upper left", fontsize=8.5)


def describe_denoising(result):
    """Which way is nearest on the average of all test digits."""
    at = NOISES.index(result["spread"])
    means = {name: curve[at] for name, curve in result["curves"].items()}
    told = ", ".join(f"{name} {value:.2f}" for name, value in means.items())
    return (
        f"Noise of σ = {result['spread']:.1f}, denoiser learned with {result['learned']:g}: mean squared errors, {told}"
    )
