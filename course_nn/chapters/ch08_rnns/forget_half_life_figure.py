"""Memory's half-life as a picture: what is left step by step, and the half-life against the forget gate's bias."""

import numpy as np

from ...plots.powers import with_power
from ...plots.style import BLUE, GREY, INK, ORANGE
from .forget_half_life import BIASES, MOST_STEPS


def draw_forget_half_life(figure, result):
    """Left what is kept against time, with half marked; right half-lives up to this bias, and the bias that is needed.

    What may come to lie at one place, square and ring, star and square, is drawn so that both are seen.
    """
    left, right = figure.subplots(1, 2, width_ratios=[1.15, 1])
    left.set_xscale("symlog", linthresh=1, linscale=0.5)
    left.set(xlim=(0, MOST_STEPS), ylim=(0, 1.06))
    left.set(xlabel="steps", ylabel="left of the cell's content")
    left.grid(axis="y")
    left.axhline(0.5, color=GREY, lw=1, ls=":")
    left.plot(result["k"], result["left"], color=BLUE)
    left.plot(result["half_life"], 0.5, "s", color=BLUE, ms=8, mec="white", clip_on=False, zorder=4)
    left.axvline(result["steps"], color=ORANGE, lw=1.2, ls="--")
    around = {"mfc": "none", "mew": 2, "ms": 14, "clip_on": False, "zorder": 4}
    left.plot(result["steps"], result["at"], "o", mec=ORANGE, **around)
    left.set_title(f"After {_steps(result['steps'])}: {_left(result['at'])} left")
    left.set_xticks([0, 1, 10, 100, 1000, 10000], ["0", "1", "10", "100", "1000", "10⁴"])

    right.set(
        yscale="log",
        xlim=(BIASES[0] - 0.4, BIASES[1] + 0.4),
        ylim=(0.2, 10000),
        xlabel="bias of the forget gate",
        ylabel="half-life (steps)",
    )
    right.grid()
    right.plot(result["biases"], result["half_lives"], color=BLUE)
    right.axhline(result["steps"], color=ORANGE, lw=1.2, ls="--")
    right.plot(result["needed"], result["steps"], "*", color=ORANGE, ms=11, clip_on=False, zorder=4)
    right.plot(result["bias"], result["half_life"], "s", mec=BLUE, **around)
    right.plot([result["bias"]] * 2, [0.2, result["half_life"]], color=INK, lw=0.8, ls=":")
    right.set_title(f"Half-life {_half_life(result['half_life'])}")


def _steps(number):
    return "1 step" if number == 1 else f"{number:g} steps"


def _half_life(number):
    """With three digits: with two, a half-life a little over the distance would read as the distance."""
    text = with_power(number, 3)
    return f"{text} {'step' if text == '1' else 'steps'}"


def _left(at):
    if at < 1e-300:
        return f"less than {with_power(1e-300)}"
    return f"{at:.4g}" if at > 0.995 else with_power(at)


def describe_forget_half_life(result):
    """What a step keeps, the half-life, what is left at the distance, and the bias that would keep half."""
    return (
        f"A step keeps σ({_signed(result['bias'])}) = {_keeps(result)}: half is gone after "
        f"{_half_life(result['half_life'])}, {_left(result['at'])} left after {result['steps']:g}; "
        f"to keep half that long, bias {_signed(round(result['needed'], 2))}."
    )


def _keeps(result):
    """σ(b) with as many digits as it takes to have half-life and rest come out of it as they are shown."""
    told = _half_life(result["half_life"]), _left(result["at"])
    for digits in range(4, 13):
        keeps = float(f"{result['keeps']:.{digits}g}")
        if keeps < 1 and (_half_life(np.log(0.5) / np.log(keeps)), _left(keeps ** result["steps"])) == told:
            break
    return f"{keeps:.{digits}g}"


def _signed(number):
    return f"{number:g}".replace("-", "−")
