"""The soft dictionary in a picture: the pairs, the weights as areas, and the answers to all queries."""

from ...plots.style import BLUE, GREY, INK, VERMILION
from .soft_lookup import KEYS, QUERIES, VALUES, nearest


def draw_soft_lookup(figure, result):
    """``result`` of `soft_lookup.look_up`: answers to all queries above the weights at this one."""
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=[2, 1])
    above.plot(QUERIES, nearest(QUERIES), color=GREY, lw=1, ls="--", label="nearest key alone")
    above.plot(QUERIES, result["curve"], color=BLUE, label="soft answer")
    above.scatter(KEYS, VALUES, 18 + 260 * result["weights"], color=VERMILION, marker="s", ec="white", zorder=3)
    above.plot(result["query"], result["answer"], "o", color=BLUE, ms=9, mec=INK, zorder=4)
    above.axvline(result["query"], color=INK, lw=0.8, ls=":")
    above.set(xlim=(0, 10), ylim=(-2, 2.8), ylabel="value")
    above.legend(loc="upper right", ncols=2)
    above.set_title(f"The answer at {result['query']:.1f} is {_signed(result['answer'])}")
    below.vlines(KEYS, 0, result["weights"], color=VERMILION, lw=3)
    below.plot(KEYS, result["weights"], "s", color=VERMILION, ms=5)
    below.axvline(result["query"], color=INK, lw=0.8, ls=":")
    below.set(ylim=(-0.04, 1.08), xlabel="query and keys", ylabel="weight")
    below.grid(axis="y")


def _signed(number):
    return f"{round(number, 2) + 0.0:.2f}".replace("-", "−")


def describe_soft_lookup(result):
    """The answer, beside that of the nearest key, and how many keys have a say."""
    top = result["weights"].max()
    largest = [f"{key:.1f}" for key in KEYS[result["weights"] > top - 1e-6 * (1 + top)]]
    alone = "the nearest key alone is" if len(largest) == 1 else "the two nearest keys alone is in the mean"
    whose = f"The key {largest[0]} has" if len(largest) == 1 else f"The keys {' and '.join(largest[:2])} have"
    return (
        f"The answer is {_signed(result['answer'])}; the value of {alone} {_signed(result['nearest'])}. {whose} the "
        f"largest weight, {top:.2f}. Counted by 1/Σw², {result['counted']:.1f} of {len(KEYS)} keys have a say."
    )
