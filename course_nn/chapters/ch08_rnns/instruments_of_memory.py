"""The instruments of chapter 08 that look at memory: over which delay it holds, and what truncation does to it."""

from ...widgets.controls import Choice, IntSlider, Ladder
from ...widgets.instrument import Instrument
from .delay_task import DELAYS, PRACTICES, SEEDS, delays
from .delay_task_figure import describe_delay_task, draw_delay_task
from .truncation import AT_A_CUT, FIRST, LENGTHS, MEASURED_CELLS, SHOWN, across_the_cuts
from .truncation import DELAYS as STREAM_DELAYS
from .truncation_figure import describe_truncation, draw_truncation


def delay_task(network=None):
    """Four cells asked for a bit that was shown so many steps ago, as measured from ten seeds.

    ``network`` is one of your own, shown beside them: from bits and marks (n, t, 2) to a logit (n, 1), as `train_delay`
    of this theme gives it, Sequential(LSTM(2, 16, rng, return_last=True), Dense(16, 1, rng)).
    """
    return Instrument(
        delays(network),
        draw_delay_task,
        [
            Ladder("delay", "delay D", {str(D): D for D in DELAYS}, 10),
            Choice("practice", "practice", PRACTICES, "sequence"),
            IntSlider("seed", "seed drawn below", 0, SEEDS - 1, 0),
        ],
        describe_delay_task,
        title="A bit to remember",
        caption="Practice: the bit stood D steps back; or 0 to D, drawn for each sequence, or for each batch of "
        "sequences no longer than that. Above: the share of right answers by seed, framed the one drawn below; "
        "counted: 95 % right at D, dashed. Ticks: bits, up +1, down −1.",
        size=(9.2, 4.3),
        story={"delay": ..., "practice": ...},
    )


def truncation():
    """A stream learned in stretches: what acts on an answer through the state, and what gets credit for it."""
    return Instrument(
        across_the_cuts,
        draw_truncation,
        [
            Ladder("delay", "delay", {str(D): D for D in STREAM_DELAYS}, 4),
            Ladder("length", "steps of a stretch", {str(k): k for k in LENGTHS}, 8),
            IntSlider("question", "question at step", FIRST, SHOWN - 1, 22),
            Choice("state", "the state at a cut is", AT_A_CUT, "carried"),
            Choice("cell", "cell", list(MEASURED_CELLS), MEASURED_CELLS[0]),
        ],
        describe_truncation,
        title="Learning in stretches",
        caption="▾ the bit asked for, ○ the question; gray: the stretch of the answer. Bars: of an untrained network, "
        "16 units. Right: 5 seeds and their mean, 800 steps of Adam; U fixed: the dense layer alone learns; ?: shown "
        "when the stretch is that short.",
        size=(9.2, 3.9),
        story=[
            {"question": [22, 23, 24, 25, 26], "state": ...},
            {"length": [1, 2, 4, 8, 16, 32], "cell": ...},
            {"delay": [1, 2, 4, 8, 16], "length": [2, 8], "cell": ...},
            {"delay": 16, "length": 32, "cell": ...},
        ],
    )
