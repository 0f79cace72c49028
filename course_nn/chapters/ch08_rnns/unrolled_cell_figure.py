"""The unrolled cell: boxes side by side, blue values above the line of states, vermilion gradients below it."""

import numpy as np
from matplotlib.patches import FancyBboxPatch

from ...plots.powers import with_power
from ...plots.style import BLUE, GREY, GRID, INK, VERMILION

SPACE, HALF = 2.0, 0.4  # from one box to the next, and half a box
ROWS = {"factor": 0.95, "input": -1.3, "share": -2.05}  # heights, the states' line being 0


def draw_unrolled_cell(figure, result):
    """The boxes of all steps; of values and gradients what is known by now."""
    ax = figure.subplots()
    ax.axis("off")
    steps = len(result["h"])
    for t in range(steps):
        _draw_step(ax, result, t)
    _draw_arrow(ax, -SPACE + HALF, -HALF, "0", "", known=True)
    _draw_end(ax, result)
    names = {"factor": r"$u\,(1-h_t^2)$", "input": "$x_t$", "share": r"share of $\partial J/\partial u$"}
    rows = [("$h_t$", 0.25, BLUE), (r"$\partial J/\partial h_t$", -0.27, VERMILION)]
    for name, height, color in rows:
        ax.text(-SPACE - 0.12, height, name, ha="right", va="center", fontsize=9.5, color=color)
    for row, name in names.items():
        ax.text(-SPACE - 0.12, ROWS[row], name, ha="right", va="center", fontsize=9.5, color=GREY)
    ax.set(xlim=(-SPACE - 1.75, (steps - 1) * SPACE + 3.3), ylim=(-2.45, 1.35))
    figure.suptitle(_title(result), x=0.012, ha="left")


def _draw_step(ax, result, t):
    x, steps = t * SPACE, len(result["h"])
    forward, back = t < result["forward"], t >= result["back_to"]
    active = t == (result["back_to"] if result["step"] > steps else result["forward"] - 1)
    face = "#FBE3D3" if back else "#DCEBF5" if forward else "white"
    edge = VERMILION if back else BLUE if forward else "#A9B0B9"
    box = FancyBboxPatch((x - HALF, -HALF), 2 * HALF, 2 * HALF, boxstyle="round,pad=0,rounding_size=0.1")
    box.set(facecolor=face, edgecolor=edge, linewidth=2.4 if active else 1.2, zorder=2)
    ax.add_patch(box)
    ax.text(x, 0.13, "tanh", ha="center", va="center", fontsize=9.5, zorder=3)
    ax.text(x, -0.17, "$w, u, b$", ha="center", va="center", fontsize=9, color=GREY, zorder=3)
    ax.text(x, HALF + 0.06, f"step {t + 1}", ha="center", va="bottom", fontsize=8, color=GREY)
    ax.annotate("", (x, -HALF), (x, ROWS["input"] + 0.17), arrowprops={"arrowstyle": "-|>", "color": INK, "lw": 1.1})
    ax.text(x, ROWS["input"], plain(result["x"][t]), ha="center", va="center", fontsize=9.5, color=BLUE)
    if back:
        style = {"ha": "center", "va": "center", "fontsize": 9.5, "color": VERMILION}
        ax.text(x, ROWS["factor"], f"× {plain(result['factor'][t])}", **style)
        ax.text(x, ROWS["share"], plain(result["share"][t, 1]), **style)
    known = plain(result["h"][t]) if forward else ""
    # ∂J/∂h_t is whole when everything later has been walked back through.
    gradient = plain(result["dh"][t]) if result["step"] > steps and t >= result["back_to"] - 1 else ""
    end = x + SPACE - HALF if t < steps - 1 else x + SPACE - HALF - 0.1
    _draw_arrow(ax, x + HALF, end, known, gradient, forward)


def _draw_arrow(ax, start, end, value, gradient, known):
    color = BLUE if known else "#A9B0B9"
    ax.annotate("", (end, 0.08), (start, 0.08), arrowprops={"arrowstyle": "-|>", "color": color, "lw": 1.4})
    middle = (start + end) / 2
    ax.text(middle, 0.19, value, ha="center", va="bottom", fontsize=9, color=BLUE)
    if gradient:
        style = {"arrowstyle": "-|>", "color": VERMILION, "lw": 1.4, "linestyle": (0, (3, 2))}
        ax.annotate("", (start, -0.1), (end, -0.1), arrowprops=style)
        ax.text(middle, -0.21, gradient, ha="center", va="top", fontsize=9, color=VERMILION)


