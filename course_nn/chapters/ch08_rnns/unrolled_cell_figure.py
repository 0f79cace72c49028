"""The unrolled cell: boxes side by side, blue values above the line of states, vermilion gradients below it."""

import numpy as np
from matplotlib.patches import FancyBboxPatch

from ...plots.powers import with_power
from ...plots.style import BLUE, GREY, GRID, INK, VERMILION

SPACE, HALF = 2.0, 0.4  # from one box to the next, and half a box
NEAR, MOST_DIGITS = 0.02, 8  # how near a number is that is shown, and how many digits that may take
ROWS = {"factor": 0.95, "input": -1.3, "share": -2.05}  # heights, the states' line being 0


def draw_unrolled_cell(figure, result):
    """The boxes of all steps; of values and gradients what is known by now."""
    ax = figure.subplots()
    ax.axis("off")
    steps, shown = len(result["h"]), texts(result)
    for t in range(steps):
        _draw_step(ax, result, shown, t)
    _draw_arrow(ax, -SPACE + HALF, -HALF, "0", "", known=True)
    _draw_end(ax, result, shown)
    names = {"factor": r"$u\,(1-h_t^2)$", "input": "$x_t$", "share": r"share of $\partial J/\partial u$"}
    rows = [("$h_t$", 0.25, BLUE), (r"$\partial J/\partial h_t$", -0.27, VERMILION)]
    for name, height, color in rows:
        ax.text(-SPACE - 0.12, height, name, ha="right", va="center", fontsize=9.5, color=color)
    for row, name in names.items():
        ax.text(-SPACE - 0.12, ROWS[row], name, ha="right", va="center", fontsize=9.5, color=GREY)
    ax.set(xlim=(-SPACE - 1.75, (steps - 1) * SPACE + 3.8), ylim=(-2.45, 1.35))
    figure.suptitle(_title(result), x=0.012, ha="left")


def _draw_step(ax, result, shown, t):
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
    ax.text(x, ROWS["input"], shown["x"][t], ha="center", va="center", fontsize=9.5, color=BLUE)
    if back:
        style = {"ha": "center", "va": "center", "fontsize": 9.5, "color": VERMILION}
        ax.text(x, ROWS["factor"], f"× {shown['factor'][t]}", **style)
        ax.text(x, ROWS["share"], shown["share"][t], **style)
    known = shown["h"][t] if forward else ""
    # ∂J/∂h_t is whole when everything later has been walked back through.
    gradient = shown["dh"][t] if result["step"] > steps and t >= result["back_to"] - 1 else ""
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
        size = 9 if len(gradient) < 11 else 7.5  # between the boxes
        ax.text(middle, -0.21, gradient, ha="center", va="top", fontsize=size, color=VERMILION)


def _draw_end(ax, result, shown):
    """J, and on the row of shares their sum so far."""
    steps = len(result["h"])
    x = (steps - 1) * SPACE + SPACE - HALF + 0.05
    if result["forward"] == steps:
        ax.text(x, 0.08, f"$J$ = {shown['J']}", va="center", fontsize=10, color=BLUE)
    if result["step"] > steps:
        done = result["back_to"] == 0
        name = r"$\partial J/\partial u$ =" if done else "so far"
        ax.plot([x - 0.3, x - 0.3], [ROWS["share"] - 0.2, ROWS["share"] + 0.2], color=GRID, lw=1)
        word = f"{name} {shown['sum'][result['back_to']]}"
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
    steps, step, shown = len(result["h"]), result["step"], texts(result)
    if not step:
        return f"{steps} steps forward, and then {steps} steps back; the state before the first is 0."
    if step <= steps:
        t = step - 1
        before = shown["h"][t - 1] if t else "0"
        w, u, b = (plain(result[name]) for name in "wub")
        inner = f"{w}·{_bracket(shown['x'][t])} + {u}·{_bracket(before)} + {_bracket(b)}"
        return f"Step {step} forward: h = tanh({inner}) = {shown['h'][t]}."
    t = result["back_to"]
    if t == 0:
        shares = " + ".join(map(_bracket, shown["share"]))
        return f"Done: ∂J/∂u = {shares} = {shown['sum'][0]}, shares of steps 1 to {steps}."
    word = f", plus 1, since J has h of step {t} in it," if result["cost"] == "sum" else ""
    return (
        f"Back through step {t + 1}: {shown['dh'][t]} arrives, times {_bracket(shown['factor'][t])}{word} is "
        f"{shown['dh'][t - 1]}, for the state of step {t}."
    )


