"""The live game as a scene, as a figure, and in words."""

from ...plots.scene import Field, Lines, Points, Scene, draw_scene

#: From here on D's numbers are told to run away.
RUNAWAY = 1000.0


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
    """Where the game stands, and, where it runs away, which control to move."""
    count, steps = result["count"], result["steps"]
    if count is None:
        return "There are no points to learn from: put some on the picture, or choose another target."
    if result["diverged"]:
        return (
            f"The game diverged after {_steps(steps)}: {result['diverged']}; {advice(result)}, and go from the start."
        )
    if result["inside"] < 0.5:
        gone = "All" if result["inside"] == 0 else _percent(1 - result["inside"])
        return f"{gone} of G's samples have left the picture after {_steps(steps)}; {advice(result)}, then start anew."
    if result["reach"] > RUNAWAY:
        return f"D's numbers reach {result['reach']:.1e} after {_steps(steps)}; {advice(result)}."
    found = (
        f"{count.covered} of {result['modes']} modes are covered, {count.reached} reached; "
        f"{_percent(count.good)} of the samples are good, reverse KL {count.reverse_kl:.2f}"
    )
    if not result["begun"]:
        return f"Before the first step {found}."
    end = "; the game is over, as rates and noise are 0" if result["over"] else ""
    return f"After {_steps(steps)} {found}{end}."


def advice(result):
    """The control to move where a game runs away."""
    now = result["settings"]
    if now.game == "Wasserstein, with nothing":
        return "choose the Wasserstein game with a gradient penalty"
    if now.rate_g > now.rate_d:
        return f"bring the rate of G ({now.rate_g:g}) down to that of D ({now.rate_d:g})"
    return f"lower the rates of both players (now {now.rate_g:g} and {now.rate_d:g})"


def _steps(steps):
    return "1 step of G" if steps == 1 else f"{steps:,} steps of G"


def _percent(share):
    return f"{100 * share:.1f} %"
