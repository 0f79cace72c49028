"""The live game as a scene, as a figure, and in words."""

from ...plots.scene import Field, Lines, Points, Scene, draw_scene
from .live_game import RUNAWAY, tamed


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
        return f"{_share(outside)} of G's samples have left the picture after {taken}{advice(result)}."
    if result["reach"] > RUNAWAY:
        return f"D's numbers reach {result['reach']:.1e} after {taken}{advice(result)}."
    found = (
        f"{count.covered} of {result['modes']} modes are covered, {count.reached} reached; "
        f"{_percent(count.good)} of the samples are good, reverse KL {count.reverse_kl:.2f}"
    )
    if not result["begun"]:
        return f"Before the first step {found}."
    left = f"; {_share(outside).lower()} of them lie outside of the picture" if outside > 0.1 else ""
    end = "; the game is over, as rates and noise are 0" if result["over"] else ""
    return f"After {taken} {found}{left}{end}."


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


def _share(share):
    return "All" if share == 1 else _percent(share)


def _percent(share):
    return f"{100 * share:.1f} %"
