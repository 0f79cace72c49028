"""The bug hunt: what is wrong with five that claim to take a GAN's steps."""

from ...exercises.bug_hunt import bug_hunt
from .bug_hunt import KINDS

_TRUTH = dict(zip("ABCDE", (KINDS[0], KINDS[2], KINDS[1], KINDS[4], KINDS[3]), strict=True))


BROKEN_STEPS = bug_hunt(
    "broken_steps",
    "Bug hunt: five that claim to take a GAN's steps",
    suspect="steps",
    truth=_TRUTH,
    kinds=KINDS,
    example="norm over the batch",
    advice="Something else is wrong with this one: call its parts alone, mixed with zeros and ones, penalty with "
    "gradients whose norms you know, and compare critic.theta with the original's after the same calls, step by step.",
    hints=(
        "Take the suspects apart. A generator's step should leave critic.theta as it was. A critic's step should "
        "depend on θ, the examples and the random numbers alone: compare with the original after the same calls. "
        "mixed and penalty can be asked alone.",
        "Give mixed real examples of zeros and generated ones of ones: it shows you the epsilons, or rather 1 minus "
        "them. Give penalty three gradients of norm 1, such as the rows of np.eye(3)[[0, 0, 1]]: nothing is to be "
        "penalized.",
        "Mixed shows other numbers within a row in one suspect, and the same in all rows in another one. Of the rest, "
        "one has a penalty that isn't 0, and B has another critic after a generator's step. The last one is right "
        "until a generator's step comes before the critic's.",
    ),
    exchanges={
        "AB": "one of them moves critic.theta in the generator's step, and the other does not.",
        "AC": "give mixed zeros and ones. In one of the two the numbers differ within a row.",
        "AD": "give mixed zeros and ones, and look whether the numbers differ within a row, or agree in all rows.",
        "AE": "penalty is right in one of the two and mixed in the other one. Ask both of both.",
        "BC": (
            "look at critic.theta before and after a generator's step. In one of the two it changes right there, in "
            "the other one only with the critic's next step."
        ),
        "BD": "one of them moves critic.theta in the generator's step, and the other does not.",
        "BE": "give penalty a single gradient of norm 1. One of the two penalizes it.",
        "CD": "give mixed zeros and ones. In one of the two all rows have the same epsilon.",
        "CE": (
            "in one of the two each part is right by itself, and what is wrong is what is left over from the step "
            "before."
        ),
        "DE": "give penalty a single gradient of norm 1. One of the two penalizes it.",
    },
)
