"""The bug hunt: what is wrong with five rules that claim to give the pseudo-inverse's weights."""

from ...exercises.bug_hunt import bug_hunt
from .bug_hunt import KINDS

_TRUTH = dict(zip("ABCDE", (KINDS[1], KINDS[4], KINDS[0], KINDS[2], KINDS[3]), strict=True))


FIVE_RULES = bug_hunt(
    "five_rules",
    "Bug hunt: five rules that claim to be the pseudo-inverse",
    suspect="rule",
    truth=_TRUTH,
    kinds=KINDS,
    example="the sign turned round",
    advice="Something else is wrong with this one: store 50 random patterns in 100 units, and ask which of them rest, "
    "which come back with 10 % of their bits damaged, and whether W is symmetric.",
    hints=(
        "Store 50 random patterns of 100 units by each rule. A pattern rests where np.sign(W @ x) is x. Of one suspect "
        "all rest, of another one all but one, and of a third one every unit of every pattern wants to change.",
        "With the suspect of which all patterns rest, damage 10 % of the bits: recalled_by finds none again, where the "
        "original finds about half. What holds a damaged unit where it is?",
        "Two are left, by which few patterns rest or none. Compare W with W.T. For one pattern alone, one of the two "
        "is the original.",
    ),
    exchanges={
        "AB": "of one of them every stored unit wants to change.",
        "AC": "with a single pattern one of them has no weights at all.",
        "AD": "of one of them every pattern rests, of the other all but the last.",
        "AE": "one of them is symmetric.",
        "BC": "for one pattern one of them is the original, and the other its negative.",
        "BD": "look whether stored patterns rest.",
        "BE": "one of them is symmetric.",
        "CD": "look at the diagonals.",
        "CE": "one of them is symmetric.",
        "DE": "one of them is symmetric.",
    },
)
