"""Networks as boxes: the shapes and numbers are the summary's, the sizes follow them, and no text covers another."""

from itertools import combinations

import numpy as np
import pytest
from helpers import refused
from matplotlib.patches import Rectangle

from course_nn import (
    GRU,
    LSTM,
    AveragePool2D,
    BatchNorm,
    Branches,
    Conv2D,
    ConvTranspose2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePool2D,
    Layer,
    LayerNorm,
    MaxPool2D,
    PReLU,
    ReLU,
    Residual,
    Sequential,
    mlp,
    plots,
)
from course_nn.plots.architecture import (
    PALE,
    architecture,
    describe_architecture,
    draw_architecture,
    show_architecture,
)
from course_nn.plots.style import cut_off


def small_cnn(rng):
    return Sequential(Conv2D(1, 4, 3, rng, padding=1), ReLU(), MaxPool2D(2), Flatten(), Dense(64, 10, rng))


def deep_cnn(rng):
    """25 layers."""
    layers, c = [], 1
    for out in (8, 16, 32):
        layers += [Conv2D(c, out, 3, rng, padding=1, stride=2), BatchNorm(out), ReLU()]
        layers += [Conv2D(out, out, (3, 1), rng, dilation=2, padding=(2, 0)), BatchNorm(out), ReLU(), MaxPool2D(1)]
        c = out
    return Sequential(*layers, Flatten(), Dense(32 * 4 * 4, 64, rng), Dropout(0.5, rng), Dense(64, 10, rng))


def blocks(rng):
    inner = Residual(LayerNorm(32), Dense(32, 64, rng), ReLU(), Dense(64, 32, rng), ReLU())
    return Sequential(
        Dense(8, 32, rng),
        Residual(Dense(32, 32, rng), ReLU(), Dense(32, 32, rng)),
        inner,
        Sequential(Dense(32, 16, rng), PReLU()),
        Branches(Dense(16, 4, rng), Dense(16, 2, rng)),
    )


def up_and_down(rng):
    return Sequential(
        Conv2D(3, 8, 5, rng, stride=2, padding=2),
        ReLU(),
        AveragePool2D(3, 2),
        ConvTranspose2D(8, 4, 4, rng, stride=2, padding=1),
        GlobalAveragePool2D(),
        Dense(4, 10, rng),
    )


class WithAVeryLongNameOfItsOwn(Layer):
    def forward(self, x, train=False):
        return x.sum(axis=(1, 2, 3)), None


NETWORKS = {
    "small": (small_cnn, (1, 8, 8)),
    "deep": (deep_cnn, (1, 32, 32)),
    "dense": (lambda rng: mlp([784, 128, 64, 10], rng), None),
    "blocks": (blocks, None),
    "up and down": (up_and_down, (3, 64, 48)),
    "recurrent": (lambda rng: Sequential(LSTM(5, 32, rng), GRU(32, 16, rng)), (12, 5)),
    "one layer": (lambda rng: Dense(2, 1, rng), None),
    "to a number": (lambda rng: Sequential(small_cnn(rng)[0], WithAVeryLongNameOfItsOwn()), (1, 512, 512)),
}


def made(name):
    make, input_shape = NETWORKS[name]
    return make(np.random.default_rng(0)), input_shape


def texts_of(ax):
    return [text.get_text() for text in ax.texts]


@pytest.mark.parametrize("name", NETWORKS)
def test_every_number_is_the_summarys(ax, name):
    network, input_shape = made(name)
    boxes = architecture(network, input_shape)
    summary = network.summary(input_shape)
    assert sum(box.parameters for box in boxes) == summary.total
    assert boxes[0].shape == summary.rows[0][2] and boxes[-1].shape == summary.rows[-1][2]
    draw_architecture(ax, network, input_shape)
    texts = texts_of(ax)
    for box in boxes:
        assert {"×".join(map(str, box.shape)) or "1", f"{box.parameters:,}"} <= set(texts)
        assert "".join(box.lines).replace("+ ", "").startswith(box.name)
    assert f"{summary.total:,} parameters" in ax.get_title()


@pytest.mark.parametrize("name", NETWORKS)
def test_nothing_overlaps_and_nothing_is_cut_off(name):
    network, input_shape = made(name)
    figure = show_architecture(network, input_shape).figure
    with plots.course_style():
        figure.canvas.draw()
        assert not cut_off(figure)
        renderer = figure.canvas.get_renderer()
        places = [(t.get_text(), t.get_window_extent(renderer)) for t in figure.axes[0].texts]
        sheets = [("a box", p.get_window_extent(renderer)) for p in figure.axes[0].patches if isinstance(p, Rectangle)]
    for (one, a), (other, b) in combinations(places, 2):
        assert not a.shrunk(0.98, 0.7).overlaps(b.shrunk(0.98, 0.7)), (one, other)
    for one, a in places:
        for _, b in sheets:
            assert not a.shrunk(0.98, 0.7).overlaps(b), one
    low, high = figure.axes[0].get_ylim()
    left, right = figure.axes[0].get_xlim()
    for patch in figure.axes[0].patches:
        if isinstance(patch, Rectangle):
            assert left < patch.get_x() and patch.get_x() + patch.get_width() < right
            assert low < patch.get_y() and patch.get_y() + patch.get_height() < high


