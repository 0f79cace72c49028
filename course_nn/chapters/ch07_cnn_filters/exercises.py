"""The exercises of chapter 07, CNN filters."""

from ...exercises.exercise import Exercise, Mistake
from .exercise_correlate import CORRELATE
from .exercise_flipped import FLIPPED
from .exercise_vertical_edges import VERTICAL_EDGES

__all__ = ["CORRELATE", "FLIPPED", "OUTPUT_SIZE", "VERTICAL_EDGES"]

# --- How many windows fit


def _sides():
    """side, kernel, stride, padding, dilation."""
    return [
        (3, 3, 1, 0, 1),  # a single window
        (5, 3, 1, 0, 1),
        (4, 3, 1, 1, 1),
        (6, 3, 2, 0, 1),  # one pixel is left over
        (7, 3, 2, 0, 1),  # and here the last window ends at the border
        (8, 3, 2, 0, 1),  # left over again, one window later: rounding to the nearest even number gives it away
        (10, 3, 4, 0, 1),  # three of four pixels of a step are left over
        (9, 3, 1, 0, 2),
        (9, 1, 4, 0, 3),  # one weight has no gaps to dilate
        (10, 2, 3, 1, 4),
        (28, 5, 3, 2, 3),
        (227, 11, 4, 0, 1),
        (224, 7, 2, 3, 1),
    ]


def _any_side(rng):
    kernel, stride, dilation = (int(one) for one in rng.integers(1, 6, 3))
    padding, span = int(rng.integers(0, 4)), dilation * (kernel - 1) + 1
    return max(span - 2 * padding, 1) + int(rng.integers(0, 15)), kernel, stride, padding, dilation


_SIZE = '''
def conv_output_size(side, kernel, stride=1, padding=0, dilation=1):
    """How many windows fit along one side of an image: the height, or the width, of what a convolution gives.

    `padding` zeros stand at both ends of the side. A window has `kernel` weights, each `dilation` pixels after the one
    before (1: no gaps), and moves by `stride` pixels. All are whole numbers, and at least one window fits.
    """
    %s
'''

OUTPUT_SIZE = Exercise(
    name="conv_output_size",
    title="How many windows fit",
    stub=_SIZE % "...",
    hints=(
        "Count twice: how many pixels are there with the zeros, and how many of them does one window span?",
        "There are side + 2 * padding pixels, and a window spans dilation * (kernel - 1) + 1: a step for each weight "
        "after the first. What lies beyond the first window is room to move.",
        "Return room // stride + 1, with room = side + 2 * padding - dilation * (kernel - 1) - 1: the steps that it "
        "has room for, and the window that was there before the first step.",
    ),
    solution=_SIZE % "return (side + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1",
    cases=_sides,
    unseen=_any_side,
    measure="size",
    mistakes=tuple(
        Mistake(name, _SIZE % f"return {formula}", message)
        for name, formula, message in (
            (
                "no + 1",
                "(side + 2 * padding - dilation * (kernel - 1) - 1) // stride",
                "It counts the steps, and not the window that is there before the first step: add 1.",
            ),
            (
                "span one too small",
                "(side + 2 * padding - dilation * (kernel - 1)) // stride + 1",
                "It takes a window to span one pixel less than it does: 3 weights without gaps span 3 pixels, so the "
                "room to move is side + 2 * padding - 3.",
            ),
            (
                "padding once",
                "(side + padding - dilation * (kernel - 1) - 1) // stride + 1",
                "The padding is counted once: zeros stand at both ends of the side.",
            ),
            (
                "no padding",
                "(side - dilation * (kernel - 1) - 1) // stride + 1",
                "The padding is not counted: 2 * padding zeros make the side longer.",
            ),
            (
                "padding subtracted",
                "(side - 2 * padding - dilation * (kernel - 1) - 1) // stride + 1",
                "The padding makes the side shorter: zeros are added at both ends, so it gets longer.",
            ),
            (
                "padding after the stride",
                "(side - dilation * (kernel - 1) - 1) // stride + 1 + 2 * padding",
                "The padding is added to the number of windows: it makes the side longer, before the windows move.",
            ),
            (
                "dilation ignored",
                "(side + 2 * padding - kernel) // stride + 1",
                "The dilation does not count: with gaps between its weights a window spans more pixels.",
            ),
            (
                "neither padding nor dilation",
                "(side - kernel) // stride + 1",
                "Neither the padding nor the dilation counts: zeros at both ends make the side longer, and gaps make a "
                "window span more pixels.",
            ),
            (
                "no dilation and no + 1",
                "(side + 2 * padding - kernel) // stride",
                "It counts the steps and not the window before the first one, and the dilation does not count: with "
                "gaps between its weights a window spans more pixels.",
            ),
            (
                "every weight dilated",
                "(side + 2 * padding - dilation * kernel) // stride + 1",
                "It takes a window to span dilation * kernel pixels. Behind the last weight no gap is needed: 3 "
                "weights with dilation 2 lie at 0, 2 and 4, and span 5.",
            ),
            (
                "one gap only",
                "(side + 2 * padding - kernel - dilation + 1) // stride + 1",
                "It counts one gap for the whole window: there is one behind each weight but the last.",
            ),
            (
                "gap of dilation",
                "(side + 2 * padding - kernel - dilation * (kernel - 1)) // stride + 1",
                "It takes `dilation` pixels to lie between two weights. They are `dilation` apart: with 1 they are "
                "neighbors.",
            ),
            (
                "rounded up",
                "-(-(side + 2 * padding - dilation * (kernel - 1) - 1) // stride) + 1",
                "It rounds up: a last step that would lead beyond the border is not made, so round down.",
            ),
            (
                "not rounded",
                "(side + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1",
                "It gives fractions where the last step does not fit: only whole steps count, so divide with //.",
            ),
            (
                "rounded to the nearest",
                "int((side + 2 * padding - dilation * (kernel - 1) - 1) / stride + 0.5) + 1",
                "It rounds to the nearest: a step that only partly fits is not made, so round down.",
            ),
            (
                "rounded by round",
                "round((side + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1",
                "It rounds to the nearest, and halves to an even number: a step that only partly fits is not made, so "
                "round down.",
            ),
            (
                "rounded with the first window",
                "round((side + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1)",
                "It rounds steps and window together, to the nearest and halves to an even number: a step that only "
                "partly fits is not made, so round the steps down.",
            ),
            (
                "stride ignored",
                "side + 2 * padding - dilation * (kernel - 1)",
                "The stride does not count: with stride 2 the window stops at every second place only.",
            ),
            (
                "1 divided as well",
                "(side + 2 * padding - dilation * (kernel - 1)) // stride",
                "The 1 for the first window is divided by the stride as well: divide the room to move, round down, and "
                "add 1 afterward.",
            ),
            (
                "rounded up instead of + 1",
                "-(-(side + 2 * padding - dilation * (kernel - 1) - 1) // stride)",
                "It rounds up where it should round down and add 1: that differs where the last step fits exactly.",
            ),
            (
                "as many as the stride gives",
                "-(-side // stride)",
                'It gives side / stride, rounded up, whatever the kernel and the padding: Keras\'s "same" chooses its '
                "padding so, but here the padding is given.",
            ),
            (
                "windows side by side",
                "(side + 2 * padding) // (dilation * (kernel - 1) + 1)",
                "It lays windows side by side, and does not use the stride: they overlap where the stride is small.",
            ),
            (
                "transposed",
                "(side - 1) * stride - 2 * padding + dilation * (kernel - 1) + 1",
                "This is the size that a transposed convolution gives, which makes images larger.",
            ),
        )
    ),
)
