"""The sliding window: the textbook's sums, loops that do what the layer does, and a picture that hides what comes."""

import numpy as np
import pytest
from helpers import refused
from own_data import move_everywhere

from course_nn import Conv2D
from course_nn.chapters.ch07_cnn_filters.sliding_window import FILTERS, IMAGE, Slides, correlate_loops
from course_nn.chapters.ch07_cnn_filters.sliding_window_figure import describe_sliding_window, plain
from course_nn.widgets import sliding_window

CROSS = FILTERS["cross"]
rng = np.random.default_rng(0)
AS_IT_IS = {"filter": "cross", "flip": False, "padding": 0, "stride": 1, "dilation": 1, "place": 1}


def layer(x, W, **settings):
    """What the package's layer makes of one image and one filter."""
    conv = Conv2D(1, 1, W.shape, np.random.default_rng(0), bias=False, dtype=np.float64, **settings)
    conv.W.value[:] = W
    return conv(np.asarray(x, dtype=np.float64)[None, None])[0, 0]


def test_the_worked_example():
    assert correlate_loops(IMAGE, CROSS).tolist() == [[4, 3, 4], [2, 4, 3], [2, 3, 4]]


def test_textbook_values():
    """0…8 under 0 1 / 2 3 (Zhang, Lipton, Li and Smola, Dive into Deep Learning, 7.2)."""
    assert correlate_loops(np.arange(9).reshape(3, 3), [[0, 1], [2, 3]]).tolist() == [[19, 25], [37, 43]]


@pytest.mark.parametrize("stride", [1, 2, 3])
@pytest.mark.parametrize("padding", [0, 1, 2])
@pytest.mark.parametrize("dilation", [1, 2])
@pytest.mark.parametrize("kernel", [(1, 1), (2, 3), (3, 3), (4, 2)])
def test_the_loops_do_what_the_layer_does(stride, padding, dilation, kernel):
    x, W = rng.normal(size=(8, 9)), rng.normal(size=kernel)
    settings = {"stride": stride, "padding": padding, "dilation": dilation}
    np.testing.assert_allclose(correlate_loops(x, W, **settings), layer(x, W, **settings), atol=1e-12)


def test_a_turned_filter_is_the_convolution_of_mathematics():
    from scipy.signal import convolve2d

    for name, W in FILTERS.items():
        turned = Slides()(**AS_IT_IS | {"filter": name, "flip": True})
        np.testing.assert_array_equal(turned["y"], convolve2d(IMAGE, W, mode="valid"))
        assert turned["symmetric"] == (name == "cross")


@pytest.mark.parametrize("settings", [{}, {"padding": 2, "stride": 2}, {"dilation": 2}, {"filter": "left to right"}])
def test_the_products_at_every_place_add_up_to_the_output(settings):
    slides, values = Slides(), AS_IT_IS | settings
    last = slides.last({name: value for name, value in values.items() if name != "place"})
    seen = [slides(**values | {"place": place}) for place in range(1, last + 1)]
    assert [one["at"] for one in seen] == list(np.ndindex(*seen[0]["shape"]))
    assert [one["products"].sum() for one in seen] == seen[0]["y"].ravel().tolist()
    for one in seen:
        window = one["image"][one["rows"][0] : one["rows"][-1] + 1, one["columns"][0] : one["columns"][-1] + 1]
        d = one["dilation"]
        np.testing.assert_array_equal(one["seen"], window[::d, ::d])
        np.testing.assert_array_equal(one["products"], one["seen"] * one["filter"])


def test_only_what_the_window_has_passed_is_written():
    it = sliding_window()
    y = correlate_loops(IMAGE, CROSS).ravel()
    for place in range(9):
        it.set(place=place + 1)
        written = [text.get_text() for text in it.figure.axes[2].texts if text.get_text()]
        assert written == [f"{value:g}" for value in y[: place + 1]]
        products = [text.get_text() for text in it.figure.axes[1].texts]
        assert products[-1] == f"sum {y[place]:g}"
        framed = [patch.get_xy() for patch in it.figure.axes[0].patches]
        i, j = divmod(place, 3)
        assert framed == [(j + q - 0.5, i + p - 0.5) for p in range(3) for q in range(3)]
        assert it.figure.axes[2].patches[0].get_xy() == (j - 0.5, i - 0.5)


def test_the_sentence():
    assert sliding_window().description == (
        "Row 1, column 1 of the output: 1·1 + 1·0 + 1·1 + 0·0 + 1·1 + 1·0 + 0·1 + 0·0 + 1·1 = 4."
    )
    turned = Slides()(**AS_IT_IS | {"flip": True, "place": 9})
    assert describe_sliding_window(turned).endswith("= 4; turned by 180°, this filter is the same.")
    edge = Slides()(**AS_IT_IS | {"filter": "left to right"})
    assert " + 0·(−2) + " in describe_sliding_window(edge) and describe_sliding_window(edge).endswith(" = 3.")


@pytest.mark.long
def test_an_image_and_a_filter_of_ones_own():
    image, W = rng.normal(size=(6, 5)), rng.normal(size=(2, 3))
    it = sliding_window(image, W)
    np.testing.assert_allclose(it.result["y"], layer(image, W), atol=1e-12)
    for corner in move_everywhere(it):
        if it.result["fits"] and corner["filter"] == "your own":
            used = W[::-1, ::-1] if corner["flip"] else W
            settings = {name: corner[name] for name in ("padding", "stride", "dilation")}
            np.testing.assert_allclose(it.result["y"], layer(image, used, **settings), atol=1e-12)
    assert sliding_window([[True, False], [False, True]], [[2]]).result["y"].tolist() == [[2, 0], [0, 2]]


@pytest.mark.long
def test_a_window_that_does_not_fit_is_said_and_not_raised():
    it = sliding_window(np.ones((2, 3)))
    assert it.description == "A window that reaches over 3 × 3 does not fit into 2 × 3: no output."
    assert it.set(padding=1).description.startswith("Row 1, column 1")
    for _ in move_everywhere(it):
        assert it.failure is None
    for _ in move_everywhere(sliding_window(rng.uniform(-99, 99, (6, 6)), rng.uniform(-99, 99, (5, 5)))):
        pass


@pytest.mark.parametrize(
    ("image", "filter", "sentence"),
    [
        (
            np.ones((7, 3)),
            None,
            "sliding_window: image: expected at most 6 × 6 numbers, so that they",
        ),
        (None, np.ones((6, 1)), "sliding_window: filter: expected at most 5 × 5 numbers"),
        ([1, 2, 3], None, "sliding_window: image: expected an array with 2 dimension"),
        ([[1, np.inf]], None, "image: expected finite numbers"),
        (None, [["a"]], "filter: expected real numbers"),
        ([[100]], None, "expected numbers from -99 to 99, got 100"),
    ],
)
def test_bad_input_gets_one_sentence(image, filter, sentence):
    with refused(sentence):
        sliding_window(image, filter)


def test_numbers_fit_a_cell():
    shown = [
        plain(value) for value in (0, -0.0, 3, -1, 0.25, -0.04, 0.004, -0.001, 0.999, 1.26, -9.96, 12.4, -999, -245025)
    ]
    assert shown == ["0", "0", "3", "−1", ".25", "−.04", "≈0", "≈0", "1.0", "1.3", "−10", "12", "−999", "−245k"]
