"""ONNX for layers of images, whose shapes and settings are the same there: (n, c, h, w), W by channels."""

from ..layers import AveragePool2D, Conv2D, ConvTranspose2D, GlobalAveragePool2D, MaxPool2D
from .rulebook import says


def windows(layer, size):
    """What all these operators want to know: ``pads`` are those above, left, below, right."""
    return {"kernel_shape": list(size), "strides": list(layer.stride), "pads": list(layer.padding) * 2}


@says(Conv2D)
def conv(g, layer, x):
    more = {"dilations": list(layer.dilation), "group": layer.groups}
    return g("Conv", x, layer.W, *([] if layer.b is None else [layer.b]), **windows(layer, layer.kernel), **more)


@says(ConvTranspose2D)
def conv_transpose(g, layer, x):
    more = {"dilations": list(layer.dilation), "group": layer.groups, "output_padding": list(layer.output_padding)}
    b = [] if layer.b is None else [layer.b]
    return g("ConvTranspose", x, layer.W, *b, **windows(layer, layer.kernel), **more)


@says(MaxPool2D)
def max_pool(g, layer, x):
    return g("MaxPool", x, **windows(layer, layer.size))


@says(AveragePool2D)
def average_pool(g, layer, x):
    return g("AveragePool", x, **windows(layer, layer.size), count_include_pad=1)


@says(GlobalAveragePool2D)
def global_average_pool(g, layer, x):
    return g("Flatten", g("GlobalAveragePool", x), axis=1)
