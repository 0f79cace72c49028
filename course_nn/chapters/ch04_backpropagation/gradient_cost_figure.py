"""The cost of a gradient as a picture: counted multiplications, and times beside them."""

from ...plots.points import label_line_ends
from ...plots.style import BLUE, INK, SKY, VERMILION


def draw_gradient_cost(figure, result):
    """Multiplications for one loss, for all its gradients by backpropagation, and by finite differences."""
    ax = figure.subplots()
    names = ["forward", "backward", "finite differences"]
    values = [result["forward"], result["backward"], result["differences"]]
    ax.barh(names, values, color=[BLUE, VERMILION, SKY], height=0.55)
    ax.set(xscale="log", xlim=(1e2, 1e19), xlabel="multiplications")
    ax.invert_yaxis()
    ax.grid(axis="x")
    for i, value in enumerate(values):
        ax.text(value * 1.6, i, f"{value:.2e}", va="center", fontsize=9.5, color=INK)
    ax.set_title(f"All {result['parameters']:,} derivatives cost {result['ratio']:.2f} forward passes")


def describe_gradient_cost(result):
    """How many forward passes the gradient costs, by backpropagation and by finite differences."""
    return (
        f"{result['parameters']:,} parameters: backward takes {result['ratio']:.2f} times the forward pass, finite "
        f"differences {result['differences'] / result['forward']:,.0f} times."
    )


def draw_measured_ratio(figure, result):
    """Backward over forward against the width of the network: counted multiplications as a line, times as points."""
    ax = figure.subplots()
    counted = ax.plot(result["width"], result["counted"], color=BLUE)[0]
    measured = ax.plot(result["width"], result["measured"], "D", color=VERMILION, mec="white", ms=8)[0]
    top = max(4.0, 1.1 * float(result["measured"].max()))
    ax.set(xscale="log", ylim=(0, top), xlabel="units in a layer", ylabel="backward / forward")
    ax.set_xticks(result["width"], [str(width) for width in result["width"]])
    ax.minorticks_off()
    ax.grid(axis="y")
    label_line_ends(ax, [counted, measured], ["counted", "measured"])
    ax.set_title("The way back costs a small constant times the way there")
