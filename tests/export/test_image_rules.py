"""Layers of images: their settings stand in the attributes of ONNX's operators."""

from layer_cases import CASES
from onnx_files import graph_of


def attributes(name):
    g, _ = graph_of(CASES[name].layer(), CASES[name].x())
    return g.nodes[0].op, g.nodes[0].attributes


def test_settings_of_convolutions():
    assert attributes("Conv2D-everything") == (
        "Conv",
        {"kernel_shape": [3, 2], "strides": [2, 1], "pads": [1, 2, 1, 2], "dilations": [1, 3], "group": 1},
    )
    op, given = attributes("ConvTranspose2D-everything")
    assert (op, given["output_padding"], given["group"]) == ("ConvTranspose", [1, 2], 2)
    g, _ = graph_of(CASES["Conv2D"].layer(), CASES["Conv2D"].x())
    assert g.nodes[0].inputs == ["x", "W", "b"]


def test_settings_of_pooling():
    assert attributes("MaxPool2D-padded") == (
        "MaxPool",
        {"kernel_shape": [3, 3], "strides": [2, 2], "pads": [1, 0] * 2},
    )
    # The zeros around an image count in its means, as they do here.
    assert attributes("AveragePool2D-padded")[1]["count_include_pad"] == 1
    g, _ = graph_of(CASES["GlobalAveragePool2D"].layer(), CASES["GlobalAveragePool2D"].x())
    assert [node.op for node in g.nodes] == ["GlobalAveragePool", "Flatten"]
