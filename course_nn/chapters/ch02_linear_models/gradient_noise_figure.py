"""The noise of one step's gradient, and what the step costs, against batch size."""

from ...plots.style import BLUE, GRID, INK, ORANGE, VERMILION


def draw_gradient_noise(figure, result):
    """Left the noise, measured (dots) and predicted (line), right the multiplications, against batch size."""
    left, right = figure.subplots(1, 2)
    sizes, noisy = result["sizes"], result["sizes"] < result["n"]
    left.plot(sizes[noisy], result["theory"][noisy], color=INK, linewidth=1.4)
    left.plot(sizes[noisy], result["measured"][noisy], "o", color=VERMILION, markersize=7, markeredgecolor="white")
    height = result["gradient"]
    left.axhline(height, color=BLUE, linewidth=1.4, linestyle=(0, (4, 2)))
    left.text(700, height * 1.12, "length of the gradient", color=BLUE, fontsize=9, va="bottom", ha="right")
    left.set(xlim=(0.7, 700), ylim=(8, 1000))
    left.set(xscale="log", yscale="log", xlabel="batch size $m$", ylabel="noise of one step's gradient")
    left.set_title(r"Noise falls only with $\sqrt{m}$")
    right.plot(sizes, result["operations"], "o-", color=ORANGE, markersize=7, markeredgecolor="white")
    right.set(xscale="log", yscale="log", xlabel="batch size $m$", ylabel="multiplications in one step")
    right.set_title("Cost grows with $m$")
    for ax in (left, right):
        ax.grid(color=GRID)
        ax.set_xticks([1, 10, 100], ["1", "10", "100"])
        ax.minorticks_off()
