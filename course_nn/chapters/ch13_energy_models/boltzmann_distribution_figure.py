"""The sixteen states as a picture: their energies, and their probabilities beside what a chain has counted."""

import numpy as np

from ...plots.style import BLUE, GREY, INK, ORANGE


def draw_boltzmann_distribution(figure, result):
    """``result`` of `boltzmann_distribution.count_states`: energies, probabilities as bars, shares as dots."""
    low, high = figure.subplots(2, 1, sharex=True, height_ratios=[1, 1.5])
    order = np.argsort(result["energy"], kind="stable")
    place = np.arange(16)
    energy = result["energy"][order]
    low.vlines(place, 0, energy, color=GREY, lw=1)
    low.plot(place, energy, "o", color=INK, ms=5)
    low.axhline(0, color=GREY, lw=0.8)
    low.set(ylabel="energy $E$", ylim=(-2.6, 2.6))
    low.set_title("States, the lowest energy first")
    high.bar(place, result["p"][order], color=BLUE, alpha=0.75, width=0.62, label="exact, $e^{-E/T}/Z$")
    high.plot(place, result["shares"][order], "o", color=ORANGE, mec="white", ms=8, label="counted", zorder=3)
    high.set(ylim=(-0.03, 1.06), xlim=(-0.7, 15.7), ylabel="probability")
    high.set_xticks(place, ["".join(str(int(x)) for x in v) for v in result["states"][order]])
    high.tick_params(axis="x", labelsize=8)
    high.set_xlabel("state $v_1v_2v_3v_4$")
    high.grid(axis="y")
    high.legend(loc="upper right")
    high.set_title(f"T = {result['temperature']:.2g}: {best(result)}")


def best(result):
    """The most probable state and its probability."""
    k = int(result["p"].argmax())
    return f"state {name(result, k)} has probability {result['p'][k]:.3f}"


def name(result, k):
    return "".join(str(int(x)) for x in result["states"][k])


def describe_boltzmann_distribution(result):
    """The most probable state, the entropy, and how far the counts are from the probabilities."""
    k, sweeps = int(result["p"].argmax()), result["sweeps"]
    return (
        f"At T = {result['temperature']:.2g} {best(result)}, as uncertain as {2 ** result['entropy']:.1f} equal "
        f"states; "
        f"after {sweeps:,} sweep{'' if sweeps == 1 else 's'} of one chain its share is {result['shares'][k]:.3f}, and "
        f"{100 * result['distance']:.0f}% of all counts would have to move to fit."
    )
