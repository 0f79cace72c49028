"""The KL term as a picture: two densities, the term by the spread, and the estimate that closes in on it."""

import numpy as np

from ...plots.style import BLUE, GREY, INK, ORANGE
from .kl_term import MOST

Z = np.linspace(-10, 10, 600)  # no shown draw lies beyond
TOP = 6.0  # of the axes of the KL: of the estimates, what lies beyond is marked at the edge


def draw_kl_term(figure, result):
    """``result`` of `kl_term.compare_estimate`: q over p with draws of q, KL against σ, and the running estimate."""
    densities, by_spread, running = figure.subplots(1, 3, width_ratios=[1, 0.9, 1.25])
    _draw_densities(densities, result)
    by_spread.plot(result["spreads"], result["by_spread"], color=BLUE)
    by_spread.plot(result["spread"], result["closed"], "o", color=BLUE, ms=8, mec="white", clip_on=False, zorder=4)
    by_spread.set(xscale="log", xlim=(0.1, 3), ylim=(0, TOP), xlabel="spread $σ$ of $q$", ylabel="KL (nats)")
    by_spread.set_xticks([0.1, 0.3, 1, 3], ["0.1", "0.3", "1", "3"])
    by_spread.minorticks_off()
    by_spread.grid(axis="y")
    by_spread.set_title(f"KL {amount(result['closed'])}")
    _draw_running(running, result)


def _draw_densities(ax, result):
    p = np.exp(-(Z**2) / 2) / np.sqrt(2 * np.pi)
    q = np.exp(-(((Z - result["mean"]) / result["spread"]) ** 2) / 2) / (result["spread"] * np.sqrt(2 * np.pi))
    ax.fill_between(Z, q, color=BLUE, alpha=0.15, lw=0)
    ax.plot(Z, q, color=BLUE, label="$q(z)$")
    ax.plot(Z, p, color=GREY, ls="--", label="$p(z)$")
    ax.plot(result["z"], np.full(len(result["z"]), -0.08), "|", color=ORANGE, ms=7, mew=1)
    ax.set(xlim=(-10, 10), ylim=(-0.16, 2.1), xlabel="$z$", ylabel="density")
    ax.legend(loc="upper left", handlelength=1.4)
    ax.set_title("q and the prior p")


def _draw_running(ax, result):
    n, closed = result["n"], result["closed"]
    every = np.geomspace(1, MOST, 100)
    band = 2 * result["one"] / np.sqrt(every)
    low, high = -3.0, TOP + 3
    ax.fill_between(every, closed - band, closed + band, color=GREY, alpha=0.15, lw=0, label="± 2 standard errors")
    ax.axhline(closed, color=BLUE, lw=1.5, label="closed form")
    inside = np.clip(result["running"], low, high)
    ax.plot(n, inside, color=ORANGE, lw=1.5, marker="o", ms=4 if len(n) == 1 else 2, label="mean of $n$ draws")
    ax.plot(n[-1], inside[-1], "s", color=ORANGE, ms=7, mec="white", zorder=4, clip_on=False)
    for at, text, arrow in ((low, result["running"].min(), "v"), (high, result["running"].max(), "^")):
        if (at == low and text < low) or (at == high and text > high):
            x = n[np.argmin(result["running"]) if at == low else np.argmax(result["running"])]
            y = at + (0.3 if at == low else -0.3)
            ax.plot(x, y, arrow, color=ORANGE, ms=8, mec="white", zorder=5)
            ax.annotate(f"to {amount(text)}", (x, y), (9, 0), textcoords="offset points", va="center", color=INK)
    ax.axhline(0, color=GREY, lw=0.8, ls=":")
    ax.set(xscale="log", xlim=(1, MOST), ylim=(low, high), xlabel="draws $n$")
    ax.legend(loc="upper right", handlelength=1.4)
    ax.set_title(f"{draws(result)}: {amount(result['running'][-1])}")


def amount(value):
    """Nats with two decimals, and no sign before a zero."""
    return f"{round(float(value), 2) + 0.0:.2f}".replace("-", "−")


def draws(result):
    return "1 draw" if result["draws"] == 1 else f"{result['draws']:,} draws"


def describe_kl_term(result):
    """The closed form, the estimate, how far apart they are in standard errors, and how many draws are negative."""
    last, error = float(result["running"][-1]), result["one"] / np.sqrt(result["draws"])
    said = f"The closed form gives {amount(result['closed'])} nats, {draws(result)} from q {amount(last)}"
    if not error:
        return f"{said}: q is p, and every draw gives exactly 0."
    away = abs(last - result["closed"]) / error
    n, negative = result["draws"], result["negative"]
    if n == 1:
        share = "This one is." if negative else "This one isn't."
    else:
        share = f"{negative:,} of these {'is' if negative == 1 else 'are'}." if negative else "None of these is."
    return f"{said}, {away:.1f} standard errors away. The KL is never negative; a single ln q/p may be. {share}"
