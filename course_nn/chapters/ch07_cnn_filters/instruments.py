"""The instruments of chapter 07: each joins a theme, its figure and its controls."""

from ...widgets.controls import Choice, IntSlider, Ladder, Slider, Toggle
from ...widgets.grid import Grid
from ...widgets.instrument import Instrument
from ...widgets.player import Steps
from .blur_pooling import HEADS, SHIFTS, against_shift, own_against_shift
from .blur_pooling_figure import describe_blur_pooling, draw_blur_pooling
from .checkerboard import KERNELS as SIZES
from .checkerboard import STRIDES, WEIGHTS, checkerboards
from .checkerboard_figure import describe_checkerboard, draw_checkerboard
from .filter_bench import LARGEST, PRESETS, bench, own_photograph
from .filter_bench_figure import describe_filter_bench, draw_filter_bench
from .instruments_of_networks import (  # noqa: F401 (found here by the door)
    drawing_pad,
    exciting_patches,
    feature_maps,
    first_layer_filters,
    mistakes,
    occlusion_map,
    preferred_input,
)
from .output_size import windows_on_a_row
from .output_size_figure import describe_output_size, draw_output_size
from .pooling_windows import KINDS, MAPS, own_map, pooling
from .pooling_windows_figure import describe_pooling_windows, draw_pooling_windows
from .receptive_field import DEPTHS, DILATIONS, KERNELS, SUBSAMPLINGS, field_of_stack, fields_of_network
from .receptive_field_figure import describe_receptive_field, draw_receptive_field
from .shift_equivariance import MOST, PADDINGS, own_both_ways, shifted_both_ways
from .shift_equivariance import SUBSAMPLINGS as WAYS
from .shift_equivariance_figure import describe_shift_equivariance, draw_shift_equivariance
from .sliding_window import Slides
from .sliding_window_figure import describe_sliding_window, draw_sliding_window, move_sliding_window


def receptive_field(network=None, X=None):
    """Which pixels a unit can see: of a stack of layers that you set, or of a layer of your own network.

    ``network`` is a Sequential with Conv2D layers, and X (n, c, h, w) images for it, of which the first is shown;
    without X the digits of the chapter.
    """
    unit = [
        Slider("down", "unit: way down", 0, 1, 0.05, 0.5),
        Slider("right", "unit: way to the right", 0, 1, 0.05, 0.5),
    ]
    if network is None and X is None:
        compute = field_of_stack
        controls = [
            IntSlider("depth", "convolutions", DEPTHS[0], DEPTHS[-1], 3),
            Ladder("kernel", "kernel", {f"{k} × {k}": k for k in KERNELS}, 3),
            Choice("dilation", "dilation", DILATIONS, "1"),
            Choice("subsampling", "subsampling", SUBSAMPLINGS, "none"),
        ]
    else:
        names, compute = fields_of_network(network, X)
        controls = [Ladder("layer", "after layer", names, max(names.values()))] if len(names) > 1 else []
    return Instrument(
        compute,
        draw_receptive_field,
        [*controls, *unit],
        describe_receptive_field,
        title="What a unit can see",
        caption="Left: one row of every map; a dot stands above the middle of the pixels it sees. Right: the field, "
        "framed; pale pixels don't reach the unit. Vermilion: the fewest pixels with at least half of all paths.",
        size=(6.6, 3.6),
        story=[
            {"depth": [1, 2, 3, 6], "subsampling": ...},
            {"depth": [1, 2, 3, 6], "dilation": "1, 2, 4, …"},
            {"depth": [1, 3], "kernel": ...},
        ]
        if network is None and X is None
        else None,
    )


