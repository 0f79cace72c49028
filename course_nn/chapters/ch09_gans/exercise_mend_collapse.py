"""An exercise of chapter 09: a GAN whose D is too slow, so that it fails from every seed, is to be mended."""

from ...exercises.exercise import Exercise, Mistake
from ...exercises.running import Unusable
from .collapsing_gan import SEEDS, SETTING, covering_seeds, real_changes

_ALL, _SOME, _NONE = "it covers", "covers from ", "it covers from none of the seeds 0, 1 and 2"


def _trained(answer):
    """``_ALL``, from which seeds it covers, or what was changed in vain; trained at most once for each answer."""
    if isinstance(answer, dict) and "steps" in answer:
        raise Unusable("the number of steps is fixed, 2,000: something else has to change")
    try:
        changed, seeds = real_changes(answer), covering_seeds(answer)
    except (TypeError, ValueError) as error:
        raise Unusable(str(error)) from None
    if seeds:
        return _ALL if seeds == SEEDS else _SOME + _listed(seeds)
    if "game" in changed:
        return "game"
    if list(changed) == ["rate"]:
        return "a lower rate" if changed["rate"] < SETTING["rate"] else "a higher rate"
    return " and ".join(sorted(changed))


def _listed(seeds):
    return f"seed{'s' if len(seeds) > 1 else ''} {' and '.join(map(str, seeds))}"


def _advice(came):
    """What is said of changes that cover from some seeds, and of those in vain that have no sentence of their own."""
    if came.startswith(_SOME):
        others = [seed for seed in SEEDS if str(seed) not in came]
        return (
            f"It depends on the seed. This {came}: 7 modes or more, and half of the samples good. From "
            f"{_listed(others)} it does not. Find a change that covers from all three."
        )
    return (
        "From each of the seeds 0, 1 and 2, fewer than 7 modes are covered or fewer than half of the samples are good. "
        "Train it yourself, with the chapter's train_with(changes, seed), and look where the samples are."
    )


def _vain(name, changes, message):
    return Mistake(name, f"mend_collapse = {changes}", message)


MEND_COLLAPSE = Exercise(
    name="mend_collapse",
    title="Mend a GAN that fails",
    stub="mend_collapse = ...  # what you change, for instance {'noise': 0.5}",
    hints=(
        "Look at the setting before you try: which of the two players takes the larger steps? And look at the samples "
        "of a seed: hardly one of them is near the ring.",
        "The critic's rate is a tenth of the generator's: it is always late. Noise or packing show a critic more, and "
        "two of its steps for one of the generator's are more, but none of them alone lets it keep up.",
        "Give the critic at least the generator's rate: twice as much is safe: {'critic_rate': 4e-3}. If you lower the "
        "generator's to the critic's instead, 2,000 steps are not enough to arrive.",
    ),
    solution="mend_collapse = {'critic_rate': 4e-3}",
    cases=lambda: [()],
    arguments=(),
    probe=_trained,
    setup="import numpy as np\nfrom course_nn.games import LeastSquares",
    advice=_advice,
    mistakes=(
        _vain("nothing changed", "{}", "Nothing is changed: this is the setting that fails."),
        _vain(
            "noise alone",
            "{'noise': 0.5}",
            f"With noise alone {_NONE}: it changes what the critic sees, and the critic's steps are as short as "
            "before. Compare the two rates.",
        ),
        _vain(
            "packing alone",
            "{'pack': 2}",
            f"With packing alone {_NONE}: the critic sees that samples are alike, but its steps are as short "
            "as before. Compare the two rates.",
        ),
        _vain(
            "more steps of the critic",
            "{'critic_steps': 2}",
            f"With more steps of the critic alone {_NONE}: two of its steps are still shorter than one of "
            "the generator's. Compare the two rates.",
        ),
        _vain(
            "a lower rate of the generator alone",
            "{'rate': 2e-4}",
            f"With this rate of the generator {_NONE}. The critic's rate is still 2e-4: well above it the "
            "generator stays too fast for the critic, near it or below it doesn't arrive in 2,000 steps. Change the "
            "critic's.",
        ),
        _vain(
            "a higher rate of the generator alone",
            "{'rate': 1e-2}",
            f"With this rate of the generator {_NONE}. It was ten times the critic's before, and is more "
            "now, so that the critic is even later. Change the other rate.",
        ),
        _vain(
            "the critic's rate alone",
            "{'critic_rate': 1e-4}",
            f"The critic's rate is the right one to change, but with this value {_NONE}: try one that is "
            "neither smaller than the generator's nor many times larger.",
        ),
        _vain(
            "another width alone",
            "{'width': 48}",
            f"With another width alone {_NONE}: what the networks could express was not the trouble. "
            "Compare the two rates.",
        ),
        _vain(
            "another latent space",
            "{'latent': 8}",
            f"With another latent space alone {_NONE}: compare the two rates.",
        ),
        _vain(
            "another game",
            "{'game': LeastSquares()}",
            f"With this game {_NONE}. A game needs settings of its own (Wasserstein a critic with bounded "
            "slopes, which there is none here): take the setting's game, and compare the two rates.",
        ),
    ),
)