def _bracket(text):
    return f"({text})" if text[0] == "−" else text


def texts(result):
    """The numbers of the picture and of its sentence, each rounded once, in as many digits as it takes.

    What a reader computes from the numbers as they are shown, forward, back, and as a sum, comes out as it is shown.
    Row t of ``sum`` is that of the shares from step t + 1 on.
    """
    w, u, b, extra = result["w"], result["u"], result["b"], int(result["cost"] == "sum")
    x, h, dh, factor, share = result["x"], result["h"], result["dh"], result["factor"], result["share"][:, 1]
    sums, ends = share[::-1].cumsum()[::-1], range(1, len(h))

    for least in range(2, MOST_DIGITS + 1):
        of_h, of_x = [least] * len(h), [2] * len(h)
        of_h[-1] = enough(h[-1], least)
        for t in ends[::-1]:
            parts = [h[t - 1], x[t]]
            of_h[t - 1], of_x[t] = needed(parts, lambda h, x: np.tanh(w * x + u * h + b), h[t], of_h[t], least)
        (of_x[0],) = needed([x[0]], lambda x: np.tanh(w * x + b), h[0], of_h[0])
        if not extra or comes_out(h, of_h, sum, result["J"], enough(result["J"])):
            break
    of_dh, of_factor = [enough(dh[0])] * len(h), [2] * len(h)
    for t in ends:
        parts = [dh[t], factor[t]]
        of_dh[t], of_factor[t] = needed(parts, lambda dh, factor: dh * factor + extra, dh[t - 1], of_dh[t - 1])
    of_factor[0] = enough(factor[0])
    for least in range(2, MOST_DIGITS + 1):
        of_share = [enough(one, least) for one in share]
        if all(comes_out(share[t:], of_share[t:], sum, sums[t], enough(sums[t])) for t in range(len(h))):
            break
    every = {"x": (x, of_x), "h": (h, of_h), "dh": (dh, of_dh), "factor": (factor, of_factor)}
    every |= {"share": (share, of_share), "sum": (sums, list(map(enough, sums)))}
    shown = {name: list(map(plain, numbers, digits)) for name, (numbers, digits) in every.items()}
    return shown | {"J": plain(result["J"], enough(result["J"])) if extra else shown["h"][-1]}


def enough(number, least=2):
    """The digits with which a number is shown to 2 %."""
    digits = range(least, MOST_DIGITS + 1)
    return next((n for n in digits if abs(rounded(number, n) - number) <= NEAR * abs(number)), least)


def needed(parts, combine, whole, digits, least=2):
    """The digits of the parts with which the whole comes out in its ``digits``."""
    for n in range(least, MOST_DIGITS + 1):
        found = [enough(part, n) for part in parts]
        if comes_out(parts, found, combine, whole, digits):
            break
    return found


def comes_out(parts, digits, combine, whole, digits_of_whole):
    """Whether the parts as they are shown give the whole as it is shown."""
    values = [rounded(part, n) for part, n in zip(parts, digits, strict=True)]
    found = sum(values) if combine is sum else combine(*values)
    near = abs(found - whole) <= NEAR * abs(whole)
    return near and plain(found, digits_of_whole) == plain(whole, digits_of_whole)


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
