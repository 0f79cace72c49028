"""How rare minima become among critical points as the dimension grows."""

from ...plots.style import BLUE, INK


def draw_critical_points(figure, result):
    """The share of random Hessians without a negative eigenvalue, against the dimension."""
    ax = figure.subplots()
    seen = result["shares"] > 0
    d = result["dimensions"]
    ax.plot(d[seen], result["shares"][seen], "o-", color=BLUE, markersize=7, markeredgecolor="white")
    for dimension, share in zip(d[seen], result["shares"][seen], strict=True):
        ax.annotate(f"{share:.2g}", (dimension, share), (6, 4), textcoords="offset points", fontsize=9, color=INK)
    ax.set(yscale="log", xlim=(0.7, d.max() + 0.6), ylim=(1e-5, 1), xlabel="dimensions", ylabel="share of minima")
    ax.minorticks_off()
    ax.grid(axis="y")
    ax.set_title("Curvatures at random: in many dimensions hardly a minimum")
