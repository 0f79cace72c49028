"""Chapter 07: answers to its exercises as students write them, right and wrong."""

import numpy as np
import pytest
from answers import answered, rows, told
from mutants import single_edits

from course_nn import Conv2D
from course_nn.chapters.ch07_cnn_filters.bug_hunt import KINDS
from course_nn.chapters.ch07_cnn_filters.exercise_correlate import CORRELATE
from course_nn.chapters.ch07_cnn_filters.exercise_vertical_edges import VERTICAL_EDGES, edge
from course_nn.exercises import EXERCISES, check


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_NN_HOME", str(tmp_path))


SIZE = (
    "conv_output_size",
    [
        "span = dilation * (kernel - 1) + 1\nroom = side + 2 * padding - span\nreturn room // stride + 1",
        "return int((side + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1",
        "return np.floor((side + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1)",
        "return -(-(side + 2 * padding - dilation * (kernel - 1)) // stride)",
        "return np.float32((side + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1)",
        "return len(range(0, side + 2 * padding - dilation * (kernel - 1), stride))",
        """
        places, n = list(range(-padding, side + padding)), 0
        first = 0
        while first + dilation * (kernel - 1) < len(places):
            n, first = n + 1, first + stride
        return n
        """,
        """
        from course_nn import Conv2D
        layer = Conv2D(1, 1, kernel, stride=stride, padding=padding, dilation=dilation, init="zeros")
        return layer(np.zeros((1, 1, side, side))).shape[2]
        """,
    ],
    [
        ("room // stride + 1", "room // stride", "no + 1"),
        ("(kernel - 1) + 1", "(kernel - 1)", "span one too small"),
        ("2 * padding", "padding", "padding once"),
        (" + 2 * padding", "", "no padding"),
        ("+ 2 * padding", "- 2 * padding", "padding subtracted"),
        ("dilation * (kernel - 1) + 1", "kernel", "dilation ignored"),
        ("dilation * (kernel - 1) + 1", "kernel - 1 + 1", "dilation ignored"),
        ("dilation * (kernel - 1) + 1", "dilation * kernel", "every weight dilated"),
        ("dilation * (kernel - 1) + 1", "kernel + dilation - 1", "one gap only"),
        ("dilation * (kernel - 1) + 1", "kernel + (kernel - 1) * dilation", "gap of dilation"),
        ("dilation * (kernel - 1) + 1", "2 * kernel", "value"),
        ("dilation * (kernel - 1) + 1", "dilation * kernel - 1", "value"),
        ("room // stride", "int(np.ceil(room / stride))", "rounded up"),
        ("room // stride", "room / stride", "not rounded"),
        ("room // stride", "int(room / stride + 0.5)", "rounded to the nearest"),
        ("room // stride", "round(room / stride)", "rounded by round"),
        ("room // stride + 1", "round(room / stride + 1)", "rounded with the first window"),
        ("room // stride", "room", "stride ignored"),
        ("room // stride + 1", "(room + 1) // stride", "1 divided as well"),
        ("room // stride + 1", "(room + stride - 1) // stride", "rounded up instead of + 1"),
        ("room // stride + 1", "room // (stride + 1)", "value"),
        ("room // stride + 1", "room // stride + 2", "off by one"),
        ("return room // stride + 1", "print(room // stride + 1)", "prints"),
        ("return room // stride + 1", "", "no return"),
        ("return room // stride + 1", "return (room // stride + 1, room // stride + 1)", "several instead of one"),
        ("return room", "return rom", "error"),
        ("", "return side", "value"),
        ("", "return 3", "value"),
        ("", "return side // stride", "value"),
        ("", "return -(-side // stride)", "as many as the stride gives"),
        ("", "return (side - kernel + 2 * padding) // stride + 1", "dilation ignored"),
        ("", "return (side - kernel) // stride + 1 + 2 * padding", "value"),
        ("", "return int((side - kernel) / stride + 1)", "neither padding nor dilation"),
        ("", "return (side - kernel + 2 * padding) // stride", "no dilation and no + 1"),
        ("", "return (side - 1) * stride + dilation * (kernel - 1) + 1 - 2 * padding", "transposed"),
        ("", "return (side + 2 * padding) // (dilation * (kernel - 1) + 1)", "windows side by side"),
    ],
)