def test_what_keeps_the_shape_joins_the_box_before():
    boxes = architecture(*made("deep"))
    names = [[box.name, *(type(one).__name__ for one in box.joined)] for box in boxes]
    twice = [["Conv2D", "BatchNorm", "ReLU"], ["Conv2D", "BatchNorm", "ReLU", "MaxPool2D"]]
    assert names == [["input"], *3 * twice, ["Flatten"], ["Dense", "Dropout"], ["Dense"]]
    assert boxes[1].parameters == 8 * 9 + 8 + 2 * 8
    assert boxes[2].lines == ["Conv2D", "3×1", "padding 2×0", "dilation 2", "+ BatchNorm", "+ ReLU", "+ MaxPool2D"]
    boxes = architecture(*made("up and down"))
    assert boxes[1].lines == ["Conv2D", "5×5", "stride 2", "padding 2", "+ ReLU"]
    assert boxes[2].lines == ["AveragePool2D", "3×3", "stride 2"]
    assert boxes[3].lines == ["Conv", "Transpose2D", "4×4", "stride 2", "padding 1"]
    assert boxes[4].lines == ["GlobalAverage", "Pool2D"]
    assert [box.name for box in architecture(Sequential(ReLU(), Dense(2, 1, init="zeros")), (2,))] == [
        *("input", "ReLU", "Dense"),
    ]


def test_blocks_are_one_box_that_names_what_is_inside():
    boxes = architecture(*made("blocks"))
    assert [box.name for box in boxes] == ["input", "Dense", "Residual", "Residual", "Dense", "Branches"]
    assert boxes[2].lines == ["Residual", "Dense", "ReLU", "Dense"]
    assert boxes[3].lines == ["Residual", "LayerNorm", "Dense", "ReLU", "and 2 more"]
    assert [type(one) for one in boxes[4].joined] == [PReLU] and boxes[4].parameters == 32 * 16 + 16 + 1
    assert boxes[5].lines == ["Branches", "Dense", "Dense"]


def test_parameters_that_are_used_twice_count_once():
    layer = Dense(4, 4, np.random.default_rng(0))
    assert [box.parameters for box in architecture(Sequential(layer, layer))] == [0, 20, 0]


def test_the_sizes_grow_with_the_sides_and_blue_has_parameters(ax):
    draw_architecture(ax, *made("small"))
    sheets = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    assert len(sheets) == 1 + 3 + 3 + 1 + 1  # one more for each doubling of the channels
    picture, *maps, flat, last = sheets
    assert picture.get_height() == maps[0].get_height() > maps[3].get_height()
    assert flat.get_height() > last.get_height()
    filled = [patch.get_facecolor()[:3] for patch in sheets]
    pale = tuple(int(PALE[k : k + 2], 16) / 255 for k in (1, 3, 5))
    np.testing.assert_allclose([f == pytest.approx(pale, abs=0.01) for f in filled], [0, 1, 1, 1, 0, 0, 0, 0, 1])


def test_boxes_are_spread_over_rows(ax):
    draw_architecture(ax, *made("deep"), per_row=6)
    assert texts_of(ax).count("output") == 2
    few = plots.new_figure(9, 3).subplots()
    draw_architecture(few, *made("deep"), per_row=12)
    assert texts_of(few).count("output") == 1


def test_what_it_finds():
    cases = [
        ("small", "690 parameters, 94% of them in Dense"),
        ("dense", "109,386 parameters, all of them in the 3 Dense layers"),
        ("blocks", "7,287 parameters, 87% of them in the 2 Residual layers"),
    ]
    for name, words in cases:
        assert describe_architecture(*made(name)).endswith(f"{words}."), describe_architecture(*made(name))
    assert describe_architecture(ReLU(), (3,)) == "From layer to layer: input 3, ReLU 3. No parameters."
    assert describe_architecture(*made("small")).startswith(
        "From layer to layer: input 1×8×8, Conv2D + ReLU 4×8×8, MaxPool2D 4×4×4, Flatten 64, Dense 10."
    )


def test_a_share_just_below_all_is_not_all():
    network = Sequential(Dense(500, 500, init="zeros"), Branches(Dense(500, 1, init="zeros")))
    assert "99% of them in Dense" in describe_architecture(network)


def test_parameters_belong_to_the_layer_that_owns_them():
    """Not to the box that it joined."""
    rng = np.random.default_rng(0)
    cases = [
        (Sequential(Dense(10, 10, rng), BatchNorm(10)), "130 parameters, 85% of them in Dense."),
        (Sequential(Dense(1, 10, rng), BatchNorm(10), PReLU()), "41 parameters, 49% of them in Dense."),
        (Sequential(Dense(1, 8, rng, bias=False), LayerNorm(8)), "24 parameters, 67% of them in LayerNorm."),
    ]
    for network, words in cases:
        assert describe_architecture(network).endswith(words), describe_architecture(network)


def test_square_images_are_drawn_square_and_on_one_scale(ax):
    """Also where there is no room for many sheets as wide as they are high."""
    rng = np.random.default_rng(0)
    draw_architecture(ax, Sequential(Conv2D(3, 64, 3, rng, padding=1), MaxPool2D(2), ReLU()), (3, 224, 224))
    sheets = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    for patch in sheets:
        assert patch.get_width() == pytest.approx(patch.get_height())
    heights = sorted({round(patch.get_height(), 6) for patch in sheets})
    assert heights[0] / heights[1] == pytest.approx(np.log2(113) / np.log2(225), abs=1e-4) and len(heights) == 2


def test_refusals():
    with refused("draw_architecture: expected a network or a layer, got list"):
        show_architecture([Dense(2, 1, init="zeros")])
    with refused("per_row: expected a whole number at least 2, got 1"):
        show_architecture(Dense(2, 1, init="zeros"), per_row=1)
    with refused("expected the shape of one example"):
        show_architecture(small_cnn(np.random.default_rng(0)))
