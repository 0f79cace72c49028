"""The live game as a scene, as a figure, and in words."""

import math

from ...plots.powers import with_power
from ...plots.scene import Field, Lines, Points, Scene, draw_scene
from .live_game import OF_PROBABILITIES, RUNAWAY, tamed

#: So many letters of a line of the note stand beside the picture.
WIDEST = 33


def scene_live_game(result):
    """D's field, G's map of the latent grid, real examples and samples, and where the game stands."""
    half, now = result["half"], result["settings"]
    ends = {"non-saturating": ("generated, 0", "real, 1"), "minimax": ("generated, 0", "real, 1")}
    what = "D's number" if now.game not in ends else "D's probability"
    ends = ends.get(now.game) or (("0, as generated", "1, as real") if now.game == "least squares" else ("low", "high"))
    return Scene(
        (-half, half),
        (-half, half),
        Field(what, result["field"], result["low"], result["high"], ends),
        (Lines("G's map of a latent grid", result["map"]),),
        (
            Points("real examples", result["real"], "blue", "circle", 9),
            Points("samples of G", result["made"], "vermilion", "square", 4.5),
        ),
        note=_note(result),
    )


def _note(result):
    """Settings and counts as they now are, a line each."""
    now, count = result["settings"], result["count"]
    last = f" of {result['last']:,}" if now.fading else ""
    times = "" if now.critic_steps == 1 else f", D {now.critic_steps} times each"
    counted = ["no points"]
    if count is not None:
        modes = f"covered {count.covered} of {result['modes']} modes, reached {count.reached}"
        counted = [modes, f"good samples {_percent(count.good)}"]
        if all(map(math.isfinite, result["says"])):
            real, made = _numbers(result)
            parts = f"D's mean: real {real},", f"made {made}"
            counted.append(("\n" if len("".join(parts)) > WIDEST else " ").join(parts))
    return "\n".join(
        [
            now.game.replace(", with", ",\nwith"),
            f"step {result['steps']:,}{last}{times}",
            f"rates: G {result['rates'][0]:.2g}, D {result['rates'][1]:.2g}",
            f"instance noise σ = {result['sigma']:.2f}",
            *counted,
        ]
    )


def draw_live_game(figure, result):
    """The scene, and its note beside it."""
    draw_scene(figure, scene_live_game(result))


def describe_live_game(result):
    """Where the game stands, and, where it runs away, what to do about it."""
    count, taken = result["count"], _taken(result)
    if count is None:
        return "There are no points to learn from: give some, or choose another target."
    if result["diverged"]:
        return f"The game diverged after {taken}: {result['diverged']}{advice(result)}."
    outside = 1 - result["inside"]
    if result["gone"] > 0.5:
        return f"{_share(outside).capitalize()} of G's samples have left the picture after {taken}{advice(result)}."
    if result["reach"] > RUNAWAY:
        return f"D's numbers reach {result['reach']:.1e} after {taken}{advice(result)}."
    found = (
        f"{count.covered} of {result['modes']} modes are covered, {count.reached} reached; "
        f"{_percent(count.good)} of the samples are good, reverse KL {count.reverse_kl:.2f}"
    )
    what = "D's mean probability of real" if result["settings"].game in OF_PROBABILITIES else "D's mean number"
    says = "; {} is {} on real examples, {} on samples".format(what, *_numbers(result))
    if not result["begun"]:
        return f"Before the first step {found}{says}."
    left = f"; {_share(outside)} of them lie outside of the picture" if outside > 0.1 else ""
    end = "; the game is over, as rates and noise are 0" if result["over"] else ""
    return f"After {taken} {found}{left}{says}{end}."


def advice(result):
    """What to do where a game runs away, as the end of a sentence; nothing where there is nothing to change."""
    now, parts = result["settings"], []
    better = tamed(now)
    if better.game != now.game:
        parts.append("choose the Wasserstein game with a gradient penalty")
    if better.rate_g < now.rate_g:
        to = f"that of D ({now.rate_d:g})" if better.rate_g == now.rate_d else f"{better.rate_g:g}"
        parts.append(f"bring the rate of G ({now.rate_g:g}) down to {to}")
    if any(result["alone"]):
        parts.append("let both players take their steps")
    if parts:
        return f"; {', '.join(parts)}, and go from the start"
    return "; go from the start with the controls as they now are" if result["changed"] else ""


def _taken(result):
    """How many steps, and which of them one player took alone."""
    of_g, (g_alone, d_alone) = result["steps"], result["alone"]
    parts = []
    if of_g > g_alone or not d_alone + g_alone:
        parts.append(_steps(of_g, "G") + (f" ({g_alone:,} of them alone)" if g_alone else ""))
    elif g_alone:
        parts.append(f"{_steps(g_alone, 'G')} alone")
    if d_alone:
        parts.append(f"{_steps(d_alone, 'D')} alone")
    return " and ".join(parts)


def _steps(steps, player):
    return f"1 step of {player}" if steps == 1 else f"{steps:,} steps of {player}"


def _numbers(result):
    """D's means on real examples and on samples, as they are written; a probability is never quite 0 or 1."""
    if result["settings"].game not in OF_PROBABILITIES:
        return [_number(mean) for mean in result["says"]]
    return ["under 0.01" if p < 0.005 else "over 0.99" if p >= 0.995 else f"{p:.2f}" for p in result["says"]]


def _number(number):
    if abs(number) >= 999.5:
        return with_power(number)
    digits = 2 if abs(number) < 9.995 else 0
    return f"{round(number, digits) + 0.0:.{digits}f}".replace("-", "−")


def _share(share):
    return "all" if share == 1 else _percent(share)


def _percent(share):
    """A share in tenths of a percent; what is not quite all or nothing isn't rounded to it."""
    if 0 < share < 0.0005:
        return "under 0.1 %"
    return "over 99.9 %" if 0.9995 <= share < 1 else f"{100 * share:.1f} %"
