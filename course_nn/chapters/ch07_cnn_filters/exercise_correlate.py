"""An exercise of chapter 07: the convolution of a CNN with loops, from several channels to several."""

import numpy as np

from ...exercises import draws
from ...exercises.exercise import Exercise, Mistake


def _images():
    pixels, filters = np.arange(9.0).reshape(1, 3, 3), np.arange(4.0).reshape(1, 1, 2, 2)
    cases = [
        (np.array([[[1.0, 2.0], [3.0, 4.0]]]), filters),
        (pixels, filters),
        (np.array([[[1.0, -2.0, 0.5, 3.0], [0.0, 4.0, -1.5, 2.0], [2.5, 1.0, 0.0, -3.0]]]), np.full((2, 1, 2, 2), 0.5)),
        (np.concatenate([pixels, pixels + 1]), np.concatenate([filters, filters + 1], axis=1)),
    ]
    cases[2][1][1] = [[1.0, -1.0], [2.0, 0.0]]
    rng = np.random.default_rng(7)
    for c_in, h, w, c_out, k_h, k_w in ((2, 5, 4, 4, 1, 1), (2, 4, 5, 3, 2, 3), (3, 6, 4, 2, 3, 1)):
        x, W = rng.integers(-20, 21, (c_in, h, w)) / 8, rng.integers(-20, 21, (c_out, c_in, k_h, k_w)) / 8
        cases.append((x, W))
    return cases


def _any_image(rng):
    c_in, c_out, k_h, k_w = rng.integers(1, 4, 4)
    h, w = np.array([k_h, k_w]) + rng.integers(0, 4, 2)
    return draws.floats(rng, c_in, h, w), draws.floats(rng, c_out, c_in, k_h, k_w)


_CORRELATE = '''
def correlate(x, W):
    """The feature maps (c_out, h', w') of an image x (c_in, h, w) under the filters W (c_out, c_in, k_h, k_w).

    No padding, stride 1, no bias, and the filters are not flipped: each number is the sum of a window of x, all its
    channels, times a filter, entry by entry. h' = h - k_h + 1 and w' = w - k_w + 1.
    """
%s
'''
_LOOPS = """    c_out, c_in, k_h, k_w = W.shape
    h, w = x.shape[1] - k_h + 1, x.shape[2] - k_w + 1
    y = np.zeros((c_out, h, w))
    for o in range(c_out):
        for i in range(h):
            for j in range(w):
                window = x[:, i : i + k_h, j : j + k_w]
                y[o, i, j] = np.sum(W[o] * window)
    return y"""


def _mistake(name, old, new, message):
    assert old in _LOOPS, old
    return Mistake(name, _CORRELATE % _LOOPS.replace(old, new), message)