def _draw_end(ax, result):
    """J, and on the row of shares their sum so far."""
    steps = len(result["h"])
    x = (steps - 1) * SPACE + SPACE - HALF + 0.05
    if result["forward"] == steps:
        ax.text(x, 0.08, f"$J$ = {plain(result['J'])}", va="center", fontsize=10, color=BLUE)
    if result["step"] > steps:
        done = result["back_to"] == 0
        name = r"$\partial J/\partial u$ =" if done else "so far"
        ax.plot([x - 0.3, x - 0.3], [ROWS["share"] - 0.2, ROWS["share"] + 0.2], color=GRID, lw=1)
        word = f"{name} {plain(result['u_so_far'])}"
        ax.text(x - 0.15, ROWS["share"], word, va="center", fontsize=10, color=VERMILION)


def _title(result):
    steps = len(result["h"])
    if not result["step"]:
        return f"One cell, drawn {steps} times: only the inputs are known"
    if result["step"] <= steps:
        return "Forward: every step has the same w, u and b, and the state of the step before"
    if result["back_to"]:
        return "Backward: every step multiplies the gradient by its u (1 − h²)"
    return f"One u, used {steps} times: its gradient is the sum of {steps} shares"


def describe_unrolled_cell(result):
    """What the last step did; in the end, the gradient of u as a sum."""
    steps, step = len(result["h"]), result["step"]
    if not step:
        return f"{steps} steps forward, and then {steps} steps back; the state before the first is 0."
    if step <= steps:
        t = step - 1
        w, u, b = result["w"], result["u"], result["b"]
        parts = [result["x"][t], result["h"][t - 1] if t else 0.0]
        (x, before), h = agreeing(parts, lambda x, before: np.tanh(w * x + u * before + b), result["h"][t])
        inner = f"{plain(w)}·{_bracket(x)} + {plain(u)}·{_bracket(before)} + {_bracket(plain(b))}"
        return f"Step {step} forward: h = tanh({inner}) = {h}."
    t = result["back_to"]
    if t == 0:
        shares, whole = agreeing(result["share"][:, 1], lambda *shares: sum(shares), result["gradient"][1])
        shares = " + ".join(map(_bracket, shares))
        return f"Done: ∂J/∂u = {shares} = {whole}, shares of steps 1 to {steps}."
    parts, extra = [result["dh"][t], result["factor"][t]], int(result["cost"] == "sum")
    (arrived, factor), whole = agreeing(parts, lambda dh, factor: dh * factor + extra, result["dh"][t - 1])
    word = f", plus 1, since J has h of step {t} in it," if extra else ""
    return (
        f"Back through step {t + 1}: {arrived} arrives, times {_bracket(factor)}{word} is {whole}, "
        f"for the state of step {t}."
    )


def _bracket(text):
    return f"({text})" if text[0] == "−" else text


def agreeing(parts, combine, whole):
    """The texts of the parts and of the whole, with as many digits as it takes for them to agree as they are shown."""
    near = 0.02 * abs(whole)
    enough = next((n for n in range(2, 9) if abs(rounded(whole, n) - whole) <= near), 2)
    shown = plain(whole, enough)
    for digits in range(enough, 9):
        found = combine(*(rounded(part, digits) for part in parts))
        if plain(found, enough) == shown and abs(found - whole) <= near:
            break
    return [plain(part, digits) for part in parts], shown


def plain(number, digits=2):
    """``digits`` behind the point, or the power of ten of what is smaller or large: 0.42, −1.5, 4·10⁻⁵."""
    shown = rounded(number, digits)
    if shown == 0 or 0.01 <= abs(shown) < 100:
        return f"{shown:.{digits}f}".rstrip("0").rstrip(".").replace("-", "−")
    return with_power(shown, digits - 1 if abs(shown) < 0.01 else digits)


def rounded(number, digits=2):
    """The number that `plain` shows."""
    number = float(number) or 0.0
    if number == 0 or 0.01 <= abs(number) < 100:
        return round(number, digits)
    return float(f"{number:.{digits - 2 if abs(number) < 0.01 else digits - 1}e}")
