"""Four tanh RNNs' gradients against distance in time: not what the spectral radius alone would say."""

from ...plots.points import label_line_ends
from ...plots.powers import with_power
from ...plots.style import BLUE, GREEN, GREY, ORANGE, VERMILION
from .gradient_distance_figure import log_limits
from .spectral_radius import STEPS

STYLES = ((GREEN, "-."), (BLUE, "-"), (ORANGE, "--"), (VERMILION, ":"))


def draw_spectral_radius(figure, result):
    """The gradient's norm of each case of `radius_cases` at every distance."""
    ax = figure.subplots()
    norms = [case["norms"] for case in result.values()]
    low, high = log_limits(*norms)
    ax.set(yscale="log", ylim=(10.0**low, 10.0**high), xlim=(0, STEPS))
    ax.set(xlabel="distance $k$ in time (steps)", ylabel=r"$\|\partial h_T/\partial h_{T-k}\|_F\,/\,\sqrt{d}$")
    ax.axhline(1, color=GREY, lw=0.8)
    ax.grid(axis="y")
    lines = [ax.plot(n, dashes, color=color)[0] for n, (color, dashes) in zip(norms, STYLES, strict=True)]
    label_line_ends(ax, lines, list(result))
    ax.set_title("A radius above 1 is no proof of explosion, one below 1 no protection")


def describe_spectral_radius(result):
    """What is left after the whole distance, for each case."""
    ends = "; ".join(f"{name}: {with_power(case['norms'][-1], 1)}" for name, case in result.items())
    return f"What is left of a gradient of norm 1 after {STEPS} steps. {ends}."
