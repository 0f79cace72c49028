"""Adam's first hundred steps: its moments, and the steps they give, with and without bias correction."""

import numpy as np

from ...plots.points import label_line_ends
from ...plots.style import BLUE, ORANGE, VERMILION


def draw_bias_correction(figure, result):
    """The two moments with and without correction, and the steps they give."""
    left, right = figure.subplots(1, 2)
    t = result["t"]
    left.plot(t, result["g"], ".", color="#B9C0C8", markersize=4)
    pairs = (
        ("m", "m_hat", BLUE, "$m$", r"$\hat m$"),
        ("v", "v_hat", ORANGE, r"$\sqrt{v}$", r"$\sqrt{\hat v}$"),
    )
    lines, names = [], []
    for raw, corrected, color, plain_name, name in pairs:
        root = np.sqrt if raw == "v" else np.asarray
        lines += left.plot(t, root(result[raw]), color=color, linestyle=(0, (4, 2)), linewidth=1.5)
        lines += left.plot(t, root(result[corrected]), color=color)
        names += [plain_name, name]
    left.set(xlim=(1, 100), ylim=(-2, 4), xlabel="step $t$", ylabel="gradients (dots) and moments")
    left.set_title("Moments start at 0")
    label_line_ends(left, lines, names, gap=13)
    plain = right.plot(t, result["plain"], color=VERMILION, linestyle=(0, (4, 2)))[0]
    corrected = right.plot(t, result["corrected"], color=BLUE)[0]
    high = 8 if np.abs(result["plain"]).max() < 8 else 40  # two scales, so that nothing leaves the picture
    scale = r"step, in $\alpha$" if high == 8 else r"step, in $\alpha$ (to 40)"
    right.set(xlim=(1, 100), ylim=(-high / 6, high), xlabel="step $t$", ylabel=scale)
    right.grid(axis="y")
    label_line_ends(right, [plain, corrected], ["raw", "corrected"], gap=13)
    right.set_title(f"Step 1: {result['plain'][0]:.2f} raw, {result['corrected'][0]:.2f} corrected")


def describe_bias_correction(result):
    """The longest and the last of the hundred steps, without correction and with it."""
    plain, corrected = np.abs(result["plain"]), np.abs(result["corrected"])
    return (
        f"The longest step is {plain.max():.2f} α without correction (step {plain.argmax() + 1}) and "
        f"{corrected.max():.2f} α with it; step 100 is {result['plain'][-1]:.2f} and {result['corrected'][-1]:.2f} α."
    ).replace("-", "−")
