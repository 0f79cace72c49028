"""The bug hunt: what is wrong with five rules that claim to give the pseudo-inverse's weights."""

from ...exercises.bug_hunt import bug_hunt
from .bug_hunt import KINDS

_TRUTH = dict(zip("ABCDE", (KINDS[1], KINDS[4], KINDS[0], KINDS[2], KINDS[3]), strict=True))


def _exchanged(one, other, sentence):
    return (
        f"{one} and {other} exchanged",
        {one: _TRUTH[other], other: _TRUTH[one]},
        f"{one} and {other} are exchanged: {sentence}",
    )


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
    mistakes=(
        _exchanged("A", "B", "of one of them every stored unit wants to change."),
        _exchanged("A", "C", "with a single pattern one of them has no weights at all."),
        _exchanged("A", "D", "of one of them every pattern rests, of the other all but the last."),
        _exchanged("A", "E", "one of them is symmetric."),
        _exchanged("B", "C", "for one pattern one of them is the original, and the other its negative."),
        _exchanged("B", "D", "look whether stored patterns rest."),
        _exchanged("B", "E", "one of them is symmetric."),
        _exchanged("C", "D", "look at the diagonals."),
        _exchanged("C", "E", "one of them is symmetric."),
        _exchanged("D", "E", "one of them is symmetric."),
    ),
)
