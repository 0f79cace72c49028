"""The filter bench: the same numbers as the layer and SciPy, filters that do what they are called, honest pictures."""

import numpy as np
import pytest
from helpers import refused
from own_data import move_everywhere
from scipy import ndimage

from course_nn import Conv2D, data
from course_nn.chapters.ch07_cnn_filters.filter_bench import PRESETS, bench, correlate, mixed, own_photograph
from course_nn.chapters.ch07_cnn_filters.filter_bench_figure import describe_filter_bench
from course_nn.widgets import filter_bench

rng = np.random.default_rng(0)
filtered = bench()
SMALL = rng.random((40, 60, 3))


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("photograph", ["china", "flower"])
def test_the_same_as_scipy_and_the_layer_on_the_whole_photograph(name, photograph):
    W, x = mixed(PRESETS[name]), data.photograph(photograph)
    y = filtered(photograph, True, PRESETS[name])["y"]
    assert y.shape == (3, 427, 640) and y.dtype == np.float32
    wanted = ndimage.correlate(x.astype(float), W[:, :, None], mode="constant")
    np.testing.assert_allclose(y.transpose(1, 2, 0), wanted, atol=5e-6)
    conv = Conv2D(1, 1, len(W), np.random.default_rng(0), padding=len(W) // 2, bias=False)
    conv.W.value[:] = W
    np.testing.assert_allclose(y[0], conv(x[None, None, ..., 0])[0, 0], atol=5e-6)


@pytest.mark.parametrize("shape", [(3, 3), (5, 5), (1, 5), (3, 1)])
def test_filters_that_are_not_symmetric_and_gray(shape):
    W, x = rng.normal(size=shape), rng.normal(size=(2, 11, 7))
    np.testing.assert_allclose(correlate(x, W), ndimage.correlate(x, W[None], mode="constant"), atol=1e-12)
    gray = filtered("china", False, W, divide=False)["y"]
    wanted = ndimage.correlate(data.photograph(gray=True).astype(float), W, mode="constant")
    np.testing.assert_allclose(gray[0], wanted, atol=1e-5)


def test_nothing_that_is_given_is_changed():
    x, W = rng.normal(size=(1, 6, 6)), rng.normal(size=(3, 3))
    before = x.copy(), W.copy()
    correlate(x, W), mixed(W, True, 0.3)
    assert np.array_equal(x, before[0]) and np.array_equal(W, before[1])


def test_a_plain_area_keeps_its_brightness_under_weights_that_add_up_to_1_and_vanishes_under_0():
    plain = np.full((1, 9, 9), 0.7)
    for name, W in PRESETS.items():
        inside = correlate(plain, mixed(W))[0, 2:-2, 2:-2]
        edges = name == "Laplace edge" or name.startswith("Sobel")
        np.testing.assert_allclose(inside, 0 if edges else 0.7, atol=1e-12)
        assert mixed(W).sum() == pytest.approx(0 if edges else 1)


def test_sobel_answers_to_the_edges_it_is_named_for():
    step = np.zeros((1, 9, 9))
    step[:, :, 5:] = 1
    for way, most in (("vertical", 4), ("horizontal", 0)):
        inside = correlate(step, mixed(PRESETS[f"Sobel, {way} edges"]))[0, 1:-1, 1:-1]
        assert np.abs(inside).max() == most
    np.testing.assert_array_equal(PRESETS["Sobel, horizontal edges"], np.transpose(PRESETS["Sobel, vertical edges"]))


def test_the_strength_goes_from_the_photograph_to_the_filter_and_beyond():
    for W in PRESETS.values():
        identity = mixed(W, strength=0)
        assert identity.sum() == 1 == identity[len(W) // 2, len(W) // 2]
        np.testing.assert_allclose(mixed(W, strength=2) + identity, 2 * mixed(W), atol=1e-15)
    cross = [[0, 1, 0], [1, 1, 1], [0, 1, 0]]
    np.testing.assert_allclose(mixed(cross, strength=-5), PRESETS["sharpen"])  # a blur backward sharpens


def test_a_sum_of_0_is_not_divided_by():
    for W in ([[0.1, 0.2, -0.3]], np.zeros((3, 3))):
        np.testing.assert_array_equal(mixed(W), W)
    np.testing.assert_array_equal(mixed([[1, 1, 2]], divide=False), [[1, 1, 2]])


def test_what_is_shown_is_what_was_computed():
    found = filtered("flower", True, PRESETS["sharpen"])
    assert found["display"] == "clip"
    exact = found["y"].clip(0, 1) * 255
    assert np.abs(found["after"].transpose(2, 0, 1) - exact).max() <= 0.5 + 1e-3
    outside = ((found["y"] < -1e-4) | (found["y"] > 1 + 1e-4)).mean()
    assert found["clipped"] == pytest.approx(outside) and outside > 0
    edges = filtered("flower", True, PRESETS["Laplace edge"])
    assert edges["display"] == "gray"
    exact = (edges["y"].clip(-1, 1) + 1) / 2 * 255
    assert np.abs(edges["after"].transpose(2, 0, 1) - exact).max() <= 0.5 + 1e-3


def test_the_identity_changes_no_pixel():
    for name in ("china", "flower"):
        for color in (True, False):
            found = filtered(name, color, PRESETS["identity"])
            assert np.array_equal(found["before"], found["after"]) and found["clipped"] == 0
            x = data.photograph(name, gray=not color)
            shown = found["before"] if color else found["before"][..., 0]
            assert np.abs(shown - 255 * x).max() <= 0.5 + 1e-3


def test_a_filter_is_handed_over_and_taken_out():
    W = rng.normal(size=(3, 3))
    it = filter_bench(filter=W)
    np.testing.assert_array_equal(it.values["filter"], W)
    np.testing.assert_array_equal(it.result["filter"], W)
    it.set(filter="Sobel, vertical edges")
    np.testing.assert_array_equal(it.values["filter"], PRESETS["Sobel, vertical edges"])
    it.set(strength=0.5)
    y = correlate(data.photograph().transpose(2, 0, 1), it.result["filter"])
    np.testing.assert_allclose(it.result["y"], y, atol=1e-6)
    assert filter_bench([[1, -1, 0]]).result["filter"].shape == (3, 3)


@pytest.mark.long
def test_a_picture_of_ones_own():
    it = filter_bench(image=SMALL)
    assert it.values["photograph"] == "own" and it.result["y"].shape == (3, 40, 60)
    for picture in (SMALL[..., 0], (SMALL * 255).astype(np.uint8), np.zeros((5, 15)), SMALL[:20]):
        for _ in move_everywhere(filter_bench(image=picture), photograph="own"):
            pass
    whole = own_photograph((SMALL * 255).astype(np.uint8))
    assert whole.shape == (3, 40, 60) and 0 <= whole.min() and whole.max() <= 1 and own_photograph(None) is None


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (
            {"filter": np.ones((2, 2))},
            "an odd number of rows and columns, at most 5 × 5, got 2 × 2",
        ),
        ({"filter": [[51]]}, "expected numbers from -50 to 50, got 51 to 51"),
        ({"filter": "sobel"}, "unknown name 'sobel'"),
        ({"image": np.ones((10, 10, 4))}, r"expected \(h, w\), or \(h, w, 3\) with red, green and blue last"),
        ({"image": np.ones((3, 10, 10))}, r"or \(h, w, 3\)"),
        ({"image": np.ones((1000, 900))}, r"take every second pixel, x\[::2, ::2\]"),
        ({"image": np.ones((5, 50))}, "no side more than 3 times the other, got 5 × 50"),
        ({"image": 2.0 * SMALL}, "filter_bench: image: expected numbers from 0 to 1, got"),
        ({"image": np.full((9, 9), 256)}, "expected numbers from 0 to 255"),
    ],
)
def test_bad_input_gets_one_sentence(given, sentence):
    with refused(sentence):
        filter_bench(**given)