CORRELATE_ANSWERS = (
    "correlate",
    [
        """
        c_out, c_in, k_h, k_w = W.shape
        h, w = x.shape[1:]
        y = np.zeros((c_out, h - k_h + 1, w - k_w + 1))
        for o in range(c_out):
            for i in range(h - k_h + 1):
                for j in range(w - k_w + 1):
                    s = 0
                    for c in range(c_in):
                        for p in range(k_h):
                            for q in range(k_w):
                                s += W[o, c, p, q] * x[c, i + p, j + q]
                    y[o, i, j] = s
        return y
        """,
        """
        k_h, k_w = W.shape[2:]
        h, w = x.shape[1] - k_h + 1, x.shape[2] - k_w + 1
        y = np.zeros((len(W), h, w), dtype=np.float32)
        for p in range(k_h):
            for q in range(k_w):
                y += np.einsum("oc,chw->ohw", W[:, :, p, q], x[:, p : p + h, q : q + w])
        return y
        """,
        """
        windows = np.lib.stride_tricks.sliding_window_view(x, W.shape[2:], axis=(1, 2))
        return np.tensordot(W, windows, ((1, 2, 3), (0, 3, 4)))
        """,
        """
        from scipy.signal import correlate2d
        return [sum(correlate2d(a, b, "valid") for a, b in zip(x, w)).tolist() for w in W]
        """,
        "from scipy.signal import correlate\nreturn np.array([correlate(x, w, 'valid')[0] for w in W])",
        "from scipy.signal import convolve\nreturn np.array([convolve(x, w[::-1, ::-1, ::-1], 'valid')[0] for w in W])",
        """
        from course_nn import Conv2D
        layer = Conv2D(W.shape[1], W.shape[0], W.shape[2:], init="zeros", dtype=np.float64)
        layer.W.value = W
        return layer(x[None])[0]
        """,
    ],
    [
        ("x[c, i + p, j + q]", "x[c, i + k_h - 1 - p, j + k_w - 1 - q]", "flipped"),
        ("W[o, c, p, q]", "W[o, c, -1 - p, -1 - q]", "flipped"),
        ("W[o, c, p, q]", "W[o, -1 - c, -1 - p, -1 - q]", "flipped in channels, too"),
        ("W[o, c, p, q]", "W[o, c, -1 - p, q]", "upside down"),
        ("W[o, c, p, q]", "W[o, c, p, -1 - q]", "left and right exchanged"),
        ("W[o, c, p, q]", "W[o, -1 - c, p, q]", "channels in reverse order"),
        ("W[o, c, p, q]", "W[-1 - o, c, p, q]", "reversed"),
        ("W[o, c, p, q]", "W[o, c, q, p]", "filter transposed, entry by entry"),
        ("", "return CORRELATE(x, W)", "error"),
        (
            "",
            """
            c_out, c_in, k_h, k_w = W.shape
            h, w = x.shape[1] - k_h + 1, x.shape[2] - k_w + 1
            y = np.zeros((c_out, h, w))
            for o, i, j in np.ndindex(y.shape):
                y[o, i, j] = (W[o].transpose(0, 2, 1) * x[:, i : i + k_h, j : j + k_w]).sum()
            return y
            """,
            "filter transposed",
        ),
        ("W[o, c, p, q]", "W[0, c, p, q]", "first filter everywhere"),
        ("W[o, c, p, q]", "W[-1, c, p, q]", "last filter everywhere"),
        ("W[o, c, p, q] * ", "", "no weights"),
        ("y[o, i, j] = s", "y[o, i, j] = s / c_in", "averaged over channels"),
        ("y[o, i, j] = s", "y[o, i, j] = s / k_h / k_w", "averaged over the window"),
        ("y[o, i, j] = s", "y[o, i, j] = s / W[o].size", "averaged"),
        ("y[o, i, j] = s", "y[o, i, j] += -s", "sign"),
        ("s += ", "s = ", "last product only"),
        ("s += W[o, c, p, q] * x[c, i + p, j + q]", "s = np.max([s, W[o, c, p, q] * x[c, i + p, j + q]])", "value"),
        ("range(c_in)", "range(1)", "first channel only"),
        ("range(c_in)", "range(c_in - 1, c_in)", "last channel only"),
        ("for i in range(h - k_h + 1)", "for i in range(h - k_h)", "value"),
        ("range(h - k_h + 1):", "range(h - k_h + 2):", "error"),
        ("y = np.zeros((c_out, h - k_h + 1, w - k_w + 1))", "y = np.zeros((c_out, h, w))", "size of the image"),
        ("w - k_w + 1))", "w - k_w + 1), dtype=int)", "rounded"),
        ("return y", "return y[0]", "shape"),
        ("return y", "return y[None]", "shape"),
        ("return y", "return y.sum()", "shape"),
        ("return y", "return y.sum(axis=0)", "filters added up"),
        ("return y", "return y.transpose(0, 2, 1)", "rows and columns exchanged"),
        ("return y", "return np.moveaxis(y, 0, -1)", "filters last"),
        ("return y", "print(y)", "prints"),
        ("return y", "x[:] = 0; return y", "changes its input"),
        ("y[o, i, j] = s", "y[o, i, j] = s\n            return y", "first filter only"),
        ("y[o, i, j] = s", "y[o, i, j] = s\n                    return y", "first window only"),
        ("return y", "return x", "shape"),
        ("", "return np.ones((1, 1, 1))", "value"),
        (
            "",
            """
            c_out, c_in, k_h, k_w = W.shape
            h, w = x.shape[1] - k_h + 1, x.shape[2] - k_w + 1
            y = np.zeros((c_out, h, w))
            s = 0
            for o in range(c_out):
                for i in range(h):
                    for j in range(w):
                        s += (W[o] * x[:, i : i + k_h, j : j + k_w]).sum()
                        y[o, i, j] = s
            return y
            """,
            "sum never begins anew",
        ),
        (
            "",
            """
            c_out, c_in, k_h, k_w = W.shape
            h, w = x.shape[1] - k_h + 1, x.shape[2] - k_w + 1
            y = np.zeros((c_out, h, w))
            for o in range(c_out):
                for c in range(c_in):
                    for i in range(h):
                        for j in range(w):
                            y[o, i, j] = (W[o, c] * x[c, i : i + k_h, j : j + k_w]).sum()
            return y
            """,
            "last channel only",
        ),
        (
            "",
            """
            c_out, c_in, k_h, k_w = W.shape
            h, w = x.shape[1] - k_h, x.shape[2] - k_w
            y = np.zeros((c_out, h, w))
            for o in range(c_out):
                for i in range(h):
                    for j in range(w):
                        y[o, i, j] = (W[o] * x[:, i : i + k_h, j : j + k_w]).sum()
            return y
            """,
            "one row and column short",
        ),
        (
            "",
            """
            c_out, c_in, k_h, k_w = W.shape
            h, w = x.shape[1] - k_h + 1, x.shape[2] - k_w + 1
            y = np.zeros((c_out, h, w))
            for o in range(c_out):
                for i in range(h - 1):
                    for j in range(w - 1):
                        y[o, i, j] = (W[o] * x[:, i : i + k_h, j : j + k_w]).sum()
            return y
            """,
            "last row and column 0",
        ),
        (
            "",
            "windows = np.lib.stride_tricks.sliding_window_view(x, W.shape[2:], axis=(1, 2))\n"
            "return np.einsum('chwpq,ocpq->ochw', windows, W)",
            "channels kept apart",
        ),
        (
            "",
            "windows = np.lib.stride_tricks.sliding_window_view(x, W.shape[2:], axis=(1, 2))\n"
            "return np.einsum('chwpq,ocpq->hw', windows, W)",
            "filters added up",
        ),
        (
            "",
            "from scipy.signal import convolve\nreturn np.array([convolve(x, w, 'valid')[0] for w in W])",
            "flipped in channels, too",
        ),
        (
            "",
            "from scipy.signal import convolve2d\n"
            "return np.array([sum(convolve2d(a, b, 'valid') for a, b in zip(x, w)) for w in W])",
            "flipped",
        ),
        (
            "",
            "from scipy.signal import correlate2d\n"
            "return np.array([sum(correlate2d(a, b, 'same') for a, b in zip(x, w)) for w in W])",
            "shape",
        ),
    ],
)