CORRELATE = Exercise(
    name="correlate",
    title="Convolution with loops",
    stub=_CORRELATE % "    ...",
    hints=(
        "Make y of zeros in its final shape first. Then three loops fill it: over the filter o, the row i and the "
        "column j of the result.",
        "The window of the place i, j is x[:, i : i + k_h, j : j + k_w], of the same shape as the filter W[o].",
        "Fill it with y[o, i, j] = np.sum(W[o] * window): the sum takes rows, columns and channels at once.",
    ),
    solution=_CORRELATE % _LOOPS,
    cases=_images,
    unseen=_any_image,
    measure="y",
    mistakes=(
        _mistake(
            "flipped",
            "W[o] *",
            "W[o, :, ::-1, ::-1] *",
            "It flips the filters in both directions. That is the convolution of mathematics; in a CNN the filter is "
            "laid on the image as it stands.",
        ),
        _mistake(
            "flipped in channels, too",
            "W[o] *",
            "W[o, ::-1, ::-1, ::-1] *",
            "It flips the filters in all directions, and with that the order of their channels, as SciPy's convolve "
            "does with an array of three axes: nothing is flipped here.",
        ),
        _mistake(
            "upside down",
            "W[o] *",
            "W[o, :, ::-1] *",
            "It turns the filters upside down: their first row belongs on the first row of the window.",
        ),
        _mistake(
            "left and right exchanged",
            "W[o] *",
            "W[o, :, :, ::-1] *",
            "It exchanges left and right in the filters: their first column belongs on the first one of the window.",
        ),
        _mistake(
            "channels in reverse order",
            "W[o] *",
            "W[o, ::-1] *",
            "It lays the channels of a filter on those of the image in reverse order: W[o, c] belongs on x[c].",
        ),
        _mistake(
            "filter transposed",
            "W[o] *",
            "W[o].transpose(0, 2, 1) *",
            "It exchanges rows and columns of the filters: W[o, c, p, q] belongs on the pixel in row i + p and column "
            "j + q.",
        ),
        _mistake(
            "filter transposed, entry by entry",
            "np.sum(W[o] * window)",
            "sum(W[o, c, q, p] * window[c, p, q] for c in range(c_in) for p in range(k_h) for q in range(k_w))",
            "It exchanges rows and columns of the filters, and stops where they are not square: W[o, c, p, q] belongs "
            "on the pixel in row i + p and column j + q.",
        ),
        _mistake(
            "rows and columns exchanged",
            "return y",
            "return y.transpose(0, 2, 1)",
            "The right numbers, but rows and columns of the result are exchanged: y[o, i, j] is the window that begins "
            "in row i and column j.",
        ),
        _mistake(
            "filters last",
            "return y",
            "return y.transpose(1, 2, 0)",
            "The right numbers, but the filters come last: in this course the channels stand first, y[o, i, j].",
        ),
        _mistake(
            "averaged over channels",
            "np.sum(W[o] * window)",
            "np.sum(W[o] * window) / c_in",
            "It averages over the channels: their shares are added up.",
        ),
        _mistake(
            "averaged over the window",
            "np.sum(W[o] * window)",
            "np.sum(W[o] * window) / (k_h * k_w)",
            "It averages over the places of a window: the products are added up.",
        ),
        _mistake(
            "averaged",
            "np.sum(W[o] * window)",
            "np.mean(W[o] * window)",
            "It takes the mean of all products: it should be their sum.",
        ),
        _mistake(
            "last channel only",
            "np.sum(W[o] * window)",
            "np.sum(W[o, -1] * window[-1])",
            "Only the last channel counts, as if each replaced the one before: add them up, with += in a loop.",
        ),
        _mistake(
            "first channel only",
            "np.sum(W[o] * window)",
            "np.sum(W[o, 0] * window[0])",
            "Only the first channel counts: the shares of all channels are added up.",
        ),
        _mistake(
            "last product only",
            "np.sum(W[o] * window)",
            "W[o, -1, -1, -1] * window[-1, -1, -1]",
            "Only the last product of a window counts, as if each replaced the one before: add them up, with += in a "
            "loop.",
        ),
        _mistake(
            "channels kept apart",
            "np.sum(W[o] * window)\n    return y",
            "0\n    return np.array([[[[np.sum(W[o, c] * x[c, i : i + k_h, j : j + k_w]) for j in range(w)] "
            "for i in range(h)] for c in range(c_in)] for o in range(c_out)])",
            "It keeps the channels of the image apart: a feature map is the sum over all of them.",
        ),
        _mistake(
            "filters added up",
            "return y",
            "return y.sum(axis=0)",
            "It adds the feature maps up: every filter gives one of its own.",
        ),
        _mistake(
            "first filter everywhere",
            "W[o] *",
            "W[0] *",
            "It uses the first filter for every feature map: map o belongs to W[o].",
        ),
        _mistake(
            "last filter everywhere",
            "W[o] *",
            "W[-1] *",
            "It uses the last filter for every feature map: map o belongs to W[o].",
        ),
        _mistake(
            "first filter only",
            "    return y",
            "        return y",
            "Only the first feature map is filled: a `return` belongs behind the loops.",
        ),
        _mistake(
            "first window only",
            "    return y",
            "                return y",
            "Only the first window of the first filter is computed: a `return` belongs behind the loops.",
        ),
        *(
            _mistake(name, "return y", f"return {carried}", f"The sum is carried on {how}: it begins at 0 for each.")
            for name, carried, how in (
                ("sum never begins anew", "np.cumsum(y).reshape(y.shape)", "from each window to the next"),
                (
                    "sum begins anew for each filter",
                    "np.cumsum(y.reshape(c_out, -1), axis=1).reshape(y.shape)",
                    "from each window of a filter to the next",
                ),
                ("sum begins anew for each row", "np.cumsum(y, axis=2)", "from each window of a row to the next"),
            )
        ),
        _mistake(
            "one row and column short",
            "return y",
            "return y[:, :-1, :-1]",
            "The last row and the last column are missing: there are h - k_h + 1 rows of windows, and range(n) ends at "
            "n - 1.",
        ),
        _mistake(
            "last row and column 0",
            "return y",
            "y[:, -1], y[:, :, -1] = 0, 0\n    return y",
            "The last row and the last column stay 0: range(n) ends at n - 1, so the loops run over range(h - k_h + 1) "
            "and range(w - k_w + 1).",
        ),
        _mistake(
            "size of the image",
            "np.zeros((c_out, h, w))",
            "np.zeros((c_out, *x.shape[1:]))",
            "The numbers are right, but y is as large as the image: below and to the right there are places left "
            "where no window fits.",
        ),
        _mistake(
            "windows side by side",
            "np.sum(W[o] * window)\n    return y",
            "np.sum(W[o] * window)\n    return y[:, ::k_h, ::k_w]",
            "The windows lie side by side: they overlap, each one pixel further than the one before.",
        ),
        _mistake(
            "one window everywhere",
            "x[:, i : i + k_h, j : j + k_w]",
            "x[:, :k_h, :k_w]",
            "It looks at the same window everywhere: the window moves with i and j.",
        ),
        _mistake(
            "no weights",
            "np.sum(W[o] * window)",
            "np.sum(window)",
            "It adds up the pixels without their weights: multiply each by its entry of the filter first.",
        ),
        _mistake(
            "product of sums",
            "np.sum(W[o] * window)",
            "np.sum(W[o]) * np.sum(window)",
            "It multiplies the sum of the filter by the sum of the window: multiply entry by entry, then add up.",
        ),
    ),
)
