"""The bug hunt: what is wrong with five layers that claim to be LSTM."""

from ...exercises.bug_hunt import bug_hunt
from .bug_hunt import KINDS

_TRUTH = dict(zip("ABCDE", (KINDS[1], KINDS[4], KINDS[3], KINDS[2], KINDS[0]), strict=True))

LEAKING_STATE = bug_hunt(
    "leaking_state",
    "Bug hunt: five layers that claim to be LSTM",
    suspect="layer",
    truth=_TRUTH,
    kinds=KINDS,
    example="state kept from the batch before",
    advice="Something else is wrong with this one: compare it with its original on one step, on one sequence, on the "
    "same batch a second time, and in its gradients.",
    hints=(
        "On their first batch two suspects agree with their originals. Show all of them the same batch again: an LSTM "
        "that begins at 0 gives the same again.",
        "Of those that differ on the first batch: whose first step is right for every sequence? Whose answer for a "
        "sequence changes with the other sequences of the batch? And who is wrong already on one sequence of one step?",
        "The function check_layer compares backward with the differences of forward. On several steps it finds fault "
        "with A and with C: with one for its gradient, which is cut though every output is right, and with the other "
        "one for its forward, which gives another output for the same input. B gives the first sequence of a batch "
        "other answers than the second, even if the two are equal.",
    ),
    mistakes=(
        (
            "A and B exchanged",
            {"A": _TRUTH["B"], "B": _TRUTH["A"]},
            "A and B are exchanged: one of them is wrong on its very first batch, and the other one gives the outputs "
            "of its original on every batch.",
        ),
        (
            "A and D exchanged",
            {"A": _TRUTH["D"], "D": _TRUTH["A"]},
            "A and D are exchanged: one of them is wrong on a single step already, where there is nothing yet that "
            "could be cut.",
        ),
        (
            "C and D exchanged",
            {"C": _TRUTH["D"], "D": _TRUTH["C"]},
            "C and D are exchanged: one of them is wrong on its very first batch, before there is anything that it "
            "could have kept.",
        ),
        (
            "C and E exchanged",
            {"C": _TRUTH["E"], "E": _TRUTH["C"]},
            "C and E are exchanged: show both the same batch twice. One changes its outputs, and the other one is "
            "wrong in the same way both times.",
        ),
        (
            "A and C exchanged",
            {"A": _TRUTH["C"], "C": _TRUTH["A"]},
            "A and C are exchanged: show both the same batch twice. One gives the same outputs again and the other one "
            "does not.",
        ),
        (
            "D and E exchanged",
            {"D": _TRUTH["E"], "E": _TRUTH["D"]},
            "D and E are exchanged: in the first step there is nothing yet that could be lost, and one of the two is "
            "wrong there already.",
        ),
        (
            "B and C exchanged",
            {"B": _TRUTH["C"], "C": _TRUTH["B"]},
            "B and C are exchanged: one of them is right on its very first batch, and the other one gives the same "
            "outputs however often it is asked.",
        ),
        (
            "B and D exchanged",
            {"B": _TRUTH["D"], "D": _TRUTH["B"]},
            "B and D are exchanged: on a single sequence of a single step there is nothing to exchange but gates, and "
            "one of the two is right there.",
        ),
        (
            "B and E exchanged",
            {"B": _TRUTH["E"], "E": _TRUTH["B"]},
            "B and E are exchanged: exchange the sequences of a batch. One gives every sequence the output that it had "
            "before, and the other one does not.",
        ),
        (
            "A and E exchanged",
            {"A": _TRUTH["E"], "E": _TRUTH["A"]},
            "A and E are exchanged: one of them gives the outputs of its original on every batch, so no state is lost "
            "in it on the way forward.",
        ),
    ),
)