@pytest.mark.parametrize(("name", "body", "kind"), rows(SIZE, CORRELATE_ANSWERS))
def test_an_answer_is_told(name, body, kind):
    assert told(name, body) == kind


def test_the_size_is_that_of_the_package_and_the_defaults_are_its_own():
    size = EXERCISES["conv_output_size"].reference
    for case in EXERCISES["conv_output_size"].cases():
        side, kernel, stride, padding, dilation = case
        if side > 30:
            continue
        layer = Conv2D(1, 1, kernel, stride=stride, padding=padding, dilation=dilation, init="zeros")
        assert layer(np.zeros((1, 1, side, side))).shape[2:] == (size(*case),) * 2
    assert size(5, 3) == 3 and size(5, 3, padding=1) == 5


def test_the_smallest_images_are_those_of_the_chapter():
    (_, first, _, second, *_) = CORRELATE.cases()
    assert CORRELATE.reference(*first).ravel().tolist() == [19, 25, 37, 43]
    assert CORRELATE.reference(*second).ravel().tolist() == [56, 72, 104, 120]


SOBEL = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
FILTERS = {
    "passed": [
        SOBEL,
        -SOBEL,
        SOBEL.tolist(),
        tuple(map(tuple, SOBEL / 8)),
        SOBEL.astype(np.float32) / np.float32(3),
        1e-9 * SOBEL,
        1e9 * SOBEL,
        [[1, 0, -1]] * 3,
        [[0, 0, 0], [0, -1, 1], [0, 0, 0]],
        [[0, 0, 0], [1, -1, 0], [0, 0, 0]],
        [[0, 0, 0], [1, -2, 1], [0, 0, 0]],
        [[3, 0, -3], [10, 0, -10], [3, 0, -3]],
        [[0.1, 0.2, -0.3]] * 3,
        [[1, 0, -1], [0, 0, 0], [-0.9, 0, 0.9]],
        [[-1, 0, 1], [-2, 0, 2], [1, 0, -1]],
        [[False, 0, 0], [1, -1, 0], [0, 0, 0]],
        np.outer([1, 4, 6], [-1, 0, 1]),
    ],
    "horizontal edges instead": [SOBEL.T, -SOBEL.T, [[1] * 3, [0] * 3, [-1] * 3], [[0, 1, 0], [0, -2, 0], [0, 1, 0]]],
    "horizontal edges as well": [
        [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
        [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]],
        [[-2, -1, 0], [-1, 0, 1], [0, 1, 2]],
        [[1, 0, 0], [0, 0, 0], [0, 0, -1]],
        SOBEL + 0.01 * SOBEL.T,
        [[-1, 0, 1], [-1, 0, 2], [-1, 0, 0]],
    ],
    "answers to even surfaces": [
        np.ones((3, 3)) / 9,
        SOBEL + np.diag([0, 1, 0]),
        np.abs(SOBEL),
        [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
        [[0.33, 0.33, -0.67]] * 3,
        np.arange(9).reshape(3, 3),
        [[1, 0, 0], [0, 0, 0], [0, 0, 0]],
        np.where(SOBEL < 0, 0, SOBEL),
        np.eye(3),
    ],
    "finds nothing": [
        np.zeros((3, 3)),
        [[1, 0, -1], [0, 0, 0], [-1, 0, 1]],
        [[1, 0, -1], [-2, 0, 2], [1, 0, -1]],
        [[1, -2, 1], [-2, 4, -2], [1, -2, 1]],
    ],
    "error": [
        SOBEL[:2],
        SOBEL[1],
        SOBEL[None, None],
        np.zeros((5, 5)),
        [[1, 0, -1], [1, 0], [1, 0, -1]],
        [[..., 0, 1]] * 3,
        [[np.nan, 0, 1]] * 3,
        [[np.inf, 0, 1]] * 3,
        [["a", "b", "c"]] * 3,
        "sobel",
        3,
        {},
        lambda image: image,
        SOBEL * 1j,
    ],
}


@pytest.mark.parametrize(("kind", "W"), [(kind, W) for kind, some in FILTERS.items() for W in some])
def test_a_filter_is_told(kind, W):
    result = check("vertical_edges", W)
    assert ("passed" if result.passed else result.mistake) == kind, result
    if kind == "error":
        assert "Your answer could not be used: " in result.message and result.message.endswith(".")


def test_a_filter_of_another_shape_is_told_its_shape():
    assert "it has shape (1, 1, 3, 3)" in check("vertical_edges", SOBEL[None, None]).message
    assert "still `...`" in check("vertical_edges", [[..., 0, 1]] * 3).message
    assert "finite" in check("vertical_edges", [[np.nan, 0, 1]] * 3).message


def random_filters():
    """Small whole weights, with rows and columns that add up to 0 often; and fractions."""
    rng = np.random.default_rng(0)
    for k in range(600):
        W = rng.integers(-2, 3, (3, 3)).astype(float) * (1 if k % 2 else 0.1)
        if k % 3:
            W[:, 2] = -W[:, 0] - W[:, 1]
        if k % 5 < 2:
            W[2] = -W[0] - W[1]
        if k % 7 == 0:
            W = W.T
        yield W


@pytest.mark.long
def test_what_is_said_of_a_filter_is_true():
    """Every filter is right or gets one of the four sentences, each worked out here from its sums."""
    met = set()
    for W in random_filters():
        result = check("vertical_edges", W)
        rows, columns = (np.abs(W.sum(axis=k)).max() < 1e-9 for k in (1, 0))
        right = rows and not columns
        met.add(result.mistake)
        assert result.passed == right, W
        if result.mistake == "answers to even surfaces":
            assert abs(W.sum()) > 1e-9
        elif result.mistake == "horizontal edges instead":
            assert check("vertical_edges", W.T).passed, "the transposed filter is called right"
        elif result.mistake == "horizontal edges as well":
            assert not rows and not columns and abs(W.sum()) < 1e-9
        else:
            assert right or (result.mistake == "finds nothing" and rows and columns)
    assert len(met) == 5


def test_a_filter_that_passes_keeps_what_the_stub_asks_for_on_other_images():
    rng = np.random.default_rng(1)
    for W in FILTERS["passed"]:
        W = np.array(W, float) / np.abs(W).max()

        def answer(image, W=W):
            windows = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
            return np.abs((windows * W).sum(axis=(2, 3))).max()

        for _ in range(20):
            flat = np.repeat(rng.normal(size=(6, 1)), 5, axis=1)
            low, high = rng.permutation([-2.0, 0, 1, 3])[:2]
            assert answer(flat) < 1e-5 < 1e-2 < answer(edge(low, high, *rng.integers(2, 5, 2), 4))


def test_the_solution_of_the_filter_and_the_hints_agree():
    assert check("vertical_edges", [[-1, 0, 1]] * 3).passed
    assert "-1, 0, 1 in every row" in VERTICAL_EDGES.hints[2]
    slips = [VERTICAL_EDGES.define(one) for one in single_edits(VERTICAL_EDGES.solution) if "..." not in one]
    assert 10 < len(slips) and not all(check("vertical_edges", one).passed for one in slips)


RIGHT = {letter: KINDS[k] for letter, k in zip("ABCDE", (2, 4, 1, 3, 0), strict=True)}


def test_flipped():
    assert check("flipped", RIGHT).passed
    assert check("flipped", {letter: f" {kind.upper()} " for letter, kind in RIGHT.items()}).passed
    assert check("flipped", dict(reversed(RIGHT.items()))).passed


@pytest.mark.parametrize("pair", ["AB", "AC", "BC", "BD", "DE"])
def test_an_exchanged_pair_is_told(pair):
    one, other = pair
    result = check("flipped", RIGHT | {one: RIGHT[other], other: RIGHT[one]})
    assert result.mistake == f"{one} and {other} exchanged"
    assert not any(kind in repr(result) for kind in KINDS), "the report gives the answer away"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (RIGHT | {"B": "bad luck"}, "none of the five kinds"),
        (RIGHT | {"B": "kernel flipped"}, "none of the five kinds"),
        (RIGHT | {"E": ...}, "'E' is still `...`"),
        (list(RIGHT.values()), "a dict with the letters A to E"),
        (RIGHT | {"A": KINDS[3]}, "light one pixel of each channel in turn"),
        (dict.fromkeys("ABCDE", KINDS[1]), "light one pixel of each channel in turn"),
        ({letter: RIGHT[letter] for letter in "ABCD"}, "'E' is not in it"),
        ("filter flipped", "a dict with the letters A to E"),
    ],
)
def test_another_answer_to_the_bug_hunt_is_told(answer, words):
    result = check("flipped", answer)
    assert words in result.message and not result.passed


def test_a_sum_without_a_bracket_is_told_by_its_smallest_input():
    said = repr(answered("conv_output_size", "return side + 2 * padding - dilation * (kernel - 1) - 1 // stride + 1"))
    assert "side = 6, kernel = 3, stride = 2" in said and "expected size: 2" in said