def test_the_sentence():
    it = filter_bench()
    assert it.description == (
        "Gaussian 5 × 5, strength 1: the weights add up to 1; the result, 0 to 1, is shown from black (0) to white "
        "(1); nothing is clipped."
    )
    said = describe_filter_bench(filtered("china", True, PRESETS["Sobel, vertical edges"]))
    assert said.startswith(
        "Sobel, vertical edges, strength 1: the weights add up to 0; the result, −4 to 3.65, is shown"
    )
    assert said.endswith("with 0 as middle gray, ±1 as its ends; 5 % of it clipped.")
    assert it.set(filter=np.zeros((3, 3))).description.startswith(
        "Your own filter, strength 1: the weights add up to 0; the result, 0 everywhere, is shown with 0 as middle gray"
    )


def test_the_weights_are_written_on_the_filter():
    it = filter_bench([[0.125, -0.5, 1.26], [0, 1e-5, -12.5], [0.0039, 50, -1]])
    written = [text.get_text() for text in it.figure.axes[0].texts][-10:-1]
    assert written == [".12", "−.5", "1.3", "0", "≈0", "−12", ".0039", "50", "−1"]


@pytest.mark.long
def test_the_extremes_of_every_weight():
    it = filter_bench()
    for weight in (-50, -1e-9, 1e-300, 50):
        for side in (3, 5):
            for divide in (True, False):
                it.set(filter=np.full((side, side), weight), divide=divide, strength=2)
                assert np.isfinite(it.result["y"]).all() and "nan" not in it.description
