"""Receptive fields: the recurrence, the paths, and the gradient say the same, for random stacks and for networks."""

import numpy as np
import pytest
from corners import every_two, sentences
from helpers import refused
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from course_nn import (
    AveragePool2D,
    BatchNorm,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    Layer,
    MaxPool2D,
    ReLU,
    Residual,
    Sequential,
    Tanh,
)
from course_nn.chapters.ch07_cnn_filters.instruments import receptive_field
from course_nn.chapters.ch07_cnn_filters.receptive_field import (
    ALEXNET,
    DEPTHS,
    DILATIONS,
    KERNELS,
    SUBSAMPLINGS,
    VGG16,
    Window,
    field_of_stack,
    fields_of_network,
    gradient_of_ones,
    half_of_paths,
    path_counts,
    paths,
    pixel_gradient,
    receptive_fields,
    sides,
    stack,
    window,
    windows_of,
)
from course_nn.chapters.ch07_cnn_filters.receptive_field_figure import describe_receptive_field, draw_receptive_field
from course_nn.plots.style import course_style, new_figure


def test_vgg16_and_alexnet_by_formula():
    """212 and 195 pixels at pool5; both move by 32 from unit to unit."""
    assert receptive_fields(VGG16)[-1].size == (212, 212) and len(VGG16) == 13 + 5
    assert receptive_fields(ALEXNET)[-1].size == (195, 195)
    assert receptive_fields(VGG16)[-1].jump == receptive_fields(ALEXNET)[-1].jump == (32, 32)
    assert sides(VGG16, 224)[-1] == 7 and sides(ALEXNET, 227)[-1] == 6


def test_by_hand():
    first, second, third = receptive_fields([window("a", 3, padding=1), window("b", 2, 2), window("c", 3, 1, 2, 2)])
    assert (first.size, first.jump, first.start) == ((3, 3), (1, 1), (-1, -1))
    assert (second.size, second.jump, second.start) == ((4, 4), (2, 2), (-1, -1))
    assert (third.size, third.jump, third.start) == ((12, 12), (2, 2), (-5, -5))
    # Three 3 × 3 layers see as much as one of 7 × 7; doubled dilations double the field.
    assert receptive_fields(stack(3, 3))[-1].size == receptive_fields(stack(1, 7))[-1].size == (7, 7)
    sizes = [receptive_fields(stack(depth, 3, "1, 2, 4, …"))[-1].size[0] for depth in DEPTHS]
    assert sizes == [2 ** (depth + 1) - 1 for depth in DEPTHS]
    assert [receptive_fields(stack(depth, 3))[-1].size[0] for depth in DEPTHS] == [2 * depth + 1 for depth in DEPTHS]


pairs = st.tuples(st.integers(1, 4), st.integers(1, 4))
small = st.tuples(st.integers(1, 3), st.integers(1, 3))
paddings = st.tuples(st.integers(0, 3), st.integers(0, 3))
any_window = st.builds(Window, st.just("w"), pairs, small, paddings, small)


@pytest.mark.long
@given(st.lists(any_window, min_size=1, max_size=4), st.tuples(st.integers(1, 24), st.integers(1, 24)), st.data())
@settings(max_examples=150, deadline=None)
def test_paths_are_the_gradient_and_lie_within_the_field(windows, shape, more):
    """Every unit, whatever kernels, strides, paddings and dilations: also at borders and with holes."""
    try:
        last = [sides(windows, shape[axis], axis)[-1] for axis in (0, 1)]
    except ValueError:
        assume(False)
    unit = tuple(more.draw(st.integers(0, n - 1)) for n in last)
    counts = paths(windows, shape, unit)
    np.testing.assert_array_equal(gradient_of_ones(windows, shape, unit), counts)
    field = receptive_fields(windows)[-1]
    for axis in (0, 1):
        seen = np.flatnonzero(counts.any(axis=1 - axis))
        start = field.start[axis] + unit[axis] * field.jump[axis]
        end = start + field.size[axis] - 1
        assert seen.size == 0 or (start <= seen[0] and seen[-1] <= end)
        # Without padding in the way, the ends of the field are ends of the support.
        if all(one.padding[axis] == 0 for one in windows):
            assert (seen[0], seen[-1]) == (start, end)


def real_networks(rng):
    yield Sequential(Conv2D(1, 4, 3, rng, padding=1), Tanh(), Conv2D(4, 3, 3, rng, stride=2), Tanh())
    yield Sequential(Conv2D(1, 4, (3, 2), rng, dilation=2), ReLU(), AveragePool2D(2), Conv2D(4, 2, 2, rng, padding=1))
    yield Sequential(
        Conv2D(1, 6, 5, rng, padding=2, stride=(2, 1)), Dropout(0.5, rng), BatchNorm(6), AveragePool2D(3, 2)
    )
    yield Sequential(Conv2D(1, 4, 3, rng, padding=1), ReLU(), MaxPool2D(2), Conv2D(4, 4, 3, rng, padding=1), ReLU())