def shift_equivariance(network=None, X=None):
    """Move an image and filter it, or filter it and move the result: where the two are equal.

    Or what the layers of your own network, up to its last convolution or pool, make of X[0], of images (n, c, h, w);
    without X the digits of the chapter.
    """
    own = not (network is None and X is None)
    compute, most = own_both_ways(network, X) if own else (shifted_both_ways, MOST)
    settings = [
        Choice("padding", "padding", PADDINGS, "zeros"),
        Choice("subsampling", "subsampling", list(WAYS), "none"),
        IntSlider("depth", "convolutions", 1, 3, 1),
    ]
    return Instrument(
        compute,
        draw_shift_equivariance,
        [IntSlider("shift", "move to the right", 0, most, min(3, most), unit="pixels"), *([] if own else settings)],
        describe_shift_equivariance,
        title="Move and filter",
        caption="What leaves on the right comes in on the left. Hatched: not compared, as it came in. Dashed: between "
        "these lines no border reaches. "
        + ("Maps: the mean of all channels, without signs." if own else "Filters 3 × 3 with ReLU."),
        size=(9.2, 2.9),
        story=[
            {"shift": [0, 1, 2, 3, 4, 5, 8], "subsampling": ...},
            {"shift": [0, 1, 2, 3, 4, 5, 8], "subsampling": "2×2 pool after each", "depth": 2},
            {"shift": [2, 3, 4], "subsampling": ["none", "2×2 pool"], "padding": "wrapped around"},
        ]
        if not own
        else None,
    )


def blur_pooling(network=None, X=None, y=None):
    """Accuracy and confidence against shift: networks with and without a blur before subsampling, or your own.

    Without arguments two networks that learned digits in the middle of a canvas; or a network of your own, and images
    X (n, c, h, w) with labels y (n,), of which the first 200 are moved.
    """
    own = not (network is None and X is None and y is None)
    heads = {"dense on all places": HEADS[0], "dense on the average of each map": HEADS[1]}
    return Instrument(
        own_against_shift(network, X, y) if own else against_shift,
        draw_blur_pooling,
        [
            IntSlider("down", "shift down", int(SHIFTS[0]), int(SHIFTS[-1]), 0, unit="pixels"),
            IntSlider("right", "shift to the right", int(SHIFTS[0]), int(SHIFTS[-1]), 1, unit="pixels"),
            *([] if own else [Choice("head", "last layer", heads, HEADS[0])]),
        ],
        describe_blur_pooling,
        title="Accuracy against shift",
        caption="Drawn as far as you moved to the right or left. One pixel changes: an answer, on average over the "
        "steps from pixel to pixel in what is drawn. "
        + ("What leaves the picture is lost." if own else "Trained in the middle; bands: 2 standard errors, 5 seeds."),
        size=(9.2, 3.0),
        story=None
        if own
        else [{"down": [0, 2], "right": [0, 1, 2, 3, 4], "head": ...}, {"down": 4, "right": [0, 4], "head": ...}],
    )


def sliding_window(image=None, filter=None):
    """The worked example, place by place: pixels times weights, their sum, and the output as far as it is known.

    Or an image of your own, up to 6 × 6 numbers, and a filter of your own, up to 5 × 5.
    """
    slides = Slides(image, filter)
    laid = {"as it is (cross-correlation)": False, "turned by 180° (convolution)": True}
    return Instrument(
        slides,
        draw_sliding_window,
        [
            Choice("filter", "filter", list(slides.filters), next(iter(slides.filters))),
            Choice("flip", "the filter is laid on", laid, False),
            IntSlider("padding", "padding: rows of zeros around", 0, 2, 0),
            IntSlider("stride", "stride", 1, 3, 1),
            IntSlider("dilation", "dilation", 1, 2, 1),
            Steps("place", "place of the window", 1, slides.last, 1, interval_ms=600),
        ],
        describe_sliding_window,
        title="A window slides over an image",
        caption="Framed: the pixels that the window sees. Middle: each of them times the weight that lies on it. "
        "Right: the sums so far, row by row.",
        size=(6.6, 2.9),
        move=move_sliding_window,
        story={"filter": ..., "flip": ..., "place": range(1, 10)} if image is None and filter is None else None,
    )


