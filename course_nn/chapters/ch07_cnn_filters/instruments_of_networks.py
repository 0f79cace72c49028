"""The instruments of chapter 07 that look into a network, the chapter's or one of the reader's own."""

from ...widgets.controls import Choice, IntSlider, Slider, Toggle
from ...widgets.instrument import Instrument
from ...widgets.pad import Pad
from ...widgets.player import OpenSlider, Steps
from .drawing_pad import PadReader
from .drawing_pad_figure import describe_drawing_pad, draw_drawing_pad, move_drawing_pad
from .exciting_patches import exciting_patches as _patches
from .exciting_patches import own_layers as own_pair
from .exciting_patches import units
from .exciting_patches_figure import describe_exciting_patches, draw_exciting_patches
from .feature_maps import feature_maps as _opened
from .feature_maps import first_look, own_layers
from .feature_maps_figure import describe_feature_maps, draw_feature_maps
from .first_layer_filters import first_layer_filters as _filters
from .first_layer_filters import own_moments
from .first_layer_filters_figure import describe_first_layer_filters, draw_first_layer_filters
from .layer_maps import last_place
from .mistakes import find_mistakes, look_at
from .mistakes_figure import describe_mistakes, draw_mistakes
from .occlusion_map import occlude
from .occlusion_map_figure import describe_occlusion_map, draw_occlusion_map
from .pen_strokes import RADIUS, bitmap, example, placed
from .preferred_input import BOUNDS, STARTS, STEPS
from .preferred_input import own_layers as own_climbers
from .preferred_input import preferred_input as _climb
from .preferred_input import units as with_weights
from .preferred_input_figure import describe_preferred_input, draw_preferred_input


def mistakes(network=None, X=None, y=None):
    """The confusion matrix of a network, and its mistakes one by one, with the probability of every class.

    Without arguments the chapter's network on its test digits; or a network of your own, and images X (n, c, h, w) with
    labels y (n,).
    """
    found = find_mistakes(network, X, y)
    return Instrument(
        look_at(found),
        draw_mistakes,
        [IntSlider("place", "place, mistakes first", 1, len(found["rows"]), 1)],
        describe_mistakes,
        title="The mistakes",
        caption="From the mistake it was least sure of to the surest; then the right answers it was least sure of. "
        "Frame: the image's cell. Blue: what it is. Vermilion: what was said instead.",
        size=(9.2, 3.3),
    )


def feature_maps(network=None, X=None, y=None):
    """All layers' maps of an image, and the arithmetic of any number in them: window, weights, sums, bias, activation.

    Without arguments the chapter's network on its test digits; or a network of your own, and images X (n, c, h, w).
    """
    net = own_layers(network, X, y)
    start = first_look(net)
    return Instrument(
        _opened(net),
        draw_feature_maps,
        [
            OpenSlider("image", "image", 0, lambda _: len(net.X) - 1, start["image"]),
            Choice("layer", "layer", net.names(), start["layer"]),
            OpenSlider("channel", "channel or unit", 0, last_place(net, 0), start["channel"]),
            OpenSlider("row", "row", 0, last_place(net, 1), start["row"]),
            OpenSlider("column", "column", 0, last_place(net, 2), start["column"]),
        ],
        describe_feature_maps,
        title="Open any number",
        caption="Above: what each layer makes of the image, blue above zero, vermilion below, each layer on a scale of "
        "its own. Frames: the number, what it is made from, and the part of the image it can see. All is counted "
        "from 0, and rounded when it is written. Gray in a window: padding.",
        size=(9.4, 4.6),
        story=[{"layer": ..., "channel": ...}, {"row": [0, 3, 6], "column": [0, 3, 6]}],
    )


def first_layer_filters(network=None, before=None, X=None):
    """The filters of the first convolution before and after training, and what each makes of an image.

    Without arguments three trainings on the digits, epoch by epoch; or a network of your own beside ``before``, a copy
    made before it was trained, or a list of copies made on the way, and images X (n, c, h, w).
    """
    runs, X = own_moments(network, before, X)
    moments = next(iter(runs.values()))
    filters, channels = moments[0][0].W.value.shape[:2]
    controls = [
        # What training does is for the reader to find; one's own was asked for.
        Steps("moment", "epochs" if len(runs) > 1 else "moment", 0, len(moments) - 1, 0 if network is None else 1),
        OpenSlider("filter", "filter", 0, lambda _: filters - 1, 0),
        OpenSlider("image", "image", 0, lambda _: len(X) - 1, 0),
    ]
    controls += [IntSlider("run", "seed of the training", min(runs), max(runs), min(runs))] if len(runs) > 1 else []
    controls += [IntSlider("channel", "channel", 0, channels - 1, 0)] if channels > 1 else []
    return Instrument(
        _filters(runs, X),
        draw_first_layer_filters,
        controls,
        describe_first_layer_filters,
        title="What training does to filters",
        caption="Blue: positive weights; vermilion: negative; one scale for both. A filter keeps its place. A cosine "
        "of 1 is the old direction, 0 a right angle to it. Right: the image, and what the framed filter makes of it.",
        size=(9.4, 3.7),
    )