@pytest.mark.parametrize("k", range(4))
def test_the_field_is_the_support_of_a_networks_own_gradient(k):
    """Weights that are drawn, not ones; over 60 images, since ReLU and maximum pass some pixels on at a time."""
    rng = np.random.default_rng(k)
    network = list(real_networks(rng))[k].copy(np.float64)
    windows, shape = windows_of(network), (11, 9)
    X = rng.normal(size=(60, 1, *shape))
    last = [sides(windows, shape[axis], axis)[-1] for axis in (0, 1)]
    for unit in ((0, 0), (last[0] // 2, last[1] // 2), (last[0] - 1, last[1] - 1)):
        moved = (pixel_gradient(network, X, unit) != 0).any(axis=(0, 1))
        np.testing.assert_array_equal(moved, paths(windows, shape, unit) > 0)


def test_a_networks_gradient_is_not_touched():
    network = next(real_networks(np.random.default_rng(0)))
    network.zero_grad()
    pixel_gradient(network, np.zeros((1, 1, 9, 9), np.float32), (0, 0))
    assert not network.grad.any()


@pytest.mark.long
def test_squared_gradients_of_random_weights_are_as_the_paths():
    """Their mean over weights drawn around 0, without activations, is the paths times a factor."""
    windows, total = stack(4, 3), np.zeros((11, 11))
    for seed in range(400):
        rng = np.random.default_rng(seed)
        layers = [
            Conv2D(c, d, 3, rng, padding=1, bias=False, dtype=np.float64) for c, d in ((1, 6), (6, 6), (6, 6), (6, 1))
        ]
        total += pixel_gradient(Sequential(*layers), np.zeros((1, 1, 11, 11)), (5, 5))[0, 0] ** 2
    expected = paths(windows, (11, 11), (5, 5))
    assert ((total > 0) == (expected > 0)).all()
    assert np.abs(total / total.sum() - expected / expected.sum()).sum() < 0.15
    assert np.corrcoef(total.ravel(), expected.ravel())[0, 1] > 0.98


def test_half_of_all_paths_lies_in_a_small_part_of_the_field():
    """The deeper, the smaller its share; one layer gives every pixel the same."""
    shares = []
    for depth in range(1, 9):
        counts = paths(stack(depth, 3), (31, 31), (15, 15))
        half = half_of_paths(counts)
        assert counts[half].sum() >= 0.5 * counts.sum()
        assert counts[half].min() > counts[~half].max()
        assert counts[half & (counts > counts[half].min())].sum() < 0.5 * counts.sum()
        shares.append(half.sum() / (2 * depth + 1) ** 2)
    assert shares[0] == 1 and shares[1] < 0.4 and shares[-1] < 0.12
    assert (np.diff(shares[::2]) < 0).all()


def test_exactly_half_is_half():
    np.testing.assert_array_equal(half_of_paths(np.array([[3, 1], [1, 1]])), [[True, False], [False, False]])
    np.testing.assert_array_equal(half_of_paths(np.array([[2, 1], [1, 1]])), np.full((2, 2), True))


def test_paths_by_hand():
    np.testing.assert_array_equal(path_counts(stack(2, 3), 7, 3)[0], [0, 1, 2, 3, 2, 1, 0])
    np.testing.assert_array_equal(path_counts(stack(2, 3, "2"), 9, 4)[0], [1, 0, 2, 0, 3, 0, 2, 0, 1])  # holes
    np.testing.assert_array_equal(path_counts(stack(2, 3), 4, 0)[0], [2, 2, 1, 0])  # none through the padding


def test_the_windows_of_a_network():
    rng = np.random.default_rng(0)
    network = Sequential(
        Conv2D(1, 2, (3, 5), rng, padding=1), ReLU(), Sequential(MaxPool2D(2), Flatten()), Dense(8, 2, rng)
    )
    assert windows_of(network) == (
        Window("Conv2D", (3, 5), (1, 1), (1, 1), (1, 1)),
        window("ReLU", 1),
        window("MaxPool2D", 2, 2),
    )
    with refused(r"receptive field: expected layers with one window each, as Conv2D, got Residual"):
        windows_of(Sequential(Residual(Conv2D(1, 1, 3, rng, padding=1))))
    with refused("expected an image that every window fits into; c with a kernel of 5 needs more than the 2"):
        sides([window("b", 2, 2), window("c", 5)], 5)


@pytest.mark.parametrize("subsampling", SUBSAMPLINGS)
@pytest.mark.parametrize("dilation", DILATIONS)
def test_a_stack_keeps_the_size_but_for_strides(dilation, subsampling):
    for depth in DEPTHS:
        for kernel in KERNELS:
            result = field_of_stack(depth, kernel, dilation, subsampling, 0.5, 1)
            halved = {SUBSAMPLINGS[0]: 0, SUBSAMPLINGS[1]: 1}.get(subsampling, depth)
            assert result["map"] == (64 // 2**halved,) * 2 and result["fields"][-1].jump == (2**halved,) * 2
            assert result["unit"][1] == result["map"][1] - 1 and result["paths"].shape == (64, 64)
            assert result["half"].any() and result["paths"][result["half"]].min() > 0
            assert len(describe_receptive_field(result)) <= 220


class AsImages(Layer):
    def forward(self, x, train=False):
        return x.reshape(-1, 1, 8, 8), lambda dy: dy.reshape(len(dy), 64)


@pytest.mark.long
def test_a_network_of_ones_own():
    rng = np.random.default_rng(0)
    network = Sequential(Conv2D(3, 4, 3, rng), ReLU(), MaxPool2D(2), Conv2D(4, 4, 3, rng), Flatten(), Dense(24, 2, rng))
    X = rng.normal(size=(5, 3, 12, 10)).astype(np.float32)
    names, compute = fields_of_network(network, X)
    assert names == {"1 Conv2D": 1, "3 MaxPool2D": 3, "4 Conv2D": 4}
    result = compute(down=1, right=0, layer=4)
    assert result["map"] == (3, 2) and result["unit"] == (2, 0) and result["fields"][-1].size == (8, 8)
    assert result["image"].shape == (12, 10, 3)
    instrument = receptive_field(network, X)
    assert instrument.values["layer"] == 4
    for corner in every_two(instrument.corners()):
        assert instrument.set(**corner).png()
    alone = receptive_field(Sequential(Conv2D(1, 4, 3, rng), Flatten(), Dense(144, 10, rng)))
    assert "layer" not in alone.values and alone.result["fields"][-1].size == (3, 3)
    with refused("receptive_field: expected a Sequential network with a Conv2D layer"):
        receptive_field(Sequential(Flatten(), Dense(64, 10, rng)))
    late = Sequential(Flatten(), Dense(64, 64, rng), AsImages(), Conv2D(1, 1, 8, rng), Flatten(), Dense(1, 10, rng))
    with refused("receptive_field: expected a Conv2D before the first dense layer"):
        receptive_field(late)


def test_the_picture_and_the_sentence():
    result = field_of_stack(3, 3, "2", "none", 0.5, 0.5)
    figure = new_figure(6.6, 3.6)
    with course_style():
        draw_receptive_field(figure, result)
    left, right = figure.axes
    assert right.get_title("left") == "A field of 13 × 13 pixels"
    frame = next(p for p in right.patches)
    assert frame.get_xy() == (32 - 6 - 0.5, 32 - 6 - 0.5) and frame.get_width() == frame.get_height() == 13
    low, high = left.get_xlim()
    for line in left.lines:
        assert ((low < np.array(line.get_xdata())) & (np.array(line.get_xdata()) < high)).all()
    assert describe_receptive_field(result) == (
        "Unit (32, 32) of 64 × 64 has a field of 13 × 13, of which it sees 49 pixels; from unit to unit it moves by "
        "1 pixel; at least half of all paths start at 13 pixels: 61%."
    )
    assert right.get_xlabel().startswith("Vermilion: 61% of all paths.") and not right.texts
    one = field_of_stack(1, 1, "1", "none", 0, 0)
    assert describe_receptive_field(one) == (
        "Unit (0, 0) of 64 × 64 has a field of 1 × 1; from unit to unit it moves by 1 pixel; at least half of all "
        "paths start at 1 pixel: all."
    )


@pytest.mark.parametrize("depth", DEPTHS)
def test_the_share_of_the_paths_is_the_one_that_is_told(depth):
    """Pixels with equally many paths go together: from half to all of them, and all where all have equally many."""
    for kernel in (1, 3, 5):
        result = field_of_stack(depth, kernel, "1", "none", 0.5, 0.5)
        share = result["paths"][result["half"]].sum() / result["paths"].sum()
        told = describe_receptive_field(result).rpartition(": ")[2]
        assert share >= 0.5 and told == ("all." if depth == 1 or kernel == 1 else f"{share:.0%}.")


@pytest.mark.parametrize(("down", "right"), [(0, 0), (1, 1), (0.5, 0.5), (1, 0), (0.3, 1)])
def test_an_arrow_leads_to_a_field_that_is_hard_to_find(down, right):
    for kernel, arrows in ((1, 1), (3, 1), (5, 0)):
        figure = new_figure(6.6, 3.6)
        with course_style():
            draw_receptive_field(figure, field_of_stack(1, kernel, "1", "none", down, right))
        texts = figure.axes[1].texts
        assert len(texts) == arrows
        for arrow in texts:
            assert np.hypot(*(np.array(arrow.xy) - arrow.xyann)) > 15
            assert all(0 <= place <= 63 for place in (*arrow.xy, *arrow.xyann))
            assert arrow.xy == pytest.approx((round(63 * right), round(63 * down)))


def test_a_unit_that_sees_padding_alone_is_told(monkeypatch):
    monkeypatch.setenv("COURSE_NN_STRICT", "1")
    rng = np.random.default_rng(0)
    network = Sequential(Conv2D(1, 2, 1, rng, padding=1), ReLU(), Flatten(), Dense(200, 10, rng))
    instrument = receptive_field(network, rng.random((2, 1, 8, 8)))
    assert "it sees padding alone." in {said.rpartition("; ")[2] for said in sentences(instrument)}