def output_size():
    """How many windows fit along a row of pixels, and which pixels each output sees."""
    return Instrument(
        windows_on_a_row,
        draw_output_size,
        [
            IntSlider("n", "pixels n", 1, 12, 7),
            IntSlider("kernel", "weights of the filter k", 1, 7, 3),
            IntSlider("padding", "padding p at each end", 0, 4, 0),
            IntSlider("stride", "stride s", 1, 4, 2),
            IntSlider("dilation", "dilation d", 1, 3, 1),
        ],
        describe_output_size,
        title="How many windows fit?",
        caption="One axis of an image; the other works alike. Blue and orange: the first and the last output, and what "
        "they see.",
        size=(6.6, 3.1),
        story=[
            {"n": [6, 7, 8, 9], "stride": [1, 2, 3, 4]},
            {"stride": 1, "padding": [0, 1, 2, 3], "kernel": [3, 5], "dilation": [1, 2]},
            {"dilation": [2, 3]},
        ],
    )


def filter_bench(filter=None, image=None):
    """A filter on a photograph, before and after: known ones from a menu, or your own, number by number.

    ``filter`` is an array of your own (up to 5 × 5, odd sides); ``image`` a picture of your own, (h, w) or (h, w, 3).
    The filter that is applied, with its strength, is ``result["filter"]``; that of the grid is ``values["filter"]``.
    """
    own = own_photograph(image)
    photographs = {"china": "china", "flower": "flower"} | ({} if own is None else {"your own": "own"})
    shown = {"as the filter needs": "auto", "from 0 to 1, the rest clipped": "clip", "0 as middle gray": "gray"}
    first = "Gaussian 5 × 5" if filter is None else filter
    return Instrument(
        bench(own),
        draw_filter_bench,
        [
            Choice("photograph", "photograph", photographs, "china" if own is None else "own"),
            Grid("filter", "filter", PRESETS, first, low=-LARGEST, high=LARGEST),
            Toggle("divide", "divided by its sum, unless that is 0", filter is None),
            Slider("strength", "strength (0: the photograph)", -1, 2, 0.1, 1.0),
            Toggle("color", "in color", True),
            Choice("display", "numbers shown", shown, "auto"),
        ],
        describe_filter_bench,
        title="A bench for filters",
        caption="Applied is (1 − strength) · identity + strength · filter, to red, green and blue alike, with zeros "
        "around. As the filter needs: where its weights add up to ½ or less, 0 is middle gray.",
        size=(6.6, 4.4),
        story=[{"photograph": ..., "filter": ...}, {"strength": [-1, -0.5, 0, 0.5, 1, 1.5, 2]}],
    )


def pooling_windows(x=None):
    """Max and average pooling of a small map, or of your own: what stays, what is lost, where the gradient goes."""
    own = own_map(x)
    maps = {name: name for name in MAPS} | ({} if own is None else {"your own": "own"})
    return Instrument(
        pooling(own),
        draw_pooling_windows,
        [
            Choice("values", "map", maps, "own" if own is not None else next(iter(maps))),
            Choice("kind", "pooling", list(KINDS), "average"),
            IntSlider("size", "side of the window", 1, 4, 2),
            IntSlider("stride", "stride", 1, 4, 2),
        ],
        describe_pooling_windows,
        title="What pooling keeps",
        caption="Black: the windows; of overlapping ones, the first two. Blue: what stays as it is. Hatched: seen by "
        "no window. Right: how much the sum of all outputs grows with each number; nothing written, 0.",
        size=(6.6, 2.9),
        story={"kind": ..., "size": [1, 2, 3, 4], "stride": [1, 2, 4]},
    )


def checkerboard():
    """How many inputs reach each output of a transposed convolution, and a mend for the pattern that comes of it."""
    return Instrument(
        checkerboards,
        draw_checkerboard,
        [
            IntSlider("kernel", "kernel", *SIZES, 2),
            IntSlider("stride", "stride", *STRIDES, 2),
            Choice("weights", "weights", WEIGHTS, WEIGHTS[0]),
            IntSlider("seed", "seed of the weights", 0, 9, 0),
        ],
        describe_checkerboard,
        title="Checkerboards",
        caption="The input is 8 × 8 ones. Dashed: away from the ends, where every output has all of its inputs.",
        size=(9.2, 3.1),
        story=[
            {"kernel": [1, 2, 3, 4, 5, 6], "stride": [2, 3], "weights": ...},
            {"kernel": [3, 4], "weights": "drawn at random", "seed": [0, 1, 2, 3]},
        ],
    )