def exciting_patches(network=None, X=None, y=None):
    """The patches of all images that excite a unit most, middlingly and least; in a random network, too.

    Without arguments the chapter's network on its test digits; or a network of your own, and images X (n, c, h, w),
    with labels y (n,) or without.
    """
    pair = own_pair(network, X, y)
    net = pair["trained"]
    layers = units(net)
    return Instrument(
        _patches(pair),
        draw_exciting_patches,
        [
            Choice("network", "weights", {"trained": "trained", "random": "random"}, "random"),
            Choice("layer", "layer", layers, next(iter(layers.values()))),
            OpenSlider("channel", "channel or unit", 0, last_place(net, 0), 0),
        ],
        describe_exciting_patches,
        title="What excites a unit?",
        caption="A patch is what the unit can see of an image, at the place where its value is largest (below: least); "
        "one patch from an image. Middling: from the images in the middle of the order. Tinted: over the border, where "
        "the network sees zeros. Diamonds: the images of the first row.",
        size=(9.4, 3.9),
        story={"network": ..., "layer": ..., "channel": ...},
    )


def preferred_input(network=None, X=None, y=None):
    """Gradient ascent on the pixels: what one unit likes best, from two starts, and the same with random weights.

    Without arguments the chapter's network and its test digits; or a network of your own, and images X (n, c, h, w),
    with labels y (n,) or without.
    """
    pair = own_climbers(network, X, y)
    net = pair["trained"]
    layers = with_weights(net)
    return Instrument(
        _climb(pair),
        draw_preferred_input,
        [
            Choice("layer", "layer", layers, max(layers.values())),
            OpenSlider("unit", "unit or channel", 0, last_place(net, 0), 3),
            Choice("bound", "bound", BOUNDS, "box"),
            IntSlider("start", "start", 0, STARTS - 1, 0),
            Steps("step", "step", 0, STEPS, 0, interval_ms=120),
        ],
        describe_preferred_input,
        title="What does a unit like best?",
        caption="Each step follows the gradient with respect to the pixels, then goes back into the bound. Blue and "
        "dashed green: two starts. Dotted: random weights. p: softmax probability of this class; r: correlation with "
        "the mean image of the class. Under the second bound the data are scaled to that norm, too.",
        size=(9.4, 4.0),
        story=[
            {"step": [0, 2, 5, 10, 20, 30, 40, 50, STEPS]},
            {"unit": range(10), "step": STEPS},
            {"start": [2, 4, 7, 9], "step": STEPS},
            {"layer": ..., "unit": [0, 3, 7], "step": STEPS},
            {"layer": ..., "step": [0, 5, 20, STEPS]},
            {"bound": ..., "step": [0, 5, 20, STEPS]},
        ]
        if network is None and X is None
        else None,
    )


def occlusion_map(network=None, X=None, y=None):
    """Lay a patch on every place of an image, and see what it does to the probability of the true class.

    Without arguments the chapter's network on its test digits; or a network of your own, and images X (n, c, h, w) with
    labels y (n,).
    """
    compute = occlude(network, X, y)
    size, most = max(1, round(3 * compute.side / 8)), max(2, 5 * compute.side // 8)
    ends = ("paper", "ink") if X is None else ("the least", "the largest number")
    images = [IntSlider("row", "image", 0, compute.rows - 1, min(5, compute.rows - 1))] if compute.rows > 1 else []
    return Instrument(
        compute,
        draw_occlusion_map,
        [
            *images,
            IntSlider("size", "side of the patch", 1, most, size, unit="pixels"),
            Slider("value", f"patch: 0 {ends[0]}, 1 {ends[1]}", 0, 1, 0.25, 0.5),
        ],
        describe_occlusion_map,
        title="Occlusion",
        caption="Left: the image with the patch where it leaves least. Middle: the probability of the true class with "
        "the patch centered there; cross: the worst place.",
        size=(9.2, 3.1),
        story=[
            {"row": [5, 6, 7, 8, 9], "size": [1, 2, 3], "value": [0.5, 1]},
            {"size": [2, 3, 5], "value": [0, 0.5, 1]},
        ]
        if network is None and X is None
        else None,
    )


def drawing_pad(network=None):
    """A pad to draw a digit on: what the network reads, how sure it is, and the feature maps, while you draw.

    Without arguments the chapter's network; or a network of your own that tells ten digits apart, a Sequential with
    Conv2D layers for images (n, 1, 8, 8) as the embedded digits or (n, 1, 28, 28) as MNIST.
    """
    read = PadReader(network)
    shown = [Choice("layer", "feature maps after layer", read.layers, read.first)] if len(read.layers) > 1 else []
    return Instrument(
        read,
        draw_drawing_pad,
        [
            Pad("drawing", "draw a digit", example(), pen=RADIUS),
            Toggle("center", "center the drawing", True),
            Toggle("scale", "scale the drawing", True),
            *shown,
        ],
        describe_drawing_pad,
        title="Draw a digit",
        caption="Above: your drawing, what the network gets of it, and its ten probabilities. Below: feature maps, on "
        "one scale of colors per layer.",
        size=(6.6, 4.4),
        move=move_drawing_pad,
        story={
            "drawing": {"a 3": example()} | {f"a {name}": bitmap(placed(name)) for name in "0124567"},
            "center": ...,
            "scale": ...,
        },
    )
