"""The ELBO in training as a picture: it, and the reconstruction and the KL that it is made of."""

from ...plots.style import BLUE, GREEN, GREY, ORANGE, VERMILION
from .digit_vae import LIKELIHOODS
from .elbo import LOOKS

#: Of the axes: the first looks of the Gaussian likelihood lie far below the rest.
LIMITS = {"gaussian": (-480, 60), "bernoulli": (-50, 0)}
TOP_KL = {"gaussian": 16, "bernoulli": 8}


def draw_elbo(figure, result):
    """``result`` of `elbo.show_training`: left the ELBO of this seed and the mean of all, right its two parts."""
    bound, parts = figure.subplots(1, 2)
    epochs, name = result["epochs"], result["likelihood"]
    low, high = LIMITS[name]
    bound.plot(epochs, result["mean"][:, 0], color=GREY, lw=5, alpha=0.3, label="mean of 10 seeds")
    bound.plot(epochs, result["one"][:, 0], "o-", color=BLUE, ms=6, lw=1.5, label=f"seed {result['seed']}")
    bound.plot(
        epochs, result["one_unseen"][:, 0], "s--", color=VERMILION, mfc="none", ms=4, lw=1.5, label="its unseen digits"
    )
    _axes(bound, low, high, "ELBO (nats)")
    bound.legend(loc="lower right")
    bound.set_title(f"ELBO {told(result)[0]} after {passes(epochs[-1])}")
    parts.plot(epochs, result["one"][:, 1], "^-", color=GREEN, ms=5, lw=1.5)
    _axes(parts, low, high, "reconstruction (nats)", GREEN)
    twin = parts.twinx()
    twin.plot(epochs, result["one"][:, 2], "D-", color=ORANGE, ms=4, lw=1.5)
    twin.set_ylim(0, TOP_KL[name])
    twin.set_ylabel("KL (nats)", color=ORANGE)
    twin.spines["right"].set_visible(True)
    _, reconstruction, kl = told(result)
    parts.set_title(f"{reconstruction} of reconstruction, {kl} of KL")


def _axes(ax, low, high, name, color=None):
    ax.set_xscale("symlog", linthresh=1, linscale=0.4)
    if low < -100:
        ax.set_yscale("symlog", linthresh=30, linscale=1.4)
        ticks = [-300, -100, -30, 0, 30]
        ax.set_yticks(ticks, [f"{tick}".replace("-", "−") for tick in ticks])
    ax.set(xlim=(-0.15, 115), ylim=(low, high), xlabel="epochs")
    ax.set_ylabel(name, **({"color": color} if color else {}))
    ax.set_xticks([0, 1, 3, 10, 30, 100], ["0", "1", "3", "10", "30", "100"])
    ax.minorticks_off()
    ax.grid(axis="y")


def passes(number):
    return "1 epoch" if number == 1 else f"{number} epochs"


def told(result):
    """Bound, reconstruction and KL of this seed now, as they are told: the bound is the difference as it reads."""
    _, reconstruction, kl = (round(float(part), 1) for part in result["one"][-1])
    return nats(reconstruction - kl), nats(reconstruction), nats(kl)


def nats(value):
    return f"{value:.1f}".replace("-", "−")


def describe_elbo(result):
    """The ELBO as the difference of its parts, that of unseen digits, and how many steps went down on the way."""
    read = next(text for text, name in LIKELIHOODS.items() if name == result["likelihood"]).split(",")[0]
    bound, reconstruction, kl = told(result)
    said = (
        f"{read} likelihood, seed {result['seed']}, {passes(result['epochs'][-1])}: ELBO {bound} nats = "
        f"{reconstruction} − {kl}, of unseen digits {nats(result['one_unseen'][-1, 0])}"
    )
    if result["epochs"][-1] == LOOKS[-1]:
        return f"{said}; at {100 * result['fallen']:.0f}% of the steps the batch's was lower than one step before."
    return f"{said}."
